//! Jobs: asking for an export, how far a job is, the list of all, and the file that one has made.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::jobs::{self, Job, JobKind, JobList, JobState, JobView, Lane};
use kikin_domain::FiscalYear;
use kikin_domain::plan::Stage;
use serde::Deserialize;

use super::{stage_name, stage_of};
use crate::component::{
    Button, ButtonKind, Cell, Column, Download, LinkButton, Notice, NoticeKind, Pagination, Progress, Table,
};
use crate::download;
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::prefecture::proxy::outcome::{Outcomes, example};
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, of_year, stage_word};
use crate::site::SharedSite;
use crate::when::When;

const ABOVE: [(&str, &str); 2] = [("ホーム", "/"), ("書き出し", "/jobs")];

/// Without script the page is loaded anew after so many seconds.
const REFRESH: u32 = 3;

/// One job.
#[derive(Debug, Template)]
#[template(path = "page/plan/job.html")]
pub(crate) struct JobPage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    progress: Option<Progress>,
    told: Option<Notice>,
    download: Option<Download>,
    outcomes: Option<Outcomes>,
    acts: Vec<LinkButton>,
}

/// All jobs of the prefecture.
#[derive(Debug, Template)]
#[template(path = "page/plan/jobs.html")]
pub(crate) struct JobsPage {
    shell: Shell,
    table: Table,
    pagination: Option<Pagination>,
}

/// A file that can be asked for: its form, which is a button.
#[derive(Debug, Template)]
#[template(path = "page/plan/export.html")]
pub(crate) struct Export {
    action: String,
    kind: &'static str,
    stage: &'static str,
    button: Button,
}

impl askama::filters::HtmlSafe for Export {}

impl Export {
    pub(crate) fn new((year, stage): (FiscalYear, Stage), kind: JobKind, label: &str) -> Self {
        Self {
            action: format!("{}/exports", of_year(year)),
            kind: kind.code(),
            stage: stage_word(stage),
            button: Button::new(label, ButtonKind::Outline),
        }
    }
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    stage: String,
}

/// Asks for an export.
pub(crate) async fn ask(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, WebError> {
    let kind = JobKind::of_export(&wanted.kind).ok_or(WebError::Fault(Fault::Unprocessable))?;
    let stage = match kind {
        // Files have the stage that they were sent for; 変更 is in the plan of 計画.
        JobKind::Originals | JobKind::MarkedOriginals => {
            crate::place::stage(&wanted.stage).ok_or(WebError::Fault(Fault::NotFound))?
        }
        _ => stage_of(&wanted.stage)?,
    };
    let job = jobs::ask(&site.store, &member.scope, place.read(&member)?, (kind, stage)).await?;
    site.asked(Lane::Exports).notify_one();
    Ok(Redirect::to(&format!("/jobs/{}", job.id)).into_response())
}

/// How far a job is, and what came of it.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let view = jobs::look(&site.store, &member.scope, member.prefecture()?, id).await?;
    Ok(ok(&JobPage::new(Shell::of(label(&view.job), &member), &view)))
}

/// The file.
pub(crate) async fn result(
    State(site): State<SharedSite>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let (name, bytes) = jobs::result(&site.store, &member.scope, member.prefecture()?, id).await?;
    Ok(download::file(&name, download::kind_of(&name), bytes))
}

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: Option<u32>,
}

/// The list.
pub(crate) async fn list(
    State(site): State<SharedSite>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = asked.page.unwrap_or(1).max(1);
    let found = jobs::list(&site.store, &member.scope, member.prefecture()?, page.into()).await?;
    Ok(ok(&JobsPage::new(Shell::of("書き出し", &member), &found, page)))
}

fn label(job: &Job) -> &str {
    JobKind::of(&job.kind).map_or(job.kind.as_str(), |kind| kind.label())
}

