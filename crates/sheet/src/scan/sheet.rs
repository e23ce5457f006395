//! A worksheet, read in one pass: references, order and values are proved and become rows of cells with their formulas,
//! strike-through and looks; hidden rows and columns and merges go with them.

use std::collections::HashMap;

use kikin_domain::CellRef;

use super::reference::{area, digits, out_of_sheet};
use super::strings::SharedText;
use super::styles::CellFormat;
use super::token::{Token, Tokens, is_true};
use crate::grid::{Area, Cell, Row};
use crate::refusal::{Gate, damaged, grouped, over};

/// Most cells of a workbook, empty ones that only carry a format included.
pub(crate) const MOST_CELLS: u32 = 2_000_000;
/// Most merged areas of a workbook.
const MOST_MERGES: usize = 100_000;
/// Most text of a workbook's cells, in bytes: many cells may name one long shared string.
const MOST_TEXT: usize = 64 * 1024 * 1024;

/// What the sheets' passes share: the workbook's strings and formats, and what is left of the limits.
pub(crate) struct Context {
    pub(super) strings: Vec<SharedText>,
    pub(super) formats: Vec<CellFormat>,
    /// Whether serial dates count from 1904-01-01.
    pub(super) date1904: bool,
    pub(super) cells: u32,
    merges: usize,
    /// Bytes of text that are left of [`MOST_TEXT`]. Shared strings count for every cell: each is looked at by itself.
    pub(super) text_left: usize,
    pub(super) member_text: usize,
}

impl Context {
    pub(crate) const fn new(strings: Vec<SharedText>, formats: Vec<CellFormat>, date1904: bool) -> Self {
        Self { strings, formats, date1904, cells: 0, merges: 0, text_left: MOST_TEXT, member_text: 0 }
    }
}

/// What a worksheet holds.
#[derive(Default)]
pub(crate) struct Content {
    /// Rows that have a cell or are hidden, ascending.
    pub(crate) rows: Vec<Row>,
    /// Whether drawings, charts, pictures or embedded objects lie on the sheet.
    pub(crate) has_objects: bool,
    /// Hidden columns, ascending, apart from each other.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub(crate) merges: Vec<Area>,
}

/// Reads a worksheet part.
pub(crate) fn sheet(part: &[u8], context: &mut Context) -> Gate<Content> {
    let tokens = Tokens::new(part)?;
    let mut pass = Pass {
        tokens,
        context,
        content: Content::default(),
        cells: Vec::new(),
        text: String::new(),
        masters: HashMap::new(),
        row: 0,
        col: 0,
    };
    pass.worksheet()?;
    let mut content = pass.content;
    content.hidden_columns = joined(std::mem::take(&mut content.hidden_columns));
    Ok(content)
}

/// Ranges sorted, overlapping and adjacent ones made one.
pub(crate) fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

pub(super) struct Pass<'a, 'c> {
    pub(super) tokens: Tokens<'a>,
    pub(super) context: &'c mut Context,
    content: Content,
    /// The cells of the row that is read.
    pub(super) cells: Vec<Cell>,
    /// Room for a text while it is read.
    pub(super) text: String,
    /// Masters of shared formulas by their group.
    pub(super) masters: HashMap<u64, (CellRef, String)>,
    pub(super) row: u32,
    pub(super) col: u32,
}

impl Pass<'_, '_> {
    fn worksheet(&mut self) -> Gate<()> {
        let mut rooted = false;
        let mut data = false;
        loop {
            match self.tokens.next()? {
                Token::Start(name) if !rooted => {
                    if name != "worksheet" {
                        return Err(damaged("ワークシートの形式が違います"));
                    }
                    rooted = true;
                }
                Token::Start("dimension") => {
                    let reference = self.tokens.attribute("ref")?.unwrap_or("");
                    area(reference).ok_or_else(|| out_of_sheet("表の範囲", reference))?;
                }
                Token::Start("col") => self.column()?,
                Token::Start("mergeCell") => self.merge()?,
                Token::Start("drawing" | "picture" | "oleObject" | "control") => self.content.has_objects = true,
                Token::Start("sheetData") => {
                    if data || self.tokens.depth() + usize::from(self.tokens.closed()) != 2 {
                        return Err(damaged("要素 sheetData が決まった場所の外にあります"));
                    }
                    data = true;
                    if !self.tokens.closed() {
                        self.sheet_data()?;
                    }
                }
                Token::Eof if data => return Ok(()),
                Token::Eof => return Err(damaged("ワークシートに要素 sheetData がありません")),
                Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
            }
        }
    }

