//! What happened to submissions, and the submissions of a plan year with all of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kikin_domain::plan::Stage;
use kikin_domain::round::{Event, FiledVersion, Kind, Progress, Reopened};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::received::submission;
use crate::entity::round::round_event;
use crate::error::{Result, StoreError};
use crate::standing::{Submission, submissions_of};
use crate::text::Plain;

/// What one submission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionKey {
    /// In whose world.
    pub prefecture: PrefectureCode,
    /// Of which plan year.
    pub year: FiscalYear,
    /// Whose.
    pub body: BodyCode,
    /// The stage.
    pub stage: Stage,
    /// The 分.
    pub bu: Bu,
}

/// A submission with its versions and all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The submission; it has no versions before it is handed in.
    pub submission: Submission,
    /// What happened, in order.
    pub events: Vec<RoundEvent>,
    /// What follows.
    pub progress: Progress,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundEvent {
    /// Its id.
    pub id: i64,
    /// What.
    pub kind: Kind,
    /// When, with offset.
    pub at: String,
    /// By which account.
    pub by: String,
    /// In which role.
    pub role: String,
    /// Why.
    pub why: Option<String>,
    /// 文書番号 of a 庁内決裁.
    pub document_number: Option<String>,
    /// 決裁日
    pub decided_on: Option<Date>,
}

/// An event to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Of which submission; made when it is the first time.
    pub key: SubmissionKey,
    /// What.
    pub kind: Kind,
    /// Why.
    pub why: Option<String>,
    /// 文書番号 of a 庁内決裁.
    pub document_number: Option<String>,
    /// 決裁日
    pub decided_on: Option<Date>,
}

impl NewEvent {
    /// An event with nothing but its kind.
    #[must_use]
    pub const fn new(key: SubmissionKey, kind: Kind) -> Self {
        Self { key, kind, why: None, document_number: None, decided_on: None }
    }

    /// Gives the reason.
    #[must_use]
    pub fn because(mut self, why: Option<&str>) -> Self {
        self.why = why.map(str::to_owned);
        self
    }
}

/// Records events with one event in the chain. The caller has held the world's chain while looking at the states.
///
/// # Errors
/// The database's.
pub async fn record(tx: &WriteTransaction, act: &Act, action: &str, events: &[NewEvent]) -> Result<()> {
    let Some(first) = events.first() else { return Ok(()) };
    lock(tx, first.key.prefecture.into()).await?;
    let mut records = Vec::new();
    for event in events {
        insert(tx, act, event, &mut records).await?;
    }
    let same = |event: &&NewEvent| SubmissionKey { bu: first.key.bu, ..event.key } == first.key;
    let halves: BTreeSet<Bu> = events.iter().filter(same).map(|event| event.key.bu).collect();
    let about = subject_of(&first.key, &halves.into_iter().collect::<Vec<_>>());
    let deed = Deed::new(action, about).because(first.why.as_deref());
    append_with(tx, first.key.prefecture.into(), act, deed, &records).await?;
    Ok(())
}

/// Records [`Kind::Opened`] for those of the submissions that have not been opened; says how many these were.
///
/// # Errors
/// The database's.
pub async fn record_first(tx: &WriteTransaction, act: &Act, keys: &[SubmissionKey]) -> Result<usize> {
    let Some(first) = keys.first() else { return Ok(0) };
    lock(tx, first.prefecture.into()).await?;
    let there = rounds(&**tx, first.prefecture, first.year, Some(first.body)).await?;
    let is_new = |k: &&SubmissionKey| !there.iter().any(|r| r.key(k.prefecture) == **k && r.progress.opened);
    let new: Vec<NewEvent> = keys.iter().filter(is_new).map(|k| NewEvent::new(*k, Kind::Opened)).collect();
    record(tx, act, "submission.open", &new).await?;
    Ok(new.len())
}

/// `submissions/15/2026/152021/計画/医療分`
pub(super) fn subject(key: &SubmissionKey) -> String {
    subject_of(key, &[key.bu])
}

/// `submissions/15/2026/152021/計画/医療分・介護分`
pub(super) fn subject_of(key: &SubmissionKey, halves: &[Bu]) -> String {
    let (year, halves) = (key.year.get(), halves.to_vec().plain());
    format!("submissions/{}/{year}/{}/{}/{halves}", key.prefecture.get(), key.body, key.stage.plain())
}

