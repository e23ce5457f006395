//! The municipality's desk: drafts and 庁内決裁, before anything is handed in.

use super::act::Act;
use super::progress::{Event, Kind};
use super::refusal::Cause;

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
    pub(super) fn after(self, event: &Event) -> Self {
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
                | Kind::Fixed { .. }
                | Kind::AssessmentNotified { .. }
                | Kind::AssessmentAnswered { .. },
                desk,
            ) => desk,
        }
    }

    /// Whether an act fits what lies on the desk. `by` acts; `draft` is the one meant, where one is.
    pub(super) fn check(&self, act: Act, by: &str, draft: Option<i64>, approval: bool) -> Result<(), Cause> {
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
                Self::AwaitingApproval { by: own, asked_by, .. } if own == by || asked_by == by => Err(Cause::OwnDraft),
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
            | Act::Withdraw
            | Act::Assess
            | Act::NotifyAssessment
            | Act::AnswerAssessment => Ok(()),
        }
    }
}
