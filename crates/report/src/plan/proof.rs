//! The proof of a statement: its figures added up again, by other ways than they were built, and compared.

use std::collections::BTreeMap;

use kikin_domain::split::LeafKey;
use kikin_domain::totals::Amounts;
use kikin_domain::{Bu, CategoryCode, Yen};

use super::PlanStatement;
use super::item::{Item, Totals};
use super::rows::{Figure, ProjectRow};

/// What a sum in a sheet written in 千円 may be off by (X001).
const ONE_THOUSAND: u64 = 1_000;

/// A check that was carried out and holds, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What equals what.
    pub claim: &'static str,
    /// The figures, or how many were compared.
    pub figures: String,
}

impl Check {
    pub(crate) fn new(claim: &'static str, figures: String) -> Self {
        Self { claim, figures }
    }
}

/// 「検算：医療分計＋介護分計＝合計（…）…一致」
impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "検算：{}（{}）…一致", self.claim, self.figures)
    }
}

/// A statement whose figures do not hold: one was altered, or the computation has a defect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("検算が合わないため、出力しません：{claim}（{at}）")]
pub struct PlanProofError {
    /// What should equal what.
    pub claim: &'static str,
    /// Where it does not, with the figures.
    pub at: String,
}

/// Compares item by item; the first that differs is named.
pub(super) fn equal(claim: &'static str, at: &str, left: &Amounts, right: &Amounts) -> Result<(), PlanProofError> {
    let differs = Item::ALL.into_iter().find(|item| item.of(left) != item.of(right));
    if let Some(item) = differs {
        let at = format!("{at} {}：{}円と{}円", item.label(), item.of(left), item.of(right));
        return Err(PlanProofError { claim, at });
    }
    if (left.projects, left.total_unknown) != (right.projects, right.total_unknown) {
        let at = format!("{at} 件数：{}件と{}件", left.projects, right.projects);
        return Err(PlanProofError { claim, at });
    }
    Ok(())
}

pub(super) fn sum<'a>(amounts: impl IntoIterator<Item = &'a Amounts>) -> Amounts {
    amounts.into_iter().copied().sum()
}

/// 「1,000＋500＝1,500」
pub(crate) fn addition(parts: impl IntoIterator<Item = Yen>, all: Yen) -> String {
    let parts: Vec<String> = parts.into_iter().map(|p| p.to_string()).collect();
    format!("{}＝{all}", parts.join("＋"))
}

impl PlanStatement {
    /// Holds every table to the projects and to the others: rows, columns, 分, 合計, and the placing of every yen.
    ///
    /// # Errors
    /// [`PlanProofError`] with the first check that fails.
    pub fn prove(&self) -> Result<Vec<Check>, PlanProofError> {
        let mut checks = vec![self.prove_rows()?, self.prove_totals_of_rows()?];
        checks.push(self.prove_placing()?);
        checks.push(self.prove_leaves()?);
        checks.push(self.prove_columns()?);
        checks.extend(self.prove_summary()?);
        checks.push(self.prove_bodies()?);
        checks.push(self.prove_bodies_against_summary()?);
        checks.push(self.prove_members()?);
        checks.extend(self.prove_cards()?);
        Ok(checks)
    }

    fn added(&self) -> impl Iterator<Item = (&ProjectRow, &Amounts)> {
        self.projects.iter().filter_map(|p| p.amounts.as_ref().map(|a| (p, a)))
    }

    /// A + B = 計, and what is shown is what is added.
    fn prove_rows(&self) -> Result<Check, PlanProofError> {
        let claim = "事業ごとに、国（A）＋都道府県（B）＝計（A+B）";
        for (row, amounts) in self.added() {
            let placed = amounts.national + amounts.prefectural == amounts.fund;
            let inside = amounts.carried <= amounts.fund;
            let shown = Item::ALL.iter().all(|&item| match row.figure(item) {
                Figure::Added(yen) => yen == item.of(amounts),
                Figure::Blank => item.of(amounts) == Yen::ZERO,
                Figure::Open | Figure::Outside(_) => false,
            });
            if !(placed && inside && shown) {
                let at = addition([amounts.national, amounts.prefectural], amounts.fund);
                return Err(PlanProofError { claim, at: format!("{} {}", row.key, at) });
            }
        }
        Ok(Check::new(claim, format!("{}件", self.added().count())))
    }

