//! `kikin consolidate`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;
use kikin_app::{ConsolidateRequest, Consolidation, collect_files, gather};
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::{self, Group};
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_report::plan::{Edition, PlanStatement, write_plan};

use crate::Outcome;
use crate::args::ConsolidateArgs;
use crate::interrupt::Orderly;
use crate::output;
use crate::reading::{Files, readers};

pub(crate) fn run(args: &ConsolidateArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = ConsolidateRequest {
        prefecture: args.prefecture,
        fiscal_year: args.fiscal_year,
        stage: args.stage,
        categories: CategoryTable::published(),
        severities: &severities,
        rounding: Rounding::default(),
    };
    let intake = collect_files(&args.paths)?;
    for passed in &intake.passed_over {
        eprintln!("対象外：{}（{}）", passed.path.display(), passed.why);
    }
    let result = gathered(&intake.files, request)?;
    for source in result.plan.sources.iter().filter(|s| s.verdict.is_none()) {
        eprintln!("対象外：{}（出力済みの都道府県計画）", source.file);
    }
    let groups = groups(args, &result.plan)?;
    let edition = if args.full { Edition::Full } else { Edition::Public };
    let statement = PlanStatement::with(&result.plan, &groups, edition);
    output::write(&args.output, &write_plan(&statement, today()).context("県計画のブックを作れません")?)?;
    if let Some(path) = &args.data {
        write_data(path, &result.plan)?;
    }
    if args.json {
        println!("{}", kikin_report::json::consolidate(&result.plan)?);
    } else {
        output::print_sources(&result.plan);
        println!();
        output::print_summary(&result.plan);
        println!("\n県計画を書き出しました：{}", args.output.display());
    }
    let refused = result.has_errors() && !args.allow_rejected;
    Ok(if refused { Outcome::InputErrors } else { Outcome::Fine })
}

/// Reads files and gathers those that count.
pub(crate) fn gathered(paths: &[PathBuf], request: ConsolidateRequest<'_>) -> anyhow::Result<Consolidation> {
    let _orderly = Orderly::begin();
    let readers = readers()?;
    let bar = output::progress(paths.len());
    let files = Files { readers: &readers, paths, request: request.check(), score: false, keep: false };
    let reports = files.read(&bar)?.into_iter().map(|read| read.report).collect();
    bar.finish_and_clear();
    gather(reports, request).context("国と都道府県の額を計算できません")
}

/// The plan as data, and its code table beside it.
pub(crate) fn write_data(path: &Path, plan: &kikin_domain::consolidated::Consolidated) -> anyhow::Result<()> {
    output::write(path, &kikin_report::data::long_form(plan)?)?;
    output::write(&beside(path), &kikin_report::data::code_table(plan)?)
}

/// The code table's place: `plan.csv` → `plan-codes.csv`.
fn beside(data: &Path) -> PathBuf {
    let stem = data.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    data.with_file_name(format!("{stem}-codes.csv"))
}

/// The grouping that is asked for, else one to one; a file is written on request.
fn groups(args: &ConsolidateArgs, plan: &Consolidated) -> anyhow::Result<Vec<Group>> {
    let edited = args.groups.as_deref().map(|path| read_groups(path, plan)).transpose()?;
    if let Some(path) = &args.write_groups {
        let proposed = edited.clone().unwrap_or_else(|| grouping::propose(&plan.categories, &plan.lines));
        // With a mark, so that spreadsheets read it as UTF-8.
        let csv = format!("\u{feff}{}", grouping::to_csv(&proposed, &plan.lines));
        output::write(path, csv.as_bytes())?;
    }
    Ok(edited.unwrap_or_else(|| grouping::one_to_one(&plan.categories, &plan.lines)))
}

fn read_groups(path: &Path, plan: &Consolidated) -> anyhow::Result<Vec<Group>> {
    let csv = String::from_utf8(output::read(path)?)
        .map_err(|_| anyhow::anyhow!("UTF-8のCSVではありません。「CSV UTF-8（コンマ区切り）」で保存してください"));
    let groups = csv.and_then(|csv| Ok(grouping::from_csv(&csv, &plan.lines)?));
    groups.with_context(|| format!("束ね方のCSVを読み取れません：{}", path.display()))
}

/// The plan workbook.
pub(crate) fn plan_bytes(plan: &Consolidated, printed_on: Date) -> anyhow::Result<Vec<u8>> {
    write_plan(&PlanStatement::of(plan), printed_on).context("県計画のブックを作れません")
}

/// Today in Japan, whatever the machine's zone.
pub(crate) fn today() -> Date {
    const JAPAN: jiff::tz::Offset = jiff::tz::offset(9);
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(JAPAN)).date()
}
