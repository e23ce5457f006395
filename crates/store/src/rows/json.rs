//! What is stored as JSON text: findings, normalizations, notes, and records that are never summed.

use kikin_domain::plan::Note;
use kikin_domain::rule::RuleId;
use kikin_domain::{CellRef, Field, Finding, Normalization, Place, Severity};
use serde::{Deserialize, Serialize};

use crate::lineage::{Mark, Misfit, Reader, Writer};
use crate::text::Plain;

/// A finding.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FindingJson {
    rule: String,
    severity: String,
    sheet: Option<String>,
    cells: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    related: Vec<(String, String)>,
    value: Option<String>,
    expected: Option<String>,
    message: String,
    hint: String,
}

impl FindingJson {
    pub(crate) fn of(f: &Finding) -> Self {
        Self {
            rule: f.rule.as_str().to_owned(),
            severity: f.severity.plain(),
            sheet: f.sheet.as_deref().map(str::to_owned),
            cells: f.cells.iter().map(ToString::to_string).collect(),
            related: f.related.iter().map(|p| (p.sheet.to_string(), p.cell.to_string())).collect(),
            value: f.value.clone(),
            expected: f.expected.clone(),
            message: f.message.clone(),
            hint: f.hint.clone(),
        }
    }

    pub(crate) fn into_finding(self) -> Result<Finding, Misfit> {
        let place = |(sheet, cell): (String, String)| Some(Place { sheet: sheet.into(), cell: CellRef::parse(&cell)? });
        Ok(Finding {
            rule: RuleId::parse(&self.rule).ok_or(Misfit)?,
            severity: Severity::from_plain(&self.severity).ok_or(Misfit)?,
            sheet: self.sheet.map(Into::into),
            cells: self.cells.iter().map(|c| CellRef::parse(c).ok_or(Misfit)).collect::<Result<_, _>>()?,
            related: self.related.into_iter().map(|p| place(p).ok_or(Misfit)).collect::<Result<_, _>>()?,
            value: self.value,
            expected: self.expected,
            message: self.message,
            hint: self.hint,
        })
    }
}

/// A normalization.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NormalizationJson {
    sheet: String,
    cell: String,
    raw: String,
    read_as: String,
}

impl NormalizationJson {
    pub(crate) fn of(n: &Normalization) -> Self {
        Self { sheet: n.sheet.to_string(), cell: n.cell.to_string(), raw: n.raw.clone(), read_as: n.read_as.clone() }
    }

    pub(crate) fn into_normalization(self) -> Result<Normalization, Misfit> {
        let cell = CellRef::parse(&self.cell).ok_or(Misfit)?;
        Ok(Normalization { sheet: self.sheet.into(), cell, raw: self.raw, read_as: self.read_as })
    }
}

/// A column that no label explains.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NoteJson {
    header: String,
    /// The sheet, where that is not the project's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(flatten)]
    record: RecordJson,
}

impl NoteJson {
    pub(super) fn of(note: &Note, row: u32) -> Self {
        let mut record = RecordWriter::new(row);
        record.put(&note.text);
        let sheet = note.sheet.as_ref().map(ToString::to_string);
        Self { header: note.label.clone(), sheet, record: record.finish() }
    }

    pub(super) fn into_note(self, row: u32) -> Result<Note, Misfit> {
        let text = RecordReader::new(row, self.record).take()?;
        Ok(Note { label: self.header, text, sheet: self.sheet.map(Into::into) })
    }
}

/// Fields in a fixed order: their values, and their marks as in lineage.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordJson {
    values: Vec<Option<String>>,
    lineage: Vec<Mark>,
}

/// Writes a record.
pub(super) struct RecordWriter {
    values: Vec<Option<String>>,
    marks: Writer,
}

impl RecordWriter {
    /// For a record of `row`; 0 where every mark is to name its row.
    pub(super) const fn new(row: u32) -> Self {
        Self { values: Vec::new(), marks: Writer::new(row) }
    }

    pub(super) fn put<T: Plain>(&mut self, field: &Field<T>) {
        self.values.push(self.marks.text(field));
    }

    pub(super) fn finish(self) -> RecordJson {
        RecordJson { values: self.values, lineage: self.marks.into_marks() }
    }
}

/// Reads a record back, in the same order.
pub(super) struct RecordReader {
    values: std::vec::IntoIter<Option<String>>,
    marks: Reader,
}

impl RecordReader {
    pub(super) fn new(row: u32, record: RecordJson) -> Self {
        Self { values: record.values.into_iter(), marks: Reader::of(row, record.lineage) }
    }

    pub(super) fn take<T: Plain>(&mut self) -> Result<Field<T>, Misfit> {
        self.marks.text(self.values.next().ok_or(Misfit)?)
    }
}
