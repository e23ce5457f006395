//! The decisions that hold for the projects of the versions that count: those on the version itself, and those on one before it of
//! which neither figures nor 区分 nor 事業名 have changed. What is carried over is told wherever it is shown, and stands with the
//! version itself only once 内示 is sent.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::plan::Stage;
use kikin_domain::round::{carried, changes};
use kikin_domain::standing::VersionState;
use kikin_domain::{Bu, CategoryCode};
use kikin_store::round::{Decision, Round, decisions_of};
use kikin_store::{Connection, PlanYear, Version, workbooks};

use super::error::RoundError;
use super::replacing::counting;

/// From where a decision was carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedOver {
    /// The stage of that version: its own, or 計画 before a 変更.
    pub stage: Stage,
    /// Its number inside its submission.
    pub number: i64,
    /// The columns of the project that are otherwise since, none of them an amount.
    pub changed: Vec<String>,
}

/// A decision that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    pub(crate) decision: Decision,
    /// The version on which it was made.
    pub(crate) version: i64,
    /// Where that is not the version that counts.
    pub(crate) carried: Option<CarriedOver>,
}

/// The decisions on the projects of one version, by No.
pub(crate) type DecidedProjects = BTreeMap<String, Decided>;

/// A submission that is asked for: its version that counts, and those on which a decision may have been made before.
struct Asked<'a> {
    bu: Bu,
    version: &'a Version,
    former: Vec<(Stage, &'a Version)>,
}

impl<'a> Asked<'a> {
    fn of(there: &'a [Round], round: &'a Round) -> Option<Self> {
        let submission = &round.submission;
        let version = submission.counting()?;
        // All of what was notified stands with the version itself.
        if round.progress.notified {
            return Some(Self { bu: submission.bu, version, former: Vec::new() });
        }
        let is_former = |v: &&Version| v.state == VersionState::Accepted && v.number < version.number;
        let mut former: Vec<_> = submission.versions.iter().filter(is_former).map(|v| (submission.stage, v)).collect();
        former.reverse();
        if submission.stage == Stage::Change {
            let own = |r: &&Round| r.submission.body == submission.body;
            former.extend(
                there.iter().filter(own).find_map(|r| counting(std::slice::from_ref(r), Stage::Plan, submission.bu)),
            );
        }
        Some(Self { bu: submission.bu, version, former })
    }
}

/// What is decided on the projects of the versions that count, by version: of those of `there` that are `wanted`. One query, and the
/// files of those alone of which something is carried over.
pub(crate) async fn decided(
    db: &impl Connection,
    year: &PlanYear,
    there: &[Round],
    wanted: impl Fn(&Round) -> bool,
) -> Result<BTreeMap<i64, DecidedProjects>, RoundError> {
    let asked: Vec<Asked<'_>> = there.iter().filter(|r| wanted(r)).filter_map(|r| Asked::of(there, r)).collect();
    let ids: BTreeSet<i64> =
        asked.iter().flat_map(|a| a.former.iter().map(|(_, v)| v.id).chain([a.version.id])).collect();
    let all = decisions_of(db, year.prefecture, ids).await?;
    let mut found: BTreeMap<i64, DecidedProjects> = BTreeMap::new();
    let mut open: Vec<(&Asked<'_>, Vec<(Stage, &Version)>)> = Vec::new();
    for one in &asked {
        let own = all.get(&one.version.id).cloned().unwrap_or_default();
        let is_open = |(_, v): &(Stage, &Version)| {
            all.get(&v.id).is_some_and(|before| before.keys().any(|no| !own.contains_key(no)))
        };
        let former: Vec<_> = one.former.iter().copied().filter(is_open).collect();
        if !former.is_empty() {
            open.push((one, former));
        }
        let decided = |(no, decision)| (no, Decided { decision, version: one.version.id, carried: None });
        found.insert(one.version.id, own.into_iter().map(decided).collect());
    }
    if open.is_empty() {
        return Ok(found);
    }
    let files = open.iter().flat_map(|(one, former)| former.iter().map(|(_, v)| v.upload).chain([one.version.upload]));
    let uploads: Vec<i64> = files.collect::<BTreeSet<_>>().into_iter().collect();
    let read = workbooks(db, year.prefecture, &uploads).await?;
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    for (one, former) in open {
        let held = found.entry(one.version.id).or_default();
        // Of several decisions before, the last one is the one that may hold.
        let mut seen: BTreeSet<String> = held.keys().cloned().collect();
        for (stage, version) in former {
            let Some((before, now)) = read.get(&version.upload).zip(read.get(&one.version.upload)) else { continue };
            let changes = changes(before, now, one.bu, bu_of);
            for decision in all.get(&version.id).into_iter().flat_map(BTreeMap::values) {
                if !seen.insert(decision.no.clone()) {
                    continue;
                }
                if let Some(changed) = carried(&changes, &decision.no) {
                    let changed = changed.into_iter().map(str::to_owned).collect();
                    let carried = Some(CarriedOver { stage, number: version.number, changed });
                    let decision = decision.clone();
                    held.insert(decision.no.clone(), Decided { decision, version: version.id, carried });
                }
            }
        }
    }
    Ok(found)
}
