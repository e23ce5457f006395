//! Verifying what may be set anew or added to: plan years, 都道府県事業, bodies, credentials. Their rows are held to the last event that
//! set them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder};

use crate::audit::World;
use crate::bulk::{Record, strangers, table_name};
use crate::entity::audit::event;
use crate::entity::organisation::{body, member};
use crate::entity::people::credential;
use crate::entity::year::{
    category, deadline, expected, group, group_member, national_notice, plan_year, severity, stage,
};
use crate::error::Result;
use crate::seed::PUBLISH;
use crate::verify::Verification;

/// Tables whose rows of a plan year or post are replaced as a whole: the last record of it holds.
const REPLACED: [&str; 10] = [
    "plan_years",
    "plan_year_categories",
    "plan_year_severities",
    "plan_year_stages",
    "plan_year_deadlines",
    "plan_year_bodies",
    "national_notices",
    "prefectural_projects",
    "prefectural_project_members",
    "credentials",
];

/// Tables to which rows are added: every record holds.
const ADDED: [&str; 2] = ["organisations", "organisation_members"];

const CHANGED: &str = "行の内容が、設定・登録時の記録と食い違っています";

/// The records that hold, of one world.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    records: Vec<Record>,
}

impl Settings {
    /// Takes a record of such a table, in the place of the one before it; says whether it is one.
    pub(crate) fn take(&mut self, record: &Record) -> bool {
        let table = record.table.as_str();
        if REPLACED.contains(&table) {
            self.records.retain(|r| (r.table.as_str(), r.owner) != (table, record.owner));
        } else if !ADDED.contains(&table) {
            return false;
        }
        self.records.push(record.clone());
        true
    }

    /// Holds the world's rows to the records.
    pub(crate) async fn verify(
        mut self,
        db: &impl ConnectionTrait,
        world: World,
        found: &mut Verification,
    ) -> Result<()> {
        // The installation has recorded every prefecture's published bodies: they are looked at in their own worlds.
        if world == World::System {
            self.records.retain(|r| !ADDED.contains(&r.table.as_str()));
        } else {
            self.records.extend(published(db, world).await?);
        }
        macro_rules! hold {
            ($($module:ident),+ $(,)?) => {$(
                let of_world = $module::Entity::find().filter($module::Column::Prefecture.eq(world.number()));
                self.hold(world, &of_world.all(db).await?, found);
            )+};
        }
        hold!(plan_year, category, severity, stage, deadline, expected, national_notice);
        hold!(group, group_member, body, member, credential);
        Ok(())
    }

    fn hold<M>(&self, world: World, rows: &[M], found: &mut Verification)
    where
        M: ModelTrait,
        <M::Entity as EntityTrait>::PrimaryKey: PrimaryKeyToColumn<Column = <M::Entity as EntityTrait>::Column>,
    {
        let table = table_name::<M>();
        let records: Vec<&Record> = self.records.iter().filter(|r| r.table == table).collect();
        found.rows += rows.len() as u64;
        let strange = strangers(&records, rows);
        for key in &strange {
            found.damage(&table, key, CHANGED);
        }
        let recorded: usize = records.iter().map(|r| r.rows).sum();
        if recorded != rows.len() {
            let what = format!("記録された行は{recorded}行ですが、{}行あります", rows.len());
            found.damage(&table, world.number(), what);
        } else if strange.is_empty() {
            for record in records.iter().filter(|r| !r.is_among(rows)) {
                found.damage(&table, record.owner, CHANGED);
            }
        }
    }
}

/// What the installation recorded of this world's published bodies. A record that cannot be read is told where the
/// installation's own chain is verified.
async fn published(db: &impl ConnectionTrait, world: World) -> Result<Vec<Record>> {
    let events = event::Entity::find()
        .filter(event::Column::Prefecture.eq(World::System.number()))
        .filter(event::Column::Action.eq(PUBLISH))
        .order_by_asc(event::Column::Sequence)
        .all(db)
        .await?;
    let records = |e: event::Model| serde_json::from_str::<Vec<Record>>(&e.records).unwrap_or_default();
    Ok(events.into_iter().flat_map(records).filter(|r| r.owner == world.number()).collect())
}
