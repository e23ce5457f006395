//! Where what counts disagrees with what was decided and answered: of a whole plan, and of one body.

use std::collections::BTreeMap;

use kikin_domain::settled::{Basis, Deviation, Whose, deviations, is_held_to};
use kikin_domain::{Bu, Project, Yen};
use kikin_store::round::{Round, SettledProjects, settled};
use kikin_store::{Connection, PlanYear, Submission, workbooks};

use crate::database::DatabaseError;
use crate::plan::Live;
use crate::round::Site;

/// What was settled last for a submission: with the version that counts, or with one before it, whose answer it was to follow.
/// 内示 is sent for all projects of a version, so that the last one says everything.
fn last<'a>(submission: &Submission, all: &'a BTreeMap<i64, SettledProjects>) -> Option<&'a SettledProjects> {
    let counting = submission.counting()?;
    let held = is_held_to(submission.stage);
    let before = submission.versions.iter().filter(|v| held && v.number <= counting.number);
    before.rev().find_map(|version| all.get(&version.id))
}

/// The projects of a plan that count with another amount than was settled, by body and 分: two queries, whatever their number.
pub(crate) async fn deviations_of_plan(db: &impl Connection, live: &Live) -> Result<Vec<Deviation>, DatabaseError> {
    let plan = &live.plan;
    let all = settled(db, plan.prefecture, plan.year, None).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines: BTreeMap<(i64, Bu), Vec<_>> = BTreeMap::new();
    for line in &plan.lines {
        if let Some(upload) = live.uploads.get(line.source) {
            lines.entry((*upload, line.bu)).or_default().push(line);
        }
    }
    let sources: BTreeMap<i64, _> = live.uploads.iter().copied().zip(&plan.sources).collect();
    let mut found = Vec::new();
    for submission in &live.submissions {
        let Some((version, settled)) = submission.counting().zip(last(submission, &all)) else { continue };
        let source = sources.get(&version.upload).filter(|source| source.halves.contains(&submission.bu));
        let Some(source) = source else { continue };
        let name = source.name.clone().unwrap_or_default();
        let whose = Whose { body: submission.body, name, stage: submission.stage, bu: submission.bu };
        let own = lines.get(&(version.upload, submission.bu)).into_iter().flatten();
        found.extend(deviations(&whose, settled, own.map(|l| (l.key.no.as_str(), l.project.name.text(), l.fund))));
    }
    Ok(found)
}

/// The projects of a body that it has to hand in anew, because they count with another amount than it answered, or are not
/// adopted. What it has not answered yet is not among them.
pub(crate) async fn to_be_handed_in_anew(
    db: &impl Connection,
    year: &PlanYear,
    site: Site,
    rounds: &[Round],
) -> Result<Vec<Deviation>, DatabaseError> {
    let all = settled(db, site.prefecture, site.year, Some(site.body)).await?;
    let concerned: Vec<(&Submission, i64, &SettledProjects)> = rounds
        .iter()
        .filter_map(|r| Some((&r.submission, r.submission.counting()?.upload, last(&r.submission, &all)?)))
        .collect();
    if concerned.is_empty() {
        return Ok(Vec::new());
    }
    let uploads: Vec<i64> = concerned.iter().map(|(_, upload, _)| *upload).collect();
    let read = workbooks(db, site.prefecture, &uploads).await?;
    let bu_of = |p: &Project| p.category.value().and_then(|c| year.categories.get(c, year.year)).map(|c| c.bu);
    let mut found = Vec::new();
    for (submission, upload, settled) in concerned {
        let projects = read.get(&upload).map_or(&[][..], |plan| &plan.projects);
        let own = projects.iter().filter(|p| bu_of(p) == Some(submission.bu));
        let fund = |p: &Project| p.fund.get().unwrap_or(Yen::ZERO);
        let name = site.body.name().unwrap_or_default().to_owned();
        let whose = Whose { body: site.body, name, stage: submission.stage, bu: submission.bu };
        let all = deviations(&whose, settled, own.map(|p| (p.no.text(), p.name.text(), fund(p))));
        found.extend(all.into_iter().filter(|one| one.settled.basis != Basis::Granted));
    }
    Ok(found)
}
