//! Shared strings: how many there are, that none is too long, what they say and which are struck through.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::token::{Token, Tokens, decode, is_true};
use crate::refusal::{Gate, damaged, grouped, over, shown};

/// Most characters in a cell.
pub(crate) const LONGEST_TEXT: usize = 32_767;
/// Most shared strings; more cannot be used by the cells that are allowed.
const MOST_STRINGS: usize = 2_000_000;

/// Which runs of a text are struck through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Strike {
    /// No run says anything: the cell's font decides.
    #[default]
    Inherited,
    /// Every run that shows something is struck, whatever the cell's font.
    All,
    /// Some run is struck by its own properties, the others take the cell's font.
    AllButInherited,
    /// Some run is not struck, whatever the cell's font.
    No,
}

impl Strike {
    /// Whether the whole text is struck in a cell whose font is struck or not.
    pub(crate) const fn in_font(self, struck: bool) -> bool {
        match self {
            Self::Inherited | Self::AllButInherited => struck,
            Self::All => true,
            Self::No => false,
        }
    }
}

/// A shared string.
#[derive(Clone, Debug)]
pub(crate) struct SharedText {
    /// Runs joined, furigana left out, escapes decoded.
    pub(crate) text: Arc<str>,
    /// Which of its runs are struck through.
    pub(crate) strike: Strike,
}

/// Reads the shared strings part.
pub(crate) fn strings(part: &[u8]) -> Gate<Vec<SharedText>> {
    let mut tokens = Tokens::new(part)?;
    let mut found = Vec::new();
    let mut room = String::new();
    let mut rooted = false;
    loop {
        match tokens.next()? {
            Token::Start(name) if !rooted => {
                if name != "sst" {
                    return Err(damaged("共有文字列の形式が違います"));
                }
                rooted = true;
                check_count(&tokens, part.len())?;
            }
            Token::Start("si") if tokens.depth() + usize::from(tokens.closed()) == 2 => {
                if found.len() == MOST_STRINGS {
                    let limit = grouped(MOST_STRINGS as u64);
                    return Err(over("共有文字列の数", &limit, &format!("{limit}超")));
                }
                room.clear();
                let strike = text(&mut tokens, &mut room)?;
                found.push(SharedText { text: room.as_str().into(), strike });
            }
            Token::Start(name @ ("si" | "sst")) => {
                return Err(damaged(format!("要素 {name} が決まった場所の外にあります")));
            }
            Token::Eof if rooted => return Ok(found),
            Token::Eof => return Err(damaged("共有文字列の形式が違います")),
            Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
        }
    }
}

/// `uniqueCount` is what readers allocate by: the shortest string takes five bytes.
fn check_count(tokens: &Tokens<'_>, length: usize) -> Gate<()> {
    for name in ["uniqueCount", "count"] {
        let Some(value) = tokens.attribute(name)? else { continue };
        let count: Option<usize> = value.parse().ok();
        let believable = count.is_some_and(|n| name == "count" || n <= length / 4);
        if !believable {
            return Err(damaged(format!("共有文字列の数 {} が実際と合いません", shown(value))));
        }
    }
    Ok(())
}

/// Reads the inside of `si` or `is`, whose start tag was just read, into `out`: checks its length, tells its strike.
pub(crate) fn text(tokens: &mut Tokens<'_>, out: &mut String) -> Gate<Strike> {
    if tokens.closed() {
        return Ok(Strike::Inherited);
    }
    let depth = tokens.depth();
    let mut length = Length::default();
    let mut runs = Runs::default();
    loop {
        match tokens.next()? {
            Token::Start("rPh") => tokens.skip(&["r", "si", "is", "rPh", "c", "row", "sheetData"])?,
            Token::Start("r") => runs.begin(),
            Token::Start("rPr") => runs.own_properties(),
            Token::Start("strike") => runs.strike(tokens.attribute("val")?.is_none_or(is_true)),
            Token::Start("t") if !tokens.closed() => piece(tokens, &mut length, &mut runs, out)?,
            Token::Start(name @ ("si" | "is" | "c" | "row" | "sheetData")) => return Err(out_of_place(name)),
            Token::End if tokens.depth() < depth => return Ok(runs.strike_of_all()),
            Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
            Token::Eof => return Err(damaged("XML が途中で終わっています")),
        }
    }
}

/// Reads the inside of `t`, whose start tag was just read: blanks at its ends count only where it says so.
fn piece(tokens: &mut Tokens<'_>, length: &mut Length, runs: &mut Runs, out: &mut String) -> Gate<()> {
    const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];
    let keeps_blanks = tokens.attributes().any(|(name, value)| name == "xml:space" && value == "preserve");
    let (depth, start) = (tokens.depth(), out.len());
    loop {
        match tokens.next()? {
            Token::Start(name @ ("si" | "is" | "c" | "row" | "sheetData")) => return Err(out_of_place(name)),
            Token::Text(raw) => {
                let raw = even_lines(raw);
                let text = decode(&raw)?;
                length.add(&text)?;
                runs.shows(&raw);
                out.push_str(&text);
            }
            Token::CData(raw) => {
                let text = even_lines(raw);
                length.add(&text)?;
                runs.shows(&text);
                out.push_str(&text);
            }
            Token::End if tokens.depth() < depth => break,
            Token::Start(_) | Token::End => {}
            Token::Eof => return Err(damaged("XML が途中で終わっています")),
        }
    }
    if !keeps_blanks {
        out.truncate(start + out[start..].trim_end_matches(BLANK).len());
        let blank = out.len() - start - out[start..].trim_start_matches(BLANK).len();
        out.drain(start..start + blank);
    }
    if let Cow::Owned(text) = without_escapes(&out[start..]) {
        out.truncate(start);
        out.push_str(&text);
    }
    Ok(())
}

