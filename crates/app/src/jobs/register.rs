//! 代理登録 as a job: what was sent is kept, and a worker registers one file after the other. A file that is not registered keeps
//! no other back; a worker that comes after another goes on with the file at which it was.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kikin_domain::digest::sha256;
use kikin_domain::permission::Action;
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, FileReport, Finding, FiscalYear, PrefectureCode, Severity, Verdict};
use kikin_store::jobs::{Job, JobFile, NewFile, NewJob, add_job, end_file, job_files, job_input};
use kikin_store::{Connection, Store, StoreError};
use serde::{Deserialize, Serialize};

use super::JobKind;
use super::make::apart;
use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::round::{Checks, Registered, RoundError, any_body, proxy_register, reason, unpack};

/// So many findings of a refused file are kept for whoever writes to its sender; what was found in all is counted.
const MOST_FINDINGS: usize = 100;

/// What is sent to be registered: files and zips of files, by name, and how they came.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Name and bytes of each.
    pub files: Vec<(String, Vec<u8>)>,
    /// How and when they came.
    pub why: String,
}

/// What a job of this kind was asked for. The same again, while it is under way, is the same job.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    why: String,
    /// What of a zip is no workbook.
    passed_over: Vec<String>,
    /// SHA-256 over names and digests of the files.
    files: String,
}

/// What became of the files of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// In the order in which they are worked through.
    pub files: Vec<(String, Option<Outcome>)>,
    /// What of a zip is no workbook.
    pub passed_over: Vec<String>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What the check said.
    pub verdict: Verdict,
    /// How many errors it found.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The receipt, or why there is none.
    pub registered: Result<Receipt, String>,
    /// Of a file that was not registered what the check found, errors first, no more than is read.
    pub findings: Vec<Finding>,
}

/// As what a file was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The received file's id.
    pub upload: i64,
    /// 受付番号
    pub number: i64,
    /// Whose.
    pub body: BodyCode,
    /// For which 分.
    pub halves: Vec<Bu>,
    /// Whether it had been registered before it was sent.
    pub repeated: bool,
}

/// A file as it is kept for the job.
struct Taken {
    name: String,
    bytes: Vec<u8>,
    sha256: String,
}

impl Taken {
    fn as_new(&self) -> NewFile<'_> {
        NewFile { name: &self.name, sha256: &self.sha256, bytes: &self.bytes }
    }
}

/// Asks for the registration of files: one transaction, one event. The same once more, while it is under way, is answered with the
/// same job.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for a blank reason or a zip that cannot be taken apart, or
/// the database's.
pub async fn ask_registration(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    sending: Sending,
) -> Result<Job, RoundError> {
    permit(store, scope, Action::ProxyRegister, &any_body(prefecture)).await?;
    // At the machine there is a command for it.
    let post = scope.post().ok_or_else(RoundError::hidden)?;
    let why = reason(&sending.why)?.to_owned();
    let set_up = kikin_store::plan_year(store.connection(), prefecture, year).await?;
    set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let (taken, passed_over) = apart(move || taken_apart(sending.files)).await?;
    let listed: String = taken.iter().map(|file| format!("{}\t{}\n", file.name, file.sha256)).collect();
    let asked = Asked { why, passed_over, files: sha256(listed.as_bytes()) };
    let asked = serde_json::to_string(&asked).map_err(StoreError::from)?;
    let files: Vec<NewFile<'_>> = taken.iter().map(Taken::as_new).collect();
    let queue = format!("register/{}/{}", prefecture.get(), year.get());
    let tx = store.write().await?;
    let new = NewJob {
        prefecture,
        year,
        kind: JobKind::Register.code(),
        // Each file tells its own.
        stage: Stage::Plan,
        post,
        steps: files.len() as u64,
        asked: Some(&asked),
        // What was sent later is registered later.
        queue: Some(&queue),
        files: &files,
        recorded: Some("submission.send"),
    };
    let job = add_job(&tx, scope.act(), new).await?;
    tx.commit().await?;
    Ok(job)
}