    fn column(&mut self) -> Gate<()> {
        let bound = |name| -> Gate<u32> {
            let value = self.tokens.attribute(name)?.unwrap_or("");
            let number = value.parse().ok().filter(|n| (1..=CellRef::MAX_COL).contains(n));
            number.ok_or_else(|| out_of_sheet("列の番号", value))
        };
        let (first, last) = (bound("min")?, bound("max")?);
        if first > last {
            return Err(out_of_sheet("列の番号", &format!("{first}～{last}")));
        }
        let flat = self.tokens.attribute("width")?.and_then(|w| w.parse::<f64>().ok()) == Some(0.0);
        if self.tokens.flag("hidden")? || flat {
            self.content.hidden_columns.push((first, last));
        }
        Ok(())
    }

    fn merge(&mut self) -> Gate<()> {
        let reference = self.tokens.attribute("ref")?.unwrap_or("");
        let area = area(reference).ok_or_else(|| out_of_sheet("結合したセルの範囲", reference))?;
        self.context.merges += 1;
        if self.context.merges > MOST_MERGES {
            let limit = grouped(MOST_MERGES as u64);
            return Err(over("結合したセルの数", &limit, &format!("{limit}超")));
        }
        self.content.merges.push(area);
        Ok(())
    }

    fn sheet_data(&mut self) -> Gate<()> {
        let depth = self.tokens.depth();
        loop {
            match self.tokens.next()? {
                Token::Start("row") => self.row()?,
                Token::Start(name) => self.pass_over(name)?,
                Token::End if self.tokens.depth() < depth => return Ok(()),
                Token::End | Token::Text(_) | Token::CData(_) => {}
                Token::Eof => return Err(damaged("XML が途中で終わっています")),
            }
        }
    }

    /// Passes over an element that is neither a row nor a cell, and holds none.
    fn pass_over(&mut self, name: &str) -> Gate<()> {
        const PLACED: &[&str] = &["sheetData", "row", "c"];
        if PLACED.contains(&name) {
            return Err(damaged(format!("要素 {name} が決まった場所の外にあります")));
        }
        self.tokens.skip(PLACED)
    }

    fn row(&mut self) -> Gate<()> {
        let (mut reference, mut hidden) = (None, false);
        for (name, value) in self.tokens.attributes() {
            match name {
                "r" if reference.is_some() => return Err(damaged("属性 r が重複しています")),
                "r" => reference = Some(value),
                "hidden" => hidden |= is_true(value),
                "ht" => hidden |= value.parse::<f64>().is_ok_and(|height| height == 0.0),
                _ => {}
            }
        }
        let index = match reference {
            Some(value) => digits(value).ok_or_else(|| out_of_sheet("行番号", value))?,
            None => self.row + 1,
        };
        if !(1..=CellRef::MAX_ROW).contains(&index) {
            return Err(out_of_sheet("行番号", &index.to_string()));
        }
        if index <= self.row {
            return Err(damaged(format!("行の順序が壊れています（{index}行目）")));
        }
        self.row = index;
        self.col = 0;
        self.cells.clear();
        if !self.tokens.closed() {
            self.cells_of_row()?;
        }
        if hidden || !self.cells.is_empty() {
            // Exactly as much room as the cells take: rows are many.
            self.content.rows.push(Row { index, hidden, cells: self.cells.drain(..).collect() });
        }
        Ok(())
    }

    fn cells_of_row(&mut self) -> Gate<()> {
        let depth = self.tokens.depth();
        loop {
            match self.tokens.next()? {
                Token::Start("c") => self.cell()?,
                Token::Start(name) => self.pass_over(name)?,
                Token::End if self.tokens.depth() < depth => return Ok(()),
                Token::End | Token::Text(_) | Token::CData(_) => {}
                Token::Eof => return Err(damaged("XML が途中で終わっています")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_looks_are_told() {
        let read = |after: &str| {
            let formats = vec![CellFormat::default(), CellFormat { look: 3, ..CellFormat::default() }];
            let cells = r#"<row><c><v>1</v></c><c s="1"><v>2</v></c><c s="1"/></row>"#;
            let part = format!("<worksheet><sheetData>{cells}</sheetData>{after}</worksheet>");
            sheet(part.as_bytes(), &mut Context::new(Vec::new(), formats, false)).expect("a sheet")
        };
        let looks: Vec<u16> = read("").rows[0].cells.iter().map(|c| c.look).collect();
        assert_eq!(looks, [0, 3], "an empty cell shows nothing");
        assert!(read(r#"<drawing r:id="rId1"/>"#).has_objects);
        assert!(!read(r#"<legacyDrawing r:id="rId1"/>"#).has_objects, "comments are no objects");
    }

    #[test]
    fn ranges_are_joined() {
        assert_eq!(joined(vec![(5, 6), (1, 2), (3, 4), (9, 9)]), [(1, 6), (9, 9)]);
    }
}