/// The state's word, which is another for what makes a file.
const fn state(kind: Option<JobKind>, state: JobState) -> &'static str {
    let registers = matches!(kind, Some(JobKind::Register));
    match (state, registers) {
        (JobState::Waiting, _) => "順番待ち",
        (JobState::Running, false) => "作成中",
        (JobState::Running, true) => "登録中",
        (JobState::Done, false) => "できました",
        (JobState::Done, true) => "終わりました",
        (JobState::Failed, false) => "作れませんでした",
        (JobState::Failed, true) => "途中で終わりました",
    }
}

/// A moment as people read it.
fn when(stored: &str) -> String {
    When::stored(stored).text().to_owned()
}

fn subject(job: &Job) -> String {
    let stage = match JobKind::of(&job.kind) {
        // Each file tells its own.
        Some(JobKind::Register) => return job.year.era(),
        Some(JobKind::Originals | JobKind::MarkedOriginals) => job.stage.label(),
        _ => stage_name(job.stage),
    };
    format!("{} {stage}", job.year.era())
}

/// What has come of a job that has ended.
fn told(job: &Job, kind: Option<JobKind>) -> Option<Notice> {
    let why = job.why.as_deref().unwrap_or("理由が記録されていません。");
    let registers = kind == Some(JobKind::Register);
    let (weight, heading, lines) = match job.state {
        JobState::Waiting | JobState::Running => return None,
        JobState::Done if registers => {
            (NoticeKind::Success, "ファイルの処理が終わりました", ["結果をファイルごとに確かめてください。", ""])
        }
        JobState::Done => (NoticeKind::Success, "ファイルができました", ["30日間、ここから受け取れます。", ""]),
        JobState::Failed if registers => (
            NoticeKind::Error,
            "登録していないファイルがあります",
            [why, "同じファイルをもう一度送ってください。二重には登録されません。"],
        ),
        JobState::Failed => {
            (NoticeKind::Error, "書き出せませんでした", [why, "直した後、もう一度書き出してください。"])
        }
    };
    let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    Some(Notice::new(weight, heading, &lines))
}

/// What one goes on with.
fn acts(job: &Job, kind: Option<JobKind>) -> Vec<LinkButton> {
    let link =
        |label, address: &str| LinkButton::new(label, &format!("{}{address}", of_year(job.year)), ButtonKind::Outline);
    match kind {
        Some(JobKind::Register) => vec![link("続けて代理登録をする", "/proxy"), link("提出状況に戻る", "/status")],
        Some(JobKind::Originals | JobKind::MarkedOriginals) => vec![link("提出状況に戻る", "/status")],
        _ => vec![link("県計画に戻る", "/plan")],
    }
}

impl JobPage {
    fn new(mut shell: Shell, view: &JobView) -> Self {
        let (job, kind) = (&view.job, JobKind::of(&view.job.kind));
        let under_way = matches!(job.state, JobState::Waiting | JobState::Running);
        shell.refresh = under_way.then_some(REFRESH);
        let address = format!("/jobs/{}", job.id);
        let mut facts = vec![
            ("内容", label(job).to_owned()),
            ("年度・段階", subject(job)),
            ("依頼", format!("{}（{}）", when(&job.asked_at), job.account)),
            ("状態", state(kind, job.state).to_owned()),
        ];
        facts.extend(job.ended_at.as_deref().map(|at| ("終了", when(at))));
        facts.extend(job.sha256.clone().map(|sha256| ("SHA-256", sha256)));
        let of_files = matches!(kind, Some(JobKind::Register | JobKind::Originals | JobKind::MarkedOriginals));
        let progress = under_way.then(|| Progress {
            label: label(job).to_owned(),
            done: job.steps_done.min(job.steps),
            total: job.steps,
            unit: if of_files { "件" } else { "段階" }.to_owned(),
            poll: address.clone(),
        });
        let download = job.length.map(|bytes| Download {
            label: job.file_name.clone().unwrap_or_default(),
            href: format!("{address}/result"),
            kind: kind.and_then(JobKind::ending).map_or("", word_of).to_owned(),
            bytes,
        });
        let outcomes = view.registration.as_ref().map(|files| Outcomes::new(files, job.year, !under_way));
        let (told, acts) = (told(job, kind), acts(job, kind));
        Self { shell: shell.under(&ABOVE), facts, progress, told, download, outcomes, acts }
    }
}

