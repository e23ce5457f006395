//! 施設整備内訳: facilities and their check rows.

use kikin_domain::place::{CellRef, Field};
use kikin_domain::plan::{CheckRow, CheckScope, Facility, FacilityColumn};
use kikin_domain::{Finding, RuleId, Unit, Yen};

use super::cells::{Setting, Slot};
use super::collect::Collector;
use super::leftover::{self, Leftovers, VerticalMerges};
use super::money::{AmountUnit, RatioKind};
use super::rows::{Keys, RowKind, RowView};
use super::sheets::Located;
use super::unit;
use crate::form::{Column, FACILITIES, Kind};
use crate::table::Section;

const KEYS: Keys = Keys {
    words: &["project_no", "kind", "name"],
    named: &["project_no", "kind"],
    keys: &["project_no", "kind", "name", "standard_amount", "eligible", "fund"],
    blank_in_checks: &[],
    blank_in_notes: &["project_no"],
};

/// What was read from the sheets of 施設整備内訳.
#[derive(Default)]
pub(crate) struct FacilityTable {
    pub(crate) facilities: Vec<Facility>,
    pub(crate) checks: Vec<CheckRow<FacilityColumn>>,
    /// Whether an amount stands in no unit.
    pub(crate) unit_missing: bool,
}

/// Reads one sheet of the table into `table`.
pub(crate) fn read(
    located: &Located<'_>,
    cover_unit: Option<Unit>,
    setting: Setting<'_>,
    collect: &mut Collector,
    table: &mut FacilityTable,
) {
    let sheet = located.sheet;
    for (section, sheet_unit) in located.sections.iter().zip(unit::of_sections(located)) {
        leftover::report_columns(sheet, section, &FACILITIES, collect);
        let merges = VerticalMerges::of(sheet, section.data);
        let reader = Reader { section, unit: sheet_unit.map(|(_, u)| u).or(cover_unit), setting, merges };
        let mut leftovers = Leftovers::default();
        let (first, last) = section.data;
        for row in sheet.rows_between(first, last) {
            let view = RowView { sheet, section, row };
            match view.kind(&KEYS, setting.categories, setting.year) {
                RowKind::Blank | RowKind::Note | RowKind::Memo => {}
                RowKind::Example(at, t) => {
                    let finding = Finding::new(RuleId::T007, "example", &[("value", t.trim())]).value(t);
                    collect.at(&sheet.name, at, finding);
                }
                RowKind::Check(scope, word) => table.checks.push(reader.check(view, scope, word, collect)),
                RowKind::Record => {
                    let facility = reader.facility(view, collect, &mut table.unit_missing);
                    leftovers.take(view);
                    table.facilities.push(facility);
                }
                RowKind::Keyless => {
                    let cells: Vec<CellRef> = row
                        .cells
                        .iter()
                        .filter(|c| !super::cells::is_blank(c))
                        .map(|c| CellRef::new(row.index, c.col))
                        .collect();
                    collect.push(Finding::new(RuleId::T007, "row", &[]).on(&sheet.name).at(cells));
                }
            }
        }
        leftovers.report(sheet, collect);
    }
}

struct Reader<'a> {
    section: &'a Section,
    unit: Option<Unit>,
    setting: Setting<'a>,
    merges: VerticalMerges,
}

impl Reader<'_> {
    fn facility(&self, view: RowView<'_>, collect: &mut Collector, unit_missing: &mut bool) -> Facility {
        let row = view.row.index;
        let mut facility =
            Facility { sheet: view.sheet.name.clone(), row, amount_unit: self.unit, ..Facility::default() };
        for bound in &self.section.columns {
            let title = bound.column.title();
            let own = Slot { sheet: view.sheet, at: CellRef::new(row, bound.col), label: &title };
            let slot = self.merges.source(own, bound.column);
            if bound.column.is_amount() {
                let unit = bound.unit.or(self.unit);
                let warns_of_fractions = matches!(bound.column.kind, Kind::Amount { fund: true });
                let field = collect.amount(own, AmountUnit { unit, warns_of_fractions }, self.setting);
                *unit_missing |= unit.is_none() && matches!(&field, Field::Given(s) if !s.raw.contains('円'));
                require_amount(own, bound.column, &field, collect);
                set_amount(&mut facility, bound.column.key, field);
            } else {
                read_plain(&mut facility, bound.column, slot, collect);
            }
        }
        facility
    }

    fn check(
        &self,
        view: RowView<'_>,
        scope: CheckScope,
        word: String,
        collect: &mut Collector,
    ) -> CheckRow<FacilityColumn> {
        let mut amounts = Vec::new();
        for bound in &self.section.columns {
            let Some(column) = facility_column(bound.column.key) else { continue };
            let title = bound.column.title();
            let slot = Slot { sheet: view.sheet, at: CellRef::new(view.row.index, bound.col), label: &title };
            let unit = bound.unit.or(self.unit);
            amounts.push((column, collect.amount(slot, AmountUnit { unit, warns_of_fractions: false }, self.setting)));
        }
        CheckRow { sheet: view.sheet.name.clone(), row: view.row.index, word, scope, amounts }
    }
}

fn require_amount(slot: Slot<'_>, column: &Column, field: &Field<Yen>, collect: &mut Collector) {
    if column.required {
        collect.require(slot, field, "");
    }
}

fn read_plain(facility: &mut Facility, column: &Column, slot: Slot<'_>, collect: &mut Collector) {
    match (column.key, column.kind) {
        ("project_no", _) => {
            facility.project_no = collect.number(slot);
            collect.require(slot, &facility.project_no, "");
        }
        ("quantity", _) => facility.quantity = collect.ratio(slot, RatioKind::Quantity),
        ("premium", _) => facility.premium = collect.ratio(slot, RatioKind::Premium),
        ("rate", _) => facility.rate = collect.ratio(slot, RatioKind::Rate),
        (key, Kind::Text(limit)) => {
            let field = collect.text(slot, limit);
            match key {
                "kind" => {
                    collect.require(slot, &field, "");
                    facility.kind = field;
                }
                "name" => facility.name = field,
                "work" => facility.work = field,
                "unit" => facility.unit = field,
                _ => {}
            }
        }
        _ => {}
    }
}

fn facility_column(key: &str) -> Option<FacilityColumn> {
    Some(match key {
        "standard_amount" => FacilityColumn::StandardAmount,
        "total" => FacilityColumn::Total,
        "eligible" => FacilityColumn::Eligible,
        "donations" => FacilityColumn::Donations,
        "fund" => FacilityColumn::Fund,
        _ => return None,
    })
}

fn set_amount(facility: &mut Facility, key: &str, field: Field<Yen>) {
    match key {
        "unit_price" => facility.unit_price = field,
        "standard_amount" => facility.standard_amount = field,
        "total" => facility.total = field,
        "eligible" => facility.eligible = field,
        "donations" => facility.donations = field,
        "fund" => facility.fund = field,
        _ => {}
    }
}

/// Required columns that the section does not have (T008).
pub(crate) fn missing_columns(section: &Section) -> Vec<&'static Column> {
    FACILITIES.columns.iter().filter(|c| c.required && section.column(c.key).is_none()).collect()
}
