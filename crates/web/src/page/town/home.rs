//! What a municipality sees first: what came back, what is due, the form, the prefecture's notices.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{
    Due, FilledWith, Home, Notice as Told, ReturnedElsewhere, Site as RoundSite, Step, blank_form, open_home,
};
use kikin_domain::permission::Seat;
use kikin_domain::plan::Stage;
use kikin_domain::round::{Reopened, State as Standing};
use serde::Deserialize;

use super::{anew, body_name, lines, submission_name};
use crate::component::{Badge, ButtonKind, LinkButton, Notice, NoticeKind, Tabs, Word};
use crate::download;
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, ok, year_tabs};
use crate::place::{self, InYear, OfBody, of_body, of_draft, of_receipt, of_submission, of_year, stage_word};
use crate::site::SharedSite;
use crate::when::When;

/// So many notices are shown; older ones are counted.
const MOST_NOTICES: usize = 20;

/// The page.
#[derive(Debug, Template)]
#[template(path = "page/town/home.html")]
pub(crate) struct TownHomePage {
    shell: Shell,
    year: String,
    prefecture: &'static str,
    today: When,
    years: Option<Tabs>,
    returned: Vec<ReturnedPart>,
    /// What is to be handed in anew after an answer, by submission.
    anew: Vec<(Notice, String)>,
    stages: Vec<StagePart>,
    nothing: Notice,
    notices: Vec<NoticePart>,
    more: usize,
}

/// What came back.
#[derive(Debug)]
struct ReturnedPart {
    name: String,
    why: Vec<String>,
    projects: String,
    at: When,
    href: String,
    act: Option<LinkButton>,
    /// Beside a draft that lies there another file can be sent.
    again: Option<LinkButton>,
}

/// A stage.
#[derive(Debug)]
struct StagePart {
    id: &'static str,
    title: &'static str,
    /// Who hands in at all, where it is not everybody.
    lead: &'static str,
    rows: Vec<Row>,
    form: String,
    /// What the form is filled with.
    filled: &'static str,
    last_year: Option<String>,
}

/// A submission.
#[derive(Debug)]
struct Row {
    bu: &'static str,
    href: String,
    badge: Badge,
    deadline: Option<When>,
    left: String,
    late: bool,
    receipt: Option<(i64, String)>,
    act: Option<LinkButton>,
    note: &'static str,
}

/// A notice of the prefecture.
#[derive(Debug)]
struct NoticePart {
    title: String,
    at: When,
    lines: Vec<String>,
}

/// The button for the next step: verb and address.
pub(super) fn step_button(site: RoundSite, due: &Due, kind: ButtonKind) -> Option<LinkButton> {
    let upload = || format!("{}/upload?stage={}", of_body(site), stage_word(due.stage));
    let (label, href) = match due.step {
        Step::Upload => ("ファイルをアップロードする", upload()),
        Step::Correct => ("直したファイルをアップロードする", upload()),
        Step::Draft(id) => ("下書きの検査結果を見る", of_draft(site, id)),
        Step::Decide(id) => ("庁内決裁をする", format!("{}/approval", of_draft(site, id))),
        Step::AwaitDecision(id) => ("庁内決裁の状況を見る", format!("{}/approval", of_draft(site, id))),
        Step::HandIn(id) => ("提出に進む", format!("{}/hand-in", of_draft(site, id))),
        Step::Answer => ("県の内示に回答する", format!("{}/answer", of_submission(site, due.stage, due.bu))),
        Step::Nothing => return None,
    };
    Some(LinkButton::new(label, &href, kind))
}

/// Why there is no next step, or what stands in its place.
const fn note(due: &Due) -> &'static str {
    match due.state {
        Standing::NotSubmitted if !due.stage.is_for_all() => "変更はありません。",
        Standing::NotSubmitted | Standing::Drafting | Standing::AwaitingApproval | Standing::Withdrawn if !due.open => {
            "受付は終わっています。県の担当に連絡してください。"
        }
        Standing::NotSubmitted | Standing::Withdrawn => "担当者の提出を待っています。",
        Standing::Submitted | Standing::Resubmitted | Standing::UnderReview => "県の審査を待っています。",
        Standing::Received | Standing::Confirmed | Standing::InPlan | Standing::Fixed => "今することはありません。",
        Standing::Drafting | Standing::AwaitingApproval | Standing::Returned => "担当者の作業を待っています。",
    }
}

