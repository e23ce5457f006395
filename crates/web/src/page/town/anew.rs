//! What is to be handed in anew after an answer to 内示: the plan counts what papers say, so that an answer alone changes nothing.

use kikin_app::planning::Deviation;
use kikin_app::round::{Assessed, Due, Home, Site as RoundSite};
use kikin_domain::Yen;
use kikin_domain::plan::Stage;
use kikin_domain::round::State as Standing;

use super::submission_name;
use crate::component::{Notice, NoticeKind};
use crate::place::of_submission;

/// The answer's page: what was handed in with another amount than was answered.
pub(super) fn of_answer(assessed: &[Assessed], stage: Stage) -> Option<Notice> {
    let line = |one: &Assessed| {
        let amount = one.to_be_mended(stage)?;
        let word = one.answer.as_ref().map_or("不採択", |answer| answer.answer.label());
        let (no, name) = (one.project.no.text(), one.project.name.text());
        Some(told((no, name), word, (Some(one.project.fund.get().unwrap_or_default()), amount)))
    };
    let lines: Vec<String> = assessed.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| notice("", lines, AWAIT_REQUEST))
}

/// The year's page: of each submission a notice, and the address of the submission's page.
pub(super) fn of_home(site: RoundSite, home: &Home) -> Vec<(Notice, String)> {
    let of = |due: &Due| {
        let own = home.anew.iter().filter(|one| (one.whose.stage, one.whose.bu) == (due.stage, due.bu));
        let line = |one: &Deviation| {
            let amounts = (one.planned, one.settled.amount);
            told((&one.no, &one.name), one.settled.basis.label(), amounts)
        };
        let lines: Vec<String> = own.map(line).collect();
        let name = format!("{}：", submission_name(due.stage, due.bu));
        let href = of_submission(site, due.stage, due.bu);
        (!lines.is_empty()).then(|| (notice(&name, lines, next(due.state)), href))
    };
    home.due.iter().filter_map(of).collect()
}

const AWAIT_REQUEST: &str =
    "計画の額は、提出されたファイルの額です。県から修正の依頼が届いたら、額を直したファイルを提出してください。";

/// What comes next, by where the version that counts stands.
const fn next(state: Standing) -> &'static str {
    match state {
        Standing::Returned => "修正の依頼が届いています。額を直したファイルをアップロードして、提出してください。",
        Standing::Submitted | Standing::Resubmitted => {
            "審査が始まるまでは、額を直したファイルをアップロードして、提出し直せます。"
        }
        Standing::Fixed => "県計画は、この額のまま確定しています。県の担当に連絡してください。",
        Standing::UnderReview
        | Standing::Received
        | Standing::Confirmed
        | Standing::InPlan
        | Standing::NotSubmitted
        | Standing::Drafting
        | Standing::AwaitingApproval
        | Standing::Withdrawn => AWAIT_REQUEST,
    }
}

/// 「No.3 在宅医療：提出した額6,000,000円 → 4,000,000円（減額）」
fn told((no, name): (&str, &str), word: &str, (planned, settled): (Option<Yen>, Yen)) -> String {
    let planned = planned.map_or_else(|| "提出したファイルにない".to_owned(), |yen| format!("提出した額{yen}円"));
    format!("No.{no} {name}：{planned} → {settled}円（{word}）")
}

fn notice(name: &str, mut lines: Vec<String>, next: &str) -> Notice {
    let heading = format!("{name}修正したファイルの再提出が必要です（{}事業）", lines.len());
    lines.push(next.to_owned());
    Notice { kind: NoticeKind::Warning, heading, body: lines }
}
