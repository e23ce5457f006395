//! Files that are taken home.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a name may hold as it is (RFC 8187, `attr-char`).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Excel workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// CSV as our exports write it: UTF-8 with BOM.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// Zips.
const ZIP: &str = "application/zip";

/// The kind of a file that we have made, by its name.
pub(crate) fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("xlsx") => XLSX,
        Some("zip") => ZIP,
        _ => CSV,
    }
}

/// A file under its own name; browsers keep it and never show it in place.
pub(crate) fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
    let disposition =
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN));
    (StatusCode::OK, [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_through_whole_and_cannot_leave_the_header() {
        let told = |name: &str| {
            let answer = file(name, CSV, Vec::new());
            answer.headers()[CONTENT_DISPOSITION].to_str().expect("is text").to_owned()
        };
        assert_eq!(
            told("聖籠町 \"計画\"\r\n.xlsx"),
            "attachment; filename=\"__________.xlsx\"; filename*=UTF-8''%E8%81%96%E7%B1%A0%E7%94%BA%20%22%E8%A8%88%E7%94%BB%22%0D%0A.xlsx"
        );
    }
}
