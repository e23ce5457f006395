//! Test package; the suite is in suite.rs.
