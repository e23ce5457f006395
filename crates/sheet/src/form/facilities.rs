//! 施設整備内訳: the build-up of a project of 区分Ⅲ by facility.

use super::{Column, Kind, Label, TableDef, TableId, leaf};

const fn col(key: &'static str, labels: &'static [Label], kind: Kind, required: bool, example: &'static str) -> Column {
    Column { key, labels, kind, required, example, width: 14 }
}

const TEXT: Kind = Kind::Text(4_000);
const FUND: Kind = Kind::Amount { fund: true };
const MONEY: Kind = Kind::Amount { fund: false };

/// 施設整備内訳.
pub static FACILITIES: TableDef = TableDef {
    id: TableId::Facilities,
    title: "施設整備内訳",
    sheets: &["施設整備内訳"],
    min_columns: 4,
    min_columns_elsewhere: 6,
    columns: &[
        col("project_no", &[leaf("事業No."), leaf("事業番号"), leaf("No."), leaf("事業№")], Kind::No, true, "4"),
        col(
            "kind",
            &[leaf("施設種別"), leaf("施設の種別"), leaf("施設種類")],
            TEXT,
            true,
            "認知症高齢者グループホーム",
        ),
        col("name", &[leaf("施設名"), leaf("施設名称"), leaf("施設の名称")], TEXT, false, "グループホームみどり"),
        col("work", &[leaf("整備区分"), leaf("整備の区分")], TEXT, false, "創設"),
        col("unit", &[leaf("単位")], TEXT, false, "施設"),
        col("quantity", &[leaf("数量")], Kind::Quantity, false, "1"),
        col("unit_price", &[leaf("補助単価"), leaf("配分基礎単価"), leaf("単価")], MONEY, false, "41,500"),
        col("premium", &[leaf("割増率"), leaf("加算率")], Kind::Premium, false, "1.05"),
        col("standard_amount", &[leaf("基準額")], MONEY, true, "41,500"),
        col("total", &[leaf("総事業費")], MONEY, false, "48,889"),
        col(
            "eligible",
            &[leaf("対象経費の支出予定額"), leaf("対象経費の実支出予定額"), leaf("対象経費")],
            MONEY,
            true,
            "48,889",
        ),
        col(
            "donations",
            &[leaf("寄附金その他の収入額"), leaf("寄付金その他の収入額"), leaf("寄附金その他収入額")],
            MONEY,
            false,
            "0",
        ),
        col("rate", &[leaf("補助率")], Kind::Rate, false, "10/10"),
        col("fund", &[leaf("基金充当額")], FUND, true, "41,500"),
    ],
};
