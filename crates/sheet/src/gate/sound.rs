//! Proof of the parts that are not read: a file that was damaged on its way is refused wherever the damage lies, since its
//! sender has to send it again either way and a marked copy would carry the damage on.

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress, Status};

use super::archive::{DEFLATED, Entry, STORED};
use crate::refusal::Gate;

/// How much of a file's unread parts is inflated to prove it. What lies beyond, as a rule pictures, is left unproved: it is
/// neither read nor an error.
const MOST_PROVED: usize = 64 * 1024 * 1024;

/// Proves the entries by their checksums, up to [`MOST_PROVED`] bytes of them in all.
pub(super) fn prove<'e, 'a: 'e>(entries: impl Iterator<Item = &'e Entry<'a>>) -> Gate<()> {
    let mut left = MOST_PROVED;
    let mut buffer = vec![0; 32 * 1024];
    for entry in entries {
        match entry.checksum(&mut buffer, &mut left)? {
            Some(crc) if crc != entry.crc => return Err(entry.corrupt()),
            Some(_) => {}
            None => return Ok(()),
        }
    }
    Ok(())
}

impl Entry<'_> {
    /// The checksum of the content; `None` when `left` bytes did not suffice.
    fn checksum(&self, buffer: &mut [u8], left: &mut usize) -> Gate<Option<u32>> {
        match self.method {
            _ if self.encrypted => Err(self.is_encrypted()),
            STORED => {
                let fits = left.checked_sub(self.data.len());
                *left = fits.unwrap_or(0);
                Ok(fits.map(|_| crc32fast::hash(self.data)))
            }
            DEFLATED => self.checksum_of_deflated(buffer, left),
            _ => Err(self.is_unknown()),
        }
    }

    fn checksum_of_deflated(&self, buffer: &mut [u8], left: &mut usize) -> Gate<Option<u32>> {
        let mut stream = Decompress::new(false);
        let mut hasher = Hasher::new();
        loop {
            let before = (stream.total_in(), stream.total_out());
            let input = usize::try_from(before.0).ok().and_then(|read| self.data.get(read..));
            let input = input.ok_or_else(|| self.corrupt())?;
            let status = stream.decompress(input, buffer, FlushDecompress::None).map_err(|_| self.corrupt())?;
            let written = usize::try_from(stream.total_out() - before.1).map_err(|_| self.corrupt())?;
            hasher.update(&buffer[..written]);
            let Some(rest) = left.checked_sub(written) else { return Ok(None) };
            *left = rest;
            match status {
                Status::StreamEnd => return Ok(Some(hasher.finalize())),
                Status::Ok | Status::BufError if before == (stream.total_in(), stream.total_out()) => {
                    return Err(self.corrupt());
                }
                Status::Ok | Status::BufError => {}
            }
        }
    }
}
