//! What is still open in a plan that is about to be fixed. Nothing of it stands in the way: it is told, and whoever fixes decides.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::Bu;
use kikin_domain::plan::Stage;
use kikin_domain::round::Kind;
use kikin_store::Connection;
use kikin_store::round::{Round, answers_of, rounds};

use super::chapters::blank_sections;
use crate::plan::Live;
use crate::round::{RoundError, decided};

/// What is still open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StillOpen {
    /// How many projects of others than the prefecture are in the plan.
    pub projects: usize,
    /// Whether anything was decided on any of them: a prefecture may do without 査定.
    pub uses_assessment: bool,
    /// The submissions of which a project is not decided on, notified or answered.
    pub submissions: Vec<OpenSubmission>,
    /// The 節 of 計画本文 in which nothing is written.
    pub blank_sections: Vec<String>,
}

/// A submission with projects that are open, by No.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSubmission {
    /// The body's name.
    pub name: String,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
    /// Without 査定.
    pub undecided: Vec<String>,
    /// With 査定, without 内示.
    pub unsent: Vec<String>,
    /// With 内示, adopted, without an answer.
    pub unanswered: Vec<String>,
}

impl OpenSubmission {
    /// How many projects are open.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.undecided.len() + self.unsent.len() + self.unanswered.len()
    }
}

/// What is still open of the submissions that are in the plan, each with the part of it that it is.
pub(super) async fn still_open(
    db: &impl Connection,
    live: &Live,
    contained: &[(Round, (i64, Bu))],
) -> Result<StillOpen, RoundError> {
    let Some(year) = &live.set_up else { return Ok(StillOpen::default()) };
    // Nobody decides on what is the prefecture's own.
    let of_others: Vec<_> = contained.iter().filter(|(round, _)| !round.submission.body.is_prefecture()).collect();
    let there = rounds(db, year.prefecture, year.year, None).await?;
    let wanted: BTreeSet<i64> = of_others.iter().map(|(round, _)| round.submission.id).collect();
    let decided = decided(db, year, &there, |r| wanted.contains(&r.submission.id)).await?;
    let decided_on: BTreeSet<i64> = decided.values().flat_map(BTreeMap::values).map(|d| d.version).collect();
    let answers = answers_of(db, year.prefecture, decided_on.iter().copied()).await?;
    let events = there.iter().flat_map(|r| &r.events);
    let sent: BTreeSet<i64> = events
        .filter_map(|e| match e.kind {
            Kind::AssessmentNotified { version } => Some(version),
            _ => None,
        })
        .collect();
    let (mut projects, mut submissions) = (0, Vec::new());
    for (round, (upload, bu)) in of_others {
        let source = live.uploads.iter().position(|own| own == upload);
        let lines: Vec<_> =
            live.plan.lines.iter().filter(|line| Some(line.source) == source && line.bu == *bu).collect();
        projects += lines.len();
        let own = round.progress.counting.and_then(|version| decided.get(&version));
        let mut open = OpenSubmission {
            name: source.and_then(|at| live.plan.sources.get(at)?.name.clone()).unwrap_or_default(),
            stage: round.submission.stage,
            bu: *bu,
            undecided: Vec::new(),
            unsent: Vec::new(),
            unanswered: Vec::new(),
        };
        for line in lines {
            let no = line.project.no.text();
            let has_answer = |version: i64| answers.get(&version).is_some_and(|all| all.contains_key(no));
            let list = match own.and_then(|all| all.get(no)) {
                None => &mut open.undecided,
                Some(one) if !sent.contains(&one.version) => &mut open.unsent,
                Some(one) if one.decision.adopted && !has_answer(one.version) => &mut open.unanswered,
                Some(_) => continue,
            };
            list.push(no.to_owned());
        }
        if open.count() > 0 {
            submissions.push(open);
        }
    }
    Ok(StillOpen {
        projects,
        uses_assessment: decided.values().any(|all| !all.is_empty()),
        submissions,
        blank_sections: blank_sections(db, &live.plan).await?,
    })
}
