//! V rules that need the plan: a project without evaluation (V001), execution above the plan (V003), an unknown project (V006).

use std::collections::{BTreeMap, BTreeSet};

use super::{Evaluation, EvaluationWorkbook};
use crate::category::{Bu, CategoryCode};
use crate::cross::no_key;
use crate::finding::Finding;
use crate::listing::Listing;
use crate::money::Yen;
use crate::place::Field;
use crate::plan::{PlanWorkbook, Project};
use crate::rule::RuleId;

/// A project of the plan, as far as its evaluation is held against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its 分.
    pub bu: Bu,
    /// No., unique within the 分
    pub no: String,
    /// 事業名
    pub name: String,
    /// 基金 計（A+B）, yen
    pub fund: Option<Yen>,
}

impl Planned {
    /// The projects of a plan; one without readable No. or 区分 is nobody's to evaluate.
    #[must_use]
    pub fn of(plan: &PlanWorkbook, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Self> {
        let planned = |project: &Project| {
            Some(Self {
                bu: project.category.value().and_then(&bu_of)?,
                no: project.no.value()?.clone(),
                name: project.name.text().trim().to_owned(),
                fund: project.fund.get(),
            })
        };
        plan.projects.iter().filter_map(planned).collect()
    }
}

/// Which project a row speaks of.
enum Subject {
    /// No. and 分.
    Known(Bu, String),
    /// The No. alone: the 区分 could not be read.
    Number(String),
    /// Nothing to find it by.
    Unread,
}

impl Subject {
    fn of(row: &Evaluation, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Self {
        match (row.no.value(), row.category.value().and_then(bu_of)) {
            (Some(no), Some(bu)) => Self::Known(bu, no_key(no)),
            (Some(no), None) => Self::Number(no_key(no)),
            (None, _) => Self::Unread,
        }
    }
}

/// Holds an evaluation against the projects of its plan, row by row, then the projects that have none. What cannot be read is
/// neither unknown nor missing.
#[must_use]
pub fn judge_against(
    planned: &[Planned],
    evaluation: &EvaluationWorkbook,
    bu_of: impl Fn(&CategoryCode) -> Option<Bu>,
) -> Vec<Finding> {
    let by_no: BTreeMap<(Bu, String), &Planned> = planned.iter().map(|p| ((p.bu, no_key(&p.no)), p)).collect();
    let mut listing = Listing::default();
    let mut met: BTreeSet<(Bu, String)> = BTreeSet::new();
    let mut unread = 0_usize;
    for row in &evaluation.projects {
        match Subject::of(row, &bu_of) {
            Subject::Known(bu, no) => {
                match by_no.get(&(bu, no.clone())) {
                    Some(project) => listing.extend(above_plan(project, row)),
                    None => {
                        listing.push(unknown(bu, row));
                    }
                }
                met.insert((bu, no));
            }
            Subject::Number(no) => met.extend(Bu::ALL.map(|bu| (bu, no.clone()))),
            Subject::Unread => unread += 1,
        }
    }
    let missing: Vec<&Planned> = planned.iter().filter(|p| !met.contains(&(p.bu, no_key(&p.no)))).collect();
    // A row without a No. may be the one that is missed.
    if unread == 0 {
        listing.extend(missing.into_iter().map(|project| without_evaluation(project, evaluation)));
    }
    listing.finish()
}

/// V003.
fn above_plan(project: &Planned, row: &Evaluation) -> Option<Finding> {
    let Field::Given(fund) = &row.fund else { return None };
    let planned = project.fund.filter(|planned| fund.value > *planned)?;
    let [executed, planned, difference] = [fund.value, planned, fund.value - planned].map(|yen| yen.to_string());
    let args = [("fund", executed.as_str()), ("planned", &planned), ("difference", &difference)];
    let expected = project.fund.map(Yen::get).unwrap_or_default().to_string();
    let finding = Finding::new(RuleId::V003, "", &args).on(&row.sheet).at([fund.cell]);
    Some(finding.value(fund.value.get().to_string()).expected(expected))
}

/// V006.
fn unknown(bu: Bu, row: &Evaluation) -> Finding {
    let args = [("no", row.no.text()), ("name", row.name.text().trim()), ("bu", bu.label())];
    let cells = [row.no.cell(), row.category.cell()].into_iter().flatten();
    Finding::new(RuleId::V006, "", &args).on(&row.sheet).at(cells).value(row.no.text())
}

/// V001, of a project that the evaluation passes over.
fn without_evaluation(project: &Planned, evaluation: &EvaluationWorkbook) -> Finding {
    let args = [("no", project.no.as_str()), ("name", &project.name), ("bu", project.bu.label())];
    let finding = Finding::new(RuleId::V001, "missing", &args).expected(project.no.clone());
    match evaluation.sheets.first() {
        Some(sheet) => finding.on(sheet),
        None => finding,
    }
}

#[cfg(test)]
mod tests;
