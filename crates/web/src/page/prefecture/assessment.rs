//! 査定: 採択 or 不採択 and 査定額 beside what was asked for, and the prefecture's 内示.

mod form;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kikin_app::round::{Assessed, RoundError, assess, assessed, faults, notify_assessment, review_sheet};
use kikin_domain::round::Act;
use kikin_domain::{Project, Yen};
use serde::Deserialize;

use super::review::Of;
use super::rows::row;
use super::typed::Typed;
use crate::component::{FieldError, LinkButton, Notice, NoticeKind};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::confirm::ConfirmPage;
use crate::page::{Page, Shell, again, ok};
use crate::place::OfSubmission;
use crate::site::SharedSite;
use form::{Line, Totals, lines, read, totals};

/// 査定 of a submission.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/assessment.html")]
pub(crate) struct AssessmentPage {
    shell: Shell,
    base: String,
    review: String,
    caption: String,
    lines: Vec<Line>,
    totals: Totals,
    /// Whether decisions can be entered now; else why not.
    why_not: Option<String>,
    /// Whether the 内示 can be sent now; else why not.
    notify: Option<LinkButton>,
    notify_why_not: String,
    answered: bool,
    /// What was carried over from a version before, if anything.
    carried: Option<Notice>,
}

/// What can be done with a submission's 査定.
#[derive(Debug)]
struct May {
    name: String,
    assess: Option<String>,
    notify: Option<String>,
}

impl AssessmentPage {
    fn new(
        shell: Shell,
        of: Of,
        may: May,
        (there, typed): (&[Assessed], Option<&Typed>),
        errors: Vec<FieldError>,
    ) -> Self {
        let base = format!("{}/assessment", of.base());
        let review = format!("{}/review", of.base());
        let send = LinkButton::new("県の内示を送る", &format!("{base}/notify"), crate::component::ButtonKind::Outline);
        let why = undecided(there).or(may.notify);
        Self {
            caption: format!("{} {} {} 査定（単位：円）", of.site.year.era(), of.stage.label(), of.bu.label()),
            lines: lines(there, typed, &errors),
            totals: totals(there),
            why_not: may.assess,
            notify: why.is_none().then_some(send),
            notify_why_not: why.unwrap_or_default(),
            answered: there.iter().any(|one| one.answer.is_some()),
            carried: carried(there),
            shell: shell.under(&[("ホーム", "/"), ("提出状況一覧", &of.status()), ("審査", &review)]).errors(errors),
            base,
            review,
        }
    }
}

/// How many projects keep the decision on a version before, and how many have to be decided on anew.
fn carried(there: &[Assessed]) -> Option<Notice> {
    let kept = there.iter().filter(|one| one.carried.is_some()).count();
    let open = there.iter().filter(|one| one.decision.is_none()).count();
    let heading = format!("前の版の査定を引き継いだ事業が{kept}件あります");
    let anew =
        format!("額、区分又は事業名が変わった事業と増えた事業は、引き継いでいません（査定していない事業：{open}件）。");
    let lines = [&*anew, "引き継いだ査定は、直して保存できます。そのまま内示を送ると、この版の査定として残ります。"];
    (kept > 0).then(|| Notice::new(NoticeKind::Info, &heading, &lines))
}

/// Why it cannot be sent while something is open.
fn undecided(there: &[Assessed]) -> Option<String> {
    let open = there.iter().filter(|one| one.decision.is_none()).count();
    (open > 0).then(|| format!("査定していない事業が{open}件あります。すべて査定して保存してください。"))
}

impl Page for AssessmentPage {
    const NAME: &'static str = "assessment";

    fn samples() -> Vec<Self> {
        use kikin_app::round::{Answered, CarriedOver, Decision};
        use kikin_domain::plan::{Answer, Stage};
        let Some(of) = Of::sample() else { return Vec::new() };
        let decision = Decision {
            no: String::new(),
            adopted: true,
            granted: Yen::new(4_000_000),
            why: Some("積算の見直し".to_owned()),
        };
        let answer = Answered { no: String::new(), answer: Answer::Full, amount: Yen::new(4_000_000), why: None };
        let category = "Ⅰ-1".to_owned();
        let open = Assessed { project: Project::default(), category, decision: None, carried: None, answer: None };
        let from = |changed: &[&str]| {
            let changed = changed.iter().map(|label| (*label).to_owned()).collect();
            Some(CarriedOver { stage: Stage::Plan, number: 1, changed })
        };
        let kept = Assessed { decision: Some(decision.clone()), carried: from(&[]), ..open.clone() };
        let reworded = Assessed { carried: from(&["事業の内容", "備考"]), ..kept.clone() };
        let told = Assessed { decision: Some(decision), answer: Some(answer), ..open.clone() };
        let may = |assess: Option<&str>| May {
            name: "長岡市".to_owned(),
            assess: assess.map(str::to_owned),
            notify: assess.map(str::to_owned),
        };
        let shell = || Shell::sample_of_prefecture("査定");
        let error = FieldError {
            field: row(0), sentence: "No.1の査定額「x」は金額ではありません。".to_owned()
        };
        let typed = Typed::of(&[("granted-0", "x"), ("decided-0", "yes")]);
        vec![
            Self::new(shell(), of, may(None), (std::slice::from_ref(&open), None), Vec::new()),
            Self::new(shell(), of, may(None), (&[kept, reworded, open.clone()], None), Vec::new()),
            Self::new(shell(), of, may(None), (&[open], Some(&typed)), vec![error]),
            Self::new(shell(), of, may(Some("県の内示を送っています。")), (&[told], None), Vec::new()),
            Self::new(shell(), of, may(Some("まだ提出されていません。")), (&[], None), Vec::new()),
        ]
    }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let (heading, body) = match self.done.as_str() {
            "saved" => {
                ("査定を保存しました", "市町村には、まだ表示されません。県総括が「県の内示を送る」と表示されます。")
            }
            "notified" => ("県の内示を送りました", "市町村が、満額、減額又は取下げを回答します。"),
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[body]))
    }
}

