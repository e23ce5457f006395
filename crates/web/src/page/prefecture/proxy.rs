//! 代理登録: a file that came another way, or a zip of them, and what became of each.

mod outcome;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_app::Document;
use kikin_app::people::Scope;
use kikin_app::round::{LARGEST_ZIP, MOST_IN_ZIP, RoundError, keep_text, kept_text, proxy_register, unpack};
use kikin_domain::year::era_date;
use kikin_domain::{FiscalYear, PrefectureCode};
use serde::Deserialize;

use crate::component::{
    Button, ButtonKind, Choice, Column, Control, Field, FieldError, Notice, NoticeKind, Progress, Table, TextKind, Word,
};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, again, ok};
use crate::place::{InYear, of_year};
use crate::sent::Sent;
use crate::site::SharedSite;
use outcome::{Outcome, one_line};

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
    progress: Option<Progress>,
    result: Option<Table>,
    passed_over: Vec<String>,
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

const PASSED_OVER: &str = "passed-over\t";
const PROGRESS: &str = "progress\t";

/// How far the work is that was kept; nothing once it is done.
fn progress(kept: &str, year: FiscalYear) -> Option<Progress> {
    let (done, total) = kept.lines().next()?.strip_prefix(PROGRESS)?.split_once('\t')?;
    let (done, total): (u64, u64) = (done.parse().ok()?, total.parse().ok()?);
    let (label, unit) = ("代理登録".to_owned(), "件".to_owned());
    (done < total).then_some(Progress { label, done, total, unit, poll: format!("{}/proxy?done=1", of_year(year)) })
}

fn kept_at(year: FiscalYear) -> String {
    format!("proxy/{}", year.get())
}

impl ProxyPage {
    fn new(shell: Shell, year: FiscalYear, kept: Option<&str>, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == typed.how,
        };
        let mut ways = vec![choice("", "選んでください")];
        ways.extend(WAYS.iter().map(|way| choice(way, way)));
        let outcomes: Option<Vec<Outcome>> = kept.map(|kept| kept.lines().filter_map(Outcome::read).collect());
        let passed = kept.unwrap_or_default().lines().filter_map(|line| line.strip_prefix(PASSED_OVER));
        let status = format!("{}/status", of_year(year));
        Self {
            action: format!("{}/proxy", of_year(year)),
            progress: kept.and_then(|kept| progress(kept, year)),
            result: outcomes.map(|all| table(&all)),
            passed_over: passed.map(str::to_owned).collect(),
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

fn table(all: &[Outcome]) -> Table {
    let registered = all.iter().filter(|one| !one.href.is_empty()).count();
    Table {
        caption: format!("登録の結果（{}件のうち{registered}件を登録）", all.len()),
        columns: vec![
            Column::text("ファイル"),
            Column::text("登録"),
            Column::text("検査"),
            Column::number("エラー（件）"),
            Column::number("要確認（件）"),
        ],
        rows: all.iter().map(Outcome::row).collect(),
        foot: None,
        empty: "zipに.xlsxのファイルがありません。中身を確かめて、もう一度送ってください。".to_owned(),
    }
}

impl Page for ProxyPage {
    const NAME: &'static str = "proxy";

    fn samples() -> Vec<Self> {
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        let one = |told: &str, href: &str| Outcome {
            file: "長岡市.xlsx".to_owned(),
            check: Word::ToCheck.label().to_owned(),
            errors: 0,
            warnings: 2,
            told: told.to_owned(),
            href: href.to_owned(),
        };
        let under_way = format!("{PROGRESS}1\t2\n{}", one("エラーがあります。", "").keep());
        let kept = [
            format!("{PROGRESS}2\t2"),
            one("受付番号12（医療分）", "/years/2026/bodies/152021/receipts/1").keep(),
            one("エラーがあります。", "").keep(),
            format!("{PASSED_OVER}メモ.txt"),
        ];
        let shell = || Shell::sample_of_prefecture("代理登録");
        let typed = Typed::default();
        let errors = typed.why().err().unwrap_or_default();
        vec![
            Self::new(shell(), year, None, &Typed::default(), Vec::new()),
            Self::new(shell(), year, Some(&kept.join("\n")), &Typed::default(), Vec::new()),
            Self::new(shell(), year, Some(&under_way), &Typed::default(), Vec::new()),
            Self::new(shell(), year, None, &typed, errors),
        ]
    }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
}

fn may(member: &Member) -> Result<(), WebError> {
    use kikin_domain::permission::{Action, Reach, row};
    // Whose file it is, only the file tells; who registers for nobody has no form either.
    let reach = row(Action::ProxyRegister).reach(member.scope.role());
    if reach == Reach::Nobody { Err(Fault::Forbidden.into()) } else { Ok(()) }
}

/// The form, and what became of the files that were sent last.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (_, year) = place.read(&member)?;
    may(&member)?;
    let kept = match asked.done.as_str() {
        "" => None,
        _ => kept_text(&site.store, &member.scope, &kept_at(year)).await?,
    };
    let under_way = kept.as_deref().is_some_and(|kept| progress(kept, year).is_some());
    let notice = kept.as_ref().filter(|_| !under_way).map(|_| {
        Notice::new(NoticeKind::Success, "ファイルの処理が終わりました", &["結果をファイルごとに確かめてください。"])
    });
    let mut shell = Shell::of(&format!("{} 代理登録", year.era()), &member).notice(notice);
    shell.refresh = under_way.then_some(REFRESH);
    Ok(ok(&ProxyPage::new(shell, year, kept.as_deref(), &Typed::default(), Vec::new())))
}

/// The files that were sent, those of a zip each; and what of it is passed over.
fn documents(sent: Sent) -> Result<(Vec<Document>, Vec<String>), RoundError> {
    let (mut documents, mut passed_over) = (Vec::new(), Vec::new());
    for file in sent.files {
        if file.name.to_lowercase().ends_with(".zip") {
            let (inside, passed) = unpack(&file.bytes)?;
            documents.extend(inside);
            passed_over.extend(passed);
        } else {
            let document = Document::read(file.name, file.bytes.as_slice());
            documents.push(document.map_err(|error| RoundError::Reading(Box::new(error)))?);
        }
    }
    Ok((documents, passed_over))
}

/// While files are being registered, the page is loaded anew after so many seconds.
const REFRESH: u32 = 5;

/// So long an answer is held back for the work to end.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Files that are being registered.
struct Work {
    site: SharedSite,
    scope: Scope,
    what: (PrefectureCode, FiscalYear),
    why: String,
    /// What is told so far.
    lines: Vec<String>,
}

impl Work {
    /// One file after the other: one that is not registered keeps no other back, and the same file again is answered with the
    /// receipt that there is.
    async fn run(mut self, documents: Vec<Document>) -> Result<(), RoundError> {
        let total = documents.len();
        for (done, document) in documents.into_iter().enumerate() {
            self.keep(done, total).await?;
            let site = &self.site;
            let one = proxy_register(&site.store, &site.readers, &self.scope, self.what, document, &self.why).await?;
            self.lines.push(Outcome::of(&one, self.what.1).keep());
        }
        self.keep(total, total).await
    }

