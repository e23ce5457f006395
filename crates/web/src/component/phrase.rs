//! A phrase: text with what is more than text in it, moments and places of a workbook.

use askama::Template;
use kikin_domain::{CellRef, SheetName};

use super::is_html;
use crate::when::When;

/// Text with moments, and with words that no line breaks.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"{% for part in parts %}{% match part %}{% when Part::Text with (text) %}{{ text }}{% when Part::Whole with (text) %}<span class="kikin-whole">{{ text }}</span>{% when Part::At with (at) %}{{ at }}{% endmatch %}{% endfor %}"#,
    ext = "html"
)]
pub struct Phrase {
    parts: Vec<Part>,
}

/// A part of it.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    /// What stays on one line.
    Whole(String),
    At(When),
}

is_html!(Phrase);

/// A name of a sheet up to this length stays on a line with its cell.
const SHORT: usize = 14;

/// So many cells of one place are named, the rest is counted.
const NAMED: usize = 6;

impl Phrase {
    /// The same with text after it.
    #[must_use]
    pub fn then(mut self, text: &str) -> Self {
        self.parts.push(Part::Text(text.to_owned()));
        self
    }

    /// The same with a moment after it.
    #[must_use]
    pub(crate) fn at(mut self, when: When) -> Self {
        self.parts.push(Part::At(when));
        self
    }

    /// Cells of a sheet, 「事業一覧!D7、D9」: lines break between the cells and in none of them.
    #[must_use]
    pub fn place(sheet: &SheetName, cells: &[CellRef]) -> Self {
        let mut parts = Vec::new();
        let sheet = sheet.to_string();
        let Some((first, rest)) = cells.split_first() else { return sheet.into() };
        if sheet.chars().count() > SHORT {
            parts.push(Part::Text(sheet));
            parts.push(Part::Whole(format!("!{first}")));
        } else {
            parts.push(Part::Whole(format!("{sheet}!{first}")));
        }
        for cell in rest.iter().take(NAMED - 1) {
            parts.push(Part::Text("、".to_owned()));
            parts.push(Part::Whole(cell.to_string()));
        }
        if cells.len() > NAMED {
            parts.push(Part::Text(format!(" ほか{}か所", cells.len() - NAMED)));
        }
        Self { parts }
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self { parts: vec![Part::Text(text)] }
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<When> for Phrase {
    fn from(when: When) -> Self {
        Self { parts: vec![Part::At(when)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_whole_and_a_moment_is_told_to_machines() {
        let cells = |n: u32| (1..=n).map(|row| CellRef::new(row, 4)).collect::<Vec<_>>();
        let whole = |text: &str| format!("<span class=\"kikin-whole\">{text}</span>");
        let told = |sheet: &str, n| Phrase::place(&sheet.into(), &cells(n)).to_string();
        assert_eq!(told("事業一覧", 0), "事業一覧");
        assert_eq!(told("事業一覧", 2), format!("{}、{}", whole("事業一覧!D1"), whole("D2")));
        let long = "あ".repeat(15);
        assert_eq!(told(&long, 1), format!("{long}{}", whole("!D1")));
        assert!(told("事業一覧", 8).ends_with(&format!("{} ほか2か所", whole("D6"))));
        let at = When::stored("2026-11-21T17:00:00+09:00");
        let phrase = Phrase::from("<第1号> ").at(at.clone()).then("（超過）").to_string();
        assert_eq!(phrase, format!("&#60;第1号&#62; {at}（超過）"));
    }
}
