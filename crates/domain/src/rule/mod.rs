//! The catalogue of rules (forms.md §4): one definition per rule drives message, `kikin rules`, the catalogue page and its
//! two example workbooks.

mod cell;
mod cross;
mod evaluation;
mod example;
mod file;
mod prefecture;
mod template;

use std::collections::BTreeMap;
use std::fmt;

pub use example::{Edit, Example, Input, Package, Table};

use crate::finding::{Finding, Severity};

macro_rules! rule_ids {
    ($($id:ident),+ $(,)?) => {
        /// A rule's stable id.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[expect(missing_docs, reason = "each id is documented by its definition in the catalogue")]
        pub enum RuleId { $($id),+ }

        impl RuleId {
            /// Every rule, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$id),+];

            /// The id as text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$id => stringify!($id)),+ }
            }
        }
    };
}

rule_ids!(
    F001, F002, F003, F004, F005, F006, F007, //
    T001, T002, T003, T004, T005, T006, T007, T008, //
    C001, C002, C003, C004, C005, C006, C007, C008, C009, C010, C011, C012, //
    X001, X002, X003, X004, X005, X006, X007, X008, X009, X010, X011, X012, X013, X014, X015, X016, X017, X018, X020,
    X021, P001, P002, P004, //
    V001, V002, V003, V004, V005, V006,
);

impl RuleId {
    /// The rule with this id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.as_str() == text)
    }

    /// Whether a plan year may set its weight. What is judged beyond one file weighs by what follows from it.
    #[must_use]
    pub const fn is_weighed_by_year(self) -> bool {
        !matches!(self, Self::P001 | Self::P002 | Self::P004)
    }

    /// Its definition.
    #[must_use]
    pub const fn definition(self) -> &'static Rule {
        match self {
            Self::F001 => &file::F001,
            Self::F002 => &file::F002,
            Self::F003 => &file::F003,
            Self::F004 => &file::F004,
            Self::F005 => &file::F005,
            Self::F006 => &file::F006,
            Self::F007 => &file::F007,
            Self::T001 => &template::T001,
            Self::T002 => &template::T002,
            Self::T003 => &template::T003,
            Self::T004 => &template::T004,
            Self::T005 => &template::T005,
            Self::T006 => &template::T006,
            Self::T007 => &template::T007,
            Self::T008 => &template::T008,
            Self::C001 => &cell::C001,
            Self::C002 => &cell::C002,
            Self::C003 => &cell::C003,
            Self::C004 => &cell::C004,
            Self::C005 => &cell::C005,
            Self::C006 => &cell::C006,
            Self::C007 => &cell::C007,
            Self::C008 => &cell::C008,
            Self::C009 => &cell::C009,
            Self::C010 => &cell::C010,
            Self::C011 => &cell::C011,
            Self::C012 => &cell::C012,
            Self::X001 => &cross::X001,
            Self::X002 => &cross::X002,
            Self::X003 => &cross::X003,
            Self::X004 => &cross::X004,
            Self::X005 => &cross::X005,
            Self::X006 => &cross::X006,
            Self::X007 => &cross::X007,
            Self::X008 => &cross::X008,
            Self::X009 => &cross::X009,
            Self::X010 => &cross::X010,
            Self::X011 => &cross::X011,
            Self::X012 => &cross::X012,
            Self::X013 => &cross::X013,
            Self::X014 => &cross::X014,
            Self::X015 => &cross::X015,
            Self::X016 => &cross::X016,
            Self::X017 => &cross::X017,
            Self::X018 => &cross::X018,
            Self::X020 => &cross::X020,
            Self::X021 => &cross::X021,
            Self::P001 => &prefecture::P001,
            Self::P002 => &prefecture::P002,
            Self::P004 => &prefecture::P004,
            Self::V001 => &evaluation::V001,
            Self::V002 => &evaluation::V002,
            Self::V003 => &evaluation::V003,
            Self::V004 => &evaluation::V004,
            Self::V005 => &evaluation::V005,
            Self::V006 => &evaluation::V006,
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One wording of a rule: what is wrong and what to do. `{name}` stands for what the case fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Which case of the rule.
    pub case: &'static str,
    /// Value and what is wrong with it; the place is put before it by [`Finding::sentence`].
    pub message: &'static str,
    /// What to do.
    pub hint: &'static str,
}

/// The definition of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Stable id.
    pub id: RuleId,
    /// Its weight unless a plan year sets another.
    pub severity: Severity,
    /// The rule as a sentence.
    pub sentence: &'static str,
    /// Its wordings, one per case.
    pub wordings: &'static [Wording],
    /// The form version since which it holds.
    pub since: &'static str,
    /// An example that breaks it.
    pub breaks: Example,
    /// An example that keeps it.
    pub keeps: Example,
}

impl Rule {
    /// The wording of a case.
    ///
    /// # Panics
    /// When the case is not in the catalogue: a defect of ours that a test of every case would show.
    #[must_use]
    pub fn wording(&self, case: &str) -> &'static Wording {
        match self.wordings.iter().find(|w| w.case == case) {
            Some(wording) => wording,
            None => panic!("rule {} has no case {case}", self.id),
        }
    }
}

/// Severities that a plan year sets otherwise than the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Severities(BTreeMap<RuleId, Severity>);

impl Severities {
    /// Sets the weight of a rule's errors, warnings and advice alike.
    #[must_use]
    pub fn with(mut self, rule: RuleId, severity: Severity) -> Self {
        self.0.insert(rule, severity);
        self
    }

    /// The weights that are set, by rule.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, Severity)> + '_ {
        self.0.iter().map(|(rule, severity)| (*rule, *severity))
    }

    /// Applies the year's severities to findings. A weight that a case had lowered is not raised again.
    pub fn apply(&self, findings: &mut [Finding]) {
        for finding in findings {
            if let Some(severity) = self.0.get(&finding.rule)
                && finding.severity <= finding.rule.definition().severity
            {
                finding.severity = *severity;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_defined_under_its_own_id() {
        for id in RuleId::ALL {
            let rule = id.definition();
            assert_eq!(rule.id, *id);
            assert_eq!(RuleId::parse(id.as_str()), Some(*id));
            assert!(rule.sentence.ends_with('。'), "{id}");
            assert!(!rule.wordings.is_empty(), "{id}");
            for w in rule.wordings {
                assert!(w.message.ends_with('。'), "{id} {}", w.case);
                assert!(w.hint.ends_with(['。', '}']), "{id} {}", w.case);
            }
        }
    }

    #[test]
    fn a_year_may_set_a_severity() {
        let mut findings = [Finding::new(RuleId::X017, "", &[])];
        Severities::default().with(RuleId::X017, Severity::Error).apply(&mut findings);
        assert_eq!(findings[0].severity, Severity::Error);
    }
}
