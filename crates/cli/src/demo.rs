//! `kikin demo`: a sample prefecture from its municipal workbooks to the written plan.

use std::path::Path;

use anyhow::Context as _;
use kikin_app::ConsolidateRequest;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Stage;
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_domain::{FiscalYear, PrefectureCode, Severity};

use crate::Outcome;
use crate::args::DemoArgs;
use crate::consolidate::{gathered, plan_bytes, today};
use crate::output;

macro_rules! samples {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../demo/", $name)))),+]
    };
}

/// The sample prefecture: real names of municipalities, all figures invented; two of the workbooks have errors.
const SAMPLES: &[(&str, &[u8])] = samples![
    "151009_新潟市.xlsx",
    "152021_長岡市.xlsx",
    "152048_三条市.xlsx",
    "152056_柏崎市.xlsx",
    "152064_新発田市.xlsx",
    "152081_小千谷市.xlsx",
    "152099_加茂市.xlsx",
    "152102_十日町市.xlsx",
    "152111_見附市.xlsx",
    "152129_村上市.xlsx",
    "152137_燕市.xlsx",
    "153079_聖籠町.xlsx",
];

pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<Outcome> {
    let severities = Severities::default();
    let request = ConsolidateRequest {
        prefecture: PrefectureCode::new(15).context("新潟県")?,
        fiscal_year: FiscalYear::new(2026).context("令和8年度")?,
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities: &severities,
        rounding: Rounding::default(),
    };
    let folder = args.dir.join("市町村計画");
    lay_out(&folder)?;
    let paths: Vec<_> = SAMPLES.iter().map(|(name, _)| folder.join(name)).collect();
    let result = gathered(&paths, request)?;
    println!("見本の県（名称は実在、金額はすべて架空）の市町村計画 {}件を検査しました。\n", SAMPLES.len());
    for report in &result.reports {
        println!("  {}", output::summary(report));
        for finding in report.findings.iter().filter(|f| f.severity == Severity::Error) {
            println!("    [{}] {} {}", finding.severity.label(), finding.rule, finding.sentence());
            println!("        → {}", finding.hint);
        }
    }
    println!();
    output::print_summary(&result.plan);
    let plan = args.dir.join(format!("{}{}計画.xlsx", request.fiscal_year.era(), request.prefecture.name()));
    output::write(&plan, &plan_bytes(&result.plan, today())?)?;
    println!("\nエラーのある計画は入れずに取りまとめました。");
    println!("市町村計画：{}", folder.display());
    println!("県計画　　：{}", plan.display());
    if args.port.is_some() && !args.no_serve {
        eprintln!("画面はまだないため、--port は使いません。");
    }
    Ok(Outcome::Fine)
}

/// Writes the sample workbooks out, so that they can be opened, changed and checked again.
fn lay_out(folder: &Path) -> anyhow::Result<()> {
    for (name, bytes) in SAMPLES {
        output::write(&folder.join(name), bytes)?;
    }
    Ok(())
}
