//! Receiving a file: bytes, findings, versions, rows and the audit event in one transaction.

use std::borrow::Cow;

use kikin_domain::category::{CategoryCode, CategoryTable};
use kikin_domain::evaluation::{Evaluation, EvaluationWorkbook};
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::standing::VersionState;
use kikin_domain::{BodyCode, Bu, Field, FiscalYear, PrefectureCode, Verdict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement,
};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::received::{blob, upload, version};
use crate::error::{Result, StoreError};
use crate::hash::Content;
use crate::round::{SubmissionKey, submission_id};
use crate::rows::{EvaluationRows, FindingJson, NormalizationJson, Owner, WorkbookRows};
use crate::standing::add_event;
use crate::text::Plain;

/// A file to be received, and what its check found.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// For which plan year.
    pub year: FiscalYear,
    /// The bytes as sent.
    pub content: &'a Content<'a>,
    /// The check of these bytes.
    pub report: &'a FileReport,
    /// 区分 by which projects belong to a 分.
    pub categories: &'a CategoryTable,
    /// The 分 of the file that become versions; empty means all that it files for.
    pub only: &'a [Bu],
}

/// What a sender is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The received file's id.
    pub upload: i64,
    /// The receipt number, running in the prefecture's world.
    pub number: i64,
    /// When the bytes were first received.
    pub received_at: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Whether the same bytes had been received for the same key: then nothing was written.
    pub repeated: bool,
    /// One per 分; none when nobody can tell whose file it is.
    pub versions: Vec<ReceivedVersion>,
}

/// A version that a file became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedVersion {
    /// Its id.
    pub id: i64,
    /// The 分.
    pub bu: Bu,
    /// Its number inside the submission.
    pub number: i64,
    /// Where it stands.
    pub state: VersionState,
}

/// Whose file it is, as far as one can tell.
struct Key {
    body: BodyCode,
    stage: Stage,
    halves: Vec<Bu>,
}

/// Receives a file, all or nothing: the caller commits. A rejected file is kept and numbered, and its rows are not stored:
/// they are in its bytes.
///
/// # Errors
/// [`StoreError::Refused`] if the report is not of these bytes, or an accepted file is of no body of this world.
pub async fn receive(tx: &WriteTransaction, act: &Act, incoming: Incoming<'_>) -> Result<Receipt> {
    let (receipt, records) = receive_rows(tx, act, incoming).await?;
    if !receipt.repeated {
        let deed = Deed::new("submission.receive", format!("uploads/{}", receipt.upload));
        append_with(tx, incoming.prefecture.into(), act, deed, &records).await?;
    }
    Ok(receipt)
}

/// Writes the rows of [`receive`] and returns their records: the event is the caller's. None of a file that was there.
pub(crate) async fn receive_rows(
    tx: &WriteTransaction,
    act: &Act,
    incoming: Incoming<'_>,
) -> Result<(Receipt, Vec<Record>)> {
    let world = i64::from(incoming.prefecture.get());
    if incoming.content.sha256() != incoming.report.sha256 {
        return Err(StoreError::refused("検査の結果が、受け取ったファイルのものではありません"));
    }
    let place = lock(tx, incoming.prefecture.into()).await?;
    let key = key(tx, incoming).await?;
    let row = upload_row(act, incoming, key.as_ref(), place.receipts + 1)?;
    if let Some(receipt) = repeated(tx, &row).await? {
        return Ok((receipt, Vec::new()));
    }
    store_bytes(tx, incoming.content).await?;
    let mut place = place.into_active_model();
    place.receipts = Set(row.receipt);
    place.update(&**tx).await?;
    let row = insert_one(&**tx, row).await?;
    let mut records = vec![Record::of(row.id, std::slice::from_ref(&row))];
    let mut versions = Vec::new();
    if let Some(key) = &key {
        versions = add_versions(tx, act, incoming, key, row.id, &mut records).await?;
        if incoming.report.verdict != Verdict::Rejected {
            let owner = Owner { prefecture: world, upload: row.id };
            if let Some(plan) = &incoming.report.plan {
                add_rows(tx, incoming, &filed(incoming, plan), owner, &versions, &mut records).await?;
            }
            if let Some(evaluation) = &incoming.report.evaluation {
                add_evaluation(tx, incoming, evaluation, owner, &versions, &mut records).await?;
            }
        }
    }
    Ok((receipt(row, versions, false), records))
}

/// Body, stage and halves. A rejected file may be of nobody known; an accepted one may not.
async fn key(tx: &WriteTransaction, incoming: Incoming<'_>) -> Result<Option<Key>> {
    let report = incoming.report;
    if let (Some((body, _)), Some(stage)) = (report.organization(), report.stage())
        && crate::organisation::exists(&**tx, incoming.prefecture.get().into(), *body).await?
    {
        let bu_of = |code: &_| incoming.categories.get(code, incoming.year).map(|c| c.bu);
        let mut halves = report.halves(bu_of);
        halves.retain(|bu| incoming.only.is_empty() || incoming.only.contains(bu));
        return Ok(Some(Key { body: *body, stage, halves }));
    }
    match (report.verdict, report.cover()) {
        (Verdict::Rejected, _) | (_, None) => Ok(None),
        (Verdict::Accepted | Verdict::AcceptedWithWarnings, Some(_)) => {
            Err(StoreError::refused("提出した団体が、この都道府県に登録されていません"))
        }
    }
}

