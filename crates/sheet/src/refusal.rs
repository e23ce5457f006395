//! Why a file is not read, as findings.

use kikin_domain::{Finding, RuleId};

/// A step of the gate: its result, or the finding that ends the reading.
pub(crate) type Gate<T> = Result<T, Box<Finding>>;

/// F005: damaged, forged or out of range.
#[cold]
pub(crate) fn damaged(what: impl AsRef<str>) -> Box<Finding> {
    Box::new(Finding::new(RuleId::F005, "", &[("what", what.as_ref())]))
}

/// F005: a part that must be there is not.
#[cold]
pub(crate) fn missing(part: &str) -> Box<Finding> {
    damaged(format!("部品 {} がありません", shown(part)))
}

/// F004: over a limit.
#[cold]
pub(crate) fn over(what: &str, limit: &str, actual: &str) -> Box<Finding> {
    Box::new(Finding::new(RuleId::F004, "", &[("what", what), ("limit", limit), ("actual", actual)]))
}

/// F001: another kind of file.
#[cold]
pub(crate) fn other_kind(case: &str, kind: &str) -> Box<Finding> {
    Box::new(Finding::new(RuleId::F001, case, &[("kind", kind)]))
}

/// A name or value out of the file, fit for a message: at most 60 characters, none of them a control character.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A number with separators every three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size in MB with one decimal, rounded up so that a file over a limit never shows the limit itself.
pub(crate) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    format!("{}.{} MB", grouped(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_readable() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(200_000), "200,000");
        assert_eq!(megabytes(20 * 1024 * 1024), "20.0 MB");
        assert_eq!(megabytes(20 * 1024 * 1024 + 1), "20.1 MB");
        assert_eq!(shown("a\u{8}b"), "a\u{fffd}b");
    }
}
