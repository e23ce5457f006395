//! Marked workbooks: the sender's own archive with coloured cells, comments and a first sheet that lists what to mend.
//!
//! Only the parts that have to change are edited, and only where they have to; everything else keeps its bytes. Marks can
//! be told from what the sender wrote, so marking again replaces them, and a marked workbook reads as if unmarked.

mod book;
mod comments;
mod fill;
mod list;
mod package;
mod places;
mod relations;
mod separate;
mod shapes;
mod strip;
mod styles;
mod worksheet;
mod xml;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kikin_domain::{CellRef, Finding, Verdict};

use crate::gate::archive::Archive;
use crate::gate::{Extent, MOST_SHEETS, admit};
use book::Book;
use package::Package;
use places::Places;
use styles::Styles;
use worksheet::Survey;

pub use separate::report_workbook;

const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const SHAPES_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// What the list says above its table.
#[derive(Clone, Copy, Debug)]
pub struct MarkHeader<'a> {
    /// The file's name, without folders.
    pub file: &'a str,
    /// Name and code of the body, where known.
    pub body: Option<&'a str>,
    /// The plan year, where known.
    pub year: Option<&'a str>,
    /// The stage, where known.
    pub stage: Option<&'a str>,
    /// The verdict on the file.
    pub verdict: Verdict,
}

/// Why a workbook is not marked. The sentences are for the officer.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// The file cannot be read at all.
    #[error("{}", .0.message)]
    Unreadable(Box<Finding>),
    /// A digital signature would no longer hold.
    #[error("電子署名が付いているため、書き込むと署名が無効になります。")]
    Signed,
    /// Strict Open XML.
    #[error(
        "「Strict Open XML」形式で保存されています。通常の「Excelブック（*.xlsx）」で保存したものには印を付けられます。"
    )]
    Strict,
    /// A shared workbook with a log of its changes.
    #[error("共有ブック（変更履歴付き）です。共有を解除したものには印を付けられます。")]
    Shared,
    /// No room for one more sheet.
    #[error("シートが{MOST_SHEETS}枚あるため、一覧のシートを加えられません。")]
    TooManySheets,
    /// A format that has reached its limits.
    #[error("ブックの大きさ又は書式の数が上限に達しています。")]
    TooLarge,
    /// A part that is built otherwise than any program builds it.
    #[error("ブックの作りが通常と違うため、安全に書き込めません（{0}）。")]
    Unknown(String),
}

impl MarkError {
    fn unknown(what: impl Into<String>) -> Self {
        Self::Unknown(what.into())
    }
}

impl From<Box<Finding>> for MarkError {
    fn from(finding: Box<Finding>) -> Self {
        Self::Unreadable(finding)
    }
}

/// Marks the sender's workbook: fills and comments the offending cells and puts the list before all sheets. Marks of an
/// earlier run are replaced.
///
/// # Errors
/// [`MarkError`] when the workbook cannot be edited safely; [`report_workbook`] then says the same apart from it.
pub fn mark(original: &[u8], findings: &[Finding], header: &MarkHeader<'_>) -> Result<Vec<u8>, MarkError> {
    // As in reading: should anything panic, one file is not marked and the rest goes on.
    let outcome = catch_unwind(AssertUnwindSafe(|| marked(original, findings, header)));
    outcome.unwrap_or_else(|_| Err(MarkError::unknown("内部エラー")))
}

fn marked(original: &[u8], findings: &[Finding], header: &MarkHeader<'_>) -> Result<Vec<u8>, MarkError> {
    // The gate proves what the edits rely on.
    admit(original, Extent::Stated)?;
    let archive = Archive::open(original)?;
    let mut package = Package::of(&archive);
    let mut styles = open_styles(&mut package)?;
    strip::strip(&mut package, &mut styles)?;

    let book = Book::open(&package)?;
    if book.sheets.iter().filter(|s| s.is_worksheet).count() >= MOST_SHEETS {
        return Err(MarkError::TooManySheets);
    }
    let mut places = places::by_sheet(findings);
    for sheet in &book.sheets {
        let marks = places.remove(&sheet.name).filter(|_| sheet.is_worksheet).unwrap_or_default();
        mark_sheet(&mut package, &mut styles, &sheet.part, marks)?;
    }
    let list = list::sheet(findings, header, list::Stands::InWorkbook, &mut styles)?;
    if let (Some(part), Some(written)) = (&book.styles, styles.write()?) {
        package.put(part, written);
    }
    book.add_first(&mut package, &book.free_name(), list::HEADER_ROW, list)?;
    let bytes = package.write()?;
    // What is handed out must come back through the gate.
    admit(&bytes, Extent::Stated)?;
    Ok(bytes)
}

