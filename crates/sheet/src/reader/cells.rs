//! One cell, one value: the C rules.

use jiff::civil::Date;
use kikin_domain::category::{CategoryMatch, CategoryTable};
use kikin_domain::place::{CellRef, Field, Sourced};
use kikin_domain::plan::Stage;
use kikin_domain::{Bodies, CategoryCode, Finding, FiscalYear, RuleId, Severity, text};
use rust_decimal::Decimal;

use super::collect::Collector;
use super::sums::Sum;
use crate::grid::{Cell, CellValue, Sheet, date_of_serial};
use crate::value::LONGEST_ENTRY;
use crate::value::amount::{self, AmountText};
use crate::value::date::{self, Bound, End};
use crate::value::number::number_text;

/// Serial numbers that are taken for dates in a plain cell of a date column: 1982 to 2119.
const DATE_SERIALS: std::ops::RangeInclusive<f64> = 30_000.0..=80_000.0;

/// Error values as text.
const ERRORS: &[&str] =
    &["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

/// What is the same for all cells of a workbook.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The year the workbook is judged by.
    pub(crate) year: FiscalYear,
    /// The stage on its cover.
    pub(crate) stage: Stage,
    /// 区分 of all years.
    pub(crate) categories: &'a CategoryTable,
    /// Which bodies there are.
    pub(crate) bodies: &'a Bodies,
    /// Whether dates count from 1904.
    pub(crate) date1904: bool,
}

/// A cell under a label.
#[derive(Clone, Copy)]
pub(crate) struct Slot<'a> {
    /// Its sheet.
    pub(crate) sheet: &'a Sheet,
    /// Its place.
    pub(crate) at: CellRef,
    /// The label of its column, as printed.
    pub(crate) label: &'a str,
}

/// A cell's content after errors and formulas are dealt with.
pub(crate) enum Content {
    Blank,
    Bad,
    Text(String),
    Number(f64),
    Date(Date),
    Other(String),
}

