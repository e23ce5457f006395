//! The tables whose rows are recorded with the event that writes them, and their rows as texts.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, PrimaryKeyToColumn, QueryFilter};

use kikin_domain::recorded::{EVIDENCE, EventText, RowDigest, RowText, row_digest};

use crate::audit::{World, page};
use crate::bulk::{Record, cells, key_of};
use crate::entity::audit::event;
use crate::entity::{evaluation, people, plan, received, round, workbook};
use crate::error::{Result, StoreError};

/// The tables whose rows are recorded when they are written.
pub(crate) const RECORDED: [&str; 32] = [
    "uploads",
    "submissions",
    "submission_versions",
    "submission_events",
    "projects",
    "indicators",
    "yearly_amounts",
    "facilities",
    "evaluations",
    "evaluation_indicators",
    "workbook_parts",
    "plan_versions",
    "plan_lines",
    "plan_events",
    "plan_papers",
    "plan_fixings",
    "plan_texts",
    "posts",
    "post_events",
    "post_holders",
    "invitations",
    "invitation_events",
    "notices",
    "drafts",
    "attachments",
    "attachment_events",
    "round_events",
    "comments",
    "assessments",
    "assessment_answers",
    "evaluation_fronts",
    "grants",
];

/// A recorded row, as it is digested.
pub(crate) struct Row {
    /// The values of its key columns, joined by `/`.
    pub(crate) key: String,
    cells: Vec<(&'static str, Vec<u8>)>,
}

impl Row {
    fn of<M>(row: &M) -> Self
    where
        M: ModelTrait,
        <M::Entity as EntityTrait>::PrimaryKey: PrimaryKeyToColumn<Column = <M::Entity as EntityTrait>::Column>,
    {
        Self { key: key_of(row), cells: cells(row).collect() }
    }

    pub(crate) fn digest(&self) -> RowDigest {
        row_digest(self.cells.iter().map(|(name, value)| (name, value)))
    }
}

/// Loads the rows that a record is about, by the column that owns them; `None` for a table that is not known.
pub(crate) async fn recorded_rows(db: &impl ConnectionTrait, world: i64, record: &Record) -> Result<Option<Vec<Row>>> {
    use evaluation::{achieved, front, grant, result};
    use people::{holder, invitation, invitation_event, post, post_event};
    use plan::{event as plan_event, fixing, line, paper, text, version as plan_version};
    use received::{submission, upload, version, version_event};
    use round::{answer, assessment, attachment, attachment_event, comment, draft, notice, round_event};
    use workbook::{facility, indicator, part, project, yearly};
    macro_rules! hold {
        ($($table:literal = $module:ident by $owner:ident),+ $(,)?) => {
            match record.table.as_str() {
                $($table => {
                    let rows = $module::Entity::find()
                        .filter($module::Column::Prefecture.eq(world))
                        .filter($module::Column::$owner.eq(record.owner))
                        .all(db)
                        .await?;
                    Ok(Some(rows.iter().map(Row::of).collect()))
                })+
                _ => Ok(None),
            }
        };
    }
    hold! {
        "uploads" = upload by Id,
        "submissions" = submission by Id,
        "submission_versions" = version by Upload,
        "submission_events" = version_event by Id,
        "projects" = project by Upload,
        "indicators" = indicator by Upload,
        "yearly_amounts" = yearly by Upload,
        "facilities" = facility by Upload,
        "evaluations" = result by Upload,
        "evaluation_indicators" = achieved by Upload,
        "workbook_parts" = part by Upload,
        "plan_versions" = plan_version by Id,
        "plan_lines" = line by Plan,
        "plan_events" = plan_event by Id,
        "plan_papers" = paper by Plan,
        "plan_fixings" = fixing by Plan,
        "plan_texts" = text by Id,
        "posts" = post by Id,
        "post_events" = post_event by Id,
        "post_holders" = holder by Id,
        "invitations" = invitation by Id,
        "invitation_events" = invitation_event by Id,
        "notices" = notice by Id,
        "drafts" = draft by Id,
        "attachments" = attachment by Id,
        "attachment_events" = attachment_event by Id,
        "round_events" = round_event by Id,
        "comments" = comment by Id,
        "assessments" = assessment by Id,
        "assessment_answers" = answer by Id,
        "evaluation_fronts" = front by Id,
        "grants" = grant by Id,
    }
}

/// Events of a world after `after` and up to `until`, in order, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn chain(
    db: &impl ConnectionTrait,
    world: World,
    (after, until): (i64, i64),
    limit: u64,
) -> Result<Vec<EventText>> {
    let text = |event: event::Model| EventText {
        sequence: event.sequence,
        canonical: event.canonical,
        hash: event.hash,
        records: event.records,
    };
    let found = page(db, world, after, limit).await?;
    Ok(found.into_iter().take_while(|event| event.sequence <= until).map(text).collect())
}

/// The rows that an event of a world recorded of what was filed, decided and planned, as they were then.
///
/// # Errors
/// [`StoreError::Corrupt`] where its records cannot be read, or the database's. Rows that are not as they were recorded are left out:
/// whoever holds them to their record finds them missing.
pub async fn evidence(db: &impl ConnectionTrait, world: World, event: &EventText) -> Result<Vec<RowText>> {
    let records: Vec<Record> = serde_json::from_str(&event.records)
        .map_err(|_| StoreError::corrupt("audit_events", event.sequence, "行の記録を読めません"))?;
    let mut texts = Vec::new();
    for record in records.iter().filter(|record| EVIDENCE.contains(&record.table.as_str())) {
        // An owner may have got more rows by later events.
        let rows = recorded_rows(db, world.number(), record).await?.unwrap_or_default();
        for row in rows.into_iter().filter(|row| record.knows(&row.digest())) {
            let text = |(name, value): (&str, Vec<u8>)| Some((name.to_owned(), String::from_utf8(value).ok()?));
            let damaged =
                StoreError::corrupt("audit_events", format!("{} {}", record.table, row.key), "値を読めません");
            let cells: Option<Vec<_>> = row.cells.into_iter().map(text).collect();
            let (table, owner, cells) = (record.table.clone(), record.owner, cells.ok_or(damaged)?);
            texts.push(RowText { event: event.sequence, table, owner, cells });
        }
    }
    Ok(texts)
}

/// The bytes that a row of [`evidence`] names by their SHA-256: a received file, an attachment, the paper of a version.
///
/// # Errors
/// [`StoreError::Missing`] where there are none, [`StoreError::Corrupt`] where they have another digest now, or the database's.
pub async fn evidence_bytes(db: &impl ConnectionTrait, row: &RowText) -> Result<Vec<u8>> {
    let digest = row.get("sha256").ok_or_else(|| StoreError::missing("ファイル"))?;
    let kept = received::blob::Entity::find_by_id(digest).one(db).await?;
    let bytes = kept.ok_or_else(|| StoreError::missing("ファイル"))?.bytes;
    if crate::hash::sha256(&bytes) != digest {
        return Err(StoreError::corrupt("blobs", digest, "内容がSHA-256と食い違っています"));
    }
    Ok(bytes)
}
