//! What the check of one file found.

use serde::{Deserialize, Serialize};

use crate::category::CategoryCode;
use crate::evaluation::EvaluationWorkbook;
use crate::finding::{Finding, Normalization, Severity, Verdict};
use crate::plan::{FormId, PlanWorkbook};
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
