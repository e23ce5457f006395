//! What an address names: a plan year, a body, a submission. What cannot be is not found.

use kikin_app::round::{self, Site as RoundSite};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use serde::Deserialize;

use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::site::Site;

/// The word of a stage in addresses.
pub(crate) const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Request => "request",
        Stage::Plan => "plan",
        Stage::Change => "change",
        // No address leads there: `stage` knows those of a plan.
        Stage::Evaluation(_) => "evaluation",
    }
}

/// The word of a 分 in addresses.
pub(crate) const fn bu_word(bu: Bu) -> &'static str {
    match bu {
        Bu::Medical => "medical",
        Bu::Care => "care",
    }
}

/// The stage of a word.
pub(crate) fn stage(word: &str) -> Option<Stage> {
    Stage::ALL.iter().copied().find(|stage| stage_word(*stage) == word)
}

/// The 分 of a word.
pub(crate) fn bu(word: &str) -> Option<Bu> {
    Bu::ALL.into_iter().find(|bu| bu_word(*bu) == word)
}

/// `/years/{year}…`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InYear {
    year: i16,
}

/// `/years/{year}/bodies/{body}…`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfBody {
    year: i16,
    body: String,
}

/// `/years/{year}/bodies/{body}/{stage}/{bu}…`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfSubmission {
    year: i16,
    body: String,
    stage: String,
    bu: String,
}

/// `/years/{year}/bodies/{body}/drafts/{id}…`, and whatever else of a body has a number.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfNumber {
    year: i16,
    body: String,
    id: i64,
}

/// `/years/{year}/bodies/{body}/{stage}/{bu}/versions/{number}…`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfVersion {
    year: i16,
    body: String,
    stage: String,
    bu: String,
    number: i64,
}

/// `/years/{year}/bodies/{body}/drafts/{id}/projects/{at}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfDraftProject {
    year: i16,
    body: String,
    id: i64,
    at: usize,
}

/// `/years/{year}/bodies/{body}/{stage}/{bu}/projects/{at}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfProject {
    year: i16,
    body: String,
    stage: String,
    bu: String,
    at: usize,
}

fn year(number: i16) -> Result<FiscalYear, WebError> {
    FiscalYear::new(number).ok_or(WebError::Fault(Fault::NotFound))
}

fn site(member: &Member, number: i16, body: &str) -> Result<RoundSite, WebError> {
    let body = BodyCode::parse(body).ok_or(WebError::Fault(Fault::NotFound))?;
    Ok(RoundSite { prefecture: member.prefecture()?, year: year(number)?, body })
}

impl InYear {
    /// The year of the member's own prefecture.
    pub(crate) fn read(&self, member: &Member) -> Result<(PrefectureCode, FiscalYear), WebError> {
        Ok((member.prefecture()?, year(self.year)?))
    }
}

impl OfBody {
    /// The body's round, in the member's own prefecture: of another prefecture there is nothing.
    pub(crate) fn read(&self, member: &Member) -> Result<RoundSite, WebError> {
        site(member, self.year, &self.body)
    }
}

impl OfSubmission {
    /// The submission.
    pub(crate) fn read(&self, member: &Member) -> Result<(RoundSite, Stage, Bu), WebError> {
        let (stage, bu) = submission(&self.stage, &self.bu)?;
        Ok((site(member, self.year, &self.body)?, stage, bu))
    }
}

impl OfNumber {
    /// The body's round, and the number.
    pub(crate) fn read(&self, member: &Member) -> Result<(RoundSite, i64), WebError> {
        Ok((site(member, self.year, &self.body)?, self.id))
    }
}

impl OfVersion {
    /// The submission, and the version's number.
    pub(crate) fn read(&self, member: &Member) -> Result<(RoundSite, Stage, Bu, i64), WebError> {
        let (stage, bu) = submission(&self.stage, &self.bu)?;
        Ok((site(member, self.year, &self.body)?, stage, bu, self.number))
    }
}

impl OfDraftProject {
    /// The body's round, the draft, and the project's place in it.
    pub(crate) fn read(&self, member: &Member) -> Result<(RoundSite, i64, usize), WebError> {
        Ok((site(member, self.year, &self.body)?, self.id, self.at))
    }
}

impl OfProject {
    /// The submission, and the project's place in the version that counts.
    pub(crate) fn read(&self, member: &Member) -> Result<(RoundSite, Stage, Bu, usize), WebError> {
        let (stage, bu) = submission(&self.stage, &self.bu)?;
        Ok((site(member, self.year, &self.body)?, stage, bu, self.at))
    }
}

fn submission(stage_word: &str, bu_word: &str) -> Result<(Stage, Bu), WebError> {
    let not_found = || WebError::Fault(Fault::NotFound);
    Ok((stage(stage_word).ok_or_else(not_found)?, bu(bu_word).ok_or_else(not_found)?))
}

/// The addresses of a plan year.
pub(crate) fn of_year(year: FiscalYear) -> String {
    format!("/years/{}", year.get())
}

/// The addresses of a body's round.
pub(crate) fn of_body(site: RoundSite) -> String {
    format!("{}/bodies/{}", of_year(site.year), site.body)
}

/// The addresses of a submission.
pub(crate) fn of_submission(site: RoundSite, stage: Stage, bu: Bu) -> String {
    format!("{}/{}/{}", of_body(site), stage_word(stage), bu_word(bu))
}

/// The address of a draft.
pub(crate) fn of_draft(site: RoundSite, id: i64) -> String {
    format!("{}/drafts/{id}", of_body(site))
}

/// The address of a receipt.
pub(crate) fn of_receipt(site: RoundSite, upload: i64) -> String {
    format!("{}/receipts/{upload}", of_body(site))
}

/// The year that pages without one in their address mean.
pub(crate) async fn current_year(site: &Site, member: &Member) -> Result<Option<FiscalYear>, WebError> {
    let years = round::years(&site.store, &member.scope, member.prefecture()?).await?;
    Ok(round::current(&years))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(Stage::ALL.iter().all(|known| stage(stage_word(*known)) == Some(*known)));
        assert!(Bu::ALL.into_iter().all(|known| bu(bu_word(known)) == Some(known)));
        assert_eq!((stage("計画"), bu("")), (None, None));
    }
}
