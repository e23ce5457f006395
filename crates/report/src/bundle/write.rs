//! Writing a bundle: the same files in the same order give the same bytes.

use std::io::{Seek, Write};

use kikin_domain::PrefectureCode;
use kikin_domain::digest::{hex, sha256};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Entry, FORMAT, Head, MANIFEST, Manifest, VERSION};

/// A bundle that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The zip.
    #[error("監査資料一式を書けません：{0}")]
    Zip(#[from] zip::result::ZipError),
    /// The disk.
    #[error("監査資料一式を書けません：{0}")]
    Io(#[from] std::io::Error),
    /// A line or the manifest.
    #[error("監査資料一式を書けません：{0}")]
    Json(#[from] serde_json::Error),
    /// A table.
    #[error("監査資料一式を書けません：{0}")]
    Csv(#[from] csv::Error),
}

/// Workbooks are compressed in themselves: all is stored as it is. No moment of the making stands in it.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// The file that is being written.
struct Current {
    path: String,
    bytes: u64,
    hash: Sha256,
}

/// A bundle that is being written, file by file.
pub struct BundleWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    files: Vec<Entry>,
    current: Option<Current>,
}

impl<W: Write + Seek> BundleWriter<W> {
    /// Begins a bundle.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), files: Vec::new(), current: None }
    }

    /// Begins a file; the one before it ends.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn begin(&mut self, path: &str) -> Result<(), BundleError> {
        self.end_file();
        self.zip.start_file(path, options())?;
        self.current = Some(Current { path: path.to_owned(), bytes: 0, hash: Sha256::new() });
        Ok(())
    }

    /// Adds to the file that was begun.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), BundleError> {
        self.zip.write_all(bytes)?;
        if let Some(current) = &mut self.current {
            current.bytes += bytes.len() as u64;
            current.hash.update(bytes);
        }
        Ok(())
    }

    /// Adds a line of JSON to the file that was begun.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn line(&mut self, value: &impl serde::Serialize) -> Result<(), BundleError> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.write(&line)
    }

    /// Adds a file.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), BundleError> {
        self.begin(path)?;
        self.write(bytes)
    }

    /// Length and SHA-256 of what was written to the file that was begun.
    pub(super) fn begun(&self) -> Option<(u64, String)> {
        self.current.as_ref().map(|current| (current.bytes, hex(&current.hash.clone().finalize())))
    }

    fn end_file(&mut self) {
        if let Some(Current { path, bytes, hash }) = self.current.take() {
            self.files.push(Entry { path, bytes, sha256: hex(&hash.finalize()) });
        }
    }

    /// Ends the bundle with its manifest; the SHA-256 of the manifest, which vouches for every byte, is the zip's comment.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn finish(mut self, prefecture: PrefectureCode, head: Head) -> Result<(W, String), BundleError> {
        self.end_file();
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            prefecture: prefecture.get(),
            head,
            files: std::mem::take(&mut self.files),
        };
        let bytes = serde_json::to_vec_pretty(&manifest)?;
        self.closed(&bytes)
    }

    /// Ends the bundle with a manifest as it was written.
    pub(super) fn closed(mut self, manifest: &[u8]) -> Result<(W, String), BundleError> {
        self.zip.start_file(MANIFEST, options())?;
        self.zip.write_all(manifest)?;
        let digest = sha256(manifest);
        self.zip.set_comment(digest.as_str())?;
        Ok((self.zip.finish()?, digest))
    }
}
