//! The record of events, for those who may read it.

use jiff::civil::Date;
use kikin_domain::permission::{Action, Matter, Refusal, Seat};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use kikin_store::audit::{EventFilter, newest};
use kikin_store::{AuditEvent, Connection, Store, StoreError, organisations, subjects};

use crate::jobs::JobKind;
use crate::people::{PeopleError, Scope, permit};

pub use kikin_store::Subject;

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

/// An event with what it is about, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The event.
    pub event: AuditEvent,
    /// What it is about.
    pub subject: Subject,
    /// The same in words.
    pub about: String,
    /// Why, in words; blank where no reason was recorded.
    pub why: String,
}

/// A part of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub events: Vec<Told>,
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
    let events = newest(&reading, prefecture.into(), &wanted, ON_A_PAGE as u64 + 1).await?;
    Ok(told(&reading, prefecture, events).await?)
}

/// The plan's own time line: what happened to the plan of a year, the newest first, before a place in the chain.
///
/// # Errors
/// [`PeopleError::Refused`], or the database's.
pub async fn of_plan(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    before: Option<i64>,
) -> Result<Found, PeopleError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let events = kikin_store::audit::of_plan(&reading, (prefecture, year), before, ON_A_PAGE as u64 + 1).await?;
    Ok(told(&reading, prefecture, events).await?)
}

/// Puts events into words, as many as stand on a page.
async fn told(
    db: &impl Connection,
    prefecture: PrefectureCode,
    mut events: Vec<AuditEvent>,
) -> Result<Found, StoreError> {
    let more = events.len() > ON_A_PAGE;
    events.truncate(ON_A_PAGE);
    let raw: Vec<&str> = events.iter().map(|event| event.subject.as_str()).collect();
    let about = subjects(db, prefecture, &raw).await?;
    let bodies = organisations(db, prefecture).await?;
    let name = |body: BodyCode| {
        // What somebody asked for by its address is not told apart from what there is.
        if body.prefecture() != prefecture {
            return "他の都道府県".to_owned();
        }
        let added = bodies.iter().find(|known| known.code == body).map(|known| known.name.clone());
        added.or_else(|| body.name().map(str::to_owned)).unwrap_or_else(|| body.to_string())
    };
    let told = |(event, subject): (AuditEvent, Subject)| Told {
        about: words(&subject, name),
        why: why(&event),
        subject,
        event,
    };
    Ok(Found { events: events.into_iter().zip(about).map(told).collect(), more })
}

/// A subject in words.
fn words(subject: &Subject, name: impl Fn(BodyCode) -> String) -> String {
    let labels = |halves: &[Bu]| halves.iter().map(|bu| bu.label()).collect::<Vec<_>>().join("・");
    let parts: Vec<String> = match subject {
        Subject::PlanVersion { year, stage, number, frozen, .. } => {
            let state = if *frozen { "確定" } else { "案" };
            vec![year.era(), format!("{stage} 第{number}版（{state}）")]
        }
        Subject::PlanText { year, number } => vec![year.era(), format!("計画本文 第{number}版")],
        Subject::Submission { year, body, stage, halves } => {
            vec![year.era(), name(*body), stage.to_string(), labels(halves)]
        }
        Subject::File { year, body, stage, halves, receipt, .. } => vec![
            year.era(),
            body.map(&name).unwrap_or_default(),
            stage.map(|stage| stage.to_string()).unwrap_or_default(),
            labels(halves),
            format!("受付番号{receipt}"),
        ],
        Subject::Job { id, of } => {
            let of = of.map_or_else(Vec::new, |(year, stage)| vec![year.era(), stage.to_string()]);
            of.into_iter().chain([format!("書き出し{id}番")]).collect()
        }
        Subject::Year(year) => vec![year.era()],
        Subject::Post { account, name } => vec![format!("{name}（{account}）")],
        Subject::Notice(title) => vec![format!("お知らせ「{title}」")],
        Subject::Body(body) => vec![name(*body)],
        Subject::Other(told) => vec![refused(told, name).unwrap_or_else(|| told.clone())],
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// 「plan.freeze 152021」 of a refused act: whose it was.
fn refused(told: &str, name: impl Fn(BodyCode) -> String) -> Option<String> {
    let (action, owner) = told.split_once(' ')?;
    let known = Action::ALL.iter().find(|known| known.code() == action)?;
    let owner = BodyCode::parse(owner).map_or_else(|| "この設置".to_owned(), name);
    Some(format!("{owner}：{}", known.label()))
}

/// Why, in words.
fn why(event: &AuditEvent) -> String {
    let told = event.why.clone().unwrap_or_default();
    match event.action.as_str() {
        "export.ask" | "export.make" => JobKind::of(&told).map_or(told, |kind| kind.label().to_owned()),
        "permission.refuse" => Refusal::ALL
            .iter()
            .find(|refusal| told.starts_with(refusal.code()))
            .map_or_else(|| told.clone(), |refusal| format!("{}{}", refusal.label(), &told[refusal.code().len()..])),
        _ => told,
    }
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
    ("own.check", "県自らの事業の検査"),
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
    ("grant.enter", "交付額の登録"),
    ("evaluation.write", "事後評価の県の記載"),
    ("export.ask", "書き出しの依頼"),
    ("export.make", "書き出し"),
];

/// An action's name; the word itself where it has none.
#[must_use]
pub fn action_name(code: &str) -> &str {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}
