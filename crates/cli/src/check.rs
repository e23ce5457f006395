//! `kikin check`

use kikin_app::{CheckRequest, check};
use kikin_domain::category::CategoryTable;
use kikin_domain::rule::Severities;

use crate::Outcome;
use crate::args::CheckArgs;
use crate::output;

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: args.fiscal_year,
        prefecture: None,
        categories: CategoryTable::published(),
        severities: &severities,
    };
    let bar = output::progress(args.files.len());
    let mut reports = Vec::with_capacity(args.files.len());
    for path in &args.files {
        let bytes = output::read(path)?;
        reports.push(check(&path.to_string_lossy(), &bytes, request));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if args.json {
        println!("{}", kikin_report::json::check(&reports)?);
    } else {
        reports.iter().for_each(output::print_report);
    }
    let errors = reports.iter().any(kikin_domain::FileReport::has_errors);
    Ok(if errors { Outcome::InputErrors } else { Outcome::Fine })
}
