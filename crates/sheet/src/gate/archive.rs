//! The zip archive: its directory, proved before any entry is looked at, and inflating under a cap.

use std::collections::HashMap;

use flate2::{Decompress, FlushDecompress, Status};

use crate::refusal::{Gate, damaged, grouped, over, shown};

/// Most entries.
pub(crate) const MOST_ENTRIES: u64 = 2_000;
/// Longest entry that is read only to tell the kind of archive.
const LONGEST_MARK: usize = 256;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";

const END_LENGTH: usize = 22;
const CENTRAL_LENGTH: usize = 46;
const LOCAL_LENGTH: usize = 30;
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// An entry of the archive.
pub(crate) struct Entry<'a> {
    /// Its name as it stands.
    pub(crate) name: String,
    /// Its record in the directory.
    pub(crate) record: &'a [u8],
    /// Its local header, name and extra field included.
    pub(crate) header: &'a [u8],
    /// Its content as it lies in the file.
    pub(crate) data: &'a [u8],
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// What the directory says its content's CRC-32 is.
    pub(super) crc: u32,
    /// What the directory says; a hint only.
    declared: usize,
}

/// A sound archive.
pub(crate) struct Archive<'a> {
    entries: Vec<Entry<'a>>,
    /// Entries by name in lower case.
    by_name: HashMap<String, usize>,
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn size_at(bytes: &[u8], at: usize) -> usize {
    u32_at(bytes, at) as usize
}

fn broken() -> Box<kikin_domain::Finding> {
    damaged("圧縮ファイルの目次が壊れています")
}

/// What the end record says.
struct End {
    entries: usize,
    directory: usize,
    directory_end: usize,
}

impl End {
    /// Reads the end record, the last one whose comment reaches the end of the file.
    fn find(bytes: &[u8]) -> Gate<Self> {
        let missing = || damaged("圧縮ファイルの終わりがありません。途中で切れています");
        let last = bytes.len().checked_sub(END_LENGTH).ok_or_else(missing)?;
        let first = last.saturating_sub(usize::from(u16::MAX));
        let at = (first..=last)
            .rev()
            .find(|at| bytes[*at..].starts_with(END) && at + END_LENGTH + u16_at(bytes, at + 20) == bytes.len())
            .ok_or_else(missing)?;
        let record = &bytes[at..];
        let (disk, here, entries) = (u16_at(record, 4), u16_at(record, 8), u16_at(record, 10));
        let (size, directory) = (size_at(record, 12), size_at(record, 16));
        let locator = at.checked_sub(20).filter(|l| bytes[*l..].starts_with(LOCATOR_64));
        if let Some(locator) = locator {
            return Err(Self::refuse_64(bytes, locator));
        }
        let full = usize::from(u16::MAX);
        if disk != 0 || u16_at(record, 6) != 0 || here != entries || entries == full || directory + size > at {
            return Err(broken());
        }
        if entries > size / CENTRAL_LENGTH {
            return Err(broken());
        }
        if entries as u64 > MOST_ENTRIES {
            return Err(too_many(entries as u64));
        }
        Ok(Self { entries, directory, directory_end: directory + size })
    }

    /// A zip64 archive: too many entries if it says so itself, otherwise no workbook that any program writes.
    fn refuse_64(bytes: &[u8], locator: usize) -> Box<kikin_domain::Finding> {
        let offset = u64::from_le_bytes(std::array::from_fn(|i| bytes[locator + 8 + i]));
        let record = usize::try_from(offset).ok().and_then(|at| bytes.get(at..locator));
        match record {
            Some(record) if record.len() >= 56 && record.starts_with(END_64) => {
                let entries = u64::from_le_bytes(std::array::from_fn(|i| record[32 + i]));
                // 46 bytes are the least an entry of the directory takes: a larger number is forged.
                match entries > MOST_ENTRIES && entries <= (bytes.len() / CENTRAL_LENGTH) as u64 {
                    true => too_many(entries),
                    false => damaged("通常のブックにない zip64 形式です"),
                }
            }
            Some(_) | None => broken(),
        }
    }
}

