//! Sums by 区分, as a table.

use kikin_domain::category::CategoryTable;
use kikin_domain::totals::Amounts;
use kikin_domain::{CategoryCode, FiscalYear};

use crate::component::{Cell, Column, Table};

/// Sums by 区分 with their total, yen.
pub(super) fn table(
    caption: &str,
    totals: &[(CategoryCode, Amounts)],
    categories: &CategoryTable,
    year: FiscalYear,
) -> Table {
    let name = |code: &CategoryCode| {
        categories.get(code, year).map_or_else(|| code.to_string(), |c| format!("{} {}", c.number, c.name()))
    };
    let sum: Amounts = totals.iter().map(|(_, amounts)| *amounts).sum();
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::text("区分"),
            Column::number("事業数"),
            Column::number("総事業費（円）"),
            Column::number("基金（円）"),
            Column::number("うち国（円）"),
            Column::number("うち都道府県（円）"),
            Column::number("その他（円）"),
        ],
        rows: totals.iter().map(|(code, amounts)| row(&name(code), *amounts)).collect(),
        foot: (!totals.is_empty()).then(|| row("合計", sum)),
        empty: "合計を計算できる事業がありません。".to_owned(),
    }
}

fn row(name: &str, a: Amounts) -> Vec<Cell> {
    let total = match a.total_unknown {
        0 => a.total.to_string(),
        unknown => format!("{}（空欄{unknown}件を除く）", a.total),
    };
    let cells = [
        name.to_owned(),
        a.projects.to_string(),
        total,
        a.fund.to_string(),
        a.national.to_string(),
        a.prefectural.to_string(),
        a.other.to_string(),
    ];
    cells.into_iter().map(Cell::Text).collect()
}

#[cfg(test)]
mod tests {
    use kikin_domain::Yen;

    use super::*;

    #[test]
    fn the_foot_is_the_sum_of_the_rows() {
        let amounts = |fund, total_unknown| Amounts {
            projects: 1,
            fund: Yen::new(fund),
            total: Yen::new(fund),
            total_unknown,
            ..Amounts::default()
        };
        let totals =
            [(CategoryCode::from("II"), amounts(1_234_000, 0)), (CategoryCode::from("III"), amounts(-34_000, 1))];
        let year = FiscalYear::new(2026).expect("a year");
        let html = table("令和8年度（単位：円）", &totals, CategoryTable::published(), year).to_string();
        for wanted in [">1,234,000<", ">△34,000<", "△34,000（空欄1件を除く）", ">1,200,000<", "合計"] {
            assert!(html.contains(wanted), "{wanted} in {html}");
        }
    }
}
