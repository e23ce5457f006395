//! Level 3: fit for joining with other data.

use std::collections::HashMap;

use kikin_domain::{CellRef, text};

use super::judge::{Book, Fault, Hits, Judgement, NO_TABLE};
use super::table::{Column, Table};
use super::words::{Years, is_area, is_area_header, is_unit_header, names_unit, years_in};
use crate::grid::CellValue;

/// L3-01: broken by a table whose header is not the first row alone, or whose data do not begin in the second.
pub(super) fn header_first(book: &Book<'_>) -> Judgement {
    book.on_tables(|table| {
        let data = table.data.first().map_or(0, |row| row.index);
        let right = table.header == Some((1, 1)) && matches!(data, 0 | 2);
        let at = table.columns.first().map(|column| column.head);
        at.filter(|_| !right).into_iter().collect()
    })
}

/// L3-04: broken by columns of figures whose header names no unit, in tables without a column of units. What is counted may
/// say it (件数, 整備率). A unit above the table is outside of it.
pub(super) fn units_named(book: &Book<'_>) -> Judgement {
    let measured = |table: &Table<'_>| table.columns.iter().any(Column::is_measure);
    if !book.pages.iter().flat_map(|page| &page.tables).any(measured) {
        return Judgement::LeftOut("数値の列がありません");
    }
    book.on_tables(|table| {
        if table.columns.iter().any(|column| is_unit_header(&column.name)) {
            return Hits::default();
        }
        table.columns.iter().filter(|c| c.is_measure() && !names_unit(&c.name)).map(|c| c.head).collect()
    })
}

/// L3-05: broken by years in era form alone, in columns of time and in names of columns, unless a column of the same table
/// has them in western form. Dates are western. A table without a time axis is not judged.
pub(super) fn western_years(book: &Book<'_>) -> Judgement {
    let timed =
        |table: &Table<'_>| table.columns.iter().any(|c| c.is_time() || years_in(&c.name, false) != Years::default());
    if !book.pages.iter().flat_map(|page| &page.tables).any(timed) {
        return Judgement::LeftOut("時間軸の列がありません");
    }
    book.on_tables(|table| {
        let mut hits = Hits::default();
        let named = table.columns.iter().filter(|c| {
            let years = years_in(&c.name, false);
            years.era && !years.western
        });
        named.for_each(|column| hits.push(column.head));
        let western = table.columns.iter().filter(|c| c.is_time()).any(is_western);
        for column in table.columns.iter().filter(|c| c.is_time() && !western) {
            let era = column.texts().filter(|(_, raw)| {
                let years = years_in(raw, true);
                years.era && !years.western
            });
            era.for_each(|(at, _)| hits.push(at));
        }
        hits
    })
}

/// Whether every cell of a column of time names a western year.
fn is_western(column: &Column<'_>) -> bool {
    !column.cells.is_empty()
        && column.cells.iter().all(|(_, cell)| match &cell.value {
            CellValue::Date(_) => true,
            CellValue::Number(number) => *number >= 1900.0,
            CellValue::Text(raw) => years_in(raw, true).western,
            CellValue::Empty | CellValue::Duration(_) | CellValue::Bool(_) | CellValue::Error(_) => false,
        })
}

/// L3-06: kept by a table with a column of areas by its name (市町村名, 団体コード …) of which four cells of five are standard
/// area codes or official names; broken by tables where such a column holds something else, and by files without one.
pub(super) fn standard_areas(book: &Book<'_>) -> Judgement {
    let tables = || book.pages.iter().flat_map(|page| page.tables.iter().map(move |table| (page, table)));
    if tables().next().is_none() {
        return Judgement::LeftOut(NO_TABLE);
    }
    let mut faults = Vec::new();
    let mut any = false;
    for (page, table) in tables() {
        let areas: Vec<&Column<'_>> =
            table.columns.iter().filter(|c| is_area_header(&c.name) && !c.cells.is_empty()).collect();
        any |= !areas.is_empty();
        let official = |column: &&Column<'_>| {
            let known = column.cells.iter().filter(|(_, cell)| is_area(cell)).count();
            known * 5 >= column.cells.len() * 4
        };
        if !areas.is_empty() && !areas.iter().any(official) {
            let wrong = areas.iter().flat_map(|c| c.cells.iter().map(|(row, cell)| (CellRef::new(*row, c.col), cell)));
            let hits = wrong.filter(|(_, cell)| !is_area(cell)).map(|(at, _)| at).collect();
            faults.push(Fault { sheet: book.named(page), hits });
        }
    }
    if !any {
        faults.push(Fault { sheet: None, hits: Hits { first: Vec::new(), total: 1 } });
    }
    Judgement::Judged(faults)
}

/// L3-09: broken by tables with several columns of figures, and by columns whose names differ in a number only (令和6年度,
/// 令和7年度; 4月, 5月): the long form has an item to a row and one column of values.
pub(super) fn long_form(book: &Book<'_>) -> Judgement {
    book.on_tables(|table| {
        let mut series: HashMap<String, usize> = HashMap::new();
        let series_of = |column: &Column<'_>| {
            let key = text::key(&column.name);
            key.bytes()
                .any(|b| b.is_ascii_digit())
                .then(|| key.replace(|c: char| c.is_ascii_digit(), "#").replace("##", "#"))
        };
        for key in table.columns.iter().filter_map(series_of) {
            *series.entry(key).or_default() += 1;
        }
        let measures = table.columns.iter().filter(|column| column.is_measure()).count();
        let wide = |column: &&Column<'_>| {
            (measures > 1 && column.is_measure()) || series_of(column).is_some_and(|key| series[&key] > 1)
        };
        table.columns.iter().filter(wide).map(|column| column.head).collect()
    })
}
