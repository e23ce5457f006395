//! Comments on a submission, a project or a cell: read, written, answered.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{Comment, ReviewSheet, RoundError, Say, comment};
use kikin_domain::CellRef;
use serde::Deserialize;

use super::{Again, Of, page};
use crate::component::{Choice, Control, Field, FieldError, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::again;
use crate::page::prefecture::query;
use crate::place::OfSubmission;
use crate::site::SharedSite;
use crate::when::When;

/// A comment on the page.
#[derive(Debug)]
pub(super) struct Remark {
    id: i64,
    /// What it is about.
    pub(super) about: String,
    pub(super) by: String,
    pub(super) at: When,
    /// Its lines.
    pub(super) lines: Vec<String>,
    /// Whether it answers another.
    pub(super) is_answer: bool,
    /// Where it is answered.
    pub(super) answer: String,
}

/// What is typed to say something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    pub(super) no: String,
    pub(super) sheet: String,
    pub(super) cell: String,
    pub(super) answers: String,
    pub(super) text: String,
}

/// The form of a comment.
#[derive(Debug)]
pub(super) struct SayForm {
    /// Who is answered; blank for nobody.
    pub(super) answers: String,
    pub(super) fields: Vec<Field>,
}

/// The comments in threads: an answer stands below what it answers.
pub(super) fn remarks(of: Of, comments: &[Comment]) -> Vec<Remark> {
    let mut threads: Vec<Vec<Remark>> = Vec::new();
    for one in comments {
        let remark = remark(of, one);
        let thread = threads.iter_mut().find(|t| t.iter().any(|r| Some(r.id) == one.answers));
        match thread {
            Some(thread) => thread.push(remark),
            None => threads.push(vec![remark]),
        }
    }
    threads.into_iter().flatten().collect()
}

fn remark(of: Of, one: &Comment) -> Remark {
    let no = one.no.as_ref().map_or_else(|| "提出の全体".to_owned(), |no| format!("No.{no}"));
    let cell = one.cell.as_ref().map_or_else(String::new, |(sheet, cell)| format!(" {sheet}!{cell}"));
    let (number, no_word) = (one.id.to_string(), one.no.as_deref().unwrap_or_default());
    Remark {
        id: one.id,
        about: no + &cell,
        by: format!("{}（{}）", one.by, one.role),
        at: When::stored(&one.at),
        lines: one.text.lines().map(str::to_owned).collect(),
        is_answer: one.answers.is_some(),
        answer: format!("{}{}#comment", of.review(), query(&[("answers", &number), ("no", no_word)])),
    }
}

/// The form, with what was typed.
pub(super) fn form(sheet: &ReviewSheet, said: &Said, errors: &[FieldError]) -> SayForm {
    let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, chosen: value == said.no };
    let mut about = vec![choice("", "提出の全体".to_owned())];
    about.extend(sheet.projects.iter().map(|p| choice(p.no.text(), format!("No.{} {}", p.no.text(), p.name.text()))));
    let line = |name, label: &str, value: &str| {
        Field::line(name, label, TextKind::Text).optional().value(value).errors(errors)
    };
    let answered = sheet.comments.iter().find(|c| c.id.to_string() == said.answers);
    let mut fields = vec![
        Field::line("no", "対象", TextKind::Text).optional().control(Control::Select(about)),
        line("sheet", "シート名", &said.sheet).help("セルについて書くときだけ。例：事業一覧"),
        line("cell", "セル", &said.cell).help("例：G12"),
        Field::line("text", "コメント", TextKind::Text)
            .help("市町村の画面にも表示されます。ファイルが差し替えられても残ります。")
            .control(Control::Lines { value: said.text.clone(), rows: 4 })
            .errors(errors),
    ];
    if answered.is_some() {
        fields.push(Field::hidden("answers", &said.answers));
    }
    let answers = answered.map(|c| format!("{} {}のコメントに返信します。", When::stored(&c.at).text(), c.by));
    SayForm { answers: answers.unwrap_or_default(), fields }
}

/// Sheet and cell, where they are typed.
fn cell(said: &Said) -> Result<Option<(&str, CellRef)>, FieldError> {
    let (sheet, cell) = (said.sheet.trim(), said.cell.trim());
    let wrong = |field, sentence: String| FieldError { field, sentence };
    match (sheet, cell) {
        ("", "") => Ok(None),
        ("", _) => {
            Err(wrong("sheet", "シート名が空欄です。セルについて書くときは、シート名も入力してください。".into()))
        }
        (_, "") => Err(wrong("cell", "セルが空欄です。例のように、列と行（G12）で入力してください。".into())),
        (sheet, typed) => match CellRef::parse(&typed.to_uppercase()) {
            Some(cell) => Ok(Some((sheet, cell))),
            None => {
                Err(wrong("cell", format!("「{typed}」はセルの位置ではありません。列と行（G12）で入力してください。")))
            }
        },
    }
}

/// Writes a comment.
pub(crate) async fn say(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
    Form(said): Form<Said>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let error = match cell(&said) {
        Err(error) => error,
        Ok(cell) => {
            let answers = said.answers.parse().ok();
            let (no, text) = (said.no.as_str(), said.text.as_str());
            let what = Say { site: of.site, stage: of.stage, bu: of.bu, no, cell, answers, text };
            match comment(&site.store, &member.scope, what).await {
                Ok(_) => return Ok(Redirect::to(&format!("{}?done=said", of.review())).into_response()),
                Err(RoundError::Field(sentence)) => FieldError { field: "text", sentence },
                Err(other) => return Err(other.into()),
            }
        }
    };
    let typed = Again { comment: said, errors: vec![error], ..Again::default() };
    Ok(again(&page(&site, &member, of, (None, typed)).await?))
}

/// Two comments for samples, the second an answer.
pub(super) fn sample() -> Vec<Comment> {
    let Some(of) = Of::sample() else { return Vec::new() };
    let one = |id, answers: Option<i64>, role: &str| Comment {
        id,
        key: of.site.key(of.stage, of.bu),
        no: Some("1".to_owned()),
        cell: Some(("事業一覧".to_owned(), CellRef::new(12, 7))),
        answers,
        text: "積算の根拠を\n教えてください。".to_owned(),
        at: "2026-06-01T09:00:00+09:00".to_owned(),
        by: "150002-01".to_owned(),
        role: role.to_owned(),
    };
    vec![one(1, None, "県担当"), one(2, Some(1), "市町村担当")]
}
