//! Everything on the sheets that is not a project or a facility: 表紙, check rows, 区域, 目標, 意見聴取, 計画本文.

use kikin_domain::plan::{
    AmountColumn, Area, Chapter, CheckRow, CheckScope, Cover, FacilityColumn, FormId, Goal, Hearing, Indicator,
    PlanWorkbook, YearColumn,
};
use kikin_domain::{BodyCode, Bu, Field, FiscalYear, Yen};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Owner;
use super::json::{RecordJson, RecordReader, RecordWriter};
use crate::entity::workbook::{contact, part};
use crate::error::{Result, StoreError};
use crate::lineage::Misfit;
use crate::text::Plain;

pub(super) const BOOK: &str = "book";
pub(super) const COVER: &str = "cover";
pub(super) const CHECK: &str = "check";
const FACILITY_CHECK: &str = "facility_check";
const AREA: &str = "area";
const GOAL: &str = "goal";
const HEARING: &str = "hearing";
const CHAPTER: &str = "chapter";

/// The parts without which there is no workbook: what it is as a whole, and 表紙.
pub(super) const OF_THE_WHOLE: [&str; 2] = [BOOK, COVER];

/// What the workbook is as a whole.
#[derive(Serialize, Deserialize)]
struct BookJson {
    form: String,
    organization: Option<(String, String)>,
    judged_year: Option<String>,
    project_sheets: Vec<String>,
    facilities: bool,
    units_contradict: bool,
    cover_sheet: Option<String>,
}

/// The parts of `plan` but the names of persons.
pub(super) fn to_rows(plan: &PlanWorkbook, owner: Owner) -> Result<Vec<part::Model>> {
    let mut parts = Parts::new(owner);
    let book = BookJson {
        form: plan.form.plain(),
        organization: plan.organization.as_ref().map(|(code, name)| (code.plain(), name.clone())),
        judged_year: plan.judged_year.map(|y| y.plain()),
        project_sheets: plan.project_sheets.iter().map(ToString::to_string).collect(),
        facilities: plan.facilities.is_some(),
        units_contradict: plan.units_contradict,
        cover_sheet: plan.cover.sheet.as_deref().map(str::to_owned),
    };
    parts.add(BOOK, [book])?;
    parts.add(COVER, [record(|w| cover(w, &plan.cover))])?;
    parts.add(CHECK, plan.checks.iter().map(|c| CheckJson::of(c, amount_code)))?;
    parts
        .add(FACILITY_CHECK, plan.facility_checks.iter().map(|c| CheckJson::of(c, |f| facility_code(*f).to_owned())))?;
    parts.add(AREA, plan.areas.iter().map(|a| record(|w| put_all(w, [&a.name, &a.parts, &a.reason]))))?;
    parts.add(GOAL, plan.goals.iter().map(|g| record(|w| goal(w, g))))?;
    let hearing = |h: &Hearing| record(|w| put_all(w, [&h.held, &h.whom, &h.how, &h.opinions, &h.reflected]));
    parts.add(HEARING, plan.hearings.iter().map(hearing))?;
    parts.add(CHAPTER, plan.chapters.iter().map(|c| record(|w| put_all(w, [&c.chapter, &c.section, &c.text]))))?;
    Ok(parts.rows)
}

/// The names of persons on 表紙.
pub(super) fn contact(cover: &Cover, owner: Owner) -> Result<contact::Model> {
    let content = record(|w| put_all(w, [&cover.officer, &cover.phone, &cover.mail]));
    let content = serde_json::to_string(&content)?;
    Ok(contact::Model { prefecture: owner.prefecture, upload: owner.upload, content })
}

/// A workbook without its projects and facilities.
pub(super) fn workbook(rows: Vec<part::Model>, contacts: Vec<contact::Model>, upload: i64) -> Result<PlanWorkbook> {
    let mut book = None;
    let mut plan = PlanWorkbook::empty(FormId::MunicipalPlan);
    for row in rows {
        let damaged = |_: Misfit| {
            StoreError::corrupt("workbook_parts", format!("{upload}/{}/{}", row.kind, row.ordinal), Misfit.to_string())
        };
        if row.kind == BOOK {
            book = Some(parsed::<BookJson>(&row.content).map_err(damaged)?);
        } else {
            read_part(&mut plan, &row.kind, &row.content).map_err(damaged)?;
        }
    }
    for row in contacts {
        let damaged = |_: Misfit| StoreError::corrupt("contacts", upload, Misfit.to_string());
        read_contact(&mut plan.cover, &row.content).map_err(damaged)?;
    }
    book.ok_or(Misfit)
        .and_then(|book| read_book(&mut plan, book))
        .map_err(|e| StoreError::corrupt("workbook_parts", upload, e.to_string()))?;
    Ok(plan)
}

