//! Which stage of a plan year something is going on in.

use crate::plan::Stage;

/// What is known of the stages of a plan year.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stages<'a> {
    /// Those that take submissions.
    pub open: &'a [Stage],
    /// Those of which something was handed in.
    pub filed: &'a [Stage],
    /// Whether a 計画 is fixed.
    pub plan_is_fixed: bool,
}

/// The stage that a list opens with: 変更 once one has come, or is waited for while 計画 is not; else the one that is open, 計画 where
/// several are or none is.
#[must_use]
pub fn stage_now(stages: Stages<'_>) -> Stage {
    let is_open = |stage: Stage| stages.open.contains(&stage);
    let awaits_change = is_open(Stage::Change) && (stages.plan_is_fixed || !is_open(Stage::Plan));
    if stages.filed.contains(&Stage::Change) || awaits_change {
        return Stage::Change;
    }
    if is_open(Stage::Plan) {
        return Stage::Plan;
    }
    Stage::ALL.iter().copied().find(|stage| is_open(*stage)).unwrap_or(Stage::Plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_something_is_going_on() {
        use Stage::{Change, Plan, Request};
        let now = |open: &[Stage], filed: &[Stage], plan_is_fixed| stage_now(Stages { open, filed, plan_is_fixed });
        assert_eq!(now(&[], &[], false), Plan);
        assert_eq!(now(&[Request], &[], false), Request);
        assert_eq!(now(&[Request, Plan], &[Request], false), Plan);
        assert_eq!(now(&[Plan, Change], &[Plan], false), Plan, "計画 is still being gathered");
        assert_eq!(now(&[Plan, Change], &[Plan], true), Change, "計画 is fixed");
        assert_eq!(now(&[Change], &[Plan], false), Change);
        assert_eq!(now(&[], &[Plan, Change], true), Change, "one has come");
        assert_eq!(now(&[], &[Plan], true), Plan, "nothing is waited for");
    }
}
