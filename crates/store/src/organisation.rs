//! Bodies that file: the published list, and what a prefecture adds to it.

use jiff::civil::Date;
use kikin_domain::{AddedBody, Bodies, BodyCode, PrefectureCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::audit::{Act, Deed, append_with};
use crate::bulk::{Record, insert_all};
use crate::connect::WriteTransaction;
use crate::entity::organisation::{body, member};
use crate::error::{Result, StoreError};
use crate::text::Plain;

/// What kind of body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BodyForm {
    /// 都道府県
    Prefecture,
    /// 市区町村
    Municipality,
    /// 広域連合
    WideAreaUnion,
    /// 一部事務組合
    PartialAffairsAssociation,
    /// その他
    Other,
}

impl BodyForm {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Prefecture, Self::Municipality, Self::WideAreaUnion, Self::PartialAffairsAssociation, Self::Other];

    /// The kind on papers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prefecture => "都道府県",
            Self::Municipality => "市区町村",
            Self::WideAreaUnion => "広域連合",
            Self::PartialAffairsAssociation => "一部事務組合",
            Self::Other => "その他",
        }
    }
}

impl Plain for BodyForm {
    fn plain(&self) -> String {
        self.label().to_owned()
    }

    fn from_plain(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.label() == text)
    }
}

/// A body of a prefecture's world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its code.
    pub code: BodyCode,
    /// Its name.
    pub name: String,
    /// What it is.
    pub form: BodyForm,
    /// 構成市町村.
    pub members: Vec<BodyCode>,
    /// First day, if it has one.
    pub valid_from: Option<Date>,
    /// Last day, if it has one.
    pub valid_to: Option<Date>,
}

/// Adds a body to a prefecture's world.
///
/// # Errors
/// [`StoreError::Refused`] if the code is taken or a member is not of this world; else the database's.
pub async fn add_organisation(
    tx: &WriteTransaction,
    act: &Act,
    prefecture: PrefectureCode,
    new: &Organisation,
) -> Result<()> {
    let world = i64::from(prefecture.get());
    crate::audit::lock(tx, prefecture.into()).await?;
    if exists(&**tx, world, new.code).await? {
        return Err(StoreError::refused(format!("団体コード{}は既に登録されています", new.code)));
    }
    for code in &new.members {
        if !exists(&**tx, world, *code).await? {
            return Err(StoreError::refused(format!("構成市町村の団体コード{code}が登録されていません")));
        }
    }
    let row = body::Model {
        prefecture: world,
        code: new.code.to_string(),
        name: new.name.clone(),
        kind: new.form.plain(),
        valid_from: new.valid_from.map(|d| d.to_string()),
        valid_to: new.valid_to.map(|d| d.to_string()),
    };
    let member = |m: &BodyCode| member::Model { prefecture: world, code: new.code.to_string(), member: m.to_string() };
    let mut members: Vec<member::Model> = new.members.iter().map(member).collect();
    members.sort_by(|a, b| a.member.cmp(&b.member));
    insert_all(&**tx, std::slice::from_ref(&row)).await?;
    insert_all(&**tx, &members).await?;
    let deed = Deed::new("organisation.add", new.code.to_string());
    // A code is six digits.
    let owner = new.code.to_string().parse().unwrap_or_default();
    let records = [Record::of(owner, std::slice::from_ref(&row)), Record::of(owner, &members)];
    append_with(tx, prefecture.into(), act, deed, &records).await?;
    Ok(())
}

pub(crate) async fn exists(db: &impl ConnectionTrait, prefecture: i64, code: BodyCode) -> Result<bool> {
    Ok(body::Entity::find_by_id((prefecture, code.to_string())).one(db).await?.is_some())
}

/// All bodies of a prefecture's world, by code.
///
/// # Errors
/// The database's.
pub async fn organisations(db: &impl ConnectionTrait, prefecture: PrefectureCode) -> Result<Vec<Organisation>> {
    let world = i64::from(prefecture.get());
    let mut members = member::Entity::find()
        .filter(member::Column::Prefecture.eq(world))
        .order_by_asc(member::Column::Code)
        .order_by_asc(member::Column::Member)
        .all(db)
        .await?;
    let rows = body::Entity::find()
        .filter(body::Column::Prefecture.eq(world))
        .order_by_asc(body::Column::Code)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let own = members.extract_if(.., |m| m.code == row.code).map(|m| m.member).collect();
            let code = row.code.clone();
            organisation(row, own).ok_or_else(|| StoreError::corrupt("organisations", code, "値を読めません"))
        })
        .collect()
}

/// The published list with what a prefecture has added to it.
///
/// # Errors
/// The database's; [`StoreError::Corrupt`].
pub(crate) async fn added_bodies(db: &impl ConnectionTrait, prefecture: PrefectureCode) -> Result<Bodies> {
    let published = [BodyForm::Prefecture.plain(), BodyForm::Municipality.plain()];
    let rows = body::Entity::find()
        .filter(body::Column::Prefecture.eq(i64::from(prefecture.get())))
        .filter(body::Column::Kind.is_not_in(published))
        .all(db)
        .await?;
    let read = |row: body::Model| match BodyCode::parse(&row.code) {
        Some(code) => Ok(AddedBody { code, name: row.name }),
        None => Err(StoreError::corrupt("organisations", row.code, "値を読めません")),
    };
    Ok(Bodies::with(rows.into_iter().map(read).collect::<Result<Vec<_>>>()?))
}

fn organisation(row: body::Model, members: Vec<String>) -> Option<Organisation> {
    let day = |text: Option<String>| text.map_or(Some(None), |t| Date::from_plain(&t).map(Some));
    Some(Organisation {
        code: BodyCode::parse(&row.code)?,
        name: row.name,
        form: BodyForm::from_plain(&row.kind)?,
        members: members.iter().map(|m| BodyCode::parse(m)).collect::<Option<_>>()?,
        valid_from: day(row.valid_from)?,
        valid_to: day(row.valid_to)?,
    })
}
