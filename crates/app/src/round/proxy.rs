//! 代理登録: the prefecture registers files that came another way, one by one or in a zip.

use std::io::{Cursor, Read as _};
use std::sync::Arc;

use kikin_domain::permission::Action;
use kikin_domain::plan::{FormId, Stage};
use kikin_domain::round::Act;
use kikin_domain::{FileReport, FiscalYear, PrefectureCode, Severity, Verdict};
use kikin_sheet::LARGEST_FILE;
use kikin_store::{Store, StoreError};

use super::error::RoundError;
use super::hand_in::{File, HandedIn, hand_in_file};
use super::held::{On, Site, any_body};
use super::read::{Checks, read_apart};
use crate::people::{Scope, permit};
use crate::reading::Document;

/// A zip holds no more files.
pub const MOST_IN_ZIP: usize = 500;

/// The files of a zip are together no larger, bytes.
pub const LARGEST_ZIP: usize = 200 * 1024 * 1024;

/// What became of a file.
#[derive(Debug)]
pub struct Registered {
    /// What the check found.
    pub report: FileReport,
    /// The receipt, or why it was not registered.
    pub outcome: Result<HandedIn, RoundError>,
}

/// Registers a file for the body that it names, with the reason for doing so. One transaction, one event; a file with errors
/// registers nothing.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for a blank reason, [`RoundError::Readers`], or the
/// database's. Why a file that was checked is not registered stands in the answer.
pub async fn proxy_register(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    document: Document,
    why: &str,
) -> Result<Registered, RoundError> {
    // Whose file it is, the file tells, and is asked again then.
    permit(store, scope, Action::ProxyRegister, &any_body(prefecture)).await?;
    let why = reason(why)?;
    let set_up = kikin_store::plan_year(store.connection(), prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let (document, report) = read_apart(reader, document, &set_up).await?;
    let outcome = register(store, scope, &set_up, (&document, &report), why).await;
    match outcome {
        // What the database refuses is about this file; what else it says is about the machine.
        Err(RoundError::Store(error)) if !matches!(error, StoreError::Refused(_)) => Err(error.into()),
        outcome => Ok(Registered { report, outcome }),
    }
}

/// Why the prefecture registers.
pub(crate) fn reason(why: &str) -> Result<&str, RoundError> {
    match why.trim() {
        "" => Err(RoundError::field("代理登録の理由（受け取った方法と日）が空欄です。記入してください。")),
        why => Ok(why),
    }
}

async fn register(
    store: &Store,
    scope: &Scope,
    year: &kikin_store::PlanYear,
    (document, report): (&Document, &FileReport),
    why: &str,
) -> Result<HandedIn, RoundError> {
    if report.form.is_some_and(|form| form != FormId::MunicipalPlan) {
        return Err(RoundError::OtherForm);
    }
    let errors = report.count(Severity::Error);
    let Some(plan) = report.plan.as_ref().filter(|_| report.verdict != Verdict::Rejected) else {
        return Err(RoundError::Rejected { errors });
    };
    let Some((body, _)) = plan.organization else { return Err(RoundError::Rejected { errors }) };
    let site = Site { prefecture: year.prefecture, year: year.year, body };
    let bu_of = |code: &_| year.categories.get(code, year.year).map(|c| c.bu);
    let (stage, halves): (Stage, _) = (plan.cover.stage(), plan.halves(bu_of));
    let file = File { document, report, draft: None, act: Act::ProxyRegister, action: "submission.proxy" };
    hand_in_file(store, scope, On { site, stage, halves: &halves }, file, Some(why).into()).await
}

/// The .xlsx files of a zip, by name; temporary files and other kinds are passed over and named second.
///
/// # Errors
/// [`RoundError::Field`] for what is no zip, is damaged, or is over a limit.
pub fn unpack(bytes: &[u8]) -> Result<(Vec<Document>, Vec<String>), RoundError> {
    let damaged = |_| RoundError::field("zipを開けません。壊れていないか確かめて、もう一度送ってください。");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_IN_ZIP {
        return Err(RoundError::field(format!("zipのファイルは{MOST_IN_ZIP}件までです。分けて送ってください。")));
    }
    let (mut documents, mut passed_over, mut room) = (Vec::new(), Vec::new(), LARGEST_ZIP);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        if entry.is_dir() {
            continue;
        }
        let path = name_of(entry.name_raw());
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if name.starts_with("~$") || !name.to_lowercase().ends_with(".xlsx") {
            passed_over.push(path);
            continue;
        }
        // One byte more tells that there is more; sizes that the zip states are not believed.
        let limit = room.min(LARGEST_FILE) + 1;
        let mut content = Vec::new();
        let read = entry.by_ref().take(limit as u64).read_to_end(&mut content);
        read.map_err(|_| RoundError::field(format!("zipの「{path}」を取り出せません。もう一度zipを作ってください。")))?;
        if content.len() == limit {
            return Err(RoundError::field(format!(
                "zipの「{path}」が大きすぎます（1件{}MB、全体で{}MBまで）。分けて送ってください。",
                LARGEST_FILE / (1024 * 1024),
                LARGEST_ZIP / (1024 * 1024)
            )));
        }
        room -= content.len();
        let document = Document::read(name, content.as_slice());
        documents.push(document.map_err(|error| RoundError::Reading(Box::new(error)))?);
    }
    Ok((documents, passed_over))
}

/// Zips that Windows makes in Japan bear names in CP932.
fn name_of(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(raw).0.into_owned(),
    }
}
