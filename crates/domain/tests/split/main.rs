//! The split of fund money (domain.md §2): its properties for any input, its proof, examples, published build-ups.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod cases;
mod examples;
mod golden;
mod proof;
mod properties;

use kikin_domain::split::{
    ComponentSplit, Decided, Leaf, LeafPart, LeafShare, PlanSplit, Rounding, SplitError, split_component, split_plan,
};
use kikin_domain::{CategoryTable, FiscalYear, Rate};

use cases::new_money;

fn split(rate: Rate, leaves: Vec<LeafPart>, decided: Option<Decided>) -> Result<ComponentSplit, SplitError> {
    split_component(new_money("I-1"), rate, leaves, decided, Rounding::default())
}

fn plan(leaves: &[Leaf]) -> PlanSplit {
    split_plan(leaves, CategoryTable::published(), FiscalYear::new(2026).unwrap(), Rounding::default()).unwrap()
}

fn keep(leaf: &LeafShare) -> LeafPart {
    LeafPart { key: leaf.key.clone(), fund: leaf.fund, kept: Some(leaf.national) }
}