pub(crate) async fn insert(
    tx: &WriteTransaction,
    act: &Act,
    event: &NewEvent,
    records: &mut Vec<Record>,
) -> Result<()> {
    let submission = submission_id(tx, &event.key, records).await?;
    let (kind, draft, version) = columns(&event.kind);
    let row = round_event::Model {
        id: 0,
        prefecture: event.key.prefecture.get().into(),
        submission,
        kind: kind.to_owned(),
        draft,
        version,
        projects: projects(&event.kind)?,
        document_number: event.document_number.clone(),
        decided_on: event.decided_on.map(|d| d.to_string()),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        role: act.role.clone(),
        why: event.why.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    records.push(Record::of(row.id, &[row]));
    Ok(())
}

/// The submission with this key; made when it is the first time.
pub(crate) async fn submission_id(
    tx: &WriteTransaction,
    key: &SubmissionKey,
    records: &mut Vec<Record>,
) -> Result<i64> {
    let (prefecture, year) = (i64::from(key.prefecture.get()), i64::from(key.year.get()));
    let (body, stage, bu) = (key.body.plain(), key.stage.plain(), key.bu.plain());
    let found = submission::Entity::find()
        .filter(submission::Column::Prefecture.eq(prefecture))
        .filter(submission::Column::Year.eq(year))
        .filter(submission::Column::Body.eq(body.as_str()))
        .filter(submission::Column::Stage.eq(stage.as_str()))
        .filter(submission::Column::Bu.eq(bu.as_str()))
        .one(&**tx)
        .await?;
    if let Some(found) = found {
        return Ok(found.id);
    }
    let row = insert_one(&**tx, submission::Model { id: 0, prefecture, body, year, stage, bu }).await?;
    records.push(Record::of(row.id, std::slice::from_ref(&row)));
    Ok(row.id)
}

/// The word of a kind, and what it is about.
const fn columns(kind: &Kind) -> (&'static str, Option<i64>, Option<i64>) {
    match kind {
        Kind::Opened => ("opened", None, None),
        Kind::DraftKept { draft } => ("draft-kept", Some(*draft), None),
        Kind::ApprovalAsked { draft } => ("approval-asked", Some(*draft), None),
        Kind::Approved { draft } => ("approved", Some(*draft), None),
        Kind::Declined { draft } => ("declined", Some(*draft), None),
        Kind::HandedIn { draft, version } => ("handed-in", *draft, Some(*version)),
        Kind::Explained { draft, version } => ("explained", *draft, Some(*version)),
        Kind::ReviewBegun { version } => ("review-begun", None, Some(*version)),
        Kind::CorrectionRequested { version, .. } => ("correction-requested", None, Some(*version)),
        Kind::Received { version } => ("received", None, Some(*version)),
        Kind::Confirmed { version } => ("confirmed", None, Some(*version)),
        Kind::TakenIntoPlan { version } => ("taken-into-plan", None, Some(*version)),
        Kind::Fixed { version } => ("fixed", None, Some(*version)),
        Kind::AssessmentNotified { version } => ("assessment-notified", None, Some(*version)),
        Kind::AssessmentAnswered { version } => ("assessment-answered", None, Some(*version)),
    }
}

/// The projects that a 修正依頼 opens, as a JSON list; NULL for all.
fn projects(kind: &Kind) -> Result<Option<String>> {
    match kind {
        Kind::CorrectionRequested { reopened: Reopened::Projects(numbers), .. } => {
            Ok(Some(serde_json::to_string(numbers)?))
        }
        _ => Ok(None),
    }
}

fn kind(row: &Row) -> Option<Kind> {
    let (draft, version) = (row.draft, row.version);
    Some(match row.kind.as_deref()? {
        "opened" => Kind::Opened,
        "draft-kept" => Kind::DraftKept { draft: draft? },
        "approval-asked" => Kind::ApprovalAsked { draft: draft? },
        "approved" => Kind::Approved { draft: draft? },
        "declined" => Kind::Declined { draft: draft? },
        "handed-in" => Kind::HandedIn { draft, version: version? },
        "explained" => Kind::Explained { draft, version: version? },
        "review-begun" => Kind::ReviewBegun { version: version? },
        "correction-requested" => {
            let reopened = match &row.projects {
                None => Reopened::Whole,
                Some(numbers) => Reopened::Projects(serde_json::from_str(numbers).ok()?),
            };
            Kind::CorrectionRequested { version: version?, reopened }
        }
        "received" => Kind::Received { version: version? },
        "confirmed" => Kind::Confirmed { version: version? },
        "taken-into-plan" => Kind::TakenIntoPlan { version: version? },
        "fixed" => Kind::Fixed { version: version? },
        "assessment-notified" => Kind::AssessmentNotified { version: version? },
        "assessment-answered" => Kind::AssessmentAnswered { version: version? },
        _ => return None,
    })
}

#[derive(Debug, FromQueryResult)]
struct Row {
    submission: i64,
    body: String,
    year: i64,
    stage: String,
    bu: String,
    id: Option<i64>,
    kind: Option<String>,
    draft: Option<i64>,
    version: Option<i64>,
    projects: Option<String>,
    document_number: Option<String>,
    decided_on: Option<String>,
    at: Option<String>,
    actor: Option<String>,
    role: Option<String>,
    why: Option<String>,
}

const EVENTS: &str = "SELECT s.id AS submission, s.body, s.year, s.stage, s.bu,
        e.id, e.kind, e.draft, e.version, e.projects, e.document_number, e.decided_on, e.at, e.actor, e.role, e.why
    FROM submissions s LEFT JOIN round_events e ON e.submission = s.id
    WHERE s.prefecture = $1 AND s.year = $2 AND ($3 = '' OR s.body = $3)
    ORDER BY s.body, s.stage, s.bu, e.id";

/// The submissions of a plan year, or of one body in it, with versions, events and state: two queries, whatever their number.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`], also where events do not fit one after the other.
pub async fn rounds(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: Option<BodyCode>,
) -> Result<Vec<Round>> {
    let filed = submissions_of(db, prefecture, year, body).await?;
    let mut filed: BTreeMap<i64, Submission> = filed.into_iter().map(|s| (s.id, s)).collect();
    let wanted = body.map(|b| b.to_string()).unwrap_or_default();
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into(), wanted.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), EVENTS, values);
    let mut list: Vec<(Submission, Vec<RoundEvent>)> = Vec::new();
    for row in Row::find_by_statement(statement).all(db).await? {
        let id = row.submission;
        let damaged = || StoreError::corrupt("round_events", id, "値を読めません");
        if list.last().is_none_or(|(s, _)| s.id != id) {
            let submission = match filed.remove(&id) {
                Some(submission) => submission,
                None => unfiled(&row).ok_or_else(damaged)?,
            };
            list.push((submission, Vec::new()));
        }
        if let (Some((_, events)), Some(_)) = (list.last_mut(), row.id) {
            events.push(event(&row).ok_or_else(damaged)?);
        }
    }
    list.into_iter().map(|(submission, events)| round(submission, events)).collect()
}

