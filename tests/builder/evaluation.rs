//! The plain evaluation as data: what became of the five projects of the plain plan, without any fault.

use kikin_domain::rule::{Input, Table};
use kikin_sheet::form::EVALUATIONS;

use Input::{Number, Text};

use super::base::part;
use super::book::Book;

const COVER: &[(&str, Input)] = &[
    ("様式版", Text("2026")),
    ("計画年度", Text("令和8年度")),
    ("評価年度", Text("令和8年度")),
    ("都道府県名", Text("新潟県")),
    ("団体コード", Text("152021")),
    ("市町村名", Text("長岡市")),
    ("提出日", Text("令和9年6月30日")),
    ("文書番号", Text("長健第98号")),
    ("担当課", Text("健康福祉課")),
    ("担当者", Text("髙橋　太郎")),
    ("電話番号", Text("025-000-0000")),
    ("メールアドレス", Text("kikin@example.lg.jp")),
    ("金額の単位", Text("千円")),
    ("対象", Text("医療分・介護分")),
    ("該当事業なし", Input::Blank),
];

/// What every project has alike.
const COMMON: &[(&str, Input)] = &[("goes_on", Text("継続")), ("executed", Text("あり")), ("op_direction", Text("増"))];

const ROWS: &[&[(&str, Input)]] = &[
    &[
        ("no", Number("1")),
        ("category", Text("Ⅰ-1")),
        ("name", Text("病床機能転換施設整備事業")),
        ("ex_total", Number("12000")),
        ("ex_fund", Number("9000")),
        ("ex_national", Number("6000")),
        ("op_name", Text("転換病床数")),
        ("op_target", Number("39")),
        ("op_achieved", Number("39")),
        ("op_unit", Text("床")),
        ("oc_name", Text("回復期病床の充足率")),
        ("oc_target", Number("45")),
        ("oc_actual", Number("46")),
        ("oc_observed", Text("できた")),
        ("effectiveness", Text("回復期病床が増え、圏域の不足が縮小した。")),
        ("efficiency", Text("入札により工事費を抑えた。")),
        ("onward", Text("継続")),
    ],
    &[
        ("no", Number("2")),
        ("category", Text("Ⅰ-2")),
        ("name", Text("病床機能再編支援事業")),
        ("goes_on", Text("終了")),
        ("ex_total", Number("6000")),
        ("ex_fund", Number("6000")),
        ("ex_national", Number("6000")),
        ("op_name", Text("削減病床数")),
        ("op_target", Number("8")),
        ("op_achieved", Number("9")),
        ("op_unit", Text("床")),
        ("oc_name", Text("対象3区分の病床数")),
        ("oc_target", Number("69")),
        ("oc_observed", Text("できなかった")),
        ("effectiveness", Text("病床数が必要量に近づいた。")),
        ("efficiency", Text("給付の手続を一度にまとめた。")),
        ("onward", Text("終了")),
    ],
    &[
        ("no", Number("3")),
        ("category", Text("Ⅱ")),
        ("name", Text("在宅医療推進センター運営事業")),
        ("ex_total", Number("4200")),
        ("ex_fund", Number("4200")),
        ("ex_national", Number("2800")),
        ("op_name", Text("連携会議の開催回数")),
        ("op_target", Number("24")),
        ("op_achieved", Number("20")),
        ("op_unit", Text("回")),
        ("cause", Text("大雪のため冬の会議を開けなかった。")),
        ("improvement", Text("オンラインでの開催を併用する。")),
        ("oc_name", Text("訪問診療を受けた患者数")),
        ("oc_target", Number("77")),
        ("oc_actual", Number("78")),
        ("oc_observed", Text("できた")),
        ("effectiveness", Text("多職種の連携が進み、訪問診療を受ける人が増えた。")),
        ("efficiency", Text("会場に市の施設を使い、経費を抑えた。")),
        ("onward", Text("見直し")),
    ],
    &[
        ("no", Number("4")),
        ("category", Text("Ⅲ")),
        ("name", Text("認知症高齢者グループホーム整備事業")),
        ("ex_total", Number("10000")),
        ("ex_fund", Number("8000")),
        ("op_name", Text("整備施設数")),
        ("op_target", Number("1")),
        ("op_achieved", Number("1")),
        ("op_unit", Text("施設")),
        ("oc_name", Text("地域密着型サービスの定員")),
        ("oc_target", Number("80")),
        ("oc_observed", Text("できなかった")),
        ("effectiveness", Text("認知症の高齢者が地域で暮らす場が増えた。")),
        ("efficiency", Text("既存の建物を改修し、工期を短くした。")),
        ("onward", Text("終了")),
    ],
    &[
        ("no", Number("5")),
        ("category", Text("Ⅴ")),
        ("name", Text("介護ロボット導入支援事業")),
        ("executed", Text("なし")),
        ("op_name", Text("導入事業所数")),
        ("op_target", Number("20")),
        ("op_unit", Text("事業所")),
        ("remarks", Text("翌年度に執行する。")),
    ],
];

/// The plain evaluation.
pub(super) fn book() -> Book {
    let title = "令和8年度計画 長岡市 事業評価";
    Book {
        title: "長岡市事後評価（地域医療介護総合確保基金）",
        cover: COVER.to_vec(),
        parts: vec![part(Table::Evaluations, &EVALUATIONS, title, Some("（単位：千円）"), COMMON, ROWS)],
        dropped: Vec::new(),
        added: Vec::new(),
        packages: Vec::new(),
    }
}
