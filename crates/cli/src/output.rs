//! What people read in a terminal: findings, states, tables that line up with full-width characters.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle, WeakProgressBar};
use kikin_app::{Level, Readability, Workplace};
use kikin_domain::consolidated::{Consolidated, PlanFinding};
use kikin_domain::evaluation::{Attainment, EvaluationWorkbook, Output};
use kikin_domain::plan::Cover;
use kikin_domain::totals::{Amounts, by_category, of_bu};
use kikin_domain::{BodyCode, Bu, CategoryCode, FileReport, FiscalYear, Severity};
use unicode_width::UnicodeWidthStr as _;

use crate::interrupt::Unfinished;

/// Reads a file; the error names it.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("「{}」を読めません", path.display()))
}

/// Reads a CSV file that an officer has edited.
pub(crate) fn read_csv(path: &Path) -> anyhow::Result<String> {
    let utf8 = String::from_utf8(read(path)?);
    utf8.map_err(|_| anyhow::anyhow!("UTF-8のCSVではありません。「CSV UTF-8（コンマ区切り）」で保存してください"))
        .with_context(|| format!("「{}」を読めません", path.display()))
}

/// Writes a file whole or not at all: beside it first, then in its place. What is no file (`/dev/full`, a pipe) is written to
/// as it is.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    const MADE: &str = "made";
    let _unfinished = Unfinished::at([Workplace::folder_of(path)]);
    let written = match std::fs::metadata(path) {
        Ok(there) if !there.is_file() && !there.is_dir() => std::fs::write(path, bytes),
        _ => Workplace::beside(path).and_then(|workplace| {
            std::fs::write(workplace.file(MADE), bytes)?;
            workplace.place(MADE)
        }),
    };
    written.with_context(|| format!("「{}」に書き込めません", path.display()))
}

/// The bar that is shown now.
static BAR: Mutex<Option<WeakProgressBar>> = Mutex::new(None);

/// A bar on stderr, shown on a terminal only: files done, projects so far, time left.
pub(crate) fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("検査中 [{bar:30}] {pos}/{len} 件　{msg}（残り {eta}）") {
        bar.set_style(style.progress_chars("█▌ "));
    }
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.downgrade());
    bar
}

/// So many files more are done, and so many projects were in all that are done.
pub(crate) fn advance(bar: &ProgressBar, files: usize, projects: usize) {
    bar.set_message(format!("事業 {projects}件"));
    bar.inc(files as u64);
}

/// A line for the operator on stderr, above the bar if one is shown.
pub(crate) fn log(line: &str) {
    let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(WeakProgressBar::upgrade);
    match bar {
        Some(bar) => bar.suspend(|| tell!("{line}")),
        None => tell!("{line}"),
    }
}

/// Prints what a check found, and how well a program can read the file if that was asked for.
pub(crate) fn print_report(report: &FileReport, readability: Option<&Readability>) {
    say!("■ {}", report.file);
    say!("  {}", summary(report));
    if report.is_exported_plan() {
        say!("  出力済みの都道府県計画（consolidated-plan）です。提出ではないため取りまとめには入れません。");
        say!("  取り込む（kikin import）と、団体ごとの事業に戻します。");
    }
    for finding in &report.findings {
        say!("  [{}] {} {}", finding.severity.label(), finding.rule, finding.sentence());
        say!("      → {}", finding.hint);
    }
    if let Some(plan) = &report.plan
        && !report.totals.is_empty()
    {
        let sum: Amounts = report.totals.iter().map(|(_, a)| *a).sum();
        let unit_notes = if report.normalizations.is_empty() {
            String::new()
        } else {
            format!("、読み替え {}か所", report.normalizations.len())
        };
        say!("  事業 {}件、基金の計 {}円{unit_notes}", plan.projects.len(), sum.fund);
    }
    if let Some(read) = &report.evaluation {
        print_evaluation(read, &report.totals);
    }
    if let Some(readability) = readability {
        print_readability(readability);
    }
    say!();
}

