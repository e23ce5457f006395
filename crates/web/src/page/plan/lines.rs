//! The addends of a figure of the 総括表: bodies, projects, and the cell of each amount.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::planning::{AddendQuestion, Addends, Figure, Item, ON_A_PAGE, Of, addends};
use kikin_app::round::Site;
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, FiscalYear, PrefectureCode, Yen};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{above, borrowed, stage_name, stage_of, totals};
use crate::component::{Cell, Column, Pagination, Table};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, bu, of_submission, of_year, stage_word};
use crate::site::SharedSite;

/// The addends of a figure.
#[derive(Debug, Template)]
#[template(path = "page/plan/lines.html")]
pub(crate) struct LinesPage {
    shell: Shell,
    /// What the figure is, and the figure itself.
    facts: Vec<(&'static str, String)>,
    bodies: Table,
    projects: Table,
    pagination: Option<Pagination>,
    /// Back from one body to all.
    all: Option<String>,
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    page: Option<usize>,
}

/// The word of a column in addresses; of 件数 where no item is named.
pub(super) const fn figure_word(item: Option<Item>) -> &'static str {
    match item {
        Some(item) => item.code(),
        None => "projects",
    }
}

/// The address of a figure's addends.
pub(super) fn address(
    year: FiscalYear,
    stage: Stage,
    category: &str,
    item: &str,
    body: Option<BodyCode>,
    page: usize,
) -> String {
    let category = utf8_percent_encode(category, NON_ALPHANUMERIC);
    let of = format!("{}/plan/lines?stage={}&category={category}&item={item}", of_year(year), stage_word(stage));
    let body = body.map(|body| format!("&body={body}")).unwrap_or_default();
    if page > 1 { format!("{of}{body}&page={page}") } else { of + &body }
}

impl Asked {
    fn question(&self) -> Result<AddendQuestion, WebError> {
        let not_found = WebError::Fault(Fault::NotFound);
        let of = match (self.category.as_str(), bu(&self.category)) {
            ("" | "all", _) => Of::All,
            (_, Some(bu)) => Of::Bu(bu),
            (code, None) => Of::Category(code.into()),
        };
        let figure = match self.item.as_str() {
            word if word == figure_word(None) => Figure::Count,
            "" => Figure::Amount(Item::Fund),
            word => match Item::ALL.into_iter().find(|item| item.code() == word) {
                Some(item) => Figure::Amount(item),
                None => return Err(not_found),
            },
        };
        let body = match self.body.as_str() {
            "" => None,
            code => Some(BodyCode::parse(code).ok_or(not_found)?),
        };
        Ok(AddendQuestion { stage: stage_of(&self.stage)?, of, figure, body, page: self.page.unwrap_or(1).max(1) })
    }
}

/// The addends.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let question = asked.question()?;
    let (prefecture, year) = place.read(&member)?;
    let found = addends(&site.store, &member.scope, (prefecture, year), &question).await?;
    let shell = Shell::of("金額の内訳", &member).under(&borrowed(&above(year)));
    Ok(ok(&LinesPage::new(shell, (prefecture, year), &asked, &question, &found)))
}

/// The name of the row.
fn row_name(of: &Of, found: &Addends) -> String {
    match of {
        Of::All => "合計".to_owned(),
        Of::Bu(bu) => format!("{}計", bu.label()),
        Of::Category(code) => {
            found.categories.iter().find(|c| c.code == *code).map_or_else(|| code.to_string(), totals::named)
        }
    }
}

fn column_name(figure: Figure) -> String {
    match figure {
        Figure::Count => "件数".to_owned(),
        Figure::Amount(item) => item.title(),
    }
}

const fn unit(figure: Figure) -> &'static str {
    match figure {
        Figure::Count => "件",
        Figure::Amount(_) => "円",
    }
}

/// As the 総括表 shows it.
fn shown(value: i64) -> String {
    Yen::new(value).to_string()
}

impl LinesPage {
    fn new(
        shell: Shell,
        (prefecture, year): (PrefectureCode, FiscalYear),
        asked: &Asked,
        question: &AddendQuestion,
        found: &Addends,
    ) -> Self {
        let (row, column) = (row_name(&question.of, found), column_name(question.figure));
        let item = match question.figure {
            Figure::Count => figure_word(None),
            Figure::Amount(item) => item.code(),
        };
        let at = |body, page| address(year, question.stage, &asked.category, item, body, page);
        let caption = format!("{} {} {row} {column}", year.era(), stage_name(question.stage));
        let mut facts = vec![
            ("年度・段階", format!("{} {}", year.era(), stage_name(question.stage))),
            ("行", row),
            ("列", column.clone()),
        ];
        if let (Some(_), Some(own)) = (question.body, found.bodies.first()) {
            facts.push(("団体", own.name.clone()));
        }
        facts.push(("金額（内訳の合計）", format!("{}{}", shown(found.total), unit(question.figure))));
        let of_body = |b: &kikin_app::planning::BodySum| {
            let link = Cell::Link { label: b.name.clone(), href: at(Some(b.body), 1) };
            vec![link, Cell::text(b.count.to_string()), Cell::text(shown(b.sum))]
        };
        let total = || Cell::text(shown(found.total));
        let bodies = Table {
            caption: format!("{caption} 団体別（単位：{}）", unit(question.figure)),
            columns: vec![Column::text("団体"), Column::number("内訳の数"), Column::number(&column)],
            rows: found.bodies.iter().map(of_body).collect(),
            foot: Some(vec![Cell::text("合計"), Cell::text(found.count.to_string()), total()]),
            empty: "内訳はありません。".to_owned(),
        };
        let pages = u32::try_from(found.pages).unwrap_or(u32::MAX);
        let page = u32::try_from(question.page).unwrap_or(u32::MAX).min(pages);
        Self {
            shell,
            facts,
            projects: projects((prefecture, year), &caption, question, found),
            bodies,
            pagination: (pages > 1).then(|| Pagination {
                page,
                pages,
                href: format!("{}&page=", at(question.body, 1)),
            }),
            all: question.body.map(|_| at(None, 1)),
        }
    }
}

