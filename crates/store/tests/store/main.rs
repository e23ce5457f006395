//! The store on both databases: every test runs on SQLite and on PostgreSQL, each on a database of its own.

mod chain;
mod durable;
mod plans;
mod roundtrip;
mod setup;
mod support;
mod tampering;
mod versions;
mod worlds;
