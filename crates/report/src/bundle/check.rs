//! Checking a bundle without the database: the zip, the manifest, the chain of events, the rows, the files, the divisions.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io::{BufRead as _, BufReader, Read, Seek, SeekFrom, Write};

use kikin_domain::PrefectureCode;
use kikin_domain::digest::sha256;
use kikin_domain::recorded::{EVIDENCE, EventText, GENESIS, Record, RowDigest, RowText};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use zip::ZipArchive;

use super::{BundleError, BundleWriter, EVENTS, FORMAT, Head, MANIFEST, Manifest, Paths, ROWS, SplitTables, VERSION};

/// No manifest and no line of a record is larger, bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whose record it is.
    pub prefecture: PrefectureCode,
    /// Where the record ends.
    pub head: Head,
    /// SHA-256 of the manifest, which vouches for every byte.
    pub digest: String,
    /// How many recorded rows.
    pub rows: u64,
    /// How many files besides the manifest.
    pub files: usize,
}

/// The first thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where: a file of the bundle, a place in the chain, a table and its owner.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place, self.what)
    }
}

impl std::error::Error for Misfit {}

fn misfit(place: impl fmt::Display, what: impl fmt::Display) -> Misfit {
    Misfit { place: place.to_string(), what: what.to_string() }
}

fn unwritten(place: &str) -> impl Fn(BundleError) -> Misfit + '_ {
    move |error| misfit(place, error)
}

fn unreadable(place: &str) -> impl Fn(std::io::Error) -> Misfit + '_ {
    move |error| misfit(place, format!("読めません：{error}"))
}

/// What of an event's canonical text is checked; the rest stands under its hash.
#[derive(Deserialize)]
struct Canonical {
    world: i64,
    sequence: i64,
    records: String,
    previous: String,
}

/// Checks a bundle. `scratch` is empty, and as large as the bundle in the end: the zip is written again there and must be the same.
///
/// # Errors
/// [`Misfit`]: the first thing that does not fit.
pub fn check<R: Read + Seek, S: Read + Write + Seek>(input: R, scratch: S) -> Result<Checked, Misfit> {
    let mut zip = ZipArchive::new(input).map_err(|error| misfit("zip", format!("読めません：{error}")))?;
    let (manifest, bytes) = manifest(&mut zip)?;
    let prefecture =
        PrefectureCode::new(manifest.prefecture).ok_or_else(|| misfit(MANIFEST, "都道府県がありません"))?;
    let scratch = contents(&mut zip, &manifest, &bytes, scratch)?;
    let records = chain(&mut zip, &manifest)?;
    let rows = rows(&mut zip, &manifest, records)?;
    same(zip.into_inner(), scratch)?;
    let Manifest { head, files, .. } = manifest;
    Ok(Checked { prefecture, head, digest: sha256(&bytes), rows, files: files.len() })
}

/// The manifest, which is the last file, and its bytes.
fn manifest<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<(Manifest, Vec<u8>), Misfit> {
    let comment = zip.comment().to_vec();
    let last = zip.len().checked_sub(1).ok_or_else(|| misfit("zip", "ファイルがありません"))?;
    let file = zip.by_index(last).map_err(|error| misfit(MANIFEST, error))?;
    if !file.name().is_ok_and(|name| name == MANIFEST) {
        return Err(misfit(
            "zip",
            format!("最後のファイルが{MANIFEST}ではありません。監査資料一式ではないか、途中で切れています"),
        ));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable(MANIFEST))?;
    if comment != sha256(&bytes).as_bytes() {
        return Err(misfit(MANIFEST, "SHA-256が、zipに記されたものと食い違っています"));
    }
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| misfit(MANIFEST, format!("読めません：{error}")))?;
    if (manifest.format.as_str(), manifest.version) != (FORMAT, VERSION) {
        return Err(misfit(MANIFEST, "この版のプログラムで確かめられる形式ではありません"));
    }
    Ok((manifest, bytes))
}

