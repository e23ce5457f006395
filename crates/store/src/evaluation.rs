//! 事後評価 on the database: which workbooks count, 交付額, and the front part that the prefecture writes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::SourceFile;
use kikin_domain::evaluation::{EvaluationFile, EvaluationWorkbook, Front, FrontGoal, Grant};
use kikin_domain::{Bu, CategoryCode, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::evaluation::{front, grant};
use crate::error::{Result, StoreError};
use crate::rows::load_evaluations;
use crate::standing::{Submission, Version, submissions};
use crate::text::Plain;

/// The years that a plan year was evaluated in, the earliest first.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn evaluation_years(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<FiscalYear>> {
    let counting = |s: &Submission| s.counting().and(s.stage.evaluation_year());
    let mut years: Vec<FiscalYear> = submissions(db, prefecture, year).await?.iter().filter_map(counting).collect();
    years.sort_unstable();
    years.dedup();
    Ok(years)
}

/// A file and what counts of it.
struct Counting<'a> {
    submission: &'a Submission,
    version: &'a Version,
    halves: Vec<Bu>,
}

/// The workbooks of 事後評価 that count for a plan year, of the evaluation years up to one, by year and body.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn evaluation_files(
    db: &impl ConnectionTrait,
    (prefecture, year): (PrefectureCode, FiscalYear),
    until: FiscalYear,
    categories: &CategoryTable,
) -> Result<Vec<EvaluationFile>> {
    let submissions = submissions(db, prefecture, year).await?;
    let mut counting: BTreeMap<i64, Counting<'_>> = BTreeMap::new();
    for submission in &submissions {
        let is_wanted = submission.stage.evaluation_year().is_some_and(|evaluated| evaluated <= until);
        let Some(version) = submission.counting().filter(|_| is_wanted) else { continue };
        let file = counting.entry(version.upload);
        file.or_insert(Counting { submission, version, halves: Vec::new() }).halves.push(submission.bu);
    }
    let uploads: Vec<i64> = counting.keys().copied().collect();
    let mut books = load_evaluations(db, prefecture.get().into(), &uploads).await?;
    let mut files = Vec::with_capacity(counting.len());
    for (upload, one) in counting {
        let damaged = || StoreError::corrupt("evaluations", upload, "受け付けた事後評価の行がありません");
        let book = books.remove(&upload).ok_or_else(damaged)?;
        files.extend(file(&one, book, |code| categories.get(code, year).map(|c| c.bu)));
    }
    files.sort_by_key(|file| (file.year, file.body));
    Ok(files)
}

fn file(
    one: &Counting<'_>,
    book: EvaluationWorkbook,
    bu_of: impl Fn(&CategoryCode) -> Option<Bu>,
) -> Option<EvaluationFile> {
    let Counting { submission, version, halves } = one;
    let named = book.organization.map(|(_, name)| name).or_else(|| submission.body.name().map(str::to_owned));
    let name = named.unwrap_or_else(|| submission.body.to_string());
    let counts = |code: Option<&CategoryCode>| code.and_then(&bu_of).is_none_or(|bu| halves.contains(&bu));
    let projects = book.projects.into_iter().filter(|row| counts(row.category.value())).map(Arc::new).collect();
    Some(EvaluationFile {
        year: submission.stage.evaluation_year()?,
        body: submission.body,
        body_name: name.clone(),
        file: SourceFile {
            file: version.file_name.clone(),
            sha256: version.sha256.clone(),
            form: version.form,
            code: Some(submission.body.to_string()),
            name: Some(name),
            verdict: Some(version.verdict),
            counts: true,
            halves: halves.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
            reason: None,
            submitted: version.submitted,
            document_number: version.document_number.clone(),
        },
        projects,
    })
}

