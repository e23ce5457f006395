//! Machine readability (行政データにおける機械可読性に関するルール, 2026-03-31): how well a program can read a workbook or a CSV
//! file. A score and advice, never a reason to refuse.
//!
//! The rules are data; each is judged by one function that says how. Where a rule leaves room, the judging is cautious: free
//! text and blanks that may mean something are left alone. Hidden sheets are judged like the others, empty ones are not.

mod csv;
mod judge;
mod level1;
mod level2;
mod level3;
mod page;
mod rule;
mod table;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use kikin_domain::{CellRef, SheetName};
use serde::{Deserialize, Serialize};

pub use rule::{Level, Rule, Weight, rules};

use crate::grid::Workbook;
use judge::{Book, Judgement};
use page::Page;
use words::filled;

/// Largest CSV file that is judged: as large as a workbook may be.
const LARGEST_CSV: usize = crate::LARGEST_FILE;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readability {
    /// Broken rules by sheet, in the order of the rules.
    pub failed: Vec<Failure>,
    /// Rules that were not judged.
    pub left_out: Vec<LeftOut>,
    unreadable: bool,
}

/// A rule broken on a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The rule.
    #[serde(with = "rule::by_id")]
    pub rule: &'static Rule,
    /// The sheet; `None` for a CSV file and for what concerns the file as a whole.
    pub sheet: Option<SheetName>,
    /// The first cells that break it.
    pub cells: Vec<CellRef>,
    /// How many places break it.
    pub places: usize,
    /// What to change.
    pub message: Cow<'static, str>,
}

/// A rule that was not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The rule.
    #[serde(with = "rule::by_id")]
    pub rule: &'static Rule,
    /// Why.
    pub reason: Cow<'static, str>,
}

impl Readability {
    /// A level's score: 0 when a fatal rule is broken, else 100 less the points of the broken rules. A file that cannot be
    /// read scores 0 on every level.
    #[must_use]
    pub fn score(&self, level: Level) -> u32 {
        if self.unreadable {
            return 0;
        }
        let mut broken: Vec<&Rule> = self.failed.iter().map(|f| f.rule).filter(|rule| rule.level == level).collect();
        broken.dedup();
        100_u32.saturating_sub(broken.iter().map(|rule| rule.weight.points(level)).sum())
    }

    /// The scores of the three levels.
    #[must_use]
    pub fn scores(&self) -> [u32; 3] {
        Level::ALL.map(|level| self.score(level))
    }
}

/// Which files a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Both,
    Excel,
    Csv,
}

