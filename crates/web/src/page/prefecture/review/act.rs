//! What the prefecture does with a submission: 審査, 修正依頼, 受付, 確認.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{RoundError, begin_review, confirm, receive, request_correction, review_sheet};
use kikin_domain::round::{Act, Reopened};

use super::{Again, Of, page};
use crate::component::FieldError;
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::confirm::ConfirmPage;
use crate::page::prefecture::typed::Typed;
use crate::page::{Shell, again, ok};
use crate::place::OfSubmission;
use crate::site::SharedSite;

fn done(of: Of, what: &str) -> Response {
    Redirect::to(&format!("{}?done={what}", of.review())).into_response()
}

/// 審査を始める
pub(crate) async fn begin(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    begin_review(&site.store, &member.scope, of.what(), of.bu).await?;
    Ok(done(of, "begun"))
}

/// 受け付ける
pub(crate) async fn received(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    receive(&site.store, &member.scope, of.what(), of.bu).await?;
    Ok(done(of, "received"))
}

/// The question before 確認: what is confirmed cannot be withdrawn.
pub(crate) async fn ask_confirm(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let sheet = review_sheet(&site.store, &member.scope, of.what(), of.bu).await?;
    // Who has come by an old link is told why it is not to be asked.
    if let Some((_, Some(why))) = sheet.acts.iter().find(|(act, _)| *act == Act::Confirm) {
        return Err(WebError::Told(Fault::Conflict, why.clone()));
    }
    let version =
        sheet.version.as_ref().map_or_else(String::new, |v| format!("第{}版（受付番号{}）", v.number, v.receipt));
    Ok(ok(&ConfirmPage {
        shell: Shell::of("確認済みにする", &member).under(&[
            ("ホーム", "/"),
            ("提出状況一覧", &of.status()),
            ("審査", &of.review()),
        ]),
        question: "この提出を確認済みにします。市町村は取り下げられなくなり、都道府県計画に反映できるようになります。"
            .to_owned(),
        facts: vec![
            ("団体".to_owned(), sheet.name),
            ("計画".to_owned(), format!("{} {} {}", of.site.year.era(), of.stage.label(), of.bu.label())),
            ("版".to_owned(), version),
        ],
        action: format!("{}/confirm", of.review()),
        act: "確認済みにする".to_owned(),
        back: of.review(),
    }))
}

/// 確認済みにする
pub(crate) async fn confirmed(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    confirm(&site.store, &member.scope, of.what(), of.bu).await?;
    Ok(done(of, "confirmed"))
}

/// 修正を依頼する, of the whole or by project.
pub(crate) async fn returned(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
    typed: Typed,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let by_project = typed.field("scope") == "projects";
    let numbers: BTreeSet<String> = typed.all("no").map(str::to_owned).collect();
    let reopened = if by_project { Reopened::Projects(numbers.clone()) } else { Reopened::Whole };
    let why = typed.field("why");
    match request_correction(&site.store, &member.scope, of.what(), of.bu, why, reopened).await {
        Ok(()) => Ok(done(of, "returned")),
        Err(RoundError::Field(sentence)) => {
            let field = if by_project && !why.trim().is_empty() { "numbers" } else { "why" };
            let typed = Again {
                why: why.to_owned(),
                by_project,
                numbers: numbers.into_iter().collect(),
                errors: vec![FieldError { field, sentence }],
                ..Again::default()
            };
            Ok(again(&page(&site, &member, of, (None, typed)).await?))
        }
        Err(other) => Err(other.into()),
    }
}
