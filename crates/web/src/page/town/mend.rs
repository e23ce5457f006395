//! Small corrections in the browser: a project's main fields, from a draft or from the version that counts.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use kikin_app::people::SessionEnd;
use kikin_app::round::{
    Mend, MendField, MendKind, MendOf, RoundError, Site as RoundSite, forget_text, keep_text_of_ended, kept_text,
    mend_project, mendable,
};

use super::ask::{AskForm, AskPage};
use super::{draft, under_year};
use crate::component::{ButtonKind, Cell, Column, Control, Field, FieldError, Notice, NoticeKind, Table, TextKind};
use crate::extract::{Member, Visitor};
use crate::fault::{Fault, WebError};
use crate::page::{again, ok};
use crate::place::{OfDraftProject, OfNumber, OfProject, OfSubmission, of_draft, of_submission};
use crate::site::SharedSite;

/// The names of the form's fields, in the order of the project's.
const NAMES: [&str; 40] = [
    "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12", "f13", "f14", "f15", "f16", "f17",
    "f18", "f19", "f20", "f21", "f22", "f23", "f24", "f25", "f26", "f27", "f28", "f29", "f30", "f31", "f32", "f33",
    "f34", "f35", "f36", "f37", "f38", "f39", "f40",
];

/// Between the values of a form that is kept: no keyboard types it.
const BETWEEN: &str = "\u{1f}";

/// What is corrected, and where its pages are.
#[derive(Clone, Copy, Debug)]
struct Mended {
    round: RoundSite,
    of: MendOf,
}

impl Mended {
    /// The page that leads here, and to which one goes back.
    fn home(self) -> String {
        match self.of {
            MendOf::Draft(id) => of_draft(self.round, id),
            MendOf::Counting(stage, bu) => of_submission(self.round, stage, bu),
        }
    }

    fn address(self, at: usize) -> String {
        format!("{}/projects/{at}", self.home())
    }

    async fn projects(self, site: &SharedSite, member: &Member) -> Result<Vec<Mend>, RoundError> {
        mendable(&site.store, &site.readers, &member.scope, (self.round, self.of)).await
    }
}

fn field(name: &'static str, own: &MendField, value: &str, errors: &[FieldError]) -> Field {
    let kind = match own.kind {
        MendKind::Line | MendKind::Lines => TextKind::Text,
        MendKind::Yen => TextKind::Yen,
        MendKind::Day => TextKind::Date,
    };
    let field = Field::line(name, &own.label, kind).optional().errors(errors);
    match own.kind {
        MendKind::Lines => field.control(Control::Lines { value: value.to_owned(), rows: 4 }),
        MendKind::Line | MendKind::Yen | MendKind::Day => field.value(value),
    }
}

fn form(member: &Member, what: Mended, one: &Mend, typed: Option<&[String]>, errors: Vec<FieldError>) -> AskPage {
    let value = |at: usize, own: &MendField| typed.and_then(|t| t.get(at)).map_or(own.value.clone(), Clone::clone);
    let named = NAMES.iter().zip(&one.fields).enumerate();
    let fields = named.map(|(at, (name, own))| field(name, own, &value(at, own), &errors)).collect();
    let shell = under_year(&format!("No.{} {}の修正", one.no, one.name), member, what.round.year);
    let lead = [
        "保存すると、変更した内容で新しいブックを作り、アップロードしたときと同じ検査をします。提出は、検査の結果を見てから行います。",
        "ここにない項目は、今のまま引き継ぎます。直すときは、Excelで直してアップロードしてください。",
    ];
    let form = AskForm::new(what.address(one.at), fields, "保存して検査する", ButtonKind::Solid);
    AskPage::new(shell, &lead, vec![form], format!("{}/projects", what.home())).errors(errors)
}

async fn list(site: &SharedSite, member: &Member, what: Mended) -> Result<Response, WebError> {
    let projects = what.projects(site, member).await?;
    let row = |one: &Mend| {
        let label = format!("No.{} {}", one.no, one.name);
        vec![Cell::Link { label, href: what.address(one.at) }]
    };
    let table = Table {
        caption: format!("{} 画面で直せる事業", what.round.year.era()),
        columns: vec![Column::text("事業")],
        rows: projects.iter().map(row).collect(),
        foot: None,
        empty: "事業はありません。".to_owned(),
    };
    let shell = under_year("画面での修正", member, what.round.year);
    let lead = ["直す事業を選んでください。事業名・期間・内容・指標・金額を画面で直せます。"];
    Ok(ok(&AskPage::new(shell, &lead, Vec::new(), what.home()).with(table)))
}

