//! `kikin migrate`, `import`, `verify`, `backup`, `restore`, `rehearse`

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use kikin_app::{BackupReport, Standing, Store, backup, open_year, rehearse, restore, unfinished, verify};

use crate::Outcome;
use crate::args::{BackupArgs, DatabaseArgs, ImportArgs, RestoreArgs, VerifyArgs};
use crate::import::import_files;
use crate::interrupt::Unfinished;
use crate::output;
use crate::reading::readers;
use crate::user::scope;

/// Runs a future to its end on a runtime of its own.
pub(crate) fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("実行環境を用意できません")?
        .block_on(future)
}

/// Opens a database; a file's folder is made.
pub(crate) async fn open(url: &str) -> anyhow::Result<Store> {
    if let Some(path) = sqlite_path(url)
        && let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).with_context(|| format!("「{}」を作れません", folder.display()))?;
    }
    Store::connect(url).await.context("データベースに接続できません")
}

/// Opens a database whose schema is up to date.
pub(crate) async fn open_current(url: &str) -> anyhow::Result<Store> {
    if sqlite_path(url).is_some_and(|p| !p.exists()) {
        bail!(
            "データベース「{url}」がありません。設定ファイルに書いた場所と、命令を実行したフォルダーを確かめてください。新しく作るときは、先に kikin migrate --database {url} を実行してください。"
        );
    }
    let store = open(url).await?;
    if store.pending_migrations().await? > 0 {
        bail!("データベースの形式が古いため使えません。先に kikin migrate --database {url} を実行してください。");
    }
    Ok(store)
}

/// The file of a SQLite address.
fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

pub(crate) fn run_migrate(args: &DatabaseArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open(&args.url).await?;
        let pending = store.pending_migrations().await?;
        store.migrate(scope().act()).await?;
        say!("データベースを最新の形式にしました（適用 {pending}件）。");
        store.close().await?;
        Ok(Outcome::Fine)
    })
}

pub(crate) fn run_import(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let intake = args.from.collect()?;
    block_on(async {
        let store = open(&args.database.url).await?;
        store.migrate(scope().act()).await?;
        let year = open_year(&store, &scope(), args.from.prefecture, args.from.fiscal_year).await?;
        let outcome = import_files(&readers()?, &store, &year, &intake.files);
        store.close().await?;
        outcome
    })
}

pub(crate) fn print_imported(imported: &kikin_app::Imported<'_>, counts: &Standing) {
    let report = &*imported.report;
    match &imported.receipt {
        Some(receipt) => {
            let what = if receipt.repeated { "受付済み" } else { "受付" };
            say!("{what} 第{}号　{}　{}", receipt.number, report.file, output::summary(report));
        }
        None if report.is_exported_plan() => return print_taken_back(imported),
        None => say!("受付不可　　{}　{}", report.file, output::summary(report)),
    }
    print_errors(report);
    if let Some(left_out) = &imported.left_out {
        say!("    変更前の計画にあって、このファイルにない事業：{left_out}。計画からなくなります。");
        say!("        → 取りやめでなければ、書き足したファイルを、もう一度取り込んでください。");
    }
    print_standing(imported, counts);
}

fn print_errors(report: &kikin_domain::FileReport) {
    for finding in report.findings.iter().filter(|f| f.severity == kikin_domain::Severity::Error) {
        say!("    [{}] {} {}", finding.severity.label(), finding.rule, finding.sentence());
    }
}

/// A plan of our own export: whose rows were taken back, or why none.
fn print_taken_back(imported: &kikin_app::Imported<'_>) {
    let report = &*imported.report;
    if imported.is_rejected() {
        say!("取り込めません　{}　{}", report.file, output::summary(report));
        print_errors(report);
        say!("    → 出力済みの都道府県計画です。エラーを直すまで、どの団体の分も取り込みません。");
        return;
    }
    let projects: usize = imported.taken_back.iter().map(|t| t.projects).sum();
    say!("取込み　{}　{}", report.file, output::summary(report));
    say!("    出力済みの都道府県計画から、{}団体分、事業{projects}件を戻しました。", imported.taken_back.len());
    for part in &imported.taken_back {
        let what = if part.receipt.repeated { "受付済み" } else { "受付" };
        say!("    {what} 第{}号　{}（{}）　事業 {}件", part.receipt.number, part.name, part.body, part.projects);
    }
    for finding in report.findings.iter().filter(|f| f.severity == kikin_domain::Severity::Warning) {
        say!("    [{}] {} {}", finding.severity.label(), finding.rule, finding.sentence());
    }
}

/// Which version counts, where it is not plainly the one that was received.
fn print_standing(imported: &kikin_app::Imported<'_>, counts: &Standing) {
    output::print_plan_findings(&counts.findings);
    let rejected = imported.is_rejected();
    for (bu, version) in counts.counts.iter().filter(|_| rejected) {
        match version {
            Some(version) => {
                say!("    {}は、受付 第{}号「{}」を引き続き採ります。", bu.label(), version.receipt, version.file_name)
            }
            None => say!("    {}は、採れる受付がまだありません。", bu.label()),
        }
    }
}

pub(crate) fn run_verify(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    if let Some(bundle) = &args.bundle {
        return crate::evidence::verify(bundle);
    }
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let found = verify(&store, &scope()).await?;
        store.close().await?;
        say!("記録 {}件、行 {}件、ファイル {}件を確かめました。", found.events, found.rows, found.files);
        for damage in &found.damages {
            say!("  {} {}：{}", damage.table, damage.id, damage.what);
        }
        for (world, (events, head)) in &found.heads {
            say!("  世界 {world}：記録 {events}件、先頭 {head}");
        }
        say!(
            "{}",
            if found.is_sound() {
                "すべて記録のとおりです。"
            } else {
                "記録と違うところがあります。"
            }
        );
        Ok(if found.is_sound() { Outcome::Fine } else { Outcome::InputErrors })
    })
}

pub(crate) fn run_backup(args: &BackupArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let _unfinished = Unfinished::at(unfinished(&args.output));
        let report = backup(&store, &scope(), &args.output).await?;
        store.close().await?;
        print_backup(&report);
        say!("控えを作りました：{}", args.output.display());
        Ok(Outcome::Fine)
    })
}

pub(crate) fn run_restore(args: &RestoreArgs) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    block_on(async {
        if args.rehearse {
            let _unfinished = Unfinished::at(unfinished(&args.from));
            let report = rehearse(&args.from).await?;
            print_backup(&report);
            say!(
                "復元の予行に成功しました（{:.1}秒）。件数、記録の先頭、ファイルの中身を控えと比べました。",
                begun.elapsed().as_secs_f64()
            );
            return Ok(Outcome::Fine);
        }
        let Some(url) = &args.database else {
            bail!("復元先を --database sqlite://… で指定してください")
        };
        let Some(to) = sqlite_path(url) else {
            bail!("PostgreSQL への復元は pg_restore で行います（docs/operation.md）")
        };
        let _unfinished = Unfinished::at(unfinished(&to));
        restore(&args.from, Path::new(&to)).await?;
        say!("復元しました：{}（{:.1}秒）", to.display(), begun.elapsed().as_secs_f64());
        Ok(Outcome::Fine)
    })
}

fn print_backup(report: &BackupReport) {
    for (table, rows) in &report.rows {
        say!("  {table}：{rows}行");
    }
    for (world, (events, head)) in &report.heads {
        say!("  世界 {world}：記録 {events}件、先頭 {head}");
    }
}
