//! A small zip writer that can also lie.

use flate2::{Compress, Compression, FlushCompress};

/// An entry as it will be written.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) local_name: Option<String>,
    pub(crate) content: Vec<u8>,
    pub(crate) stored: bool,
    /// Another declared size than the true one.
    pub(crate) declared: Option<u32>,
    pub(crate) crc: Option<u32>,
}

pub(crate) fn part(name: &str, content: impl AsRef<[u8]>) -> Part {
    Part {
        name: name.to_owned(),
        local_name: None,
        content: content.as_ref().to_vec(),
        stored: false,
        declared: None,
        crc: None,
    }
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() / 4 + 64);
    let mut stream = Compress::new(Compression::fast(), false);
    loop {
        let read = usize::try_from(stream.total_in()).unwrap();
        let status = stream.compress_vec(&content[read..], &mut out, FlushCompress::Finish).unwrap();
        if status == flate2::Status::StreamEnd {
            return out;
        }
        out.reserve(64 * 1024);
    }
}

/// An archive of these parts, with a zip64 end record where there are more than 65,535 or where it is asked for.
pub(crate) fn zip(parts: &[Part]) -> Vec<u8> {
    zip_with(parts, false)
}

pub(crate) fn zip_with(parts: &[Part], zip64: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for part in parts {
        let start = u32::try_from(out.len()).unwrap();
        let data = if part.stored { part.content.clone() } else { deflated(&part.content) };
        let method: u16 = if part.stored { 0 } else { 8 };
        let crc = part.crc.unwrap_or_else(|| crc32fast::hash(&part.content));
        let size = part.declared.unwrap_or_else(|| u32::try_from(part.content.len()).unwrap());
        let mut common = Vec::new();
        common.extend([20, 0, 0, 8]);
        common.extend(method.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(crc.to_le_bytes());
        common.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        common.extend(size.to_le_bytes());
        let local_name = part.local_name.as_ref().unwrap_or(&part.name);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(u16::try_from(local_name.len()).unwrap().to_le_bytes());
        out.extend([0, 0]);
        out.extend(local_name.as_bytes());
        out.extend(data);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend(u16::try_from(part.name.len()).unwrap().to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(start.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let at = out.len();
    out.extend(&directory);
    let zip64 = zip64 || parts.len() > 65_535;
    if zip64 {
        let record = out.len() as u64;
        out.extend(b"PK\x06\x06");
        out.extend(44_u64.to_le_bytes());
        out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        out.extend((parts.len() as u64).to_le_bytes());
        out.extend((parts.len() as u64).to_le_bytes());
        out.extend((directory.len() as u64).to_le_bytes());
        out.extend((at as u64).to_le_bytes());
        out.extend(b"PK\x06\x07\0\0\0\0");
        out.extend(record.to_le_bytes());
        out.extend([1, 0, 0, 0]);
    }
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX).to_le_bytes();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(u32::try_from(at).unwrap().to_le_bytes());
    out.extend([0, 0]);
    out
}