    /// 計 + その他 = 総事業費 where both are given.
    fn prove_totals_of_rows(&self) -> Result<Check, PlanProofError> {
        let claim = "総事業費とその他（C）の記入がある事業ごとに、計（A+B）＋その他（C）＝総事業費";
        let (mut compared, mut rounded) = (0, 0);
        for (row, amounts) in self.added() {
            let (Figure::Added(total), Figure::Added(other)) = (row.figure(Item::Total), row.figure(Item::Other))
            else {
                continue;
            };
            compared += 1;
            let off = total.abs_diff(amounts.fund + other);
            let allowed = if row.in_thousands { ONE_THOUSAND } else { 0 };
            if off > allowed {
                let at = addition([amounts.fund, other], total);
                return Err(PlanProofError { claim, at: format!("{} {}", row.key, at) });
            }
            rounded += usize::from(off > 0);
        }
        let exception = match rounded {
            0 => String::new(),
            n => format!("。うち{n}件は、千円単位の記入による1,000円以内の差がある"),
        };
        Ok(Check::new(claim, format!("{compared}件{exception}")))
    }

    /// Every component proves itself.
    fn prove_placing(&self) -> Result<Check, PlanProofError> {
        let claim = "区分・財源ごとに、端数処理の各事項が成り立つ";
        for placing in &self.placings {
            placing.split.verify().map_err(|e| PlanProofError { claim, at: e.to_string() })?;
        }
        Ok(Check::new(claim, format!("{}組", self.placings.len())))
    }

    /// Leaves and projects are the same, with the same figures.
    fn prove_leaves(&self) -> Result<Check, PlanProofError> {
        let claim = "端数処理の事業ごとの額の計＝事業一覧";
        let mut placed: BTreeMap<(&CategoryCode, &LeafKey), [Yen; 3]> = BTreeMap::new();
        for placing in &self.placings {
            for leaf in &placing.split.leaves {
                let figures = placed.entry((&placing.split.key.category, &leaf.key)).or_default();
                figures[0] += leaf.fund;
                figures[1] += leaf.national;
                figures[2] += leaf.prefectural;
            }
        }
        for (row, amounts) in self.added() {
            let figures = placed.remove(&(&row.category, &row.key));
            if figures != Some([amounts.fund, amounts.national, amounts.prefectural]) {
                let at = addition([amounts.national, amounts.prefectural], amounts.fund);
                return Err(PlanProofError { claim, at: format!("{} {}", row.key, at) });
            }
        }
        match placed.keys().next() {
            Some((category, key)) => {
                Err(PlanProofError { claim, at: format!("区分{category} {key}が事業一覧にありません") })
            }
            None => Ok(Check::new(claim, format!("{}件", self.added().count()))),
        }
    }

    /// 総括表 is the sum of 事業一覧, 区分 by 区分 and in all.
    fn prove_columns(&self) -> Result<Check, PlanProofError> {
        let claim = "事業一覧の合計＝総括表";
        for (code, amounts) in &self.summary.by_category {
            let rows = sum(self.added().filter(|(p, _)| p.category == *code).map(|(_, a)| a));
            equal(claim, &format!("区分{}", self.number(code)), &rows, amounts)?;
        }
        for (bu, amounts) in &self.summary.by_bu {
            equal(claim, bu.label(), &sum(self.added().filter(|(p, _)| p.bu == *bu).map(|(_, a)| a)), amounts)?;
        }
        let all = sum(self.added().map(|(_, a)| a));
        equal(claim, "合計", &all, &self.summary.all)?;
        Ok(Check::new(claim, format!("{}件、基金充当額{}円", all.projects, all.fund)))
    }

