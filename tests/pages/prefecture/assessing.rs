//! 査定: entered, corrected, sent, answered.

use axum::http::StatusCode;
use kikin_app::round::{Answered, answer_assessment, assessed};
use kikin_domain::Bu;
use kikin_domain::plan::{Answer, Stage};

use super::{MEDICAL, press, with_a_file};
use crate::db::{Db, on_both};
use crate::pages::Pages;
use crate::people::{assert_sound, morning};
use crate::round::nagaoka;

fn at(rest: &str) -> String {
    format!("{MEDICAL}/assessment{rest}")
}

async fn there(db: &Db, pages: &Pages) -> Vec<kikin_app::round::Assessed> {
    let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
    assessed(&db.store, &lead, (nagaoka(), Stage::Plan), Bu::Medical).await.expect("is read")
}

on_both! {
    async fn decisions_are_entered_sent_and_answered(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(&at("")).await.shows(&["今は査定を入力できません", "先に審査を始めるか"]);
        assert_eq!(officer.post(&at(""), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "no project is named");
        for step in ["receive", "confirm"] {
            press(&officer, &format!("{MEDICAL}/review/{step}"), &[]).await;
        }
        let projects = there(db, &pages).await;
        let numbers: Vec<String> = projects.iter().map(|one| one.project.no.text().to_owned()).collect();
        let asked = projects[0].project.fund.get().expect("an amount").to_string();
        officer.get(&at("")).await.shows(&["採否", &format!("value=\"{asked}\""), "査定していない事業が"]);
        let form = |decided: &[(&str, &str, &str)]| -> Vec<(String, String)> {
            let mut fields = Vec::new();
            for (index, no) in numbers.iter().enumerate() {
                fields.push((format!("no-{index}"), no.clone()));
            }
            for (index, (decided, granted, why)) in decided.iter().enumerate() {
                fields.push((format!("decided-{index}"), (*decided).to_owned()));
                fields.push((format!("granted-{index}"), (*granted).to_owned()));
                fields.push((format!("why-{index}"), (*why).to_owned()));
            }
            fields
        };
        let send = |fields: Vec<(String, String)>| {
            let officer = &officer;
            async move {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                officer.post(&at(""), &fields).await
            }
        };
        // All that is wrong is told at once, and what was typed stays.
        let wrong = send(form(&[("yes", "1,000", ""), ("no", "", "")])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = wrong.text();
        assert_eq!(text.matches("理由を記入してください").count(), 4, "in the summary and at both rows: {text}");
        assert!(text.contains("href=\"#row-0\"") && text.contains("value=\"1,000\"") && text.contains("aria-invalid"), "{text}");
        let typed = send(form(&[("yes", "百円", "")])).await.text();
        assert!(typed.contains("「百円」は金額ではありません"), "{typed}");
        assert!(there(db, &pages).await.iter().all(|one| one.decision.is_none()), "nothing was entered");
        // Full for all but the second.
        let full: Vec<String> = projects.iter().map(|one| one.project.fund.get().expect("an amount").to_string()).collect();
        let mut decided: Vec<(&str, &str, &str)> = full.iter().map(|yen| ("yes", yen.as_str(), "")).collect();
        decided[1] = ("no", full[1].as_str(), "対象外のため");
        let saved = send(form(&decided)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        officer.get(saved.location()).await.shows(&["査定を保存しました", "不採択1件"]);
        // The lead alone sends it, after a question.
        assert_eq!(officer.post(&at("/notify"), &[]).await.status, StatusCode::FORBIDDEN);
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get(&at("/notify")).await.shows(&["県の内示として市町村に送ります", "不採択1件"]);
        press(&lead, &at("/notify"), &[]).await.shows(&["県の内示を送りました", "今は査定を入力できません"]);
        assert_eq!(lead.post(&at("/notify"), &[]).await.status, StatusCode::CONFLICT);
        let given: Vec<Answered> = there(db, &pages).await.iter().filter_map(|one| one.decision.clone()).filter(|d| d.adopted)
            .map(|d| Answered { no: d.no, answer: Answer::Full, amount: d.granted, why: None }).collect();
        let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        answer_assessment(&db.store, &clerk, (nagaoka(), Stage::Plan), Bu::Medical, &given).await.expect("is answered");
        officer.get(&at("")).await.shows(&["市町村の回答", "満額"]);
        assert_sound(db).await;
    }

    async fn it_is_not_sent_before_all_is_decided(db: &Db) {
        let pages = with_a_file(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        assert_eq!(lead.get(&at("/notify")).await.status, StatusCode::CONFLICT);
        for step in ["receive", "confirm"] {
            press(&lead, &format!("{MEDICAL}/review/{step}"), &[]).await;
        }
        let early = lead.post(&at("/notify"), &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("査定していない事業があります"), "{}", early.text());
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(&at("")).await.status, StatusCode::FORBIDDEN);
        let other = pages.sign_in(&pages.cast.other_town).await;
        assert_eq!(other.get(&at("")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&at(""), &[("decided-0", "yes")]).await.status, StatusCode::NOT_FOUND);
    }
}
