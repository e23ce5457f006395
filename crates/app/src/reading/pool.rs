//! The readers: a few processes that take files one at a time.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use kikin_domain::{FileReport, Finding, RuleId};
use kikin_sheet::mark::MarkError;
use kikin_sheet::over_answer;
use kikin_sheet::readability::{Readability, score_unreadable};

use super::document::Document;
use super::limits::ReaderLimits;
use super::message::{Answer, MOST_ANSWER, Question, Task};
use super::process::{Answered, Lost, Process};
use crate::check::{CheckRequest, refused};
use crate::mark::{Marked, separate};

/// How much larger a report is in memory than on the pipe.
const UNPACKED: u64 = 8;

/// Readers of files that somebody sent. Each is a process of this program with limits of its own, started when it is first
/// needed; what a file does to it is that file's finding and nobody else's trouble.
///
/// A call blocks its thread until the file is read; any number of threads may call.
pub struct Readers {
    program: PathBuf,
    limits: ReaderLimits,
    count: usize,
    receipts: Receipts,
    heard: Box<dyn Fn(&Stopped) + Send + Sync>,
    interrupt: Arc<AtomicBool>,
    crew: Mutex<Crew>,
    freed: Condvar,
    peak: AtomicU64,
}

/// Who is at work and who waits for it.
#[derive(Default)]
struct Crew {
    idle: Vec<Process>,
    busy: usize,
}

/// Numbers under which an operator finds why a reading was stopped.
struct Receipts {
    series: String,
    next: AtomicU64,
}

/// A reading that was stopped, for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The number that the sender was told.
    pub receipt: String,
    /// The file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { receipt, file, sha256, reason } = self;
        write!(f, "読み取り中止　受付番号 {receipt}　{file}　SHA-256 {sha256}　理由：{reason}")
    }
}

/// What reading a file gave.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the check found.
    pub report: FileReport,
    /// The score of machine readability, if it was asked for.
    pub score: Option<Readability>,
    /// About how many bytes this takes in memory.
    pub weight: u64,
}

/// Why a file was not read at all. None of it is the file's fault.
#[derive(Debug, thiserror::Error)]
pub enum ReadersError {
    /// The reading process does not start.
    #[error("読み取りプロセスを起動できません：{0}")]
    Start(#[source] io::Error),
    /// The run was interrupted.
    #[error("中断しました")]
    Interrupted,
    /// The list of what to mend could not be written.
    #[error("確認結果のブックを作れません：{0}")]
    NotMarked(String),
}

impl From<MarkError> for ReadersError {
    fn from(error: MarkError) -> Self {
        Self::NotMarked(error.to_string())
    }
}

impl Readers {
    /// At most `count` processes of `program`, which is this program. `receipts` begins the numbers of stopped readings and must
    /// be its own for every run.
    #[must_use]
    pub fn new(count: usize, limits: ReaderLimits, program: PathBuf, receipts: impl Into<String>) -> Self {
        Self {
            program,
            limits,
            count: count.max(1),
            receipts: Receipts { series: receipts.into(), next: AtomicU64::new(1) },
            heard: Box::new(|_| {}),
            interrupt: Arc::default(),
            crew: Mutex::default(),
            freed: Condvar::new(),
            peak: AtomicU64::new(0),
        }
    }

    /// Tells `heard` of every reading that was stopped.
    #[must_use]
    pub fn telling(mut self, heard: impl Fn(&Stopped) + Send + Sync + 'static) -> Self {
        self.heard = Box::new(heard);
        self
    }

    /// Gives up readings at once when `interrupt` is set.
    #[must_use]
    pub fn interrupted_by(mut self, interrupt: Arc<AtomicBool>) -> Self {
        self.interrupt = interrupt;
        self
    }

    /// How many files are read at the same time.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The most memory that a reading process has told of, in bytes; 0 where the system does not tell.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }

    /// Checks a file; with `score`, tells also how well a program can read it.
    ///
    /// # Errors
    /// [`ReadersError`] when no file could be read here, or nobody wants to know any more.
    pub fn check(&self, document: &Document, request: CheckRequest<'_>, score: bool) -> Result<Read, ReadersError> {
        let task = if score { Task::Score } else { Task::Check };
        let question = Question::new(task, &document.name, document.size, &document.sha256, request);
        let reason = match self.ask(document, &question)? {
            Ok(Answered { answer: Answer::Report { report, score }, length, .. }) if is_of(&report, document) => {
                return Ok(Read { report: *report, score, weight: length as u64 * UNPACKED });
            }
            Ok(Answered { answer: Answer::TooMuch, .. }) => {
                let report = refused(&document.name, &document.sha256, vec![over_answer(MOST_ANSWER)]);
                return Ok(Read { report, score: score.then(score_unreadable), weight: 0 });
            }
            Ok(answered) => reason(&answered),
            Err(reason) => reason,
        };
        let report = self.stopped(document, reason);
        Ok(Read { report, score: score.then(score_unreadable), weight: 0 })
    }

