//! What is due of a body, what came back and why, and the next step of whoever looks.

use kikin_domain::Bu;
use kikin_domain::permission::{Action, Season};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Act, Desk, Filed, Kind, Progress, Reopened, State};
use kikin_store::round::Round;
use kikin_store::{Moment, PlanYear};

use super::held::{Site, season};
use crate::people::Scope;

/// What whoever looks does next with a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Upload a file.
    Upload,
    /// Mend what came back and upload it.
    Correct,
    /// Go on with this draft.
    Draft(i64),
    /// Decide on this draft (庁内決裁).
    Decide(i64),
    /// Wait for 庁内決裁 of this draft.
    AwaitDecision(i64),
    /// Hand this draft in.
    HandIn(i64),
    /// Answer the prefecture's 内示.
    Answer,
    /// Nothing.
    Nothing,
}

/// A 修正依頼 that has not been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Why.
    pub why: String,
    /// What may be changed.
    pub reopened: Reopened,
    /// When, with offset.
    pub at: String,
    /// By which account.
    pub by: String,
}

/// A submission as its body sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
    /// Where it stands.
    pub state: State,
    /// Whether the body is expected to hand in.
    pub expected: bool,
    /// Whether it may be handed in now.
    pub open: bool,
    /// The last deadline, where there is one.
    pub deadline: Option<Moment>,
    /// Days from today to the deadline's day; negative when it is over.
    pub days_left: Option<i64>,
    /// Whether the deadline is over and nothing is handed in.
    pub overdue: bool,
    /// What came back, and why.
    pub returned: Option<Returned>,
    /// Received file and receipt number of the version that counts.
    pub counting: Option<(i64, i64)>,
    /// What is to be done.
    pub step: Step,
}

/// The submissions of a body that are open or of which something is there, by stage and 分.
#[must_use]
pub fn due(year: &PlanYear, rounds: &[Round], site: Site, scope: &Scope) -> Vec<Due> {
    let all = Stage::ALL.iter().flat_map(|stage| Bu::ALL.map(|bu| (*stage, bu)));
    all.filter(|(stage, bu)| year.is_open(*bu, *stage) || has_something(of(rounds, *stage, *bu)))
        .map(|(stage, bu)| due_of(year, rounds, site, scope, (stage, bu)))
        .collect()
}

/// One submission of a body.
#[must_use]
pub fn due_of(year: &PlanYear, rounds: &[Round], site: Site, scope: &Scope, (stage, bu): (Stage, Bu)) -> Due {
    let own = of(rounds, stage, bu);
    let now = scope.act().at;
    let state = own.map_or(State::NotSubmitted, |r| r.progress.state());
    let of_it = |d: &&kikin_store::Deadline| (d.stage, d.bu) == (stage, bu);
    let deadline = year.deadlines.iter().filter(of_it).max_by_key(|d| d.round).map(|d| d.at);
    let days_left = deadline.and_then(|d| now.date().until(d.date()).ok()).map(|span| i64::from(span.get_days()));
    let is_asked = is_asked(stage, state);
    let expected = is_asked
        && (year.expected.is_empty()
            || year.expected.iter().any(|e| e.body == site.body && e.halves.covers(bu.into())));
    let open = season(year, rounds, stage, &[bu], now.instant()) == Season::Open;
    Due {
        stage,
        bu,
        state,
        expected,
        open,
        deadline,
        days_left,
        overdue: is_asked && !state.is_handed_in() && deadline.is_some_and(|d| now.instant() > d.instant()),
        returned: own.and_then(returned),
        counting: own.and_then(|r| r.submission.counting()).map(|v| (v.upload, v.receipt)),
        step: step(own, scope, site, bu, open, year.wants_approval(site.body)),
    }
}

/// Whether a body in this state has to hand anything in: of 変更 only what came back.
pub(super) const fn is_asked(stage: Stage, state: State) -> bool {
    stage.is_for_all() || matches!(state, State::Returned)
}

fn of(rounds: &[Round], stage: Stage, bu: Bu) -> Option<&Round> {
    rounds.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu))
}

fn has_something(round: Option<&Round>) -> bool {
    round.is_some_and(|r| !r.submission.versions.is_empty() || r.progress.desk != Desk::Empty)
}

/// The last 修正依頼, while it is not answered.
pub(super) fn returned(round: &Round) -> Option<Returned> {
    round.progress.reopened.as_ref()?;
    last_correction(round)
}

/// The last 修正依頼, be it answered or not.
pub(super) fn last_correction(round: &Round) -> Option<Returned> {
    round.events.iter().rev().find_map(|asked| match &asked.kind {
        Kind::CorrectionRequested { reopened, .. } => Some(Returned {
            why: asked.why.clone().unwrap_or_default(),
            reopened: reopened.clone(),
            at: asked.at.clone(),
            by: asked.by.clone(),
        }),
        _ => None,
    })
}

fn step(round: Option<&Round>, scope: &Scope, site: Site, bu: Bu, open: bool, approval: bool) -> Step {
    let own = |action: Action| scope.may(action, &site.matter().concerning(bu.into())).is_ok();
    let Some(progress) = round.map(|r| &r.progress) else {
        return if open && own(Action::Draft) { Step::Upload } else { Step::Nothing };
    };
    if is_to_be_answered(round, progress) {
        return if own(Action::AnswerAssessment) { Step::Answer } else { Step::Nothing };
    }
    let may_keep = progress.check(Act::KeepDraft, scope.account(), None, approval).is_ok();
    if !open || !may_keep || !own(Action::Draft) {
        return Step::Nothing;
    }
    match &progress.desk {
        Desk::Drafting { draft, .. } => Step::Draft(*draft),
        Desk::AwaitingApproval { draft, .. } if own(Action::Approve) => Step::Decide(*draft),
        Desk::AwaitingApproval { draft, .. } => Step::AwaitDecision(*draft),
        Desk::Approved { draft, .. } if own(Action::HandIn) => Step::HandIn(*draft),
        Desk::Approved { draft, .. } => Step::Draft(*draft),
        Desk::Empty => match progress.filed {
            Filed::Returned => Step::Correct,
            // What is fixed lets only a further 変更 come so far.
            Filed::Nothing | Filed::Withdrawn | Filed::Fixed => Step::Upload,
            Filed::Submitted
            | Filed::Resubmitted
            | Filed::UnderReview
            | Filed::Received
            | Filed::Confirmed
            | Filed::InPlan => Step::Nothing,
        },
    }
}

/// Whether the prefecture's 内示 on the version that counts waits for an answer.
fn is_to_be_answered(round: Option<&Round>, progress: &Progress) -> bool {
    let answered =
        |version| round.is_some_and(|r| r.events.iter().any(|e| e.kind == Kind::AssessmentAnswered { version }));
    progress.notified
        && progress.check(Act::AnswerAssessment, "", None, false).is_ok()
        && progress.counting.is_some_and(|version| !answered(version))
}
