//! What an export makes: a file, from what is there when the job is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::grouping::{Group, from_kept, one_to_one};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_report::plan::{Edition, Fixed, PlanStatement, write_plan};
use kikin_report::{data, plan::ReportError};
use kikin_sheet::form::UNWRITTEN;
use kikin_store::jobs::Job;
use kikin_store::{Connection, Moment, Store, plan_text, prefectural_projects};

use super::JobKind;
use crate::people::{Scope, permit};
use crate::plan::live;
use crate::round::{Checks, RoundError, files_that_count, originals_zip};

/// Gathering, making, keeping.
const STEPS: u64 = 3;

/// A file, and its name.
pub(crate) struct Made {
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

/// How many steps an export has: files where it is of files.
pub(super) async fn steps(
    db: &impl Connection,
    of: (PrefectureCode, FiscalYear),
    (kind, stage): (JobKind, Stage),
) -> Result<u64, RoundError> {
    match kind {
        JobKind::Originals | JobKind::MarkedOriginals => Ok(files_that_count(db, of, stage).await?.len().max(1) as u64),
        _ => Ok(STEPS),
    }
}

/// Makes the file of a job. Whoever asked must still be permitted.
pub(super) async fn make(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (job, kind): (&Job, JobKind),
    done: &AtomicU64,
) -> Result<Made, RoundError> {
    permit(store, scope, Action::Export, &Matter::of(Seat::Prefecture(job.prefecture))).await?;
    match kind {
        JobKind::Originals | JobKind::MarkedOriginals => {
            let what = (job.stage, kind == JobKind::MarkedOriginals);
            let bytes = originals_zip(store, reader, (job.prefecture, job.year), what, done).await?;
            let file_name = format!("原本と受付票_{}_{}.zip", job.year.era(), job.stage.label());
            Ok(Made { file_name, bytes })
        }
        kind => of_plan(store, scope, (job, kind), done).await,
    }
}

/// A file made from the plan as it is now.
async fn of_plan(
    store: &Store,
    scope: &Scope,
    (job, kind): (&Job, JobKind),
    done: &AtomicU64,
) -> Result<Made, RoundError> {
    let reading = store.read().await?;
    let plan = live(&reading, (job.prefecture, job.year), job.stage, None).await?.plan;
    let setting = setting_of(&reading, &plan).await?;
    drop(reading);
    done.store(1, Ordering::Relaxed);
    // What the paper says of its day is when it was asked for: taken over by another server it is the same.
    let day = Moment::parse(&job.asked_at).map_or_else(|| scope.act().at.date(), Moment::date);
    let file_name = name(&plan, kind, day);
    let bytes = apart(move || bytes(&plan, &setting, kind, day)).await?;
    done.store(2, Ordering::Relaxed);
    Ok(Made { file_name, bytes })
}

/// What a plan's paper has besides the plan.
pub(crate) struct Setting {
    groups: Vec<Group>,
    /// 章, 節, 本文 as written here; of the prefecture's workbook where nothing is.
    chapters: Option<Vec<[String; 3]>>,
    /// That it is fixed, and how.
    pub(crate) fixed: Option<Fixed>,
}

/// The grouping and the text of a plan.
pub(crate) async fn setting_of(db: &impl Connection, plan: &Consolidated) -> Result<Setting, RoundError> {
    let text = match plan.stage {
        Stage::Request | Stage::Evaluation(_) => None,
        Stage::Plan | Stage::Change => plan_text(db, plan.prefecture, plan.year).await?,
    };
    Ok(Setting { groups: groups_of(db, plan).await?, chapters: text.map(|t| t.chapters), fixed: None })
}

/// The grouping that is kept for 計画; else each project by itself.
pub(crate) async fn groups_of(db: &impl Connection, plan: &Consolidated) -> Result<Vec<Group>, RoundError> {
    let kept = prefectural_projects(db, plan.prefecture, plan.year).await?;
    // A grouping is of the plan: 要望 are other projects.
    Ok(if kept.is_empty() || !plan.stage.is_of_the_plan() {
        one_to_one(&plan.categories, &plan.lines)
    } else {
        from_kept(&kept, &plan.lines).0
    })
}

/// Work that takes the processor, on a thread that may be held up.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RoundError> + Send + 'static,
) -> Result<T, RoundError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RoundError::Reading(Box::new(error)))?
}

fn bytes(plan: &Consolidated, setting: &Setting, kind: JobKind, day: Date) -> Result<Vec<u8>, RoundError> {
    match kind {
        JobKind::PlanWorkbook => workbook(plan, setting, Edition::Public, day),
        JobKind::FullPlanWorkbook => workbook(plan, setting, Edition::Full, day),
        JobKind::PlanData => data::long_form(plan).map_err(|error| RoundError::field(error.to_string())),
        JobKind::PlanCodes => data::code_table(plan).map_err(|error| RoundError::field(error.to_string())),
        other => Err(RoundError::field(format!("「{}」は県計画から書き出せません。", other.label()))),
    }
}

/// The plan workbook.
pub(crate) fn workbook(
    plan: &Consolidated,
    setting: &Setting,
    edition: Edition,
    day: Date,
) -> Result<Vec<u8>, RoundError> {
    let mut statement = PlanStatement::with(plan, &setting.groups, edition);
    statement.fixed.clone_from(&setting.fixed);
    if let Some(chapters) = &setting.chapters {
        let written = |text: &String| if text.is_empty() { UNWRITTEN.to_owned() } else { text.clone() };
        let row = |[chapter, section, text]: &[String; 3]| [chapter.clone(), section.clone(), written(text)];
        statement.texts.chapters = chapters.iter().map(row).collect();
    }
    write_plan(&statement, day).map_err(|error| match error {
        ReportError::Proof(error) => RoundError::field(error.to_string()),
        ReportError::Write(error) => RoundError::Reading(Box::new(error)),
    })
}

/// 「令和8年度_新潟県計画_20261121.xlsx」
fn name(plan: &Consolidated, kind: JobKind, day: Date) -> String {
    let what = match (kind, plan.stage) {
        (JobKind::PlanWorkbook, Stage::Request) => "計画（要望取りまとめ）",
        (JobKind::PlanWorkbook, _) => "計画",
        (JobKind::FullPlanWorkbook, _) => "計画（連絡先入り）",
        (JobKind::PlanData, _) => "計画データ",
        (JobKind::PlanCodes, _) => "計画データのコード表",
        (other, _) => other.label(),
    };
    let ending = kind.ending().unwrap_or("xlsx");
    format!("{}_{}{what}_{}.{ending}", plan.year.era(), plan.prefecture.name(), day.strftime("%Y%m%d"))
}
