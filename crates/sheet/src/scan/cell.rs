//! A cell: its place, value, formula and look.

use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::CellRef;
use kikin_domain::place::column_letters;

use super::formula::shifted;
use super::reference::{cell_reference, digits, finite_number, out_of_sheet};
use super::sheet::{MOST_CELLS, Pass};
use super::strings::{self, LONGEST_TEXT, Length, Strike, even_lines, without_escapes};
use super::styles::{CellFormat, Shows};
use super::token::{Token, decode};
use crate::grid::{Cell, CellValue, Formula, date_of_serial};
use crate::refusal::{Gate, damaged, grouped, over, shown};

/// Longest master of a shared formula whose members get a text of their own, in bytes.
const LONGEST_MASTER: usize = 1_024;
/// Most bytes of such texts in a workbook; further members have none.
const MOST_MEMBER_TEXT: usize = 16 * 1024 * 1024;

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

/// What stands between a cell's tags.
struct Inside {
    value: CellValue,
    formula: Option<Formula>,
    strike: Strike,
}

impl<'a> Pass<'a, '_> {
    #[inline]
    pub(super) fn cell(&mut self) -> Gate<()> {
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
        self.context.cells += 1;
        if self.context.cells > MOST_CELLS {
            let limit = grouped(u64::from(MOST_CELLS));
            return Err(over("セルの数", &limit, &format!("{limit}超")));
        }
        if self.tokens.closed() {
            return Ok(());
        }
        let format = self.format(style);
        // A cell without a style shows its number as it is, whatever the first style does.
        let shows = if style.is_some() { format.shows } else { Shows::Number };
        let Inside { value, formula, strike } = self.inside(kind, shows)?;
        let is_blank = match &value {
            CellValue::Empty => true,
            CellValue::Text(text) => text.is_empty(),
            _ => false,
        };
        if is_blank && formula.is_none() {
            return Ok(());
        }
        if let CellValue::Text(text) = &value {
            let left = self.context.text_left.checked_sub(text.len());
            self.context.text_left = left.ok_or_else(|| over("セルの文字の量", "64 MB", "64 MB超"))?;
        }
        let (struck, formula) = (strike.in_font(format.struck), formula.map(Box::new));
        self.cells.push(Cell { col: self.col, value, formula, struck, look: format.look });
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

    fn format(&self, style: Option<&str>) -> CellFormat {
        let index = style.map_or(Some(0), |s| s.parse::<usize>().ok());
        index.and_then(|i| self.context.formats.get(i)).copied().unwrap_or_default()
    }

    fn here(&self) -> CellRef {
        CellRef::new(self.row, self.col)
    }

    /// Reads a cell's children.
    fn inside(&mut self, declared: Option<&'a str>, shows: Shows) -> Gate<Inside> {
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
        let mut inside = Inside { value: CellValue::Empty, formula: None, strike: Strike::Inherited };
        let mut cached = false;
        let mut last = Child::None;
        loop {
            let child = match self.tokens.next()? {
                Token::Start("v") => {
                    let raw = self.simple_text()?;
                    cached = kind == Kind::Str || !raw.is_empty();
                    if cached {
                        (inside.value, inside.strike) = self.value(kind, shows, raw)?;
                    }
                    Child::Value
                }
                Token::Start("f") => {
                    inside.formula = Some(self.formula()?);
                    Child::Formula
                }
                Token::Start("is") if matches!(declared, None | Some("inlineStr")) => {
                    self.text.clear();
                    inside.strike = strings::text(&mut self.tokens, &mut self.text)?;
                    inside.value = CellValue::Text(self.text.as_str().into());
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
        if let Some(formula) = &mut inside.formula {
            formula.cached = cached;
        }
        Ok(inside)
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

    /// Proves a value that is there; an empty one only of a text.
    #[inline]
    fn value(&self, kind: Kind, shows: Shows, raw: &'a str) -> Gate<(CellValue, Strike)> {
        let value = match kind {
            Kind::Number => match finite_number(raw) {
                Some(number) => self.number(number, shows),
                None => return Err(damaged(format!("セル {} の数値 {} を読めません", self.here(), shown(raw)))),
            },
            // Refused by whoever reads the cell.
            Kind::Inline => CellValue::Empty,
            Kind::Shared => {
                let index = digits(raw).map(|n| n as usize);
                let found = index.and_then(|n| self.context.strings.get(n)).ok_or_else(|| {
                    damaged(format!("セル {} の指す共有文字列 {} がありません", self.here(), shown(raw)))
                })?;
                return Ok((CellValue::Text(Arc::clone(&found.text)), found.strike));
            }
            Kind::Str => {
                let text = even_lines(raw);
                let text = decode(&text)?;
                if raw.len() > LONGEST_TEXT {
                    Length::default().add(&text)?;
                }
                CellValue::Text(without_escapes(&text).into())
            }
            Kind::Bool => match raw {
                "1" | "true" => CellValue::Bool(true),
                "0" | "false" => CellValue::Bool(false),
                _ => return Err(damaged(format!("セル {} の論理値 {} を読めません", self.here(), shown(raw)))),
            },
            Kind::Error => CellValue::Error(decode(raw)?.trim().into()),
            Kind::Iso => {
                let text = even_lines(raw);
                let text = decode(&text)?;
                match text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
                    Some(date) => CellValue::Date(date),
                    None => CellValue::Text(text.as_ref().into()),
                }
            }
        };
        Ok((value, Strike::Inherited))
    }

    /// A number as its format shows it. Less than a day is a time of day, also in the 1904 system.
    fn number(&self, number: f64, shows: Shows) -> CellValue {
        match shows {
            Shows::Number => CellValue::Number(number),
            Shows::Duration => CellValue::Duration(number),
            Shows::Date => match date_of_serial(number, self.context.date1904).filter(|_| number >= 1.0) {
                Some(date) => CellValue::Date(date),
                None => CellValue::Number(number),
            },
        }
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
