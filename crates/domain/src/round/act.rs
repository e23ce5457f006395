//! What can be done to a submission, and by whom.

use crate::permission::Action;

/// An act on a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Keeping a checked file as a draft; it takes the place of the draft before it.
    KeepDraft,
    /// Sending the draft to 庁内決裁.
    AskApproval,
    /// Deciding on it.
    Approve,
    /// Sending it back to whoever drafted it.
    Decline,
    /// Handing in, also in the place of a version that nobody has begun to review.
    HandIn,
    /// The prefecture registers a file that came another way.
    ProxyRegister,
    /// Beginning to review.
    BeginReview,
    /// 修正依頼
    RequestCorrection,
    /// 受付
    Receive,
    /// 確認
    Confirm,
    /// Taking it into the prefecture's plan.
    TakeIntoPlan,
    /// 確定 with the plan.
    Fix,
    /// 取下げ of the version that counts.
    Withdraw,
    /// Deciding on its projects: 採択 or 不採択, 査定額.
    Assess,
    /// Sending the decisions back: the prefecture's 内示.
    NotifyAssessment,
    /// Answering it: 満額, 減額, 取下げ.
    AnswerAssessment,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::KeepDraft,
        Self::AskApproval,
        Self::Approve,
        Self::Decline,
        Self::HandIn,
        Self::ProxyRegister,
        Self::BeginReview,
        Self::RequestCorrection,
        Self::Receive,
        Self::Confirm,
        Self::TakeIntoPlan,
        Self::Fix,
        Self::Withdraw,
        Self::Assess,
        Self::NotifyAssessment,
        Self::AnswerAssessment,
    ];

    /// What one must be permitted to do for it: `permission::row` tells who that is.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::KeepDraft | Self::AskApproval => Action::Draft,
            Self::Approve | Self::Decline => Action::Approve,
            Self::HandIn => Action::HandIn,
            Self::ProxyRegister => Action::ProxyRegister,
            Self::BeginReview => Action::Review,
            Self::RequestCorrection => Action::RequestCorrection,
            Self::Receive => Action::Receive,
            Self::Confirm => Action::Confirm,
            Self::TakeIntoPlan => Action::GroupProjects,
            Self::Fix => Action::FreezePlan,
            Self::Withdraw => Action::Withdraw,
            Self::Assess => Action::Assess,
            Self::NotifyAssessment => Action::NotifyAssessment,
            Self::AnswerAssessment => Action::AnswerAssessment,
        }
    }

    /// The words in a sentence: 「…」はできません.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::KeepDraft => "下書きの保存",
            Self::AskApproval => "庁内決裁の依頼",
            Self::Approve => "庁内決裁",
            Self::Decline => "庁内での差戻し",
            Self::HandIn => "提出",
            Self::ProxyRegister => "代理登録",
            Self::BeginReview => "審査の開始",
            Self::RequestCorrection => "修正依頼",
            Self::Receive => "受付",
            Self::Confirm => "確認",
            Self::TakeIntoPlan => "都道府県計画への反映",
            Self::Fix => "確定",
            Self::Withdraw => "取下げ",
            Self::Assess => "査定",
            Self::NotifyAssessment => "県の内示",
            Self::AnswerAssessment => "内示への回答",
        }
    }
}
