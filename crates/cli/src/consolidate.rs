//! `kikin consolidate`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;
use kikin_app::{ConsolidateRequest, Consolidation, gather};
use kikin_domain::category::CategoryTable;
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;

use crate::Outcome;
use crate::args::ConsolidateArgs;
use crate::interrupt::Orderly;
use crate::output;
use crate::reading::{Files, readers};

pub(crate) fn run(args: &ConsolidateArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = ConsolidateRequest {
        prefecture: args.from.prefecture,
        fiscal_year: args.from.fiscal_year,
        stage: args.stage,
        categories: CategoryTable::published(),
        severities: &severities,
        rounding: Rounding::default(),
    };
    let intake = args.from.collect()?;
    let result = gathered(&intake.files, request)?;
    for source in result.plan.sources.iter().filter(|s| s.verdict.is_none()) {
        tell!("対象外：{}（出力済みの都道府県計画）", source.file);
    }
    let groups = args.edition.given(&result.plan)?;
    let bytes = args.edition.plan_bytes(&result.plan, groups, today())?;
    output::write(&args.output, &bytes)?;
    output::print_export_readability(&args.output, &bytes);
    if let Some(path) = &args.data {
        write_data(path, &result.plan)?;
    }
    if args.json {
        say!("{}", kikin_report::json::consolidate(&result.plan)?);
    } else {
        output::print_sources(&result.plan);
        say!();
        output::print_summary(&result.plan);
        say!("\n県計画を書き出しました：{}", args.output.display());
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
    let written = [
        (path.to_path_buf(), kikin_report::data::long_form(plan)?),
        (beside(path, "codes"), kikin_report::data::code_table(plan)?),
    ];
    for (path, bytes) in &written {
        output::write(path, bytes)?;
        output::print_export_readability(path, bytes);
    }
    Ok(())
}

/// The place of what belongs to data: `plan.csv` → `plan-codes.csv`.
pub(crate) fn beside(data: &Path, what: &str) -> PathBuf {
    let stem = data.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    data.with_file_name(format!("{stem}-{what}.csv"))
}

/// Today in Japan, whatever the machine's zone.
pub(crate) fn today() -> Date {
    const JAPAN: jiff::tz::Offset = jiff::tz::offset(9);
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(JAPAN)).date()
}
