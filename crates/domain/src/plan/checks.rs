//! Check rows (計, 小計 …) and the columns they add up.

use serde::{Deserialize, Serialize};

use super::{Facility, Project, YearColumn};
use crate::category::{Bu, CategoryCode};
use crate::money::Yen;
use crate::place::{Field, SheetName};

/// What a check row adds up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckScope {
    /// 小計: the rows since the last check row.
    SinceLast,
    /// 計 in the middle of a sheet: since the last check row or the sheet; uncertain.
    SinceLastOrSheet,
    /// 計, 合計, 総計: the sheet, or all sheets of the table.
    SheetOrAll,
    /// 医療分計, 介護分計.
    Part(Bu),
    /// 区分…計.
    Category(CategoryCode),
    /// A named total whose name is not understood.
    Unknown,
}

/// A check row (計, 小計 …): compared, never imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRow<C> {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// The word that made it one, as typed.
    pub word: String,
    /// What it adds up.
    pub scope: CheckScope,
    /// Filled amounts by column.
    pub amounts: Vec<(C, Field<Yen>)>,
}

/// An amount column of 事業一覧, for check rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AmountColumn {
    /// 総事業費
    Total,
    /// 基金 計
    Fund,
    /// 国
    National,
    /// 都道府県
    Prefectural,
    /// その他
    Other,
    /// 公
    Public,
    /// 民
    Private,
    /// 受託
    Entrusted,
    /// 過年度残額
    Carried,
    /// 年度別
    Year(YearColumn),
}

impl AmountColumn {
    /// The label of the column.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Total => "総事業費".into(),
            Self::Fund => "基金充当額 計".into(),
            Self::National => "国（A）".into(),
            Self::Prefectural => "都道府県（B）".into(),
            Self::Other => "その他（C）".into(),
            Self::Public => "公".into(),
            Self::Private => "民".into(),
            Self::Entrusted => "うち受託事業等".into(),
            Self::Carried => "うち過年度残額".into(),
            Self::Year(y) if y.onwards => format!("{}以降", y.year.era()),
            Self::Year(y) => y.year.era(),
        }
    }

    /// The column's field of a project.
    #[must_use]
    pub fn of(self, project: &Project) -> Option<&Field<Yen>> {
        Some(match self {
            Self::Total => &project.total,
            Self::Fund => &project.fund,
            Self::National => &project.national,
            Self::Prefectural => &project.prefectural,
            Self::Other => &project.other,
            Self::Public => &project.public,
            Self::Private => &project.private,
            Self::Entrusted => &project.entrusted,
            Self::Carried => &project.carried,
            Self::Year(year) => return project.yearly.iter().find(|y| y.column == year).map(|y| &y.amount),
        })
    }
}

/// An amount column of 施設整備内訳, for check rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FacilityColumn {
    /// 基準額
    StandardAmount,
    /// 総事業費
    Total,
    /// 対象経費
    Eligible,
    /// 寄附金その他の収入額
    Donations,
    /// 基金充当額
    Fund,
}

impl FacilityColumn {
    /// The label of the column.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::StandardAmount => "基準額",
            Self::Total => "総事業費",
            Self::Eligible => "対象経費の支出予定額",
            Self::Donations => "寄附金その他の収入額",
            Self::Fund => "基金充当額",
        }
    }

    /// The column's field of a facility.
    #[must_use]
    pub const fn of(self, facility: &Facility) -> &Field<Yen> {
        match self {
            Self::StandardAmount => &facility.standard_amount,
            Self::Total => &facility.total,
            Self::Eligible => &facility.eligible,
            Self::Donations => &facility.donations,
            Self::Fund => &facility.fund,
        }
    }
}
