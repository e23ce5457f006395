//! A plan year as a prefecture sets it up.

use kikin_domain::category::{Category, CategoryTable};
use kikin_domain::permission::Halves;
use kikin_domain::plan::Stage;
use kikin_domain::rule::{RuleId, Severities};
use kikin_domain::{Bodies, BodyCode, Bu, FiscalYear, Pool, PrefectureCode, Severity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::year::{category, deadline, expected, plan_year, severity, stage};
use crate::error::{Result, StoreError};
use crate::moment::Moment;
use crate::organisation::added_bodies;
use crate::text::Plain;

/// The set-up of a plan year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanYear {
    /// Whose.
    pub prefecture: PrefectureCode,
    /// Which year.
    pub year: FiscalYear,
    /// 様式版 asked for.
    pub form_version: Option<String>,
    /// 区分 of all years, as known for this plan year.
    pub categories: CategoryTable,
    /// Severities set otherwise than the catalogue.
    pub severities: Severities,
    /// Which stages of which 分 are open; what is not named is closed.
    pub open: Vec<(Bu, Stage)>,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Who is expected to hand in, by code; empty means all municipalities, without 庁内決裁.
    pub expected: Vec<Expected>,
    /// The published bodies and those that the prefecture has added; no part of the set-up that is set with the year.
    pub bodies: Bodies,
}

/// A body that is expected to hand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The body.
    pub body: BodyCode,
    /// For which 分.
    pub halves: Halves,
    /// Whether 庁内決裁 by a second post comes before handing in.
    pub approval: bool,
}

/// Until when a round of a stage takes submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The 分.
    pub bu: Bu,
    /// The stage.
    pub stage: Stage,
    /// The round, from 1.
    pub round: u32,
    /// The last moment.
    pub at: Moment,
}

impl PlanYear {
    /// A year as published: all stages open, no deadlines.
    #[must_use]
    pub fn published(prefecture: PrefectureCode, year: FiscalYear) -> Self {
        let open = Bu::ALL.iter().flat_map(|bu| Stage::ALL.iter().map(|stage| (*bu, *stage))).collect();
        Self {
            prefecture,
            year,
            form_version: None,
            categories: CategoryTable::published().clone(),
            severities: Severities::default(),
            open,
            deadlines: Vec::new(),
            expected: Vec::new(),
            bodies: Bodies::default(),
        }
    }

    /// Whether 庁内決裁 is switched on for a body.
    #[must_use]
    pub fn wants_approval(&self, body: BodyCode) -> bool {
        self.expected.iter().any(|e| e.body == body && e.approval)
    }

    /// Whether a stage of a 分 takes submissions.
    #[must_use]
    pub fn is_open(&self, bu: Bu, stage: Stage) -> bool {
        self.open.contains(&(bu, stage))
    }
}

/// The rows of one year.
#[derive(Debug, Default)]
struct Rows {
    year: Vec<plan_year::Model>,
    categories: Vec<category::Model>,
    severities: Vec<severity::Model>,
    stages: Vec<stage::Model>,
    deadlines: Vec<deadline::Model>,
    expected: Vec<expected::Model>,
}

/// Sets a plan year up, or anew: what was set before is replaced, and both states stand in the chain.
///
/// # Errors
/// The database's.
pub async fn set_plan_year(tx: &WriteTransaction, act: &Act, new: &PlanYear) -> Result<()> {
    let key = (i64::from(new.prefecture.get()), i64::from(new.year.get()));
    lock(tx, new.prefecture.into()).await?;
    let before = Rows::load(&**tx, key).await?;
    let after = Rows::of(new, key);
    after.replace(&**tx, key, !before.year.is_empty()).await?;
    let mut deed = Deed::new("plan_year.set", format!("plan_years/{}/{}", key.0, key.1));
    deed.before = (!before.year.is_empty()).then(|| before.hash()).transpose()?;
    deed.after = Some(after.hash()?);
    append_with(tx, new.prefecture.into(), act, deed, &after.records()).await?;
    Ok(())
}

