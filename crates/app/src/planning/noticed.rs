//! The plan beside 国の内示.

use std::collections::BTreeMap;

use kikin_domain::consolidated::Consolidated;
use kikin_domain::noticed::{BesideNotice, Noticed};
use kikin_domain::{Category, CategoryCode, Finding};
use kikin_store::Connection;
use kikin_store::round::national_notices;

use crate::round::RoundError;

/// Each 区分 of a plan beside what all rounds allot to it: one query.
pub(super) async fn beside(db: &impl Connection, plan: &Consolidated) -> Result<Vec<BesideNotice>, RoundError> {
    let mut noticed: BTreeMap<CategoryCode, Noticed> = BTreeMap::new();
    for notice in national_notices(db, plan.prefecture, plan.year).await? {
        let sum = noticed.entry(notice.category).or_default();
        sum.rounds += 1;
        sum.national += notice.national;
        sum.fund += notice.fund;
    }
    Ok(BesideNotice::of(&plan.split, plan.categories.iter().map(|c| c.code.clone()), &noticed))
}

/// P002 for every 区分 above its 国の内示.
pub(super) fn above(notices: &[BesideNotice], categories: &[Category]) -> Vec<Finding> {
    let number = |code: &CategoryCode| {
        let own = categories.iter().find(|c| c.code == *code);
        own.map_or_else(|| code.to_string(), |c| c.number.clone())
    };
    notices.iter().filter_map(|n| n.above(&number(&n.category))).collect()
}
