//! Uploading a file: the form, and what is told when nothing of it is kept.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::Document;
use kikin_app::round::{ElsewhereProject, NotTaken, RoundError, Site as RoundSite, upload};
use kikin_domain::permission::{Action, Halves};
use kikin_domain::plan::Stage;
use kikin_domain::round::LeftOut;
use kikin_domain::{Bu, FileReport, Finding, Verdict};
use serde::Deserialize;

use super::findings::Findings;
use super::{body_name, under_year};
use crate::component::{
    Button, ButtonKind, Cell, Column, Control, Field, FieldError, LinkButton, Notice, NoticeKind, Table, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{self, OfBody, of_body, of_draft, of_submission, stage_word};
use crate::sent::Sent;
use crate::site::SharedSite;

/// A form with a file is no larger, bytes: the largest file that is read, and what a browser puts around it.
pub(crate) const LARGEST_FORM: usize = 21 * 1_024 * 1_024;

/// The form.
#[derive(Debug, Template)]
#[template(path = "page/town/upload.html")]
pub(crate) struct UploadPage {
    shell: Shell,
    stage: &'static str,
    action: String,
    form: String,
    file: Field,
    button: Button,
    /// Whether the file lists all projects of its 分 again.
    lists_all: bool,
    /// When 該当事業なし is answered, and what it does.
    about_none: (&'static str, &'static str),
    /// 該当事業なし by 分, where it may be answered here.
    none: Option<Vec<(&'static str, String)>>,
}

/// What is told when a file is not kept.
#[derive(Debug, Template)]
#[template(path = "page/town/not_kept.html")]
pub(crate) struct NotKeptPage {
    shell: Shell,
    verdict: Notice,
    acts: Vec<LinkButton>,
    /// The projects that are not taken.
    others: Option<Table>,
    facts: Vec<(&'static str, String)>,
    findings: Findings,
}

/// What is done with a file of which nothing is taken.
fn what_to_do(file: &NotTaken) -> Vec<String> {
    let mut told: Vec<String> = file.left.iter().map(LeftOut::sentence).collect();
    if let &[own] = file.open.as_slice() {
        let at = file.scope_at.as_ref().map(|(sheet, cell)| format!("（「{sheet}」{cell}）")).unwrap_or_default();
        let own = own.label();
        told.push(format!(
            "{own}を出すときは、{own}の事業を記入し、表紙の「対象」{at}を「{own}」にして、もう一度アップロードしてください。"
        ));
    }
    told
}

fn others(file: &NotTaken) -> Table {
    let row = |p: &ElsewhereProject| {
        vec![
            Cell::text(format!("{} {}行目", p.sheet, p.row)),
            Cell::text(&p.no),
            Cell::text(if p.name.is_empty() { "（空欄）" } else { &p.name }),
        ]
    };
    let mut halves: Vec<Bu> = file.left.iter().map(|one| one.bu).collect();
    halves.dedup();
    Table {
        caption: format!("このファイルにある{}の事業（{}件）", super::halves_name(&halves), file.projects.len()),
        columns: ["シートと行", "No.", "事業名"].map(Column::text).to_vec(),
        rows: file.projects.iter().map(row).collect(),
        foot: None,
        empty: String::new(),
    }
}

const NONE: (&str, &str) = ("該当する事業がないとき", "ファイルを作らずに「該当事業なし」を提出できます。");

/// In 変更 it is no answer that is asked for, but gives everything up.
const NONE_OF_CHANGE: (&str, &str) = (
    "すべての事業を取りやめるとき",
    "次の画面で、取りやめる事業の数と額を確かめます。変更がない分は、何も提出しません。",
);

fn form(site: RoundSite, stage: Stage) -> String {
    format!("{}/template?stage={}", of_body(site), stage_word(stage))
}

fn address(site: RoundSite, stage: Stage) -> String {
    format!("{}/upload?stage={}", of_body(site), stage_word(stage))
}

impl UploadPage {
    fn new(shell: Shell, site: RoundSite, stage: Stage, halves: Option<Halves>, errors: Vec<FieldError>) -> Self {
        let none = |halves: Halves| {
            let own = Bu::ALL.into_iter().filter(|bu| halves.covers((*bu).into()));
            own.map(|bu| (bu.label(), format!("{}/no-projects", of_submission(site, stage, bu)))).collect()
        };
        Self {
            stage: stage.label(),
            about_none: if stage.is_for_all() { NONE } else { NONE_OF_CHANGE },
            lists_all: !stage.is_for_all(),
            action: address(site, stage),
            form: form(site, stage),
            file: Field::line("file", "計画のブック", TextKind::Text)
                .help("Excelブック（.xlsx）、20MBまで。医療分と介護分は一つのブックで送れます。")
                .control(Control::File { accept: ".xlsx" })
                .errors(&errors),
            button: Button::new("アップロードして検査する", ButtonKind::Solid),
            none: halves.map(none),
            shell: shell.errors(errors),
        }
    }
}

impl NotKeptPage {
    fn new(shell: Shell, of: (RoundSite, Stage), report: &FileReport, why: &RoundError) -> Self {
        let file = super::file_name(&report.file).to_owned();
        let mut told = vec![why.to_string()];
        let mut acts = vec![LinkButton::new("もう一度アップロードする", &address(of.0, of.1), ButtonKind::Solid)];
        let not_taken = match why {
            RoundError::NotTaken(file) => Some(file),
            _ => None,
        };
        if let Some(file) = not_taken {
            told.extend(what_to_do(file));
            acts.push(LinkButton::new("様式を受け取る", &form(of.0, of.1), ButtonKind::Outline));
        }
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        Self {
            shell,
            verdict: Notice::new(NoticeKind::Error, "保存していません。提出もできません。", &told),
            acts,
            others: not_taken.filter(|file| !file.projects.is_empty()).map(others),
            facts: vec![("ファイル", file), ("検査の結果", Findings::counts(&report.findings))],
            findings: Findings::new(&report.findings),
        }
    }
}

impl Page for UploadPage {
    const NAME: &'static str = "upload";

    fn samples() -> Vec<Self> {
        let page = |stage, halves, errors| {
            Self::new(Shell::sample("ファイルのアップロード"), super::examples::site(), stage, halves, errors)
        };
        vec![
            page(Stage::Plan, Some(Halves::Both), Vec::new()),
            page(Stage::Change, Some(Halves::Both), Vec::new()),
            page(Stage::Plan, None, vec![no_file()]),
        ]
    }
}

impl Page for NotKeptPage {
    const NAME: &'static str = "not kept";

    fn samples() -> Vec<Self> {
        let page = |findings: Vec<Finding>, why: &RoundError| {
            let report = FileReport {
                file: "153079_聖籠町.xlsx".to_owned(),
                sha256: String::new(),
                form: None,
                plan: None,
                evaluation: None,
                verdict: Verdict::of(&findings),
                findings,
                normalizations: Vec::new(),
                totals: Vec::new(),
            };
            let of = (super::examples::site(), Stage::Plan);
            Self::new(Shell::sample("検査の結果"), of, &report, why)
        };
        let project = ElsewhereProject {
            sheet: "事業一覧".to_owned(),
            row: 9,
            no: "4".to_owned(),
            name: "認知症高齢者グループホーム整備事業".to_owned(),
        };
        let half = |projects| {
            RoundError::NotTaken(NotTaken {
                stage: Stage::Plan,
                left: super::examples::left(),
                open: vec![Bu::Medical],
                scope_at: Some(("表紙".to_owned(), kikin_domain::CellRef::new(6, 2))),
                projects,
            })
        };
        let other = RoundError::OtherBody { name: "三条市".to_owned() };
        vec![
            page(super::findings::examples(), &RoundError::TooLarge),
            page(Vec::new(), &other),
            page(Vec::new(), &half(vec![project])),
            page(Vec::new(), &half(Vec::new())),
        ]
    }
}

fn no_file() -> FieldError {
    FieldError {
        field: "file",
        sentence: "ファイルが選ばれていません。記入した計画のブック（.xlsx）を選んでください。".to_owned(),
    }
}

/// For which stage the page is.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    stage: String,
}

impl Asked {
    /// The stage; 計画 where none is told.
    fn stage(&self) -> Stage {
        place::stage(&self.stage).unwrap_or(Stage::Plan)
    }
}

fn shell(member: &Member, site: RoundSite) -> Shell {
    under_year(&format!("ファイルのアップロード（{}）", body_name(member, site)), member, site.year)
}

/// Whether whoever looks may answer 該当事業なし, and for which 分.
fn none(member: &Member, site: RoundSite) -> Option<Halves> {
    member.scope.may(Action::HandIn, &site.matter()).is_ok().then(|| member.scope.halves())
}

/// The form; whoever keeps no drafts is refused as by the upload itself.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfBody>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let round = of.read(&member)?;
    kikin_app::people::permit(&site.store, &member.scope, Action::Draft, &round.matter()).await?;
    let none = none(&member, round);
    Ok(ok(&UploadPage::new(shell(&member, round), round, asked.stage(), none, Vec::new())))
}

/// Checks a file and keeps it as a draft.
pub(crate) async fn take(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfBody>,
    Query(asked): Query<Asked>,
    sent: Sent,
) -> Result<Response, WebError> {
    let (round, stage) = (of.read(&member)?, asked.stage());
    let Some(file) = sent.files.into_iter().find(|file| file.field == "file") else {
        let page = UploadPage::new(shell(&member, round), round, stage, none(&member, round), vec![no_file()]);
        return Ok(again(&page));
    };
    let document = Document::read(file.name, file.bytes.as_slice()).map_err(|error| WebError::broken(&error))?;
    let uploaded = upload(&site.store, &site.readers, &member.scope, (round, stage), document).await?;
    match (uploaded.draft, uploaded.not_kept) {
        (Some(draft), _) => Ok(Redirect::to(&of_draft(round, draft.id)).into_response()),
        // Whoever may not send anything here is told so; the file has nothing to do with it.
        (None, Some(RoundError::Refused(refusal))) => Err(RoundError::Refused(refusal).into()),
        (None, why) => {
            let why = why.unwrap_or(RoundError::TooLarge);
            let shell = under_year("検査の結果", &member, round.year);
            Ok(again(&NotKeptPage::new(shell, (round, stage), &uploaded.report, &why)))
        }
    }
}
