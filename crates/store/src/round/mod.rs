//! The yearly round: drafts, what happened to submissions, attachments, notices. Where a submission stands is folded by
//! `kikin_domain::round`; here is only what was recorded.

mod assessment;
mod attachment;
mod comment;
mod draft;
mod event;
mod filing;
mod hand_in;
mod national;
mod notice;
mod settled;
mod typed;

pub use assessment::{Answered, Decision, add_answers, add_decisions, answers, answers_of, decisions, decisions_of};
pub use attachment::{
    Attachment, NewAttachment, add_attachment, attachment, attachment_bytes, attachments, remove_attachment,
};
pub use comment::{Comment, NewComment, add_comment, comments};
pub use draft::{Draft, DraftContents, NewDraft, add_draft, draft, draft_bytes, drafts, keep_checked};
pub use event::{NewEvent, Round, RoundEvent, SubmissionKey, record, record_first, rounds};
pub(crate) use event::{insert, submission_id};
pub use filing::{Filing, filings};
pub use hand_in::{HandIn, hand_in};
pub use national::{NationalNotice, national_notices, set_national_notices};
pub use notice::{NewNotice, Notice, notices, post_notice};
pub use settled::{SettledProjects, settled};
pub use typed::{forget_typed, keep_typed, sweep_typed, typed};
