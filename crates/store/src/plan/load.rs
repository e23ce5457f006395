//! Loading a version of a plan as it was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kikin_domain::consolidated::{BodyTexts, Consolidated, FacilityIndex, Line};
use kikin_domain::plan::{PlanWorkbook, Stage};
use kikin_domain::split::LeafKey;
use kikin_domain::{BodyCode, Bu, CategoryCode, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement};
use serde::de::DeserializeOwned;

use super::json::{CategoryJson, PlanFindingJson, SourceJson, split};
use super::{PlanVersion, StoredPlan};
use crate::entity::plan::{event, line, version};
use crate::error::{Result, StoreError};
use crate::rows::{Depth, load_workbooks};
use crate::text::Plain;

const TABLE: &str = "plan_versions";
const UNREADABLE: &str = "値を読めません";

/// The plan versions of a year, by stage and number, without their contents.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn plans(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<PlanVersion>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        stage: String,
        number: i64,
        created_at: String,
        created_by: String,
        reason: Option<String>,
        events: i64,
    }
    let sql = "SELECT p.id, p.stage, p.number, p.created_at, p.created_by, p.reason,
            (SELECT COUNT(*) FROM plan_events e WHERE e.plan = p.id) AS events
        FROM plan_versions p WHERE p.prefecture = $1 AND p.year = $2 ORDER BY p.stage, p.number";
    let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into()];
    let rows = Row::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).all(db);
    let read = |row: Row| {
        let stage = Stage::from_plain(&row.stage).ok_or_else(|| StoreError::corrupt(TABLE, row.id, UNREADABLE))?;
        Ok(PlanVersion {
            id: row.id,
            year,
            stage,
            number: row.number,
            created_at: row.created_at,
            created_by: row.created_by,
            reason: row.reason,
            frozen: row.events > 0,
        })
    };
    rows.await?.into_iter().map(read).collect()
}

pub(super) fn head(row: version::Model, frozen: bool) -> Result<PlanVersion> {
    let damaged = || StoreError::corrupt(TABLE, row.id, UNREADABLE);
    let year = i16::try_from(row.year).ok().and_then(FiscalYear::new).ok_or_else(damaged)?;
    let stage = Stage::from_plain(&row.stage).ok_or_else(damaged)?;
    Ok(PlanVersion {
        id: row.id,
        year,
        stage,
        number: row.number,
        created_at: row.created_at,
        created_by: row.created_by,
        reason: row.reason,
        frozen,
    })
}

/// A version of a plan with its lines, projects, sources and split, equal to what was saved.
///
/// # Errors
/// [`StoreError::Missing`] if this world has no such version; [`StoreError::Corrupt`].
pub async fn load_plan(db: &impl ConnectionTrait, prefecture: PrefectureCode, id: i64) -> Result<StoredPlan> {
    let world = i64::from(prefecture.get());
    let of_world = version::Entity::find_by_id(id).filter(version::Column::Prefecture.eq(world));
    let row = of_world.one(db).await?.ok_or_else(|| StoreError::missing("計画の版"))?;
    let frozen = event::Entity::find().filter(event::Column::Plan.eq(id)).one(db).await?.is_some();
    let rows = line::Entity::find()
        .filter(line::Column::Prefecture.eq(world))
        .filter(line::Column::Plan.eq(id))
        .order_by_asc(line::Column::Ordinal)
        .all(db)
        .await?;
    let uploads: BTreeSet<i64> = rows.iter().map(|l| l.upload).collect();
    let workbooks = load_workbooks(db, world, &uploads.into_iter().collect::<Vec<_>>(), Depth::Whole).await?;
    let sources: Vec<SourceJson> = parsed(&row.sources, id)?;
    let uploads: Vec<i64> = sources.iter().map(|s| s.upload).collect();
    let plan = consolidated(&row, prefecture, sources, &uploads, rows, &workbooks)
        .ok_or_else(|| StoreError::corrupt(TABLE, id, UNREADABLE))?;
    Ok(StoredPlan { version: head(row, frozen)?, plan, uploads })
}

fn consolidated(
    row: &version::Model,
    prefecture: PrefectureCode,
    sources: Vec<SourceJson>,
    uploads: &[i64],
    lines: Vec<line::Model>,
    workbooks: &BTreeMap<i64, PlanWorkbook>,
) -> Option<Consolidated> {
    let categories: Vec<CategoryJson> = parsed(&row.categories, row.id).ok()?;
    let findings: Vec<PlanFindingJson> = parsed(&row.findings, row.id).ok()?;
    let texts = texts(uploads, workbooks);
    let workbooks: Indexed<'_> = workbooks.iter().map(|(id, plan)| (*id, (plan, FacilityIndex::new(plan)))).collect();
    Some(Consolidated {
        prefecture,
        year: i16::try_from(row.year).ok().and_then(FiscalYear::new)?,
        stage: Stage::from_plain(&row.stage)?,
        categories: categories.into_iter().map(CategoryJson::into_category).collect::<Option<_>>()?,
        sources: sources.into_iter().map(SourceJson::into_source).collect::<Option<_>>()?,
        lines: lines.into_iter().map(|l| line_of(l, uploads, &workbooks)).collect::<Option<_>>()?,
        texts,
        split: split(&row.split)?,
        findings: findings.into_iter().map(|f| f.into_finding().ok()).collect::<Option<_>>()?,
    })
}

/// The text tables of the plan's workbooks.
fn texts(uploads: &[i64], workbooks: &BTreeMap<i64, PlanWorkbook>) -> Vec<BodyTexts> {
    let mut texts: Vec<BodyTexts> = (uploads.iter().enumerate())
        .filter_map(|(source, id)| {
            let plan = workbooks.get(id)?;
            let (body, name) = plan.organization.as_ref()?;
            Some(BodyTexts::of(plan, source, (*body, name)))
        })
        .collect();
    texts.sort_by_key(|t| (t.body, t.source));
    texts
}

type Indexed<'a> = BTreeMap<i64, (&'a PlanWorkbook, FacilityIndex<'a>)>;

fn line_of(row: line::Model, uploads: &[i64], workbooks: &Indexed<'_>) -> Option<Line> {
    let (workbook, facilities) = workbooks.get(&row.upload)?;
    let project = workbook.projects.get(usize::try_from(row.project).ok()?)?;
    let body = BodyCode::parse(&row.body)?;
    let category = CategoryCode::from(row.category.as_str());
    Some(Line {
        source: uploads.iter().position(|upload| *upload == row.upload)?,
        body,
        body_name: row.body_name,
        bu: Bu::from_plain(&row.bu)?,
        facilities: facilities.of(&category, project.no.text()),
        category,
        key: LeafKey { body, no: row.no, ordinal: u32::try_from(row.leaf).ok()? },
        project: Arc::new(project.clone()),
        fund: row.fund.into(),
        carried: row.carried.into(),
        national: row.national.into(),
        prefectural: row.prefectural.into(),
    })
}

fn parsed<T: DeserializeOwned>(json: &str, id: i64) -> Result<T> {
    serde_json::from_str(json).map_err(|_| StoreError::corrupt(TABLE, id, UNREADABLE))
}
