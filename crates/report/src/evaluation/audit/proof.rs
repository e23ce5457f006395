//! The proof of the auditor's rows: they foot, they cross-foot, and with what was not asked for they are 執行状況.

use kikin_domain::Yen;

use super::{AuditRow, AuditStatement};
use crate::evaluation::proof::same;
use crate::evaluation::sums::Funds;
use crate::plan::proof::addition;
use crate::plan::{Check, PlanProofError};

type Proved = Result<Check, PlanProofError>;

fn wrong(claim: &'static str, at: String) -> Proved {
    Err(PlanProofError { claim, at })
}

fn sum<'a>(rows: impl Iterator<Item = &'a AuditRow>) -> Funds {
    rows.map(|row| row.used).sum()
}

impl AuditStatement {
    /// Holds the rows to the sums, the sums to each other and all to 執行状況.
    ///
    /// # Errors
    /// [`PlanProofError`] with the first check that fails.
    pub fn prove(&self) -> Result<Vec<Check>, PlanProofError> {
        let mut checks = vec![self.prove_rows()?, self.prove_cross()?, self.prove_edges()?];
        checks.extend(self.execution.prove()?);
        checks.push(self.prove_whole()?);
        Ok(checks)
    }

    /// The State's part lies inside of what was used.
    fn prove_rows(&self) -> Proved {
        let claim = "事業と年度ごとに、交付金交付額＋都道府県の額＝基金使用額";
        match self.rows.iter().find(|row| !row.used.foots()) {
            Some(row) => {
                let figures = addition([row.used.national, row.used.prefectural], row.used.fund);
                wrong(claim, format!("{} No.{} {}", row.body_name, row.no, figures))
            }
            None => Ok(Check::new(claim, format!("{}件", self.rows.len()))),
        }
    }

    /// Every sum of 区分 and year is that of its rows.
    fn prove_cross(&self) -> Proved {
        let claim = "区分と年度ごとに、行の計＝集計表";
        let mut compared = 0;
        for row in &self.cross {
            for (year, told) in self.years.iter().zip(&row.by_year) {
                let own = sum(self.rows.iter().filter(|r| r.category == row.category && r.year == *year));
                same(claim, &format!("区分{} {}", row.number, year.era()), own, *told)?;
                compared += 1;
            }
            if row.by_year.len() != self.years.len() {
                return wrong(claim, format!("区分{}の年度の数", row.number));
            }
        }
        Ok(Check::new(claim, format!("{compared}組")))
    }

    /// The edges of the cross table: across, down, and from the rows.
    fn prove_edges(&self) -> Proved {
        let claim = "集計表で、年度の計＝区分の計＝合計＝行の計";
        for row in &self.cross {
            same(claim, &format!("区分{}", row.number), row.by_year.iter().copied().sum(), row.all)?;
        }
        for (index, (year, told)) in self.years.iter().zip(&self.by_year).enumerate() {
            let own = self.cross.iter().filter_map(|row| row.by_year.get(index)).copied().sum();
            same(claim, &year.era(), own, *told)?;
        }
        same(claim, "年度の合計", self.by_year.iter().copied().sum(), self.all)?;
        same(claim, "区分の合計", self.cross.iter().map(|row| row.all).sum(), self.all)?;
        same(claim, "行の合計", sum(self.rows.iter()), self.all)?;
        let years: Vec<Yen> = self.by_year.iter().map(|funds| funds.fund).collect();
        Ok(Check::new(claim, format!("基金使用額 {}", addition(years, self.all.fund))))
    }

    /// With the rows that were not asked for it is all that was executed.
    fn prove_whole(&self) -> Proved {
        let claim = "抽出した行＋抽出しない行＝執行状況の執行額累計";
        let both = [self.all, self.left_out_sum].into_iter().sum();
        same(claim, "合計", both, self.execution.all.cumulative)?;
        let figures = addition([self.all.fund, self.left_out_sum.fund], self.execution.all.cumulative.fund);
        Ok(Check::new(claim, format!("{figures}。抽出{}件、抽出しない{}件", self.rows.len(), self.left_out)))
    }
}
