//! What the check of one file found.

use serde::{Deserialize, Serialize};

use crate::body::BodyCode;
use crate::category::{Bu, CategoryCode};
use crate::evaluation::EvaluationWorkbook;
use crate::finding::{Finding, Normalization, Severity, Verdict};
use crate::plan::{Cover, FormId, PlanWorkbook, Stage};
use crate::totals::Amounts;

/// What a check found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileReport {
    /// The file's path or name as given.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Which form; `None` when it could not be read.
    pub form: Option<FormId>,
    /// The plan as read; `None` when it could not be read or is another form.
    pub plan: Option<PlanWorkbook>,
    /// The evaluation as read, where the file is one.
    pub evaluation: Option<EvaluationWorkbook>,
    /// All findings, in the order of sheets and rules.
    pub findings: Vec<Finding>,
    /// Values that were read as something else than their raw text.
    pub normalizations: Vec<Normalization>,
    /// The verdict that follows.
    pub verdict: Verdict,
    /// Sums by 区分 of the year with the file's own preview of the split; of an evaluation what was executed, as far as it says.
    /// Empty when the file could not be read.
    pub totals: Vec<(CategoryCode, Amounts)>,
}

impl FileReport {
    /// Whether a finding of error weight stands against the file.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whose file it is, where that could be read.
    #[must_use]
    pub fn organization(&self) -> Option<&(BodyCode, String)> {
        let of_plan = self.plan.as_ref().and_then(|plan| plan.organization.as_ref());
        of_plan.or_else(|| self.evaluation.as_ref().and_then(|evaluation| evaluation.organization.as_ref()))
    }

    /// 表紙, where the file could be read.
    #[must_use]
    pub fn cover(&self) -> Option<&Cover> {
        let of_plan = self.plan.as_ref().map(|plan| &plan.cover);
        of_plan.or_else(|| self.evaluation.as_ref().map(|evaluation| &evaluation.cover))
    }

    /// The stage it files for, where that could be read.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        let of_plan = self.plan.as_ref().map(|plan| plan.cover.stage());
        of_plan.or_else(|| self.evaluation.as_ref().and_then(EvaluationWorkbook::stage))
    }

    /// The halves it files for; none where it could not be read.
    #[must_use]
    pub fn halves(&self, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Bu> {
        match (&self.plan, &self.evaluation) {
            (Some(plan), _) => plan.halves(bu_of),
            (None, Some(evaluation)) => evaluation.halves(bu_of),
            (None, None) => Vec::new(),
        }
    }

    /// Whether the file is a plan of our own export.
    #[must_use]
    pub fn is_exported_plan(&self) -> bool {
        self.form == Some(FormId::ConsolidatedPlan)
    }

    /// How many findings of a weight there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}