fn too_many(entries: u64) -> Box<kikin_domain::Finding> {
    over("ブックの部品の数", &grouped(MOST_ENTRIES), &grouped(entries))
}

impl<'a> Archive<'a> {
    /// Reads and proves the directory.
    pub(crate) fn open(bytes: &'a [u8]) -> Gate<Self> {
        let end = End::find(bytes)?;
        let mut entries = Vec::with_capacity(end.entries);
        let mut by_name = HashMap::with_capacity(end.entries);
        let mut ranges = Vec::with_capacity(end.entries);
        let mut at = end.directory;
        for index in 0..end.entries {
            let record = bytes.get(at..end.directory_end).ok_or_else(broken)?;
            if record.len() < CENTRAL_LENGTH || !record.starts_with(CENTRAL) {
                return Err(broken());
            }
            let name_end = CENTRAL_LENGTH + u16_at(record, 28);
            let length = name_end + u16_at(record, 30) + u16_at(record, 32);
            let raw_name = record.get(CENTRAL_LENGTH..name_end).ok_or_else(broken)?;
            let record = record.get(..length).ok_or_else(broken)?;
            let (entry, range) = entry(bytes, record, raw_name, end.directory)?;
            check_name(&entry.name)?;
            if by_name.insert(entry.name.to_lowercase(), index).is_some() {
                return Err(damaged(format!("部品 {} が重複しています", shown(&entry.name))));
            }
            ranges.push(range);
            entries.push(entry);
            at += length;
        }
        if at != end.directory_end {
            return Err(broken());
        }
        ranges.sort_unstable();
        if ranges.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            return Err(damaged("圧縮ファイルの中で部品が重なっています"));
        }
        Ok(Self { entries, by_name })
    }

    /// Every entry, in the order of the directory.
    pub(crate) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The entry of that name, without regard to case.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry<'a>> {
        self.by_name.get(&name.to_lowercase()).map(|i| &self.entries[*i])
    }

    /// Whether there is an entry of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether something lies under a folder, given in lower case.
    pub(crate) fn under(&self, folder: &str) -> bool {
        self.by_name.keys().any(|name| name.starts_with(folder))
    }

    /// Whether a name ends so, given in lower case.
    pub(super) fn ends_with(&self, end: &str) -> bool {
        self.by_name.keys().any(|name| name.ends_with(end))
    }

    /// How many names end so, given in lower case.
    pub(super) fn count_ending(&self, end: &str) -> usize {
        self.by_name.keys().filter(|name| name.ends_with(end)).count()
    }

    /// How many entries are files.
    pub(super) fn files(&self) -> usize {
        self.by_name.keys().filter(|name| !name.ends_with('/')).count()
    }

    /// Every name in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// A short entry that tells the kind of archive, if it is there and sound.
    pub(super) fn small(&self, name: &str) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match self.find(name)?.inflate(&mut out, LONGEST_MARK) {
            Ok(Inflated::Whole { .. }) => Some(out),
            Ok(Inflated::TooLong) | Err(_) => None,
        }
    }
}

/// Reads an entry's record and proves that the local header agrees. The range is what it takes of the file.
fn entry<'a>(
    bytes: &'a [u8],
    record: &'a [u8],
    raw_name: &[u8],
    directory: usize,
) -> Gate<(Entry<'a>, (usize, usize))> {
    let name = String::from_utf8_lossy(raw_name).into_owned();
    let disagrees = || damaged(format!("部品 {} の見出しが目次と合いません", shown(&name)));
    let (compressed, start) = (size_at(record, 20), size_at(record, 42));
    let local = bytes.get(start..directory).filter(|l| l.len() >= LOCAL_LENGTH).ok_or_else(disagrees)?;
    let name_end = LOCAL_LENGTH + u16_at(local, 26);
    let data = name_end + u16_at(local, 28);
    let same = local.starts_with(LOCAL)
        && local.get(LOCAL_LENGTH..name_end) == Some(raw_name)
        && local[8..10] == record[10..12]
        && u16_at(record, 34) == 0;
    if !same {
        return Err(disagrees());
    }
    let content = data.checked_add(compressed).and_then(|end| local.get(data..end)).ok_or_else(disagrees)?;
    let method = u16::from_le_bytes([record[10], record[11]]);
    let encrypted = record[8] & 1 != 0 || local[6] & 1 != 0;
    let entry = Entry {
        name,
        record,
        header: &local[..data],
        data: content,
        method,
        encrypted,
        crc: u32_at(record, 16),
        declared: size_at(record, 24),
    };
    Ok((entry, (start, start + data + compressed)))
}

