//! The papers that 交付額 is from, and what they come to.

use jiff::civil::Date;
use kikin_domain::evaluation::Grant;
use kikin_domain::{CategoryTable, FiscalYear};

use super::sums::Funds;

/// A paper of 交付額.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The year of the grant.
    pub year: FiscalYear,
    /// The number of its 区分 on papers of that year; its code where that year has none such.
    pub number: String,
    /// The official name of its 区分.
    pub name: String,
    /// 国, 都道府県 and both
    pub granted: Funds,
    /// Its date.
    pub on: Date,
    /// 文書番号 or whatever else names it.
    pub source: String,
}

/// The papers of 交付額 with their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantStatement {
    /// The papers, the earliest first.
    pub rows: Vec<GrantRow>,
    /// 合計
    pub all: Funds,
}

impl GrantStatement {
    /// Builds the table.
    #[must_use]
    pub fn of(grants: &[Grant], categories: &CategoryTable) -> Self {
        let row = |grant: &Grant| {
            let category = categories.get(&grant.category, grant.year);
            GrantRow {
                year: grant.year,
                number: category.map_or_else(|| grant.category.to_string(), |c| c.number.clone()),
                name: category.map_or_else(String::new, |c| c.name().to_owned()),
                granted: Funds {
                    fund: grant.national + grant.prefectural,
                    national: grant.national,
                    prefectural: grant.prefectural,
                },
                on: grant.on,
                source: grant.source.clone(),
            }
        };
        let rows: Vec<GrantRow> = grants.iter().map(row).collect();
        Self { all: rows.iter().map(|row| row.granted).sum(), rows }
    }
}

#[cfg(test)]
mod tests {
    use kikin_domain::Yen;

    use super::*;

    #[test]
    fn what_was_given_back_is_taken_off() {
        let year = FiscalYear::new(2026).expect("a year");
        let grant = |national, prefectural| Grant {
            year,
            category: "II".into(),
            national: Yen::new(national),
            prefectural: Yen::new(prefectural),
            on: year.first_day(),
            source: "福第12号".to_owned(),
        };
        let statement = GrantStatement::of(&[grant(2_000, 1_000), grant(-500, -250)], CategoryTable::published());
        assert_eq!(statement.rows[0].number, "Ⅱ");
        assert_eq!(statement.rows[1].granted.fund, Yen::new(-750));
        assert_eq!([statement.all.fund, statement.all.national], [Yen::new(2_250), Yen::new(1_500)]);
        assert!(statement.all.foots());
    }
}
