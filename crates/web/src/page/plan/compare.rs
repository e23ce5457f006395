//! 新旧対照表 between two versions: a page and a workbook.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::planning::{Comparison, Item, ProjectPair, ProjectSide, compare, comparison_workbook};
use kikin_domain::totals::Amounts;
use kikin_domain::{FiscalYear, Yen};
use serde::Deserialize;

use super::{above, borrowed};
use crate::component::{ButtonKind, Cell, Column, LinkButton, Pagination, Table};
use crate::download::{self, XLSX};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;

/// The comparison.
#[derive(Debug, Template)]
#[template(path = "page/plan/compare.html")]
pub(crate) struct ComparePage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    workbook: LinkButton,
    categories: Table,
    projects: Table,
    pagination: Option<Pagination>,
}

/// Which two.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: i64,
    #[serde(default)]
    after: i64,
    #[serde(default)]
    page: Option<usize>,
}

/// So many projects stand on a page.
const ON_A_PAGE: usize = 200;

const TITLE: &str = "新旧対照表";

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let found = compare(&site.store, &member.scope, key, (asked.before, asked.after)).await?;
    Ok(ok(&ComparePage::new(Shell::of(TITLE, &member), key.1, asked, &found)))
}

/// The workbook.
pub(crate) async fn workbook(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let (name, bytes) = comparison_workbook(&site.store, &member.scope, key, (asked.before, asked.after)).await?;
    Ok(download::file(&name, XLSX, bytes))
}

impl ComparePage {
    fn new(shell: Shell, year: FiscalYear, asked: Asked, found: &Comparison) -> Self {
        let base = format!("{}/plan/versions", of_year(year));
        let which = format!("before={}&after={}", asked.before, asked.after);
        let more = found.all.1.fund - found.all.0.fund;
        let changed = |label: &str| found.projects.iter().filter(|p| p.change.label() == label).count();
        let facts = vec![
            ("旧", found.before.clone()),
            ("新", found.after.clone()),
            (
                "事業の異動",
                format!(
                    "追加{}件、削除{}件、変更{}件、変わらない{}件",
                    changed("追加"),
                    changed("削除"),
                    changed("変更"),
                    found.same
                ),
            ),
            ("基金充当額 計の増減", format!("{more}円")),
        ];
        let pages = found.projects.len().div_ceil(ON_A_PAGE).max(1);
        let page = asked.page.unwrap_or(1).clamp(1, pages);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut crumbs = above(year).to_vec();
        crumbs.push(("県計画の版".to_owned(), base.clone()));
        Self {
            facts,
            workbook: LinkButton::new(
                "新旧対照表のブックを受け取る",
                &format!("{base}/compare/workbook?{which}"),
                ButtonKind::Solid,
            ),
            categories: categories(year, found),
            projects: projects(year, found, page),
            pagination: (pages > 1).then(|| Pagination {
                page: number(page),
                pages: number(pages),
                href: format!("{base}/compare?{which}&page="),
            }),
            shell: shell.under(&borrowed(&crumbs)),
        }
    }
}

/// 旧, 新 and 増減 of 総事業費, 基金 and 国.
const SHOWN: [(Item, &str); 3] = [(Item::Total, "総事業費"), (Item::Fund, "基金 計"), (Item::National, "国（A）")];

fn columns() -> Vec<Column> {
    let three = |(_, label): (Item, &str)| ["旧", "新", "増減"].map(|side| Column::number(&format!("{label} {side}")));
    SHOWN.into_iter().flat_map(three).collect()
}

fn amounts(before: Option<&Amounts>, after: Option<&Amounts>) -> Vec<Cell> {
    let three = |(item, _): (Item, &str)| {
        let of = |amounts: Option<&Amounts>| amounts.map(|a| item.of(a));
        let shown = |yen: Option<Yen>| Cell::text(yen.map_or_else(|| "—".to_owned(), |yen| yen.to_string()));
        let (old, new) = (of(before), of(after));
        [shown(old), shown(new), Cell::text((new.unwrap_or_default() - old.unwrap_or_default()).to_string())]
    };
    SHOWN.into_iter().flat_map(three).collect()
}

