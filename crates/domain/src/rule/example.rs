//! Example workbooks as data: edits to a plain, faultless workbook, or to the plain evaluation of its projects. Tests build
//! them with a writer that is not the reader and hold every rule to its pair; the catalogue page tells them in words.

/// A table of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// 事業一覧
    Projects,
    /// 施設整備内訳
    Facilities,
    /// 区域
    Areas,
    /// 目標
    Goals,
    /// 意見聴取
    Hearings,
    /// 事業評価
    Evaluations,
}

/// What is typed into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Nothing.
    Blank,
    /// Text.
    Text(&'static str),
    /// A number, as decimal text.
    Number(&'static str),
    /// A date cell, in ISO form.
    Date(&'static str),
    /// A formula without a cached value.
    Formula(&'static str),
    /// A formula with its cached number.
    Cached(&'static str, &'static str),
    /// An error value, e.g. `#REF!`.
    Error(&'static str),
}

/// A file that is no ordinary workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Package {
    /// A PDF.
    Pdf,
    /// A workbook with a password.
    Encrypted,
    /// A workbook with macros.
    Macros,
    /// More archive entries than the limit.
    TooManyEntries,
    /// The second half is missing.
    Truncated,
    /// A link to another workbook.
    ExternalLink,
}

/// One change to the plain workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The value beside a cover label.
    Cover(&'static str, Input),
    /// A cell of a table: row (from 0), column key.
    Cell(Table, usize, &'static str, Input),
    /// A further row with only these cells.
    Row(Table, &'static [(&'static str, Input)]),
    /// A further row, a copy of another with changes.
    CopyRow(Table, usize, &'static [(&'static str, Input)]),
    /// Every row of a table.
    DropRows(Table),
    /// A column.
    DropColumn(Table, &'static str),
    /// A further column: label and the value in its first row.
    AddColumn(Table, &'static str, Input),
    /// Another label for a column.
    Label(Table, &'static str, &'static str),
    /// The unit written above a table; empty for none.
    SheetUnit(Table, &'static str),
    /// The header rows of a table.
    DropHeader(Table),
    /// A sheet.
    DropSheet(&'static str),
    /// A further sheet with this text in A1.
    AddSheet(&'static str, &'static str),
    /// A row of a table is hidden.
    HideRow(Table, usize),
    /// A row of a table is struck through.
    Strike(Table, usize),
    /// The file as a whole.
    Package(Package),
}

/// An example of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// One workbook.
    One(&'static [Edit]),
    /// Two workbooks handed in together.
    Two(&'static [Edit], &'static [Edit]),
    /// One workbook, beside what the State allots to a 区分: its code and 国（A） in yen.
    Noticed(&'static [Edit], &'static str, &'static str),
    /// A workbook that came back (修正依頼), and the one that follows it without a reason.
    Returned(&'static [Edit], &'static [Edit]),
    /// An evaluation of the plain workbook's projects, held against that plan.
    Evaluation(&'static [Edit]),
}
