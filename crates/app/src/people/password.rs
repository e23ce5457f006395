//! Passwords: what is good enough (NIST SP 800-63B-4 §3.1.1), and argon2id.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use super::error::PeopleError;
use super::secret::Entropy;

/// Characters of a password that stands alone.
pub const SHORTEST: usize = 15;

/// Characters of a password beside a 確認コード.
pub const SHORTEST_WITH_TOTP: usize = 8;

/// Characters of the longest password: enough for any sentence, too few to keep the machine busy.
pub const LONGEST: usize = 256;

/// How many passwords are hashed at once: each takes its cost in memory.
const AT_ONCE: usize = 2;

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too few characters.
    #[error("パスワードが短すぎます。{least}文字以上にしてください（文の形が覚えやすく、文字の種類は問いません）。")]
    Short {
        /// How many it takes.
        least: usize,
    },
    /// Too many characters.
    #[error("パスワードが長すぎます。{LONGEST}文字以下にしてください。")]
    Long,
    /// On the list of common passwords.
    #[error("よく使われているパスワードのため使えません。ほかの文を考えてください。")]
    Common,
    /// The same over and over, or characters in a row.
    #[error("同じ文字や並びの繰返しのため使えません。ほかの文を考えてください。")]
    Pattern,
    /// Little more than the names that everybody knows.
    #[error("アカウントや団体の名前だけでできているため使えません。ほかの文を考えてください。")]
    Names,
}

/// In one spelling: the same characters typed on another machine are the same password.
pub(super) fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Whether a new password is good enough. There are no rules of composition; `names` are what everybody knows of the account.
///
/// # Errors
/// [`PasswordFault`], the first that holds.
pub fn judge(password: &str, with_totp: bool, names: &[&str]) -> Result<(), PasswordFault> {
    let characters: Vec<char> = normal(password).to_lowercase().chars().collect();
    let count = normal(password).chars().count();
    let least = if with_totp { SHORTEST_WITH_TOTP } else { SHORTEST };
    if count < least {
        return Err(PasswordFault::Short { least });
    }
    if count > LONGEST {
        return Err(PasswordFault::Long);
    }
    let period =
        (1..=characters.len()).find(|p| characters.iter().skip(*p).eq(characters[..characters.len() - p].iter()));
    let unit = &characters[..period.unwrap_or(characters.len())];
    if COMMON.contains(unit.iter().collect::<String>().as_str()) {
        return Err(PasswordFault::Common);
    }
    if unit.len() <= LONGEST_PATTERN || is_run(&characters) {
        return Err(PasswordFault::Pattern);
    }
    let mut rest: String = characters.iter().collect();
    for name in names.iter().chain(&["kikin", "確保基金"]).filter(|n| n.chars().count() >= 3) {
        rest = rest.replace(&normal(name).to_lowercase(), "");
    }
    if rest.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_BESIDE_NAMES {
        return Err(PasswordFault::Names);
    }
    Ok(())
}

/// A pattern of so few characters, repeated, is none the better for its length.
const LONGEST_PATTERN: usize = 4;

/// So many letters or digits must be left when the names are taken away.
const LEAST_BESIDE_NAMES: usize = 4;

