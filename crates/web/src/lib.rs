#![doc = include_str!("../README.md")]

mod address;
mod assets;
pub mod component;
mod connections;
mod cookie;
mod download;
mod extract;
mod fault;
mod guard;
mod headers;
pub mod page;
mod place;
mod routes;
mod sent;
mod serve;
mod settings;
mod site;
mod when;
mod work;

pub use fault::{Fault, FaultRow};
pub use headers::CONTENT_SECURITY_POLICY;
pub use routes::{Access, Route, router, routes};
pub use serve::serve;
pub use settings::{LOG_LEVELS, Settings, SettingsError};
pub use site::{SharedSite, Site};
