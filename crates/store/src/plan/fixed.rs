//! What a version was made of, and whether what else stands in its paper was set anew since.

use std::collections::BTreeSet;

use kikin_domain::{Bu, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Statement};

use super::json::SourceJson;
use crate::entity::plan::version;
use crate::error::{Result, StoreError};

/// The received files and 分 that a version of a plan was made of, without its lines.
///
/// # Errors
/// [`StoreError::Missing`] if this world has no such version; [`StoreError::Corrupt`].
pub async fn parts_of_plan(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    id: i64,
) -> Result<BTreeSet<(i64, Bu)>> {
    let own = version::Entity::find_by_id(id).filter(version::Column::Prefecture.eq(i64::from(prefecture.get())));
    let sources: Option<String> = own.select_only().column(version::Column::Sources).into_tuple().one(db).await?;
    let sources = sources.ok_or_else(|| StoreError::missing("計画の版"))?;
    let damaged = || StoreError::corrupt("plan_versions", id, "値を読めません");
    let sources: Vec<SourceJson> = serde_json::from_str(&sources).map_err(|_| damaged())?;
    let mut parts = BTreeSet::new();
    for source in sources {
        let upload = source.upload;
        let source = source.into_source().ok_or_else(damaged)?;
        parts.extend(source.halves.into_iter().map(|bu| (upload, bu)));
    }
    Ok(parts)
}

/// How often 都道府県事業 and 計画本文 of the year were set after the version was fixed.
const EDITED: &str = "SELECT
        COUNT(CASE WHEN action = 'prefectural_projects.set' AND subject = $3 THEN 1 END) AS bundled,
        COUNT(CASE WHEN action = 'plan.write' AND subject IN
            (SELECT 'plan_texts/' || t.id FROM plan_texts t WHERE t.prefecture = $1 AND t.year = $2) THEN 1 END) AS written
    FROM audit_events
    WHERE prefecture = $1
        AND action IN ('prefectural_projects.set', 'plan.write')
        AND sequence > (SELECT MAX(f.sequence) FROM audit_events f
            WHERE f.prefecture = $1 AND f.action = 'plan.freeze' AND f.subject = $4)";

/// What beside the files of a plan was set anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// 都道府県事業
    pub bundling: bool,
    /// 計画本文
    pub texts: bool,
}

/// Which of 都道府県事業 and 計画本文 of a year were set anew after a version of it was fixed.
///
/// # Errors
/// The database's.
pub async fn edited_since_fixing(
    db: &impl ConnectionTrait,
    (prefecture, year): (PrefectureCode, FiscalYear),
    id: i64,
) -> Result<Edited> {
    #[derive(FromQueryResult)]
    struct Times {
        bundled: i64,
        written: i64,
    }
    let (world, number) = (i64::from(prefecture.get()), i64::from(year.get()));
    let values = [
        world.into(),
        number.into(),
        format!("plan_years/{world}/{number}").into(),
        format!("plan_versions/{id}").into(),
    ];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), EDITED, values);
    let found = Times::find_by_statement(statement).one(db).await?;
    Ok(found.map_or_else(Edited::default, |f| Edited { bundling: f.bundled > 0, texts: f.written > 0 }))
}
