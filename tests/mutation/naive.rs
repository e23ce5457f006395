//! An independent and simple reading of a workbook: whole parts as text, tags found by their angle brackets, no streaming,
//! nothing shared with the reader under test. It says nothing (`None`) about what it does not understand.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A cell as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Raw {
    /// Attribute `t`.
    pub(crate) kind: String,
    /// Text of `v`.
    pub(crate) value: Option<String>,
    /// Text of `is`.
    pub(crate) inline: Option<String>,
}

/// A piece of XML.
pub(crate) enum Piece {
    Open { name: String, attributes: HashMap<String, String>, closed: bool },
    Close(String),
    Text(String),
}

/// Every entry by its name, each read to its end and proved by its checksum.
pub(crate) fn parts(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(|e| e.to_string())?;
        let name = entry.name().map_err(|e| e.to_string())?.into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|e| format!("{name}: {e}"))?;
        parts.insert(name, content);
    }
    Ok(parts)
}

/// The cells of every sheet by its name: row and column, and what stands there.
pub(crate) type Sheets = HashMap<String, BTreeMap<(u32, u32), Raw>>;

/// Reads the sheets and the shared strings.
pub(crate) fn sheets(parts: &BTreeMap<String, Vec<u8>>) -> Option<(Sheets, Vec<String>)> {
    let text = |name: &str| parts.get(name).and_then(|content| std::str::from_utf8(content).ok());
    let mut targets = HashMap::new();
    let mut strings = None;
    for piece in pieces(text("xl/_rels/workbook.xml.rels")?)? {
        let Piece::Open { name, attributes, .. } = piece else { continue };
        if name == "Relationship" {
            let target = attributes.get("Target")?.trim_start_matches("/xl/").to_owned();
            if attributes.get("Type")?.ends_with("/sharedStrings") {
                strings = Some(target.clone());
            }
            targets.insert(attributes.get("Id")?.clone(), target);
        }
    }
    let strings = strings.map_or(Some(Vec::new()), |target| shared(text(&format!("xl/{target}"))?))?;
    let mut sheets = HashMap::new();
    for piece in pieces(text("xl/workbook.xml")?)? {
        let Piece::Open { name, attributes, .. } = piece else { continue };
        if name == "sheet" {
            let target = targets.get(attributes.get("id")?)?;
            let Some(xml) = text(&format!("xl/{target}")) else { continue };
            sheets.insert(attributes.get("name")?.clone(), cells(xml)?);
        }
    }
    Some((sheets, strings))
}

fn shared(xml: &str) -> Option<Vec<String>> {
    let (mut strings, mut phonetic, mut in_text) = (Vec::new(), 0_u32, false);
    for piece in pieces(xml)? {
        match piece {
            Piece::Open { name, closed, .. } => match name.as_str() {
                "si" => strings.push(String::new()),
                "rPh" if !closed => phonetic += 1,
                "t" => in_text = !closed,
                _ => {}
            },
            Piece::Close(name) => match name.as_str() {
                "rPh" => phonetic = phonetic.checked_sub(1)?,
                "t" => in_text = false,
                _ => {}
            },
            Piece::Text(text) if in_text && phonetic == 0 => strings.last_mut()?.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    Some(strings)
}

fn cells(xml: &str) -> Option<BTreeMap<(u32, u32), Raw>> {
    let mut found = BTreeMap::new();
    let (mut row, mut col, mut open, mut phonetic) = (0, 0, "", 0_u32);
    for piece in pieces(xml)? {
        match piece {
            Piece::Open { name, attributes, closed } => match name.as_str() {
                "row" => {
                    row = attributes.get("r").map_or(Some(row + 1), |r| r.parse().ok())?;
                    col = 0;
                }
                "c" => {
                    col = attributes.get("r").map_or(Some(col + 1), |r| column(r))?;
                    let kind = attributes.get("t").cloned().unwrap_or_default();
                    found.insert((row, col), Raw { kind, ..Raw::default() });
                }
                "v" if !closed => open = "v",
                "t" if !closed && phonetic == 0 => open = "t",
                "rPh" if !closed => phonetic += 1,
                _ => {}
            },
            Piece::Close(name) => match name.as_str() {
                "v" | "t" => open = "",
                "rPh" => phonetic = phonetic.checked_sub(1)?,
                "sheetData" => row = u32::MAX - 10,
                _ => {}
            },
            Piece::Text(text) => {
                let cell: Option<&mut Raw> = found.get_mut(&(row, col));
                match (open, cell) {
                    ("v", Some(cell)) => cell.value.get_or_insert_default().push_str(&text),
                    ("t", Some(cell)) => cell.inline.get_or_insert_default().push_str(&text),
                    _ => {}
                }
            }
        }
    }
    Some(found)
}

fn column(reference: &str) -> Option<u32> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    letters
        .map(|b| u32::from(b.to_ascii_uppercase() - b'A') + 1)
        .try_fold(0_u32, |n, digit| n.checked_mul(26)?.checked_add(digit))
}

/// The tags and texts of a part; `None` where a bracket, a quote or an entity is left open.
pub(crate) fn pieces(xml: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        if start > 0 {
            pieces.push(Piece::Text(decoded(&rest[..start])?));
        }
        rest = &rest[start..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = &after[after.find("-->")? + 3..];
        } else if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let end = after.find("]]>")?;
            pieces.push(Piece::Text(after[..end].to_owned()));
            rest = &after[end + 3..];
        } else if rest.starts_with("<?") {
            rest = &rest[rest.find("?>")? + 2..];
        } else {
            let end = end_of_tag(rest)?;
            pieces.push(tag(&rest[1..end])?);
            rest = &rest[end + 1..];
        }
    }
    Some(pieces)
}

/// Where a tag ends: the first bracket outside quotes.
fn end_of_tag(xml: &str) -> Option<usize> {
    let mut quote = None;
    xml.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), _) if q == c => quote = None,
            _ => {}
        }
        None
    })
}

fn tag(inside: &str) -> Option<Piece> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    if let Some(name) = inside.strip_prefix('/') {
        return Some(Piece::Close(local(name.trim_end())));
    }
    let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |rest| (rest, true));
    let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let mut attributes = HashMap::new();
    let mut rest = inside[name_end..].trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        // Attributes of a sheet, `id` of the workbook's list apart, have no prefix.
        let name = name.trim();
        let name = if name.contains(':') && local(name) != "id" { name.to_owned() } else { local(name) };
        attributes.insert(name, decoded(value)?);
        rest = after.trim_start();
    }
    Some(Piece::Open { name: local(&inside[..name_end]), attributes, closed })
}

fn decoded(raw: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (entity, after) = rest[at + 1..].split_once(';')?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let code = entity.strip_prefix('#')?;
                let number =
                    code.strip_prefix('x').map_or_else(|| code.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
                char::from_u32(number?)?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
