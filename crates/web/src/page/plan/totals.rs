//! The live 総括表 beside 国の内示, with a way from every figure to its addends.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::jobs::JobKind;
use kikin_app::planning::{Item, KeptPlan, LastFixed, Overview, Since, overview};
use kikin_domain::noticed::BesideNotice;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::totals::Amounts;
use kikin_domain::year::era_date;
use kikin_domain::{Bu, Category, Finding, FiscalYear, Yen};
use serde::Deserialize;

use super::jobs::Export;
use super::lines::{address, figure_word};
use super::{STAGES, stage_name, stage_of};
use crate::component::{
    Bar, BarChart, ButtonKind, Cell, Column, Download, LinkButton, Notice, NoticeKind, Tab, Table, Tabs,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok, year_tabs};
use crate::place::{InYear, bu_word, of_year, stage_word};
use crate::site::SharedSite;

/// The totals of a plan year.
#[derive(Debug, Template)]
#[template(path = "page/plan/totals.html")]
pub(crate) struct TotalsPage {
    shell: Shell,
    /// The other plan years, where there are any.
    years: Option<Tabs>,
    tabs: Tabs,
    /// What whoever plans should look at.
    notices: Vec<Notice>,
    /// What counts with another amount than was decided and answered, if anything.
    deviations: Option<Table>,
    summary: Table,
    beside: Table,
    chart: Option<BarChart>,
    /// The version that is fixed, and the way to it.
    fixed: Option<FixedPart>,
    /// What is to be done next, if whoever looks may.
    next: Option<LinkButton>,
    exports: Vec<Export>,
    /// Whether the workbook of the version that is fixed is the one to hand on.
    fixed_is_offered: bool,
    further: Vec<LinkButton>,
    /// The way to 事後評価.
    evaluation: LinkButton,
}

/// The version that is fixed.
#[derive(Debug)]
struct FixedPart {
    notice: Notice,
    version: LinkButton,
    /// Its workbook, while the plan is as it was fixed.
    paper: Option<Download>,
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    stage: String,
}

/// The totals.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let stage = stage_of(&asked.stage)?;
    let (prefecture, year) = place.read(&member)?;
    let shown = overview(&site.store, &member.scope, (prefecture, year), stage).await?;
    let matter = Matter::of(Seat::Prefecture(prefecture));
    let may = May {
        freeze: member.scope.may(Action::FreezePlan, &matter).is_ok(),
        group: member.scope.may(Action::GroupProjects, &matter).is_ok(),
    };
    let shell = Shell::of(&title(&shown), &member).under(&[("ホーム", "/")]);
    let rest = format!("/plan?stage={}", stage_word(stage));
    let years = year_tabs::read(&site, &member, year, &rest).await?;
    Ok(ok(&TotalsPage { years, ..TotalsPage::new(shell, &shown, may) }))
}

fn title(shown: &Overview) -> String {
    format!("{} {}計画", shown.year.era(), shown.prefecture.name())
}

/// What whoever looks may do.
#[derive(Clone, Copy)]
struct May {
    freeze: bool,
    group: bool,
}

impl TotalsPage {
    fn new(shell: Shell, shown: &Overview, may: May) -> Self {
        let base = of_year(shown.year);
        let link = |label: &str, path: &str| LinkButton::new(label, &format!("{base}/{path}"), ButtonKind::Outline);
        let mut further = vec![link("版と新旧対照表を見る", "plan/versions"), link("計画の経過を見る", "plan/events")];
        let evaluation = link("事後評価を見る", "evaluation");
        if may.group {
            further.push(link("都道府県事業に束ねる", "plan/groups"));
            further.push(link("計画本文を編集する", "plan/chapters"));
        }
        let is_plan = shown.stage == Stage::Plan;
        let is_another = shown.fixed.as_ref().is_none_or(LastFixed::differs);
        Self {
            shell,
            years: None,
            tabs: tabs(shown.year, shown.stage),
            notices: notices(shown),
            deviations: super::deviations::table(
                (shown.prefecture, shown.year),
                "査定・回答と額が異なる事業",
                &shown.deviations,
            ),
            summary: summary(shown),
            beside: beside(shown),
            chart: chart(shown),
            fixed: shown.fixed.as_ref().map(|fixed| FixedPart::of(shown.year, fixed)),
            next: (is_plan && may.freeze && is_another).then(|| {
                let verb = super::freeze::verb(shown.fixed.is_some());
                LinkButton::new(verb, &format!("{base}/plan/freeze"), ButtonKind::Solid)
            }),
            exports: exports((shown.year, shown.stage), shown.fixed.is_none() || is_another),
            fixed_is_offered: shown.fixed.is_some() && !is_another,
            further,
            evaluation,
        }
    }
}

