//! The plain workbook as data: a small municipal plan in 千円 without any fault.

use kikin_domain::rule::{Input, Table};
use kikin_sheet::form::{AREAS, Column, FACILITIES, GOALS, HEARINGS, PROJECTS, TableDef};

use Input::{Date, Number, Text};

use super::book::{Book, Leaf, Part, Record};

/// The cover: labels and values in the form's order.
const COVER: &[(&str, Input)] = &[
    ("様式版", Text("2026")),
    ("計画年度", Text("令和8年度")),
    ("都道府県名", Text("新潟県")),
    ("団体コード", Text("152021")),
    ("市町村名", Text("長岡市")),
    ("提出日", Text("令和8年6月15日")),
    ("文書番号", Text("長健第211号")),
    ("担当課", Text("健康福祉課")),
    ("担当者", Text("髙橋　太郎")),
    ("電話番号", Text("025-000-0000")),
    ("メールアドレス", Text("kikin@example.lg.jp")),
    ("金額の単位", Text("千円")),
    ("段階", Text("計画")),
    ("対象", Text("医療分・介護分")),
    ("該当事業なし", Input::Blank),
];

/// What every project has alike.
const COMMON: &[(&str, Input)] = &[
    ("area", Text("長岡市圏域")),
    ("start", Text("令和8年4月1日")),
    ("end", Text("令和9年3月31日")),
    ("oc_year", Text("令和8年度")),
    ("oc_source", Text("市の調査")),
    ("tax", Text("税込")),
];

const PROJECT_ROWS: &[&[(&str, Input)]] = &[
    &[
        ("no", Number("1")),
        ("category", Text("Ⅰ-1")),
        ("standard_example", Number("5")),
        ("name", Text("病床機能転換施設整備事業")),
        ("continuity", Text("新規")),
        ("body", Text("医療法人みどり会")),
        ("body_kind", Text("民")),
        ("needs", Text("高齢化が進み、回復期の病床が不足している。")),
        ("oc_name", Text("回復期病床の充足率")),
        ("oc_baseline", Number("30")),
        ("oc_target", Number("45")),
        ("oc_unit", Text("％")),
        ("oc_direction", Text("増")),
        ("content", Text("回復期病床への転換に要する改修を行い、地域医療構想の達成を図る。")),
        ("op_name", Text("転換病床数")),
        ("op_target", Number("39")),
        ("op_unit", Text("床")),
        ("relation", Text("転換病床数の増により充足率が改善する。")),
        ("total", Number("12000")),
        ("fund", Number("9000")),
        ("other", Number("3000")),
        ("y2026", Number("9000")),
        ("y2027", Number("0")),
        ("remarks", Text("工事は10月に着手する。")),
    ],
    &[
        ("no", Number("2")),
        ("category", Text("Ⅰ-2")),
        ("name", Text("病床機能再編支援事業")),
        ("continuity", Text("継続")),
        ("body", Text("医療法人みどり会")),
        ("body_kind", Text("民")),
        ("needs", Text("急性期の病床が必要量を上回っている。")),
        ("oc_name", Text("対象3区分の病床数")),
        ("oc_baseline", Number("79")),
        ("oc_target", Number("69")),
        ("oc_unit", Text("床")),
        ("oc_direction", Text("減")),
        ("content", Text("病床を削減する医療機関に給付金を支給する。")),
        ("op_name", Text("削減病床数")),
        ("op_target", Number("8")),
        ("op_unit", Text("床")),
        ("relation", Text("病床の削減により病床数が必要量に近づく。")),
        ("total", Number("6000")),
        ("fund", Number("6000")),
        ("other", Number("0")),
        ("y2026", Number("6000")),
        ("y2027", Number("0")),
    ],
    &[
        ("no", Number("3")),
        ("category", Text("Ⅱ")),
        ("name", Text("在宅医療推進センター運営事業")),
        ("continuity", Text("継続")),
        ("body", Text("長岡市医師会")),
        ("body_kind", Text("民")),
        ("start", Date("2026-04-01")),
        ("end", Date("2027-03-31")),
        ("needs", Text("在宅で療養する人が増えている。")),
        ("oc_name", Text("訪問診療を受けた患者数")),
        ("oc_baseline", Number("76")),
        ("oc_target", Number("77")),
        ("oc_unit", Text("人")),
        ("oc_direction", Text("増")),
        ("content", Text("在宅医療推進センターを置き、多職種の連携と後方支援の体制を整える。")),
        ("op_name", Text("連携会議の開催回数")),
        ("op_target", Number("24")),
        ("op_unit", Text("回")),
        ("relation", Text("連携会議を重ねて訪問診療を受ける患者を増やす。")),
        ("total", Number("5000")),
        ("fund", Number("5000")),
        ("other", Number("0")),
        ("y2026", Number("5000")),
        ("y2027", Number("0")),
    ],
    &[
        ("no", Number("4")),
        ("category", Text("Ⅲ")),
        ("name", Text("認知症高齢者グループホーム整備事業")),
        ("continuity", Text("新規")),
        ("body", Text("社会福祉法人あおぞら会")),
        ("body_kind", Text("民")),
        ("start", Date("2026-07-01")),
        ("end", Date("2027-03-31")),
        ("needs", Text("認知症の高齢者が住み慣れた地域で暮らす場が不足している。")),
        ("oc_name", Text("地域密着型サービスの定員")),
        ("oc_baseline", Number("71")),
        ("oc_target", Number("80")),
        ("oc_unit", Text("人")),
        ("oc_direction", Text("増")),
        ("content", Text("認知症高齢者グループホームを整備する。")),
        ("op_name", Text("整備施設数")),
        ("op_target", Number("1")),
        ("op_unit", Text("施設")),
        ("relation", Text("整備した施設の定員がそのまま増える。")),
        ("total", Number("10000")),
        ("fund", Number("8000")),
        ("other", Number("2000")),
        ("y2026", Number("8000")),
        ("y2027", Number("0")),
    ],
    &[
        ("no", Number("5")),
        ("category", Text("Ⅴ")),
        ("name", Text("介護ロボット導入支援事業")),
        ("continuity", Text("継続")),
        ("body", Text("長岡市")),
        ("body_kind", Text("公")),
        ("end", Text("令和10年3月31日")),
        ("needs", Text("介護職員の負担が重く、離職が続いている。")),
        ("oc_name", Text("介護職員の離職率")),
        ("oc_baseline", Number("14.5")),
        ("oc_target", Number("12")),
        ("oc_unit", Text("％")),
        ("oc_direction", Text("減")),
        ("content", Text("介護ロボットの導入を支援し、負担を軽減する。")),
        ("op_name", Text("導入事業所数")),
        ("op_target", Number("20")),
        ("op_unit", Text("事業所")),
        ("relation", Text("導入した事業所で負担が減り、離職率が下がる。")),
        ("total", Number("7000")),
        ("fund", Number("5000")),
        ("other", Number("2000")),
        ("y2026", Number("3000")),
        ("y2027", Number("2000")),
    ],
];

