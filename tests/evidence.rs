//! The auditor's bundle on both databases: whole, the same again, and nothing in it changed without being found.

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use kikin_app::round::{Attach, RoundError, attach};
use kikin_app::{Bundled, Misfit, bundle, check_bundle, planning};
use kikin_domain::Bu;
use kikin_domain::plan::Stage;
use kikin_domain::round::AttachmentKind;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::check::asked_year;
use crate::db::{Db, on_both};
use crate::people::{machine, morning, niigata};
use crate::round::{Cast, file, filed, here, nagaoka};

/// A file that was received twice, an attachment, two kept plans with a change between them.
async fn prepared(db: &Db) -> Cast {
    let cast = Cast::enter(db).await;
    let clerk = cast.at(db, &cast.clerk, morning()).await;
    filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
    let attachment = Attach {
        site: nagaoka(),
        stage: Stage::Plan,
        bu: Bu::Medical,
        kind: AttachmentKind::Estimate,
        no: "1",
        file_name: "見積書.pdf",
        bytes: b"%PDF-1.7\n1 0 obj\n",
    };
    attach(&db.store, &clerk, attachment).await.expect("is attached");
    let lead = cast.at(db, &cast.lead, morning()).await;
    let key = (niigata(), asked_year());
    for why in ["第1回の内示の前", "第1回の内示の後"] {
        planning::keep_draft(&db.store, &lead, key, Stage::Plan, Some(why)).await.expect("is kept");
    }
    cast
}

async fn made(db: &Db, until: Option<i64>) -> (Vec<u8>, Bundled) {
    let at = machine(morning());
    let out = Cursor::new(Vec::new());
    let (out, told) = bundle(&db.store, &here(), &at, (niigata(), until), out).await.expect("is made");
    (out.into_inner(), told)
}

fn checked(bytes: &[u8]) -> Result<kikin_app::Checked, Misfit> {
    check_bundle(Cursor::new(bytes), Cursor::new(Vec::new()))
}

