//! A worksheet: references, order and values are proved; formulas, hidden rows and columns, merges and strike-through are
//! collected by the ordinal of their cell.

use std::collections::HashMap;

use kikin_domain::CellRef;
use kikin_domain::place::column_letters;

use super::formula::shifted;
use super::reference::{area, cell_reference, digits, is_finite_number, out_of_sheet};
use super::strings::{self, LONGEST_TEXT, Length, Strike};
use super::styles::CellFormat;
use super::token::{Token, Tokens, decode, is_true};
use crate::grid::{Area, Formula};
use crate::refusal::{Gate, damaged, grouped, over, shown};

/// Most cells of a workbook, empty ones that only carry a format included.
pub(crate) const MOST_CELLS: u32 = 2_000_000;
/// Most merged areas of a workbook.
const MOST_MERGES: usize = 100_000;
/// Longest master of a shared formula whose members get a text of their own, in bytes.
const LONGEST_MASTER: usize = 1_024;
/// Most bytes of such texts in a workbook; further members have none.
const MOST_MEMBER_TEXT: usize = 16 * 1024 * 1024;

/// What the sheets' passes share: the workbook's strings and formats, and what is left of the limits.
pub(crate) struct Context {
    pub(crate) strings: Vec<Strike>,
    pub(crate) formats: Vec<CellFormat>,
    cells: u32,
    merges: usize,
    member_text: usize,
}

impl Context {
    pub(crate) const fn new(strings: Vec<Strike>, formats: Vec<CellFormat>) -> Self {
        Self { strings, formats, cells: 0, merges: 0, member_text: 0 }
    }
}

/// What the pass over a sheet tells. Ordinals count the cells of the sheet in the order of the file, from 0.
#[derive(Default)]
pub(crate) struct SheetFacts {
    /// How many cells there are.
    pub(crate) cells: u32,
    /// Formulas, ascending.
    pub(crate) formulas: Vec<(u32, Formula)>,
    /// Error values, ascending: calamine knows only some.
    pub(crate) errors: Vec<(u32, String)>,
    /// Cells struck through as a whole, ascending.
    pub(crate) struck: Vec<u32>,
    /// Looks of the cells that are not plain, ascending.
    pub(crate) looks: Vec<(u32, u16)>,
    /// Whether drawings, charts, pictures or embedded objects lie on the sheet.
    pub(crate) has_objects: bool,
    /// Hidden rows, ascending.
    pub(crate) hidden_rows: Vec<u32>,
    /// Hidden columns, ascending, apart from each other.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Merged areas.
    pub(crate) merges: Vec<Area>,
    /// Where the type `e` of a cell stands whose error value calamine would stumble over.
    pub(crate) unknown_errors: Vec<usize>,
}

/// Reads a worksheet part.
pub(crate) fn sheet(part: &[u8], context: &mut Context) -> Gate<SheetFacts> {
    let tokens = Tokens::new(part)?;
    let mut pass = Pass {
        part,
        tokens,
        context,
        facts: SheetFacts::default(),
        masters: HashMap::new(),
        row: 0,
        col: 0,
        style: None,
    };
    pass.worksheet()?;
    let mut facts = pass.facts;
    facts.hidden_columns = joined(std::mem::take(&mut facts.hidden_columns));
    Ok(facts)
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

/// The type of a cell's value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Inline,
    Str,
    Bool,
    Error,
    Iso,
}

/// How far a cell's children have come; they stand in the order f, v, is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Child {
    None,
    Formula,
    Value,
    Inline,
}

struct Pass<'a, 'c> {
    part: &'a [u8],
    tokens: Tokens<'a>,
    context: &'c mut Context,
    facts: SheetFacts,
    masters: HashMap<u64, (CellRef, String)>,
    row: u32,
    col: u32,
    style: Option<&'a str>,
}

