//! `kikin mark`

use kikin_app::CheckRequest;
use kikin_domain::Bodies;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Awaited;
use kikin_domain::rule::Severities;

use crate::Outcome;
use crate::args::MarkArgs;
use crate::output;
use crate::reading::{document, readers};

pub(crate) fn run(args: &MarkArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: args.fiscal_year,
        prefecture: None,
        categories: CategoryTable::published(),
        bodies: Bodies::published(),
        severities: &severities,
        awaited: Awaited::Any,
    };
    let document = document(&args.file)?;
    if let (Ok(file), Ok(out)) = (args.file.canonicalize(), args.output.canonicalize())
        && file == out
    {
        anyhow::bail!("「{}」は元のファイルです。別の名前に書き出してください", args.output.display());
    }
    let marked = readers()?.mark(&document, request)?;
    output::write(&args.output, &marked.bytes)?;
    say!("{}", output::summary(&marked.report));
    match &marked.separate {
        None => say!("元のブックに印を付けました：{}", args.output.display()),
        Some(reason) => {
            say!("元のブックには書き込まず、別のブックに一覧を作りました：{}", args.output.display());
            say!("理由：{reason}");
        }
    }
    Ok(Outcome::Fine)
}
