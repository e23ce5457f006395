//! Withdrawing what was handed in, with a reason, before it is confirmed.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{RoundError, SubmissionView, look_at_submission};
use kikin_app::{DatabaseError, WithdrawRequest, withdraw};
use serde::Deserialize;

use super::ask::{AskForm, AskPage};
use super::{file_name, submission_name, under_submission};
use crate::component::{ButtonKind, Control, Field, FieldError, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{again, ok};
use crate::place::{OfSubmission, of_submission};
use crate::site::SharedSite;

/// What is typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    why: String,
}

/// What the version that counts is.
fn facts(view: &SubmissionView) -> Vec<(&'static str, String)> {
    let mut facts =
        vec![("段階・分", submission_name(view.due.stage, view.due.bu)), ("状態", view.due.state.label().to_owned())];
    if let Some(version) = view.round.as_ref().and_then(|r| r.submission.counting()) {
        facts.push(("受付番号", version.receipt.to_string()));
        facts.push(("ファイル", file_name(&version.file_name).to_owned()));
    }
    facts
}

async fn page(
    site: &SharedSite,
    member: &Member,
    of: &OfSubmission,
    typed: &str,
    errors: Vec<FieldError>,
) -> Result<AskPage, WebError> {
    let (round, stage, bu) = of.read(member)?;
    let view = look_at_submission(&site.store, &member.scope, (round, stage), bu).await?;
    let own = of_submission(round, stage, bu);
    let why = Field::line("why", "取り下げる理由", TextKind::Text)
        .control(Control::Lines { value: typed.to_owned(), rows: 4 })
        .errors(&errors);
    let form = AskForm::new(format!("{own}/withdraw"), vec![why], "取り下げる", ButtonKind::Danger);
    let lead = [
        "採用されている版を取り下げます。前に提出した版があるときは、その版が採用されます。",
        "取り下げた版も、記録には残ります。",
    ];
    let shell = under_submission("提出の取下げ", member, round, stage, bu);
    Ok(AskPage::new(shell, &lead, vec![form], own).about(facts(&view)).errors(errors))
}

/// The question.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    Ok(ok(&page(&site, &member, &of, "", Vec::new()).await?))
}

/// Withdraws.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let request = WithdrawRequest {
        prefecture: round.prefecture,
        fiscal_year: round.year,
        body: round.body,
        stage,
        bu: Some(bu),
        reason: &typed.why,
    };
    match withdraw(&site.store, &member.scope, request).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=withdrawn", of_submission(round, stage, bu))).into_response()),
        Err(
            error @ (RoundError::NotNow(_)
            | RoundError::Database(DatabaseError::NoReason | DatabaseError::NothingCounts { .. })),
        ) => {
            let field = if matches!(error, RoundError::Database(DatabaseError::NoReason)) { "why" } else { "" };
            let errors = vec![FieldError { field, sentence: error.to_string() }];
            Ok(again(&page(&site, &member, &of, &typed.why, errors).await?))
        }
        Err(other) => Err(other.into()),
    }
}
