//! Other kinds of file.

use kikin_domain::RuleId::{F001, F002, F003, F005, F006};

use crate::book::book;
use crate::zip::{part, zip, zip_with};
use crate::{assert_refused, read};

/// A compound file with directory entries of these names.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(512, 0);
    for name in ["Root Entry"].iter().chain(names) {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[64] = u8::try_from(2 * (name.len() + 1)).unwrap();
        bytes.extend(entry);
    }
    bytes
}

#[test]
fn files_that_are_no_archives() {
    assert_refused(b"", F001, "空");
    assert_refused(b"%PDF-1.7\n%\xe2\xe3", F001, "PDF");
    assert_refused(b"<html><body><table></table></body></html>", F001, "HTML");
    assert_refused("No.,区分\r\n1,Ⅱ\r\n".as_bytes(), F001, "CSV");
    assert_refused(b"{\\rtf1\\ansi}", F001, "RTF");
}

#[test]
fn compound_files() {
    assert_refused(&compound(&["Workbook"]), F001, ".xls");
    assert_refused(&compound(&["Book"]), F001, ".xls");
    assert_refused(&compound(&["WordDocument", "Workbook"]), F001, "Word");
    assert_refused(&compound(&["PowerPoint Document"]), F001, "PowerPoint");
    assert_refused(&compound(&[]), F001, "複合ファイル");
    assert_refused(&compound(&["EncryptionInfo", "EncryptedPackage"]), F002, "パスワード");
}

#[test]
fn compound_files_that_loop() {
    // Every pointer of the allocation table and of its chain leads to itself or far outside.
    for filler in [0_u8, 1, 0xfe, 0xff] {
        let mut bytes = compound(&["Workbook"]);
        bytes[0x2c..512].fill(filler);
        bytes.resize(bytes.len() + 2_048, filler);
        assert_refused(&bytes, F001, ".xls");
    }
    let mut cut = compound(&["EncryptedPackage"]);
    cut.drain(512..517);
    assert_refused(&cut, F002, "パスワード");
}

#[test]
fn other_archives() {
    let inside = book("").bytes();
    let books = [part("a.xlsx", &inside), part("b.xlsx", &inside), part("長岡市/c.XLSX", &inside), part("長岡市/", "")];
    assert_refused(&zip(&books), F001, "中に .xlsx が3件");
    assert_refused(&zip(&[part("a.txt", "a")]), F001, "中に1件");
    assert_refused(&zip(&[part("xl/workbook.bin", "a"), part("[Content_Types].xml", "a")]), F001, ".xlsb");
    assert_refused(&zip(&[part("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), F001, ".ods");
    assert_refused(&zip(&[part("[Content_Types].xml", ""), part("word/document.xml", "")]), F001, ".docx");
    assert_refused(&zip(&[part("[Content_Types].xml", ""), part("ppt/presentation.xml", "")]), F001, ".pptx");
    let without_workbook: Vec<_> = book("").parts().into_iter().filter(|p| p.name != "xl/workbook.xml").collect();
    assert_refused(&zip(&without_workbook), F005, "部品 xl/workbook.xml がありません");
    assert_refused(&zip_with(&book("").parts(), true), F005, "zip64");
}

#[test]
fn macros() {
    assert_refused(&book("").more(part("xl/vbaProject.bin", "x")).bytes(), F003, "xl/vbaProject.bin");
    assert_refused(&book("").more(part("xl/macrosheets/sheet1.xml", "x")).bytes(), F003, "マクロ");
    let types = |marked: &str| {
        format!("<Types><Override PartName=\"/xl/x.bin\" ContentType=\"application/vnd.ms-office.{marked}\"/></Types>")
    };
    let with_types = |marked: &str| {
        let mut parts = book("").more(part("xl/x.bin", "x")).parts();
        parts[0].content = types(marked).into_bytes();
        zip(&parts)
    };
    assert_refused(&with_types("vbaProject"), F003, "xl/x.bin");
    // The content type of a macro-enabled workbook without macros is read.
    read(&with_types("sheet.macroEnabled.main+xml"));
}

#[test]
fn links_and_embedded_objects_are_warnings() {
    let book = book("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
        .more(part("xl/externalLinks/externalLink1.xml", "<x/>"))
        .more(part("xl/externalLinks/_rels/externalLink1.xml.rels", "<x/>"))
        .more(part("xl/externalLinks/externalLink2.xml", "<x/>"))
        .more(part("xl/embeddings/oleObject1.bin", "x"));
    let findings = read(&book.bytes()).findings;
    assert_eq!(findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [F006, F006]);
    assert!(findings[0].message.contains("2件") && findings[1].message.contains("1件"));
}
