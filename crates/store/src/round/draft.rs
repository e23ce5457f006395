//! Drafts: files that were checked and not handed in.

use kikin_domain::plan::Stage;
use kikin_domain::round::Kind;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FileReport, Finding, FiscalYear, PrefectureCode, Verdict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::event::{NewEvent, SubmissionKey, insert, subject_of};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::received::blob;
use crate::entity::round::draft as table;
use crate::error::{Result, StoreError};
use crate::hash::Content;
use crate::receive::store_bytes;
use crate::rows::FindingJson;
use crate::text::Plain;

/// A file that is kept before it is handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its id.
    pub id: i64,
    /// For which plan year.
    pub year: FiscalYear,
    /// Whose.
    pub body: BodyCode,
    /// For which stage.
    pub stage: Stage,
    /// For which 分.
    pub halves: Vec<Bu>,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The file's name.
    pub file_name: String,
    /// When, with offset.
    pub made_at: String,
    /// By which account.
    pub made_by: String,
    /// What the check said.
    pub verdict: Verdict,
    /// What it found.
    pub findings: Vec<Finding>,
    /// What it holds of its 分; none of drafts that were kept before this was.
    pub contents: Option<DraftContents>,
}

/// What a draft holds of its 分, as it was read when it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftContents {
    /// How many projects.
    pub projects: usize,
    /// Whether it answers 該当事業なし.
    pub no_projects: bool,
    /// Sums by 区分 with a preview of the split, yen.
    pub totals: Vec<(CategoryCode, Amounts)>,
    /// The 分 for which the file speaks, kept or not; none known of drafts that were kept before this was.
    #[serde(default)]
    pub speaks_for: Vec<Bu>,
    /// 提出日 on the cover.
    #[serde(default)]
    pub submitted: Option<jiff::civil::Date>,
}

/// A draft to be kept.
#[derive(Clone, Debug)]
pub struct NewDraft<'a> {
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// For which plan year.
    pub year: FiscalYear,
    /// Whose.
    pub body: BodyCode,
    /// For which stage.
    pub stage: Stage,
    /// For which 分; at least one.
    pub halves: &'a [Bu],
    /// The bytes as sent.
    pub bytes: &'a [u8],
    /// The check of these bytes.
    pub report: &'a FileReport,
    /// What they hold of these 分.
    pub contents: &'a DraftContents,
}

/// Keeps a draft, with one event in the chain; it takes the place of what lay on the desk.
///
/// # Errors
/// [`StoreError::Refused`] if the report is not of these bytes; the database's.
pub async fn add_draft(tx: &WriteTransaction, act: &Act, new: NewDraft<'_>) -> Result<Draft> {
    let (row, mut records) = insert_row(tx, act, &new).await?;
    for bu in new.halves {
        insert(tx, act, &NewEvent::new(key(&new, *bu), Kind::DraftKept { draft: row.id }), &mut records).await?;
    }
    told(tx, act, &new, "draft.keep", &records).await?;
    read(row)
}

/// Keeps a file that was checked and is not taken in, so that whoever sent it can look at what was found: nothing lies on a desk
/// by it. One event in the chain.
///
/// # Errors
/// As [`add_draft`].
pub async fn keep_checked(tx: &WriteTransaction, act: &Act, new: NewDraft<'_>) -> Result<Draft> {
    let (row, records) = insert_row(tx, act, &new).await?;
    told(tx, act, &new, "own.check", &records).await?;
    read(row)
}

const fn key(new: &NewDraft<'_>, bu: Bu) -> SubmissionKey {
    SubmissionKey { prefecture: new.prefecture, year: new.year, body: new.body, stage: new.stage, bu }
}

async fn insert_row(tx: &WriteTransaction, act: &Act, new: &NewDraft<'_>) -> Result<(table::Model, Vec<Record>)> {
    lock(tx, new.prefecture.into()).await?;
    let content = Content::of(new.bytes);
    if content.sha256() != new.report.sha256 {
        return Err(StoreError::refused("検査の結果が、受け取ったファイルのものではありません"));
    }
    store_bytes(tx, &content).await?;
    let findings: Vec<FindingJson> = new.report.findings.iter().map(FindingJson::of).collect();
    let row = table::Model {
        id: 0,
        prefecture: new.prefecture.get().into(),
        year: new.year.get().into(),
        body: new.body.plain(),
        stage: new.stage.plain(),
        halves: new.halves.to_vec().plain(),
        sha256: new.report.sha256.clone(),
        file_name: new.report.file.clone(),
        made_at: act.at.to_string(),
        made_by: act.actor.clone(),
        verdict: new.report.verdict.plain(),
        findings: serde_json::to_string(&findings)?,
        contents: Some(serde_json::to_string(new.contents)?),
    };
    let row = insert_one(&**tx, row).await?;
    let records = vec![Record::of(row.id, std::slice::from_ref(&row))];
    Ok((row, records))
}

async fn told(
    tx: &WriteTransaction,
    act: &Act,
    new: &NewDraft<'_>,
    action: &'static str,
    records: &[Record],
) -> Result<()> {
    let subject = new.halves.first().map(|bu| subject_of(&key(new, *bu), new.halves)).unwrap_or_default();
    append_with(tx, new.prefecture.into(), act, Deed::new(action, subject), records).await?;
    Ok(())
}

/// A draft of this world.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn draft(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<Option<Draft>> {
    let row =
        table::Entity::find_by_id(id).filter(table::Column::Prefecture.eq(i64::from(prefecture.get()))).one(db).await?;
    row.map(read).transpose()
}

/// The drafts of a body in a plan year, the newest first.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn drafts(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: BodyCode,
) -> Result<Vec<Draft>> {
    let rows = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(table::Column::Year.eq(i64::from(year.get())))
        .filter(table::Column::Body.eq(body.plain()))
        .order_by_desc(table::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The bytes of a draft.
///
/// # Errors
/// [`StoreError::Missing`] if they are not there.
pub async fn draft_bytes(db: &impl ConnectionTrait, draft: &Draft) -> Result<Vec<u8>> {
    let blob = blob::Entity::find_by_id(draft.sha256.as_str()).one(db).await?;
    blob.map(|b| b.bytes).ok_or_else(|| StoreError::missing("下書きのファイル"))
}

fn read(row: table::Model) -> Result<Draft> {
    let id = row.id;
    read_row(row).ok_or_else(|| StoreError::corrupt("drafts", id, "値を読めません"))
}

fn read_row(row: table::Model) -> Option<Draft> {
    let findings: Vec<FindingJson> = serde_json::from_str(&row.findings).ok()?;
    Some(Draft {
        id: row.id,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        body: BodyCode::parse(&row.body)?,
        stage: Stage::from_plain(&row.stage)?,
        halves: Vec::from_plain(&row.halves)?,
        sha256: row.sha256,
        file_name: row.file_name,
        made_at: row.made_at,
        made_by: row.made_by,
        verdict: Verdict::from_plain(&row.verdict)?,
        findings: findings.into_iter().map(|f| f.into_finding().ok()).collect::<Option<_>>()?,
        contents: row.contents.map_or(Some(None), |text| serde_json::from_str(&text).ok().map(Some))?,
    })
}