async fn read_page(site: &SharedSite, member: &Member, of: Of) -> Result<(May, Vec<Assessed>), WebError> {
    let sheet = review_sheet(&site.store, &member.scope, of.what(), of.bu).await?;
    let why = |act: Act| sheet.acts.iter().find(|(one, _)| *one == act).and_then(|(_, why)| why.clone());
    let may = May { assess: why(Act::Assess), notify: why(Act::NotifyAssessment), name: sheet.name };
    Ok((may, assessed(&site.store, &member.scope, of.what(), of.bu).await?))
}

fn shell(member: &Member, of: Of, may: &May) -> Shell {
    Shell::of(&format!("査定：{}", of.told(&may.name)), member)
}

/// 査定 as it stands.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let (may, there) = read_page(&site, &member, of).await?;
    let shell = shell(&member, of, &may).notice(asked.notice());
    Ok(ok(&AssessmentPage::new(shell, of, may, (&there, None), Vec::new())))
}

/// Enters the decisions that are made.
pub(crate) async fn set(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
    typed: Typed,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let (may, there) = read_page(&site, &member, of).await?;
    let at = |no: &str| there.iter().position(|one| one.project.no.text() == no).map_or("", row);
    let errors = match read(&there, &typed) {
        Err(errors) => errors,
        Ok(wanted) => {
            let wrong = faults(&there, &wanted);
            if wrong.is_empty() {
                match assess(&site.store, &member.scope, of.what(), of.bu, &wanted).await {
                    Ok(()) => {
                        let to = format!("{}/assessment?done=saved", of.base());
                        return Ok(Redirect::to(&to).into_response());
                    }
                    Err(RoundError::Field(sentence)) => vec![FieldError { field: "", sentence }],
                    Err(other) => return Err(other.into()),
                }
            } else {
                wrong.into_iter().map(|(no, sentence)| FieldError { field: at(&no), sentence }).collect()
            }
        }
    };
    let shell = shell(&member, of, &may);
    Ok(again(&AssessmentPage::new(shell, of, may, (&there, Some(&typed)), errors)))
}

/// The question before the 内示 is sent: decisions are not changed afterwards.
pub(crate) async fn ask_notify(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let (may, there) = read_page(&site, &member, of).await?;
    if let Some(why) = may.notify.or_else(|| undecided(&there)) {
        return Err(WebError::Told(Fault::Conflict, why));
    }
    let sum = totals(&there);
    let base = format!("{}/assessment", of.base());
    Ok(ok(&ConfirmPage {
        shell: Shell::of("県の内示を送る", &member).under(&[
            ("ホーム", "/"),
            ("提出状況一覧", &of.status()),
            ("査定", &base),
        ]),
        question: "査定の結果を県の内示として市町村に送ります。送った後は、査定を変えられません。".to_owned(),
        facts: vec![
            ("団体".to_owned(), may.name),
            ("計画".to_owned(), format!("{} {} {}", of.site.year.era(), of.stage.label(), of.bu.label())),
            ("事業".to_owned(), format!("{}件（採択{}件、不採択{}件）", there.len(), sum.adopted, sum.declined)),
            ("要望額".to_owned(), format!("{}円", sum.asked)),
            ("査定額".to_owned(), format!("{}円", sum.granted)),
        ],
        action: format!("{base}/notify"),
        act: "県の内示を送る".to_owned(),
        back: base,
    }))
}

/// Sends the 内示.
pub(crate) async fn notify(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    match notify_assessment(&site.store, &member.scope, of.what(), of.bu).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/assessment?done=notified", of.base())).into_response()),
        Err(RoundError::Field(sentence)) => {
            let (may, there) = read_page(&site, &member, of).await?;
            let (shell, error) = (shell(&member, of, &may), FieldError { field: "", sentence });
            Ok(again(&AssessmentPage::new(shell, of, may, (&there, None), vec![error])))
        }
        Err(other) => Err(other.into()),
    }
}
