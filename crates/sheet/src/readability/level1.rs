//! Level 1: fit for a machine at all.

use std::collections::{HashMap, HashSet};

use kikin_domain::{CellRef, text};

use super::judge::{Book, Fault, Hits, Judgement};
use super::page::Page;
use super::words::{filled, is_written_number, text_of, years_in};
use crate::grid::Row;

/// L1-02: broken by every further table of a sheet, a table that begins after a blank row with a header of its own.
pub(super) fn one_table(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| page.tables.iter().skip(1).filter_map(|t| t.columns.first()).map(|c| c.head).collect())
}

/// L1-03: broken by a blank row inside a table, a blank column inside it, a header of several rows, a repeated header.
pub(super) fn unbroken(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| {
        let mut hits = Hits::default();
        for table in &page.tables {
            let top = table.columns.first().map_or(1, |column| column.head.row);
            if let Some((first, last)) = table.header.filter(|(first, last)| first < last) {
                let col = table.columns.first().map_or(1, |column| column.col);
                (first + 1..=last).for_each(|row| hits.push(CellRef::new(row, col)));
            }
            table.blank_columns.iter().for_each(|col| hits.push(CellRef::new(top, *col)));
        }
        hits.append(&page.splits);
        hits
    })
}

/// L1-04: broken by notes below or beside a table, and by marked ones (※, 注) above it. Title, date and unit above the table
/// are not unrelated to it.
pub(super) fn no_notes(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| match page.tables.is_empty() {
        true => Hits::default(),
        false => page.notes.clone(),
    })
}

/// L1-05: broken by a column with data whose header is blank or a mere number of the column.
pub(super) fn named_columns(book: &Book<'_>) -> Judgement {
    book.on_columns(|column| {
        let key = text::key(&column.name);
        let bare = ["列", "column", "項目", "unnamed:", "field", "フィ-ルド"].iter().find_map(|w| key.strip_prefix(w));
        let says_nothing = key.is_empty() && !column.shares_name
            || bare.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        says_nothing.then_some(column.head).into_iter().collect()
    })
}

/// L1-06: broken by text with a line break, white space at its ends, two spaces or more in a row, or words spelt with
/// spaces (「計　画」), and by cells of white space alone.
pub(super) fn no_layout(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| page.texts().filter(|(_, text)| is_laid_out(text)).map(|(at, _)| at).collect())
}

fn is_laid_out(text: &str) -> bool {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_whitespace()) {
        return false;
    }
    let ends = text.starts_with(text::is_space) || text.ends_with(text::is_space);
    let breaks = text.contains(['\r', '\n', '\t']);
    let mut before = false;
    let runs = text.chars().any(|c| {
        let space = text::is_space(c);
        let run = space && before;
        before = space;
        run
    });
    let parts: Vec<&str> = text.split(text::is_space).collect();
    let single = |part: &&str| {
        let mut chars = part.chars();
        chars.next().is_some_and(|c| !c.is_ascii()) && chars.next().is_none()
    };
    ends || breaks || runs || (parts.len() > 1 && parts.iter().all(single))
}

/// L1-07: broken by a short cell of data that joins several: values that also stand alone in its column, numbers with units,
/// items behind bullets, or both ends of a period. Free text is left alone.
pub(super) fn one_datum(book: &Book<'_>) -> Judgement {
    book.on_columns(|column| {
        let alone: HashSet<String> =
            column.texts().filter(|(_, raw)| is_short(raw)).map(|(_, raw)| text::key(raw)).collect();
        column.texts().filter(|(_, raw)| is_joined(raw, &alone)).map(|(at, _)| at).collect()
    })
}

fn is_short(text: &str) -> bool {
    const LONGEST: usize = 60;
    text.chars().take(LONGEST + 1).count() <= LONGEST
}

fn is_joined(raw: &str, alone: &HashSet<String>) -> bool {
    if !is_short(raw) || raw.contains('。') {
        return false;
    }
    let parts = |ends: &[char]| -> Vec<String> {
        raw.split(ends).filter(|part| !text::is_blank(part)).map(str::to_owned).collect()
    };
    let items = parts(&['、', '，', ',', '\n', '；', ';', '／', '/']);
    if items.len() > 1 && !is_written_number(raw) && years_in(raw, true) == super::words::Years::default() {
        let values = items.iter().filter(|item| alone.contains(&text::key(item))).count();
        let numbers = items.iter().all(|item| is_written_number(item));
        let is_date = raw.contains(['/', '／']) && items.iter().all(|item| item.bytes().all(|b| b.is_ascii_digit()));
        if values > 0 || (numbers && !is_date) {
            return true;
        }
    }
    let lines = parts(&['\n']);
    let bullet = |line: &String| line.trim_start().starts_with(['・', '①', '②', '③', '④', '●', '○', '-', '－']);
    if lines.len() > 1 && lines.iter().all(bullet) {
        return true;
    }
    let ends = parts(&['～', '〜', '~']);
    let told = |end: &String| {
        let years = years_in(end, true);
        years.western || years.era
    };
    ends.len() == 2 && ends.iter().all(told)
}

