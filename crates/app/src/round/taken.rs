//! Which 分 of a file are taken now, and which are left out: a workbook holds both, and only one of them may be open.

use kikin_domain::permission::Season;
use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::round::{Act, Filed, LeftOut, WhyLeft};
use kikin_domain::{Bu, CategoryCode, CellRef, Project};
use kikin_store::PlanYear;
use kikin_store::round::Round;

use super::error::RoundError;
use super::held::{On, bus_of, round_of, season};
use crate::people::Scope;

/// What of a file is taken.
#[derive(Debug)]
pub(super) struct Taken {
    /// The 分 that are.
    pub(super) halves: Vec<Bu>,
    /// Those that are not.
    pub(super) left: Vec<LeftOut>,
}

/// A file of which nothing is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// Its stage.
    pub stage: Stage,
    /// The 分 that it holds, and why they are not taken.
    pub left: Vec<LeftOut>,
    /// The 分 that its sender could hand in now.
    pub open: Vec<Bu>,
    /// Sheet and cell of 対象, where it is filled in.
    pub scope_at: Option<(String, CellRef)>,
    /// The projects of the 分 that are not taken; none where only the cover speaks for them.
    pub projects: Vec<ElsewhereProject>,
}

/// A project by its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElsewhereProject {
    /// Its sheet.
    pub sheet: String,
    /// Its row.
    pub row: u32,
    /// Its No. as typed.
    pub no: String,
    /// Its name as typed.
    pub name: String,
}

/// Why a 分 of a file is not taken from this post now; none where it is.
pub(super) fn why_left(year: &PlanYear, rounds: &[Round], scope: &Scope, on: On<'_>, bu: Bu) -> Option<WhyLeft> {
    if !scope.halves().covers(bu.into()) {
        return Some(WhyLeft::NotInCharge);
    }
    // What was handed in and stays is the nearer reason than a deadline.
    let kept = |round: &Round| round.progress.check(Act::KeepDraft, scope.account(), None, false).err();
    if let Some(not_now) = round_of(rounds, on, bu).and_then(kept) {
        return Some(WhyLeft::NotNow(not_now));
    }
    let closed = season(year, rounds, on.stage, &[bu], scope.act().at.instant()) == Season::Closed;
    if closed {
        return Some(WhyLeft::Closed);
    }
    // Last: whoever is told to withdraw must be able to hand in again.
    answers_another(rounds, scope, on, bu).then_some(WhyLeft::NotReturned)
}

/// Whether a file answers the 修正依頼 of another 分 than this one, of which what was handed in stands: a workbook holds both, and
/// whoever corrects one half has not said that the other is to be replaced.
pub(super) fn answers_another(rounds: &[Round], scope: &Scope, on: On<'_>, bu: Bu) -> bool {
    let filed = |bu: Bu| round_of(rounds, on, bu).map(|r| r.progress.filed);
    let is_answered = |other: &Bu| scope.halves().covers((*other).into()) && filed(*other) == Some(Filed::Returned);
    matches!(filed(bu), Some(Filed::Submitted | Filed::Resubmitted)) && on.halves.iter().any(is_answered)
}

impl Taken {
    /// Of the 分 for which a file speaks.
    pub(super) fn of(year: &PlanYear, rounds: &[Round], scope: &Scope, on: On<'_>) -> Self {
        let (mut halves, mut left) = (Vec::new(), Vec::new());
        for bu in on.halves {
            match why_left(year, rounds, scope, on, *bu) {
                None => halves.push(*bu),
                Some(why) => left.push(LeftOut { bu: *bu, why }),
            }
        }
        Self { halves, left }
    }

    /// Whether nothing of the file is taken: no 分 of it, or only one of which it holds no project.
    pub(super) fn is_nothing(&self, plan: Option<&PlanWorkbook>, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> bool {
        // A project without a 区分 is an error of its own, and an empty list too.
        let of_it = |p: &Project| p.category.value().and_then(&bu_of).is_none_or(|bu| self.halves.contains(&bu));
        let holds = |p: &PlanWorkbook| {
            p.projects.is_empty() || p.cover.no_projects.get() == Some(true) || p.projects.iter().any(of_it)
        };
        self.halves.is_empty() || (!self.left.is_empty() && !plan.is_none_or(holds))
    }

    /// Why nothing of it is taken.
    pub(super) fn refusal(
        self,
        (year, rounds): (&PlanYear, &[Round]),
        scope: &Scope,
        on: On<'_>,
        plan: Option<&PlanWorkbook>,
    ) -> RoundError {
        // Where all of it has been handed in and stays, that is the whole reason.
        if self.halves.is_empty()
            && self.left.iter().all(|one| matches!(one.why, WhyLeft::NotNow(_)))
            && let Some(LeftOut { why: WhyLeft::NotNow(not_now), .. }) = self.left.first()
        {
            return (*not_now).into();
        }
        let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
        let is_left = |p: &&Project| {
            let bu = p.category.value().and_then(bu_of);
            bu.is_some_and(|bu| self.left.iter().any(|one| one.bu == bu))
        };
        let told = |p: &Project| ElsewhereProject {
            sheet: p.sheet.to_string(),
            row: p.row,
            no: p.no.text().to_owned(),
            name: p.name.text().to_owned(),
        };
        let cover = plan.map(|p| &p.cover);
        let scope_at = cover.and_then(|c| Some((c.sheet.as_ref()?.to_string(), c.scope.cell()?)));
        let mut open = bus_of(scope.halves());
        open.retain(|bu| why_left(year, rounds, scope, on, *bu).is_none());
        let projects = plan.map(|p| p.projects.iter().filter(is_left).map(told).collect());
        RoundError::NotTaken(NotTaken {
            stage: on.stage,
            open,
            scope_at,
            projects: projects.unwrap_or_default(),
            left: self.left,
        })
    }
}
