//! 提出状況一覧: every body × 分 of a stage, and whom to remind.

use std::collections::BTreeMap;

use kikin_domain::permission::{Action, Halves, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Filed, Kind, Stages, State, stage_now};
use kikin_domain::settled::Settling;
use kikin_domain::year::era_date;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode, Yen};
use kikin_report::data::rows_csv;
use kikin_store::round::{Filing, Round, filings, rounds};
use kikin_store::{BodyForm, Connection, Expected, Moment, Organisation, PlanYear, Store, organisations};

use super::decided::{DecidedProjects, decided};
use super::due::is_asked;
use super::error::RoundError;
use super::held::any_body;
use crate::people::{Scope, permit};

/// A line of 提出状況一覧.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub name: String,
    /// The 分.
    pub bu: Bu,
    /// The stage.
    pub stage: Stage,
    /// Whether it is expected to hand in.
    pub expected: bool,
    /// Where it stands.
    pub state: State,
    /// The last deadline, where there is one.
    pub deadline: Option<Moment>,
    /// Whether the deadline is over and nothing is handed in.
    pub overdue: bool,
    /// Whether somebody of the body ever opened its page.
    pub opened: bool,
    /// Receipt number of the version that counts, and when it came.
    pub received: Option<(i64, String)>,
    /// What the version that counts holds; before, nothing.
    pub filing: Filing,
    /// How far 査定, 内示 and the answer have come.
    pub settling: Settling,
}

impl StatusRow {
    /// Whether the body has no 変更: nothing is late then, and nobody waits for it.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        !self.stage.is_for_all() && self.state == State::NotSubmitted
    }

    /// The word on lists.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.is_unchanged() { UNCHANGED } else { self.state.label() }
    }
}

/// The word for a body that hands no 変更 in.
pub const UNCHANGED: &str = "変更なし";

/// Every expected body and every one that handed in, by code and 分. The number of queries does not depend on theirs.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn status(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<Vec<StatusRow>, RoundError> {
    permit(store, scope, Action::ViewStatus, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let bodies = organisations(&reading, prefecture).await?;
    let there = rounds(&reading, prefecture, year, None).await?;
    let decided = decided(&reading, &set_up, &there, |r| r.submission.stage == stage).await?;
    let there: BTreeMap<(BodyCode, Bu), &Round> = there
        .iter()
        .filter(|r| r.submission.stage == stage)
        .map(|r| ((r.submission.body, r.submission.bu), r))
        .collect();
    let counting: Vec<i64> = there.values().filter_map(|r| r.progress.counting).collect();
    let filings = filings(&reading, prefecture, &counting).await?;
    let now = scope.act().at.instant();
    let expected = expected(&set_up, &bodies);
    let mut rows = Vec::new();
    for (body, bu) in bodies.iter().flat_map(|body| Bu::ALL.map(|bu| (body, bu))) {
        let own = there.get(&(body.code, bu)).copied();
        let is_expected = expected.iter().any(|e| e.body == body.code && e.halves.covers(bu.into()));
        let has_filed = own.is_some_and(|r| !r.submission.versions.is_empty());
        if !is_expected && !has_filed {
            continue;
        }
        let deadline = deadline(&set_up, stage, bu);
        let state = own.map_or(State::NotSubmitted, |r| r.progress.state());
        let version = own.and_then(|r| r.submission.counting());
        rows.push(StatusRow {
            body: body.code,
            name: body.name.clone(),
            bu,
            stage,
            expected: is_expected && is_asked(stage, state),
            state,
            deadline,
            overdue: is_asked(stage, state) && !state.is_handed_in() && deadline.is_some_and(|d| now > d.instant()),
            opened: own.is_some_and(|r| r.progress.opened),
            received: version.map(|v| (v.receipt, v.received_at.clone())),
            settling: own.map_or(Settling::Nothing, |r| settling(r, &filings, &decided)),
            filing: version.and_then(|v| filings.get(&v.id)).copied().unwrap_or_default(),
        });
    }
    Ok(rows)
}

/// How far 査定 of what counts has come.
fn settling(round: &Round, filings: &BTreeMap<i64, Filing>, decided: &BTreeMap<i64, DecidedProjects>) -> Settling {
    let Some(version) = round.progress.counting else { return Settling::Nothing };
    let projects = filings.get(&version).map_or(0, |filing| usize::try_from(filing.projects).unwrap_or_default());
    let answered = round.events.iter().any(|e| e.kind == Kind::AssessmentAnswered { version });
    let decided = decided.get(&version).map_or(0, BTreeMap::len);
    Settling::of(projects, decided, round.progress.notified, answered)
}

