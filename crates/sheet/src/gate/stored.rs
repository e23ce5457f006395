//! The archive for the reader of cells: stored entries only, in memory, written here.

use crate::refusal::Gate;

const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;

/// A stored zip archive under construction. Parts are written in place, so that what is inflated is never copied.
#[derive(Default)]
pub(crate) struct Stored {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    header: usize,
    start: usize,
    end: usize,
    crc: u32,
}

/// The name of the part of the sheet with that number.
pub(crate) fn sheet_part(number: usize) -> String {
    format!("xl/worksheets/s{number}.xml")
}

impl Stored {
    /// An archive that will hold about that many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), entries: Vec::new() }
    }

    /// Adds a part whose content `write` appends, and that tells its checksum.
    pub(crate) fn add_with(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>) -> Gate<u32>) -> Gate<&[u8]> {
        let header = self.bytes.len();
        // Exactly what is needed: growing by half again would take tens of megabytes that nobody uses.
        self.bytes.reserve_exact(LOCAL_LENGTH + name.len());
        self.bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0");
        self.bytes.extend_from_slice(&[0; 12]);
        self.bytes.extend_from_slice(&length_of(name).to_le_bytes());
        self.bytes.extend_from_slice(&[0; 2]);
        self.bytes.extend_from_slice(name.as_bytes());
        let start = self.bytes.len();
        let crc = write(&mut self.bytes)?;
        let end = self.bytes.len();
        self.entries.push(Entry { name: name.to_owned(), header, start, end, crc });
        Ok(&self.bytes[start..end])
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> Gate<()> {
        self.add_with(name, |out| {
            out.reserve_exact(content.len());
            out.extend_from_slice(content);
            Ok(crc32fast::hash(content))
        })?;
        Ok(())
    }

    /// Changes single bytes of the part added last.
    pub(crate) fn patch_last(&mut self, at: &[usize], byte: u8) {
        let Some(last) = self.entries.last_mut() else { return };
        if at.is_empty() {
            return;
        }
        let content = &mut self.bytes[last.start..last.end];
        for at in at {
            content[*at] = byte;
        }
        last.crc = crc32fast::hash(content);
    }

    /// The archive, ended with its directory.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let directory = self.bytes.len();
        let names: usize = self.entries.iter().map(|entry| entry.name.len()).sum();
        self.bytes.reserve_exact(CENTRAL_LENGTH * self.entries.len() + names + END_LENGTH);
        for entry in &self.entries {
            let size = small(entry.end - entry.start);
            let mut sizes = [0; 12];
            sizes[..4].copy_from_slice(&entry.crc.to_le_bytes());
            sizes[4..8].copy_from_slice(&size.to_le_bytes());
            sizes[8..].copy_from_slice(&size.to_le_bytes());
            self.bytes[entry.header + 14..entry.header + 26].copy_from_slice(&sizes);
            self.bytes.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0");
            self.bytes.extend_from_slice(&sizes);
            self.bytes.extend_from_slice(&length_of(&entry.name).to_le_bytes());
            self.bytes.extend_from_slice(&[0; 12]);
            self.bytes.extend_from_slice(&small(entry.header).to_le_bytes());
            self.bytes.extend_from_slice(entry.name.as_bytes());
        }
        let size = self.bytes.len() - directory;
        let count = u16::try_from(self.entries.len()).unwrap_or(u16::MAX).to_le_bytes();
        self.bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend_from_slice(&count);
        self.bytes.extend_from_slice(&count);
        self.bytes.extend_from_slice(&small(size).to_le_bytes());
        self.bytes.extend_from_slice(&small(directory).to_le_bytes());
        self.bytes.extend_from_slice(&[0; 2]);
        self.bytes
    }
}

/// Names are written by this crate and short.
fn length_of(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(u16::MAX)
}

/// What is inflated stays far below 4 GiB.
fn small(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
