//! Bundling projects into 都道府県事業: ticks and a name, or a CSV.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::planning::{Grouped, GroupedProject, LONGEST_TITLE, bundle, grouped, groups_csv, groups_from_csv};
use kikin_app::round::RoundError;
use kikin_domain::{BodyCode, CategoryCode, FiscalYear, PrefectureCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{above, borrowed, totals};
use crate::component::{
    Button, ButtonKind, Control, Field, FieldError, LinkButton, Notice, NoticeKind, Pagination, Tab, Tabs, TextKind,
};
use crate::download::{self, CSV};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, respond};
use crate::place::{InYear, of_year};
use crate::sent::Sent;
use crate::site::SharedSite;

/// The projects of a 区分, to be ticked.
#[derive(Debug, Template)]
#[template(path = "page/plan/groups.html")]
pub(crate) struct GroupsPage {
    shell: Shell,
    tabs: Tabs,
    caption: String,
    category: String,
    rows: Vec<Row>,
    title: Field,
    bundle: Button,
    action: String,
    file: Field,
    send: Button,
    csv: Vec<LinkButton>,
    pagination: Option<Pagination>,
}

/// A project, to be ticked.
#[derive(Debug)]
struct Row {
    id: String,
    value: String,
    name: String,
    project: String,
    fund: String,
    group: String,
    size: String,
    ticked: bool,
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    category: String,
    #[serde(default)]
    page: Option<usize>,
    #[serde(default)]
    done: String,
    /// A proposal instead of what is kept.
    #[serde(default)]
    proposed: String,
}

const TITLE: &str = "都道府県事業の束ね方";

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    title: String,
    chosen: BTreeSet<String>,
    errors: Vec<FieldError>,
}

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    shown(&site, &member, place.read(&member)?, &asked, Typed::default()).await
}

async fn shown(
    site: &SharedSite,
    member: &Member,
    key: (PrefectureCode, FiscalYear),
    asked: &Asked,
    typed: Typed,
) -> Result<Response, WebError> {
    let category = Some(asked.category.as_str()).filter(|code| !code.is_empty()).map(CategoryCode::from);
    let page = asked.page.unwrap_or(1).max(1);
    let found = grouped(&site.store, &member.scope, key, category, page).await?;
    let heading = match asked.done.as_str() {
        "bundled" => Some("束ね方を保存しました。"),
        "csv" => Some("CSVの束ね方を保存しました。"),
        _ => None,
    };
    let notice = heading.map(|heading| Notice::new(NoticeKind::Success, heading, &[]));
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = Shell::of(TITLE, member).notice(notice);
    Ok(respond(status, &GroupsPage::new(shell, key.1, &found, page, typed)))
}

fn address(year: FiscalYear, category: &str) -> String {
    format!("{}/plan/groups?category={}", of_year(year), utf8_percent_encode(category, NON_ALPHANUMERIC))
}

