//! The record: when, who, what, on what, why; and whether it is as it was written.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kikin_app::record::{ACTIONS, Found, Sought, Subject, Told, action_name, read};
use kikin_app::round::Site as RoundSite;
use kikin_app::{Verification, verify};
use kikin_domain::PrefectureCode;
use kikin_domain::permission::{Action, Matter, Seat};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::component::{
    Button, ButtonKind, Cell, Choice, Column, Control, Field, FieldError, Filter, LinkButton, Notice, NoticeKind,
    Table, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{of_submission, of_year};
use crate::site::SharedSite;
use crate::when::When;

/// A part of the record.
#[derive(Debug, Template)]
#[template(path = "page/plan/events.html")]
pub(crate) struct EventsPage {
    shell: Shell,
    /// The press that recomputes the record, for whoever may.
    verify: Option<Button>,
    filter: Filter,
    table: Table,
    older: Option<LinkButton>,
}

/// What came of verifying.
#[derive(Debug, Template)]
#[template(path = "page/plan/verified.html")]
pub(crate) struct VerifiedPage {
    shell: Shell,
    told: Notice,
    facts: Vec<(&'static str, String)>,
    damages: Option<Table>,
}

/// Which events.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    before: Option<i64>,
}

const TITLE: &str = "記録";

impl Asked {
    /// What is looked for, and what of it cannot be read.
    fn sought(&self) -> (Sought, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut day = |field: &'static str, typed: &str| match typed.trim() {
            "" => None,
            typed => typed
                .parse()
                .map_err(|_| {
                    errors.push(FieldError {
                        field,
                        sentence: format!("「{typed}」は日付ではありません。年月日を選んでください。"),
                    })
                })
                .ok(),
        };
        let (from, until) = (day("from", &self.from), day("until", &self.until));
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let sought =
            Sought { from, until, actor: given(&self.actor), action: given(&self.action), before: self.before };
        (sought, errors)
    }

    /// The address of the events before a place in the chain.
    fn address(&self, before: i64) -> String {
        let part = |name: &str, text: &str| format!("{name}={}&", utf8_percent_encode(text.trim(), NON_ALPHANUMERIC));
        format!(
            "/events?{}{}{}{}before={before}",
            part("from", &self.from),
            part("until", &self.until),
            part("actor", &self.actor),
            part("action", &self.action)
        )
    }
}

/// The record.
pub(crate) async fn list(
    State(site): State<SharedSite>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let prefecture = member.prefecture()?;
    let (sought, errors) = asked.sought();
    let found = read(&site.store, &member.scope, prefecture, &sought).await?;
    let may_verify = member.scope.may(Action::Verify, &Matter::of(Seat::Prefecture(prefecture))).is_ok();
    let wrong = !errors.is_empty();
    let page = EventsPage::new(Shell::of(TITLE, &member), prefecture, (&asked, &found), may_verify, errors);
    Ok(if wrong { again(&page) } else { ok(&page) })
}

/// Verifies the record: a press, since it reads everything anew; nothing is changed by it.
pub(crate) async fn verified(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    member.prefecture()?;
    let found = verify(&site.store, &member.scope).await?;
    Ok(ok(&VerifiedPage::new(Shell::of(VERIFIED, &member), &found)))
}

const VERIFIED: &str = "記録の確認";

