//! The round of a submission: from 未提出 to 確定. A submission is one body, plan year, stage and 分.
//!
//! Nothing here is kept as a column: [`Progress::of`] folds what was recorded, and [`Progress::check`] answers whether an act
//! fits. Which version counts is [`crate::standing::counting`]'s answer alone, so that a withdrawal gives the former version
//! back with the state that it had.

mod act;
mod attachment;
mod carried;
mod changes;
mod desk;
mod filed;
mod gone;
mod left;
mod now;
mod progress;
mod refusal;

pub use act::Act;
pub use attachment::{AttachmentKind, Media};
pub use carried::carried;
pub use changes::{Change, ChangeOf, changes, folded, texts, touched, unchanged};
pub use desk::Desk;
pub use filed::Filed;
pub use gone::{Gone, gone, told_gone};
pub use left::{LeftOut, WhyLeft};
pub use now::{Stages, stage_now};
pub use progress::{Event, FiledVersion, Kind, Misfit, Progress, Reopened};
pub use refusal::{Cause, NotNow};

/// The state of a submission as people are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 未提出
    NotSubmitted,
    /// 作成中
    Drafting,
    /// 庁内決裁中
    AwaitingApproval,
    /// 提出済
    Submitted,
    /// 審査中
    UnderReview,
    /// 修正依頼（差戻し）
    Returned,
    /// 再提出済
    Resubmitted,
    /// 受付済
    Received,
    /// 確認済
    Confirmed,
    /// 都道府県計画反映済
    InPlan,
    /// 確定
    Fixed,
    /// 取下げ
    Withdrawn,
}

impl State {
    /// All of them, in the order of the round.
    pub const ALL: [Self; 12] = [
        Self::NotSubmitted,
        Self::Drafting,
        Self::AwaitingApproval,
        Self::Submitted,
        Self::UnderReview,
        Self::Returned,
        Self::Resubmitted,
        Self::Received,
        Self::Confirmed,
        Self::InPlan,
        Self::Fixed,
        Self::Withdrawn,
    ];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotSubmitted => "未提出",
            Self::Drafting => "作成中",
            Self::AwaitingApproval => "庁内決裁中",
            Self::Submitted => "提出済",
            Self::UnderReview => "審査中",
            Self::Returned => "修正依頼（差戻し）",
            Self::Resubmitted => "再提出済",
            Self::Received => "受付済",
            Self::Confirmed => "確認済",
            Self::InPlan => "都道府県計画反映済",
            Self::Fixed => "確定",
            Self::Withdrawn => "取下げ",
        }
    }

    /// Whether the prefecture has something of the body, so that nobody needs to be reminded.
    #[must_use]
    pub const fn is_handed_in(self) -> bool {
        match self {
            Self::Submitted
            | Self::UnderReview
            | Self::Resubmitted
            | Self::Received
            | Self::Confirmed
            | Self::InPlan
            | Self::Fixed => true,
            Self::NotSubmitted | Self::Drafting | Self::AwaitingApproval | Self::Returned | Self::Withdrawn => false,
        }
    }
}

#[cfg(test)]
mod tests;
