//! Where a handed-in version stands, and what each act makes of it: the table acts × states.

use super::act::Act;
use super::refusal::Cause;

/// Where the version that counts stands, or that none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filed {
    /// Nothing was ever taken in.
    Nothing,
    /// 提出済
    Submitted,
    /// 再提出済: handed in after a 修正依頼.
    Resubmitted,
    /// 審査中
    UnderReview,
    /// 修正依頼（差戻し）
    Returned,
    /// 受付済
    Received,
    /// 確認済
    Confirmed,
    /// 都道府県計画反映済
    InPlan,
    /// 確定
    Fixed,
    /// 取下げ: what was taken in was withdrawn, and no version counts.
    Withdrawn,
}

impl Filed {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Nothing,
        Self::Submitted,
        Self::Resubmitted,
        Self::UnderReview,
        Self::Returned,
        Self::Received,
        Self::Confirmed,
        Self::InPlan,
        Self::Fixed,
        Self::Withdrawn,
    ];

    /// The next state. What concerns the desk of the municipality alone leaves it as it is, and is refused where nothing may
    /// be handed in.
    ///
    /// # Errors
    /// [`Cause`], why the act does not fit.
    pub const fn after(self, act: Act) -> Result<Self, Cause> {
        match act {
            Act::KeepDraft | Act::AskApproval | Act::Approve | Act::Decline => match self.handed_in() {
                Ok(_) => Ok(self),
                Err(cause) => Err(cause),
            },
            Act::HandIn | Act::ProxyRegister => self.handed_in(),
            Act::BeginReview => self.under_review(),
            Act::RequestCorrection => self.returned(),
            Act::Receive => self.received(),
            Act::Confirm => self.confirmed(),
            Act::TakeIntoPlan => self.in_plan(),
            Act::Fix => self.fixed(),
            Act::Withdraw => self.withdrawn(),
            Act::Assess => self.assessed(),
            Act::NotifyAssessment | Act::AnswerAssessment => self.notified(),
        }
    }

    /// Until somebody begins to review, a further version takes the place of the one before; then a 修正依頼 opens it again.
    const fn handed_in(self) -> Result<Self, Cause> {
        match self {
            Self::Nothing | Self::Withdrawn | Self::Submitted => Ok(Self::Submitted),
            Self::Returned | Self::Resubmitted => Ok(Self::Resubmitted),
            Self::UnderReview => Err(Cause::UnderReview),
            Self::Received => Err(Cause::Received),
            Self::Confirmed | Self::InPlan => Err(Cause::Confirmed),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    const fn under_review(self) -> Result<Self, Cause> {
        match self {
            Self::Submitted | Self::Resubmitted => Ok(Self::UnderReview),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::UnderReview | Self::Received | Self::Confirmed | Self::InPlan => Err(Cause::Already),
            Self::Returned => Err(Cause::Returned),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    /// Until the plan is fixed.
    const fn returned(self) -> Result<Self, Cause> {
        match self {
            Self::Submitted
            | Self::Resubmitted
            | Self::UnderReview
            | Self::Received
            | Self::Confirmed
            | Self::InPlan => Ok(Self::Returned),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Already),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    const fn received(self) -> Result<Self, Cause> {
        match self {
            Self::Submitted | Self::Resubmitted | Self::UnderReview => Ok(Self::Received),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::Received | Self::Confirmed | Self::InPlan => Err(Cause::Already),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    const fn confirmed(self) -> Result<Self, Cause> {
        match self {
            Self::Received => Ok(Self::Confirmed),
            Self::Submitted | Self::Resubmitted | Self::UnderReview => Err(Cause::NotReceived),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::Confirmed | Self::InPlan => Err(Cause::Already),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    const fn in_plan(self) -> Result<Self, Cause> {
        match self {
            Self::Confirmed => Ok(Self::InPlan),
            Self::Submitted | Self::Resubmitted | Self::UnderReview | Self::Received => Err(Cause::NotConfirmed),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::InPlan => Err(Cause::Already),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    const fn fixed(self) -> Result<Self, Cause> {
        match self {
            Self::InPlan => Ok(Self::Fixed),
            Self::Submitted | Self::Resubmitted | Self::UnderReview | Self::Received | Self::Confirmed => {
                Err(Cause::NotInPlan)
            }
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::Fixed => Err(Cause::Already),
        }
    }

    /// While the prefecture is at it: after the review has begun, before the plan is fixed. The state stays.
    const fn assessed(self) -> Result<Self, Cause> {
        match self {
            Self::UnderReview | Self::Received | Self::Confirmed | Self::InPlan => Ok(self),
            Self::Submitted | Self::Resubmitted => Err(Cause::NotUnderReview),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    /// What is confirmed can be decided on for good. The state stays.
    const fn notified(self) -> Result<Self, Cause> {
        match self {
            Self::Confirmed | Self::InPlan => Ok(self),
            Self::Submitted | Self::Resubmitted | Self::UnderReview | Self::Received => Err(Cause::NotConfirmed),
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Withdrawn),
            Self::Returned => Err(Cause::Returned),
            Self::Fixed => Err(Cause::Fixed),
        }
    }

    /// Before confirmation only; the former version, if there is one, then counts again.
    const fn withdrawn(self) -> Result<Self, Cause> {
        match self {
            Self::Submitted | Self::Resubmitted | Self::UnderReview | Self::Returned | Self::Received => {
                Ok(Self::Withdrawn)
            }
            Self::Nothing => Err(Cause::NothingFiled),
            Self::Withdrawn => Err(Cause::Already),
            Self::Confirmed | Self::InPlan => Err(Cause::Confirmed),
            Self::Fixed => Err(Cause::Fixed),
        }
    }
}
