//! One integration binary over the whole product.

mod docs;
mod samples;
