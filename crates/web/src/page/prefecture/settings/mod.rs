//! The set-up of a plan year: what is open until when, for whom, how heavily rules weigh, 国の内示, お知らせ.

pub(crate) mod bodies;
pub(crate) mod expected;
pub(crate) mod national;
pub(crate) mod notices;
pub(crate) mod severities;
pub(crate) mod stages;
mod words;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{BodyForm, YearSettings, keep_text, kept_text, read_settings};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::super::rendered;
use crate::component::{LinkButton, Notice, NoticeKind, Table, Tabs};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Sample, Shell, ok, year_tabs};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;

/// Every page of these with every sample.
pub(super) fn samples() -> Vec<Sample> {
    [
        rendered::<SettingsPage>(),
        rendered::<stages::StagesPage>(),
        rendered::<expected::ExpectedPage>(),
        rendered::<severities::SeveritiesPage>(),
        rendered::<bodies::BodiesPage>(),
        rendered::<national::NationalPage>(),
        rendered::<notices::NoticesPage>(),
        rendered::<notices::NoticePage>(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A part of the set-up.
#[derive(Debug)]
struct Part {
    title: &'static str,
    lines: Vec<String>,
    link: Option<LinkButton>,
}

/// The set-up at a glance.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/settings.html")]
pub(crate) struct SettingsPage {
    shell: Shell,
    /// The other plan years, where there are any.
    years: Option<Tabs>,
    stages: Table,
    edit_stages: Option<LinkButton>,
    parts: Vec<Part>,
}

/// The address of a part.
fn address(year: FiscalYear, part: &str) -> String {
    format!("{}/settings{part}", of_year(year))
}

/// A page below the set-up.
fn below(shell: Shell, year: FiscalYear) -> Shell {
    let (settings, name) = (address(year, ""), format!("{}の設定", year.era()));
    shell.under(&[("ホーム", "/"), ("年度の設定", "/years"), (&name, &settings)])
}

impl SettingsPage {
    fn new(shell: Shell, settings: &YearSettings, edits: bool) -> Self {
        let year = settings.year.year;
        let link = |label: &str, part: &str| {
            use crate::component::ButtonKind::Outline;
            edits.then(|| LinkButton::new(label, &address(year, part), Outline))
        };
        let parts = vec![
            Part {
                title: "提出を求める団体", lines: expected::told(settings), link: link("団体を選ぶ", "/expected")
            },
            Part {
                title: "検査の重さ", lines: severities::told(settings), link: link("重さを変える", "/severities")
            },
            Part {
                title: "追加した団体", lines: added(settings), link: link("団体を追加する", "/bodies")
            },
            Part {
                title: "国の内示", lines: national::told(settings), link: link("内示を登録する", "/national")
            },
            Part {
                title: "お知らせ", lines: told_notices(settings), link: link("お知らせを出す", "/notices")
            },
        ];
        Self {
            shell: shell.under(&[("ホーム", "/"), ("年度の設定", "/years")]),
            years: None,
            stages: stages::table(settings),
            edit_stages: link("受付、期限、様式版を変える", "/stages"),
            parts,
        }
    }
}

fn added(settings: &YearSettings) -> Vec<String> {
    let own = settings.bodies.iter().filter(|b| !matches!(b.form, BodyForm::Prefecture | BodyForm::Municipality));
    own.map(|b| format!("{}（{}、{}）", b.name, b.code, b.form.label())).collect()
}

fn told_notices(settings: &YearSettings) -> Vec<String> {
    settings.notices.iter().map(|n| n.title.clone()).collect()
}

/// A year for samples, with something of each kind.
fn sample() -> Option<YearSettings> {
    use kikin_app::PlanYear;
    use kikin_app::round::{Deadline, Expected, Moment, NationalNotice, Notice, Organisation};
    use kikin_domain::permission::Halves;
    use kikin_domain::{Bu, Severity, Stage, Yen};
    let (prefecture, year) = (PrefectureCode::new(15)?, FiscalYear::new(2026)?);
    let (town, union) = (kikin_domain::BodyCode::parse("152021")?, kikin_domain::BodyCode::parse("152048")?);
    let body = |code, name: &str, form, members: Vec<_>| Organisation {
        code,
        name: name.to_owned(),
        form,
        members,
        valid_from: None,
        valid_to: None,
    };
    let mut set_up = PlanYear::published(prefecture, year);
    let at = Moment::parse("2026-07-10T17:00:00+09:00")?;
    set_up.deadlines = vec![Deadline { bu: Bu::Medical, stage: Stage::Plan, round: 1, at }];
    set_up.severities = set_up.severities.with(kikin_domain::RuleId::ALL[0], Severity::Warning);
    set_up.expected = vec![Expected { body: town, halves: Halves::Medical, approval: true }];
    let category = set_up.categories.of_year(year).next()?.code.clone();
    let (noticed_on, document_number) = (at.date(), Some("医政発第1号".to_owned()));
    let (national, fund) = (Yen::new(2_000), Yen::new(3_000));
    let text = |text: &str| text.to_owned();
    Some(YearSettings {
        bodies: vec![
            body(town, "長岡市", BodyForm::Municipality, Vec::new()),
            body(union, "中越広域連合", BodyForm::WideAreaUnion, vec![town]),
        ],
        national: vec![NationalNotice { round: 1, category, noticed_on, national, fund, document_number }],
        notices: vec![Notice {
            id: 1,
            title: text("様式を改めました"),
            content: text("新しい様式を\n使ってください。"),
            posted_at: at.to_string(),
            posted_by: text("150002-01"),
        }],
        year: set_up,
    })
}

impl Page for SettingsPage {
    const NAME: &'static str = "settings";

    fn samples() -> Vec<Self> {
        let page = |edits| sample().map(|s| Self::new(Shell::sample_of_prefecture("令和8年度の設定"), &s, edits));
        let among = page(true).map(|page| Self { years: year_tabs::sample("/settings"), ..page });
        page(false).into_iter().chain(among).collect()
    }
}

/// Which change was made before this page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
}

/// Where the words of a change are kept until the next one.
fn kept_at(year: FiscalYear, part: &str) -> String {
    format!("settings/{}/{part}", year.get())
}

/// Goes on to the set-up, which says what was changed.
async fn changed(
    site: &SharedSite,
    member: &Member,
    (year, part): (FiscalYear, &str),
    told: &[String],
) -> Result<Response, WebError> {
    keep_text(&site.store, &member.scope, &kept_at(year, part), &told.join("\n")).await?;
    Ok(Redirect::to(&address(year, &format!("?done={part}"))).into_response())
}

async fn notice(
    site: &SharedSite,
    member: &Member,
    year: FiscalYear,
    asked: &Asked,
) -> Result<Option<Notice>, WebError> {
    match asked.done.as_str() {
        "" => Ok(None),
        "begun" => {
            let body = "受付は閉じています。期限を入れ、受付を開いてください。";
            Ok(Some(Notice::new(NoticeKind::Success, &format!("{}を始めました", year.era()), &[body])))
        }
        part => {
            let place = kept_at(year, &part.chars().take(20).collect::<String>());
            let told = kept_text(&site.store, &member.scope, &place).await?;
            Ok(told.map(|told| {
                let lines: Vec<&str> = told.lines().collect();
                let heading = if lines.is_empty() {
                    "変わったところはありません"
                } else {
                    "設定を変えました"
                };
                Notice::new(NoticeKind::Success, heading, &lines)
            }))
        }
    }
}

/// The year's set-up, and whether whoever looks may change it.
async fn read(site: &SharedSite, member: &Member, place: &InYear) -> Result<(YearSettings, bool), WebError> {
    let (prefecture, year) = place.read(member)?;
    let settings = read_settings(&site.store, &member.scope, (prefecture, year)).await?;
    let may = member.scope.may(Action::SetUpYear, &Matter::of(Seat::Prefecture(prefecture))).is_ok();
    Ok((settings, may))
}

/// The set-up for its forms: whoever may not change it has none.
async fn read_to_edit(site: &SharedSite, member: &Member, place: &InYear) -> Result<YearSettings, WebError> {
    let (settings, may) = read(site, member, place).await?;
    if may {
        return Ok(settings);
    }
    let sentence = kikin_domain::permission::Refusal::Role.sentence().to_owned();
    Err(WebError::Told(crate::fault::Fault::Forbidden, sentence))
}

/// The set-up at a glance.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (settings, may) = read(&site, &member, &place).await?;
    let year = settings.year.year;
    let notice = notice(&site, &member, year, &asked).await?;
    let shell = Shell::of(&format!("{}の設定", year.era()), &member).notice(notice);
    let years = year_tabs::read(&site, &member, year, "/settings").await?;
    Ok(ok(&SettingsPage { years, ..SettingsPage::new(shell, &settings, may) }))
}
