//! Our own icons: drawn on 24 × 24, in the colour of the text, never alone (a word stands beside each).

use std::fmt;

use super::is_html;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A circle with nothing in it: nothing is there yet.
    Empty,
    /// A pen.
    Pen,
    /// A stamp.
    Stamp,
    /// An arrow upwards: sent.
    Sent,
    /// A lens.
    Lens,
    /// An arrow that turns back.
    Back,
    /// A tick in a circle.
    Tick,
    /// Two ticks.
    Twice,
    /// A padlock.
    Lock,
    /// A cross in a circle.
    Cross,
    /// A triangle with an exclamation mark.
    Warning,
    /// An octagon with an exclamation mark.
    Error,
    /// An i in a circle.
    Info,
    /// Three dots: being worked on.
    Working,
    /// An arrow downwards to a line.
    Download,
}

impl Icon {
    const fn shape(self) -> &'static str {
        match self {
            Self::Empty => r#"<circle cx="12" cy="12" r="8"/>"#,
            Self::Pen => r#"<path d="M4 20l1-5L16 4l4 4L9 19z"/><path d="M14 6l4 4"/>"#,
            Self::Stamp => r#"<path d="M10 4h4v6l4 4v3H6v-3l4-4z"/><path d="M5 20h14"/>"#,
            Self::Sent => r#"<circle cx="12" cy="12" r="9"/><path d="M12 17V7M8 11l4-4 4 4"/>"#,
            Self::Lens => r#"<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>"#,
            Self::Back => r#"<path d="M9 5L4 10l5 5"/><path d="M4 10h10a5 5 0 0 1 0 10h-4"/>"#,
            Self::Tick => r#"<circle cx="12" cy="12" r="9"/><path d="M7.5 12.5l3 3 6-7"/>"#,
            Self::Twice => r#"<path d="M2 13l4 4 8-10"/><path d="M11 16l1.5 1.5L21 7"/>"#,
            Self::Lock => r#"<rect x="5" y="11" width="14" height="9" rx="1"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#,
            Self::Cross => r#"<circle cx="12" cy="12" r="9"/><path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/>"#,
            Self::Warning => r#"<path d="M12 3L22 20H2z"/><path d="M12 10v5M12 17v1"/>"#,
            Self::Error => r#"<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7v6M12 16v1"/>"#,
            Self::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v1"/>"#,
            Self::Working => r#"<path d="M5 12h1M11.5 12h1M18 12h1"/><circle cx="12" cy="12" r="9"/>"#,
            Self::Download => r#"<path d="M12 4v11M7 10l5 5 5-5M4 20h16"/>"#,
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = r#"<svg class="kikin-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">"#;
        write!(f, "{open}{}</svg>", self.shape())
    }
}

is_html!(Icon);
