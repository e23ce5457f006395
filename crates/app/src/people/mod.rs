//! People: posts, their holders, and signing in.
//!
//! A [`Scope`] says who acts. Only [`resume`], [`sign_in`] and [`at_the_machine`] make one, and a job has that of the post that
//! asked for it; every use case that takes a scope begins with [`permit`].

mod account;
mod error;
mod invitation;
mod password;
mod posts;
mod scope;
mod seats;
mod secret;
mod sign_in;
mod totp;

pub use account::{OwnAccount, TotpSetup, begin_totp, change_password, confirm_totp, own_account, remove_totp};
pub use error::{InvitationFault, PeopleError, SessionEnd};
pub use invitation::{Accepted, Invited, accept_invitation, invite, open_invitation};
pub use password::{Hasher, HashingCost, LONGEST, PasswordFault, SHORTEST, SHORTEST_WITH_TOTP, judge};
pub use posts::{
    MakePost, PostState, PostView, change_holder, close_post, list_posts, make_post, reset_totp, sign_out_post,
};
pub use scope::{Caller, Scope, at_the_machine, permit};
pub(crate) use scope::{at_the_machine_as, worlds_of};
pub use seats::seats;
pub use secret::{Entropy, SystemEntropy, Token};
pub use sign_in::{SignIn, SignedIn, resume, sign_in, sign_out, sign_out_everywhere};
pub(crate) use sign_in::{post_of_ended, scope_for_job};

pub use kikin_store::people::post::{Holder, Post};

use kikin_domain::throttle::ThrottlePolicy;

/// How long things last, and how fast one may try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A session that is not used for so many seconds ends.
    pub idle: i64,
    /// No session lasts longer, seconds.
    pub longest: i64,
    /// An invitation can be used for so many seconds.
    pub invitation: i64,
    /// Attempts for one account.
    pub per_account: ThrottlePolicy,
    /// Attempts from one address; a whole town hall may share it.
    pub per_address: ThrottlePolicy,
}

/// NIST SP 800-63B-4 §2.2.3 (reauthentication at AAL2: a day at most, an hour without activity) and §3.2.2 (far below a
/// hundred failures in a row).
impl Default for Limits {
    fn default() -> Self {
        let (minute, hour, day) = (60, 3_600, 86_400);
        Self {
            idle: hour,
            longest: 12 * hour,
            invitation: 7 * day,
            per_account: ThrottlePolicy { free: 5, first_wait: minute, longest_wait: hour, forget_after: day },
            per_address: ThrottlePolicy { free: 50, first_wait: minute, longest_wait: hour, forget_after: hour },
        }
    }
}

/// What signing in runs on.
#[derive(Clone, Debug)]
pub struct Security {
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Limits.
    pub limits: Limits,
}
