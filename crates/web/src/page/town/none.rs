//! 該当事業なし in one press.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{NoProjects, Replaced, RoundError, Site as RoundSite, ask_no_projects, no_projects};
use kikin_domain::Bu;
use kikin_domain::plan::Stage;

use super::ask::{AskForm, AskPage};
use super::{body_name, file_name, submission_name, under_submission};
use crate::component::{ButtonKind, FieldError, Notice, NoticeKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{again, ok};
use crate::place::{OfSubmission, of_draft, of_receipt, of_submission};
use crate::site::SharedSite;
use crate::when::When;

fn page(
    member: &Member,
    round: RoundSite,
    (stage, bu): (Stage, Bu),
    replaces: Option<&Replaced>,
    errors: Vec<FieldError>,
) -> AskPage {
    let own = of_submission(round, stage, bu);
    let shell = under_submission("該当事業なしの提出", member, round, stage, bu);
    let (verb, kind) = if stage.is_for_all() {
        ("該当事業なしで提出する", ButtonKind::Solid)
    } else {
        ("すべての事業を取りやめて提出する", ButtonKind::Danger)
    };
    let form = AskForm::new(format!("{own}/no-projects"), Vec::new(), verb, kind);
    let lead = if stage.is_for_all() { &LEAD } else { &LEAD_OF_CHANGE };
    let page = AskPage::new(shell, lead, vec![form], own);
    let page = match replaces {
        Some(there) => page.told(replaced(bu, there)),
        None => page,
    };
    page.about(vec![
        ("団体", body_name(member, round)),
        ("計画年度", round.year.era()),
        ("段階・分", submission_name(stage, bu)),
    ])
    .errors(errors)
}

const LEAD: [&str; 2] = [
    "この段階・分に該当する事業がないことを、県に提出します。「該当事業なし」と書いた様式を自動で作り、受付票を発行します。",
    "あとで事業が出てきたときは、県の審査が始まるまで、ファイルをアップロードして提出し直せます。",
];

const LEAD_OF_CHANGE: [&str; 2] = [
    "この分のすべての事業を取りやめることを、変更として県に提出します。「該当事業なし」と書いた様式を自動で作り、受付票を発行します。",
    "一部の事業だけを変えるときは、変更の様式を受け取り、すべての事業を書いたファイルをアップロードしてください。変更がないときは、何も提出しません。",
];

/// What is handed in already, and that it gives way.
fn replaced(bu: Bu, there: &Replaced) -> Notice {
    let what = format!(
        "受付番号{}、{}に受付、ファイル「{}」",
        there.receipt,
        When::stored(&there.received_at).text(),
        file_name(&there.file_name)
    );
    if let Some((projects, fund)) = there.taken_out {
        let heading = format!("{}の全事業（{projects}件、{fund}円）を取りやめます", bu.label());
        let from = format!("今の計画は、{what}です。前の提出も記録には残ります。");
        let back = "取りやめないときは、「行わずに戻る」を押してください。";
        return Notice::new(NoticeKind::Warning, &heading, &[&from, back]);
    }
    Notice::new(
        NoticeKind::Warning,
        &format!("{}は提出済みです。提出すると、次の提出が「該当事業なし」に置き換わります。", bu.label()),
        &[&what, "置き換えないときは、「行わずに戻る」を押してください。前の提出も記録には残ります。"],
    )
}

/// The question; where the state does not allow it, why not.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    let replaces = ask_no_projects(&site.store, &member.scope, (round, stage), bu).await?;
    Ok(ok(&page(&member, round, (stage, bu), replaces.as_ref(), Vec::new())))
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
            Ok(again(&page(&member, round, (stage, bu), None, errors)))
        }
        Err(other) => Err(other.into()),
    }
}
