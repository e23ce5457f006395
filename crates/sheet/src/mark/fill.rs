//! The colours of marked cells. A mark keeps what it hides: the colour that a solid fill had becomes the background of
//! ours, which no program shows, and a hatching keeps its lines. So a mark can be taken off a workbook that has been
//! edited, sorted and saved in the meantime.

use kikin_domain::Severity;

use super::MarkError;
use super::xml::{Tree, escape};

/// The colours, which no palette has.
const COLOURS: [(Severity, &str); 3] =
    [(Severity::Error, "FFFFCBC9"), (Severity::Warning, "FFFFF2B9"), (Severity::Advice, "FFD8EBFB")];

/// The colour of a weight, as alpha, red, green and blue.
pub(super) fn colour(severity: Severity) -> &'static str {
    let [(_, error), (_, warning), (_, advice)] = COLOURS;
    match severity {
        Severity::Error => error,
        Severity::Warning => warning,
        Severity::Advice => advice,
    }
}

/// A colour: the attributes that give it, or nothing for the automatic one.
type Colour = Option<String>;

/// A fill as far as marking has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// No fill.
    None,
    /// One colour.
    Solid(String),
    /// A pattern of lines or dots over a background.
    Hatched { pattern: String, lines: Colour, background: Colour },
    /// A gradient, or something that newer programs write.
    Other,
}

impl Fill {
    /// Reads a fill element.
    pub(super) fn read(xml: &str) -> Result<Self, MarkError> {
        let tree = Tree::read(xml.as_bytes())?;
        let Some(pattern) = tree.child(0, "patternFill") else { return Ok(Self::Other) };
        let colour = |name: &str| tree.child(pattern, name).and_then(|i| given(tree.elements[i].attributes()));
        let kind = tree.elements[pattern].attribute("patternType").unwrap_or("none");
        let (lines, background) = (colour("fgColor"), colour("bgColor"));
        Ok(match (kind, lines) {
            ("none", _) => Self::None,
            // The background of a solid fill may be a mark's memory.
            ("solid", Some(colour)) if is_mark(&colour) => Self::marked_solid(colour, background),
            ("solid", Some(colour)) => Self::Solid(colour),
            ("solid", None) => Self::Other,
            (pattern, lines) => Self::Hatched { pattern: pattern.to_owned(), lines, background },
        })
    }

    /// A mark over no fill or one colour is written as a hatching without lines to see.
    fn marked_solid(colour: String, under: Colour) -> Self {
        Self::Hatched { pattern: "solid".to_owned(), lines: Some(colour), background: under }
    }

    /// This fill with a mark over it; `None` where a mark could not be taken off again.
    pub(super) fn marked(&self, severity: Severity) -> Option<Self> {
        let mark = format!("rgb=\"{}\"", colour(severity));
        match self {
            Self::None => Some(Self::marked_solid(mark, None)),
            Self::Solid(under) => Some(Self::marked_solid(mark, Some(under.clone()))),
            Self::Hatched { pattern, lines, background: None } if pattern != "solid" => {
                Some(Self::Hatched { pattern: pattern.clone(), lines: lines.clone(), background: Some(mark) })
            }
            Self::Hatched { .. } | Self::Other => None,
        }
    }

    /// What is under the mark, if this fill is one.
    pub(super) fn unmarked(&self) -> Option<Self> {
        match self {
            Self::Hatched { pattern, lines: Some(lines), background } if pattern == "solid" && is_mark(lines) => {
                Some(background.clone().map_or(Self::None, Self::Solid))
            }
            Self::Hatched { pattern, lines, background: Some(background) } if is_mark(background) => {
                Some(Self::Hatched { pattern: pattern.clone(), lines: lines.clone(), background: None })
            }
            Self::None | Self::Solid(_) | Self::Hatched { .. } | Self::Other => None,
        }
    }

    /// Forgets the colour under a mark.
    pub(super) fn forget(&mut self) {
        if let Self::Hatched { pattern, lines: Some(lines), background } = self
            && pattern == "solid"
            && is_mark(lines)
        {
            *background = None;
        }
    }

    /// The fill as an element.
    pub(super) fn xml(&self, prefix: &str) -> String {
        let colour = |name: &str, colour: &Colour| {
            let automatic = if name == "bgColor" { "indexed=\"64\"" } else { "auto=\"1\"" };
            format!("<{prefix}{name} {}/>", colour.as_deref().unwrap_or(automatic))
        };
        let (pattern, inside) = match self {
            Self::None | Self::Other => ("none", String::new()),
            Self::Solid(fore) => ("solid", colour("fgColor", &Some(fore.clone())) + &colour("bgColor", &None)),
            Self::Hatched { pattern, lines, background } => {
                let lines = lines.as_ref().map(|_| colour("fgColor", lines)).unwrap_or_default();
                (pattern.as_str(), lines + &colour("bgColor", background))
            }
        };
        let pattern = escape(pattern);
        format!(
            "<{prefix}fill><{prefix}patternFill patternType=\"{pattern}\">{inside}</{prefix}patternFill></{prefix}fill>"
        )
    }
}

/// A colour's attributes as written; the automatic colours are none.
fn given(attributes: &[(&str, &str)]) -> Colour {
    let automatic = attributes.iter().any(|(name, value)| match *name {
        "auto" => true,
        "indexed" => matches!(*value, "64" | "65"),
        _ => false,
    });
    let written: Vec<String> = attributes.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    (!automatic && !written.is_empty()).then(|| written.join(" "))
}

fn is_mark(colour: &str) -> bool {
    COLOURS.iter().any(|(_, mark)| {
        colour
            .strip_prefix("rgb=\"")
            .and_then(|rest| rest.strip_suffix('"'))
            .is_some_and(|c| c.eq_ignore_ascii_case(mark))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_keeps_what_it_hides() {
        for xml in [
            "<fill><patternFill/></fill>",
            "<fill><patternFill patternType=\"none\"/></fill>",
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFDDEBF7\"/><bgColor indexed=\"64\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"solid\"><fgColor theme=\"4\" tint=\"0.59\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"gray125\"/></fill>",
            "<fill><patternFill patternType=\"lightUp\"><fgColor rgb=\"FF112233\"/><bgColor auto=\"1\"/></patternFill></fill>",
        ] {
            let fill = Fill::read(xml).unwrap();
            assert_eq!(fill.unmarked(), None);
            assert_eq!(Fill::read(&fill.xml("")).unwrap(), fill);
            let marked = fill.marked(Severity::Warning).unwrap();
            let read = Fill::read(&marked.xml("x:")).unwrap();
            assert_eq!(read, marked);
            assert_eq!(read.unmarked().unwrap(), fill, "{xml}");
        }
    }

    #[test]
    fn what_could_not_be_restored_is_not_marked() {
        for xml in [
            "<fill><gradientFill><stop/></gradientFill></fill>",
            "<fill><patternFill patternType=\"lightUp\"><bgColor rgb=\"FF112233\"/></patternFill></fill>",
            "<fill><patternFill patternType=\"solid\"/></fill>",
        ] {
            assert_eq!(Fill::read(xml).unwrap().marked(Severity::Error), None, "{xml}");
        }
    }
}
