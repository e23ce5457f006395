//! What events are about: their subjects, read back to what they name. Whatever the number of events, one query a table.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::people::post;
use crate::entity::plan::{event as plan_event, text, version as plan};
use crate::entity::received::{submission, upload, version};
use crate::entity::round::notice;
use crate::error::Result;
use crate::text::Plain;

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A version of the plan.
    PlanVersion {
        /// Its id.
        id: i64,
        /// Of which plan year.
        year: FiscalYear,
        /// Of which stage.
        stage: Stage,
        /// Its number.
        number: i64,
        /// Whether it is fixed by now.
        frozen: bool,
    },
    /// 計画本文, by its number.
    PlanText {
        /// Of which plan year.
        year: FiscalYear,
        /// Its number.
        number: i64,
    },
    /// A submission, or several 分 of one.
    Submission {
        /// Of which plan year.
        year: FiscalYear,
        /// Whose.
        body: BodyCode,
        /// The stage.
        stage: Stage,
        /// The 分; none where the event did not say so.
        halves: Vec<Bu>,
    },
    /// A received file.
    File {
        /// Its id.
        id: i64,
        /// Of which plan year.
        year: FiscalYear,
        /// Whose, where one could tell.
        body: Option<BodyCode>,
        /// The stage, where one could tell.
        stage: Option<Stage>,
        /// The 分.
        halves: Vec<Bu>,
        /// Its receipt number.
        receipt: i64,
    },
    /// A job.
    Job {
        /// Its id.
        id: i64,
        /// Plan year and stage.
        of: Option<(FiscalYear, Stage)>,
    },
    /// A plan year.
    Year(FiscalYear),
    /// A post.
    Post {
        /// Its account.
        account: String,
        /// Its name.
        name: String,
    },
    /// A notice.
    Notice(String),
    /// A body.
    Body(BodyCode),
    /// What the event says, as it is.
    Other(String),
}

/// The subjects of events of a world, one by one.
///
/// # Errors
/// The database's.
pub async fn subjects(db: &impl ConnectionTrait, prefecture: PrefectureCode, told: &[&str]) -> Result<Vec<Subject>> {
    let rows = Rows::load(db, i64::from(prefecture.get()), told).await?;
    Ok(told.iter().map(|text| rows.subject(text).unwrap_or_else(|| Subject::Other((*text).to_owned()))).collect())
}