impl EventsPage {
    fn new(
        shell: Shell,
        prefecture: PrefectureCode,
        (asked, found): (&Asked, &Found),
        may_verify: bool,
        errors: Vec<FieldError>,
    ) -> Self {
        let row = |told: &Told| {
            let event = &told.event;
            vec![
                Cell::text(format!("{}番", event.sequence)),
                Cell::phrase(When::stored(&event.at)),
                Cell::text(format!("{}（{}）", event.actor, event.role)),
                Cell::text(action_name(&event.action)),
                about(told, prefecture),
                Cell::text(&told.why),
                Cell::text(event.origin.clone().unwrap_or_default()),
                Cell::text(event.hash.chars().take(SHORT).collect::<String>()),
            ]
        };
        let columns = ["番号", "日時", "だれが（役割）", "何を", "対象", "理由", "どこから", "SHA-256（先頭）"];
        let last = found.events.last().filter(|_| found.more);
        Self {
            verify: may_verify.then(|| Button::new("記録を確かめる", ButtonKind::Outline)),
            filter: filter(asked, &errors),
            table: Table {
                caption: "記録（新しい順）".to_owned(),
                columns: columns.map(Column::text).into(),
                rows: found.events.iter().map(row).collect(),
                foot: None,
                empty: "該当する記録はありません。絞込みの条件を確かめてください。".to_owned(),
            },
            older: last.map(|event| {
                LinkButton::new("これより古い記録を見る", &asked.address(event.event.sequence), ButtonKind::Outline)
            }),
            shell: shell.under(&[("ホーム", "/")]).errors(errors),
        }
    }
}

/// What an event is about, with the way to it where it has a page that stays.
pub(super) fn about(told: &Told, prefecture: PrefectureCode) -> Cell {
    let site = |year, body| RoundSite { prefecture, year, body };
    let href = match &told.subject {
        Subject::PlanVersion { id, year, .. } => Some(format!("{}/plan/versions/{id}", of_year(*year))),
        Subject::PlanText { year, .. } => Some(format!("{}/plan", of_year(*year))),
        Subject::Submission { year, body, stage, halves } => {
            halves.first().map(|bu| of_submission(site(*year, *body), *stage, *bu))
        }
        Subject::File { year, body: Some(body), stage: Some(stage), halves, .. } => {
            halves.first().map(|bu| of_submission(site(*year, *body), *stage, *bu))
        }
        // A job goes after some weeks; the list says what is left.
        Subject::Job { .. } => Some("/jobs".to_owned()),
        Subject::File { .. }
        | Subject::Year(_)
        | Subject::Post { .. }
        | Subject::Notice(_)
        | Subject::Body(_)
        | Subject::Other(_) => None,
    };
    match href {
        Some(href) => Cell::Link { label: told.about.clone(), href },
        None => Cell::text(&told.about),
    }
}

/// So many digits of a hash are shown.
const SHORT: usize = 12;

fn filter(asked: &Asked, errors: &[FieldError]) -> Filter {
    let mut choices =
        vec![Choice { value: String::new(), label: "すべて".to_owned(), chosen: asked.action.is_empty() }];
    choices.extend(ACTIONS.iter().map(|(code, name)| Choice {
        value: (*code).to_owned(),
        label: (*name).to_owned(),
        chosen: asked.action == *code,
    }));
    let line = |name, label, kind, value: &str| Field::line(name, label, kind).optional().value(value).errors(errors);
    Filter {
        action: "/events".to_owned(),
        fields: vec![
            line("from", "この日から", TextKind::Date, &asked.from),
            line("until", "この日まで", TextKind::Date, &asked.until),
            line("actor", "アカウント", TextKind::Text, &asked.actor),
            line("action", "何を", TextKind::Text, "").control(Control::Select(choices)),
        ],
        button: Button::new("絞り込む", ButtonKind::Outline),
    }
}

/// So many damages are listed.
const MOST_LISTED: usize = 200;

