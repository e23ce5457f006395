//! What is set up may be set anew, but only by an event: anything else is found and named.

use kikin_domain::grouping::PrefecturalProject;
use kikin_domain::rule::Severities;
use kikin_domain::{BodyCode, Bu, RuleId, Severity};
use kikin_store::{BodyForm, Organisation, PlanYear, add_organisation, set_plan_year, set_prefectural_projects};

use crate::support::{Db, act, niigata, on_both, year};

fn code(text: &str) -> BodyCode {
    BodyCode::parse(text).unwrap()
}

/// A plan year that was set twice, so that the first event no longer holds.
async fn set_up(db: &Db) {
    let first = PlanYear::published(niigata(), year());
    let mut second = first.clone();
    second.severities = Severities::default().with(RuleId::X017, Severity::Error);
    second.open.retain(|(bu, _)| *bu == Bu::Medical);
    for new in [&first, &second] {
        let tx = db.store.write().await.unwrap();
        set_plan_year(&tx, &act(), new).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.damages().await, [""; 0]);
    }
}

async fn group(db: &Db, titles: &[&str]) {
    let project = |(number, title): (u32, &&str)| PrefecturalProject {
        bu: Bu::Medical,
        number,
        category: "II".into(),
        title: (*title).to_owned(),
        members: vec![(code("152021"), number.to_string())],
    };
    let projects: Vec<PrefecturalProject> = (1..).zip(titles).map(project).collect();
    let tx = db.store.write().await.unwrap();
    set_prefectural_projects(&tx, &act(), niigata(), year(), &projects).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn a_row_of_a_plan_year(db: &Db) {
        set_up(db).await;
        db.tamper("UPDATE plan_year_categories SET rate = '1/2' WHERE ordinal = 0").await;
        assert_eq!(db.damages().await, ["plan_year_categories 15/2026/0"]);
        db.tamper("UPDATE plan_year_categories SET rate = '2/3' WHERE ordinal = 0").await;
        assert_eq!(db.damages().await, [""; 0], "put back, it is as recorded");

        db.tamper("UPDATE plan_years SET form_version = '1999'").await;
        db.tamper("UPDATE plan_year_severities SET severity = 'advice'").await;
        assert_eq!(db.damages().await, ["plan_year_severities 15/2026/X017", "plan_years 15/2026"]);
    }

    async fn rows_that_came_or_went(db: &Db) {
        set_up(db).await;
        db.tamper("DELETE FROM plan_year_severities").await;
        assert_eq!(db.damages().await, ["plan_year_severities 15"]);
        db.tamper("INSERT INTO plan_years (prefecture, year) VALUES (15, 2030)").await;
        assert_eq!(db.damages().await, ["plan_year_severities 15", "plan_years 15", "plan_years 15/2030"]);
    }

    async fn a_row_of_a_grouping(db: &Db) {
        set_up(db).await;
        group(db, &["在宅医療", "医療連携"]).await;
        group(db, &["在宅医療の推進"]).await;
        assert_eq!(db.damages().await, [""; 0], "the second takes the place of the first");
        db.tamper("UPDATE prefectural_projects SET title = 'その他'").await;
        db.tamper("UPDATE prefectural_project_members SET no = '9'").await;
        let damages = db.damages().await;
        assert_eq!(damages.len(), 2, "{damages:?}");
        assert!(damages[0].starts_with("prefectural_project_members 15/2026/"), "{damages:?}");
        assert!(damages[1].starts_with("prefectural_projects 15/2026/") && damages[1].ends_with("/1"), "{damages:?}");
    }

    async fn a_body(db: &Db) {
        let union = Organisation {
            code: BodyCode::complete("15901").unwrap(),
            name: "魚沼広域連合".to_owned(),
            form: BodyForm::WideAreaUnion,
            members: vec![code("152021"), code("152048")],
            valid_from: None,
            valid_to: None,
        };
        let tx = db.store.write().await.unwrap();
        add_organisation(&tx, &act(), niigata(), &union).await.unwrap();
        tx.commit().await.unwrap();
        db.store.migrate(&act()).await.unwrap();
        assert_eq!(db.damages().await, [""; 0], "published bodies and those that were added");

        db.tamper("UPDATE organisations SET name = 'ながおか市' WHERE code = '152021'").await;
        db.tamper(&format!("UPDATE organisations SET name = '別の連合' WHERE code = '{}'", union.code)).await;
        let mut named = ["organisations 15/152021".to_owned(), format!("organisations 15/{}", union.code)];
        named.sort();
        assert_eq!(db.damages().await, named);
        db.tamper("UPDATE organisations SET name = '長岡市' WHERE code = '152021'").await;
        db.tamper("DELETE FROM organisation_members WHERE member = '152048'").await;
        assert_eq!(db.damages().await, ["organisation_members 15".to_owned(), format!("organisations 15/{}", union.code)]);
        // Another prefecture's bodies are looked at in its own world.
        db.tamper("UPDATE organisations SET kind = 'その他' WHERE code = '131016'").await;
        assert!(db.damages().await.contains(&"organisations 13/131016".to_owned()));
    }
}
