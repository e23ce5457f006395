//! 査定 of projects and the answers to it.

use std::collections::BTreeMap;

use kikin_domain::plan::Answer;
use kikin_domain::round::Kind;
use kikin_domain::{PrefectureCode, Yen};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::event::{NewEvent, SubmissionKey, insert, subject};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::round::{answer, assessment};
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// What is decided on a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The project, by No.
    pub no: String,
    /// 採択 or 不採択.
    pub adopted: bool,
    /// 査定額, yen; nothing where it is not adopted.
    pub granted: Yen,
    /// Why, where it is not what was asked for.
    pub why: Option<String>,
}

/// What the municipality answers for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The project, by No.
    pub no: String,
    /// 満額, 減額 or 取下げ.
    pub answer: Answer,
    /// What is used, yen.
    pub amount: Yen,
    /// Why, where one was given.
    pub why: Option<String>,
}

/// Enters decisions on the projects of a version, with one event in the chain.
///
/// # Errors
/// The database's.
pub async fn add_decisions(
    tx: &WriteTransaction,
    act: &Act,
    (key, version): (&SubmissionKey, i64),
    decisions: &[Decision],
) -> Result<()> {
    lock(tx, key.prefecture.into()).await?;
    let mut records = Vec::with_capacity(decisions.len());
    for one in decisions {
        let row = assessment::Model {
            id: 0,
            prefecture: key.prefecture.get().into(),
            version,
            no: one.no.clone(),
            adopted: one.adopted.into(),
            granted: one.granted.get(),
            at: act.at.to_string(),
            actor: act.actor.clone(),
            why: one.why.clone(),
        };
        let row = insert_one(&**tx, row).await?;
        records.push(Record::of(row.id, &[row]));
    }
    append_with(tx, key.prefecture.into(), act, Deed::new("assessment.enter", subject(key)), &records).await?;
    Ok(())
}

/// Keeps the answers to what was notified, with one event in the chain.
///
/// # Errors
/// The database's.
pub async fn add_answers(
    tx: &WriteTransaction,
    act: &Act,
    (key, version): (&SubmissionKey, i64),
    answers: &[Answered],
) -> Result<()> {
    lock(tx, key.prefecture.into()).await?;
    let mut records = Vec::with_capacity(answers.len() + 1);
    for one in answers {
        let row = answer::Model {
            id: 0,
            prefecture: key.prefecture.get().into(),
            version,
            no: one.no.clone(),
            answer: one.answer.plain(),
            amount: one.amount.get(),
            at: act.at.to_string(),
            actor: act.actor.clone(),
            why: one.why.clone(),
        };
        let row = insert_one(&**tx, row).await?;
        records.push(Record::of(row.id, &[row]));
    }
    insert(tx, act, &NewEvent::new(*key, Kind::AssessmentAnswered { version }), &mut records).await?;
    append_with(tx, key.prefecture.into(), act, Deed::new("assessment.answer", subject(key)), &records).await?;
    Ok(())
}

/// The decisions that hold for the projects of a version, by No.
///
/// # Errors
/// The database's.
pub async fn decisions(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    version: i64,
) -> Result<BTreeMap<String, Decision>> {
    Ok(decisions_of(db, prefecture, [version]).await?.remove(&version).unwrap_or_default())
}

/// The same of several versions, by version: one query.
///
/// # Errors
/// The database's.
pub async fn decisions_of(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    versions: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, BTreeMap<String, Decision>>> {
    let rows = assessment::Entity::find()
        .filter(assessment::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(assessment::Column::Version.is_in(versions))
        .order_by_asc(assessment::Column::Id)
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, BTreeMap<String, Decision>> = BTreeMap::new();
    for row in rows {
        let decision = Decision { no: row.no, adopted: row.adopted != 0, granted: Yen::new(row.granted), why: row.why };
        found.entry(row.version).or_default().insert(decision.no.clone(), decision);
    }
    Ok(found)
}

/// The answers that hold for the projects of a version, by No.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn answers(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    version: i64,
) -> Result<BTreeMap<String, Answered>> {
    Ok(answers_of(db, prefecture, [version]).await?.remove(&version).unwrap_or_default())
}

/// The same of several versions, by version: one query.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn answers_of(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    versions: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, BTreeMap<String, Answered>>> {
    let rows = answer::Entity::find()
        .filter(answer::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(answer::Column::Version.is_in(versions))
        .order_by_asc(answer::Column::Id)
        .all(db)
        .await?;
    let mut found: BTreeMap<i64, BTreeMap<String, Answered>> = BTreeMap::new();
    for row in rows {
        let answer = Answer::from_plain(&row.answer)
            .ok_or_else(|| StoreError::corrupt("assessment_answers", row.id, "値を読めません"))?;
        let answered = Answered { no: row.no, answer, amount: Yen::new(row.amount), why: row.why };
        found.entry(row.version).or_default().insert(answered.no.clone(), answered);
    }
    Ok(found)
}
