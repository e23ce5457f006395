//! Members of shared formulas: the master's text, shifted.

use kikin_domain::CellRef;
use kikin_domain::place::column_letters;

/// The text of a shared formula's member: relative references move with it. `None` where the master holds something that
/// would have to be understood first (whole rows or columns, tables) or a reference leaves the sheet.
pub(crate) fn shifted(master: &str, from: CellRef, to: CellRef) -> Option<String> {
    let bytes = master.as_bytes();
    let mut out = String::with_capacity(master.len() + 8);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                // A doubled quote ends one literal and begins the next.
                at += 1 + bytes[at + 1..].iter().position(|b| *b == quote)? + 1;
                out.push_str(&master[start..at]);
            }
            b'[' | b'{' => return None,
            b if is_word(b) => {
                while at < bytes.len() && is_word(bytes[at]) {
                    at += 1;
                }
                let word = &master[start..at];
                let next = bytes.get(at).copied();
                let beside_colon = next == Some(b':') || (start > 0 && bytes[start - 1] == b':');
                match Reference::parse(word) {
                    Some(reference) if next != Some(b'(') && next != Some(b'!') => {
                        out.push_str(&reference.shifted(from, to)?);
                    }
                    _ if beside_colon && next != Some(b'(') => return None,
                    _ => out.push_str(word),
                }
            }
            _ => {
                at += 1;
                while at < bytes.len() && !master.is_char_boundary(at) {
                    at += 1;
                }
                out.push_str(&master[start..at]);
            }
        }
    }
    Some(out)
}

/// What belongs to a reference, a name, a number. Bytes of other scripts are parts of names.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_' | b'.' | b'\\') || byte >= 0x80
}

struct Reference {
    cell: CellRef,
    fixed_col: bool,
    fixed_row: bool,
}

impl Reference {
    fn parse(word: &str) -> Option<Self> {
        let (fixed_col, rest) = word.strip_prefix('$').map_or((false, word), |r| (true, r));
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (column, rest) = rest.split_at(letters);
        let (fixed_row, row) = rest.strip_prefix('$').map_or((false, rest), |r| (true, r));
        if column.is_empty() || row.is_empty() || row.contains('$') {
            return None;
        }
        Some(Self { cell: CellRef::parse(&format!("{column}{row}"))?, fixed_col, fixed_row })
    }

    fn shifted(&self, from: CellRef, to: CellRef) -> Option<String> {
        let moved = |at: u32, fixed: bool, from: u32, to: u32, last: u32| match fixed {
            true => Some(at),
            false => {
                (i64::from(at) + i64::from(to) - i64::from(from)).try_into().ok().filter(|n| (1..=last).contains(n))
            }
        };
        let col = moved(self.cell.col, self.fixed_col, from.col, to.col, CellRef::MAX_COL)?;
        let row: u32 = moved(self.cell.row, self.fixed_row, from.row, to.row, CellRef::MAX_ROW)?;
        let sign = |fixed| if fixed { "$" } else { "" };
        Some(format!("{}{}{}{row}", sign(self.fixed_col), column_letters(col), sign(self.fixed_row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(master: &str) -> Option<String> {
        shifted(master, CellRef::new(2, 3), CellRef::new(4, 4))
    }

    #[test]
    fn relative_references_move() {
        assert_eq!(down("SUM(A1:B2)+$A1*A$1-$A$1").as_deref(), Some("SUM(B3:C4)+$A3*B$1-$A$1"));
        assert_eq!(down("IF(A1=\"A1\",'表 A1'!A1,Sheet1!B2)").as_deref(), Some("IF(B3=\"A1\",'表 A1'!B3,Sheet1!C4)"));
        assert_eq!(down("LOG10(A1)+税率*1.5E3+D").as_deref(), Some("LOG10(B3)+税率*1.5E3+D"));
        assert_eq!(down("合計!A1").as_deref(), Some("合計!B3"));
    }

    #[test]
    fn what_is_not_simple_is_left() {
        for master in ["SUM(A:A)", "SUM(1:1)", "Table1[x]", "{1,2}", "A1048576", "\"open", "XFD1"] {
            assert_eq!(down(master), None, "{master}");
        }
    }
}
