//! 計画本文 and the prefecture's own workbook.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::Document;
use kikin_app::people::PeopleError;
use kikin_app::planning::{Chapters, LONGEST_CHAPTER, Own as OwnBook, chapters, take_own, write_chapters};
use kikin_app::round::{RoundError, Site as RoundSite};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::{FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::{above, borrowed};
use crate::component::{Button, ButtonKind, Control, Field, FieldError, Notice, NoticeKind, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, respond};
use crate::place::{InYear, of_draft, of_year};
use crate::sent::Sent;
use crate::site::SharedSite;
use crate::when::When;

/// The text of the plan, to be written.
#[derive(Debug, Template)]
#[template(path = "page/plan/chapters.html")]
pub(crate) struct ChaptersPage {
    shell: Shell,
    told: Notice,
    number: i64,
    rows: Vec<Row>,
    action: String,
    save: Button,
    own: Option<Own>,
}

/// A 節.
#[derive(Debug)]
struct Row {
    id: String,
    /// 章, where it begins.
    chapter: Option<String>,
    section: String,
    text: String,
}

/// The form for the prefecture's own workbook.
#[derive(Debug)]
struct Own {
    action: String,
    /// Where the form is handed out.
    form: String,
    file: Field,
    send: Button,
}

const TITLE: &str = "計画本文と県自らの事業";

/// What was done before.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let heading = match asked.done.as_str() {
        "written" => Some("計画本文を保存しました。次の書き出しから、この本文になります。"),
        "own" => Some("県自らの事業を受け付けました。県計画に入りました。"),
        _ => None,
    };
    let notice = heading.map(|heading| Notice::new(NoticeKind::Success, heading, &[]));
    shown(&site, &member, place.read(&member)?, (notice, None), Vec::new()).await
}

async fn shown(
    site: &SharedSite,
    member: &Member,
    key: (PrefectureCode, FiscalYear),
    (notice, typed): (Option<Notice>, Option<&[String]>),
    errors: Vec<FieldError>,
) -> Result<Response, WebError> {
    let mut found = chapters(&site.store, &member.scope, key).await?;
    for (row, text) in found.rows.iter_mut().zip(typed.unwrap_or_default()) {
        row[2].clone_from(text);
    }
    let matter = Matter::of(Seat::Prefecture(key.0));
    let sender = member.scope.may(Action::EditOwnProjects, &matter).is_ok().then_some(key.0);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = Shell::of(TITLE, member).notice(notice);
    Ok(respond(status, &ChaptersPage::new(shell, key.1, &found, sender, errors)))
}

/// Keeps what was typed as a further version.
pub(crate) async fn write(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let number = fields.iter().find(|(name, _)| name == "number").and_then(|(_, value)| value.parse().ok());
    let typed: Vec<String> = fields.iter().filter(|(name, _)| name == "text").map(|(_, value)| value.clone()).collect();
    let sentence = match write_chapters(&site.store, &member.scope, key, number.unwrap_or(-1), &typed).await {
        Ok(_) => {
            return Ok(Redirect::to(&format!("{}/plan/chapters?done=written", of_year(key.1))).into_response());
        }
        Err(RoundError::Field(sentence)) => sentence,
        Err(RoundError::People(PeopleError::Meanwhile)) => CHANGED.to_owned(),
        Err(other) => return Err(other.into()),
    };
    let errors = vec![FieldError { field: "", sentence }];
    shown(&site, &member, key, (None, Some(&typed)), errors).await
}

const CHANGED: &str = "画面を開いた後に、ほかの人が計画本文を保存しました。入力した本文は下に残しています。このまま保存すると、ほかの人の本文に置き換わります。";

