//! A row of 事業一覧 with its indicators and yearly amounts.

use kikin_domain::money::Unit;
use kikin_domain::plan::{AmountColumn, Indicator, Project, YearColumn, YearlyAmount};
use kikin_domain::{Field, FiscalYear};

use super::Owner;
use super::json::NoteJson;
use super::parts::{amount_code, amount_of_code};
use crate::entity::workbook::{indicator, project, yearly};
use crate::lineage::{Misfit, Reader, Writer};
use crate::text::Plain as _;

type Json<T> = Result<T, serde_json::Error>;

/// The project's own row. The order of fields is the order of its lineage.
pub(super) fn to_row(p: &Project, owner: Owner, ordinal: i64, version: i64) -> Json<project::Model> {
    let mut w = Writer::new(p.row);
    let notes: Vec<NoteJson> = p.notes.iter().map(|note| NoteJson::of(note, p.row)).collect();
    let mut row = project::Model {
        prefecture: owner.prefecture,
        upload: owner.upload,
        ordinal,
        version,
        sheet: p.sheet.to_string(),
        sheet_row: p.row.into(),
        no: w.text(&p.no),
        category: w.text(&p.category),
        standard_example: w.text(&p.standard_example),
        name: w.text(&p.name),
        continuity: w.text(&p.continuity),
        area: w.text(&p.area),
        body: w.text(&p.body),
        body_kind: w.text(&p.body_kind),
        starts_on: w.text(&p.start),
        ends_on: w.text(&p.end),
        needs: w.text(&p.needs),
        vision: w.text(&p.vision),
        content: w.text(&p.content),
        relation: w.text(&p.relation),
        total: w.yen(&p.total),
        fund: w.yen(&p.fund),
        national_typed: w.yen(&p.national),
        prefectural_typed: w.yen(&p.prefectural),
        other: w.yen(&p.other),
        public_part: w.yen(&p.public),
        private_part: w.yen(&p.private),
        entrusted: w.yen(&p.entrusted),
        carried: w.yen(&p.carried),
        carried_from: w.text(&p.carried_from),
        tax: w.text(&p.tax),
        remarks: w.text(&p.remarks),
        granted: w.yen(&p.granted),
        answer: w.text(&p.answer),
        notes: if notes.is_empty() { None } else { Some(serde_json::to_string(&notes)?) },
        struck: p.struck.into(),
        unit: p.unit.map(|u| u.plain()),
        other_units: columns(&p.other_units),
        lineage: String::new(),
    };
    row.lineage = w.finish()?;
    Ok(row)
}

/// The project that these are the rows of; same order as [`to_row`].
pub(super) fn from_rows(
    row: project::Model,
    indicators: Vec<indicator::Model>,
    yearly: Vec<yearly::Model>,
) -> Result<Project, Misfit> {
    let sheet_row = u32::try_from(row.sheet_row).map_err(|_| Misfit)?;
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    let notes: Vec<NoteJson> = match &row.notes {
        Some(json) => serde_json::from_str(json).map_err(|_| Misfit)?,
        None => Vec::new(),
    };
    let (outcomes, outputs): (Vec<_>, Vec<_>) = indicators.into_iter().partition(|i| i.kind == OUTCOME);
    Ok(Project {
        sheet: row.sheet.into(),
        row: sheet_row,
        no: r.text(row.no)?,
        category: r.text(row.category)?,
        standard_example: r.text(row.standard_example)?,
        name: r.text(row.name)?,
        continuity: r.text(row.continuity)?,
        area: r.text(row.area)?,
        body: r.text(row.body)?,
        body_kind: r.text(row.body_kind)?,
        start: r.text(row.starts_on)?,
        end: r.text(row.ends_on)?,
        needs: r.text(row.needs)?,
        vision: r.text(row.vision)?,
        content: r.text(row.content)?,
        relation: r.text(row.relation)?,
        total: r.yen(row.total)?,
        fund: r.yen(row.fund)?,
        national: r.yen(row.national_typed)?,
        prefectural: r.yen(row.prefectural_typed)?,
        other: r.yen(row.other)?,
        public: r.yen(row.public_part)?,
        private: r.yen(row.private_part)?,
        entrusted: r.yen(row.entrusted)?,
        carried: r.yen(row.carried)?,
        carried_from: r.text(row.carried_from)?,
        tax: r.text(row.tax)?,
        remarks: r.text(row.remarks)?,
        granted: r.yen(row.granted)?,
        answer: r.text(row.answer)?,
        notes: notes.into_iter().map(|n| n.into_note(sheet_row)).collect::<Result<_, _>>()?,
        outcomes: outcomes.into_iter().map(|i| indicator_of(i, sheet_row)).collect::<Result<_, _>>()?,
        outputs: outputs.into_iter().map(|i| indicator_of(i, sheet_row)).collect::<Result<_, _>>()?,
        yearly: yearly.into_iter().map(|y| amount_of(y, sheet_row)).collect::<Result<_, _>>()?,
        struck: row.struck != 0,
        unit: row.unit.map(|u| Unit::from_plain(&u).ok_or(Misfit)).transpose()?,
        other_units: columns_of(row.other_units.as_deref())?,
    })
}

