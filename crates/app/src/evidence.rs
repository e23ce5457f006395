//! The auditor's bundle: a prefecture's record with everything it vouches for, as it was at a place of the chain.

use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::sync::Arc;

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::recorded::RowText;
use kikin_domain::{CellRef, Field, FileReport, FormId, PlanWorkbook, PrefectureCode, Sourced};
use kikin_report::bundle::{BundleError, BundleWriter, EVENTS, Head, Paths, ROWS, SplitTables};
use kikin_report::compare::{Comparison, write_comparison};
use kikin_report::plan::ReportError;
use kikin_store::audit::{append, head};
use kikin_store::{
    Connection, Deed, Moment, PlanVersion, PlanYear, Store, World, chain, evidence, evidence_bytes, load_plan,
    plan_year, plan_years, received_file,
};

use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::round::{Checks, RoundError, marked_again};

/// So many events are loaded at once.
const AT_ONCE: u64 = 200;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// Where the record ends that is in it.
    pub head: Head,
    /// SHA-256 of its manifest, which vouches for every byte.
    pub digest: String,
    /// How many recorded rows are in it.
    pub rows: u64,
    /// How many received files.
    pub files: usize,
}

/// Writes a bundle of all that was recorded up to an event; up to now if none is told. The same database and event give the same
/// bytes. That it was made is an event after those.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for an event that there is not, [`RoundError::Reading`] where it cannot be written, or
/// the database's.
pub async fn bundle<W: Write + Seek>(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (prefecture, until): (PrefectureCode, Option<i64>),
    out: W,
) -> Result<(W, Bundled), RoundError> {
    permit(store, scope, Action::Bundle, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let world = World::from(prefecture);
    let (there, _) = head(&reading, world).await?;
    let until = until.unwrap_or(there);
    if !(1..=there).contains(&until) {
        return Err(RoundError::field(format!(
            "記録{until}はありません。{}の記録は1から{there}までです。",
            prefecture.name()
        )));
    }
    let mut out = BundleWriter::new(out);
    let head = write_events(&reading, world, until, &mut out).await?;
    let there = write_rows(&reading, world, until, &mut out).await?;
    write_files(&reading, &there, &mut out).await?;
    for (path, bytes) in there.splits.files().map_err(BundleError::from)? {
        out.put(&path, &bytes)?;
    }
    write_marked(&reading, reader, prefecture, &there, &mut out).await?;
    write_differences(&reading, prefecture, &there, &mut out).await?;
    drop(reading);
    let (out, digest) = out.finish(prefecture, head.clone())?;
    let tx = store.write().await?;
    let mut deed = Deed::new(Action::Bundle.code(), format!("audit_events/{until}"));
    deed.after = Some(digest.clone());
    append(&tx, world, scope.act(), deed).await?;
    tx.commit().await?;
    Ok((out, Bundled { head, digest, rows: there.rows, files: there.files.len() }))
}

impl From<BundleError> for RoundError {
    fn from(error: BundleError) -> Self {
        Self::Reading(Box::new(error))
    }
}

async fn write_events<W: Write + Seek>(
    db: &impl Connection,
    world: World,
    until: i64,
    out: &mut BundleWriter<W>,
) -> Result<Head, RoundError> {
    let mut head = Head { sequence: 0, sha256: String::new() };
    out.begin(EVENTS)?;
    while head.sequence < until {
        let some = chain(db, world, (head.sequence, until), AT_ONCE).await?;
        // A chain with a gap ends there; whoever checks finds it.
        let Some(last) = some.last() else { break };
        head = Head { sequence: last.sequence, sha256: last.hash.clone() };
        for event in &some {
            out.line(event)?;
        }
    }
    Ok(head)
}

/// What the rows name besides themselves.
#[derive(Default)]
struct There {
    rows: u64,
    splits: SplitTables,
    /// The first row that names each file, by its path.
    files: Vec<(String, RowText)>,
    /// Received workbooks, in the order of their receipts.
    uploads: Vec<RowText>,
    /// Kept plans, in the order in which they were kept.
    plans: Vec<RowText>,
    /// Those that are fixed.
    fixed: Vec<i64>,
}

impl There {
    fn take(&mut self, paths: &mut Paths, row: RowText) {
        self.rows += 1;
        self.splits.take(&row);
        let path = paths.take(&row);
        match row.table.as_str() {
            "plan_versions" => self.plans.push(row),
            "plan_events" if row.get("kind") == Some("frozen") => self.fixed.extend(number(&row, "plan")),
            _ => {
                if let Some(path) = path {
                    if row.table == "uploads" {
                        self.uploads.push(row.clone());
                    }
                    self.files.push((path, row));
                }
            }
        }
    }
}

fn number(row: &RowText, column: &str) -> Option<i64> {
    row.get(column)?.parse().ok()
}

async fn write_rows<W: Write + Seek>(
    db: &impl Connection,
    world: World,
    until: i64,
    out: &mut BundleWriter<W>,
) -> Result<There, RoundError> {
    let (mut there, mut paths) = (There::default(), Paths::default());
    out.begin(ROWS)?;
    let mut after = 0;
    while after < until {
        let some = chain(db, world, (after, until), AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        after = last.sequence;
        for event in &some {
            for row in evidence(db, world, event).await? {
                out.line(&row)?;
                there.take(&mut paths, row);
            }
        }
    }
    Ok(there)
}

async fn write_files<W: Write + Seek>(
    db: &impl Connection,
    there: &There,
    out: &mut BundleWriter<W>,
) -> Result<(), RoundError> {
    for (path, row) in &there.files {
        out.put(path, &evidence_bytes(db, row).await?)?;
    }
    Ok(())
}

/// The marked workbooks of what municipalities sent, with what was found in them when they came.
async fn write_marked<W: Write + Seek>(
    db: &impl Connection,
    reader: &Arc<impl Checks + ?Sized>,
    prefecture: PrefectureCode,
    there: &There,
    out: &mut BundleWriter<W>,
) -> Result<(), RoundError> {
    let mut years: BTreeMap<i64, PlanYear> = BTreeMap::new();
    for (_, year) in plan_years(db).await?.into_iter().filter(|(of, _)| *of == prefecture) {
        if let Some(set_up) = plan_year(db, prefecture, year).await? {
            years.insert(year.get().into(), set_up);
        }
    }
    for row in &there.uploads {
        let Some(year) = number(row, "year").and_then(|year| years.get(&year)) else { continue };
        let Some(id) = number(row, "id").filter(|_| row.get("form") == Some(FormId::MunicipalPlan.code())) else {
            continue;
        };
        let found = found_before(db, prefecture, id).await?;
        let bytes = evidence_bytes(db, row).await?;
        let document = Document::read(found.file.as_str(), bytes.as_slice());
        let document = document.map_err(|error| RoundError::Reading(Box::new(error)))?;
        let path = format!(
            "marked/{:0>6}_{}",
            row.get("receipt").unwrap_or_default(),
            kikin_report::bundle::safe(&found.file)
        );
        out.put(&path, &marked_again(reader, document, year, found).await?.bytes)?;
    }
    Ok(())
}

/// What the check found when a file was received.
async fn found_before(db: &impl Connection, prefecture: PrefectureCode, id: i64) -> Result<FileReport, RoundError> {
    let file = received_file(db, prefecture, id).await?;
    let mut plan = PlanWorkbook::empty(FormId::MunicipalPlan);
    plan.organization = file.body.map(|body| (body, body.name().unwrap_or_default().to_owned()));
    plan.judged_year = Some(file.year);
    if let Some(value) = file.stage {
        plan.cover.stage = Field::Given(Sourced { value, cell: CellRef::new(1, 1), raw: String::new() });
    }
    Ok(FileReport {
        file: file.file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
        sha256: file.sha256,
        form: file.form,
        plan: Some(plan),
        evaluation: None,
        verdict: file.verdict,
        findings: file.findings,
        normalizations: file.normalizations,
        totals: Vec::new(),
    })
}

/// 新旧対照表 of each kept plan and the one before it of the same year and stage.
async fn write_differences<W: Write + Seek>(
    db: &impl Connection,
    prefecture: PrefectureCode,
    there: &There,
    out: &mut BundleWriter<W>,
) -> Result<(), RoundError> {
    let mut former: BTreeMap<(&str, &str), &RowText> = BTreeMap::new();
    for row in &there.plans {
        let (Some(year), Some(stage)) = (row.get("year"), row.get("stage")) else { continue };
        let Some(before) = former.insert((year, stage), row) else { continue };
        let (Some(old), Some(new)) = (number(before, "id"), number(row, "id")) else { continue };
        let comparison = {
            let (one, other) = (load_plan(db, prefecture, old).await?, load_plan(db, prefecture, new).await?);
            let (old_name, new_name) = (there.name_of(&one.version), there.name_of(&other.version));
            Comparison::of((&old_name, &one.plan), (&new_name, &other.plan))
        };
        let day = row.get("created_at").and_then(Moment::parse).map(Moment::date).unwrap_or_default();
        let bytes = write_comparison(&comparison, day).map_err(|error| match error {
            ReportError::Proof(error) => RoundError::field(error.to_string()),
            ReportError::Write(error) => RoundError::Reading(Box::new(error)),
        })?;
        out.put(&format!("differences/{old:06}-{new:06}.xlsx"), &bytes)?;
    }
    Ok(())
}

impl There {
    /// 「計画 第2版（確定）」, as it was at that place of the chain.
    fn name_of(&self, plan: &PlanVersion) -> String {
        let state = if self.fixed.contains(&plan.id) { "確定" } else { "案" };
        format!("{} 第{}版（{state}）", plan.stage, plan.number)
    }
}
