//! Versions of submissions: which one counts, and what a receipt says.

use kikin_domain::plan::Stage;
use kikin_domain::standing::VersionState;
use kikin_domain::{Bu, Verdict};
use kikin_store::{StoreError, gather, receive, received_bytes, received_file, submissions, withdraw};

use crate::support::{act, counting, file, nagaoka, niigata, on_both, project, rejected, workbook, year};

on_both! {
    async fn accepted_rejected_accepted_withdrawn(db: &Db) {
        let one = |n| vec![(Bu::Medical, n), (Bu::Care, n)];
        db.receive(&nagaoka("v1", 1)).await;
        assert_eq!((counting(db).await, db.damages().await), (one(1), vec![]));
        let second = db.receive(&rejected(nagaoka("v2", 2))).await;
        assert!(second.versions.iter().all(|v| v.state == VersionState::Rejected && v.number == 2));
        assert_eq!((counting(db).await, db.damages().await), (one(1), vec![]));
        let third = db.receive(&nagaoka("v3", 3)).await;
        assert_eq!((counting(db).await, db.damages().await), (one(3), vec![]));
        let tx = db.store.write().await.unwrap();
        let ids: Vec<i64> = third.versions.iter().map(|v| v.id).collect();
        withdraw(&tx, &act(), niigata(), &ids, "差替えのため").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((counting(db).await, db.damages().await), (one(1), vec![]));

        let tx = db.store.write().await.unwrap();
        let again = withdraw(&tx, &act(), niigata(), &ids[..1], "再度").await;
        assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
        let nothing = withdraw(&tx, &act(), niigata(), &[], "空").await;
        assert!(matches!(nothing, Err(StoreError::Refused(_))), "{nothing:?}");
        drop(tx);
        let events = kikin_store::audit::events(db.store.connection(), niigata().into(), 3, 10).await.unwrap();
        assert_eq!(events.len(), 1, "both halves are one event");
    }

    async fn the_same_bytes_make_no_version(db: &Db) {
        let first = db.receive(&nagaoka("v1", 1)).await;
        assert!(!first.repeated);
        for _ in 0..3 {
            let again = db.receive(&nagaoka("v1", 1)).await;
            assert!(again.repeated);
            assert_eq!((again.number, again.upload, &again.versions), (first.number, first.upload, &first.versions));
        }
        assert_eq!(db.receive(&nagaoka("v2", 2)).await.number, 2);
        assert!(db.receive(&nagaoka("v1", 1)).await.repeated, "also after another version");

        // Withdrawn bytes may be filed anew.
        let tx = db.store.write().await.unwrap();
        withdraw(&tx, &act(), niigata(), &[first.versions[0].id], "誤り").await.unwrap();
        tx.commit().await.unwrap();
        let anew = db.receive(&nagaoka("v1", 1)).await;
        assert_eq!((anew.repeated, anew.number, anew.versions[0].number), (false, 3, 3));
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn twenty_equal_requests_make_one_submission(db: &Db) {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    let file = nagaoka("v1", 1);
                    let tx = store.write().await.unwrap();
                    let receipt = receive(&tx, &act(), file.incoming(&file.content())).await.unwrap();
                    tx.commit().await.unwrap();
                    receipt
                })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            let receipt = task.await.unwrap();
            assert_eq!(receipt.number, 1);
            new += u32::from(!receipt.repeated);
        }
        assert_eq!(new, 1);
        let list = submissions(db.store.connection(), niigata(), year()).await.unwrap();
        assert_eq!(list.iter().map(|s| s.versions.len()).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn dates_decide_and_else_the_receipt(db: &Db) {
        db.receive(&nagaoka("later", 20)).await;
        db.receive(&nagaoka("earlier", 10)).await;
        assert_eq!(counting(db).await, [(Bu::Medical, 1), (Bu::Care, 1)]);
        let undated = workbook("152021", Stage::Plan, None, vec![project(6, "1", "I-1", 700)]);
        db.receive(&file("undated", undated)).await;
        assert_eq!(counting(db).await, [(Bu::Medical, 3), (Bu::Care, 1)], "it files the medical half only");
    }

    async fn a_change_takes_the_place_of_a_plan_per_half(db: &Db) {
        db.receive(&nagaoka("計画.xlsx", 1)).await;
        let change = workbook("152021", Stage::Change, None, vec![project(6, "1", "V", 900)]);
        db.receive(&file("変更.xlsx", change)).await;
        let request = workbook("152048", Stage::Request, None, vec![project(6, "1", "V", 100)]);
        db.receive(&file("要望.xlsx", request)).await;
        db.receive(&rejected(nagaoka("不備.xlsx", 3))).await;
        let table = kikin_domain::CategoryTable::published();
        let plan = gather(db.store.connection(), niigata(), year(), Stage::Plan, table).await.unwrap();
        let lines: Vec<(usize, &str, i64)> =
            plan.lines.iter().map(|l| (l.source, l.category.as_str(), l.fund.get())).collect();
        assert_eq!(lines, [(0, "I-1", 1_000_000), (0, "II", 2_000_000), (1, "V", 900_000)]);
        let told: Vec<(bool, Option<&str>)> =
            plan.sources.iter().map(|s| (s.counts, s.reason.as_deref())).collect();
        assert_eq!(
            told,
            [
                (true, Some("介護分は、変更計画「変更.xlsx」（受付番号2）に置き換えたため計画に入れません。")),
                (true, None),
                (false, Some("段階が「要望」のため、「計画」の取りまとめには入れません。")),
                (false, Some("エラーがあるため採用しません。エラーのない「計画.xlsx」（受付番号1）を引き続き採ります。")),
            ]
        );
        let wishes = gather(db.store.connection(), niigata(), year(), Stage::Request, table).await.unwrap();
        assert_eq!(wishes.lines.iter().map(|l| l.fund.get()).collect::<Vec<_>>(), [100_000]);
    }

    async fn what_cannot_be_read_is_kept_and_numbered(db: &Db) {
        let mut broken = rejected(nagaoka("壊れたファイル.xlsx", 1));
        broken.report.plan = None;
        broken.report.form = None;
        let receipt = db.receive(&broken).await;
        assert_eq!((receipt.number, receipt.versions.len()), (1, 0));
        let db_ = db.store.connection();
        let kept = received_file(db_, niigata(), receipt.upload).await.unwrap();
        assert_eq!((kept.verdict, kept.findings), (Verdict::Rejected, broken.report.findings.clone()));
        assert_eq!(received_bytes(db_, niigata(), receipt.upload).await.unwrap(), broken.bytes);
        assert!(db.receive(&broken).await.repeated);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn an_accepted_file_of_nobody_is_refused(db: &Db) {
        let mut foreign = file("v1", workbook("131016", Stage::Plan, None, vec![project(6, "1", "V", 1)]));
        foreign.prefecture = niigata();
        let tx = db.store.write().await.unwrap();
        let refused = receive(&tx, &act(), foreign.incoming(&foreign.content())).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
        let mut other = nagaoka("v1", 1);
        other.bytes = b"other bytes".to_vec();
        let refused = receive(&tx, &act(), other.incoming(&other.content())).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }
}
