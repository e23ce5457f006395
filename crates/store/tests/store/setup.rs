//! Plan years, bodies that a prefecture adds, 都道府県事業.

use jiff::civil::date;
use kikin_domain::category::CategoryTable;
use kikin_domain::grouping::PrefecturalProject;
use kikin_domain::plan::Stage;
use kikin_domain::rule::Severities;
use kikin_domain::{BodyCode, Bu, RuleId, Severity};
use kikin_store::{
    BodyForm, Deadline, Moment, Organisation, PlanYear, Store, StoreError, add_organisation, organisations, plan_year,
    plan_years, prefectural_projects, set_plan_year, set_prefectural_projects,
};

use crate::support::{act, file, niigata, on_both, project, workbook, year};

fn code(text: &str) -> BodyCode {
    BodyCode::parse(text).unwrap()
}

fn an_eighth_category() -> CategoryTable {
    let mut rows = CategoryTable::published().rows().to_vec();
    let mut eighth = rows[1].clone();
    (eighth.code, eighth.number) = ("VII".into(), "Ⅶ".to_owned());
    eighth.names = vec!["生産性向上支援に関する事業".to_owned(), "生産性".to_owned()];
    rows.push(eighth);
    CategoryTable::of(rows)
}

on_both! {
    async fn a_plan_year_is_set_and_set_anew(db: &Db) {
        let first = PlanYear::published(niigata(), year());
        let mut second = first.clone();
        second.form_version = Some("2026".to_owned());
        second.categories = an_eighth_category();
        second.severities = Severities::default().with(RuleId::X017, Severity::Error);
        second.open = vec![(Bu::Medical, Stage::Plan), (Bu::Care, Stage::Change)];
        let at = Moment::parse("2026-08-31T17:15:00+09:00").unwrap();
        second.deadlines = vec![Deadline { bu: Bu::Medical, stage: Stage::Plan, round: 2, at }];
        for set in [&first, &second, &first, &second] {
            let tx = db.store.write().await.unwrap();
            set_plan_year(&tx, &act(), set).await.unwrap();
            tx.commit().await.unwrap();
            let loaded = plan_year(db.store.connection(), niigata(), year()).await.unwrap();
            assert_eq!(loaded.as_ref(), Some(set));
        }
        assert!(second.is_open(Bu::Care, Stage::Change) && !second.is_open(Bu::Care, Stage::Plan));
        assert_eq!(plan_years(db.store.connection()).await.unwrap(), [(niigata(), year())]);
        let events = kikin_store::audit::events(db.store.connection(), niigata().into(), 0, 10).await.unwrap();
        assert_eq!(events.len(), 4);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn a_prefecture_adds_a_body(db: &Db) {
        let union = Organisation {
            code: BodyCode::complete("15901").unwrap(),
            name: "魚沼広域連合".to_owned(),
            form: BodyForm::WideAreaUnion,
            members: vec![code("152021"), code("152048")],
            valid_from: Some(date(2026, 4, 1)),
            valid_to: None,
        };
        let tx = db.store.write().await.unwrap();
        add_organisation(&tx, &act(), niigata(), &union).await.unwrap();
        let again = add_organisation(&tx, &act(), niigata(), &union).await;
        assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
        let of_tokyo = Organisation {
            code: BodyCode::complete("15902").unwrap(), members: vec![code("131016")], ..union.clone()
        };
        let foreign = add_organisation(&tx, &act(), niigata(), &of_tokyo).await;
        assert!(matches!(foreign, Err(StoreError::Refused(_))), "{foreign:?}");
        tx.commit().await.unwrap();
        assert!(organisations(db.store.connection(), niigata()).await.unwrap().contains(&union));
        // And it files.
        let plan = workbook(&union.code.to_string(), Stage::Plan, None, vec![project(6, "1", "V", 1)]);
        assert_eq!(db.receive(&file("広域連合.xlsx", plan)).await.versions.len(), 1);
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn groups_of_projects(db: &Db) {
        let group = |bu, number, title: &str, members: &[(&str, &str)]| PrefecturalProject {
            bu,
            number,
            category: if bu == Bu::Medical { "II" } else { "V" }.into(),
            title: title.to_owned(),
            members: members.iter().map(|(body, no)| (code(body), (*no).to_owned())).collect(),
        };
        let tx = db.store.write().await.unwrap();
        set_plan_year(&tx, &act(), &PlanYear::published(niigata(), year())).await.unwrap();
        let first = [
            group(Bu::Medical, 1, "在宅医療", &[("152021", "1"), ("152021", "2"), ("152048", "1")]),
            group(Bu::Care, 1, "県の事業", &[]),
        ];
        set_prefectural_projects(&tx, &act(), niigata(), year(), &first).await.unwrap();
        let second = [group(Bu::Medical, 1, "在宅医療の推進", &[("152048", "1")]), first[1].clone()];
        set_prefectural_projects(&tx, &act(), niigata(), year(), &second).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(prefectural_projects(db.store.connection(), niigata(), year()).await.unwrap(), second);

        let twice = [group(Bu::Care, 1, "一", &[("152021", "1")]), group(Bu::Care, 2, "二", &[("152021", "1")])];
        let tx = db.store.write().await.unwrap();
        let refused = set_prefectural_projects(&tx, &act(), niigata(), year(), &twice).await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
        drop(tx);
        assert_eq!(prefectural_projects(db.store.connection(), niigata(), year()).await.unwrap(), second);
    }
}

#[tokio::test]
async fn other_addresses_are_refused_without_their_password() {
    let refused = Store::connect("mysql://u:secret@host/db").await.unwrap_err().to_string();
    assert!(refused.contains("mysql://…@host/db"), "{refused}");
}
