//! Which kind of file it is when it is no .xlsx, told by its content.

use kikin_domain::{Finding, RuleId};
use memchr::memmem;

use super::archive::Archive;
use crate::refusal::other_kind;

/// A hint for files that Excel can open and save as .xlsx.
const TABLE: &str = "other";
/// A hint for files that hold no table.
const NO_TABLE: &str = "not-a-table";
/// A hint for archives.
const PACKED: &str = "zip";

/// How much of a text is looked at.
const LOOKED_AT: usize = 8 * 1024;

/// What a file is by its first bytes.
const BY_FIRST_BYTES: &[(&[u8], &str, &str)] = &[
    (b"PK\x05\x06", PACKED, "空のzip圧縮ファイル"),
    (b"PK\x07\x08", PACKED, "分割されたzip圧縮ファイル"),
    (b"{\\rtf", NO_TABLE, "RTF文書"),
    (b"\x1f\x8b", PACKED, "gzipで圧縮したファイル"),
    (b"7z\xbc\xaf\x27\x1c", PACKED, "7-Zipで圧縮したファイル"),
    (b"Rar!\x1a\x07", PACKED, "RARで圧縮したファイル"),
    (b"BZh", PACKED, "bzip2で圧縮したファイル"),
    (b"\xfd7zXZ\x00", PACKED, "xzで圧縮したファイル"),
    (b"\x89PNG\r\n\x1a\n", NO_TABLE, "画像（PNG）"),
    (b"\xff\xd8\xff", NO_TABLE, "画像（JPEG）"),
    (b"GIF8", NO_TABLE, "画像（GIF）"),
    (b"BM", NO_TABLE, "画像（BMP）"),
    (b"II*\x00", NO_TABLE, "画像（TIFF）"),
    (b"MM\x00*", NO_TABLE, "画像（TIFF）"),
    (b"MZ", NO_TABLE, "プログラム（.exe）"),
    (b"\x09\x00\x04\x00", TABLE, "旧形式のExcelファイル（.xls）"),
    (b"\x09\x02\x06\x00", TABLE, "旧形式のExcelファイル（.xls）"),
    (b"\x09\x04\x06\x00", TABLE, "旧形式のExcelファイル（.xls）"),
    (b"\x09\x08", TABLE, "旧形式のExcelファイル（.xls）"),
];

/// The finding for a file that does not begin as a zip archive does.
pub(super) fn refuse(bytes: &[u8]) -> Box<Finding> {
    if bytes.is_empty() {
        return Box::new(Finding::new(RuleId::F001, "empty", &[]));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return compound(bytes);
    }
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    if memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some() {
        return other_kind(NO_TABLE, "PDFファイル");
    }
    if head.get(2..5) == Some(b"-lh") {
        return other_kind(PACKED, "LZHで圧縮したファイル");
    }
    // BM and MZ are words as well: what reads as text is none of these.
    let text = text(head);
    let by_bytes = BY_FIRST_BYTES.iter().find(|(magic, ..)| bytes.starts_with(magic));
    match (by_bytes, text) {
        (Some((magic, case, kind)), text) if magic.len() > 2 || text.is_none() => other_kind(case, kind),
        (_, Some(text)) => {
            let (case, kind) = of_text(&text);
            other_kind(case, kind)
        }
        (_, None) => other_kind(NO_TABLE, "種類の分からないファイル"),
    }
}

/// The head of a file as text in lower case, if it reads as text: UTF-8, UTF-16, or Shift_JIS with its letters left out.
fn text(head: &[u8]) -> Option<String> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = head[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units).to_ascii_lowercase()
    };
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(wide(u16::from_le_bytes));
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(wide(u16::from_be_bytes));
    }
    let control = |b: &u8| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    if head.iter().any(control) {
        return None;
    }
    Some(String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_ascii_lowercase())
}

fn of_text(text: &str) -> (&'static str, &'static str) {
    let start = text.trim_start();
    if start.starts_with("mime-version:") || text.contains("content-type: multipart/related") {
        return (TABLE, "Webページ（MHTML）");
    }
    let html = ["<!doctype html", "<html", "<table", "<head", "<body", "<meta"];
    if html.iter().any(|tag| start.starts_with(tag)) || (start.starts_with('<') && text.contains("<html")) {
        return (TABLE, "HTMLファイル（Webページ）");
    }
    if start.starts_with('<') {
        return match text.contains("urn:schemas-microsoft-com:office:spreadsheet") || text.contains("excel.sheet") {
            true => (TABLE, "XMLスプレッドシート2003"),
            false if text.contains("opendocument.spreadsheet") => (TABLE, "OpenDocumentの表計算ファイル（.fods）"),
            false => (NO_TABLE, "XMLファイル"),
        };
    }
    if start.is_empty() {
        return (NO_TABLE, "空白だけのテキストファイル");
    }
    match start.lines().take(10).any(|line| line.contains([',', '\t'])) {
        true => (TABLE, "CSVなどのテキストファイル"),
        false => (NO_TABLE, "テキストファイル"),
    }
}