    /// 総括表 in itself: A + B, 区分 to 分, 分 to 合計.
    fn prove_summary(&self) -> Result<[Check; 3], PlanProofError> {
        let across = "国（A）＋都道府県（B）＝計（A+B）";
        let halves = "区分の計＝医療分計、介護分計";
        let whole = "医療分計＋介護分計＝合計";
        let totals = &self.summary;
        self.prove_totals(totals, "総括表", [across, halves, whole])?;
        let all = &totals.all;
        let funds = totals.by_bu.iter().map(|(_, a)| a.fund);
        Ok([
            Check::new(across, addition([all.national, all.prefectural], all.fund)),
            Check::new(halves, format!("件数及び{}項目", Item::ALL.len())),
            Check::new(whole, format!("計（A+B） {}。件数及び{}項目", addition(funds, all.fund), Item::ALL.len())),
        ])
    }

    /// The same for any set of sums.
    fn prove_totals(&self, totals: &Totals, at: &str, claims: [&'static str; 3]) -> Result<(), PlanProofError> {
        let every = totals.by_category.iter().map(|(_, a)| a).chain(totals.by_bu.iter().map(|(_, a)| a));
        for amounts in every.chain([&totals.all]) {
            if amounts.national + amounts.prefectural != amounts.fund {
                let figures = addition([amounts.national, amounts.prefectural], amounts.fund);
                return Err(PlanProofError { claim: claims[0], at: format!("{at} {figures}") });
            }
        }
        let listed = self.categories.iter().map(|c| &c.code);
        if !listed.eq(totals.by_category.iter().map(|(code, _)| code)) || totals.by_bu.len() != Bu::ALL.len() {
            return Err(PlanProofError { claim: claims[1], at: format!("{at} 区分の並び") });
        }
        for (bu, amounts) in &totals.by_bu {
            let of_bu = self.categories.iter().zip(&totals.by_category).filter(|(c, _)| c.bu == *bu);
            equal(claims[1], &format!("{at} {}", bu.label()), &sum(of_bu.map(|(_, (_, a))| a)), amounts)?;
        }
        equal(claims[2], at, &sum(totals.by_bu.iter().map(|(_, a)| a)), &totals.all)
    }

    /// Each body's sums are those of its projects, and foot.
    fn prove_bodies(&self) -> Result<Check, PlanProofError> {
        let claim = "団体ごとに、区分の計＝医療分計、介護分計、合計、及び事業一覧";
        let mut rows: BTreeMap<_, Vec<(&ProjectRow, &Amounts)>> = BTreeMap::new();
        for (row, amounts) in self.added() {
            rows.entry(row.key.body).or_default().push((row, amounts));
        }
        for body in &self.bodies {
            let rows = rows.remove(&body.body).unwrap_or_default();
            for (code, amounts) in &body.totals.by_category {
                let own = sum(rows.iter().filter(|(p, _)| p.category == *code).map(|(_, a)| *a));
                equal(claim, &format!("{} 区分{}", body.name, self.number(code)), &own, amounts)?;
            }
            self.prove_totals(&body.totals, &body.name, [claim; 3])?;
        }
        match rows.keys().next() {
            Some(body) => Err(PlanProofError { claim, at: format!("{body}が市町村別にありません") }),
            None => Ok(Check::new(claim, format!("{}団体", self.bodies.len()))),
        }
    }

    /// The bodies together are 総括表.
    fn prove_bodies_against_summary(&self) -> Result<Check, PlanProofError> {
        let claim = "市町村別の合計＝総括表";
        for (code, amounts) in &self.summary.by_category {
            let bodies: Vec<Amounts> = self.bodies.iter().map(|b| b.totals.category(code)).collect();
            equal(claim, &format!("区分{}", self.number(code)), &sum(&bodies), amounts)?;
        }
        for (i, (bu, amounts)) in self.summary.by_bu.iter().enumerate() {
            let bodies = self.bodies.iter().filter_map(|b| b.totals.by_bu.get(i)).map(|(_, a)| a);
            equal(claim, bu.label(), &sum(bodies), amounts)?;
        }
        equal(claim, "合計", &sum(self.bodies.iter().map(|b| &b.totals.all)), &self.summary.all)?;
        Ok(Check::new(claim, format!("{}団体、基金充当額{}円", self.bodies.len(), self.summary.all.fund)))
    }
}
