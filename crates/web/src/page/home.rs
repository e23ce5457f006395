//! Home: who one is, and what there is to do.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_domain::FiscalYear;
use kikin_domain::permission::{Halves, Role};

use super::{Page, Shell, ok};
use crate::component::{ButtonKind, LinkButton, Notice, NoticeKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::place::{current_year, of_year};
use crate::site::SharedSite;
use crate::when::When;

/// The first page after signing in.
#[derive(Debug, Template)]
#[template(path = "page/home.html")]
pub(crate) struct HomePage {
    shell: Shell,
    /// Organisation, post, role, 分.
    facts: Vec<(&'static str, String)>,
    today: When,
    next: Notice,
    act: Option<LinkButton>,
}

impl HomePage {
    fn facts(organisation: &str, post: &str, role: &str, halves: &str) -> Vec<(&'static str, String)> {
        [("団体", organisation), ("職", post), ("役割", role), ("担当する分", halves)]
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec()
    }
}

/// The 分 by their names; 「両方」 alone would not say of what.
const fn halves(halves: Halves) -> &'static str {
    match halves {
        Halves::Both => "医療分・介護分",
        Halves::Medical | Halves::Care => halves.label(),
    }
}

/// What follows for a role while no plan year is open in the browser.
fn next_of(role: Role, prefecture: &str, today: Date) -> (Notice, Option<LinkButton>) {
    if role == Role::PrefecturalLead {
        let heading = match FiscalYear::of(today) {
            Some(year) => format!("{}を始めてください", year.era()),
            None => "計画年度を始めてください".to_owned(),
        };
        let body = "計画年度がまだありません。「年度の設定」で年度を始め、期限と提出を求める団体を決めると、市町村が提出できます。";
        let act = LinkButton::new("年度を始める", "/years", ButtonKind::Solid);
        return (Notice::new(NoticeKind::Info, &heading, &[body]), Some(act));
    }
    let body = match role {
        Role::MunicipalClerk | Role::MunicipalReviewer => &format!(
            "提出を求められている計画は、まだありません。{prefecture}が受付を開くと、提出期限と様式がここに表示されます。"
        ),
        Role::PrefecturalClerk | Role::PrefecturalLead => {
            "計画年度は、まだありません。県総括が「年度の設定」で年度を始めると、市町村の提出状況がここに表示されます。"
        }
        Role::Auditor => "閲覧できる計画年度は、まだありません。",
        Role::Operator => "職の追加、担当者の交代、招待は、上の「利用者」から行います。",
    };
    (Notice::new(NoticeKind::Info, "今することはありません", &[body]), None)
}

impl Page for HomePage {
    const NAME: &'static str = "home";

    fn samples() -> Vec<Self> {
        let page = |role| {
            let today = jiff::civil::date(2026, 11, 21);
            let (next, act) = next_of(role, "新潟県", today);
            let facts = Self::facts("聖籠町", "保健福祉課 担当", "市町村担当", "医療分・介護分");
            Self { shell: Shell::sample("ホーム"), facts, today: When::day(today), next, act }
        };
        Role::ALL.into_iter().map(page).collect()
    }
}

/// The first page after signing in: what one works with in the year at hand; without a year, who one is and what follows.
pub(crate) async fn show(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    let part = match member.scope.role() {
        Role::MunicipalClerk | Role::MunicipalReviewer => "",
        Role::PrefecturalClerk | Role::PrefecturalLead => "/status",
        Role::Auditor => "/plan",
        Role::Operator => return Ok(without_year(&member)),
    };
    to_year(&site, &member, part).await
}

/// 提出状況一覧 of the year at hand.
pub(crate) async fn status(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    to_year(&site, &member, "/status").await
}

/// The plan of the year at hand.
pub(crate) async fn plan(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    to_year(&site, &member, "/plan").await
}

async fn to_year(site: &SharedSite, member: &Member, part: &str) -> Result<Response, WebError> {
    match current_year(site, member).await? {
        Some(year) => Ok(Redirect::to(&format!("{}{part}", of_year(year))).into_response()),
        None => Ok(without_year(member)),
    }
}

fn without_year(member: &Member) -> Response {
    let shell = Shell::of("ホーム", member);
    let scope = &member.scope;
    let organisation = shell.who.as_ref().map_or("", |who| who.organisation.as_str());
    let facts = HomePage::facts(organisation, scope.name(), scope.role().label(), halves(scope.halves()));
    let prefecture = scope.seat().prefecture().map_or("都道府県", |prefecture| prefecture.name());
    let today = scope.act().at.date();
    let (next, act) = next_of(scope.role(), prefecture, today);
    ok(&HomePage { facts, today: When::day(today), next, act, shell })
}