/// 「あと12日」
pub(super) fn left(due: &Due) -> String {
    let Some(days) = due.days_left else { return "期限は設定されていません".to_owned() };
    match days {
        _ if due.state.is_handed_in() => String::new(),
        _ if due.overdue && days == 0 => "期限を過ぎています（今日）".to_owned(),
        0 => "今日が期限です".to_owned(),
        days if days < 0 => format!("期限を{}日過ぎています", -days),
        days => format!("あと{days}日"),
    }
}

/// Which of several steps is the most pressing: what came back, then what is begun, then what is not.
const fn rank(step: Step) -> u8 {
    match step {
        Step::Correct => 0,
        Step::HandIn(_) | Step::Decide(_) => 1,
        Step::Draft(_) => 2,
        Step::Answer => 3,
        Step::Upload => 4,
        Step::AwaitDecision(_) => 5,
        Step::Nothing => 6,
    }
}

/// 「No.1、No.3」
pub(super) fn reopened(reopened: &Reopened) -> String {
    match reopened {
        Reopened::Whole => "すべての事業".to_owned(),
        Reopened::Projects(numbers) => {
            format!(
                "No.{}（ほかの事業は変えられません）",
                numbers.iter().map(String::as_str).collect::<Vec<_>>().join("、No.")
            )
        }
    }
}

impl TownHomePage {
    fn new(shell: Shell, site: RoundSite, home: &Home, today: jiff::civil::Date) -> Self {
        let Home { due, years, last_year, .. } = home;
        // One act stands out: the most pressing one of the earliest deadline.
        let presses = |d: &&Due| rank(d.step) < 5 && (d.expected || d.step != Step::Upload);
        let first = due.iter().filter(presses).min_by_key(|d| {
            (rank(d.step), d.deadline.map(|at| at.instant()).is_none(), d.deadline.map(|at| at.instant()))
        });
        let kind = |d: &Due| {
            let is_first = first.is_some_and(|f| (f.stage, f.bu) == (d.stage, d.bu));
            if is_first { ButtonKind::Solid } else { ButtonKind::Outline }
        };
        let part = |stage: &Stage| {
            let own: Vec<Row> = due.iter().filter(|d| d.stage == *stage).map(|d| row(site, d, kind(d))).collect();
            let form = format!("{}/template?stage={}", of_body(site), stage_word(*stage));
            (!own.is_empty()).then(|| StagePart {
                id: stage_word(*stage),
                title: stage.label(),
                lead: if stage.is_for_all() {
                    ""
                } else {
                    "提出した計画を変えることがあるときだけ、提出します。"
                },
                rows: own,
                filled: if stage.is_for_all() {
                    "団体名・コード・年度を記入済み"
                } else {
                    "今の計画のすべての事業を記入済み"
                },
                // A 変更 begins with this year's plan.
                last_year: (*last_year && stage.is_for_all()).then(|| format!("{form}&filled=last-year")),
                form,
            })
        };
        Self {
            year: site.year.era(),
            prefecture: site.prefecture.name(),
            today: When::day(today),
            years: year_tabs::of(years, site.year, ""),
            returned: due
                .iter()
                .filter_map(|d| returned(site, d, kind(d)))
                .chain(home.elsewhere.iter().map(|one| elsewhere(site, one)))
                .collect(),
            anew: anew::of_home(site, home),
            stages: Stage::ALL.iter().filter_map(part).collect(),
            nothing: Notice::new(
                NoticeKind::Info,
                "受付中の提出はありません",
                &["県が受付を開くと、提出期限と様式がここに表示されます。"],
            ),
            notices: home.notices.iter().take(MOST_NOTICES).map(notice).collect(),
            more: home.notices.len().saturating_sub(MOST_NOTICES),
            shell,
        }
    }
}

fn returned(site: RoundSite, due: &Due, kind: ButtonKind) -> Option<ReturnedPart> {
    let told = due.returned.as_ref()?;
    Some(ReturnedPart {
        name: submission_name(due.stage, due.bu),
        why: lines(&told.why),
        projects: reopened(&told.reopened),
        at: When::stored(&told.at),
        href: of_submission(site, due.stage, due.bu),
        act: step_button(site, due, kind),
        again: matches!(due.step, Step::Draft(_) | Step::HandIn(_))
            .then(|| step_button(site, &Due { step: Step::Correct, ..due.clone() }, ButtonKind::Outline))
            .flatten(),
    })
}

