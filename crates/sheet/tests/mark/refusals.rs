//! Workbooks that are not edited, and the list that stands apart then.

use kikin_domain::{Severity, Verdict};
use kikin_sheet::mark::{MarkError, mark, report_workbook};

use crate::zip::{Part, part, zip};
use crate::{SAMPLES, finding, header};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of so many sheets, without styles.
fn parts(sheets: usize) -> Vec<Part> {
    let (mut listed, mut related) = (String::new(), String::new());
    let mut parts = Vec::new();
    for n in 1..=sheets {
        listed += &format!("<x:sheet name=\"表{n}\" sheetId=\"{n}\" r:id=\"s{n}\"/>");
        related +=
            &format!("<Relationship Id=\"s{n}\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
        let sheet = format!("<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData/></x:worksheet>");
        parts.push(part(&format!("xl/worksheets/sheet{n}.xml"), sheet));
    }
    let workbook =
        format!("<x:workbook xmlns:x=\"{MAIN}\" xmlns:r=\"{RELATION}\"><x:sheets>{listed}</x:sheets></x:workbook>");
    parts.extend([
        part("[Content_Types].xml", "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"),
        part(
            "_rels/.rels",
            format!("<Relationships><Relationship Id=\"r\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        part("xl/workbook.xml", workbook),
        part("xl/_rels/workbook.xml.rels", format!("<Relationships>{related}</Relationships>")),
    ]);
    parts
}

fn refused(bytes: &[u8]) -> MarkError {
    mark(bytes, &[finding(Severity::Error, "表1", &["B2"])], &header(Verdict::Rejected)).expect_err("refused")
}

#[test]
fn prefixed_elements_and_missing_styles_are_no_obstacle() {
    let bytes = zip(&parts(2));
    let findings = [finding(Severity::Error, "表1", &["B2", "C2", "A9"])];
    let marked = crate::mark(&bytes, &findings);
    assert_eq!(kikin_sheet::open(&marked).unwrap().sheets.len(), 3);
    assert!(crate::mark(&marked, &findings) == marked);
}

#[test]
fn what_is_not_edited_says_why() {
    let mut signed = parts(1);
    signed.push(part("_xmlsignatures/sig1.xml", "<x/>"));
    assert!(matches!(refused(&zip(&signed)), MarkError::Signed));
    let mut strict = parts(1);
    let workbook = strict.iter_mut().find(|p| p.name == "xl/workbook.xml").unwrap();
    workbook.content = String::from_utf8(workbook.content.clone())
        .unwrap()
        .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .into_bytes();
    assert!(matches!(refused(&zip(&strict)), MarkError::Strict));
    let mut shared = parts(1);
    let rels = shared.iter_mut().find(|p| p.name == "xl/_rels/workbook.xml.rels").unwrap();
    rels.content = String::from_utf8(rels.content.clone())
        .unwrap()
        .replace(
            "</Relationships>",
            &format!("<Relationship Id=\"v\" Type=\"{RELATION}/revisionHeaders\" Target=\"r.xml\"/></Relationships>"),
        )
        .into_bytes();
    assert!(matches!(refused(&zip(&shared)), MarkError::Shared));
    assert!(matches!(refused(&zip(&parts(64))), MarkError::TooManySheets));
    for bytes in [&b""[..], b"%PDF-1.7", &SAMPLES[0].1[..5_000]] {
        assert!(matches!(refused(bytes), MarkError::Unreadable(_)));
    }
}

#[test]
fn the_list_can_stand_apart() {
    let findings = [finding(Severity::Error, "事業一覧", &["B2"]), finding(Severity::Warning, "表紙", &[])];
    let bytes = report_workbook(&findings, &header(Verdict::Rejected), "署名があります。").unwrap();
    let workbook = kikin_sheet::open(&bytes).unwrap();
    assert_eq!(workbook.sheets.len(), 1);
    let all = format!("{:?}", workbook.sheets[0].rows);
    assert!(
        all.contains("署名があります。") && all.contains("=1+1 <&> _x000D_\u{fffd}") && all.contains("C001"),
        "{all}"
    );
}

#[test]
fn damaged_workbooks_never_panic() {
    let bytes = SAMPLES[1].1;
    let findings = [finding(Severity::Error, "事業一覧", &["B7", "C90"])];
    for at in (0..bytes.len()).step_by(211) {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 0x41;
        match mark(&damaged, &findings, &header(Verdict::Rejected)) {
            Ok(_) => {}
            Err(error) => assert!(!error.to_string().contains("内部エラー"), "{at}: {error}"),
        }
    }
}