/// Enters a paper of 交付額; nothing takes one away again, a paper that corrects it is entered beside it.
///
/// # Errors
/// The database's.
pub async fn add_grant(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: PrefectureCode,
    new: &Grant,
    why: Option<&str>,
) -> Result<()> {
    lock(tx, prefecture.into()).await?;
    let row = grant::Model {
        id: 0,
        prefecture: prefecture.get().into(),
        year: new.year.get().into(),
        category: new.category.plain(),
        national: new.national.into(),
        prefectural: new.prefectural.into(),
        granted_on: new.on.plain(),
        source: new.source.clone(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        why: why.map(str::to_owned),
    };
    let row = insert_one(&**tx, row).await?;
    let about = format!("plan_years/{}/{}", prefecture.get(), new.year.get());
    append_with(
        tx,
        prefecture.into(),
        act,
        Deed::new("grant.enter", about).because(why),
        &[Record::of(row.id, &[row])],
    )
    .await?;
    Ok(())
}

/// 交付額 of a prefecture, in the order in which it was entered.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn grants(db: &impl ConnectionTrait, prefecture: PrefectureCode) -> Result<Vec<Grant>> {
    let rows = grant::Entity::find()
        .filter(grant::Column::Prefecture.eq(i64::from(prefecture.get())))
        .order_by_asc(grant::Column::Id)
        .all(db)
        .await?;
    let read = |row: &grant::Model| {
        Some(Grant {
            year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
            category: CategoryCode::from_plain(&row.category)?,
            national: row.national.into(),
            prefectural: row.prefectural.into(),
            on: Date::from_plain(&row.granted_on)?,
            source: row.source.clone(),
        })
    };
    let known = |row: grant::Model| read(&row).ok_or_else(|| StoreError::corrupt("grants", row.id, "値を読めません"));
    rows.into_iter().map(known).collect()
}

/// The front part as stored.
#[derive(Serialize, Deserialize)]
struct FrontJson {
    carried_out: Option<bool>,
    how: String,
    council: String,
    goals: Vec<[String; 3]>,
    view: String,
    improvement: String,
    goes_on: String,
}

/// Writes the front part of a plan year's 事後評価 anew; the one before stays in the record.
///
/// # Errors
/// The database's.
pub async fn write_front(
    tx: &WriteTransaction,
    act: &Act,
    (prefecture, year, evaluation_year): (PrefectureCode, FiscalYear, FiscalYear),
    new: &Front,
) -> Result<()> {
    lock(tx, prefecture.into()).await?;
    let content = FrontJson {
        carried_out: new.carried_out,
        how: new.how.clone(),
        council: new.council.clone(),
        goals: new.goals.iter().map(|g| [g.area.clone(), g.goal.clone(), g.attainment.clone()]).collect(),
        view: new.view.clone(),
        improvement: new.improvement.clone(),
        goes_on: new.goes_on.clone(),
    };
    let row = front::Model {
        id: 0,
        prefecture: prefecture.get().into(),
        year: year.get().into(),
        evaluation_year: evaluation_year.get().into(),
        content: serde_json::to_string(&content)?,
        at: act.at.to_string(),
        actor: act.actor.clone(),
    };
    let row = insert_one(&**tx, row).await?;
    let about = format!("plan_years/{}/{}", prefecture.get(), year.get());
    append_with(tx, prefecture.into(), act, Deed::new("evaluation.write", about), &[Record::of(row.id, &[row])])
        .await?;
    Ok(())
}

/// The front part of a plan year's 事後評価 in an evaluation year, as it was written last; blank where nobody wrote one.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn evaluation_front(
    db: &impl ConnectionTrait,
    (prefecture, year, evaluation_year): (PrefectureCode, FiscalYear, FiscalYear),
) -> Result<Front> {
    let row = front::Entity::find()
        .filter(front::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(front::Column::Year.eq(i64::from(year.get())))
        .filter(front::Column::EvaluationYear.eq(i64::from(evaluation_year.get())))
        .order_by_desc(front::Column::Id)
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(Front::default()) };
    let damaged = |_| StoreError::corrupt("evaluation_fronts", row.id, "値を読めません");
    let read: FrontJson = serde_json::from_str(&row.content).map_err(damaged)?;
    let goal = |[area, goal, attainment]: [String; 3]| FrontGoal { area, goal, attainment };
    Ok(Front {
        carried_out: read.carried_out,
        how: read.how,
        council: read.council,
        goals: read.goals.into_iter().map(goal).collect(),
        view: read.view,
        improvement: read.improvement,
        goes_on: read.goes_on,
    })
}
