//! Files made to abort, hang or mislead a reader.

use kikin_domain::CellRef;
use kikin_domain::RuleId::{F004, F005};
use kikin_sheet::CellValue;

use crate::book::{book, book_of_sheet, worksheet};
use crate::zip::{part, zip};
use crate::{assert_refused, cell, read, text};

const MEGABYTE: usize = 1024 * 1024;
const ONE: &str = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";

#[test]
fn forged_unique_count() {
    for count in ["1000000000000", "18446744073709551615", "99999999999999999999999", "-1", "x"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        assert_refused(&book(ONE).strings(strings).bytes(), F005, "共有文字列の数");
    }
    let honest = "<sst count=\"9999999999\" uniqueCount=\"1\"><si><t>a</t></si></sst>";
    read(&book(ONE).strings(honest).bytes());
    let twice = "<sst uniqueCount=\"1\" uniqueCount=\"999999999\"><si><t>a</t></si></sst>";
    assert_refused(&book(ONE).strings(twice).bytes(), F005, "重複");
}

#[test]
fn bombs_are_stopped_while_inflating() {
    let styles = format!("<styleSheet>{}</styleSheet>", "<font/>".repeat(5 * MEGABYTE / 7));
    assert_refused(&book(ONE).styles(styles).bytes(), F004, "上限 4 MB");
    let strings = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(33 * MEGABYTE / 17));
    assert_refused(&book(ONE).strings(strings).bytes(), F004, "上限 32 MB");
    let sheet = worksheet(&" ".repeat(20 * MEGABYTE / 10).repeat(10));
    let mut three = book_of_sheet(&sheet);
    three.sheets =
        vec![worksheet("").replace("<sheetData>", &format!("{}<sheetData>", "<a/>".repeat(5 * MEGABYTE))); 3];
    assert_refused(&three.bytes(), F004, "上限 48 MB");
}

#[test]
fn many_formats_share_one_long_font_name() {
    // Small, but each cell format asks for its own copy of the font.
    let font = "x".repeat(100_000);
    let formats = |n| {
        let xfs = "<xf fontId=\"0\"/>".repeat(n);
        format!("<styleSheet><fonts><font><name val=\"{font}\"/></font></fonts><cellXfs>{xfs}</cellXfs></styleSheet>")
    };
    assert_refused(&book(ONE).styles(formats(100_000)).bytes(), F004, "セルの書式の数");
    read(&book(ONE).styles(formats(60_000)).bytes());
}

#[test]
fn many_cells_name_one_long_string() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(32_767));
    let cells: String =
        (1..=2_000).map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\" t=\"s\"><v>0</v></c></row>")).collect();
    assert_refused(&book(&cells).strings(strings).bytes(), F004, "セルの文字の量");
}

#[test]
fn sheet_bomb_at_one_address() {
    let rows = format!("<row r=\"1\">{}</row>", "<c r=\"A1\"><v>1</v></c>".repeat(500_000));
    assert_refused(&book(&rows).bytes(), F005, "順序");
    let rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>".repeat(10);
    assert_refused(&book(&rows).bytes(), F005, "順序");
    let rows = "<row r=\"2\"/><row r=\"1\"/>";
    assert_refused(&book(rows).bytes(), F005, "順序");
    assert_refused(&book("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>").bytes(), F005, "順序");
    assert_refused(&book("<row r=\"1\"><c r=\"A2\"/></row>").bytes(), F005, "順序");
}

