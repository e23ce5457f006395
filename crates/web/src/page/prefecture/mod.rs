//! The prefecture at work: set-up of years, 提出状況一覧, 代理登録, review, 査定.

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    Vec::new()
}
