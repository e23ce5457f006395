//! 段階: what a body files for a plan year.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;
use crate::year::FiscalYear;

/// 段階: what a body files for a plan year, a plan on its way or what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// 要望
    Request,
    /// 計画
    Plan,
    /// 変更
    Change,
    /// 事後評価 of the plan year, by the year that is evaluated (評価年度): a plan year has several.
    Evaluation(FiscalYear),
}

impl Stage {
    /// The stages of a plan, in the order of the form's drop-down. 事後評価 has a form of its own, which asks for its year.
    pub const ALL: &'static [Self] = &[Self::Request, Self::Plan, Self::Change];

    /// The stage as listed on the form; of 事後評価 without its year.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Request => "要望",
            Self::Plan => "計画",
            Self::Change => "変更",
            Self::Evaluation(_) => "事後評価",
        }
    }

    /// Other spellings of a stage of a plan.
    const fn also(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["要望段階", "要望書"],
            Self::Plan => &["計画段階", "計画書"],
            Self::Change => &["変更計画", "計画変更", "変更段階"],
            Self::Evaluation(_) => &[],
        }
    }

    /// Reads a cell's text by its comparison key.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        // As listed on the form: no key is needed.
        if let Some(listed) = Self::ALL.iter().copied().find(|stage| stage.label() == text) {
            return Some(listed);
        }
        let wanted = text::choice_key(text);
        let is_meant = |spelling: &&str| text::choice_key(spelling) == wanted;
        Self::ALL.iter().copied().find(|stage| is_meant(&stage.label()) || stage.also().iter().any(&is_meant))
    }

    /// Whether every body that is expected hands something in. A 変更 is handed in by whoever changes something, and by nobody else.
    #[must_use]
    pub const fn is_for_all(self) -> bool {
        match self {
            Self::Request | Self::Plan | Self::Evaluation(_) => true,
            Self::Change => false,
        }
    }

    /// Whether what is filed stands in the prefecture's plan: 計画, and 変更 in its place.
    #[must_use]
    pub const fn is_of_the_plan(self) -> bool {
        matches!(self, Self::Plan | Self::Change)
    }

    /// The year that is evaluated, of 事後評価.
    #[must_use]
    pub const fn evaluation_year(self) -> Option<FiscalYear> {
        match self {
            Self::Evaluation(year) => Some(year),
            Self::Request | Self::Plan | Self::Change => None,
        }
    }
}

/// With the evaluated year, where there is one.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evaluation(year) => write!(f, "事後評価（{}）", year.era()),
            Self::Request | Self::Plan | Self::Change => f.write_str(self.label()),
        }
    }
}
