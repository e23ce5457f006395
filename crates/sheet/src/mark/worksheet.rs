//! A worksheet part: which cells wear which format, and the few elements around them that marking touches.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use kikin_domain::CellRef;

use super::MarkError;
use super::xml::Edits;
use crate::grid::Area;
use crate::scan::token::{Token, Tokens, is_true};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What stands before `legacyDrawing` in the order of a worksheet's elements, from `sheetData` on.
const BEFORE_DRAWING: &[&str] = &[
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

/// A run of columns that are alike.
pub(super) struct Columns {
    pub(super) first: u32,
    pub(super) last: u32,
    /// In characters; hidden columns have none.
    pub(super) width: f64,
    style: u32,
}

/// What a worksheet part tells before it is edited.
#[derive(Default)]
pub(super) struct Survey {
    prefix: String,
    knows_relationships: bool,
    /// Merged areas.
    pub(super) merges: Vec<Area>,
    /// Columns with a width or format of their own.
    pub(super) columns: Vec<Columns>,
    /// The width of the others, in characters.
    pub(super) default_width: Option<f64>,
    /// The height of rows without their own, in points.
    pub(super) default_height: Option<f64>,
    /// Heights of rows, in points.
    pub(super) heights: HashMap<u32, f64>,
    /// The colour of the tab, as written.
    pub(super) tab_colour: Option<String>,
    /// The relation to the comments' shapes.
    pub(super) legacy: Option<String>,
    legacy_span: Range<usize>,
    legacy_at: usize,
    /// Where the sheet says that it is selected.
    selected: Vec<Range<usize>>,
    data: Range<usize>,
}

impl Survey {
    /// Reads a worksheet part, or that of another kind of sheet.
    pub(super) fn of(part: &[u8]) -> Result<Self, MarkError> {
        let mut tokens = Tokens::new(part)?;
        let mut survey = Self::default();
        // The child of the root that is open, and where it begins.
        let mut child = ("", 0..0);
        let mut row = 0;
        loop {
            match tokens.next()? {
                Token::Start(name) => {
                    let level = tokens.depth() + usize::from(tokens.closed());
                    if level == 2 {
                        child = (name, tokens.span());
                    }
                    match (level, child.0, name) {
                        (1, ..) => survey.root(part, name, &tokens),
                        (3, "sheetData", "row") => survey.row(&tokens, &mut row),
                        (4.., "sheetData", _) => {}
                        _ => survey.element(part, &tokens, child.0, name)?,
                    }
                    if level == 2 && tokens.closed() {
                        survey.end_of(child.0, child.1.start..tokens.span().end);
                    }
                }
                Token::End if tokens.depth() == 1 => survey.end_of(child.0, child.1.start..tokens.span().end),
                Token::End | Token::Text(_) | Token::CData(_) => {}
                Token::Eof => return Ok(survey),
            }
        }
    }

    fn root(&mut self, part: &[u8], name: &str, tokens: &Tokens<'_>) {
        let tag = tokens.span();
        let local = tokens.offset_in(part, name);
        self.prefix = String::from_utf8_lossy(&part[tag.start + 1..local]).into_owned();
        self.knows_relationships = tokens.attributes().any(|(n, v)| n == "xmlns:r" && v == RELATIONSHIPS);
    }

    fn end_of(&mut self, name: &str, span: Range<usize>) {
        if BEFORE_DRAWING.contains(&name) {
            self.legacy_at = span.end;
        }
        match name {
            "sheetData" => self.data = span,
            "legacyDrawing" => self.legacy_span = span,
            _ => {}
        }
    }

    fn row(&mut self, tokens: &Tokens<'_>, row: &mut u32) {
        let (mut index, mut height) = (*row + 1, None);
        for (name, value) in tokens.attributes() {
            match name {
                "r" => index = value.parse().unwrap_or(index),
                "ht" => height = value.parse::<f64>().ok(),
                _ => {}
            }
        }
        *row = index;
        if let Some(height) = height {
            self.heights.insert(index, height);
        }
    }

    fn element(&mut self, part: &[u8], tokens: &Tokens<'_>, child: &str, name: &str) -> Result<(), MarkError> {
        let text = |name| tokens.attribute(name);
        let figure = |name| -> Result<Option<f64>, MarkError> { Ok(text(name)?.and_then(|v| v.parse().ok())) };
        let whole = |name| -> Result<u32, MarkError> { Ok(text(name)?.and_then(|v| v.parse().ok()).unwrap_or(0)) };
        match (child, name) {
            ("sheetPr", "tabColor") => self.tab_colour = text("rgb")?.map(str::to_owned),
            ("sheetViews", "sheetView") => {
                if let Some(value) = text("tabSelected")?.filter(|v| is_true(v)) {
                    let start = tokens.offset_in(part, value);
                    self.selected.push(start..start + value.len());
                }
            }
            ("sheetFormatPr", "sheetFormatPr") => {
                self.default_width = figure("defaultColWidth")?;
                self.default_height = figure("defaultRowHeight")?;
            }
            ("cols", "col") => {
                let width = figure("width")?.filter(|_| !tokens.flag("hidden").unwrap_or(false));
                self.columns.push(Columns {
                    first: whole("min")?,
                    last: whole("max")?,
                    width: width.unwrap_or(0.0),
                    style: whole("style")?,
                });
            }
            ("mergeCells", "mergeCell") => {
                let (first, last) = text("ref")?.unwrap_or("").split_once(':').unwrap_or_default();
                if let (Some(first), Some(last)) = (CellRef::parse(first), CellRef::parse(last)) {
                    self.merges.push(Area { first, last });
                }
            }
            ("legacyDrawing", "legacyDrawing") => {
                self.legacy = tokens.attributes().find(|(n, _)| n.ends_with(":id")).map(|(_, v)| v.to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn style_of_column(&self, col: u32) -> u32 {
        self.columns.iter().find(|c| (c.first..=c.last).contains(&col)).map_or(0, |c| c.style)
    }

    /// The sheet without the mark of being selected; `None` when it has none.
    pub(super) fn deselected(&self, part: &[u8]) -> Option<Vec<u8>> {
        let mut edits = Edits::of(part);
        for range in &self.selected {
            edits.replace(range.clone(), "0");
        }
        (!edits.is_empty()).then(|| edits.finish())
    }

    /// The sheet with a relation to its comments' shapes.
    pub(super) fn with_legacy(&self, part: &[u8], id: &str) -> Vec<u8> {
        let mut edits = Edits::of(part);
        let declared = if self.knows_relationships { String::new() } else { format!("xmlns:r=\"{RELATIONSHIPS}\" ") };
        edits.insert(self.legacy_at, format!("<{}legacyDrawing {declared}r:id=\"{id}\"/>", self.prefix));
        edits.finish()
    }

    /// The sheet without that relation.
    pub(super) fn without_legacy(&self, part: &[u8]) -> Vec<u8> {
        let mut edits = Edits::of(part);
        edits.remove(self.legacy_span.clone());
        edits.finish()
    }
}

/// Tells the format that a cell is to wear instead of its own; `None` leaves it.
pub(super) type Restyle<'f> = dyn FnMut(CellRef, u32) -> Result<Option<u32>, MarkError> + 'f;

/// Gives cells other formats. Cells of `wanted` that are not there are put in. `None` when nothing changes.
pub(super) fn restyle(
    part: &[u8],
    survey: &Survey,
    wanted: &BTreeSet<CellRef>,
    style: &mut Restyle<'_>,
) -> Result<Option<Vec<u8>>, MarkError> {
    let mut pass = Pass {
        part,
        survey,
        style,
        wanted: wanted.iter().copied().collect::<Vec<_>>().into_iter().peekable(),
        edits: Edits::of(part),
        row: 0,
        row_style: None,
    };
    pass.run()?;
    Ok((!pass.edits.is_empty()).then(|| pass.edits.finish()))
}

struct Pass<'a, 's, 'f> {
    part: &'a [u8],
    survey: &'s Survey,
    style: &'s mut Restyle<'f>,
    /// Cells still to come.
    wanted: std::iter::Peekable<std::vec::IntoIter<CellRef>>,
    edits: Edits<'a>,
    row: u32,
    row_style: Option<u32>,
}

impl<'a> Pass<'a, '_, '_> {
    fn run(&mut self) -> Result<(), MarkError> {
        let mut tokens = Tokens::new(self.part)?;
        let mut data = false;
        loop {
            match tokens.next()? {
                Token::Start("sheetData") if !data => {
                    data = true;
                    if tokens.closed() {
                        let rows = self.missing_rows(u32::MAX)?;
                        if !rows.is_empty() {
                            let end = tokens.span().end;
                            let name = &self.survey.prefix;
                            self.edits.replace(end - 2..end, format!(">{rows}</{name}sheetData>"));
                        }
                        return Ok(());
                    }
                }
                Token::Start("row") if data && tokens.depth() + usize::from(tokens.closed()) == 3 => {
                    self.row(&mut tokens)?;
                }
                Token::End if data && tokens.depth() == 1 => {
                    let rows = self.missing_rows(u32::MAX)?;
                    if !rows.is_empty() {
                        self.edits.insert(tokens.span().start, rows);
                    }
                    return Ok(());
                }
                Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
                Token::Eof => return Ok(()),
            }
        }
    }

    /// Rows for wanted cells before a row.
    fn missing_rows(&mut self, before: u32) -> Result<String, MarkError> {
        let mut out = String::new();
        while let Some(first) = self.wanted.next_if(|c| c.row < before) {
            let row = first.row;
            self.row_style = None;
            let mut cells = self.new_cell(first)?;
            while let Some(next) = self.wanted.next_if(|c| c.row == row) {
                cells += &self.new_cell(next)?;
            }
            if !cells.is_empty() {
                let p = &self.survey.prefix;
                out += &format!("<{p}row r=\"{row}\">{cells}</{p}row>");
            }
        }
        Ok(out)
    }

    /// An empty cell that wears a format; nothing when it takes no mark.
    fn new_cell(&mut self, at: CellRef) -> Result<String, MarkError> {
        let under = self.row_style.unwrap_or_else(|| self.survey.style_of_column(at.col));
        let style = (self.style)(at, under)?;
        Ok(style.map_or_else(String::new, |style| format!("<{}c r=\"{at}\" s=\"{style}\"/>", self.survey.prefix)))
    }

    /// Cells that are wanted in this row before a column.
    fn missing_cells(&mut self, before: u32) -> Result<(String, u32), MarkError> {
        let (mut out, mut last) = (String::new(), 0);
        let row = self.row;
        while let Some(at) = self.wanted.next_if(|c| c.row == row && c.col < before) {
            let cell = self.new_cell(at)?;
            if !cell.is_empty() {
                last = at.col;
                out += &cell;
            }
        }
        Ok((out, last))
    }

    fn row(&mut self, tokens: &mut Tokens<'a>) -> Result<(), MarkError> {
        let tag = tokens.span();
        let (mut index, mut style, mut custom, mut spans) = (self.row + 1, None, false, None);
        for (name, value) in tokens.attributes() {
            match name {
                "r" => index = value.parse().unwrap_or(index),
                "s" => style = value.parse().ok(),
                "customFormat" => custom = is_true(value),
                "spans" => spans = Some(value),
                _ => {}
            }
        }
        let rows = self.missing_rows(index)?;
        if !rows.is_empty() {
            self.edits.insert(tag.start, rows);
        }
        self.row = index;
        self.row_style = style.filter(|_| custom);
        let mut widest = (u32::MAX, 0);
        let mut grown = |cells: &str, last: u32, first: u32| {
            if !cells.is_empty() {
                widest = (widest.0.min(first), widest.1.max(last));
            }
        };
        if tokens.closed() {
            let first = self.wanted.peek().map_or(0, |c| c.col);
            let (cells, last) = self.missing_cells(u32::MAX)?;
            grown(&cells, last, first);
            if !cells.is_empty() {
                let end = tag.end - 2..tag.end;
                self.edits.replace(end, format!(">{cells}</{}row>", self.survey.prefix));
            }
        } else {
            let depth = tokens.depth();
            let mut col = 0;
            loop {
                match tokens.next()? {
                    Token::Start("c") if tokens.depth() + usize::from(tokens.closed()) == depth + 1 => {
                        let reference = tokens.attribute("r")?.and_then(CellRef::parse);
                        col = reference.map_or(col + 1, |c| c.col);
                        let first = self.wanted.peek().map_or(0, |c| c.col);
                        let (cells, last) = self.missing_cells(col)?;
                        grown(&cells, last, first);
                        if !cells.is_empty() {
                            self.edits.insert(tokens.span().start, cells);
                        }
                        self.wanted.next_if_eq(&CellRef::new(index, col));
                        self.cell(tokens, CellRef::new(index, col))?;
                    }
                    Token::End if tokens.depth() < depth => break,
                    Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
                    Token::Eof => return Ok(()),
                }
            }
            let first = self.wanted.peek().map_or(0, |c| c.col);
            let (cells, last) = self.missing_cells(u32::MAX)?;
            grown(&cells, last, first);
            if !cells.is_empty() {
                self.edits.insert(tokens.span().start, cells);
            }
        }
        self.widen(spans, widest);
        Ok(())
    }

    /// Takes out a row's hint of the columns it uses when a new cell lies outside.
    fn widen(&mut self, spans: Option<&'a str>, (first, last): (u32, u32)) {
        let Some(spans) = spans.filter(|_| last > 0) else { return };
        let parts = spans.split_whitespace().filter_map(|s| s.split_once(':'));
        let bounds = parts.filter_map(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
        let (low, high) = bounds.fold((u32::MAX, 0), |(low, high), (a, b)| (low.min(a), high.max(b)));
        if first < low || last > high {
            let start = spans.as_ptr() as usize - self.part.as_ptr() as usize;
            self.edits.replace(start..start + spans.len(), format!("{}:{}", first.min(low), last.max(high)));
        }
    }

    fn cell(&mut self, tokens: &Tokens<'a>, at: CellRef) -> Result<(), MarkError> {
        let old = tokens.attribute("s")?;
        let under = old.and_then(|s| s.parse().ok()).unwrap_or(0);
        let Some(style) = (self.style)(at, under)? else { return Ok(()) };
        let style = style.to_string();
        match old {
            Some(old) => {
                let start = tokens.offset_in(self.part, old);
                self.edits.replace(start..start + old.len(), style);
            }
            None => {
                // After the reference, or else after the element's name.
                let end = match tokens.attribute("r")? {
                    Some(reference) => tokens.offset_in(self.part, reference) + reference.len() + 1,
                    None => tokens.span().start + 1 + self.survey.prefix.len() + 1,
                };
                self.edits.insert(end, format!(" s=\"{style}\""));
            }
        }
        Ok(())
    }
}
