//! The parts of the review page: projects, values with their cells, findings, differences, steps.

use std::collections::BTreeMap;

use kikin_app::round::ReviewSheet;
use kikin_domain::round::{Act, Change, ChangeOf};
use kikin_domain::{CellRef, Finding, Project, SheetName, Yen};

use super::Of;
use crate::component::{Cell, Column, Notice, Phrase, Table};
use crate::page::differences::{gone, of_change, place, table};
use crate::page::prefecture::query;

/// Something that can be done now.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) label: &'static str,
    /// Where its form goes, or where it leads.
    pub(super) href: String,
    /// Whether it is done by a press; else the address asks or shows first.
    pub(super) post: bool,
    /// How much it stands out.
    pub(super) kind: &'static str,
}

/// A project with every value and its cell.
#[derive(Debug)]
pub(super) struct Detail {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) table: Table,
    /// Where a comment on it is written; blank for what is no project.
    pub(super) comment: String,
}

/// The verb on its button.
const fn verb(act: Act) -> Option<&'static str> {
    match act {
        Act::BeginReview => Some("審査を始める"),
        Act::RequestCorrection => Some("修正を依頼する"),
        Act::Receive => Some("受け付ける"),
        Act::Confirm => Some("確認済みにする"),
        Act::Assess => Some("査定を入力する"),
        Act::NotifyAssessment => Some("県の内示を送る"),
        Act::KeepDraft
        | Act::AskApproval
        | Act::Approve
        | Act::Decline
        | Act::HandIn
        | Act::ProxyRegister
        | Act::TakeIntoPlan
        | Act::Fix
        | Act::Withdraw
        | Act::AnswerAssessment => None,
    }
}

fn fits(sheet: &ReviewSheet, act: Act) -> bool {
    sheet.acts.iter().any(|(one, why)| *one == act && why.is_none())
}

/// What fits now; the first in the order of the round stands out.
pub(super) fn steps(of: Of, sheet: &ReviewSheet) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let passed_over = if sheet.decided { Act::Assess } else { Act::NotifyAssessment };
    for (act, why) in &sheet.acts {
        let (Some(label), None) = (verb(*act), why) else { continue };
        // Once every project is decided on, sending is what comes next; before that there is nothing to send.
        if *act == passed_over && fits(sheet, Act::NotifyAssessment) {
            continue;
        }
        let (part, post) = match act {
            Act::BeginReview => ("review/begin", true),
            Act::Receive => ("review/receive", true),
            Act::Confirm => ("review/confirm", false),
            Act::NotifyAssessment => ("assessment/notify", false),
            _ => ("assessment", false),
        };
        let href =
            if *act == Act::RequestCorrection { "#correction".to_owned() } else { format!("{}/{part}", of.base()) };
        let is_first = *act != Act::RequestCorrection && steps.iter().all(|step| step.kind != "solid-fill");
        steps.push(Step { label, href, post, kind: if is_first { "solid-fill" } else { "outline" } });
    }
    steps.sort_by_key(|step| step.kind != "solid-fill");
    steps
}

/// What does not fit now, and why.
pub(super) fn refused(sheet: &ReviewSheet) -> Vec<(&'static str, String)> {
    sheet.acts.iter().filter_map(|(act, why)| verb(*act).zip(why.clone())).collect()
}

fn anchor(index: usize) -> String {
    format!("project-{}", index + 1)
}

fn yen(value: Option<Yen>) -> Cell {
    Cell::text(value.map_or_else(|| "—".to_owned(), |yen| yen.to_string()))
}

