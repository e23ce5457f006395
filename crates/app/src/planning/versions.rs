//! Versions of the plan: kept as drafts, fixed with a day and a number, and taken out again as they were.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Filed, Kind, State};
use kikin_domain::settled::{Deviation, Whose};
use kikin_domain::year::era_date;
use kikin_domain::{BodyCode, Bu, Finding, FiscalYear, PrefectureCode};
use kikin_report::plan::{Edition, Fixed, Totals};
use kikin_store::round::{NewEvent, Round, rounds};
use kikin_store::{
    Content, Fixing, KeepPlan, KeptPlan, NewPlan, Store, StoreError, StoredPlan, World, audit, keep_plan, sha256,
};

use super::fixed::{LastFixed, last_fixed, parts_of};
use super::noticed::{above, beside};
use super::open::{StillOpen, still_open};
use crate::jobs::{apart, setting_of, workbook};
use crate::people::{PeopleError, Scope, permit};
use crate::plan::{Live, Parts, live};
use crate::round::{RoundError, halves_of, name_posts, not_handed_in};
use crate::settled::deviations_of_plan;

type Key = (PrefectureCode, FiscalYear);

/// A submission that is in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contained {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub name: String,
    /// The 分.
    pub bu: Bu,
    /// 計画 or 変更.
    pub stage: Stage,
    /// Where it stands.
    pub state: State,
    /// Whether it is confirmed, so that it can be fixed.
    pub ready: bool,
}

/// What would be fixed now.
#[derive(Clone, Debug)]
pub struct ToFix {
    /// The sums of the plan as it is, with what is not confirmed, yen.
    pub totals: Totals,
    /// The submissions in it, by body and 分.
    pub contained: Vec<Contained>,
    /// The projects in it that count with another amount than was decided and answered.
    pub deviations: Vec<Deviation>,
    /// How many of these would be fixed so.
    pub deviating: usize,
    /// Stands for what was looked at: fixing something else is refused.
    pub seen: String,
    /// The number that the version will have.
    pub number: i64,
    /// P002 for every 区分 above its 国の内示.
    pub above: Vec<Finding>,
    /// The version that was fixed last.
    pub fixed: Option<LastFixed>,
    /// Who is expected to hand a plan in and has not, by name and 分.
    pub missing: Vec<(String, Bu)>,
    /// What is still open: projects without 査定, 内示 or answer, and 節 without text.
    pub open: StillOpen,
}

/// What whoever fixes a plan says.
#[derive(Clone, Debug)]
pub struct Fix {
    /// 確定日
    pub fixed_on: Date,
    /// 文書番号
    pub document_number: Option<String>,
    /// 備考
    pub note: Option<String>,
    /// Whether what is not confirmed is left out; else it stands in the way.
    pub leave_out: bool,
    /// Whether amounts that disagree with what was decided and answered are fixed as they are; else they stand in the way.
    pub as_it_is: bool,
    /// [`ToFix::seen`] of what was looked at.
    pub seen: String,
}

/// The longest 文書番号 and 備考, in letters.
pub const LONGEST: usize = 200;

fn plan_of(prefecture: PrefectureCode) -> Matter {
    Matter::of(Seat::Prefecture(prefecture))
}

/// The plan, the submissions in it, and what of them can be fixed.
struct Seen {
    live: Live,
    /// Each with the part of the plan that it is.
    contained: Vec<(Round, (i64, Bu))>,
    /// What in it disagrees with what was decided and answered.
    deviations: Vec<Deviation>,
}

impl Seen {
    async fn of(db: &impl kikin_store::Connection, key: Key, stage: Stage) -> Result<Self, RoundError> {
        let live = live(db, key, stage, None).await?;
        if live.set_up.is_none() {
            return Err(RoundError::NoYear(key.0, key.1));
        }
        let parts = parts_of(&live);
        let there = rounds(db, key.0, key.1, None).await?;
        let own = |round: Round| {
            let version = round.submission.counting()?;
            let part = (version.upload, round.submission.bu);
            parts.contains(&part).then_some((round, part))
        };
        let deviations = deviations_of_plan(db, &live).await?;
        Ok(Self { contained: there.into_iter().filter_map(own).collect(), live, deviations })
    }

    fn ready(&self) -> impl Iterator<Item = &(Round, (i64, Bu))> {
        self.contained.iter().filter(|(round, _)| is_ready(round))
    }

    /// What of that which disagrees would be fixed.
    fn deviating(&self) -> Vec<Deviation> {
        let of = |whose: &Whose| (whose.body, whose.stage, whose.bu);
        let ready: BTreeSet<_> =
            self.ready().map(|(r, _)| (r.submission.body, r.submission.stage, r.submission.bu)).collect();
        self.deviations.iter().filter(|one| ready.contains(&of(&one.whose))).cloned().collect()
    }

