//! Limits on what is read of a workbook (F004). A row becomes a record of some kilobytes with findings of its own, so that
//! a file of few megabytes could else ask for gigabytes. All are far above what a body files in a year.

use kikin_domain::{Finding, FormId, RuleId};

use super::Tables;
use super::cells::is_blank;
use super::sheets::Located;
use crate::form::{AREAS, CHAPTERS, EVALUATIONS, FACILITIES, GOALS, HEARINGS, PROJECTS, TableDef};
use crate::grid::{Cell, CellValue};
use crate::refusal::grouped;
use crate::table::{MOST_HEADERS, MOST_LABELS};

/// Most filled rows of one table, on all its sheets: far more than one body files, and as many as a reading process has memory for
/// when every column is filled.
const MOST_ROWS: usize = 5_000;
/// The same of an exported plan: 47 prefectures file some 50,000 projects together.
const MOST_ROWS_OF_ALL: usize = 50_000;
/// Most filled cells of columns outside the form.
const MOST_NOTES: usize = 200_000;
/// Most text of one table, in MB, each cell counted by itself: a record has its own copy of what a shared string says, so that many
/// cells with one long string would ask for much. A body's longest plans have some hundred kilobytes.
const MOST_TEXT_MB: usize = 8;
/// The same of an exported plan: all that is let through.
const MOST_TEXT_MB_OF_ALL: usize = 64;
const MB: usize = 1024 * 1024;

/// The finding for which a workbook is not read, if one of its tables is over a limit.
pub(super) fn exceeded(tables: &Tables<'_>, form: FormId) -> Option<Finding> {
    let most = match form {
        FormId::ConsolidatedPlan => (MOST_ROWS_OF_ALL, MOST_TEXT_MB_OF_ALL),
        _ => (MOST_ROWS, MOST_TEXT_MB),
    };
    let all: [(&TableDef, &[Located<'_>]); 7] = [
        (&PROJECTS, &tables.projects),
        (&FACILITIES, &tables.facilities),
        (&AREAS, &tables.areas),
        (&GOALS, &tables.goals),
        (&HEARINGS, &tables.hearings),
        (&CHAPTERS, &tables.chapters),
        (&EVALUATIONS, &tables.evaluations),
    ];
    all.iter().find_map(|(def, located)| table(def, located, most))
}

fn table(def: &TableDef, located: &[Located<'_>], (most_rows, most_text): (usize, usize)) -> Option<Finding> {
    let headers: usize = located.iter().map(|l| l.sections.len()).sum();
    if headers > MOST_HEADERS {
        return over(def, located, "見出しの数", MOST_HEADERS, None);
    }
    let (mut rows, mut notes, mut text) = (0, 0, 0);
    for (place, section) in located.iter().flat_map(|l| l.sections.iter().map(move |s| (l, s))) {
        let labels = section.columns.len() + section.others.len();
        if labels > MOST_LABELS {
            return over(def, std::slice::from_ref(place), "見出しのある列の数", MOST_LABELS, None);
        }
        let data = place.sheet.rows_between(section.data.0, section.data.1);
        rows += data.iter().filter(|r| r.cells.iter().any(|c| !is_blank(c))).count();
        text += data.iter().flat_map(|r| &r.cells).map(text_of).sum::<usize>();
        let is_other = |col: u32| section.others.binary_search_by_key(&col, |c| c.col).is_ok();
        if !section.others.is_empty() {
            notes += data.iter().flat_map(|r| &r.cells).filter(|c| is_other(c.col) && !is_blank(c)).count();
        }
    }
    if rows > most_rows {
        return over(def, located, "記入のある行の数", most_rows, Some(rows));
    }
    if text > most_text * MB {
        let (limit, actual) = (format!("{most_text} MB"), format!("{} MB", text.div_ceil(MB)));
        return told(def, located, "文字の量", &limit, &actual);
    }
    if notes > MOST_NOTES {
        return over(def, located, "様式にない列の記入欄の数", MOST_NOTES, Some(notes));
    }
    None
}

/// Bytes of a cell's text.
fn text_of(cell: &Cell) -> usize {
    match &cell.value {
        CellValue::Text(text) => text.len(),
        CellValue::Empty
        | CellValue::Number(_)
        | CellValue::Date(_)
        | CellValue::Duration(_)
        | CellValue::Bool(_)
        | CellValue::Error(_) => 0,
    }
}

fn over(def: &TableDef, located: &[Located<'_>], what: &str, limit: usize, actual: Option<usize>) -> Option<Finding> {
    let limit = grouped(limit as u64);
    // Where counting stops at the limit, how many there are is not known.
    let actual = actual.map_or_else(|| format!("{limit}超"), |n| grouped(n as u64));
    told(def, located, what, &limit, &actual)
}

fn told(def: &TableDef, located: &[Located<'_>], what: &str, limit: &str, actual: &str) -> Option<Finding> {
    let what = format!("「{}」の{what}", def.title);
    let finding = Finding::new(RuleId::F004, "", &[("what", &what), ("limit", limit), ("actual", actual)]);
    Some(finding.on(&located.first()?.sheet.name))
}
