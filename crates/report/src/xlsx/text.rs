//! Text as a cell can hold it.

use std::borrow::Cow;

/// The most UTF-16 units that Excel keeps in a cell.
const LIMIT: usize = 32_767;

/// The end of a text that was cut.
const CUT: &str = "…（以下略）";

/// `text` without what XML 1.0 forbids and without carriage returns, which would show as marks, cut to what a cell holds.
pub(crate) fn cell_text(text: &str) -> Cow<'_, str> {
    let clean: Cow<'_, str> = if text.chars().any(is_unfit) {
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

/// Control characters other than tab and line feed, and the two non-characters that XML excludes.
fn is_unfit(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a spreadsheet that is asked to edit the text would take it for a formula (also in full width).
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The lines that a text takes in a column of `pixels`, at `em` pixels a full-width character: an estimate on the safe
/// side, as fonts differ.
pub(crate) fn lines(text: &str, pixels: u32, em: u32) -> u32 {
    // Tenths of a pixel. Cells have a margin, and a line may end early so that the next does not begin with 、 or 」.
    let of_line =
        |line: &str| line.chars().map(|c| if c.is_ascii() { em * 6 } else { em * 10 }).fold(0, u32::saturating_add);
    let (room, wrapped) = (pixels.saturating_sub(6) * 10, pixels.saturating_sub(6 + em / 2).max(em) * 10);
    let lines = |line: &str| Some(of_line(line)).filter(|w| *w > room).map_or(1, |w| w.div_ceil(wrapped));
    text.lines().map(lines).fold(0, u32::saturating_add).max(1)
}

#[cfg(test)]
mod tests {
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
    fn lines_are_counted_by_width() {
        assert_eq!(lines("", 46, 10), 1);
        assert_eq!(lines("四文字分", 46, 10), 1);
        assert_eq!(lines("四文字分。", 46, 10), 2);
        assert_eq!(lines("abcdef", 46, 10), 1);
        assert_eq!(lines("a\n四文字分。", 46, 10), 3);
        assert_eq!(lines("零", 0, 10), 1, "however narrow, a line holds a character");
    }
}