/// Columns by their words; none is NULL.
fn columns(columns: &[AmountColumn]) -> Option<String> {
    let words: Vec<String> = columns.iter().map(amount_code).collect();
    (!words.is_empty()).then(|| words.join(","))
}

fn columns_of(words: Option<&str>) -> Result<Vec<AmountColumn>, Misfit> {
    words.into_iter().flat_map(|w| w.split(',')).map(|w| amount_of_code(w).ok_or(Misfit)).collect()
}

const OUTCOME: &str = "outcome";
const OUTPUT: &str = "output";

/// Its indicators, in the order of keys.
pub(super) fn indicators(p: &Project, owner: Owner, project: i64) -> Json<Vec<indicator::Model>> {
    let outcomes = (0..).zip(&p.outcomes).map(|(ordinal, i)| (OUTCOME, ordinal, i));
    let outputs = (0..).zip(&p.outputs).map(|(ordinal, i)| (OUTPUT, ordinal, i));
    outcomes
        .chain(outputs)
        .map(|(kind, ordinal, i)| {
            let mut w = Writer::new(p.row);
            let mut row = indicator::Model {
                prefecture: owner.prefecture,
                upload: owner.upload,
                project,
                kind: kind.to_owned(),
                ordinal,
                name: w.text(&i.name),
                baseline: w.text(&i.baseline),
                target: w.text(&i.target),
                unit: w.text(&i.unit),
                direction: w.text(&i.direction),
                target_year: w.text(&i.target_year),
                source: w.text(&i.source),
                lineage: String::new(),
            };
            w.sheet(i.sheet.as_ref());
            row.lineage = w.finish()?;
            Ok(row)
        })
        .collect()
}

fn indicator_of(row: indicator::Model, sheet_row: u32) -> Result<Indicator, Misfit> {
    let mut r = Reader::new(sheet_row, &row.lineage)?;
    Ok(Indicator {
        name: r.text(row.name)?,
        baseline: r.text(row.baseline)?,
        target: r.text(row.target)?,
        unit: r.text(row.unit)?,
        direction: r.text(row.direction)?,
        target_year: r.text(row.target_year)?,
        source: r.text(row.source)?,
        sheet: r.sheet(),
    })
}

/// Its yearly amounts. A year's column that the sheet has not is no row.
pub(super) fn yearly(p: &Project, owner: Owner, project: i64) -> Json<Vec<yearly::Model>> {
    (0..)
        .zip(&p.yearly)
        .map(|(ordinal, y)| {
            let mut w = Writer::new(p.row);
            let amount = w.yen(&y.amount);
            Ok(yearly::Model {
                prefecture: owner.prefecture,
                upload: owner.upload,
                project,
                ordinal,
                year: y.column.year.get().into(),
                onwards: y.column.onwards.into(),
                amount,
                lineage: w.finish()?,
            })
        })
        .collect()
}

fn amount_of(row: yearly::Model, sheet_row: u32) -> Result<YearlyAmount, Misfit> {
    let amount: Field<_> = Reader::new(sheet_row, &row.lineage)?.yen(row.amount)?;
    let year = i16::try_from(row.year).ok().and_then(FiscalYear::new).ok_or(Misfit)?;
    Ok(YearlyAmount { column: YearColumn { year, onwards: row.onwards != 0 }, amount })
}
