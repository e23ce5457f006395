#![doc = include_str!("../README.md")]

pub mod json;
pub mod rules;
#[expect(missing_docs, reason = "stub until merge")]
pub mod plan {
    pub struct PlanStatement;
    impl PlanStatement {
        pub fn of(_: &kikin_domain::consolidated::Consolidated) -> Self {
            Self
        }
    }
    #[derive(Debug, thiserror::Error)]
    #[error("x")]
    pub struct E;
    pub fn write_plan(_: &PlanStatement, _: jiff::civil::Date) -> Result<Vec<u8>, E> {
        Ok(vec![])
    }
}
