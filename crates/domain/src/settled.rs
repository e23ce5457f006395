//! What was decided on projects and answered, held against what the plan counts. A plan's figures come from papers alone: they
//! follow an answer only by a corrected workbook, and until it comes the two disagree.

use std::collections::BTreeMap;

use crate::body::BodyCode;
use crate::category::Bu;
use crate::money::Yen;
use crate::plan::{Answer, Stage};

/// On what the amount rests that was settled for a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// 不採択
    NotAdopted,
    /// 査定額, which was notified and is not answered yet.
    Granted,
    /// The municipality's answer.
    Answered(Answer),
}

impl Basis {
    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotAdopted => "不採択",
            Self::Granted => "査定額（回答待ち）",
            Self::Answered(Answer::Full) => "回答：満額",
            Self::Answered(Answer::Reduced) => "回答：減額",
            Self::Answered(Answer::Withdrawn) => "回答：取下げ",
        }
    }
}

/// How far 査定, the prefecture's 内示 and the answer to it have come, of one submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settling {
    /// There is no project to decide on.
    Nothing,
    /// Nothing is decided.
    Undecided,
    /// Some projects are decided on, not all.
    Partly {
        /// How many are.
        decided: usize,
        /// How many there are.
        of: usize,
    },
    /// All are decided on, and nothing was sent.
    Decided,
    /// The prefecture's 内示 was sent.
    Notified,
    /// The municipality has answered it.
    Answered,
}

impl Settling {
    /// Of so many projects so many are decided on.
    #[must_use]
    pub const fn of(projects: usize, decided: usize, notified: bool, answered: bool) -> Self {
        match (projects, decided) {
            (0, _) => Self::Nothing,
            _ if answered => Self::Answered,
            _ if notified => Self::Notified,
            (_, 0) => Self::Undecided,
            _ if decided < projects => Self::Partly { decided, of: projects },
            _ => Self::Decided,
        }
    }

    /// The word on lists.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Nothing => "—".to_owned(),
            Self::Undecided => "査定前".to_owned(),
            Self::Partly { decided, of } => format!("査定中（{decided}/{of}件）"),
            Self::Decided => "査定済".to_owned(),
            Self::Notified => "内示済".to_owned(),
            Self::Answered => "回答済".to_owned(),
        }
    }
}

/// What was settled for a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The amount of the fund, yen.
    pub amount: Yen,
    /// On what it rests.
    pub basis: Basis,
}

impl Settled {
    /// Of a decision that was notified, and the answer to it: nothing where it is not adopted, else the answer's amount, else 査定額.
    #[must_use]
    pub const fn of(adopted: bool, granted: Yen, answer: Option<(Answer, Yen)>) -> Self {
        match answer {
            _ if !adopted => Self { amount: Yen::ZERO, basis: Basis::NotAdopted },
            Some((answer, amount)) => Self { amount, basis: Basis::Answered(answer) },
            None => Self { amount: granted, basis: Basis::Granted },
        }
    }
}

/// Whether the papers of a stage are to follow what was settled. 要望 is what was asked for: what was granted of it is met by the
/// 計画.
#[must_use]
pub const fn is_held_to(stage: Stage) -> bool {
    match stage {
        Stage::Request | Stage::Evaluation(_) => false,
        Stage::Plan | Stage::Change => true,
    }
}

/// Whose projects these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub name: String,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
}

/// A project of which the plan counts another amount than was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Whose.
    pub whose: Whose,
    /// Its No.
    pub no: String,
    /// Its name; blank where the plan has no such project.
    pub name: String,
    /// What the plan counts, yen; nothing where it has no such project.
    pub planned: Option<Yen>,
    /// What was settled.
    pub settled: Settled,
}

impl Deviation {
    /// By how much the plan is above what was settled; negative where it is below.
    #[must_use]
    pub fn difference(&self) -> Yen {
        self.planned.unwrap_or_default() - self.settled.amount
    }
}