    /// What was looked at, in one word: the files and 分 in the plan with their states, the sum, and what disagrees.
    fn word(&self) -> String {
        let parts: Vec<String> =
            self.contained.iter().map(|(r, (upload, bu))| format!("{upload}{bu:?}{:?}", r.progress.filed)).collect();
        let fund = Totals::of(&self.live.plan.categories, &self.live.plan.lines).all.fund;
        let disagrees = self.deviations.iter().map(|d| format!("{} {} {}", d.whose.body, d.no, d.difference()));
        sha256(format!("{}={fund} {}", parts.join(" "), disagrees.collect::<Vec<_>>().join(" ")).as_bytes())
    }

    /// The 分 that fixing or keeping concerns.
    fn matter(&self) -> Matter {
        let halves: Vec<Bu> = self.contained.iter().map(|(_, (_, bu))| *bu).collect();
        let matter = plan_of(self.live.plan.prefecture);
        halves_of(&halves).map_or(matter, |halves| matter.concerning(halves))
    }
}

/// Whether it can be fixed: what is confirmed, and what is the prefecture's own.
fn is_ready(round: &Round) -> bool {
    let filed = round.progress.filed;
    let own = round.submission.body.is_prefecture() && (is_new(filed) || filed == Filed::Received);
    own || matches!(filed, Filed::Confirmed | Filed::InPlan | Filed::Fixed)
}

/// Handed in and not received yet.
const fn is_new(filed: Filed) -> bool {
    matches!(filed, Filed::Submitted | Filed::Resubmitted | Filed::UnderReview)
}

/// What would be fixed, for the page that asks.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn to_fix(store: &Store, scope: &Scope, key: Key) -> Result<ToFix, RoundError> {
    permit(store, scope, Action::FreezePlan, &plan_of(key.0)).await?;
    let reading = store.read().await?;
    let seen = Seen::of(&reading, key, Stage::Plan).await?;
    let kept = kikin_store::plans(&reading, key.0, key.1).await?;
    let last = kept.iter().filter(|v| v.stage == Stage::Plan).map(|v| v.number).max().unwrap_or_default();
    let contained = seen.contained.iter().map(|(round, _)| Contained {
        body: round.submission.body,
        name: name_of(&seen.live.plan, round.submission.body),
        bu: round.submission.bu,
        stage: round.submission.stage,
        state: round.progress.state(),
        ready: is_ready(round),
    });
    let notices = beside(&reading, &seen.live.plan).await?;
    let missing = match &seen.live.set_up {
        Some(set_up) => not_handed_in(&reading, set_up, Stage::Plan).await?,
        None => Vec::new(),
    };
    Ok(ToFix {
        missing,
        open: still_open(&reading, &seen.live, &seen.contained).await?,
        above: above(&notices, &seen.live.plan.categories),
        fixed: last_fixed(&reading, key, &seen.live).await?,
        totals: Totals::of(&seen.live.plan.categories, &seen.live.plan.lines),
        contained: contained.collect(),
        deviating: seen.deviating().len(),
        seen: seen.word(),
        deviations: seen.deviations,
        number: last + 1,
    })
}

fn name_of(plan: &Consolidated, body: BodyCode) -> String {
    let code = body.to_string();
    let filed = plan.sources.iter().find(|s| s.code.as_deref() == Some(&code)).and_then(|s| s.name.clone());
    filed.unwrap_or(code)
}

