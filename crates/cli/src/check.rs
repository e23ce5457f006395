//! `kikin check`

use kikin_app::CheckRequest;
use kikin_domain::Bodies;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;

use crate::Outcome;
use crate::args::CheckArgs;
use crate::output;
use crate::reading::{Files, readers};

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: args.fiscal_year,
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    let readers = readers()?;
    let files = Files { readers: &readers, paths: &args.files, request, score: args.readability, keep: false };
    let bar = output::progress(args.files.len());
    let read = files.read(&bar)?;
    bar.finish_and_clear();
    let (reports, found): (Vec<_>, Vec<_>) = read.into_iter().map(|read| (read.report, read.score)).unzip();
    let found: Vec<_> = found.into_iter().flatten().collect();
    match (args.json, args.readability) {
        (true, true) => say!("{}", kikin_report::json::check_with_readability(&reports, &found)?),
        (true, false) => say!("{}", kikin_report::json::check(&reports)?),
        (false, _) => {
            for (at, report) in reports.iter().enumerate() {
                output::print_report(report, found.get(at));
            }
        }
    }
    let errors = reports.iter().any(kikin_domain::FileReport::has_errors);
    Ok(if errors { Outcome::InputErrors } else { Outcome::Fine })
}
