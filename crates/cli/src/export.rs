//! `kikin export`

use kikin_app::{Store, kept_groups, only_year, plan_of, set_groups};
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::Group;
use kikin_domain::plan::Stage;

use crate::Outcome;
use crate::args::{ExportArgs, ExportPlanArgs, ExportWhat};
use crate::consolidate::{today, write_data};
use crate::database::{block_on, open_current};
use crate::output;
use crate::user::scope;

pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Outcome> {
    match &args.what {
        ExportWhat::Plan(args) => block_on(run_plan(args)),
        ExportWhat::Evaluation(args) => crate::evaluation::export(args),
        ExportWhat::Audit(args) => crate::evidence::export(args),
    }
}

async fn run_plan(args: &ExportPlanArgs) -> anyhow::Result<Outcome> {
    let store = open_current(&args.database.url).await?;
    let (prefecture, year) = only_year(&store, args.prefecture, args.fiscal_year).await?;
    let (plan, _) = plan_of(&store, &scope(), (prefecture, year), args.stage).await?;
    // A grouping is of the plan: 要望 are other projects, and what is kept does not fit them.
    let is_kept = args.stage == Stage::Plan;
    let given = args.edition.given(&plan)?;
    let groups = match &given {
        Some(groups) => Some(groups.clone()),
        None if is_kept => kept(&store, &plan).await?,
        None => None,
    };
    let bytes = args.edition.plan_bytes(&plan, groups, today())?;
    output::write(&args.output, &bytes)?;
    output::print_export_readability(&args.output, &bytes);
    if let Some(path) = &args.data {
        write_data(path, &plan)?;
    }
    output::print_sources(&plan);
    say!();
    output::print_summary(&plan);
    // Only what a plan could be written with is kept.
    if let Some(groups) = given.filter(|_| is_kept) {
        set_groups(&store, &scope(), (prefecture, year), &groups, &plan.lines).await?;
        say!("\n束ね方を{}の束ね方として保存しました（都道府県事業 {}件）。", year.era(), groups.len());
    }
    store.close().await?;
    say!("\n県計画を書き出しました：{}", args.output.display());
    Ok(Outcome::Fine)
}

/// The grouping that is kept with the year; where the plan has changed since, it is said.
async fn kept(store: &Store, plan: &Consolidated) -> anyhow::Result<Option<Vec<Group>>> {
    let Some((groups, drift)) = kept_groups(store, &scope(), plan).await? else { return Ok(None) };
    if !drift.is_none() {
        tell!(
            "保存した束ね方と計画が違います：束ね方にない事業 {}件は一つずつの都道府県事業とし、計画にない事業 {}件は除きました。\
             --write-groups で書き出し、直して --groups で指定してください。",
            drift.added,
            drift.gone
        );
    }
    Ok(Some(groups))
}
