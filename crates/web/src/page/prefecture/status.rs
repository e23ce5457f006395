//! 提出状況一覧: every body × 分 of a stage, what is to be done next, and whom to remind.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::jobs::JobKind;
use kikin_app::round::{Filing, Moment, Site as RoundSite, StatusRow, UNCHANGED, stage_of_now};
use kikin_domain::permission::{Action, Matter, Role, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::round::State as Standing;
use kikin_domain::settled::Settling;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};

use super::status_list::{Asked, Key, halves};
use crate::component::{
    Badge, Button, ButtonKind, Cell, Choice, Column, Control, Field, Filter, LinkButton, Pagination, Phrase, Sort, Tab,
    Table, Tabs, TextKind, Word,
};
use crate::download::{self, CSV};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::plan::jobs::Export;
use crate::page::{Page, Shell, ok, year_tabs};
use crate::place::{InYear, of_submission, of_year, stage_word};
use crate::site::SharedSite;
use crate::when::When;

/// So many lines stand on a page; a prefecture of 179 bodies has 358.
const MOST_LINES: usize = 400;

/// How many submissions are in a state.
#[derive(Debug)]
struct Count {
    badge: Badge,
    bodies: usize,
    href: String,
}

/// 提出状況一覧
#[derive(Debug, Template)]
#[template(path = "page/prefecture/status.html")]
pub(crate) struct StatusPage {
    shell: Shell,
    /// The other plan years, where there are any.
    years: Option<Tabs>,
    tabs: Tabs,
    /// Year and stage that the page is about.
    about: String,
    counts: Vec<Count>,
    /// What all lines come to, in a sentence.
    all: String,
    filter: Filter,
    narrowed: bool,
    base: String,
    csv: String,
    zips: Vec<Export>,
    acts: Vec<LinkButton>,
    table: Table,
    pagination: Pagination,
}

/// Whose list it is.
#[derive(Clone, Copy, Debug)]
struct Of {
    prefecture: PrefectureCode,
    year: FiscalYear,
    stage: Stage,
    /// Whoever looks may do something with what is there.
    works: bool,
}

impl Of {
    fn base(self) -> String {
        format!("{}/status", of_year(self.year))
    }
}

impl StatusPage {
    fn new(shell: Shell, of: Of, asked: &Asked, rows: &[StatusRow]) -> Self {
        let shown = asked.of(rows);
        let pages = shown.len().div_ceil(MOST_LINES).max(1);
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
        let part = shown.iter().skip((page - 1) * MOST_LINES).take(MOST_LINES);
        let address = of.base() + &asked.query(of.stage, None);
        Self {
            shell: shell.under(&[("ホーム", "/")]),
            years: None,
            about: format!("{} {}", of.year.era(), of.stage.label()),
            tabs: tabs(of),
            counts: counts(of, rows),
            all: whole(of.stage, rows),
            filter: filter(of, asked),
            narrowed: asked.is_narrowed(),
            base: format!("{}?stage={}", of.base(), stage_word(of.stage)),
            csv: format!("{}.csv{}", of.base(), asked.query(of.stage, None)),
            zips: zips(of),
            acts: acts(of),
            table: table(of, asked, part, &shown),
            pagination: Pagination {
                page: u32::try_from(page).unwrap_or(1),
                pages: u32::try_from(pages).unwrap_or(1),
                href: format!("{address}&page="),
            },
        }
    }
}

fn tabs(of: Of) -> Tabs {
    let tab = |stage: &Stage| Tab {
        label: stage.label().to_owned(),
        href: format!("{}?stage={}", of.base(), stage_word(*stage)),
        current: *stage == of.stage,
    };
    Tabs { label: "計画の段階".to_owned(), tabs: Stage::ALL.iter().map(tab).collect() }
}

/// By state, in the order of the round; what nothing is in is not named.
fn counts(of: Of, rows: &[StatusRow]) -> Vec<Count> {
    let mut by_state: BTreeMap<Standing, (&StatusRow, usize)> = BTreeMap::new();
    for row in rows {
        by_state.entry(row.state).or_insert((row, 0)).1 += 1;
    }
    let count = |(_, (row, bodies)): (Standing, (&StatusRow, usize))| {
        let asked = Asked { state: row.word().to_owned(), ..Asked::default() };
        Count { badge: Badge { word: word(row) }, bodies, href: of.base() + &asked.query(of.stage, None) }
    };
    by_state.into_iter().map(count).collect()
}

/// Where a body stands, in a word.
fn word(row: &StatusRow) -> Word {
    if row.is_unchanged() { Word::Unchanged } else { row.state.into() }
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a StatusRow>) -> Filing {
    rows.into_iter().fold(Filing::default(), |mut sum, row| {
        sum.projects += row.filing.projects;
        sum.total += row.filing.total;
        sum.fund += row.filing.fund;
        sum.errors += row.filing.errors;
        sum.warnings += row.filing.warnings;
        sum
    })
}

