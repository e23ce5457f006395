//! Files that ask for much: limits that are named, lists that stay short, work that does not multiply. Where a file is
//! read in full, a superlinear step would make the test take minutes.

use kikin_domain::listing::MOST_LISTED;
use kikin_domain::{RuleId, Severity, Verdict};

use super::package::{book, book_of, cell, header, letters, project, sound, worksheet};
use super::{judged, refused, scored_and_marked};

fn same(_: &str) -> Option<String> {
    None
}

#[test]
fn too_many_rows_are_named_and_counted() {
    let rows: String =
        (2..=5_101).map(|r| cell(r, 1, "1")).zip(2..).map(|(c, r)| format!("<row r=\"{r}\">{c}</row>")).collect();
    refused(
        &book(&rows).bytes(),
        RuleId::F004,
        "「事業一覧」の記入のある行の数が上限を超えています（上限 5,000、このファイル 5,100）",
    );
    // Continuation rows and rows without a key count as well.
    let indicators: String = (3..=5_102).map(|r| format!("<row r=\"{r}\">{}</row>", cell(r, 11, "指標"))).collect();
    refused(&book(&format!("{}{indicators}", project(1, 2, &same))).bytes(), RuleId::F004, "行の数");
}

#[test]
fn too_many_headers_and_columns() {
    let again: String = (2..=600)
        .map(|r| header().replace("r=\"1\"", &format!("r=\"{r}\"")).replace("1\" t=", &format!("{r}\" t=")))
        .collect();
    refused(
        &book(&again).bytes(),
        RuleId::F004,
        "「事業一覧」の見出しの数が上限を超えています（上限 500、このファイル 500超）",
    );
    let wide: String = (21..=16_384).map(|c| cell(1, c, &format!("列{c}"))).collect();
    let wide = header().replace("</row>", &format!("{wide}</row>"));
    let sheet = worksheet(&format!("{wide}{}", project(1, 2, &same)));
    refused(&book_of(&sheet).bytes(), RuleId::F004, "見出しのある列の数");
    scored_and_marked(&book_of(&sheet).bytes());
}

#[test]
fn too_many_cells_outside_the_form() {
    let wide: String = (21..=220).map(|c| cell(1, c, &format!("列{c}"))).collect();
    let wide = header().replace("</row>", &format!("{wide}</row>"));
    let notes = |r: usize| (21..=220).map(|c| cell(r, c, "覚え")).collect::<String>();
    let row = |r: usize, notes: &str| project(r, r, &same).replace("</row>", &format!("{notes}</row>"));
    let rows: String = (2..=1_100).map(|r| row(r, &notes(r))).collect();
    refused(&book_of(&worksheet(&format!("{wide}{rows}"))).bytes(), RuleId::F004, "様式にない列");
    // The same columns where few write in them.
    let rows: String = (2..=1_100).map(|r| row(r, "")).collect();
    let read = judged(&book_of(&worksheet(&format!("{wide}{rows}"))).bytes());
    assert!(read.findings.iter().all(|f| f.rule != RuleId::F004));
}

#[test]
fn a_list_of_findings_is_cut_and_says_so() {
    // A different wrong amount in each of 1,500 rows, and one fault that only the last row has.
    let wrong = |r: usize| move |label: &str| (label == "基金計").then(|| format!("約{r}"));
    let mut rows: String = (2..=1_501).map(|r| project(r, r, &wrong(r))).collect();
    rows += &project(1_502, 1_502, &|label| (label == "公民の別").then(|| "誰か".to_owned()));
    let report = judged(&book(&rows).bytes());
    let of = |rule| report.findings.iter().filter(|f| f.rule == rule).count();
    assert_eq!(of(RuleId::C002), MOST_LISTED + 1);
    assert_eq!(of(RuleId::C006), 1, "one rule's many findings do not hide another's");
    let more =
        report.findings.iter().find(|f| f.rule == RuleId::C002 && f.cells.is_empty()).expect("the rest is counted");
    assert!(more.message.contains("ほかに500件") && more.severity == Severity::Error, "{}", more.message);
    assert_eq!(report.verdict, Verdict::Rejected);
    let json = kikin_report::json::check(std::slice::from_ref(&report)).expect("JSON");
    assert!(json.len() < 3_000_000, "{}", json.len());
}

