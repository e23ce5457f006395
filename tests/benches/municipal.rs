//! A municipal plan as most municipalities send it, made anew for every run of a bench. The same number of projects gives the
//! same workbook; `tests/peers/nation.py` makes the same kind of file for the whole nation.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// A workbook, and what every timed run is held against.
pub(crate) struct Municipal {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// Rows of 事業一覧.
    pub(crate) projects: usize,
    /// 基金充当額 計, in yen.
    pub(crate) fund: i64,
}

/// Where 事業一覧 has its first project, its 総事業費 and its 基金充当額 計, from 0.
const FIRST_ROW: u32 = 5;
const TOTAL: u16 = 24;
const FUND: u16 = 25;

const COVER: &[(&str, &str)] = &[
    ("様式版", "2026"),
    ("段階", "計画"),
    ("計画年度", "令和8年度"),
    ("都道府県名", "新潟県"),
    ("提出日", "令和8年6月15日"),
    ("文書番号", "福第123号"),
    ("担当課", "健康福祉課"),
    ("担当者", "見本 太郎"),
    ("電話番号", "000-000-0000"),
    ("メールアドレス", "sample@example.jp"),
    ("金額の単位", "円"),
];

/// A label of the header's upper row, and those below it.
type Header = (&'static str, &'static [&'static str]);

const HEADERS: &[Header] = &[
    ("No.", &[]),
    ("区分", &[]),
    ("標準事業例", &[]),
    ("事業名", &[]),
    ("新規・継続", &[]),
    ("対象区域", &[]),
    ("実施主体", &[]),
    ("公民の別", &[]),
    ("事業期間", &["開始", "終了"]),
    ("背景にある医療・介護ニーズ", &[]),
    ("地域医療構想との関係", &[]),
    ("アウトカム指標", &["指標名", "現状値", "目標値", "単位", "望ましい方向", "目標年度", "出典"]),
    ("事業の内容", &[]),
    ("アウトプット指標", &["指標名", "目標値", "単位"]),
    ("アウトカムとアウトプットの関連", &[]),
    ("総事業費（A+B+C）", &[]),
    ("基金充当額", &["計（A+B）", "国（A）", "都道府県（B）"]),
    ("その他（C）", &[]),
];

const AREAS: &[&[&str]] =
    &[&["区域名", "構成する日常生活圏域", "設定の考え方"], &["長岡圏域", "中央・東・西", "日常生活圏域を念頭に設定"]];
const GOALS: &[&[&str]] = &[
    &["区分", "目標", "指標名", "現状値", "目標値", "単位", "目標年度"],
    &["Ⅱ", "在宅医療の充実", "訪問診療を受けた患者数", "50", "60", "人", "令和8年度"],
    &["Ⅳ", "看護職員の確保", "看護職員の従事者数", "50", "60", "人", "令和8年度"],
    &["Ⅴ", "介護職員の確保", "介護職員数", "50", "60", "人", "令和8年度"],
];
const HEARINGS: &[&[&str]] = &[
    &["実施日", "対象", "方法", "主な意見", "反映状況"],
    &["令和8年5月20日", "地域の医療関係者", "会議", "人材の確保を急ぐべき", "計画に反映した"],
];

/// 区分, kind of project, outcome and its unit, output and its unit.
const KINDS: [[&str; 6]; 3] = [
    ["Ⅱ", "在宅医療推進センター運営事業", "訪問診療を受けた患者数", "人", "連携会議の開催回数", "回"],
    ["Ⅳ", "看護師等養成所運営事業", "看護職員の従事者数", "人", "養成数", "人"],
    ["Ⅴ", "介護職員初任者研修受講支援事業", "介護職員数", "人", "受講者数", "人"],
];

/// Makes the workbook of a municipality of 新潟県, by its 団体コード and name.
pub(crate) fn municipal(body: (&str, &str), projects: u32) -> Municipal {
    make(body, projects).expect("a workbook in memory")
}

fn make(body: (&str, &str), projects: u32) -> Result<Municipal, XlsxError> {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("表紙")?;
    for (row, (label, value)) in (2..).zip(COVER.iter().chain(&[("団体コード", body.0), ("市町村名", body.1)]))
    {
        cover.write_string(row, 0, *label)?.write_string(row, 1, *value)?;
    }
    let area = book.add_worksheet().set_name("区域・目標")?;
    table(area, 1, AREAS)?;
    table(area, 5, GOALS)?;
    table(area, 12, HEARINGS)?;
    let sheet = book.add_worksheet().set_name("事業一覧")?;
    sheet.write_string(1, 0, "（単位：円）")?;
    headers(sheet)?;
    let mut fund = 0;
    for number in 0..projects {
        fund += project(sheet, number)?;
    }
    Ok(Municipal { bytes: book.save_to_buffer()?, projects: projects as usize, fund })
}

fn table(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) -> Result<(), XlsxError> {
    for (row, cells) in (first..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write_string(row, column, *text)?;
        }
    }
    Ok(())
}

fn headers(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let format = Format::new().set_bold();
    let mut column = 0;
    for (label, below) in HEADERS {
        let Some(last) = u16::try_from(below.len()).expect("few columns").checked_sub(1) else {
            sheet.merge_range(FIRST_ROW - 2, column, FIRST_ROW - 1, column, label, &format)?;
            column += 1;
            continue;
        };
        sheet.merge_range(FIRST_ROW - 2, column, FIRST_ROW - 2, column + last, label, &format)?;
        for leaf in *below {
            sheet.write_string_with_format(FIRST_ROW - 1, column, *leaf, &format)?;
            column += 1;
        }
    }
    Ok(())
}

/// Writes a project; its 基金充当額 計 in yen.
fn project(sheet: &mut Worksheet, number: u32) -> Result<i64, XlsxError> {
    let row = FIRST_ROW + number;
    let [category, kind, outcome, outcome_unit, output, output_unit] = KINDS[number as usize % KINDS.len()];
    let name = format!("{kind}（その{}）", number + 1);
    let needs = format!("長岡市では高齢化が進み、{kind}の必要性が高い。地域の関係者からも要望が寄せられている。");
    let content = format!("{kind}を行い、地域における医療及び介護の総合的な確保を図る。対象は市内の事業者とする。");
    let relation = format!("{output}を通じて{outcome}の改善につなげる。");
    let texts: [(u16, &str); 19] = [
        (1, category),
        (2, "26"),
        (3, &name),
        (4, "新規"),
        (5, "長岡圏域"),
        (6, "医療法人みどり会"),
        (7, "民"),
        (8, "令和8年4月1日"),
        (9, "令和9年3月31日"),
        (10, &needs),
        (12, outcome),
        (15, outcome_unit),
        (16, "増"),
        (17, "令和8年度"),
        (18, "県調べ"),
        (19, &content),
        (20, output),
        (22, output_unit),
        (23, &relation),
    ];
    for (column, text) in texts {
        sheet.write_string(row, column, text)?;
    }
    let fund = i64::from(number % 97 + 3) * 1_001_000;
    for (column, value) in [(0, number + 1), (13, 50), (14, 60), (21, 12), (28, 0)] {
        sheet.write_number(row, column, value)?;
    }
    sheet.write_number(row, TOTAL, fund as f64)?.write_number(row, FUND, fund as f64)?;
    Ok(fund)
}
