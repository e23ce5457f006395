//! `kikin demo`: a sample prefecture on a database of its own, from its municipal workbooks to the written plan.

mod people;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use jiff::ToSpan as _;
use kikin_app::people::Scope;
use kikin_app::round::{Deadline, Moment, set_up_year};
use kikin_app::{
    Document, PlanVersion, PlanYear, Receipt, Store, demonstrator, import, is_demo, kept_groups, open_year, plan_of,
    save_draft, year_request,
};
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::Group;
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, FileReport, FiscalYear, PrefectureCode, Severity};
use kikin_web::{Settings, Site};

use crate::Outcome;
use crate::args::DemoArgs;
use crate::consolidate::{today, write_data};
use crate::database::{block_on, open};
use crate::edition::public_plan;
use crate::output;
use crate::reading::{Files, readers};
use crate::serve;

macro_rules! samples {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../demo/", $name)))),+]
    };
}

/// The sample prefecture: real names of municipalities, all figures invented; two of the workbooks have errors.
const SAMPLES: &[(&str, &[u8])] = samples![
    "151009_新潟市.xlsx",
    "152021_長岡市.xlsx",
    "152048_三条市.xlsx",
    "152056_柏崎市.xlsx",
    "152064_新発田市.xlsx",
    "152081_小千谷市.xlsx",
    "152099_加茂市.xlsx",
    "152102_十日町市.xlsx",
    "152111_見附市.xlsx",
    "152129_村上市.xlsx",
    "152137_燕市.xlsx",
    "153079_聖籠町.xlsx",
];

/// What one run brings about.
struct Shown {
    imported: Vec<(FileReport, Option<Receipt>)>,
    plan: Consolidated,
    groups: Option<Vec<Group>>,
    draft: PlanVersion,
}

pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<Outcome> {
    let prefecture = PrefectureCode::new(15).context("新潟県")?;
    let year = FiscalYear::new(2026).context("令和8年度")?;
    let folder = args.dir.join("市町村計画");
    let database = args.dir.join("kikin.db");
    let again = database.exists();
    let shown = block_on(async {
        let store = open_demo(&database, prefecture, year).await?;
        // Only now: nothing is written beside a database that is somebody's own.
        lay_out(&folder)?;
        let shown = receive_and_plan(&store, &folder, prefecture, year).await?;
        store.close().await?;
        Ok(shown)
    })?;
    say!("見本の県（名称は実在、金額はすべて架空）の市町村計画 {}件を受け付けました。", SAMPLES.len());
    if again {
        say!("前回の見本のデータベースに続けています。同じ内容のファイルには、前回の受付番号を答えます。");
    }
    say!();
    print_imported(&shown.imported);
    say!();
    output::print_summary(&shown.plan);
    output::print_plan_findings(&shown.plan.findings);
    let plan = args.dir.join(format!("{}{}計画.xlsx", year.era(), prefecture.name()));
    let data = plan.with_extension("csv");
    output::write(&plan, &public_plan(&shown.plan, shown.groups, today())?)?;
    write_data(&data, &shown.plan)?;
    say!("\nエラーのある計画は入れずに取りまとめ、下書き（第{}版）として保存しました。", shown.draft.number);
    say!("市町村計画　：{}", folder.display());
    say!("データベース：{}", database.display());
    say!("県計画　　　：{}", plan.display());
    say!("データ　　　：{}", data.display());
    if args.no_serve {
        return Ok(Outcome::Fine);
    }
    block_on(show(&database, prefecture, args.port))
}

/// The port that is tried where none is named; where it is taken, any that is free.
const USUAL_PORT: u16 = 8080;

/// Serves the pages on this machine alone, with sign-ins for each post.
async fn show(database: &Path, prefecture: PrefectureCode, port: Option<u16>) -> anyhow::Result<Outcome> {
    let store = open(&format!("sqlite://{}", database.display())).await?;
    let security = serve::security()?;
    people::enter(&store, prefecture, &security).await?;
    let listen = |port: u16| tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port));
    let listener = match port {
        Some(port) => listen(port).await.with_context(|| serve::taken(&format!("127.0.0.1:{port}")))?,
        None => match listen(USUAL_PORT).await {
            Ok(listener) => listener,
            Err(_) => listen(0).await.context("画面を公開できません")?,
        },
    };
    people::print();
    let settings = Settings { log_level: "warn".to_owned(), ..Settings::default() };
    serve::serve_on(listener, Site::new(store, security, Arc::new(readers()?), settings, jiff::Timestamp::now)).await
}

