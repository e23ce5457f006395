//! The form of 交付額: one paper at a time. Nothing takes a paper away again; what corrects it is entered beside it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_app::round::RoundError;
use kikin_app::{EvaluationOverview, enter_grant_once, may_enter_grants};
use kikin_domain::evaluation::Grant;
use kikin_domain::{Category, FiscalYear, Yen};
use serde::Deserialize;

use super::shown;
use crate::component::{Button, ButtonKind, Choice, Control, Field, FieldError, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::prefecture::amount::{Amount, read_signed};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;

/// The form.
#[derive(Debug)]
pub(crate) struct GrantForm {
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: Button,
}

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    /// The evaluation year that was looked at, if any.
    #[serde(default)]
    evaluated: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    national: String,
    #[serde(default)]
    prefectural: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    why: String,
}

impl GrantForm {
    pub(super) fn new(
        overview: &EvaluationOverview,
        categories: &[&Category],
        typed: &Typed,
        errors: &[FieldError],
    ) -> Self {
        let choice = |category: &&Category| Choice {
            value: category.code.to_string(),
            label: format!("{} {}", category.number, category.name()),
            chosen: typed.category == category.code.as_str(),
        };
        let none =
            Choice {
                value: String::new(), label: "選んでください".to_owned(), chosen: typed.category.is_empty()
            };
        let choices = std::iter::once(none).chain(categories.iter().map(choice)).collect();
        let line = |name, label, kind, value: &str| Field::line(name, label, kind).value(value);
        let shown = overview.statement.as_ref().map_or_else(String::new, |one| one.evaluated.get().to_string());
        let fields = vec![
            Field::hidden("evaluated", &shown),
            Field::line("category", "区分", TextKind::Text).control(Control::Select(choices)),
            line("national", "国（円）", TextKind::Yen, &typed.national)
                .help("円単位の数字です。返還や訂正は「△」か「-」を前に付けます。"),
            line("prefectural", "都道府県（円）", TextKind::Yen, &typed.prefectural)
                .help("その区分に都道府県の負担がないときは0です。"),
            line("on", "交付決定の日付", TextKind::Date, &typed.on),
            line("source", "根拠となる文書", TextKind::Text, &typed.source).help("交付決定通知の文書番号などです。"),
            line("why", "理由", TextKind::Text, &typed.why)
                .help("返還・訂正（マイナスの額）のときは必要です。記録に残ります。")
                .optional(),
        ];
        Self {
            action: format!("{}/evaluation/grants", of_year(overview.year)),
            fields: fields.into_iter().map(|field| field.errors(errors)).collect(),
            button: Button::new("交付額を登録する", ButtonKind::Solid),
        }
    }
}

/// The paper that is typed.
fn read(year: FiscalYear, typed: &Typed) -> Result<Grant, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field, sentence: String| errors.push(FieldError { field, sentence });
    if typed.category.is_empty() {
        wrong("category", "区分が選ばれていません。交付を受けた区分を選んでください。".to_owned());
    }
    let mut amount = |field, label: &str, text: &str| match read_signed(text) {
        Amount::Given(yen) => yen,
        Amount::Blank => {
            wrong(field, format!("{label}が空欄です。円単位の数字で入力してください。ないときは0と入力してください。"));
            Yen::ZERO
        }
        Amount::Wrong(text) => {
            wrong(field, format!("{label}の「{text}」は金額ではありません。円単位の数字で入力してください。"));
            Yen::ZERO
        }
    };
    let national = amount("national", "国の額", &typed.national);
    let prefectural = amount("prefectural", "都道府県の額", &typed.prefectural);
    let on = typed.on.trim().parse::<Date>().ok();
    if on.is_none() {
        let sentence = format!("交付決定の日付「{}」は日付ではありません。入力してください。", typed.on.trim());
        wrong("on", sentence);
    }
    match on {
        Some(on) if errors.is_empty() => Ok(Grant {
            year,
            category: typed.category.as_str().into(),
            national,
            prefectural,
            on,
            source: typed.source.clone(),
        }),
        _ => Err(errors),
    }
}

/// The field that a sentence of the use case is about.
fn field_of(sentence: &str) -> &'static str {
    let fields = [("区分", "category"), ("根拠", "source"), ("マイナス", "why"), ("国と都道府県", "national")];
    fields.into_iter().find(|(begins, _)| sentence.starts_with(begins)).map_or("", |(_, field)| field)
}

/// Enters a paper of 交付額 of the plan year.
pub(crate) async fn enter(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let (prefecture, year) = place.read(&member)?;
    may_enter_grants(&site.store, &member.scope, prefecture).await?;
    let errors = match read(year, &typed) {
        Err(errors) => errors,
        Ok(grant) => match enter_grant_once(&site.store, &member.scope, prefecture, &grant, Some(&typed.why)).await {
            Ok(()) => return Ok(Redirect::to(&back(year, &typed.evaluated)).into_response()),
            Err(RoundError::Field(sentence)) => vec![FieldError { field: field_of(&sentence), sentence }],
            Err(other) => return Err(other.into()),
        },
    };
    shown(&site, &member, &place, &typed.evaluated, (None, &typed, errors)).await
}

fn back(year: FiscalYear, evaluated: &str) -> String {
    let shown = evaluated.parse::<i16>().map_or_else(|_| String::new(), |year| format!("&evaluated={year}"));
    format!("{}/evaluation?done=grant{shown}", of_year(year))
}

/// A form with an amount that is none.
pub(super) fn sample() -> (Typed, Vec<FieldError>) {
    let typed = Typed { national: "12a".to_owned(), source: "福第<12>号".to_owned(), ..Typed::default() };
    let errors = FiscalYear::new(2026).and_then(|year| read(year, &typed).err()).unwrap_or_default();
    (typed, errors)
}
