//! What is open until when, and which 様式版 is asked for.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::PlanYear;
use kikin_app::round::{Deadline, Moment, RoundError, YearSettings, change_year, form_versions};
use kikin_domain::Bu;
use kikin_domain::plan::Stage;

use super::super::rows::row;
use super::super::typed::Typed;
use super::{address, below, changed, read_to_edit, sample, words};
use crate::component::{Cell, Choice, Column, Control, Field, FieldError, Phrase, Table, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{InYear, bu_word, stage_word};
use crate::site::SharedSite;
use crate::when::When;

/// No stage has more rounds.
const MOST_ROUNDS: u32 = 9;

/// A deadline as it is typed.
#[derive(Debug)]
struct Until {
    name: String,
    label: String,
    value: String,
}

/// A stage of a 分.
#[derive(Debug)]
struct Line {
    id: &'static str,
    name: String,
    label: String,
    open: bool,
    rounds: Vec<Until>,
    error: Option<String>,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/stages.html")]
pub(crate) struct StagesPage {
    shell: Shell,
    action: String,
    back: String,
    lines: Vec<Line>,
    version: Field,
}

fn pairs() -> impl Iterator<Item = (Bu, Stage)> {
    Bu::ALL.into_iter().flat_map(|bu| Stage::ALL.iter().map(move |stage| (bu, *stage)))
}

fn name(bu: Bu, stage: Stage) -> String {
    format!("{}-{}", bu_word(bu), stage_word(stage))
}

/// What a browser's field of date and time holds.
fn typed_moment(at: Moment) -> String {
    at.to_string().chars().take(16).collect()
}

/// The stages as a table.
pub(super) fn table(settings: &YearSettings) -> Table {
    let year = &settings.year;
    let line = |(bu, stage): (Bu, Stage)| {
        let mut own: Vec<&Deadline> = year.deadlines.iter().filter(|d| (d.bu, d.stage) == (bu, stage)).collect();
        own.sort_by_key(|d| d.round);
        let until = own.iter().enumerate().fold(Phrase::default(), |told, (nth, d)| {
            let comma = if nth == 0 { "" } else { "、" };
            told.then(&format!("{comma}第{}回 ", d.round)).at(When::moment(d.at))
        });
        vec![
            Cell::text(format!("{}の{}", bu.label(), stage.label())),
            Cell::text(if year.is_open(bu, stage) { "受付中" } else { "閉" }),
            if own.is_empty() { Cell::text("定めなし") } else { Cell::phrase(until) },
        ]
    };
    let version = year.form_version.as_deref().unwrap_or("指定なし");
    Table {
        caption: format!("{}の受付（様式版：{version}）", year.year.era()),
        columns: ["分と段階", "受付", "期限"].map(Column::text).to_vec(),
        rows: pairs().map(line).collect(),
        foot: None,
        empty: String::new(),
    }
}

impl StagesPage {
    fn new(shell: Shell, year: &PlanYear, typed: Option<&Typed>, errors: Vec<FieldError>) -> Self {
        let line = |(index, (bu, stage)): (usize, (Bu, Stage))| {
            let own = || year.deadlines.iter().filter(|d| (d.bu, d.stage) == (bu, stage));
            let name = name(bu, stage);
            let last = own().map(|d| d.round).max().unwrap_or(0);
            let until = |round: u32| {
                let field = format!("until-{name}-{round}");
                let value = match typed {
                    Some(typed) => typed.field(&field).to_owned(),
                    None => own().find(|d| d.round == round).map_or_else(String::new, |d| typed_moment(d.at)),
                };
                Until { name: field, label: format!("第{round}回"), value }
            };
            Line {
                id: row(index),
                open: typed.map_or(year.is_open(bu, stage), |typed| !typed.field(&format!("open-{name}")).is_empty()),
                rounds: (1..=(last + 1).clamp(2, MOST_ROUNDS)).map(until).collect(),
                label: format!("{}の{}", bu.label(), stage.label()),
                error: errors.iter().find(|e| e.field == row(index)).map(|e| e.sentence.clone()),
                name,
            }
        };
        let wanted = typed.map_or(year.form_version.as_deref().unwrap_or_default(), |typed| typed.field("version"));
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == wanted,
        };
        let mut versions = vec![choice("", "指定なし（最新の様式版）")];
        versions.extend(form_versions().iter().map(|version| choice(version, version)));
        Self {
            action: address(year.year, "/stages"),
            back: address(year.year, ""),
            lines: pairs().enumerate().map(line).collect(),
            version: Field::line("version", "様式版", TextKind::Text)
                .optional()
                .control(Control::Select(versions))
                .errors(&errors),
            shell: below(shell, year.year).errors(errors),
        }
    }
}

impl Page for StagesPage {
    const NAME: &'static str = "stages";

    fn samples() -> Vec<Self> {
        let Some(settings) = sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture("受付、期限、様式版");
        let error = FieldError { field: row(1), sentence: "「x」は日時ではありません。".to_owned() };
        vec![
            Self::new(shell(), &settings.year, None, Vec::new()),
            Self::new(shell(), &settings.year, Some(&Typed::default()), vec![error]),
        ]
    }
}

/// What is typed, or what of it is no moment.
fn read(typed: &Typed) -> (Vec<(Bu, Stage)>, Vec<Deadline>, Vec<FieldError>) {
    let (mut open, mut deadlines, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (bu, stage)) in pairs().enumerate() {
        let name = name(bu, stage);
        if !typed.field(&format!("open-{name}")).is_empty() {
            open.push((bu, stage));
        }
        for round in 1..=MOST_ROUNDS {
            let value = typed.field(&format!("until-{name}-{round}")).trim();
            if value.is_empty() {
                continue;
            }
            let minutes: String = value.chars().take(16).collect();
            match Moment::parse(&format!("{minutes}:00+09:00")) {
                Some(at) => deadlines.push(Deadline { bu, stage, round, at }),
                None => errors.push(FieldError {
                    field: row(index),
                    sentence: format!(
                        "{}の{}の第{round}回の期限「{value}」は日時ではありません。年月日と時刻を入力してください。",
                        bu.label(),
                        stage.label()
                    ),
                }),
            }
        }
    }
    (open, deadlines, errors)
}

const TITLE: &str = "受付、期限、様式版";

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&StagesPage::new(Shell::of(TITLE, &member), &settings.year, None, Vec::new())))
}

/// Opens, closes, sets deadlines.
pub(crate) async fn set(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    typed: Typed,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let (open, deadlines, mut errors) = read(&typed);
    if errors.is_empty() {
        let version = Some(typed.field("version").to_owned()).filter(|version| !version.is_empty());
        let edit = |year: &mut PlanYear| {
            (year.open, year.deadlines, year.form_version) = (open, deadlines, version);
        };
        match change_year(&site.store, &member.scope, what, edit).await {
            Ok((before, after)) => {
                let told = words::stages(&before, &after, member.scope.act().at.instant());
                return changed(&site, &member, (what.1, "stages"), &told).await;
            }
            Err(RoundError::Field(sentence)) => errors.push(FieldError { field: field_of(&sentence), sentence }),
            Err(other) => return Err(other.into()),
        }
    }
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(again(&StagesPage::new(Shell::of(TITLE, &member), &settings.year, Some(&typed), errors)))
}

/// The row that a sentence is about: it begins with 分 and stage.
fn field_of(sentence: &str) -> &'static str {
    let about = |(bu, stage): &(Bu, Stage)| sentence.starts_with(&format!("{}の{}の", bu.label(), stage.label()));
    pairs().position(|pair| about(&pair)).map_or("version", row)
}
