//! A file as it came: its bytes up to the limit, its size and its digest.

use std::io::{self, Read};

use kikin_domain::digest::hex;
use kikin_sheet::LARGEST_FILE;
use sha2::{Digest, Sha256};

/// A file that was sent. Of one over the limit only the head is kept: the rest is counted and digested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path or name as given.
    pub name: String,
    /// Its bytes, at most [`LARGEST_FILE`] of them.
    pub bytes: Vec<u8>,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of all its bytes, lower-case hexadecimal.
    pub sha256: String,
}

impl Document {
    /// Takes a file in.
    ///
    /// # Errors
    /// The source's.
    pub fn read(name: impl Into<String>, mut from: impl Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        from.by_ref().take(LARGEST_FILE as u64).read_to_end(&mut bytes)?;
        let mut digest = Sha256::new();
        digest.update(&bytes);
        let mut size = bytes.len() as u64;
        let mut rest = [0; 16 * 1024];
        while bytes.len() == LARGEST_FILE {
            match from.read(&mut rest) {
                Ok(0) => break,
                Ok(read) => {
                    digest.update(&rest[..read]);
                    size += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let sha256 = hex(&digest.finalize());
        Ok(Self { name: name.into(), bytes, size, sha256 })
    }

    /// Whether all of it is here. What is not whole is over the limit and cannot be received.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.size == self.bytes.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_large_file_only_the_head_is_kept() {
        for (size, whole) in [(0, true), (LARGEST_FILE, true), (LARGEST_FILE + 40_000, false)] {
            let content = vec![b'x'; size];
            let document = Document::read("a.xlsx", content.as_slice()).expect("read");
            assert_eq!((document.size, document.is_whole()), (size as u64, whole));
            assert_eq!(document.bytes.len(), size.min(LARGEST_FILE));
            assert_eq!(document.sha256, kikin_store::sha256(&content));
        }
    }
}