/// How a rule is judged.
enum How {
    /// By looking at the cells; the sentence says what to change where it is broken.
    By(fn(&Book<'_>) -> Judgement, &'static str),
    /// Not at all, and why.
    Not(&'static str),
}

const NEEDS_MEANING: &str = "データの意味を知る人でなければ判定できません";
const NEEDS_DOCUMENTS: &str = "ファイルに添える文書を見なければ判定できません";

/// The judging of each rule, in the order of the rules.
const JUDGES: &[(&str, Scope, How)] = {
    use How::{By, Not};
    use Scope::{Both, Csv, Excel};
    &[
        ("L1-01", Both, By(|_| Judgement::Judged(Vec::new()), UNREADABLE)),
        ("L1-02", Both, By(level1::one_table, "2つ目以降の表を別のシート（CSVでは別のファイル）に移してください。")),
        (
            "L1-03",
            Both,
            By(level1::unbroken, "表の中の空白行・空白列と繰り返しの項目名を削り、項目名を1行にしてください。"),
        ),
        ("L1-04", Both, By(level1::no_notes, "表の外のメモを削るか、備考の列や別のシートに移してください。")),
        ("L1-05", Both, By(level1::named_columns, "列に意味の分かる項目名を付けてください。")),
        ("L1-06", Both, By(level1::no_layout, "体裁のための空白や改行を削ってください。")),
        ("L1-07", Both, By(level1::one_datum, "1つのセルに複数の値があります。行や列を分けてください。")),
        (
            "L1-08",
            Both,
            By(level1::no_special_characters, "機種依存文字（①、㈱、Ⅰ、㎡など）を通常の文字に替えてください。"),
        ),
        ("L1-09", Both, Not(NEEDS_MEANING)),
        ("L1-10", Excel, By(level1::no_objects, "図形や画像の中の情報をセルに書き、図形や画像を外してください。")),
        ("L1-11", Excel, By(level1::no_colours, "色や太字で区別している意味を、列を設けて文字で書いてください。")),
        ("L1-12", Excel, By(level1::no_merges, "セルの結合を解き、それぞれのセルに値を入れてください。")),
        ("L1-13", Excel, By(level1::nothing_hidden, "非表示の行や列を、要らなければ削り、要れば表示してください。")),
        ("L1-14", Csv, By(level1::one_record_a_line, "1件を1行に書き、列の数をそろえてください。")),
        ("L1-15", Csv, By(level1::quoted_commas, "カンマや引用符を含む値を二重引用符で囲んでください。")),
        (
            "L2-01",
            Both,
            By(level2::numbers_are_numbers, "単位、桁区切りや語を除き、数値だけを数値として入れてください。"),
        ),
        (
            "L2-02",
            Both,
            By(level2::nothing_omitted, "省略した値（空白、〃、同上、縦の結合）をすべての行に書いてください。"),
        ),
        ("L2-03", Both, By(level2::unique_names, "項目名を、1つのセルだけで分かり、重ならない名前にしてください。")),
        ("L2-04", Both, By(level2::one_spelling, "同じ値の書き方（全角・半角、空白、中点など）をそろえてください。")),
        ("L2-05", Both, By(level2::other_stands_alone, "「その他」の詳細を別の列に移してください。")),
        ("L2-06", Excel, By(level2::no_formulas, "数式を計算結果の値に置き換えてください。")),
        (
            "L3-01",
            Both,
            By(
                level3::header_first,
                "1行目を項目名、2行目からをデータにしてください（表題や単位は表の外に出します）。",
            ),
        ),
        ("L3-02", Both, Not(NEEDS_DOCUMENTS)),
        ("L3-03", Both, Not(NEEDS_DOCUMENTS)),
        ("L3-04", Both, By(level3::units_named, "項目名に単位を付けるか、単位の列を設けてください。")),
        ("L3-05", Both, By(level3::western_years, "和暦に西暦を併記するか、西暦の列を設けてください。")),
        ("L3-06", Both, By(level3::standard_areas, "標準地域コード又は正式な地域名の列を設けてください。")),
        ("L3-07", Both, Not("複数の年の様式を比べなければ判定できません")),
        ("L3-08", Both, Not(NEEDS_DOCUMENTS)),
        ("L3-09", Both, By(level3::long_form, "項目の列と値の列を設け、1行に1つの値を置く縦持ちにしてください。")),
    ]
};

const UNREADABLE: &str = "機械で読める形式（パスワードのない.xlsx、UTF-8のCSV）で保存し直してください。";

/// Scores a workbook.
#[must_use]
pub fn score_workbook(workbook: &Workbook) -> Readability {
    let sheets = workbook
        .sheets
        .iter()
        .filter(|sheet| sheet.has_objects || sheet.rows.iter().any(|row| row.cells.iter().any(filled)));
    judge(&Book { pages: sheets.map(|sheet| Page::of(sheet, false)).collect(), csv: None })
}

/// Scores a CSV file in UTF-8, with or without a byte order mark.
#[must_use]
pub fn score_csv(bytes: &[u8]) -> Readability {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let text = text.ok().filter(|text| !text.trim().is_empty() && !text.contains('\0') && text.len() <= LARGEST_CSV);
    let Some(text) = text else { return score_unreadable() };
    let file = csv::read(text);
    judge(&Book { pages: vec![Page::of(&file.grid, true)], csv: Some(&file) })
}

/// The score of a file that cannot be read: L1-01 is broken, no other rule is judged.
#[must_use]
pub fn score_unreadable() -> Readability {
    let (first, rest) = (&rules()[..1], rules().iter().skip(1));
    let broken = |rule| Failure { rule, sheet: None, cells: Vec::new(), places: 1, message: UNREADABLE.into() };
    Readability {
        failed: first.iter().map(broken).collect(),
        left_out: rest.map(|rule| LeftOut { rule, reason: "ファイルを読み取れません".into() }).collect(),
        unreadable: true,
    }
}

fn judge(book: &Book<'_>) -> Readability {
    let mut found = Readability { failed: Vec::new(), left_out: Vec::new(), unreadable: false };
    for (rule, (_, scope, how)) in rules().iter().zip(JUDGES) {
        let mut leave = |reason: &'static str| found.left_out.push(LeftOut { rule, reason: reason.into() });
        match (scope, book.csv, how) {
            (Scope::Excel, Some(_), _) => leave("Excelの規則で、CSVには当たりません"),
            (Scope::Csv, None, _) => leave("CSVの規則で、Excelには当たりません"),
            (_, _, How::Not(reason)) => leave(reason),
            (_, _, How::By(judge, message)) => match judge(book) {
                Judgement::LeftOut(reason) => leave(reason),
                Judgement::Judged(faults) => found.failed.extend(faults.into_iter().map(|fault| Failure {
                    rule,
                    sheet: fault.sheet,
                    cells: fault.hits.first,
                    places: fault.hits.total,
                    message: (*message).into(),
                })),
            },
        }
    }
    found
}
