//! A draft as its body sees it: what the check found, what it would be, and what can be done with it.

use std::sync::Arc;

use kikin_domain::permission::{Action, Season};
use kikin_domain::plan::Stage;
use kikin_domain::round::Act;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FileReport, FiscalYear, PrefectureCode, Severity, Verdict};
use kikin_store::round::{Draft, DraftContents, Round, draft_bytes, rounds};
use kikin_store::{PlanYear, Store};

use super::error::RoundError;
use super::hand_in::handed_in_as;
use super::held::{Site, halves_of, is_late, season};
use super::home::stored_draft;
use super::read::{Checks, read_apart};
use super::replacing::{Replacing, replacing};
use crate::check::preview;
use crate::people::Scope;
use crate::reading::Document;

/// A draft and what can be done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftView {
    /// The draft, with the findings of its check.
    pub draft: Draft,
    /// How many projects of its 分 it holds.
    pub projects: usize,
    /// Whether whoever looks may correct its projects without Excel.
    pub mendable: bool,
    /// Whether it answers 該当事業なし.
    pub no_projects: bool,
    /// Sums by 区分 of its 分 with a preview of the split, yen; none where the file cannot be read.
    pub totals: Vec<(CategoryCode, Amounts)>,
    /// The names of the year's 区分.
    pub year: PlanYear,
    /// Whether it comes after the first deadline.
    pub late: bool,
    /// Whether 庁内決裁 comes first.
    pub approval: bool,
    /// Whether it follows a 修正依頼.
    pub returned: bool,
    /// The received file that it became, once it is handed in.
    pub handed_in: Option<i64>,
    /// What whoever looks may do with it now: of [`Act::AskApproval`], [`Act::Approve`], [`Act::Decline`], [`Act::HandIn`].
    pub acts: Vec<Act>,
    /// Why it cannot be handed in now, whoever asks.
    pub why_not: Option<String>,
    /// What it takes the place of by 分, where it is a 変更 that is not handed in yet.
    pub replaces: Vec<Replacing>,
}

impl DraftView {
    /// Whether whoever looks may do this with it now.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }
}

/// What a file holds of some 分, for its draft.
pub(super) fn contents(report: &FileReport, year: &PlanYear, halves: &[Bu]) -> DraftContents {
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let own = |code: &CategoryCode| bu_of(code).is_some_and(|bu| halves.contains(&bu));
    let Some(plan) = &report.plan else { return DraftContents::default() };
    let mut totals = preview(plan, year.year, &year.categories);
    totals.retain(|(code, _)| own(code));
    DraftContents {
        projects: plan.projects.iter().filter(|p| p.category.value().is_some_and(own)).count(),
        no_projects: plan.cover.no_projects.get().unwrap_or(false),
        totals,
    }
}

/// A draft of a body with what can be done with it. The file of a draft that was kept without its contents is read anew, and
/// that of a 変更, which is held against what it takes the place of.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), [`RoundError::NoYear`], [`RoundError::Readers`], or the database's.
pub async fn look_at_draft(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    site: Site,
    id: i64,
) -> Result<DraftView, RoundError> {
    let draft = draft_of(store, scope, site, id).await?;
    let year = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let there = rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?;
    let handed_in = handed_in_as(&there, id);
    // A 変更 is held against what it changes, which may have changed itself since the upload.
    let compares = draft.stage == Stage::Change && handed_in.is_none();
    let (held, replaces) = match &draft.contents {
        Some(kept) if !compares => (kept.clone(), Vec::new()),
        Some(_) | None => {
            let (_, report) = read_apart(reader, document(store, &draft).await?, &year).await?;
            let replaces = match report.plan.as_ref().filter(|_| compares) {
                Some(plan) => replacing(store.connection(), &year, &there, (draft.stage, &draft.halves), plan).await?,
                None => Vec::new(),
            };
            (contents(&report, &year, &draft.halves), replaces)
        }
    };
    let place = Place { year: &year, rounds: &there, site, draft: &draft };
    let acts = if handed_in.is_some() { Vec::new() } else { place.acts(scope) };
    let why_not = if handed_in.is_some() { None } else { place.why_not(scope) };
    let returned = place.own().any(|(_, r)| r.progress.reopened.is_some());
    let keeps = scope.may(Action::Draft, &site.matter().in_season(place.season(scope))).is_ok();
    let mendable = handed_in.is_none() && keeps && held.projects > 0 && draft.verdict != Verdict::Rejected;
    Ok(DraftView {
        mendable,
        projects: held.projects,
        no_projects: held.no_projects,
        totals: held.totals,
        late: is_late(&year, draft.stage, &draft.halves, scope.act().at.instant()),
        approval: year.wants_approval(site.body),
        returned,
        why_not,
        replaces,
        handed_in,
        acts,
        draft,
        year,
    })
}