fn upload_row(act: &Act, incoming: Incoming<'_>, key: Option<&Key>, receipt: i64) -> Result<upload::Model> {
    let report = incoming.report;
    let findings: Vec<FindingJson> = report.findings.iter().map(FindingJson::of).collect();
    let normalizations: Vec<NormalizationJson> = report.normalizations.iter().map(NormalizationJson::of).collect();
    Ok(upload::Model {
        id: 0,
        prefecture: incoming.prefecture.get().into(),
        receipt,
        sha256: incoming.content.sha256().to_owned(),
        file_name: report.file.clone(),
        received_at: act.at.to_string(),
        received_by: act.actor.clone(),
        year: incoming.year.get().into(),
        form: report.form.map(|f| f.plain()),
        body: key.map(|k| k.body.plain()),
        stage: key.map(|k| k.stage.plain()),
        halves: key.map(|k| k.halves.plain()).unwrap_or_default(),
        verdict: report.verdict.plain(),
        findings: serde_json::to_string(&findings)?,
        normalizations: serde_json::to_string(&normalizations)?,
    })
}

/// The receipt of the same bytes for the same key with the same outcome, unless it was withdrawn since.
async fn repeated(tx: &WriteTransaction, new: &upload::Model) -> Result<Option<Receipt>> {
    let rejected = |verdict: &str| verdict == Verdict::Rejected.code();
    let earlier = upload::Entity::find()
        .filter(upload::Column::Prefecture.eq(new.prefecture))
        .filter(upload::Column::Year.eq(new.year))
        .filter(upload::Column::Sha256.eq(new.sha256.as_str()))
        .order_by_desc(upload::Column::Id)
        .all(&**tx)
        .await?;
    let same = |u: &upload::Model| {
        (&u.body, &u.stage, &u.halves) == (&new.body, &new.stage, &new.halves)
            && rejected(&u.verdict) == rejected(&new.verdict)
    };
    let Some(found) = earlier.into_iter().find(same) else { return Ok(None) };
    let versions = versions_of(&**tx, &found).await?;
    if versions.iter().any(|v| v.state == VersionState::Withdrawn) {
        return Ok(None);
    }
    Ok(Some(receipt(found, versions, true)))
}

const VERSIONS: &str = "SELECT v.id, v.number, s.bu,
        (SELECT e.kind FROM submission_events e WHERE e.version = v.id ORDER BY e.id DESC LIMIT 1) AS state
    FROM submission_versions v JOIN submissions s ON s.id = v.submission
    WHERE v.prefecture = $1 AND v.upload = $2 ORDER BY v.id";

#[derive(FromQueryResult)]
struct VersionRow {
    id: i64,
    number: i64,
    bu: String,
    state: String,
}

async fn versions_of(db: &impl ConnectionTrait, upload: &upload::Model) -> Result<Vec<ReceivedVersion>> {
    let values = [upload.prefecture.into(), upload.id.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), VERSIONS, values);
    let read = |row: VersionRow| {
        let damaged = || StoreError::corrupt("submission_versions", row.id, "値を読めません");
        let bu = Bu::from_plain(&row.bu).ok_or_else(damaged)?;
        let state = VersionState::parse(&row.state).ok_or_else(damaged)?;
        Ok(ReceivedVersion { id: row.id, bu, number: row.number, state })
    };
    VersionRow::find_by_statement(statement).all(db).await?.into_iter().map(read).collect()
}

fn receipt(upload: upload::Model, versions: Vec<ReceivedVersion>, repeated: bool) -> Receipt {
    Receipt {
        upload: upload.id,
        number: upload.receipt,
        received_at: upload.received_at,
        sha256: upload.sha256,
        repeated,
        versions,
    }
}

