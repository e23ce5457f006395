//! A submission: where it stands, its versions, comments, attachments, and what happened to it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::round::{Site as RoundSite, SubmissionView, look_at_submission};
use kikin_domain::plan::Stage;
use kikin_domain::round::AttachmentKind;
use kikin_domain::standing::VersionState;
use kikin_domain::{Bu, Finding};
use serde::Deserialize;

use super::findings::Findings;
use super::home::{left, reopened, step_button, word};
use super::{file_name, lines, submission_name, under_year};
use crate::component::{
    Badge, Button, ButtonKind, Cell, Choice, Column, Control, Field, FieldError, LinkButton, Notice, NoticeKind, Tab,
    Table, Tabs, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok};
use crate::place::{OfSubmission, of_body, of_receipt, of_submission, stage_word};
use crate::site::SharedSite;
use crate::when::When;

/// The page.
#[derive(Debug, Template)]
#[template(path = "page/town/submission.html")]
pub(crate) struct SubmissionPage {
    shell: Shell,
    address: String,
    tabs: Tabs,
    told: Option<Notice>,
    acts: Vec<LinkButton>,
    badge: Badge,
    facts: Vec<(&'static str, String)>,
    receipt: Option<(i64, String)>,
    versions: Table,
    findings: Option<Findings>,
    counts: String,
    comments: Vec<Comment>,
    may_comment: bool,
    answers: String,
    comment_no: Field,
    comment_text: Field,
    comment_button: Button,
    attachments: Table,
    may_attach: bool,
    attach_kind: Field,
    attach_no: Field,
    attach_file: Field,
    attach_button: Button,
    time_line: Table,
    others: Vec<(&'static str, String)>,
}

/// A comment.
#[derive(Debug)]
struct Comment {
    id: i64,
    at: When,
    who: String,
    about: String,
    lines: Vec<String>,
    is_answer: bool,
}

/// What somebody has typed into the page's forms.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// The comment that is answered.
    pub(super) answers: String,
    /// The comment's project.
    pub(super) no: String,
    /// The comment.
    pub(super) text: String,
    /// The attachment's kind.
    pub(super) kind: String,
    /// The attachment's project.
    pub(super) attach_no: String,
}

/// The word of a kind of attachment in forms.
pub(super) const fn kind_word(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Estimate => "estimate",
        AttachmentKind::Drawing => "drawing",
        AttachmentKind::Minutes => "minutes",
        AttachmentKind::Sealed => "sealed",
        AttachmentKind::Other => "other",
    }
}

impl SubmissionPage {
    pub(super) fn new(
        shell: Shell,
        round: RoundSite,
        view: &SubmissionView,
        shows: impl Fn(&kikin_app::Version) -> bool,
        (typed, errors): (&Typed, Vec<FieldError>),
    ) -> Self {
        let due = &view.due;
        let address = of_submission(round, due.stage, due.bu);
        let kinds = AttachmentKind::ALL.map(|kind| Choice {
            value: kind_word(kind).to_owned(),
            label: kind.label().to_owned(),
            chosen: kind_word(kind) == typed.kind,
        });
        Self {
            tabs: tabs(round, due.stage, due.bu),
            told: told(view),
            acts: acts(round, view),
            badge: Badge { word: word(due) },
            facts: facts(view),
            receipt: due.counting.map(|(upload, number)| (number, of_receipt(round, upload))),
            versions: versions(&address, view, shows),
            findings: due.counting.map(|_| Findings::new(&view.findings)),
            counts: Findings::counts(&view.findings),
            comments: comments(view),
            may_comment: view.may.comment,
            answers: typed.answers.clone(),
            comment_no: Field::line("no", "事業のNo.", TextKind::Text)
                .help("特定の事業についてのときだけ記入してください。")
                .value(&typed.no)
                .optional(),
            comment_text: Field::line("text", "コメント", TextKind::Text)
                .control(Control::Lines { value: typed.text.clone(), rows: 4 })
                .errors(&errors),
            comment_button: Button::new("コメントを書き込む", ButtonKind::Outline),
            attachments: attachments(round, view),
            may_attach: view.may.attach,
            attach_kind: Field::line("kind", "添付の種類", TextKind::Text).control(Control::Select(kinds.to_vec())),
            attach_no: Field::line("attach_no", "添付する事業のNo.", TextKind::Text)
                .help("特定の事業の添付のときだけ記入してください。")
                .value(&typed.attach_no)
                .optional(),
            attach_file: Field::line("file", "添付するファイル", TextKind::Text)
                .help("PDF、PNG、JPEG、xlsx、docx。20MBまで。公印版はPDF。")
                .control(Control::File { accept: ".pdf,.png,.jpg,.jpeg,.xlsx,.docx" })
                .errors(&errors),
            attach_button: Button::new("添付する", ButtonKind::Outline),
            time_line: time_line(view),
            others: others(&address, view),
            address,
            shell: shell.errors(errors),
        }
    }
}

