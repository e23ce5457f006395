//! The mutations.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Random;

/// Values that programs stumble over.
const EXTREMES: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "2147483647",
    "4294967296",
    "18446744073709551616",
    "1e999",
    "NaN",
    "1e308",
    "-0",
    "0.1",
    "A0",
    "XFD1048576",
    "XFE1",
    "ZZZZZZZZZZ1",
    "A4294967296999",
    "B2",
    "A1:A1",
    "&#0;",
    "&x;",
    "&#x10FFFF;",
    "true",
    "s",
    "str",
    "inlineStr",
    "e",
    "d",
    "b",
    "../x",
    "/xl/workbook.xml",
    "１",
    "9999999999999999",
    "1E+15",
    "0.30000000000000004",
];

pub(crate) fn mutate(original: &[u8], random: &mut Random) -> Vec<u8> {
    match random.below(10) {
        0 | 1 => of_bytes(original.to_vec(), random),
        2 => of_headers(original.to_vec(), random),
        _ => of_parts(original, random),
    }
}

/// Bytes changed, deleted, inserted, duplicated, zeroed, or the end cut off.
fn of_bytes(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(60)).min(bytes.len());
        match random.below(8) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = byte(random),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.insert(at, byte(random)),
            5 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => bytes[at..end].fill(0),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn byte(random: &mut Random) -> u8 {
    u8::try_from(random.below(256)).unwrap_or(0)
}

/// A field of a local header, a record of the directory or the end record.
fn of_headers(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let marks: Vec<usize> = bytes.windows(2).enumerate().filter(|(_, w)| w == b"PK").map(|(at, _)| at).collect();
    for _ in 0..=random.below(2) {
        let at = marks[random.below(marks.len())] + random.below(50);
        let value = match random.below(4) {
            0 => 0,
            1 => 0xff,
            _ => byte(random),
        };
        if let Some(field) = bytes.get_mut(at) {
            *field = value;
        }
    }
    bytes
}

/// One part changed and the whole packed again, with true checksums.
fn of_parts(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut parts = unpacked(original);
    let sheets: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].0.contains("worksheets/sheet")).collect();
    let which = match random.below(10) {
        0..=6 => sheets[random.below(sheets.len())],
        7 => parts.iter().position(|(name, _)| name.contains("sharedStrings")).unwrap_or(0),
        _ => random.below(parts.len()),
    };
    if random.below(40) == 0 {
        parts.remove(which);
        return packed(&parts);
    }
    for _ in 0..=random.below(3) {
        let content = std::mem::take(&mut parts[which].1);
        parts[which].1 = match String::from_utf8(content) {
            Ok(xml) if random.below(8) > 0 => of_xml(xml, random).into_bytes(),
            Ok(xml) => of_bytes(xml.into_bytes(), random),
            Err(other) => of_bytes(other.into_bytes(), random),
        };
    }
    packed(&parts)
}

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("the original is sound");
    let count = archive.len();
    let read = |at| {
        let mut entry = archive.by_index(at).expect("the original is sound");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("the original is sound");
        (entry.name().expect("UTF-8").into_owned(), content)
    };
    (0..count).map(read).collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(name.as_str(), options).expect("a further entry");
        writer.write_all(content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// A tag or text changed, dropped, repeated, nested, or taken from elsewhere in the part.
fn of_xml(mut xml: String, random: &mut Random) -> String {
    let tags: Vec<(usize, usize)> =
        xml.match_indices('<').filter_map(|(at, _)| xml[at..].find('>').map(|n| (at, at + n + 1))).collect();
    if tags.len() < 2 {
        return xml;
    }
    let (start, end) = tags[random.below(tags.len())];
    let tag = xml[start..end].to_owned();
    let (other_start, other_end) = tags[random.below(tags.len())];
    match random.below(14) {
        0..=2 => xml.replace_range(start..end, &of_attributes(&tag, random)),
        3 => xml.replace_range(start..end, ""),
        4 => xml.replace_range(start..end, &tag.repeat(2)),
        5 => {
            let other = xml[other_start..other_end].to_owned();
            xml.replace_range(start..end, &other);
        }
        6 => xml.replace_range(start..end, &format!("<row>{tag}</row>")),
        7 => {
            let text_end = xml[end..].find('<').map_or(end, |n| end + n);
            xml.replace_range(end..text_end, EXTREMES[random.below(EXTREMES.len())]);
        }
        _ => of_value(&mut xml, random),
    }
    xml
}

/// The value of a cell or a string: taken from elsewhere, something extreme, or a digit more, less or another.
fn of_value(xml: &mut String, random: &mut Random) {
    let begins = |xml: &str| -> Vec<usize> {
        ["<v>", "<t>"].iter().flat_map(|t| xml.match_indices(t).map(|(at, _)| at + 3).collect::<Vec<_>>()).collect()
    };
    let places = begins(xml);
    let text = |at: usize| xml[at..].find('<').map_or(at..at, |n| at..at + n);
    if places.is_empty() {
        return;
    }
    let here = text(places[random.below(places.len())]);
    let other = xml[text(places[random.below(places.len())])].to_owned();
    let own = &xml[here.clone()];
    let value = match random.below(5) {
        0 => other,
        1 => EXTREMES[random.below(EXTREMES.len())].to_owned(),
        2 => format!("{own}0"),
        3 => own.chars().skip(1).collect(),
        _ => own.replace(|c: char| c.is_ascii_digit(), &random.below(10).to_string()),
    };
    xml.replace_range(here, &value);
}

/// An attribute changed to something extreme, removed, repeated, or swapped with its neighbour.
fn of_attributes(tag: &str, random: &mut Random) -> String {
    let mut pieces: Vec<String> = tag.trim_end_matches(['>', '/']).split(' ').map(str::to_owned).collect();
    let close = if tag.ends_with("/>") { "/>" } else { ">" };
    if pieces.len() < 2 {
        return tag.to_owned();
    }
    let at = 1 + random.below(pieces.len() - 1);
    match random.below(5) {
        0 | 1 => {
            if let Some((name, _)) = pieces[at].split_once('=') {
                pieces[at] = format!("{name}=\"{}\"", EXTREMES[random.below(EXTREMES.len())]);
            }
        }
        2 => drop(pieces.remove(at)),
        3 => pieces.insert(at, pieces[at].clone()),
        _ => {
            let other = 1 + random.below(pieces.len() - 1);
            pieces.swap(at, other);
        }
    }
    pieces.join(" ") + close
}
