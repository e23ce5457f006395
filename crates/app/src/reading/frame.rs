//! Frames: four bytes of length, little end first, and that many bytes. No length is believed beyond a bound.

use std::io::{self, Read, Write};

/// How much room is made before bytes have come.
const STEP: usize = 1024 * 1024;

/// Writes one frame.
///
/// # Errors
/// The pipe's; `InvalidInput` for more than four bytes can count.
pub(super) fn write(to: &mut impl Write, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(content)
}

/// Reads one frame of at most `most` bytes. `None` when the pipe has ended before its first byte.
///
/// # Errors
/// The pipe's; `UnexpectedEof` inside a frame, `InvalidData` for a length over the bound.
pub(super) fn read(from: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut got = 0;
    while got < length.len() {
        match from.read(&mut length[got..]) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Room is made as bytes come: a length alone takes no memory.
    let mut content = Vec::with_capacity(length.min(STEP));
    while content.len() < length {
        let step = (length - content.len()).min(STEP);
        content.reserve_exact(step);
        let read = from.by_ref().take(step as u64).read_to_end(&mut content)?;
        if read < step {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_the_end_is_no_fault() {
        let mut pipe = Vec::new();
        let long = vec![7; STEP * 2 + 5];
        for content in [&b""[..], b"abc", &long] {
            write(&mut pipe, content).expect("written");
        }
        let mut pipe = pipe.as_slice();
        for content in [&b""[..], b"abc", &long] {
            assert_eq!(read(&mut pipe, STEP * 3).expect("read").as_deref(), Some(content));
        }
        assert!(read(&mut pipe, 10).expect("the end").is_none());
    }

    #[test]
    fn lies_and_cut_frames_are_refused() {
        let kind = |mut pipe: &[u8], most| read(&mut pipe, most).expect_err("refused").kind();
        assert_eq!(kind(b"\xff\xff\xff\xff", 1_000), io::ErrorKind::InvalidData);
        assert_eq!(kind(b"\x05\0\0\0abcde", 4), io::ErrorKind::InvalidData);
        assert_eq!(kind(b"\x05\0\0\0abc", 1_000), io::ErrorKind::UnexpectedEof);
        assert_eq!(kind(b"\x05\0", 1_000), io::ErrorKind::UnexpectedEof);
        // A long length that is not kept ends in a fault, not in an allocation.
        assert_eq!(kind(b"\0\0\0\x7fabc", usize::MAX), io::ErrorKind::UnexpectedEof);
    }
}
