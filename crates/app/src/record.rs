//! The record of events, for those who may read it.

use jiff::civil::Date;
use kikin_domain::PrefectureCode;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_store::audit::{EventFilter, newest};
use kikin_store::{AuditEvent, Store};

use crate::people::{PeopleError, Scope, permit};

/// So many events stand on a page.
pub const ON_A_PAGE: usize = 100;

/// Which events are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// On this day or after it.
    pub from: Option<Date>,
    /// On this day or before it.
    pub until: Option<Date>,
    /// By this account.
    pub actor: Option<String>,
    /// This action, by its word.
    pub action: Option<String>,
    /// Before this number of the chain.
    pub before: Option<i64>,
}

/// A part of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub events: Vec<AuditEvent>,
    /// Whether there are older ones: those before the last of these.
    pub more: bool,
}

/// Events of a prefecture's world, the newest first.
///
/// # Errors
/// [`PeopleError::Refused`], or the database's.
pub async fn read(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    sought: &Sought,
) -> Result<Found, PeopleError> {
    permit(store, scope, Action::ReadAudit, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let Sought { from, until, actor, action, before } = sought.clone();
    let wanted = EventFilter { from, until, actor, action, before };
    let reading = store.read().await?;
    // One more than is shown tells whether there is more.
    let mut events = newest(&reading, prefecture.into(), &wanted, ON_A_PAGE as u64 + 1).await?;
    let more = events.len() > ON_A_PAGE;
    events.truncate(ON_A_PAGE);
    Ok(Found { events, more })
}

/// Words of the record and their Japanese names, in the order of the round.
pub const ACTIONS: &[(&str, &str)] = &[
    ("session.begin", "サインイン"),
    ("session.end", "サインアウト"),
    ("session.end-all", "すべての端末のサインアウト"),
    ("session.refuse", "サインインの失敗"),
    ("permission.refuse", "権限のない操作"),
    ("post.make", "職の追加"),
    ("post.holder", "担当者の交代"),
    ("post.close", "職の廃止"),
    ("invitation.make", "招待"),
    ("invitation.use", "招待の使用"),
    ("credential.refuse", "確認コード・パスワードの誤り"),
    ("plan_year.set", "年度の設定"),
    ("national-notice.set", "国の内示の登録"),
    ("notice.post", "お知らせ"),
    ("organisation.add", "団体の追加"),
    ("submission.open", "画面を初めて開いた"),
    ("draft.keep", "下書きの保存"),
    ("draft.ask-approval", "庁内決裁の依頼"),
    ("draft.approve", "庁内決裁"),
    ("draft.decline", "庁内での差戻し"),
    ("attachment.add", "添付の追加"),
    ("attachment.remove", "添付の取消し"),
    ("submission.hand-in", "提出"),
    ("submission.explain", "理由を付けた再提出"),
    ("submission.receive", "取込み"),
    ("submission.send", "代理登録するファイルの送信"),
    ("submission.proxy", "代理登録"),
    ("submission.withdraw", "取下げ"),
    ("comment.write", "コメント"),
    ("review.begin", "審査の開始"),
    ("review.return", "修正依頼"),
    ("review.receive", "受付"),
    ("review.confirm", "確認"),
    ("assessment.enter", "査定"),
    ("assessment.notify", "県の内示"),
    ("assessment.answer", "内示への回答"),
    ("prefectural_projects.set", "都道府県事業の束ね方"),
    ("plan.write", "計画本文の編集"),
    ("plan.save", "計画の版の保存"),
    ("plan.freeze", "県計画の確定"),
    ("export.ask", "書き出しの依頼"),
    ("export.make", "書き出し"),
];

/// An action's name; the word itself where it has none.
#[must_use]
pub fn action_name(code: &str) -> &str {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}
