//! Text as a cell can hold it.

use std::borrow::Cow;

/// The most UTF-16 units that Excel keeps in a cell.
const LIMIT: usize = 32_767;

/// The end of a text that was cut.
const CUT: &str = "…（以下略）";

/// `text` without what XML 1.0 forbids and without carriage returns, which would show as marks, cut to what a cell holds.
pub(crate) fn cell_text(text: &str) -> Cow<'_, str> {
    fitted(text, |c| is_unfit(c) || c == '\r')
}

/// The same with its carriage returns, which the writer keeps in an escaped form.
pub(crate) fn exact_text(text: &str) -> Cow<'_, str> {
    fitted(text, is_unfit)
}

fn fitted(text: &str, is_unfit: impl Fn(char) -> bool) -> Cow<'_, str> {
    let clean: Cow<'_, str> = if text.chars().any(&is_unfit) {
        text.chars().filter(|c| !is_unfit(*c)).collect::<String>().into()
    } else {
        text.into()
    };
    if clean.len() <= LIMIT || clean.encode_utf16().count() <= LIMIT {
        return clean;
    }
    let mut room = LIMIT - CUT.encode_utf16().count();
    let mut kept: String = clean
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept.push_str(CUT);
    kept.into()
}

/// Control characters other than tab, line feed and carriage return, and the two non-characters that XML excludes.
fn is_unfit(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a spreadsheet that is asked to edit the text would take it for a formula (also in full width).
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// A text in parts that each fit a row, cut after a sentence or line where one ends in time. The parts joined are the text.
pub(crate) fn pieces(text: &str, pixels: u32, em: u32) -> Vec<String> {
    /// A third of a page.
    const MOST: u32 = 20;
    /// How far before the limit a sentence may end.
    const EARLY: u32 = 5;
    let room = pixels.saturating_sub(6 + em / 2).max(em) * 10;
    let (mut pieces, mut piece, mut width, mut rows) = (Vec::new(), String::new(), 0, 1);
    for c in text.chars() {
        let ended = piece.ends_with(['。', '\n']);
        if rows > MOST || (rows + EARLY > MOST && ended) {
            pieces.push(std::mem::take(&mut piece));
            (width, rows) = (0, 1);
        }
        width += if c.is_ascii() { em * 6 } else { em * 10 };
        if c == '\n' {
            (width, rows) = (0, rows + 1);
        } else if width > room {
            (width, rows) = (if c.is_ascii() { em * 6 } else { em * 10 }, rows + 1);
        }
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use kikin_sheet::layout::lines;

    use super::*;

    #[test]
    fn forbidden_characters_are_left_out() {
        assert_eq!(cell_text("a\u{0}b\u{b}c\r\nd\te\u{ffff}"), "abc\nd\te");
        assert!(matches!(cell_text("そのまま"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        let long = "𠮷".repeat(LIMIT);
        let cut = cell_text(&long);
        assert!(cut.ends_with(CUT));
        assert!((LIMIT - 1..=LIMIT).contains(&cut.encode_utf16().count()));
        let fits = "あ".repeat(LIMIT);
        assert_eq!(cell_text(&fits), fits);
    }

    #[test]
    fn long_text_goes_on_in_further_rows() {
        assert_eq!(pieces("短い。", 600, 12), ["短い。"]);
        assert_eq!(pieces("", 600, 12), [""]);
        let long = "五十字を超えるような長い文章がここに続いており、一つの行には到底収まらない。".repeat(60);
        let parts = pieces(&long, 600, 12);
        assert_eq!(parts.concat(), long);
        assert!(parts.len() > 1 && parts.iter().all(|p| p.ends_with('。') && lines(p, 600, 12) <= 21), "{parts:?}");
        let unbroken = "長".repeat(4_000);
        assert!(pieces(&unbroken, 600, 12).iter().all(|p| lines(p, 600, 12) <= 21));
        let listed = "一\n".repeat(50);
        assert!(pieces(&listed, 600, 12).iter().all(|p| p.lines().count() <= 20));
        assert_eq!(pieces(&listed, 600, 12).concat(), listed);
    }
}
