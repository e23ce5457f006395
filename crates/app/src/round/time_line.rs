//! What happened to a submission, in the order in which it did, in words.

use std::collections::BTreeMap;

use kikin_domain::PrefectureCode;
use kikin_domain::round::{Kind, Reopened};
use kikin_domain::standing::VersionState;
use kikin_domain::year::era_date;
use kikin_store::people::post::post_names;
use kikin_store::round::{Round, RoundEvent};
use kikin_store::{Connection, Moment, Version, VersionEvent};

use super::error::RoundError;
use crate::database::COMMAND_LINE;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, with offset.
    pub at: String,
    /// The post, or the account where it is no post.
    pub who: String,
    /// In which role; blank where none was recorded.
    pub role: String,
    /// What.
    pub what: String,
    /// Why, and what belongs to it.
    pub why: String,
}

/// The time line: what happened to the submission, and what became of its versions otherwise (files registered by the command
/// line, withdrawals).
pub(super) fn time_line(round: &Round, became: &[VersionEvent], names: &BTreeMap<String, String>) -> Vec<Told> {
    let name = |account: &str| who(names, account);
    let version = |id: i64| round.submission.versions.iter().find(|v| v.id == id);
    let mut told: Vec<Told> = round
        .events
        .iter()
        .map(|event| Told {
            at: event.at.clone(),
            who: name(&event.by),
            role: event.role.clone(),
            what: what(event, version),
            why: why(event),
        })
        .collect();
    let handed_in =
        |id: i64| round.events.iter().any(|e| matches!(e.kind, Kind::HandedIn { version, .. } if version == id));
    for event in became {
        let of = version(event.version).map(named).unwrap_or_default();
        let what = match event.state {
            VersionState::Accepted if handed_in(event.version) => continue,
            VersionState::Accepted => format!("ファイルを受け付けました{of}"),
            VersionState::Rejected => format!("エラーがあるファイルを記録しました{of}"),
            VersionState::Withdrawn => format!("取り下げました{of}"),
        };
        let why = event.why.clone().unwrap_or_default();
        told.push(Told { at: event.at.clone(), who: name(&event.by), role: String::new(), what, why });
    }
    told.sort_by_key(|t| Moment::parse(&t.at).map(Moment::instant));
    told
}

/// Who acted: the post's name; the account where it is none any more; whoever stood at the machine.
pub(super) fn who(names: &BTreeMap<String, String>, account: &str) -> String {
    match names.get(account) {
        Some(name) => name.clone(),
        None if account == COMMAND_LINE => "サーバーでの操作".to_owned(),
        None => account.to_owned(),
    }
}

/// Accounts give way to the names of their posts, for people.
pub(crate) async fn name_posts<'a>(
    db: &impl Connection,
    prefecture: PrefectureCode,
    accounts: impl IntoIterator<Item = &'a mut String>,
) -> Result<(), RoundError> {
    let accounts: Vec<&mut String> = accounts.into_iter().collect();
    let names = post_names(db, prefecture.into(), accounts.iter().map(|one| (**one).clone())).await?;
    for one in accounts {
        *one = who(&names, one);
    }
    Ok(())
}

/// （版2、受付番号5）
fn named(version: &Version) -> String {
    format!("（版{}、受付番号{}）", version.number, version.receipt)
}

fn what<'a>(event: &RoundEvent, version: impl Fn(i64) -> Option<&'a Version>) -> String {
    let of = |id: i64| version(id).map(named).unwrap_or_default();
    match &event.kind {
        Kind::Opened => "画面を初めて開きました".to_owned(),
        Kind::DraftKept { .. } => "ファイルをアップロードしました（下書き）".to_owned(),
        Kind::ApprovalAsked { .. } => "庁内決裁に回しました".to_owned(),
        Kind::Approved { .. } => "庁内決裁をしました".to_owned(),
        Kind::Declined { .. } => "庁内で差し戻しました".to_owned(),
        Kind::HandedIn { version, draft: None } if event.why.is_some() => format!("代理登録しました{}", of(*version)),
        Kind::HandedIn { version, .. } => format!("提出しました{}", of(*version)),
        Kind::Explained { version, .. } => format!("内容を変えずに再提出しました{}", of(*version)),
        Kind::ReviewBegun { version } => format!("審査を始めました{}", of(*version)),
        Kind::CorrectionRequested { version, .. } => format!("修正を依頼しました{}", of(*version)),
        Kind::Received { version } => format!("受け付けました{}", of(*version)),
        Kind::Confirmed { version } => format!("確認しました{}", of(*version)),
        Kind::TakenIntoPlan { version } => format!("都道府県計画に反映しました{}", of(*version)),
        Kind::Fixed { version } => format!("計画とともに確定しました{}", of(*version)),
        Kind::AssessmentNotified { version } => format!("県の内示を送りました{}", of(*version)),
        Kind::AssessmentAnswered { version } => format!("県の内示に回答しました{}", of(*version)),
    }
}

fn why(event: &RoundEvent) -> String {
    let reopened = match &event.kind {
        Kind::CorrectionRequested { reopened: Reopened::Projects(numbers), .. } => {
            Some(format!("対象の事業：No.{}", numbers.iter().map(String::as_str).collect::<Vec<_>>().join("、No.")))
        }
        Kind::CorrectionRequested { reopened: Reopened::Whole, .. } => Some("対象：すべて".to_owned()),
        _ => None,
    };
    let number = event.document_number.as_ref().map(|number| format!("文書番号：{number}"));
    let day = event.decided_on.map(|day| format!("決裁日：{}", era_date(day)));
    event.why.clone().into_iter().chain(reopened).chain(number).chain(day).collect::<Vec<_>>().join("\n")
}
