//! A compound file, the container of workbooks with a password: header, allocation table, directory, no content.

const SECTOR: usize = 512;
const ENTRY: usize = 128;
const FREE: u32 = 0xFFFF_FFFF;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const ALLOCATION_TABLE: u32 = 0xFFFF_FFFD;

/// What Excel makes of a workbook with a password: the package is a stream.
pub(super) fn encrypted_package() -> Vec<u8> {
    with_streams(&["EncryptedPackage", "EncryptionInfo"])
}

/// A compound file of up to three empty streams.
pub(super) fn with_streams(names: &[&str]) -> Vec<u8> {
    assert!(names.len() < SECTOR / ENTRY, "one sector of directory entries");
    let mut file = header();
    file.extend(sector([ALLOCATION_TABLE, END_OF_CHAIN]));
    file.extend(entry("Root Entry", 5, FREE, 1));
    for (number, name) in (1..).zip(names) {
        // Siblings in a row to the right: small, and in order when the names are.
        let next = if number < names.len() { u32::try_from(number + 1).unwrap_or(FREE) } else { FREE };
        file.extend(entry(name, 2, next, FREE));
    }
    for _ in names.len() + 1..SECTOR / ENTRY {
        file.extend(entry("", 0, FREE, FREE));
    }
    file
}

fn header() -> Vec<u8> {
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.extend([0; 16]);
    // Version 3.62, little-endian, sectors of 512 bytes, small sectors of 64.
    for word in [0x3e_u16, 3, 0xfffe, 9, 6, 0, 0, 0] {
        header.extend(word.to_le_bytes());
    }
    // Sectors of directory (0 in version 3) and table, first of the directory, transaction, cutoff, no small sectors, no
    // further table.
    for word in [0, 1, 1, 0, 4_096, END_OF_CHAIN, 0, END_OF_CHAIN, 0] {
        header.extend(u32::to_le_bytes(word));
    }
    header.extend(0_u32.to_le_bytes());
    header.resize(SECTOR, 0xff);
    header
}

fn sector(words: [u32; 2]) -> Vec<u8> {
    let mut sector: Vec<u8> = words.iter().flat_map(|w| w.to_le_bytes()).collect();
    sector.resize(SECTOR, 0xff);
    sector
}

fn entry(name: &str, kind: u8, right: u32, child: u32) -> Vec<u8> {
    let mut name_bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if name.is_empty() { 0 } else { name_bytes.len() + 2 };
    name_bytes.resize(64, 0);
    let mut entry = name_bytes;
    entry.extend(u16::try_from(length).unwrap_or(0).to_le_bytes());
    entry.extend([kind, 1]);
    for link in [FREE, right, child] {
        entry.extend(link.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(END_OF_CHAIN.to_le_bytes());
    entry.resize(ENTRY, 0);
    entry
}
