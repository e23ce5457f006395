//! Plain sums (SUM and +) of formulas without a cached value (forms.md §1.8). Nothing else is computed.

use kikin_domain::place::CellRef;
use rust_decimal::Decimal;

/// How deep a sum may refer to further uncached sums.
pub const MAX_DEPTH: usize = 8;

/// How many cells one formula may add.
const MAX_CELLS: u32 = 100_000;

/// What a formula adds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A number in the formula.
    Number(Decimal),
    /// A cell by itself: text that is no number makes the sum an error, as in Excel.
    Cell(CellRef),
    /// A range inside SUM: text and blanks are passed over, as in Excel.
    Range(CellRef, CellRef),
    /// A cell inside SUM.
    SumCell(CellRef),
}

/// Splits a plain sum into its terms; `None` when the formula is anything else.
#[must_use]
pub fn plain_sum(formula: &str) -> Option<Vec<Term>> {
    let compact: String = formula.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = compact.strip_prefix('=').unwrap_or(&compact);
    rest = rest.strip_prefix('+').unwrap_or(rest);
    let mut terms = Vec::new();
    let mut cells = 0;
    loop {
        rest = if let Some(inside) = strip_sum(rest) {
            let end = inside.find(')')?;
            for part in inside[..end].split(',') {
                terms.push(sum_part(part, &mut cells)?);
            }
            &inside[end + 1..]
        } else {
            let end = rest.find('+').unwrap_or(rest.len());
            terms.push(bare(&rest[..end])?);
            &rest[end..]
        };
        if rest.is_empty() {
            return Some(terms);
        }
        rest = rest.strip_prefix('+')?;
    }
}

fn strip_sum(rest: &str) -> Option<&str> {
    rest.get(..4).filter(|head| head.eq_ignore_ascii_case("sum(")).map(|_| &rest[4..])
}

fn bare(part: &str) -> Option<Term> {
    if let Some(cell) = CellRef::parse(part) {
        return Some(Term::Cell(cell));
    }
    number(part)
}

fn number(part: &str) -> Option<Term> {
    let digits = part.strip_prefix('-').unwrap_or(part);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    Decimal::from_str_exact(part).ok().map(Term::Number)
}

fn sum_part(part: &str, cells: &mut u32) -> Option<Term> {
    if let Some((first, last)) = part.split_once(':') {
        let (a, b) = (CellRef::parse(first)?, CellRef::parse(last)?);
        let (first, last) =
            (CellRef::new(a.row.min(b.row), a.col.min(b.col)), CellRef::new(a.row.max(b.row), a.col.max(b.col)));
        *cells = cells.checked_add((last.row - first.row + 1).checked_mul(last.col - first.col + 1)?)?;
        return (*cells <= MAX_CELLS).then_some(Term::Range(first, last));
    }
    if let Some(cell) = CellRef::parse(part) {
        return Some(Term::SumCell(cell));
    }
    number(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_sums() {
        assert_eq!(plain_sum("W6+Z6").map(|t| t.len()), Some(2));
        assert_eq!(plain_sum("=SUM($AD6:AE6)").map(|t| t.len()), Some(1));
        assert_eq!(plain_sum("sum(A1,B2:B3)+C1+10").map(|t| t.len()), Some(4));
        assert_eq!(plain_sum("+W6+Z6").map(|t| t.len()), Some(2));
        for other in [
            "IFERROR(VLOOKUP(1,Z1:AA2,2,0),0)",
            "A1*2",
            "A1-B1",
            "ROUND(A1,0)",
            "",
            "SUM(A1",
            "SUM(A1:XFE9)",
            "Sheet2!A1",
            "SUM(A:A)",
        ] {
            assert_eq!(plain_sum(other), None, "{other}");
        }
    }
}
