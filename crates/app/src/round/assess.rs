//! 査定: 採択 or 不採択 and 査定額 beside what was asked for, sent back as the prefecture's 内示, and answered.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::permission::Action;
use kikin_domain::plan::{Answer, Stage};
use kikin_domain::round::{Act, Kind};
use kikin_domain::settled::{Basis, Settled, is_held_to};
use kikin_domain::{Bu, Project, Yen};
use kikin_store::round::{
    Answered, Decision, NewEvent, Round, add_answers, add_decisions, answers, decisions, record, rounds,
};
use kikin_store::{Store, workbooks};

use super::decided::{CarriedOver, decided};
use super::error::RoundError;
use super::held::{Held, On, Site, hold};
use crate::people::{Scope, permit};

/// Of 該当事業なし nothing is decided and nothing is sent.
pub(super) const NOTHING_TO_DECIDE: &str = "該当事業なしのため、査定も内示も要りません。";

/// A project with what was asked for, what is decided, and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessed {
    /// The project as it was handed in.
    pub project: Project,
    /// The number of its 区分 as it is printed: Ⅰ-1.
    pub category: String,
    /// What is decided.
    pub decision: Option<Decision>,
    /// From where that was carried over, where it was not decided on this version.
    pub carried: Option<CarriedOver>,
    /// What was answered.
    pub answer: Option<Answered>,
}

impl Assessed {
    /// What the body is to hand in instead, yen: where it has answered, or the project is not adopted, and that is not what it has
    /// handed in.
    #[must_use]
    pub fn to_be_mended(&self, stage: Stage) -> Option<Yen> {
        let decision = self.decision.as_ref()?;
        let answer = self.answer.as_ref().map(|a| (a.answer, a.amount));
        let settled = Settled::of(decision.adopted, decision.granted, answer);
        let asked = self.project.fund.get().unwrap_or_default();
        (is_held_to(stage) && settled.basis != Basis::Granted && settled.amount != asked).then_some(settled.amount)
    }
}

/// Enters decisions on projects of the version that counts. A decision of before is replaced by a later one.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Field`] with what is wrong with a decision, or the database's.
pub async fn assess(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
    wanted: &[Decision],
) -> Result<(), RoundError> {
    let on = On { site, stage, halves: &[bu] };
    let (held, version) = begin(store, scope, Act::Assess, on).await?;
    let asked = projects(&held, on, bu).await?;
    if asked.is_empty() {
        return Err(RoundError::field(NOTHING_TO_DECIDE));
    }
    if wanted.is_empty() {
        return Err(RoundError::field("査定する事業がありません。事業を選んで、採否と査定額を入力してください。"));
    }
    let mut seen = BTreeSet::new();
    for one in wanted {
        let project = asked.get(&one.no).filter(|_| seen.insert(&one.no));
        let project = project.ok_or_else(|| {
            RoundError::field(format!("No.{}は、提出された{}の事業にないか、2回あります。", one.no, bu.label()))
        })?;
        judge(one, project)?;
    }
    add_decisions(&held.tx, scope.act(), (&site.key(stage, bu), version), wanted).await?;
    held.tx.commit().await?;
    Ok(())
}

/// What is wrong with decisions, by No., without entering them: so that a form tells all of it at once.
#[must_use]
pub fn faults(asked: &[Assessed], wanted: &[Decision]) -> Vec<(String, String)> {
    let fault = |one: &Decision| {
        let own = asked.iter().find(|a| a.project.no.text() == one.no)?;
        let error = judge(one, &own.project).err()?;
        Some((one.no.clone(), error.to_string()))
    };
    wanted.iter().filter_map(fault).collect()
}

/// Not more than was asked for; nothing without 採択; a reason for less.
fn judge(one: &Decision, project: &Project) -> Result<(), RoundError> {
    let asked = project.fund.get().unwrap_or_default();
    let place = format!("No.{}", one.no);
    if one.granted < Yen::new(0) || one.granted > asked {
        return Err(RoundError::field(format!(
            "{place}の査定額は、0円から要望額（{asked}円）までの範囲で入力してください。"
        )));
    }
    if !one.adopted && one.granted != Yen::new(0) {
        return Err(RoundError::field(format!("{place}は不採択のため、査定額を0円にしてください。")));
    }
    let has_reason = one.why.as_deref().is_some_and(|why| !why.trim().is_empty());
    if (one.granted < asked || !one.adopted) && !has_reason {
        return Err(RoundError::field(format!(
            "{place}は要望額（{asked}円）どおりではないため、理由を記入してください。"
        )));
    }
    Ok(())
}

/// Sends the decisions back as the prefecture's 内示. Every project is decided on; what was carried over from a version before is from
/// then on decided on this one, by whoever sends.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`] before 確認, [`RoundError::Field`] naming the projects that are not decided on,
/// or the database's.
pub async fn notify_assessment(store: &Store, scope: &Scope, what: (Site, Stage), bu: Bu) -> Result<(), RoundError> {
    let (site, stage) = what;
    let on = On { site, stage, halves: &[bu] };
    let (held, version) = begin(store, scope, Act::NotifyAssessment, on).await?;
    let asked = projects(&held, on, bu).await?;
    if asked.is_empty() {
        return Err(RoundError::field(NOTHING_TO_DECIDE));
    }
    let is_own = |round: &Round| round.progress.counting == Some(version);
    let decided = decided(&*held.tx, &held.year, &held.rounds, is_own).await?.remove(&version).unwrap_or_default();
    let open: Vec<&str> = asked.keys().filter(|no| !decided.contains_key(*no)).map(String::as_str).collect();
    if !open.is_empty() {
        return Err(RoundError::field(format!(
            "査定していない事業があります（No.{}）。すべての事業を査定してから送ってください。",
            open.join("、No.")
        )));
    }
    let carried: Vec<Decision> = decided.into_values().filter(|d| d.carried.is_some()).map(|d| d.decision).collect();
    if !carried.is_empty() {
        add_decisions(&held.tx, scope.act(), (&site.key(stage, bu), version), &carried).await?;
    }
    let event = NewEvent::new(site.key(stage, bu), Kind::AssessmentNotified { version });
    record(&held.tx, scope.act(), "assessment.notify", &[event]).await?;
    held.tx.commit().await?;
    Ok(())
}

