//! One integration binary over the whole product: helpers and tests are modules beside this file.

mod assessed;
mod builder;
mod catalogue;
mod check;
mod docs;
mod eighth;
mod fill;
mod readable;
mod samples;
mod template;
mod untouched;
mod variants;