/// The list of projects with totals.
pub(super) fn projects(of: Of, sheet: &ReviewSheet) -> Table {
    let columns = vec![
        Column::text("事業名"),
        Column::text("No."),
        Column::text("区分"),
        Column::number("総事業費（円）"),
        Column::number("基金充当額（円）"),
        Column::number("うち国費（記入額、円）"),
        Column::number("うち都道府県（記入額、円）"),
    ];
    let amounts = |p: &Project| [p.total.get(), p.fund.get(), p.national.get(), p.prefectural.get()];
    let row = |(index, p): (usize, &Project)| {
        let name = Cell::Link { label: p.name.text().to_owned(), href: format!("#{}", anchor(index)) };
        let category = p.category.value().and_then(|c| sheet.year.categories.get(c, sheet.year.year));
        let category = category.map(|c| c.number.clone()).unwrap_or_default();
        let mut cells = vec![name, Cell::text(p.no.text()), Cell::text(category)];
        cells.extend(amounts(p).map(yen));
        cells
    };
    // What a municipality leaves to the split is no nought.
    let sum = |at: usize| {
        let given: Vec<Yen> = sheet.projects.iter().filter_map(|p| amounts(p)[at]).collect();
        (!given.is_empty()).then(|| given.into_iter().sum())
    };
    let mut foot = vec![Cell::text(format!("計（{}件）", sheet.projects.len())), Cell::text(""), Cell::text("")];
    foot.extend((0..4).map(|at| yen(sum(at))));
    Table {
        caption: format!("{} {} {}の事業（単位：円）", of.site.year.era(), of.stage.label(), of.bu.label()),
        columns,
        rows: sheet.projects.iter().enumerate().map(row).collect(),
        foot: Some(foot),
        empty: "該当事業なし。".to_owned(),
    }
}

/// Every project with its values, and the tables of the plan as a whole.
pub(super) fn details(of: Of, sheet: &ReviewSheet) -> Vec<Detail> {
    let mut by_project: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    let mut tables: Vec<&Change> = Vec::new();
    for value in &sheet.values {
        match &value.of {
            ChangeOf::Project(no) => by_project.entry(no).or_default().push(value),
            ChangeOf::Table(_) => tables.push(value),
        }
    }
    let table = |caption: String, values: &[&Change]| Table {
        caption,
        columns: vec![Column::text("項目"), Column::text("内容"), Column::text("シートとセル")],
        rows: values.iter().map(|v| line(v)).collect(),
        foot: None,
        empty: "記入はありません。".to_owned(),
    };
    let project = |(index, p): (usize, &Project)| {
        let title = format!("No.{} {}", p.no.text(), p.name.text());
        let values = by_project.get(p.no.text()).map(Vec::as_slice).unwrap_or_default();
        Detail {
            id: anchor(index),
            table: table(format!("{title}（金額の単位：円）"), values),
            title,
            comment: format!("{}/review{}#comment", of.base(), query(&[("no", p.no.text())])),
        }
    };
    let mut details: Vec<Detail> = sheet.projects.iter().enumerate().map(project).collect();
    if !tables.is_empty() {
        let title = "区域・目標・意見聴取".to_owned();
        details.push(Detail {
            id: "tables".to_owned(),
            table: table(title.clone(), &tables),
            title,
            comment: String::new(),
        });
    }
    details
}

fn line(value: &Change) -> Vec<Cell> {
    let label = match &value.of {
        ChangeOf::Project(_) => value.label.clone(),
        ChangeOf::Table(table) => format!("{table} {}", value.label),
    };
    vec![Cell::text(label), Cell::text(&value.after), place(value.after_at.as_ref())]
}

/// What the check found.
pub(super) fn findings(sheet: &ReviewSheet) -> Table {
    let row = |f: &Finding| {
        let at = f.sheet.as_ref().map_or_else(|| Cell::text("—"), |sheet| Cell::phrase(Phrase::place(sheet, &f.cells)));
        let rule = Cell::Link { label: f.rule.as_str().to_owned(), href: format!("/rules#{}", f.rule.as_str()) };
        vec![rule, Cell::text(f.severity.label()), at, Cell::text(&f.message), Cell::text(&f.hint)]
    };
    Table {
        caption: format!("検査で見つかったこと（ファイル全体、{}件）", sheet.findings.len()),
        columns: ["規則", "重さ", "シートとセル", "内容", "直し方"].map(Column::text).to_vec(),
        rows: sheet.findings.iter().map(row).collect(),
        foot: None,
        empty: "見つかったことはありません。".to_owned(),
    }
}

