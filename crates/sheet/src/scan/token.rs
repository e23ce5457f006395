//! XML tokens over bytes that lie in memory, and the checks that hold for every part: UTF-8, no DOCTYPE, no token over
//! [`LONGEST_TOKEN`], end tags that match.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use crate::refusal::{Gate, damaged, shown};

/// The longest tag or text between two tags, in bytes.
pub(crate) const LONGEST_TOKEN: usize = 128 * 1024;

/// A token. Comments and processing instructions are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A start tag; its attributes are in [`Tokens::attribute`], and [`Tokens::closed`] tells whether it ends itself.
    Start(&'a str),
    /// An end tag.
    End,
    /// Text as it stands, entities included.
    Text(&'a str),
    /// The inside of a CDATA section.
    CData(&'a str),
    /// The end of the part.
    Eof,
}

/// A reader of tokens. Names are local names.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    /// How many bytes of the part stand before `text`: a byte order mark.
    base: usize,
    at: usize,
    /// Where the token just read begins.
    begun: usize,
    /// Where the name of each open element begins.
    open: Vec<u32>,
    attributes: Vec<(Range<u32>, Range<u32>)>,
    closed: bool,
}

impl<'a> Tokens<'a> {
    /// Tokens of a part.
    pub(crate) fn new(bytes: &'a [u8]) -> Gate<Self> {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[b'<', 0]) {
            return Err(damaged("文字コードが UTF-8 ではありません"));
        }
        let whole = bytes.len();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let base = whole - bytes.len();
        let text = std::str::from_utf8(bytes).map_err(|_| damaged("UTF-8 として読めない文字があります"))?;
        if text.len() >= u32::MAX as usize {
            return Err(damaged("部品が大きすぎます"));
        }
        let tokens = Self { text, base, at: 0, begun: 0, open: Vec::new(), attributes: Vec::new(), closed: false };
        tokens.check_encoding()?;
        Ok(tokens)
    }

    fn check_encoding(&self) -> Gate<()> {
        let Some(rest) = self.text.strip_prefix("<?xml") else { return Ok(()) };
        let declaration = rest.split("?>").next().unwrap_or("");
        let Some((_, value)) = declaration.split_once("encoding") else { return Ok(()) };
        let value = value.trim_start().trim_start_matches('=').trim_start();
        let name = value.get(1..).unwrap_or("").split(['"', '\'']).next().unwrap_or("");
        match name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii") {
            true => Ok(()),
            false => Err(damaged(format!("文字コードが UTF-8 ではありません：{}", shown(name)))),
        }
    }

    /// How many elements are open, the one just started included unless it ended itself.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the start tag just read ended itself.
    pub(crate) const fn closed(&self) -> bool {
        self.closed
    }

    /// Where a piece of the text lies, in bytes from the beginning of `part`.
    pub(crate) fn offset_in(&self, part: &[u8], piece: &str) -> usize {
        part.len() - self.text.len() + (piece.as_ptr() as usize - self.text.as_ptr() as usize)
    }

    /// Where the token just read lies in the part.
    pub(crate) fn span(&self) -> Range<usize> {
        self.base + self.begun..self.base + self.at
    }

    /// The attributes of the start tag just read: names as written, values as they stand.
    #[inline]
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        let text = self.text;
        self.attributes.iter().map(move |(name, value)| {
            (&text[name.start as usize..name.end as usize], &text[value.start as usize..value.end as usize])
        })
    }

    /// The attribute of that name, as it stands. Twice the same name is damage.
    pub(crate) fn attribute(&self, name: &str) -> Gate<Option<&'a str>> {
        let mut found = self.attributes().filter(|(n, _)| *n == name);
        let value = found.next().map(|(_, v)| v);
        match found.next() {
            Some(_) => Err(damaged(format!("属性 {name} が重複しています"))),
            None => Ok(value),
        }
    }

    /// The attribute of that name with its entities decoded.
    pub(crate) fn decoded(&self, name: &str) -> Gate<Option<Cow<'a, str>>> {
        self.attribute(name)?.map(decode).transpose()
    }

    /// An attribute that is true or false; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Gate<bool> {
        Ok(self.attribute(name)?.is_some_and(is_true))
    }

    /// The next token.
    #[inline]
    pub(crate) fn next(&mut self) -> Gate<Token<'a>> {
        loop {
            let bytes = self.text.as_bytes();
            self.begun = self.at;
            if self.at >= bytes.len() {
                return match self.open.is_empty() {
                    true => Ok(Token::Eof),
                    false => Err(damaged("XML が途中で終わっています")),
                };
            }
            if bytes[self.at] != b'<' {
                let start = self.at;
                self.at = memchr(b'<', &bytes[start..]).map_or(bytes.len(), |n| start + n);
                self.check_length(start)?;
                return Ok(Token::Text(&self.text[start..self.at]));
            }
            match bytes.get(self.at + 1) {
                Some(b'/') => return self.end_tag(),
                Some(b'?') => {
                    self.at += 2;
                    self.pass("?>")?;
                }
                Some(b'!') => {
                    let start = self.at;
                    if self.text[start..].starts_with("<!--") {
                        self.at += 4;
                        self.pass("-->")?;
                    } else if self.text[start..].starts_with("<![CDATA[") {
                        self.pass("]]>")?;
                        return Ok(Token::CData(&self.text[start + 9..self.at - 3]));
                    } else {
                        return Err(damaged("文書型宣言（DOCTYPE）があります"));
                    }
                }
                _ => return self.start_tag(),
            }
        }
    }

    /// Reads up to the end of the element just started. Inside, an element whose name `refuse` names is damage.
    pub(crate) fn skip(&mut self, refuse: &[&str]) -> Gate<()> {
        if self.closed {
            return Ok(());
        }
        let depth = self.depth();
        loop {
            match self.next()? {
                Token::Start(name) if refuse.contains(&name) => {
                    return Err(damaged(format!("要素 {name} が決まった場所の外にあります")));
                }
                Token::End if self.depth() < depth => return Ok(()),
                Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
                Token::Eof => return Err(damaged("XML が途中で終わっています")),
            }
        }
    }

    fn check_length(&self, start: usize) -> Gate<()> {
        match self.at - start > LONGEST_TOKEN {
            true => Err(too_long()),
            false => Ok(()),
        }
    }

    fn pass(&mut self, end: &str) -> Gate<()> {
        let start = self.at;
        let found = memmem::find(&self.text.as_bytes()[start..], end.as_bytes());
        self.at = found.map(|n| start + n + end.len()).ok_or_else(|| damaged("XML が途中で終わっています"))?;
        self.check_length(start)
    }

    #[inline]
    fn end_tag(&mut self) -> Gate<Token<'a>> {
        let bytes = self.text.as_bytes();
        let name = self.at + 2;
        let Some(open) = self.open.pop() else { return Err(damaged("XML のタグの対応が壊れています")) };
        let open = open as usize;
        // The open element's name ends where its tag goes on with something that cannot belong to a name.
        let mut n = 0;
        while name + n < bytes.len() && !ends_name(bytes[name + n]) && bytes[name + n] == bytes[open + n] {
            n += 1;
        }
        let mut end = name + n;
        let same = n > 0 && ends_name(bytes[open + n]);
        while end < bytes.len() && is_space(bytes[end]) {
            end += 1;
        }
        if !same || bytes.get(end) != Some(&b'>') {
            return Err(damaged("XML のタグの対応が壊れています"));
        }
        let start = self.at;
        self.at = end + 1;
        self.check_length(start)?;
        Ok(Token::End)
    }

    #[inline]
    fn start_tag(&mut self) -> Gate<Token<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let name = start + 1;
        let mut i = name;
        let mut local = name;
        while i < bytes.len() && !ends_name(bytes[i]) {
            if bytes[i] == b':' {
                local = i + 1;
            }
            i += 1;
        }
        let name_end = i;
        if local == name_end {
            return Err(damaged("XML のタグが壊れています"));
        }
        self.attributes.clear();
        loop {
            while i < bytes.len() && is_space(bytes[i]) {
                i += 1;
            }
            match bytes.get(i) {
                Some(b'>') => {
                    self.closed = false;
                    i += 1;
                    break;
                }
                Some(b'/') if bytes.get(i + 1) == Some(&b'>') => {
                    self.closed = true;
                    i += 2;
                    break;
                }
                Some(_) if i - start > LONGEST_TOKEN => return Err(too_long()),
                Some(_) => i = self.read_attribute(i)?,
                None => return Err(damaged("XML が途中で終わっています")),
            }
        }
        self.at = i;
        self.check_length(start)?;
        if !self.closed {
            self.open.push(position(name));
        }
        Ok(Token::Start(&self.text[local..name_end]))
    }

    #[inline]
    fn read_attribute(&mut self, start: usize) -> Gate<usize> {
        let bytes = self.text.as_bytes();
        let mut i = start;
        while i < bytes.len() && bytes[i] != b'=' && !ends_name(bytes[i]) {
            i += 1;
        }
        let name_end = i;
        while i < bytes.len() && is_space(bytes[i]) {
            i += 1;
        }
        if name_end == start || bytes.get(i) != Some(&b'=') {
            return Err(damaged("XML の属性が壊れています"));
        }
        i += 1;
        while i < bytes.len() && is_space(bytes[i]) {
            i += 1;
        }
        let quote = match bytes.get(i) {
            Some(q @ (b'"' | b'\'')) => *q,
            _ => return Err(damaged("XML の属性が壊れています")),
        };
        let value = i + 1;
        i = value;
        // Values are short: a plain loop beats a call.
        while i < bytes.len() && bytes[i] != quote {
            i += 1;
        }
        if i >= bytes.len() {
            return Err(damaged("XML が途中で終わっています"));
        }
        if i - value > LONGEST_TOKEN {
            return Err(too_long());
        }
        self.attributes.push((position(start)..position(name_end), position(value)..position(i)));
        Ok(i + 1)
    }
}

