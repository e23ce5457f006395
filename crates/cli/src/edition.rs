//! What an edition of the plan is: how municipal projects are grouped, and whether it names whom to ask.

use std::path::Path;

use anyhow::Context as _;
use jiff::civil::Date;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::{self, Group};
use kikin_report::plan::{Edition, PlanStatement, write_plan};

use crate::args::EditionArgs;
use crate::output;

impl EditionArgs {
    /// The grouping of the CSV that was given.
    pub(crate) fn given(&self, plan: &Consolidated) -> anyhow::Result<Option<Vec<Group>>> {
        self.groups.as_deref().map(|path| read_groups(path, plan)).transpose()
    }

    /// The plan workbook with this grouping, else one to one; the grouping, or a proposal, is written on request.
    pub(crate) fn plan_bytes(
        &self,
        plan: &Consolidated,
        groups: Option<Vec<Group>>,
        printed_on: Date,
    ) -> anyhow::Result<Vec<u8>> {
        if let Some(path) = &self.write_groups {
            let proposed = groups.clone().unwrap_or_else(|| grouping::propose(&plan.categories, &plan.lines));
            // With a mark, so that spreadsheets read it as UTF-8.
            let csv = format!("\u{feff}{}", grouping::to_csv(&proposed, &plan.lines));
            output::write(path, csv.as_bytes())?;
        }
        let edition = if self.full { Edition::Full } else { Edition::Public };
        edition_of(plan, groups, edition, printed_on)
    }
}

fn read_groups(path: &Path, plan: &Consolidated) -> anyhow::Result<Vec<Group>> {
    let groups = grouping::from_csv(&output::read_csv(path)?, &plan.lines);
    groups.with_context(|| format!("束ね方のCSVを読み取れません：{}", path.display()))
}

/// The plan workbook in its public edition, with this grouping or else one to one.
pub(crate) fn public_plan(
    plan: &Consolidated,
    groups: Option<Vec<Group>>,
    printed_on: Date,
) -> anyhow::Result<Vec<u8>> {
    edition_of(plan, groups, Edition::Public, printed_on)
}

fn edition_of(
    plan: &Consolidated,
    groups: Option<Vec<Group>>,
    edition: Edition,
    printed_on: Date,
) -> anyhow::Result<Vec<u8>> {
    let groups = groups.unwrap_or_else(|| grouping::one_to_one(&plan.categories, &plan.lines));
    write_plan(&PlanStatement::with(plan, &groups, edition), printed_on).context("県計画のブックを作れません")
}