/// Holds each file to the manifest, and writes the zip again.
fn contents<R: Read + Seek, S: Read + Write + Seek>(
    zip: &mut ZipArchive<R>,
    manifest: &Manifest,
    bytes: &[u8],
    scratch: S,
) -> Result<S, Misfit> {
    if zip.len() != manifest.files.len() + 1 {
        let what = format!("一覧には{}件ありますが、zipには{}件あります", manifest.files.len(), zip.len() - 1);
        return Err(misfit(MANIFEST, what));
    }
    let mut again = BundleWriter::new(scratch);
    for (at, entry) in manifest.files.iter().enumerate() {
        let place = entry.path.as_str();
        let mut file = zip.by_index(at).map_err(|error| misfit(place, error))?;
        let name = file.name().map_err(|error| misfit(place, error))?.into_owned();
        if name != entry.path {
            return Err(misfit(name, format!("一覧では、この場所のファイルは{place}です")));
        }
        again.begin(place).map_err(unwritten(place))?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut buffer).map_err(unreadable(place))?;
            if read == 0 {
                break;
            }
            again.write(&buffer[..read]).map_err(unwritten(place))?;
        }
        if again.begun() != Some((entry.bytes, entry.sha256.clone())) {
            return Err(misfit(place, "内容が、一覧のSHA-256と食い違っています"));
        }
    }
    Ok(again.closed(bytes).map_err(unwritten("zip"))?.0)
}

/// Lines of a file of the bundle, each taken by `take`.
fn lines<R: Read + Seek, T: DeserializeOwned>(
    zip: &mut ZipArchive<R>,
    path: &str,
    mut take: impl FnMut(T) -> Result<(), Misfit>,
) -> Result<(), Misfit> {
    let file = zip.by_name(path).map_err(|error| misfit(path, error))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(LARGEST).read_until(b'\n', &mut line).map_err(unreadable(path))?;
        if read == 0 {
            break;
        }
        let place = || format!("{path} {number}行目");
        take(serde_json::from_slice(&line).map_err(|error| misfit(place(), format!("読めません：{error}")))?)?;
    }
    Ok(())
}

/// Walks the chain; what its events recorded, in order.
fn chain<R: Read + Seek>(zip: &mut ZipArchive<R>, manifest: &Manifest) -> Result<VecDeque<(i64, Record)>, Misfit> {
    let (mut sequence, mut head) = (0, GENESIS.to_owned());
    let mut found = VecDeque::new();
    lines(zip, EVENTS, |event: EventText| {
        let place = format!("{EVENTS} 記録{}", event.sequence);
        let wrong = |what: &str| Err(misfit(&place, what));
        let Ok(canonical) = serde_json::from_str::<Canonical>(&event.canonical) else {
            return wrong("正本を読めません");
        };
        if sha256(event.canonical.as_bytes()) != event.hash {
            return wrong("正本のSHA-256が、記録された値と食い違っています");
        }
        if (event.sequence, canonical.sequence) != (sequence + 1, sequence + 1) {
            return wrong("この記録より前の記録がありません");
        }
        if canonical.previous != head || canonical.world != i64::from(manifest.prefecture) {
            return wrong("前の記録とつながっていません");
        }
        if sha256(event.records.as_bytes()) != canonical.records {
            return wrong("行の記録が、正本と食い違っています");
        }
        let Ok(records) = serde_json::from_str::<Vec<Record>>(&event.records) else {
            return wrong("行の記録を読めません");
        };
        let here = records.into_iter().filter(|r| r.rows > 0 && EVIDENCE.contains(&r.table.as_str()));
        found.extend(here.map(|record| (event.sequence, record)));
        (sequence, head) = (event.sequence, event.hash);
        Ok(())
    })?;
    if (sequence, &head) != (manifest.head.sequence, &manifest.head.sha256) {
        let what = format!("記録は{}件のはずですが、{sequence}件目で終わっています", manifest.head.sequence);
        return Err(misfit(EVENTS, what));
    }
    Ok(found)
}

/// The rows of one record, as they come.
struct Group {
    event: i64,
    record: Record,
    digests: Vec<RowDigest>,
}

impl Group {
    fn ended(self) -> Result<(), Misfit> {
        let Self { event, record, digests } = self;
        let place = format!("{ROWS} 記録{event} {} {}", record.table, record.owner);
        if digests.len() != record.rows {
            return Err(misfit(place, format!("記録された行は{}行ですが、{}行あります", record.rows, digests.len())));
        }
        if Record::of_digests(record.table.clone(), record.owner, digests) != record {
            return Err(misfit(place, "行の内容が、受付・保存時の記録と食い違っています"));
        }
        Ok(())
    }
}

