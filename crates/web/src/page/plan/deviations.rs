//! What of the plan disagrees with what was decided and answered, as a table.

use kikin_app::planning::Deviation;
use kikin_app::round::Site as RoundSite;
use kikin_domain::{FiscalYear, PrefectureCode, Yen};

use crate::component::{Cell, Column, Table};
use crate::place::of_submission;

/// So many are listed; the sum is of all.
const MOST_LISTED: usize = 400;

/// The table; nothing where nothing disagrees. Each row leads to the review, where 修正依頼 is made.
pub(super) fn table(
    (prefecture, year): (PrefectureCode, FiscalYear),
    heading: &str,
    deviations: &[Deviation],
) -> Option<Table> {
    let row = |one: &Deviation| {
        let whose = &one.whose;
        let site = RoundSite { prefecture, year, body: whose.body };
        let planned = one.planned.map_or_else(|| "計画にない".to_owned(), |yen| yen.to_string());
        vec![
            Cell::Link {
                label: format!("{} {}", whose.name, whose.bu.label()),
                href: format!("{}/review", of_submission(site, whose.stage, whose.bu)),
            },
            Cell::text(whose.stage.label()),
            Cell::text(&one.no),
            Cell::text(&one.name),
            Cell::text(planned),
            Cell::text(one.settled.basis.label()),
            Cell::text(one.settled.amount.to_string()),
            Cell::text(one.difference().to_string()),
        ]
    };
    let sum: Yen = deviations.iter().map(Deviation::difference).sum();
    let mut foot = ["合計", "", "", "", "", "", ""].map(Cell::text).to_vec();
    foot.push(Cell::text(sum.to_string()));
    let more = match deviations.len().checked_sub(MOST_LISTED) {
        Some(more) if more > 0 => format!("。ほかに{more}件"),
        _ => String::new(),
    };
    let mut columns: Vec<Column> = ["団体と分", "段階", "No.", "事業名"].map(Column::text).into();
    columns.push(Column::number("計画の額（基金 計）"));
    columns.push(Column::text("査定・回答"));
    columns.extend(["査定・回答の額", "差（計画 − 査定・回答）"].map(Column::number));
    (!deviations.is_empty()).then(|| Table {
        caption: format!("{} {heading}（単位：円{more}）", year.era()),
        columns,
        rows: deviations.iter().take(MOST_LISTED).map(row).collect(),
        foot: Some(foot),
        empty: String::new(),
    })
}

/// One that is above, and one that the plan does not have, for samples.
pub(super) fn samples() -> Vec<Deviation> {
    use kikin_domain::plan::{Answer, Stage};
    use kikin_domain::settled::{Basis, Settled, Whose};
    use kikin_domain::{BodyCode, Bu};
    let Some(body) = BodyCode::parse("152021") else { return Vec::new() };
    let whose = Whose { body, name: "長岡市".to_owned(), stage: Stage::Plan, bu: Bu::Medical };
    let (no, name) = ("3".to_owned(), "在宅医療<連携>拠点の整備".to_owned());
    let settled = Settled { amount: Yen::new(4_000_000), basis: Basis::Answered(Answer::Reduced) };
    let above = Deviation { whose, no, name, planned: Some(Yen::new(6_000_000)), settled };
    let (no, settled) = ("4".to_owned(), Settled { amount: Yen::new(500_000), basis: Basis::Granted });
    let gone = Deviation { no, name: String::new(), planned: None, settled, ..above.clone() };
    vec![above, gone]
}
