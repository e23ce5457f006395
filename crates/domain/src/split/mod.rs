//! The split of fund money into the State's part (A) and the prefecture's (B), to the yen (domain.md §2).
//!
//! A *component* is a 区分 and a source of money inside one prefecture's plan year. Its A is `fund × rate` cut down to the
//! rounding unit, or the amount decided instead; its B is the remainder. The A of a component is shared over its *leaves*,
//! the projects, by largest remainders. What stands above a leaf is addition of leaves, so every total holds.
//!
//! All arithmetic is on integers: amounts in whole yen, products in 128 bits.

mod apportion;
mod component;
mod error;
mod key;
mod plan;
mod proof;

pub use apportion::ExactShare;
pub use component::{ComponentSplit, Decided, LeafPart, LeafShare, Rounding, split_component};
pub use error::SplitError;
pub use key::{ComponentKey, LeafKey, Source};
pub use plan::{Kept, Leaf, PlanSplit, Share, split_plan};
pub use proof::{Claim, ProofError};
