//! The projects that a 変更 lists no more. It lists all projects of its 分 again, so that what it leaves out leaves the plan.

use std::collections::BTreeSet;

use crate::category::{Bu, CategoryCode};
use crate::money::Yen;
use crate::plan::{PlanWorkbook, Project};

/// A project that is in the version that counts, and not in the one that is to take its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its No.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Its 基金充当額 計, yen; nothing where none is given.
    pub fund: Yen,
}

/// The projects of a 分 that `before` lists and `after` does not, in the order of `before`. Projects are known by their No., so
/// that one with another No. is gone as well.
#[must_use]
pub fn gone(
    before: &PlanWorkbook,
    after: &PlanWorkbook,
    bu: Bu,
    bu_of: impl Fn(&CategoryCode) -> Option<Bu>,
) -> Vec<Gone> {
    let own = |p: &&Project| p.category.value().and_then(&bu_of) == Some(bu);
    let there: BTreeSet<&str> = after.projects.iter().filter(own).map(|p| p.no.text()).collect();
    let is_gone = |p: &&Project| own(p) && !there.contains(p.no.text());
    let told = |p: &Project| Gone {
        no: p.no.text().to_owned(),
        name: p.name.text().to_owned(),
        fund: p.fund.get().unwrap_or_default(),
    };
    before.projects.iter().filter(is_gone).map(told).collect()
}

/// So many are named; the rest is counted.
const MOST_NAMED: usize = 20;

/// 「No.2、No.3（20,119,000円）」; `None` where nothing is gone.
#[must_use]
pub fn told_gone(gone: &[Gone]) -> Option<String> {
    let fund: Yen = gone.iter().map(|one| one.fund).sum();
    let named: Vec<String> = gone.iter().take(MOST_NAMED).map(|one| format!("No.{}", one.no)).collect();
    let rest = gone.len().saturating_sub(MOST_NAMED);
    let rest = if rest == 0 { String::new() } else { format!("ほか{rest}件") };
    (!gone.is_empty()).then(|| format!("{}{rest}（{fund}円）", named.join("、")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(no: &str, fund: i64) -> Gone {
        Gone { no: no.to_owned(), name: String::new(), fund: Yen::new(fund) }
    }

    #[test]
    fn what_is_gone_is_named_with_its_sum() {
        assert_eq!(told_gone(&[]), None);
        let two = [one("2", 20_000_000), one("3", 119_000)];
        assert_eq!(told_gone(&two).as_deref(), Some("No.2、No.3（20,119,000円）"));
        let many: Vec<Gone> = (1..=22).map(|no| one(&no.to_string(), 1)).collect();
        let told = told_gone(&many).expect("is told");
        assert!(told.starts_with("No.1、") && told.ends_with("、No.20ほか2件（22円）"), "{told}");
    }
}
