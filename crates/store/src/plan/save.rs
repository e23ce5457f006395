//! Saving a version of a plan, and freezing it.

use std::collections::HashMap;

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::split::{Claim, LeafShare, Source};
use kikin_domain::totals::by_category;
use kikin_domain::{CategoryCode, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect};
use serde::Serialize;

use super::PlanVersion;
use super::json::{CategoryJson, ComponentJson, PlanFindingJson, SourceJson, TotalJson};
use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all, insert_one};
use crate::connect::WriteTransaction;
use crate::entity::plan::{event, line, version};
use crate::entity::workbook::project;
use crate::error::{Result, StoreError};
use crate::text::Plain as _;

/// A plan to be saved.
#[derive(Clone, Copy, Debug)]
pub struct NewPlan<'a> {
    /// The plan, with its shares placed.
    pub plan: &'a Consolidated,
    /// The ids of its sources, one by one (as [`crate::Gathered::uploads`]).
    pub uploads: &'a [i64],
    /// Why it is saved, if there is a reason to give.
    pub reason: Option<&'a str>,
}

/// What was proved of the split when it was saved.
#[derive(Serialize)]
struct ProofJson<'a> {
    components: usize,
    claims: Vec<&'a str>,
}

/// Where a line's project is stored.
#[derive(FromQueryResult)]
struct Stored {
    upload: i64,
    ordinal: i64,
    version: i64,
    sheet: String,
    sheet_row: i64,
}

type Places = HashMap<(i64, String, i64), (i64, i64)>;

/// Saves a plan as the next version of its year and stage: a draft until it is frozen. Its split is proved first.
///
/// # Errors
/// [`StoreError::Unproved`] if the split does not hold; [`StoreError::Missing`] if a line is of no stored project.
pub async fn save_plan(tx: &WriteTransaction, act: &Act, new: NewPlan<'_>) -> Result<PlanVersion> {
    lock(tx, new.plan.prefecture.into()).await?;
    let mut records = Vec::new();
    let row = insert_plan(tx, act, new, &mut records).await?;
    let deed = Deed::new("plan.save", format!("plan_versions/{}", row.id)).because(new.reason);
    append_with(tx, new.plan.prefecture.into(), act, deed, &records).await?;
    super::load::head(row, false)
}

/// Writes the rows of a version; the caller holds the world's chain and appends the event.
pub(super) async fn insert_plan(
    tx: &WriteTransaction,
    act: &Act,
    new: NewPlan<'_>,
    records: &mut Vec<Record>,
) -> Result<version::Model> {
    let plan = new.plan;
    if new.uploads.len() != plan.sources.len() {
        return Err(StoreError::refused("計画の元になったファイルの番号が足りません"));
    }
    for component in &plan.split.components {
        component.verify()?;
    }
    let world = i64::from(plan.prefecture.get());
    let number = next_number(&**tx, world, plan).await?;
    let row = insert_one(&**tx, version_row(act, new, number)?).await?;
    let places = places(&**tx, world, plan, new.uploads).await?;
    let exact = exact_shares(plan);
    let lines: Vec<line::Model> = (0..)
        .zip(&plan.lines)
        .map(|(ordinal, l)| line_row(l, (world, row.id, ordinal), new.uploads, &places, &exact))
        .collect::<Result<_>>()?;
    insert_all(&**tx, &lines).await?;
    records.push(Record::of(row.id, std::slice::from_ref(&row)));
    records.push(Record::of(row.id, &lines));
    Ok(row)
}

async fn next_number(db: &impl ConnectionTrait, world: i64, plan: &Consolidated) -> Result<i64> {
    let before = version::Entity::find()
        .filter(version::Column::Prefecture.eq(world))
        .filter(version::Column::Year.eq(i64::from(plan.year.get())))
        .filter(version::Column::Stage.eq(plan.stage.plain()))
        .count(db)
        .await?;
    Ok(i64::try_from(before).unwrap_or(i64::MAX - 1) + 1)
}

fn version_row(act: &Act, new: NewPlan<'_>, number: i64) -> Result<version::Model> {
    let plan = new.plan;
    let list = |values: Vec<String>| format!("[{}]", values.join(","));
    fn texts<T: Serialize>(values: impl IntoIterator<Item = T>) -> Result<Vec<String>, serde_json::Error> {
        values.into_iter().map(|v| serde_json::to_string(&v)).collect()
    }
    let sources = new.uploads.iter().zip(&plan.sources).map(|(upload, s)| SourceJson::of(*upload, s));
    let totals = by_category(&plan.categories, &plan.lines);
    let claims = Claim::ALL.iter().map(|c| c.label()).collect();
    Ok(version::Model {
        id: 0,
        prefecture: plan.prefecture.get().into(),
        year: plan.year.get().into(),
        stage: plan.stage.plain(),
        number,
        created_at: act.at.to_string(),
        created_by: act.actor.clone(),
        reason: new.reason.map(str::to_owned),
        categories: list(texts(plan.categories.iter().map(CategoryJson::of))?),
        sources: list(texts(sources)?),
        findings: list(texts(plan.findings.iter().map(PlanFindingJson::of))?),
        totals: list(texts(totals.iter().map(TotalJson::of))?),
        split: list(texts(plan.split.components.iter().map(ComponentJson::of))?),
        proof: serde_json::to_string(&ProofJson { components: plan.split.components.len(), claims })?,
    })
}

