//! `kikin import`: readers side by side, one writer, batches.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use kikin_app::{
    CheckRequest, Document, Imported, PlanYear, Read, Readers, Results, Standing, Store, import, standing, year_request,
};
use kikin_domain::FileReport;
use kikin_domain::plan::Awaited;
use tokio::runtime::Handle;

use crate::database::print_imported;
use crate::interrupt::{self, Orderly};
use crate::reading::{Files, Outcomes};
use crate::user::scope;
use crate::{Outcome, output};

/// Most files of one transaction, and how long they are gathered for: a commit that is durable costs the same for one file as
/// for many.
const MOST_IN_BATCH: usize = 48;
const GATHERED_FOR: Duration = Duration::from_millis(250);

/// Imports files in their order. Must be called on a runtime of several threads.
///
/// # Errors
/// The first thing that kept a file from being received. What was received before stays, and the error says what was not.
pub(crate) fn import_files(
    readers: &Readers,
    store: &Store,
    year: &PlanYear,
    paths: &[PathBuf],
) -> anyhow::Result<Outcome> {
    let _orderly = Orderly::begin();
    // 事後評価 comes the same way as the plans that it is about.
    let request = CheckRequest { awaited: Awaited::Any, ..year_request(year) };
    let files = Files { readers, paths, request, score: false, keep: true };
    let mut writer = Writer { store, year, bar: output::progress(paths.len()), done: 0, projects: 0, rejected: false };
    let ended = tokio::task::block_in_place(|| files.read_with(|results| writer.write_all(results)));
    writer.bar.finish_and_clear();
    let rest = &paths[writer.done..];
    if let Some(first) = rest.first() {
        tell!(
            "{}件のうち{}件を受け付けました。「{}」から後ろの{}件は受け付けていません。同じ指定でもう一度実行すると、残りを受け付けます。",
            paths.len(),
            writer.done,
            first.display(),
            rest.len()
        );
    }
    ended?;
    if !rest.is_empty() && interrupt::flag().load(Ordering::Relaxed) {
        bail!("中断しました");
    }
    Ok(if writer.rejected { Outcome::InputErrors } else { Outcome::Fine })
}

/// The one who writes.
struct Writer<'a> {
    store: &'a Store,
    year: &'a PlanYear,
    bar: ProgressBar,
    /// Files that are answered: received, or said not to be received.
    done: usize,
    projects: usize,
    rejected: bool,
}

impl Writer<'_> {
    fn write_all(&mut self, results: &mut Results<'_, '_, Outcomes>) -> anyhow::Result<()> {
        loop {
            let gathered = results.take_batch(MOST_IN_BATCH, GATHERED_FOR);
            if gathered.is_empty() {
                return Ok(());
            }
            // What came before a file that cannot be read is received all the same.
            let mut batch = Vec::with_capacity(gathered.len());
            let mut failed = None;
            for outcome in gathered {
                match outcome {
                    Ok((document, Read { report, .. })) => batch.push((document, report)),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            self.write(batch)?;
            if let Some(error) = failed {
                return Err(error);
            }
        }
    }

    /// Receives a batch in one transaction. If the database refuses, file by file: so those before the one at fault are
    /// received, and it is named.
    fn write(&mut self, batch: Vec<(Document, FileReport)>) -> anyhow::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.receive(&batch).is_ok() {
            return Ok(());
        }
        for file in batch.chunks(1) {
            self.receive(file).with_context(|| format!("「{}」を受け付けられません", file[0].0.name))?;
        }
        Ok(())
    }

    /// Receives files in one transaction and tells their receipts once they are durable.
    fn receive(&mut self, files: &[(Document, FileReport)]) -> anyhow::Result<()> {
        let received = Handle::current().block_on(import(self.store, &scope(), self.year, files))?;
        let counts = Handle::current().block_on(self.standings(&received))?;
        self.bar.suspend(|| received.iter().zip(&counts).for_each(|(one, counts)| print_imported(one, counts)));
        self.done += received.len();
        self.rejected |= received.iter().any(Imported::is_rejected);
        self.projects +=
            received.iter().filter_map(|r| r.report.plan.as_ref()).map(|p| p.projects.len()).sum::<usize>();
        output::advance(&self.bar, received.len(), self.projects);
        Ok(())
    }

    /// What counts now, of each file.
    async fn standings(&self, received: &[Imported<'_>]) -> anyhow::Result<Vec<Standing>> {
        let mut all = Vec::with_capacity(received.len());
        for one in received {
            all.push(match &one.receipt {
                Some(receipt) => standing(self.store, self.year, receipt).await?,
                None => Standing::default(),
            });
        }
        Ok(all)
    }
}