/// A draft of this body.
pub(super) async fn draft_of(store: &Store, scope: &Scope, site: Site, id: i64) -> Result<Draft, RoundError> {
    let key: (PrefectureCode, FiscalYear) = (site.prefecture, site.year);
    let found = stored_draft(store, scope, key, id).await?;
    let body: BodyCode = found.body;
    if body == site.body { Ok(found) } else { Err(RoundError::hidden()) }
}

/// A draft's file.
pub(super) async fn document(store: &Store, draft: &Draft) -> Result<Document, RoundError> {
    let bytes = draft_bytes(store.connection(), draft).await?;
    Document::read(draft.file_name.as_str(), bytes.as_slice()).map_err(|error| RoundError::Reading(Box::new(error)))
}

/// A draft among the body's submissions.
struct Place<'a> {
    year: &'a PlanYear,
    rounds: &'a [Round],
    site: Site,
    draft: &'a Draft,
}

impl Place<'_> {
    fn own(&self) -> impl Iterator<Item = (Bu, &Round)> {
        let find = |bu: &Bu| {
            let own = |r: &&Round| (r.submission.stage, r.submission.bu) == (self.draft.stage, *bu);
            self.rounds.iter().find(own).map(|r| (*bu, r))
        };
        self.draft.halves.iter().filter_map(find)
    }

    fn season(&self, scope: &Scope) -> Season {
        season(self.year, self.rounds, self.draft.stage, &self.draft.halves, scope.act().at.instant())
    }

    fn acts(&self, scope: &Scope) -> Vec<Act> {
        let approval = self.year.wants_approval(self.site.body);
        let permitted = |action: Action| {
            let matter = self.site.matter().in_season(self.season(scope));
            let matter = halves_of(&self.draft.halves).map_or(matter, |halves| matter.concerning(halves));
            scope.may(action, &matter).is_ok()
        };
        let fits = |act: Act| {
            self.own().any(|(_, r)| r.progress.check(act, scope.account(), Some(self.draft.id), approval).is_ok())
        };
        let used = |act: Act| match act {
            Act::AskApproval => approval && self.draft.verdict != Verdict::Rejected,
            Act::HandIn => self.draft.verdict != Verdict::Rejected,
            _ => approval,
        };
        let all = [Act::AskApproval, Act::Approve, Act::Decline, Act::HandIn];
        all.into_iter().filter(|act| used(*act) && permitted(act.action()) && fits(*act)).collect()
    }

    fn why_not(&self, scope: &Scope) -> Option<String> {
        if self.draft.verdict == Verdict::Rejected {
            let errors = self.draft.findings.iter().filter(|f| f.severity == Severity::Error).count();
            return Some(RoundError::Rejected { errors }.to_string());
        }
        if self.season(scope) == Season::Closed {
            return Some(kikin_domain::permission::Refusal::Closed.sentence().to_owned());
        }
        let approval = self.year.wants_approval(self.site.body);
        let check =
            |(_, r): (Bu, &Round)| r.progress.check(Act::HandIn, scope.account(), Some(self.draft.id), approval);
        let told: Vec<_> = self.own().map(check).collect();
        if told.iter().any(Result::is_ok) {
            return None;
        }
        told.into_iter().find_map(Result::err).map(|why| why.to_string())
    }
}