/// A plan year, if the prefecture has set it up.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn plan_year(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Option<PlanYear>> {
    let rows = Rows::load(db, (prefecture.get().into(), year.get().into())).await?;
    let Some(head) = rows.year.first() else { return Ok(None) };
    let form_version = head.form_version.clone();
    let bodies = added_bodies(db, prefecture).await?;
    let read = rows.read(prefecture, year, form_version);
    read.map(|set_up| Some(PlanYear { bodies, ..set_up }))
        .ok_or_else(|| StoreError::corrupt("plan_years", format!("{prefecture}/{}", year.get()), "値を読めません"))
}

/// Which prefectures have set up which years.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn plan_years(db: &impl ConnectionTrait) -> Result<Vec<(PrefectureCode, FiscalYear)>> {
    let rows = plan_year::Entity::find()
        .order_by_asc(plan_year::Column::Prefecture)
        .order_by_asc(plan_year::Column::Year)
        .all(db)
        .await?;
    let read = |row: &plan_year::Model| {
        let prefecture = u8::try_from(row.prefecture).ok().and_then(PrefectureCode::new)?;
        Some((prefecture, i16::try_from(row.year).ok().and_then(FiscalYear::new)?))
    };
    rows.iter()
        .map(|row| read(row).ok_or_else(|| StoreError::corrupt("plan_years", row.year, "値を読めません")))
        .collect()
}

impl Rows {
    fn of(new: &PlanYear, (prefecture, year): (i64, i64)) -> Self {
        let category = |(ordinal, c): (i64, &Category)| category::Model {
            prefecture,
            year,
            ordinal,
            code: c.code.plain(),
            number: c.number.clone(),
            names: c.names.join("|"),
            bu: c.bu.plain(),
            pool: c.pool.plain(),
            rate: c.rate.to_string(),
            first_year: c.from.get().into(),
            last_year: c.to.map(|y| y.get().into()),
        };
        let severity = |(rule, severity): (RuleId, Severity)| severity::Model {
            prefecture,
            year,
            rule: rule.as_str().to_owned(),
            severity: severity.plain(),
        };
        let stages = Bu::ALL.iter().flat_map(|bu| Stage::ALL.iter().map(|stage| (*bu, *stage)));
        let stage = |(bu, stage): (Bu, Stage)| stage::Model {
            prefecture,
            year,
            bu: bu.plain(),
            stage: stage.plain(),
            status: if new.is_open(bu, stage) { OPEN } else { "closed" }.to_owned(),
        };
        let deadline = |d: &Deadline| deadline::Model {
            prefecture,
            year,
            bu: d.bu.plain(),
            stage: d.stage.plain(),
            round: d.round.into(),
            deadline: d.at.to_string(),
        };
        let expected = |e: &Expected| expected::Model {
            prefecture,
            year,
            body: e.body.plain(),
            halves: e.halves.plain(),
            approval: e.approval.into(),
        };
        let mut expected: Vec<_> = new.expected.iter().map(expected).collect();
        expected.sort_by(|a, b| a.body.cmp(&b.body));
        let mut deadlines: Vec<_> = new.deadlines.iter().map(deadline).collect();
        deadlines.sort_by(|a, b| (&a.bu, &a.stage, a.round).cmp(&(&b.bu, &b.stage, b.round)));
        Self {
            year: vec![plan_year::Model { prefecture, year, form_version: new.form_version.clone() }],
            categories: (0..).zip(new.categories.rows()).map(category).collect(),
            severities: new.severities.iter().map(severity).collect(),
            stages: stages.map(stage).collect(),
            deadlines,
            expected,
        }
    }

    async fn load(db: &impl ConnectionTrait, (prefecture, year): (i64, i64)) -> Result<Self> {
        macro_rules! rows {
            ($module:ident, $($key:ident),*) => {
                $module::Entity::find()
                    .filter($module::Column::Prefecture.eq(prefecture))
                    .filter($module::Column::Year.eq(year))
                    $(.order_by_asc($module::Column::$key))*
                    .all(db)
                    .await?
            };
        }
        Ok(Self {
            year: rows!(plan_year, Year),
            categories: rows!(category, Ordinal),
            severities: rows!(severity, Rule),
            stages: rows!(stage, Bu, Stage),
            deadlines: rows!(deadline, Bu, Stage, Round),
            expected: rows!(expected, Body),
        })
    }