#[test]
fn one_huge_token() {
    let huge = "x".repeat(300 * MEGABYTE);
    let spaces = " ".repeat(300 * MEGABYTE);
    for inside in [
        format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{huge}</t></is></c></row>"),
        format!("<row a=\"{huge}\"/>"),
        spaces,
    ] {
        assert_refused(&book(&inside).bytes(), F004, "上限 32 MB");
    }
    let long = "x".repeat(200_000);
    for inside in [
        format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{long}</t></is></c></row>"),
        format!("<row a=\"{long}\"/>"),
        " ".repeat(200_000),
        format!("<!--{long}-->"),
        format!("<?{long}?>"),
        format!("<![CDATA[{long}]]>"),
    ] {
        assert_refused(&book(&inside).bytes(), F005, "長すぎる");
    }
    let inline = |n| format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "あ".repeat(n));
    assert_refused(&book(&inline(32_768)).bytes(), F005, "文字");
    assert_eq!(text(&read(&book(&inline(32_767)).bytes()).sheets[0], "A1").chars().count(), 32_767);
}

#[test]
fn cells_far_apart_are_read() {
    let sheet = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>";
    let workbook = read(&book_of_sheet(sheet).bytes());
    assert_eq!(workbook.sheets[0].rows.len(), 2);
    assert_eq!(cell(&workbook.sheets[0], "XFD1048576").value, CellValue::Number(2.0));
}

#[test]
fn references_outside_the_sheet() {
    for inside in [
        "<row r=\"1\"><c r=\"ZZZZZZZZZZ1\"/></row>",
        "<row r=\"1\"><c r=\"XFE1\"/></row>",
        "<row r=\"4294967296999\"/>",
        "<row r=\"1048577\"/>",
        "<row r=\"0\"/>",
        "<row r=\"\"/>",
        "<row r=\"1\"><c r=\"A4294967296999\"/></row>",
        "<row r=\"1\"><c r=\"A0\"/></row>",
        "<row r=\"1\"><c r=\"$A$1\"/></row>",
        "<row r=\"1048576\"/><row/>",
        "<row r=\"1\"><c r=\"XFD1\"/><c/></row>",
    ] {
        assert_refused(&book(inside).bytes(), F005, "範囲外");
    }
    for dimension in ["A1:ZZZZZZZZZZ1", "C3:A1", "A1:A4294967296999", "", "A1:B2:C3"] {
        let sheet = format!("<worksheet><dimension ref=\"{dimension}\"/><sheetData/></worksheet>");
        assert_refused(&book_of_sheet(&sheet).bytes(), F005, "範囲外");
    }
    let sheet = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"A1:A1048577\"/></mergeCells></worksheet>";
    assert_refused(&book_of_sheet(sheet).bytes(), F005, "範囲外");
    let sheet = "<worksheet><cols><col min=\"1\" max=\"99999\" hidden=\"1\"/></cols><sheetData/></worksheet>";
    assert_refused(&book_of_sheet(sheet).bytes(), F005, "範囲外");
}

#[test]
fn a_wrong_dimension_does_no_harm() {
    for dimension in ["A1", "A1:B2", "A1:XFD1048576", "Z99:AA100"] {
        let sheet = format!("<worksheet><dimension ref=\"{dimension}\"/><sheetData>{ONE}</sheetData></worksheet>");
        assert_eq!(cell(&read(&book_of_sheet(&sheet).bytes()).sheets[0], "A1").value, CellValue::Number(1.0));
    }
}

#[test]
fn rows_and_cells_without_references() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row>\
                <row><c><v>5</v></c></row>";
    let workbook = read(&book(rows).bytes());
    let sheet = &workbook.sheets[0];
    let found: Vec<CellRef> =
        sheet.rows.iter().flat_map(|r| r.cells.iter().map(|c| CellRef::new(r.index, c.col))).collect();
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["A1", "B1", "C5", "D5", "A6"]);
}

#[test]
fn shared_formulas_with_far_groups() {
    for group in ["1000000000000", "18446744073709551615", "99999999999999999999999999", "-1", "x"] {
        let rows = format!(
            "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"{group}\">B1+1</f><v>1</v></c></row>\
             <row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"{group}\"/><v>2</v></c></row>"
        );
        assert!(cell(&read(&book(&rows).bytes()).sheets[0], "A2").formula.is_some());
    }
}