/// The ids that the subjects name of a table: `plan_versions/3`, `submission_versions/4,5`.
fn ids(told: &[&str], table: &str) -> Vec<i64> {
    let of = |text: &&str| text.split(' ').next()?.strip_prefix(table)?.strip_prefix('/').map(str::to_owned);
    told.iter()
        .filter_map(of)
        .flat_map(|ids| ids.split(',').map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// The rows that subjects name, by id.
struct Rows {
    plans: BTreeMap<i64, (i64, String, i64)>,
    frozen: BTreeSet<i64>,
    texts: BTreeMap<i64, (i64, i64)>,
    uploads: BTreeMap<i64, UploadHead>,
    versions: BTreeMap<i64, submission::Model>,
    posts: BTreeMap<i64, (String, String)>,
    notices: BTreeMap<i64, String>,
}

impl Rows {
    async fn load(db: &impl ConnectionTrait, world: i64, told: &[&str]) -> Result<Self> {
        use {notice::Column as N, plan::Column as P, plan_event::Column as E, post::Column as A, text::Column as T};
        let of_plans = ids(told, "plan_versions");
        let plans = plan::Entity::find().filter(P::Prefecture.eq(world)).filter(P::Id.is_in(of_plans.clone()));
        let plans = plans.select_only().columns([P::Id, P::Year, P::Stage, P::Number]).into_tuple().all(db).await?;
        let frozen = plan_event::Entity::find().filter(E::Prefecture.eq(world)).filter(E::Plan.is_in(of_plans));
        let frozen: Vec<i64> =
            frozen.filter(E::Kind.eq("frozen")).select_only().column(E::Plan).into_tuple().all(db).await?;
        let texts = text::Entity::find().filter(T::Prefecture.eq(world)).filter(T::Id.is_in(ids(told, "plan_texts")));
        let texts = texts.select_only().columns([T::Id, T::Year, T::Number]).into_tuple().all(db).await?;
        let posts = post::Entity::find().filter(A::Prefecture.eq(world)).filter(A::Id.is_in(ids(told, "posts")));
        let posts = posts.select_only().columns([A::Id, A::Account, A::Name]).into_tuple().all(db).await?;
        let notices = notice::Entity::find().filter(N::Prefecture.eq(world)).filter(N::Id.is_in(ids(told, "notices")));
        let notices: Vec<(i64, String)> = notices.select_only().columns([N::Id, N::Title]).into_tuple().all(db).await?;
        let by_id =
            |rows: Vec<(i64, i64, String, i64)>| rows.into_iter().map(|(id, y, s, n)| (id, (y, s, n))).collect();
        Ok(Self {
            plans: by_id(plans),
            frozen: frozen.into_iter().collect(),
            texts: texts.into_iter().map(|(id, year, number)| (id, (year, number))).collect(),
            uploads: uploads(db, world, ids(told, "uploads")).await?,
            versions: versions(db, world, ids(told, "submission_versions")).await?,
            posts: posts.into_iter().map(|(id, account, name)| (id, (account, name))).collect(),
            notices: notices.into_iter().collect(),
        })
    }

    fn subject(&self, told: &str) -> Option<Subject> {
        // `comments/3 submissions/15/2026/152021/計画`: what it belongs to says more than its number.
        let (own, of) = told.split_once(' ').map_or((told, None), |(own, of)| (own, Some(of)));
        let (table, rest) = own.split_once('/').unwrap_or((own, ""));
        let id = || rest.split(',').next()?.parse::<i64>().ok();
        match table {
            "plan_versions" => self.plan(id()?),
            "plan_texts" => {
                let (year, number) = *self.texts.get(&id()?)?;
                Some(Subject::PlanText { year: fiscal(year)?, number })
            }
            "plan_years" => Some(Subject::Year(fiscal(rest.split('/').nth(1)?.parse().ok()?)?)),
            "submissions" => submission_of(rest),
            "comments" | "attachments" => submission_of(of?.strip_prefix("submissions/")?),
            "submission_versions" => self.withdrawn(rest),
            "uploads" => self.file(id()?),
            "jobs" => Some(Subject::Job { id: id()?, of: of.and_then(|of| plan_of(of.strip_prefix("plan_years/")?)) }),
            "posts" => self.posts.get(&id()?).cloned().map(|(account, name)| Subject::Post { account, name }),
            "notices" => self.notices.get(&id()?).cloned().map(Subject::Notice),
            code => BodyCode::parse(code).filter(|_| rest.is_empty()).map(Subject::Body),
        }
    }

    fn plan(&self, id: i64) -> Option<Subject> {
        let (year, stage, number) = self.plans.get(&id)?;
        let stage = Stage::from_plain(stage)?;
        let frozen = self.frozen.contains(&id);
        Some(Subject::PlanVersion { id, year: fiscal(*year)?, stage, number: *number, frozen })
    }

    fn withdrawn(&self, ids: &str) -> Option<Subject> {
        let rows: Vec<_> = ids.split(',').filter_map(|id| self.versions.get(&id.parse().ok()?)).collect();
        let first = rows.first()?;
        Some(Subject::Submission {
            year: fiscal(first.year)?,
            body: BodyCode::from_plain(&first.body)?,
            stage: Stage::from_plain(&first.stage)?,
            halves: rows.iter().filter_map(|row| Bu::from_plain(&row.bu)).collect(),
        })
    }

    fn file(&self, id: i64) -> Option<Subject> {
        let (year, body, stage, halves, receipt) = self.uploads.get(&id)?;
        Some(Subject::File {
            id,
            year: fiscal(*year)?,
            body: body.as_deref().and_then(BodyCode::from_plain),
            stage: stage.as_deref().and_then(Stage::from_plain),
            halves: Vec::from_plain(halves).unwrap_or_default(),
            receipt: *receipt,
        })
    }
}

/// 年度, 団体, 段階, 分 and receipt number of a file.
type UploadHead = (i64, Option<String>, Option<String>, String, i64);

/// The same after its id.
type UploadRow = (i64, i64, Option<String>, Option<String>, String, i64);

async fn uploads(db: &impl ConnectionTrait, world: i64, ids: Vec<i64>) -> Result<BTreeMap<i64, UploadHead>> {
    use upload::Column as U;
    let rows = upload::Entity::find().filter(U::Prefecture.eq(world)).filter(U::Id.is_in(ids)).select_only();
    let rows = rows.columns([U::Id, U::Year, U::Body, U::Stage, U::Halves, U::Receipt]);
    let rows: Vec<UploadRow> = rows.into_tuple().all(db).await?;
    Ok(rows.into_iter().map(|(id, year, body, stage, halves, n)| (id, (year, body, stage, halves, n))).collect())
}

/// Versions with the submissions that they are of.
async fn versions(db: &impl ConnectionTrait, world: i64, ids: Vec<i64>) -> Result<BTreeMap<i64, submission::Model>> {
    use {submission::Column as S, version::Column as V};
    let rows = version::Entity::find().filter(V::Prefecture.eq(world)).filter(V::Id.is_in(ids)).select_only();
    let rows: Vec<(i64, i64)> = rows.columns([V::Id, V::Submission]).into_tuple().all(db).await?;
    let wanted = rows.iter().map(|(_, submission)| *submission);
    let of = submission::Entity::find().filter(S::Prefecture.eq(world)).filter(S::Id.is_in(wanted)).all(db).await?;
    let of: BTreeMap<i64, submission::Model> = of.into_iter().map(|row| (row.id, row)).collect();
    Ok(rows.into_iter().filter_map(|(id, submission)| Some((id, of.get(&submission)?.clone()))).collect())
}

/// `15/2026/152021/計画/医療分・介護分`; the 分 may be missing.
fn submission_of(text: &str) -> Option<Subject> {
    let mut parts = text.split('/').skip(1);
    Some(Subject::Submission {
        year: fiscal(parts.next()?.parse().ok()?)?,
        body: BodyCode::from_plain(parts.next()?)?,
        stage: Stage::from_plain(parts.next()?)?,
        halves: parts.next().and_then(Vec::from_plain).unwrap_or_default(),
    })
}

/// `15/2026/計画`
fn plan_of(text: &str) -> Option<(FiscalYear, Stage)> {
    let mut parts = text.split('/').skip(1);
    Some((fiscal(parts.next()?.parse().ok()?)?, Stage::from_plain(parts.next()?)?))
}

fn fiscal(year: i64) -> Option<FiscalYear> {
    i16::try_from(year).ok().and_then(FiscalYear::new)
}
