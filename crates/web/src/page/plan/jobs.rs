//! Exports: asking for one, how far it is, the list of all, and the file.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::jobs::{self, Job, JobKind, JobList, JobState};
use serde::Deserialize;

use super::{stage_name, stage_of};
use crate::component::ButtonKind;
use crate::component::{Cell, Column, Download, LinkButton, Notice, NoticeKind, Pagination, Progress, Table};
use crate::download::{self, CSV, XLSX};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;
use crate::when::When;

const ABOVE: [(&str, &str); 2] = [("ホーム", "/"), ("書き出し", "/jobs")];

/// Without script the page is loaded anew after so many seconds.
const REFRESH: u32 = 3;

/// One export.
#[derive(Debug, Template)]
#[template(path = "page/plan/job.html")]
pub(crate) struct JobPage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    progress: Option<Progress>,
    told: Option<Notice>,
    download: Option<Download>,
    back: LinkButton,
}

/// All exports of the prefecture.
#[derive(Debug, Template)]
#[template(path = "page/plan/jobs.html")]
pub(crate) struct JobsPage {
    shell: Shell,
    table: Table,
    pagination: Option<Pagination>,
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
    let kind = JobKind::of(&wanted.kind).ok_or(WebError::Fault(Fault::Unprocessable))?;
    let stage = stage_of(&wanted.stage)?;
    let job = jobs::ask(&site.store, &member.scope, place.read(&member)?, (kind, stage)).await?;
    site.asked.notify_one();
    Ok(Redirect::to(&format!("/jobs/{}", job.id)).into_response())
}

/// How far an export is, and its file.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let job = jobs::job(&site.store, &member.scope, member.prefecture()?, id).await?;
    Ok(ok(&JobPage::new(Shell::of(label(&job), &member), &job)))
}

/// The file.
pub(crate) async fn result(
    State(site): State<SharedSite>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let (name, bytes) = jobs::result(&site.store, &member.scope, member.prefecture()?, id).await?;
    let kind = if name.ends_with(".xlsx") { XLSX } else { CSV };
    Ok(download::file(&name, kind, bytes))
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

const fn state(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "順番待ち",
        JobState::Running => "作成中",
        JobState::Done => "できました",
        JobState::Failed => "作れませんでした",
    }
}

/// A moment as people read it.
fn when(stored: &str) -> String {
    When::stored(stored).text().to_owned()
}

fn subject(job: &Job) -> String {
    format!("{} {}", job.year.era(), stage_name(job.stage))
}

impl JobPage {
    fn new(mut shell: Shell, job: &Job) -> Self {
        let under_way = matches!(job.state, JobState::Waiting | JobState::Running);
        shell.refresh = under_way.then_some(REFRESH);
        let address = format!("/jobs/{}", job.id);
        let mut facts = vec![
            ("内容", label(job).to_owned()),
            ("年度・段階", subject(job)),
            ("依頼", format!("{}（{}）", when(&job.asked_at), job.account)),
            ("状態", state(job.state).to_owned()),
        ];
        facts.extend(job.ended_at.as_deref().map(|at| ("終了", when(at))));
        facts.extend(job.sha256.clone().map(|sha256| ("SHA-256", sha256)));
        let told = match job.state {
            JobState::Failed => Some(Notice::new(
                NoticeKind::Error,
                "書き出せませんでした",
                &[job.why.as_deref().unwrap_or("理由が記録されていません。"), "直した後、もう一度書き出してください。"],
            )),
            JobState::Done => {
                Some(Notice::new(NoticeKind::Success, "ファイルができました", &["30日間、ここから受け取れます。"]))
            }
            JobState::Waiting | JobState::Running => None,
        };
        let progress = under_way.then(|| Progress {
            label: label(job).to_owned(),
            done: job.steps_done,
            total: job.steps,
            unit: "段階".to_owned(),
            poll: address.clone(),
        });
        let download = job.length.map(|bytes| Download {
            label: job.file_name.clone().unwrap_or_default(),
            href: format!("{address}/result"),
            kind: if JobKind::of(&job.kind).is_some_and(JobKind::is_workbook) { "Excel" } else { "CSV" }.to_owned(),
            bytes,
        });
        let back = LinkButton::new("県計画に戻る", &format!("{}/plan", of_year(job.year)), ButtonKind::Outline);
        Self { shell: shell.under(&ABOVE), facts, progress, told, download, back }
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
                Cell::text(state(job.state)),
            ]
        };
        let pages = u32::try_from(found.pages).unwrap_or(u32::MAX);
        Self {
            shell: shell.under(&ABOVE[..1]),
            table: Table {
                caption: "書き出しの一覧（新しい順）".to_owned(),
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
    })
}

impl Page for JobPage {
    const NAME: &'static str = "job";

    fn samples() -> Vec<Self> {
        let page = |job: Job| Self::new(Shell::sample_of_prefecture(label(&job)), &job);
        let states = [JobState::Waiting, JobState::Running, JobState::Done, JobState::Failed];
        states.into_iter().filter_map(sample).map(page).collect()
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
