//! X012: check rows against what we add up.

use std::collections::{BTreeMap, HashMap};

use super::CrossContext;
use super::amounts::{borrowed, difference};
use crate::category::{Bu, CategoryCode};
use crate::evaluation::{Evaluation, EvaluationWorkbook};
use crate::finding::{Finding, Severity};
use crate::listing::Listing;
use crate::money::Yen;
use crate::place::{Field, SheetName};
use crate::plan::{CheckRow, CheckScope, PlanWorkbook, Project};
use crate::rule::RuleId;
use crate::text;

pub(super) fn judge(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    let mut rows: Vec<Addend> = plan.projects.iter().map(|p| Addend::of(p, context)).collect();
    judge_table(&plan.checks, &mut rows, findings, |column, index| {
        column.of(&plan.projects[index]).map_or(Judged::Blank, Judged::of)
    });
    let Some(facilities) = &plan.facilities else { return };
    let mut rows: Vec<Addend> = facilities
        .iter()
        .enumerate()
        .map(|(index, f)| Addend { sheet: f.sheet.clone(), row: f.row, index, pending: false, category: None })
        .collect();
    judge_table(&plan.facility_checks, &mut rows, findings, |column, index| Judged::of(column.of(&facilities[index])));
}

/// X012 of 事業評価: what was executed, against its check rows.
pub(crate) fn execution_checks(evaluation: &EvaluationWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    let category = |e: &Evaluation| context.categories.get(e.category.value()?, context.year);
    let addend = |e: &Evaluation| Addend {
        sheet: e.sheet.clone(),
        row: e.row,
        index: usize::MAX,
        pending: false,
        category: category(e).map(|c| (c.code.clone(), c.bu)),
    };
    let mut rows: Vec<Addend> = evaluation.projects.iter().map(addend).collect();
    judge_table(&evaluation.checks, &mut rows, findings, |column, index| {
        Judged::of(column.of(&evaluation.projects[index]))
    });
}

/// A column of a table, for its label.
trait Labelled: Copy + Ord {
    fn label(self) -> String;
}

impl Labelled for crate::plan::AmountColumn {
    fn label(self) -> String {
        self.label()
    }
}

impl Labelled for crate::plan::FacilityColumn {
    fn label(self) -> String {
        self.label().to_owned()
    }
}

impl Labelled for crate::evaluation::ExecutionColumn {
    fn label(self) -> String {
        self.label().to_owned()
    }
}

/// A row that a check row may add up.
struct Addend {
    sheet: SheetName,
    row: u32,
    /// Its place in reading order.
    index: usize,
    /// Whether the project is still open and stands outside the sums.
    pending: bool,
    /// Its 区分 and 分; `None` when they could not be read.
    category: Option<(CategoryCode, Bu)>,
}

impl Addend {
    fn of(project: &Project, context: CrossContext<'_>) -> Self {
        Self {
            sheet: project.sheet.clone(),
            row: project.row,
            index: usize::MAX,
            pending: project.is_pending(),
            category: context.category(project).map(|c| (c.code.clone(), c.bu)),
        }
    }
}

/// An amount as an addend.
enum Judged {
    Amount(Yen),
    Blank,
    Unsound,
}

impl Judged {
    fn of(field: &Field<Yen>) -> Self {
        match field {
            Field::Given(s) => Self::Amount(s.value),
            Field::Absent | Field::Blank(_) | Field::Pending(_) => Self::Blank,
            Field::Bad(_) => Self::Unsound,
        }
    }
}

/// Which rows a sum runs over, as far as it can be remembered and used again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Scope {
    All,
    Sheet(SheetName),
    Part(Bu, Option<SheetName>),
    Category(CategoryCode, Option<SheetName>),
}

fn judge_table<C: Labelled + std::hash::Hash>(
    checks: &[CheckRow<C>],
    rows: &mut [Addend],
    findings: &mut Listing,
    amount: impl Fn(C, usize) -> Judged,
) {
    for (index, row) in rows.iter_mut().enumerate() {
        row.index = index;
    }
    let table = Table::of(rows);
    let mut remembered: HashMap<(C, Scope), Option<Sums>> = HashMap::new();
    let mut last: HashMap<SheetName, u32> = HashMap::new();
    for check in checks {
        let since = table.between(&check.sheet, last.get(&check.sheet).copied().unwrap_or(0), check.row);
        for (column, written) in &check.amounts {
            let Field::Given(written) = written else { continue };
            let value = |row: &Addend| amount(*column, row.index);
            let mut sum_of = |scope: Scope| {
                let key = (*column, scope.clone());
                *remembered.entry(key).or_insert_with(|| Sums::of(table.rows(&scope), value))
            };
            let Some((sums, severity)) =
                candidates(check, &table, &mut sum_of, || Sums::of(since.iter().copied(), value))
            else {
                continue;
            };
            let nearest = sums.iter().copied().min_by_key(|s| s.abs_diff(written.value));
            if let Some(nearest) = nearest.filter(|s| *s != written.value) {
                findings.push(finding(check, column.label(), written, nearest).weighing(severity));
            }
        }
        last.insert(check.sheet.clone(), check.row);
    }
}

