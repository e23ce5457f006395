//! 区域, 目標, 意見聴取 and, in the prefecture's workbook, 計画本文.

use super::{Column, Kind, Label, TableDef, TableId, leaf};

const fn text(key: &'static str, labels: &'static [Label], required: bool, example: &'static str) -> Column {
    Column { key, labels, kind: Kind::Text(4_000), required, example, width: 24 }
}

/// 区域.
pub static AREAS: TableDef = TableDef {
    id: TableId::Areas,
    title: "区域",
    sheets: &["区域・目標", "区域と目標"],
    min_columns: 2,
    min_columns_elsewhere: 3,
    columns: &[
        text("name", &[leaf("区域名"), leaf("区域の名称")], true, "中越圏域"),
        text("parts", &[leaf("構成する日常生活圏域"), leaf("日常生活圏域"), leaf("構成市町村")], false, "中央・東・西"),
        text("reason", &[leaf("設定の考え方"), leaf("区域設定の考え方")], false, "日常生活圏域を念頭に設定"),
    ],
};

/// 目標.
pub static GOALS: TableDef = TableDef {
    id: TableId::Goals,
    title: "目標",
    sheets: &["区域・目標", "区域と目標"],
    min_columns: 3,
    min_columns_elsewhere: 5,
    columns: &[
        Column {
            key: "category",
            labels: &[leaf("区分"), leaf("事業区分"), leaf("事業の区分")],
            kind: Kind::Category,
            required: false,
            example: "Ⅰ-1",
            width: 8,
        },
        text("goal", &[leaf("目標"), leaf("目標の内容")], true, "サービス提供体制の充実"),
        text("indicator", &[leaf("指標名"), leaf("指標")], false, "整備率"),
        text("baseline", &[leaf("現状値")], false, "50"),
        text("target", &[leaf("目標値")], false, "60"),
        text("unit", &[leaf("単位")], false, "％"),
        text("year", &[leaf("目標年度")], false, "令和8年度"),
    ],
};

/// 意見聴取.
pub static HEARINGS: TableDef = TableDef {
    id: TableId::Hearings,
    title: "意見聴取",
    sheets: &["意見聴取", "区域・目標", "区域と目標"],
    min_columns: 3,
    min_columns_elsewhere: 4,
    columns: &[
        text("held", &[leaf("実施日"), leaf("実施年月日"), leaf("実施時期")], false, "令和8年5月20日"),
        text("whom", &[leaf("対象"), leaf("対象者"), leaf("意見聴取の対象")], false, "地域医療介護推進協議会"),
        text("how", &[leaf("方法"), leaf("実施方法"), leaf("意見聴取の方法")], false, "会議"),
        text("opinions", &[leaf("主な意見"), leaf("意見の内容"), leaf("意見")], false, "人材確保を優先すべき"),
        text("reflected", &[leaf("反映状況"), leaf("計画への反映状況"), leaf("対応")], false, "事業に反映"),
    ],
};

/// 計画本文.
pub static CHAPTERS: TableDef = TableDef {
    id: TableId::Chapters,
    title: "計画本文",
    sheets: &["計画本文"],
    min_columns: 2,
    min_columns_elsewhere: 3,
    columns: &[
        text("chapter", &[leaf("章")], true, "1 計画の基本的事項"),
        text("section", &[leaf("節")], false, "(1) 基本的な考え方"),
        // The text may be written on the page instead.
        text("text", &[leaf("本文"), leaf("内容")], false, ""),
    ],
};