/// Opens the demonstration's database, or makes it. Anybody else's is left as it is.
async fn open_demo(path: &Path, prefecture: PrefectureCode, year: FiscalYear) -> anyhow::Result<Store> {
    let store = open(&format!("sqlite://{}", path.display())).await?;
    // Without a schema nobody has worked with it; what else is wrong, migrating tells.
    if let Ok(false) = is_demo(&store, prefecture, year).await {
        bail!(
            "「{}」は見本のデータベースではないため、使いません。--dir で別のフォルダーを指定してください。",
            path.display()
        );
    }
    store.migrate(demonstration().act()).await?;
    Ok(store)
}

/// Receives the samples as `kikin import` does, gathers the plan from the database and saves it as a draft.
async fn receive_and_plan(
    store: &Store,
    folder: &Path,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> anyhow::Result<Shown> {
    let set_up = with_deadlines(store, open_year(store, &demonstration(), prefecture, year).await?).await?;
    let paths: Vec<PathBuf> = SAMPLES.iter().map(|(name, _)| folder.join(name)).collect();
    let files = tokio::task::block_in_place(|| read_samples(&set_up, &paths))?;
    let receipts: Vec<_> =
        import(store, &demonstration(), &set_up, &files).await?.into_iter().map(|i| i.receipt).collect();
    let imported = files.into_iter().map(|(_, report)| report).zip(receipts).collect();
    let (plan, uploads) = plan_of(store, &demonstration(), (prefecture, year), Stage::Plan).await?;
    let groups = kept_groups(store, &demonstration(), &plan).await?.map(|(groups, _)| groups);
    let draft = save_draft(store, &demonstration(), &plan, &uploads).await?;
    Ok(Shown { imported, plan, groups, draft })
}

/// Days from the first run to the deadline of the plans.
const DAYS: i64 = 14;

/// The year with a deadline: 17:00 in two weeks, so that the pages have something to tell.
async fn with_deadlines(store: &Store, year: PlanYear) -> anyhow::Result<PlanYear> {
    if !year.deadlines.is_empty() {
        return Ok(year);
    }
    let scope = demonstration();
    let day = scope.act().at.date().checked_add(DAYS.days())?;
    let at = Moment::parse(&format!("{day}T17:00:00+09:00")).context("期限")?;
    let deadlines = Bu::ALL.map(|bu| Deadline { bu, stage: Stage::Plan, round: 1, at }).to_vec();
    let year = PlanYear { deadlines, ..year };
    set_up_year(store, &scope, &year).await?;
    Ok(year)
}

#[expect(clippy::disallowed_methods, reason = "this is the demonstration, on a database of its own")]
fn demonstration() -> Scope {
    demonstrator(jiff::Timestamp::now())
}

/// The samples, read by processes of their own like everybody's files.
fn read_samples(year: &PlanYear, paths: &[PathBuf]) -> anyhow::Result<Vec<(Document, FileReport)>> {
    let readers = readers()?;
    let bar = output::progress(paths.len());
    let files = Files { readers: &readers, paths, request: year_request(year), score: false, keep: true };
    let read = files.read_with(|results| {
        let mut all = Vec::with_capacity(paths.len());
        while let Some(outcome) = results.take() {
            let (document, read) = outcome?;
            all.push((document, read.report));
            bar.inc(1);
        }
        Ok(all)
    });
    bar.finish_and_clear();
    read
}

/// Each file's receipt and verdict; its errors with what to do.
fn print_imported(imported: &[(FileReport, Option<Receipt>)]) {
    for (report, receipt) in imported {
        if let Some(receipt) = receipt {
            let what = if receipt.repeated { "受付済み" } else { "受付" };
            say_on!("  {what} 第{}号　", receipt.number);
        }
        say!("{}", output::summary(report));
        for finding in report.findings.iter().filter(|f| f.severity == Severity::Error) {
            say!("    [{}] {} {}", finding.severity.label(), finding.rule, finding.sentence());
            say!("        → {}", finding.hint);
        }
    }
}

/// Writes the sample workbooks out, so that they can be opened, changed and checked again.
fn lay_out(folder: &Path) -> anyhow::Result<()> {
    for (name, bytes) in SAMPLES {
        output::write(&folder.join(name), bytes)?;
    }
    Ok(())
}