/// A name stays inside the package.
fn check_name(name: &str) -> Gate<()> {
    let outside = name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', '\0'])
        || name.as_bytes().get(1) == Some(&b':')
        || name.split('/').any(|segment| matches!(segment, ".." | "."));
    match outside {
        true => Err(damaged(format!("部品の名前 {} が不正です", shown(name)))),
        false => Ok(()),
    }
}

/// What came of inflating.
pub(crate) enum Inflated {
    /// All of it, with its checksum.
    Whole {
        /// CRC-32.
        crc: u32,
    },
    /// More than the cap; stopped there.
    TooLong,
}

impl Entry<'_> {
    /// Appends the entry's content to `out`, at most `cap` bytes of it.
    pub(crate) fn inflate(&self, out: &mut Vec<u8>, cap: usize) -> Gate<Inflated> {
        if self.encrypted {
            return Err(self.is_encrypted());
        }
        let start = out.len();
        let fits = match self.method {
            STORED => {
                let fits = self.data.len() <= cap;
                if fits {
                    out.extend_from_slice(self.data);
                }
                fits
            }
            DEFLATED => self.inflate_deflated(out, cap)?,
            _ => return Err(self.is_unknown()),
        };
        if !fits {
            return Ok(Inflated::TooLong);
        }
        let crc = crc32fast::hash(&out[start..]);
        match crc == self.crc {
            true => Ok(Inflated::Whole { crc }),
            false => Err(self.corrupt()),
        }
    }

    #[cold]
    pub(super) fn corrupt(&self) -> Box<kikin_domain::Finding> {
        damaged(format!("部品 {} の内容が壊れています", shown(&self.name)))
    }

    #[cold]
    pub(super) fn is_encrypted(&self) -> Box<kikin_domain::Finding> {
        damaged(format!("部品 {} が暗号化されています", shown(&self.name)))
    }

    #[cold]
    pub(super) fn is_unknown(&self) -> Box<kikin_domain::Finding> {
        damaged(format!("部品 {} の圧縮方式は未知です", shown(&self.name)))
    }

    fn inflate_deflated(&self, out: &mut Vec<u8>, cap: usize) -> Gate<bool> {
        // The hint saves growing; deflate cannot exceed about a thousandfold, text rarely twentyfold.
        const LIKELY: usize = 24;
        const STEP: usize = 64 * 1024;
        let start = out.len();
        let hint = self.declared.min(self.data.len().saturating_mul(LIKELY)).min(cap);
        // One byte more than declared lets the end of the stream be seen without growing. Room is never made for more
        // than the cap and the byte that shows it is passed.
        out.reserve_exact(hint + 1);
        let mut stream = Decompress::new(false);
        loop {
            if out.len() == out.capacity() {
                let inflated = out.len() - start;
                out.reserve_exact(inflated.max(STEP).min(cap + 1 - inflated));
            }
            let before = (stream.total_in(), stream.total_out());
            let input = usize::try_from(before.0).ok().and_then(|read| self.data.get(read..));
            let input = input.ok_or_else(|| self.corrupt())?;
            let status = stream.decompress_vec(input, out, FlushDecompress::None).map_err(|_| self.corrupt())?;
            if out.len() - start > cap {
                return Ok(false);
            }
            match status {
                Status::StreamEnd => return Ok(true),
                Status::Ok | Status::BufError => {
                    let stuck = before == (stream.total_in(), stream.total_out());
                    if stuck && out.len() < out.capacity() {
                        return Err(self.corrupt());
                    }
                }
            }
        }
    }
}
