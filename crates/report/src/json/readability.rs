//! `machine_readability` of `check`.

use std::collections::BTreeMap;

use kikin_sheet::readability::{Failure, LeftOut, Level, Readability};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ReadabilityJson<'a> {
    levels: BTreeMap<&'static str, u32>,
    failed: Vec<FailureJson<'a>>,
    left_out: Vec<LeftOutJson<'a>>,
}

#[derive(Serialize)]
struct FailureJson<'a> {
    rule: &'static str,
    severity: &'static str,
    sheet: Option<&'a str>,
    /// The first ones only.
    cells: Vec<String>,
    message: &'a str,
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    rule: &'static str,
    reason: &'a str,
}

impl<'a> ReadabilityJson<'a> {
    pub(super) fn of(found: &'a Readability) -> Self {
        Self {
            levels: Level::ALL.iter().map(|level| (level.name(), found.score(*level))).collect(),
            failed: found.failed.iter().map(FailureJson::of).collect(),
            left_out: found.left_out.iter().map(LeftOutJson::of).collect(),
        }
    }
}

impl<'a> FailureJson<'a> {
    fn of(failure: &'a Failure) -> Self {
        Self {
            rule: failure.rule.id,
            severity: failure.rule.weight.code(),
            sheet: failure.sheet.as_deref(),
            cells: failure.cells.iter().map(ToString::to_string).collect(),
            message: &failure.message,
        }
    }
}

impl<'a> LeftOutJson<'a> {
    fn of(left_out: &'a LeftOut) -> Self {
        Self { rule: left_out.rule.id, reason: &left_out.reason }
    }
}
