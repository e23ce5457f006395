//! Styles: which cell formats show dates or elapsed time, which are struck through, and which look alike.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::token::{Token, Tokens, is_true};
use crate::refusal::{Gate, damaged, grouped, over};

/// Most cell formats; Excel itself allows 65,490.
const MOST_FORMATS: usize = 65_536;

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shows {
    /// As a number.
    #[default]
    Number,
    /// As a date or a time of day.
    Date,
    /// As elapsed time.
    Duration,
}

/// A cell format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellFormat {
    pub(crate) shows: Shows,
    pub(crate) struck: bool,
    /// Formats of one number agree in fill, font colour and boldness; 0 is plain.
    pub(crate) look: u16,
}

/// Reads the styles part: the cell formats by index.
pub(crate) fn styles(part: &[u8]) -> Gate<Vec<CellFormat>> {
    let mut tokens = Tokens::new(part)?;
    let mut codes: HashMap<u32, Shows> = HashMap::new();
    let mut fonts: Vec<Font> = Vec::new();
    let mut fills: Vec<Fill> = Vec::new();
    // Number format, font and fill of each cell format; fonts and fills may stand after them.
    let mut formats: Vec<(u32, usize, usize)> = Vec::new();
    let mut section = "";
    let mut rooted = false;
    loop {
        let token = tokens.next()?;
        let Token::Start(name) = token else {
            if token == Token::Eof {
                break;
            }
            continue;
        };
        let depth = tokens.depth() + usize::from(tokens.closed());
        match (depth, section, name) {
            (1, _, name) if !rooted => {
                rooted = true;
                if name != "styleSheet" {
                    return Err(damaged("スタイルの形式が違います"));
                }
            }
            (2, ..) => section = name,
            (3, "numFmts", "numFmt") => {
                let id = tokens.attribute("numFmtId")?.and_then(|v| v.parse().ok());
                if let (Some(id), Some(code)) = (id, tokens.decoded("formatCode")?) {
                    codes.insert(id, shown_by_code(&code));
                }
            }
            (3, "fonts", "font") => fonts.push(Font::default()),
            (4, "fonts", _) => {
                if let Some(font) = fonts.last_mut() {
                    font.add(name, &tokens)?;
                }
            }
            (3, "fills", "fill") => fills.push(Fill::default()),
            (4 | 5, "fills", _) => {
                if let Some(fill) = fills.last_mut() {
                    fill.add(name, &tokens)?;
                }
            }
            (3, "cellXfs", "xf") => {
                if formats.len() == MOST_FORMATS {
                    let limit = grouped(MOST_FORMATS as u64);
                    return Err(over("セルの書式の数", &limit, &format!("{limit}超")));
                }
                let number =
                    |name| -> Gate<u32> { Ok(tokens.attribute(name)?.and_then(|v| v.parse().ok()).unwrap_or(0)) };
                formats.push((number("numFmtId")?, number("fontId")? as usize, number("fillId")? as usize));
            }
            _ => {}
        }
    }
    let mut looks: HashMap<(u64, u64, bool), u16> = HashMap::from([((PLAIN, PLAIN, false), 0)]);
    let mut format = |(code, font, fill): (u32, usize, usize)| {
        let font = fonts.get(font).copied().unwrap_or_default();
        let fill = fills.get(fill).copied().unwrap_or_default().seen();
        let next = u16::try_from(looks.len()).unwrap_or(u16::MAX);
        CellFormat {
            shows: codes.get(&code).copied().unwrap_or_else(|| shown_by_id(code)),
            struck: font.struck,
            look: *looks.entry((fill, font.colour, font.bold)).or_insert(next),
        }
    };
    Ok(formats.into_iter().map(&mut format).collect())
}

/// The colour that nothing sets: white behind, black in front.
const PLAIN: u64 = 0;

/// What of a font is looked at.
#[derive(Clone, Copy, Default)]
struct Font {
    struck: bool,
    bold: bool,
    colour: u64,
}

impl Font {
    fn add(&mut self, name: &str, tokens: &Tokens<'_>) -> Gate<()> {
        match name {
            "strike" => self.struck = tokens.attribute("val")?.is_none_or(is_true),
            "b" => self.bold = tokens.attribute("val")?.is_none_or(is_true),
            "color" => self.colour = colour(tokens, &["rgb=FF000000", "theme=1", "indexed=8", "indexed=64"])?,
            _ => {}
        }
        Ok(())
    }
}

/// What of a fill is looked at: the pattern, and the colour in front, which a solid pattern shows.
#[derive(Clone, Copy, Default)]
struct Fill {
    filled: bool,
    solid: bool,
    colour: u64,
}

