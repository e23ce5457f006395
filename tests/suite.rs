//! One integration binary over the whole product: helpers and tests are modules beside this file.

mod assessed;
mod builder;
mod catalogue;
mod check;
#[path = "../crates/store/tests/store/db.rs"]
mod db;
mod docs;
mod eighth;
mod evaluated;
mod evaluations;
mod evidence;
mod exported;
mod fill;
mod hostile;
mod largest;
mod mutation;
mod mutations;
mod pages;
mod people;
mod permissions;
mod readable;
mod round;
mod samples;
mod story;
mod template;
mod untouched;
mod variants;