/// Whether each character follows the one before: `abcdef…`, `987654…`, `1234567890123…`.
fn is_run(characters: &[char]) -> bool {
    let steps = |forward: bool| {
        characters.windows(2).all(|pair| {
            let (a, b) = if forward { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            u32::from(a) + 1 == u32::from(b) || (a, b) == ('9', '0')
        })
    };
    steps(true) || steps(false)
}

/// Passwords of eight characters or more that many people use, in lower case. See the licence beside the list.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../data/common-passwords.txt").lines().collect());

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// RFC 9106 §4, the second recommended choice: 64 MiB, 3 passes, 4 lanes.
impl Default for HashingCost {
    fn default() -> Self {
        Self { memory_kib: 64 * 1_024, passes: 3, lanes: 4 }
    }
}

/// Hashes passwords with argon2id, a few at a time, off the threads that answer requests.
#[derive(Clone, Debug)]
pub struct Hasher {
    params: Params,
    /// A hash that no password has: what an account that is not there is held to, so that it takes as long.
    nobody: Arc<str>,
    turns: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
}

const SALT: usize = 16;

impl Hasher {
    /// A hasher of this cost.
    ///
    /// # Errors
    /// [`PeopleError::Machine`] if argon2 does not allow it.
    pub fn new(cost: HashingCost) -> Result<Self, PeopleError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(PeopleError::machine)?;
        let nobody = hash(&params, "", &[0; SALT])?.into();
        Ok(Self { params, nobody, turns: Arc::new(Semaphore::new(AT_ONCE)), computed: Arc::default() })
    }

    /// How many passwords were hashed or compared so far.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The PHC string of a password.
    pub(super) async fn hash(&self, password: &str, entropy: &mut dyn Entropy) -> Result<String, PeopleError> {
        let mut salt = [0_u8; SALT];
        entropy.fill(&mut salt)?;
        let (params, password) = (self.params.clone(), normal(password));
        self.run(move || hash(&params, &password, &salt)).await?
    }

    /// Whether it is the password of this hash; of none it is not, in the same time.
    pub(super) async fn matches(&self, password: &str, phc: Option<&str>) -> Result<bool, PeopleError> {
        let known = phc.is_some();
        let (phc, password) = (phc.unwrap_or(&self.nobody).to_owned(), normal(password));
        let same = self.run(move || is_hash_of(&phc, &password)).await?;
        Ok(same && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PeopleError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(PeopleError::machine)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        // The turn ends with the work, not with the request: a caller that gives up frees no memory.
        let work = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(PeopleError::machine)
    }
}

fn hash(params: &Params, password: &str, salt: &[u8]) -> Result<String, PeopleError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash = argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(PeopleError::machine)?;
    Ok(hash.to_string())
}

/// The cost is read from the hash: one that was made at another cost is still its password's.
fn is_hash_of(phc: &str, password: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_knows_the_code() {
        assert_eq!(judge("長岡の花火は八月の二日と三日", false, &[]), Err(PasswordFault::Short { least: 15 }));
        assert_eq!(judge("長岡の花火は八月の二日と三日だ", false, &[]), Ok(()));
        assert_eq!(judge("nvq84kfw", true, &[]), Ok(()));
        assert_eq!(judge("nvq84kf", true, &[]), Err(PasswordFault::Short { least: 8 }));
        let longest: String = ('\u{4e00}'..).take(LONGEST).collect();
        assert_eq!(judge(&longest, false, &[]), Err(PasswordFault::Pattern), "characters in a row, but not too many");
        assert_eq!(judge(&"花火 ".repeat(LONGEST), false, &[]), Err(PasswordFault::Long));
    }

    #[test]
    fn one_spelling_is_another() {
        assert_eq!(normal("か\u{3099}"), "が");
        let decomposed = "か\u{3099}".repeat(7);
        assert_eq!(judge(&decomposed, true, &[]), Err(PasswordFault::Short { least: 8 }), "seven characters");
    }

    #[test]
    fn common_and_patterned_passwords_are_refused() {
        for common in ["password1", "Password1", "qwertyuiop", "passwordpassword", "1q2w3e4r5t"] {
            assert_eq!(judge(common, true, &[]), Err(PasswordFault::Common), "{common}");
        }
        for pattern in [
            "aaaaaaaaaaaaaaa",
            "abcdabcdabcdabcd",
            "ijklmnopqrstuvwx",
            "901234567890123456",
            "ああああああああああああああああ",
        ] {
            assert_eq!(judge(pattern, false, &[]), Err(PasswordFault::Pattern), "{pattern}");
        }
    }

    #[test]
    fn names_alone_are_no_password() {
        let names = ["152021-01", "長岡市", "健康福祉課 担当"];
        assert_eq!(judge("kikin-152021-01-長岡市", false, &names), Err(PasswordFault::Names));
        assert_eq!(judge("kikin-152021-01-雪国の朝", false, &names), Ok(()));
    }

    #[test]
    fn the_product_s_cost_is_the_recommended_one() {
        let params = Params::new(65_536, 3, 4, None).expect("allowed");
        let cost = HashingCost::default();
        let own = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).expect("allowed");
        assert_eq!((own.m_cost(), own.t_cost(), own.p_cost()), (params.m_cost(), params.t_cost(), params.p_cost()));
    }

    #[test]
    fn a_hash_names_its_algorithm_and_cost() {
        let cheap = Params::new(64, 1, 1, None).expect("allowed");
        let phc = hash(&cheap, "雪国の朝はとても静かです", &[7; SALT]).expect("hashes");
        assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
        assert!(is_hash_of(&phc, "雪国の朝はとても静かです"));
        assert!(!is_hash_of(&phc, "雪国の朝はとても静かでず"));
        assert!(!is_hash_of("damaged", ""));
    }
}