/// Fixes the plan: a version with its workbook, day and number; every submission in it is 反映済 and 確定. Of the plan only what
/// is confirmed can be fixed. One transaction, one event.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] where something is not confirmed and is not to be left
/// out, or nothing is; [`RoundError::People`] with [`PeopleError::Meanwhile`] where the plan is no longer what was looked at; or
/// the database's.
pub async fn fix(store: &Store, scope: &Scope, key: Key, wanted: &Fix) -> Result<KeptPlan, RoundError> {
    permit(store, scope, Action::FreezePlan, &plan_of(key.0)).await?;
    for text in [&wanted.document_number, &wanted.note].into_iter().flatten() {
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(RoundError::field(format!("文書番号と備考は、改行のない{LONGEST}文字以下にしてください。")));
        }
    }
    let reading = store.read().await?;
    refuse_day(&reading, key, wanted.fixed_on, scope.act().at.date()).await?;
    let seen = Seen::of(&reading, key, Stage::Plan).await?;
    drop(reading);
    permit(store, scope, Action::FreezePlan, &seen.matter()).await?;
    if seen.word() != wanted.seen {
        return Err(RoundError::People(PeopleError::Meanwhile));
    }
    let ready: Parts = seen.ready().map(|(_, part)| *part).collect();
    if ready.is_empty() {
        return Err(RoundError::field(
            "確認済みの提出物がないため、確定できません。先に提出物を確認済みにしてください。",
        ));
    }
    let unready = seen.contained.len() - seen.ready().count();
    if unready > 0 && !wanted.leave_out {
        return Err(RoundError::field(format!(
            "確認済みでない提出物が{unready}件あります。先に確認済みにするか、「除いて確定する」を選んでください。"
        )));
    }
    let deviations = seen.deviating();
    if let Some(told) = kikin_domain::settled::told(&deviations).filter(|_| !wanted.as_it_is) {
        return Err(RoundError::field(format!(
            "{told}があります。修正を依頼して直したファイルを受け付けるか、「査定・回答と異なる額のまま確定する」に印を付けてください。"
        )));
    }
    let fixing = Fixing {
        fixed_on: wanted.fixed_on,
        document_number: wanted.document_number.clone(),
        note: wanted.note.clone(),
        deviations,
    };
    keep(store, scope, (key, Stage::Plan), (Some(&ready), &seen), (Some(&fixing), None)).await
}

/// What is fixed is fixed for good: not on a day that is still to come, before the version that was fixed last, or before the year in
/// which the plan is made.
async fn refuse_day(db: &impl kikin_store::Connection, key: Key, day: Date, today: Date) -> Result<(), RoundError> {
    let told = era_date(day);
    if day > today {
        return Err(RoundError::field(format!(
            "確定日「{told}」は今日より後の日です。今日までの、確定した日にしてください。"
        )));
    }
    let kept = kikin_store::kept_plans(db, key.0, key.1).await?;
    let last = kept.iter().filter_map(|k| Some((k.fixing.as_ref()?.fixed_on, k.version.number))).max();
    if let Some((before, number)) = last.filter(|(before, _)| day < *before) {
        let before = era_date(before);
        return Err(RoundError::field(format!(
            "確定日「{told}」は、第{number}版の確定日「{before}」より前の日です。その日か、後の日にしてください。"
        )));
    }
    if i32::from(day.year()) < i32::from(key.1.get()) - 1 {
        return Err(RoundError::field(format!(
            "確定日「{told}」は、{}の計画を作る前の日です。年を確かめてください。",
            key.1.era()
        )));
    }
    Ok(())
}

/// Keeps the plan as it is as a draft version with its workbook: what in it is confirmed becomes 反映済. One transaction, one
/// event.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] where there is nothing to keep, or the database's.
pub async fn keep_draft(
    store: &Store,
    scope: &Scope,
    key: Key,
    stage: Stage,
    reason: Option<&str>,
) -> Result<KeptPlan, RoundError> {
    permit(store, scope, Action::GroupProjects, &plan_of(key.0)).await?;
    if reason.is_some_and(|text| text.chars().count() > LONGEST || text.chars().any(char::is_control)) {
        return Err(RoundError::field(format!("保存の理由は、改行のない{LONGEST}文字以下にしてください。")));
    }
    let reading = store.read().await?;
    let seen = Seen::of(&reading, key, stage).await?;
    drop(reading);
    permit(store, scope, Action::GroupProjects, &seen.matter()).await?;
    if seen.contained.is_empty() {
        return Err(RoundError::field("計画に入る提出物がないため、版を保存できません。"));
    }
    keep(store, scope, (key, stage), (None, &seen), (None, reason)).await
}

