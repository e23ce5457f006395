//! Randomness, and the tokens made of it.

use std::fmt;

use super::error::PeopleError;

/// Where randomness comes from. Tests bring their own.
pub trait Entropy: Send {
    /// Fills `bytes` with what nobody can guess.
    ///
    /// # Errors
    /// The machine's.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), PeopleError>;
}

/// The system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), PeopleError> {
        getrandom::fill(bytes).map_err(PeopleError::machine)
    }
}

/// A secret that whoever has it may use: a session's or an invitation's. Only its SHA-256 is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// 256 bits: guessing one is out of reach.
const BYTES: usize = 32;

impl Token {
    pub(super) fn new(entropy: &mut dyn Entropy) -> Result<Self, PeopleError> {
        let mut bytes = [0_u8; BYTES];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The token, for a cookie or a link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn sha256(&self) -> String {
        hash_of(&self.0)
    }
}

/// What is stored of a token.
pub(super) fn hash_of(token: &str) -> String {
    kikin_store::sha256(token.as_bytes())
}

/// Never the token itself: it would end in a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