fn categories(year: FiscalYear, found: &Comparison) -> Table {
    let row = |label: String, (before, after): &(Amounts, Amounts)| {
        let counts = [before, after].map(|a| Cell::text(a.projects.to_string()));
        let mut cells = vec![Cell::text(label)];
        cells.extend(counts);
        cells.extend(amounts(Some(before), Some(after)));
        cells
    };
    let mut head = vec![Column::text("区分"), Column::number("件数 旧"), Column::number("件数 新")];
    head.extend(columns());
    Table {
        caption: format!("{} 新旧対照表 区分別（単位：円）", year.era()),
        columns: head,
        rows: found.categories.iter().map(|c| row(super::totals::named(&c.category), &c.sums)).collect(),
        foot: Some(row("合計".to_owned(), &found.all)),
        empty: String::new(),
    }
}

fn projects(year: FiscalYear, found: &Comparison, page: usize) -> Table {
    let row = |pair: &ProjectPair| {
        let sums = |side: &Option<ProjectSide>| side.as_ref().and_then(|s| s.amounts);
        let number = |side: &ProjectSide| found.number(&side.category).to_owned();
        let category = match (&pair.before, &pair.after) {
            (Some(before), Some(after)) if before.category != after.category => {
                format!("{} → {}", number(before), number(after))
            }
            _ => pair.named().map(number).unwrap_or_default(),
        };
        let mut cells = vec![
            Cell::text(format!("{} No.{}", pair.body_name, pair.no)),
            Cell::text(pair.change.label()),
            Cell::text(category),
            Cell::text(pair.named().map(|side| side.name.clone()).unwrap_or_default()),
            Cell::text(pair.what()),
        ];
        cells.extend(amounts(sums(&pair.before).as_ref(), sums(&pair.after).as_ref()));
        cells
    };
    let mut head: Vec<Column> = ["事業", "異動", "区分", "事業名", "変わったところ"].map(Column::text).into();
    head.extend(columns());
    Table {
        caption: format!("{} 新旧対照表 事業別（単位：円）", year.era()),
        columns: head,
        rows: found.projects.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).map(row).collect(),
        foot: None,
        empty: "変わった事業はありません。".to_owned(),
    }
}

impl Page for ComparePage {
    const NAME: &'static str = "plan-compare";

    fn samples() -> Vec<Self> {
        use kikin_app::planning::{CategoryPair, ProjectChange};
        use kikin_domain::{BodyCode, Bu, CategoryTable};
        let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else { return Vec::new() };
        let sums = (Amounts::default(), Amounts { projects: 1, fund: Yen::new(-5_000), ..Amounts::default() });
        let pair = |c: &kikin_domain::Category| CategoryPair { category: c.clone(), sums };
        let side = |code: &str| ProjectSide {
            category: code.into(),
            name: "在宅医療の<推進>".to_owned(),
            amounts: Some(sums.1),
            texts: Vec::new(),
        };
        let project = ProjectPair {
            change: ProjectChange::Changed,
            bu: Bu::Medical,
            body,
            body_name: "長岡市".to_owned(),
            no: "1".to_owned(),
            before: Some(side("II")),
            after: Some(side("IV")),
        };
        let added = ProjectPair { change: ProjectChange::Added, before: None, ..project.clone() };
        let found = Comparison {
            title: "令和8年度 新潟県計画".to_owned(),
            before: "計画 第1版（案）".to_owned(),
            after: "計画 第2版（確定）".to_owned(),
            categories: CategoryTable::published().of_year(year).map(pair).collect(),
            all: sums,
            projects: vec![project, added],
            same: 3,
        };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let none = Comparison { projects: Vec::new(), ..found.clone() };
        [found, none].map(|found| Self::new(shell(), year, Asked { before: 1, after: 2, page: None }, &found)).into()
    }
}
