//! A draft: what the check found, and what can be done with it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{DraftView, Site as RoundSite, look_at_draft};
use kikin_domain::round::{Act, LeftOut, told_gone};
use kikin_domain::{Severity, Verdict};
use serde::Deserialize;

use super::findings::Findings;
use super::{halves_name, totals, under_year};
use crate::component::{Badge, ButtonKind, LinkButton, Notice, NoticeKind, Table};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, differences, ok};
use crate::place::{OfNumber, of_body, of_draft, of_receipt, of_year, stage_word};
use crate::site::SharedSite;
use crate::when::When;

/// The page.
#[derive(Debug, Template)]
#[template(path = "page/town/draft.html")]
pub(crate) struct DraftPage {
    shell: Shell,
    /// That a 変更 lists projects no more.
    gone: Option<Notice>,
    verdict: Notice,
    left: Option<Notice>,
    acts: Vec<LinkButton>,
    badge: Badge,
    counts: String,
    facts: Vec<(&'static str, String)>,
    address: String,
    findings: Findings,
    totals: Table,
    /// What a 変更 says otherwise than the plan that it is about.
    differences: Vec<Table>,
}

/// What whoever hands in does about projects that are gone.
pub(super) const IF_MEANT: &str = "取りやめでなければ、ファイルに書き足して、もう一度アップロードしてください（No.を\
                                      変えた事業も、なくなったものとします）。取りやめるときは、提出の画面で「取りやめる事業がある」に\
                                      印を付けます。";

/// What stands in every list of facts about a draft.
pub(super) fn facts(site: RoundSite, view: &DraftView) -> Vec<(&'static str, String)> {
    let draft = &view.draft;
    let gone =
        view.replaces.iter().filter_map(|one| told_gone(&one.gone).map(|gone| format!("{}の{gone}", one.bu.label())));
    let gone: Vec<String> = gone.collect();
    let projects = if view.no_projects { "該当事業なし".to_owned() } else { format!("{}件", view.projects) };
    let mut facts = vec![
        ("団体", view.year.bodies.name(site.body)),
        ("計画年度・段階", format!("{} {}", site.year.era(), draft.stage.label())),
        ("分", halves_name(&draft.halves)),
        ("事業数", projects),
        ("ファイル", draft.file_name.clone()),
    ];
    if !gone.is_empty() {
        facts.push(("計画からなくなる事業", gone.join("、")));
    }
    facts
}

/// The sums of a draft.
pub(super) fn sums(view: &DraftView) -> Table {
    let draft = &view.draft;
    let caption = format!("{} {} 区分別の合計（単位：円）", draft.year.era(), draft.stage.label());
    totals::table(&caption, &view.totals, &view.year.categories, draft.year)
}

/// What of the file is not handed in with it, and why.
pub(super) fn left(view: &DraftView) -> Option<Notice> {
    let mut halves: Vec<_> = view.left.iter().map(|one| one.bu).collect();
    halves.dedup();
    let heading = format!("このファイルの{}は、提出に含まれません。", halves_name(&halves));
    let body = view.left.iter().map(LeftOut::sentence).collect();
    (!halves.is_empty() && view.handed_in.is_none()).then_some(Notice { kind: NoticeKind::Warning, heading, body })
}

/// 「提出できます。」; of a part of the file 「医療分を提出できます。」
fn can(view: &DraftView) -> String {
    let mut halves = view.draft.halves.clone();
    halves.retain(|bu| !view.left.iter().any(|one| one.bu == *bu));
    if view.left.is_empty() {
        "提出できます。".to_owned()
    } else {
        format!("{}を提出できます。", halves_name(&halves))
    }
}

/// Whether it can be handed in, in one sentence, and what is next.
fn verdict(view: &DraftView) -> Notice {
    let warnings = view.draft.findings.iter().filter(|f| f.severity == Severity::Warning).count();
    let told = |kind, heading: &str, body: &str| Notice::new(kind, heading, &[body]);
    if view.handed_in.is_some() {
        return told(
            NoticeKind::Info,
            "このファイルは提出済みです。",
            "受付票で、受付番号と採用されている版を確かめてください。",
        );
    }
    if let Some(why) = &view.why_not {
        let is_mine = view.may(Act::AskApproval) || view.may(Act::Approve);
        let kind = if view.draft.verdict == Verdict::Rejected { NoticeKind::Error } else { NoticeKind::Warning };
        return match is_mine {
            true if view.may(Act::Approve) => {
                told(NoticeKind::Info, "庁内決裁を待っています。", "内容を確かめて、決裁してください。")
            }
            true => told(
                NoticeKind::Success,
                "エラーはありません。庁内決裁に回せます。",
                "決裁の後に提出できます。まだ提出していません。",
            ),
            false => told(kind, "このままでは提出できません。", why),
        };
    }
    if !view.may(Act::HandIn) {
        return told(NoticeKind::Info, "提出できる内容です。", "提出は、担当者の職で行います。まだ提出していません。");
    }
    if view.unchanged {
        return told(
            NoticeKind::Warning,
            "前の版から変わっていません。",
            "直したファイルがあるときは、もう一度アップロードしてください。変えずに再提出するときは、次の画面で理由を記入してください（P004）。",
        );
    }
    let gives_up = view.replaces.iter().any(|one| !one.gone.is_empty());
    let tick =
        if gives_up { "取りやめる事業があることを、提出の画面で確かめます。" } else { "" };
    let (kind, first) = match warnings {
        0 if !gives_up => (NoticeKind::Success, "エラーはありません。".to_owned()),
        0 => (NoticeKind::Warning, "エラーはありません。".to_owned()),
        n => (NoticeKind::Warning, format!("要確認が{n}件あります。内容を確かめてから提出してください。")),
    };
    told(kind, &can(view), &format!("{first}{tick}まだ提出していません。"))
}

/// What can be pressed, the next step first.
fn acts(site: RoundSite, view: &DraftView) -> Vec<LinkButton> {
    let (own, stage) = (of_draft(site, view.draft.id), stage_word(view.draft.stage));
    let mut acts = Vec::new();
    let mut next = |label: &str, href: &str| {
        let kind = if acts.is_empty() { ButtonKind::Solid } else { ButtonKind::Outline };
        acts.push(LinkButton::new(label, href, kind));
    };
    if let Some(upload) = view.handed_in {
        next("受付票を見る", &of_receipt(site, upload));
        return acts;
    }
    // The prefecture's own workbook is sent where its own projects are.
    let upload = if site.body.is_prefecture() {
        format!("{}/plan/chapters#own", of_year(site.year))
    } else {
        format!("{}/upload?stage={stage}", of_body(site))
    };
    if view.refused {
        next("もう一度アップロードする", &upload);
    }
    if view.may(Act::HandIn) {
        next("提出に進む", &format!("{own}/hand-in"));
    }
    if view.may(Act::AskApproval) {
        next("庁内決裁に回す", &format!("{own}/approval"));
    } else if view.approval && view.draft.verdict != Verdict::Rejected {
        let label = if view.may(Act::Approve) { "庁内決裁をする" } else { "庁内決裁の状況を見る" };
        next(label, &format!("{own}/approval"));
    }
    if view.mendable {
        next("画面で直す", &format!("{own}/projects"));
    }
    if !view.refused {
        next("もう一度アップロードする", &upload);
    }
    acts
}

impl DraftPage {
    fn new(shell: Shell, site: RoundSite, view: &DraftView) -> Self {
        let draft = &view.draft;
        let mut facts = facts(site, view);
        facts.push(("アップロード", When::stored(&draft.made_at).text().to_owned()));
        Self {
            shell,
            gone: differences::gone(&view.replaces, IF_MEANT),
            differences: differences::of_change(&view.replaces),
            verdict: verdict(view),
            left: left(view),
            acts: acts(site, view),
            badge: Badge { word: draft.verdict.into() },
            counts: Findings::counts(&draft.findings),
            facts,
            address: of_draft(site, draft.id),
            findings: Findings::new(&draft.findings),
            totals: sums(view),
        }
    }
}

impl Page for DraftPage {
    const NAME: &'static str = "draft";

