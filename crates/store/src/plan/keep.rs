//! Versions with their papers: kept as drafts or fixed, each with one event, and what is recorded of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kikin_domain::settled::{Deviation, told as told_of};
use kikin_domain::{FiscalYear, PrefectureCode, Yen};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement};
use serde::Deserialize;

use super::save::{NewPlan, insert_plan};
use super::{PlanVersion, deviation, load, plans};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::plan::{event, fixing, paper};
use crate::entity::received::blob;
use crate::error::{Result, StoreError};
use crate::hash::Content;
use crate::receive::store_bytes;
use crate::round::{NewEvent, insert as insert_event};

/// A version to be kept with its paper.
#[derive(Clone, Copy, Debug)]
pub struct KeepPlan<'a> {
    /// The plan.
    pub plan: NewPlan<'a>,
    /// The workbook's name.
    pub file_name: &'a str,
    /// The workbook.
    pub paper: &'a Content<'a>,
    /// What becomes of the submissions in it.
    pub events: &'a [NewEvent],
    /// Under what it is fixed; a draft without.
    pub fixing: Option<&'a Fixing>,
}

/// Under what a version is fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixing {
    /// 確定日
    pub fixed_on: Date,
    /// 文書番号
    pub document_number: Option<String>,
    /// 備考
    pub note: Option<String>,
    /// The projects that are fixed with another amount than was decided and answered.
    pub deviations: Vec<Deviation>,
}

/// A version with what is recorded of it, without its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlan {
    /// The version.
    pub version: PlanVersion,
    /// The workbook's name, its SHA-256 and its length in bytes; nothing of a version kept without.
    pub paper: Option<(String, String, u64)>,
    /// Under what it is fixed.
    pub fixing: Option<Fixing>,
    /// How many projects are in its sums.
    pub projects: u32,
    /// 総事業費, yen.
    pub total: Yen,
    /// 基金 計（A+B）, yen.
    pub fund: Yen,
    /// 国（A）, yen.
    pub national: Yen,
}

/// Keeps a plan as the next version of its year and stage, with one event in the chain: a draft, or fixed at once.
///
/// # Errors
/// As [`crate::save_plan`].
pub async fn keep_plan(tx: &WriteTransaction, act: &Act, keep: KeepPlan<'_>) -> Result<PlanVersion> {
    let prefecture = keep.plan.plan.prefecture;
    let world = i64::from(prefecture.get());
    lock(tx, prefecture.into()).await?;
    let mut records = Vec::new();
    let row = insert_plan(tx, act, keep.plan, &mut records).await?;
    let plan = row.id;
    store_bytes(tx, keep.paper).await?;
    let (sha256, file_name) = (keep.paper.sha256().to_owned(), keep.file_name.to_owned());
    let papers = [paper::Model { plan, prefecture: world, sha256, file_name }];
    insert_all(&**tx, &papers).await?;
    records.push(Record::of(plan, &papers));
    for event in keep.events {
        insert_event(tx, act, event, &mut records).await?;
    }
    if let Some(fixing) = keep.fixing {
        fix(tx, act, (world, plan), fixing, &mut records).await?;
    }
    let action = if keep.fixing.is_some() { "plan.freeze" } else { "plan.save" };
    let why = keep.plan.reason.map(str::to_owned).or_else(|| keep.fixing.and_then(why_fixed));
    let deed = Deed::new(action, format!("plan_versions/{plan}")).because(why.as_deref());
    append_with(tx, prefecture.into(), act, deed, &records).await?;
    load::head(row, keep.fixing.is_some())
}

/// What the record says of a fixing: its 備考, and that it went over amounts that disagree.
fn why_fixed(fixing: &Fixing) -> Option<String> {
    let over = told_of(&fixing.deviations).map(|told| format!("{told}のまま確定"));
    let parts: Vec<String> = fixing.note.iter().cloned().chain(over).collect();
    (!parts.is_empty()).then(|| parts.join("。"))
}

