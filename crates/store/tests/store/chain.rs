//! One chain per world, whoever writes at the same time.

use kikin_store::{Deed, Store, World, audit, verify};

use crate::support::{act, niigata, on_both};

on_both! {
    async fn writers_at_the_same_time_keep_one_chain(db: &Db) {
        const EACH: usize = 20;
        let mut tasks = Vec::new();
        for writer in 0..4 {
            // Two processes as far as the database can tell: each pair has a store of its own.
            let store = if writer % 2 == 0 { db.store.clone() } else { Store::connect(&db.url).await.unwrap() };
            tasks.push(tokio::spawn(async move {
                for i in 0..EACH {
                    let tx = store.write().await.unwrap();
                    audit::append(&tx, niigata().into(), &act(), Deed::new("test", format!("{writer}/{i}"))).await.unwrap();
                    tx.commit().await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let verification = verify(db.store.connection(), World::all()).await.unwrap();
        assert_eq!((verification.damages, verification.events), (vec![], 4 * EACH as u64 + 1), "and the published bodies");
        let (count, head) = audit::head(db.store.connection(), niigata().into()).await.unwrap();
        assert_eq!(verification.heads.get(&15), Some(&(count, head)));
        let events = audit::events(db.store.connection(), niigata().into(), 78, 10).await.unwrap();
        assert_eq!(events.iter().map(|e| e.sequence).collect::<Vec<_>>(), [79, 80]);
    }

    async fn worlds_have_chains_of_their_own(db: &Db) {
        let tx = db.store.write().await.unwrap();
        audit::append(&tx, World::System, &act(), Deed::new("user.add", "u1")).await.unwrap();
        let first = audit::append(&tx, niigata().into(), &act(), Deed::new("login", "u1").because(Some("理由"))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((first.sequence, first.why.as_deref()), (1, Some("理由")));
        assert!(first.canonical.starts_with(r#"{"v":1,"world":15,"sequence":1,"at":"2026-06-20T10:00:00+09:00","actor":"kenchou""#));
        assert_eq!(kikin_store::sha256(first.canonical.as_bytes()), first.hash);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn what_is_not_committed_leaves_no_gap(db: &Db) {
        let tx = db.store.write().await.unwrap();
        audit::append(&tx, niigata().into(), &act(), Deed::new("test", "lost")).await.unwrap();
        drop(tx);
        let tx = db.store.write().await.unwrap();
        let kept = audit::append(&tx, niigata().into(), &act(), Deed::new("test", "kept")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept.sequence, 1);
        assert_eq!(db.damages().await, [""; 0]);
    }
}
