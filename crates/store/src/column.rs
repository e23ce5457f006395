//! Column types for the domain's values: sea-orm's traits cannot be taught to them from outside their crate.

use kikin_domain::Yen;
use sea_orm::DeriveValueType;

/// Whole yen in a 64-bit column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DeriveValueType)]
pub(crate) struct Money(i64);

impl From<Yen> for Money {
    fn from(yen: Yen) -> Self {
        Self(yen.get())
    }
}

impl From<Money> for Yen {
    fn from(money: Money) -> Self {
        Self::new(money.0)
    }
}