async fn fix(
    tx: &WriteTransaction,
    act: &Act,
    (prefecture, plan): (i64, i64),
    new: &Fixing,
    records: &mut Vec<Record>,
) -> Result<()> {
    let frozen = event::Model {
        id: 0,
        prefecture,
        plan,
        kind: "frozen".to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        why: why_fixed(new),
    };
    let frozen = insert_one(&**tx, frozen).await?;
    records.push(Record::of(frozen.id, &[frozen]));
    let fixings = [fixing::Model {
        plan,
        prefecture,
        fixed_on: new.fixed_on.to_string(),
        document_number: new.document_number.clone(),
        note: new.note.clone(),
        deviations: deviation::written(&new.deviations)?,
    }];
    insert_all(&**tx, &fixings).await?;
    records.push(Record::of(plan, &fixings));
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    totals: String,
    sha256: Option<String>,
    file_name: Option<String>,
    length: Option<i64>,
    fixed_on: Option<String>,
    document_number: Option<String>,
    note: Option<String>,
    deviations: Option<String>,
}

const LIST: &str =
    "SELECT p.id, p.totals, a.sha256, a.file_name, b.length, f.fixed_on, f.document_number, f.note, f.deviations
    FROM plan_versions p
    LEFT JOIN plan_papers a ON a.plan = p.id
    LEFT JOIN blobs b ON b.sha256 = a.sha256
    LEFT JOIN plan_fixings f ON f.plan = p.id
    WHERE p.prefecture = $1 AND p.year = $2";

/// A 区分's sums, as kept with a version.
#[derive(Deserialize)]
struct Sums {
    projects: u32,
    total: i64,
    fund: i64,
    national: i64,
}

/// The versions of a year by stage and number, with what is recorded of them: two queries.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn kept_plans(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<KeptPlan>> {
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into()];
    let rows = Row::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), LIST, values));
    let mut rows: BTreeMap<i64, Row> = rows.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut kept = Vec::new();
    for version in plans(db, prefecture, year).await? {
        let id = version.id;
        let damaged = || StoreError::corrupt("plan_versions", id, "値を読めません");
        let row = rows.remove(&id).ok_or_else(damaged)?;
        kept.push(told(version, row).ok_or_else(damaged)?);
    }
    Ok(kept)
}

fn told(version: PlanVersion, row: Row) -> Option<KeptPlan> {
    let sums: Vec<Sums> = serde_json::from_str(&row.totals).ok()?;
    let paper = match (row.file_name, row.sha256, row.length) {
        (Some(name), Some(sha256), Some(length)) => Some((name, sha256, u64::try_from(length).ok()?)),
        _ => None,
    };
    let fixing = match row.fixed_on {
        None => None,
        Some(day) => Some(Fixing {
            fixed_on: day.parse().ok()?,
            document_number: row.document_number,
            note: row.note,
            deviations: deviation::read(row.deviations.as_deref())?,
        }),
    };
    let sum = |of: fn(&Sums) -> i64| Yen::new(sums.iter().map(of).sum());
    Some(KeptPlan {
        version,
        paper,
        fixing,
        projects: sums.iter().map(|s| s.projects).sum(),
        total: sum(|s| s.total),
        fund: sum(|s| s.fund),
        national: sum(|s| s.national),
    })
}

/// The workbook of a version of this world: its name and bytes.
///
/// # Errors
/// [`StoreError::Missing`] where there is none, or the database's.
pub async fn plan_paper(db: &impl ConnectionTrait, prefecture: PrefectureCode, plan: i64) -> Result<(String, Vec<u8>)> {
    let of_world = paper::Column::Prefecture.eq(i64::from(prefecture.get()));
    let row = paper::Entity::find_by_id(plan).filter(of_world).one(db).await?;
    let row = row.ok_or_else(|| StoreError::missing("計画の版のブック"))?;
    let blob = blob::Entity::find_by_id(row.sha256).one(db).await?;
    Ok((row.file_name, blob.ok_or_else(|| StoreError::missing("ファイルの内容"))?.bytes))
}
