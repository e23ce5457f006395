//! Tables as sea-orm sees them. None of this leaves the crate.
#![expect(unreachable_pub, reason = "the derive makes pub types of them; the module itself is private")]

pub(crate) mod audit;
pub(crate) mod evaluation;
pub(crate) mod job;
pub(crate) mod organisation;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod received;
pub(crate) mod round;
pub(crate) mod workbook;
pub(crate) mod year;

/// A table in one module each, as the derive wants it: name, columns, key columns marked.
macro_rules! table {
    ($(#[$meta:meta])* $module:ident = $table:literal { $($(#[$attr:meta])* $field:ident : $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$attr])* pub $field: $type),+ }

            #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
pub(crate) use table;
