//! Use cases on a database: import, export, verification.

use std::borrow::Cow;

use jiff::Timestamp;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::{Awaited, Stage};
use kikin_domain::split::SplitError;
use kikin_domain::{Bu, FileReport, FiscalYear, PrefectureCode};
use kikin_store::{Act, Content, Incoming, Moment, PlanYear, Receipt, Store, StoreError, Verification};

use crate::check::CheckRequest;
use crate::evaluation::held_against_plan;
use crate::people::{PeopleError, Scope, permit, worlds_of};
use crate::reading::Document;
use crate::take_back::{TakenBack, take_back};

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
    /// Whoever asks may not.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// A withdrawal without a reason.
    #[error("取下げの理由が空欄です。理由を記入してください。")]
    NoReason,
    /// There is nothing to withdraw.
    #[error(
        "{body}の{}{stage}（{}）には、取り下げられる受付がありません。団体コード、年度、段階、分を確かめてください。",
        .year.era(), .bu.map_or("医療分・介護分", |bu| bu.label())
    )]
    NothingCounts {
        /// The body's name, or its code.
        body: String,
        /// The plan year.
        year: FiscalYear,
        /// The stage.
        stage: Stage,
        /// The 分, if one was named.
        bu: Option<Bu>,
    },
}

fn listed(years: &[(PrefectureCode, FiscalYear)]) -> String {
    years.iter().map(|(p, y)| format!("{} {}", p.name(), y.era())).collect::<Vec<_>>().join("、")
}

/// The account of whoever stands at the command line.
pub(crate) const COMMAND_LINE: &str = "command-line";

/// Someone at the command line of the machine that holds the database.
#[must_use]
pub fn operator(now: Timestamp) -> Act {
    Act {
        at: Moment::japan(now),
        actor: COMMAND_LINE.to_owned(),
        role: "運用管理".to_owned(),
        organisation: None,
        origin: Some("kikin".to_owned()),
        request_id: None,
    }
}

/// A file that was imported: what its check found, and the receipt.
#[derive(Clone, Debug)]
pub struct Imported<'a> {
    /// The check; of 事後評価 with what the plan that counts shows.
    pub report: Cow<'a, FileReport>,
    /// The receipt; none for a plan of our own export, which is no submission, and for a file over the size limit, of which
    /// nothing is kept.
    pub receipt: Option<Receipt>,
    /// Of a plan of our own export what was taken back, body by body; nothing of one with errors.
    pub taken_back: Vec<TakenBack>,
    /// Of a 変更 the projects of the plan it replaces that it does not list, and their sum; `None` where it lists all.
    pub left_out: Option<String>,
}

/// What a plan is judged by that is sent for a plan year: the year's own 区分, bodies and severities.
#[must_use]
pub fn year_request(year: &PlanYear) -> CheckRequest<'_> {
    CheckRequest {
        fiscal_year: Some(year.year),
        prefecture: Some(year.prefecture),
        categories: &year.categories,
        bodies: &year.bodies,
        severities: &year.severities,
        awaited: Awaited::Plan,
    }
}

/// Receives checked files in their order, all in one transaction: bytes, findings, versions, rows and an audit event of each.
/// A rejected file is kept too; it does not count. Each report must be of [`year_request`]. For the machine that holds the
/// database: in the browser files are handed in, or registered by [`crate::round::proxy_register`].
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses; nothing of any of these files is then stored.
pub async fn import<'a>(
    store: &Store,
    scope: &Scope,
    year: &PlanYear,
    files: &'a [(Document, FileReport)],
) -> Result<Vec<Imported<'a>>, DatabaseError> {
    permit(store, scope, Action::ProxyRegister, &Matter::of(Seat::Prefecture(year.prefecture))).await?;
    let act = scope.act();
    let transaction = store.write().await?;
    let mut imported = Vec::with_capacity(files.len());
    for (document, report) in files {
        let (mut receipt, mut taken_back) = (None, Vec::new());
        let report = held_against_plan(&*transaction, year, report).await?;
        // Looked at before it is received: then it would be the one in the plan itself.
        let left_out = match &report.plan {
            Some(plan) if !report.is_exported_plan() && !report.has_errors() => {
                crate::round::left_out(&*transaction, year, plan).await?
            }
            _ => None,
        };
        if report.is_exported_plan() {
            taken_back = take_back(&transaction, act, year, &report, &document.bytes).await?;
        } else if document.is_whole() {
            let (content, categories) = (&Content::of(&document.bytes), &year.categories);
            let (prefecture, year) = (year.prefecture, year.year);
            let report = &*report;
            let incoming = Incoming { prefecture, year, content, report, categories, only: &[] };
            receipt = Some(kikin_store::receive(&transaction, act, incoming).await?);
        }
        imported.push(Imported { report, receipt, taken_back, left_out });
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
    scope: &Scope,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<PlanYear, DatabaseError> {
    permit(store, scope, Action::SetUpYear, &Matter::of(Seat::Prefecture(prefecture))).await?;
    if let Some(found) = kikin_store::plan_year(store.connection(), prefecture, year).await? {
        return Ok(found);
    }
    let new = PlanYear::published(prefecture, year);
    let transaction = store.write().await?;
    kikin_store::set_plan_year(&transaction, scope.act(), &new).await?;
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

/// The prefecture that is asked for, or the only one that has a plan year.
///
/// # Errors
/// [`DatabaseError::Empty`] where there is none, [`DatabaseError::Several`] where there are several, or the database's.
pub async fn only_prefecture(
    store: &Store,
    prefecture: Option<PrefectureCode>,
) -> Result<PrefectureCode, DatabaseError> {
    let all = kikin_store::plan_years(store.connection()).await?;
    let mut wanted: Vec<_> = all.into_iter().filter(|(p, _)| prefecture.is_none_or(|w| w == *p)).collect();
    match wanted.as_slice() {
        [] => Err(DatabaseError::Empty),
        [(first, _), rest @ ..] if rest.iter().all(|(other, _)| other == first) => Ok(*first),
        _ => {
            wanted.dedup_by_key(|(prefecture, _)| *prefecture);
            Err(DatabaseError::Several(wanted))
        }
    }
}

/// Verifies the worlds of whoever asks, at the machine every one: chains, recorded rows, received bytes.
///
/// # Errors
/// [`DatabaseError`] when permission or the database refuses. Damage is no error: it is in the answer.
pub async fn verify(store: &Store, scope: &Scope) -> Result<Verification, DatabaseError> {
    permit(store, scope, Action::Verify, &Matter::of(scope.seat())).await?;
    let reading = store.read().await?;
    Ok(kikin_store::verify(&reading, worlds_of(scope.seat())).await?)
}

impl Imported<'_> {
    /// Whether the file has a finding of error weight.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        self.report.has_errors()
    }
}
