//! A workbook of stored parts around fuzzed ones.

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// The parts that a fuzzer may replace.
pub struct Parts<'a> {
    pub sheet: &'a [u8],
    pub strings: &'a [u8],
    pub styles: &'a [u8],
}

/// The archive, its entries stored and its checksums true.
pub fn workbook(parts: &Parts<'_>) -> Vec<u8> {
    let book = format!("<workbook xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"事業一覧\" r:id=\"a\"/></sheets></workbook>");
    let related = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{RELATIONS}worksheet\" Target=\"a.xml\"/>\
         <Relationship Id=\"b\" Type=\"{RELATIONS}sharedStrings\" Target=\"b.xml\"/>\
         <Relationship Id=\"c\" Type=\"{RELATIONS}styles\" Target=\"c.xml\"/></Relationships>"
    );
    zip(&[
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/a.xml", parts.sheet),
        ("xl/b.xml", parts.strings),
        ("xl/c.xml", parts.styles),
    ])
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let start = (out.len() as u32).to_le_bytes();
        let size = (content.len() as u32).to_le_bytes();
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend([size, size].concat());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(*content);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start);
        directory.extend(name.as_bytes());
    }
    let (at, size, count) = (out.len() as u32, directory.len() as u32, parts.len() as u16);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([size.to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}
