//! What an exported plan says beyond the municipal form: whose the rows are, further indicators, and the filings on 表紙.

mod bodies;
mod fold;
mod further;

use kikin_domain::place::{CellRef, Field};
use kikin_domain::plan::{Exported, ExportedRow, Filing, PlanWorkbook};
use kikin_domain::{BodyCode, Bu, PrefectureCode, SheetName, Unit, text};

use super::Tables;
use super::cells::{Setting, Slot, is_blank};
use super::collect::Collector;
use super::cover::Places;
use super::money::AmountUnit;
use super::organization::Asked;
use super::sheets::Located;
use crate::form::{CoverKey, ExtraColumn, FILINGS, TAKEN, TableId, UNWRITTEN};
use crate::grid::{Sheet, Workbook};
use crate::table::{Allowance, Promising, Section, find_sections};
use crate::value::date::End;

pub(super) use fold::fold;

/// What the cover of an exported plan says of itself; the list of files below has labels of the same words.
const COVER_KEYS: [CoverKey; 7] = [
    CoverKey::Form,
    CoverKey::FormVersion,
    CoverKey::FiscalYear,
    CoverKey::Prefecture,
    CoverKey::Code,
    CoverKey::Stage,
    CoverKey::Unit,
];

/// Leaves the labels of the list of files out of the cover's.
pub(super) fn own_places(places: &mut Places) {
    places.retain(|key, _| COVER_KEYS.contains(key));
}

/// Adds to `plan` what the municipal form does not know.
pub(super) fn complete(
    plan: &mut PlanWorkbook,
    workbook: &Workbook,
    located: &Tables<'_>,
    codes: &[(TableId, SheetName, Option<CellRef>)],
    setting: Setting<'_>,
    collect: &mut Collector,
) {
    plan.chapters.retain(|c| c.text.text() != UNWRITTEN);
    let prefecture = plan.prefecture();
    let reader = Reader { setting, prefecture };
    let mut exported = Exported::default();
    if let Some(cover) = located.cover {
        exported.filings = reader.filings(cover, collect);
    }
    for project in &plan.projects {
        exported.rows.push(reader.row(&located.projects, (&project.sheet, project.row), collect));
    }
    for facility in plan.facilities.iter().flatten() {
        let place = place_of(&located.facilities, (&facility.sheet, facility.row), ExtraColumn::BodyCode);
        exported.facilities.push(place.and_then(|(sheet, at)| reader.body(sheet, at, collect)));
    }
    for (table, sheet, at) in codes {
        let sheet = workbook.sheets.iter().find(|s| s.name == *sheet);
        let read = |at: CellRef, collect: &mut Collector| sheet.and_then(|sheet| reader.body(sheet, at, collect));
        let body = at.and_then(|at| read(at, collect));
        match table {
            TableId::Areas => exported.areas.push(body),
            TableId::Goals => exported.goals.push(body),
            TableId::Hearings => exported.hearings.push(body),
            TableId::Projects
            | TableId::Facilities
            | TableId::Chapters
            | TableId::Indicators
            | TableId::Notes
            | TableId::Filings
            | TableId::Evaluations => {}
        }
    }
    further::read(plan, &exported.rows, workbook, setting, collect);
    plan.exported = Some(exported);
}

/// The cell of a row in a column of the exported plan.
fn place_of<'a>(
    located: &'a [Located<'_>],
    (sheet, row): (&SheetName, u32),
    column: ExtraColumn,
) -> Option<(&'a Sheet, CellRef)> {
    let (sheet, section) = section_of(located, (sheet, row))?;
    section.extra(column).map(|col| (sheet, CellRef::new(row, col)))
}

fn section_of<'a>(located: &'a [Located<'_>], (name, row): (&SheetName, u32)) -> Option<(&'a Sheet, &'a Section)> {
    let one = located.iter().find(|l| l.sheet.name == *name)?;
    let holds = |s: &&Section| (s.data.0..=s.data.1).contains(&row);
    one.sections.iter().find(holds).map(|section| (one.sheet, section))
}

