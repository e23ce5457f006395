//! X: rules across cells of one workbook (forms.md §4). A rule is silent when an operand has an error of its own or is
//! still open; a blank is no 0.

mod amounts;
mod checks;
mod exported;
mod facilities;
mod rows;
mod texts;

pub(crate) use checks::execution_checks;

use crate::category::{Category, CategoryTable};
use crate::finding::Finding;
use crate::listing::Listing;
use crate::plan::{PlanWorkbook, Project};
use crate::year::FiscalYear;

/// What the rules are judged by.
#[derive(Clone, Copy, Debug)]
pub struct CrossContext<'a> {
    /// 区分 of all years.
    pub categories: &'a CategoryTable,
    /// The plan year.
    pub year: FiscalYear,
}

impl<'a> CrossContext<'a> {
    fn category(&self, project: &Project) -> Option<&'a Category> {
        self.categories.get(project.category.value()?, self.year)
    }
}

/// Every X finding of a workbook: row by row in reading order, then what spans rows; of each rule at most as many as
/// [`Listing`] lists.
#[must_use]
pub fn cross_check(plan: &PlanWorkbook, context: CrossContext<'_>) -> Vec<Finding> {
    let mut listing = Listing::default();
    if plan.exported.is_some() {
        exported::judge(plan, context, &mut listing);
        return listing.finish();
    }
    judge_rows(plan, context, &mut listing);
    checks::judge(plan, context, &mut listing);
    facilities::judge(plan, context, &mut listing);
    listing.finish()
}

/// Row by row, then across projects.
fn judge_rows(plan: &PlanWorkbook, context: CrossContext<'_>, listing: &mut Listing) {
    let mut findings = Vec::new();
    for project in &plan.projects {
        amounts::judge(project, context, &mut findings);
        texts::judge(project, context, &mut findings);
        listing.extend(findings.drain(..));
    }
    rows::judge(plan, context, listing);
}

/// A No. in the form in which two of them are the same: 4, ４ and 04.
#[must_use]
pub fn no_key(no: &str) -> String {
    let key = crate::text::key(no);
    key.parse::<u64>().map_or(key, |n| n.to_string())
}
