//! Lineage: where each field of a stored row stood, and what was typed there, in one text (README, Lineage).

use kikin_domain::place::column_letters;
use kikin_domain::{CellRef, Field, SheetName, Sourced, Yen};
use serde::{Deserialize, Serialize};

use crate::column::Money;
use crate::text::Plain;

/// One field: absent, a cell with its state, or a cell and the text typed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Mark {
    Absent(()),
    At(String),
    Typed(String, String),
    /// Last of all: the sheet, where the record stands on another than the row it belongs to.
    Elsewhere {
        sheet: String,
    },
}

const BLANK: char = '-';
const BAD: char = '!';
const PENDING: char = '?';

/// Writes the marks of one row, field by field in the form's order.
#[derive(Debug)]
pub(crate) struct Writer {
    row: u32,
    marks: Vec<Mark>,
}

impl Writer {
    /// For a record that stands in `row`.
    pub(crate) const fn new(row: u32) -> Self {
        Self { row, marks: Vec::new() }
    }

    /// The next field; returns its value as text.
    pub(crate) fn text<T: Plain>(&mut self, field: &Field<T>) -> Option<String> {
        let plain = field.value().map(Plain::plain);
        self.mark(field, plain.as_deref());
        plain
    }

    /// The next field; returns its value as money.
    pub(crate) fn yen(&mut self, field: &Field<Yen>) -> Option<Money> {
        let plain = field.value().map(Plain::plain);
        self.mark(field, plain.as_deref());
        field.get().map(Money::from)
    }

    /// After the last field: the sheet, where it is not that of the row the record belongs to.
    pub(crate) fn sheet(&mut self, sheet: Option<&SheetName>) {
        self.marks.extend(sheet.map(|sheet| Mark::Elsewhere { sheet: sheet.to_string() }));
    }

    fn mark<T>(&mut self, field: &Field<T>, plain: Option<&str>) {
        let mark = match field {
            Field::Absent => Mark::Absent(()),
            Field::Blank(cell) => Mark::At(format!("{BLANK}{}", self.cell(*cell))),
            Field::Bad(cell) => Mark::At(format!("{BAD}{}", self.cell(*cell))),
            Field::Pending(cell) => Mark::At(format!("{PENDING}{}", self.cell(*cell))),
            Field::Given(given) if plain == Some(&given.raw) => Mark::At(self.cell(given.cell)),
            Field::Given(given) => Mark::Typed(self.cell(given.cell), given.raw.clone()),
        };
        self.marks.push(mark);
    }

    /// Only the column where the row is the record's.
    fn cell(&self, cell: CellRef) -> String {
        if cell.row == self.row { column_letters(cell.col) } else { cell.to_string() }
    }

    /// The marks themselves.
    pub(crate) fn into_marks(self) -> Vec<Mark> {
        self.marks
    }

    /// The text of the column `lineage`.
    pub(crate) fn finish(self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.marks)
    }
}

/// Reads the marks of one row back, in the same order.
#[derive(Debug)]
pub(crate) struct Reader {
    row: u32,
    marks: std::vec::IntoIter<Mark>,
}

/// A row whose lineage and values do not fit together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("列の値と読み取り元の記録が食い違っています")]
pub(crate) struct Misfit;

impl Reader {
    /// Of a record that stands in `row`.
    pub(crate) fn new(row: u32, lineage: &str) -> Result<Self, Misfit> {
        Ok(Self::of(row, serde_json::from_str(lineage).map_err(|_| Misfit)?))
    }

    /// Of marks as they are.
    pub(crate) fn of(row: u32, marks: Vec<Mark>) -> Self {
        Self { row, marks: marks.into_iter() }
    }

    /// The next field, of a text column.
    pub(crate) fn text<T: Plain>(&mut self, column: Option<String>) -> Result<Field<T>, Misfit> {
        let value = column.map(|text| T::from_plain(&text).ok_or(Misfit)).transpose()?;
        self.field(value)
    }

    /// The next field, of a money column.
    pub(crate) fn yen(&mut self, column: Option<Money>) -> Result<Field<Yen>, Misfit> {
        self.field(column.map(Yen::from))
    }

    /// After the last field: the sheet, where it is not that of the row the record belongs to.
    pub(crate) fn sheet(&mut self) -> Option<SheetName> {
        match self.marks.next() {
            Some(Mark::Elsewhere { sheet }) => Some(sheet.into()),
            _ => None,
        }
    }

    fn field<T: Plain>(&mut self, value: Option<T>) -> Result<Field<T>, Misfit> {
        let (mark, raw) = match self.marks.next().ok_or(Misfit)? {
            Mark::Absent(()) => return if value.is_none() { Ok(Field::Absent) } else { Err(Misfit) },
            Mark::Elsewhere { .. } => return Err(Misfit),
            Mark::At(mark) => (mark, None),
            Mark::Typed(mark, raw) => (mark, Some(raw)),
        };
        let state = mark.chars().next().filter(|c| [BLANK, BAD, PENDING].contains(c));
        let cell = self.cell(mark.strip_prefix([BLANK, BAD, PENDING]).unwrap_or(&mark))?;
        match (state, value) {
            (Some(BLANK), None) => Ok(Field::Blank(cell)),
            (Some(BAD), None) => Ok(Field::Bad(cell)),
            (Some(PENDING), None) => Ok(Field::Pending(cell)),
            (None, Some(value)) => {
                let raw = raw.unwrap_or_else(|| value.plain());
                Ok(Field::Given(Sourced { value, cell, raw }))
            }
            _ => Err(Misfit),
        }
    }

    fn cell(&self, text: &str) -> Result<CellRef, Misfit> {
        let whole =
            if text.ends_with(|c: char| c.is_ascii_digit()) { text.to_owned() } else { format!("{text}{}", self.row) };
        CellRef::parse(&whole).ok_or(Misfit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_field_round_trips() {
        let at = |col| CellRef::new(7, col);
        let given = |raw: &str, cell| Field::Given(Sourced { value: Yen::new(1_200_000), cell, raw: raw.to_owned() });
        let fields = [
            Field::Absent,
            Field::Blank(at(2)),
            Field::Bad(CellRef::new(9, 2)),
            Field::Pending(at(27)),
            given("1200000", at(3)),
            given("1200", at(4)),
            given("-3", CellRef::new(8, 4)),
        ];
        let mut writer = Writer::new(7);
        let columns: Vec<Option<Money>> = fields.iter().map(|f| writer.yen(f)).collect();
        let lineage = writer.finish().expect("JSON");
        assert_eq!(lineage, r#"[null,"-B","!B9","?AA","C",["D","1200"],["D8","-3"]]"#);
        let mut reader = Reader::new(7, &lineage).expect("reads");
        for (field, column) in fields.iter().zip(&columns) {
            assert_eq!(reader.yen(*column).as_ref(), Ok(field));
        }
        assert_eq!(reader.yen(None), Err(Misfit));
    }

    #[test]
    fn a_value_without_a_cell_and_a_cell_without_a_value_are_misfits() {
        for (lineage, column) in [("[null]", Some(Money::from(Yen::new(1)))), (r#"["C"]"#, None), ("[]", None)] {
            assert_eq!(Reader::new(1, lineage).and_then(|mut r| r.yen(column)), Err(Misfit), "{lineage}");
        }
    }
}
