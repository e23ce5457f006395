//! Review: the version that counts with every value's cell, what is new in it, comments, and what can be done now.

mod act;
mod comments;
mod parts;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::round::{Returned, ReviewSheet, Site as RoundSite, review_sheet};
use kikin_domain::permission::{Action, Halves};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Act, Reopened, State as Standing};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use serde::Deserialize;

pub(crate) use act::{ask_confirm, begin, confirmed, received, returned};
pub(crate) use comments::say;

use crate::component::{Badge, Field, FieldError, LinkButton, Notice, NoticeKind, Phrase, Table};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok};
use crate::place::{OfSubmission, of_submission, of_year, stage_word};
use crate::site::SharedSite;
use crate::when::When;
use comments::{Remark, remarks};
use parts::{Detail, Step};

/// One submission in an address.
#[derive(Clone, Copy, Debug)]
pub(in crate::page::prefecture) struct Of {
    pub(in crate::page::prefecture) site: RoundSite,
    pub(in crate::page::prefecture) stage: Stage,
    pub(in crate::page::prefecture) bu: Bu,
}

impl Of {
    pub(in crate::page::prefecture) fn read(place: &OfSubmission, member: &Member) -> Result<Self, WebError> {
        let (site, stage, bu) = place.read(member)?;
        Ok(Self { site, stage, bu })
    }

    pub(in crate::page::prefecture) fn base(self) -> String {
        of_submission(self.site, self.stage, self.bu)
    }

    fn review(self) -> String {
        format!("{}/review", self.base())
    }

    pub(in crate::page::prefecture) fn status(self) -> String {
        format!("{}/status?stage={}", of_year(self.site.year), stage_word(self.stage))
    }

    pub(in crate::page::prefecture) fn told(self, name: &str) -> String {
        format!("{name} {} {} {}", self.site.year.era(), self.stage.label(), self.bu.label())
    }

    pub(in crate::page::prefecture) const fn what(self) -> (RoundSite, Stage) {
        (self.site, self.stage)
    }

    /// Some submission, for samples.
    pub(in crate::page::prefecture) fn sample() -> Option<Self> {
        let site = RoundSite {
            prefecture: PrefectureCode::new(15)?,
            year: FiscalYear::new(2026)?,
            body: BodyCode::parse("152021")?,
        };
        Some(Self { site, stage: Stage::Plan, bu: Bu::Medical })
    }
}

/// A project that a 修正依頼 may be about.
#[derive(Debug)]
struct Tick {
    no: String,
    name: String,
    ticked: bool,
}

/// The form of 修正依頼.
#[derive(Debug)]
struct Correction {
    why: Field,
    whole: Field,
    projects: Vec<Tick>,
    error: Option<String>,
}

/// What was asked for by the last 修正依頼.
#[derive(Debug)]
struct Asking {
    heading: &'static str,
    scope: String,
    at: When,
    by: String,
    lines: Vec<String>,
}

impl Asking {
    fn of((told, answered): &(Returned, bool)) -> Self {
        let list = |numbers: &std::collections::BTreeSet<String>| {
            format!("No.{}だけ", numbers.iter().map(String::as_str).collect::<Vec<_>>().join("、No."))
        };
        Self {
            heading: if *answered {
                "再提出の前に依頼した修正"
            } else {
                "依頼した修正（再提出を待っています）"
            },
            scope: match &told.reopened {
                Reopened::Whole => "提出の全体".to_owned(),
                Reopened::Projects(numbers) => list(numbers),
            },
            at: When::stored(&told.at),
            by: told.by.clone(),
            lines: told.why.lines().map(str::to_owned).collect(),
        }
    }
}