#[test]
fn members_of_a_long_shared_formula_do_not_multiply_it() {
    let long = format!("A1{}", "+A1".repeat(300));
    let members: String = (2..=100_000)
        .map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row>"))
        .collect();
    let rows = format!("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\">{long}</f><v>1</v></c></row>{members}");
    let workbook = read(&book(&rows).bytes());
    let texts = workbook.sheets[0].rows.iter().flat_map(|r| &r.cells).filter_map(|c| c.formula.as_ref());
    assert!(texts.map(|f| f.text.len()).sum::<usize>() < 17 * MEGABYTE);
}

#[test]
fn sheets() {
    let mut many = book(ONE);
    many.sheets = vec![worksheet(""); 65];
    assert_refused(&many.bytes(), F004, "シートの数");
    many.sheets.truncate(64);
    assert_eq!(read(&many.bytes()).sheets.len(), 64);

    let listed: String = (0..2_000).map(|i| format!("<sheet name=\"{i}\" r:id=\"s0\"/>")).collect();
    let mut parts = book(ONE).parts();
    parts[2].content = format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>").into_bytes();
    assert_refused(&zip(&parts), F005, "同じ部品");
    parts[2].content = b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"s9\"/></sheets></workbook>".to_vec();
    assert_refused(&zip(&parts), F005, "部品が決まりません");
    parts[2].content = b"<workbook/>".to_vec();
    assert_refused(&zip(&parts), F005, "ワークシートがありません");
}

#[test]
fn too_many_entries() {
    for count in [3_000, 200_000] {
        let mut parts = book(ONE).parts();
        parts.extend((0..count).map(|i| {
            let mut part = part(&format!("m{i}"), "");
            part.stored = true;
            part
        }));
        assert_refused(&zip(&parts), F004, "部品の数");
    }
}

#[test]
fn too_many_cells() {
    let row = |r: usize| format!("<row r=\"{r}\">{}</row>", "<c/>".repeat(2_001));
    let rows: String = (1..=1_000).map(row).collect();
    assert_refused(&book(&rows).bytes(), F004, "セルの数");
    // A sheet full of formatted but empty cells holds nothing.
    let rows: String = (1..=900).map(row).collect();
    assert!(read(&book(&rows).bytes()).sheets[0].rows.is_empty());
}

#[test]
fn file_too_large() {
    let mut bytes = book(ONE).bytes();
    bytes.resize(20 * MEGABYTE + 1, 0);
    assert_refused(&bytes, F004, "ファイルの大きさ");
}

#[test]
fn entity_bomb() {
    let doctype = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let sheet = format!("{doctype}{}", worksheet(ONE));
    assert_refused(&book_of_sheet(&sheet).bytes(), F005, "DOCTYPE");
    let entity = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&b;</t></is></c></row>";
    assert_refused(&book(entity).bytes(), F005, "実体参照");
    let entity = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>&b;</v></c></row>";
    assert_eq!(crate::refused(&book(entity).bytes()).rule, F005);
}

#[test]
fn nested_tags_are_read() {
    let nested = format!("{}{}", "<a>".repeat(2_000_000), "</a>".repeat(2_000_000));
    let after = worksheet(ONE).replace("</worksheet>", &format!("{nested}</worksheet>"));
    for sheet in [worksheet(&format!("{ONE}{nested}")), after] {
        assert_eq!(cell(&read(&book_of_sheet(&sheet).bytes()).sheets[0], "A1").value, CellValue::Number(1.0));
    }
    let hidden = worksheet(&format!("<a>{ONE}</a>"));
    assert_refused(&book_of_sheet(&hidden).bytes(), F005, "決まった場所の外");
}

