//! What the text of cells and headers looks like: numbers with units, years, codes, areas.

use kikin_domain::body::local_governments;
use kikin_domain::{BodyCode, PrefectureCode, text};

use crate::grid::{Cell, CellValue};

/// Units of figures, as they stand in keys. Years, months and days are none: they tell when.
const UNITS: &[&str] = &[
    "円",
    "千円",
    "万円",
    "百万円",
    "億円",
    "人",
    "名",
    "件",
    "床",
    "か所",
    "カ所",
    "ケ所",
    "箇所",
    "施設",
    "%",
    "割",
    "回",
    "時間",
    "m",
    "m2",
    "㎡",
    "km",
    "ha",
    "戸",
    "世帯",
    "台",
    "点",
    "倍",
    "校",
    "団体",
    "ポイント",
    "単位",
    "人/月",
    "人/日",
    "yen",
    "jpy",
    "人日",
    "人回",
    "事業",
    "か月",
    "ケ月",
    "日間",
];

/// Ends of headers that say themselves what is counted.
const COUNTED: &[&str] = &["数", "率", "割合", "比", "定員", "倍率", "指数", "年齢"];

/// The text of a cell, empty for other values.
pub(super) fn text_of(cell: &Cell) -> &str {
    match &cell.value {
        CellValue::Text(text) => text,
        CellValue::Empty
        | CellValue::Number(_)
        | CellValue::Date(_)
        | CellValue::Duration(_)
        | CellValue::Bool(_)
        | CellValue::Error(_) => "",
    }
}

/// Whether a cell holds something to see, or a formula.
pub(super) fn filled(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Text(shown) => cell.formula.is_some() || !text::is_blank(shown),
        CellValue::Empty => cell.formula.is_some(),
        CellValue::Number(_)
        | CellValue::Date(_)
        | CellValue::Duration(_)
        | CellValue::Bool(_)
        | CellValue::Error(_) => true,
    }
}

/// Whether a cell is a number; a date is none.
pub(super) const fn is_number(cell: &Cell) -> bool {
    matches!(cell.value, CellValue::Number(_) | CellValue::Duration(_))
}

/// Whether a cell is a year as a number.
pub(super) fn is_year(cell: &Cell) -> bool {
    matches!(cell.value, CellValue::Number(n) if n.fract() == 0.0 && (1900.0..=2100.0).contains(&n))
}

/// A header's key: NFKC without white space, in lower case.
pub(super) fn header_key(header: &str) -> String {
    text::nfkc_compact(header).to_lowercase()
}

/// Whether text is a number with separators, signs or a unit: 「1,200」, 「▲500」, 「30人」, 「約10％」.
pub(super) fn is_written_number(raw: &str) -> bool {
    if raw.chars().count() > 24 {
        return false;
    }
    let key = text::key(raw);
    let body = key.trim_start_matches(['△', '▲', '+', '-', '(', '¥', '\\', '約', '金']);
    let end = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(body.len());
    let (number, unit) = body.split_at(end);
    let unit = unit.trim_end_matches(')');
    number.starts_with(|c: char| c.is_ascii_digit()) && (unit.is_empty() || is_unit(unit))
}

fn is_unit(text: &str) -> bool {
    UNITS.contains(&text)
}

/// Whether a header names a unit: in brackets, at its end, or because it counts (「件数」, 「整備率」).
pub(super) fn names_unit(header: &str) -> bool {
    let key = header_key(header);
    let inside = key.split(['(', '[', '【', '〔']).skip(1).filter_map(|part| part.split([')', ']', '】', '〕']).next());
    let in_brackets = |part: &str| {
        let part = part.strip_prefix("単位").unwrap_or(part).trim_start_matches([':', ' ']);
        part.split(['・', ',', '、']).any(|unit| is_unit(&unit.replace('ヶ', "ケ")))
    };
    let bare = key.split(['(', '[', '【', '〔']).next().unwrap_or("");
    inside.into_iter().any(in_brackets)
        || COUNTED.iter().any(|end| bare.ends_with(end))
        || bare.rsplit_once('_').is_some_and(|(_, unit)| is_unit(unit) || matches!(unit, "count" | "rate" | "ratio"))
}

/// Whether a header is that of a column of units.
pub(super) fn is_unit_header(header: &str) -> bool {
    matches!(header_key(header).as_str(), "単位" | "unit" | "units" | "金額の単位" | "数量の単位")
}

