//! The store on both databases: every test runs on SQLite and on PostgreSQL, each on a database of its own.
#![expect(
    clippy::unwrap_used,
    reason = "tests all through; behind the macro that runs them twice clippy cannot see it"
)]

mod chain;
mod db;
mod durable;
mod plans;
mod roundtrip;
mod settings;
mod setup;
mod support;
mod tampering;
mod versions;
mod worlds;