impl VerifiedPage {
    fn new(shell: Shell, found: &Verification) -> Self {
        let told = if found.is_sound() {
            Notice::new(
                NoticeKind::Success,
                "記録は、書かれたときのままです",
                &["記録の連なり、保存された行、受け付けたファイルのすべてを計算し直して、食い違いはありませんでした。"],
            )
        } else {
            Notice::new(
                NoticeKind::Error,
                &format!("食い違いが{}件あります", found.damages.len()),
                &["データベースに触らずに、次の表を運用管理の担当に渡してください。"],
            )
        };
        let mut facts = vec![
            ("確かめた記録", format!("{}件", found.events)),
            ("確かめた行", format!("{}行", found.rows)),
            ("確かめたファイル", format!("{}件", found.files)),
        ];
        facts.extend(found.heads.values().map(|(number, hash)| ("最後の記録", format!("{number}番 {hash}"))));
        let row = |d: &kikin_app::Damage| vec![Cell::text(&d.table), Cell::text(&d.id), Cell::text(&d.what)];
        Self {
            told,
            facts,
            damages: (!found.is_sound()).then(|| Table {
                caption: "食い違い".to_owned(),
                columns: ["表", "行", "内容"].map(Column::text).into(),
                rows: found.damages.iter().take(MOST_LISTED).map(row).collect(),
                foot: None,
                empty: String::new(),
            }),
            shell: shell.under(&[("ホーム", "/"), (TITLE, "/events")]),
        }
    }
}

/// Of each kind of subject an event, for samples.
pub(super) fn samples() -> Found {
    use kikin_domain::{BodyCode, Bu, FiscalYear, plan::Stage};
    let event = |action: &str| kikin_app::AuditEvent {
        sequence: 42,
        at: "2026-11-21T10:00:00+09:00".to_owned(),
        actor: "150002-1".to_owned(),
        role: "県総括".to_owned(),
        organisation: None,
        origin: Some("10.1.2.3".to_owned()),
        action: action.to_owned(),
        subject: String::new(),
        why: None,
        canonical: String::new(),
        hash: "0f".repeat(32),
    };
    let told = |action: &str, about: &str, why: &str, subject| {
        let (about, why) = (about.to_owned(), why.to_owned());
        Told { event: event(action), subject, about, why }
    };
    let (Some(year), Some(body)) = (FiscalYear::new(2026), BodyCode::parse("152021")) else {
        return Found { events: Vec::new(), more: false };
    };
    let (stage, halves) = (Stage::Plan, vec![Bu::Care]);
    let version = Subject::PlanVersion { id: 3, year, stage, number: 2, frozen: true };
    let filed = Subject::Submission { year, body, stage, halves };
    let job = Subject::Job { id: 3, of: Some((year, stage)) };
    let events = vec![
        told("plan.freeze", "令和8年度 計画 第2版（確定）", "<国へ提出>", version),
        told("export.ask", "令和8年度 計画 書き出し3番", "県計画のブック", job),
        told("review.return", "令和8年度 長岡市 計画 介護分", "額の誤り", filed),
        told("national-notice.set", "令和8年度", "", Subject::Year(year)),
    ];
    Found { events, more: true }
}

impl Page for EventsPage {
    const NAME: &'static str = "events";

    fn samples() -> Vec<Self> {
        let Some(prefecture) = PrefectureCode::new(15) else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let asked = Asked { from: "いつか".to_owned(), action: "plan.freeze".to_owned(), ..Asked::default() };
        let errors = asked.sought().1;
        vec![
            Self::new(shell(), prefecture, (&Asked::default(), &samples()), true, Vec::new()),
            Self::new(shell(), prefecture, (&asked, &Found { events: Vec::new(), more: false }), false, errors),
        ]
    }
}

impl Page for VerifiedPage {
    const NAME: &'static str = "events-verified";

    fn samples() -> Vec<Self> {
        let damage = kikin_app::Damage {
            table: "projects".to_owned(),
            id: "3/1".to_owned(),
            what: "行の内容が、受付・保存時の記録と食い違っています".to_owned(),
        };
        let page = |damages| {
            let heads = [(15, (42, "0f".repeat(32)))].into();
            let found = Verification { heads, events: 42, rows: 310, files: 2, damages };
            Self::new(Shell::sample_of_prefecture(VERIFIED), &found)
        };
        vec![page(Vec::new()), page(vec![damage])]
    }
}
