//! 都道府県事業: what the prefecture's plan lists, each its own or a group of municipal projects.

use kikin_domain::grouping::PrefecturalProject;
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with, lock};
use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::year::{group, group_member};
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// Sets the 都道府県事業 of a plan year: what was set before is replaced, and both states stand in the chain.
///
/// # Errors
/// The database's: a plan year that is not set up, or a project in two groups, is refused by its keys.
pub async fn set_prefectural_projects(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: PrefectureCode,
    year: FiscalYear,
    projects: &[PrefecturalProject],
) -> Result<()> {
    let key = (i64::from(prefecture.get()), i64::from(year.get()));
    lock(tx, prefecture.into()).await?;
    let before = load(&**tx, key).await?;
    let after = rows(key, projects);
    group_member::Entity::delete_many()
        .filter(group_member::Column::Prefecture.eq(key.0))
        .filter(group_member::Column::Year.eq(key.1))
        .exec(&**tx)
        .await?;
    group::Entity::delete_many()
        .filter(group::Column::Prefecture.eq(key.0))
        .filter(group::Column::Year.eq(key.1))
        .exec(&**tx)
        .await?;
    insert_all(&**tx, &after.0).await?;
    insert_all(&**tx, &after.1).await?;
    let mut deed = Deed::new("prefectural_projects.set", format!("plan_years/{}/{}", key.0, key.1));
    (deed.before, deed.after) = (Some(hash(key.1, &before)?), Some(hash(key.1, &after)?));
    append_with(tx, prefecture.into(), act, deed, &records(key.1, &after)).await?;
    Ok(())
}

/// The 都道府県事業 of a plan year, by 分 and No.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub async fn prefectural_projects(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<PrefecturalProject>> {
    let (groups, mut members) = load(db, (prefecture.get().into(), year.get().into())).await?;
    let mut projects: Vec<PrefecturalProject> = Vec::with_capacity(groups.len());
    for row in groups {
        let own = members.extract_if(.., |m| m.bu == row.bu && m.number == row.number).collect();
        let number = row.number;
        let read =
            project(row, own).ok_or_else(|| StoreError::corrupt("prefectural_projects", number, "値を読めません"));
        projects.push(read?);
    }
    projects.sort_by_key(|p| (p.bu, p.number));
    Ok(projects)
}

type Rows = (Vec<group::Model>, Vec<group_member::Model>);

async fn load(db: &impl ConnectionTrait, (prefecture, year): (i64, i64)) -> Result<Rows> {
    let groups = group::Entity::find()
        .filter(group::Column::Prefecture.eq(prefecture))
        .filter(group::Column::Year.eq(year))
        .order_by_asc(group::Column::Number);
    let members = group_member::Entity::find()
        .filter(group_member::Column::Prefecture.eq(prefecture))
        .filter(group_member::Column::Year.eq(year))
        .order_by_asc(group_member::Column::Body);
    Ok((groups.all(db).await?, members.all(db).await?))
}

fn rows((prefecture, year): (i64, i64), projects: &[PrefecturalProject]) -> Rows {
    let (mut groups, mut members) = (Vec::new(), Vec::new());
    for p in projects {
        let (bu, number) = (p.bu.plain(), i64::from(p.number));
        members.extend(p.members.iter().map(|(body, no)| group_member::Model {
            prefecture,
            year,
            bu: bu.clone(),
            number,
            body: body.plain(),
            no: no.clone(),
        }));
        let (title, category) = (p.title.clone(), p.category.plain());
        groups.push(group::Model { prefecture, year, bu, number, title, category });
    }
    (groups, members)
}

fn records(year: i64, rows: &Rows) -> [Record; 2] {
    [Record::of(year, &rows.0), Record::of(year, &rows.1)]
}

fn hash(year: i64, rows: &Rows) -> Result<String> {
    Ok(crate::hash::sha256(serde_json::to_string(&records(year, rows))?.as_bytes()))
}

fn project(row: group::Model, members: Vec<group_member::Model>) -> Option<PrefecturalProject> {
    let member = |m: group_member::Model| BodyCode::parse(&m.body).map(|body| (body, m.no));
    let mut members: Vec<(BodyCode, String)> = members.into_iter().map(member).collect::<Option<_>>()?;
    members.sort();
    Some(PrefecturalProject {
        bu: Bu::from_plain(&row.bu)?,
        number: u32::try_from(row.number).ok()?,
        category: row.category.as_str().into(),
        title: row.title,
        members,
    })
}
