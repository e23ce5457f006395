//! Who may sign in: posts and their holders, credentials, invitations; and the working state of signing in.
//!
//! Posts, holders and invitations are added to, credentials are replaced, both with an event. Sessions, throttles and the
//! state of 確認コード change at every request and are recorded by no event (ADR 0008). An account and a token name their
//! world themselves: looking one of them up is the only query that names no prefecture.

pub mod credential;
pub mod invitation;
pub mod post;
pub mod session;
pub mod throttle;
pub mod totp;
