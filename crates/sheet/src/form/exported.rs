//! What the exported plan (form `consolidated-plan`) has beyond the municipal form: columns that say whose a row is, further
//! indicators, and the list of filings on its 表紙.

use kikin_domain::text;

use super::{Column, Kind, TableDef, TableId, leaf};

/// A column of the exported plan beside those of the municipal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtraColumn {
    /// The body whose row it is.
    BodyCode,
    /// Its name.
    BodyName,
    /// 分; follows from the 区分.
    Bu,
    /// A as the body had typed it; the form's own column holds what the split placed.
    TypedNational,
    /// B likewise.
    TypedPrefectural,
    /// The unit of the body's amounts.
    TypedUnit,
    /// No. of the 都道府県事業 within its 分.
    GroupNumber,
    /// 事業名 of the 都道府県事業.
    GroupTitle,
}

impl ExtraColumn {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::BodyCode,
        Self::BodyName,
        Self::Bu,
        Self::TypedNational,
        Self::TypedPrefectural,
        Self::TypedUnit,
        Self::GroupNumber,
        Self::GroupTitle,
    ];

    /// The label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BodyCode => "団体コード",
            Self::BodyName => "団体名",
            Self::Bu => "分",
            Self::TypedNational => "国（A）の記入額",
            Self::TypedPrefectural => "都道府県（B）の記入額",
            Self::TypedUnit => "記入の単位",
            Self::GroupNumber => "都道府県事業No.",
            Self::GroupTitle => "都道府県事業名",
        }
    }

    /// The column that a label names.
    #[must_use]
    pub fn of(label: &str) -> Option<Self> {
        let key = text::label_key(label);
        Self::ALL.into_iter().find(|c| text::label_key(c.label()) == key)
    }
}

const fn text_column(key: &'static str, label: &'static [super::Label], required: bool, width: u8) -> Column {
    Column { key, labels: label, kind: Kind::Text(4_000), required, example: "", width }
}

/// 追加指標: the indicators of a project after its first, which stands in 事業一覧.
pub static INDICATORS: TableDef = TableDef {
    id: TableId::Indicators,
    title: "追加指標",
    sheets: &["追加指標"],
    min_columns: 4,
    min_columns_elsewhere: 8,
    columns: &[
        text_column("code", &[leaf("団体コード")], true, 10),
        text_column("body", &[leaf("団体名")], false, 12),
        text_column("bu", &[leaf("分")], true, 7),
        Column { key: "no", labels: &[leaf("No.")], kind: Kind::No, required: true, example: "1", width: 6 },
        text_column("project", &[leaf("事業名")], false, 30),
        text_column("kind", &[leaf("指標の別")], true, 12),
        text_column("name", &[leaf("指標名")], false, 30),
        text_column("baseline", &[leaf("現状値")], false, 10),
        text_column("target", &[leaf("目標値")], false, 10),
        text_column("unit", &[leaf("単位")], false, 8),
        text_column("direction", &[leaf("望ましい方向")], false, 8),
        text_column("year", &[leaf("目標年度")], false, 10),
        text_column("source", &[leaf("出典")], false, 20),
    ],
};

/// 追加項目: what bodies had written under labels of their own.
pub static NOTES: TableDef = TableDef {
    id: TableId::Notes,
    title: "追加項目",
    sheets: &["追加項目"],
    min_columns: 4,
    min_columns_elsewhere: 7,
    columns: &[
        text_column("code", &[leaf("団体コード")], true, 10),
        text_column("body", &[leaf("団体名")], false, 12),
        text_column("bu", &[leaf("分")], true, 7),
        Column { key: "no", labels: &[leaf("No.")], kind: Kind::No, required: true, example: "1", width: 6 },
        text_column("project", &[leaf("事業名")], false, 30),
        text_column("label", &[leaf("項目名")], true, 24),
        text_column("text", &[leaf("記入内容")], true, 60),
    ],
};

/// 指標の別 of an outcome.
pub const OUTCOME: &str = "アウトカム";
/// 指標の別 of an output.
pub const OUTPUT: &str = "アウトプット";

/// The list of filings on the 表紙 of an exported plan.
pub static FILINGS: TableDef = TableDef {
    id: TableId::Filings,
    title: "提出されたファイル",
    sheets: &["表紙"],
    min_columns: 4,
    min_columns_elsewhere: 6,
    columns: &[
        text_column("code", &[leaf("団体コード")], true, 10),
        text_column("name", &[leaf("団体名")], false, 14),
        text_column("file", &[leaf("ファイル")], false, 40),
        text_column("verdict", &[leaf("判定")], false, 10),
        text_column("counts", &[leaf("採否")], true, 8),
        text_column("scope", &[leaf("採用した分")], true, 16),
        text_column("reason", &[leaf("理由")], false, 45),
        Column {
            key: "submitted",
            labels: &[leaf("提出日")],
            kind: Kind::Date { end: false },
            required: false,
            example: "",
            width: 14,
        },
        text_column("document", &[leaf("文書番号")], false, 20),
    ],
};

/// 採否 of a filing that is in the plan.
pub const TAKEN: &str = "採用";

/// What stands in 本文 of 計画本文 where nothing is written yet.
pub const UNWRITTEN: &str = "（未記入）";

/// What stands for a date that is not settled yet.
pub const OPEN_END: &str = "～";

/// The name of the sheet of cards; further ones are numbered.
pub const CARDS: &str = "個票";

/// The sheets of the exported plan that are worked out from 事業一覧 and are not read.
const COMPUTED: [&str; 6] = ["総括表", "市町村別", CARDS, "端数処理", "積算根拠", "連絡先"];

/// The sheets that every exported plan has and no other form has together.
const ALWAYS: [&str; 6] = ["表紙", "総括表", "市町村別", "事業一覧", "端数処理", "積算根拠"];

/// The name of a sheet of cards, `number` from 1: 個票, 個票(2), 個票(3) …
#[must_use]
pub fn cards_name(number: usize) -> String {
    if number == 1 { CARDS.to_owned() } else { format!("{CARDS}({number})") }
}

/// Whether a sheet of the exported plan is worked out from its other sheets.
#[must_use]
pub fn is_computed(sheet: &str) -> bool {
    let key = text::key(sheet);
    let number = key.strip_prefix(CARDS).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    COMPUTED.contains(&&*key) || number.is_some_and(|n| n.parse::<usize>().is_ok())
}

/// Whether the sheets are those of an exported plan.
#[must_use]
pub(crate) fn is_exported_plan<'a>(sheets: impl Iterator<Item = &'a str>) -> bool {
    let names: Vec<String> = sheets.map(text::key).collect();
    ALWAYS.iter().all(|always| names.iter().any(|name| name == always))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_sheets_and_numbered_cards() {
        assert!(COMPUTED.iter().chain(&["個票(2)", "個票（12）", "個 票"]).all(|name| is_computed(name)));
        assert!(!["個票(写し)", "個票2", "事業一覧", "個票()"].iter().any(|name| is_computed(name)));
        assert!((1..30).all(|number| is_computed(&cards_name(number))));
    }

    #[test]
    fn an_exported_plan_by_its_sheets() {
        assert!(is_exported_plan(["追加指標", "積算根拠"].into_iter().chain(ALWAYS)));
        for left in 0..ALWAYS.len() {
            let rest = ALWAYS.iter().enumerate().filter(|(i, _)| *i != left).map(|(_, name)| *name);
            assert!(!is_exported_plan(rest));
        }
    }
}
