//! The state of a submission or a file: an icon and one of the fixed words.

use askama::Template;
use kikin_domain::Verdict;
use kikin_domain::round::State;

use super::{Icon, is_html};

/// How a state is coloured; the word says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing is to be done now.
    Quiet,
    /// Under way.
    Working,
    /// Somebody must do something.
    Attention,
    /// It went wrong.
    Wrong,
    /// Done.
    Good,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $icon:ident, $tone:ident;)+) => {
        /// The fixed words for where a submission or a file stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word { $($(#[$doc])* $name),+ }

        impl Word {
            /// All words.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Its icon.
            #[must_use]
            pub const fn icon(self) -> Icon {
                match self { $(Self::$name => Icon::$icon),+ }
            }

            /// Its colour.
            #[must_use]
            pub const fn tone(self) -> Tone {
                match self { $(Self::$name => Tone::$tone),+ }
            }
        }
    };
}

words! {
    /// Nothing was handed in.
    NotSubmitted, "未提出", Empty, Quiet;
    /// The municipality works on it.
    Drafting, "作成中", Pen, Working;
    /// It waits for the town hall's own approval.
    InApproval, "庁内決裁中", Stamp, Working;
    /// Handed in.
    Submitted, "提出済", Sent, Working;
    /// The prefecture looks at it.
    InReview, "審査中", Lens, Working;
    /// Sent back.
    Returned, "修正依頼（差戻し）", Back, Attention;
    /// Handed in again.
    Resubmitted, "再提出済", Sent, Working;
    /// Taken in.
    Received, "受付済", Tick, Good;
    /// Confirmed.
    Confirmed, "確認済", Twice, Good;
    /// Part of the prefectural plan.
    InPlan, "都道府県計画反映済", Twice, Good;
    /// Final.
    Final, "確定", Lock, Good;
    /// Withdrawn.
    Withdrawn, "取下げ", Cross, Quiet;
    /// The body hands no 変更 in.
    Unchanged, "変更なし", Empty, Quiet;
    /// The file is being checked.
    Checking, "検査中", Working, Working;
    /// The file has no errors.
    NoErrors, "エラーなし", Tick, Good;
    /// The file has warnings.
    ToCheck, "要確認", Warning, Attention;
    /// The file has errors.
    HasErrors, "エラーあり", Error, Wrong;
}

impl From<State> for Word {
    fn from(state: State) -> Self {
        match state {
            State::NotSubmitted => Self::NotSubmitted,
            State::Drafting => Self::Drafting,
            State::AwaitingApproval => Self::InApproval,
            State::Submitted => Self::Submitted,
            State::UnderReview => Self::InReview,
            State::Returned => Self::Returned,
            State::Resubmitted => Self::Resubmitted,
            State::Received => Self::Received,
            State::Confirmed => Self::Confirmed,
            State::InPlan => Self::InPlan,
            State::Fixed => Self::Final,
            State::Withdrawn => Self::Withdrawn,
        }
    }
}

impl From<Verdict> for Word {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self::NoErrors,
            Verdict::AcceptedWithWarnings => Self::ToCheck,
            Verdict::Rejected => Self::HasErrors,
        }
    }
}

/// A state with its icon.
#[derive(Clone, Debug, Template)]
#[template(path = "component/badge.html")]
pub struct Badge {
    /// The word.
    pub word: Word,
}

is_html!(Badge);

impl Badge {
    /// One of each.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        Word::ALL.iter().map(|&word| Self { word }).collect()
    }

    const fn tone(&self) -> &'static str {
        match self.word.tone() {
            Tone::Quiet => "quiet",
            Tone::Working => "working",
            Tone::Attention => "attention",
            Tone::Wrong => "wrong",
            Tone::Good => "good",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that officers, manuals and letters use; a change here is a change of them all.
    #[test]
    fn the_words_are_fixed() {
        let words: Vec<&str> = Word::ALL.iter().map(|word| word.label()).collect();
        let states = "未提出 / 作成中 / 庁内決裁中 / 提出済 / 審査中 / 修正依頼（差戻し） / 再提出済 / 受付済 / 確認済 / \
                      都道府県計画反映済 / 確定 / 取下げ";
        let files = "検査中 / エラーなし / 要確認 / エラーあり";
        assert_eq!(words.join(" / "), format!("{states} / 変更なし / {files}"));
    }

    #[test]
    fn states_are_told_by_their_own_words() {
        for state in State::ALL {
            assert_eq!(Word::from(state).label(), state.label());
        }
        for verdict in [Verdict::Accepted, Verdict::AcceptedWithWarnings, Verdict::Rejected] {
            assert_eq!(Word::from(verdict).label(), verdict.label());
        }
    }

    #[test]
    fn a_badge_is_an_icon_and_a_word() {
        for badge in Badge::samples() {
            let html = badge.to_string();
            assert!(html.contains("<svg") && html.contains(badge.word.label()), "{html}");
        }
    }
}
