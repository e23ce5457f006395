//! 施設整備内訳: X014, X015, X020 by facilities, and rows that belong to no project.

use std::collections::{HashMap, HashSet};

use super::amounts::{borrowed, difference, slip};
use super::{CrossContext, no_key};
use crate::finding::{Finding, Severity};
use crate::listing::{Listing, MOST_LISTED};
use crate::money::Yen;
use crate::place::{Field, Place};
use crate::plan::{Facility, PlanWorkbook, Project, Ratio, Stage};
use crate::rule::RuleId;

/// The 区分 whose projects are built up by facility.
const BUILT_UP: &str = "III";

pub(super) fn judge(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    // Without a readable table its own finding says so; nothing can be concluded.
    let Some(facilities) = &plan.facilities else { return };
    let index = Index::of(facilities);
    let is_built_up = |p: &&Project| context.category(p).is_some_and(|c| c.code.as_str() == BUILT_UP);
    for project in plan.projects.iter().filter(is_built_up) {
        findings.extend(build_up(plan, project, &index));
    }
    let projects = ProjectNumbers::of(plan, context);
    for facility in facilities {
        findings.extend(grant(facility));
        findings.extend(standard(facility));
        findings.extend(orphan(facility, &projects));
    }
}

/// Facilities by the number of their project.
struct Index<'a> {
    by_no: HashMap<String, Vec<&'a Facility>>,
    /// Whether a facility's number could not be read: it may belong to any project.
    incomplete: bool,
}

impl<'a> Index<'a> {
    fn of(facilities: &'a [Facility]) -> Self {
        let mut by_no: HashMap<String, Vec<&'a Facility>> = HashMap::new();
        for facility in facilities {
            if let Some(no) = facility.project_no.value() {
                by_no.entry(no_key(no)).or_default().push(facility);
            }
        }
        Self { by_no, incomplete: facilities.iter().any(|f| f.project_no.value().is_none()) }
    }
}

/// The numbers that a facility may name: projects of 区分Ⅲ, and those whose 区分 could not be read.
struct ProjectNumbers {
    fitting: HashSet<String>,
    /// Whether a project's number could not be read: it may be any.
    incomplete: bool,
    none: bool,
}

impl ProjectNumbers {
    fn of(plan: &PlanWorkbook, context: CrossContext<'_>) -> Self {
        let fits = |p: &&Project| {
            p.category.value().is_none() || context.category(p).is_some_and(|c| c.code.as_str() == BUILT_UP)
        };
        Self {
            fitting: plan.projects.iter().filter(fits).filter_map(|p| p.no.value().map(|n| no_key(n))).collect(),
            incomplete: plan.projects.iter().any(|p| matches!(p.no, Field::Bad(_))),
            none: plan.projects.is_empty(),
        }
    }
}

/// The facilities of a project; `None` while a facility's number could not be read.
fn facilities_of<'i, 'a>(project: &Project, index: &'i Index<'a>) -> Option<&'i [&'a Facility]> {
    let no = no_key(project.no.value()?);
    if index.incomplete {
        return None;
    }
    Some(index.by_no.get(&no).map_or(&[], Vec::as_slice))
}

/// X014 and X020.
fn build_up(plan: &PlanWorkbook, project: &Project, index: &Index<'_>) -> Vec<Finding> {
    let Some(own) = facilities_of(project, index) else { return Vec::new() };
    let severity = if plan.cover.stage() == Stage::Request { Severity::Warning } else { Severity::Error };
    let no = project.no.text();
    if own.is_empty() {
        let cell = project.no.cell().or_else(|| project.fund.cell());
        let cells = project.fund.cell().into_iter().chain(cell.filter(|c| Some(*c) != project.fund.cell()));
        return vec![
            Finding::new(RuleId::X014, "missing", &[("no", no)])
                .on(&project.sheet)
                .at(cells)
                .value(no)
                .weighing(severity),
        ];
    }
    let (Some(fund), false) = (project.fund.get(), own.iter().any(|f| f.fund.value().is_none())) else {
        return Vec::new();
    };
    // Where units contradict each other only sums inside one unit are judged (C011).
    let one_unit = own.iter().all(|f| f.amount_unit == project.unit)
        && !project.other_units.contains(&crate::plan::AmountColumn::Fund);
    let sum: Yen = own.iter().filter_map(|f| f.fund.get()).sum();
    if sum == fund || (plan.units_contradict && !one_unit) {
        return Vec::new();
    }
    // Projects that share a number share its facilities: without a limit the places would multiply.
    let places = own.iter().filter_map(|f| f.fund.cell().map(|cell| Place { sheet: f.sheet.clone(), cell }));
    let places: Vec<Place> = places.take(MOST_LISTED).collect();
    let cells: Vec<_> = places.iter().map(|p| p.cell).collect();
    let args = [
        ("no", no.to_owned()),
        ("fund", fund.to_string()),
        ("sum", sum.to_string()),
        ("cells", crate::finding::cell_list(&cells)),
        ("difference", difference(fund, sum)),
    ];
    let mut findings = vec![
        Finding::new(RuleId::X014, "sum", &borrowed(&args))
            .on(&project.sheet)
            .at(project.fund.cell())
            .with_related(places.clone())
            .value(fund.get().to_string())
            .expected(sum.get().to_string())
            .weighing(severity),
    ];
    if let Some(times) = slip(fund, sum) {
        let args = [("fund", fund.to_string()), ("sum", sum.to_string()), ("times", times.to_owned())];
        findings.push(
            Finding::new(RuleId::X020, "facilities", &borrowed(&args))
                .on(&project.sheet)
                .at(project.fund.cell())
                .with_related(places)
                .value(fund.get().to_string())
                .expected(sum.get().to_string()),
        );
    }
    findings
}

