#![doc = include_str!("../README.md")]

mod assets;
pub mod component;
mod cookie;
mod extract;
mod fault;
mod guard;
mod headers;
pub mod page;
mod routes;
mod serve;
mod settings;
mod site;
mod when;

pub use fault::{Fault, FaultRow};
pub use headers::CONTENT_SECURITY_POLICY;
pub use routes::{Access, ROUTES, Route, router};
pub use serve::serve;
pub use settings::{LOG_LEVELS, Settings, SettingsError};
pub use site::{SharedSite, Site};
