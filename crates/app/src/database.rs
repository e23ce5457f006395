//! Use cases on a database: import, export, verification.

use jiff::Timestamp;
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{Consolidated, place};
use kikin_domain::plan::Stage;
use kikin_domain::split::{Rounding, SplitError};
use kikin_domain::{FileReport, FiscalYear, PrefectureCode};
use kikin_store::{Act, Incoming, Moment, NewPlan, PlanYear, Receipt, Store, StoreError, Verification, World};

use crate::check::CheckRequest;
use crate::reading::Document;

/// Why a use case on a database came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database's own reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The split's.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Nothing is stored.
    #[error("データベースに計画年度がありません。先に kikin import で取り込んでください。")]
    Empty,
    /// Several plan years are stored and none was named.
    #[error("計画年度が{}件あります（{}）。--prefecture と --fiscal-year で一つを指定してください。", .0.len(), listed(.0))]
    Several(Vec<(PrefectureCode, FiscalYear)>),
    /// The one asked for is not stored.
    #[error("{}の{}の計画はデータベースにありません。", .0.name(), .1.era())]
    Missing(PrefectureCode, FiscalYear),
}

fn listed(years: &[(PrefectureCode, FiscalYear)]) -> String {
    years.iter().map(|(p, y)| format!("{} {}", p.name(), y.era())).collect::<Vec<_>>().join("、")
}

/// Someone at the command line of the machine that holds the database.
#[must_use]
pub fn operator(now: Timestamp) -> Act {
    Act {
        at: Moment::japan(now),
        actor: "command-line".to_owned(),
        role: "運用管理".to_owned(),
        organisation: None,
        origin: Some("kikin".to_owned()),
        request_id: None,
    }
}

/// A file that was imported: what its check found, and the receipt.
#[derive(Clone, Debug)]
pub struct Imported<'a> {
    /// The check.
    pub report: &'a FileReport,
    /// The receipt; none for a plan of our own export, which is no submission, and for a file over the size limit, of which
    /// nothing is kept.
    pub receipt: Option<Receipt>,
}

/// What a file is judged by that is sent for a plan year: the year's own 区分 and severities.
#[must_use]
pub fn year_request(year: &PlanYear) -> CheckRequest<'_> {
    CheckRequest {
        fiscal_year: Some(year.year),
        prefecture: Some(year.prefecture),
        categories: &year.categories,
        severities: &year.severities,
    }
}

/// Receives checked files in their order, all in one transaction: bytes, findings, versions, rows and an audit event of each.
/// A rejected file is kept too; it does not count. Each report must be of [`year_request`].
///
/// # Errors
/// [`DatabaseError`] when the database refuses; nothing of any of these files is then stored.
pub async fn import<'a>(
    store: &Store,
    act: &Act,
    year: &PlanYear,
    files: &'a [(Document, FileReport)],
) -> Result<Vec<Imported<'a>>, DatabaseError> {
    let transaction = store.write().await?;
    let mut imported = Vec::with_capacity(files.len());
    for (document, report) in files {
        let receipt = match report.is_exported_plan() || !document.is_whole() {
            true => None,
            false => {
                let (bytes, categories) = (document.bytes.as_slice(), &year.categories);
                let incoming = Incoming { prefecture: year.prefecture, year: year.year, bytes, report, categories };
                Some(kikin_store::receive(&transaction, act, incoming).await?)
            }
        };
        imported.push(Imported { report, receipt });
    }
    transaction.commit().await?;
    Ok(imported)
}

/// The set-up of a plan year; made as published when it is not there yet.
///
/// # Errors
/// [`DatabaseError`] when the database refuses.
pub async fn open_year(
    store: &Store,
    act: &Act,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<PlanYear, DatabaseError> {
    if let Some(found) = kikin_store::plan_year(store.connection(), prefecture, year).await? {
        return Ok(found);
    }
    let new = PlanYear::published(prefecture, year);
    let transaction = store.write().await?;
    kikin_store::set_plan_year(&transaction, act, &new).await?;
    transaction.commit().await?;
    Ok(new)
}

/// The plan year asked for, or the only one there is.
///
/// # Errors
/// [`DatabaseError::Several`], which names them; [`DatabaseError::Empty`]; [`DatabaseError::Missing`].
pub async fn only_year(
    store: &Store,
    prefecture: Option<PrefectureCode>,
    year: Option<FiscalYear>,
) -> Result<(PrefectureCode, FiscalYear), DatabaseError> {
    let all = kikin_store::plan_years(store.connection()).await?;
    let wanted: Vec<_> = all
        .iter()
        .copied()
        .filter(|(p, y)| prefecture.is_none_or(|w| w == *p) && year.is_none_or(|w| w == *y))
        .collect();
    match (wanted.as_slice(), prefecture, year) {
        ([one], _, _) => Ok(*one),
        ([], Some(prefecture), Some(year)) => Err(DatabaseError::Missing(prefecture, year)),
        ([], _, _) => Err(DatabaseError::Empty),
        (several, _, _) => Err(DatabaseError::Several(several.to_vec())),
    }
}

/// The plan of the versions that count, with every yen placed.
///
/// # Errors
/// [`DatabaseError`] when the database refuses or an amount is outside what the split is made for.
pub async fn plan_of(
    store: &Store,
    prefecture: PrefectureCode,
    year: FiscalYear,
    stage: Stage,
) -> Result<(Consolidated, Vec<i64>), DatabaseError> {
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let categories = set_up.map_or_else(|| CategoryTable::published().clone(), |y| y.categories);
    let gathered = kikin_store::gather(&reading, prefecture, year, stage, &categories).await?;
    let mut lines = gathered.lines;
    let split = place(&mut lines, &categories, year, Rounding::default())?;
    let plan = Consolidated {
        prefecture,
        year,
        stage,
        categories: categories.of_year(year).cloned().collect(),
        sources: gathered.sources,
        lines,
        texts: gathered.texts,
        split,
        findings: Vec::new(),
    };
    Ok((plan, gathered.uploads))
}

/// Saves the plan as the next draft version of its year and stage.
///
/// # Errors
/// [`DatabaseError`] when the database refuses.
pub async fn save_draft(
    store: &Store,
    act: &Act,
    plan: &Consolidated,
    uploads: &[i64],
) -> Result<kikin_store::PlanVersion, DatabaseError> {
    let transaction = store.write().await?;
    let saved = kikin_store::save_plan(&transaction, act, NewPlan { plan, uploads, reason: None }).await?;
    transaction.commit().await?;
    Ok(saved)
}

/// Verifies every world: chains, recorded rows, received bytes.
///
/// # Errors
/// [`DatabaseError`] when the database refuses. Damage is no error: it is in the answer.
pub async fn verify(store: &Store) -> Result<Verification, DatabaseError> {
    let reading = store.read().await?;
    Ok(kikin_store::verify(&reading, World::all()).await?)
}

impl Imported<'_> {
    /// Whether the file has a finding of error weight.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        !self.report.is_exported_plan() && self.report.has_errors()
    }
}