/// What is otherwise than in the plan that a 変更 is about, than before, and than the year before.
pub(super) fn differences(sheet: &ReviewSheet) -> Vec<Table> {
    let before = sheet.from_before.as_ref().map(|(number, changes)| table(&format!("前の版（第{number}版）"), changes));
    let last = sheet.from_last_year.as_ref().map(|(year, changes)| table(&year.era(), changes));
    of_change(sheet.replaces.as_slice()).into_iter().chain(before).chain(last).collect()
}

/// What whoever reviews does about projects that are gone.
const IF_MEANT: &str = "取りやめかどうかを市町村に確かめ、取りやめでなければ「修正を依頼する」で、書き足したファイルの\
                        再提出を求めてください。";

/// That a 変更 lists projects of the plan no more.
pub(super) fn missing(sheet: &ReviewSheet) -> Option<Notice> {
    gone(sheet.replaces.as_slice(), IF_MEANT)
}

/// A submission for samples: nothing filed, or a project with something of each kind.
pub(super) fn sample(full: bool) -> Option<ReviewSheet> {
    use kikin_app::Version;
    use kikin_domain::Verdict;
    use kikin_domain::rule::RuleId;
    use kikin_domain::standing::VersionState;
    let sheet = SheetName::from("事業一覧");
    let at = Some((sheet.clone(), CellRef::new(12, 7)));
    let change = |label: &str, before: &str, after: &str, yen| Change {
        of: ChangeOf::Project(String::new()),
        label: label.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        yen,
        before_at: at.clone(),
        after_at: at.clone(),
    };
    let fund = Some((Yen::new(5_000_000), Yen::new(4_000_000)));
    let version = Version {
        id: 1,
        number: 2,
        upload: 1,
        receipt: 12,
        file_name: "152021_長岡市.xlsx".to_owned(),
        sha256: "0".repeat(64),
        received_at: "2026-06-01T09:00:00+09:00".to_owned(),
        form: None,
        verdict: Verdict::AcceptedWithWarnings,
        submitted: None,
        document_number: None,
        state: VersionState::Accepted,
        counts: true,
    };
    let acts = [Act::BeginReview, Act::RequestCorrection, Act::Receive, Act::Confirm, Act::Assess];
    let why = |act: Act| (!full || act == Act::Confirm).then(|| "まだ提出されていません。".to_owned());
    let (prefecture, year) = Of::sample().map(|of| (of.site.prefecture, of.site.year))?;
    Some(ReviewSheet {
        year: kikin_app::PlanYear::published(prefecture, year),
        name: "長岡市".to_owned(),
        round: None,
        version: full.then_some(version),
        projects: if full { vec![Project { sheet, ..Project::default() }] } else { Vec::new() },
        values: if full { vec![change("基金充当額 計", "", "4,000,000", fund)] } else { Vec::new() },
        findings: full
            .then(|| Finding::further(RuleId::ALL[0], kikin_domain::Severity::Warning, 2))
            .into_iter()
            .collect(),
        from_before: full.then(|| (1, vec![change("基金充当額 計", "5,000,000", "4,000,000", fund)])),
        from_last_year: None,
        replaces: if full { crate::page::differences::samples() } else { Vec::new() },
        comments: if full { super::comments::sample() } else { Vec::new() },
        correction: full.then(|| (returned(), false)),
        acts: acts.into_iter().map(|act| (act, why(act))).collect(),
        decided: false,
    })
}

fn returned() -> kikin_app::round::Returned {
    kikin_app::round::Returned {
        why: "積算の根拠が\n足りません。".to_owned(),
        reopened: kikin_domain::round::Reopened::Projects(["3".to_owned()].into()),
        at: "2026-06-02T10:30:00+09:00".to_owned(),
        by: "医療課 担当".to_owned(),
    }
}