struct Reader<'a> {
    setting: Setting<'a>,
    prefecture: Option<PrefectureCode>,
}

impl Reader<'_> {
    fn asked(&self) -> Asked<'_> {
        Asked { prefecture: self.prefecture, bodies: self.setting.bodies }
    }

    fn body(&self, sheet: &Sheet, at: CellRef, collect: &mut Collector) -> Option<BodyCode> {
        let slot = Slot { sheet, at, label: ExtraColumn::BodyCode.label() };
        bodies::read(slot, None, self.asked(), collect).get()
    }

    /// The columns of 事業一覧 that the municipal form has not.
    fn row(&self, located: &[Located<'_>], place: (&SheetName, u32), collect: &mut Collector) -> ExportedRow {
        let Some((sheet, section)) = section_of(located, place) else { return ExportedRow::default() };
        let slot = |column: ExtraColumn| {
            section.extra(column).map(|col| Slot { sheet, at: CellRef::new(place.1, col), label: column.label() })
        };
        let yen = AmountUnit { unit: Some(Unit::Yen), warns_of_fractions: false };
        let mut amount = |column| slot(column).map_or(Field::Absent, |slot| collect.amount(slot, yen, self.setting));
        let (national, prefectural) = (amount(ExtraColumn::TypedNational), amount(ExtraColumn::TypedPrefectural));
        let unit =
            slot(ExtraColumn::TypedUnit).and_then(|s| collect.choice(s, &Unit::ALL, Unit::label, Unit::parse).get());
        let number = slot(ExtraColumn::GroupNumber).and_then(|s| collect.number(s).text().parse().ok());
        let title = slot(ExtraColumn::GroupTitle).map(|s| collect.text(s, usize::MAX).text().to_owned());
        let body = match slot(ExtraColumn::BodyCode) {
            Some(code) => bodies::read(code, slot(ExtraColumn::BodyName), self.asked(), collect),
            None => Field::Absent,
        };
        ExportedRow { body, national, prefectural, unit, group: number.zip(title) }
    }

    /// The files that were taken into the plan.
    fn filings(&self, cover: &Sheet, collect: &mut Collector) -> Vec<Filing> {
        let promising = Promising::of(cover, &mut Allowance::default());
        let sections = find_sections(cover, &promising, &FILINGS, FILINGS.min_columns);
        let Some(section) = sections.first() else { return Vec::new() };
        let mut filings = Vec::new();
        for row in cover.rows_between(section.data.0, section.data.1) {
            let slot = |key: &str| {
                let bound = section.column(key)?;
                let label = bound.column.labels.first().map_or("", |l| l.leaf);
                Some(Slot { sheet: cover, at: CellRef::new(row.index, bound.col), label })
            };
            let text_at = |key: &str| slot(key).map(|s| text_of(s)).unwrap_or_default();
            if text_at("counts").trim() != TAKEN {
                continue;
            }
            let Some(code) = slot("code") else { continue };
            let Field::Given(code) = bodies::read(code, slot("name"), self.asked(), collect) else { continue };
            let scope = text_at("scope");
            let named: Vec<Bu> = Bu::ALL.into_iter().filter(|bu| scope.contains(bu.label())).collect();
            let date = slot("submitted").filter(|s| cover.cell(s.at).is_some_and(|c| !is_blank(c)));
            filings.push(Filing {
                name: self.setting.bodies.name(code.value),
                code,
                halves: if named.is_empty() { Bu::ALL.to_vec() } else { named },
                submitted: date.map_or(Field::Absent, |s| collect.date(s, End::First, self.setting)),
                document_number: slot("document").map_or(Field::Absent, |s| collect.text(s, usize::MAX)),
            });
        }
        filings
    }
}

/// A cell's text in its comparison form.
fn text_of(slot: Slot<'_>) -> String {
    slot.sheet.cell(slot.at).map(|c| text::nfkc_trim(&super::cells::raw_text(&c.value))).unwrap_or_default()
}