fn projects(
    (prefecture, year): (PrefectureCode, FiscalYear),
    caption: &str,
    question: &AddendQuestion,
    found: &Addends,
) -> Table {
    let number = |code: &kikin_domain::CategoryCode| {
        let own = found.categories.iter().find(|c| c.code == *code);
        own.map_or_else(|| code.to_string(), |c| c.number.clone())
    };
    let row = |a: &kikin_app::planning::Addend| {
        let site = Site { prefecture, year, body: a.body };
        let (stage, bu, version) = a.version;
        let original = format!("{}/versions/{version}/file", of_submission(site, stage, bu));
        let unit = a.unit.map(|unit| format!("（{}）", unit.label())).unwrap_or_default();
        let typed = match (&a.typed, a.placed) {
            (Some(typed), false) => format!("「{typed}」{unit}"),
            (Some(typed), true) => format!("端数処理で配分（記入は「{typed}」{unit}）"),
            (None, true) => "端数処理で配分（記入なし）".to_owned(),
            (None, false) => "—".to_owned(),
        };
        vec![
            Cell::text(format!("{} No.{}", a.body_name, a.no)),
            Cell::text(&a.project),
            Cell::text(shown(a.value)),
            Cell::text(format!("{} {}", a.sheet, a.cell)),
            Cell::text(typed),
            Cell::Link { label: a.file.clone(), href: original },
            Cell::text(a.receipt.to_string()),
            Cell::text(number(&a.category)),
        ]
    };
    let from = (question.page - 1).saturating_mul(ON_A_PAGE);
    let part = if found.pages > 1 {
        format!(" {}件のうち{}件目から{}件", found.count, from + 1, found.rows.len())
    } else {
        String::new()
    };
    let mut columns: Vec<Column> = ["事業", "事業名"].map(Column::text).into();
    columns.push(Column::number(&column_name(question.figure)));
    columns.extend(["シートとセル", "セルの記入", "原本のファイル"].map(Column::text));
    columns.push(Column::number("受付番号"));
    columns.push(Column::text("区分"));
    Table {
        caption: format!("{caption} 事業別{part}（単位：{}）", unit(question.figure)),
        columns,
        rows: found.rows.iter().map(row).collect(),
        foot: None,
        empty: "内訳はありません。".to_owned(),
    }
}

impl Page for LinesPage {
    const NAME: &'static str = "plan-lines";

    fn samples() -> Vec<Self> {
        use kikin_app::planning::{Addend, BodySum};
        let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else { return Vec::new() };
        let addend = Addend {
            body,
            body_name: "長岡市".to_owned(),
            category: "II".into(),
            no: "1".to_owned(),
            project: "在宅医療の<推進>".to_owned(),
            value: 4_200_000,
            receipt: 1,
            version: (Stage::Plan, kikin_domain::Bu::Medical, 1),
            file: "152021_長岡市.xlsx".to_owned(),
            sha256: "00".repeat(32),
            sheet: "事業一覧".to_owned(),
            cell: "H12".to_owned(),
            typed: Some("4,200".to_owned()),
            unit: Some(kikin_domain::Unit::Thousand),
            placed: false,
        };
        let sum = BodySum { body, name: "長岡市".to_owned(), count: 1, sum: 4_200_000 };
        let found = Addends {
            categories: kikin_domain::CategoryTable::published().of_year(year).cloned().collect(),
            total: 4_200_000,
            bodies: vec![sum],
            rows: vec![addend.clone(), Addend { typed: None, placed: true, ..addend }],
            count: 2,
            pages: 1,
        };
        let page = |category: &str, item: &str, found: &Addends| {
            let asked = Asked { category: category.to_owned(), item: item.to_owned(), ..Asked::default() };
            let question = asked.question().ok()?;
            let question = AddendQuestion { body: (item == "fund").then_some(body), ..question };
            let shell = Shell::sample_of_prefecture("金額の内訳").under(&borrowed(&above(year)));
            Some(Self::new(shell, (body.prefecture(), year), &asked, &question, found))
        };
        let none = Addends { total: 0, bodies: Vec::new(), rows: Vec::new(), count: 450, pages: 3, ..found.clone() };
        [page("II", "fund", &found), page("care", "projects", &none)].into_iter().flatten().collect()
    }
}