/// What came back of another plan year is answered on that year's page.
fn elsewhere(site: RoundSite, one: &ReturnedElsewhere) -> ReturnedPart {
    let (site, era) = (RoundSite { year: one.year, ..site }, one.year.era());
    ReturnedPart {
        name: format!("{era} {}", submission_name(one.stage, one.bu)),
        why: lines(&one.returned.why),
        projects: reopened(&one.returned.reopened),
        at: When::stored(&one.returned.at),
        href: of_submission(site, one.stage, one.bu),
        act: Some(LinkButton::new(&format!("{era}の画面で対応する"), &of_year(one.year), ButtonKind::Outline)),
        again: None,
    }
}

fn row(site: RoundSite, due: &Due, kind: ButtonKind) -> Row {
    // What came back has its button above, with the reason.
    let act = if due.returned.is_some() { None } else { step_button(site, due, kind) };
    let note = match due.returned {
        Some(_) => "修正の依頼（このページの上）に対応してください。",
        None if !due.expected && due.stage.is_for_all() => "提出は求められていません。",
        None => note(due),
    };
    Row {
        bu: due.bu.label(),
        href: of_submission(site, due.stage, due.bu),
        badge: Badge { word: word(due) },
        deadline: due.deadline.map(When::moment),
        left: left(due),
        late: due.overdue,
        receipt: due.counting.map(|(upload, number)| (number, of_receipt(site, upload))),
        act,
        note,
    }
}

/// The state in a word; who has no 変更 has nothing outstanding.
pub(super) fn word(due: &Due) -> Word {
    if !due.stage.is_for_all() && due.state == Standing::NotSubmitted { Word::Unchanged } else { due.state.into() }
}

fn notice(told: &Told) -> NoticePart {
    NoticePart { title: told.title.clone(), at: When::stored(&told.posted_at), lines: lines(&told.content) }
}

impl Page for TownHomePage {
    const NAME: &'static str = "town home";

    fn samples() -> Vec<Self> {
        let examples = super::examples::homes();
        let page = |home: &Home| {
            let site = super::examples::site();
            Self::new(Shell::sample("聖籠町の提出"), site, home, jiff::civil::date(2026, 11, 21))
        };
        examples.iter().map(page).collect()
    }
}

/// The year's page of a municipality; the prefecture's is 提出状況一覧.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<InYear>,
) -> Result<Response, WebError> {
    let (prefecture, year) = of.read(&member)?;
    let Seat::Body(_, body) = member.scope.seat() else {
        return Ok(Redirect::to(&format!("{}/status", of_year(year))).into_response());
    };
    let round = RoundSite { prefecture, year, body };
    let home = open_home(&site.store, &member.scope, round).await?;
    let title = format!("{}の提出（{}）", body_name(&member, round), year.era());
    let shell = Shell::of(&title, &member).under(&[("ホーム", "/")]);
    Ok(ok(&TownHomePage::new(shell, round, &home, member.scope.act().at.date())))
}

/// What form is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    filled: String,
}

/// The form to fill in.
pub(crate) async fn form(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfBody>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let round = of.read(&member)?;
    let stage = place::stage(&wanted.stage).ok_or(WebError::Fault(Fault::NotFound))?;
    let filled = if wanted.filled == "last-year" { FilledWith::LastYear } else { FilledWith::Cover };
    let form = blank_form(&site.store, &member.scope, (round, stage), filled).await?;
    Ok(download::file(&form.name, download::XLSX, form.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_that_are_left_are_told() {
        let told = |days, overdue, state| {
            let due = Due { days_left: days, overdue, state, ..super::super::examples::due() };
            left(&due)
        };
        assert_eq!(told(Some(12), false, Standing::NotSubmitted), "あと12日");
        assert_eq!(told(Some(0), false, Standing::NotSubmitted), "今日が期限です");
        assert_eq!(told(Some(0), true, Standing::Drafting), "期限を過ぎています（今日）");
        assert_eq!(told(Some(-3), true, Standing::Returned), "期限を3日過ぎています");
        assert_eq!(told(Some(-3), false, Standing::Received), "");
        assert_eq!(told(None, false, Standing::NotSubmitted), "期限は設定されていません");
    }
}
