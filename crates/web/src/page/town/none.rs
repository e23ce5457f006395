//! 該当事業なし in one press.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{NoProjects, RoundError, Site as RoundSite, no_projects};
use kikin_domain::Bu;
use kikin_domain::permission::Action;
use kikin_domain::plan::Stage;

use super::ask::{AskForm, AskPage};
use super::{body_name, submission_name, under_submission};
use crate::component::{ButtonKind, FieldError};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{again, ok};
use crate::place::{OfSubmission, of_draft, of_receipt, of_submission};
use crate::site::SharedSite;

fn page(member: &Member, round: RoundSite, (stage, bu): (Stage, Bu), errors: Vec<FieldError>) -> AskPage {
    let own = of_submission(round, stage, bu);
    let shell = under_submission("該当事業なしの提出", member, round, stage, bu);
    let form = AskForm::new(format!("{own}/no-projects"), Vec::new(), "該当事業なしで提出する", ButtonKind::Solid);
    let lead = [
        "この段階・分に該当する事業がないことを、県に提出します。「該当事業なし」と書いた様式を自動で作り、受付票を発行します。",
        "あとで事業が出てきたときは、県の審査が始まるまで、ファイルをアップロードして提出し直せます。",
    ];
    AskPage::new(shell, &lead, vec![form], own)
        .about(vec![
            ("団体", body_name(round)),
            ("計画年度", round.year.era()),
            ("段階・分", submission_name(stage, bu)),
        ])
        .errors(errors)
}

/// The question.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    kikin_app::people::permit(&site.store, &member.scope, Action::HandIn, &round.matter()).await?;
    Ok(ok(&page(&member, round, (stage, bu), Vec::new())))
}

/// The press. Pressed again it leads to the receipt that there is.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    match no_projects(&site.store, &member.scope, (round, stage), &[bu]).await {
        Ok(NoProjects::HandedIn(done)) => {
            Ok(Redirect::to(&format!("{}?done=handed-in", of_receipt(round, done.slip.upload))).into_response())
        }
        Ok(NoProjects::Drafted(draft)) => {
            Ok(Redirect::to(&format!("{}/approval", of_draft(round, draft.id))).into_response())
        }
        Err(error @ (RoundError::NotNow(_) | RoundError::NotReopened { .. } | RoundError::Unchanged(_))) => {
            let errors = vec![FieldError { field: "", sentence: error.to_string() }];
            Ok(again(&page(&member, round, (stage, bu), errors)))
        }
        Err(other) => Err(other.into()),
    }
}