const FACILITY_ROWS: &[&[(&str, Input)]] = &[&[
    ("project_no", Number("4")),
    ("kind", Text("認知症高齢者グループホーム")),
    ("name", Text("グループホームあおぞら")),
    ("work", Text("創設")),
    ("unit", Text("施設")),
    ("quantity", Number("1")),
    ("unit_price", Number("41500")),
    ("premium", Number("1")),
    ("standard_amount", Number("41500")),
    ("total", Number("10000")),
    ("eligible", Number("10000")),
    ("donations", Number("0")),
    ("rate", Text("10/10")),
    ("fund", Number("8000")),
]];

const AREA_ROWS: &[&[(&str, Input)]] =
    &[&[("name", Text("長岡市圏域")), ("parts", Text("中央・東・西")), ("reason", Text("日常生活圏域を念頭に設定"))]];

const GOAL_ROWS: &[&[(&str, Input)]] = &[
    &[
        ("category", Text("Ⅱ")),
        ("goal", Text("在宅医療の提供体制の充実")),
        ("indicator", Text("訪問診療を受けた患者数")),
        ("baseline", Number("76")),
        ("target", Number("77")),
        ("unit", Text("人")),
        ("year", Text("令和8年度")),
    ],
    &[
        ("category", Text("Ⅲ")),
        ("goal", Text("地域密着型サービスの充実")),
        ("indicator", Text("地域密着型サービスの定員")),
        ("baseline", Number("71")),
        ("target", Number("80")),
        ("unit", Text("人")),
        ("year", Text("令和8年度")),
    ],
];

const HEARING_ROWS: &[&[(&str, Input)]] = &[&[
    ("held", Text("令和8年5月20日")),
    ("whom", Text("地域医療介護推進協議会")),
    ("how", Text("会議")),
    ("opinions", Text("人材確保を優先すべき")),
    ("reflected", Text("事業に反映")),
]];

/// The yearly columns, which the form's definition holds as one.
const YEARS: &[(&str, &str)] = &[("y2026", "令和8年度"), ("y2027", "令和9年度")];

/// The plain workbook.
pub(super) fn book() -> Book {
    let unit = Some("（単位：千円）");
    Book {
        title: "長岡市計画（地域医療介護総合確保基金）",
        cover: COVER.to_vec(),
        parts: vec![
            part(Table::Areas, &AREAS, "市町村医療介護総合確保区域", None, &[], AREA_ROWS),
            part(Table::Goals, &GOALS, "目標", None, &[], GOAL_ROWS),
            part(Table::Hearings, &HEARINGS, "意見聴取", None, &[], HEARING_ROWS),
            part(Table::Projects, &PROJECTS, "令和8年度 長岡市 事業一覧", unit, COMMON, PROJECT_ROWS),
            part(Table::Facilities, &FACILITIES, "", unit, &[], FACILITY_ROWS),
        ],
        dropped: Vec::new(),
        added: Vec::new(),
        packages: Vec::new(),
    }
}

pub(super) fn part(
    table: Table,
    def: &'static TableDef,
    title: &'static str,
    unit: Option<&'static str>,
    common: &'static [(&'static str, Input)],
    rows: &'static [&'static [(&'static str, Input)]],
) -> Part {
    let record = |row: &[(&'static str, Input)]| Record {
        cells: common.iter().chain(row).copied().collect(),
        ..Record::default()
    };
    Part {
        table,
        title,
        unit,
        has_header: true,
        leaves: def.columns.iter().filter(|c| c.key != "period").flat_map(leaves).collect(),
        records: rows.iter().map(|row| record(row)).collect(),
    }
}

fn leaves(column: &'static Column) -> Vec<Leaf> {
    let label = column.labels[0];
    let named = |key, leaf| Leaf { key, group: label.group, leaf, is_money: column.is_amount() };
    match column.key {
        "y" => YEARS.iter().map(|(key, leaf)| named(key, leaf)).collect(),
        key => vec![named(key, label.leaf)],
    }
}
