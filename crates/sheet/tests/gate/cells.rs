//! What the cells hold.

use jiff::civil::date;
use kikin_sheet::{CellValue, Visibility};

use crate::book::{Book, book, book_of_sheet};
use crate::{cell, read, text};

const KAMO: &[u8] = include_bytes!("../data/kamo.xlsx");
const MURAKAMI: &[u8] = include_bytes!("../data/murakami.xlsx");
const TOKAMACHI: &[u8] = include_bytes!("../data/tokamachi.xlsx");

const STYLES: &str = "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[$-411]ggge&quot;年&quot;\"/></numFmts>\
    <fonts><font/><font><strike/></font><font><strike val=\"0\"/></font></fonts><cellXfs><xf numFmtId=\"0\" fontId=\"0\"/>\
    <xf numFmtId=\"14\" fontId=\"0\"/><xf numFmtId=\"46\" fontId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/>\
    <xf numFmtId=\"0\" fontId=\"2\"/><xf numFmtId=\"164\" fontId=\"0\"/></cellXfs></styleSheet>";

fn styled(rows: &str) -> Book {
    book(rows).styles(STYLES)
}

#[test]
fn a_workbook_written_by_libreoffice_with_furigana() {
    let workbook = read(KAMO);
    let names: Vec<&str> = workbook.sheets.iter().map(|s| &*s.name).collect();
    assert_eq!(names, ["表紙", "区域・目標", "事業一覧", "施設整備内訳"]);
    let cover = &workbook.sheets[0];
    let texts: Vec<&str> = cover
        .rows
        .iter()
        .flat_map(|r| &r.cells)
        .filter_map(|c| match &c.value {
            CellValue::Text(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    assert!(texts.contains(&"加茂市") && texts.contains(&"令和8年度"));
    let all = workbook.sheets.iter().flat_map(|s| s.rows.iter()).flat_map(|r| &r.cells);
    assert!(!all.map(|c| &c.value).any(|v| matches!(v, CellValue::Text(t) if t.contains("フリガナ"))));
    assert!(workbook.findings.is_empty() && !workbook.date1904);
}

#[test]
fn a_workbook_of_the_1904_system() {
    let workbook = read(MURAKAMI);
    assert!(workbook.date1904);
    let cells = workbook.sheets.iter().flat_map(|s| s.rows.iter()).flat_map(|r| &r.cells);
    let dates: Vec<_> = cells.filter(|c| matches!(c.value, CellValue::Date(_))).map(|c| c.value.clone()).collect();
    assert!(dates.contains(&CellValue::Date(date(2026, 4, 1))), "{dates:?}");
}

#[test]
fn hidden_rows_and_sheets() {
    let workbook = read(TOKAMACHI);
    let hidden: Vec<&str> =
        workbook.sheets.iter().filter(|s| s.visibility == Visibility::Hidden).map(|s| &*s.name).collect();
    assert_eq!(hidden, ["前年度"]);
    let list = workbook.sheets.iter().find(|s| &*s.name == "事業一覧").unwrap();
    assert!(list.rows.iter().any(|r| r.hidden && !r.cells.is_empty()));

    let rows = "<row r=\"1\" hidden=\"1\"/><row r=\"2\" ht=\"0\" customHeight=\"1\"><c><v>1</v></c></row>\
                <row r=\"3\" hidden=\"false\"><c><v>1</v></c></row><row r=\"9\" hidden=\"true\"><c s=\"1\"/></row>";
    let sheet = read(&book(rows).bytes()).sheets.remove(0);
    let found: Vec<(u32, bool, usize)> = sheet.rows.iter().map(|r| (r.index, r.hidden, r.cells.len())).collect();
    assert_eq!(found, [(1, true, 0), (2, true, 1), (3, false, 1), (9, true, 0)]);
}

#[test]
fn hidden_columns_and_merges() {
    let sheet = "<worksheet><cols><col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"3\" max=\"4\" width=\"0\"/>\
                 <col min=\"6\" max=\"16384\" width=\"9\"/></cols><sheetData/><mergeCells count=\"1\">\
                 <mergeCell ref=\"A1:C2\"/></mergeCells></worksheet>";
    let sheet = read(&book_of_sheet(sheet).bytes()).sheets.remove(0);
    assert_eq!(sheet.hidden_columns, [(2, 4)]);
    assert_eq!(sheet.merges.iter().map(|a| format!("{}:{}", a.first, a.last)).collect::<Vec<_>>(), ["A1:C2"]);
}

#[test]
fn texts() {
    let strings = "<sst><si><t>事業</t><rPh sb=\"0\" eb=\"2\"><t>ジギョウ</t></rPh><phoneticPr fontId=\"1\"/></si>\
        <si><r><t>医療</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 介護</t></r><rPh sb=\"0\" eb=\"2\"><t>イ</t></rPh></si>\
        <si><t>a_x0008_b_x005F_x0041__xD83D__xDE00_</t></si><si><t xml:space=\"preserve\"> 前後 \n</t></si><si/>\
        <si><t>&lt;&#65;&amp;</t></si></sst>";
    let rows = "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c>\
        <c t=\"s\"><v>4</v></c><c t=\"s\"><v>5</v></c><c t=\"inlineStr\"><is><t>行_x0008_</t></is></c>\
        <c t=\"str\"><v>式_x0008_ </v></c><c><is><t>型なし</t></is></c></row>";
    let workbook = read(&book(rows).strings(strings).bytes());
    let sheet = &workbook.sheets[0];
    let expected = [
        ("A1", "事業"),
        ("B1", "医療 介護"),
        ("C1", "a\u{8}b_x0041_😀"),
        ("D1", " 前後 \n"),
        ("F1", "<A&"),
        ("G1", "行\u{8}"),
        ("H1", "式\u{8} "),
        ("I1", "型なし"),
    ];
    for (at, value) in expected {
        assert_eq!(text(sheet, at), value, "{at}");
    }
    assert_eq!(sheet.rows[0].cells.len(), expected.len());
}

#[test]
fn values() {
    let rows = "<row r=\"1\"><c><v>-1.5E3</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#REF!</v></c>\
        <c t=\"e\"><v>#SPILL!</v></c><c t=\"e\"><f>A1#</f><v>#CALC!</v></c><c t=\"d\"><v>2026-04-01T00:00:00</v></c>\
        <c t=\"n\"><v>0.1</v></c></row>";
    let workbook = read(&book(rows).bytes());
    let values: Vec<CellValue> = workbook.sheets[0].rows[0].cells.iter().map(|c| c.value.clone()).collect();
    let error = |text: &str| CellValue::Error(text.into());
    assert_eq!(
        values,
        [
            CellValue::Number(-1500.0),
            CellValue::Bool(true),
            error("#REF!"),
            error("#SPILL!"),
            error("#CALC!"),
            CellValue::Date(date(2026, 4, 1)),
            CellValue::Number(0.1),
        ]
    );
}

#[test]
fn dates_by_format() {
    let rows = "<row r=\"1\"><c s=\"1\"><v>46113.5</v></c><c s=\"5\"><v>46113</v></c><c s=\"2\"><v>1.5</v></c>\
        <c s=\"1\"><v>0.5</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>-1</v></c><c s=\"1\"><v>9999999</v></c>\
        <c s=\"0\"><v>46113</v></c><c s=\"99\"><v>46113</v></c></row>";
    let mut book = styled(rows);
    let values = |book: &Book| -> Vec<CellValue> {
        read(&book.bytes()).sheets[0].rows[0].cells.iter().map(|c| c.value.clone()).collect()
    };
    let number = CellValue::Number;
    let rest = [number(-1.0), number(9_999_999.0), number(46113.0), number(46113.0)];
    let day = CellValue::Date(date(2026, 4, 1));
    let first = [day.clone(), day, CellValue::Duration(1.5), number(0.5), number(60.0)];
    assert_eq!(values(&book), first.into_iter().chain(rest.clone()).collect::<Vec<_>>());
    book.date1904 = true;
    let day = CellValue::Date(date(2030, 4, 2));
    let march = CellValue::Date(date(1904, 3, 1));
    let first = [day.clone(), day, CellValue::Duration(1.5), number(0.5), march];
    assert_eq!(values(&book), first.into_iter().chain(rest).collect::<Vec<_>>());
}

#[test]
fn formulas_with_and_without_a_value() {
    let rows = "<row r=\"1\"><c><f>SUM(B1:C1)</f><v>3</v></c><c><f>1&amp;2</f></c><c><f>1</f><v/></c><c><f>1</f><v></v></c>\
        <c t=\"str\"><f>\"\"</f><v></v></c><c t=\"str\"><f>\"\"</f><v/></c><c t=\"str\"><f>A1</f></c>\
        <c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c t=\"b\"><f>TRUE()</f><v>1</v></c></row>";
    let workbook = read(&book(rows).bytes());
    let found: Vec<(String, bool, CellValue)> = workbook.sheets[0].rows[0]
        .cells
        .iter()
        .map(|c| {
            let formula = c.formula.clone().unwrap();
            (formula.text, formula.cached, c.value.clone())
        })
        .collect();
    let formula = |text: &str, cached: bool, value: CellValue| (text.to_owned(), cached, value);
    let blank = || CellValue::Text("".into());
    assert_eq!(
        found,
        [
            formula("SUM(B1:C1)", true, CellValue::Number(3.0)),
            formula("1&2", false, CellValue::Empty),
            formula("1", false, CellValue::Empty),
            formula("1", false, CellValue::Empty),
            formula("\"\"", true, blank()),
            formula("\"\"", true, blank()),
            formula("A1", false, CellValue::Empty),
            formula("1/0", true, CellValue::Error("#DIV/0!".into())),
            formula("TRUE()", true, CellValue::Bool(true)),
        ]
    );
}

#[test]
fn shared_formulas() {
    let rows = "<row r=\"1\"><c r=\"C1\"><f t=\"shared\" ref=\"C1:C2\" si=\"0\">A1+$B$1</f><v>1</v></c></row>\
        <row r=\"2\"><c r=\"C2\"><f t=\"shared\" si=\"0\"/></c><c r=\"D2\"><f t=\"shared\" si=\"7\"/><v>1</v></c></row>";
    let workbook = read(&book(rows).bytes());
    let sheet = &workbook.sheets[0];
    assert_eq!(cell(sheet, "C2").formula.as_ref().unwrap().text, "A2+$B$1");
    assert_eq!(cell(sheet, "D2").formula.as_ref().unwrap().text, "");
}

#[test]
fn strike_through() {
    let struck = "<r><rPr><strike/></rPr><t>a</t></r>";
    let plain = "<r><rPr><b/></rPr><t>b</t></r>";
    let bare = "<r><t>c</t></r>";
    let strings = format!(
        "<sst><si><t>x</t></si><si>{struck}{struck}</si><si>{struck}{plain}</si><si>{bare}{struck}</si><si>{plain}</si></sst>"
    );
    // String and format of each cell, and whether it is struck as a whole.
    let cases = [
        (0, 0, false),
        (0, 3, true),
        (0, 4, false),
        (1, 0, true),
        (2, 3, false),
        (3, 0, false),
        (3, 3, true),
        (4, 3, false),
    ];
    let cells: String = cases.iter().map(|(s, f, _)| format!("<c s=\"{f}\" t=\"s\"><v>{s}</v></c>")).collect();
    let cells = format!("{cells}<c s=\"3\"><v>1</v></c><c t=\"inlineStr\"><is>{struck}</is></c>");
    let workbook = read(&styled(&format!("<row>{cells}</row>")).strings(strings).bytes());
    let found: Vec<bool> = workbook.sheets[0].rows[0].cells.iter().map(|c| c.struck).collect();
    let expected: Vec<bool> = cases.iter().map(|(.., struck)| *struck).chain([true, true]).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_and_visibility_of_sheets() {
    let mut parts = book("<row><c><v>1</v></c></row>").parts();
    parts[2].content = "<x:workbook xmlns:x=\"m\" xmlns:q=\"r\"><x:sheets><x:sheet name=\"A&amp;B \" state=\"veryHidden\" q:id=\"s0\"/>\
                        </x:sheets></x:workbook>"
        .as_bytes()
        .to_vec();
    parts[4].name = "XL/worksheets/SHEET0.xml".to_owned();
    parts[4].content =
        b"<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
            .to_vec();
    let workbook = read(&crate::zip::zip(&parts));
    assert_eq!(&*workbook.sheets[0].name, "A&B ");
    assert_eq!(workbook.sheets[0].visibility, Visibility::VeryHidden);
    assert_eq!(cell(&workbook.sheets[0], "A1").value, CellValue::Number(7.0));
}
