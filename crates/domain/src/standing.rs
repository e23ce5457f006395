//! Which version of a submission counts where versions are kept, one after another (forms.md §5).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::body::BodyCode;
use crate::category::Bu;
use crate::consolidated::PlanFinding;
use crate::finding::Finding;
use crate::money::Yen;
use crate::plan::Stage;
use crate::rule::RuleId;

/// Where a version of a submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VersionState {
    /// Taken in.
    Accepted,
    /// Errors stood against it.
    Rejected,
    /// Taken in and later withdrawn.
    Withdrawn,
}

impl VersionState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Rejected, Self::Withdrawn];

    /// The word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "受付済み",
            Self::Rejected => "エラーあり",
            Self::Withdrawn => "取下げ",
        }
    }

    /// Reads the word in data.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// The version that counts, of versions in the order of their receipt: each accepted one takes the place of the one
/// before it, unless both bear a 提出日 and its own is the earlier. Rejected and withdrawn versions are as if they were
/// not there.
#[must_use]
pub fn counting(versions: &[(VersionState, Option<Date>)]) -> Option<usize> {
    let mut standing: Option<(usize, Option<Date>)> = None;
    for (i, (state, submitted)) in versions.iter().enumerate() {
        let counts = match state {
            VersionState::Accepted => true,
            VersionState::Rejected | VersionState::Withdrawn => false,
        };
        let earlier = matches!((submitted, standing), (Some(own), Some((_, Some(before)))) if *own < before);
        if counts && !earlier {
            standing = Some((i, *submitted));
        }
    }
    standing.map(|(i, _)| i)
}

/// A version of a submission, as P001 speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Who filed.
    pub body: BodyCode,
    /// The body's name.
    pub name: String,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
    /// The file's name.
    pub file: String,
    /// Its receipt number.
    pub receipt: i64,
    /// Where it stands.
    pub state: VersionState,
    /// 提出日
    pub submitted: Option<Date>,
    /// The fund of its projects in this 分, yen.
    pub fund: Yen,
}

/// Body, stage, the receipt that counts, and all that meet.
type Meeting = (BodyCode, Stage, i64, Vec<i64>);

/// P001 where versions are kept and meet otherwise than in the round: of several accepted ones for the same body, stage and 分 it says which one counts, with the
/// fund of each. `filed` stands in the order of receipt. The same files meeting in both halves are one finding.
#[must_use]
pub fn meetings(filed: &[Filed]) -> Vec<PlanFinding> {
    let mut submissions: BTreeMap<(BodyCode, Stage, Bu), Vec<&Filed>> = BTreeMap::new();
    for one in filed.iter().filter(|f| f.state == VersionState::Accepted) {
        submissions.entry((one.body, one.stage, one.bu)).or_default().push(one);
    }
    let mut meetings: BTreeMap<Meeting, Vec<Vec<&Filed>>> = BTreeMap::new();
    for ((body, stage, _), files) in submissions.into_iter().filter(|(_, files)| files.len() > 1) {
        let states: Vec<_> = files.iter().map(|f| (f.state, f.submitted)).collect();
        let Some(winner) = counting(&states).map(|i| files[i].receipt) else { continue };
        let receipts = files.iter().map(|f| f.receipt).collect();
        meetings.entry((body, stage, winner, receipts)).or_default().push(files);
    }
    meetings.into_iter().map(|((_, _, winner, _), halves)| meeting(winner, &halves)).collect()
}

