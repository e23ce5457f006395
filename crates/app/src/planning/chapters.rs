//! 計画本文: written here, in versions; what is written here stands in every export from then on.

use kikin_domain::consolidated::Consolidated;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_report::plan::{Edition, PlanTexts};
use kikin_store::{Store, World, add_plan_text, audit, plan_text};

use crate::people::{PeopleError, Scope, permit};
use crate::plan::live;
use crate::round::{RoundError, name_posts};

type Key = (PrefectureCode, FiscalYear);

/// The longest 本文 of a 節, in letters.
pub const LONGEST_CHAPTER: usize = 20_000;

/// 計画本文 as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapters {
    /// 章, 節, 本文; 本文 is blank where nothing is written.
    pub rows: Vec<[String; 3]>,
    /// The number of the version; 0 where nothing was written here.
    pub number: i64,
    /// When it was written, with offset, and by which post.
    pub written: Option<(String, String)>,
}

/// 計画本文: as written here, else of the prefecture's own workbook, else the outline.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn chapters(store: &Store, scope: &Scope, key: Key) -> Result<Chapters, RoundError> {
    permit(store, scope, Action::EditChapters, &Matter::of(Seat::Prefecture(key.0))).await?;
    let reading = store.read().await?;
    let mut found = current(&reading, key).await?;
    name_posts(&reading, key.0, found.written.iter_mut().map(|(_, by)| by)).await?;
    Ok(found)
}

async fn current(db: &impl kikin_store::Connection, key: Key) -> Result<Chapters, RoundError> {
    if let Some(text) = plan_text(db, key.0, key.1).await? {
        return Ok(Chapters { rows: text.chapters, number: text.number, written: Some((text.at, text.actor)) });
    }
    let live = live(db, key, Stage::Plan, None).await?;
    live.set_up.ok_or(RoundError::NoYear(key.0, key.1))?;
    Ok(Chapters { rows: filed(&live.plan), number: 0, written: None })
}

/// 計画本文 of the prefecture's own workbook, else the outline.
fn filed(plan: &Consolidated) -> Vec<[String; 3]> {
    let mut rows = PlanTexts::of(plan, Edition::Public).chapters;
    for row in &mut rows {
        if row[2] == kikin_sheet::form::UNWRITTEN {
            row[2].clear();
        }
    }
    rows
}

/// The 節 of a plan's 計画本文 in which nothing is written; the 章 where it has none.
pub(super) async fn blank_sections(
    db: &impl kikin_store::Connection,
    plan: &Consolidated,
) -> Result<Vec<String>, RoundError> {
    let written = plan_text(db, plan.prefecture, plan.year).await?;
    let rows = written.map_or_else(|| filed(plan), |text| text.chapters);
    let blank = rows.into_iter().filter(|[_, _, text]| text.trim().is_empty());
    Ok(blank.map(|[chapter, section, _]| if section.is_empty() { chapter } else { section }).collect())
}

/// Writes 本文 into the 節 of the version `number`, one by one. One transaction, one event; the same again writes nothing.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for a text that is too long,
/// [`PeopleError::Meanwhile`] where somebody has written another version, or the database's.
pub async fn write_chapters(
    store: &Store,
    scope: &Scope,
    key: Key,
    number: i64,
    texts: &[String],
) -> Result<i64, RoundError> {
    permit(store, scope, Action::EditChapters, &Matter::of(Seat::Prefecture(key.0))).await?;
    let tx = store.write().await?;
    audit::hold(&tx, World::from(key.0)).await?;
    let before = current(&*tx, key).await?;
    if before.number != number || before.rows.len() != texts.len() {
        return Err(RoundError::People(PeopleError::Meanwhile));
    }
    if let Some(row) = before.rows.iter().zip(texts).find(|(_, text)| text.chars().count() > LONGEST_CHAPTER) {
        return Err(RoundError::field(format!(
            "「{}」の本文が{LONGEST_CHAPTER}文字を超えています。短くしてください。",
            row.0[1]
        )));
    }
    // Browsers send the ends of lines in two letters.
    let text = |typed: &String| typed.replace("\r\n", "\n").trim_end().to_owned();
    let rows = before
        .rows
        .iter()
        .zip(texts)
        .map(|([chapter, section, _], typed)| [chapter.clone(), section.clone(), text(typed)]);
    let rows: Vec<[String; 3]> = rows.collect();
    if rows == before.rows {
        return Ok(before.number);
    }
    let number = add_plan_text(&tx, scope.act(), key, &rows).await?;
    tx.commit().await?;
    Ok(number)
}
