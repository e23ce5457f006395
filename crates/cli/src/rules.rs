//! `kikin rules`

use crate::Outcome;
use crate::args::RulesArgs;

pub(crate) fn run(args: &RulesArgs) -> anyhow::Result<Outcome> {
    if args.json {
        say!("{}", kikin_report::rules::json()?);
    } else if args.markdown {
        say_on!("{}", kikin_report::rules::markdown());
    } else {
        say_on!("{}", kikin_report::rules::text());
    }
    Ok(Outcome::Fine)
}
