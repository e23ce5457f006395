//! Nothing recorded can be changed; and if somebody takes the triggers away and does it, it is found and named.

use kikin_store::World;

use crate::support::{nagaoka, on_both, rejected};

const APPEND_ONLY: [&str; 11] = [
    "audit_events",
    "blobs",
    "uploads",
    "submissions",
    "submission_versions",
    "submission_events",
    "projects",
    "indicators",
    "yearly_amounts",
    "facilities",
    "workbook_parts",
];

on_both! {
    async fn triggers_refuse(db: &Db) {
        let mut file = nagaoka("v1", 1);
        let plan = file.report.plan.as_mut().unwrap();
        plan.projects[0].outcomes.push(kikin_domain::plan::Indicator::default());
        let column = kikin_domain::plan::YearColumn { year: crate::support::year(), onwards: false };
        let amount = kikin_domain::Field::Absent;
        plan.projects[0].yearly.push(kikin_domain::plan::YearlyAmount { column, amount });
        plan.facilities = Some(vec![kikin_domain::plan::Facility::default()]);
        db.receive(&file).await;
        for table in APPEND_ONLY {
            let column = match table { "blobs" => "length", _ => "prefecture" };
            for sql in [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")] {
                let refused = db.try_tamper(&sql).await.expect_err(&sql);
                assert!(refused.contains("append-only"), "{sql}: {refused}");
            }
            if !db.is_sqlite() {
                let refused = db.try_tamper(&format!("TRUNCATE {table} CASCADE")).await.expect_err(table);
                assert!(refused.contains("append-only"), "{refused}");
            }
        }
        if db.is_sqlite() {
            let sql = "INSERT OR REPLACE INTO blobs SELECT sha256, 0, x'00' FROM blobs";
            assert!(db.try_tamper(sql).await.expect_err(sql).contains("append-only"));
        }
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn a_byte_of_a_file(db: &Db) {
        let receipt = db.receive(&nagaoka("v1", 1)).await;
        db.disarm("blobs").await;
        let bytes = if db.is_sqlite() { "x'7632'" } else { r"'\x7632'" };
        db.tamper(&format!("UPDATE blobs SET bytes = {bytes}")).await;
        assert_eq!(db.damages().await, [format!("blobs {}", receipt.sha256)]);
        db.tamper("UPDATE blobs SET length = 3").await;
        assert_eq!(db.damages().await, [format!("blobs {}", receipt.sha256)]);
    }

    async fn the_fund_of_one_project(db: &Db) {
        let receipt = db.receive(&nagaoka("v1", 1)).await;
        db.disarm("projects").await;
        db.tamper("UPDATE projects SET fund = fund + 1 WHERE ordinal = 1").await;
        assert_eq!(db.damages().await, [format!("projects {}/1", receipt.upload)]);
        db.tamper("UPDATE projects SET fund = fund - 1 WHERE ordinal = 1").await;
        assert_eq!(db.damages().await, [""; 0], "put back to the yen, it is as recorded");
        db.tamper("DELETE FROM projects WHERE ordinal = 2").await;
        assert_eq!(db.damages().await, [format!("projects {}", receipt.upload), "projects 15".to_owned()]);
    }

    async fn a_row_that_nobody_recorded(db: &Db) {
        db.receive(&nagaoka("v1", 1)).await;
        let second = db.receive(&rejected(nagaoka("v2", 2))).await;
        let version = second.versions[0].id;
        let row = format!("15, {version}, 'accepted', '2026-06-20T10:00:00+09:00', 'kenchou'");
        db.tamper(&format!("INSERT INTO submission_events (prefecture, version, kind, at, actor) VALUES ({row})")).await;
        assert_eq!(db.damages().await, ["submission_events 15"]);
    }

    async fn one_event(db: &Db) {
        db.receive(&nagaoka("v1", 1)).await;
        db.receive(&nagaoka("v2", 2)).await;
        db.receive(&nagaoka("v3", 3)).await;
        db.disarm("audit_events").await;
        db.tamper("UPDATE audit_events SET actor = 'somebody' WHERE sequence = 2").await;
        assert_eq!(db.damages().await, ["audit_events 15/2"]);
        // The column and the canonical text alike: then the bytes no longer have their hash.
        db.tamper("UPDATE audit_events SET canonical = replace(canonical, '\"kenchou\"', '\"somebody\"') WHERE sequence = 2")
            .await;
        assert_eq!(db.damages().await, ["audit_events 15/2"]);
        db.tamper("UPDATE audit_events SET hash = previous WHERE sequence = 2").await;
        assert_eq!(db.damages().await, ["audit_events 15/2", "audit_events 15/3"], "the next event tells");
    }

    async fn a_chain_that_was_cut(db: &Db) {
        for (name, day) in [("v1", 1), ("v2", 2), ("v3", 3)] {
            db.receive(&rejected(nagaoka(name, day))).await;
        }
        db.disarm("audit_events").await;
        db.tamper("DELETE FROM audit_events WHERE sequence = 3").await;
        let damages = db.damages().await;
        assert!(damages.contains(&"worlds 15".to_owned()), "{damages:?}");
        db.tamper("DELETE FROM audit_events WHERE sequence = 1").await;
        let damages = db.damages().await;
        assert!(damages.contains(&"audit_events 15/2".to_owned()), "{damages:?}");
    }

    async fn a_digest_in_an_event(db: &Db) {
        db.receive(&nagaoka("v1", 1)).await;
        db.disarm("audit_events").await;
        db.tamper("UPDATE audit_events SET records = '[]' WHERE prefecture = 15").await;
        let damages = db.damages().await;
        assert!(damages.contains(&"audit_events 15/1".to_owned()), "{damages:?}");
        assert!(damages.contains(&"projects 15".to_owned()), "{damages:?}");
        let sound = kikin_store::verify(db.store.connection(), [World::System]).await.unwrap();
        assert!(sound.is_sound(), "another world is not concerned");
    }
}
