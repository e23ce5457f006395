//! Attachments: kept as they came, told by their content, never opened.

use kikin_domain::permission::Action;
use kikin_domain::plan::Stage;
use kikin_domain::round::{AttachmentKind, Media};
use kikin_domain::{Bu, PrefectureCode};
use kikin_store::Store;
use kikin_store::round::{
    Attachment, NewAttachment, add_attachment, attachment, attachment_bytes, attachments, remove_attachment,
};

use super::error::RoundError;
use super::held::{On, Site, hold};
use crate::people::{Scope, permit};

/// An attachment is no larger, bytes.
pub const LARGEST_ATTACHMENT: usize = 20 * 1024 * 1024;

/// A body attaches no more in a plan year.
pub const MOST_ATTACHMENTS: usize = 200;

/// What is attached, and to what.
#[derive(Clone, Copy, Debug)]
pub struct Attach<'a> {
    /// Whose.
    pub site: Site,
    /// To which stage.
    pub stage: Stage,
    /// To which 分.
    pub bu: Bu,
    /// What it is.
    pub kind: AttachmentKind,
    /// The project it is about, by No.; blank for the submission as a whole.
    pub no: &'a str,
    /// The file's name.
    pub file_name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Attaches a file. The same bytes of the same kind again are the attachment that is there.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for what may not be attached, or the database's.
pub async fn attach(store: &Store, scope: &Scope, new: Attach<'_>) -> Result<Attachment, RoundError> {
    let on = On { site: new.site, stage: new.stage, halves: &[new.bu] };
    permit(store, scope, Action::Draft, &new.site.matter()).await?;
    let media = judge(&new)?;
    let held = hold(store, scope, Action::Draft, on).await?;
    let Site { prefecture, year, body } = new.site;
    let there = attachments(&*held.tx, prefecture, year, body).await?;
    let (key, sha256) = (new.site.key(new.stage, new.bu), kikin_store::sha256(new.bytes));
    if let Some(same) = there.iter().find(|a| (a.key, a.kind, &a.sha256) == (key, new.kind, &sha256)) {
        return Ok(same.clone());
    }
    if there.len() >= MOST_ATTACHMENTS {
        return Err(RoundError::field(format!(
            "添付は1団体1年度に{MOST_ATTACHMENTS}件までです。要らない添付を外してから付けてください。"
        )));
    }
    let no = new.no.trim();
    let (kind, file_name, bytes) = (new.kind, new.file_name, new.bytes);
    let row = NewAttachment { key, kind, no: (!no.is_empty()).then_some(no), media, file_name, bytes };
    let added = add_attachment(&held.tx, scope.act(), row).await?;
    held.tx.commit().await?;
    Ok(added)
}

fn judge(new: &Attach<'_>) -> Result<Media, RoundError> {
    let name = new.file_name;
    if new.bytes.len() > LARGEST_ATTACHMENT {
        return Err(RoundError::field(format!(
            "「{name}」は{}MBを超えているため、添付できません。小さくするか、分けてください。",
            LARGEST_ATTACHMENT / (1024 * 1024)
        )));
    }
    if name.is_empty()
        || name.chars().count() > 255
        || name.chars().any(char::is_control)
        || new.no.chars().count() > 50
    {
        return Err(RoundError::field("ファイル名は255文字以下、事業のNo.は50文字以下にしてください。"));
    }
    let media = Media::of(new.bytes).ok_or_else(|| {
        RoundError::field(format!(
            "「{name}」は、添付できる種類（PDF、PNG、JPEG、マクロのないxlsx・docx）のファイルではありません。PDFにして付けてください。"
        ))
    })?;
    if new.kind == AttachmentKind::Sealed && media != Media::Pdf {
        return Err(RoundError::field(format!("公印版はPDFで付けてください。「{name}」はPDFではありません。")));
    }
    Ok(media)
}

/// Takes an attachment off. What was attached stays in the record.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn detach(store: &Store, scope: &Scope, prefecture: PrefectureCode, id: i64) -> Result<(), RoundError> {
    let one = seen(store, scope, Action::Draft, prefecture, id).await?;
    let key = one.key;
    let site = Site { prefecture, year: key.year, body: key.body };
    let held = hold(store, scope, Action::Draft, On { site, stage: key.stage, halves: &[key.bu] }).await?;
    remove_attachment(&held.tx, scope.act(), &one).await?;
    held.tx.commit().await?;
    Ok(())
}

/// The attachments of a body in a plan year.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn attached(store: &Store, scope: &Scope, site: Site) -> Result<Vec<Attachment>, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    Ok(attachments(store.connection(), site.prefecture, site.year, site.body).await?)
}

/// An attachment with its bytes.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn attached_bytes(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    id: i64,
) -> Result<(Attachment, Vec<u8>), RoundError> {
    let one = seen(store, scope, Action::ViewSubmission, prefecture, id).await?;
    let bytes = attachment_bytes(store.connection(), &one).await?;
    Ok((one, bytes))
}

async fn seen(
    store: &Store,
    scope: &Scope,
    action: Action,
    prefecture: PrefectureCode,
    id: i64,
) -> Result<Attachment, RoundError> {
    let one = attachment(store.connection(), prefecture, id).await?.ok_or_else(RoundError::hidden)?;
    let site = Site { prefecture, year: one.key.year, body: one.key.body };
    permit(store, scope, action, &site.matter()).await?;
    Ok(one)
}
