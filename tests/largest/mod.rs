//! The prefecture with the most municipalities: its plan is written, fits every limit and comes back row by row.

mod plan;

use kikin_domain::category::CategoryTable;

use crate::exported::{read, shape, year};

#[test]
fn the_plan_of_the_largest_prefecture_comes_back() {
    let plan = plan::largest_plan();
    assert!(plan.lines.len() > 5_000, "as many as no one sheet of cards has room for");
    let (back, lines) = read(&plan);
    assert_eq!(lines.len(), plan.lines.len());
    for (found, written) in lines.iter().zip(&plan.lines) {
        assert_eq!(shape(found), shape(written), "{} {}", written.body, written.key.no);
    }
    let bu_of = |code: &_| CategoryTable::published().get(code, year()).map(|c| c.bu);
    assert_eq!(back.parts(bu_of).count(), plan.texts.len());
}
