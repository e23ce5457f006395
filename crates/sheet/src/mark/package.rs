//! The sender's archive with changes laid over it, and how it is written again: what is not changed keeps its compressed
//! bytes, its times and its place.

use std::collections::{BTreeMap, BTreeSet};

use flate2::{Compress, Compression, FlushCompress, Status};

use super::MarkError;
use crate::gate::LARGEST_PART;
use crate::gate::archive::{Archive, Entry, Inflated};

/// A deflated entry.
const DEFLATED: u16 = 8;
/// Bit 3 of an entry's flags: sizes follow the data.
const SIZES_FOLLOW: u16 = 8;
/// The extra field that carries 64-bit sizes; ours never need it.
const ZIP_64: u16 = 1;
/// 1980-01-01 00:00 as MS-DOS writes time and date: new parts carry no clock.
const FIRST_DAY: [u8; 4] = [0, 0, 0x21, 0];

/// The archive and the changes.
pub(super) struct Package<'a> {
    archive: &'a Archive<'a>,
    /// Contents by name in lower case.
    changed: BTreeMap<String, Vec<u8>>,
    removed: BTreeSet<String>,
    /// Parts that the archive does not have, in order.
    added: Vec<(String, Vec<u8>)>,
}

impl<'a> Package<'a> {
    pub(super) const fn of(archive: &'a Archive<'a>) -> Self {
        Self { archive, changed: BTreeMap::new(), removed: BTreeSet::new(), added: Vec::new() }
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        let key = name.to_lowercase();
        self.added.iter().any(|(n, _)| n.to_lowercase() == key)
            || (self.archive.has(name) && !self.removed.contains(&key))
    }

    /// Whether something lies under a folder, given in lower case.
    pub(super) fn under(&self, folder: &str) -> bool {
        self.archive.under(folder)
    }

    /// Names of the parts that end so, given in lower case.
    pub(super) fn ending(&self, end: &str) -> Vec<String> {
        let old = self.archive.entries().iter().map(|e| e.name.as_str()).filter(|n| self.has(n));
        let all = old.chain(self.added.iter().map(|(n, _)| n.as_str()));
        all.filter(|n| n.to_lowercase().ends_with(end)).map(str::to_owned).collect()
    }

    /// A part's content.
    pub(super) fn get(&self, name: &str) -> Result<Option<Vec<u8>>, MarkError> {
        let key = name.to_lowercase();
        if let Some((_, content)) = self.added.iter().find(|(n, _)| n.to_lowercase() == key) {
            return Ok(Some(content.clone()));
        }
        if self.removed.contains(&key) {
            return Ok(None);
        }
        if let Some(content) = self.changed.get(&key) {
            return Ok(Some(content.clone()));
        }
        self.archive.find(name).map(inflated).transpose()
    }

    /// A part that must be there.
    pub(super) fn need(&self, name: &str) -> Result<Vec<u8>, MarkError> {
        self.get(name)?.ok_or_else(|| MarkError::unknown(format!("部品 {name} がありません")))
    }

    /// Gives a part another content, or adds it.
    pub(super) fn put(&mut self, name: &str, content: Vec<u8>) {
        let key = name.to_lowercase();
        if self.archive.has(name) {
            self.removed.remove(&key);
            self.changed.insert(key, content);
        } else if let Some(part) = self.added.iter_mut().find(|(n, _)| n.to_lowercase() == key) {
            part.1 = content;
        } else {
            self.added.push((name.to_owned(), content));
        }
    }

    /// Takes a part out.
    pub(super) fn remove(&mut self, name: &str) {
        let key = name.to_lowercase();
        self.added.retain(|(n, _)| n.to_lowercase() != key);
        self.changed.remove(&key);
        if self.archive.has(name) {
            self.removed.insert(key);
        }
    }

