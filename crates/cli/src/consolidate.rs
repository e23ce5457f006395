//! `kikin consolidate`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;
use kikin_app::{ConsolidateRequest, collect_files, consolidate};
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::{self, Group};
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_report::plan::{Edition, PlanStatement, write_plan};

use crate::Outcome;
use crate::args::ConsolidateArgs;
use crate::output;

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
    let mut files = Vec::with_capacity(intake.files.len());
    let bar = output::progress(intake.files.len());
    for path in &intake.files {
        files.push((path.to_string_lossy().into_owned(), output::read(path)?));
    }
    let result = consolidate(files, request, |_| bar.inc(1)).context("国と都道府県の額を計算できません")?;
    bar.finish_and_clear();
    for source in result.plan.sources.iter().filter(|s| s.verdict.is_none()) {
        eprintln!("対象外：{}（出力済みの都道府県計画）", source.file);
    }
    let groups = groups(args, &result.plan)?;
    let edition = if args.full { Edition::Full } else { Edition::Public };
    let statement = PlanStatement::with(&result.plan, &groups, edition);
    let bytes = write_plan(&statement, today()).context("県計画のブックを作れません")?;
    output::write(&args.output, &bytes)?;
    output::print_export_readability(&args.output, &bytes);
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

/// The plan as data, and its code table beside it.
pub(crate) fn write_data(path: &Path, plan: &kikin_domain::consolidated::Consolidated) -> anyhow::Result<()> {
    let written = [
        (path.to_path_buf(), kikin_report::data::long_form(plan)?),
        (beside(path), kikin_report::data::code_table(plan)?),
    ];
    for (path, bytes) in &written {
        output::write(path, bytes)?;
        output::print_export_readability(path, bytes);
    }
    Ok(())
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
    let groups = grouping::from_csv(&output::read_csv(path)?, &plan.lines);
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