fn tabs(round: RoundSite, stage: Stage, bu: Bu) -> Tabs {
    let tab = |one: Bu| Tab {
        label: submission_name(stage, one),
        href: of_submission(round, stage, one),
        current: one == bu,
    };
    Tabs { label: "分".to_owned(), tabs: Bu::ALL.map(tab).to_vec() }
}

/// Why it came back.
fn told(view: &SubmissionView) -> Option<Notice> {
    let told = view.due.returned.as_ref()?;
    let mut body = lines(&told.why);
    body.push(format!("直せる事業：{}", reopened(&told.reopened)));
    Some(Notice { kind: NoticeKind::Warning, heading: "修正の依頼が来ています。".to_owned(), body })
}

fn acts(round: RoundSite, view: &SubmissionView) -> Vec<LinkButton> {
    let due = &view.due;
    let mut acts: Vec<LinkButton> = step_button(round, due, ButtonKind::Solid).into_iter().collect();
    if view.may.review && due.counting.is_some() {
        let href = format!("{}/review", of_submission(round, due.stage, due.bu));
        acts.push(LinkButton::new("審査の画面を開く", &href, ButtonKind::Solid));
    }
    if acts.is_empty() && view.may.upload {
        let href = format!("{}/upload?stage={}", of_body(round), stage_word(due.stage));
        acts.push(LinkButton::new("新しい版をアップロードする", &href, ButtonKind::Outline));
    }
    acts
}

fn facts(view: &SubmissionView) -> Vec<(&'static str, String)> {
    let due = &view.due;
    let mut facts = Vec::new();
    if let Some(deadline) = due.deadline {
        let left = left(due);
        let left = if left.is_empty() { left } else { format!("　{left}") };
        facts.push(("提出期限", format!("{}{left}", When::moment(deadline).text())));
    }
    if !due.open {
        facts.push(("受付", "受け付けていません".to_owned()));
    }
    facts
}

/// The versions, the newest first.
fn versions(address: &str, view: &SubmissionView, shows: impl Fn(&kikin_app::Version) -> bool) -> Table {
    let link = |label: &str, version: &kikin_app::Version, what: &str| match shows(version) {
        true => Cell::Link {
            label: format!("{label}（版{}）", version.number),
            href: format!("{address}/versions/{}/{what}", version.number),
        },
        false => Cell::text("—"),
    };
    let state = |v: &kikin_app::Version| match (v.counts, v.state) {
        (true, _) => "採用",
        (false, VersionState::Withdrawn) => "取下げ",
        (false, VersionState::Rejected) => "不採用（エラー）",
        (false, VersionState::Accepted) => "前の版",
    };
    let row = |v: &kikin_app::Version| {
        vec![
            Cell::text(format!("版{}", v.number)),
            Cell::text(state(v)),
            Cell::text(v.receipt.to_string()),
            Cell::phrase(When::stored(&v.received_at)),
            Cell::word(v.verdict.into()),
            Cell::text(file_name(&v.file_name)),
            Cell::text(v.sha256.chars().take(12).collect::<String>()),
            link("原本", v, "file"),
            link("印を付けたブック", v, "marked"),
        ]
    };
    let all = view.round.iter().flat_map(|r| r.submission.versions.iter().rev());
    let text = ["版", "採否", "受付番号", "受付日時", "検査", "ファイル", "SHA-256（先頭12桁）", "原本", "検査の結果"];
    Table {
        caption: format!("{} {}の版（新しい順）", view.year.year.era(), submission_name(view.due.stage, view.due.bu)),
        columns: text.map(Column::text).to_vec(),
        rows: all.map(row).collect(),
        foot: None,
        empty: "まだ提出されていません。".to_owned(),
    }
}

/// Comments with their answers below them.
fn comments(view: &SubmissionView) -> Vec<Comment> {
    let comment = |c: &kikin_app::round::Comment| {
        let no = c.no.as_ref().map(|no| format!("No.{no}"));
        let cell = c.cell.as_ref().map(|(sheet, cell)| format!("{sheet}!{cell}"));
        let name = view.names.get(&c.by).unwrap_or(&c.by);
        Comment {
            id: c.id,
            at: When::stored(&c.at),
            who: format!("{name}（{}）", c.role),
            about: no.into_iter().chain(cell).collect::<Vec<_>>().join(" "),
            lines: lines(&c.text),
            is_answer: c.answers.is_some(),
        }
    };
    // An answer to an answer stands with the comment that began it.
    let parent = |c: &kikin_app::round::Comment| {
        let mut root = c;
        while let Some(above) = root.answers.and_then(|id| view.comments.iter().find(|o| o.id == id && o.id < root.id))
        {
            root = above;
        }
        root.id
    };
    let mut all: Vec<(i64, i64, Comment)> = view.comments.iter().map(|c| (parent(c), c.id, comment(c))).collect();
    all.sort_by_key(|(root, id, _)| (*root, *id));
    all.into_iter().map(|(_, _, comment)| comment).collect()
}

