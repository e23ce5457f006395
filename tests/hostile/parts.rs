//! Forged, damaged and merely odd parts.

use kikin_domain::{RuleId, Verdict};

use super::package::{RELATIONS, book, book_of, header, project, sound, worksheet, zip};
use super::{judged, refused, scored_and_marked};

fn row() -> String {
    project(1, 2, &|_| None)
}

/// The faultless workbook with one part changed.
fn with_part(name: &str, change: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut parts = book(&row()).parts();
    for (_, content) in parts.iter_mut().filter(|(n, _)| n == name) {
        *content = change(std::str::from_utf8(content).expect("UTF-8"));
    }
    zip(&parts.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect::<Vec<_>>())
}

fn without_part(name: &str) -> Vec<u8> {
    let mut parts = book(&row()).parts();
    parts.retain(|(n, _)| n != name);
    zip(&parts.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect::<Vec<_>>())
}

#[test]
fn forged_counts_and_references() {
    for count in ["1000000000000", "18446744073709551615"] {
        let mut forged = book(&row());
        forged.strings = Some(format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>"));
        refused(&forged.bytes(), RuleId::F005, "共有文字列の数");
        scored_and_marked(&forged.bytes());
    }
    for cells in [
        "<row r=\"3\"><c r=\"ZZZZZZZZZZ3\"><v>1</v></c></row>",
        "<row r=\"4294967296999\"/>",
        "<row r=\"3\"><c r=\"A1048577\"><v>1</v></c></row>",
        "<row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"A3\"><v>2</v></c></row>",
        "<row r=\"3\"><c r=\"A3\"><v>NaN</v></c></row>",
        "<row r=\"3\"><c r=\"A3\"><v>1e999</v></c></row>",
        "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>999999999</v></c></row>",
    ] {
        let bytes = book(&format!("{}{cells}", row())).bytes();
        refused(&bytes, RuleId::F005, "");
        scored_and_marked(&bytes);
    }
}

#[test]
fn what_is_far_or_odd_but_sound_is_read() {
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let shared =
        "<row r=\"900\"><c r=\"X900\"><f t=\"shared\" ref=\"X900\" si=\"1000000000000\">A1</f><v>1</v></c></row>";
    for more in [far, shared] {
        let report = judged(&book(&format!("{}{more}", row())).bytes());
        assert_eq!(report.plan.map(|p| p.projects.len()), Some(1));
    }
    let nested = format!("{}{}", "<a>".repeat(500_000), "</a>".repeat(500_000));
    let nested = worksheet(&format!("{}{}", header(), row())).replace("</worksheet>", &format!("{nested}</worksheet>"));
    let dimension =
        worksheet(&format!("{}{}", header(), row())).replace("<sheetData>", "<dimension ref=\"Z9:AA10\"/><sheetData>");
    let mark = format!("\u{feff}{}", worksheet(&format!("{}{}", header(), row())));
    for sheet in [nested, dimension, mark] {
        assert_eq!(judged(&book_of(&sheet).bytes()).verdict, Verdict::Accepted);
    }
    // Rows and cells without references stand where they are counted.
    let bare = |xml: &str| {
        let mut out = String::new();
        for piece in xml.split_inclusive('>') {
            let cut = piece.find(" r=\"").filter(|_| piece.starts_with("<row") || piece.starts_with("<c "));
            match cut.and_then(|at| piece[at + 4..].find('"').map(|end| (at, at + 4 + end + 1))) {
                Some((from, to)) => out += &format!("{}{}", &piece[..from], &piece[to..]),
                None => out += piece,
            }
        }
        out
    };
    let short: String = bare(&header());
    let report = judged(&book_of(&worksheet(&format!("{short}{}", row()))).bytes());
    assert_eq!(report.verdict, Verdict::Accepted);
}

#[test]
fn lists_of_sheets_that_lie() {
    let list = |sheets: &str| {
        with_part("xl/workbook.xml", |_| {
            format!("<workbook xmlns:r=\"{RELATIONS}\"><sheets>{sheets}</sheets></workbook>").into_bytes()
        })
    };
    let many: String = (0..2_000).map(|n| format!("<sheet name=\"{n}\" r:id=\"s3\"/>")).collect();
    refused(&list(&many), RuleId::F005, "同じ部品");
    refused(&list(""), RuleId::F005, "ワークシートがありません");
    refused(&list("<sheet name=\"a\" r:id=\"none\"/>"), RuleId::F005, "部品が決まりません");
    let long = "長".repeat(256);
    refused(&list(&format!("<sheet name=\"{long}\" r:id=\"s3\"/>")), RuleId::F005, "シートの名前");
    refused(&list("<sheet name=\"a\" r:id=\"s2\"/><sheet name=\"A\" r:id=\"s3\"/>"), RuleId::F005, "重複");
}

#[test]
fn missing_parts_and_other_encodings() {
    refused(&without_part("xl/workbook.xml"), RuleId::F005, "部品 xl/workbook.xml がありません");
    refused(&without_part("xl/_rels/workbook.xml.rels"), RuleId::F005, "がありません");
    refused(&without_part("xl/worksheets/sheet3.xml"), RuleId::F005, "がありません");
    // Readers find the workbook without these two.
    for name in ["[Content_Types].xml", "_rels/.rels"] {
        assert_eq!(judged(&without_part(name)).verdict, Verdict::Accepted, "{name}");
        scored_and_marked(&without_part(name));
    }
    for name in ["xl/worksheets/sheet3.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"] {
        let wide = with_part(name, |xml| format!("\u{feff}{xml}").encode_utf16().flat_map(u16::to_le_bytes).collect());
        refused(&wide, RuleId::F005, "UTF-8");
        scored_and_marked(&wide);
        let broken = with_part(name, |xml| xml.as_bytes()[..xml.len() - 3].to_vec());
        refused(&broken, RuleId::F005, "");
    }
    let bomb = with_part("xl/worksheets/sheet3.xml", |xml| {
        format!("<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{xml}").into_bytes()
    });
    refused(&bomb, RuleId::F005, "DOCTYPE");
}

#[test]
fn relations_that_loop_or_lead_outside() {
    let target = |target: &str| {
        with_part("xl/_rels/workbook.xml.rels", |xml| xml.replace("worksheets/sheet3.xml", target).into_bytes())
    };
    // Absolute targets and those with steps up that stay inside name the same part.
    for inside in ["/xl/worksheets/sheet3.xml", "../xl/worksheets/sheet3.xml", "./worksheets/sheet3.xml"] {
        assert_eq!(judged(&target(inside)).verdict, Verdict::Accepted, "{inside}");
    }
    for outside in ["../../../etc/passwd", "file:///etc/passwd", "workbook.xml", "_rels/workbook.xml.rels", ""] {
        let bytes = target(outside);
        assert_eq!(judged(&bytes).verdict, Verdict::Rejected, "{outside}");
        scored_and_marked(&bytes);
    }
    let mut looping = book(&row());
    looping.relations = format!("<Relationship Id=\"l\" Type=\"{RELATIONS}worksheet\" Target=\"workbook.xml\"/>");
    looping.more.push(("xl/worksheets/_rels/sheet3.xml.rels".to_owned(), format!("<Relationships><Relationship Id=\"a\" Type=\"{RELATIONS}comments\" Target=\"sheet3.xml\"/><Relationship Id=\"b\" Type=\"{RELATIONS}vmlDrawing\" Target=\"_rels/sheet3.xml.rels\"/></Relationships>").into_bytes()));
    assert_eq!(judged(&looping.bytes()).verdict, Verdict::Accepted);
    scored_and_marked(&looping.bytes());
}

#[test]
fn links_to_other_files_are_told_and_not_followed() {
    let mut linked = book(&row());
    linked.more.push(("xl/externalLinks/externalLink1.xml".to_owned(), b"<externalLink/>".to_vec()));
    linked.more.push(("xl/externalLinks/_rels/externalLink1.xml.rels".to_owned(), b"<Relationships><Relationship Id=\"a\" Type=\"x\" Target=\"\\\\host\\share\\a.xlsx\" TargetMode=\"External\"/></Relationships>".to_vec()));
    let report = judged(&linked.bytes());
    assert_eq!(report.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [RuleId::F006]);
}

#[test]
fn damage_in_a_part_that_is_not_read_is_damage() {
    let mut with_picture = book(&row());
    let picture: Vec<u8> = (0..40_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    with_picture.more.push(("xl/media/image1.png".to_owned(), picture));
    let bytes = with_picture.bytes();
    assert_eq!(judged(&bytes).verdict, Verdict::Accepted);
    let inside = bytes.windows(10).rposition(|w| w == b"image1.png").expect("the directory names it");
    let data = bytes.windows(10).position(|w| w == b"image1.png").expect("the header names it") + 5_000;
    assert!(data < inside);
    let mut damaged = bytes;
    damaged[data] ^= 0x10;
    refused(&damaged, RuleId::F005, "部品 xl/media/image1.png の内容が壊れています");
    assert_eq!(judged(&sound()).verdict, Verdict::Accepted);
}
