//! The reading process: one question after the other, until the pipe ends.

use std::io::{self, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use kikin_domain::FileReport;
use kikin_sheet::has_sheets_of_exported_plan;

use super::frame;
use super::limits::{Bounded, ReaderLimits, peak};
use super::message::{Answer, Greeting, Head, MOST_ANSWER, MOST_FILE, MOST_QUESTION, Question, Task};
use crate::check::{examine, readability, sheet_of};
use crate::mark::mark_checked;

/// What a panic said last. Printing it would mix the texts of somebody's file into the log.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Serves as a reading process: takes the limits upon itself, greets, and answers questions until `from` ends.
///
/// # Errors
/// The pipe's: the parent is gone, or is not our program.
pub fn serve_reader(limits: ReaderLimits, from: impl Read, mut to: impl Write) -> io::Result<()> {
    std::panic::set_hook(Box::new(|panic| {
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
    }));
    let bounded = Bounded::begin(limits);
    frame::write(&mut to, &encoded(&Greeting::ours())?)?;
    to.flush()?;
    let mut from = BufReader::new(from);
    while let Some(question) = frame::read(&mut from, MOST_QUESTION)? {
        let question: Question<'_> = postcard::from_bytes(&question).map_err(io::Error::other)?;
        let bytes = frame::read(&mut from, MOST_FILE)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        bounded.next_file(bytes.len());
        if catch_unwind(|| has_sheets_of_exported_plan(&bytes)).unwrap_or(false) {
            bounded.next_is_plan(bytes.len());
        }
        let (answer, marked) = caught(&question, bytes);
        let answer = match encoded(&answer)? {
            long if long.len() > MOST_ANSWER => encoded(&Answer::TooMuch)?,
            fits => fits,
        };
        let head = Head { worn: bounded.is_worn(), peak: peak() };
        frame::write(&mut to, &encoded(&head)?)?;
        frame::write(&mut to, &answer)?;
        frame::write(&mut to, &marked)?;
        to.flush()?;
    }
    Ok(())
}

fn encoded(message: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(message).map_err(io::Error::other)
}

/// The answer; a panic anywhere on the way is one too, also where it was caught and reading went on.
fn caught(question: &Question<'_>, bytes: Vec<u8>) -> (Answer, Vec<u8>) {
    let taken = || PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(taken());
    let outcome = catch_unwind(AssertUnwindSafe(|| answer(question, bytes)));
    match (outcome, taken()) {
        (Ok(outcome), None) => outcome,
        (_, said) => (Answer::Defect(said.unwrap_or_default()), Vec::new()),
    }
}

fn answer(question: &Question<'_>, bytes: Vec<u8>) -> (Answer, Vec<u8>) {
    let (file, request) = (&question.file, question.request());
    if let (Task::Mark, Some(found)) = (question.task, &question.found) {
        return marked(&bytes, found.clone().into_owned());
    }
    let opened = sheet_of(&bytes, question.size);
    // Nothing looks at the bytes again: the largest files leave little room for the report.
    let bytes = if question.task == Task::Check { Vec::new() } else { bytes };
    let report = examine(file, &question.sha256, opened, request);
    match question.task {
        Task::Check => (Answer::Report { report: Box::new(report), score: None }, Vec::new()),
        Task::Score => {
            let score = readability(file, &bytes);
            (Answer::Report { report: Box::new(report), score: Some(score) }, Vec::new())
        }
        Task::Mark => marked(&bytes, report),
    }
}

fn marked(bytes: &[u8], report: FileReport) -> (Answer, Vec<u8>) {
    match mark_checked(bytes, report) {
        Err(error) => (Answer::NotMarked(error.to_string()), Vec::new()),
        Ok(marked) => {
            let report = Box::new(marked.report);
            (Answer::Marked { report, separate: marked.separate }, marked.bytes)
        }
    }
}
