//! 事後評価 of a plan year: 総括表, 執行状況, the papers of 交付額, and the files that count.

pub(crate) mod grants;
mod tables;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kikin_app::{EvaluationOverview, evaluation_overview};
use kikin_domain::permission::{Action, Halves, Matter, Seat};
use kikin_domain::{Bu, Category, FiscalYear};
use serde::Deserialize;

use self::grants::GrantForm;
use crate::component::{FieldError, Notice, NoticeKind, Tab, Table, Tabs};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, respond, year_tabs};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    super::rendered::<EvaluationPage>()
}

/// 事後評価 of a plan year.
#[derive(Debug, Template)]
#[template(path = "page/evaluation.html")]
pub(crate) struct EvaluationPage {
    shell: Shell,
    /// The other plan years, where there are any.
    years: Option<Tabs>,
    /// The years in which it was evaluated, where there are several.
    tabs: Option<Tabs>,
    notices: Vec<Notice>,
    /// 総括表, 執行状況 and the files, once a workbook has come in.
    tables: Option<[Table; 3]>,
    grants: Table,
    /// The form of 交付額, for whoever may enter it.
    form: Option<GrantForm>,
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    evaluated: String,
    #[serde(default)]
    done: String,
}

const TITLE: &str = "事後評価";

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let notice = (asked.done == "grant").then(|| {
        let body = "「交付額」の表に入りました。事後評価が取り込まれていれば、執行状況にも入っています。";
        Notice::new(NoticeKind::Success, "交付額を登録しました", &[body])
    });
    shown(&site, &member, &place, &asked.evaluated, (notice, &grants::Typed::default(), Vec::new())).await
}

async fn shown(
    site: &SharedSite,
    member: &Member,
    place: &InYear,
    evaluated: &str,
    (notice, typed, errors): (Option<Notice>, &grants::Typed, Vec<FieldError>),
) -> Result<Response, WebError> {
    let key = place.read(member)?;
    let overview = evaluation_overview(&site.store, &member.scope, key, wanted(evaluated)?).await?;
    let enters: Vec<&Category> = overview.categories.iter().filter(|c| may_enter(member, key.0, c.bu)).collect();
    let form = (!enters.is_empty()).then(|| GrantForm::new(&overview, &enters, typed, &errors));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = Shell::of(&title(&overview), member).notice(notice);
    let years = year_tabs::read(site, member, key.1, "/evaluation").await?;
    let page = EvaluationPage::new(shell, &overview, form, errors);
    Ok(respond(status, &EvaluationPage { years, ..page }))
}

/// The evaluation year that is asked for; none where nothing is said.
fn wanted(typed: &str) -> Result<Option<FiscalYear>, WebError> {
    let year = || typed.parse().ok().and_then(FiscalYear::new).ok_or(WebError::Fault(Fault::NotFound));
    if typed.is_empty() { Ok(None) } else { year().map(Some) }
}

/// Whether whoever looks may enter 交付額 of a 分.
fn may_enter(member: &Member, prefecture: kikin_domain::PrefectureCode, bu: Bu) -> bool {
    let halves = match bu {
        Bu::Medical => Halves::Medical,
        Bu::Care => Halves::Care,
    };
    let matter = Matter::of(Seat::Prefecture(prefecture)).concerning(halves);
    member.scope.may(Action::EnterGrant, &matter).is_ok()
}

fn title(overview: &EvaluationOverview) -> String {
    match &overview.statement {
        Some(statement) => statement.title(),
        None => format!("{} {}計画に関する{TITLE}", overview.year.era(), overview.prefecture.name()),
    }
}

impl EvaluationPage {
    fn new(shell: Shell, overview: &EvaluationOverview, form: Option<GrantForm>, errors: Vec<FieldError>) -> Self {
        let (label, href) = (format!("{} 県計画", overview.year.era()), format!("{}/plan", of_year(overview.year)));
        let tables = overview.statement.as_ref().map(|statement| {
            [tables::summary(statement), tables::execution(&statement.execution), tables::files(statement)]
        });
        Self {
            years: None,
            tabs: tabs(overview),
            notices: if tables.is_some() { Vec::new() } else { vec![nothing_yet(overview.year)] },
            tables,
            grants: tables::grants(&overview.grants, overview.year),
            form,
            shell: shell.under(&[("ホーム", "/"), (&label, &href)]).errors(errors),
        }
    }
}

/// How 事後評価 comes in.
fn nothing_yet(year: FiscalYear) -> Notice {
    let heading = format!("{}計画の事後評価は、まだ取り込まれていません", year.era());
    let body = "市町村の事後評価のブックは、運用管理の担当者がサーバーで kikin import により取り込みます。取り込むと、総括表と執行状況がここに\
                出ます。";
    Notice::new(NoticeKind::Info, &heading, &[body])
}

fn tabs(overview: &EvaluationOverview) -> Option<Tabs> {
    let current = overview.statement.as_ref().map(|statement| statement.evaluated);
    let tab = |year: &FiscalYear| Tab {
        label: year.era(),
        href: format!("{}/evaluation?evaluated={}", of_year(overview.year), year.get()),
        current: Some(*year) == current,
    };
    let tabs = || Tabs { label: "評価年度".to_owned(), tabs: overview.years.iter().map(tab).collect() };
    (overview.years.len() > 1).then(tabs)
}

impl Page for EvaluationPage {
    const NAME: &'static str = "evaluation";

    fn samples() -> Vec<Self> {
        let Some((none, some)) = tables::sample() else { return Vec::new() };
        let shell = |overview: &EvaluationOverview| Shell::sample_of_prefecture(&title(overview));
        let categories = |overview: &EvaluationOverview| overview.categories.clone();
        let form = |overview: &EvaluationOverview, typed: &grants::Typed, errors: &[FieldError]| {
            Some(GrantForm::new(overview, &categories(overview).iter().collect::<Vec<_>>(), typed, errors))
        };
        let (typed, errors) = grants::sample();
        let empty = grants::Typed::default();
        vec![
            Self::new(shell(&none), &none, None, Vec::new()),
            Self::new(shell(&none), &none, form(&none, &empty, &[]), Vec::new()),
            Self::new(shell(&some), &some, None, Vec::new()),
            Self::new(shell(&some), &some, form(&some, &typed, &errors), errors),
        ]
    }
}
