//! A submission's progress: a fold over what was recorded of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::State;
use super::act::Act;
use super::desk::Desk;
use super::filed::Filed;
use super::refusal::{Cause, NotNow};
use crate::plan::Stage;
use crate::standing::{VersionState, counting};

/// A version, as far as the fold needs it. In the order of receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledVersion {
    /// Its id.
    pub id: i64,
    /// Whether it was taken in, refused, or withdrawn.
    pub state: VersionState,
    /// 提出日
    pub submitted: Option<Date>,
}

/// Which projects a 修正依頼 opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// All of the submission.
    Whole,
    /// These, by No.
    Projects(BTreeSet<String>),
}

impl Reopened {
    /// Whether a project may be changed.
    #[must_use]
    pub fn opens(&self, no: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Projects(numbers) => numbers.contains(no),
        }
    }
}

/// Something recorded of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody of the body opened its page for the first time.
    Opened,
    /// A draft was kept.
    DraftKept {
        /// Its id.
        draft: i64,
    },
    /// 庁内決裁 was asked for.
    ApprovalAsked {
        /// Of which draft.
        draft: i64,
    },
    /// 庁内決裁 was given.
    Approved {
        /// To which draft.
        draft: i64,
    },
    /// The draft was sent back inside the body.
    Declined {
        /// Which.
        draft: i64,
    },
    /// A version came from the desk, or from the prefecture by 代理登録 (then without a draft).
    HandedIn {
        /// The draft that it was.
        draft: Option<i64>,
        /// The version.
        version: i64,
    },
    /// After 修正依頼 it was handed in again without a change, with a reason: no new version (P004).
    Explained {
        /// The version, which stays.
        version: i64,
        /// The draft that it was.
        draft: Option<i64>,
    },
    /// The prefecture began to review a version.
    ReviewBegun {
        /// Which.
        version: i64,
    },
    /// 修正依頼
    CorrectionRequested {
        /// Of which version.
        version: i64,
        /// What may be changed.
        reopened: Reopened,
    },
    /// 受付
    Received {
        /// Of which version.
        version: i64,
    },
    /// 確認
    Confirmed {
        /// Of which version.
        version: i64,
    },
    /// 都道府県計画反映済
    TakenIntoPlan {
        /// Which version.
        version: i64,
    },
    /// 確定
    Fixed {
        /// Which version.
        version: i64,
    },
    /// The prefecture's 内示: its decisions on the projects were sent back.
    AssessmentNotified {
        /// On which version.
        version: i64,
    },
    /// The municipality answered it.
    AssessmentAnswered {
        /// Of which version.
        version: i64,
    },
}

/// An event: what, and by which account. In the order in which they were recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// By whom.
    pub by: String,
}

/// Events that cannot have been recorded so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("版{version}の経過に、順序の合わない記録があります")]
pub struct Misfit {
    /// The version.
    pub version: i64,
}

/// Where a submission stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Where the version that counts stands.
    pub filed: Filed,
    /// What lies on the municipality's desk.
    pub desk: Desk,
    /// What a 修正依頼 opened of the version that counts; `Some` only while it is [`Filed::Returned`].
    pub reopened: Option<Reopened>,
    /// The version that counts.
    pub counting: Option<i64>,
    /// Whether somebody of the body has opened its page.
    pub opened: bool,
    /// Whether the prefecture's 内示 on the version that counts was sent.
    pub notified: bool,
    /// Whether another version may follow one that is fixed: a 変更 changes the plan as it then is, and may be changed by the next.
    pub goes_on: bool,
}

impl Progress {
    /// Folds what was recorded: versions in the order of receipt, events in their own order.
    ///
    /// # Errors
    /// [`Misfit`] for events of a version that do not fit one after the other.
    pub fn of(versions: &[FiledVersion], events: &[Event]) -> Result<Self, Misfit> {
        let mut states: BTreeMap<i64, (Filed, Option<Reopened>)> = BTreeMap::new();
        for version in versions.iter().filter(|v| v.state != VersionState::Rejected) {
            let after_return = states.values().any(|(filed, _)| *filed == Filed::Returned);
            let begins = if after_return { Filed::Resubmitted } else { Filed::Submitted };
            let own = fold_version(version.id, begins, events)?;
            // A withdrawn version is as if it were not there.
            if version.state == VersionState::Accepted {
                states.insert(version.id, own);
            }
        }
        let standing: Vec<_> = versions.iter().map(|v| (v.state, v.submitted)).collect();
        let counting = counting(&standing).map(|i| versions[i].id);
        let withdrawn = versions.iter().any(|v| v.state == VersionState::Withdrawn);
        let none = if withdrawn { Filed::Withdrawn } else { Filed::Nothing };
        let (filed, reopened) = counting.and_then(|id| states.remove(&id)).unwrap_or((none, None));
        Ok(Self {
            filed,
            reopened,
            counting,
            desk: events.iter().fold(Desk::Empty, Desk::after),
            opened: events.iter().any(|e| e.kind == Kind::Opened),
            notified: counting
                .is_some_and(|version| events.iter().any(|e| e.kind == Kind::AssessmentNotified { version })),
            goes_on: false,
        })
    }

