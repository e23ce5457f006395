//! Choices of the forms, each with the spellings that are read as it.

use std::fmt;

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $label:literal $(| $also:literal)*),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All choices, in the order of the form's drop-down.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The choices as listed on the form.
            pub const LABELS: &'static [&'static str] = &[$($label),+];

            /// The choice as listed on the form.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Other spellings that are read as this choice.
            #[must_use]
            pub const fn also(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($also),*]),+ }
            }

            /// Reads a cell's text by its comparison key.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                // As listed on the form: no key is needed.
                if let Some(listed) = Self::ALL.iter().copied().find(|c| c.label() == text) {
                    return Some(listed);
                }
                let wanted = crate::text::choice_key(text);
                Self::ALL.iter().copied().find(|c| {
                    crate::text::choice_key(c.label()) == wanted
                        || c.also().iter().any(|a| crate::text::choice_key(a) == wanted)
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

choices! {
    /// 新規・継続
    Continuity {
        /// 新規
        New = "新規" | "新",
        /// 継続
        Continued = "継続" | "継",
    }
}

choices! {
    /// 公民の別 of the operator
    BodyKind {
        /// 公
        Public = "公" | "公立" | "公的",
        /// 民
        Private = "民" | "民間",
        /// 公民混在
        Mixed = "公民混在" | "公・民" | "公民" | "公及び民" | "公、民" | "公/民",
    }
}

choices! {
    /// 望ましい方向 of an indicator
    Direction {
        /// 増
        Increase = "増" | "増加" | "↑" | "上昇" | "増やす",
        /// 減
        Decrease = "減" | "減少" | "↓" | "低下" | "減らす",
        /// 維持
        Keep = "維持" | "→" | "現状維持",
    }
}

choices! {
    /// 回答: what a body says to the amount that the prefecture has granted (査定額)
    Answer {
        /// 満額
        Full = "満額" | "全額" | "査定額どおり",
        /// 減額
        Reduced = "減額" | "減額して実施",
        /// 取下げ
        Withdrawn = "取下げ" | "取り下げ" | "取下" | "辞退",
    }
}

choices! {
    /// 消費税の取扱い
    TaxTreatment {
        /// 税込
        Included = "税込" | "税込み" | "税込額",
        /// 税抜
        Excluded = "税抜" | "税抜き" | "税抜額",
        /// 対象外
        OutOfScope = "対象外" | "非課税" | "不課税",
    }
}

choices! {
    /// 事業の継続 of a project that is evaluated
    GoesOn {
        /// 継続
        Yes = "継続" | "継" | "継続中",
        /// 終了
        Ended = "終了" | "終" | "完了",
    }
}

choices! {
    /// 当該年度の執行
    Executed {
        /// あり
        Yes = "あり" | "有" | "有り" | "執行あり" | "○",
        /// なし: a whole answer
        No = "なし" | "無" | "無し" | "執行なし" | "執行無し" | "×",
    }
}

choices! {
    /// 観察: whether the outcome could be seen within a year after the project's end
    Observed {
        /// できた
        Yes = "できた" | "出来た" | "観察できた" | "観察出来た" | "○",
        /// できなかった
        No = "できなかった" | "出来なかった" | "観察できなかった" | "観察出来なかった" | "×",
    }
}

choices! {
    /// 次年度以降: what becomes of the project
    Onward {
        /// 継続
        Continue = "継続" | "継続実施",
        /// 見直し
        Revise = "見直し" | "見直して継続" | "見直す",
        /// 廃止
        Abolish = "廃止" | "廃止する",
        /// 終了
        End = "終了" | "完了",
    }
}
