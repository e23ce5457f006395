//! A submission's progress: a fold over what was recorded of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::act::Act;
use super::filed::Filed;
use super::refusal::{Cause, NotNow};
use super::State;
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
}

/// An event: what, and by which account. In the order in which they were recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// By whom.
    pub by: String,
}

/// What lies on the municipality's desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Desk {
    /// Nothing that is to be handed in.
    #[default]
    Empty,
    /// A draft.
    Drafting {
        /// Its id.
        draft: i64,
        /// Who keeps it.
        by: String,
    },
    /// A draft in 庁内決裁.
    AwaitingApproval {
        /// Its id.
        draft: i64,
        /// Who drafted it.
        by: String,
        /// Who asked.
        asked_by: String,
    },
    /// A draft with 庁内決裁, to be handed in.
    Approved {
        /// Its id.
        draft: i64,
        /// Who drafted it.
        by: String,
    },
}

impl Desk {
    /// The draft that lies there.
    #[must_use]
    pub const fn draft(&self) -> Option<i64> {
        match self {
            Self::Empty => None,
            Self::Drafting { draft, .. } | Self::AwaitingApproval { draft, .. } | Self::Approved { draft, .. } => {
                Some(*draft)
            }
        }
    }

    /// What an event makes of it.
    fn after(self, event: &Event) -> Self {
        match (&event.kind, self) {
            (Kind::DraftKept { draft }, _) => Self::Drafting { draft: *draft, by: event.by.clone() },
            (Kind::ApprovalAsked { draft }, Self::Drafting { by, .. }) => {
                Self::AwaitingApproval { draft: *draft, by, asked_by: event.by.clone() }
            }
            (Kind::Approved { draft }, Self::AwaitingApproval { by, .. }) => Self::Approved { draft: *draft, by },
            (Kind::Declined { draft }, Self::AwaitingApproval { by, .. } | Self::Approved { by, .. }) => {
                Self::Drafting { draft: *draft, by }
            }
            (Kind::HandedIn { draft: Some(_), .. } | Kind::Explained { draft: Some(_), .. }, _) => Self::Empty,
            (
                Kind::ApprovalAsked { .. } | Kind::Approved { .. } | Kind::Declined { .. },
                desk @ (Self::Empty | Self::Drafting { .. } | Self::AwaitingApproval { .. } | Self::Approved { .. }),
            )
            | (
                Kind::Opened
                | Kind::HandedIn { draft: None, .. }
                | Kind::Explained { draft: None, .. }
                | Kind::ReviewBegun { .. }
                | Kind::CorrectionRequested { .. }
                | Kind::Received { .. }
                | Kind::Confirmed { .. }
                | Kind::TakenIntoPlan { .. }
                | Kind::Fixed { .. },
                desk,
            ) => desk,
        }
    }

    /// Whether an act fits what lies on the desk. `by` acts; `draft` is the one meant, where one is.
    fn check(&self, act: Act, by: &str, draft: Option<i64>, approval: bool) -> Result<(), Cause> {
        let meant = match (draft, self.draft()) {
            (Some(meant), Some(there)) if meant != there => return Err(Cause::OtherDraft),
            (_, there) => there,
        };
        match act {
            Act::AskApproval => match self {
                Self::Empty => Err(Cause::NoDraft),
                Self::Drafting { .. } => Ok(()),
                Self::AwaitingApproval { .. } => Err(Cause::Asked),
                Self::Approved { .. } => Err(Cause::Approved),
            },
            Act::Approve => match self {
                Self::Empty => Err(Cause::NoDraft),
                Self::Drafting { .. } => Err(Cause::NotAsked),
                Self::AwaitingApproval { by: own, asked_by, .. } if own == by || asked_by == by => {
                    Err(Cause::OwnDraft)
                }
                Self::AwaitingApproval { .. } => Ok(()),
                Self::Approved { .. } => Err(Cause::Already),
            },
            Act::Decline => match self {
                Self::Empty => Err(Cause::NoDraft),
                Self::Drafting { .. } => Err(Cause::NotAsked),
                Self::AwaitingApproval { .. } | Self::Approved { .. } => Ok(()),
            },
            Act::HandIn => match (self, approval) {
                (Self::Empty, false) if meant.is_none() && draft.is_none() => Ok(()),
                (Self::Empty, _) => Err(Cause::NoDraft),
                (Self::Drafting { .. } | Self::AwaitingApproval { .. }, true) => Err(Cause::NotApproved),
                (Self::Drafting { .. } | Self::AwaitingApproval { .. }, false) | (Self::Approved { .. }, _) => Ok(()),
            },
            Act::KeepDraft
            | Act::ProxyRegister
            | Act::BeginReview
            | Act::RequestCorrection
            | Act::Receive
            | Act::Confirm
            | Act::TakeIntoPlan
            | Act::Fix
            | Act::Withdraw => Ok(()),
        }
    }
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
        })
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
        let next = self.filed.after(act).and_then(|next| self.desk.check(act, by, draft, approval).map(|()| next));
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
            | Kind::HandedIn { .. } => continue,
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
