//! Reading what somebody sent, beside the server's own work.

use std::sync::Arc;

use kikin_domain::FileReport;
use kikin_store::PlanYear;

use super::error::RoundError;
use crate::check::CheckRequest;
use crate::database::year_request;
use crate::mark::Marked;
use crate::reading::{Document, Readers, ReadersError};

/// Whoever checks files. A server's are [`Readers`], which read in processes of their own.
pub trait Checks: Send + Sync + 'static {
    /// Checks a file; blocks the thread until it is read.
    ///
    /// # Errors
    /// [`ReadersError`] when no file could be read here.
    fn report(&self, document: &Document, request: CheckRequest<'_>) -> Result<FileReport, ReadersError>;

    /// Checks a file and marks it; blocks the thread until it is written.
    ///
    /// # Errors
    /// As for [`Checks::report`], or when not even a workbook of its own can be written.
    fn marked(&self, document: &Document, request: CheckRequest<'_>) -> Result<Marked, ReadersError>;

    /// Marks a file with what was found in it before; blocks the thread until it is written.
    ///
    /// # Errors
    /// As for [`Checks::marked`].
    fn marked_as_found(
        &self,
        document: &Document,
        request: CheckRequest<'_>,
        found: &FileReport,
    ) -> Result<Marked, ReadersError>;
}

impl Checks for Readers {
    fn report(&self, document: &Document, request: CheckRequest<'_>) -> Result<FileReport, ReadersError> {
        Ok(self.check(document, request, false)?.report)
    }

    fn marked(&self, document: &Document, request: CheckRequest<'_>) -> Result<Marked, ReadersError> {
        self.mark(document, request)
    }

    fn marked_as_found(
        &self,
        document: &Document,
        request: CheckRequest<'_>,
        found: &FileReport,
    ) -> Result<Marked, ReadersError> {
        self.mark_as_found(document, request, found)
    }
}

/// Checks a file by the year's own 区分 and severities, on a thread that may wait.
pub(crate) async fn read_apart(
    reader: &Arc<impl Checks + ?Sized>,
    document: Document,
    year: &PlanYear,
) -> Result<(Document, FileReport), RoundError> {
    let (reader, year) = (Arc::clone(reader), year.clone());
    let read = tokio::task::spawn_blocking(move || {
        let report = reader.report(&document, year_request(&year));
        report.map(|report| (document, report))
    });
    Ok(read.await.map_err(|error| RoundError::Reading(Box::new(error)))??)
}

/// Checks a file and marks it by the year's own 区分 and severities, on a thread that may wait.
pub(crate) async fn marked_apart(
    reader: &Arc<impl Checks + ?Sized>,
    document: Document,
    year: &PlanYear,
) -> Result<Marked, RoundError> {
    let (reader, year) = (Arc::clone(reader), year.clone());
    let marked = tokio::task::spawn_blocking(move || reader.marked(&document, year_request(&year)));
    Ok(marked.await.map_err(|error| RoundError::Reading(Box::new(error)))??)
}

/// Marks a file with what was found in it before, on a thread that may wait.
pub(crate) async fn marked_again(
    reader: &Arc<impl Checks + ?Sized>,
    document: Document,
    year: &PlanYear,
    found: FileReport,
) -> Result<Marked, RoundError> {
    let (reader, year) = (Arc::clone(reader), year.clone());
    let marked = tokio::task::spawn_blocking(move || reader.marked_as_found(&document, year_request(&year), &found));
    Ok(marked.await.map_err(|error| RoundError::Reading(Box::new(error)))??)
}
