//! XML parts as trees of byte ranges, and edits of those bytes: what no edit touches stays as it was sent.

use std::ops::Range;

use super::MarkError;
use crate::scan::token::{Token, Tokens, decode};

/// An element and where it lies in its part.
pub(super) struct Element<'a> {
    /// Its local name.
    pub(super) name: &'a str,
    /// What stands before the local name, the colon included.
    pub(super) prefix: &'a str,
    parent: Option<usize>,
    /// The start tag.
    pub(super) tag: Range<usize>,
    /// What lies between the tags.
    pub(super) content: Range<usize>,
    /// The whole element.
    pub(super) span: Range<usize>,
    closed: bool,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Element<'a> {
    /// An attribute as it stands, by its name as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(n, _)| *n == name).map(|(_, value)| *value)
    }

    /// The attributes as they stand.
    pub(super) fn attributes(&self) -> &[(&'a str, &'a str)] {
        &self.attributes
    }

    /// An attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// The elements of a small part, in document order; the root is the first.
pub(super) struct Tree<'a> {
    pub(super) part: &'a [u8],
    pub(super) elements: Vec<Element<'a>>,
}

impl<'a> Tree<'a> {
    /// Reads a part.
    pub(super) fn read(part: &'a [u8]) -> Result<Self, MarkError> {
        let mut tokens = Tokens::new(part)?;
        let mut elements: Vec<Element<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        loop {
            match tokens.next()? {
                Token::Start(name) => {
                    let tag = tokens.span();
                    let closed = tokens.closed();
                    elements.push(Element {
                        name,
                        prefix: prefix(part, &tag, name, &tokens),
                        parent: open.last().copied(),
                        content: tag.end..tag.end,
                        span: tag.clone(),
                        tag,
                        closed,
                        attributes: tokens.attributes().collect(),
                    });
                    if !closed {
                        open.push(elements.len() - 1);
                    }
                }
                Token::End => {
                    if let Some(element) = open.pop().and_then(|i| elements.get_mut(i)) {
                        let end = tokens.span();
                        element.content.end = end.start;
                        element.span.end = end.end;
                    }
                }
                Token::Text(_) | Token::CData(_) => {}
                Token::Eof => break,
            }
        }
        match elements.is_empty() {
            true => Err(MarkError::unknown("空の部品")),
            false => Ok(Self { part, elements }),
        }
    }

    /// The root.
    pub(super) fn root(&self) -> &Element<'a> {
        &self.elements[0]
    }

    /// The children of an element, with their indices.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let end = self.elements[parent].span.end;
        let inside = self.elements.iter().enumerate().skip(parent + 1).take_while(move |(_, e)| e.tag.start < end);
        inside.filter(move |(_, e)| e.parent == Some(parent))
    }

    /// The first child of that name.
    pub(super) fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.children(parent).find(|(_, e)| e.name == name).map(|(i, _)| i)
    }

    /// Everything inside an element.
    pub(super) fn inside(&self, ancestor: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let end = self.elements[ancestor].span.end;
        self.elements.iter().enumerate().skip(ancestor + 1).take_while(move |(_, e)| e.tag.start < end)
    }

    /// An element as it stands.
    pub(super) fn raw(&self, range: &Range<usize>) -> &'a str {
        std::str::from_utf8(&self.part[range.clone()]).unwrap_or("")
    }

    /// The text of an element that holds text only.
    pub(super) fn text(&self, element: &Element<'a>) -> Result<String, MarkError> {
        Ok(decode(self.raw(&element.content))?.into_owned())
    }
}

/// The prefix of the start tag that lies at `tag`.
fn prefix<'a>(part: &'a [u8], tag: &Range<usize>, name: &'a str, tokens: &Tokens<'a>) -> &'a str {
    let local = tokens.offset_in(part, name);
    std::str::from_utf8(&part[tag.start + 1..local]).unwrap_or("")
}

/// Edits of a part, applied all at once.
pub(super) struct Edits<'a> {
    part: &'a [u8],
    edits: Vec<(Range<usize>, String)>,
}

impl<'a> Edits<'a> {
    pub(super) const fn of(part: &'a [u8]) -> Self {
        Self { part, edits: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Puts text in place of a range. Edits at one place are applied in the order they are made.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.edits.push((range, text.into()));
    }

    /// Puts text in.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Takes a range out.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, "");
    }

    /// Gives a start tag's attribute another value, adding it if it is not there. The value must need no escaping.
    pub(super) fn set(&mut self, element: &Element<'_>, name: &str, value: &str) {
        match element.attribute(name) {
            Some(old) if old == value => {}
            Some(old) => {
                let start = old.as_ptr() as usize - self.part.as_ptr() as usize;
                self.replace(start..start + old.len(), value);
            }
            None => {
                let end = element.tag.end - if element.closed { 2 } else { 1 };
                let spaced = self.part[end - 1].is_ascii_whitespace();
                self.insert(end, if spaced { format!("{name}=\"{value}\"") } else { format!(" {name}=\"{value}\"") });
            }
        }
    }

    /// Puts XML before an element's first child.
    pub(super) fn prepend(&mut self, element: &Element<'_>, xml: &str) {
        self.fill(element, element.content.start, xml);
    }

    /// Puts XML after an element's last child. Of an element that closes itself, only one call may fill it.
    pub(super) fn append(&mut self, element: &Element<'_>, xml: &str) {
        self.fill(element, element.content.end, xml);
    }

    fn fill(&mut self, element: &Element<'_>, at: usize, xml: &str) {
        if !element.closed {
            self.insert(at, xml);
            return;
        }
        let mut end = element.tag.end - 2;
        while self.part[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        self.replace(end..element.tag.end, format!(">{xml}</{}{}>", element.prefix, element.name));
    }

    /// The part with its edits.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let added: usize = self.edits.iter().map(|(_, text)| text.len()).sum();
        let mut out = Vec::with_capacity(self.part.len() + added);
        let mut at = 0;
        for (range, text) in &self.edits {
            out.extend_from_slice(&self.part[at.min(range.start)..range.start]);
            out.extend_from_slice(text.as_bytes());
            at = at.max(range.end);
        }
        out.extend_from_slice(&self.part[at..]);
        out
    }
}

/// Text for an attribute or an element. What XML cannot carry becomes U+FFFD; what Excel would decode is masked.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(' '),
            '_' if is_masked(&text[at..]) => out.push_str("_x005F_"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Whether a text begins as Excel writes a character that XML cannot carry: `_xHHHH_`.
fn is_masked(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_leave_the_rest_alone() {
        let part = b"\xef\xbb\xbf<?xml version='1.0'?><a:b  x = '1' ><c/>t</a:b >";
        let tree = Tree::read(part).unwrap();
        let mut edits = Edits::of(part);
        edits.set(tree.root(), "x", "22");
        edits.set(tree.root(), "y", "3");
        edits.append(&tree.elements[1], "<d/>");
        edits.append(tree.root(), "<e/>");
        let expected = b"\xef\xbb\xbf<?xml version='1.0'?><a:b  x = '22' y=\"3\"><c><d/></c>t<e/></a:b >";
        assert_eq!(String::from_utf8_lossy(&edits.finish()), String::from_utf8_lossy(expected));
    }

    #[test]
    fn text_is_carried_as_it_is() {
        assert_eq!(escape("a<b>&\"\n_x000D_\u{8}_x"), "a&lt;b&gt;&amp;&quot;&#10;_x005F_x000D_\u{fffd}_x");
    }
}