fn tabs(year: FiscalYear, stage: Stage) -> Tabs {
    let tab = |one: Stage| Tab {
        label: stage_name(one).to_owned(),
        href: format!("{}/plan?stage={}", of_year(year), stage_word(one)),
        current: one == stage,
    };
    Tabs { label: "計画の段階".to_owned(), tabs: STAGES.map(tab).into() }
}

/// Where the plan is as it was fixed, its workbook is there already: one that is made anew is a draft, and comes last.
fn exports(of: (FiscalYear, Stage), workbook_first: bool) -> Vec<Export> {
    let one = |kind, label| Export::new(of, kind, label);
    let mut exports = vec![
        one(JobKind::FullPlanWorkbook, "連絡先入りのブック（庁内用）を書き出す"),
        one(JobKind::PlanData, "全事業のデータ（CSV）を書き出す"),
        one(JobKind::PlanCodes, "データのコード表（CSV）を書き出す"),
    ];
    if workbook_first {
        exports.insert(0, one(JobKind::PlanWorkbook, "県計画のブックを書き出す"));
    } else {
        exports.push(one(JobKind::PlanWorkbook, "県計画のブックを案として書き出す"));
    }
    exports
}

/// So many bodies whose files came since are named.
const MOST_NAMED: usize = 5;

/// 「提出物（長岡市 医療分）、計画本文」
pub(super) fn told_since(since: &Since) -> String {
    let mut told = Vec::new();
    if since.files {
        let named = since.arrived.iter().take(MOST_NAMED).map(|(name, bu)| format!("{name} {}", bu.label()));
        let mut named = named.collect::<Vec<_>>().join("、");
        if since.arrived.len() > MOST_NAMED {
            named.push_str(&format!("ほか{}件", since.arrived.len() - MOST_NAMED));
        }
        told.push(if named.is_empty() { "提出物".to_owned() } else { format!("提出物（{named}）") });
    }
    told.extend(since.edited.bundling.then(|| "都道府県事業の束ね方".to_owned()));
    told.extend(since.edited.texts.then(|| "計画本文".to_owned()));
    told.join("、")
}

impl FixedPart {
    /// 「令和8年6月1日に確定しました（第3版、文書番号 福第12号）」, its workbook, and the way to the version.
    fn of(year: FiscalYear, fixed: &LastFixed) -> Self {
        let KeptPlan { version, fixing, paper, .. } = &fixed.version;
        let number = fixing.as_ref().and_then(|f| f.document_number.as_ref());
        let number = number.map_or_else(String::new, |number| format!("、文書番号 {number}"));
        let day = fixing.as_ref().map_or_else(String::new, |f| format!("{}に", era_date(f.fixed_on)));
        let heading = format!("{day}確定しました（第{}版{number}）", version.number);
        let href = format!("{}/plan/versions/{}", of_year(year), version.id);
        let paper = paper.as_ref().filter(|_| !fixed.differs()).map(|(name, _, bytes)| Download {
            label: name.clone(),
            href: format!("{href}/workbook"),
            kind: "Excel".to_owned(),
            bytes: *bytes,
        });
        let since = format!("確定した後に変わったもの：{}。下の表は今の計画です。", told_since(&fixed.since));
        let (kind, body) = if fixed.differs() {
            (NoticeKind::Warning, since.as_str())
        } else {
            (NoticeKind::Success, "今の計画は、確定した版から変わっていません。国に出すのは、確定した版のブックです。")
        };
        let version = LinkButton::new("確定した版を見る", &href, ButtonKind::Outline);
        Self { notice: Notice::new(kind, &heading, &[body]), version, paper }
    }
}

