//! Another prefecture's data never appears.

use kikin_domain::plan::Stage;
use kikin_domain::{CategoryTable, PrefectureCode};
use kikin_store::{
    NewPlan, StoreError, freeze_plan, gather, load_plan, organisations, plans, received_bytes, received_file,
    save_plan, submissions, withdraw, workbooks,
};

use crate::plans::consolidated;
use crate::support::{act, file, nagaoka, niigata, on_both, project, workbook, year};

on_both! {
    async fn another_prefecture_sees_nothing(db: &Db) {
        let own = db.receive(&nagaoka("v1", 1)).await;
        let (plan, uploads) = consolidated(db).await;
        let tx = db.store.write().await.unwrap();
        let saved = save_plan(&tx, &act(), NewPlan { plan: &plan, uploads: &uploads, reason: None }).await.unwrap();
        tx.commit().await.unwrap();
        let (conn, tokyo) = (db.store.connection(), PrefectureCode::new(13).unwrap());
        let missing = |e: StoreError| assert!(matches!(e, StoreError::Missing { .. }), "{e:?}");

        assert!(submissions(conn, tokyo, year()).await.unwrap().is_empty());
        assert!(workbooks(conn, tokyo, &[own.upload]).await.unwrap().is_empty());
        assert!(plans(conn, tokyo, year()).await.unwrap().is_empty());
        missing(received_file(conn, tokyo, own.upload).await.unwrap_err());
        missing(received_bytes(conn, tokyo, own.upload).await.unwrap_err());
        missing(load_plan(conn, tokyo, saved.id).await.unwrap_err());
        let gathered = gather(conn, tokyo, year(), Stage::Plan, CategoryTable::published()).await.unwrap();
        assert!(gathered.sources.is_empty() && gathered.lines.is_empty());
        let tx = db.store.write().await.unwrap();
        missing(withdraw(&tx, &act(), tokyo, &[own.versions[0].id], "他県").await.unwrap_err());
        missing(freeze_plan(&tx, &act(), tokyo, saved.id, None).await.unwrap_err());
    }

    async fn receipts_run_in_each_world(db: &Db) {
        db.receive(&nagaoka("v1", 1)).await;
        let other = workbook("131016", Stage::Plan, None, vec![project(6, "1", "V", 1)]);
        // Even the same bytes: kept once, received twice.
        let receipt = db.receive(&file("v1", other)).await;
        assert_eq!((receipt.number, receipt.repeated), (1, false));
        assert_eq!(kikin_store::row_counts(db.store.connection()).await.unwrap()["blobs"], 1);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn every_prefecture_has_its_bodies(db: &Db) {
        let conn = db.store.connection();
        assert_eq!(organisations(conn, niigata()).await.unwrap().len(), 31);
        assert_eq!(kikin_store::row_counts(conn).await.unwrap()["organisations"], 1_788);
        db.store.migrate(&act()).await.unwrap();
        assert_eq!(kikin_store::row_counts(conn).await.unwrap()["organisations"], 1_788);
        assert_eq!(db.store.pending_migrations().await.unwrap(), 0);
    }
}
