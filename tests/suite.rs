//! One integration binary over the whole product: helpers and tests are modules beside this file.

mod builder;
mod catalogue;
mod check;
mod docs;
mod eighth;
mod hostile;
mod mutation;
mod mutations;
mod samples;
mod template;
mod variants;
