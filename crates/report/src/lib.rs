#![doc = include_str!("../README.md")]
#![deny(clippy::float_arithmetic)]

pub mod bundle;
pub mod compare;
pub mod data;
pub mod evaluation;
pub mod json;
pub mod permissions;
pub mod plan;
pub mod rules;
mod xlsx;
