//! What may be attached to a submission: told by its content, never by its name.

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachmentKind {
    /// 見積書
    Estimate,
    /// 図面
    Drawing,
    /// 議事録
    Minutes,
    /// 公印版PDF
    Sealed,
    /// その他
    Other,
}

impl AttachmentKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Estimate, Self::Drawing, Self::Minutes, Self::Sealed, Self::Other];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Estimate => "見積書",
            Self::Drawing => "図面",
            Self::Minutes => "議事録",
            Self::Sealed => "公印版PDF",
            Self::Other => "その他",
        }
    }
}

/// The kind of a file's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Media {
    /// PDF
    Pdf,
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// Excel, .xlsx
    Xlsx,
    /// Word, .docx
    Docx,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Png, Self::Jpeg, Self::Xlsx, Self::Docx];

    /// The media type in an answer's header, and in data.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// Tells a file's kind by its first bytes; an Office file by the part names of its archive. `None` for what may not
    /// be attached: macros too.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if bytes.starts_with(PNG) {
            return Some(Self::Png);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Self::Jpeg);
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let names = part_names(bytes)?;
        let has = |name: &[u8]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        let macros = names.iter().any(|n| n.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
        match (has(b"[Content_Types].xml"), macros, has(b"xl/workbook.xml"), has(b"word/document.xml")) {
            (true, false, true, false) => Some(Self::Xlsx),
            (true, false, false, true) => Some(Self::Docx),
            _ => None,
        }
    }
}

/// More parts no honest attachment has.
const MOST_PARTS: usize = 2_000;

/// The names in a zip's central directory; nothing is inflated. `None` when the directory is not as it must be.
fn part_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    // The end record is 22 bytes and a comment of at most 65,535.
    let from = bytes.len().saturating_sub(22 + 0xffff);
    let at = bytes[from..].windows(4).rposition(|w| w == b"PK\x05\x06")? + from;
    bytes.get(at..at + 22)?;
    let count = usize::from(u16::from_le_bytes(bytes.get(at + 10..at + 12)?.try_into().ok()?));
    let mut next = usize::try_from(u32::from_le_bytes(bytes.get(at + 16..at + 20)?.try_into().ok()?)).ok()?;
    if count > MOST_PARTS {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let head = bytes.get(next..next.checked_add(46)?)?;
        if !head.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let begins = next + 46;
        names.push(bytes.get(begins..begins + length(28))?);
        next = begins + length(28) + length(30) + length(32);
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zip of empty parts: local headers left out, since only the directory is read.
    fn zip(names: &[&str]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        let begins = u32::try_from(bytes.len()).expect("small");
        for name in names {
            bytes.extend(b"PK\x01\x02");
            bytes.extend([0; 24]);
            bytes.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
            bytes.extend([0; 16]);
            bytes.extend(name.as_bytes());
        }
        bytes.extend(b"PK\x05\x06\0\0\0\0\0\0");
        bytes.extend(u16::try_from(names.len()).expect("few").to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(begins.to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    #[test]
    fn kinds_are_told_by_content() {
        let office = |part: &str| zip(&["[Content_Types].xml", part]);
        for (bytes, kind) in [
            (b"%PDF-1.7 ".to_vec(), Some(Media::Pdf)),
            (b"\x89PNG\r\n\x1a\n...".to_vec(), Some(Media::Png)),
            (b"\xff\xd8\xff\xe0...".to_vec(), Some(Media::Jpeg)),
            (office("xl/workbook.xml"), Some(Media::Xlsx)),
            (office("word/document.xml"), Some(Media::Docx)),
            (zip(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]), None),
            (zip(&["見積書.pdf"]), None),
            (b"PK\x03\x04".to_vec(), None),
            (b"MZ\x90\0".to_vec(), None),
            (b"<html>%PDF-".to_vec(), None),
            (b"\xd0\xcf\x11\xe0".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(Media::of(&bytes), kind, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn damaged_directories_are_no_kind() {
        let sound = zip(&["[Content_Types].xml", "xl/workbook.xml"]);
        for cut in 0..sound.len() {
            assert_eq!(Media::of(&sound[..cut]), None, "{cut}");
        }
    }
}
