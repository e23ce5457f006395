//! Attachments of a submission: 見積書, 図面, 議事録, 公印版PDF. Kept by SHA-256, never opened here.

use kikin_domain::plan::Stage;
use kikin_domain::round::{AttachmentKind, Media};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::event::{SubmissionKey, subject};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::received::blob;
use crate::entity::round::{attachment as table, attachment_event};
use crate::error::{Result, StoreError};
use crate::hash::Content;
use crate::receive::store_bytes;
use crate::text::Plain;

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: i64,
    /// What it belongs to.
    pub key: SubmissionKey,
    /// What it is.
    pub kind: AttachmentKind,
    /// The project it is about, by No.
    pub no: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The kind of its content.
    pub media: Media,
    /// The file's name.
    pub file_name: String,
    /// When, with offset.
    pub made_at: String,
    /// By which account.
    pub made_by: String,
}

/// A file to be attached.
#[derive(Clone, Copy, Debug)]
pub struct NewAttachment<'a> {
    /// What it belongs to.
    pub key: SubmissionKey,
    /// What it is.
    pub kind: AttachmentKind,
    /// The project it is about, by No.
    pub no: Option<&'a str>,
    /// The kind of its content.
    pub media: Media,
    /// The file's name.
    pub file_name: &'a str,
    /// The bytes as sent.
    pub bytes: &'a [u8],
}

/// Attaches a file, with one event in the chain.
///
/// # Errors
/// The database's.
pub async fn add_attachment(tx: &WriteTransaction, act: &Act, new: NewAttachment<'_>) -> Result<Attachment> {
    lock(tx, new.key.prefecture.into()).await?;
    let content = Content::of(new.bytes);
    store_bytes(tx, &content).await?;
    let row = table::Model {
        id: 0,
        prefecture: new.key.prefecture.get().into(),
        year: new.key.year.get().into(),
        body: new.key.body.plain(),
        stage: new.key.stage.plain(),
        bu: new.key.bu.plain(),
        kind: new.kind.plain(),
        no: new.no.map(str::to_owned),
        sha256: content.sha256().to_owned(),
        media: new.media.plain(),
        file_name: new.file_name.to_owned(),
        made_at: act.at.to_string(),
        made_by: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("attachment.add", format!("attachments/{} {}", row.id, subject(&new.key)));
    let record = Record::of(row.id, std::slice::from_ref(&row));
    append_with(tx, new.key.prefecture.into(), act, deed, &[record]).await?;
    read(row)
}

/// Takes an attachment off; the file stays in the store.
///
/// # Errors
/// [`StoreError::Missing`] if it is not attached; else the database's.
pub async fn remove_attachment(tx: &WriteTransaction, act: &Act, one: &Attachment) -> Result<()> {
    let world = i64::from(one.key.prefecture.get());
    lock(tx, one.key.prefecture.into()).await?;
    if attachment(&**tx, one.key.prefecture, one.id).await?.is_none() {
        return Err(StoreError::missing("添付"));
    }
    let row = attachment_event::Model {
        id: 0,
        prefecture: world,
        attachment: one.id,
        kind: "removed".to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("attachment.remove", format!("attachments/{}", one.id));
    append_with(tx, one.key.prefecture.into(), act, deed, &[Record::of(row.id, &[row])]).await?;
    Ok(())
}

/// An attachment of this world that was not taken off.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn attachment(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<Option<Attachment>> {
    let of_world = table::Column::Prefecture.eq(i64::from(prefecture.get()));
    let Some(row) = table::Entity::find_by_id(id).filter(of_world).one(db).await? else { return Ok(None) };
    let removed = attachment_event::Entity::find().filter(attachment_event::Column::Attachment.eq(id)).one(db).await?;
    if removed.is_some() { Ok(None) } else { read(row).map(Some) }
}

/// The attachments of a body in a plan year that were not taken off, in the order in which they came.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn attachments(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: BodyCode,
) -> Result<Vec<Attachment>> {
    let rows = table::Entity::find()
        .filter(table::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(table::Column::Year.eq(i64::from(year.get())))
        .filter(table::Column::Body.eq(body.plain()))
        .order_by_asc(table::Column::Id)
        .all(db)
        .await?;
    let removed: Vec<i64> = attachment_event::Entity::find()
        .filter(attachment_event::Column::Attachment.is_in(rows.iter().map(|r| r.id)))
        .all(db)
        .await?
        .into_iter()
        .map(|e| e.attachment)
        .collect();
    rows.into_iter().filter(|r| !removed.contains(&r.id)).map(read).collect()
}

/// The bytes of an attachment.
///
/// # Errors
/// [`StoreError::Missing`] if they are not there.
pub async fn attachment_bytes(db: &impl ConnectionTrait, one: &Attachment) -> Result<Vec<u8>> {
    let blob = blob::Entity::find_by_id(one.sha256.as_str()).one(db).await?;
    blob.map(|b| b.bytes).ok_or_else(|| StoreError::missing("添付のファイル"))
}

fn read(row: table::Model) -> Result<Attachment> {
    let id = row.id;
    read_row(row).ok_or_else(|| StoreError::corrupt("attachments", id, "値を読めません"))
}

fn read_row(row: table::Model) -> Option<Attachment> {
    let key = SubmissionKey {
        prefecture: u8::try_from(row.prefecture).ok().and_then(PrefectureCode::new)?,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        body: BodyCode::parse(&row.body)?,
        stage: Stage::from_plain(&row.stage)?,
        bu: Bu::from_plain(&row.bu)?,
    };
    Some(Attachment {
        id: row.id,
        key,
        kind: AttachmentKind::from_plain(&row.kind)?,
        no: row.no,
        sha256: row.sha256,
        media: Media::from_plain(&row.media)?,
        file_name: row.file_name,
        made_at: row.made_at,
        made_by: row.made_by,
    })
}