/// The three scores in one line, the broken rules below it.
fn print_readability(readability: &Readability) {
    const NAMED: usize = 6;
    let scores: Vec<String> =
        Level::ALL.iter().map(|level| format!("{} {}点", level.name(), readability.score(*level))).collect();
    let left_out = readability.left_out.len();
    say!("  機械可読性：{}（判定しない規則 {left_out}）", scores.join("、"));
    for failure in &readability.failed {
        let sheet = failure.sheet.as_ref().map(|sheet| format!("「{sheet}」")).unwrap_or_default();
        let named: Vec<String> = failure.cells.iter().take(NAMED).map(ToString::to_string).collect();
        let more = match failure.places.saturating_sub(named.len()) {
            more if more > 0 && !named.is_empty() => format!(" ほか{more}か所"),
            _ => String::new(),
        };
        let place = match format!("{sheet}{}{more}", named.join("、")) {
            place if place.is_empty() => "ファイル全体".to_owned(),
            place => place,
        };
        say!("    [{}] {} {place}　{}", failure.rule.weight.code(), failure.rule.id, failure.rule.gist);
        say!("      → {}", failure.message);
    }
}

/// Largest workbook of our own that is scored, in bytes. Scoring reads it whole, which takes longer than writing it did; and a
/// plan beyond the limits of the gate would score as unreadable, which it is not.
const LARGEST_SCORED: usize = 512 * 1024;

/// How well a program can read what was just written, on stderr: a line of scores, and for data every place that lowers
/// them. In data that is what users typed; a workbook on paper is no table of data, and says where the data are; a large one
/// is not scored at all.
pub(crate) fn print_export_readability(path: &Path, bytes: &[u8]) {
    let name = path.to_string_lossy();
    let is_data = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    if !is_data && bytes.len() > LARGEST_SCORED {
        tell!("機械可読性：{name}　判定しません（大きなA4の帳票です）。集計には --data のCSVをお使いください");
        return;
    }
    let found = kikin_app::score_of_export(&name, bytes);
    let scores = Level::ALL.map(|level| format!("{} {}点", level.name(), found.score(level))).join("、");
    let remark =
        if is_data { "" } else { "　※A4の帳票です。集計には --data のCSVをお使いください" };
    tell!("機械可読性：{name}　{scores}{remark}");
    for failure in found.failed.iter().filter(|_| is_data) {
        let header = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches('\u{feff}').lines().next();
        let columns: Vec<&str> = header.unwrap_or_default().split(',').collect();
        let place = |cell: &kikin_domain::CellRef| {
            let column = columns.get(cell.col as usize - 1).copied().unwrap_or_default();
            let typed =
                if kikin_report::data::FREE_TEXT.contains(&column) { "（記入された文字）" } else { "" };
            format!("{}行目の{column}{typed}", cell.row)
        };
        let named: Vec<String> = failure.cells.iter().map(place).collect();
        let more = failure.places.saturating_sub(named.len());
        let more = if more > 0 { format!(" ほか{more}か所") } else { String::new() };
        tell!("  {} {}{more}　{}", failure.rule.id, named.join("、"), failure.rule.gist);
    }
}

/// Body, year, stage and verdict in one line.
pub(crate) fn summary(report: &FileReport) -> String {
    let counts = format!(
        "エラー {}、要確認 {}、参考 {}",
        report.count(Severity::Error),
        report.count(Severity::Warning),
        report.count(Severity::Advice)
    );
    let verdict = format!("判定：{}（{counts}）", report.verdict.label());
    let body = |organization: &Option<(BodyCode, String)>, cover: &Cover| match organization {
        Some((code, name)) => format!("{name}（{code}）"),
        None => cover.name.value().map_or_else(|| "団体不明".to_owned(), |n| n.trim().to_owned()),
    };
    let era = |year: Option<FiscalYear>| year.map(FiscalYear::era).unwrap_or_default();
    match (&report.plan, &report.evaluation) {
        (Some(plan), _) => {
            let body = body(&plan.organization, &plan.cover);
            format!("{body} {} {}　{verdict}", era(plan.judged_year), plan.cover.stage())
        }
        (None, Some(read)) => {
            let year = read.evaluation_year.get().map_or_else(|| "不明".to_owned(), FiscalYear::era);
            let body = body(&read.organization, &read.cover);
            format!("{body} {}計画の事後評価（評価年度：{year}）　{verdict}", era(read.judged_year))
        }
        (None, None) => verdict,
    }
}

