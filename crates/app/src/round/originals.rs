//! The files of a stage in one zip: originals as they were received, receipts, and marked workbooks.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, FiscalYear, PrefectureCode};
use kikin_report::bundle::safe;
use kikin_store::round::rounds;
use kikin_store::{Connection, PlanYear, Store, organisations, received_bytes};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::error::RoundError;
use super::read::{Checks, marked_apart};
use super::slip::{Slip, slip};
use crate::reading::Document;

/// A zip is no larger, bytes: it is kept in the database, and held in memory while it is made.
const LARGEST_BULK: usize = 200 * 1024 * 1024;

/// A file that goes into the zip; its bytes are fetched when it is its turn.
struct Received {
    folder: String,
    slip: Slip,
}

/// Of a stage every file of which a version counts, and whose it is. A file that holds both 分 stands here once.
pub(crate) async fn files_that_count(
    db: &impl Connection,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<BTreeMap<i64, BodyCode>, RoundError> {
    let there = rounds(db, prefecture, year, None).await?;
    let of_stage = there.iter().filter(|round| round.submission.stage == stage);
    let upload = of_stage.filter_map(|round| Some((round.submission.counting()?.upload, round.submission.body)));
    Ok(upload.collect())
}

/// The zip: of every version that counts its file as received and its receipt, a folder for each body; `marked` adds the marked
/// workbooks. The same files give the same bytes. `done` counts them. Who may have it is asked before.
///
/// # Errors
/// [`RoundError::NoYear`], [`RoundError::Field`] for what is too much for one zip, [`RoundError::Readers`], or the database's.
pub(crate) async fn originals_zip(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    of: (PrefectureCode, FiscalYear),
    (stage, marked): (Stage, bool),
    done: &AtomicU64,
) -> Result<Vec<u8>, RoundError> {
    let (year, files) = received(store, of, stage).await?;
    let mut zip = Zip::new();
    for (at, one) in (1..).zip(files) {
        let bytes = received_bytes(store.connection(), of.0, one.slip.upload).await?;
        let file = one.slip.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        // A receipt number is given once: no two files of a folder have a name in common.
        let path = |what: &str| format!("{}/{}_{what}", one.folder, one.slip.number);
        zip.put(&path(&format!("原本_{}", safe(file))), &bytes)?;
        zip.put(&path("受付票.txt"), receipt(&one.slip, &one.folder).as_bytes())?;
        if marked {
            let document = Document::read(one.slip.file_name.as_str(), bytes.as_slice()).map_err(broken)?;
            let marked = marked_apart(reader, document, &year).await?;
            zip.put(&path(&format!("印付き_{}", safe(file))), &marked.bytes)?;
        }
        done.store(at, Ordering::Relaxed);
    }
    zip.end()
}

/// What goes in, by folder and receipt number, as the database is at one moment.
async fn received(
    store: &Store,
    (prefecture, year): (PrefectureCode, FiscalYear),
    stage: Stage,
) -> Result<(PlanYear, Vec<Received>), RoundError> {
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let names: BTreeMap<BodyCode, String> =
        organisations(&reading, prefecture).await?.into_iter().map(|body| (body.code, body.name)).collect();
    let mut files = Vec::new();
    for (upload, body) in files_that_count(&reading, (prefecture, year), stage).await? {
        let name = names.get(&body).map_or("", String::as_str);
        let slip = slip(&reading, &set_up, upload).await?;
        files.push(Received { folder: safe(&format!("{body}_{name}")), slip });
    }
    files.sort_by(|a, b| (&a.folder, a.slip.number).cmp(&(&b.folder, b.slip.number)));
    Ok((set_up, files))
}

/// A zip that is being written.
struct Zip {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    room: usize,
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> RoundError {
    RoundError::Reading(Box::new(error))
}

impl Zip {
    fn new() -> Self {
        Self { writer: ZipWriter::new(Cursor::new(Vec::new())), room: LARGEST_BULK }
    }

    /// Workbooks are compressed in themselves: they are stored as they are. No moment of the making stands in it.
    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), RoundError> {
        self.room = self.room.checked_sub(bytes.len()).ok_or_else(|| {
            RoundError::field(format!(
                "ファイルが全部で{}MBを超えるため、一つのzipにできません。団体ごとの画面から取得してください。",
                LARGEST_BULK / (1024 * 1024)
            ))
        })?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.writer.start_file(path, options).map_err(broken)?;
        self.writer.write_all(bytes).map_err(broken)
    }

    fn end(self) -> Result<Vec<u8>, RoundError> {
        Ok(self.writer.finish().map_err(broken)?.into_inner())
    }
}

/// 受付票 as text: lines as Windows ends them.
fn receipt(slip: &Slip, body: &str) -> String {
    let versions: Vec<String> = slip.versions.iter().map(|v| format!("{} 第{}版", v.bu.label(), v.number)).collect();
    let mut lines = vec![
        "受付票".to_owned(),
        format!("受付番号：{}", slip.number),
        format!("団体：{body}"),
        format!("計画：{} {}", slip.year.era(), slip.stage.label()),
        format!("版：{}", versions.join("、")),
        format!("受付日時：{}", slip.received_at),
        format!("受付アカウント：{}", slip.received_by),
        format!("ファイル：{}", slip.file_name),
        format!("SHA-256：{}", slip.sha256),
        format!("事業数：{}", slip.projects),
    ];
    for (category, amounts) in &slip.totals {
        lines.push(format!("区分{}：総事業費{}円、基金{}円", category.as_str(), amounts.total, amounts.fund));
    }
    if slip.late {
        lines.push("第1回の期限の後に受け付けました。".to_owned());
    }
    lines.push(slip.sentence());
    lines.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_for_one_zip_says_where_to_get_it() {
        let mut zip = Zip { room: 3, ..Zip::new() };
        zip.put("一", b"ab").expect("has room");
        let told = zip.put("二", b"cd").expect_err("has none").to_string();
        assert!(told.contains("200MB") && told.contains("団体ごとの画面"), "{told}");
        assert_eq!(zip.end().expect("is whole").iter().filter(|byte| **byte == b'P').count(), 3, "one file, one index");
    }
}
