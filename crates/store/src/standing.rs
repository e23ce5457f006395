//! Submissions and their versions: states, and which version counts.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kikin_domain::plan::Stage;
use kikin_domain::standing::{VersionState, counting};
use kikin_domain::{BodyCode, Bu, FiscalYear, FormId, PrefectureCode, Verdict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::received::version_event;
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// A submission: one body, plan year, stage and 分, with all its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: i64,
    /// Who files.
    pub body: BodyCode,
    /// The plan year.
    pub year: FiscalYear,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
    /// In the order of receipt.
    pub versions: Vec<Version>,
}

/// A version of a submission: one 分 of one received file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: i64,
    /// Its number inside the submission, from 1.
    pub number: i64,
    /// The received file.
    pub upload: i64,
    /// The file's receipt number.
    pub receipt: i64,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it was received.
    pub received_at: String,
    /// Which form it is.
    pub form: Option<FormId>,
    /// The file's verdict.
    pub verdict: Verdict,
    /// 提出日
    pub submitted: Option<Date>,
    /// 文書番号
    pub document_number: Option<String>,
    /// Where it stands.
    pub state: VersionState,
    /// Whether it is the one that counts.
    pub counts: bool,
}

impl Submission {
    /// The version that counts.
    #[must_use]
    pub fn counting(&self) -> Option<&Version> {
        self.versions.iter().find(|v| v.counts)
    }
}

/// Narrow columns only: a list never loads what it does not show.
#[derive(Debug, FromQueryResult)]
struct Row {
    submission: i64,
    body: String,
    year: i64,
    stage: String,
    bu: String,
    version: i64,
    number: i64,
    upload: i64,
    submitted: Option<String>,
    document_number: Option<String>,
    receipt: i64,
    file_name: String,
    sha256: String,
    received_at: String,
    form: Option<String>,
    verdict: String,
    state: String,
}

const LIST: &str = "SELECT s.id AS submission, s.body, s.year, s.stage, s.bu, v.id AS version, v.number, v.upload,
        v.submitted, v.document_number, u.receipt, u.file_name, u.sha256, u.received_at, u.form, u.verdict,
        (SELECT e.kind FROM submission_events e WHERE e.version = v.id ORDER BY e.id DESC LIMIT 1) AS state
    FROM submissions s
    JOIN submission_versions v ON v.submission = s.id
    JOIN uploads u ON u.id = v.upload
    WHERE s.prefecture = $1 AND s.year = $2 AND ($3 = '' OR s.body = $3)
    ORDER BY s.body, s.stage, s.bu, v.number";

/// All submissions of a plan year with their versions, by body, stage and 分.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn submissions(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<Submission>> {
    submissions_of(db, prefecture, year, None).await
}

/// Those of one body, or of all.
pub(crate) async fn submissions_of(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: Option<BodyCode>,
) -> Result<Vec<Submission>> {
    let body = body.map(|b| b.to_string()).unwrap_or_default();
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into(), body.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), LIST, values);
    let mut list: Vec<Submission> = Vec::new();
    for row in Row::find_by_statement(statement).all(db).await? {
        let id = row.submission;
        let damaged = || StoreError::corrupt("submissions", id, "値を読めません");
        let version = version(&row).ok_or_else(damaged)?;
        match list.last_mut().filter(|s| s.id == id) {
            Some(submission) => submission.versions.push(version),
            None => list.push(submission(&row, version).ok_or_else(damaged)?),
        }
    }
    list.iter_mut().for_each(mark_counting);
    Ok(list)
}

fn mark_counting(submission: &mut Submission) {
    let states: Vec<_> = submission.versions.iter().map(|v| (v.state, v.submitted)).collect();
    if let Some(one) = counting(&states) {
        submission.versions[one].counts = true;
    }
}

fn submission(row: &Row, first: Version) -> Option<Submission> {
    Some(Submission {
        id: row.submission,
        body: BodyCode::parse(&row.body)?,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        stage: Stage::from_plain(&row.stage)?,
        bu: Bu::from_plain(&row.bu)?,
        versions: vec![first],
    })
}