fn read_book(plan: &mut PlanWorkbook, book: BookJson) -> Result<(), Misfit> {
    plan.form = FormId::from_plain(&book.form).ok_or(Misfit)?;
    if let Some((code, name)) = book.organization {
        plan.organization = Some((BodyCode::parse(&code).ok_or(Misfit)?, name));
    }
    plan.judged_year = book.judged_year.map(|y| FiscalYear::from_plain(&y).ok_or(Misfit)).transpose()?;
    plan.project_sheets = book.project_sheets.into_iter().map(Into::into).collect();
    plan.facilities = book.facilities.then(Vec::new);
    plan.units_contradict = book.units_contradict;
    plan.cover.sheet = book.cover_sheet.map(Into::into);
    Ok(())
}

fn read_part(plan: &mut PlanWorkbook, kind: &str, content: &str) -> Result<(), Misfit> {
    match kind {
        COVER => read_cover(&mut plan.cover, &mut reader(content)?)?,
        CHECK => plan.checks.push(parsed::<CheckJson>(content)?.into_row(amount_of_code)?),
        FACILITY_CHECK => plan.facility_checks.push(parsed::<CheckJson>(content)?.into_row(facility_of_code)?),
        AREA => {
            let mut r = reader(content)?;
            plan.areas.push(Area { name: r.take()?, parts: r.take()?, reason: r.take()? });
        }
        GOAL => plan.goals.push(read_goal(&mut reader(content)?)?),
        HEARING => {
            let mut r = reader(content)?;
            let (held, whom, how) = (r.take()?, r.take()?, r.take()?);
            plan.hearings.push(Hearing { held, whom, how, opinions: r.take()?, reflected: r.take()? });
        }
        CHAPTER => {
            let mut r = reader(content)?;
            plan.chapters.push(Chapter { chapter: r.take()?, section: r.take()?, text: r.take()? });
        }
        _ => return Err(Misfit),
    }
    Ok(())
}

/// 表紙 but its sheet and persons; same order as [`read_cover`].
pub(super) fn cover(w: &mut RecordWriter, c: &Cover) {
    w.put(&c.form_version);
    w.put(&c.stage);
    w.put(&c.scope);
    w.put(&c.fiscal_year);
    w.put(&c.prefecture);
    w.put(&c.code);
    w.put(&c.name);
    w.put(&c.submitted);
    w.put(&c.document_number);
    w.put(&c.division);
    w.put(&c.unit);
    w.put(&c.no_projects);
}

pub(super) fn read_cover(c: &mut Cover, r: &mut RecordReader) -> Result<(), Misfit> {
    c.form_version = r.take()?;
    c.stage = r.take()?;
    c.scope = r.take()?;
    c.fiscal_year = r.take()?;
    c.prefecture = r.take()?;
    c.code = r.take()?;
    c.name = r.take()?;
    c.submitted = r.take()?;
    c.document_number = r.take()?;
    c.division = r.take()?;
    c.unit = r.take()?;
    c.no_projects = r.take()?;
    Ok(())
}

pub(super) fn read_contact(c: &mut Cover, content: &str) -> Result<(), Misfit> {
    let mut r = reader(content)?;
    (c.officer, c.phone, c.mail) = (r.take()?, r.take()?, r.take()?);
    Ok(())
}

fn goal(w: &mut RecordWriter, g: &Goal) {
    let i = &g.indicator;
    w.put(&g.category);
    w.put(&g.goal);
    put_all(w, [&i.name, &i.baseline, &i.target, &i.unit, &i.target_year, &i.source]);
    w.put(&i.direction);
}

fn read_goal(r: &mut RecordReader) -> Result<Goal, Misfit> {
    let (category, goal) = (r.take()?, r.take()?);
    let (name, baseline, target) = (r.take()?, r.take()?, r.take()?);
    let (unit, target_year, source) = (r.take()?, r.take()?, r.take()?);
    let indicator = Indicator { name, baseline, target, unit, direction: r.take()?, target_year, source, sheet: None };
    Ok(Goal { category, goal, indicator })
}

/// A check row; each amount with its column.
#[derive(Serialize, Deserialize)]
pub(super) struct CheckJson {
    sheet: String,
    row: u32,
    word: String,
    scope: (String, Option<String>),
    columns: Vec<String>,
    amounts: RecordJson,
}

impl CheckJson {
    pub(super) fn of<C>(check: &CheckRow<C>, code: impl Fn(&C) -> String) -> Self {
        let mut amounts = RecordWriter::new(check.row);
        check.amounts.iter().for_each(|(_, amount)| amounts.put(amount));
        Self {
            sheet: check.sheet.to_string(),
            row: check.row,
            word: check.word.clone(),
            scope: scope_code(&check.scope),
            columns: check.amounts.iter().map(|(column, _)| code(column)).collect(),
            amounts: amounts.finish(),
        }
    }

