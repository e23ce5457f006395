//! The versions of the plan: what was kept and fixed when, what each holds, its workbook.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::planning::{
    FileRow, Item, KeptPlan, StoredPlan, Totals, file_rows, version, version_name, version_paper, versions,
};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::{above, borrowed, totals};
use crate::component::{
    Button, ButtonKind, Cell, Choice, Column, Control, Download, Field, FieldError, LinkButton, Notice, NoticeKind,
    Pagination, Table, TextKind,
};
use crate::download::{self, XLSX};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;
use crate::when::When;

/// The versions of a year.
#[derive(Debug, Template)]
#[template(path = "page/plan/versions.html")]
pub(crate) struct VersionsPage {
    shell: Shell,
    table: Table,
    /// The form that compares two of them; there must be two.
    compare: Option<Compare>,
    /// The form that keeps the plan as it is.
    keep: Option<Keep>,
}

/// The form that compares.
#[derive(Debug)]
struct Compare {
    action: String,
    before: Field,
    after: Field,
    button: Button,
}

/// The form that keeps.
#[derive(Debug)]
struct Keep {
    action: String,
    reason: Field,
    button: Button,
    freeze: Option<LinkButton>,
}

/// One version.
#[derive(Debug, Template)]
#[template(path = "page/plan/version.html")]
pub(crate) struct VersionPage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    download: Option<Download>,
    /// Over what it was fixed, if over anything.
    deviations: Option<Table>,
    summary: Table,
    files: Table,
    pagination: Option<Pagination>,
}

/// What the pages are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    page: Option<usize>,
}

/// The list.
pub(crate) async fn list(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    listed(&site, &member, place.read(&member)?, "", Vec::new()).await
}

/// The list, with what was typed where it could not be kept.
pub(super) async fn listed(
    site: &SharedSite,
    member: &Member,
    key: (PrefectureCode, FiscalYear),
    reason: &str,
    errors: Vec<FieldError>,
) -> Result<Response, WebError> {
    let kept = versions(&site.store, &member.scope, key).await?;
    let matter = Matter::of(Seat::Prefecture(key.0));
    let may = |action| member.scope.may(action, &matter).is_ok();
    let form = may(Action::GroupProjects).then(|| (reason, may(Action::FreezePlan)));
    let wrong = !errors.is_empty();
    let page = VersionsPage::new(Shell::of(TITLE, member), key.1, &kept, form, errors);
    Ok(if wrong { again(&page) } else { ok(&page) })
}

const TITLE: &str = "県計画の版";

impl VersionsPage {
    fn new(
        shell: Shell,
        year: FiscalYear,
        kept: &[KeptPlan],
        keep: Option<(&str, bool)>,
        errors: Vec<FieldError>,
    ) -> Self {
        let base = format!("{}/plan", of_year(year));
        let row = |k: &KeptPlan| {
            let fixed = k.fixing.as_ref().map(|f| When::day(f.fixed_on));
            let number = k.fixing.as_ref().and_then(|f| f.document_number.clone());
            vec![
                Cell::Link { label: version_name(k), href: format!("{base}/versions/{}", k.version.id) },
                Cell::phrase(When::stored(&k.version.created_at)),
                Cell::text(&k.version.created_by),
                fixed.map_or_else(|| Cell::text("—"), Cell::phrase),
                Cell::text(number.unwrap_or_else(|| "—".to_owned())),
                Cell::text(k.projects.to_string()),
                Cell::text(k.total.to_string()),
                Cell::text(k.fund.to_string()),
                Cell::text(k.national.to_string()),
            ]
        };
        let mut columns: Vec<Column> =
            ["版", "保存した日時", "保存した職", "確定日", "文書番号"].map(Column::text).into();
        columns.extend(["事業の数", "総事業費", "基金 計", "国（A）"].map(Column::number));
        let table = Table {
            caption: format!("{} 県計画の版（単位：円。古い順）", year.era()),
            columns,
            rows: kept.iter().map(row).collect(),
            foot: None,
            empty: "版は、まだありません。".to_owned(),
        };
        let keep = keep.map(|(reason, may_freeze)| Keep {
            action: format!("{base}/versions"),
            reason: Field::line("reason", "保存の理由", TextKind::Text)
                .help("例：第1回の内示の前の案。計画に入っている確認済みの提出物は「都道府県計画反映済」になります。")
                .optional()
                .value(reason)
                .errors(&errors),
            button: Button::new("今の計画を案として保存する", ButtonKind::Outline),
            freeze: may_freeze
                .then(|| LinkButton::new("県計画を確定する", &format!("{base}/freeze"), ButtonKind::Solid)),
        });
        Self { table, compare: compare(&base, kept), keep, shell: shell.under(&borrowed(&above(year))).errors(errors) }
    }
}

