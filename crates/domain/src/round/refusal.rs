//! Why an act does not fit the state: the cause, and what to do instead.

use super::State;
use super::act::Act;

/// Why an act does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Nothing was handed in.
    NothingFiled,
    /// What was handed in was withdrawn.
    Withdrawn,
    /// Somebody reviews it.
    UnderReview,
    /// It is with the municipality for correction.
    Returned,
    /// It was received.
    Received,
    /// It was confirmed.
    Confirmed,
    /// It is fixed with the plan.
    Fixed,
    /// It is so already.
    Already,
    /// 受付 comes first.
    NotReceived,
    /// 確認 comes first.
    NotConfirmed,
    /// It is not in the plan.
    NotInPlan,
    /// The review comes first.
    NotUnderReview,
    /// The prefecture's 内示 was not sent.
    NotNotified,
    /// The prefecture's 内示 was sent.
    Notified,
    /// There is no draft.
    NoDraft,
    /// There is a later draft.
    OtherDraft,
    /// Nobody asked for 庁内決裁.
    NotAsked,
    /// 庁内決裁 is under way.
    Asked,
    /// 庁内決裁 is switched on and has not been given.
    NotApproved,
    /// 庁内決裁 was given.
    Approved,
    /// Whoever drafted it or asked for it cannot decide on it.
    OwnDraft,
}

impl Cause {
    /// The cause and the cure.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NothingFiled => "まだ提出されていません。提出を待つか、代理登録をしてください。",
            Self::Withdrawn => "提出は取り下げられています。あらためて提出してください。",
            Self::UnderReview => "県が審査中です。直すときは、県の担当に修正依頼を求めるか、提出を取り下げてください。",
            Self::Returned => "修正を依頼しています。再提出を待ってください。",
            Self::Received => "県が受け付けています。直すときは、県の担当に修正依頼を求めてください。",
            Self::Confirmed => "県が確認を終えています。直すときは、県の担当に修正依頼を求めてください。",
            Self::Fixed => "計画が確定しています。直すときは、「変更」の段階で提出してください。",
            Self::Already => "既に行われています。画面を開き直して、今の状態を確かめてください。",
            Self::NotReceived => "受付が済んでいません。先に受け付けてください。",
            Self::NotConfirmed => "確認が済んでいません。先に受付と確認をしてください。",
            Self::NotInPlan => "都道府県計画に反映していません。先に反映してください。",
            Self::NotUnderReview => "審査を始めていません。先に審査を始めるか、受け付けてください。",
            Self::NotNotified => "県の内示がまだありません。内示を待ってください。",
            Self::Notified => "県の内示を送っています。査定を直すときは、修正依頼で出し直しを求めてください。",
            Self::NoDraft => "下書きがありません。先にファイルをアップロードしてください。",
            Self::OtherDraft => "後から保存した下書きがあります。画面を開き直して、その下書きを使ってください。",
            Self::NotAsked => "庁内決裁の依頼がありません。担当者が先に決裁を依頼してください。",
            Self::Asked => "庁内決裁中です。確認者の決裁又は差戻しを待ってください。",
            Self::NotApproved => "庁内決裁が済んでいません。確認者の決裁を受けてから提出してください。",
            Self::Approved => "庁内決裁は済んでいます。提出してください。",
            Self::OwnDraft => "自分が作成又は依頼したものは、自分では決裁できません。別の確認者が決裁してください。",
        }
    }
}

/// An act that does not fit the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("「{}」の提出に、{}はできません。{}", .state.label(), .act.label(), .cause.sentence())]
pub struct NotNow {
    /// What was to be done.
    pub act: Act,
    /// Where the submission stands.
    pub state: State,
    /// Why not, and what to do.
    pub cause: Cause,
}
