//! The parts of which pages are made, each with samples that the page of all components shows.
//!
//! Class names are those of デジタル庁デザインシステム, `dads-block__element[data-…]`. Templates are well-formed XML, which a
//! test checks; what users typed is escaped by askama.

mod action;
mod badge;
mod chart;
mod form;
mod icon;
mod notice;
mod phrase;
mod progress;
mod table;

pub use action::{Breadcrumb, Button, ButtonKind, Download, LinkButton, Pagination, Tab, Tabs};
pub use badge::{Badge, Tone, Word};
pub use chart::{Bar, BarChart};
pub use form::{Choice, Control, ErrorSummary, Field, FieldError, Filter, TextKind};
pub use icon::Icon;
pub use notice::{Notice, NoticeKind};
pub use phrase::Phrase;
pub use progress::Progress;
pub use table::{Cell, Column, Sort, Table};

/// What a component is put into a page by: its template has escaped what needs it.
macro_rules! is_html {
    ($($name:ident),+) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
use is_html;