/// The last two are chosen.
fn compare(base: &str, kept: &[KeptPlan]) -> Option<Compare> {
    let [.., before, after] = kept else { return None };
    let field = |name, label, chosen: &KeptPlan| {
        let choice = |k: &KeptPlan| Choice {
            value: k.version.id.to_string(),
            label: version_name(k),
            chosen: k.version.id == chosen.version.id,
        };
        let choices = kept.iter().map(choice).collect();
        Field::line(name, label, TextKind::Text).control(Control::Select(choices))
    };
    Some(Compare {
        action: format!("{base}/versions/compare"),
        before: field("before", "旧", before),
        after: field("after", "新", after),
        button: Button::new("新旧対照表を見る", ButtonKind::Outline),
    })
}

/// The version in `/years/{year}/plan/versions/{id}`.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct OfVersion {
    id: i64,
}

/// A version.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(OfVersion { id }): Path<OfVersion>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let (kept, stored) = version(&site.store, &member.scope, key, id).await?;
    let heading = match asked.done.as_str() {
        "fixed" => Some("県計画を確定しました。この版に入っている提出物は「確定」になりました。"),
        "kept" => Some("今の計画を案として保存しました。"),
        _ => None,
    };
    let notice = heading.map(|heading| Notice::new(NoticeKind::Success, heading, &[]));
    let shell = Shell::of(&version_name(&kept), &member).notice(notice);
    Ok(ok(&VersionPage::new(shell, key.1, &kept, &stored, asked.page.unwrap_or(1))))
}

/// Its workbook, byte by byte as it was kept.
pub(crate) async fn paper(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Path(OfVersion { id }): Path<OfVersion>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let (name, bytes) = version_paper(&site.store, &member.scope, key, id).await?;
    Ok(download::file(&name, XLSX, bytes))
}

/// So many files stand on a page.
const FILES: usize = 100;

impl VersionPage {
    fn new(shell: Shell, year: FiscalYear, kept: &KeptPlan, stored: &StoredPlan, page: usize) -> Self {
        let address = format!("{}/plan/versions/{}", of_year(year), kept.version.id);
        let mut facts = vec![
            ("状態", if kept.version.frozen { "確定" } else { "案" }.to_owned()),
            ("保存", format!("{}（{}）", When::stored(&kept.version.created_at).text(), kept.version.created_by)),
        ];
        if let Some(fixing) = &kept.fixing {
            facts.push(("確定日", When::day(fixing.fixed_on).text().to_owned()));
            facts.extend(fixing.document_number.clone().map(|number| ("文書番号", number)));
            facts.extend(fixing.note.clone().map(|note| ("備考", note)));
        }
        facts.extend(kept.version.reason.clone().map(|reason| ("保存の理由", reason)));
        facts.extend(kept.paper.as_ref().map(|(_, sha256, _)| ("ブックのSHA-256", sha256.clone())));
        let download = kept.paper.as_ref().map(|(name, _, bytes)| Download {
            label: name.clone(),
            href: format!("{address}/workbook"),
            kind: "Excel".to_owned(),
            bytes: *bytes,
        });
        let count = stored.plan.sources.len();
        let pages = count.div_ceil(FILES).max(1);
        let page = page.clamp(1, pages);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let over = kept.fixing.as_ref().map_or(&[][..], |fixing| &fixing.deviations);
        facts.extend(kikin_domain::settled::told(over).map(|told| ("確定したときの違い", told)));
        Self {
            facts,
            download,
            deviations: super::deviations::table(
                (stored.plan.prefecture, year),
                "査定・回答と異なる額のまま確定した事業",
                over,
            ),
            summary: summary(year, stored),
            files: files(year, stored, page),
            pagination: (pages > 1).then(|| Pagination {
                page: number(page),
                pages: number(pages),
                href: format!("{address}?page="),
            }),
            shell: {
                let mut crumbs = above(year).to_vec();
                crumbs.push((TITLE.to_owned(), format!("{}/plan/versions", of_year(year))));
                shell.under(&borrowed(&crumbs))
            },
        }
    }
}

