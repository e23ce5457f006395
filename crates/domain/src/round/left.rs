//! What of a file is not taken, and why: a workbook speaks for both 分, and often only one of them may be handed in.

use super::refusal::NotNow;
use crate::category::Bu;

/// Why a 分 of a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeft {
    /// The post has no charge of it.
    NotInCharge,
    /// It takes no submissions now.
    Closed,
    /// What was handed in of it stays as it is.
    NotNow(NotNow),
    /// The file answers a 修正依頼 that is not about it: what was handed in of it stays until its sender withdraws it.
    NotReturned,
    /// It was not taken when the file came; it would be now.
    NotThen,
}

/// A 分 of a file that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub bu: Bu,
    /// Why.
    pub why: WhyLeft,
}

impl LeftOut {
    /// What is not taken, why, and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        let bu = self.bu.label();
        match self.why {
            WhyLeft::NotInCharge => format!(
                "{bu}は、この職の担当ではないため、このファイルの{bu}は扱いません。{bu}を担当する職がアップロードしてください。"
            ),
            WhyLeft::Closed => format!(
                "{bu}は、受付が閉じているため、このファイルの{bu}は扱いません。{bu}も出すときは、県の担当に連絡してください。"
            ),
            WhyLeft::NotNow(why) => format!(
                "{bu}は{}のため、このファイルの{bu}は扱いません。提出されている{bu}は、そのまま残ります。{}",
                why.state.label(),
                why.cause.sentence()
            ),
            WhyLeft::NotReturned => format!(
                "{bu}は、修正を依頼されていないため、このファイルの{bu}は扱いません。提出されている{bu}は、そのまま残ります。{bu}も差し替えるときは、{bu}の提出を取り下げてから、もう一度アップロードしてください。"
            ),
            WhyLeft::NotThen => format!(
                "{bu}は、アップロードしたときに扱えなかったため、この下書きに入っていません。{bu}も出すときは、もう一度アップロードしてください。"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::{Act, Cause, State};

    #[test]
    fn each_reason_names_its_half_and_says_what_to_do() {
        let not_now = NotNow { act: Act::KeepDraft, state: State::Confirmed, cause: Cause::Confirmed };
        let all =
            [WhyLeft::NotInCharge, WhyLeft::Closed, WhyLeft::NotNow(not_now), WhyLeft::NotReturned, WhyLeft::NotThen];
        for why in all {
            let told = LeftOut { bu: Bu::Care, why }.sentence();
            assert!(told.starts_with("介護分は") && told.ends_with("ください。"), "{told}");
        }
        let told = LeftOut { bu: Bu::Care, why: WhyLeft::NotNow(not_now) }.sentence();
        assert!(told.starts_with("介護分は確認済のため、このファイルの介護分は扱いません。"), "{told}");
    }
}