    /// Set-up is what may be changed; the row of the year itself stays, as others refer to it.
    async fn replace(&self, db: &impl ConnectionTrait, (prefecture, year): (i64, i64), known: bool) -> Result<()> {
        macro_rules! clear {
            ($($module:ident),*) => {$(
                $module::Entity::delete_many()
                    .filter($module::Column::Prefecture.eq(prefecture))
                    .filter($module::Column::Year.eq(year))
                    .exec(db)
                    .await?;
            )*};
        }
        clear!(category, severity, stage, deadline, expected);
        if known {
            let form_version = self.year.first().and_then(|y| y.form_version.clone());
            plan_year::Entity::update_many()
                .col_expr(plan_year::Column::FormVersion, form_version.into())
                .filter(plan_year::Column::Prefecture.eq(prefecture))
                .filter(plan_year::Column::Year.eq(year))
                .exec(db)
                .await?;
        } else {
            insert_all(db, &self.year).await?;
        }
        insert_all(db, &self.categories).await?;
        insert_all(db, &self.severities).await?;
        insert_all(db, &self.stages).await?;
        insert_all(db, &self.deadlines).await?;
        insert_all(db, &self.expected).await
    }

    fn records(&self) -> [Record; 6] {
        let year = self.year.first().map_or(0, |y| y.year);
        [
            Record::of(year, &self.year),
            Record::of(year, &self.categories),
            Record::of(year, &self.severities),
            Record::of(year, &self.stages),
            Record::of(year, &self.deadlines),
            Record::of(year, &self.expected),
        ]
    }

    fn hash(&self) -> Result<String> {
        Ok(crate::hash::sha256(serde_json::to_string(&self.records())?.as_bytes()))
    }

    fn read(self, prefecture: PrefectureCode, year: FiscalYear, form_version: Option<String>) -> Option<PlanYear> {
        let mut severities = Severities::default();
        for row in &self.severities {
            severities = severities.with(RuleId::parse(&row.rule)?, Severity::from_plain(&row.severity)?);
        }
        let mut open = Vec::new();
        for row in self.stages.iter().filter(|s| s.status == OPEN) {
            open.push((Bu::from_plain(&row.bu)?, Stage::from_plain(&row.stage)?));
        }
        open.sort_unstable();
        Some(PlanYear {
            prefecture,
            year,
            form_version,
            categories: CategoryTable::of(self.categories.into_iter().map(category_of).collect::<Option<_>>()?),
            severities,
            open,
            deadlines: self.deadlines.into_iter().map(deadline_of).collect::<Option<_>>()?,
            expected: self.expected.iter().map(expected_of).collect::<Option<_>>()?,
            bodies: Bodies::default(),
        })
    }
}

const OPEN: &str = "open";

fn category_of(row: category::Model) -> Option<Category> {
    let year = |y: i64| i16::try_from(y).ok().and_then(FiscalYear::new);
    Some(Category {
        code: row.code.as_str().into(),
        number: row.number,
        names: row.names.split('|').map(str::to_owned).collect(),
        bu: Bu::from_plain(&row.bu)?,
        pool: Pool::from_plain(&row.pool)?,
        rate: crate::plan::rate(&row.rate)?,
        from: year(row.first_year)?,
        to: row.last_year.map_or(Some(None), |y| year(y).map(Some))?,
    })
}

fn deadline_of(row: deadline::Model) -> Option<Deadline> {
    Some(Deadline {
        bu: Bu::from_plain(&row.bu)?,
        stage: Stage::from_plain(&row.stage)?,
        round: u32::try_from(row.round).ok()?,
        at: Moment::parse(&row.deadline)?,
    })
}

fn expected_of(row: &expected::Model) -> Option<Expected> {
    Some(Expected {
        body: BodyCode::parse(&row.body)?,
        halves: Halves::from_plain(&row.halves)?,
        approval: row.approval != 0,
    })
}
