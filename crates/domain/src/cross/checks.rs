//! X012: check rows against what we add up.

use super::CrossContext;
use super::amounts::{borrowed, difference};
use crate::category::{Bu, CategoryCode};
use crate::finding::{Finding, Severity};
use crate::money::Yen;
use crate::place::{Field, SheetName};
use crate::plan::{CheckRow, CheckScope, Facility, PlanWorkbook, Project};
use crate::rule::RuleId;
use crate::text;

pub(super) fn judge(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Vec<Finding>) {
    let rows: Vec<Addend<'_, Project>> = plan
        .projects
        .iter()
        .map(|p| Addend {
            sheet: &p.sheet,
            row: p.row,
            pending: p.is_pending(),
            category: Category::of(p, context),
            record: p,
        })
        .collect();
    for check in &plan.checks {
        let others = plan.checks.iter().filter(|c| c.sheet == check.sheet).map(|c| c.row);
        let last = others.filter(|r| *r < check.row).max();
        for (column, written) in &check.amounts {
            let columns = |p: &Project| column.of(p).map(Judged::of).unwrap_or(Judged::Blank);
            findings.extend(judge_cell(check, &column.label(), written, &rows, last, columns));
        }
    }
    let rows: Vec<Addend<'_, Facility>> = plan
        .facilities
        .iter()
        .flatten()
        .map(|f| Addend { sheet: &f.sheet, row: f.row, pending: false, category: Category::None, record: f })
        .collect();
    for check in &plan.facility_checks {
        let others = plan.facility_checks.iter().filter(|c| c.sheet == check.sheet).map(|c| c.row);
        let last = others.filter(|r| *r < check.row).max();
        for (column, written) in &check.amounts {
            let columns = |f: &Facility| Judged::of(column.of(f));
            findings.extend(judge_cell(check, column.label(), written, &rows, last, columns));
        }
    }
}

/// The category of a row, as far as it is known.
enum Category {
    Known(CategoryCode, Bu),
    /// There is one, but it could not be read: sums by 区分 or 分 are then not judged.
    Unsound,
    None,
}

impl Category {
    fn of(project: &Project, context: CrossContext<'_>) -> Self {
        match context.category(project) {
            Some(category) => Self::Known(category.code.clone(), category.bu),
            None => Self::Unsound,
        }
    }
}

/// A row that a check row may add up.
struct Addend<'a, R> {
    sheet: &'a SheetName,
    row: u32,
    pending: bool,
    category: Category,
    record: &'a R,
}

/// An amount as an addend.
enum Judged {
    Amount(Yen),
    Blank,
    Unsound,
    Pending,
}

impl Judged {
    fn of(field: &Field<Yen>) -> Self {
        match field {
            Field::Given(s) => Self::Amount(s.value),
            Field::Absent | Field::Blank(_) => Self::Blank,
            Field::Bad(_) => Self::Unsound,
            Field::Pending(_) => Self::Pending,
        }
    }
}

/// Judges one amount of a check row. Where several scopes are possible, one that fits is enough.
fn judge_cell<C, R>(
    check: &CheckRow<C>,
    label: &str,
    written: &Field<Yen>,
    rows: &[Addend<'_, R>],
    last: Option<u32>,
    amount: impl Fn(&R) -> Judged,
) -> Option<Finding> {
    let Field::Given(written) = written else { return None };
    let mut severity = Severity::Error;
    let mut sums: Vec<Yen> = Vec::new();
    let mut add = |scope: &dyn Fn(&Addend<'_, R>) -> bool| -> Option<()> {
        sums.extend(sums_of(rows.iter().filter(|r| scope(r)), &amount)?);
        Some(())
    };
    let here = |r: &Addend<'_, R>| *r.sheet == check.sheet;
    let since = |r: &Addend<'_, R>| here(r) && r.row < check.row && last.is_none_or(|l| r.row > l);
    match &check.scope {
        CheckScope::SinceLast => add(&since)?,
        CheckScope::SinceLastOrSheet | CheckScope::Unknown => {
            severity = Severity::Warning;
            add(&since)?;
            add(&here)?;
        }
        CheckScope::SheetOrAll => {
            add(&here)?;
            add(&|_| true)?;
            // A 計 with projects below it may be meant as a subtotal.
            let below = rows.iter().any(|r| here(r) && r.row > check.row);
            if text::label_key(&check.word) == "計" && below {
                severity = Severity::Warning;
                add(&since)?;
            }
        }
        CheckScope::Part(bu) => add_part(rows, &mut add, &here, &|c| matches!(c, Category::Known(_, b) if b == bu))?,
        CheckScope::Category(code) => {
            add_part(rows, &mut add, &here, &|c| matches!(c, Category::Known(k, _) if k == code))?;
        }
    }
    let nearest = *sums.iter().min_by_key(|s| s.abs_diff(written.value))?;
    if nearest == written.value {
        return None;
    }
    let args = [
        ("word", check.word.trim().to_owned()),
        ("label", label.to_owned()),
        ("written", written.value.to_string()),
        ("sum", nearest.to_string()),
        ("difference", difference(written.value, nearest)),
    ];
    Some(
        Finding::new(RuleId::X012, "", &borrowed(&args))
            .on(&check.sheet)
            .at([written.cell])
            .value(written.value.get().to_string())
            .expected(nearest.get().to_string())
            .weighing(severity),
    )
}

/// The rows of a 分 or 区分: of the sheet, or of all sheets of the table. Not judged while a 区分 could not be read.
fn add_part<R>(
    rows: &[Addend<'_, R>],
    add: &mut dyn FnMut(&dyn Fn(&Addend<'_, R>) -> bool) -> Option<()>,
    here: &dyn Fn(&Addend<'_, R>) -> bool,
    part: &dyn Fn(&Category) -> bool,
) -> Option<()> {
    if rows.iter().any(|r| matches!(r.category, Category::Unsound)) {
        return None;
    }
    add(&|r| here(r) && part(&r.category))?;
    add(&|r| part(&r.category))
}

/// The sum of a scope, and, while projects are pending, the sum without them; `None` when an addend is unsound.
fn sums_of<'a, R: 'a>(
    rows: impl Iterator<Item = &'a Addend<'a, R>>,
    amount: &impl Fn(&R) -> Judged,
) -> Option<Vec<Yen>> {
    let (mut all, mut settled) = (Yen::ZERO, Yen::ZERO);
    for row in rows {
        match amount(row.record) {
            Judged::Amount(yen) => {
                all += yen;
                if !row.pending {
                    settled += yen;
                }
            }
            Judged::Blank | Judged::Pending => {}
            Judged::Unsound => return None,
        }
    }
    Some(vec![all, settled])
}