/// Holds the rows to their records, and the files to the rows; how many rows there are.
fn rows<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    manifest: &Manifest,
    mut records: VecDeque<(i64, Record)>,
) -> Result<u64, Misfit> {
    let (mut paths, mut splits) = (Paths::default(), SplitTables::default());
    let mut group: Option<Group> = None;
    let mut count = 0;
    lines(zip, ROWS, |row: RowText| {
        let is_of = |g: &Group| (g.event, &g.record.table, g.record.owner) == (row.event, &row.table, row.owner);
        if !group.as_ref().is_some_and(|g| is_of(g) && g.digests.len() < g.record.rows) {
            group.take().map_or(Ok(()), Group::ended)?;
            let (event, record) = records.pop_front().unzip();
            let next = event.zip(record).map(|(event, record)| Group { event, record, digests: Vec::new() });
            let Some(next) = next.filter(is_of) else {
                let place = format!("{ROWS} 記録{} {} {}", row.event, row.table, row.owner);
                return Err(misfit(place, "この記録にはない行か、抜けた行の後の行です"));
            };
            group = Some(next);
        }
        if let Some(group) = &mut group {
            group.digests.push(row.digest());
        }
        paths.take(&row);
        splits.take(&row);
        count += 1;
        Ok(())
    })?;
    group.map_or(Ok(()), Group::ended)?;
    if let Some((event, record)) = records.pop_front() {
        return Err(misfit(
            format!("{ROWS} 記録{event} {} {}", record.table, record.owner),
            "記録された行がありません",
        ));
    }
    files(manifest, &paths, &splits)?;
    Ok(count)
}

/// Holds the files to what the rows name, and lets no others in.
fn files(manifest: &Manifest, paths: &Paths, splits: &SplitTables) -> Result<(), Misfit> {
    let split = splits.files().map_err(|error| misfit("split", error))?;
    let mut wanted: BTreeMap<&str, String> =
        paths.all().iter().map(|(digest, path)| (path.as_str(), digest.clone())).collect();
    wanted.extend(split.iter().map(|(path, bytes)| (path.as_str(), sha256(bytes))));
    for entry in &manifest.files {
        let worked_out = ["marked/", "differences/"].iter().any(|folder| entry.path.starts_with(folder));
        match wanted.remove(entry.path.as_str()) {
            Some(digest) if digest == entry.sha256 => {}
            Some(_) => return Err(misfit(&entry.path, "内容が、行に記録されたものと食い違っています")),
            None if worked_out || [EVENTS, ROWS].contains(&entry.path.as_str()) => {}
            None => return Err(misfit(&entry.path, "記録にないファイルです")),
        }
    }
    match wanted.first_key_value() {
        Some((path, _)) => Err(misfit(path, "記録にあるファイルがありません")),
        None => Ok(()),
    }
}

/// Byte for byte: nothing stands in the zip but its files.
fn same(mut one: impl Read + Seek, mut other: impl Read + Seek) -> Result<(), Misfit> {
    let broken = unreadable("zip");
    let length = |of: &mut dyn SeekRead| of.seek(SeekFrom::End(0)).and_then(|end| of.rewind().map(|()| end));
    if length(&mut one).map_err(&broken)? != length(&mut other).map_err(&broken)? {
        return Err(misfit("zip", "ファイルの外に、余分な内容があるか、欠けた内容があります"));
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    let mut at = 0_u64;
    loop {
        let (a, b) = (one.fill_buf().map_err(&broken)?, other.fill_buf().map_err(&broken)?);
        let both = a.len().min(b.len());
        if both == 0 {
            return Ok(());
        }
        if a[..both] != b[..both] {
            let first = a.iter().zip(b).take_while(|(a, b)| a == b).count() as u64;
            return Err(misfit(
                "zip",
                format!("{}バイト目が、ファイルの一覧から書き直したものと食い違っています", at + first + 1),
            ));
        }
        at += both as u64;
        one.consume(both);
        other.consume(both);
    }
}

/// Both at once, for a trait object.
trait SeekRead: Read + Seek {}
impl<T: Read + Seek> SeekRead for T {}
