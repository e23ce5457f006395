//! The prefectural plan: totals, drill-down, versions, text, jobs, and the record of events.

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    Vec::new()
}
