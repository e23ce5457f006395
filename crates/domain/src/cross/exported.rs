//! An exported plan: each body's rows as its own workbook, the sums over the whole, and A and B against the split.

use std::collections::BTreeMap;

use super::amounts::{borrowed, on};
use super::{CrossContext, amounts, checks, facilities, judge_rows};
use crate::body::BodyCode;
use crate::consolidated::{Line, lines_of_parts, place};
use crate::finding::Finding;
use crate::listing::Listing;
use crate::place::SheetName;
use crate::plan::{PlanWorkbook, Project};
use crate::rule::RuleId;
use crate::split::Rounding;

/// X011, X018 and the rules of a row are judged per body and by what the body had typed; X012 over the whole table.
pub(super) fn judge(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    for body in of_bodies(plan, context) {
        judge_rows(&body, context, findings);
        facilities::judge(&body, context, findings);
    }
    checks::judge(plan, context, findings);
    findings.extend(plan.projects.iter().filter_map(amounts::shares));
    findings.extend(placed(plan, context));
}

/// The rows of each body as one workbook, whatever files they came in.
fn of_bodies(plan: &PlanWorkbook, context: CrossContext<'_>) -> Vec<PlanWorkbook> {
    let bu_of = |code: &_| context.categories.get(code, context.year).map(|c| c.bu);
    let mut bodies: BTreeMap<BodyCode, PlanWorkbook> = BTreeMap::new();
    for part in plan.parts(bu_of) {
        let Some((code, _)) = part.organization else { continue };
        match bodies.get_mut(&code) {
            None => {
                bodies.insert(code, part);
            }
            Some(body) => {
                body.projects.extend(part.projects);
                body.facilities.get_or_insert_default().extend(part.facilities.into_iter().flatten());
            }
        }
    }
    bodies.into_values().collect()
}

/// X003: A beside what the split gives for the plan's own rows. Where A and B do not add up, X002 has said so.
fn placed(plan: &PlanWorkbook, context: CrossContext<'_>) -> Vec<Finding> {
    let mut lines = lines_of_parts(plan, context.categories, context.year);
    if place(&mut lines, context.categories, context.year, Rounding::default()).is_err() {
        return Vec::new();
    }
    let by_row: BTreeMap<(&SheetName, u32), &Line> =
        lines.iter().map(|l| ((&l.project.sheet, l.project.row), l)).collect();
    let beside = |project: &Project| {
        let line = by_row.get(&(&project.sheet, project.row)).filter(|l| l.counts())?;
        let (national, prefectural) = (project.national.get()?, project.prefectural.get()?);
        if national == line.national || national + prefectural != line.fund {
            return None;
        }
        let args =
            [("national", national.to_string()), ("fund", line.fund.to_string()), ("share", line.national.to_string())];
        let fields = [&project.national, &project.fund];
        Some(
            on(project, RuleId::X003, "placed", &borrowed(&args), &fields)
                .value(national.get().to_string())
                .expected(line.national.get().to_string()),
        )
    };
    plan.projects.iter().filter_map(beside).collect()
}