/// L1-08: broken by characters that depend on the machine: enclosed numbers and letters, Roman numerals of one character,
/// abbreviations and units of one character, private use. Variants of kanji are never judged: proper nouns need them.
pub(super) fn no_special_characters(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| page.texts().filter(|(_, text)| text.chars().any(is_special)).map(|(at, _)| at).collect())
}

const fn is_special(c: char) -> bool {
    matches!(c,
        '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' // ① ⑴ ⓐ ❶
        | '\u{2160}'..='\u{217F}'                         // Ⅰ ⅰ
        | '\u{3200}'..='\u{33FF}'                         // ㈱ ㊤ ㌔ ㍻ ㎡
        | '№' | '℡' | '〝' | '〟' | '\u{222E}' | '\u{221F}' | '\u{22BF}'
        | '\u{1F100}'..='\u{1F1FF}' | '\u{1F200}'..='\u{1F2FF}'
        | '\u{E000}'..='\u{F8FF}')
}

/// L1-10: broken by a sheet with drawings, charts, pictures or embedded objects; what they show is not looked at.
pub(super) fn no_objects(book: &Book<'_>) -> Judgement {
    let with_objects = book.pages.iter().filter(|page| page.sheet.has_objects);
    let fault = |page: &Page<'_>| Fault { sheet: book.named(page), hits: Hits { first: Vec::new(), total: 1 } };
    Judgement::Judged(with_objects.map(fault).collect())
}

/// L1-11: broken by cells of data that differ in fill, font colour or boldness from the rest of their column, if they are a
/// third of it at most and it has four cells or more. Rows of sums may stand out: their text says what they are. Formats
/// that follow from conditions are not looked at.
pub(super) fn no_colours(book: &Book<'_>) -> Judgement {
    book.on_tables(|table| {
        let sums: HashSet<u32> = table.data.iter().filter(|row| is_sum(row)).map(|row| row.index).collect();
        let mut hits = Hits::default();
        for column in &table.columns {
            let cells: Vec<_> = column.cells.iter().filter(|(row, _)| !sums.contains(row)).collect();
            let mut looks: HashMap<u16, usize> = HashMap::new();
            cells.iter().for_each(|(_, cell)| *looks.entry(cell.look).or_default() += 1);
            let usual = looks.iter().max_by_key(|(look, count)| (**count, u16::MAX - **look)).map(|(look, _)| *look);
            let different: Vec<_> = cells.iter().filter(|(_, cell)| Some(cell.look) != usual).collect();
            if cells.len() >= 4 && different.len() * 3 <= cells.len() {
                different.iter().for_each(|(row, _)| hits.push(CellRef::new(*row, column.col)));
            }
        }
        hits
    })
}

fn is_sum(row: &Row) -> bool {
    row.cells.iter().filter(|cell| filled(cell)).take(3).any(|cell| {
        let key = text::label_key(text_of(cell));
        key.ends_with('計') || key == "total"
    })
}

/// L1-12: broken by every merged area.
pub(super) fn no_merges(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| page.sheet.merges.iter().map(|area| area.first).collect())
}

/// L1-13: broken by hidden rows and columns up to the last one in use; what is hidden beyond is empty.
pub(super) fn nothing_hidden(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| {
        let used: Vec<&Row> = page.sheet.rows.iter().filter(|row| !row.cells.is_empty()).collect();
        let last_row = used.last().map_or(0, |row| row.index);
        let last_col = used.iter().filter_map(|row| row.cells.last()).map(|cell| cell.col).max().unwrap_or(0);
        let rows = page.sheet.rows.iter().filter(|row| row.hidden && row.index <= last_row);
        let columns = page.sheet.hidden_columns.iter().filter(|(first, _)| *first <= last_col);
        let columns = columns.map(|(first, _)| CellRef::new(1, *first));
        rows.map(|row| CellRef::new(row.index, 1)).chain(columns).collect()
    })
}

/// L1-14: broken by a record of a CSV file that takes several lines or lacks fields.
pub(super) fn one_record_a_line(book: &Book<'_>) -> Judgement {
    of_csv(book.csv.map(|csv| csv.broken_records.clone()))
}

/// L1-15: broken by records with more fields than the others, and by quotation marks that do not match.
pub(super) fn quoted_commas(book: &Book<'_>) -> Judgement {
    of_csv(book.csv.map(|csv| csv.broken_fields.clone()))
}

fn of_csv(hits: Option<Hits>) -> Judgement {
    let fault = hits.filter(|hits| hits.total > 0).map(|hits| Fault { sheet: None, hits });
    Judgement::Judged(fault.into_iter().collect())
}
