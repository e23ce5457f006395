//! What every form asks of a workbook as a whole: its sheets (T001), the headers and columns of its tables (T002, T008), stage
//! and plan year on the cover (T004), and what is hidden (F007).

use kikin_domain::place::{Field, SheetName};
use kikin_domain::plan::Stage;
use kikin_domain::{Finding, FiscalYear, RuleId};

use super::cells::Slot;
use super::collect::Collector;
use super::cover::{self, Places};
use super::leftover;
use super::sheets::{self, Located};
use crate::form::{Column, CoverKey, TableDef};
use crate::grid::{Sheet, Workbook};
use crate::table::{Section, nearest_row};

/// T001: the sheets of the form, each with whether it is missing.
pub(super) fn report_missing_sheets(workbook: &Workbook, wanted: &[(&str, bool)], collect: &mut Collector) {
    // A list of findings is no sheet of the sender's.
    let senders = workbook.sheets.iter().filter(|s| !crate::form::is_findings_list(&s.name));
    let names: Vec<String> = senders.map(|s| format!("「{}」", s.name)).collect();
    let names = names.join("");
    for (sheet, _) in wanted.iter().filter(|(_, missing)| *missing) {
        collect.push(Finding::new(RuleId::T001, "", &[("sheet", sheet), ("sheets", &names)]).expected(*sheet));
    }
}

/// 段階 and 計画年度; T004 where another year was asked for.
pub(super) fn stage_and_year(
    sheet: Option<&Sheet>,
    places: &Places,
    asked: Option<FiscalYear>,
    collect: &mut Collector,
) -> (Field<Stage>, Field<FiscalYear>) {
    let Some(sheet) = sheet else { return (Field::Absent, Field::Absent) };
    let stage = cover::read_stage(sheet, places, collect);
    let year = year(sheet, places, CoverKey::FiscalYear, "計画年度", collect);
    if let (Field::Given(given), Some(asked)) = (&year, asked)
        && given.value != asked
    {
        let args = [("value", given.raw.trim()), ("expected", &asked.era())];
        let finding = Finding::new(RuleId::T004, "", &args).value(given.raw.clone()).expected(asked.era());
        collect.at(&sheet.name, given.cell, finding);
    }
    (stage, year)
}

/// A year that the cover must name.
pub(super) fn year(
    sheet: &Sheet,
    places: &Places,
    key: CoverKey,
    label: &str,
    collect: &mut Collector,
) -> Field<FiscalYear> {
    let year = places.get(&key).map_or(Field::Absent, |at| collect.year(Slot { sheet, at: *at, label }));
    cover::require(sheet, places, key, label, &year, collect);
    year
}

/// T002 and T008 of a table; its sheet is read.
pub(super) fn begin_table(
    located: &Located<'_>,
    def: &'static TableDef,
    missing: fn(&Section) -> Vec<&'static Column>,
    collect: &mut Collector,
    read: &mut Vec<SheetName>,
) {
    read.push(located.sheet.name.clone());
    if located.sections.is_empty() {
        report_no_header(located.sheet, def, collect);
    }
    for section in &located.sections {
        leftover::report_missing(located.sheet, section, def, &missing(section), collect);
    }
}

/// T002: labels looked for, and the nearest seen.
pub(super) fn report_no_header(sheet: &Sheet, def: &'static TableDef, collect: &mut Collector) {
    let labels: Vec<String> = def
        .columns
        .iter()
        .filter(|c| c.required || def.columns.len() < 10)
        .map(|c| format!("「{}」", c.title()))
        .collect();
    let seen: Vec<String> =
        nearest_row(sheet, def).iter().take(12).map(|l| format!("「{}」", l.replace('\n', ""))).collect();
    let seen = if seen.is_empty() { "（記入なし）".to_owned() } else { seen.join("") };
    let args = [("table", def.title), ("labels", &labels.join("")), ("seen", &seen)];
    let severity = RuleId::T002.definition().severity;
    collect.push(Finding::new(RuleId::T002, "", &args).on(&sheet.name).expected(labels.join("")).weighing(severity));
}

/// F007 on every sheet that was read, once.
pub(super) fn report_hidden<'a>(
    cover: Option<&'a Sheet>,
    tables: impl Iterator<Item = &'a Located<'a>>,
    collect: &mut Collector,
) {
    let mut done: Vec<&SheetName> = Vec::new();
    if let Some(cover) = cover {
        sheets::report_hidden(cover, |_| false, collect);
        done.push(&cover.name);
    }
    for located in tables {
        if done.contains(&&located.sheet.name) {
            continue;
        }
        done.push(&located.sheet.name);
        let sections = &located.sections;
        let is_header = |row: u32| {
            let begun = sections.partition_point(|s| s.header.0 <= row);
            // Above the first header nothing is data.
            !sections.is_empty() && begun.checked_sub(1).is_none_or(|last| row <= sections[last].header.1)
        };
        sheets::report_hidden(located.sheet, is_header, collect);
    }
}