impl<'a> Pass<'a, '_> {
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
                Token::Start("drawing" | "picture" | "oleObject" | "control") => self.facts.has_objects = true,
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
            self.facts.hidden_columns.push((first, last));
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
        self.facts.merges.push(area);
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
        if hidden {
            self.facts.hidden_rows.push(index);
        }
        if self.tokens.closed() {
            return Ok(());
        }
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

    #[inline]
    fn cell(&mut self) -> Gate<()> {
        let (mut reference, mut style, mut kind) = (None, None, None);
        for (name, value) in self.tokens.attributes() {
            let slot = match name {
                "r" => &mut reference,
                "s" => &mut style,
                "t" => &mut kind,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return Err(damaged(format!("セルの属性 {name} が重複しています")));
            }
        }
        self.place(reference)?;
        let ordinal = self.facts.cells;
        self.facts.cells += 1;
        self.context.cells += 1;
        if self.context.cells > MOST_CELLS {
            let limit = grouped(u64::from(MOST_CELLS));
            return Err(over("セルの数", &limit, &format!("{limit}超")));
        }
        if self.tokens.closed() {
            return Ok(());
        }
        self.style = style;
        let strike = self.content(ordinal, kind)?;
        let format = self.format();
        if strike.in_font(format.struck) {
            self.facts.struck.push(ordinal);
        }
        if format.look != 0 {
            self.facts.looks.push((ordinal, format.look));
        }
        Ok(())
    }

    fn place(&mut self, reference: Option<&str>) -> Gate<()> {
        let col = match reference {
            None => self.col + 1,
            Some(text) => {
                let cell = cell_reference(text).ok_or_else(|| out_of_sheet("セル番地", text))?;
                if cell.row != self.row || cell.col <= self.col {
                    return Err(damaged(format!("セルの順序が壊れています（{}）", shown(text))));
                }
                cell.col
            }
        };
        if col > CellRef::MAX_COL {
            return Err(out_of_sheet("セル番地", &format!("{}{}", column_letters(col), self.row)));
        }
        self.col = col;
        Ok(())
    }

    fn format(&self) -> CellFormat {
        let index = self.style.map_or(Some(0), |s| s.parse::<usize>().ok());
        index.and_then(|i| self.context.formats.get(i)).copied().unwrap_or_default()
    }

    fn here(&self) -> CellRef {
        CellRef::new(self.row, self.col)
    }

    /// Reads a cell's children.
    fn content(&mut self, ordinal: u32, declared: Option<&'a str>) -> Gate<Strike> {
        let depth = self.tokens.depth();
        let kind = match declared {
            None | Some("n") => Kind::Number,
            Some("s") => Kind::Shared,
            Some("inlineStr") => Kind::Inline,
            Some("str") => Kind::Str,
            Some("b") => Kind::Bool,
            Some("e") => Kind::Error,
            Some("d") => Kind::Iso,
            Some(other) => return Err(damaged(format!("セル {} の型 {} は未知です", self.here(), shown(other)))),
        };
        let mut strike = Strike::Inherited;
        let mut formula: Option<Formula> = None;
        let mut cached = false;
        let mut last = Child::None;
        loop {
            let child = match self.tokens.next()? {
                Token::Start("v") => {
                    let value = self.simple_text()?;
                    (strike, cached) = self.value(ordinal, kind, declared, value)?;
                    Child::Value
                }
                Token::Start("f") => {
                    formula = Some(self.formula()?);
                    Child::Formula
                }
                Token::Start("is") if matches!(declared, None | Some("inlineStr")) => {
                    strike = strings::text(&mut self.tokens)?;
                    cached = true;
                    Child::Inline
                }
                Token::End if self.tokens.depth() < depth => break,
                Token::End | Token::Text(_) | Token::CData(_) => continue,
                Token::Start(_) => return Err(self.unreadable()),
                Token::Eof => return Err(damaged("XML が途中で終わっています")),
            };
            if child <= last {
                return Err(self.unreadable());
            }
            last = child;
        }
        if kind == Kind::Inline && last == Child::Value && cached {
            // A value that the type says is not there.
            return Err(self.unreadable());
        }
        if let Some(mut formula) = formula {
            formula.cached = cached;
            self.facts.formulas.push((ordinal, formula));
        }
        Ok(strike)
    }

    #[cold]
    fn unreadable(&self) -> Box<kikin_domain::Finding> {
        damaged(format!("セル {} の内容の形式が違います", self.here()))
    }

    /// The text of an element that holds text only, as it stands.
    #[inline]
    fn simple_text(&mut self) -> Gate<&'a str> {
        if self.tokens.closed() {
            return Ok("");
        }
        let text = match self.tokens.next()? {
            Token::End => return Ok(""),
            Token::Text(text) => text,
            Token::Start(_) | Token::CData(_) | Token::Eof => return Err(self.unreadable()),
        };
        match self.tokens.next()? {
            Token::End => Ok(text),
            Token::Start(_) | Token::Text(_) | Token::CData(_) | Token::Eof => Err(self.unreadable()),
        }
    }

    /// Proves a value; tells its strike and whether there is one.
    #[inline]
    fn value(&mut self, ordinal: u32, kind: Kind, declared: Option<&'a str>, raw: &'a str) -> Gate<(Strike, bool)> {
        let mut strike = Strike::Inherited;
        match kind {
            Kind::Str => {
                if raw.len() > LONGEST_TEXT {
                    Length::default().add(&decode(raw)?)?;
                }
                return Ok((strike, true));
            }
            _ if raw.is_empty() => return Ok((strike, false)),
            Kind::Number if !is_finite_number(raw) => {
                return Err(damaged(format!("セル {} の数値 {} を読めません", self.here(), shown(raw))));
            }
            Kind::Number | Kind::Inline => {}
            Kind::Shared => {
                let index = digits(raw).map(|n| n as usize);
                let found = index.and_then(|n| self.context.strings.get(n)).copied();
                strike = found.ok_or_else(|| {
                    damaged(format!("セル {} の指す共有文字列 {} がありません", self.here(), shown(raw)))
                })?;
            }
            Kind::Bool => {
                if !matches!(raw, "0" | "1" | "true" | "false") {
                    return Err(damaged(format!("セル {} の論理値 {} を読めません", self.here(), shown(raw))));
                }
            }
            Kind::Error => {
                const KNOWN: &[&str] = &["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
                self.facts.errors.push((ordinal, decode(raw)?.trim().to_owned()));
                if let (false, Some(declared)) = (KNOWN.contains(&raw), declared) {
                    self.facts.unknown_errors.push(self.tokens.offset_in(self.part, declared));
                }
            }
            Kind::Iso => {
                decode(raw)?;
            }
        }
        Ok((strike, true))
    }

    /// Reads a formula, whose start tag was just read.
    fn formula(&mut self) -> Gate<Formula> {
        let shared = self.tokens.attribute("t")? == Some("shared");
        let group = self.tokens.attribute("si")?.and_then(|si| si.parse::<u64>().ok());
        let text = decode(self.simple_text()?)?.into_owned();
        let here = self.here();
        let text = match group.filter(|_| shared) {
            None => text,
            Some(group) if text.is_empty() => match self.masters.get(&group) {
                Some((from, master)) if self.context.member_text + master.len() <= MOST_MEMBER_TEXT => {
                    let text = shifted(master, *from, here).unwrap_or_default();
                    // What could not be derived has cost as much.
                    self.context.member_text += text.len().max(master.len());
                    text
                }
                Some(_) | None => text,
            },
            Some(group) => {
                if text.len() <= LONGEST_MASTER {
                    self.masters.insert(group, (here, text.clone()));
                }
                text
            }
        };
        Ok(Formula { text, cached: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_looks_are_told() {
        let facts = |after: &str| {
            let formats = vec![CellFormat::default(), CellFormat { look: 3, ..CellFormat::default() }];
            let cells = r#"<row><c><v>1</v></c><c s="1"><v>2</v></c><c s="1"/></row>"#;
            let part = format!("<worksheet><sheetData>{cells}</sheetData>{after}</worksheet>");
            sheet(part.as_bytes(), &mut Context::new(Vec::new(), formats)).expect("a sheet")
        };
        assert_eq!(facts("").looks, [(1, 3)], "an empty cell shows nothing");
        assert!(facts(r#"<drawing r:id="rId1"/>"#).has_objects);
        assert!(!facts(r#"<legacyDrawing r:id="rId1"/>"#).has_objects, "comments are no objects");
    }

    #[test]
    fn ranges_are_joined() {
        assert_eq!(joined(vec![(5, 6), (1, 2), (3, 4), (9, 9)]), [(1, 6), (9, 9)]);
    }
}