/// The stage of a year in which something is going on: what 提出状況一覧 opens with.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn stage_of_now(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
) -> Result<Stage, RoundError> {
    permit(store, scope, Action::ViewStatus, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let there = rounds(&reading, prefecture, year, None).await?;
    let open: Vec<Stage> = set_up.open.iter().map(|(_, stage)| *stage).collect();
    let came = there.iter().filter(|r| r.progress.counting.is_some());
    let filed: Vec<Stage> = came.map(|r| r.submission.stage).collect();
    let is_fixed = |r: &Round| (r.submission.stage, r.progress.filed) == (Stage::Plan, Filed::Fixed);
    Ok(stage_now(Stages { open: &open, filed: &filed, plan_is_fixed: there.iter().any(is_fixed) }))
}

/// Who is expected: as set up, else every municipality.
fn expected(year: &PlanYear, bodies: &[Organisation]) -> Vec<Expected> {
    if !year.expected.is_empty() {
        return year.expected.clone();
    }
    let municipal = |b: &&Organisation| b.form == BodyForm::Municipality;
    let all = |b: &Organisation| Expected { body: b.code, halves: Halves::Both, approval: false };
    bodies.iter().filter(municipal).map(all).collect()
}

/// Of a stage that everybody hands in the bodies that have not, by name and 分.
pub(crate) async fn not_handed_in(
    db: &impl Connection,
    set_up: &PlanYear,
    stage: Stage,
) -> Result<Vec<(String, Bu)>, RoundError> {
    let bodies = organisations(db, set_up.prefecture).await?;
    let there = rounds(db, set_up.prefecture, set_up.year, None).await?;
    let has = |body: BodyCode, bu: Bu| {
        let own = |r: &&Round| (r.submission.body, r.submission.stage, r.submission.bu) == (body, stage, bu);
        there.iter().find(own).is_some_and(|r| r.progress.state().is_handed_in())
    };
    let expected = expected(set_up, &bodies);
    let each = bodies.iter().flat_map(|body| Bu::ALL.map(|bu| (body, bu)));
    let is_missing = |(body, bu): &(&Organisation, Bu)| {
        expected.iter().any(|e| e.body == body.code && e.halves.covers((*bu).into())) && !has(body.code, *bu)
    };
    Ok(each.filter(is_missing).map(|(body, bu)| (body.name.clone(), bu)).collect())
}

fn deadline(year: &PlanYear, stage: Stage, bu: Bu) -> Option<Moment> {
    year.deadlines.iter().filter(|d| (d.stage, d.bu) == (stage, bu)).max_by_key(|d| d.round).map(|d| d.at)
}

/// 提出状況一覧 as CSV: UTF-8 with BOM, amounts in yen.
///
/// # Errors
/// [`RoundError::Field`] when the writer refuses.
pub fn status_csv(rows: &[StatusRow]) -> Result<Vec<u8>, RoundError> {
    let header = [
        "団体コード",
        "団体名",
        "分",
        "段階",
        "状態",
        "期限",
        "期限超過",
        "画面を開いた",
        "受付番号",
        "受付日時",
        "事業数",
        "総事業費（円）",
        "基金（円）",
        "エラー",
        "要確認",
        "査定・回答",
    ];
    let yes = |is: bool| if is { "○" } else { "" }.to_owned();
    let row = |r: &StatusRow| {
        let (receipt, at) = r.received.clone().map_or_else(Default::default, |(n, at)| (n.to_string(), at));
        vec![
            r.body.to_string(),
            r.name.clone(),
            r.bu.label().to_owned(),
            r.stage.label().to_owned(),
            r.word().to_owned(),
            r.deadline.map(|d| d.to_string()).unwrap_or_default(),
            yes(r.overdue),
            yes(r.opened),
            receipt,
            at,
            r.filing.projects.to_string(),
            r.filing.total.get().to_string(),
            r.filing.fund.get().to_string(),
            r.filing.errors.to_string(),
            r.filing.warnings.to_string(),
            r.settling.label(),
        ]
    };
    rows_csv(&header, rows.iter().map(row)).map_err(|error| RoundError::field(error.to_string()))
}

/// Whom to remind, as text to copy and as rows for a mail merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminders {
    /// One text for each body.
    pub texts: Vec<(BodyCode, String)>,
    /// The same as CSV: 団体コード, 団体名, 対象, 期限, 状態, 本文.
    pub csv: Vec<u8>,
}

/// Reminders for the expected bodies that have not handed in, or have it back for correction.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn reminders(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<Reminders, RoundError> {
    permit(store, scope, Action::Remind, &any_body(prefecture)).await?;
    let rows = status(store, scope, (prefecture, year), stage).await?;
    let mut late: BTreeMap<BodyCode, Vec<&StatusRow>> = BTreeMap::new();
    for row in rows.iter().filter(|r| r.expected && !r.state.is_handed_in()) {
        late.entry(row.body).or_default().push(row);
    }
    let (mut texts, mut merged) = (Vec::new(), Vec::new());
    for (body, rows) in late {
        let list = |of: fn(&StatusRow) -> String| rows.iter().map(|r| of(r)).collect::<Vec<_>>().join("、");
        let halves = list(|r| r.bu.label().to_owned());
        let states = list(|r| format!("{}：{}", r.bu.label(), r.state.label()));
        let until = list(|r| {
            let until = r.deadline.map_or_else(|| "定めなし".to_owned(), clock);
            format!("{} {until}", r.bu.label())
        });
        // Of 変更 only what came back is waited for: there is no answer 該当事業なし to ask for.
        let what_to_do = if stage.is_for_all() {
            "画面にサインインし、提出してください。該当する事業がないときは「該当事業なし」を押してください。"
        } else {
            "画面にサインインし、修正の依頼の内容を確かめて、再提出してください。"
        };
        let text = format!(
            "{} 地域医療介護総合確保基金 担当者様\n\n{}の{}（{}）が提出されていません（{}）。\n期限：{}\n\n{what_to_do}\n",
            rows[0].name,
            year.era(),
            stage.label(),
            halves,
            states,
            until
        );
        merged.push(vec![body.to_string(), rows[0].name.clone(), halves, until, states, text.clone()]);
        texts.push((body, text));
    }
    let csv = rows_csv(&["団体コード", "団体名", "対象", "期限", "状態", "本文"], merged)
        .map_err(|error| RoundError::field(error.to_string()))?;
    Ok(Reminders { texts, csv })
}

/// 「令和8年7月10日 17:00」
fn clock(moment: Moment) -> String {
    let text = moment.to_string();
    format!("{} {}", era_date(moment.date()), text.get(11..16).unwrap_or_default())
}

/// A sum over lines, yen: what the table's foot shows.
#[must_use]
pub fn fund_of(rows: &[StatusRow]) -> Yen {
    rows.iter().map(|r| r.filing.fund).sum()
}
