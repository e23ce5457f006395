//! Files that somebody sent, read by processes of their own; and `kikin worker`, which is such a process.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use kikin_app::{CheckRequest, Document, Read, ReaderLimits, Readers, Results, in_order, serve_reader};

use crate::Outcome;
use crate::args::WorkerArgs;
use crate::{interrupt, output};

/// Settings (docs/operation.md).
const COUNT: &str = "KIKIN_READERS";
const MEMORY: &str = "KIKIN_READER_MEMORY_MB";
const PLAN_MEMORY: &str = "KIKIN_READER_PLAN_MEMORY_MB";
const CPU: &str = "KIKIN_READER_CPU_SECONDS";

/// More readers than this wait for the one writer.
const MOST_UNASKED: usize = 8;

/// The readers of this run.
pub(crate) fn readers() -> anyhow::Result<Readers> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_UNASKED);
    let count = usize::try_from(setting(COUNT, cores as u64)?)?;
    let limits = ReaderLimits {
        memory_mb: setting(MEMORY, ReaderLimits::MEMORY_MB)?,
        plan_memory_mb: setting(PLAN_MEMORY, ReaderLimits::PLAN_MEMORY_MB)?,
        cpu_seconds: setting(CPU, ReaderLimits::CPU_SECONDS)?,
    };
    let program = std::env::current_exe().context("プログラム自身の場所が分かりません")?;
    Ok(Readers::new(count, limits, program, receipts())
        .telling(|stopped| output::log(&stopped.to_string()))
        .interrupted_by(interrupt::flag()))
}

/// A setting from the surroundings: a whole number of at least 1.
fn setting(name: &str, usual: u64) -> anyhow::Result<u64> {
    const MOST: u64 = 1_000_000;
    let Some(text) = std::env::var_os(name) else { return Ok(usual) };
    match text.to_str().and_then(|text| text.trim().parse().ok()) {
        Some(number) if (1..=MOST).contains(&number) => Ok(number),
        _ => bail!("環境変数 {name} の「{}」は1から{MOST}までの整数ではありません", text.display()),
    }
}

/// What begins this run's receipt numbers: time in Japan and process.
fn receipts() -> String {
    const JAPAN: jiff::tz::Offset = jiff::tz::offset(9);
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(JAPAN));
    format!("{}-{}", now.strftime("%Y%m%d-%H%M%S"), std::process::id())
}

/// Takes a file in.
pub(crate) fn document(path: &Path) -> anyhow::Result<Document> {
    let read = std::fs::File::open(path).and_then(|file| Document::read(path.to_string_lossy(), file));
    read.with_context(|| format!("「{}」を読めません", path.display()))
}

/// A file that was read, or why it could not be.
pub(crate) type Outcomes = anyhow::Result<(Document, Read)>;

/// What is read, and what for.
#[derive(Clone, Copy)]
pub(crate) struct Files<'a> {
    pub(crate) readers: &'a Readers,
    pub(crate) paths: &'a [PathBuf],
    pub(crate) request: CheckRequest<'a>,
    /// Whether to score how well a program can read them.
    pub(crate) score: bool,
    /// Whether their bytes are wanted afterwards.
    pub(crate) keep: bool,
}

impl Files<'_> {
    /// Reads the files side by side; `consume` takes them in their order.
    pub(crate) fn read_with<T>(self, consume: impl FnOnce(&mut Results<'_, '_, Outcomes>) -> T) -> T {
        let one = |number: usize| -> Outcomes {
            let mut document = document(&self.paths[number])?;
            let read = self.readers.check(&document, self.request, self.score)?;
            if !self.keep {
                document.bytes = Vec::new();
            }
            Ok((document, read))
        };
        let weighed = |number| {
            let outcome = one(number);
            let weight = outcome.as_ref().map_or(0, |(document, read)| document.bytes.len() as u64 + read.weight);
            (outcome, weight)
        };
        let interrupt = interrupt::flag();
        in_order(self.readers.count(), self.paths.len(), &interrupt, weighed, consume)
    }

    /// Reads all files, or none when one cannot be read or the run is interrupted.
    pub(crate) fn read(self, bar: &ProgressBar) -> anyhow::Result<Vec<Read>> {
        let mut projects = 0;
        self.read_with(|results| {
            let mut all = Vec::with_capacity(self.paths.len());
            while let Some(outcome) = results.take() {
                let (_, read) = outcome?;
                let report = &read.report;
                projects += report.plan.as_ref().map_or(0, |plan| plan.projects.len());
                projects += report.evaluation.as_ref().map_or(0, |read| read.projects.len());
                output::advance(bar, 1, projects);
                all.push(read);
            }
            if interrupt::flag().load(Ordering::Relaxed) {
                bail!("中断しました。何も書き出していません");
            }
            Ok(all)
        })
    }
}

/// `kikin worker`
pub(crate) fn run_worker(args: &WorkerArgs) -> anyhow::Result<Outcome> {
    let limits =
        ReaderLimits { memory_mb: args.memory_mb, plan_memory_mb: args.plan_memory_mb, cpu_seconds: args.cpu_seconds };
    serve_reader(limits, std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(Outcome::Fine)
}
