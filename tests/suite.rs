//! The whole product, tested as one binary: helpers and tests are modules beside this file.

#[cfg(test)]
mod builder;
#[cfg(test)]
mod check;