/// The workbook's styles; a workbook without any gets the least there can be.
fn open_styles(package: &mut Package<'_>) -> Result<Styles, MarkError> {
    let book = Book::open(package)?;
    if let Some(part) = &book.styles {
        return Styles::read(package.need(part)?);
    }
    let part = package.free(&crate::gate::resolve(relations::folder(&book.part), "styles"), ".xml");
    package.put(&part, separate::LEAST_STYLES.as_bytes().to_vec());
    relations::declare(package, &part, separate::STYLES_TYPE)?;
    relations::add(package, &book.part, "styles", &part)?;
    Styles::read(package.need(&part)?)
}

/// Marks one sheet, and sees to it that only the list is selected.
fn mark_sheet(package: &mut Package<'_>, styles: &mut Styles, part: &str, marks: Places) -> Result<(), MarkError> {
    let mut content = package.need(part)?;
    let mut survey = Survey::of(&content)?;
    if let Some(edited) = survey.deselected(&content) {
        survey = Survey::of(&edited)?;
        package.put(part, edited.clone());
        content = edited;
    }
    if marks.cells.is_empty() {
        return Ok(());
    }
    let marks = marks.anchored(&survey.merges);
    let wanted: BTreeSet<CellRef> = marks.cells.keys().copied().collect();
    let mut style = |at: CellRef, under: u32| match marks.cells.get(&at) {
        Some(severity) => styles.mark(under, *severity),
        None => Ok(None),
    };
    if let Some(edited) = worksheet::restyle(&content, &survey, &wanted, &mut style)? {
        package.put(part, edited);
    }
    comment(package, part, &marks)
}

/// Adds the comments and their shapes.
fn comment(package: &mut Package<'_>, part: &str, marks: &Places) -> Result<(), MarkError> {
    let related = relations::of(package, part)?;
    let known = related.iter().find(|r| r.kind == "comments").map(|r| r.part.clone());
    let sent = match &known {
        Some(comments) => package.need(comments)?,
        None => comments::EMPTY.as_bytes().to_vec(),
    };
    let added = comments::add(&sent, &marks.notes)?;
    let comments = match known {
        Some(comments) => comments,
        None => {
            let name = package.free("xl/comments", ".xml");
            relations::declare(package, &name, COMMENTS_TYPE)?;
            relations::add(package, part, "comments", &name)?;
            name
        }
    };
    package.put(&comments, added.part);
    if added.new.is_empty() {
        return Ok(());
    }
    let free = free_cluster(package)?;
    let content = package.need(part)?;
    let survey = Survey::of(&content)?;
    let shapes = survey.legacy.as_ref().and_then(|id| related.iter().find(|r| r.id == *id)).map(|r| r.part.clone());
    let vml = match &shapes {
        Some(shapes) => text(package.need(shapes)?)?,
        None => shapes::empty(free),
    };
    let boxes: Vec<_> =
        added.new.into_iter().map(|cell| (cell, marks.notes.get(&cell).cloned().unwrap_or_default())).collect();
    // A drawing of our own has taken the first free number already.
    let free = if shapes.is_some() { free } else { free + 1 };
    let vml = shapes::add(&vml, &boxes, &survey, free).ok_or_else(|| MarkError::unknown("コメントの図形"))?;
    match shapes {
        Some(shapes) => package.put(&shapes, vml.into_bytes()),
        None => {
            let shapes = package.free("xl/drawings/vmlDrawing", ".vml");
            package.put(&shapes, vml.into_bytes());
            relations::declare_ending(package, "vml", SHAPES_TYPE)?;
            let id = relations::add(package, part, "vmlDrawing", &shapes)?;
            package.put(part, survey.with_legacy(&content, &id));
        }
    }
    Ok(())
}

/// The first cluster of shape numbers that no drawing of the workbook uses.
fn free_cluster(package: &Package<'_>) -> Result<u64, MarkError> {
    let mut last = 0;
    for name in package.ending(".vml") {
        last = last.max(shapes::last_cluster(&text(package.need(&name)?)?));
    }
    Ok(last + 1)
}

/// A part that is edited as text.
fn text(part: Vec<u8>) -> Result<String, MarkError> {
    String::from_utf8(part).map_err(|_| MarkError::unknown("コメントの図形"))
}
