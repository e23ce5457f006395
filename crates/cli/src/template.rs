//! `kikin template`

use anyhow::{Context as _, bail};
use kikin_app::{CheckRequest, TemplateWanted, make_template};
use kikin_domain::category::CategoryTable;
use kikin_domain::rule::Severities;

use crate::Outcome;
use crate::args::TemplateArgs;
use crate::output;
use crate::reading::{document, readers};

pub(crate) fn run(args: &TemplateArgs) -> anyhow::Result<Outcome> {
    let categories = CategoryTable::published();
    let severities = Severities::default();
    let request = CheckRequest { fiscal_year: None, prefecture: None, categories, severities: &severities };
    let source = match &args.copy_from {
        Some(path) => Some(readers()?.check(&document(path)?, request, false)?.report),
        None => None,
    };
    if let Some(report) = source.as_ref().filter(|r| r.plan.is_none()) {
        for finding in &report.findings {
            eprintln!("{} {}", finding.rule, finding.sentence());
        }
        bail!("「{}」から事業を引き継げません", report.file);
    }
    let wanted = TemplateWanted {
        form: args.form,
        body: args.municipality,
        year: args.fiscal_year,
        categories,
        copy_from: source.as_ref().and_then(|r| r.plan.as_ref()),
    };
    let bytes = make_template(wanted).context("様式を作れません")?;
    output::write(&args.output, &bytes)?;
    println!("様式を書き出しました：{}", args.output.display());
    Ok(Outcome::Fine)
}
