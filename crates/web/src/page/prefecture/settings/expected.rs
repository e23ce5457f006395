//! Who is expected to hand in, for which 分, and whether 庁内決裁 comes before.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::PlanYear;
use kikin_app::round::{BodyForm, Expected, Organisation, RoundError, YearSettings, change_year, every_municipality};
use kikin_domain::permission::Halves;

use super::super::rows::row;
use super::super::typed::Typed;
use super::{address, below, changed, read_to_edit, sample, words};
use crate::component::FieldError;
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::InYear;
use crate::site::SharedSite;

/// What can be chosen for a body.
const CHOICES: [(&str, &str, Option<Halves>); 4] = [
    ("both", "両方", Some(Halves::Both)),
    ("medical", "医療分", Some(Halves::Medical)),
    ("care", "介護分", Some(Halves::Care)),
    ("none", "なし", None),
];

/// A choice: what is sent, what is read, whether it is chosen.
type Chosen = (&'static str, &'static str, bool);

/// A body of the form.
#[derive(Debug)]
struct Line {
    code: String,
    name: String,
    choices: Vec<Chosen>,
    approval: bool,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/expected.html")]
pub(crate) struct ExpectedPage {
    shell: Shell,
    action: String,
    back: String,
    top: &'static str,
    lines: Vec<Line>,
}

/// The bodies that may be expected: all but the prefecture itself.
fn bodies(settings: &YearSettings) -> impl Iterator<Item = &Organisation> {
    settings.bodies.iter().filter(|body| body.form != BodyForm::Prefecture && !body.code.is_prefecture())
}

/// Who is expected now; no list means every municipality.
fn now(year: &PlanYear) -> Vec<Expected> {
    if year.expected.is_empty() { every_municipality(year.prefecture) } else { year.expected.clone() }
}

/// At a glance.
pub(super) fn told(settings: &YearSettings) -> Vec<String> {
    let now = now(&settings.year);
    let count = |halves| now.iter().filter(|one| one.halves == halves).count();
    vec![
        format!(
            "{}団体（両方{}、医療分だけ{}、介護分だけ{}）",
            now.len(),
            count(Halves::Both),
            count(Halves::Medical),
            count(Halves::Care)
        ),
        format!("庁内決裁を要する団体：{}", now.iter().filter(|one| one.approval).count()),
    ]
}

impl ExpectedPage {
    fn new(shell: Shell, settings: &YearSettings, typed: Option<&Typed>, errors: Vec<FieldError>) -> Self {
        let now = now(&settings.year);
        let line = |body: &Organisation| {
            let set = now.iter().find(|one| one.body == body.code);
            let halves = typed.map(|typed| typed.field(&format!("halves-{}", body.code)));
            let chosen = |word: &str, value: Option<Halves>| match halves {
                Some(sent) => sent == word,
                None => set.map(|one| one.halves) == value,
            };
            let approval = typed.map(|typed| !typed.field(&format!("approval-{}", body.code)).is_empty());
            Line {
                code: body.code.to_string(),
                name: body.name.clone(),
                choices: CHOICES.map(|(word, label, value)| (word, label, chosen(word, value))).to_vec(),
                approval: approval.unwrap_or_else(|| set.is_some_and(|one| one.approval)),
            }
        };
        let year = settings.year.year;
        Self {
            action: address(year, "/expected"),
            back: address(year, ""),
            top: row(0),
            lines: bodies(settings).map(line).collect(),
            shell: below(shell, year).errors(errors),
        }
    }
}

impl Page for ExpectedPage {
    const NAME: &'static str = "expected";

    fn samples() -> Vec<Self> {
        let Some(settings) = sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let error = FieldError { field: row(0), sentence: NOBODY.to_owned() };
        vec![
            Self::new(shell(), &settings, None, Vec::new()),
            Self::new(shell(), &settings, Some(&Typed::default()), vec![error]),
        ]
    }
}

const TITLE: &str = "提出を求める団体";
const NOBODY: &str = "提出を求める団体がありません。一つ以上の団体について、求める分を選んでください。";

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&ExpectedPage::new(Shell::of(TITLE, &member), &settings, None, Vec::new())))
}

/// Sets who is expected.
pub(crate) async fn set(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    typed: Typed,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let settings = read_to_edit(&site, &member, &place).await?;
    let expected = |body: &Organisation| {
        let word = typed.field(&format!("halves-{}", body.code));
        let halves = CHOICES.iter().find(|(one, ..)| *one == word).and_then(|(_, _, halves)| *halves)?;
        let approval = !typed.field(&format!("approval-{}", body.code)).is_empty();
        Some(Expected { body: body.code, halves, approval })
    };
    let wanted: Vec<Expected> = bodies(&settings).filter_map(expected).collect();
    let mut sentence = NOBODY.to_owned();
    if !wanted.is_empty() {
        match change_year(&site.store, &member.scope, what, |year| year.expected = wanted).await {
            Ok((before, after)) => {
                let everybody = every_municipality(what.0);
                let told = words::expected(&everybody, &before.expected, &after.expected, &settings.bodies);
                return changed(&site, &member, (what.1, "expected"), &told).await;
            }
            Err(RoundError::Field(why)) => sentence = why,
            Err(other) => return Err(other.into()),
        }
    }
    let error = FieldError { field: row(0), sentence };
    Ok(again(&ExpectedPage::new(Shell::of(TITLE, &member), &settings, Some(&typed), vec![error])))
}
