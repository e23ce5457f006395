//! The files of a stage in one zip: originals as they were received, receipts, and marked workbooks.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, FiscalYear, PrefectureCode};
use kikin_store::round::rounds;
use kikin_store::{PlanYear, Store, organisations, received_bytes};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::RoundError;
use super::read::Checks;
use super::slip::{Slip, slip};
use crate::database::year_request;
use crate::people::{Scope, permit};
use crate::reading::Document;

/// The originals of one zip are together no larger, bytes: they are held in memory.
pub const LARGEST_BULK: usize = 200 * 1024 * 1024;

/// So many workbooks are marked for one zip: each is read anew.
pub const MOST_MARKED: usize = 50;

/// A file of the zip, or of what goes into it.
struct Received {
    folder: String,
    slip: Slip,
    bytes: Vec<u8>,
}

/// The zip: of every version that counts its file as received and its receipt, a folder for each body; `marked` adds the marked
/// workbooks. A file that holds both 分 stands in it once.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for what is too much for one zip, [`RoundError::Readers`],
/// or the database's.
pub async fn originals_zip(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    (stage, marked): (Stage, bool),
) -> Result<Vec<u8>, RoundError> {
    permit(store, scope, Action::Export, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let set_up = set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    let names: BTreeMap<BodyCode, String> =
        organisations(&reading, prefecture).await?.into_iter().map(|body| (body.code, body.name)).collect();
    let there = rounds(&reading, prefecture, year, None).await?;
    let of_stage = there.iter().filter(|round| round.submission.stage == stage);
    let uploads: BTreeMap<i64, BodyCode> = of_stage
        .filter_map(|round| round.submission.counting().map(|version| (version.upload, round.submission.body)))
        .collect();
    if marked && uploads.len() > MOST_MARKED {
        return Err(RoundError::field(format!(
            "印を付けたブックは、一度に{MOST_MARKED}件までです（今は{}件）。原本と受付票だけを取得してください。",
            uploads.len()
        )));
    }
    let (mut received, mut room) = (Vec::with_capacity(uploads.len()), LARGEST_BULK);
    for (upload, body) in uploads {
        let bytes = received_bytes(&reading, prefecture, upload).await?;
        room = room.checked_sub(bytes.len()).ok_or_else(|| {
            RoundError::field(format!(
                "原本が全部で{}MBを超えるため、一つのzipにできません。団体ごとの画面から取得してください。",
                LARGEST_BULK / (1024 * 1024)
            ))
        })?;
        let name = names.get(&body).map_or("", String::as_str);
        let slip = slip(&reading, &set_up, upload).await?;
        received.push(Received { folder: safe(&format!("{body}_{name}")), slip, bytes });
    }
    drop(reading);
    let reader = Arc::clone(reader);
    let written = tokio::task::spawn_blocking(move || write(received, marked.then_some(&*reader), &set_up));
    written.await.map_err(|error| RoundError::Reading(Box::new(error)))?
}

/// Workbooks are compressed in themselves: they are stored as they are.
fn write(
    received: Vec<Received>,
    marks: Option<&(impl Checks + ?Sized)>,
    year: &PlanYear,
) -> Result<Vec<u8>, RoundError> {
    let broken = |error: zip::result::ZipError| RoundError::Reading(Box::new(error));
    let broken_io = |error: std::io::Error| RoundError::Reading(Box::new(error));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for one in received {
        let file = one.slip.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let (number, name) = (one.slip.number, safe(file));
        let mut put = |path: String, bytes: &[u8]| {
            writer.start_file(format!("{}/{path}", one.folder), options).map_err(broken)?;
            writer.write_all(bytes).map_err(broken_io)
        };
        put(format!("{number}_原本_{name}"), &one.bytes)?;
        put(format!("{number}_受付票.txt"), receipt(&one.slip, &one.folder).as_bytes())?;
        if let Some(reader) = marks {
            let document = Document::read(one.slip.file_name.as_str(), one.bytes.as_slice()).map_err(broken_io)?;
            let marked = reader.marked(&document, year_request(year))?;
            put(format!("{number}_印付き_{name}"), &marked.bytes)?;
        }
    }
    Ok(writer.finish().map_err(broken)?.into_inner())
}

/// A name that every system can write and that leads nowhere else.
fn safe(name: &str) -> String {
    let kept = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = name.chars().map(kept).take(120).collect();
    let name = name.trim_matches([' ', '.']).to_owned();
    if name.is_empty() { "名称なし".to_owned() } else { name }
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
    fn names_lead_nowhere_else() {
        assert_eq!(safe("152021_長岡市"), "152021_長岡市");
        assert_eq!(safe("../../etc/計画\u{0}.xlsx"), "_.._etc_計画_.xlsx");
        assert_eq!(safe("C:\\a?.xlsx"), "C__a_.xlsx");
        assert_eq!(safe(" .. "), "名称なし");
        assert_eq!(safe(&"長".repeat(500)).chars().count(), 120);
    }
}