    pub(super) fn into_row<C>(self, column: impl Fn(&str) -> Option<C>) -> Result<CheckRow<C>, Misfit> {
        let mut amounts = RecordReader::new(self.row, self.amounts);
        let mut filled: Vec<(C, Field<Yen>)> = Vec::new();
        for code in &self.columns {
            filled.push((column(code).ok_or(Misfit)?, amounts.take()?));
        }
        let scope = scope_of_code(&self.scope.0, self.scope.1.as_deref()).ok_or(Misfit)?;
        Ok(CheckRow { sheet: self.sheet.into(), row: self.row, word: self.word, scope, amounts: filled })
    }
}

fn scope_code(scope: &CheckScope) -> (String, Option<String>) {
    let (word, of) = match scope {
        CheckScope::SinceLast => ("since-last", None),
        CheckScope::SinceLastOrSheet => ("since-last-or-sheet", None),
        CheckScope::SheetOrAll => ("sheet-or-all", None),
        CheckScope::Part(bu) => ("part", Some(bu.plain())),
        CheckScope::Category(code) => ("category", Some(code.plain())),
        CheckScope::Unknown => ("unknown", None),
    };
    (word.to_owned(), of)
}

fn scope_of_code(word: &str, of: Option<&str>) -> Option<CheckScope> {
    Some(match (word, of) {
        ("since-last", None) => CheckScope::SinceLast,
        ("since-last-or-sheet", None) => CheckScope::SinceLastOrSheet,
        ("sheet-or-all", None) => CheckScope::SheetOrAll,
        ("part", Some(bu)) => CheckScope::Part(Bu::from_plain(bu)?),
        ("category", Some(code)) => CheckScope::Category(code.into()),
        ("unknown", None) => CheckScope::Unknown,
        _ => return None,
    })
}

const AMOUNTS: [(AmountColumn, &str); 9] = [
    (AmountColumn::Total, "total"),
    (AmountColumn::Fund, "fund"),
    (AmountColumn::National, "national"),
    (AmountColumn::Prefectural, "prefectural"),
    (AmountColumn::Other, "other"),
    (AmountColumn::Public, "public"),
    (AmountColumn::Private, "private"),
    (AmountColumn::Entrusted, "entrusted"),
    (AmountColumn::Carried, "carried"),
];

/// The column's word; a year's is its number, with `+` for 以降.
pub(super) fn amount_code(column: &AmountColumn) -> String {
    match column {
        AmountColumn::Year(y) => format!("{}{}", y.year.get(), if y.onwards { "+" } else { "" }),
        other => AMOUNTS.iter().find(|(c, _)| c == other).map_or_else(String::new, |(_, code)| (*code).to_owned()),
    }
}

pub(super) fn amount_of_code(code: &str) -> Option<AmountColumn> {
    let named = AMOUNTS.iter().find(|(_, c)| *c == code).map(|(column, _)| *column);
    let year = || {
        let year = FiscalYear::from_plain(code.trim_end_matches('+'))?;
        Some(AmountColumn::Year(YearColumn { year, onwards: code.ends_with('+') }))
    };
    named.or_else(year)
}

const fn facility_code(column: FacilityColumn) -> &'static str {
    match column {
        FacilityColumn::StandardAmount => "standard_amount",
        FacilityColumn::Total => "total",
        FacilityColumn::Eligible => "eligible",
        FacilityColumn::Donations => "donations",
        FacilityColumn::Fund => "fund",
    }
}

fn facility_of_code(code: &str) -> Option<FacilityColumn> {
    use FacilityColumn::{Donations, Eligible, Fund, StandardAmount, Total};
    [StandardAmount, Total, Eligible, Donations, Fund].into_iter().find(|c| facility_code(*c) == code)
}

/// Gathers the rows, numbered by kind.
pub(super) struct Parts {
    owner: Owner,
    pub(super) rows: Vec<part::Model>,
}

impl Parts {
    pub(super) const fn new(owner: Owner) -> Self {
        Self { owner, rows: Vec::new() }
    }

    pub(super) fn add<T: Serialize>(&mut self, kind: &str, contents: impl IntoIterator<Item = T>) -> Result<()> {
        for (ordinal, content) in (0..).zip(contents) {
            let content = serde_json::to_string(&content)?;
            let Owner { prefecture, upload } = self.owner;
            self.rows.push(part::Model { prefecture, upload, kind: kind.to_owned(), ordinal, content });
        }
        Ok(())
    }
}

pub(super) fn record(write: impl FnOnce(&mut RecordWriter)) -> RecordJson {
    let mut w = RecordWriter::new(0);
    write(&mut w);
    w.finish()
}

fn put_all<const N: usize>(w: &mut RecordWriter, fields: [&Field<String>; N]) {
    fields.into_iter().for_each(|field| w.put(field));
}

fn reader(content: &str) -> Result<RecordReader, Misfit> {
    Ok(RecordReader::new(0, parsed(content)?))
}

pub(super) fn parsed<T: DeserializeOwned>(content: &str) -> Result<T, Misfit> {
    serde_json::from_str(content).map_err(|_| Misfit)
}