/// Makes the workbook, then writes all of it if nothing has changed meanwhile.
async fn keep(
    store: &Store,
    scope: &Scope,
    (key, stage): (Key, Stage),
    (only, seen): (Option<&Parts>, &Seen),
    (fixing, reason): (Option<&Fixing>, Option<&str>),
) -> Result<KeptPlan, RoundError> {
    let reading = store.read().await?;
    let made = live(&reading, key, stage, only).await?;
    let mut setting = setting_of(&reading, &made.plan).await?;
    setting.fixed = fixing.map(|f| Fixed { on: f.fixed_on, document_number: f.document_number.clone() });
    drop(reading);
    let day = fixing.map_or_else(|| scope.act().at.date(), |f| f.fixed_on);
    let (plan, paper) = apart(move || {
        let bytes = workbook(&made.plan, &setting, Edition::Public, day)?;
        Ok(((made.plan, made.uploads), bytes))
    })
    .await?;
    let tx = store.write().await?;
    audit::hold(&tx, World::from(key.0)).await?;
    let now = Seen::of(&*tx, key, stage).await?;
    if now.word() != seen.word() || live(&*tx, key, stage, only).await?.plan != plan.0 {
        return Err(RoundError::People(PeopleError::Meanwhile));
    }
    let events = events(key.0, &now, fixing.is_some());
    let kept = kikin_store::plans(&*tx, key.0, key.1).await?;
    let number = kept.iter().filter(|v| v.stage == stage).map(|v| v.number).max().unwrap_or_default() + 1;
    let word = if fixing.is_some() { "" } else { "案" };
    let file_name = format!("{}_{}計画{word}_第{number}版.xlsx", key.1.era(), key.0.name());
    let new = NewPlan { plan: &plan.0, uploads: &plan.1, reason };
    let keep = KeepPlan { plan: new, file_name: &file_name, paper: &Content::of(&paper), events: &events, fixing };
    let version = keep_plan(&tx, scope.act(), keep).await?;
    let all = kikin_store::kept_plans(&*tx, key.0, key.1).await?;
    tx.commit().await?;
    all.into_iter().find(|k| k.version.id == version.id).ok_or_else(RoundError::hidden)
}

/// What becomes of the confirmed submissions: 反映済 by keeping, 確定 by fixing.
fn events(prefecture: PrefectureCode, seen: &Seen, fixes: bool) -> Vec<NewEvent> {
    let mut events = Vec::new();
    for (round, _) in seen.ready() {
        let Some(version) = round.progress.counting else { continue };
        let key = round.key(prefecture);
        let filed = round.progress.filed;
        // Nobody receives and confirms what is the prefecture's own: fixing it is both. A draft leaves it open.
        if !fixes && filed != Filed::Confirmed {
            continue;
        }
        if is_new(filed) {
            events.push(NewEvent::new(key, Kind::Received { version }));
        }
        if is_new(filed) || filed == Filed::Received {
            events.push(NewEvent::new(key, Kind::Confirmed { version }));
        }
        if is_new(filed) || matches!(filed, Filed::Received | Filed::Confirmed) {
            events.push(NewEvent::new(key, Kind::TakenIntoPlan { version }));
        }
        if fixes && round.progress.filed != Filed::Fixed {
            events.push(NewEvent::new(key, Kind::Fixed { version }));
        }
    }
    events
}

/// The versions of a year, by stage and number.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn versions(store: &Store, scope: &Scope, key: Key) -> Result<Vec<KeptPlan>, RoundError> {
    permit(store, scope, Action::ViewPlan, &plan_of(key.0)).await?;
    let reading = store.read().await?;
    let mut kept = kikin_store::kept_plans(&reading, key.0, key.1).await?;
    name_posts(&reading, key.0, kept.iter_mut().map(|k| &mut k.version.created_by)).await?;
    Ok(kept)
}

/// A version with all that it holds.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where the year has no such version), or the database's.
pub async fn version(store: &Store, scope: &Scope, key: Key, id: i64) -> Result<(KeptPlan, StoredPlan), RoundError> {
    permit(store, scope, Action::ViewPlan, &plan_of(key.0)).await?;
    let reading = store.read().await?;
    let (mut kept, stored) = load(&reading, key, id).await?;
    name_posts(&reading, key.0, [&mut kept.version.created_by]).await?;
    Ok((kept, stored))
}

/// A version of this year, as it was kept.
pub(super) async fn load(
    db: &impl kikin_store::Connection,
    key: Key,
    id: i64,
) -> Result<(KeptPlan, StoredPlan), RoundError> {
    let all = kikin_store::kept_plans(db, key.0, key.1).await?;
    let kept = all.into_iter().find(|k| k.version.id == id).ok_or_else(RoundError::hidden)?;
    Ok((kept, kikin_store::load_plan(db, key.0, id).await?))
}

/// The workbook of a version, byte by byte as it was made when the version was kept.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn version_paper(store: &Store, scope: &Scope, key: Key, id: i64) -> Result<(String, Vec<u8>), RoundError> {
    permit(store, scope, Action::Export, &plan_of(key.0)).await?;
    let reading = store.read().await?;
    let own: BTreeSet<i64> = kikin_store::plans(&reading, key.0, key.1).await?.into_iter().map(|v| v.id).collect();
    if !own.contains(&id) {
        return Err(RoundError::hidden());
    }
    kikin_store::plan_paper(&reading, key.0, id).await.map_err(|error| match error {
        StoreError::Missing { .. } => RoundError::hidden(),
        other => other.into(),
    })
}