fn ratio_or_one(field: &Field<Ratio>) -> Option<Ratio> {
    match field {
        Field::Absent | Field::Blank(_) => Some(Ratio::ONE),
        Field::Bad(_) | Field::Pending(_) => None,
        Field::Given(s) => Some(s.value),
    }
}

/// X015: the grant is at most the least of 基準額, 対象経費 and 総事業費 − 寄附金, times 補助率. A blank 寄附金 is 0, a
/// blank 総事業費 drops its term.
fn grant(facility: &Facility) -> Option<Finding> {
    let (fund, standard, eligible) = (facility.fund.get()?, facility.standard_amount.get()?, facility.eligible.get()?);
    let rate = ratio_or_one(&facility.rate)?;
    if facility.total.is_unsound() || facility.donations.is_unsound() {
        return None;
    }
    let mut terms = vec![
        ("基準額", standard, vec![&facility.standard_amount]),
        ("対象経費の支出予定額", eligible, vec![&facility.eligible]),
    ];
    if let Some(total) = facility.total.get() {
        let donations = facility.donations.get().unwrap_or(Yen::ZERO);
        let mut fields = vec![&facility.total];
        fields.extend(facility.donations.value().map(|_| &facility.donations));
        terms.push(("総事業費－寄附金その他の収入額", total - donations, fields));
    }
    let (basis, least, fields) = terms.into_iter().min_by_key(|(_, amount, _)| *amount)?;
    // i128: an amount is below 10^13 and a rate's parts below 10^12.
    let allowed = i128::from(least.get()) * i128::from(rate.num);
    if i128::from(fund.get()) * i128::from(rate.den) <= allowed {
        return None;
    }
    let allowed = Yen::new(i64::try_from(allowed.div_euclid(i128::from(rate.den))).ok()?);
    let args = [("fund", fund.to_string()), ("allowed", allowed.to_string()), ("basis", basis.to_owned())];
    let cells = facility.fund.cell().into_iter().chain(fields.into_iter().filter_map(Field::cell));
    let rate_cell = facility.rate.value().and_then(|_| facility.rate.cell());
    Some(
        Finding::new(RuleId::X015, "grant", &borrowed(&args))
            .on(&facility.sheet)
            .at(cells.chain(rate_cell))
            .value(fund.get().to_string())
            .expected(format!("{}以下", allowed.get())),
    )
}

/// X015: 基準額 is at most 単価 × 数量 × 割増率, where 単価 and 数量 are given.
fn standard(facility: &Facility) -> Option<Finding> {
    let (standard, price, quantity) =
        (facility.standard_amount.get()?, facility.unit_price.get()?, facility.quantity.get()?);
    let premium = ratio_or_one(&facility.premium)?;
    let product =
        i128::from(price.get()).checked_mul(i128::from(quantity.num))?.checked_mul(i128::from(premium.num))?;
    let den = i128::from(quantity.den) * i128::from(premium.den);
    if i128::from(standard.get()).checked_mul(den)? <= product {
        return None;
    }
    let allowed = Yen::new(i64::try_from(product / den).ok()?);
    let args = [("standard", standard.to_string()), ("allowed", allowed.to_string())];
    let given = [facility.standard_amount.cell(), facility.unit_price.cell(), facility.quantity.cell()];
    let premium_cell = facility.premium.value().and_then(|_| facility.premium.cell());
    Some(
        Finding::new(RuleId::X015, "standard", &borrowed(&args))
            .on(&facility.sheet)
            .at(given.into_iter().flatten().chain(premium_cell))
            .value(standard.get().to_string())
            .expected(format!("{}以下", allowed.get())),
    )
}

/// A facility whose number names no project of 区分Ⅲ (T007). Silent while a project of that number has no readable 区分.
fn orphan(facility: &Facility, projects: &ProjectNumbers) -> Option<Finding> {
    let Field::Given(no) = &facility.project_no else { return None };
    if projects.none || projects.incomplete || projects.fitting.contains(&no_key(&no.value)) {
        return None;
    }
    let finding = Finding::new(RuleId::T007, "orphan", &[("value", &no.value)]);
    Some(finding.on(&facility.sheet).at([no.cell]).value(no.value.clone()))
}
