//! `kikin check`

use kikin_app::{CheckRequest, check, readability};
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
    let mut found = Vec::new();
    for path in &args.files {
        let bytes = output::read(path)?;
        reports.push(check(&path.to_string_lossy(), &bytes, request));
        if args.readability {
            found.push(readability(&path.to_string_lossy(), &bytes));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    match (args.json, args.readability) {
        (true, true) => println!("{}", kikin_report::json::check_with_readability(&reports, &found)?),
        (true, false) => println!("{}", kikin_report::json::check(&reports)?),
        (false, _) => {
            for (at, report) in reports.iter().enumerate() {
                output::print_report(report, found.get(at));
            }
        }
    }
    let errors = reports.iter().any(kikin_domain::FileReport::has_errors);
    Ok(if errors { Outcome::InputErrors } else { Outcome::Fine })
}
