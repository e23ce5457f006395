//! 国の内示 by 区分 and round.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use kikin_app::PlanYear;
use kikin_app::round::{NationalNotice, RoundError, YearSettings, enter_national_notices};
use kikin_domain::Yen;
use kikin_domain::category::Category;

use super::super::amount::{self, Amount};
use super::super::rows::row;
use super::super::typed::Typed;
use super::{address, below, changed, read_to_edit, sample};
use crate::component::FieldError;
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::InYear;
use crate::site::SharedSite;
use crate::when::When;

/// No year has more rounds.
const MOST_ROUNDS: u32 = 20;

/// A 区分 of a round.
#[derive(Debug)]
struct Line {
    id: &'static str,
    key: String,
    label: String,
    national: String,
    fund: String,
    error: Option<String>,
}

/// A round.
#[derive(Debug)]
struct Noticed {
    number: u32,
    is_new: bool,
    date: String,
    document: String,
    lines: Vec<Line>,
    id: &'static str,
    error: Option<String>,
    national: Yen,
    fund: Yen,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/national.html")]
pub(crate) struct NationalPage {
    shell: Shell,
    action: String,
    back: String,
    rounds: Vec<Noticed>,
}

/// At a glance.
pub(super) fn told(settings: &YearSettings) -> Vec<String> {
    let numbers: BTreeSet<u32> = settings.national.iter().map(|n| n.round).collect();
    let round = |number: u32| {
        let own = || settings.national.iter().filter(move |n| n.round == number);
        let on = own().map(|n| n.noticed_on).max().map_or_else(String::new, |day| When::day(day).text().to_owned());
        let (national, fund): (Yen, Yen) = (own().map(|n| n.national).sum(), own().map(|n| n.fund).sum());
        format!("第{number}回（{on}）：国費{national}円、基金の規模{fund}円（{}区分）", own().count())
    };
    numbers.into_iter().map(round).collect()
}

fn categories(year: &PlanYear) -> Vec<&Category> {
    year.categories.of_year(year.year).collect()
}

/// The rounds of the form: those that are entered, and one more.
fn numbers(settings: &YearSettings) -> Vec<u32> {
    let last = settings.national.iter().map(|n| n.round).max().unwrap_or(0);
    (1..=(last + 1).min(MOST_ROUNDS)).collect()
}

/// The row of the form in which a 区分 of a round stands; before them stands the round itself.
fn row_of(round: u32, of_round: usize, categories: usize) -> &'static str {
    let before = usize::try_from(round).unwrap_or(0).saturating_sub(1) * (categories + 1);
    row(before + of_round)
}

impl NationalPage {
    fn new(shell: Shell, settings: &YearSettings, typed: Option<&Typed>, errors: Vec<FieldError>) -> Self {
        let year = &settings.year;
        let known = categories(year);
        let error = |id: &str| errors.iter().find(|e| e.field == id).map(|e| e.sentence.clone());
        let round = |number: u32| {
            let own: Vec<&NationalNotice> = settings.national.iter().filter(|n| n.round == number).collect();
            let sent = |name: String| typed.map(|typed| typed.field(&name).to_owned());
            let line = |(index, category): (usize, &&Category)| {
                let key = format!("{number}-{index}");
                let entered = own.iter().find(|n| n.category == category.code);
                let value = |name: &str, yen: Option<Yen>| {
                    sent(format!("{name}-{key}")).unwrap_or_else(|| yen.map(|yen| yen.to_string()).unwrap_or_default())
                };
                let id = row_of(number, index + 1, known.len());
                Line {
                    id,
                    label: format!("{} {}", category.number, category.name()),
                    national: value("national", entered.map(|n| n.national)),
                    fund: value("fund", entered.map(|n| n.fund)),
                    error: error(id),
                    key,
                }
            };
            let id = row_of(number, 0, known.len());
            let first = own.first();
            Noticed {
                number,
                is_new: own.is_empty(),
                date: sent(format!("date-{number}"))
                    .unwrap_or_else(|| first.map_or_else(String::new, |n| n.noticed_on.to_string())),
                document: sent(format!("document-{number}"))
                    .unwrap_or_else(|| first.and_then(|n| n.document_number.clone()).unwrap_or_default()),
                lines: known.iter().enumerate().map(line).collect(),
                error: error(id),
                id,
                national: own.iter().map(|n| n.national).sum(),
                fund: own.iter().map(|n| n.fund).sum(),
            }
        };
        Self {
            action: address(year.year, "/national"),
            back: address(year.year, ""),
            rounds: numbers(settings).into_iter().map(round).collect(),
            shell: below(shell, year.year).errors(errors),
        }
    }
}