async fn show(site: &SharedSite, member: &Member, what: Mended, at: usize) -> Result<Response, WebError> {
    let projects = what.projects(site, member).await?;
    let one = projects.iter().find(|one| one.at == at).ok_or(WebError::Fault(Fault::NotFound))?;
    let kept = kept_text(&site.store, &member.scope, &what.address(at)).await?;
    let typed: Option<Vec<String>> = kept.map(|text| text.split(BETWEEN).map(str::to_owned).collect());
    let typed = typed.filter(|typed| typed.len() == one.fields.len());
    let page = form(member, what, one, typed.as_deref(), Vec::new());
    let told = Notice::new(
        NoticeKind::Info,
        "サインインの前に入力した内容を戻しました。",
        &["まだ保存していません。確かめてから保存してください。"],
    );
    Ok(ok(&if typed.is_some() { page.told(told) } else { page }))
}

async fn take(
    site: &SharedSite,
    member: &Member,
    what: Mended,
    at: usize,
    typed: Vec<String>,
) -> Result<Response, WebError> {
    let target = (what.round, what.of);
    let outcome = mend_project(&site.store, &site.readers, &member.scope, target, at, &typed).await;
    let error = match outcome {
        Ok(uploaded) => match (uploaded.draft, uploaded.not_kept) {
            (Some(kept), _) => {
                forget_text(&site.store, &member.scope, &what.address(at)).await?;
                return Ok(draft::to(what.round, kept.id, "saved"));
            }
            (None, why) => why.unwrap_or(RoundError::TooLarge),
        },
        Err(error) => error,
    };
    match error {
        error @ (RoundError::Field(_) | RoundError::NotNow(_) | RoundError::NotTaken(_)) => {
            let projects = what.projects(site, member).await?;
            let one = projects.iter().find(|one| one.at == at).ok_or(WebError::Fault(Fault::NotFound))?;
            let sentence = error.to_string();
            // The sentence begins with the label of the field that it is about.
            let about = one.fields.iter().position(|field| sentence.starts_with(&format!("{}の「", field.label)));
            let field = about.and_then(|at| NAMES.get(at)).copied().unwrap_or("");
            Ok(again(&form(member, what, one, Some(&typed), vec![FieldError { field, sentence }])))
        }
        other => Err(other.into()),
    }
}

/// What was sent without a session is kept for whoever's session it was; after signing in again the form shows it.
async fn signed_in(
    site: &SharedSite,
    member: Result<Member, WebError>,
    visitor: &Visitor,
    place: &str,
    typed: &[String],
) -> Result<Member, WebError> {
    let why = match member {
        Err(WebError::SignIn { why: why @ (SessionEnd::Idle | SessionEnd::TooOld), .. }) => why,
        other => return other,
    };
    let (caller, token, text) = (visitor.caller(), visitor.token().unwrap_or(""), typed.join(BETWEEN));
    let kept = keep_text_of_ended(&site.store, &site.security.limits, &caller, token, (place, &text)).await?;
    Err(WebError::SignIn { next: kept.then(|| place.to_owned()), why })
}

/// The values in the order of the fields.
fn values(sent: Vec<(String, String)>) -> Vec<String> {
    let value = |name: &&str| sent.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
    NAMES.iter().map_while(value).collect()
}

const fn of_draft_id(round: RoundSite, id: i64) -> Mended {
    Mended { round, of: MendOf::Draft(id) }
}

/// The projects of a draft.
pub(crate) async fn of_draft_list(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    list(&site, &member, of_draft_id(round, id)).await
}

/// The form for a project of a draft.
pub(crate) async fn of_draft_show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfDraftProject>,
) -> Result<Response, WebError> {
    let (round, id, at) = of.read(&member)?;
    show(&site, &member, of_draft_id(round, id), at).await
}

/// Saves a project of a draft.
pub(crate) async fn of_draft_take(
    State(site): State<SharedSite>,
    member: Result<Member, WebError>,
    visitor: Visitor,
    uri: Uri,
    Path(of): Path<OfDraftProject>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let typed = values(sent);
    let member = signed_in(&site, member, &visitor, uri.path(), &typed).await?;
    let (round, id, at) = of.read(&member)?;
    take(&site, &member, of_draft_id(round, id), at, typed).await
}

/// The projects of the version that counts.
pub(crate) async fn of_version_list(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let (round, stage, bu) = of.read(&member)?;
    list(&site, &member, Mended { round, of: MendOf::Counting(stage, bu) }).await
}

/// The form for a project of the version that counts.
pub(crate) async fn of_version_show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfProject>,
) -> Result<Response, WebError> {
    let (round, stage, bu, at) = of.read(&member)?;
    show(&site, &member, Mended { round, of: MendOf::Counting(stage, bu) }, at).await
}

/// Saves a project of the version that counts.
pub(crate) async fn of_version_take(
    State(site): State<SharedSite>,
    member: Result<Member, WebError>,
    visitor: Visitor,
    uri: Uri,
    Path(of): Path<OfProject>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let typed = values(sent);
    let member = signed_in(&site, member, &visitor, uri.path(), &typed).await?;
    let (round, stage, bu, at) = of.read(&member)?;
    take(&site, &member, Mended { round, of: MendOf::Counting(stage, bu) }, at, typed).await
}