fn unfiled(row: &Row) -> Option<Submission> {
    Some(Submission {
        id: row.submission,
        body: BodyCode::parse(&row.body)?,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        stage: Stage::from_plain(&row.stage)?,
        bu: Bu::from_plain(&row.bu)?,
        versions: Vec::new(),
    })
}

fn event(row: &Row) -> Option<RoundEvent> {
    Some(RoundEvent {
        id: row.id?,
        kind: kind(row)?,
        at: row.at.clone()?,
        by: row.actor.clone()?,
        role: row.role.clone()?,
        why: row.why.clone(),
        document_number: row.document_number.clone(),
        decided_on: row.decided_on.as_deref().map_or(Some(None), |d| Date::from_plain(d).map(Some))?,
    })
}

fn round(submission: Submission, events: Vec<RoundEvent>) -> Result<Round> {
    let version = |v: &crate::standing::Version| FiledVersion { id: v.id, state: v.state, submitted: v.submitted };
    let versions: Vec<FiledVersion> = submission.versions.iter().map(version).collect();
    let told: Vec<Event> = events.iter().map(|e| Event { kind: e.kind.clone(), by: e.by.clone() }).collect();
    let progress = Progress::of(&versions, &told)
        .map_err(|misfit| StoreError::corrupt("round_events", submission.id, misfit.to_string()))?
        .of_stage(submission.stage);
    Ok(Round { submission, events, progress })
}

impl Round {
    /// Its key.
    #[must_use]
    pub const fn key(&self, prefecture: PrefectureCode) -> SubmissionKey {
        let Submission { year, body, stage, bu, .. } = self.submission;
        SubmissionKey { prefecture, year, body, stage, bu }
    }
}
