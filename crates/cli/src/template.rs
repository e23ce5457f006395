//! `kikin template`

use std::path::Path;

use anyhow::{Context as _, bail};
use kikin_app::{CheckRequest, TemplateWanted, make_template};
use kikin_domain::assessment::{self, Assessment};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{Awaited, FormId, PlanWorkbook, Stage};
use kikin_domain::rule::Severities;
use kikin_domain::{Bodies, FileReport, FiscalYear};

use crate::Outcome;
use crate::args::TemplateArgs;
use crate::output;
use crate::reading::{document, readers};

pub(crate) fn run(args: &TemplateArgs) -> anyhow::Result<Outcome> {
    let categories = CategoryTable::published();
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: None,
        prefecture: None,
        categories,
        bodies: Bodies::published(),
        severities: &severities,
        awaited: Awaited::Plan,
    };
    if args.form == FormId::Evaluation && args.assessments.is_some() {
        bail!("査定額（--assessments）は計画様式に入れるものです。事後評価様式では指定しないでください");
    }
    let source = match &args.copy_from {
        Some(path) => Some(readers()?.check(&document(path)?, request, false)?.report),
        None => None,
    };
    if let Some(report) = source.as_ref().filter(|r| r.plan.is_none()) {
        for finding in &report.findings {
            tell!("{} {}", finding.rule, finding.sentence());
        }
        bail!("「{}」から事業を引き継げません", report.file);
    }
    let plan = source.as_ref().and_then(|r| r.plan.as_ref());
    let assessments = match (&args.assessments, plan) {
        (Some(path), Some(plan)) => read_assessments(path, plan, args.fiscal_year)?,
        _ => Vec::new(),
    };
    remark(args, source.as_ref(), plan, &assessments);
    let wanted = TemplateWanted {
        form: args.form,
        body: args.municipality,
        bodies: Bodies::published(),
        year: args.fiscal_year,
        stage: Stage::Plan,
        categories,
        copy_from: plan,
        assessments: &assessments,
    };
    let bytes = make_template(wanted).context("様式を作れません")?;
    output::write(&args.output, &bytes)?;
    say!("様式を書き出しました：{}", args.output.display());
    Ok(Outcome::Fine)
}

/// 査定額 from the officer's list; a list without any is a slip.
fn read_assessments(path: &Path, plan: &PlanWorkbook, year: FiscalYear) -> anyhow::Result<Vec<Assessment>> {
    let csv = output::read_csv(path)?;
    let read = assessment::from_csv(&csv, plan, CategoryTable::published(), year);
    let found = read.with_context(|| format!("査定額のCSVを読み取れません：{}", path.display()))?;
    if found.is_empty() {
        bail!("査定額のCSVに査定額が一つもありません：{}", path.display());
    }
    Ok(found)
}

/// What an officer should know before sending the template.
fn remark(args: &TemplateArgs, source: Option<&FileReport>, plan: Option<&PlanWorkbook>, assessments: &[Assessment]) {
    let (Some(report), Some(plan)) = (source, plan) else { return };
    if let Some((code, name)) = plan.organization.as_ref().filter(|(code, _)| *code != args.municipality) {
        tell!("引き継ぐ計画は{name}（{code}）のものです。");
    }
    if args.assessments.is_none() {
        return;
    }
    if report.has_errors() {
        tell!("「{}」にはエラーがあります。kikin check で確かめてください。", report.file);
    }
    let assessed = |p: &&kikin_domain::Project| {
        assessments.iter().any(|a| a.no == p.no.text() && p.category.value() == Some(&a.category))
    };
    for project in plan.projects.iter().filter(|p| !assessed(p)) {
        tell!("査定額のない事業：No.{} {}", project.no.text(), project.name.text());
    }
}