fn whole(stage: Stage, rows: &[StatusRow]) -> String {
    let (all, filed) = (sum(rows), rows.iter().filter(|row| row.state.is_handed_in()).count());
    let filed = if stage.is_for_all() {
        format!("全{}件（団体×分）のうち{filed}件が提出済み。", rows.len())
    } else {
        format!("変更の提出は{filed}件（団体×分）。提出のない団体は「{UNCHANGED}」で、今の計画のままです。")
    };
    format!("{filed}提出された事業は{}件、総事業費{}円、基金{}円。", all.projects, all.total, all.fund)
}

fn filter(of: Of, asked: &Asked) -> Filter {
    let choice = |value: &str, label: &str, now: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == now,
    };
    let mut states = vec![choice("", "すべて", &asked.state)];
    let unchanged = |state: Standing| !of.stage.is_for_all() && state == Standing::NotSubmitted;
    let name = |state: &Standing| if unchanged(*state) { UNCHANGED } else { state.label() };
    states.extend(Standing::ALL.iter().map(|state| choice(name(state), name(state), &asked.state)));
    let mut bus = vec![choice("", "両方", &asked.bu)];
    bus.extend(halves().map(|(word, label)| choice(word, label, &asked.bu)));
    let only = |name, label: &str, now: &str| {
        let choices = vec![choice("", "すべて", now), choice("1", label, now)];
        Field::line(name, label, TextKind::Text).optional().control(Control::Select(choices))
    };
    let mut fields = vec![
        Field::hidden("stage", stage_word(of.stage)),
        Field::line("name", "団体名・団体コード", TextKind::Text).optional().value(&asked.name),
        Field::line("state", "状態", TextKind::Text).optional().control(Control::Select(states)),
        Field::line("bu", "分", TextKind::Text).optional().control(Control::Select(bus)),
        only("overdue", "期限超過のみ", &asked.overdue),
        only("unopened", "未開封のみ", &asked.unopened),
    ];
    fields.extend(asked.kept().into_iter().filter(|kept| !kept.1.is_empty()).map(|(n, v)| Field::hidden(n, v)));
    Filter { action: of.base(), fields, button: Button::new("絞り込む", ButtonKind::Outline) }
}

/// The files of the stage, all together.
fn zips(of: Of) -> Vec<Export> {
    let one = |kind, label| Export::new((of.year, of.stage), kind, label);
    vec![
        one(JobKind::Originals, "原本と受付票をまとめる（ZIP）"),
        one(JobKind::MarkedOriginals, "印を付けたブックも含めてまとめる（ZIP）"),
    ]
}

fn acts(of: Of) -> Vec<LinkButton> {
    if !of.works {
        return Vec::new();
    }
    let year = of_year(of.year);
    let link = |label, href: String, kind| LinkButton::new(label, &href, kind);
    let reminders = format!("{year}/reminders?stage={}", stage_word(of.stage));
    let remind = if of.stage.is_for_all() {
        "未提出の団体に督促する"
    } else {
        "再提出を待っている団体に督促する"
    };
    vec![
        link(remind, reminders, ButtonKind::Outline),
        link("代理登録をする", format!("{year}/proxy"), ButtonKind::Outline),
    ]
}

const COLUMNS: [(Key, &str, bool); 12] = [
    (Key::Body, "団体", false),
    (Key::Bu, "分", false),
    (Key::State, "状態", false),
    (Key::Settling, "査定・回答", false),
    (Key::Deadline, "期限", false),
    (Key::Received, "受付", false),
    (Key::Projects, "事業数", true),
    (Key::Total, "総事業費（円）", true),
    (Key::Fund, "基金（円）", true),
    (Key::Errors, "エラー", true),
    (Key::Warnings, "要確認", true),
    (Key::Opened, "画面", false),
];

fn table<'a>(of: Of, asked: &Asked, part: impl Iterator<Item = &'a StatusRow>, shown: &[StatusRow]) -> Table {
    let column = |&(key, label, numeric): &(Key, &str, bool)| {
        let (descending, query) = asked.sort(of.stage, key);
        let column = if numeric { Column::number(label) } else { Column::text(label) };
        column.sorted(Sort { href: of.base() + &query, descending })
    };
    let mut columns: Vec<Column> = COLUMNS.iter().map(column).collect();
    columns.push(Column::text(if of.works { "審査" } else { "内容" }));
    let sum = sum(shown);
    let count = |n: usize| Cell::text(n.to_string());
    let foot = vec![
        Cell::text(format!("表示中の計（{}件）", shown.len())),
        Cell::text(""),
        Cell::text(""),
        Cell::text(""),
        Cell::text(""),
        Cell::text(""),
        Cell::text(sum.projects.to_string()),
        Cell::text(sum.total.to_string()),
        Cell::text(sum.fund.to_string()),
        count(sum.errors),
        count(sum.warnings),
        Cell::text(""),
        Cell::text(""),
    ];
    Table {
        caption: format!("{} {} 提出状況（単位：円）", of.year.era(), of.stage.label()),
        columns,
        rows: part.map(|row| line(of, row)).collect(),
        foot: Some(foot),
        empty: "該当する団体はありません。絞込みの条件を変えてください。".to_owned(),
    }
}

