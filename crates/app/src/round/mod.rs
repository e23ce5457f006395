//! The yearly round: the year is set up, municipalities hand in, the prefecture reviews. One function per act; each begins with
//! the table of permissions, holds the prefecture's chain while it looks at the states, and leaves one event.

mod approval;
mod assess;
mod attach;
mod comment;
mod decided;
mod desk;
mod due;
mod error;
mod files;
mod form;
mod hand_in;
mod held;
mod home;
mod mend;
mod no_projects;
mod originals;
mod proxy;
mod read;
mod replacing;
mod resubmission;
mod review;
mod review_sheet;
mod set_up;
mod settings;
mod slip;
mod status;
mod taken;
mod time_line;
mod typed;
mod upload;
mod view;
mod years;

pub use approval::{approve, ask_approval, decline};
pub use assess::{Assessed, answer_assessment, assess, assessed, faults, notify_assessment};
pub use attach::{Attach, LARGEST_ATTACHMENT, MOST_ATTACHMENTS, attach, attached, attached_bytes, detach};
pub use comment::{LONGEST_COMMENT, Say, comment, read_comments};
pub use decided::CarriedOver;
pub(crate) use decided::decided;
pub(crate) use desk::contents;
pub use desk::{DraftView, look_at_draft};
pub use due::{Due, Returned, Step, due, due_of};
pub use error::RoundError;
pub use files::{draft_file, is_shown, mark_draft, mark_version, version_file};
pub use form::{FilledWith, Form, answer_form, blank_form};
pub use hand_in::{HandedIn, Words, hand_in};
pub(crate) use held::any_body;
pub(crate) use held::{On, halves_of, hold};
pub use held::{Site, is_late, season};
pub use home::{Home, ReturnedElsewhere, open_home, stored_draft};
pub use mend::{Mend, MendField, MendKind, MendOf, mend_project, mendable};
pub use no_projects::{NoProjects, Replaced, ask_no_projects, no_projects};
pub(crate) use originals::{files_that_count, originals_zip};
pub(crate) use proxy::reason;
pub use proxy::{LARGEST_ZIP, MOST_IN_ZIP, Registered, proxy_register, unpack};
pub use read::Checks;
pub(crate) use read::{marked_again, read_apart};
pub use replacing::Replacing;
pub(crate) use replacing::left_out;
pub use review::{begin_review, confirm, differences, receive, request_correction};
pub use review_sheet::{ReviewSheet, review_sheet};
pub use set_up::{
    add_body, change_year, enter_national_notices, every_municipality, read_notices, read_year, set_up_year,
    tell_municipalities,
};
pub use settings::{YearSettings, begin_year, form_versions, read_settings};
pub use slip::{Slip, SlipVersion, receipt_slip};
pub(crate) use status::not_handed_in;
pub use status::{Reminders, StatusRow, UNCHANGED, fund_of, reminders, stage_of_now, status, status_csv};
pub use taken::{ElsewhereProject, NotTaken};
pub use time_line::Told;
pub(crate) use time_line::name_posts;
pub use typed::{LONGEST_TEXT, forget_text, keep_text, keep_text_of_ended, kept_text};
pub use upload::{Uploaded, upload};
pub use view::{SubmissionActs, SubmissionView, look_at_submission};
pub use years::{YearLine, current, years};

pub use kikin_store::round::{
    Answered, Attachment, Comment, Decision, Draft, Filing, NationalNotice, NewNotice, Notice, Round, RoundEvent,
    SubmissionKey,
};
pub use kikin_store::{BodyForm, Deadline, Expected, Moment, Organisation};
