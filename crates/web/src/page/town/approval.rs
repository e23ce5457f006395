//! 庁内決裁: asked for by whoever drafts, given or declined by a second post.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use kikin_app::round::{DraftView, RoundError, Site as RoundSite, approve, ask_approval, decline, look_at_draft};
use kikin_domain::round::Act;
use serde::Deserialize;

use super::ask::{AskForm, AskPage};
use super::{draft, under_year};
use crate::component::{Breadcrumb, ButtonKind, Control, Field, FieldError, Notice, NoticeKind, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{again, ok};
use crate::place::{OfNumber, of_draft};
use crate::site::SharedSite;

/// What is typed.
#[derive(Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    why: String,
}

/// The ways that whoever looks may answer.
fn forms(round: RoundSite, view: &DraftView, typed: &Typed, errors: &[FieldError]) -> Vec<AskForm> {
    let own = format!("{}/approval", of_draft(round, view.draft.id));
    let mut forms = Vec::new();
    if view.may(Act::AskApproval) {
        forms.push(AskForm::new(format!("{own}/ask"), Vec::new(), "庁内決裁に回す", ButtonKind::Solid));
    }
    if view.may(Act::Approve) {
        let fields = vec![
            Field::line("number", "文書番号", TextKind::Text)
                .help("決裁文書の番号。例：福第1234号")
                .value(&typed.number)
                .errors(errors),
            Field::line("day", "決裁日", TextKind::Date).value(&typed.day).errors(errors),
        ];
        forms.push(AskForm::new(format!("{own}/approve"), fields, "決裁する", ButtonKind::Solid).headed("決裁"));
    }
    if view.may(Act::Decline) {
        let why = Field::line("why", "差し戻す理由", TextKind::Text)
            .control(Control::Lines { value: typed.why.clone(), rows: 4 })
            .errors(errors);
        forms.push(
            AskForm::new(format!("{own}/decline"), vec![why], "差し戻す", ButtonKind::Outline).headed("庁内での差戻し"),
        );
    }
    forms
}

/// How things stand.
fn told(view: &DraftView) -> Notice {
    if view.handed_in.is_some() {
        return Notice::new(NoticeKind::Info, "このファイルは提出済みです。", &[]);
    }
    match &view.why_not {
        _ if view.may(Act::Approve) => Notice::new(
            NoticeKind::Info,
            "庁内決裁を求められています。",
            &["検査の結果と金額を確かめて、決裁してください。"],
        ),
        _ if view.may(Act::AskApproval) => Notice::new(
            NoticeKind::Info,
            "この団体は、提出の前に庁内決裁が必要です。",
            &["確認者の職が決裁すると、提出できます。"],
        ),
        Some(why) => Notice::new(NoticeKind::Info, "まだ提出できません。", &[why]),
        None => Notice::new(NoticeKind::Success, "庁内決裁は済んでいます。", &["担当者が提出できます。"]),
    }
}

async fn page(
    site: &SharedSite,
    member: &Member,
    (round, id): (RoundSite, i64),
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<AskPage, WebError> {
    let view = look_at_draft(&site.store, &site.readers, &member.scope, round, id).await?;
    let mut shell = under_year("庁内決裁", member, round.year);
    shell.crumbs.push(Breadcrumb { label: "検査の結果".to_owned(), href: of_draft(round, id) });
    let forms = forms(round, &view, typed, &errors);
    Ok(AskPage::new(shell, &[], forms, of_draft(round, id))
        .told(told(&view))
        .about(draft::facts(round, &view))
        .with(draft::sums(&view))
        .errors(errors))
}

/// Where 庁内決裁 stands, and what whoever looks may do.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let what = of.read(&member)?;
    let typed = Typed { day: member.scope.act().at.date().to_string(), ..Typed::default() };
    Ok(ok(&page(&site, &member, what, &typed, Vec::new()).await?))
}

/// To the draft, or the page again with what is wrong.
async fn done(
    site: &SharedSite,
    member: &Member,
    what: (RoundSite, i64),
    (typed, field): (&Typed, &'static str),
    outcome: Result<(), RoundError>,
    word: &str,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => Ok(draft::to(what.0, what.1, word)),
        Err(error @ (RoundError::Field(_) | RoundError::NotNow(_) | RoundError::Rejected { .. })) => {
            let field = if matches!(error, RoundError::Field(_)) { field } else { "" };
            let errors = vec![FieldError { field, sentence: error.to_string() }];
            Ok(again(&page(site, member, what, typed, errors).await?))
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks for it.
pub(crate) async fn ask(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let what = of.read(&member)?;
    let outcome = ask_approval(&site.store, &member.scope, what.1).await;
    done(&site, &member, what, (&Typed::default(), ""), outcome, "asked").await
}

/// Gives it.
pub(crate) async fn give(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let what = of.read(&member)?;
    let Ok(day) = typed.day.trim().parse::<Date>() else {
        let sentence = "決裁日が空欄か、日付ではありません。決裁を受けた日を入力してください。".to_owned();
        let errors = vec![FieldError { field: "day", sentence }];
        return Ok(again(&page(&site, &member, what, &typed, errors).await?));
    };
    // What is wrong is the number or the day; a blank number is told first.
    let field =
        if typed.number.trim().is_empty() || typed.number.trim().chars().count() > 100 { "number" } else { "day" };
    let outcome = approve(&site.store, &member.scope, what.1, &typed.number, day).await;
    done(&site, &member, what, (&typed, field), outcome, "approved").await
}

/// Declines.
pub(crate) async fn refuse(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let what = of.read(&member)?;
    let outcome = decline(&site.store, &member.scope, what.1, &typed.why).await;
    done(&site, &member, what, (&typed, "why"), outcome, "declined").await
}
