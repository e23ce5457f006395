//! Comments on a project or a cell. They belong to the submission, not to a version: they stay when a file is sent again.

use kikin_domain::permission::Action;
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, CellRef};
use kikin_store::Store;
use kikin_store::round::{Comment, NewComment, add_comment, comments};

use super::error::RoundError;
use super::held::{On, Site, hold};
use crate::people::{Scope, permit};

/// A comment is no longer, characters.
pub const LONGEST_COMMENT: usize = 4_000;

/// What a comment is about, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Say<'a> {
    /// Whose submission.
    pub site: Site,
    /// Its stage.
    pub stage: Stage,
    /// Its 分.
    pub bu: Bu,
    /// The project, by No.; blank for the submission as a whole.
    pub no: &'a str,
    /// Sheet and cell, where it is about one.
    pub cell: Option<(&'a str, CellRef)>,
    /// The comment that it answers.
    pub answers: Option<i64>,
    /// The text.
    pub text: &'a str,
}

/// Writes a comment.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for a blank or long text or an answer to nothing, or the database's.
pub async fn comment(store: &Store, scope: &Scope, say: Say<'_>) -> Result<Comment, RoundError> {
    permit(store, scope, Action::Comment, &say.site.matter()).await?;
    let (text, no) = (say.text.trim(), say.no.trim());
    if text.is_empty() || text.chars().count() > LONGEST_COMMENT || no.chars().count() > 50 {
        return Err(RoundError::field(format!("コメントを1文字以上{LONGEST_COMMENT}文字以下で記入してください。")));
    }
    let on = On { site: say.site, stage: say.stage, halves: &[say.bu] };
    let held = hold(store, scope, Action::Comment, on).await?;
    let key = say.site.key(say.stage, say.bu);
    if let Some(answered) = say.answers
        && !comments(&*held.tx, say.site.prefecture, say.site.year, say.site.body)
            .await?
            .iter()
            .any(|c| (c.id, c.key) == (answered, key))
    {
        return Err(RoundError::field("返信する先のコメントが見つかりません。画面を開き直してください。"));
    }
    let new = NewComment { key, no: (!no.is_empty()).then_some(no), cell: say.cell, answers: say.answers, text };
    let written = add_comment(&held.tx, scope.act(), new).await?;
    held.tx.commit().await?;
    Ok(written)
}

/// The comments on a body's submissions of a plan year, in the order in which they were written.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn read_comments(store: &Store, scope: &Scope, site: Site) -> Result<Vec<Comment>, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    Ok(comments(store.connection(), site.prefecture, site.year, site.body).await?)
}
