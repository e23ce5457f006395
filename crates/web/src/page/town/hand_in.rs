//! The question before a draft is handed in, and the act.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{DraftView, RoundError, Site as RoundSite, Words, hand_in, look_at_draft};
use serde::Deserialize;

use super::{draft, under_year};
use crate::component::{
    Breadcrumb, Button, ButtonKind, Choice, Control, Field, FieldError, Notice, NoticeKind, Table, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, differences, ok};
use crate::place::{OfNumber, of_draft, of_receipt};
use crate::site::SharedSite;

/// The question.
#[derive(Debug, Template)]
#[template(path = "page/town/hand_in.html")]
pub(crate) struct HandInPage {
    shell: Shell,
    /// That a 変更 lists projects no more.
    gone: Option<Notice>,
    late: Option<Notice>,
    left: Option<Notice>,
    facts: Vec<(&'static str, String)>,
    totals: Table,
    action: String,
    /// What a 変更 says otherwise than the plan that it is about.
    differences: Vec<Table>,
    /// The tick that gives projects up.
    gives_up: Option<Field>,
    /// Asked for after a 修正依頼.
    why: Option<Field>,
    button: Button,
    back: String,
}

impl HandInPage {
    fn new(shell: Shell, site: RoundSite, view: &DraftView, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let own = of_draft(site, view.draft.id);
        let why = || {
            Field::line("why", "変更していない場合の理由", TextKind::Text)
                .help("修正の依頼を受けた内容を変えずに再提出するときだけ、理由を記入してください。")
                .control(Control::Lines { value: typed.why.clone(), rows: 4 })
                .optional()
                .errors(&errors)
        };
        let late =
            Notice::new(NoticeKind::Warning, "提出期限を過ぎています。", &["期限の後の提出として記録されます。"]);
        let gone = differences::gone(&view.replaces, draft::IF_MEANT);
        // What is wrong with the tick is no reason to ask why nothing was changed.
        let is_about_why = errors.iter().any(|error| error.field != GIVES_UP);
        Self {
            gives_up: gone.is_some().then(|| gives_up(typed).errors(&errors)),
            gone,
            differences: differences::of_change(&view.replaces),
            late: view.late.then_some(late),
            left: draft::left(view),
            facts: draft::facts(site, view),
            totals: draft::sums(view),
            action: format!("{own}/hand-in"),
            why: (view.returned || is_about_why).then(why),
            button: Button::new(if view.returned { "再提出する" } else { "提出する" }, ButtonKind::Solid),
            back: own,
            shell: shell.errors(errors),
        }
    }
}

/// The name of the tick, and what it sends.
const GIVES_UP: &str = "gives_up";

/// The tick that gives up what a 変更 lists no more.
fn gives_up(typed: &Typed) -> Field {
    let choice = Choice {
        value: "yes".to_owned(),
        label: "取りやめる事業がある（上の事業を計画からなくす）".to_owned(),
        chosen: !typed.gives_up.is_empty(),
    };
    Field::line(GIVES_UP, "この変更にない事業の扱い", TextKind::Text)
        .help("印を付けて提出すると、取りやめる事業が経過に残り、県にも表示されます。")
        .control(Control::Check(vec![choice]))
}

impl Page for HandInPage {
    const NAME: &'static str = "hand in";

    fn samples() -> Vec<Self> {
        use kikin_domain::Verdict;
        let view = super::examples::draft(Verdict::Accepted);
        let page = |view: &DraftView, errors| {
            Self::new(Shell::sample("提出の確認"), super::examples::site(), view, &Typed::default(), errors)
        };
        let leaves_out = || DraftView { replaces: differences::samples(), ..view.clone() };
        let gone = about(&RoundError::Gone { told: "医療分のNo.3（20,119,000円）".to_owned() });
        let told = kikin_domain::Finding::new(kikin_domain::RuleId::P004, "", &[("bu", "介護分")]);
        let unchanged = about(&RoundError::Unchanged(Box::new(told)));
        vec![
            page(&view, Vec::new()),
            page(&leaves_out(), Vec::new()),
            page(&leaves_out(), vec![gone]),
            page(&DraftView { late: true, returned: true, ..view.clone() }, Vec::new()),
            page(&DraftView { left: super::examples::left(), ..view.clone() }, Vec::new()),
            page(&DraftView { returned: true, ..view }, vec![unchanged]),
        ]
    }
}

/// What is wrong, at the field that it is about.
fn about(error: &RoundError) -> FieldError {
    let field = match error {
        RoundError::Unchanged(_) => "why",
        RoundError::Gone { .. } => GIVES_UP,
        _ => "",
    };
    FieldError { field, sentence: error.to_string() }
}

async fn page(
    site: &SharedSite,
    member: &Member,
    (round, id): (RoundSite, i64),
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<(HandInPage, Option<i64>), WebError> {
    let view = look_at_draft(&site.store, &site.readers, &member.scope, round, id).await?;
    let mut shell = under_year("提出の確認", member, round.year);
    shell.crumbs.push(Breadcrumb { label: "検査の結果".to_owned(), href: of_draft(round, id) });
    Ok((HandInPage::new(shell, round, &view, typed, errors), view.handed_in))
}

/// The question. What is handed in already leads to its receipt.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let (page, handed_in) = page(&site, &member, (round, id), &Typed::default(), Vec::new()).await?;
    Ok(match handed_in {
        Some(upload) => Redirect::to(&of_receipt(round, upload)).into_response(),
        None => ok(&page),
    })
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    why: String,
    gives_up: String,
}

/// Hands the draft in; pressed twice, both lead to the one receipt.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let words = Words { why: Some(&typed.why), gives_up: !typed.gives_up.is_empty() };
    match hand_in(&site.store, &site.readers, &member.scope, id, words).await {
        Ok(done) => {
            let slip = done.slip;
            let own = RoundSite { prefecture: round.prefecture, year: slip.year, body: slip.body };
            Ok(Redirect::to(&format!("{}?done=handed-in", of_receipt(own, slip.upload))).into_response())
        }
        Err(
            error @ (RoundError::NotNow(_)
            | RoundError::Rejected { .. }
            | RoundError::EarlierDate { .. }
            | RoundError::Unchanged(_)
            | RoundError::NotReopened { .. }
            | RoundError::Gone { .. }
            | RoundError::Field(_)),
        ) => {
            let (page, _) = page(&site, &member, (round, id), &typed, vec![about(&error)]).await?;
            Ok(again(&page))
        }
        Err(other) => Err(other.into()),
    }
}
