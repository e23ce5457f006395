//! What crosses the pipe. Both ends are the same program, which the greeting makes sure of.

use std::borrow::Cow;

use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;
use kikin_domain::{Bodies, FileReport, FiscalYear, PrefectureCode};
use kikin_sheet::LARGEST_FILE;
use kikin_sheet::readability::Readability;
use serde::{Deserialize, Serialize};

use crate::check::CheckRequest;

/// Raised whenever a message changes.
const PROTOCOL: u32 = 3;

/// Most bytes of a greeting, and of the head of an answer.
pub(super) const MOST_HEAD: usize = 4 * 1024;
/// Most bytes of a question without its file: names, the table of 区分, what was added to the list of bodies.
pub(super) const MOST_QUESTION: usize = 4 * 1024 * 1024;
/// Most bytes of a file.
pub(super) const MOST_FILE: usize = LARGEST_FILE;
/// Most bytes of a report: the projects of the largest prefecture with their texts.
pub(super) const MOST_ANSWER: usize = 48 * 1024 * 1024;
/// Most bytes of a marked workbook, which comes back through the gate.
pub(super) const MOST_MARKED: usize = LARGEST_FILE + 1024 * 1024;

/// The first frame that a reading process sends.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Greeting {
    protocol: u32,
    version: String,
}

impl Greeting {
    /// That of this program.
    pub(super) fn ours() -> Self {
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Task {
    /// The report.
    Check,
    /// The report and the score of machine readability.
    Score,
    /// The report and the marked workbook.
    Mark,
}

/// A question; a frame with the file's bytes follows it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question<'a> {
    pub(super) task: Task,
    pub(super) file: Cow<'a, str>,
    pub(super) size: u64,
    pub(super) sha256: Cow<'a, str>,
    fiscal_year: Option<FiscalYear>,
    prefecture: Option<PrefectureCode>,
    categories: Cow<'a, CategoryTable>,
    bodies: Cow<'a, Bodies>,
    severities: Cow<'a, Severities>,
    awaited: Awaited,
    /// What was found in the file before: it is marked with that, and not judged again.
    pub(super) found: Option<Cow<'a, FileReport>>,
}

impl<'a> Question<'a> {
    pub(super) fn new(task: Task, file: &'a str, size: u64, sha256: &'a str, request: CheckRequest<'a>) -> Self {
        Self {
            task,
            file: file.into(),
            size,
            sha256: sha256.into(),
            fiscal_year: request.fiscal_year,
            prefecture: request.prefecture,
            categories: Cow::Borrowed(request.categories),
            bodies: Cow::Borrowed(request.bodies),
            severities: Cow::Borrowed(request.severities),
            awaited: request.awaited,
            found: None,
        }
    }

    /// To be marked with what was found before.
    pub(super) fn found(mut self, report: &'a FileReport) -> Self {
        self.found = Some(Cow::Borrowed(report));
        self
    }

    /// What the file is judged by.
    pub(super) fn request(&self) -> CheckRequest<'_> {
        CheckRequest {
            fiscal_year: self.fiscal_year,
            prefecture: self.prefecture,
            categories: &self.categories,
            bodies: &self.bodies,
            severities: &self.severities,
            awaited: self.awaited,
        }
    }
}

/// The head of an answer. The answer follows in a frame of its own, and the marked workbook in a third, empty where there
/// is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The process wants to be replaced: it holds too much memory for the next file.
    pub(super) worn: bool,
    /// The most memory it has held at once, in bytes; 0 where the system does not tell.
    pub(super) peak: u64,
}

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// The report, with the score if it was asked for.
    Report { report: Box<FileReport>, score: Option<Readability> },
    /// The report, and why the sender's own workbook was not marked if it was not.
    Marked { report: Box<FileReport>, separate: Option<String> },
    /// Not even a workbook of our own could be written, and why.
    NotMarked(String),
    /// The report is larger than what may be answered.
    TooMuch,
    /// A defect of ours, caught: what it says of itself.
    Defect(String),
}