/// The projects of one submission whose amounts are not those that were settled, by No.: of each `planned` one its No., name and
/// fund. What nothing was settled for is not judged.
pub fn deviations<'a>(
    whose: &Whose,
    settled: &BTreeMap<String, Settled>,
    planned: impl IntoIterator<Item = (&'a str, &'a str, Yen)>,
) -> Vec<Deviation> {
    let planned: BTreeMap<&str, (&str, Yen)> = planned.into_iter().map(|(no, name, fund)| (no, (name, fund))).collect();
    let of = |(no, settled): (&String, &Settled)| {
        let own = planned.get(no.as_str());
        let deviation = Deviation {
            whose: whose.clone(),
            no: no.clone(),
            name: own.map_or_else(String::new, |(name, _)| (*name).to_owned()),
            planned: own.map(|(_, fund)| *fund),
            settled: *settled,
        };
        (deviation.difference() != Yen::ZERO).then_some(deviation)
    };
    settled.iter().filter_map(of).collect()
}

/// 「査定・回答と額が異なる事業2件（差の合計3,000円）」; `None` where there is none.
#[must_use]
pub fn told(deviations: &[Deviation]) -> Option<String> {
    let sum: Yen = deviations.iter().map(Deviation::difference).sum();
    (!deviations.is_empty()).then(|| format!("査定・回答と額が異なる事業{}件（差の合計{sum}円）", deviations.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(settled: &[(&str, Settled)], planned: &[(&str, i64)]) -> Vec<(String, i64)> {
        let body = BodyCode::parse("152021").expect("a code");
        let whose = Whose { body, name: "長岡市".to_owned(), stage: Stage::Plan, bu: Bu::Care };
        let settled = settled.iter().map(|(no, one)| ((*no).to_owned(), *one)).collect();
        let all = deviations(&whose, &settled, planned.iter().map(|(no, fund)| (*no, "事業", Yen::new(*fund))));
        all.into_iter().map(|one| (one.no.clone(), one.difference().get())).collect()
    }

    #[test]
    fn an_answer_goes_before_what_was_granted_and_what_is_not_adopted_is_nothing() {
        let (granted, less) = (Yen::new(900), Yen::new(500));
        let settled = |adopted, answer| Settled::of(adopted, granted, answer);
        assert_eq!(settled(true, None), Settled { amount: granted, basis: Basis::Granted });
        assert_eq!(settled(true, Some((Answer::Reduced, less))).amount, less);
        assert_eq!(settled(true, Some((Answer::Withdrawn, Yen::ZERO))).amount, Yen::ZERO);
        assert_eq!(settled(false, None), Settled { amount: Yen::ZERO, basis: Basis::NotAdopted });
    }

    #[test]
    fn only_what_was_settled_otherwise_disagrees() {
        let granted = |yen| Settled::of(true, Yen::new(yen), None);
        let refused = Settled::of(false, Yen::ZERO, None);
        let settled = [("1", granted(900)), ("2", granted(700)), ("3", refused), ("4", granted(50)), ("5", refused)];
        // 1 agrees, 2 is above, 3 is not adopted, 4 is not there, 5 is rightly not there, 6 was never decided on.
        let planned = [("1", 900), ("2", 1_000), ("3", 400), ("6", 80)];
        let wanted = [("2", 300), ("3", 400), ("4", -50)].map(|(no, yen)| (no.to_owned(), yen));
        assert_eq!(found(&settled, &planned), wanted);
    }

    #[test]
    fn a_submission_is_as_far_as_its_last_step() {
        let label = |projects, decided, notified, answered| Settling::of(projects, decided, notified, answered).label();
        assert_eq!(label(0, 0, false, false), "—");
        assert_eq!(label(3, 0, false, false), "査定前");
        assert_eq!(label(3, 2, false, false), "査定中（2/3件）");
        assert_eq!(label(3, 3, false, false), "査定済");
        assert_eq!(label(3, 3, true, false), "内示済");
        assert_eq!(label(3, 3, true, true), "回答済");
    }

    #[test]
    fn the_differences_are_summed() {
        let body = BodyCode::parse("152021").expect("a code");
        let whose = Whose { body, name: "長岡市".to_owned(), stage: Stage::Plan, bu: Bu::Care };
        let settled = [("1".to_owned(), Settled::of(true, Yen::new(1_000), None))].into();
        let one = deviations(&whose, &settled, [("1", "事業", Yen::new(4_000))]);
        assert_eq!(told(&one).as_deref(), Some("査定・回答と額が異なる事業1件（差の合計3,000円）"));
        assert_eq!(told(&[]), None);
    }
}