/// Whether a header names something that is told apart by number but not counted: codes, numbers, telephone numbers.
pub(super) fn is_identifier(header: &str) -> bool {
    const PARTS: &[&str] = &["コード", "code", "番号", "連番", "電話", "tel", "郵便", "順位", "fax", "緯度", "経度"];
    let key = header_key(header);
    let key = key.trim_end_matches('.');
    let alone = ["no", "id", "№"].iter().any(|word| {
        key.strip_suffix(word).is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    alone || PARTS.iter().any(|part| key.contains(part))
}

/// Whether a header names a time: 年度, 開始日, fiscal_year. One with digits names a time itself and heads figures.
pub(super) fn is_time_header(header: &str) -> bool {
    const NOT: &[&str] = &["年齢", "年額", "月額", "年収", "年数", "月数", "日数", "年間", "日常", "額", "費"];
    const ENDS: &[&str] = &["年", "月", "日", "時点", "時期", "期日", "year", "date", "month", "start", "end"];
    const PARTS: &[&str] = &["年度", "年月", "日付", "期間", "year", "date", "period"];
    let key = header_key(header);
    let key = key.split(['(', '[']).next().unwrap_or("");
    !key.bytes().any(|b| b.is_ascii_digit())
        && !NOT.iter().any(|part| key.contains(part))
        && (ENDS.iter().any(|end| key.ends_with(end)) || PARTS.iter().any(|part| key.contains(part)))
}

/// Which calendars a text names a year in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) western: bool,
    pub(super) era: bool,
}

/// The calendars of the years that a short text names. Letters for eras (R8) are only looked for where `letters` says so.
pub(super) fn years_in(raw: &str, letters: bool) -> Years {
    const LONGEST: usize = 60;
    if raw.chars().count() > LONGEST {
        return Years::default();
    }
    let key = text::key(raw);
    let eras = ["明治", "大正", "昭和", "平成", "令和"];
    let named =
        |era: &&str| key.split(*era).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '元'));
    let lettered = letters
        && key.split(['~', '(', ')', '-']).any(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(|c| "mtshr".contains(c)) && chars.next().is_some_and(|c| c.is_ascii_digit())
        });
    // Four digits of a year, eight of a day, ten of e-Stat's time axis.
    let western = key.split(|c: char| !c.is_ascii_digit()).any(|run| {
        let year = run.get(..4).and_then(|year| year.parse::<u16>().ok());
        matches!(run.len(), 4 | 6 | 8 | 10) && year.is_some_and(|year| (1900..=2100).contains(&year))
    });
    Years { western, era: eras.iter().any(named) || lettered }
}

/// Whether a header names an area or a local government.
pub(super) fn is_area_header(header: &str) -> bool {
    const NAMES: &[&str] = &[
        "都道府県",
        "都道府県名",
        "市区町村",
        "市区町村名",
        "市町村",
        "市町村名",
        "団体名",
        "団体コード",
        "自治体",
        "自治体名",
        "自治体コード",
        "地方公共団体名",
        "地域コード",
        "標準地域コード",
        "地域",
        "地域名",
        "都道府県コード",
        "市区町村コード",
        "市町村コード",
        "全国地方公共団体コード",
        "prefecture",
        "prefecture_code",
        "municipality",
        "municipality_code",
        "area",
        "area_code",
        "city",
        "city_code",
    ];
    NAMES.contains(&header_key(header).as_str())
}

/// Whether a value is a standard area code or an official name.
pub(super) fn is_area(cell: &Cell) -> bool {
    let key = match &cell.value {
        CellValue::Text(text) => text::nfkc_compact(text),
        CellValue::Number(number) if number.fract() == 0.0 && *number >= 0.0 => format!("{number}"),
        CellValue::Empty
        | CellValue::Number(_)
        | CellValue::Date(_)
        | CellValue::Duration(_)
        | CellValue::Bool(_)
        | CellValue::Error(_) => return false,
    };
    // A code that lost its leading zero to a number format is no standard code; two digits are a prefecture.
    if key.bytes().all(|b| b.is_ascii_digit()) {
        return match key.len() {
            1 | 2 => key.parse().ok().and_then(PrefectureCode::new).is_some(),
            5 => BodyCode::complete(&key).is_some_and(|code| code.name().is_some()) || is_prefecture_area(&key),
            6 => BodyCode::parse(&key).is_some_and(|code| code.name().is_some()),
            _ => false,
        };
    }
    local_governments().is_name(&key)
}

/// The standard area code of a whole prefecture, 15000.
fn is_prefecture_area(key: &str) -> bool {
    key.strip_suffix("000").and_then(|prefecture| prefecture.parse().ok()).and_then(PrefectureCode::new).is_some()
}

/// Whether a whole cell only says 「the same as above」.
pub(super) fn is_ditto(raw: &str) -> bool {
    const MARKS: &[&str] = &["〃", "″", "\"", "''", "々", "同上", "同左", "同右", "〻", "上に同じ", "左に同じ"];
    MARKS.contains(&text::nfkc_compact(raw).as_str()) || matches!(raw.trim_matches(text::is_space), "〃" | "″")
}
