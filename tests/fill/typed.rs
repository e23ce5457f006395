//! What a user types into a form, at random, each with what it means.

use std::collections::BTreeMap;

use jiff::civil::date;
use kikin_domain::category::Category;
use kikin_domain::plan::{Answer, BodyKind, Continuity, Direction, TaxTreatment};
use kikin_domain::year::era_date;
use kikin_domain::{FiscalYear, Unit};
use kikin_sheet::form::{Column, Kind};
use proptest::prelude::*;
use proptest::sample::select;

/// What is typed into a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Input {
    Blank,
    Text(String),
    Number(String),
}

impl Input {
    /// The rest of the cell's element after its format.
    pub(super) fn xml(&self) -> String {
        match self {
            Self::Blank => "/>".to_owned(),
            Self::Number(n) => format!("><v>{n}</v></c>"),
            Self::Text(t) => {
                // As Excel saves it: what looks like an escape is escaped itself.
                let text = t.replace("_x", "_x005F_x");
                let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                format!(" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
            }
        }
    }
}

/// An input with its meaning; a blank means nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Typed {
    pub(crate) input: Input,
    pub(crate) means: String,
}

/// A row by keys of columns.
pub(crate) type Record = BTreeMap<String, Typed>;

fn typed(input: Input, means: impl Into<String>) -> Typed {
    Typed { input, means: means.into() }
}

fn blank() -> Typed {
    typed(Input::Blank, "")
}

/// What free text brings along: formulas that are none, letters of every plane, escapes, line breaks, length.
const PIECES: &[&str] = &[
    "=SUM(A1:A9)",
    "+81",
    "-12",
    "@import",
    "△500",
    "髙﨑",
    "①㈱Ⅲ",
    "（たかさき）",
    "\n",
    "　",
    " ",
    "一、二。",
    "\"引用\"",
    "<b>&amp;",
    "𠮷野",
    "_x000D_",
    "㍻",
    "1-1",
    "2026/4/1",
    "が",
    "\t",
    "#",
    "’",
    "回復期の病床が不足している。",
    "％",
    "㎡",
    "‐—―ー",
    "訪問看護ステーション",
    "A+B+C",
    "ﾃｽﾄ",
    "000123",
    "1e5",
];

/// Free text; now and then longer than what is asked for.
fn text() -> impl Strategy<Value = Typed> {
    let joined = prop::collection::vec(select(PIECES), 1..6).prop_map(|pieces| pieces.concat());
    let long = (select(PIECES), 40_usize..400).prop_map(|(piece, times)| piece.repeat(times));
    let plain = "[ぁ-んァ-ヴ一-龠]{1,40}";
    prop_oneof![8 => joined, 1 => long, 6 => plain]
        // White space alone is a blank, and these words make another kind of row.
        .prop_filter("says something", |t: &String| {
            let key = kikin_domain::text::label_key(t);
            let begins = |w: &str| key.starts_with(w);
            !kikin_domain::text::is_blank(t) && !["注", "例", "うち", "再掲"].iter().any(|w| begins(w))
        })
        .prop_map(|t| typed(Input::Text(t.clone()), t))
}

/// An amount in the form's unit: nought, whole, in part, in full width, with a unit of its own.
fn amount(unit: Unit) -> impl Strategy<Value = Typed> {
    let yen = |n: i64| format!("{n}円");
    let of_unit = unit.yen();
    (0_i64..100_000_000, 0_i64..1_000, 0..6).prop_map(move |(n, part, how)| match how {
        0 => typed(Input::Number("0".to_owned()), yen(0)),
        1 if of_unit == 1_000 && part > 0 => {
            let decimal = format!("{part:03}");
            typed(Input::Number(format!("{n}.{}", decimal.trim_end_matches('0'))), yen(n * 1_000 + part))
        }
        2 => {
            let wide: String = n.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect();
            typed(Input::Text(wide), yen(n * of_unit))
        }
        3 => typed(Input::Text(format!("{n}千円")), yen(n * 1_000)),
        _ => typed(Input::Number(n.to_string()), yen(n * of_unit)),
    })
}

fn day() -> impl Strategy<Value = Typed> {
    (2019_i16..2032, 1_i8..=12, 1_i8..=28, 0..4).prop_map(|(y, m, d, how)| {
        let day = date(y, m, d);
        let written = match how {
            0 => era_date(day),
            1 => format!("{y}/{m}/{d}"),
            2 => day.to_string(),
            _ if day < date(2019, 5, 1) => format!("H{}.{m}.{d}", y - 1988),
            _ => format!("R{}.{m}.{d}", y - 2018),
        };
        typed(Input::Text(written), day.to_string())
    })
}

