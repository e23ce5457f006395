//! Comments and attachments of a submission.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{Attach, RoundError, Say, attach, attached, attached_bytes, comment, detach};
use kikin_domain::round::AttachmentKind;
use serde::Deserialize;

use super::ask::{AskForm, AskPage};
use super::submission::{self, Typed, kind_word};
use super::{submission_name, under_submission};
use crate::component::{ButtonKind, FieldError};
use crate::download;
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{again, ok};
use crate::place::{OfNumber, OfSubmission, of_submission};
use crate::sent::Sent;
use crate::site::SharedSite;

/// A comment as it is sent.
#[derive(Deserialize)]
pub(crate) struct TypedComment {
    #[serde(default)]
    text: String,
    #[serde(default)]
    no: String,
    #[serde(default)]
    answers: String,
}

/// A form of the submission's page: the field that its refusals are about, the word for what was done, its part of the page.
type FormPart = (&'static str, &'static str, &'static str);

const SAID: FormPart = ("text", "commented", "comments");
const ATTACHED: FormPart = ("file", "attached", "attachments");

/// Back to the submission's page: to what was added, or to the form with what was typed and what is wrong with it.
async fn ended(
    site: &SharedSite,
    member: &Member,
    of: &OfSubmission,
    outcome: Result<(), RoundError>,
    (field, done, part): FormPart,
    typed: &Typed,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => {
            let (round, stage, bu) = of.read(member)?;
            let there = of_submission(round, stage, bu);
            Ok(Redirect::to(&format!("{there}?done={done}#{part}")).into_response())
        }
        Err(RoundError::Field(sentence)) => {
            let errors = vec![FieldError { field, sentence }];
            Ok(again(&submission::page(site, member, of, None, (typed, errors)).await?))
        }
        Err(other) => Err(other.into()),
    }
}

/// Writes a comment.
pub(crate) async fn say(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
    Form(sent): Form<TypedComment>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let answers = match sent.answers.as_str() {
        "" => None,
        number => Some(number.parse::<i64>().map_err(|_| Fault::BadRequest)?),
    };
    let say = Say { site: round, stage, bu, no: &sent.no, cell: None, answers, text: &sent.text };
    let said = comment(&site.store, &member.scope, say).await.map(drop);
    let typed = Typed { answers: sent.answers, no: sent.no, text: sent.text, ..Typed::default() };
    ended(&site, &member, &of, said, SAID, &typed).await
}

/// Attaches a file.
pub(crate) async fn add(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
    sent: Sent,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let kind = AttachmentKind::ALL.into_iter().find(|kind| kind_word(*kind) == sent.field("kind"));
    let kind = kind.unwrap_or(AttachmentKind::Other);
    let typed = Typed {
        kind: sent.field("kind").to_owned(),
        attach_no: sent.field("attach_no").to_owned(),
        ..Typed::default()
    };
    let outcome = match sent.files.iter().find(|file| file.field == "file") {
        None => Err(RoundError::Field("ファイルが選ばれていません。添付するファイルを選んでください。".to_owned())),
        Some(file) => {
            let (file_name, bytes) = (file.name.as_str(), file.bytes.as_slice());
            let new = Attach { site: round, stage, bu, kind, no: &typed.attach_no, file_name, bytes };
            attach(&site.store, &member.scope, new).await.map(drop)
        }
    };
    ended(&site, &member, &of, outcome, ATTACHED, &typed).await
}

/// An attachment as it came.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let (one, bytes) = attached_bytes(&site.store, &member.scope, round.prefecture, id).await?;
    if (one.key.year, one.key.body) != (round.year, round.body) {
        return Err(Fault::NotFound.into());
    }
    Ok(download::file(&one.file_name, one.media.label(), bytes))
}

/// The question before an attachment is taken off.
pub(crate) async fn ask_remove(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let one = attached(&site.store, &member.scope, round).await?.into_iter().find(|a| a.id == id);
    let one = one.ok_or(WebError::Fault(Fault::NotFound))?;
    let (stage, bu) = (one.key.stage, one.key.bu);
    let shell = under_submission("添付を外す", &member, round, stage, bu);
    let action = format!("{}/attachments/{id}/remove", crate::place::of_body(round));
    let form = AskForm::new(action, Vec::new(), "添付を外す", ButtonKind::Danger);
    let lead = ["この添付を外しますか。外したことと元のファイルは、記録に残ります。"];
    let page = AskPage::new(shell, &lead, vec![form], of_submission(round, stage, bu)).about(vec![
        ("ファイル", one.file_name),
        ("種類", one.kind.label().to_owned()),
        ("段階・分", submission_name(stage, bu)),
    ]);
    Ok(ok(&page))
}

/// Takes an attachment off.
pub(crate) async fn remove(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let one = attached(&site.store, &member.scope, round).await?.into_iter().find(|a| a.id == id);
    let one = one.ok_or(WebError::Fault(Fault::NotFound))?;
    detach(&site.store, &member.scope, round.prefecture, id).await?;
    let there = of_submission(round, one.key.stage, one.key.bu);
    Ok(Redirect::to(&format!("{there}?done=detached#attachments")).into_response())
}