    fn samples() -> Vec<Self> {
        use super::examples::{draft, left, site};
        let page = |view: &DraftView| Self::new(Shell::sample("検査の結果"), site(), view);
        let approving = |acts| DraftView {
            approval: true,
            acts,
            why_not: Some("庁内決裁が済んでいません。確認者の決裁を受けてから提出してください。".to_owned()),
            ..draft(Verdict::Accepted)
        };
        vec![
            page(&draft(Verdict::Rejected)),
            page(&draft(Verdict::AcceptedWithWarnings)),
            page(&draft(Verdict::Accepted)),
            page(&approving(vec![Act::AskApproval])),
            page(&approving(vec![Act::Approve, Act::Decline])),
            page(&approving(Vec::new())),
            page(&DraftView { acts: Vec::new(), why_not: None, ..draft(Verdict::Accepted) }),
            page(&DraftView { replaces: differences::samples(), ..draft(Verdict::Accepted) }),
            page(&DraftView { left: left(), ..draft(Verdict::Accepted) }),
            page(&DraftView { returned: true, unchanged: true, ..draft(Verdict::Accepted) }),
            page(&DraftView { refused: true, ..approving(Vec::new()) }),
            page(&DraftView { handed_in: Some(12), no_projects: true, totals: Vec::new(), ..draft(Verdict::Accepted) }),
        ]
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
            "asked" => "庁内決裁に回しました。確認者の決裁を待ってください。",
            "approved" => "庁内決裁をしました。担当者が提出できます。",
            "declined" => "差し戻しました。理由は、提出のページの経過に残ります。",
            "saved" => "変更を保存し、新しいブックを作って検査しました。",
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[]))
    }
}

/// The page of a draft.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let view = look_at_draft(&site.store, &site.readers, &member.scope, round, id).await?;
    let shell = under_year("検査の結果", &member, round.year).notice(asked.notice());
    Ok(ok(&DraftPage::new(shell, round, &view)))
}

/// To the page of a draft.
pub(super) fn to(site: RoundSite, id: i64, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", of_draft(site, id))).into_response()
}