fn year() -> impl Strategy<Value = Typed> {
    (2020_i16..2026, 0..3).prop_map(|(y, how)| {
        let year = FiscalYear::new(y).expect("a year");
        let written = match how {
            0 => year.era(),
            1 => format!("R{}", y - 2018),
            _ => y.to_string(),
        };
        typed(Input::Text(written), y.to_string())
    })
}

fn choice(labels: Vec<String>) -> BoxedStrategy<Typed> {
    select(labels).prop_map(|l| typed(Input::Text(l.clone()), l)).boxed()
}

fn pairs(pairs: &'static [(&'static str, &'static str)]) -> BoxedStrategy<Typed> {
    select(pairs).prop_map(|(written, means)| typed(Input::Text(written.to_owned()), means)).boxed()
}

const QUANTITIES: &[(&str, &str)] =
    &[("1", "1"), ("1.5", "3/2"), ("１，２００人/月", "1200"), ("3施設", "3"), ("0.25", "1/4")];
const PREMIUMS: &[(&str, &str)] =
    &[("1.05", "21/20"), ("105%", "21/20"), ("5%", "21/20"), ("0.05", "21/20"), ("1", "1"), ("1/3", "4/3")];
const RATES: &[(&str, &str)] = &[("10/10", "1"), ("2/3", "2/3"), ("0.5", "1/2"), ("50%", "1/2"), ("定額", "1")];

/// A value of a column that is filled.
fn filled(kind: Kind, unit: Unit, categories: &[Category]) -> BoxedStrategy<Typed> {
    let labels = |all: &[&str]| choice(all.iter().map(|l| (*l).to_owned()).collect());
    match kind {
        // Set by the row, as it must be unique.
        Kind::No | Kind::Period => Just(blank()).boxed(),
        Kind::Category => {
            let pair = |c: &Category| typed(Input::Text(c.number.clone()), c.code.as_str());
            select(categories.iter().map(pair).collect::<Vec<_>>()).boxed()
        }
        Kind::Text(_) => text().boxed(),
        Kind::Amount { .. } | Kind::YearlyAmounts => amount(unit).boxed(),
        Kind::Date { .. } => day().boxed(),
        Kind::Year => year().boxed(),
        Kind::Continuity => labels(&Continuity::ALL.iter().map(|c| c.label()).collect::<Vec<_>>()),
        Kind::BodyKind => labels(&BodyKind::ALL.iter().map(|c| c.label()).collect::<Vec<_>>()),
        Kind::Direction => labels(&Direction::ALL.iter().map(|c| c.label()).collect::<Vec<_>>()),
        Kind::Tax => labels(&TaxTreatment::ALL.iter().map(|c| c.label()).collect::<Vec<_>>()),
        Kind::Choice(listed) => labels(listed),
        Kind::Answer => labels(&Answer::ALL.iter().map(|c| c.label()).collect::<Vec<_>>()),
        Kind::Quantity => pairs(QUANTITIES),
        Kind::Premium => pairs(PREMIUMS),
        Kind::Rate => pairs(RATES),
    }
}

/// A row of these columns: what is required is filled, the rest perhaps.
pub(super) fn record(
    columns: &[(String, &'static Column)],
    unit: Unit,
    categories: &[Category],
) -> BoxedStrategy<Record> {
    let cells: Vec<BoxedStrategy<(String, Typed)>> = columns
        .iter()
        .map(|(key, column)| {
            let value = filled(column.kind, unit, categories);
            let value = if column.required { value } else { prop_oneof![1 => Just(blank()), 3 => value].boxed() };
            let key = key.clone();
            value.prop_map(move |typed| (key.clone(), typed)).boxed()
        })
        .collect();
    cells.prop_map(|cells| cells.into_iter().collect()).boxed()
}

/// No. of a row, in one of its spellings.
pub(super) fn number(n: usize, how: usize) -> Typed {
    match how {
        0 => typed(Input::Number(n.to_string()), n.to_string()),
        1 => typed(Input::Text(format!("{n}")), n.to_string()),
        2 => typed(Input::Text(format!("1-{n}")), format!("1-{n}")),
        _ => typed(Input::Text(format!("介{n}")), format!("介{n}")),
    }
}