#[cold]
fn out_of_place(name: &str) -> Box<kikin_domain::Finding> {
    damaged(format!("要素 {name} が決まった場所の外にあります"))
}

/// Line ends as XML reads them: each is one line feed.
pub(crate) fn even_lines(raw: &str) -> Cow<'_, str> {
    match memchr(b'\r', raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(_) => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

/// Text with Excel's own escapes decoded: `_x000D_` is a unit of UTF-16, and `_x005F_` an underline that begins none. Half a
/// pair is no character and shown as such.
pub(crate) fn without_escapes(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr_iter(b'_', text.as_bytes()).find(|at| escape(text, *at).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let mut at = first;
    out.push_str(&text[..first]);
    while at < text.len() {
        let Some(unit) = escape(text, at) else {
            let next = memchr(b'_', &text.as_bytes()[at + 1..]).map_or(text.len(), |n| at + 1 + n);
            out.push_str(&text[at..next]);
            at = next;
            continue;
        };
        at += ESCAPE;
        let second = escape(text, at).filter(|_| (0xD800..0xDC00).contains(&unit));
        let units = [unit, second.filter(|low| (0xDC00..0xE000).contains(low)).unwrap_or(unit)];
        let is_pair = units[1] != unit;
        at += if is_pair { ESCAPE } else { 0 };
        let read = char::decode_utf16(units[..1 + usize::from(is_pair)].iter().copied()).next();
        out.push(read.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(out)
}

/// Bytes of an escape.
const ESCAPE: usize = 7;

/// The unit of UTF-16 that an escape at that byte stands for.
fn escape(text: &str, at: usize) -> Option<u16> {
    let bytes = text.as_bytes().get(at..at + ESCAPE)?;
    let (hex, is_escape) = (&bytes[2..6], bytes.starts_with(b"_x") && bytes[6] == b'_');
    if !is_escape || !hex.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

/// The length of a text, counted in characters only where bytes leave a doubt.
#[derive(Default)]
pub(crate) struct Length {
    characters: usize,
}

impl Length {
    /// Adds a piece.
    pub(crate) fn add(&mut self, piece: &str) -> Gate<()> {
        self.characters += match piece.len() > 64 {
            true => piece.chars().count(),
            false => piece.len(),
        };
        match self.characters > LONGEST_TEXT {
            true => Err(damaged(format!("1つのセルの文字列が {} 文字を超えています", grouped(LONGEST_TEXT as u64)))),
            false => Ok(()),
        }
    }
}

/// The runs of a rich text.
#[derive(Default)]
struct Runs {
    rich: bool,
    own: bool,
    struck: bool,
    any_struck: bool,
    any_inherited: bool,
    any_plain: bool,
}

impl Runs {
    fn begin(&mut self) {
        self.rich = true;
        self.own = false;
        self.struck = false;
    }

    fn own_properties(&mut self) {
        self.own = true;
    }

    fn strike(&mut self, on: bool) {
        self.struck = on;
    }

    fn shows(&mut self, raw: &str) {
        if !self.rich || raw.trim().is_empty() {
            return;
        }
        match (self.own, self.struck) {
            (true, true) => self.any_struck = true,
            (true, false) => self.any_plain = true,
            (false, _) => self.any_inherited = true,
        }
    }

    const fn strike_of_all(&self) -> Strike {
        match (self.any_plain, self.any_struck, self.any_inherited) {
            (true, ..) => Strike::No,
            (false, true, false) => Strike::All,
            (false, true, true) => Strike::AllButInherited,
            (false, false, _) => Strike::Inherited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> String {
        let part = format!("<sst><si>{inside}</si></sst>");
        strings(part.as_bytes()).expect("is read")[0].text.to_string()
    }

    #[test]
    fn texts_as_they_are_meant() {
        for (inside, text) in [
            ("", ""),
            ("<t/>", ""),
            ("<t> a b\n</t>", "a b"),
            ("<t xml:space=\"preserve\"> a\r\nb\rc </t>", " a\nb\nc "),
            ("<t>a&#13;b</t>", "a\rb"),
            ("<t>&#32;a&#9;</t>", "a"),
            ("<r><t>医療</t></r><r><rPr><b/></rPr><t> 介護</t></r><rPh><t>イ</t></rPh>", "医療介護"),
            ("<t><![CDATA[<a>]]>&lt;</t>", "<a><"),
            ("<t>a<x>b</x>c</t>d", "abc"),
            ("<t>_x000D__x005F_x0041__x_x12_</t>", "\r_x0041__x_x12_"),
            ("<t>_xD83D__xDE00_</t>", "😀"),
            ("<t>_xD83D_a_xDE00__xD83D__xD83D_</t>", "\u{FFFD}a\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("<t>業_x000a_務_</t>", "業\n務_"),
        ] {
            assert_eq!(read(inside), text, "{inside}");
        }
    }
}
