//! A draft as its body sees it: what the check found, what it would be, and what can be done with it.

use std::sync::Arc;

use kikin_domain::permission::{Action, Season};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Act, LeftOut, WhyLeft};
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FileReport, FiscalYear, PrefectureCode, Severity, Verdict};
use kikin_store::round::{Draft, DraftContents, Round, draft_bytes, rounds};
use kikin_store::{PlanYear, Store};

use super::error::RoundError;
use super::hand_in::{handed_in_as, refuse_earlier, submitted};
use super::held::{On, Site, halves_of, is_late, round_of, season_of_some};
use super::home::stored_draft;
use super::read::{Checks, read_apart};
use super::replacing::{Replacing, replacing};
use super::resubmission::Following;
use super::taken::why_left;
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
    /// Whether that is for what the file says, so that another file is needed.
    pub refused: bool,
    /// What the file holds that is not handed in with it, and why.
    pub left: Vec<LeftOut>,
    /// Whether it follows a 修正依頼 and changes nothing: a reason is asked for (P004).
    pub unchanged: bool,
}

impl DraftView {
    /// Whether whoever looks may do this with it now.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }
}

/// What a file holds of some 分, for its draft.
pub(crate) fn contents(report: &FileReport, year: &PlanYear, halves: &[Bu]) -> DraftContents {
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let own = |code: &CategoryCode| bu_of(code).is_some_and(|bu| halves.contains(&bu));
    let Some(plan) = &report.plan else { return DraftContents::default() };
    let mut totals = preview(plan, year.year, &year.categories);
    totals.retain(|(code, _)| own(code));
    DraftContents {
        projects: plan.projects.iter().filter(|p| p.category.value().is_some_and(own)).count(),
        no_projects: plan.cover.no_projects.get().unwrap_or(false),
        totals,
        speaks_for: plan.halves(bu_of),
        submitted: plan.cover.submitted.get(),
    }
}

