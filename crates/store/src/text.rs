//! Values as text in columns and in lineage: written plainly, read back exactly.

use jiff::civil::Date;
use kikin_domain::money::Unit;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::plan::{
    Answer, BodyKind, Continuity, Direction, Executed, FormId, GoesOn, Observed, Onward, Ratio, Stage, TaxTreatment,
};
use kikin_domain::round::{AttachmentKind, Media};
use kikin_domain::settled::Basis;
use kikin_domain::{BodyCode, Bu, CategoryCode, FiscalYear, Pool, Severity, Verdict, Yen};

/// A value that has one plain text, from which it is read back.
pub(crate) trait Plain: Sized {
    /// The text.
    fn plain(&self) -> String;
    /// The value that has this text.
    fn from_plain(text: &str) -> Option<Self>;
}

impl Plain for String {
    fn plain(&self) -> String {
        self.clone()
    }

    fn from_plain(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Plain for CategoryCode {
    fn plain(&self) -> String {
        self.as_str().to_owned()
    }

    fn from_plain(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Plain for Date {
    fn plain(&self) -> String {
        self.to_string()
    }

    fn from_plain(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Plain for FiscalYear {
    fn plain(&self) -> String {
        self.get().to_string()
    }

    fn from_plain(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::new)
    }
}

impl Plain for Yen {
    fn plain(&self) -> String {
        self.get().to_string()
    }

    fn from_plain(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::new)
    }
}

/// Numerator over denominator as read, not reduced.
impl Plain for Ratio {
    fn plain(&self) -> String {
        format!("{}/{}", self.num, self.den)
    }

    fn from_plain(text: &str) -> Option<Self> {
        let (num, den) = text.split_once('/')?;
        Some(Self { num: num.parse().ok()?, den: den.parse().ok()? })
    }
}

impl Plain for BodyCode {
    fn plain(&self) -> String {
        self.to_string()
    }

    fn from_plain(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Plain for bool {
    fn plain(&self) -> String {
        self.to_string()
    }

    fn from_plain(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Several 分, separated by `・`; none is the empty text.
impl Plain for Vec<Bu> {
    fn plain(&self) -> String {
        self.iter().map(|b| b.label()).collect::<Vec<_>>().join("・")
    }

    fn from_plain(text: &str) -> Option<Self> {
        text.split('・').filter(|part| !part.is_empty()).map(Bu::from_plain).collect()
    }
}

const EVALUATION: &str = "事後評価";

/// `計画`; `事後評価2027` of what is evaluated by its year.
impl Plain for Stage {
    fn plain(&self) -> String {
        match self {
            Self::Evaluation(year) => format!("{EVALUATION}{}", year.get()),
            Self::Request | Self::Plan | Self::Change => self.label().to_owned(),
        }
    }

    fn from_plain(text: &str) -> Option<Self> {
        match text.strip_prefix(EVALUATION) {
            Some(year) => FiscalYear::from_plain(year).map(Self::Evaluation),
            None => Self::ALL.iter().copied().find(|stage| stage.label() == text),
        }
    }
}

/// Types with a fixed list of values and a word for each.
macro_rules! words {
    ($($type:ty: $all:expr, $word:ident);+ $(;)?) => {
        $(impl Plain for $type {
            fn plain(&self) -> String {
                self.$word().to_owned()
            }

            fn from_plain(text: &str) -> Option<Self> {
                $all.iter().copied().find(|value| value.$word() == text)
            }
        })+
    };
}

words! {
    Bu: Bu::ALL, label;
    Role: Role::ALL, label;
    Halves: Halves::ALL, label;
    AttachmentKind: AttachmentKind::ALL, label;
    Media: Media::ALL, label;
    Continuity: Continuity::ALL, label;
    BodyKind: BodyKind::ALL, label;
    Direction: Direction::ALL, label;
    TaxTreatment: TaxTreatment::ALL, label;
    Answer: Answer::ALL, label;
    GoesOn: GoesOn::ALL, label;
    Executed: Executed::ALL, label;
    Observed: Observed::ALL, label;
    Onward: Onward::ALL, label;
    Unit: Unit::ALL, label;
    Severity: [Severity::Error, Severity::Warning, Severity::Advice], code;
    Verdict: [Verdict::Accepted, Verdict::AcceptedWithWarnings, Verdict::Rejected], code;
    FormId: [FormId::MunicipalPlan, FormId::PrefecturalPlan, FormId::Evaluation, FormId::ConsolidatedPlan], code;
}

impl Plain for Basis {
    fn plain(&self) -> String {
        match self {
            Self::NotAdopted => "不採択".to_owned(),
            Self::Granted => "査定額".to_owned(),
            Self::Answered(answer) => answer.plain(),
        }
    }

    fn from_plain(text: &str) -> Option<Self> {
        match text {
            "不採択" => Some(Self::NotAdopted),
            "査定額" => Some(Self::Granted),
            answer => Answer::from_plain(answer).map(Self::Answered),
        }
    }
}

impl Plain for Pool {
    fn plain(&self) -> String {
        match self {
            Self::Medical => "medical",
            Self::Whole => "whole",
            Self::Care => "care",
        }
        .to_owned()
    }

    fn from_plain(text: &str) -> Option<Self> {
        [Self::Medical, Self::Whole, Self::Care].into_iter().find(|pool| pool.plain() == text)
    }
}