/// The same files, once for each half in which they meet.
fn meeting(winner: i64, halves: &[Vec<&Filed>]) -> PlanFinding {
    let files = &halves[0];
    let fund = |receipt: i64| -> Yen { halves.iter().flatten().filter(|f| f.receipt == receipt).map(|f| f.fund).sum() };
    let told = |f: &&&Filed| format!("受付番号{}「{}」（基金の計 {}円）", f.receipt, f.file, fund(f.receipt));
    let (counts, others): (Vec<&&Filed>, Vec<&&Filed>) = files.iter().partition(|f| f.receipt == winner);
    let list = |some: &[&&Filed]| some.iter().map(told).collect::<Vec<_>>().join("、");
    let bu = halves.iter().map(|half| half[0].bu.label()).collect::<Vec<_>>().join("・");
    let (count, counts_told, others) = (files.len().to_string(), list(&counts), list(&others));
    let args = [
        ("body", files[0].name.as_str()),
        ("bu", &bu),
        ("stage", files[0].stage.label()),
        ("count", &count),
        ("counts", &counts_told),
        ("others", &others),
    ];
    let file = counts.first().map(|f| f.file.clone());
    let all: Vec<String> = files.iter().map(|f| told(&f)).collect();
    let finding = Finding::new(RuleId::P001, "received", &args).value(all.join("、"));
    let finding = match &file {
        Some(file) => finding.expected(file.clone()),
        None => finding,
    };
    PlanFinding { file, finding }
}

#[cfg(test)]
mod tests {
    use super::VersionState::{Accepted, Rejected, Withdrawn};
    use super::*;
    use jiff::civil::date;

    fn day(d: i8) -> Option<Date> {
        Some(date(2026, 6, d))
    }

    #[test]
    fn rejected_and_withdrawn_versions_leave_the_one_before() {
        assert_eq!(counting(&[]), None);
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2))]), Some(0));
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2)), (Accepted, day(3))]), Some(2));
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2)), (Withdrawn, day(3))]), Some(0));
        assert_eq!(counting(&[(Withdrawn, day(1))]), None);
    }

    #[test]
    fn the_later_date_counts_and_else_the_later_receipt() {
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, day(4))]), Some(0));
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, day(5))]), Some(1));
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, None)]), Some(1));
        assert_eq!(counting(&[(Accepted, None), (Accepted, day(5)), (Accepted, day(4))]), Some(1));
    }
    fn filed(receipt: i64, bu: Bu, submitted: Option<Date>, fund: i64) -> Filed {
        Filed {
            body: BodyCode::parse("152021").expect("a code"),
            name: "長岡市".to_owned(),
            stage: Stage::Plan,
            bu,
            file: format!("{receipt}.xlsx"),
            receipt,
            state: Accepted,
            submitted,
            fund: Yen::new(fund),
        }
    }

    #[test]
    fn files_that_meet_in_both_halves_are_one_warning_with_every_sum() {
        let of = |receipt, fund| Bu::ALL.map(|bu| filed(receipt, bu, None, fund));
        let all: Vec<Filed> = of(1, 1_000).into_iter().chain(of(2, 3_000)).collect();
        let found = meetings(&all);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].finding.severity, crate::Severity::Warning);
        assert_eq!(found[0].file.as_deref(), Some("2.xlsx"));
        let said = &found[0].finding.message;
        for part in [
            "長岡市の医療分・介護分（計画）の受付が2件",
            "受付番号2「2.xlsx」（基金の計 6,000円）を採り",
            "受付番号1「1.xlsx」（基金の計 2,000円）は採りません",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }

    #[test]
    fn an_earlier_date_handed_in_later_does_not_count() {
        let all = [filed(1, Bu::Care, day(9), 1), filed(2, Bu::Care, day(8), 2)];
        assert_eq!(meetings(&all)[0].file.as_deref(), Some("1.xlsx"));
    }

    #[test]
    fn one_accepted_version_meets_nobody() {
        let (mut rejected, mut withdrawn) = (filed(2, Bu::Care, None, 2), filed(3, Bu::Care, None, 3));
        (rejected.state, withdrawn.state) = (Rejected, Withdrawn);
        let other = filed(4, Bu::Medical, None, 4);
        assert_eq!(meetings(&[filed(1, Bu::Care, None, 1), rejected, withdrawn, other]), []);
    }
}
