//! Received files: their bytes, what was found in them, and what was read from them.

use std::collections::BTreeMap;

use kikin_domain::plan::PlanWorkbook;
use kikin_domain::{BodyCode, Bu, Finding, FiscalYear, FormId, Normalization, PrefectureCode, Stage, Verdict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity::received::{blob, upload};
use crate::error::{Result, StoreError};
use crate::rows::{Depth, FindingJson, NormalizationJson, load_workbooks};
use crate::text::Plain;

/// A received file.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedFile {
    /// Its id.
    pub id: i64,
    /// Its receipt number.
    pub receipt: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its name.
    pub file_name: String,
    /// When, with offset.
    pub received_at: String,
    /// By which account.
    pub received_by: String,
    /// For which plan year.
    pub year: FiscalYear,
    /// Which form.
    pub form: Option<FormId>,
    /// Whose.
    pub body: Option<BodyCode>,
    /// For which stage.
    pub stage: Option<Stage>,
    /// For which halves.
    pub halves: Vec<Bu>,
    /// Its verdict.
    pub verdict: Verdict,
    /// What the check found.
    pub findings: Vec<Finding>,
    /// What was read as something else than its raw text.
    pub normalizations: Vec<Normalization>,
}

/// A received file of this world.
///
/// # Errors
/// [`StoreError::Missing`] if this world has none with that id.
pub async fn received_file(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<ReceivedFile> {
    let row = row(db, prefecture, id).await?;
    read(row).ok_or_else(|| StoreError::corrupt("uploads", id, "値を読めません"))
}

/// The bytes of a received file of this world, as sent.
///
/// # Errors
/// [`StoreError::Missing`] if this world has none with that id.
pub async fn received_bytes(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<Vec<u8>> {
    let row = row(db, prefecture, id).await?;
    let blob = blob::Entity::find_by_id(row.sha256).one(db).await?;
    blob.map(|b| b.bytes).ok_or_else(|| StoreError::missing("ファイルの内容"))
}

/// Accepted workbooks as they were read, by the ids of their files; ids of other worlds or of rejected files give nothing.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn workbooks(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    uploads: &[i64],
) -> Result<BTreeMap<i64, PlanWorkbook>> {
    let world = i64::from(prefecture.get());
    let accepted = upload::Entity::find()
        .filter(upload::Column::Prefecture.eq(world))
        .filter(upload::Column::Id.is_in(uploads.iter().copied()))
        .filter(upload::Column::Verdict.ne(Verdict::Rejected.code()))
        .filter(upload::Column::Body.is_not_null());
    let ids: Vec<i64> = accepted.all(db).await?.into_iter().map(|u| u.id).collect();
    load_workbooks(db, world, &ids, Depth::Whole).await
}

async fn row(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<upload::Model> {
    let of_world = upload::Entity::find_by_id(id).filter(upload::Column::Prefecture.eq(i64::from(prefecture.get())));
    of_world.one(db).await?.ok_or_else(|| StoreError::missing("受け付けたファイル"))
}

fn read(row: upload::Model) -> Option<ReceivedFile> {
    let findings: Vec<FindingJson> = serde_json::from_str(&row.findings).ok()?;
    let normalizations: Vec<NormalizationJson> = serde_json::from_str(&row.normalizations).ok()?;
    Some(ReceivedFile {
        id: row.id,
        receipt: row.receipt,
        sha256: row.sha256,
        file_name: row.file_name,
        received_at: row.received_at,
        received_by: row.received_by,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        form: option(row.form)?,
        body: option(row.body)?,
        stage: option(row.stage)?,
        halves: Vec::from_plain(&row.halves)?,
        verdict: Verdict::from_plain(&row.verdict)?,
        findings: findings.into_iter().map(|f| f.into_finding().ok()).collect::<Option<_>>()?,
        normalizations: normalizations.into_iter().map(|n| n.into_normalization().ok()).collect::<Option<_>>()?,
    })
}

/// NULL is nothing; a text that cannot be read is damage.
fn option<T: Plain>(column: Option<String>) -> Option<Option<T>> {
    column.map_or(Some(None), |text| T::from_plain(&text).map(Some))
}