/// P002 where the plan asks for more than the State allots.
pub(super) fn above_notice(above: &[Finding]) -> Option<Notice> {
    let told: Vec<String> = above.iter().map(|f| format!("{}：{}{}", f.rule, f.message, f.hint)).collect();
    let lines: Vec<&str> = told.iter().map(String::as_str).collect();
    let heading = format!("国の内示額を上回る区分があります（{}区分）", above.len());
    (!above.is_empty()).then(|| Notice::new(NoticeKind::Warning, &heading, &lines))
}

fn notices(shown: &Overview) -> Vec<Notice> {
    let mut notices: Vec<Notice> = above_notice(&shown.above_notice()).into_iter().collect();
    if let Some(told) = kikin_domain::settled::told(&shown.deviations) {
        notices.push(Notice::new(NoticeKind::Warning, &format!("{told}があります"), &[DEVIATING]));
    }
    if !shown.findings.is_empty() {
        let told: Vec<String> = shown.findings.iter().take(MOST_TOLD).map(|f| f.finding.sentence()).collect();
        let lines: Vec<&str> = told.iter().map(String::as_str).collect();
        let heading = format!("ファイルどうしの検査で見つかったことが{}件あります", shown.findings.len());
        notices.push(Notice::new(NoticeKind::Warning, &heading, &lines));
    }
    if shown.open > 0 {
        let heading = format!("金額が調整中の事業が{}件あります。表の計には入っていません", shown.open);
        notices.push(Notice::new(NoticeKind::Info, &heading, &[]));
    }
    if shown.totals.all.projects == 0 {
        let heading = "集計する事業は、まだありません";
        let body = "市町村の提出を受け付けると、その場で集計されます。";
        notices.push(Notice::new(NoticeKind::Info, heading, &[body]));
    }
    notices
}

/// What is to be done about amounts that disagree.
pub(super) const DEVIATING: &str = "計画の額は、提出されたファイルの額です。下の表の団体を押して審査の画面を開き、「修正を依頼する」で、\
                                    直したファイルの再提出を求めてください。";

/// So many findings are told on the page.
const MOST_TOLD: usize = 20;

/// 「Ⅰ-1 地域医療構想の達成に向けた…」
pub(super) fn named(category: &Category) -> String {
    format!("{} {}", category.number, category.name())
}

fn summary(shown: &Overview) -> Table {
    let mut columns = vec![Column::text("区分"), Column::number("件数")];
    columns.extend(Item::ALL.map(|item| Column::number(&item.title())));
    let row = |label: &str, of: &str, amounts: &Amounts| {
        let mut cells = vec![Cell::text(label)];
        let link = |word: &str, shown_as: String| Cell::Link {
            label: shown_as,
            href: address(shown.year, shown.stage, of, word, None, 1),
        };
        cells.push(link(figure_word(None), amounts.projects.to_string()));
        // Nobody has written a share that is blank: there are no addends to look at.
        let cell = |item: Item| match item.shown(amounts) {
            Some(yen) => link(figure_word(Some(item)), yen.to_string()),
            None => Cell::text("—"),
        };
        cells.extend(Item::ALL.map(cell));
        cells
    };
    let mut rows = Vec::new();
    for bu in Bu::ALL {
        for category in shown.categories.iter().filter(|c| c.bu == bu) {
            rows.push(row(&named(category), category.code.as_str(), &shown.totals.category(&category.code)));
        }
        let sum = shown.totals.by_bu.iter().find(|(of, _)| *of == bu).map(|(_, amounts)| *amounts).unwrap_or_default();
        rows.push(row(&format!("{}計", bu.label()), bu_word(bu), &sum));
    }
    Table {
        caption: format!("{} {} 総括表（単位：円）", shown.year.era(), stage_name(shown.stage)),
        columns,
        rows,
        foot: Some(row("合計", "all", &shown.totals.all)),
        empty: String::new(),
    }
}