impl Fill {
    fn add(&mut self, name: &str, tokens: &Tokens<'_>) -> Gate<()> {
        match name {
            "patternFill" => {
                let pattern = tokens.attribute("patternType")?.unwrap_or("none");
                (self.filled, self.solid) = (pattern != "none", pattern == "solid");
            }
            "gradientFill" => self.filled = true,
            "fgColor" => self.colour = colour(tokens, &["rgb=FFFFFFFF", "theme=0", "indexed=9", "indexed=64"])?,
            _ => {}
        }
        Ok(())
    }

    /// The fill as a colour; a pattern that is not solid is none of the colours.
    const fn seen(self) -> u64 {
        match (self.filled, self.solid) {
            (false, _) => PLAIN,
            (true, true) => self.colour,
            (true, false) => u64::MAX,
        }
    }
}

/// A colour as a number: equal colours have equal numbers, those of `plain` have [`PLAIN`].
fn colour(tokens: &Tokens<'_>, plain: &[&str]) -> Gate<u64> {
    let mut said = String::new();
    for name in ["rgb", "theme", "indexed"] {
        if let Some(value) = tokens.attribute(name)? {
            said = format!("{name}={}", value.to_ascii_uppercase());
            break;
        }
    }
    let tint = tokens.attribute("tint")?.filter(|tint| tint.parse::<f64>().ok() != Some(0.0)).unwrap_or("");
    if said.is_empty() || (tint.is_empty() && plain.contains(&said.as_str())) {
        return Ok(PLAIN);
    }
    let mut hasher = DefaultHasher::new();
    (said, tint).hash(&mut hasher);
    Ok(hasher.finish().clamp(1, u64::MAX - 1))
}

/// The formats that have no code in the file. 27 to 36 and 50 to 58 are the East Asian ones, dates and times all of them.
const fn shown_by_id(id: u32) -> Shows {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shows::Date,
        46 => Shows::Duration,
        _ => Shows::Number,
    }
}

/// What the first section of a format code shows.
fn shown_by_code(code: &str) -> Shows {
    let mut chars = code.chars().peekable();
    // What is left of the section once literals, conditions, colours and locales are taken out.
    let mut bare = String::new();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let unit = inside.chars().next().unwrap_or(' ').to_ascii_lowercase();
                if matches!(unit, 'h' | 'm' | 's') && inside.chars().all(|c| c.to_ascii_lowercase() == unit) {
                    return Shows::Duration;
                }
            }
            c => bare.push(c.to_ascii_lowercase()),
        }
    }
    let bare = bare.replace("general", "").replace("g/標準", "").replace("e+", "").replace("e-", "");
    match bare.contains(['y', 'm', 'd', 'h', 's', 'g', 'e']) || bare.contains("aaa") {
        true => Shows::Date,
        false => Shows::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_fill_colour_and_boldness() {
        let fonts = r#"<fonts><font/><font><b/></font><font><color theme="1"/></font><font><color rgb="FFFF0000"/></font></fonts>"#;
        let fills = r#"<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill></fill></fills>"#;
        let xf = |(font, fill): (u8, u8)| format!(r#"<xf fontId="{font}" fillId="{fill}"/>"#);
        let looks = |formats: &[(u8, u8)]| -> Vec<u16> {
            let formats: String = formats.iter().map(|format| xf(*format)).collect();
            let part = format!("<styleSheet>{fonts}<cellXfs>{formats}</cellXfs>{fills}</styleSheet>");
            styles(part.as_bytes()).expect("styles").iter().map(|format| format.look).collect()
        };
        assert_eq!(looks(&[(0, 0), (2, 0), (0, 3), (9, 9)]), [0, 0, 0, 0], "black on white is plain");
        assert_eq!(looks(&[(1, 0), (0, 2), (3, 0), (0, 1), (0, 2), (1, 2)]), [1, 2, 3, 4, 2, 5]);
    }

    #[test]
    fn format_codes() {
        for code in [
            "yyyy/m/d",
            "[$-411]ggge\"年\"m\"月\"d\"日\";@",
            "[$-ja-JP-x-gannen]ggge\"年\"",
            "ge.m.d",
            "m\"月\"d\"日\"(aaa)",
            "h:mm AM/PM",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "[Red]yyyy-mm-dd",
        ] {
            assert_eq!(shown_by_code(code), Shows::Date, "{code}");
        }
        for code in [
            "General",
            "G/標準",
            "G/標準\"年度\"",
            "#,##0;[Red]△#,##0",
            "0.00E+00",
            "#,##0\"yen\"",
            "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ",
            "[DBNum3]0",
            "@",
            "[>=1000]#,##0,;0",
            "\\d0",
            "0%",
        ] {
            assert_eq!(shown_by_code(code), Shows::Number, "{code}");
        }
        for code in ["[h]:mm", "[mm]:ss", "[SS]"] {
            assert_eq!(shown_by_code(code), Shows::Duration, "{code}");
        }
        assert_eq!(shown_by_id(14), Shows::Date);
        assert_eq!(shown_by_id(46), Shows::Duration);
        assert_eq!(shown_by_id(38), Shows::Number);
    }
}
