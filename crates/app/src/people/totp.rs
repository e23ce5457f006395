//! 確認コード: six digits by the clock (RFC 6238), from any authenticator, without a network.

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::error::PeopleError;
use super::secret::Entropy;

/// 160 bits, the length of RFC 4226 §4.
const SECRET: usize = 20;

/// A code of the step before or after is taken too: clocks differ.
const SKEW: u16 = 1;

const STEP: u64 = 30;

/// A new secret, in base32.
pub(super) fn new_secret(entropy: &mut dyn Entropy) -> Result<String, PeopleError> {
    let mut bytes = vec![0_u8; SECRET];
    entropy.fill(&mut bytes)?;
    Ok(Secret::from(bytes).to_base32())
}

/// What an authenticator reads, typed or as a picture. An account has no character that would have to be escaped.
pub(super) fn uri(secret: &str, account: &str) -> String {
    format!("otpauth://totp/kikin:{account}?secret={secret}&issuer=kikin&algorithm=SHA1&digits=6&period={STEP}")
}

/// The step to which a code belongs, if it is one of the secret's at this time. Full-width digits and spaces are read too.
pub(super) fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let code = kikin_domain::text::nfkc_compact(code);
    let step = totp(secret)?.check(&code, u64::try_from(now.as_second()).ok()?)?;
    i64::try_from(step).ok()
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(STEP);
    builder.with_skew(SKEW).with_secret(secret).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_of_the_standard() {
        let secret = Secret::from(b"12345678901234567890".to_vec()).to_base32();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step_of(&secret, code, at(second)), Some(second / 30), "{second}");
        }
        assert_eq!(step_of(&secret, "２８７ ０８２", at(59)), Some(1));
        assert_eq!(step_of(&secret, "287082", at(59 + 30)), Some(1), "one step late");
        assert_eq!(step_of(&secret, "287082", at(59 + 60)), None);
        assert_eq!(step_of(&secret, "287083", at(59)), None);
        assert_eq!(step_of("damaged!", "287082", at(59)), None);
    }
}
