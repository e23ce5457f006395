//! What an evaluation says of a project as a whole, from what it says of each of its indicators.

use super::{Attainment, Evaluation, Output, Outturn};
use crate::plan::Observed;
use crate::year::FiscalYear;

/// Where a project stands in one evaluation year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Every output whose target can be compared was reached.
    Reached,
    /// At least one output was missed.
    Missed,
    /// Numbers alone do not decide it, or there is no output that could be compared.
    Officer,
    /// 執行なし, a whole answer.
    Unexecuted,
    /// Nobody evaluated it.
    NotEvaluated,
}

impl Standing {
    /// All, in the order of every table.
    pub const ALL: [Self; 5] = [Self::Reached, Self::Missed, Self::Officer, Self::Unexecuted, Self::NotEvaluated];

    /// As papers name it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reached => "達成",
            Self::Missed => "未達",
            Self::Officer => "県の判断を要する",
            Self::Unexecuted => "執行なし",
            Self::NotEvaluated => "評価なし",
        }
    }

    /// Its code in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Missed => "missed",
            Self::Officer => "officer",
            Self::Unexecuted => "unexecuted",
            Self::NotEvaluated => "not_evaluated",
        }
    }

    /// Whether the project was executed and evaluated.
    #[must_use]
    pub const fn is_evaluated(self) -> bool {
        matches!(self, Self::Reached | Self::Missed | Self::Officer)
    }
}

impl Evaluation {
    /// Where the project stands: missed if any output is, reached only if all that can be compared are and none is left to an
    /// officer. A target without a direction that seems missed is an officer's, as the direction is a guess.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.is_unanswered() {
            return Standing::NotEvaluated;
        }
        if self.is_unexecuted() {
            return Standing::Unexecuted;
        }
        let judged: Vec<Attainment> = self.outputs.iter().map(Output::attainment).collect();
        let any = |wanted: Attainment| judged.contains(&wanted);
        if any(Attainment::Missed) {
            Standing::Missed
        } else if any(Attainment::Officer) || any(Attainment::PresumedMissed) || !any(Attainment::Reached) {
            Standing::Officer
        } else {
            Standing::Reached
        }
    }

    /// Whether 未達の原因等の分析 stands beside every output that was missed. What is written on the project's own row speaks for
    /// all its outputs (V002).
    #[must_use]
    pub fn explains_what_was_missed(&self) -> bool {
        let first = self.outputs.first().is_some_and(|output| !output.cause.is_blank());
        let missed = |output: &&Output| output.attainment() == Attainment::Missed;
        first || self.outputs.iter().filter(missed).all(|output| !output.cause.is_blank())
    }

    /// Whether an outcome could not be observed (観察できなかった).
    #[must_use]
    pub fn has_unobserved(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.observed.get() == Some(Observed::No))
    }
}

impl Outturn {
    /// Where the project stands in a year.
    #[must_use]
    pub fn standing(&self, year: FiscalYear) -> Standing {
        self.of(year).map_or(Standing::NotEvaluated, |one| one.evaluation.standing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{CellRef, Field, Sourced};
    use crate::plan::{Direction, Executed};

    fn given<T>(value: T) -> Field<T> {
        Field::Given(Sourced { value, cell: CellRef::new(1, 1), raw: String::new() })
    }

    fn output(target: &str, achieved: &str, direction: Option<Direction>) -> Output {
        Output {
            target: given(target.to_owned()),
            achieved: given(achieved.to_owned()),
            direction: direction.map_or(Field::Absent, given),
            ..Output::default()
        }
    }

    fn of(outputs: &[(&str, &str)]) -> Evaluation {
        let up = Some(Direction::Increase);
        let outputs = outputs.iter().map(|(target, achieved)| output(target, achieved, up)).collect();
        Evaluation { outputs, ..Evaluation::default() }
    }

    #[test]
    fn the_worst_output_decides() {
        for (outputs, standing) in [
            (&[("3", "3"), ("5", "6")][..], Standing::Reached),
            (&[("3", "3"), ("", "6")], Standing::Reached),
            (&[("3", "3"), ("5", "4")], Standing::Missed),
            (&[("充実", "4"), ("5", "4")], Standing::Missed),
            (&[("3", "3"), ("充実", "図った")], Standing::Officer),
            (&[("", "3")], Standing::Officer),
        ] {
            assert_eq!(of(outputs).standing(), standing, "{outputs:?}");
        }
        let presumed = Evaluation { outputs: vec![output("3", "2", None)], ..Evaluation::default() };
        assert_eq!(presumed.standing(), Standing::Officer, "a direction that is not said is not guessed");
    }

    #[test]
    fn what_is_not_executed_or_not_answered_is_neither() {
        let none = Evaluation { executed: given(Executed::No), ..of(&[("3", "1")]) };
        assert_eq!(none.standing(), Standing::Unexecuted);
        assert_eq!(Evaluation::default().standing(), Standing::NotEvaluated);
    }

    #[test]
    fn the_projects_own_row_explains_for_all() {
        let mut row = of(&[("3", "3"), ("5", "4")]);
        assert!(!row.explains_what_was_missed());
        row.outputs[1].cause = given("人手".to_owned());
        assert!(row.explains_what_was_missed());
        row.outputs[1].cause = Field::Absent;
        row.outputs[0].cause = given("人手".to_owned());
        assert!(row.explains_what_was_missed());
        assert!(!row.has_unobserved());
    }
}
