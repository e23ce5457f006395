//! 事業評価 of the evaluation form: one row per project of the plan year (forms.md §3).

use kikin_domain::plan::{Executed, GoesOn, Observed, Onward};

use super::{Column, Kind, Label, TableDef, TableId, leaf, under};

const fn col(
    key: &'static str,
    labels: &'static [Label],
    kind: Kind,
    required: bool,
    example: &'static str,
    width: u8,
) -> Column {
    Column { key, labels, kind, required, example, width }
}

const NAME_LIMIT: usize = 200;
const TEXT: Kind = Kind::Text(4_000);
const OUTCOMES: &str = "事業終了後1年以内のアウトカム指標";

/// What the cover of the prefecture's own 事後評価 names as its form: a paper, which nobody hands in.
pub const EXPORTED_EVALUATION: &str = "都道府県計画に関する事後評価";

/// 事業評価.
pub static EVALUATIONS: TableDef = TableDef {
    id: TableId::Evaluations,
    title: "事業評価",
    sheets: &["事業評価"],
    min_columns: 5,
    min_columns_elsewhere: 8,
    columns: &[
        col("no", &[leaf("No."), leaf("番号"), leaf("事業番号"), leaf("№")], Kind::No, true, "1", 6),
        col("category", &[leaf("区分"), leaf("事業区分"), leaf("事業の区分")], Kind::Category, true, "Ⅰ-1", 8),
        col(
            "name",
            &[leaf("事業名"), leaf("事業の名称"), leaf("事業名称")],
            Kind::Text(NAME_LIMIT),
            true,
            "病床機能転換施設整備事業",
            28,
        ),
        col(
            "goes_on",
            &[leaf("事業の継続"), leaf("事業の継続・終了"), leaf("継続・終了"), leaf("継続終了の別")],
            Kind::Choice(GoesOn::LABELS),
            true,
            "継続",
            8,
        ),
        col(
            "executed",
            &[leaf("当該年度の執行"), leaf("執行の有無"), leaf("当該年度の執行の有無")],
            Kind::Choice(Executed::LABELS),
            false,
            "あり",
            8,
        ),
        col(
            "ex_total",
            &[under("執行額", "総事業費"), leaf("執行総事業費"), under("執行額", "総額")],
            Kind::Amount { fund: false },
            false,
            "88,900",
            14,
        ),
        col(
            "ex_fund",
            &[under("執行額", "基金"), leaf("基金執行額"), under("執行額", "うち基金"), under("執行額", "基金計")],
            Kind::Amount { fund: true },
            false,
            "81,500",
            14,
        ),
        col(
            "ex_national",
            &[under("執行額", "うち国費"), leaf("国費執行額"), under("執行額", "国費")],
            Kind::Amount { fund: true },
            false,
            "54,333",
            14,
        ),
        col(
            "op_name",
            &[
                under("アウトプット指標", "指標名"),
                under("アウトプット", "指標名"),
                leaf("アウトプット指標"),
                leaf("アウトプット"),
            ],
            TEXT,
            false,
            "転換病床数",
            18,
        ),
        col(
            "op_target",
            &[under("アウトプット指標", "目標値"), under("アウトプット", "目標値")],
            TEXT,
            false,
            "39",
            10,
        ),
        col(
            "op_achieved",
            &[under("アウトプット指標", "達成値"), under("アウトプット", "達成値"), leaf("達成値")],
            TEXT,
            true,
            "40",
            10,
        ),
        col("op_unit", &[under("アウトプット指標", "単位"), under("アウトプット", "単位")], TEXT, false, "床", 7),
        col(
            "op_direction",
            &[under("アウトプット指標", "望ましい方向"), under("アウトプット", "望ましい方向")],
            Kind::Direction,
            false,
            "増",
            8,
        ),
        col(
            "cause",
            &[leaf("未達の原因等の分析"), leaf("未達の原因"), leaf("未達成の原因等の分析"), leaf("未達の原因等")],
            TEXT,
            false,
            "",
            26,
        ),
        col("improvement", &[leaf("改善の方向性"), leaf("改善の方向")], TEXT, false, "", 26),
        col(
            "oc_name",
            &[
                under(OUTCOMES, "指標名"),
                under("アウトカム指標", "指標名"),
                under("アウトカム", "指標名"),
                leaf(OUTCOMES),
                leaf("アウトカム指標"),
                leaf("アウトカム"),
            ],
            TEXT,
            false,
            "回復期病床の充足率",
            18,
        ),
        col(
            "oc_target",
            &[under(OUTCOMES, "目標値"), under("アウトカム指標", "目標値"), under("アウトカム", "目標値")],
            TEXT,
            false,
            "45",
            10,
        ),
        col(
            "oc_actual",
            &[
                under(OUTCOMES, "実績値"),
                under("アウトカム指標", "実績値"),
                under("アウトカム", "実績値"),
                leaf("実績値"),
            ],
            TEXT,
            false,
            "46",
            10,
        ),
        col(
            "oc_observed",
            &[under(OUTCOMES, "観察"), under("アウトカム指標", "観察"), under("アウトカム", "観察"), leaf("観察")],
            Kind::Choice(Observed::LABELS),
            true,
            "できた",
            12,
        ),
        col(
            "effectiveness",
            &[leaf("事業の有効性"), leaf("有効性")],
            TEXT,
            true,
            "回復期病床の充足率が向上し、圏域の不足が縮小した。",
            38,
        ),
        col(
            "efficiency",
            &[leaf("事業の効率性"), leaf("効率性")],
            TEXT,
            true,
            "入札により工事費を抑えて実施した。",
            38,
        ),
        col(
            "onward",
            &[leaf("次年度以降"), leaf("次年度以降の方向"), leaf("今後の方向")],
            Kind::Choice(Onward::LABELS),
            false,
            "継続",
            8,
        ),
        col("remarks", &[leaf("その他"), leaf("備考")], TEXT, false, "", 20),
    ],
};
