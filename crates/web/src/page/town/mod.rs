//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    Vec::new()
}