on_both! {
    async fn a_bundle_holds_everything_and_is_checked_without_the_database(db: &Db) {
        prepared(db).await;
        let (bytes, told) = made(db, None).await;
        let found = checked(&bytes).expect("is as recorded");
        assert_eq!((found.head, found.digest, found.rows), (told.head, told.digest, told.rows));
        let archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("is a zip");
        assert_eq!(found.files, archive.len() - 1, "all but the manifest");
        let names: Vec<_> = archive.file_names().map(|name| name.expect("a name")).collect();
        for folder in ["originals/", "attachments/", "plans/", "split/", "marked/", "differences/"] {
            assert!(names.iter().any(|name| name.starts_with(folder)), "{folder} is not in {names:?}");
        }
    }

    async fn the_same_place_of_the_chain_gives_the_same_bytes(db: &Db) {
        let cast = prepared(db).await;
        let (before, told) = made(db, None).await;
        // That it was made is recorded after it, and more happens.
        let lead = cast.at(db, &cast.lead, morning()).await;
        let key = (niigata(), asked_year());
        planning::keep_draft(&db.store, &lead, key, Stage::Plan, Some("後の版")).await.expect("is kept");
        let (later, _) = made(db, None).await;
        assert_ne!(before, later);
        let (again, told_again) = made(db, Some(told.head.sequence)).await;
        assert!(before == again, "the bytes differ");
        assert_eq!(told, told_again);
        for none in [0, -1, i64::MAX] {
            let at = machine(morning());
            let refused = bundle(&db.store, &here(), &at, (niigata(), Some(none)), Cursor::new(Vec::new())).await;
            assert!(matches!(refused.map(drop), Err(RoundError::Field(_))), "{none}");
        }
    }

    async fn whoever_may_not_has_no_bundle(db: &Db) {
        let cast = prepared(db).await;
        for account in [&cast.clerk, &cast.reviewer, &cast.other_town, &cast.prefecture] {
            let scope = cast.at(db, account, morning()).await;
            let refused = bundle(&db.store, &here(), &scope, (niigata(), None), Cursor::new(Vec::new())).await;
            assert!(matches!(refused.map(drop), Err(RoundError::Refused(_))), "{account}");
        }
        let lead = cast.at(db, &cast.lead, morning()).await;
        bundle(&db.store, &here(), &lead, (niigata(), None), Cursor::new(Vec::new())).await.expect("is made");
    }

    async fn another_program_reads_the_bundle_by_its_description(db: &Db) {
        prepared(db).await;
        let (bytes, told) = made(db, None).await;
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bundle-{}.zip", told.digest));
        std::fs::write(&path, &bytes).expect("is written");
        let python = std::env::var_os("KIKIN_PYTHON").unwrap_or_else(|| "python3".into());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/bundle.py");
        let asked = Command::new(python).arg(script).arg(&path).output().expect("python runs");
        std::fs::remove_file(&path).expect("goes");
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        let found: serde_json::Value = serde_json::from_slice(&asked.stdout).expect("JSON");
        assert_eq!((found["events"].as_i64(), found["rows"].as_u64()), (Some(told.head.sequence), Some(told.rows)));
        let live = kikin_app::plan_of(&db.store, &machine(morning()), (niigata(), asked_year()), Stage::Plan).await;
        let (plan, _) = live.expect("is there");
        let fund: i64 = plan.lines.iter().filter(|l| l.counts()).map(|l| l.fund.get()).sum();
        assert_eq!(found["funds"].as_i64(), Some(2 * fund), "two kept plans");
    }

    async fn any_changed_byte_is_found(db: &Db) {
        prepared(db).await;
        let (bytes, _) = made(db, None).await;
        let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
        let changes = (0..bytes.len(), 1_u8..=255);
        runner
            .run(&changes, |(at, by)| {
                let mut changed = bytes.clone();
                changed[at] ^= by;
                prop_assert!(checked(&changed).is_err(), "byte {at} changed by {by}");
                Ok(())
            })
            .expect("all are found");
        for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            assert!(checked(&bytes[..cut]).is_err(), "cut off at {cut}");
        }
        let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        assert!(checked(&longer).is_err(), "something after its end");
    }

    async fn what_was_changed_is_named(db: &Db) {
        prepared(db).await;
        let (bytes, _) = made(db, None).await;
        // Whoever writes the manifest anew hides the change of a file from it, not from the record.
        for (file, from, to, place) in [
            ("rows.jsonl", "長岡市", "長周市", "rows.jsonl 記録"),
            ("events.jsonl", "submission.hand-in", "submission.hand-on", "events.jsonl 記録"),
            ("attachments/", "obj", "obk", "attachments/"),
            ("split/", "152021", "152022", "split/"),
        ] {
            let changed = forged(&bytes, file, |content| replaced(content, from, to));
            let found = checked(&changed).expect_err("is found");
            assert!(found.place.starts_with(place), "{file}: {found}");
        }
        let without = forged(&bytes, "attachments/", |_| None);
        assert!(checked(&without).expect_err("is found").place.starts_with("attachments/"));
    }
}

/// The first occurrence, in bytes; `None` where the file would be left out.
fn replaced(content: &[u8], from: &str, to: &str) -> Option<Vec<u8>> {
    let at = content.windows(from.len()).position(|some| some == from.as_bytes());
    let at = at.unwrap_or_else(|| panic!("{from} is not there"));
    let mut changed = content.to_vec();
    changed.splice(at..at + from.len(), to.bytes());
    Some(changed)
}

/// The bundle with another content of the files whose paths begin so, and a manifest that says so.
fn forged(bytes: &[u8], path: &str, change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("is a zip");
    let mut out = kikin_report::bundle::BundleWriter::new(Cursor::new(Vec::new()));
    let mut head = None;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("is there");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("is read");
        if name == "manifest.json" {
            let manifest: serde_json::Value = serde_json::from_slice(&content).expect("JSON");
            head = Some(serde_json::from_value(manifest["head"].clone()).expect("a head"));
            continue;
        }
        let content = if name.starts_with(path) { change(&content) } else { Some(content) };
        if let Some(content) = content {
            out.put(&name, &content).expect("is written");
        }
    }
    out.finish(niigata(), head.expect("a manifest")).expect("is written").0.into_inner()
}
