//! The other tables: 施設整備内訳, 区域, 目標, 意見聴取, 計画本文.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Indicator;
use crate::category::CategoryCode;
use crate::money::{Unit, Yen};
use crate::place::{Field, SheetName};

/// One row of 施設整備内訳.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// 事業No.
    pub project_no: Field<String>,
    /// 施設種別
    pub kind: Field<String>,
    /// 施設名
    pub name: Field<String>,
    /// 整備区分
    pub work: Field<String>,
    /// 単位
    pub unit: Field<String>,
    /// 数量
    pub quantity: Field<Ratio>,
    /// 補助単価
    pub unit_price: Field<Yen>,
    /// 割増率 as a factor, 1 when blank
    pub premium: Field<Ratio>,
    /// 基準額
    pub standard_amount: Field<Yen>,
    /// 総事業費
    pub total: Field<Yen>,
    /// 対象経費の支出予定額
    pub eligible: Field<Yen>,
    /// 寄附金その他の収入額
    pub donations: Field<Yen>,
    /// 補助率, 10/10 when blank
    pub rate: Field<Ratio>,
    /// 基金充当額
    pub fund: Field<Yen>,
    /// The unit the sheet's amounts are written in.
    pub amount_unit: Option<Unit>,
}

/// An exact non-negative fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Numerator.
    pub num: i64,
    /// Denominator, positive.
    pub den: i64,
}

impl Ratio {
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

/// One row of 区域.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// 区域名
    pub name: Field<String>,
    /// 構成する日常生活圏域
    pub parts: Field<String>,
    /// 設定の考え方
    pub reason: Field<String>,
}

/// One row of 目標.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// 区分
    pub category: Field<CategoryCode>,
    /// 目標
    pub goal: Field<String>,
    /// 指標名, 現状値, 目標値, 単位, 目標年度
    pub indicator: Indicator,
}

/// One row of 意見聴取.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// 実施日, as typed (a hearing may span days)
    pub held: Field<String>,
    /// 対象
    pub whom: Field<String>,
    /// 方法
    pub how: Field<String>,
    /// 主な意見
    pub opinions: Field<String>,
    /// 反映状況
    pub reflected: Field<String>,
}

/// One row of 計画本文 (prefecture's workbook).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// 章
    pub chapter: Field<String>,
    /// 節
    pub section: Field<String>,
    /// 本文
    pub text: Field<String>,
}

/// The outline of a prefectural plan: chapters and their sections.
pub const OUTLINE: [(&str, &[&str]); 3] = [
    (
        "1 計画の基本的事項",
        &["(1) 基本的な考え方", "(2) 医療介護総合確保区域の設定", "(3) 目標の設定等と計画期間", "(4) 目標の達成状況"],
    ),
    ("2 事業の評価方法", &["(1) 関係者からの意見聴取の方法", "(2) 事後評価の方法"]),
    ("3 計画に基づき実施する事業", &["事業の内容等"]),
];