#[test]
fn equal_findings_of_a_column_stay_one() {
    let blank = |label: &str| (label == "事業の内容").then(String::new);
    let rows: String = (2..=3_001).map(|r| project(r, r, &blank)).collect();
    let report = judged(&book(&rows).bytes());
    let findings: Vec<_> = report.findings.iter().filter(|f| f.rule == RuleId::C001).collect();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].cells.len(), 3_000);
}

#[test]
fn long_texts_are_not_repeated_in_full() {
    let long = "１".repeat(32_000);
    let everywhere = |label: &str| (label != "No." && label != "区分").then(|| long.clone());
    let rows: String = (2..=5).map(|r| project(r, r, &everywhere)).collect();
    let report = judged(&book(&rows).bytes());
    assert!(
        report.findings.iter().any(|f| f.rule == RuleId::C002)
            && report.findings.iter().any(|f| f.rule == RuleId::C007)
    );
    let longest = report.findings.iter().filter_map(|f| f.value.as_ref()).map(|v| v.chars().count()).max();
    assert_eq!(longest, Some(kikin_domain::finding::LONGEST_VALUE + 1), "cut off, with an ellipsis");
}

#[test]
fn merges_do_not_multiply() {
    // Each column's data in merges of three, and 30,000 that all overlap over the header.
    let rows: String = (2..=400).map(|r| project(r, r, &same)).collect();
    let down = (0..2_600).map(|n| {
        format!("<mergeCell ref=\"{0}{1}:{0}{2}\"/>", letters(1 + n % 20), 2 + 3 * (n / 20), 4 + 3 * (n / 20))
    });
    let over = (0..30_000).map(|n| format!("<mergeCell ref=\"A1:{}2\"/>", letters(2 + n % 16_000)));
    let merges: String = down.chain(over).collect();
    let sheet = worksheet(&format!("{}{rows}", header()))
        .replace("</worksheet>", &format!("<mergeCells>{merges}</mergeCells></worksheet>"));
    let bytes = book_of(&sheet).bytes();
    judged(&bytes);
    scored_and_marked(&bytes);
    let merges = "<mergeCell ref=\"A1:B1\"/>".repeat(100_001);
    let sheet = worksheet(&header()).replace("</worksheet>", &format!("<mergeCells>{merges}</mergeCells></worksheet>"));
    refused(&book_of(&sheet).bytes(), RuleId::F004, "結合したセルの数");
}

#[test]
fn hidden_rows_and_columns_without_end() {
    let hidden: String = (3..=400_000).map(|r| format!("<row r=\"{r}\" hidden=\"1\"/>")).collect();
    let columns: String = (1..=8_000).map(|n| format!("<col min=\"{0}\" max=\"{0}\" hidden=\"1\"/>", 2 * n)).collect();
    let sheet = worksheet(&format!("{}{}{hidden}", header(), project(1, 2, &same)))
        .replace("<sheetData>", &format!("<cols>{columns}</cols><sheetData>"));
    let report = judged(&book_of(&sheet).bytes());
    assert_eq!(report.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [RuleId::F007]);
}

#[test]
fn check_rows_and_twins_in_every_other_row() {
    // Every row names the same project and is followed by a subtotal that is wrong.
    let rows: String = (1..=2_000)
        .map(|n| {
            let check = format!("{}{}", cell(2 * n + 1, 3, "小計"), cell(2 * n + 1, 17, "1"));
            let twin = |label: &str| (label == "事業名" || label == "No.").then(|| "7".to_owned());
            format!("{}<row r=\"{}\">{check}</row>", project(n, 2 * n, &twin), 2 * n + 1)
        })
        .collect();
    let report = judged(&book(&rows).bytes());
    let of = |rule| report.findings.iter().filter(|f| f.rule == rule).count();
    assert_eq!((of(RuleId::X011), of(RuleId::X018), of(RuleId::X012)), (1, 1, MOST_LISTED + 1));
}