fn beside(shown: &Overview) -> Table {
    let columns = [
        "国（A） 計画・新規分",
        "国（A） 国の内示",
        "国（A） 内示 − 計画",
        "基金 計画・新規分",
        "基金 国の内示",
        "基金 内示 − 計画",
    ];
    let row = |name: String, rounds: String, beside: &BesideNotice| {
        let told = |yen: Option<Yen>| Cell::text(yen.map_or_else(|| "—".to_owned(), |yen| yen.to_string()));
        vec![
            Cell::text(name),
            Cell::text(rounds),
            told(Some(beside.national)),
            told(beside.noticed.map(|n| n.national)),
            told(beside.left()),
            told(Some(beside.fund)),
            told(beside.noticed.map(|n| n.fund)),
            told(beside.left_of_fund()),
        ]
    };
    let rounds = |beside: &BesideNotice| match beside.noticed {
        None => "未登録".to_owned(),
        Some(noticed) if noticed.rounds == 0 => "内示なし（0円）".to_owned(),
        Some(noticed) => format!("{}回", noticed.rounds),
    };
    let rows = shown.categories.iter().zip(&shown.notices);
    let rows = rows.map(|(category, beside)| row(named(category), rounds(beside), beside));
    Table {
        caption: format!("{} 国の内示との対比（過年度残額を除く。単位：円）", shown.year.era()),
        rows: rows.collect(),
        columns: [Column::text("区分"), Column::text("内示の回数")]
            .into_iter()
            .chain(columns.map(Column::number))
            .collect(),
        foot: Some(row("合計".to_owned(), String::new(), &BesideNotice::whole(&shown.notices))),
        empty: String::new(),
    }
}

/// 基金 計 by 区分; nothing where there is nothing to draw.
fn chart(shown: &Overview) -> Option<BarChart> {
    let funds: Vec<_> = shown.categories.iter().map(|c| (c, shown.totals.category(&c.code).fund)).collect();
    let (most, fund) = funds.iter().copied().reduce(|most, next| if next.1 > most.1 { next } else { most })?;
    (fund.get() > 0).then(|| BarChart {
        id: "fund-by-category",
        title: format!("{} {} 区分別の基金充当額（単位：円）", shown.year.era(), stage_name(shown.stage)),
        description: format!("区分{}が最も多く、{fund}円です。合計は{}円です。", most.number, shown.totals.all.fund),
        of: "区分".to_owned(),
        unit: "基金充当額 計（円）".to_owned(),
        bars: funds
            .iter()
            .map(|(category, fund)| Bar { label: category.number.clone(), value: fund.get(), shown: fund.to_string() })
            .collect(),
    })
}

impl Page for TotalsPage {
    const NAME: &'static str = "plan-totals";

    fn samples() -> Vec<Self> {
        let shell = |shown: &Overview| Shell::sample_of_prefecture(&title(shown)).under(&[("ホーム", "/")]);
        let page = |shown: &Overview, may| Self::new(shell(shown), shown, may);
        let Some((empty, full)) = sample() else { return Vec::new() };
        let all = May { freeze: true, group: true };
        let after = |differs| Overview { fixed: super::freeze::sample_fixed(differs), ..full.clone() };
        vec![
            page(&empty, May { freeze: false, group: false }),
            page(&full, all),
            page(&after(false), all),
            page(&after(true), all),
        ]
    }
}

/// A year without a project, and one above its 内示.
fn sample() -> Option<(Overview, Overview)> {
    use kikin_domain::noticed::Noticed;
    use kikin_domain::{CategoryTable, PrefectureCode};
    let (year, prefecture) = (FiscalYear::new(2026)?, PrefectureCode::new(15)?);
    let categories: Vec<Category> = CategoryTable::published().of_year(year).cloned().collect();
    let national = Yen::new(120_000_000);
    let beside = |national: Yen, noticed: Option<Noticed>| {
        let of = |c: &Category| BesideNotice { category: c.code.clone(), national, fund: national, noticed };
        categories.iter().map(of).collect::<Vec<_>>()
    };
    let totals = kikin_app::planning::Totals::of(&categories, std::iter::empty::<&kikin_domain::consolidated::Line>());
    let empty = Overview {
        prefecture,
        year,
        stage: Stage::Request,
        notices: beside(Yen::ZERO, None),
        totals,
        findings: Vec::new(),
        deviations: Vec::new(),
        bodies: 0,
        open: 0,
        fixed: None,
        categories: categories.clone(),
    };
    let mut full = Overview { stage: Stage::Plan, bodies: 2, open: 1, ..empty.clone() };
    full.notices = beside(national, Some(Noticed { rounds: 1, national: Yen::new(100_000_000), fund: national }));
    full.deviations = super::deviations::samples();
    for (_, amounts) in &mut full.totals.by_category {
        *amounts = Amounts { projects: 3, total: national, fund: national, national, ..Amounts::default() };
    }
    Some((empty, full))
}