/// The sums of which one is right, and the weight when none is; `None` when an addend could not be read.
fn candidates<C>(
    check: &CheckRow<C>,
    table: &Table<'_>,
    sum_of: &mut dyn FnMut(Scope) -> Option<Sums>,
    since: impl Fn() -> Option<Sums>,
) -> Option<(Vec<Yen>, Severity)> {
    let here = || Some(check.sheet.clone());
    let (sums, severity) = match &check.scope {
        CheckScope::SinceLast => (vec![since()?], Severity::Error),
        CheckScope::SinceLastOrSheet | CheckScope::Unknown => {
            (vec![since()?, sum_of(Scope::Sheet(check.sheet.clone()))?], Severity::Warning)
        }
        CheckScope::SheetOrAll => {
            let mut sums = vec![sum_of(Scope::Sheet(check.sheet.clone()))?, sum_of(Scope::All)?];
            // A 計 with projects below it may be meant as a subtotal.
            let subtotal = text::label_key(&check.word) == "計" && table.has_below(&check.sheet, check.row);
            if subtotal {
                sums.push(since()?);
            }
            (sums, if subtotal { Severity::Warning } else { Severity::Error })
        }
        CheckScope::Part(bu) => {
            table.all_categorised.then_some(())?;
            (vec![sum_of(Scope::Part(*bu, here()))?, sum_of(Scope::Part(*bu, None))?], Severity::Error)
        }
        CheckScope::Category(code) => {
            table.all_categorised.then_some(())?;
            let of = |sheet| Scope::Category(code.clone(), sheet);
            (vec![sum_of(of(here()))?, sum_of(of(None))?], Severity::Error)
        }
    };
    Some((sums.iter().flat_map(|s| [s.all, s.settled]).collect(), severity))
}

/// The rows of a table, by sheet and row.
struct Table<'a> {
    by_sheet: BTreeMap<SheetName, Vec<&'a Addend>>,
    /// Whether every 区分 could be read: sums by 区分 or 分 are else not judged.
    all_categorised: bool,
}

impl<'a> Table<'a> {
    fn of(rows: &'a [Addend]) -> Self {
        let mut by_sheet: BTreeMap<SheetName, Vec<&'a Addend>> = BTreeMap::new();
        for row in rows {
            by_sheet.entry(row.sheet.clone()).or_default().push(row);
        }
        for rows in by_sheet.values_mut() {
            rows.sort_by_key(|r| r.row);
        }
        Self { by_sheet, all_categorised: rows.iter().all(|r| r.category.is_some()) }
    }

    fn sheet(&self, sheet: &SheetName) -> &[&'a Addend] {
        self.by_sheet.get(sheet).map_or(&[], Vec::as_slice)
    }

    /// The rows of a sheet after `after` and before `before`.
    fn between(&self, sheet: &SheetName, after: u32, before: u32) -> &[&'a Addend] {
        let rows = self.sheet(sheet);
        let from = rows.partition_point(|r| r.row <= after);
        let to = rows.partition_point(|r| r.row < before);
        &rows[from..to.max(from)]
    }

    fn has_below(&self, sheet: &SheetName, row: u32) -> bool {
        self.sheet(sheet).last().is_some_and(|r| r.row > row)
    }

    fn rows(&self, scope: &Scope) -> Vec<&'a Addend> {
        let sheet = match scope {
            Scope::All | Scope::Part(_, None) | Scope::Category(_, None) => None,
            Scope::Sheet(sheet) | Scope::Part(_, Some(sheet)) | Scope::Category(_, Some(sheet)) => Some(sheet),
        };
        let fits = |row: &&Addend| match (scope, &row.category) {
            (Scope::All | Scope::Sheet(_), _) => true,
            (Scope::Part(bu, _), Some((_, own))) => own == bu,
            (Scope::Category(code, _), Some((own, _))) => own == code,
            (Scope::Part(..) | Scope::Category(..), None) => false,
        };
        let of_sheet = |s: &SheetName| sheet.is_none_or(|wanted| wanted == s);
        self.by_sheet
            .iter()
            .filter(|(s, _)| of_sheet(s))
            .flat_map(|(_, rows)| rows.iter().copied())
            .filter(fits)
            .collect()
    }
}

/// The sum of a scope, and the sum without the projects that are still open.
#[derive(Clone, Copy)]
struct Sums {
    all: Yen,
    settled: Yen,
}

impl Sums {
    /// `None` when an addend could not be read.
    fn of<'a>(rows: impl IntoIterator<Item = &'a Addend>, value: impl Fn(&Addend) -> Judged) -> Option<Self> {
        let mut sums = Self { all: Yen::ZERO, settled: Yen::ZERO };
        for row in rows {
            match value(row) {
                Judged::Amount(yen) => {
                    sums.all += yen;
                    if !row.pending {
                        sums.settled += yen;
                    }
                }
                Judged::Blank => {}
                Judged::Unsound => return None,
            }
        }
        Some(sums)
    }
}

fn finding<C>(check: &CheckRow<C>, label: String, written: &crate::place::Sourced<Yen>, nearest: Yen) -> Finding {
    let args = [
        ("word", check.word.trim().to_owned()),
        ("label", label),
        ("written", written.value.to_string()),
        ("sum", nearest.to_string()),
        ("difference", difference(written.value, nearest)),
    ];
    Finding::new(RuleId::X012, "", &borrowed(&args))
        .on(&check.sheet)
        .at([written.cell])
        .value(written.value.get().to_string())
        .expected(nearest.get().to_string())
}