#[test]
fn lying_sizes() {
    for declared in [0, 1, u32::MAX - 1] {
        let mut parts = book(ONE).parts();
        for part in &mut parts {
            part.declared = Some(declared);
        }
        read(&zip(&parts));
    }
    let mut parts = book(&" ".repeat(33 * MEGABYTE)).parts();
    for part in &mut parts {
        part.declared = Some(10);
    }
    assert_refused(&zip(&parts), F004, "上限 32 MB");
}

#[test]
fn forged_archives() {
    assert_refused(&book(ONE).more(part("xl/worksheets/sheet0.xml", "x")).bytes(), F005, "重複");
    assert_refused(&book(ONE).more(part("XL/Worksheets/Sheet0.xml", "x")).bytes(), F005, "重複");
    for name in ["../x", "xl/../../x", "/x", "xl\\x", "C:/x"] {
        assert_refused(&book(ONE).more(part(name, "x")).bytes(), F005, "部品の名前");
    }
    let mut parts = book(ONE).parts();
    parts[4].local_name = Some("xl/worksheets/sheet9.xml".to_owned());
    assert_refused(&zip(&parts), F005, "見出しが目次と合いません");
    let mut parts = book(ONE).parts();
    parts[4].crc = Some(1);
    assert_refused(&zip(&parts), F005, "内容が壊れています");

    // The last entry's record is made to point at the first one's data as well.
    let mut parts = book(ONE).parts();
    let last = parts.len() - 1;
    parts.swap(0, last);
    parts[0].stored = true;
    parts[0].content = zip(&parts[last..]);
    let bytes = zip(&parts);
    let directory = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let inner = bytes[4..].windows(4).position(|w| w == b"PK\x03\x04").unwrap() + 4;
    let mut overlapping = bytes.clone();
    overlapping[directory + 42..directory + 46].copy_from_slice(&u32::try_from(inner).unwrap().to_le_bytes());
    assert_refused(&overlapping, F005, "重なって");
}

#[test]
fn truncated() {
    let bytes = book(ONE).bytes();
    for length in 4..bytes.len() {
        assert_eq!(crate::refused(&bytes[..length]).rule, F005, "{length}");
    }
    read(&bytes);
}

#[test]
fn numbers_that_are_none() {
    for number in ["NaN", "1e999", "-1e999", "inf", "INF", "1,000", "", " "] {
        let rows = format!("<row r=\"1\"><c r=\"A1\"><v>{number}</v></c></row>");
        match number {
            "" => assert!(read(&book(&rows).bytes()).sheets[0].rows.is_empty()),
            _ => assert_refused(&book(&rows).bytes(), F005, "数値"),
        }
    }
    assert_refused(&book("<row><c t=\"s\"><v>1</v></c></row>").strings("<sst><si/></sst>").bytes(), F005, "共有文字列");
    assert_refused(&book("<row><c t=\"b\"><v>2</v></c></row>").bytes(), F005, "論理値");
    assert_refused(&book("<row><c t=\"zz\"><v>2</v></c></row>").bytes(), F005, "型");
}

#[test]
fn xml_that_is_none() {
    for sheet in [
        "",
        "<worksheet>",
        "<worksheet><sheetData></worksheet></sheetData>",
        "<worksheet></worksheet>",
        "<chartsheet/>",
        "<worksheet><sheetData/><sheetData/></worksheet>",
        "<worksheet><x><sheetData/></x></worksheet>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData><row><c><v>1</v><f>1</f></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c><v>1</v><v>2</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t=\"inlineStr\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r=\"A1\" r=\"B1\"/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c><v><![CDATA[1]]></v></c></row></sheetData></worksheet>",
    ] {
        assert_eq!(crate::refused(&book_of_sheet(sheet).bytes()).rule, F005, "{sheet}");
    }
    let mut parts = book(ONE).parts();
    parts[4].content = "\u{feff}<worksheet/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_refused(&zip(&parts), F005, "UTF-8");
    parts[4].content = b"<worksheet>\xff</worksheet>".to_vec();
    assert_refused(&zip(&parts), F005, "UTF-8");
}
