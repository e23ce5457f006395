//! What an evaluation says of a project, beside the fields that every row has.

use kikin_domain::evaluation::{Attainment, Evaluation, Outcome, Output};
use kikin_domain::place::Field;
use serde::Serialize;

/// Texts as typed; choices as listed on the form; null is blank.
#[derive(Serialize)]
pub(super) struct EvaluationJson<'a> {
    goes_on: Option<&'static str>,
    executed: Option<&'static str>,
    outputs: Vec<OutputJson<'a>>,
    outcomes: Vec<OutcomeJson<'a>>,
    effectiveness: Option<&'a str>,
    efficiency: Option<&'a str>,
    onward: Option<&'static str>,
    remarks: Option<&'a str>,
}

#[derive(Serialize)]
struct OutputJson<'a> {
    name: Option<&'a str>,
    target: Option<&'a str>,
    achieved: Option<&'a str>,
    unit: Option<&'a str>,
    direction: Option<&'static str>,
    /// Null where an officer judges, a value is blank, or the direction is.
    attained: Option<bool>,
    cause: Option<&'a str>,
    improvement: Option<&'a str>,
}

#[derive(Serialize)]
struct OutcomeJson<'a> {
    name: Option<&'a str>,
    target: Option<&'a str>,
    actual: Option<&'a str>,
    observed: Option<&'static str>,
}

fn text(field: &Field<String>) -> Option<&str> {
    field.value().map(String::as_str)
}

impl<'a> EvaluationJson<'a> {
    pub(super) fn of(row: &'a Evaluation) -> Self {
        Self {
            goes_on: row.goes_on.get().map(|c| c.label()),
            executed: row.executed.get().map(|c| c.label()),
            outputs: row.outputs.iter().map(OutputJson::of).collect(),
            outcomes: row.outcomes.iter().map(OutcomeJson::of).collect(),
            effectiveness: text(&row.effectiveness),
            efficiency: text(&row.efficiency),
            onward: row.onward.get().map(|c| c.label()),
            remarks: text(&row.remarks),
        }
    }
}

impl<'a> OutputJson<'a> {
    fn of(output: &'a Output) -> Self {
        Self {
            name: text(&output.name),
            target: text(&output.target),
            achieved: text(&output.achieved),
            unit: text(&output.unit),
            direction: output.direction.get().map(|c| c.label()),
            attained: match output.attainment() {
                Attainment::Reached => Some(true),
                Attainment::Missed => Some(false),
                Attainment::PresumedMissed | Attainment::Officer | Attainment::Blank => None,
            },
            cause: text(&output.cause),
            improvement: text(&output.improvement),
        }
    }
}

impl<'a> OutcomeJson<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        Self {
            name: text(&outcome.name),
            target: text(&outcome.target),
            actual: text(&outcome.actual),
            observed: outcome.observed.get().map(|c| c.label()),
        }
    }
}