/// What a kind of file is called.
fn word_of(ending: &str) -> &'static str {
    match ending {
        "xlsx" => "Excel",
        "zip" => "ZIP",
        _ => "CSV",
    }
}

impl JobsPage {
    fn new(shell: Shell, found: &JobList, page: u32) -> Self {
        let row = |job: &Job| {
            vec![
                Cell::Link { label: format!("{}番", job.id), href: format!("/jobs/{}", job.id) },
                Cell::text(label(job)),
                Cell::text(subject(job)),
                Cell::text(when(&job.asked_at)),
                Cell::text(&job.account),
                Cell::text(state(JobKind::of(&job.kind), job.state)),
            ]
        };
        let pages = u32::try_from(found.pages).unwrap_or(u32::MAX);
        Self {
            shell: shell.under(&ABOVE[..1]),
            table: Table {
                caption: "書き出しの一覧（新しい順。代理登録を含む）".to_owned(),
                columns: ["番号", "内容", "年度・段階", "依頼した日時", "依頼した職", "状態"].map(Column::text).into(),
                rows: found.jobs.iter().map(row).collect(),
                foot: None,
                empty: "書き出しは、まだありません。「県計画」の画面から書き出します。".to_owned(),
            },
            pagination: (pages > 1).then(|| Pagination {
                page: page.min(pages),
                pages,
                href: "/jobs?page=".to_owned(),
            }),
        }
    }
}

/// A job in a state, for samples.
fn sample(state: JobState) -> Option<Job> {
    let (ended, why) = (matches!(state, JobState::Done | JobState::Failed), state == JobState::Failed);
    let done = state == JobState::Done;
    Some(Job {
        id: 7,
        prefecture: kikin_domain::PrefectureCode::new(15)?,
        year: kikin_domain::FiscalYear::new(2026)?,
        kind: "plan-workbook".to_owned(),
        stage: kikin_domain::plan::Stage::Plan,
        post: 1,
        account: "150002-1".to_owned(),
        asked_at: "2026-11-21T10:00:00+09:00".to_owned(),
        state,
        steps_done: 1,
        steps: 3,
        attempts: 1,
        ended_at: ended.then(|| "2026-11-21T10:00:09+09:00".to_owned()),
        file_name: done.then(|| "令和8年度_新潟県計画_20261121.xlsx".to_owned()),
        sha256: done.then(|| "0f".repeat(32)),
        length: done.then_some(48_213),
        why: why.then(|| "国と県の額の計算が合いません。".to_owned()),
        asked: None,
    })
}

impl Page for JobPage {
    const NAME: &'static str = "job";

    fn samples() -> Vec<Self> {
        let page = |view: JobView| Self::new(Shell::sample_of_prefecture(label(&view.job)), &view);
        let states = [JobState::Waiting, JobState::Running, JobState::Done, JobState::Failed];
        let exports = states.into_iter().filter_map(sample).map(|job| JobView { job, registration: None });
        let registers = states.into_iter().filter_map(sample).map(|job| {
            let job =
                Job { kind: JobKind::Register.code().to_owned(), file_name: None, sha256: None, length: None, ..job };
            JobView { job, registration: Some(example()) }
        });
        exports.chain(registers).map(page).collect()
    }
}

impl Page for JobsPage {
    const NAME: &'static str = "jobs";

    fn samples() -> Vec<Self> {
        let page = |jobs, pages| {
            let found = JobList { jobs, pages };
            Self::new(Shell::sample_of_prefecture("書き出し"), &found, 1)
        };
        vec![page(Vec::new(), 1), page(sample(JobState::Done).into_iter().collect(), 3)]
    }
}