/// Bundles what is ticked. The ticks come as `pick` as often as there are any, so the form is read as a list.
pub(crate) async fn put_together(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim());
    let (category, title) = (field("category"), field("title"));
    let chosen: BTreeSet<String> = fields.iter().filter(|(n, _)| n == "pick").map(|(_, v)| v.clone()).collect();
    let picks = chosen.iter().filter_map(|pick| {
        let (body, no) = pick.split_once(':')?;
        Some((BodyCode::parse(body)?, no.to_owned()))
    });
    let title_given = Some(title).filter(|title| !title.is_empty());
    match bundle(&site.store, &member.scope, key, &category.into(), &picks.collect(), title_given).await {
        Ok(()) => {
            let to = format!("{}&done=bundled", address(key.1, category));
            Ok(Redirect::to(&to).into_response())
        }
        Err(RoundError::Field(sentence)) => {
            let about = if chosen.is_empty() { "projects" } else { "title" };
            let errors = vec![FieldError { field: about, sentence }];
            let page = field("page").parse().ok();
            let asked = Asked { category: category.to_owned(), page, ..Asked::default() };
            shown(&site, &member, key, &asked, Typed { title: title.to_owned(), chosen, errors }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The grouping as CSV.
pub(crate) async fn csv(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let proposed = !asked.proposed.is_empty();
    let bytes = groups_csv(&site.store, &member.scope, key, proposed).await?;
    let word = if proposed { "提案" } else { "現在" };
    Ok(download::file(&format!("{}_{}_束ね方_{word}.csv", key.1.era(), key.0.name()), CSV, bytes))
}

/// Takes a grouping from a CSV.
pub(crate) async fn take_csv(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    sent: Sent,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let sentence = match sent.files.first() {
        None => "CSVのファイルが選ばれていません。ファイルを選んでください。".to_owned(),
        Some(file) => match groups_from_csv(&site.store, &member.scope, key, &file.bytes).await {
            Ok(_) => {
                return Ok(Redirect::to(&format!("{}/plan/groups?done=csv", of_year(key.1))).into_response());
            }
            Err(RoundError::Field(sentence)) => sentence,
            Err(other) => return Err(other.into()),
        },
    };
    let errors = vec![FieldError { field: "csv", sentence }];
    shown(&site, &member, key, &Asked::default(), Typed { errors, ..Typed::default() }).await
}

impl GroupsPage {
    fn new(shell: Shell, year: FiscalYear, found: &Grouped, page: usize, typed: Typed) -> Self {
        let base = format!("{}/plan/groups", of_year(year));
        let tab = |c: &kikin_domain::Category| Tab {
            label: format!("区分{}", c.number),
            href: address(year, c.code.as_str()),
            current: c.code == found.category,
        };
        let shown = found.categories.iter().find(|c| c.code == found.category);
        let row = |(at, p): (usize, &GroupedProject)| {
            let value = format!("{}:{}", p.body, p.no);
            Row {
                id: format!("pick-{at}"),
                ticked: typed.chosen.contains(&value),
                value,
                name: format!("{} No.{}", p.body_name, p.no),
                project: p.name.clone(),
                fund: p.fund.to_string(),
                group: format!("No.{} {}", p.group.0, p.group.1),
                size: p.size.to_string(),
            }
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let link = |label: &str, path: &str| LinkButton::new(label, &format!("{base}/{path}"), ButtonKind::Outline);
        Self {
            tabs: Tabs { label: "区分".to_owned(), tabs: found.categories.iter().map(tab).collect() },
            caption: format!(
                "{} 区分{} の事業（単位：円）",
                year.era(),
                shown.map_or_else(|| found.category.to_string(), totals::named)
            ),
            category: found.category.to_string(),
            rows: found.projects.iter().enumerate().map(row).collect(),
            title: Field::line("title", "都道府県事業の名称", TextKind::Text)
                .help(&format!(
                    "{LONGEST_TITLE}文字まで。印を付けた事業を、この名称の一つの都道府県事業にします。空欄なら、一つずつの都道府県事業に戻します。"
                ))
                .optional()
                .value(&typed.title)
                .errors(&typed.errors),
            bundle: Button::new("束ね方を保存する", ButtonKind::Solid),
            file: Field::line("csv", "束ね方のCSV", TextKind::Text)
                .help("受け取ったCSVを表計算ソフトで直し、「CSV UTF-8」で保存したもの。すべての区分の束ね方が置き換わります。")
                .control(Control::File { accept: ".csv" })
                .errors(&typed.errors),
            send: Button::new("CSVの束ね方にする", ButtonKind::Outline),
            csv: vec![
                link("今の束ね方をCSVで受け取る", "csv"),
                link("名称の似た事業を束ねた提案をCSVで受け取る", "csv?proposed=yes"),
            ],
            pagination: (found.pages > 1).then(|| Pagination {
                page: number(page).min(number(found.pages)),
                pages: number(found.pages),
                href: format!("{}&page=", address(year, found.category.as_str())),
            }),
            action: base,
            shell: shell.under(&borrowed(&above(year))).errors(typed.errors),
        }
    }
}

impl Page for GroupsPage {
    const NAME: &'static str = "plan-groups";

    fn samples() -> Vec<Self> {
        let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else { return Vec::new() };
        let project = GroupedProject {
            body,
            body_name: "長岡市".to_owned(),
            no: "1".to_owned(),
            name: "在宅医療の<推進>".to_owned(),
            fund: kikin_domain::Yen::new(4_200_000),
            group: (1, "在宅医療の推進".to_owned()),
            size: 2,
        };
        let found = Grouped {
            categories: kikin_domain::CategoryTable::published().of_year(year).cloned().collect(),
            category: "II".into(),
            projects: vec![project.clone(), GroupedProject { no: "2".to_owned(), ..project }],
            pages: 3,
        };
        let wrong = |field, sentence: &str| Typed {
            title: "在宅".to_owned(),
            chosen: ["152021:1".to_owned()].into(),
            errors: vec![FieldError { field, sentence: sentence.to_owned() }],
        };
        let none = Grouped { projects: Vec::new(), pages: 1, ..found.clone() };
        let page = |found: &Grouped, typed| Self::new(Shell::sample_of_prefecture(TITLE), year, found, 1, typed);
        vec![
            page(&found, Typed::default()),
            page(&found, wrong("projects", "事業が選ばれていません。束ねる事業に印を付けてください。")),
            page(&none, wrong("csv", "CSVのファイルが選ばれていません。ファイルを選んでください。")),
        ]
    }
}
