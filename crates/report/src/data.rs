//! The plan as data (forms.md §6): long form, one row per project and item, and a code table beside it.

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::{Field, Yen};

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

/// The items of a project, by their code and their label on papers.
pub const ITEMS: [(&str, &str); 9] = [
    ("total", "総事業費（A+B+C）"),
    ("fund", "基金充当額 計（A+B）"),
    ("national", "基金充当額 国（A）"),
    ("prefectural", "基金充当額 都道府県（B）"),
    ("other", "その他（C）"),
    ("public", "国費における公民の別 公"),
    ("private", "国費における公民の別 民"),
    ("entrusted", "うち受託事業等（再掲）"),
    ("carried", "うち過年度残額"),
];

/// UTF-8 with a byte order mark, so that a spreadsheet program shows the letters as they are.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A table that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("データを書き出せません：{0}")]
pub struct DataError(#[from] csv::Error);

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
        for (item, _) in ITEMS {
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
                item.to_owned(),
                "円".to_owned(),
                value.get().to_string(),
            ])?;
        }
    }
    finish(out)
}

/// The code table of the long form: which column, which code, what it means.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn code_table(plan: &Consolidated) -> Result<Vec<u8>, DataError> {
    let mut out = writer();
    out.write_record(["column", "code", "meaning"])?;
    for category in &plan.categories {
        out.write_record(["category", category.code.as_str(), &format!("{} {}", category.number, category.name())])?;
    }
    for (code, label) in ITEMS {
        out.write_record(["item", code, label])?;
    }
    for (code, meaning) in [("医療分", "医療に係る分"), ("介護分", "介護に係る分")] {
        out.write_record(["bu", code, meaning])?;
    }
    out.write_record([
        "fiscal_year",
        &plan.year.get().to_string(),
        &format!("{}（4月から翌年3月まで）", plan.year.era()),
    ])?;
    out.write_record(["unit", "円", "円（1円単位）"])?;
    finish(out)
}

fn amount(line: &Line, item: &str) -> Option<Yen> {
    let project = &line.project;
    match item {
        "total" => project.total.get(),
        "fund" => Some(line.fund),
        "national" => Some(line.national),
        "prefectural" => Some(line.prefectural),
        "other" => project.other.get(),
        "public" => project.public.get(),
        "private" => project.private.get(),
        "entrusted" => project.entrusted.get(),
        "carried" => project.carried.get().map(|_| line.carried),
        _ => None,
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

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec())
}

fn finish(out: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, DataError> {
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