/// The streams of a compound file that tell what it is.
const STREAMS: &[(&str, &str, &str)] = &[
    ("Workbook", TABLE, "旧形式のExcelファイル（.xls）"),
    ("Book", TABLE, "旧形式のExcelファイル（.xls）"),
    ("WordDocument", NO_TABLE, "旧形式のWord文書（.doc）"),
    ("PowerPoint Document", NO_TABLE, "旧形式のPowerPointファイル（.ppt）"),
    ("__properties_version1.0", NO_TABLE, "Outlookのメッセージ（.msg）"),
];

/// A compound file. Its allocation table is never followed: directory entries are looked for where they may stand, on
/// multiples of 128 bytes, and the first that is known decides.
fn compound(bytes: &[u8]) -> Box<Finding> {
    let mut first = None;
    for entry in bytes.chunks_exact(128) {
        if is_entry(entry, "EncryptedPackage") {
            return Box::new(Finding::new(RuleId::F002, "", &[]));
        }
        if first.is_none() {
            first = STREAMS.iter().find(|(name, ..)| is_entry(entry, name));
        }
    }
    // A damaged one may be out of step.
    if first.is_none() && memmem::find(bytes, &utf16("EncryptedPackage")).is_some() {
        return Box::new(Finding::new(RuleId::F002, "", &[]));
    }
    let found = first.or_else(|| STREAMS.iter().find(|(name, ..)| memmem::find(bytes, &utf16(name)).is_some()));
    match found {
        Some((_, case, kind)) => other_kind(case, kind),
        None => other_kind(NO_TABLE, "旧形式のOffice文書など（複合ファイル）"),
    }
}

/// A name in UTF-16LE with its closing nought, as directory entries hold it.
fn utf16(name: &str) -> Vec<u8> {
    name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// Whether 128 bytes are the directory entry of that name: the name, padded, then its length in bytes.
fn is_entry(entry: &[u8], name: &str) -> bool {
    let length = 2 * (name.len() + 1);
    usize::from(u16::from_le_bytes([entry[64], entry[65]])) == length
        && entry.iter().step_by(2).zip(name.bytes().chain([0])).all(|(a, b)| *a == b)
        && entry[1..length].iter().step_by(2).all(|b| *b == 0)
}

/// The kind of a sound archive that is no .xlsx: case and name, or nothing.
pub(super) fn of_archive(archive: &Archive<'_>) -> Option<(&'static str, String)> {
    let other = |case, kind: &str| Some((case, kind.to_owned()));
    if archive.has("xl/workbook.bin") {
        return other(TABLE, "Excelバイナリブック（.xlsb）");
    }
    if let Some(kind) = archive.small("mimetype") {
        let kind = String::from_utf8_lossy(&kind);
        let names: [(&str, &str, &str); 4] = [
            ("opendocument.spreadsheet", TABLE, "OpenDocumentの表計算ファイル（.ods）"),
            ("opendocument.text", NO_TABLE, "OpenDocumentの文書（.odt）"),
            ("opendocument.presentation", NO_TABLE, "OpenDocumentのプレゼンテーション（.odp）"),
            ("epub", NO_TABLE, "電子書籍（EPUB）"),
        ];
        if let Some((_, case, kind)) = names.iter().find(|(part, ..)| kind.contains(part)) {
            return other(case, kind);
        }
    }
    if archive.under("xl/") || archive.has("_rels/.rels") && archive.ends_with("/workbook.xml") {
        return None;
    }
    if archive.under("word/") {
        return other(NO_TABLE, "Word文書（.docx）");
    }
    if archive.under("ppt/") {
        return other(NO_TABLE, "PowerPointファイル（.pptx）");
    }
    if archive.has("index/document.iwa") || archive.has("index.zip") {
        return other(TABLE, "Appleの書類（Numbersなど）");
    }
    if archive.has("[content_types].xml") {
        return other(NO_TABLE, "Excel以外のOffice文書");
    }
    let books = archive.count_ending(".xlsx");
    let inside = match books {
        0 => format!("zipで圧縮したファイル（中に{}件）", archive.files()),
        _ => format!("zipで圧縮したファイル（中に .xlsx が{books}件）"),
    };
    Some((PACKED, inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_files_that_are_no_archives() {
        let message = |bytes: &[u8]| refuse(bytes).message.clone();
        for (bytes, kind) in [
            (&b"%PDF-1.7\n"[..], "PDF"),
            (b"\xef\xbb\xbf<!DOCTYPE html><html>", "HTML"),
            (b"  <table border=1>", "HTML"),
            (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "2003"),
            (b"<?xml version='1.0'?><a/>", "XMLファイル"),
            (b"No,\x8e\x96\x8b\xc6\x96\xbc\r\n1,2\r\n", "CSV"),
            (b"\xff\xfeN\0o\0\t\0a\0", "CSV"),
            (b"BMI and others", "テキスト"),
            (b"BM\x36\x00\x00\x00", "BMP"),
            (b"{\\rtf1", "RTF"),
            (b"\x1f\x8b\x08", "gzip"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\xff\xd8\xff\xe0", "JPEG"),
            (b"PK\x05\x06", "空のzip"),
            (b"\0\0\0\0", "種類の分からない"),
            (b"PK\x03", "種類の分からない"),
            (b"", "0バイト"),
        ] {
            assert!(message(bytes).contains(kind), "{kind}: {}", message(bytes));
        }
    }
}
