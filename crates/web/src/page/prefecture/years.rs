//! The plan years of a prefecture, and a new one.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{RoundError, YearLine, begin_year, years};
use kikin_domain::FiscalYear;
use kikin_domain::permission::{Action, Matter, Seat};
use serde::Deserialize;

use crate::component::{Cell, Column, Field, FieldError, Table, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::of_year;
use crate::site::SharedSite;

/// The list of plan years.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/years.html")]
pub(crate) struct YearsPage {
    shell: Shell,
    table: Table,
    /// The form of a new one, for whoever may begin it.
    year: Option<Field>,
}

impl YearsPage {
    fn new(shell: Shell, known: &[YearLine], typed: Option<&str>, errors: Vec<FieldError>) -> Self {
        let row = |line: &YearLine| {
            let open: Vec<String> =
                line.open.iter().map(|(bu, stage)| format!("{}の{}", bu.label(), stage.label())).collect();
            let link = |label: String, part: &str| Cell::Link { label, href: of_year(line.year) + part };
            vec![
                link(line.year.era(), "/settings"),
                Cell::text(if open.is_empty() { "受付なし".to_owned() } else { open.join("、") }),
                link("提出状況を見る".to_owned(), "/status"),
                link("県計画を見る".to_owned(), "/plan"),
                link("設定を見る".to_owned(), "/settings"),
            ]
        };
        let year = typed.map(|typed| {
            Field::line("year", "計画年度（令和又は西暦）", TextKind::Text)
                .help("例：R9、令和9年度、2027")
                .value(typed)
                .errors(&errors)
        });
        Self {
            shell: shell.under(&[("ホーム", "/")]).errors(errors),
            table: Table {
                caption: "計画年度の一覧".to_owned(),
                columns: ["計画年度", "受付中", "提出状況", "県計画", "設定"].map(Column::text).to_vec(),
                rows: known.iter().map(row).collect(),
                foot: None,
                empty: "設定した計画年度はありません。下で新しい年度を始めてください。".to_owned(),
            },
            year,
        }
    }
}

impl Page for YearsPage {
    const NAME: &'static str = "years";

    fn samples() -> Vec<Self> {
        use kikin_domain::{Bu, Stage};
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        let known = [YearLine { year, open: vec![(Bu::Medical, Stage::Plan)] }];
        let shell = || Shell::sample_of_prefecture("年度の設定");
        let error =
            FieldError { field: "year", sentence: "令和8年度は、既に設定されています。".to_owned() };
        vec![
            Self::new(shell(), &[], None, Vec::new()),
            Self::new(shell(), &known, Some(""), Vec::new()),
            Self::new(shell(), &known, Some("R8"), vec![error]),
        ]
    }
}

async fn page(site: &SharedSite, member: &Member, typed: &str, errors: Vec<FieldError>) -> Result<YearsPage, WebError> {
    let prefecture = member.prefecture()?;
    let known = years(&site.store, &member.scope, prefecture).await?;
    let may = member.scope.may(Action::SetUpYear, &Matter::of(Seat::Prefecture(prefecture))).is_ok();
    Ok(YearsPage::new(Shell::of("年度の設定", member), &known, may.then_some(typed), errors))
}

/// The list.
pub(crate) async fn show(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    Ok(ok(&page(&site, &member, "", Vec::new()).await?))
}

/// Which year is to begin.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    year: String,
}

/// Begins a plan year.
pub(crate) async fn begin(
    State(site): State<SharedSite>,
    member: Member,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let prefecture = member.prefecture()?;
    let sentence = match FiscalYear::parse(&typed.year) {
        None => format!("「{}」は年度ではありません。例のように入力してください。", typed.year.trim()),
        Some(year) => match begin_year(&site.store, &member.scope, (prefecture, year)).await {
            Ok(()) => return Ok(Redirect::to(&format!("{}/settings?done=begun", of_year(year))).into_response()),
            Err(RoundError::Field(sentence)) => sentence,
            Err(other) => return Err(other.into()),
        },
    };
    let error = FieldError { field: "year", sentence };
    Ok(again(&page(&site, &member, &typed.year, vec![error]).await?))
}
