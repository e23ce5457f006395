//! Shared strings: how many there are, that none is too long, and which are struck through.

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

/// What the pass over the shared strings tells: one entry per string.
pub(crate) type StringFacts = Vec<Strike>;

/// Reads the shared strings part.
pub(crate) fn strings(part: &[u8]) -> Gate<StringFacts> {
    let mut tokens = Tokens::new(part)?;
    let mut found = Vec::new();
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
                found.push(text(&mut tokens)?);
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

/// Reads the inside of `si` or `is`, whose start tag was just read: checks its length, tells its strike.
pub(crate) fn text(tokens: &mut Tokens<'_>) -> Gate<Strike> {
    if tokens.closed() {
        return Ok(Strike::Inherited);
    }
    let depth = tokens.depth();
    let mut length = Length::default();
    let mut runs = Runs::default();
    let mut in_text = false;
    loop {
        match tokens.next()? {
            Token::Start("rPh") => tokens.skip(&["r", "si", "is", "rPh", "c", "row", "sheetData"])?,
            Token::Start("r") => runs.begin(),
            Token::Start("rPr") => runs.own_properties(),
            Token::Start("strike") => runs.strike(tokens.attribute("val")?.is_none_or(is_true)),
            Token::Start("t") => in_text = !tokens.closed(),
            Token::Start(name @ ("si" | "is" | "c" | "row" | "sheetData")) => {
                return Err(damaged(format!("要素 {name} が決まった場所の外にあります")));
            }
            Token::Text(raw) if in_text => {
                length.add(&decode(raw)?)?;
                runs.shows(raw);
            }
            Token::CData(raw) if in_text => {
                length.add(raw)?;
                runs.shows(raw);
            }
            Token::End if tokens.depth() < depth => return Ok(runs.strike_of_all()),
            Token::End => in_text = false,
            Token::Start(_) | Token::Text(_) | Token::CData(_) => {}
            Token::Eof => return Err(damaged("XML が途中で終わっています")),
        }
    }
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