    async fn keep(&self, done: usize, total: usize) -> Result<(), RoundError> {
        let told = format!("{PROGRESS}{done}\t{total}\n{}", self.lines.join("\n"));
        keep_text(&self.site.store, &self.scope, &kept_at(self.what.1), &told).await
    }
}

/// Registers the files.
pub(crate) async fn register(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    sent: Sent,
) -> Result<Response, WebError> {
    let (prefecture, year) = place.read(&member)?;
    may(&member)?;
    let typed = Typed::of(&sent);
    let mut errors = typed.why().err().unwrap_or_default();
    if sent.files.is_empty() {
        let sentence = "ファイルが選ばれていません。Excelブック又はzipを選んでください。".to_owned();
        errors.push(FieldError { field: "file", sentence });
    }
    if errors.is_empty() {
        // Unpacking takes a while, and other requests go on meanwhile.
        let unpacked =
            tokio::task::spawn_blocking(|| documents(sent)).await.map_err(|error| WebError::broken(&error))?;
        match unpacked {
            Ok((documents, passed)) => {
                let why = typed.why().unwrap_or_default();
                let lines = passed.iter().map(|name| format!("{PASSED_OVER}{}", one_line(name, 100))).collect();
                let work = Work { site, scope: member.scope, what: (prefecture, year), why, lines };
                // A zip of a whole prefecture takes longer than a request may: the work goes on, and the page tells how far it is.
                let mut work = tokio::spawn(work.run(documents));
                if let Ok(ended) = tokio::time::timeout(PATIENCE, &mut work).await {
                    ended.map_err(|error| WebError::broken(&error))??;
                }
                return Ok(Redirect::to(&format!("{}/proxy?done=1", of_year(year))).into_response());
            }
            Err(RoundError::Field(sentence)) => errors.push(FieldError { field: "file", sentence }),
            Err(other) => return Err(other.into()),
        }
    }
    let shell = Shell::of(&format!("{} 代理登録", year.era()), &member);
    Ok(again(&ProxyPage::new(shell, year, None, &typed, errors)))
}
