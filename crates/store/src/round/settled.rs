//! What was settled for projects: the decisions that were notified, and the answers to them.

use std::collections::BTreeMap;

use kikin_domain::plan::Answer;
use kikin_domain::settled::Settled;
use kikin_domain::{BodyCode, FiscalYear, PrefectureCode, Yen};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::error::{Result, StoreError};
use crate::text::Plain;

/// What was settled for the projects of one version, by No.
pub type SettledProjects = BTreeMap<String, Settled>;

#[derive(FromQueryResult)]
struct Decided {
    version: i64,
    no: String,
    adopted: i64,
    granted: i64,
}

#[derive(FromQueryResult)]
struct Given {
    id: i64,
    version: i64,
    no: String,
    answer: String,
    amount: i64,
}

// Of several for a project the last one holds. What was not notified is not settled: it may still be entered anew.
const DECISIONS: &str = "SELECT a.version, a.no, a.adopted, a.granted
    FROM submissions s
    JOIN submission_versions v ON v.submission = s.id
    JOIN assessments a ON a.version = v.id
    WHERE s.prefecture = $1 AND s.year = $2 AND ($3 = '' OR s.body = $3)
        AND EXISTS (SELECT 1 FROM round_events e
            WHERE e.submission = s.id AND e.version = v.id AND e.kind = 'assessment-notified')
    ORDER BY a.id";

const ANSWERS: &str = "SELECT a.id, a.version, a.no, a.answer, a.amount
    FROM submissions s
    JOIN submission_versions v ON v.submission = s.id
    JOIN assessment_answers a ON a.version = v.id
    WHERE s.prefecture = $1 AND s.year = $2 AND ($3 = '' OR s.body = $3)
    ORDER BY a.id";

/// What was settled in a plan year, or for one body in it, by version: two queries, whatever their number.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn settled(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
    body: Option<BodyCode>,
) -> Result<BTreeMap<i64, SettledProjects>> {
    let wanted = body.map(|b| b.to_string()).unwrap_or_default();
    let statement = |sql| {
        let values = [i64::from(prefecture.get()).into(), i64::from(year.get()).into(), wanted.clone().into()];
        Statement::from_sql_and_values(db.get_database_backend(), sql, values)
    };
    let mut given: BTreeMap<(i64, String), (Answer, Yen)> = BTreeMap::new();
    for row in Given::find_by_statement(statement(ANSWERS)).all(db).await? {
        let answer = Answer::from_plain(&row.answer)
            .ok_or_else(|| StoreError::corrupt("assessment_answers", row.id, "値を読めません"))?;
        given.insert((row.version, row.no), (answer, Yen::new(row.amount)));
    }
    let mut found: BTreeMap<i64, SettledProjects> = BTreeMap::new();
    for row in Decided::find_by_statement(statement(DECISIONS)).all(db).await? {
        let answer = given.get(&(row.version, row.no.clone())).copied();
        let settled = Settled::of(row.adopted != 0, Yen::new(row.granted), answer);
        found.entry(row.version).or_default().insert(row.no, settled);
    }
    Ok(found)
}