/// A draft of a body with what can be done with it. The file is read anew where it follows a 修正依頼, was kept without its contents,
/// or is a 変更, which is held against what it takes the place of.
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
    let place = Place { year: &year, rounds: &there, site, draft: &draft, scope };
    let returned = place.own().any(|(_, r)| r.progress.reopened.is_some());
    let to_compare = returned && handed_in.is_none() && draft.verdict != Verdict::Rejected;
    // What a 変更 changes may have changed itself since the upload.
    let replacement = draft.stage == Stage::Change && handed_in.is_none();
    let report = if to_compare || replacement || draft.contents.is_none() {
        Some(read_apart(reader, document(store, &draft).await?, &year).await?.1)
    } else {
        None
    };
    let read = || report.as_ref().map(|report| contents(report, &year, &draft.halves));
    let held = draft.contents.clone().or_else(read).unwrap_or_default();
    let replaces = match report.as_ref().and_then(|r| r.plan.as_ref()).filter(|_| replacement) {
        Some(plan) => replacing(store.connection(), &year, &there, (draft.stage, &draft.halves), plan).await?,
        None => Vec::new(),
    };
    let asked = place.ask(store, handed_in, &held, report.as_ref()).await?;
    let keeps = scope.may(Action::Draft, &site.matter().in_season(place.season())).is_ok();
    let mendable = handed_in.is_none() && keeps && held.projects > 0 && draft.verdict != Verdict::Rejected;
    Ok(DraftView {
        mendable,
        projects: held.projects,
        no_projects: held.no_projects,
        totals: held.totals,
        late: is_late(&year, draft.stage, &draft.halves, scope.act().at.instant()),
        approval: year.wants_approval(site.body),
        returned,
        replaces,
        handed_in,
        why_not: asked.why_not,
        refused: asked.refused,
        acts: asked.acts,
        left: asked.left,
        unchanged: asked.unchanged,
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

/// A draft among the body's submissions, as somebody sees it.
struct Place<'a> {
    year: &'a PlanYear,
    rounds: &'a [Round],
    site: Site,
    draft: &'a Draft,
    scope: &'a Scope,
}

/// What handing in would answer, asked before.
#[derive(Default)]
struct Asked {
    acts: Vec<Act>,
    why_not: Option<String>,
    refused: bool,
    left: Vec<LeftOut>,
    unchanged: bool,
}

impl Place<'_> {
    fn on(&self) -> On<'_> {
        On { site: self.site, stage: self.draft.stage, halves: &self.draft.halves }
    }

    fn own(&self) -> impl Iterator<Item = (Bu, &Round)> {
        self.draft.halves.iter().filter_map(|bu| round_of(self.rounds, self.on(), *bu).map(|r| (*bu, r)))
    }

    fn season(&self) -> Season {
        season_of_some(self.year, self.rounds, self.on(), self.scope.act().at.instant())
    }

    /// Asks what handing in asks. `report` is there where the draft is to be compared with what was handed in before it.
    async fn ask(
        &self,
        store: &Store,
        handed_in: Option<i64>,
        held: &DraftContents,
        report: Option<&FileReport>,
    ) -> Result<Asked, RoundError> {
        if handed_in.is_some() {
            return Ok(Asked::default());
        }
        let left = self.left(held);
        let mut halves = self.draft.halves.clone();
        halves.retain(|bu| !left.iter().any(|one| one.bu == *bu));
        let (year, rounds, plan) = (self.year, self.rounds, report.and_then(|r| r.plan.as_ref()));
        let (scope, on, draft) = (self.scope, self.on(), Some(self.draft.id));
        let following = Following { year, rounds, scope, on, plan, draft, act: Act::HandIn };
        let submitted = report.and_then(submitted).or(held.submitted);
        let corrected = following.corrected(store.connection(), &halves).await;
        let earlier = refuse_earlier(rounds, on, &halves, submitted);
        let (unchanged, against) = match (corrected, earlier) {
            (Err(why @ RoundError::NotReopened { .. }), _) => (false, Some(why)),
            (Err(other), _) => return Err(other),
            (Ok(unchanged), earlier) => (unchanged, earlier.err()),
        };
        let mut acts = self.acts();
        if against.is_some() {
            acts.retain(|act| *act == Act::Decline);
        }
        let refused = against.is_some();
        Ok(Asked { acts, refused, why_not: self.why_not(against), left, unchanged })
    }

    /// What of the file is left out if it is handed in now.
    fn left(&self, held: &DraftContents) -> Vec<LeftOut> {
        let speaks_for = if held.speaks_for.is_empty() { &self.draft.halves } else { &held.speaks_for };
        let why = |bu: Bu| match why_left(self.year, self.rounds, self.scope, self.on(), bu) {
            None if !self.draft.halves.contains(&bu) => Some(WhyLeft::NotThen),
            other => other,
        };
        speaks_for.iter().filter_map(|bu| why(*bu).map(|why| LeftOut { bu: *bu, why })).collect()
    }

    fn acts(&self) -> Vec<Act> {
        let (scope, approval) = (self.scope, self.year.wants_approval(self.site.body));
        let permitted = |action: Action| {
            let matter = self.site.matter().in_season(self.season());
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

    /// Why it cannot be handed in. `against` is what its contents are refused for.
    fn why_not(&self, against: Option<RoundError>) -> Option<String> {
        if self.draft.verdict == Verdict::Rejected {
            let errors = self.draft.findings.iter().filter(|f| f.severity == Severity::Error).count();
            return Some(RoundError::Rejected { errors }.to_string());
        }
        if self.season() == Season::Closed {
            return Some(kikin_domain::permission::Refusal::Closed.sentence().to_owned());
        }
        if let Some(why) = against {
            return Some(why.to_string());
        }
        let (scope, approval) = (self.scope, self.year.wants_approval(self.site.body));
        let check =
            |(_, r): (Bu, &Round)| r.progress.check(Act::HandIn, scope.account(), Some(self.draft.id), approval);
        let told: Vec<_> = self.own().map(check).collect();
        if told.iter().any(Result::is_ok) {
            return None;
        }
        told.into_iter().find_map(Result::err).map(|why| why.to_string())
    }
}
