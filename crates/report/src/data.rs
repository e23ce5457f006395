//! The plan as data (forms.md §6): long form, one row per project and item, and a code table beside it.

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::{Field, Yen};

use crate::plan::Item;

/// The header of the long form: names that are letters only, one datum a column.
pub const HEADER: [&str; 17] = [
    "fiscal_year",
    "era_year",
    "prefecture_code",
    "prefecture",
    "municipality_code",
    "municipality",
    "bu",
    "category",
    "no",
    "name",
    "body",
    "body_kind",
    "start",
    "end",
    "item",
    "unit",
    "value",
];

/// UTF-8 with a byte order mark, so that a spreadsheet program shows the letters as they are.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("データを書き出せません：{0}")]
pub struct DataError(#[from] csv::Error);

/// The columns of the long form that hold what users typed; whatever breaks a rule of machine readability there is theirs.
pub const FREE_TEXT: [&str; 3] = ["no", "name", "body"];

/// The long form as CSV: UTF-8 with BOM, lines ended by CR LF. An item that is blank has no row, so that blank and 0 stay
/// apart; a project with an open amount (要望) has none at all. State and prefectural part are those of the split.
///
/// # Errors
/// [`DataError`] when the writer refuses; it does not for a plan that was read.
pub fn long_form(plan: &Consolidated) -> Result<Vec<u8>, DataError> {
    let mut out = writer();
    out.write_record(HEADER)?;
    let prefecture = [plan.prefecture.body().to_string(), plan.prefecture.name().to_owned()];
    for line in plan.lines.iter().filter(|l| l.counts()) {
        for item in Item::ALL {
            let Some(value) = amount(line, item) else { continue };
            let project = &line.project;
            let date = |field: &Field<jiff::civil::Date>| field.get().map(|d| d.to_string()).unwrap_or_default();
            out.write_record([
                plan.year.get().to_string(),
                plan.year.era(),
                prefecture[0].clone(),
                prefecture[1].clone(),
                line.body.to_string(),
                line.body_name.clone(),
                line.bu.label().to_owned(),
                line.category.to_string(),
                field(project.no.text()),
                field(project.name.text()),
                field(project.body.text()),
                project.body_kind.get().map(|k| k.label().to_owned()).unwrap_or_default(),
                date(&project.start),
                date(&project.end),
                item.code().to_owned(),
                "円".to_owned(),
                value.get().to_string(),
            ])?;
        }
    }
    finish(out)
}

/// The code table of the long form: for which area, which column, which code, what it means. Like the long form it is
/// readable by machine: 区分 by their names without Roman numerals, the prefecture with its code on every row.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn code_table(plan: &Consolidated) -> Result<Vec<u8>, DataError> {
    let mut out = writer();
    let prefecture = [plan.prefecture.body().to_string(), plan.prefecture.name().to_owned()];
    out.write_record(["prefecture_code", "prefecture", "column", "code", "meaning"])?;
    let mut row = |column, code: &str, meaning: &str| {
        out.write_record([prefecture[0].as_str(), prefecture[1].as_str(), column, code, meaning])
    };
    for category in &plan.categories {
        row("category", category.code.as_str(), category.name())?;
    }
    for item in Item::ALL {
        row("item", item.code(), &meaning(item))?;
    }
    for (code, meaning) in [("医療分", "医療に係る分"), ("介護分", "介護に係る分")] {
        row("bu", code, meaning)?;
    }
    row("fiscal_year", &plan.year.get().to_string(), &format!("{}（4月から翌年3月まで）", plan.year.era()))?;
    row("unit", "円", "円（1円単位）")?;
    finish(out)
}

/// What an item means, apart from the papers: there 「その他（C）」 stands beside the columns of the fund.
fn meaning(item: Item) -> String {
    match item {
        Item::Other => format!("基金を充てない額 {}", item.title()),
        _ => item.title(),
    }
}

/// The amount of a project that stands in the sums: placed, or as filed.
fn amount(line: &Line, item: Item) -> Option<Yen> {
    let filed = item.field(line).get();
    match item {
        Item::Fund => Some(line.fund),
        Item::National => Some(line.national),
        Item::Prefectural => Some(line.prefectural),
        Item::Carried => filed.map(|_| line.carried),
        Item::Total | Item::Other | Item::Public | Item::Private | Item::Entrusted => filed,
    }
}

/// The field for a text: one that a spreadsheet program would take for a formula gets an apostrophe before it, as Excel
/// itself writes it. A number stays as it is.
#[must_use]
pub fn field(text: &str) -> String {
    let dangerous = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    // `inf` and `nan` parse as well, but are names in a spreadsheet.
    let is_number = text.parse::<f64>().is_ok_and(f64::is_finite) && text.ends_with(|c: char| c.is_ascii_digit());
    if text.starts_with(dangerous) && !is_number { format!("'{text}") } else { text.to_owned() }
}

/// A table as CSV: UTF-8 with BOM, lines end as on Windows, no text becomes a formula.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn rows_csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, DataError> {
    let mut out = writer();
    out.write_record(header)?;
    for row in rows {
        out.write_record(row.iter().map(|text| field(text)))?;
    }
    finish(out)
}

pub(crate) fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec())
}

pub(crate) fn finish(out: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, DataError> {
    out.into_inner().map_err(|e| DataError(csv::Error::from(e.into_error())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+A1", "-abc", "@SUM(A1)", "＝1", "\tx", "\n=1", "-inf", "+Infinity", "-nan", "-1."] {
            assert!(field(text).starts_with('\''), "{text}");
        }
        for text in ["-500", "-1.5e3", "1-1", "病床機能転換"] {
            assert_eq!(field(text), text);
        }
    }
}
