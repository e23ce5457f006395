//! `kikin rules`

use crate::Outcome;
use crate::args::RulesArgs;

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Outcome> {
    if args.json {
        println!("{}", kikin_report::rules::json()?);
    } else if args.markdown {
        print!("{}", kikin_report::rules::markdown());
    } else {
        print!("{}", kikin_report::rules::text());
    }
    Ok(Outcome::Fine)
}