/// The files that were sent, those of a zip each; and what of it is passed over.
fn taken_apart(sent: Vec<(String, Vec<u8>)>) -> Result<(Vec<Taken>, Vec<String>), RoundError> {
    let (mut taken, mut passed_over) = (Vec::new(), Vec::new());
    for (name, bytes) in sent {
        if name.to_lowercase().ends_with(".zip") {
            let (inside, passed) = unpack(&bytes)?;
            let file = |file: Document| Taken { name: file.name, bytes: file.bytes, sha256: file.sha256 };
            taken.extend(inside.into_iter().map(file));
            passed_over.extend(passed);
        } else {
            let sha256 = sha256(&bytes);
            taken.push(Taken { name, bytes, sha256 });
        }
    }
    Ok((taken, passed_over))
}

/// What has become of a job's files so far.
pub(super) async fn registration(db: &impl Connection, job: &Job) -> Result<Registration, RoundError> {
    let asked: Asked = serde_json::from_str(job.asked.as_deref().unwrap_or_default()).map_err(StoreError::from)?;
    let mut files = Vec::new();
    for file in job_files(db, job).await? {
        let outcome = file.outcome.as_deref().map(serde_json::from_str).transpose().map_err(StoreError::from)?;
        files.push((file.name, outcome));
    }
    Ok(Registration { files, passed_over: asked.passed_over })
}

/// Registers the files of a job that are not done yet; false where the worker has lost it.
pub(super) async fn register(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (job, worker): (&Job, &str),
    done: &AtomicU64,
) -> Result<bool, RoundError> {
    let asked: Asked = serde_json::from_str(job.asked.as_deref().unwrap_or_default()).map_err(StoreError::from)?;
    let mut earlier = BTreeSet::new();
    for file in job_files(store.connection(), job).await? {
        if let Some(told) = &file.outcome {
            let outcome: Outcome = serde_json::from_str(told).map_err(StoreError::from)?;
            earlier.extend(outcome.registered.ok().map(|receipt| receipt.upload));
        } else {
            let mut outcome = one(store, reader, scope, (job, &file), &asked.why).await?;
            if let Ok(receipt) = &mut outcome.registered {
                // Twice in what was sent: the second is the first.
                receipt.repeated |= !earlier.insert(receipt.upload);
            }
            let told = serde_json::to_string(&outcome).map_err(StoreError::from)?;
            let tx = store.write().await?;
            if !end_file(&tx, (job, worker), file.number, &told).await? {
                return Ok(false);
            }
            tx.commit().await?;
        }
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(true)
}

/// Registers a file. Killed after it was registered and before that is noted, the next worker finds it registered: the same bytes
/// of the same body make one receipt.
async fn one(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (job, file): (&Job, &JobFile),
    why: &str,
) -> Result<Outcome, RoundError> {
    let bytes = job_input(store.connection(), file).await?;
    let document = Document::read(file.name.as_str(), bytes.as_slice());
    let document = document.map_err(|error| RoundError::Reading(Box::new(error)))?;
    let Registered { report, outcome } =
        proxy_register(store, reader, scope, (job.prefecture, job.year), document, why).await?;
    let registered = match outcome {
        Ok(handed_in) => {
            let slip = handed_in.slip;
            // Received in the second in which this was sent, for whoever sent it: by this job, before it was taken over.
            let own = slip.received_at == job.asked_at && slip.received_by == job.account;
            Ok(Receipt {
                upload: slip.upload,
                number: slip.number,
                body: slip.body,
                halves: slip.versions.iter().map(|version| version.bu).collect(),
                repeated: handed_in.repeated && !own,
            })
        }
        Err(why) => Err(why.to_string()),
    };
    let findings = if registered.is_ok() { Vec::new() } else { worst(&report) };
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    Ok(Outcome { verdict: report.verdict, errors, warnings, registered, findings })
}

fn worst(report: &FileReport) -> Vec<Finding> {
    let mut findings: Vec<Finding> = report.findings.clone();
    findings.sort_by_key(|finding| finding.severity);
    findings.truncate(MOST_FINDINGS);
    findings
}