    /// The same of a stage.
    #[must_use]
    pub fn of_stage(self, stage: Stage) -> Self {
        Self { goes_on: stage == Stage::Change, ..self }
    }

    /// Where an act finds it: what begins a further 変更 finds nothing filed once the one before is fixed.
    const fn found_by(&self, act: Act) -> Filed {
        match (act, self.filed) {
            (
                Act::KeepDraft | Act::AskApproval | Act::Approve | Act::Decline | Act::HandIn | Act::ProxyRegister,
                Filed::Fixed,
            ) if self.goes_on => Filed::Nothing,
            (_, filed) => filed,
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.filed, &self.desk) {
            (Filed::Nothing | Filed::Withdrawn, Desk::Drafting { .. }) => State::Drafting,
            (Filed::Nothing | Filed::Withdrawn, Desk::AwaitingApproval { .. } | Desk::Approved { .. }) => {
                State::AwaitingApproval
            }
            (Filed::Nothing, Desk::Empty) => State::NotSubmitted,
            (Filed::Withdrawn, Desk::Empty) => State::Withdrawn,
            (Filed::Submitted, _) => State::Submitted,
            (Filed::Resubmitted, _) => State::Resubmitted,
            (Filed::UnderReview, _) => State::UnderReview,
            (Filed::Returned, _) => State::Returned,
            (Filed::Received, _) => State::Received,
            (Filed::Confirmed, _) => State::Confirmed,
            (Filed::InPlan, _) => State::InPlan,
            (Filed::Fixed, _) => State::Fixed,
        }
    }

    /// Whether an act fits: `by` acts, on `draft` where one is meant; `approval` says whether 庁内決裁 is switched on.
    ///
    /// # Errors
    /// [`NotNow`], with cause and cure.
    pub fn check(&self, act: Act, by: &str, draft: Option<i64>, approval: bool) -> Result<Filed, NotNow> {
        let told = match act {
            Act::AnswerAssessment if !self.notified => Err(Cause::NotNotified),
            Act::Assess if self.notified => Err(Cause::Notified),
            Act::NotifyAssessment if self.notified => Err(Cause::Already),
            Act::AnswerAssessment
            | Act::Assess
            | Act::NotifyAssessment
            | Act::KeepDraft
            | Act::AskApproval
            | Act::Approve
            | Act::Decline
            | Act::HandIn
            | Act::ProxyRegister
            | Act::BeginReview
            | Act::RequestCorrection
            | Act::Receive
            | Act::Confirm
            | Act::TakeIntoPlan
            | Act::Fix
            | Act::Withdraw => Ok(()),
        };
        let next = self.found_by(act).after(act).and_then(|next| told.map(|()| next));
        let next = next.and_then(|next| self.desk.check(act, by, draft, approval).map(|()| next));
        next.map_err(|cause| NotNow { act, state: self.state(), cause })
    }
}

/// The state of one version, by its own events.
fn fold_version(id: i64, begins: Filed, events: &[Event]) -> Result<(Filed, Option<Reopened>), Misfit> {
    let mut own = (begins, None);
    for event in events {
        let (version, act) = match &event.kind {
            Kind::Explained { version, .. } => (*version, Act::HandIn),
            Kind::ReviewBegun { version } => (*version, Act::BeginReview),
            Kind::CorrectionRequested { version, .. } => (*version, Act::RequestCorrection),
            Kind::Received { version } => (*version, Act::Receive),
            Kind::Confirmed { version } => (*version, Act::Confirm),
            Kind::TakenIntoPlan { version } => (*version, Act::TakeIntoPlan),
            Kind::Fixed { version } => (*version, Act::Fix),
            Kind::Opened
            | Kind::DraftKept { .. }
            | Kind::ApprovalAsked { .. }
            | Kind::Approved { .. }
            | Kind::Declined { .. }
            | Kind::HandedIn { .. }
            | Kind::AssessmentNotified { .. }
            | Kind::AssessmentAnswered { .. } => continue,
        };
        if version == id {
            let filed = own.0.after(act).map_err(|_| Misfit { version })?;
            let reopened = match &event.kind {
                Kind::CorrectionRequested { reopened, .. } => Some(reopened.clone()),
                _ => None,
            };
            own = (filed, reopened);
        }
    }
    Ok(own)
}