#[test]
fn sums_of_sums_come_to_an_end() {
    // Each cell adds all cells below it, and none has a cached value.
    let formula = |r: usize| format!("<c r=\"R{r}\"><f>SUM(R{}:R2000)</f></c>", r + 1);
    let rows: String = (2..2_000)
        .map(|r| {
            project(r, r, &|label| (label == "基金計").then(String::new))
                .replace("</row>", "")
                .replace("<c r=\"S", &format!("{}<c r=\"S", formula(r)))
                + "</row>"
        })
        .collect();
    let report = judged(&book(&rows).bytes());
    assert!(report.findings.iter().any(|f| f.rule == RuleId::C009), "what is not computed is said");
}

#[test]
fn many_styles_names_validations_and_comments() {
    let fonts: String = (0..5_000).map(|n| format!("<font><color rgb=\"FF{n:06X}\"/></font>")).collect();
    let formats: String = (0..65_000).map(|n| format!("<xf fontId=\"{}\"/>", n % 5_000)).collect();
    let mut book = book(&project(1, 2, &same));
    book.styles = Some(format!("<styleSheet><fonts>{fonts}</fonts><cellXfs>{formats}</cellXfs></styleSheet>"));
    book.names = format!("<definedNames>{}</definedNames>", "<definedName name=\"n\">A1</definedName>".repeat(50_000));
    let checks =
        "<dataValidation type=\"list\" sqref=\"A1\"><formula1>\"a,b\"</formula1></dataValidation>".repeat(30_000);
    book.sheets[2].1 =
        book.sheets[2].1.replace("</worksheet>", &format!("<dataValidations>{checks}</dataValidations></worksheet>"));
    let comments =
        "<comment ref=\"A1\" authorId=\"0\"><text><t>メモメモメモメモメモ</t></text></comment>".repeat(45_000);
    book.more.push((
        "xl/comments1.xml".to_owned(),
        format!("<comments><commentList>{comments}</commentList></comments>").into_bytes(),
    ));
    let bytes = book.bytes();
    assert_eq!(judged(&bytes).verdict, Verdict::Accepted);
    scored_and_marked(&bytes);
}

#[test]
fn the_largest_sheet_is_read_beside_the_form() {
    let cells = "<c><v>1</v></c>".repeat(1_000);
    let rows = format!("<row>{cells}</row>").repeat(1_000);
    let mut book = book(&project(1, 2, &same));
    book.sheets.push(("資料".to_owned(), worksheet(&rows)));
    assert_eq!(judged(&book.bytes()).verdict, Verdict::Accepted);
}

#[test]
fn one_long_string_named_by_many_cells() {
    let mut book = book(&project(1, 2, &same));
    book.strings = Some(format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(32_767)));
    let rows: String = (1..=1_000).map(|_| format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(1_000))).collect();
    book.sheets.push(("資料".to_owned(), worksheet(&rows)));
    refused(&book.bytes(), RuleId::F004, "セルの文字の量");
    assert_eq!(judged(&sound()).verdict, Verdict::Accepted);
    // In the form each becomes a text of its own: less is too much there.
    let rows: String = (2..=120)
        .map(|r| format!("<row r=\"{r}\">{}<c r=\"C{r}\" t=\"s\"><v>0</v></c></row>", cell(r, 1, "1")))
        .collect();
    let mut book = self::book(&rows);
    book.strings = Some(format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(32_767)));
    refused(&book.bytes(), RuleId::F004, "「事業一覧」の文字の量が上限を超えています（上限 8 MB、このファイル 12 MB）");
}
