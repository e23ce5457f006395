//! The proof of the 個票: every project on one card, and the cards together are 総括表.

use kikin_domain::Bu;
use kikin_domain::totals::Amounts;

use super::PlanStatement;
use super::proof::{Check, PlanProofError, equal, sum};

impl PlanStatement {
    /// Every project in exactly one card, of its own 区分; no number twice within its 分.
    pub(super) fn prove_members(&self) -> Result<Check, PlanProofError> {
        let claim = "すべての事業が、同じ区分のちょうど一つの個票にある";
        let wrong = |at: String| Err(PlanProofError { claim, at });
        let mut cards = vec![0_u32; self.projects.len()];
        for card in &self.cards {
            let same = self.cards.iter().filter(|c| (c.bu, c.number) == (card.bu, card.number)).count();
            if same != 1 {
                return wrong(format!("{}の個票が{same}枚", card.label()));
            }
            for &member in &card.members {
                let (Some(row), Some(count)) = (self.projects.get(member), cards.get_mut(member)) else {
                    return wrong(format!("{}にない事業", card.label()));
                };
                if (row.bu, &row.category) != (card.bu, &card.category) {
                    return wrong(format!("{} {}の区分", card.label(), row.key));
                }
                *count += 1;
            }
        }
        match self.projects.iter().zip(&cards).find(|(_, count)| **count != 1) {
            Some((row, count)) => wrong(format!("{}が{count}枚", row.key)),
            None => Ok(Check::new(claim, format!("{}件、個票{}枚", self.projects.len(), self.cards.len()))),
        }
    }

    /// A card's figures are those of its projects; all cards together are 総括表.
    pub(super) fn prove_cards(&self) -> Result<[Check; 2], PlanProofError> {
        let (each, together) = ("個票ごとに、構成する事業の額の計＝個票の額", "個票の合計＝総括表");
        for card in &self.cards {
            let rows = card.members.iter().filter_map(|&m| self.projects.get(m)?.amounts.as_ref());
            equal(each, &card.label(), &sum(rows), &card.amounts)?;
        }
        for (code, amounts) in &self.summary.by_category {
            let cards: Vec<&Amounts> = self.cards.iter().filter(|c| c.category == *code).map(|c| &c.amounts).collect();
            equal(together, &format!("区分{}", self.number(code)), &sum(cards), amounts)?;
        }
        for (bu, amounts) in &self.summary.by_bu {
            equal(together, bu.label(), &self.cards_of(*bu), amounts)?;
        }
        let all = sum(self.cards.iter().map(|c| &c.amounts));
        equal(together, "合計", &all, &self.summary.all)?;
        Ok([
            Check::new(each, format!("{}枚", self.cards.len())),
            Check::new(together, format!("{}枚、基金充当額{}円", self.cards.len(), all.fund)),
        ])
    }

    fn cards_of(&self, bu: Bu) -> Amounts {
        sum(self.cards.iter().filter(|c| c.bu == bu).map(|c| &c.amounts))
    }
}