    /// Checks a file and marks it. A file that cannot be marked is answered with a workbook of its own.
    ///
    /// # Errors
    /// [`ReadersError`] as for [`Readers::check`], or when not even that can be written.
    pub fn mark(&self, document: &Document, request: CheckRequest<'_>) -> Result<Marked, ReadersError> {
        let question = Question::new(Task::Mark, &document.name, document.size, &document.sha256, request);
        let reason = match self.ask(document, &question)? {
            Ok(Answered { answer: Answer::Marked { report, separate }, marked, .. }) if is_of(&report, document) => {
                return Ok(Marked { bytes: marked, separate, report: *report });
            }
            Ok(Answered { answer: Answer::NotMarked(reason), .. }) => return Err(ReadersError::NotMarked(reason)),
            Ok(Answered { answer: Answer::TooMuch, .. }) => {
                let report = refused(&document.name, &document.sha256, vec![over_answer(MOST_ANSWER)]);
                let reason = report.findings[0].message.clone();
                return Ok(separate(report, reason)?);
            }
            Ok(answered) => reason(&answered),
            Err(reason) => reason,
        };
        let report = self.stopped(document, reason);
        let reason = report.findings[0].message.clone();
        Ok(separate(report, reason)?)
    }

    /// Marks a file with what was found in it before: the same file and findings give the same bytes. A file that cannot be marked is
    /// answered with a workbook of its own.
    ///
    /// # Errors
    /// As for [`Readers::mark`].
    pub fn mark_as_found(
        &self,
        document: &Document,
        request: CheckRequest<'_>,
        found: &FileReport,
    ) -> Result<Marked, ReadersError> {
        let question = Question::new(Task::Mark, &document.name, document.size, &document.sha256, request).found(found);
        match self.ask(document, &question)? {
            Ok(Answered { answer: Answer::Marked { report, separate }, marked, .. }) if is_of(&report, document) => {
                Ok(Marked { bytes: marked, separate, report: *report })
            }
            // Under which number that is told here differs each time.
            Ok(_) | Err(_) => Ok(separate(found.clone(), "このファイルには印を付けられません。".to_owned())?),
        }
    }

    /// Asks one of the processes; `Err` inside is why it was lost.
    fn ask(&self, document: &Document, question: &Question<'_>) -> Result<Result<Answered, String>, ReadersError> {
        let question = postcard::to_stdvec(question).map_err(|error| ReadersError::Start(io::Error::other(error)))?;
        let mut place = self.place()?;
        let mut process = match place.idle.take() {
            Some(process) => process,
            None => Process::start(&self.program, self.limits, &self.interrupt).map_err(|error| {
                match self.interrupt.load(Ordering::Relaxed) {
                    true => ReadersError::Interrupted,
                    false => ReadersError::Start(error),
                }
            })?,
        };
        match process.ask(&question, &document.bytes, &self.interrupt) {
            Ok(answered) => {
                self.peak.fetch_max(answered.head.peak, Ordering::Relaxed);
                let sound = !answered.head.worn && !matches!(answered.answer, Answer::Defect(_));
                place.idle = sound.then_some(process);
                Ok(Ok(answered))
            }
            Err(Lost::Interrupted) => Err(ReadersError::Interrupted),
            Err(Lost::Stopped(reason)) => Ok(Err(reason)),
        }
    }

    /// Waits for a place among the processes at work.
    fn place(&self) -> Result<Place<'_>, ReadersError> {
        let mut crew = self.crew();
        while crew.busy >= self.count {
            crew = self.freed.wait(crew).unwrap_or_else(PoisonError::into_inner);
        }
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(ReadersError::Interrupted);
        }
        crew.busy += 1;
        // One that has ended since its last file is no file's fault.
        let idle = std::iter::from_fn(|| crew.idle.pop()).find_map(|mut process| process.is_alive().then_some(process));
        Ok(Place { readers: self, idle })
    }

    fn crew(&self) -> MutexGuard<'_, Crew> {
        self.crew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The report on a file whose reading was stopped; the operator hears of it.
    fn stopped(&self, document: &Document, reason: String) -> FileReport {
        let number = self.receipts.next.fetch_add(1, Ordering::Relaxed);
        let receipt = format!("{}-{number}", self.receipts.series);
        let finding = Finding::new(RuleId::F005, "stopped", &[("receipt", &receipt)]);
        (self.heard)(&Stopped { receipt, file: document.name.clone(), sha256: document.sha256.clone(), reason });
        refused(&document.name, &document.sha256, vec![finding])
    }
}

/// A place among the processes at work. What it holds at the end goes back to wait for the next file.
struct Place<'a> {
    readers: &'a Readers,
    idle: Option<Process>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut crew = self.readers.crew();
        crew.busy -= 1;
        crew.idle.extend(self.idle.take());
        drop(crew);
        self.readers.freed.notify_one();
    }
}

/// Whether an answer is to this question.
fn is_of(report: &FileReport, document: &Document) -> bool {
    report.file == document.name && report.sha256 == document.sha256
}

/// Why an answer is none.
fn reason(answered: &Answered) -> String {
    match &answered.answer {
        Answer::Defect(said) => format!("内部エラー：{}", said.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => "別の問いの答えです".to_owned(),
    }
}
