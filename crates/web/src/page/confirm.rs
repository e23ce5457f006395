//! A question before something that is not easily taken back: a page of its own, no dialogue.

use askama::Template;

use super::{Page, Shell};

/// The question, what it is about, and two ways out.
#[derive(Debug, Template)]
#[template(path = "page/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) shell: Shell,
    /// The question.
    pub(crate) question: String,
    /// What it is about: name and value.
    pub(crate) facts: Vec<(String, String)>,
    /// Where the answer goes.
    pub(crate) action: String,
    /// The verb on the button.
    pub(crate) act: String,
    /// Where one goes back to.
    pub(crate) back: String,
}

impl Page for ConfirmPage {
    const NAME: &'static str = "confirm";

    fn samples() -> Vec<Self> {
        vec![super::signout::everywhere(Shell::sample("すべての端末でサインアウト"))]
    }
}