fn version(row: &Row) -> Option<Version> {
    Some(Version {
        id: row.version,
        number: row.number,
        upload: row.upload,
        receipt: row.receipt,
        file_name: row.file_name.clone(),
        sha256: row.sha256.clone(),
        received_at: row.received_at.clone(),
        form: row.form.as_deref().map_or(Some(None), |f| FormId::from_plain(f).map(Some))?,
        verdict: Verdict::from_plain(&row.verdict)?,
        submitted: row.submitted.as_deref().map_or(Some(None), |d| Date::from_plain(d).map(Some))?,
        document_number: row.document_number.clone(),
        state: VersionState::parse(&row.state)?,
        counts: false,
    })
}

/// Writes an event of a version; returns the record of its row.
pub(crate) async fn add_event(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: i64,
    version: i64,
    state: VersionState,
    why: Option<&str>,
) -> Result<Record> {
    let row = version_event::Model {
        id: 0,
        prefecture,
        version,
        kind: state.code().to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        why: why.map(str::to_owned),
    };
    let row = insert_one(&**tx, row).await?;
    Ok(Record::of(row.id, &[row]))
}

/// What became of a version: taken in, refused, or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionEvent {
    /// Of which version.
    pub version: i64,
    /// What it became.
    pub state: VersionState,
    /// When, with offset.
    pub at: String,
    /// By which account.
    pub by: String,
    /// Why.
    pub why: Option<String>,
}

/// What became of versions of this world, in order: one query.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn version_events(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    versions: impl IntoIterator<Item = i64>,
) -> Result<Vec<VersionEvent>> {
    let rows = version_event::Entity::find()
        .filter(version_event::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(version_event::Column::Version.is_in(versions))
        .order_by_asc(version_event::Column::Id)
        .all(db)
        .await?;
    let read = |row: version_event::Model| {
        let damaged = || StoreError::corrupt("submission_events", row.id, "値を読めません");
        let state = VersionState::parse(&row.kind).ok_or_else(damaged)?;
        Ok(VersionEvent { version: row.version, state, at: row.at, by: row.actor, why: row.why })
    };
    rows.into_iter().map(read).collect()
}

/// Withdraws accepted versions, with one audit event; of each submission the one before counts again.
///
/// # Errors
/// [`StoreError::Missing`] if this world has no such version, [`StoreError::Refused`] if one is not accepted or there is none.
pub async fn withdraw(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: PrefectureCode,
    versions: &[i64],
    why: &str,
) -> Result<()> {
    let world = i64::from(prefecture.get());
    lock(tx, prefecture.into()).await?;
    let mut records = Vec::with_capacity(versions.len());
    for version in versions {
        match state(&**tx, world, *version).await? {
            Some(VersionState::Accepted) => {}
            Some(other) => return Err(StoreError::refused(format!("「{}」の版は取り下げられません", other.label()))),
            None => return Err(StoreError::missing("提出の版")),
        }
        records.push(add_event(tx, act, world, *version, VersionState::Withdrawn, Some(why)).await?);
    }
    if records.is_empty() {
        return Err(StoreError::refused("取り下げる版がありません"));
    }
    let ids: Vec<String> = versions.iter().map(ToString::to_string).collect();
    let deed = Deed::new("submission.withdraw", format!("submission_versions/{}", ids.join(","))).because(Some(why));
    append_with(tx, prefecture.into(), act, deed, &records).await?;
    Ok(())
}

const FOLLOWING: &str = "SELECT DISTINCT e.version FROM submissions s
    JOIN round_events e ON e.submission = s.id
    WHERE s.prefecture = $1 AND s.year = $2 AND e.kind = 'handed-in' AND e.version IS NOT NULL
        AND (e.draft IS NOT NULL OR EXISTS (SELECT 1 FROM round_events r
            WHERE r.submission = s.id AND r.kind = 'correction-requested' AND r.id < e.id))";

/// The versions of a plan year that follow the one before knowingly: handed in by the body itself, or after a 修正依頼. One query.
///
/// # Errors
/// The database's.
pub async fn following_versions(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<BTreeSet<i64>> {
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), FOLLOWING, values)).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "version")?)).collect()
}

async fn state(db: &impl ConnectionTrait, prefecture: i64, version: i64) -> Result<Option<VersionState>> {
    let sql = "SELECT kind FROM submission_events WHERE prefecture = $1 AND version = $2 ORDER BY id DESC LIMIT 1";
    let values = [prefecture.into(), version.into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    let Some(row) = row else { return Ok(None) };
    let kind: String = row.try_get("", "kind")?;
    let state = VersionState::parse(&kind);
    state.map(Some).ok_or_else(|| StoreError::corrupt("submission_events", version, "値を読めません"))
}