/// Where the projects of the plan's files are stored, by file, sheet and row.
async fn places(db: &impl ConnectionTrait, world: i64, plan: &Consolidated, uploads: &[i64]) -> Result<Places> {
    let counting = uploads.iter().zip(&plan.sources).filter(|(_, s)| s.counts).map(|(upload, _)| *upload);
    let rows: Vec<Stored> = project::Entity::find()
        .select_only()
        .columns([
            project::Column::Upload,
            project::Column::Ordinal,
            project::Column::Version,
            project::Column::Sheet,
            project::Column::SheetRow,
        ])
        .filter(project::Column::Prefecture.eq(world))
        .filter(project::Column::Upload.is_in(counting))
        .into_model()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|s| ((s.upload, s.sheet, s.sheet_row), (s.ordinal, s.version))).collect())
}

/// The share of new money before rounding, and its place in the order of remainders; of the residual where that is all.
fn exact_shares(plan: &Consolidated) -> HashMap<(&CategoryCode, &kikin_domain::split::LeafKey), &LeafShare> {
    let mut shares = HashMap::new();
    for component in &plan.split.components {
        for leaf in &component.leaves {
            let key = (&component.key.category, &leaf.key);
            match component.key.source {
                Source::New => shares.insert(key, leaf),
                Source::Residual(_) => Some(*shares.entry(key).or_insert(leaf)),
            };
        }
    }
    shares
}

fn line_row(
    l: &Line,
    (prefecture, plan, ordinal): (i64, i64, i64),
    uploads: &[i64],
    places: &Places,
    exact: &HashMap<(&CategoryCode, &kikin_domain::split::LeafKey), &LeafShare>,
) -> Result<line::Model> {
    let missing = || StoreError::missing(format!("計画の事業（{} No.{}）の提出データ", l.body_name, l.key.no));
    let upload = *uploads.get(l.source).ok_or_else(missing)?;
    let place = (upload, l.project.sheet.to_string(), i64::from(l.project.row));
    let (project, version) = *places.get(&place).ok_or_else(missing)?;
    let share = exact.get(&(&l.category, &l.key));
    Ok(line::Model {
        prefecture,
        plan,
        ordinal,
        upload,
        project,
        version,
        body: l.body.plain(),
        body_name: l.body_name.clone(),
        category: l.category.plain(),
        bu: l.bu.plain(),
        no: l.key.no.clone(),
        leaf: l.key.ordinal.into(),
        fund: l.fund.into(),
        carried: l.carried.into(),
        exact_share: share.map(|s| s.exact.to_string()),
        rank: share.and_then(|s| s.rank).map(i64::from),
        national: l.national.into(),
        prefectural: l.prefectural.into(),
    })
}

/// Freezes a version: it is the one that was decided on. A frozen version stays frozen; a change is a further version.
///
/// # Errors
/// [`StoreError::Missing`] if this world has no such version, [`StoreError::Refused`] if it is frozen already.
pub async fn freeze_plan(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: PrefectureCode,
    plan: i64,
    why: Option<&str>,
) -> Result<()> {
    let world = i64::from(prefecture.get());
    lock(tx, prefecture.into()).await?;
    let of_world = version::Entity::find_by_id(plan).filter(version::Column::Prefecture.eq(world));
    of_world.one(&**tx).await?.ok_or_else(|| StoreError::missing("計画の版"))?;
    if event::Entity::find().filter(event::Column::Plan.eq(plan)).count(&**tx).await? > 0 {
        return Err(StoreError::refused("この版は既に確定しています"));
    }
    let row = event::Model {
        id: 0,
        prefecture: world,
        plan,
        kind: "frozen".to_owned(),
        at: act.at.to_string(),
        actor: act.actor.clone(),
        why: why.map(str::to_owned),
    };
    let row = insert_one(&**tx, row).await?;
    let deed = Deed::new("plan.freeze", format!("plan_versions/{plan}")).because(why);
    append_with(tx, prefecture.into(), act, deed, &[Record::of(row.id, &[row])]).await?;
    Ok(())
}
