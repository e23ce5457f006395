//! The page of what went wrong.

use askama::Template;

use super::{Page, Shell, Who};
use crate::fault::{Fault, FaultRow};

/// What went wrong, why, and what to do.
#[derive(Debug, Template)]
#[template(path = "page/fault.html")]
pub(crate) struct FaultPage {
    shell: Shell,
    row: FaultRow,
    sentence: Option<String>,
    id: String,
    /// Of a defect the id is what to tell.
    is_ours: bool,
    sign_in: bool,
}

impl FaultPage {
    pub(crate) fn new(fault: Fault, sentence: Option<String>, id: &str, who: Option<Who>) -> Self {
        let row = fault.row();
        Self {
            shell: Shell { who, ..Shell::open(row.title) },
            row,
            sentence,
            id: id.to_owned(),
            is_ours: fault == Fault::Internal,
            sign_in: fault == Fault::SignIn,
        }
    }
}

impl Page for FaultPage {
    const NAME: &'static str = "fault";

    fn samples() -> Vec<Self> {
        let told = Self::new(
            Fault::TooMany,
            Some("入力の誤りが続いたため、10時まで受け付けません。".to_owned()),
            "0a1b2c3d4e5f",
            Shell::sample("").who,
        );
        Fault::ALL.into_iter().map(|fault| Self::new(fault, None, "0a1b2c3d4e5f", None)).chain([told]).collect()
    }
}