#[cold]
fn too_long() -> Box<kikin_domain::Finding> {
    damaged("長すぎる文字列又は属性があります（128 KB 超）")
}

/// A position in a part; [`Tokens::new`] has refused longer ones.
const fn position(at: usize) -> u32 {
    at as u32
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

const fn ends_name(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/' | b'=' | b'<' | b'"' | b'\'')
}

/// An XML Schema boolean.
pub(crate) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}

/// The local part of a name.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Text with its entities decoded: the five of XML and character references; any other is damage.
pub(crate) fn decode(raw: &str) -> Gate<Cow<'_, str>> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let end = tail.find(';').ok_or_else(|| damaged("XML の実体参照が壊れています"))?;
        let entity = &tail[..end];
        out.push(entity_char(entity).ok_or_else(|| damaged(format!("未知の実体参照 &{}; があります", shown(entity))))?);
        rest = &tail[end + 1..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

fn entity_char(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let code = entity.strip_prefix('#')?;
            let value = match code.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(value).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(xml: &str) -> Gate<Vec<String>> {
        let mut tokens = Tokens::new(xml.as_bytes())?;
        let mut out = Vec::new();
        loop {
            match tokens.next()? {
                Token::Eof => return Ok(out),
                Token::Start(name) => {
                    let attributes: String = tokens.attributes().map(|(n, v)| format!(" {n}={v}")).collect();
                    out.push(format!("<{name}{attributes}{}", if tokens.closed() { "/" } else { "" }));
                }
                token => out.push(format!("{token:?}")),
            }
        }
    }

    #[test]
    fn tokens_in_order() {
        let xml =
            "<?xml version=\"1.0\" encoding='utf-8'?><x:a b=\"1>2\" c='\"'><!-- - --><d/>t&amp;<![CDATA[<]]></x:a >";
        let tokens = all(xml).unwrap();
        assert_eq!(tokens, ["<a b=1>2 c=\"", "<d/", "Text(\"t&amp;\")", "CData(\"<\")", "End"]);
    }

    #[test]
    fn damage_is_refused() {
        for xml in [
            "<a>",
            "<a></b>",
            "<a></aa>",
            "<aa></a>",
            "</a>",
            "<a><b></a></b>",
            "<a b></a>",
            "<a b=1></a>",
            "<a b=\"></a>",
            "<",
            "<a",
            "<a/",
            "<!DOCTYPE a><a/>",
            "<!-",
            "<!--->",
            "<![CDATA[",
            "<?",
            "<x:/>",
            "<?xml encoding=\"shift_jis\"?><a/>",
            "<a x=",
            "</",
        ] {
            assert!(all(xml).is_err(), "{xml}");
        }
        let long = format!("<a>{}</a>", "x".repeat(LONGEST_TOKEN + 1));
        assert!(all(&long).is_err());
    }

    #[test]
    fn entities() {
        assert_eq!(decode("a&lt;&#65;&#x42;&amp;").unwrap(), "a<AB&");
        for raw in ["&", "&x;", "&#;", "&#xD800;", "&#0;", "&#99999999999;"] {
            assert!(decode(raw).is_err(), "{raw}");
        }
    }
}
