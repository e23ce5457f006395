//! Handing in: the file becomes a version and the desk is cleared, with one event in the chain.

use kikin_domain::round::Kind;

use super::event::{NewEvent, SubmissionKey, insert};
use crate::audit::{Act, Deed, append_with, lock};
use crate::connect::WriteTransaction;
use crate::error::{Result, StoreError};
use crate::receive::{Incoming, Receipt, receive_rows};

/// What is handed in, and how.
#[derive(Clone, Copy, Debug)]
pub struct HandIn<'a> {
    /// The file and its check.
    pub incoming: Incoming<'a>,
    /// The draft that it was; none of 該当事業なし and 代理登録.
    pub draft: Option<i64>,
    /// The word of the deed: `submission.hand-in`, `submission.proxy`.
    pub action: &'a str,
    /// Why, where a reason was given.
    pub why: Option<&'a str>,
}

/// Hands a file in, all or nothing: the caller commits, and has held the world's chain while it looked at the states. The
/// same bytes as those of a version that stands are answered with its receipt; the desk is cleared all the same.
///
/// # Errors
/// [`StoreError::Refused`] if the report is not of these bytes, or of no body of this world.
pub async fn hand_in(tx: &WriteTransaction, act: &Act, new: HandIn<'_>) -> Result<Receipt> {
    let prefecture = new.incoming.prefecture;
    lock(tx, prefecture.into()).await?;
    let (receipt, mut records) = receive_rows(tx, act, new.incoming).await?;
    let report = new.incoming.report;
    let (Some((body, _)), Some(stage)) = (report.organization(), report.stage()) else {
        return Err(StoreError::refused("提出した団体が分かりません"));
    };
    for version in &receipt.versions {
        let year = new.incoming.year;
        let key = SubmissionKey { prefecture, year, body: *body, stage, bu: version.bu };
        let kind = Kind::HandedIn { draft: new.draft, version: version.id };
        if !receipt.repeated || new.draft.is_some() {
            insert(tx, act, &NewEvent::new(key, kind).because(new.why), &mut records).await?;
        }
    }
    if !records.is_empty() {
        let deed = Deed::new(new.action, format!("uploads/{}", receipt.upload)).because(new.why);
        append_with(tx, prefecture.into(), act, deed, &records).await?;
    }
    Ok(receipt)
}
