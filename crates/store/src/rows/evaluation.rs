//! A workbook of 事後評価 as rows of tables, and rows as a workbook again: what is stored and loaded is equal.

use std::collections::BTreeMap;

use kikin_domain::evaluation::{Evaluation, EvaluationWorkbook, ExecutionColumn, Outcome, Output};
use kikin_domain::money::Unit;
use kikin_domain::plan::Cover;
use kikin_domain::{BodyCode, Field, FiscalYear, FormId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::json::{NoteJson, RecordJson, RecordReader};
use super::parts::{BOOK, CHECK, COVER, CheckJson, Parts, cover, parsed, read_contact, read_cover, record};
use super::{AT_ONCE, Owner, parts};
use crate::entity::evaluation::{achieved as indicators, result as results};
use crate::entity::workbook::{contact, part};
use crate::error::{Result, StoreError};
use crate::lineage::{Misfit, Reader, Writer};
use crate::text::Plain;

/// The rows of one file.
#[derive(Debug, Default)]
pub(crate) struct EvaluationRows {
    pub(crate) results: Vec<results::Model>,
    pub(crate) indicators: Vec<indicators::Model>,
    pub(crate) parts: Vec<part::Model>,
    pub(crate) contacts: Vec<contact::Model>,
}

/// What the workbook is as a whole.
#[derive(Serialize, Deserialize)]
struct BookJson {
    form: String,
    organization: Option<(String, String)>,
    judged_year: Option<String>,
    sheets: Vec<String>,
    unit: Option<String>,
    cover_sheet: Option<String>,
    evaluation_year: RecordJson,
}

const OUTCOME: &str = "outcome";
const OUTPUT: &str = "output";

impl EvaluationRows {
    /// The rows of `book`; `version_of` gives the version that a project is filed under.
    pub(crate) fn of(book: &EvaluationWorkbook, owner: Owner, version_of: impl Fn(&Evaluation) -> i64) -> Result<Self> {
        let mut rows = Self::default();
        for (ordinal, one) in (0..).zip(&book.projects) {
            rows.results.push(to_row(one, owner, ordinal, version_of(one))?);
            rows.indicators.extend(outcomes(one, owner, ordinal)?);
            rows.indicators.extend(outputs(one, owner, ordinal)?);
        }
        let mut parts = Parts::new(owner);
        parts.add(BOOK, [whole(book)])?;
        parts.add(COVER, [record(|w| cover(w, &book.cover))])?;
        parts.add(CHECK, book.checks.iter().map(|c| CheckJson::of(c, |column| column_code(*column).to_owned())))?;
        rows.parts = parts.rows;
        rows.contacts.push(parts::contact(&book.cover, owner)?);
        Ok(rows)
    }

    /// The workbook that these are the rows of.
    fn into_workbook(self, upload: i64) -> Result<EvaluationWorkbook> {
        let damaged = |table| move |what: Misfit| StoreError::corrupt(table, upload, what.to_string());
        let mut book = read_parts(self.parts).map_err(damaged("workbook_parts"))?;
        for row in self.contacts {
            read_contact(&mut book.cover, &row.content).map_err(damaged("contacts"))?;
        }
        let mut indicators = self.indicators.into_iter().peekable();
        for row in self.results {
            let ordinal = row.ordinal;
            let own = std::iter::from_fn(|| indicators.next_if(|i| i.project == ordinal)).collect();
            book.projects.push(from_rows(row, own).map_err(damaged("evaluations"))?);
        }
        Ok(book)
    }
}

/// Loads workbooks of 事後評価 as they were read, by upload.
pub(crate) async fn load_evaluations(
    db: &impl ConnectionTrait,
    prefecture: i64,
    uploads: &[i64],
) -> Result<BTreeMap<i64, EvaluationWorkbook>> {
    let mut books = BTreeMap::new();
    for some in uploads.chunks(AT_ONCE) {
        let mut files: BTreeMap<i64, EvaluationRows> = BTreeMap::new();
        macro_rules! load {
            ($module:ident, $field:ident, $($key:ident),*) => {
                let rows = $module::Entity::find()
                    .filter($module::Column::Prefecture.eq(prefecture))
                    .filter($module::Column::Upload.is_in(some.iter().copied()))
                    $(.order_by_asc($module::Column::$key))*
                    .all(db)
                    .await?;
                for row in rows {
                    files.entry(row.upload).or_default().$field.push(row);
                }
            };
        }
        load!(results, results, Upload, Ordinal);
        load!(indicators, indicators, Upload, Project, Kind, Ordinal);
        load!(part, parts, Upload, Kind, Ordinal);
        load!(contact, contacts, Upload);
        for (upload, rows) in files {
            books.insert(upload, rows.into_workbook(upload)?);
        }
    }
    Ok(books)
}

fn whole(book: &EvaluationWorkbook) -> BookJson {
    BookJson {
        form: FormId::Evaluation.plain(),
        organization: book.organization.as_ref().map(|(code, name)| (code.plain(), name.clone())),
        judged_year: book.judged_year.map(|y| y.plain()),
        sheets: book.sheets.iter().map(ToString::to_string).collect(),
        unit: book.unit.map(|u| u.plain()),
        cover_sheet: book.cover.sheet.as_deref().map(str::to_owned),
        evaluation_year: record(|w| w.put(&book.evaluation_year)),
    }
}

fn read_parts(rows: Vec<part::Model>) -> std::result::Result<EvaluationWorkbook, Misfit> {
    let mut book = EvaluationWorkbook {
        cover: Cover::default(),
        evaluation_year: Field::Absent,
        organization: None,
        judged_year: None,
        projects: Vec::new(),
        checks: Vec::new(),
        sheets: Vec::new(),
        unit: None,
    };
    let mut is_whole = false;
    for row in rows {
        match row.kind.as_str() {
            BOOK => {
                read_whole(&mut book, parsed(&row.content)?)?;
                is_whole = true;
            }
            COVER => read_cover(&mut book.cover, &mut RecordReader::new(0, parsed(&row.content)?))?,
            CHECK => book.checks.push(parsed::<CheckJson>(&row.content)?.into_row(column_of_code)?),
            _ => return Err(Misfit),
        }
    }
    if is_whole { Ok(book) } else { Err(Misfit) }
}

fn read_whole(book: &mut EvaluationWorkbook, whole: BookJson) -> std::result::Result<(), Misfit> {
    if let Some((code, name)) = whole.organization {
        book.organization = Some((BodyCode::parse(&code).ok_or(Misfit)?, name));
    }
    book.judged_year = whole.judged_year.map(|y| FiscalYear::from_plain(&y).ok_or(Misfit)).transpose()?;
    book.sheets = whole.sheets.into_iter().map(Into::into).collect();
    book.unit = whole.unit.map(|u| Unit::from_plain(&u).ok_or(Misfit)).transpose()?;
    book.cover.sheet = whole.cover_sheet.map(Into::into);
    book.evaluation_year = RecordReader::new(0, whole.evaluation_year).take()?;
    Ok(())
}

/// The project's own row. The order of fields is the order of its lineage.
fn to_row(e: &Evaluation, owner: Owner, ordinal: i64, version: i64) -> Result<results::Model> {
    let mut w = Writer::new(e.row);
    let notes: Vec<NoteJson> = e.notes.iter().map(|note| NoteJson::of(note, e.row)).collect();
    let mut row = results::Model {
        prefecture: owner.prefecture,
        upload: owner.upload,
        ordinal,
        version,
        sheet: e.sheet.to_string(),
        sheet_row: e.row.into(),
        no: w.text(&e.no),
        category: w.text(&e.category),
        name: w.text(&e.name),
        goes_on: w.text(&e.goes_on),
        executed: w.text(&e.executed),
        total: w.yen(&e.total),
        fund: w.yen(&e.fund),
        national_typed: w.yen(&e.national),
        effectiveness: w.text(&e.effectiveness),
        efficiency: w.text(&e.efficiency),
        onward: w.text(&e.onward),
        remarks: w.text(&e.remarks),
        notes: if notes.is_empty() { None } else { Some(serde_json::to_string(&notes)?) },
        struck: e.struck.into(),
        other_units: columns(&e.other_units),
        lineage: String::new(),
    };
    row.lineage = w.finish()?;
    Ok(row)
}

/// The project that these are the rows of; same order as [`to_row`].
fn from_rows(row: results::Model, indicators: Vec<indicators::Model>) -> std::result::Result<Evaluation, Misfit> {
    let sheet_row = u32::try_from(row.sheet_row).map_err(|_| Misfit)?;
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    let notes: Vec<NoteJson> = match &row.notes {
        Some(json) => serde_json::from_str(json).map_err(|_| Misfit)?,
        None => Vec::new(),
    };
    let (outcomes, outputs): (Vec<_>, Vec<_>) = indicators.into_iter().partition(|i| i.kind == OUTCOME);
    Ok(Evaluation {
        sheet: row.sheet.into(),
        row: sheet_row,
        no: r.text(row.no)?,
        category: r.text(row.category)?,
        name: r.text(row.name)?,
        goes_on: r.text(row.goes_on)?,
        executed: r.text(row.executed)?,
        total: r.yen(row.total)?,
        fund: r.yen(row.fund)?,
        national: r.yen(row.national_typed)?,
        effectiveness: r.text(row.effectiveness)?,
        efficiency: r.text(row.efficiency)?,
        onward: r.text(row.onward)?,
        remarks: r.text(row.remarks)?,
        outputs: outputs.into_iter().map(|i| output_of(i, sheet_row)).collect::<std::result::Result<_, _>>()?,
        outcomes: outcomes.into_iter().map(|i| outcome_of(i, sheet_row)).collect::<std::result::Result<_, _>>()?,
        notes: notes.into_iter().map(|n| n.into_note(sheet_row)).collect::<std::result::Result<_, _>>()?,
        struck: row.struck != 0,
        other_units: columns_of(row.other_units.as_deref())?,
    })
}

fn blank(owner: Owner, project: i64, kind: &str, ordinal: i64) -> indicators::Model {
    indicators::Model {
        prefecture: owner.prefecture,
        upload: owner.upload,
        project,
        kind: kind.to_owned(),
        ordinal,
        name: None,
        target: None,
        achieved: None,
        unit: None,
        direction: None,
        cause: None,
        improvement: None,
        observed: None,
        lineage: String::new(),
    }
}

fn outputs(e: &Evaluation, owner: Owner, project: i64) -> Result<Vec<indicators::Model>> {
    let row = |(ordinal, o): (i64, &Output)| {
        let mut w = Writer::new(e.row);
        let mut row = indicators::Model {
            name: w.text(&o.name),
            target: w.text(&o.target),
            achieved: w.text(&o.achieved),
            unit: w.text(&o.unit),
            direction: w.text(&o.direction),
            cause: w.text(&o.cause),
            improvement: w.text(&o.improvement),
            ..blank(owner, project, OUTPUT, ordinal)
        };
        row.lineage = w.finish()?;
        Ok(row)
    };
    (0..).zip(&e.outputs).map(row).collect()
}

fn output_of(row: indicators::Model, sheet_row: u32) -> std::result::Result<Output, Misfit> {
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    Ok(Output {
        name: r.text(row.name)?,
        target: r.text(row.target)?,
        achieved: r.text(row.achieved)?,
        unit: r.text(row.unit)?,
        direction: r.text(row.direction)?,
        cause: r.text(row.cause)?,
        improvement: r.text(row.improvement)?,
    })
}

fn outcomes(e: &Evaluation, owner: Owner, project: i64) -> Result<Vec<indicators::Model>> {
    let row = |(ordinal, o): (i64, &Outcome)| {
        let mut w = Writer::new(e.row);
        let mut row = indicators::Model {
            name: w.text(&o.name),
            target: w.text(&o.target),
            achieved: w.text(&o.actual),
            observed: w.text(&o.observed),
            ..blank(owner, project, OUTCOME, ordinal)
        };
        row.lineage = w.finish()?;
        Ok(row)
    };
    (0..).zip(&e.outcomes).map(row).collect()
}

fn outcome_of(row: indicators::Model, sheet_row: u32) -> std::result::Result<Outcome, Misfit> {
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    Ok(Outcome {
        name: r.text(row.name)?,
        target: r.text(row.target)?,
        actual: r.text(row.achieved)?,
        observed: r.text(row.observed)?,
    })
}

const COLUMNS: [ExecutionColumn; 3] = [ExecutionColumn::Total, ExecutionColumn::Fund, ExecutionColumn::National];

const fn column_code(column: ExecutionColumn) -> &'static str {
    match column {
        ExecutionColumn::Total => "total",
        ExecutionColumn::Fund => "fund",
        ExecutionColumn::National => "national",
    }
}

fn column_of_code(code: &str) -> Option<ExecutionColumn> {
    COLUMNS.into_iter().find(|column| column_code(*column) == code)
}

/// Columns by their words; none is NULL.
fn columns(columns: &[ExecutionColumn]) -> Option<String> {
    let words: Vec<&str> = columns.iter().map(|column| column_code(*column)).collect();
    (!words.is_empty()).then(|| words.join(","))
}

fn columns_of(words: Option<&str>) -> std::result::Result<Vec<ExecutionColumn>, Misfit> {
    words.into_iter().flat_map(|w| w.split(',')).map(|w| column_of_code(w).ok_or(Misfit)).collect()
}