const TITLE: &str = "国の内示";

impl Page for NationalPage {
    const NAME: &'static str = "national";

    fn samples() -> Vec<Self> {
        let Some(settings) = sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let typed = Typed::of(&[("national-1-0", "x")]);
        let errors = read(&settings, &typed).err().unwrap_or_default();
        vec![Self::new(shell(), &settings, None, Vec::new()), Self::new(shell(), &settings, Some(&typed), errors)]
    }
}

/// What is typed; a 区分 without amounts is not noticed.
fn read(settings: &YearSettings, typed: &Typed) -> Result<Vec<NationalNotice>, Vec<FieldError>> {
    let known = categories(&settings.year);
    let (mut notices, mut errors) = (Vec::new(), Vec::new());
    for round in numbers(settings) {
        let typed_date = typed.field(&format!("date-{round}")).trim();
        let date = typed_date.parse::<Date>().ok();
        let document = Some(typed.field(&format!("document-{round}")).trim().to_owned()).filter(|d| !d.is_empty());
        let before = notices.len();
        for (index, category) in known.iter().enumerate() {
            let field = row_of(round, index + 1, known.len());
            let place = format!("第{round}回の区分{}", category.number);
            let amount = |name: &str| amount::read(typed.field(&format!("{name}-{round}-{index}")));
            let wrong = |sentence| FieldError { field, sentence };
            match (amount("national"), amount("fund")) {
                (Amount::Blank, Amount::Blank) => {}
                (Amount::Given(national), Amount::Given(fund)) => notices.push(NationalNotice {
                    round,
                    category: category.code.clone(),
                    noticed_on: date.unwrap_or(settings.year.year.first_day()),
                    national,
                    fund,
                    document_number: document.clone(),
                }),
                (Amount::Wrong(text), _) | (_, Amount::Wrong(text)) => errors
                    .push(wrong(format!("{place}の「{text}」は金額ではありません。円単位の数字で入力してください。"))),
                (Amount::Blank, Amount::Given(_)) | (Amount::Given(_), Amount::Blank) => {
                    errors.push(wrong(format!("{place}は、国費と基金の規模の一方が空欄です。両方を入力してください。")))
                }
            }
        }
        if notices.len() > before && date.is_none() {
            let sentence = format!("第{round}回の内示日「{typed_date}」は日付ではありません。入力してください。");
            errors.push(FieldError { field: row_of(round, 0, known.len()), sentence });
        }
    }
    if errors.is_empty() { Ok(notices) } else { Err(errors) }
}

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&NationalPage::new(Shell::of(TITLE, &member), &settings, None, Vec::new())))
}

/// Enters what the State allots.
pub(crate) async fn set(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    typed: Typed,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let settings = read_to_edit(&site, &member, &place).await?;
    let errors = match read(&settings, &typed) {
        Err(errors) => errors,
        Ok(wanted) => match enter_national_notices(&site.store, &member.scope, what, &wanted).await {
            Ok(()) => {
                let after = YearSettings { national: wanted, ..settings.clone() };
                let told = if after.national == settings.national { Vec::new() } else { self::told(&after) };
                return changed(&site, &member, (what.1, "national"), &told).await;
            }
            Err(RoundError::Field(sentence)) => vec![FieldError { field: field_of(&settings, &sentence), sentence }],
            Err(other) => return Err(other.into()),
        },
    };
    Ok(again(&NationalPage::new(Shell::of(TITLE, &member), &settings, Some(&typed), errors)))
}

/// The row that a sentence is about: it begins with round and 区分.
fn field_of(settings: &YearSettings, sentence: &str) -> &'static str {
    let known = categories(&settings.year);
    for round in numbers(settings) {
        for (index, category) in known.iter().enumerate() {
            if sentence.starts_with(&format!("第{round}回の区分{}の", category.code.as_str())) {
                return row_of(round, index + 1, known.len());
            }
        }
    }
    row(0)
}