/// Takes the prefecture's own workbook in.
pub(crate) async fn send(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    sent: Sent,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let sentence = match sent.files.into_iter().next() {
        None => "ブックが選ばれていません。県のブックを選んでください。".to_owned(),
        Some(file) => {
            let document =
                Document::read(file.name, file.bytes.as_slice()).map_err(|error| WebError::broken(&error))?;
            match take_own(&site.store, &site.readers, &member.scope, key, document).await {
                Ok(OwnBook::Taken(_)) => {
                    return Ok(Redirect::to(&format!("{}/plan/chapters?done=own", of_year(key.1))).into_response());
                }
                Ok(OwnBook::Checked(draft)) => {
                    let own = RoundSite { prefecture: key.0, year: key.1, body: key.0.body() };
                    return Ok(Redirect::to(&of_draft(own, draft.id)).into_response());
                }
                Err(
                    error @ (RoundError::OtherBody { .. }
                    | RoundError::NotTaken(_)
                    | RoundError::OtherForm
                    | RoundError::NotNow(_)
                    | RoundError::TooLarge),
                ) => error.to_string(),
                Err(other) => return Err(other.into()),
            }
        }
    };
    shown(&site, &member, key, (None, None), vec![FieldError { field: "own", sentence }]).await
}

impl ChaptersPage {
    fn new(
        shell: Shell,
        year: FiscalYear,
        found: &Chapters,
        sender: Option<PrefectureCode>,
        errors: Vec<FieldError>,
    ) -> Self {
        let base = format!("{}/plan", of_year(year));
        let mut last = None;
        let mut row = |(at, [chapter, section, text]): (usize, &[String; 3])| {
            let begins = last.as_ref() != Some(chapter);
            last = Some(chapter.clone());
            Row {
                id: format!("text-{at}"),
                chapter: begins.then(|| chapter.clone()),
                section: section.clone(),
                text: text.clone(),
            }
        };
        let told = match &found.written {
            Some((at, by)) => Notice::new(
                NoticeKind::Info,
                &format!("第{}版（{}、{by}）です", found.number, When::stored(at).text()),
                &["保存するたびに新しい版になり、前の版も残ります。"],
            ),
            None => Notice::new(
                NoticeKind::Info,
                "この画面では、まだ保存されていません",
                &[
                    "県のブックの計画本文か、章と節の見出しだけを表示しています。保存すると、この画面の本文が県計画に載ります。",
                ],
            ),
        };
        Self {
            told,
            number: found.number,
            rows: found.rows.iter().enumerate().map(&mut row).collect(),
            action: format!("{base}/chapters"),
            save: Button::new("計画本文を保存する", ButtonKind::Solid),
            own: sender.map(|prefecture| Own {
                action: format!("{base}/own"),
                form: format!("{}/bodies/{}/template?stage=plan", of_year(year), prefecture.body()),
                file: Field::line("own", "県のブック（様式：県計画）", TextKind::Text)
                    .help("団体コードが県のもの。Excelブック（.xlsx）、20MBまで。市町村の計画と同じ検査をします。")
                    .control(Control::File { accept: ".xlsx" })
                    .errors(&errors),
                send: Button::new("県自らの事業を受け付ける", ButtonKind::Outline),
            }),
            shell: shell.under(&borrowed(&above(year))).errors(errors),
        }
    }

    const fn longest(&self) -> usize {
        LONGEST_CHAPTER
    }
}

impl Page for ChaptersPage {
    const NAME: &'static str = "plan-chapters";

    fn samples() -> Vec<Self> {
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        let row = |chapter: &str, section: &str, text: &str| [chapter, section, text].map(str::to_owned);
        let rows = vec![
            row("1 計画の基本的事項", "(1) 基本的な考え方", "在宅医療を<推進>する。"),
            row("1 計画の基本的事項", "(2) 医療介護総合確保区域の設定", ""),
            row("2 事業の評価方法", "(1) 関係者からの意見聴取の方法", ""),
        ];
        let none = Chapters { rows, number: 0, written: None };
        let written = Some(("2026-11-21T10:00:00+09:00".to_owned(), "150002-1".to_owned()));
        let some = Chapters { number: 2, written, ..none.clone() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let sentence = "ブックが選ばれていません。県のブックを選んでください。".to_owned();
        vec![
            Self::new(shell(), year, &none, None, Vec::new()),
            Self::new(shell(), year, &some, PrefectureCode::new(15), vec![FieldError { field: "own", sentence }]),
        ]
    }
}