fn line(of: Of, row: &StatusRow) -> Vec<Cell> {
    let site = RoundSite { prefecture: of.prefecture, year: of.year, body: row.body };
    let address = of_submission(site, row.stage, row.bu);
    let deadline = row.deadline.map_or_else(|| "定めなし".into(), |at| Phrase::from(When::moment(at).short()));
    let filed = row.received.is_some();
    let amount = |text: String| Cell::text(if filed { text } else { "—".to_owned() });
    let received = row
        .received
        .as_ref()
        .map_or_else(|| "—".into(), |(no, at)| Phrase::from(format!("第{no}号 ")).at(When::stored(at).short()));
    let review = Cell::Link {
        label: if of.works { "審査する" } else { "内容を見る" }.to_owned(),
        href: format!("{address}/review"),
    };
    vec![
        Cell::Link { label: row.name.clone(), href: address },
        Cell::text(row.bu.label()),
        Cell::word(word(row)),
        Cell::text(row.settling.label()),
        Cell::Phrase(if row.overdue { deadline.then("（超過）") } else { deadline }),
        Cell::Phrase(received),
        amount(row.filing.projects.to_string()),
        amount(row.filing.total.to_string()),
        amount(row.filing.fund.to_string()),
        amount(row.filing.errors.to_string()),
        amount(row.filing.warnings.to_string()),
        Cell::text(if row.opened { "開封済" } else { "未開封" }),
        if filed { review } else { Cell::text("—") },
    ]
}

impl Page for StatusPage {
    const NAME: &'static str = "status";

    fn samples() -> Vec<Self> {
        let (Some(prefecture), Some(year), Some(body)) =
            (PrefectureCode::new(15), FiscalYear::new(2026), BodyCode::parse("152021"))
        else {
            return Vec::new();
        };
        let row = |bu, state: Standing, received: Option<&str>| StatusRow {
            body,
            name: "長岡市".to_owned(),
            bu,
            stage: Stage::Plan,
            expected: true,
            state,
            deadline: Moment::parse("2026-07-10T17:00:00+09:00"),
            overdue: !state.is_handed_in(),
            opened: received.is_some(),
            received: received.map(|at| (12, at.to_owned())),
            filing: Filing { projects: 3, warnings: 2, ..Filing::default() },
            settling: received.map_or(Settling::Nothing, |_| Settling::of(3, 2, false, false)),
        };
        let rows = [
            row(Bu::Medical, Standing::Submitted, Some("2026-06-01T09:00:00+09:00")),
            row(Bu::Care, Standing::NotSubmitted, None),
        ];
        let page = |works, asked: Asked, rows: &[StatusRow]| {
            let of = Of { prefecture, year, stage: Stage::Plan, works };
            Self::new(Shell::sample_of_prefecture("令和8年度 提出状況一覧"), of, &asked, rows)
        };
        let narrowed = Asked { name: "新潟".to_owned(), ..Asked::default() };
        let among = Self { years: year_tabs::sample("/status"), ..page(true, Asked::default(), &rows) };
        vec![among, page(false, narrowed, &rows)]
    }
}

async fn read(
    site: &SharedSite,
    member: &Member,
    place: &InYear,
    asked: &Asked,
) -> Result<(Of, Vec<StatusRow>), WebError> {
    let (prefecture, year) = place.read(member)?;
    let stage = match asked.stage() {
        Some(stage) => stage,
        None => stage_of_now(&site.store, &member.scope, (prefecture, year)).await?,
    };
    let rows = kikin_app::round::status(&site.store, &member.scope, (prefecture, year), stage).await?;
    let works = member.scope.role() != Role::Auditor;
    Ok((Of { prefecture, year, stage, works }, rows))
}

/// 提出状況一覧
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (of, rows) = read(&site, &member, &place, &asked).await?;
    let title = format!("{} 提出状況一覧", of.year.era());
    let mut page = StatusPage::new(Shell::of(&title, &member), of, &asked, &rows);
    let rest = format!("/status?stage={}", stage_word(of.stage));
    page.years = year_tabs::read(&site, &member, of.year, &rest).await?;
    if member.scope.may(Action::Export, &Matter::of(Seat::Prefecture(of.prefecture))).is_err() {
        page.csv.clear();
        page.zips.clear();
    }
    Ok(ok(&page))
}

/// The same as CSV: the lines that are shown, in their order.
pub(crate) async fn csv(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (of, rows) = read(&site, &member, &place, &asked).await?;
    let bytes = kikin_app::round::status_csv(&asked.of(&rows))?;
    Ok(download::file(&format!("提出状況_{}_{}.csv", of.year.era(), of.stage.label()), CSV, bytes))
}
