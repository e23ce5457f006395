//! References and numbers as they stand in attributes and values.

use kikin_domain::CellRef;
use memchr::memchr2;

use crate::grid::Area;
use crate::refusal::{damaged, shown};

/// What lies outside A1:XFD1048576, or is no reference at all.
#[cold]
pub(super) fn out_of_sheet(what: &str, text: &str) -> Box<kikin_domain::Finding> {
    damaged(format!("{what} {} がシートの範囲外です", shown(text)))
}

/// A whole number of at most nine digits.
pub(super) fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.bytes().try_fold(0, |n: u32, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `B12`, without `$` and inside the sheet.
#[inline]
pub(super) fn cell_reference(text: &str) -> Option<CellRef> {
    match memchr2(b'$', b':', text.as_bytes()) {
        None => CellRef::parse(text),
        Some(_) => None,
    }
}

/// `A1:C3` or `A1`, inside the sheet and not reversed.
pub(super) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell_reference(first)?, cell_reference(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Area { first, last })
}

/// Whether a number can be read and is finite. Plain digits need no second look.
#[inline]
pub(super) fn finite_number(text: &str) -> Option<f64> {
    const SURELY_FINITE: usize = 18;
    if (1..=SURELY_FINITE).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        // Rounded once, as a parser of decimals does.
        return Some(text.bytes().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0')) as f64);
    }
    let plain = !text.starts_with('+')
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    plain.then(|| text.parse::<f64>().ok())?.filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for text in
            ["0", "9007199254740993", "999999999999999999", "-1", "1.5", "1E3", "-1.2345678901234567E-5", ".5", "5."]
        {
            assert_eq!(finite_number(text), text.parse().ok(), "{text}");
        }
        for text in ["", "NaN", "inf", "1e999", "-1e999", "1,000", "0x10", " 1", "１", "e", ".", "+1"] {
            assert_eq!(finite_number(text), None, "{text}");
        }
    }

    #[test]
    fn areas() {
        assert!(area("A1").is_some() && area("A1:XFD1048576").is_some());
        for text in ["", ":", "B2:A1", "A1:", "A1:B2:C3", "$A$1", "A0", "XFE1", "ZZZZZZZZZZ1", "A4294967296999"] {
            assert!(area(text).is_none(), "{text}");
        }
    }
}
