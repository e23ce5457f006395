//! The rules as published: id, gist, weight, and whether the official checker judges them.

use std::sync::LazyLock;

/// How much a broken rule takes from its level's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The level's score is 0.
    Fatal,
    /// 10, 40, 15 points on levels 1, 2, 3.
    Critical,
    /// 5, 30, 10 points.
    Major,
    /// 2, 10, 5 points.
    Minor,
}

impl Weight {
    fn parse(text: &str) -> Option<Self> {
        [Self::Fatal, Self::Critical, Self::Major, Self::Minor].into_iter().find(|weight| weight.code() == text)
    }

    /// The weight as the rules name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fatal => "FATAL",
            Self::Critical => "CRITICAL",
            Self::Major => "MAJOR",
            Self::Minor => "MINOR",
        }
    }

    /// Points that a broken rule takes on a level.
    #[must_use]
    pub const fn points(self, level: Level) -> u32 {
        let of_levels = match self {
            Self::Fatal => [100, 100, 100],
            Self::Critical => [10, 40, 15],
            Self::Major => [5, 30, 10],
            Self::Minor => [2, 10, 5],
        };
        of_levels[level as usize]
    }
}

/// A level of readability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Fit for a machine at all.
    L1,
    /// Fit for counting without cleansing.
    L2,
    /// Fit for joining with other data.
    L3,
}

impl Level {
    /// All levels, ascending.
    pub const ALL: [Self; 3] = [Self::L1, Self::L2, Self::L3];

    /// The level's name, which begins the ids of its rules.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
        }
    }
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, `L1-02`.
    pub id: &'static str,
    /// Its level.
    pub level: Level,
    /// What it asks for, in one phrase.
    pub gist: &'static str,
    /// What breaking it weighs.
    pub weight: Weight,
    /// Whether the official checker judges it.
    pub official: bool,
}

static PUBLISHED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "embedded data, held by a test")]
    parse(include_str!("../../data/machine-readability.csv")).expect("the embedded rules parse")
});

/// The rules in the order of their ids.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &PUBLISHED
}

/// Reads header, then `id,gist,severity,official_checker`.
fn parse(csv: &'static str) -> Option<Vec<Rule>> {
    let rule = |line: &'static str| {
        let fields: Vec<&'static str> = line.split(',').collect();
        let [id, gist, weight, official] = fields[..] else { return None };
        let official = match official {
            "judged" => true,
            "not judged" => false,
            _ => return None,
        };
        let level = Level::ALL.into_iter().find(|level| id.starts_with(level.name()))?;
        Some(Rule { id, level, gist, weight: Weight::parse(weight)?, official })
    };
    csv.lines().skip(1).filter(|line| !line.is_empty()).map(rule).collect()
}

/// A rule crosses processes as its id.
pub(super) mod by_id {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{Rule, rules};

    pub(in super::super) fn serialize<S: Serializer>(rule: &Rule, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(rule.id)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Rule, D::Error> {
        let id = String::deserialize(from)?;
        rules().iter().find(|rule| rule.id == id).ok_or_else(|| D::Error::custom("no rule"))
    }
}
