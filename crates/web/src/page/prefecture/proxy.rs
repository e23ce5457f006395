//! 代理登録: a file that came another way, or a zip of them. What becomes of each is told on the page of the job.

pub(crate) mod outcome;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_app::jobs::{Lane, Sending, ask_registration};
use kikin_app::round::{LARGEST_ZIP, MOST_IN_ZIP, RoundError};
use kikin_domain::FiscalYear;
use kikin_domain::permission::{Action, Reach, row};
use kikin_domain::year::era_date;

use crate::component::{Button, ButtonKind, Choice, Control, Field, FieldError, TextKind};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, again, ok};
use crate::place::{InYear, of_year};
use crate::sent::Sent;
use crate::site::SharedSite;

/// The form with its file is no larger, bytes: what a zip holds is bounded again when it is unpacked.
pub(crate) const LARGEST_FORM: usize = 100 * 1024 * 1024;

/// How files come.
const WAYS: [&str; 4] = ["電子メール", "郵送（媒体）", "持参", "その他"];

/// 代理登録
#[derive(Debug, Template)]
#[template(path = "page/prefecture/proxy.html")]
pub(crate) struct ProxyPage {
    shell: Shell,
    action: String,
    fields: [Field; 4],
    button: Button,
}

/// What is typed beside the file.
#[derive(Debug, Default)]
struct Typed {
    how: String,
    on: String,
    note: String,
}

impl Typed {
    fn of(sent: &Sent) -> Self {
        let field = |name| sent.field(name).trim().to_owned();
        Self { how: field("how"), on: field("on"), note: field("note") }
    }

    /// Why the prefecture registers: how and when the file came.
    fn why(&self) -> Result<String, Vec<FieldError>> {
        let wrong = |field, sentence: String| FieldError { field, sentence };
        let mut errors = Vec::new();
        if !WAYS.contains(&self.how.as_str()) {
            errors.push(wrong("how", "受け取った方法が選ばれていません。選んでください。".to_owned()));
        }
        let on = self.on.parse::<Date>().ok();
        if on.is_none() {
            errors.push(wrong("on", format!("受け取った日「{}」は日付ではありません。入力してください。", self.on)));
        }
        match on {
            Some(on) if errors.is_empty() => {
                let told = format!("{}、{}受領　{}", self.how, era_date(on), self.note);
                Ok(told.trim().to_owned())
            }
            _ => Err(errors),
        }
    }
}

impl ProxyPage {
    fn new(shell: Shell, year: FiscalYear, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == typed.how,
        };
        let mut ways = vec![choice("", "選んでください")];
        ways.extend(WAYS.iter().map(|way| choice(way, way)));
        let status = format!("{}/status", of_year(year));
        Self {
            action: format!("{}/proxy", of_year(year)),
            fields: [
                Field::line("how", "受け取った方法", TextKind::Text).control(Control::Select(ways)).errors(&errors),
                Field::line("on", "受け取った日", TextKind::Date).value(&typed.on).errors(&errors),
                Field::line("note", "補足", TextKind::Text)
                    .optional()
                    .help("例：差出人、公文書の番号")
                    .value(&typed.note)
                    .errors(&errors),
                Field::line("file", "ファイル", TextKind::Text)
                    .help(&format!(
                        "Excelブック（.xlsx）1件、又はブックをまとめたzip（{MOST_IN_ZIP}件、展開して{}MBまで）。",
                        LARGEST_ZIP / (1024 * 1024)
                    ))
                    .control(Control::File { accept: ".xlsx,.zip" })
                    .errors(&errors),
            ],
            button: Button::new("検査して代理登録する", ButtonKind::Solid),
            shell: shell.under(&[("ホーム", "/"), ("提出状況一覧", &status)]).errors(errors),
        }
    }
}

impl Page for ProxyPage {
    const NAME: &'static str = "proxy";

    fn samples() -> Vec<Self> {
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture("代理登録");
        let typed = Typed::default();
        let errors = typed.why().err().unwrap_or_default();
        vec![Self::new(shell(), year, &typed, Vec::new()), Self::new(shell(), year, &typed, errors)]
    }
}

/// Whose file it is, only the file tells; who registers for nobody has no form either.
fn may(member: &Member) -> Result<(), WebError> {
    let reach = row(Action::ProxyRegister).reach(member.scope.role());
    if reach == Reach::Nobody { Err(Fault::Forbidden.into()) } else { Ok(()) }
}

fn title(year: FiscalYear) -> String {
    format!("{} 代理登録", year.era())
}

/// The form.
pub(crate) async fn show(member: Member, Path(place): Path<InYear>) -> Result<Response, WebError> {
    let (_, year) = place.read(&member)?;
    may(&member)?;
    Ok(ok(&ProxyPage::new(Shell::of(&title(year), &member), year, &Typed::default(), Vec::new())))
}

/// Takes the files; a worker registers them one by one, also a single one: what becomes of it is told in one place.
pub(crate) async fn register(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    sent: Sent,
) -> Result<Response, WebError> {
    let (prefecture, year) = place.read(&member)?;
    may(&member)?;
    let typed = Typed::of(&sent);
    let (why, mut errors) = match typed.why() {
        Ok(why) => (why, Vec::new()),
        Err(errors) => (String::new(), errors),
    };
    if sent.files.is_empty() {
        let sentence = "ファイルが選ばれていません。Excelブック又はzipを選んでください。".to_owned();
        errors.push(FieldError { field: "file", sentence });
    }
    if errors.is_empty() {
        let files = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
        match ask_registration(&site.store, &member.scope, (prefecture, year), Sending { files, why }).await {
            Ok(job) => {
                site.asked(Lane::Registering).notify_one();
                return Ok(Redirect::to(&format!("/jobs/{}", job.id)).into_response());
            }
            Err(RoundError::Field(sentence)) => errors.push(FieldError { field: "file", sentence }),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(again(&ProxyPage::new(Shell::of(&title(year), &member), year, &typed, errors)))
}
