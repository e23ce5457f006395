//! Work that takes longer than a request may: exports, and files that are registered one by one. Asked for in a page, done by
//! whichever server has time, kept for some weeks.
//!
//! A server's worker holds a job by a lease in the database that it renews while it works. Whoever is killed leaves the job to
//! the next when the lease has ended. A result is kept in one transaction with the job's end, or not at all; of files each is
//! done or not, and the next worker goes on with those that are not. Whoever asked is asked for permission twice: when they ask,
//! and when the job is done.

mod ask;
mod kind;
mod make;
mod register;
mod run;

pub use ask::{JobList, JobView, ON_A_PAGE, ask, list, look, result};
pub use kind::{JobKind, Lane};
pub(crate) use make::{apart, groups_of, setting_of, workbook};
pub use register::{Outcome, Receipt, Registration, Sending, ask_registration};
pub use run::{LEASE, Turn, has_work, run_next};

pub use kikin_store::jobs::{Job, JobState};