/// The text of a cell as typed.
pub(crate) fn raw_text(value: &CellValue) -> String {
    match value {
        CellValue::Empty => String::new(),
        CellValue::Text(t) | CellValue::Error(t) => t.as_ref().to_owned(),
        CellValue::Number(n) | CellValue::Duration(n) => number_text(*n),
        CellValue::Date(d) => d.to_string(),
        CellValue::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// Whether a cell holds nothing: no value, no formula, or only white space.
pub(crate) fn is_blank(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Empty => cell.formula.is_none(),
        CellValue::Text(t) => text::is_blank(t),
        _ => false,
    }
}

impl Collector {
    /// The content of a slot: C008, C009, C010 and C012.
    pub(crate) fn content(&mut self, slot: Slot<'_>) -> Content {
        slot.sheet.cell(slot.at).map_or(Content::Blank, |cell| self.content_of(slot, cell))
    }

    fn content_of(&mut self, slot: Slot<'_>, cell: &Cell) -> Content {
        if let Some(formula) = cell.formula.as_ref().filter(|f| !f.cached) {
            return self.uncached(slot, &formula.text);
        }
        match &cell.value {
            CellValue::Empty => Content::Blank,
            CellValue::Number(n) => Content::Number(*n),
            CellValue::Date(d) => Content::Date(*d),
            CellValue::Bool(_) | CellValue::Duration(_) => Content::Other(raw_text(&cell.value)),
            CellValue::Error(code) => self.error_value(slot, code),
            CellValue::Text(t) if text::is_blank(t) => Content::Blank,
            CellValue::Text(t) if ERRORS.contains(&t.trim()) => self.error_value(slot, t.trim()),
            CellValue::Text(t) => self.characters(slot, t),
        }
    }

    fn error_value(&mut self, slot: Slot<'_>, code: &str) -> Content {
        self.found(slot, RuleId::C008, "", code, &[]);
        Content::Bad
    }

    fn characters(&mut self, slot: Slot<'_>, t: &str) -> Content {
        let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        let is_private = |c: char| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
        let codes = |pick: &dyn Fn(char) -> bool| {
            let mut codes: Vec<String> =
                t.chars().filter(|c| pick(*c)).map(|c| format!("U+{:04X}", u32::from(c))).collect();
            codes.sort();
            codes.dedup();
            codes.join("、")
        };
        if t.contains(is_control) {
            self.found(slot, RuleId::C012, "", t, &[("codes", &codes(&is_control))]);
            return Content::Bad;
        }
        if t.contains(is_private) {
            self.found(slot, RuleId::C010, "", t, &[("codes", &codes(&is_private))]);
        }
        Content::Text(t.to_owned())
    }

    fn uncached(&mut self, slot: Slot<'_>, formula: &str) -> Content {
        let raw = format!("={formula}");
        match self.sum(slot, formula) {
            Some(Sum::Plain(sum)) if to_f64(sum).is_some() => {
                self.note(&slot.sheet.name, slot.at, &raw, sum.normalize().to_string());
                to_f64(sum).map_or(Content::Bad, Content::Number)
            }
            Some(Sum::Yen(sum)) => {
                self.note(&slot.sheet.name, slot.at, &raw, sum.normalize().to_string());
                Content::Text(format!("{}円", sum.normalize()))
            }
            _ => {
                self.found(slot, RuleId::C009, "", &raw, &[]);
                Content::Bad
            }
        }
    }

    /// A finding of one cell with its value and label.
    pub(crate) fn found(&mut self, slot: Slot<'_>, rule: RuleId, case: &str, value: &str, args: &[(&str, &str)]) {
        let shown: String = value.chars().take(80).collect();
        let mut all = vec![("label", slot.label), ("value", shown.as_str())];
        all.extend_from_slice(args);
        let finding = Finding::new(rule, case, &all).value(value);
        self.at(&slot.sheet.name, slot.at, finding);
    }

    pub(crate) fn warned(&mut self, slot: Slot<'_>, rule: RuleId, case: &str, value: &str, args: &[(&str, &str)]) {
        self.found(slot, rule, case, value, args);
        self.last_weighs(Severity::Warning);
    }

    /// C001 when a required field is blank.
    pub(crate) fn require<T>(&mut self, slot: Slot<'_>, field: &Field<T>, more: &str) {
        if matches!(field, Field::Blank(_)) {
            let finding = Finding::new(RuleId::C001, "", &[("label", slot.label), ("more", more)]);
            self.at(&slot.sheet.name, slot.at, finding);
        }
    }

    /// Free text, stored exactly as typed (C007).
    pub(crate) fn text(&mut self, slot: Slot<'_>, limit: usize) -> Field<String> {
        let value = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) => number_text(n),
            Content::Date(d) => d.to_string(),
        };
        let length = value.chars().count();
        if length > limit {
            self.found(
                slot,
                RuleId::C007,
                "",
                &value,
                &[("length", &length.to_string()), ("limit", &limit.to_string())],
            );
        }
        given(slot, value.clone(), value)
    }

    /// A number of a list: NFKC text without white space at its ends.
    pub(crate) fn number(&mut self, slot: Slot<'_>) -> Field<String> {
        let raw = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) => number_text(n),
            // What Excel makes of a typed 1-2.
            Content::Date(d) => format!("{}-{}", d.month(), d.day()),
        };
        let no = text::nfkc_trim(&raw);
        self.note(&slot.sheet.name, slot.at, &raw, no.clone());
        given(slot, no, raw)
    }

    /// 区分 (C006, X010).
    pub(crate) fn category(&mut self, slot: Slot<'_>, setting: Setting<'_>) -> Field<CategoryCode> {
        let raw = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) if DATE_SERIALS.contains(&n) => match date_of_serial(n, setting.date1904) {
                Some(d) => category_of_date(d).unwrap_or_else(|| number_text(n)),
                None => number_text(n),
            },
            Content::Number(n) => number_text(n),
            Content::Date(d) => category_of_date(d).unwrap_or_else(|| d.to_string()),
        };
        let year = setting.year;
        if raw.len() > LONGEST_ENTRY {
            let choices = setting.categories.of_year(year).map(|c| c.number.as_str()).collect::<Vec<_>>().join("、");
            self.found(slot, RuleId::C006, "", &raw, &[("choices", &choices), ("year", &year.era())]);
            self.last_expects(choices);
            return Field::Bad(slot.at);
        }
        let spelled = match text::key(&raw).as_str() {
            "1月1日" => "1-1",
            "1月2日" => "1-2",
            _ => &raw,
        };
        let (case, rule, choices) = match setting.categories.read(spelled, year) {
            CategoryMatch::Found(code) => {
                let listed = setting.categories.get(&code, year).is_some_and(|c| c.number == raw.trim());
                if !listed {
                    let shown = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
                    self.note(&slot.sheet.name, slot.at, &shown, code.as_str());
                }
                return given(slot, code, raw);
            }
            CategoryMatch::NotInForce(_) => {
                ("", RuleId::X010, setting.categories.of_year(year).map(|c| c.number.clone()).collect())
            }
            CategoryMatch::Ambiguous(parts) => ("ambiguous", RuleId::C006, parts),
            CategoryMatch::Unknown(nearest) => ("", RuleId::C006, nearest),
        };
        let choices = choices.join("、");
        self.found(slot, rule, case, &raw, &[("choices", &choices), ("year", &year.era())]);
        self.last_expects(choices);
        Field::Bad(slot.at)
    }

    /// One of a list of choices (C006).
    pub(crate) fn choice<T: Copy>(
        &mut self,
        slot: Slot<'_>,
        all: &[T],
        label: fn(T) -> &'static str,
        read: fn(&str) -> Option<T>,
    ) -> Field<T> {
        let raw = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) => number_text(n),
            Content::Date(d) => d.to_string(),
        };
        if raw.len() > LONGEST_ENTRY {
            let choices = all.iter().map(|c| label(*c)).collect::<Vec<_>>().join("、");
            self.found(slot, RuleId::C006, "", &raw, &[("choices", &choices)]);
            self.last_expects(choices);
            return Field::Bad(slot.at);
        }
        if let Some(value) = read(&raw) {
            self.note(&slot.sheet.name, slot.at, &raw, label(value));
            return given(slot, value, raw);
        }
        let key = text::choice_key(&raw);
        let mut labels: Vec<&str> = all.iter().map(|c| label(*c)).collect();
        labels.sort_by_key(|l| text::edit_distance(&key, &text::choice_key(l)));
        let choices = labels.join("、");
        self.found(slot, RuleId::C006, "", &raw, &[("choices", &choices)]);
        self.last_expects(choices);
        Field::Bad(slot.at)
    }

    /// Whether a cell of an optional column holds a lone dash, which is blank (noted).
    pub(crate) fn is_lone_dash(&mut self, slot: Slot<'_>) -> bool {
        let raw = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
        let lone = !text::is_blank(&raw) && amount::parse(&raw) == AmountText::Blank;
        if lone {
            self.note(&slot.sheet.name, slot.at, &raw, "");
        }
        lone
    }

    /// A fiscal year (C005).
    pub(crate) fn year(&mut self, slot: Slot<'_>) -> Field<FiscalYear> {
        let raw = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) => number_text(n),
            Content::Date(d) => d.to_string(),
        };
        match Some(&raw).filter(|r| r.len() <= LONGEST_ENTRY).and_then(|r| FiscalYear::parse(r)) {
            Some(year) => {
                self.note(&slot.sheet.name, slot.at, &raw, year.get().to_string());
                given(slot, year, raw)
            }
            None => {
                self.found(slot, RuleId::C005, "year", &raw, &[]);
                Field::Bad(slot.at)
            }
        }
    }

    /// One end of a period (C005). An end that is not settled yet is a warning and gives no date.
    pub(crate) fn date(&mut self, slot: Slot<'_>, end: End, setting: Setting<'_>) -> Field<Date> {
        let raw = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Date(d) => return given(slot, d, d.to_string()),
            Content::Number(n) if DATE_SERIALS.contains(&n) => match date_of_serial(n, setting.date1904) {
                Some(d) => {
                    self.note(&slot.sheet.name, slot.at, &number_text(n), d.to_string());
                    return given(slot, d, number_text(n));
                }
                None => number_text(n),
            },
            Content::Number(n) => number_text(n),
            Content::Text(t) | Content::Other(t) => t,
        };
        if let Some(d) = date::day(&raw, end) {
            self.note(&slot.sheet.name, slot.at, &raw, d.to_string());
            return given(slot, d, raw);
        }
        if date::is_open(&raw) {
            self.warned(slot, RuleId::C005, "open", &raw, &[]);
            return match date::period(&raw) {
                Some((Bound::Day(d), Bound::Open)) if end == End::First => given(slot, d, raw),
                _ => Field::Pending(slot.at),
            };
        }
        self.found(slot, RuleId::C005, "", &raw, &[]);
        Field::Bad(slot.at)
    }

    /// Both ends in one cell (C005).
    pub(crate) fn period(&mut self, slot: Slot<'_>) -> (Field<Date>, Field<Date>) {
        let raw = match self.content(slot) {
            Content::Blank => return (Field::Blank(slot.at), Field::Blank(slot.at)),
            Content::Bad => return (Field::Bad(slot.at), Field::Bad(slot.at)),
            Content::Text(t) | Content::Other(t) => t,
            Content::Number(n) => number_text(n),
            Content::Date(d) => d.to_string(),
        };
        let Some((start, end)) = date::period(&raw) else {
            self.found(slot, RuleId::C005, "", &raw, &[]);
            return (Field::Bad(slot.at), Field::Bad(slot.at));
        };
        let field = |bound| match bound {
            Bound::Day(d) => given(slot, d, raw.clone()),
            Bound::Open => Field::Pending(slot.at),
        };
        if start == Bound::Open || end == Bound::Open {
            self.warned(slot, RuleId::C005, "open", &raw, &[]);
        }
        let shown = |bound| match bound {
            Bound::Day(d) => d.to_string(),
            Bound::Open => String::new(),
        };
        self.note(&slot.sheet.name, slot.at, &raw, format!("{}/{}", shown(start), shown(end)));
        (field(start), field(end))
    }
}

/// The date 1月1日 or 1月2日 is what Excel makes of a typed 1-1 or 1-2.
fn category_of_date(d: Date) -> Option<String> {
    (d.month() == 1 && d.day() <= 2).then(|| format!("1-{}", d.day()))
}

pub(crate) fn given<T>(slot: Slot<'_>, value: T, raw: String) -> Field<T> {
    Field::Given(Sourced { value, cell: slot.at, raw })
}

fn to_f64(sum: Decimal) -> Option<f64> {
    sum.to_string().parse().ok()
}
