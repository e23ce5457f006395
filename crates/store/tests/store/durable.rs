//! All or nothing, integrity, copies.

use kikin_store::{Store, World, integrity, receive, row_counts, verify};
use sea_orm::ConnectionTrait as _;

use crate::support::{Db, act, installer, nagaoka, on_both};

on_both! {
    async fn half_a_submission_does_not_exist(db: &Db) {
        let before = row_counts(db.store.connection()).await.unwrap();
        let file = nagaoka("v1", 1);
        let tx = db.store.write().await.unwrap();
        receive(&tx, &act(), file.incoming(&file.content())).await.unwrap();
        drop(tx);
        assert_eq!(row_counts(db.store.connection()).await.unwrap(), before);
        let tx = db.store.write().await.unwrap();
        receive(&tx, &act(), file.incoming(&file.content())).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(row_counts(db.store.connection()).await.unwrap(), before);
        assert_eq!(db.receive(&file).await.number, 1, "no receipt number is lost either");
        assert_eq!(integrity(db.store.connection()).await.unwrap(), [""; 0]);
    }

    async fn every_table_is_counted(db: &Db) {
        let sql = if db.is_sqlite() {
            "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name <> 'seaql_migrations'"
        } else {
            "SELECT count(*) AS n FROM information_schema.tables
             WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'"
        };
        let conn = db.store.connection();
        let statement = sea_orm::Statement::from_string(conn.get_database_backend(), sql);
        let tables: i64 = conn.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap();
        assert_eq!(i64::try_from(row_counts(conn).await.unwrap().len()), Ok(tables));
    }

    async fn processes_that_migrate_at_once_make_one_schema(db: &Db) {
        let empty = db.another_without_schema().await;
        let mut tasks = Vec::new();
        for _ in 0..4 {
            // As far as the database can tell, four processes: each has connections and a queue of its own.
            let url = empty.url.clone();
            tasks.push(tokio::spawn(async move {
                let store = Store::connect(&url).await?;
                store.migrate(&installer()).await?;
                store.close().await
            }));
        }
        for task in tasks {
            task.await.unwrap().expect("each finds its schema");
        }
        assert_eq!(empty.store.pending_migrations().await.unwrap(), 0);
        let counts = row_counts(empty.store.connection()).await.unwrap();
        assert_eq!(counts, row_counts(db.store.connection()).await.unwrap(), "as if one had done it");
        assert_eq!((counts["worlds"], counts["audit_events"]), (48, 1));
        assert_eq!(empty.damages().await, [""; 0]);
        empty.drop().await;
    }

    async fn a_reader_sees_one_state(db: &Db) {
        db.receive(&nagaoka("v1", 1)).await;
        let reader = db.store.read().await.unwrap();
        let before = row_counts(&reader).await.unwrap();
        db.receive(&nagaoka("v2", 2)).await;
        assert_eq!(row_counts(&reader).await.unwrap(), before);
        assert!(verify(&reader, World::all()).await.unwrap().is_sound());
    }
}

#[tokio::test]
async fn a_copy_of_a_file_is_whole() {
    let db = Db::sqlite().await;
    db.receive(&nagaoka("v1", 1)).await;
    let copy = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("copy-{}.db", std::process::id()));
    db.store.copy_to(&copy).await.unwrap();
    assert!(db.store.copy_to(&copy).await.is_err(), "a copy never goes over another file");
    let copied = Store::connect(&format!("sqlite://{}", copy.display())).await.unwrap();
    let counts = row_counts(copied.connection()).await.unwrap();
    assert_eq!(counts, row_counts(db.store.connection()).await.unwrap());
    let verification = verify(copied.connection(), World::all()).await.unwrap();
    assert_eq!(verification, verify(db.store.connection(), World::all()).await.unwrap());
    assert_eq!(verification.events, 2, "the published bodies and the receipt");
    copied.close().await.unwrap();
    std::fs::remove_file(copy).unwrap();
    db.drop().await;
}

#[tokio::test]
async fn a_file_is_durable_at_every_commit() {
    let db = Db::sqlite().await;
    let conn = db.store.connection();
    for (pragma, wanted) in
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("recursive_triggers", "1")]
    {
        let sql = format!("SELECT CAST({pragma} AS TEXT) AS v FROM pragma_{pragma}");
        let row = conn.query_one_raw(sea_orm::Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        assert_eq!(row.unwrap().try_get::<String>("", "v").unwrap(), wanted, "{pragma}");
    }
    db.drop().await;
}
