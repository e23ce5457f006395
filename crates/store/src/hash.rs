//! Bytes with the name that their content gives them.

pub use kikin_domain::digest::sha256;

/// Bytes with their digest, which is computed once however often they are received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content<'a> {
    bytes: &'a [u8],
    sha256: String,
}

impl<'a> Content<'a> {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, sha256: sha256(bytes) }
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// SHA-256 of them, lower-case hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