    /// A name that is free, the first of `prefix1suffix`, `prefix2suffix` …
    pub(super) fn free(&self, prefix: &str, suffix: &str) -> String {
        let mut number = 1_u32;
        loop {
            let name = format!("{prefix}{number}{suffix}");
            if !self.has(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// The archive with its changes.
    pub(super) fn write(self) -> Result<Vec<u8>, MarkError> {
        let mut zip = ZipWriter::default();
        for entry in self.archive.entries() {
            let key = entry.name.to_lowercase();
            if self.removed.contains(&key) {
                continue;
            }
            match self.changed.get(&key) {
                // A change that was taken back.
                Some(content) if *content != inflated(entry)? => zip.change(entry, content)?,
                Some(_) | None => zip.copy(entry)?,
            }
        }
        for (name, content) in &self.added {
            zip.add(name, content)?;
        }
        zip.finish()
    }
}

fn inflated(entry: &Entry<'_>) -> Result<Vec<u8>, MarkError> {
    let mut out = Vec::new();
    match entry.inflate(&mut out, LARGEST_PART)? {
        Inflated::Whole { .. } => Ok(out),
        Inflated::TooLong => Err(MarkError::unknown(format!("部品 {} が大きすぎます", entry.name))),
    }
}

/// An archive under construction.
#[derive(Default)]
pub(super) struct ZipWriter {
    out: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

/// What both records of an entry say of its content.
struct Content<'a> {
    method: [u8; 2],
    crc: [u8; 4],
    size: [u8; 4],
    data: &'a [u8],
}

impl ZipWriter {
    /// Copies an entry.
    fn copy(&mut self, entry: &Entry<'_>) -> Result<(), MarkError> {
        let record = entry.record;
        let content = Content {
            method: [record[10], record[11]],
            crc: std::array::from_fn(|i| record[16 + i]),
            size: std::array::from_fn(|i| record[24 + i]),
            data: entry.data,
        };
        self.entry(entry.header, entry.record, &content)
    }

    /// Copies an entry with another content.
    fn change(&mut self, entry: &Entry<'_>, content: &[u8]) -> Result<(), MarkError> {
        let data = deflated(content)?;
        self.entry(entry.header, entry.record, &described(content, &data)?)
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), MarkError> {
        let data = deflated(content)?;
        let length = u16::try_from(name.len()).map_err(|_| MarkError::TooLarge)?.to_le_bytes();
        // Version 2.0, names in UTF-8.
        let mut header = b"PK\x03\x04\x14\0\0\x08\0\0".to_vec();
        header.extend(FIRST_DAY);
        header.extend([0; 12]);
        header.extend(length);
        header.extend([0; 2]);
        header.extend(name.as_bytes());
        let mut record = b"PK\x01\x02\x14\0\x14\0\0\x08\0\0".to_vec();
        record.extend(FIRST_DAY);
        record.extend([0; 12]);
        record.extend(length);
        record.extend([0; 16]);
        record.extend(name.as_bytes());
        self.entry(&header, &record, &described(content, &data)?)
    }

    fn entry(&mut self, header: &[u8], record: &[u8], content: &Content<'_>) -> Result<(), MarkError> {
        let start = size_of(self.out.len())?;
        let packed = size_of(content.data.len())?;
        // Fixed fields, name and extra field of both records; a record may also end in a comment.
        let mut local = Fields::of(header, 30, 26);
        let mut listed = Fields::of(record, 46, 28);
        for (fields, flags, method, crc) in [(&mut local.fixed, 6, 8, 14), (&mut listed.fixed, 8, 10, 16)] {
            let cleared = u16::from_le_bytes([fields[flags], fields[flags + 1]]) & !SIZES_FOLLOW;
            fields[flags..flags + 2].copy_from_slice(&cleared.to_le_bytes());
            fields[method..method + 2].copy_from_slice(&content.method);
            fields[crc..crc + 4].copy_from_slice(&content.crc);
            fields[crc + 4..crc + 8].copy_from_slice(&packed);
            fields[crc + 8..crc + 12].copy_from_slice(&content.size);
        }
        listed.fixed[42..46].copy_from_slice(&start);
        local.write(&mut self.out);
        self.out.extend_from_slice(content.data);
        listed.write(&mut self.directory);
        self.entries = self.entries.checked_add(1).ok_or(MarkError::TooLarge)?;
        Ok(())
    }

    /// The archive, ended with its directory.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, MarkError> {
        let at = size_of(self.out.len())?;
        let size = size_of(self.directory.len())?;
        self.out.append(&mut self.directory);
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(size);
        self.out.extend(at);
        self.out.extend([0; 2]);
        Ok(self.out)
    }
}

/// A header's fields.
struct Fields {
    fixed: Vec<u8>,
    /// Where the length of the extra field stands.
    extra_length: usize,
    name: Vec<u8>,
    extra: Vec<u8>,
    rest: Vec<u8>,
}

impl Fields {
    /// Takes a header apart; the gate has proved that its lengths fit.
    fn of(header: &[u8], fixed: usize, name_length: usize) -> Self {
        let length = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let name = fixed + length(name_length);
        let extra = name + length(name_length + 2);
        Self {
            fixed: header[..fixed].to_vec(),
            extra_length: name_length + 2,
            name: header[fixed..name].to_vec(),
            extra: without_zip64(&header[name..extra]),
            rest: header[extra..].to_vec(),
        }
    }

    fn write(mut self, out: &mut Vec<u8>) {
        let length = u16::try_from(self.extra.len()).unwrap_or(0).to_le_bytes();
        self.fixed[self.extra_length..self.extra_length + 2].copy_from_slice(&length);
        for piece in [&self.fixed, &self.name, &self.extra, &self.rest] {
            out.extend_from_slice(piece);
        }
    }
}

/// Extra fields without 64-bit sizes: the true sizes stand in the header. What cannot be taken apart stays as it is.
fn without_zip64(extra: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(extra.len());
    let mut rest = extra;
    while rest.len() >= 4 {
        let id = u16::from_le_bytes([rest[0], rest[1]]);
        let end = 4 + usize::from(u16::from_le_bytes([rest[2], rest[3]]));
        let Some(field) = rest.get(..end) else { break };
        if id != ZIP_64 {
            out.extend_from_slice(field);
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    out
}

fn described<'a>(content: &[u8], data: &'a [u8]) -> Result<Content<'a>, MarkError> {
    Ok(Content {
        method: DEFLATED.to_le_bytes(),
        crc: crc32fast::hash(content).to_le_bytes(),
        size: size_of(content.len())?,
        data,
    })
}

fn size_of(length: usize) -> Result<[u8; 4], MarkError> {
    u32::try_from(length).map(u32::to_le_bytes).map_err(|_| MarkError::TooLarge)
}

fn deflated(content: &[u8]) -> Result<Vec<u8>, MarkError> {
    const STEP: usize = 64 * 1024;
    let mut out = Vec::with_capacity(content.len() / 4 + 1024);
    let mut stream = Compress::new(Compression::default(), false);
    loop {
        let read = usize::try_from(stream.total_in()).map_err(|_| MarkError::TooLarge)?;
        let status = stream.compress_vec(&content[read..], &mut out, FlushCompress::Finish);
        match status.map_err(|_| MarkError::TooLarge)? {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError => out.reserve(STEP),
        }
    }
}
