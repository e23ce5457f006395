//! Whom to remind: one text for each body to copy, and all of them for a mail merge.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::round::{Reminders, reminders};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, FiscalYear};
use serde::Deserialize;

use crate::component::{Tab, Tabs};
use crate::download::{self, CSV};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, of_year, stage, stage_word};
use crate::site::SharedSite;

/// A text to copy.
#[derive(Debug)]
struct Letter {
    code: String,
    name: String,
    text: String,
    /// Its lines on the page.
    lines: usize,
}

/// The reminders of a stage.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/reminders.html")]
pub(crate) struct RemindersPage {
    shell: Shell,
    tabs: Tabs,
    /// To whom the letters go, or why there are none.
    lead: String,
    letters: Vec<Letter>,
    csv: String,
}

impl RemindersPage {
    fn new(shell: Shell, year: FiscalYear, stage: Stage, told: Vec<(BodyCode, String)>) -> Self {
        let base = of_year(year);
        let tab = |one: &Stage| Tab {
            label: one.label().to_owned(),
            href: format!("{base}/reminders?stage={}", stage_word(*one)),
            current: *one == stage,
        };
        let letter = |(code, text): (BodyCode, String)| Letter {
            // The text begins with the body's name as the prefecture keeps it.
            name: text.split_once(" 地域医療").map_or("", |(name, _)| name).to_owned(),
            code: code.to_string(),
            lines: text.lines().count() + 1,
            text,
        };
        let status = format!("{base}/status?stage={}", stage_word(stage));
        Self {
            shell: shell.under(&[("ホーム", "/"), ("提出状況一覧", &status)]),
            tabs: Tabs { label: "計画の段階".to_owned(), tabs: Stage::ALL.iter().map(tab).collect() },
            lead: lead(stage, told.len()),
            letters: told.into_iter().map(letter).collect(),
            csv: format!("{base}/reminders.csv?stage={}", stage_word(stage)),
        }
    }
}

fn lead(stage: Stage, bodies: usize) -> String {
    let name = stage.label();
    let copy = "コピーして電子メールに貼るか、差込み印刷用のCSVを使ってください。この画面からは何も送られません。";
    match (bodies, stage.is_for_all()) {
        (0, true) => {
            format!("{name}について、督促する団体はありません。提出を求めているすべての団体が提出しています。")
        }
        (0, false) => format!(
            "{name}について、督促する団体はありません。{name}は変えることがある団体だけが提出します。修正を依頼して再提出を待っている団体があると、ここに表示されます。"
        ),
        (_, true) => format!("{name}を提出していない、又は修正を依頼している{bodies}団体への文です。{copy}"),
        (_, false) => format!("{name}の修正を依頼している{bodies}団体への文です。{copy}"),
    }
}

impl Page for RemindersPage {
    const NAME: &'static str = "reminders";

    fn samples() -> Vec<Self> {
        let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else { return Vec::new() };
        let page = |stage, told| Self::new(Shell::sample_of_prefecture("督促の文"), year, stage, told);
        let letter = "長岡市 地域医療介護総合確保基金 担当者様\n\n提出されていません。\n".to_owned();
        vec![page(Stage::Plan, Vec::new()), page(Stage::Change, Vec::new()), page(Stage::Plan, vec![(body, letter)])]
    }
}

/// Which stage is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    stage: String,
}

async fn read(
    site: &SharedSite,
    member: &Member,
    place: &InYear,
    asked: &Asked,
) -> Result<(FiscalYear, Stage, Reminders), WebError> {
    let (prefecture, year) = place.read(member)?;
    let stage = stage(&asked.stage).unwrap_or(Stage::Plan);
    Ok((year, stage, reminders(&site.store, &member.scope, (prefecture, year), stage).await?))
}

/// The texts.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (year, stage, told) = read(&site, &member, &place, &asked).await?;
    let shell = Shell::of(&format!("{} 督促の文", year.era()), &member);
    Ok(ok(&RemindersPage::new(shell, year, stage, told.texts)))
}

/// The same for a mail merge.
pub(crate) async fn csv(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (year, stage, told) = read(&site, &member, &place, &asked).await?;
    Ok(download::file(&format!("督促_{}_{}.csv", year.era(), stage.label()), CSV, told.csv))
}