/// The same bytes in two worlds or years are kept once.
pub(crate) async fn store_bytes(tx: &WriteTransaction, content: &Content<'_>) -> Result<()> {
    let (sha256, bytes) = (content.sha256(), content.bytes());
    // Of an exported plan the bytes come once for every body.
    if blob::Entity::find_by_id(sha256)
        .select_only()
        .column(blob::Column::Length)
        .into_tuple::<i64>()
        .one(&**tx)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let sql = "INSERT INTO blobs (sha256, length, bytes) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let values = [sha256.into(), length.into(), bytes.to_vec().into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// One version per 分, each with the event that says whether it was taken in.
async fn add_versions(
    tx: &WriteTransaction,
    act: &Act,
    incoming: Incoming<'_>,
    key: &Key,
    upload: i64,
    records: &mut Vec<Record>,
) -> Result<Vec<ReceivedVersion>> {
    let world = i64::from(incoming.prefecture.get());
    let cover = incoming.report.cover();
    let state = match incoming.report.verdict {
        Verdict::Rejected => VersionState::Rejected,
        Verdict::Accepted | Verdict::AcceptedWithWarnings => VersionState::Accepted,
    };
    let (mut received, mut rows) = (Vec::new(), Vec::new());
    for bu in &key.halves {
        let key = SubmissionKey {
            prefecture: incoming.prefecture,
            year: incoming.year,
            body: key.body,
            stage: key.stage,
            bu: *bu,
        };
        let submission = submission_id(tx, &key, records).await?;
        let before = version::Entity::find().filter(version::Column::Submission.eq(submission)).count(&**tx).await?;
        let row = version::Model {
            id: 0,
            prefecture: world,
            submission,
            upload,
            number: i64::try_from(before).unwrap_or(i64::MAX - 1) + 1,
            submitted: cover.and_then(|c| c.submitted.get()).map(|d| d.to_string()),
            document_number: cover.and_then(|c| c.document_number.value().cloned()),
        };
        let row = insert_one(&**tx, row).await?;
        records.push(add_event(tx, act, world, row.id, state, None).await?);
        received.push(ReceivedVersion { id: row.id, bu: *bu, number: row.number, state });
        rows.push(row);
    }
    records.push(Record::of(upload, &rows));
    Ok(received)
}

/// What of a workbook is filed: where not all of its 分 are, the projects of the others stay in the bytes alone.
fn filed<'a>(incoming: Incoming<'_>, plan: &'a PlanWorkbook) -> Cow<'a, PlanWorkbook> {
    let bu_of = |p: &kikin_domain::Project| {
        p.category.value().and_then(|code| incoming.categories.get(code, incoming.year)).map(|c| c.bu)
    };
    let is_filed =
        |p: &kikin_domain::Project| incoming.only.is_empty() || bu_of(p).is_none_or(|bu| incoming.only.contains(&bu));
    if plan.projects.iter().all(is_filed) {
        return Cow::Borrowed(plan);
    }
    let mut own = plan.clone();
    own.projects.retain(is_filed);
    Cow::Owned(own)
}

/// The version of a project's 分; one of no known 区分 goes with the first 分.
fn version_of(incoming: Incoming<'_>, versions: &[ReceivedVersion], category: &Field<CategoryCode>) -> i64 {
    let category = category.value().and_then(|c| incoming.categories.get(c, incoming.year));
    let own = category.and_then(|c| versions.iter().find(|v| v.bu == c.bu));
    own.or(versions.first()).map(|v| v.id).unwrap_or_default()
}

/// The rows of an accepted workbook.
async fn add_rows(
    tx: &WriteTransaction,
    incoming: Incoming<'_>,
    plan: &PlanWorkbook,
    owner: Owner,
    versions: &[ReceivedVersion],
    records: &mut Vec<Record>,
) -> Result<()> {
    let rows = WorkbookRows::of(plan, owner, |p| version_of(incoming, versions, &p.category))?;
    insert_all(&**tx, &rows.projects).await?;
    insert_all(&**tx, &rows.indicators).await?;
    insert_all(&**tx, &rows.yearly).await?;
    insert_all(&**tx, &rows.facilities).await?;
    insert_all(&**tx, &rows.parts).await?;
    insert_all(&**tx, &rows.contacts).await?;
    records.extend([
        Record::of(owner.upload, &rows.projects),
        Record::of(owner.upload, &rows.indicators),
        Record::of(owner.upload, &rows.yearly),
        Record::of(owner.upload, &rows.facilities),
        Record::of(owner.upload, &rows.parts),
    ]);
    Ok(())
}

/// The rows of an accepted workbook of 事後評価, of the 分 that are filed.
async fn add_evaluation(
    tx: &WriteTransaction,
    incoming: Incoming<'_>,
    evaluation: &EvaluationWorkbook,
    owner: Owner,
    versions: &[ReceivedVersion],
    records: &mut Vec<Record>,
) -> Result<()> {
    let mut own = Cow::Borrowed(evaluation);
    let bu_of = |code: &CategoryCode| incoming.categories.get(code, incoming.year).map(|c| c.bu);
    let is_filed = |e: &Evaluation| e.category.value().and_then(bu_of).is_none_or(|bu| incoming.only.contains(&bu));
    if !incoming.only.is_empty() && !own.projects.iter().all(is_filed) {
        own.to_mut().projects.retain(is_filed);
    }
    let rows = EvaluationRows::of(&own, owner, |e| version_of(incoming, versions, &e.category))?;
    insert_all(&**tx, &rows.results).await?;
    insert_all(&**tx, &rows.indicators).await?;
    insert_all(&**tx, &rows.parts).await?;
    insert_all(&**tx, &rows.contacts).await?;
    records.extend([
        Record::of(owner.upload, &rows.results),
        Record::of(owner.upload, &rows.indicators),
        Record::of(owner.upload, &rows.parts),
    ]);
    Ok(())
}