/// Review of a submission.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/review.html")]
pub(crate) struct ReviewPage {
    shell: Shell,
    base: String,
    badge: Badge,
    facts: Vec<(&'static str, Phrase)>,
    steps: Vec<Step>,
    refused: Vec<(&'static str, String)>,
    asked: Option<Asking>,
    correction: Option<Correction>,
    projects: Option<Table>,
    details: Vec<Detail>,
    findings: Option<Table>,
    /// That a 変更 lists projects no more.
    missing: Option<Notice>,
    differences: Vec<Table>,
    remarks: Vec<Remark>,
    comment: Option<comments::SayForm>,
    links: Vec<LinkButton>,
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Again {
    why: String,
    by_project: bool,
    numbers: Vec<String>,
    comment: comments::Said,
    errors: Vec<FieldError>,
}

impl ReviewPage {
    fn new(shell: Shell, of: Of, sheet: &ReviewSheet, may_comment: bool, again: Again) -> Self {
        let fits = |act: Act| sheet.acts.iter().any(|(one, why)| *one == act && why.is_none());
        let state = sheet.round.as_ref().map(|r| r.progress.state());
        let badge = Badge { word: state.unwrap_or(Standing::NotSubmitted).into() };
        let correction = fits(Act::RequestCorrection).then(|| correction(sheet, &again));
        Self {
            base: of.review(),
            badge,
            facts: facts(of, sheet),
            steps: parts::steps(of, sheet),
            refused: parts::refused(sheet),
            asked: sheet.correction.as_ref().map(Asking::of),
            correction,
            projects: sheet.version.as_ref().map(|_| parts::projects(of, sheet)),
            details: parts::details(of, sheet),
            findings: sheet.version.as_ref().map(|_| parts::findings(sheet)),
            missing: parts::missing(sheet),
            differences: parts::differences(sheet),
            remarks: remarks(of, &sheet.comments),
            comment: may_comment.then(|| comments::form(sheet, &again.comment, &again.errors)),
            links: links(of, sheet),
            shell: shell.under(&[("ホーム", "/"), ("提出状況一覧", &of.status())]).errors(again.errors),
        }
    }
}

fn facts(of: Of, sheet: &ReviewSheet) -> Vec<(&'static str, Phrase)> {
    let mut facts = vec![
        ("団体", format!("{}（{}）", sheet.name, of.site.body).into()),
        ("計画", format!("{} {} {}", of.site.year.era(), of.stage.label(), of.bu.label()).into()),
    ];
    if let Some(version) = &sheet.version {
        let number = sheet.round.as_ref().map_or(0, |r| r.submission.versions.len());
        let counting = format!("第{}版（全{number}版）、受付番号{}", version.number, version.receipt);
        facts.push(("採用中の版", counting.into()));
        facts.push(("受付", When::stored(&version.received_at).into()));
        // Files that were imported at the machine bear the path that was typed there.
        let name = version.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        facts.push(("ファイル", name.into()));
    }
    facts
}

fn links(of: Of, sheet: &ReviewSheet) -> Vec<LinkButton> {
    use crate::component::ButtonKind::Outline;
    let mut links = vec![LinkButton::new("提出の内容と経過を見る", &of.base(), Outline)];
    if sheet.version.is_some() {
        links.push(LinkButton::new("査定を見る", &format!("{}/assessment", of.base()), Outline));
    }
    links
}

fn correction(sheet: &ReviewSheet, again: &Again) -> Correction {
    use crate::component::{Choice, Control, TextKind};
    let choice = |value: &str, label: &str, chosen| Choice { value: value.into(), label: label.into(), chosen };
    let scope = vec![
        choice("whole", "提出の全体", !again.by_project),
        choice("projects", "下で選ぶ事業だけ（選んだ事業だけを直せます）", again.by_project),
    ];
    let tick = |p: &kikin_domain::Project| Tick {
        no: p.no.text().to_owned(),
        name: p.name.text().to_owned(),
        ticked: again.numbers.iter().any(|no| no == p.no.text()),
    };
    Correction {
        why: Field::line("why", "修正を依頼する理由", TextKind::Text)
            .help("どこを、どのように直すかを書いてください。市町村の画面にそのまま表示されます。")
            .control(Control::Lines { value: again.why.clone(), rows: 4 })
            .errors(&again.errors),
        whole: Field::line("scope", "修正の範囲", TextKind::Text).control(Control::Radio(scope)),
        projects: sheet.projects.iter().map(tick).collect(),
        error: again.errors.iter().find(|e| e.field == "numbers").map(|e| e.sentence.clone()),
    }
}

impl Page for ReviewPage {
    const NAME: &'static str = "review";

    fn samples() -> Vec<Self> {
        let Some(of) = Of::sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture("審査");
        let Some((nothing, full)) = parts::sample(false).zip(parts::sample(true)) else { return Vec::new() };
        let errors = vec![
            FieldError { field: "why", sentence: "理由を記入してください。".to_owned() },
            FieldError { field: "numbers", sentence: "事業を選んでください。".to_owned() },
            FieldError { field: "text", sentence: "コメントを記入してください。".to_owned() },
        ];
        vec![
            Self::new(shell(), of, &nothing, false, Again::default()),
            Self::new(shell(), of, &full, true, Again::default()),
            Self::new(shell(), of, &full, true, Again { by_project: true, errors, ..Again::default() }),
        ]
    }
}

/// What was done before this page, and what a comment is to be about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
    no: String,
    answers: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let (heading, body) = match self.done.as_str() {
            "begun" => (
                "審査を始めました",
                "市町村は、修正を依頼されるまで差し替えられません。内容を確かめ、受け付けるか、修正を依頼してください。",
            ),
            "returned" => ("修正を依頼しました", "市町村の画面に理由が表示され、締切後も再提出できます。"),
            "received" => ("受け付けました", "次は、内容の確認を終えたら「確認済みにする」を押してください。"),
            "confirmed" => {
                ("確認済みにしました", "都道府県計画に反映できます。事業があるときは、次に査定と県の内示を行います。")
            }
            "said" => ("コメントを書きました", "市町村の画面にも表示されます。"),
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[body]))
    }
}

fn may_comment(member: &Member, of: Of) -> bool {
    member.scope.may(Action::Comment, &of.site.matter().concerning(Halves::from(of.bu))).is_ok()
}

/// The page, or the page again.
async fn page(
    site: &SharedSite,
    member: &Member,
    of: Of,
    (notice, again): (Option<Notice>, Again),
) -> Result<ReviewPage, WebError> {
    let sheet = review_sheet(&site.store, &member.scope, of.what(), of.bu).await?;
    let shell = Shell::of(&format!("審査：{}", of.told(&sheet.name)), member).notice(notice);
    Ok(ReviewPage::new(shell, of, &sheet, may_comment(member, of), again))
}

/// The submission under review.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<OfSubmission>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let of = Of::read(&place, &member)?;
    let comment = comments::Said { no: asked.no.clone(), answers: asked.answers.clone(), ..Default::default() };
    Ok(ok(&page(&site, &member, of, (asked.notice(), Again { comment, ..Again::default() })).await?))
}
