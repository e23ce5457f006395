//! お知らせ: posted, replaced, taken down.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::round::{NewNotice, Notice, RoundError, YearSettings, tell_municipalities};
use kikin_domain::{FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::{address, below, changed, read_to_edit, sample};
use crate::component::{Control, Field, FieldError, Phrase, TextKind};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::confirm::ConfirmPage;
use crate::page::{Page, Shell, again, ok};
use crate::place::InYear;
use crate::site::SharedSite;
use crate::when::When;

/// A notice that stands.
#[derive(Debug)]
struct Posted {
    title: String,
    lines: Vec<String>,
    told: Phrase,
    address: String,
}

/// The notices that stand, and the form of a new one.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/notices.html")]
pub(crate) struct NoticesPage {
    shell: Shell,
    action: String,
    posted: Vec<Posted>,
    fields: [Field; 2],
}

/// A notice that is to be replaced.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/notice.html")]
pub(crate) struct NoticePage {
    shell: Shell,
    address: String,
    back: String,
    fields: [Field; 2],
}

/// A notice as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    title: String,
    content: String,
}

/// A notice in an address.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct OfNotice {
    id: i64,
}

const TITLE: &str = "お知らせ";
const REPLACE: &str = "お知らせの差替え";

fn fields(typed: &Typed, errors: &[FieldError]) -> [Field; 2] {
    [
        Field::line("title", "件名", TextKind::Text).value(&typed.title).errors(errors),
        Field::line("content", "本文", TextKind::Text)
            .help("市町村の画面に、改行のとおりに表示されます。")
            .control(Control::Lines { value: typed.content.clone(), rows: 8 })
            .errors(errors),
    ]
}

fn at(year: FiscalYear, id: i64) -> String {
    address(year, &format!("/notices/{id}"))
}

impl NoticesPage {
    fn new(shell: Shell, settings: &YearSettings, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let year = settings.year.year;
        let posted = |notice: &Notice| Posted {
            title: notice.title.clone(),
            lines: notice.content.lines().map(str::to_owned).collect(),
            told: Phrase::from(When::stored(&notice.posted_at)).then(&format!("　{}", notice.posted_by)),
            address: at(year, notice.id),
        };
        Self {
            action: address(year, "/notices"),
            posted: settings.notices.iter().map(posted).collect(),
            fields: fields(typed, &errors),
            shell: below(shell, year).errors(errors),
        }
    }
}

impl NoticePage {
    fn new(shell: Shell, year: FiscalYear, id: i64, typed: &Typed, errors: Vec<FieldError>) -> Self {
        Self {
            address: at(year, id),
            back: address(year, "/notices"),
            fields: fields(typed, &errors),
            shell: below(shell, year).errors(errors),
        }
    }
}

impl Page for NoticesPage {
    const NAME: &'static str = "notices";

    fn samples() -> Vec<Self> {
        let Some(settings) = sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let error = FieldError { field: "content", sentence: "お知らせの本文が空欄です。".to_owned() };
        let none = YearSettings { notices: Vec::new(), ..settings.clone() };
        vec![
            Self::new(shell(), &settings, &Typed::default(), Vec::new()),
            Self::new(shell(), &none, &Typed::default(), vec![error]),
        ]
    }
}

impl Page for NoticePage {
    const NAME: &'static str = "notice";

    fn samples() -> Vec<Self> {
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        vec![Self::new(Shell::sample_of_prefecture(REPLACE), year, 1, &Typed::default(), Vec::new())]
    }
}

/// The notices.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&NoticesPage::new(Shell::of(TITLE, &member), &settings, &Typed::default(), Vec::new())))
}

/// Posts one, in the place of another where one is named.
async fn tell(
    site: &SharedSite,
    member: &Member,
    (prefecture, year): (PrefectureCode, FiscalYear),
    (replaces, typed): (Option<i64>, &Typed),
) -> Result<Option<FieldError>, WebError> {
    let new = NewNotice { prefecture, year, replaces, title: &typed.title, content: &typed.content };
    match tell_municipalities(&site.store, &member.scope, new).await {
        Ok(_) => Ok(None),
        Err(RoundError::Field(sentence)) => {
            let field = if typed.title.trim().is_empty() { "title" } else { "content" };
            Ok(Some(FieldError { field, sentence }))
        }
        Err(other) => Err(other.into()),
    }
}

/// Posts a notice.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let settings = read_to_edit(&site, &member, &place).await?;
    match tell(&site, &member, what, (None, &typed)).await? {
        None => {
            let told = format!("お知らせ「{}」を出しました。", typed.title.trim());
            changed(&site, &member, (what.1, "notices"), &[told]).await
        }
        Some(error) => Ok(again(&NoticesPage::new(Shell::of(TITLE, &member), &settings, &typed, vec![error]))),
    }
}

/// The notice of an address.
fn find(settings: &YearSettings, of: OfNotice) -> Result<&Notice, WebError> {
    settings.notices.iter().find(|notice| notice.id == of.id).ok_or(WebError::Fault(Fault::NotFound))
}

/// The form that replaces a notice.
pub(crate) async fn edit(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(of): Path<OfNotice>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    let notice = find(&settings, of)?;
    let typed = Typed { title: notice.title.clone(), content: notice.content.clone() };
    Ok(ok(&NoticePage::new(Shell::of(REPLACE, &member), settings.year.year, of.id, &typed, Vec::new())))
}

/// Replaces a notice.
pub(crate) async fn replace(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(of): Path<OfNotice>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let blank = typed.content.trim().is_empty().then(|| FieldError {
        field: "content",
        sentence: "お知らせの本文が空欄です。取り下げるときは「取り下げる」を押してください。".to_owned(),
    });
    let error = match blank {
        Some(error) => Some(error),
        None => tell(&site, &member, what, (Some(of.id), &typed)).await?,
    };
    match error {
        None => {
            let told = format!("お知らせ「{}」に差し替えました。", typed.title.trim());
            changed(&site, &member, (what.1, "notices"), &[told]).await
        }
        Some(error) => Ok(again(&NoticePage::new(Shell::of(REPLACE, &member), what.1, of.id, &typed, vec![error]))),
    }
}

/// The question before a notice is taken down.
pub(crate) async fn ask_down(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(of): Path<OfNotice>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    let notice = find(&settings, of)?;
    let year = settings.year.year;
    Ok(ok(&ConfirmPage {
        shell: below(Shell::of("お知らせの取下げ", &member), year),
        question: "このお知らせを取り下げます。市町村の画面に表示されなくなります。".to_owned(),
        facts: vec![
            ("件名".to_owned(), notice.title.clone()),
            ("掲載".to_owned(), When::stored(&notice.posted_at).text().to_owned()),
        ],
        action: format!("{}/down", at(year, of.id)),
        act: "取り下げる".to_owned(),
        back: address(year, "/notices"),
    }))
}

/// Takes a notice down.
pub(crate) async fn down(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(of): Path<OfNotice>,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let settings = read_to_edit(&site, &member, &place).await?;
    let notice = find(&settings, of)?;
    let blank = Typed { title: notice.title.clone(), content: String::new() };
    if let Some(error) = tell(&site, &member, what, (Some(of.id), &blank)).await? {
        return Err(WebError::Told(Fault::Unprocessable, error.sentence));
    }
    let told = format!("お知らせ「{}」を取り下げました。", notice.title);
    changed(&site, &member, (what.1, "notices"), &[told]).await
}
