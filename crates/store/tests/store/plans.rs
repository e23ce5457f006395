//! Versions of the consolidated plan.

use kikin_domain::consolidated::{Consolidated, Line, place};
use kikin_domain::plan::{Indicator, Stage};
use kikin_domain::split::Rounding;
use kikin_domain::{CategoryTable, Project, Yen};
use kikin_store::{NewPlan, StoreError, freeze_plan, gather, gather_figures, load_plan, plans, save_plan};

use crate::support::{Db, act, file, given, nagaoka, niigata, on_both, project, workbook, year};

/// The plan of what has been received.
pub(crate) async fn consolidated(db: &Db) -> (Consolidated, Vec<i64>) {
    let table = CategoryTable::published();
    let gathered = gather(db.store.connection(), niigata(), year(), Stage::Plan, table).await.unwrap();
    let mut lines = gathered.lines;
    let split = place(&mut lines, table, year(), Rounding::default()).unwrap();
    let plan = Consolidated {
        prefecture: niigata(),
        year: year(),
        stage: Stage::Plan,
        categories: table.of_year(year()).cloned().collect(),
        sources: gathered.sources,
        lines,
        texts: gathered.texts,
        split,
        findings: Vec::new(),
    };
    (plan, gathered.uploads)
}

async fn receive_three(db: &Db) {
    db.receive(&nagaoka("長岡市.xlsx", 1)).await;
    let mut carried = project(6, "1", "I-1", 1_001);
    carried.carried = given(Yen::new(400_000), "R6", "400");
    carried.outcomes.push(Indicator::default());
    let projects = vec![carried, project(7, "2", "I-2", 333), project(8, "01", "III", 7)];
    db.receive(&file("三条市.xlsx", workbook("152048", Stage::Plan, None, projects))).await;
    db.receive(&nagaoka("長岡市（差替え）.xlsx", 2)).await;
}

on_both! {
    async fn a_plan_is_loaded_as_it_was_saved(db: &Db) {
        receive_three(db).await;
        let (plan, uploads) = consolidated(db).await;
        assert_eq!(plan.lines.len(), 6);
        let tx = db.store.write().await.unwrap();
        let new = NewPlan { plan: &plan, uploads: &uploads, reason: Some("第1回内示") };
        let first = save_plan(&tx, &act(), new).await.unwrap();
        let second = save_plan(&tx, &act(), NewPlan { reason: None, ..new }).await.unwrap();
        freeze_plan(&tx, &act(), niigata(), first.id, Some("決裁")).await.unwrap();
        let again = freeze_plan(&tx, &act(), niigata(), first.id, None).await;
        assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
        tx.commit().await.unwrap();

        let conn = db.store.connection();
        let stored = load_plan(conn, niigata(), first.id).await.unwrap();
        assert_eq!(stored.plan, plan);
        assert_eq!(stored.uploads, uploads);
        let list = plans(conn, niigata(), year()).await.unwrap();
        let told: Vec<(i64, bool, Option<&str>)> = list.iter().map(|p| (p.number, p.frozen, p.reason.as_deref())).collect();
        assert_eq!(told, [(1, true, Some("第1回内示")), (2, false, None)]);
        assert_eq!((list[0].id, list[1].clone()), (first.id, second));
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn figures_are_those_of_the_whole(db: &Db) {
        receive_three(db).await;
        let (conn, table) = (db.store.connection(), CategoryTable::published());
        let whole = gather(conn, niigata(), year(), Stage::Plan, table).await.unwrap();
        let figures = gather_figures(conn, niigata(), year(), Stage::Plan, table).await.unwrap();
        assert!(whole.lines.iter().any(|l| !l.project.outcomes.is_empty()), "there is something to leave out");
        let bare = |line: &Line| {
            let project = Project { outcomes: Vec::new(), outputs: Vec::new(), yearly: Vec::new(), ..(*line.project).clone() };
            Line { project: project.into(), facilities: Vec::new(), ..line.clone() }
        };
        assert_eq!(figures.lines, whole.lines.iter().map(bare).collect::<Vec<_>>());
        assert_eq!((figures.sources, figures.uploads), (whole.sources, whole.uploads));
    }

    async fn a_split_that_does_not_hold_is_not_saved(db: &Db) {
        receive_three(db).await;
        let (mut plan, uploads) = consolidated(db).await;
        plan.split.components[0].leaves[0].national = Yen::new(1);
        let tx = db.store.write().await.unwrap();
        let refused = save_plan(&tx, &act(), NewPlan { plan: &plan, uploads: &uploads, reason: None }).await;
        assert!(matches!(refused, Err(StoreError::Unproved(_))), "{refused:?}");
    }

    async fn a_changed_share_is_found(db: &Db) {
        receive_three(db).await;
        let (plan, uploads) = consolidated(db).await;
        let tx = db.store.write().await.unwrap();
        let saved = save_plan(&tx, &act(), NewPlan { plan: &plan, uploads: &uploads, reason: None }).await.unwrap();
        tx.commit().await.unwrap();
        let refused = db.try_tamper("UPDATE plan_lines SET rank = 1").await.unwrap_err();
        assert!(refused.contains("append-only"), "{refused}");
        db.disarm("plan_lines").await;
        db.tamper("UPDATE plan_lines SET national = national - 1, prefectural = prefectural + 1 WHERE ordinal = 0").await;
        assert_eq!(db.damages().await, [format!("plan_lines {}/0", saved.id)]);
    }
}