fn summary(year: FiscalYear, stored: &StoredPlan) -> Table {
    let plan = &stored.plan;
    let sums = Totals::of(&plan.categories, &plan.lines);
    let row = |label: String, amounts: &kikin_domain::totals::Amounts| {
        let mut cells = vec![Cell::text(label), Cell::text(amounts.projects.to_string())];
        let told = |item: Item| item.shown(amounts).map_or_else(|| "—".to_owned(), |yen| yen.to_string());
        cells.extend(Item::ALL.map(|item| Cell::text(told(item))));
        cells
    };
    let mut rows = Vec::new();
    for bu in Bu::ALL {
        for category in plan.categories.iter().filter(|c| c.bu == bu) {
            rows.push(row(totals::named(category), &sums.category(&category.code)));
        }
        let sum = sums.by_bu.iter().find(|(of, _)| *of == bu).map(|(_, amounts)| *amounts).unwrap_or_default();
        rows.push(row(format!("{}計", bu.label()), &sum));
    }
    let mut columns = vec![Column::text("区分"), Column::number("件数")];
    columns.extend(Item::ALL.map(|item| Column::number(&item.title())));
    Table {
        caption: format!("{} この版の総括表（単位：円）", year.era()),
        columns,
        rows,
        foot: Some(row("合計".to_owned(), &sums.all)),
        empty: String::new(),
    }
}

fn files(year: FiscalYear, stored: &StoredPlan, page: usize) -> Table {
    let row = |file: &FileRow| {
        let halves: Vec<&str> = file.halves.iter().map(|bu| bu.label()).collect();
        vec![
            Cell::text(&file.name),
            Cell::text(&file.file),
            Cell::text(if file.counts { halves.join("・") } else { "入れていない".to_owned() }),
            Cell::text(&file.reason),
        ]
    };
    Table {
        caption: format!("{} この版の元になったファイル", year.era()),
        columns: ["団体", "ファイル", "計画に入った分", "入れていない理由"].map(Column::text).into(),
        rows: file_rows(&stored.plan).iter().skip((page - 1) * FILES).take(FILES).map(row).collect(),
        foot: None,
        empty: "ファイルはありません。".to_owned(),
    }
}

/// A version, for samples.
pub(super) fn sample(number: i64, frozen: bool) -> Option<KeptPlan> {
    use kikin_domain::Yen;
    let version = kikin_app::PlanVersion {
        id: number,
        year: FiscalYear::new(2026)?,
        stage: Stage::Plan,
        number,
        created_at: "2026-11-21T10:00:00+09:00".to_owned(),
        created_by: "150002-1".to_owned(),
        reason: Some("第1回の内示の前の案".to_owned()),
        frozen,
    };
    let fixing = kikin_app::planning::Fixing {
        fixed_on: jiff::civil::date(2026, 11, 21),
        document_number: Some("福第1234号".to_owned()),
        note: Some("国へ提出".to_owned()),
        deviations: super::deviations::samples(),
    };
    Some(KeptPlan {
        version,
        paper: Some(("令和8年度_新潟県計画_第1版.xlsx".to_owned(), "0f".repeat(32), 48_213)),
        fixing: frozen.then_some(fixing),
        projects: 12,
        total: Yen::new(120_000_000),
        fund: Yen::new(90_000_000),
        national: Yen::new(60_000_000),
    })
}

impl Page for VersionsPage {
    const NAME: &'static str = "plan-versions";

    fn samples() -> Vec<Self> {
        let Some(year) = FiscalYear::new(2026) else { return Vec::new() };
        let kept: Vec<KeptPlan> = [sample(1, false), sample(2, true)].into_iter().flatten().collect();
        let shell = || Shell::sample_of_prefecture(TITLE);
        let sentence = "計画に入る提出物がないため、版を保存できません。".to_owned();
        vec![
            Self::new(shell(), year, &[], None, Vec::new()),
            Self::new(shell(), year, &kept, Some(("", true)), Vec::new()),
            Self::new(shell(), year, &[], Some(("案", false)), vec![FieldError { field: "reason", sentence }]),
        ]
    }
}

impl Page for VersionPage {
    const NAME: &'static str = "plan-version";

    fn samples() -> Vec<Self> {
        let page = |frozen| {
            let (kept, year) = (sample(1, frozen)?, FiscalYear::new(2026)?);
            let plan = kikin_domain::consolidated::Consolidated {
                prefecture: PrefectureCode::new(15)?,
                year,
                stage: Stage::Plan,
                categories: kikin_domain::CategoryTable::published().of_year(year).cloned().collect(),
                sources: Vec::new(),
                lines: Vec::new(),
                texts: Vec::new(),
                split: kikin_domain::split::PlanSplit::of(Vec::new()),
                findings: Vec::new(),
            };
            let stored = StoredPlan { version: kept.version.clone(), plan, uploads: Vec::new() };
            let shell = Shell::sample_of_prefecture(&version_name(&kept));
            Some(Self::new(shell, year, &kept, &stored, 1))
        };
        [page(false), page(true)].into_iter().flatten().collect()
    }
}
