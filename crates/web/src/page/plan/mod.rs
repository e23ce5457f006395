//! The prefectural plan: totals, drill-down, versions, text, jobs, and the record of events.

pub(crate) mod chapters;
pub(crate) mod compare;
mod deviations;
pub(crate) mod events;
pub(crate) mod freeze;
pub(crate) mod groups;
pub(crate) mod jobs;
pub(crate) mod lines;
mod still_open;
pub(crate) mod time_line;
pub(crate) mod totals;
pub(crate) mod versions;

use kikin_domain::FiscalYear;
use kikin_domain::plan::Stage;

use crate::fault::{Fault, WebError};
use crate::place::{of_year, stage_word};

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    [
        super::rendered::<totals::TotalsPage>(),
        super::rendered::<lines::LinesPage>(),
        super::rendered::<jobs::JobPage>(),
        super::rendered::<jobs::JobsPage>(),
        super::rendered::<freeze::FreezePage>(),
        super::rendered::<versions::VersionsPage>(),
        super::rendered::<versions::VersionPage>(),
        super::rendered::<compare::ComparePage>(),
        super::rendered::<events::EventsPage>(),
        super::rendered::<groups::GroupsPage>(),
        super::rendered::<chapters::ChaptersPage>(),
        super::rendered::<events::VerifiedPage>(),
        super::rendered::<time_line::TimeLinePage>(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The stages of which there are plans. 変更 is in the plan of 計画: it takes the place of what it changes.
const STAGES: [Stage; 2] = [Stage::Plan, Stage::Request];

/// The stage that a page is asked for; 計画 where nothing is said.
pub(crate) fn stage_of(word: &str) -> Result<Stage, WebError> {
    match word {
        "" => Ok(Stage::Plan),
        word => STAGES.into_iter().find(|s| stage_word(*s) == word).ok_or(WebError::Fault(Fault::NotFound)),
    }
}

/// The stage's name on pages.
const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Request => "要望",
        Stage::Plan | Stage::Change => "計画（変更を含む）",
        Stage::Evaluation(_) => stage.label(),
    }
}

/// The pages above those of the plan.
fn above(year: FiscalYear) -> [(String, String); 2] {
    [("ホーム".to_owned(), "/".to_owned()), (format!("{} 県計画", year.era()), format!("{}/plan", of_year(year)))]
}

/// Crumbs, borrowed.
fn borrowed(crumbs: &[(String, String)]) -> Vec<(&str, &str)> {
    crumbs.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect()
}