/// Answers the prefecture's 内示: 満額, 減額 with the amount that is used, or 取下げ, for every project that is adopted.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Field`] with what is wrong with an answer, or the database's.
pub async fn answer_assessment(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
    given: &[Answered],
) -> Result<(), RoundError> {
    let on = On { site, stage, halves: &[bu] };
    let (held, version) = begin(store, scope, Act::AnswerAssessment, on).await?;
    let decided = decisions(&*held.tx, site.prefecture, version).await?;
    let adopted: BTreeMap<&str, Yen> =
        decided.values().filter(|d| d.adopted).map(|d| (d.no.as_str(), d.granted)).collect();
    let mut seen = BTreeSet::new();
    for one in given {
        let granted = adopted.get(one.no.as_str()).copied().filter(|_| seen.insert(one.no.as_str()));
        let granted = granted
            .ok_or_else(|| RoundError::field(format!("No.{}は、採択された事業にないか、2回あります。", one.no)))?;
        let fits = match one.answer {
            Answer::Full => one.amount == granted,
            Answer::Reduced => Yen::new(0) < one.amount && one.amount < granted,
            Answer::Withdrawn => one.amount == Yen::new(0),
        };
        if !fits {
            return Err(RoundError::field(format!(
                "No.{}の回答「{}」の額が合いません。内示額（{granted}円）に対し、満額は同額、減額は0円より大きく内示額より小さい額、取下げは0円としてください。",
                one.no,
                one.answer.label()
            )));
        }
    }
    let open: Vec<&str> = adopted.keys().copied().filter(|no| !seen.contains(no)).collect();
    if !open.is_empty() {
        return Err(RoundError::field(format!(
            "回答のない事業があります（No.{}）。すべてに回答してください。",
            open.join("、No.")
        )));
    }
    add_answers(&held.tx, scope.act(), (&site.key(stage, bu), version), given).await?;
    held.tx.commit().await?;
    Ok(())
}

/// The projects of the version that counts with decisions and answers. The municipality sees decisions once they are notified.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn assessed(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
) -> Result<Vec<Assessed>, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    let reading = store.read().await?;
    let year = kikin_store::plan_year(&reading, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let there = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let own = there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    let Some((round, version)) = own.and_then(|r| r.submission.counting().map(|v| (r, v))) else {
        return Ok(Vec::new());
    };
    let of_town = scope.seat() == kikin_store::people::post::seat_of(site.prefecture, site.body);
    let told = !of_town || round.progress.notified;
    let is_own = |r: &Round| told && r.submission.id == round.submission.id;
    let mut decided = decided(&reading, &year, &there, is_own).await?.remove(&version.id).unwrap_or_default();
    let mut answered = answers(&reading, site.prefecture, version.id).await?;
    let plan = workbooks(&reading, site.prefecture, &[version.upload]).await?.remove(&version.upload);
    let bu_of = |p: &Project| p.category.value().and_then(|c| year.categories.get(c, year.year)).map(|c| c.bu);
    let projects = plan.map(|p| p.projects).unwrap_or_default().into_iter().filter(|p| bu_of(p) == Some(bu));
    let assessed = |project: Project| {
        let no = project.no.text().to_owned();
        let category = project.category.value().and_then(|c| year.categories.get(c, year.year));
        let category = category.map(|c| c.number.clone()).unwrap_or_default();
        let (decision, carried) = decided.remove(&no).map_or((None, None), |d| (Some(d.decision), d.carried));
        Assessed { decision, carried, answer: answered.remove(&no), category, project }
    };
    Ok(projects.map(assessed).collect())
}

/// Permission, the chain, the state; and the version that counts.
async fn begin(store: &Store, scope: &Scope, act: Act, on: On<'_>) -> Result<(Held, i64), RoundError> {
    let held = hold(store, scope, act.action(), on).await?;
    let nothing = kikin_domain::round::Progress::of(&[], &[]).map_err(|_| RoundError::hidden())?;
    let round = on.halves.first().and_then(|bu| held.round(on, *bu));
    let progress = round.map_or(&nothing, |r| &r.progress);
    progress.check(act, scope.account(), None, false)?;
    let version = progress.counting.ok_or_else(RoundError::hidden)?;
    Ok((held, version))
}

/// The projects of the version that counts, by No.
async fn projects(held: &Held, on: On<'_>, bu: Bu) -> Result<BTreeMap<String, Project>, RoundError> {
    let Some(version) = held.round(on, bu).and_then(|r| r.submission.counting()) else { return Ok(BTreeMap::new()) };
    let plan = workbooks(&*held.tx, held.year.prefecture, &[version.upload]).await?.remove(&version.upload);
    let year = &held.year;
    let bu_of = |p: &Project| p.category.value().and_then(|c| year.categories.get(c, year.year)).map(|c| c.bu);
    let own = plan.map(|p| p.projects).unwrap_or_default().into_iter().filter(|p| bu_of(p) == Some(bu));
    Ok(own.map(|p| (p.no.text().to_owned(), p)).collect())
}
