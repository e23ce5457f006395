//! Across projects: X011, X018.

use std::collections::BTreeMap;

use super::{CrossContext, no_key};
use crate::category::Bu;
use crate::finding::Finding;
use crate::listing::Listing;
use crate::place::{CellRef, SheetName};
use crate::plan::{PlanWorkbook, Project};
use crate::rule::RuleId;
use crate::text;

pub(super) fn judge(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    numbers(plan, context, findings);
    twins(plan, findings);
}

/// X011: within a 分. Cells of other sheets are named beside.
fn numbers(plan: &PlanWorkbook, context: CrossContext<'_>, findings: &mut Listing) {
    let mut groups: BTreeMap<(Bu, String), Vec<&Project>> = BTreeMap::new();
    for project in &plan.projects {
        if let (Some(category), Some(no)) = (context.category(project), project.no.value()) {
            groups.entry((category.bu, no_key(no))).or_default().push(project);
        }
    }
    let mut repeated: Vec<_> = groups.into_iter().filter(|(_, projects)| projects.len() > 1).collect();
    repeated.sort_by_key(|(_, projects)| projects[0].row);
    for ((bu, _), projects) in repeated {
        let value = projects[0].no.text();
        let args = [("value", value), ("bu", bu.label()), ("count", &projects.len().to_string())];
        let finding = Finding::new(RuleId::X011, "", &args).value(value);
        findings.push(spread(finding, &projects, |p| p.no.cell()));
    }
}

/// X018: name, operator and area, all given, by their comparison keys.
fn twins(plan: &PlanWorkbook, findings: &mut Listing) {
    let mut groups: BTreeMap<[String; 3], Vec<&Project>> = BTreeMap::new();
    for project in &plan.projects {
        let fields = [&project.name, &project.body, &project.area];
        if fields.iter().all(|f| f.value().is_some()) {
            groups.entry(fields.map(|f| text::key(f.text()))).or_default().push(project);
        }
    }
    let mut repeated: Vec<_> = groups.into_values().filter(|projects| projects.len() > 1).collect();
    repeated.sort_by_key(|projects| projects[0].row);
    for projects in repeated {
        let value = projects[0].name.text();
        let args = [("value", value), ("count", &projects.len().to_string())];
        let finding = Finding::new(RuleId::X018, "", &args).value(value);
        findings.push(spread(finding, &projects, |p| p.name.cell()));
    }
}

/// Places a finding on the first project's sheet; cells on other sheets become related places.
fn spread(finding: Finding, projects: &[&Project], cell: impl Fn(&Project) -> Option<CellRef>) -> Finding {
    let home: SheetName = projects[0].sheet.clone();
    let (here, there): (Vec<&&Project>, Vec<&&Project>) = projects.iter().partition(|p| p.sheet == home);
    let related =
        there.into_iter().filter_map(|p| cell(p).map(|c| crate::place::Place { sheet: p.sheet.clone(), cell: c }));
    finding.on(&home).at(here.into_iter().filter_map(|p| cell(p))).with_related(related)
}