/// How the projects of an evaluation went.
fn print_evaluation(read: &EvaluationWorkbook, totals: &[(CategoryCode, Amounts)]) {
    let fund = totals.iter().map(|(_, sum)| *sum).sum::<Amounts>().fund;
    let unexecuted = read.projects.iter().filter(|p| p.is_unexecuted()).count();
    say!("  事業 {}件（うち執行なし {unexecuted}件）、執行した基金の計 {fund}円", read.projects.len());
    let executed = read.projects.iter().filter(|p| !p.is_unexecuted());
    let judged: Vec<Attainment> = executed.flat_map(|p| &p.outputs).map(Output::attainment).collect();
    let count = |wanted: &[Attainment]| judged.iter().filter(|a| wanted.contains(a)).count();
    say!(
        "  アウトプット指標：達成 {}、未達 {}、担当者が判断 {}、記入なし {}",
        count(&[Attainment::Reached]),
        count(&[Attainment::Missed, Attainment::PresumedMissed]),
        count(&[Attainment::Officer]),
        count(&[Attainment::Blank])
    );
}

/// Pads to a width in columns, full-width characters counting two.
fn pad(text: &str, width: usize, right: bool) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    if right { format!("{space}{text}") } else { format!("{text}{space}") }
}

/// Prints 総括表.
pub(crate) fn print_summary(plan: &Consolidated) {
    let sums = by_category(&plan.categories, &plan.lines);
    say!("{} {} 総括表（単位：円）", plan.year.era(), plan.prefecture.name());
    let header = ["区分", "件数", "総事業費", "基金 計(A+B)", "国(A)", "都道府県(B)", "その他(C)"];
    print_row(&header.map(str::to_owned));
    for bu in Bu::ALL {
        for category in plan.categories.iter().filter(|c| c.bu == bu) {
            if let Some((_, sum)) = sums.iter().find(|(code, _)| *code == category.code) {
                print_row(&cells(&category.number, sum));
            }
        }
        print_row(&cells(&format!("{}計", bu.label()), &of_bu(&plan.categories, &sums, bu)));
    }
    let all: Amounts = sums.iter().map(|(_, a)| *a).sum();
    print_row(&cells("合計", &all));
    if all.total_unknown > 0 {
        say!("（総事業費は、記入のない {}件を含みません）", all.total_unknown);
    }
}

fn cells(name: &str, sum: &Amounts) -> [String; 7] {
    [
        name.to_owned(),
        sum.projects.to_string(),
        sum.total.to_string(),
        sum.fund.to_string(),
        sum.national.to_string(),
        sum.prefectural.to_string(),
        sum.other.to_string(),
    ]
}

fn print_row(cells: &[String; 7]) {
    const WIDTHS: [usize; 7] = [10, 5, 16, 16, 16, 16, 16];
    let row: Vec<String> = cells.iter().zip(WIDTHS).enumerate().map(|(i, (c, w))| pad(c, w, i > 0)).collect();
    say!("  {}", row.join(" "));
}

/// Prints which files count, and why others do not.
pub(crate) fn print_sources(plan: &Consolidated) {
    for source in &plan.sources {
        let state = if source.counts { "採用" } else { "不採用" };
        let verdict = source.verdict.map_or("対象外", |v| v.label());
        let name = source.name.clone().unwrap_or_else(|| "団体不明".to_owned());
        say!("  {} {} {} {}", pad(state, 6, false), pad(verdict, 10, false), pad(&name, 12, false), source.file);
        if let Some(reason) = &source.reason {
            say!("         {reason}");
        }
    }
    print_plan_findings(&plan.findings);
}

/// Prints findings across files.
pub(crate) fn print_plan_findings(findings: &[PlanFinding]) {
    for found in findings {
        say!("  [{}] {} {}", found.finding.severity.label(), found.finding.rule, found.finding.sentence());
        say!("      → {}", found.finding.hint);
    }
}
