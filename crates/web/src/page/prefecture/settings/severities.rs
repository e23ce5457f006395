//! How heavily rules weigh in a plan year: what is not changed follows the catalogue.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::round::{RoundError, YearSettings, change_year};
use kikin_domain::rule::Severities;
use kikin_domain::{RuleId, Severity};

use super::super::rows::row;
use super::super::typed::Typed;
use super::{address, below, changed, read_to_edit, sample, words};
use crate::component::FieldError;
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::InYear;
use crate::site::SharedSite;

const WEIGHTS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

/// A rule of the form.
#[derive(Debug)]
struct Line {
    id: &'static str,
    sentence: &'static str,
    catalogue: &'static str,
    /// What is sent, what is read, whether it is chosen.
    choices: Vec<(&'static str, &'static str, bool)>,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/severities.html")]
pub(crate) struct SeveritiesPage {
    shell: Shell,
    action: String,
    back: String,
    top: &'static str,
    lines: Vec<Line>,
}

/// At a glance: only what is changed.
pub(super) fn told(settings: &YearSettings) -> Vec<String> {
    let told = |(rule, weight): (RuleId, Severity)| {
        let usual = rule.definition().severity.label();
        format!("{}：{usual} → {}", rule.as_str(), weight.label())
    };
    let lines: Vec<String> = settings.year.severities.iter().map(told).collect();
    if lines.is_empty() { vec!["すべて、検査の規則の一覧どおりです。".to_owned()] } else { lines }
}

impl SeveritiesPage {
    fn new(shell: Shell, settings: &YearSettings, typed: Option<&Typed>, errors: Vec<FieldError>) -> Self {
        let set = &settings.year.severities;
        let line = |rule: &RuleId| {
            let now = set.iter().find(|(id, _)| id == rule).map_or("", |(_, weight)| weight.code());
            let now = typed.map_or(now, |typed| typed.field(rule.as_str()));
            let mut choices = vec![("", "一覧どおり", now.is_empty())];
            choices.extend(WEIGHTS.map(|weight| (weight.code(), weight.label(), weight.code() == now)));
            let definition = rule.definition();
            Line { id: rule.as_str(), sentence: definition.sentence, catalogue: definition.severity.label(), choices }
        };
        let year = settings.year.year;
        Self {
            action: address(year, "/severities"),
            back: address(year, ""),
            top: row(0),
            lines: RuleId::ALL.iter().filter(|rule| rule.is_weighed_by_year()).map(line).collect(),
            shell: below(shell, year).errors(errors),
        }
    }
}

const TITLE: &str = "検査の重さ";

impl Page for SeveritiesPage {
    const NAME: &'static str = "severities";

    fn samples() -> Vec<Self> {
        let page = |settings: &YearSettings| Self::new(Shell::sample_of_prefecture(TITLE), settings, None, Vec::new());
        sample().iter().map(page).collect()
    }
}

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&SeveritiesPage::new(Shell::of(TITLE, &member), &settings, None, Vec::new())))
}

/// What is typed: only what is otherwise than the catalogue is kept.
fn read(typed: &Typed) -> Severities {
    RuleId::ALL.iter().filter(|rule| rule.is_weighed_by_year()).fold(Severities::default(), |set, rule| {
        let word = typed.field(rule.as_str());
        let weight = WEIGHTS.into_iter().find(|weight| weight.code() == word);
        match weight.filter(|weight| *weight != rule.definition().severity) {
            Some(weight) => set.with(*rule, weight),
            None => set,
        }
    })
}

/// Sets the weights.
pub(crate) async fn set(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    typed: Typed,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let wanted = read(&typed);
    match change_year(&site.store, &member.scope, what, |year| year.severities = wanted).await {
        Ok((before, after)) => {
            let told = words::severities(&before.severities, &after.severities);
            changed(&site, &member, (what.1, "severities"), &told).await
        }
        Err(RoundError::Field(sentence)) => {
            let settings = read_to_edit(&site, &member, &place).await?;
            let error = FieldError { field: row(0), sentence };
            Ok(again(&SeveritiesPage::new(Shell::of(TITLE, &member), &settings, Some(&typed), vec![error])))
        }
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_otherwise_than_the_catalogue_is_kept() {
        let rule = RuleId::ALL[0];
        let usual = rule.definition().severity;
        let other = WEIGHTS.into_iter().find(|weight| *weight != usual).expect("is one");
        assert_eq!(read(&Typed::of(&[(rule.as_str(), usual.code())])), Severities::default());
        assert_eq!(read(&Typed::of(&[(rule.as_str(), "x")])), Severities::default());
        assert_eq!(read(&Typed::of(&[(rule.as_str(), other.code())])), Severities::default().with(rule, other));
    }
}