fn attachments(round: RoundSite, view: &SubmissionView) -> Table {
    let row = |a: &kikin_app::round::Attachment| {
        let own = format!("{}/attachments/{}", of_body(round), a.id);
        let remove = Cell::Link { label: format!("「{}」を外す", a.file_name), href: format!("{own}/remove") };
        let name = view.names.get(&a.made_by).unwrap_or(&a.made_by);
        vec![
            Cell::Link { label: a.file_name.clone(), href: own },
            Cell::text(a.kind.label()),
            Cell::text(a.no.as_ref().map_or_else(|| "—".to_owned(), |no| format!("No.{no}"))),
            Cell::phrase(When::stored(&a.made_at)),
            Cell::text(name),
            if view.may.attach { remove } else { Cell::text("—") },
        ]
    };
    Table {
        caption: format!("{} {}の添付", view.year.year.era(), submission_name(view.due.stage, view.due.bu)),
        columns: ["ファイル", "種類", "事業", "添付の日時", "添付した職", "操作"].map(Column::text).to_vec(),
        rows: view.attachments.iter().map(row).collect(),
        foot: None,
        empty: "添付はありません。".to_owned(),
    }
}

/// What happened, the newest first.
fn time_line(view: &SubmissionView) -> Table {
    let row = |told: &kikin_app::round::Told| {
        let who = if told.role.is_empty() { told.who.clone() } else { format!("{}（{}）", told.who, told.role) };
        let why = if told.why.is_empty() { "—" } else { &told.why };
        vec![Cell::phrase(When::stored(&told.at)), Cell::text(who), Cell::text(&told.what), Cell::text(why)]
    };
    Table {
        caption: format!("{} {}の経過（新しい順）", view.year.year.era(), submission_name(view.due.stage, view.due.bu)),
        columns: ["日時", "だれが", "したこと", "理由・内容"].map(Column::text).to_vec(),
        rows: view.told.iter().rev().map(row).collect(),
        foot: None,
        empty: "まだ何も行われていません。".to_owned(),
    }
}

fn others(address: &str, view: &SubmissionView) -> Vec<(&'static str, String)> {
    let mut others = Vec::new();
    if view.round.as_ref().is_some_and(|r| r.progress.notified) {
        others.push(("県の内示と回答を見る", format!("{address}/answer")));
    }
    if view.may.mend {
        others.push(("採用されている版の事業を画面で直す", format!("{address}/projects")));
    }
    if view.may.no_projects {
        let label = if view.due.stage.is_for_all() {
            "該当する事業がないので「該当事業なし」を提出する"
        } else {
            "すべての事業を取りやめる（「該当事業なし」を提出する）"
        };
        others.push((label, format!("{address}/no-projects")));
    }
    if view.may.withdraw {
        others.push(("提出を取り下げる", format!("{address}/withdraw")));
    }
    others
}

impl Page for SubmissionPage {
    const NAME: &'static str = "submission";

    fn samples() -> Vec<Self> {
        use super::examples::{site, submissions};
        let wrong = || {
            let sentence = "コメントを1文字以上4000文字以下で記入してください。".to_owned();
            (Typed { answers: "3".to_owned(), ..Typed::default() }, vec![FieldError { field: "text", sentence }])
        };
        let page = |view: &SubmissionView, (typed, errors): (Typed, Vec<FieldError>)| {
            Self::new(Shell::sample("聖籠町 計画（介護分）"), site(), view, |_| true, (&typed, errors))
        };
        let views = submissions();
        let mut pages: Vec<Self> = views.iter().map(|view| page(view, (Typed::default(), Vec::new()))).collect();
        pages.push(page(&views[0], wrong()));
        pages
    }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let heading = match self.done.as_str() {
            "withdrawn" => "提出を取り下げました。",
            "commented" => "コメントを書き込みました。",
            "attached" => "添付しました。",
            "detached" => "添付を外しました。",
            "answered" => "県の内示への回答を送りました。",
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[]))
    }
}

/// The page of a submission with what was typed and what is wrong with it.
pub(super) async fn page(
    site: &SharedSite,
    member: &Member,
    of: &OfSubmission,
    notice: Option<Notice>,
    typed: (&Typed, Vec<FieldError>),
) -> Result<SubmissionPage, WebError> {
    let (round, stage, bu) = of.read(member)?;
    let view = look_at_submission(&site.store, &member.scope, (round, stage), bu).await?;
    let title = format!("{} {}", view.year.bodies.name(round.body), submission_name(stage, bu));
    let shell = under_year(&title, member, round.year).notice(notice);
    let shows = |version: &kikin_app::Version| kikin_app::round::is_shown(&member.scope, version);
    Ok(SubmissionPage::new(shell, round, &view, shows, typed))
}

/// A submission, for its body and the prefecture.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfSubmission>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    Ok(ok(&page(&site, &member, &of, asked.notice(), (&Typed::default(), Vec::new())).await?))
}

/// Findings for samples.
pub(super) fn sample_findings() -> Vec<Finding> {
    super::findings::examples().split_off(2)
}
