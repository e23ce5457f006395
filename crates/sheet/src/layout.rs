//! How much room a text takes in a cell: an estimate on the safe side, the same on every machine, as fonts differ.

/// The lines that a text takes in a column of `pixels`, at `em` pixels a full-width character; a half-width one takes six
/// tenths.
#[must_use]
pub fn lines(text: &str, pixels: u32, em: u32) -> u32 {
    // Tenths of a pixel. Cells have a margin, and a line may end early so that the next does not begin with 、 or 」.
    let of_line =
        |line: &str| line.chars().map(|c| if c.is_ascii() { em * 6 } else { em * 10 }).fold(0, u32::saturating_add);
    let (room, wrapped) = (pixels.saturating_sub(6) * 10, pixels.saturating_sub(6 + em / 2).max(em) * 10);
    let lines = |line: &str| Some(of_line(line)).filter(|w| *w > room).map_or(1, |w| w.div_ceil(wrapped));
    text.lines().map(lines).fold(0, u32::saturating_add).max(1)
}

/// The height in pixels of a row of so many lines: 游ゴシック, where it is installed, leaves three quarters of a character
/// between lines. Excel knows no row higher than 409 points.
#[must_use]
pub const fn row_height(lines: u32, em: u32) -> u32 {
    const HIGHEST: u32 = 545;
    let pixels = lines.saturating_mul(em + em * 3 / 4).saturating_add(5);
    if pixels > HIGHEST { HIGHEST } else { pixels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_width() {
        assert_eq!(lines("", 46, 10), 1);
        assert_eq!(lines("四文字分", 46, 10), 1);
        assert_eq!(lines("四文字分。", 46, 10), 2);
        assert_eq!(lines("abcdef", 46, 10), 1);
        assert_eq!(lines("a\n四文字分。", 46, 10), 3);
        assert_eq!(lines("零", 0, 10), 1, "however narrow, a line holds a character");
    }

    #[test]
    fn rows_grow_up_to_what_excel_knows() {
        assert!(row_height(1, 12) < row_height(2, 12));
        assert_eq!(row_height(1_000, 12), 545);
        assert_eq!(row_height(u32::MAX, 12), 545);
    }
}
