//! What pages say where there is nothing to do, something of another year, or a choice that was not made.

use axum::http::StatusCode;
use kikin_app::round::{
    Decision, RoundError, Site, assess, assessed, confirm, no_projects, notify_assessment, receive, request_correction,
};
use kikin_domain::Bu;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input};

use super::Pages;
use super::town::hand_in;
use crate::db::on_both;
use crate::people::{assert_sound, machine, morning, niigata, security};
use crate::round::{file, nagaoka, post};

const PLAN: &str = "/years/2026/bodies/152021/plan";

on_both! {
    async fn what_came_back_of_another_year_is_told_at_home(db: &Db) {
        let pages = Pages::enter(db).await;
        let machine = machine(morning());
        let last = kikin_domain::FiscalYear::new(2025).expect("a year");
        let year = kikin_app::open_year(&db.store, &machine, niigata(), last).await.expect("is open");
        let document = file("令和7年度.xlsx", &[Edit::Cover("計画年度", Input::Text("令和7年度"))]);
        let report = kikin_app::check(&document.name, &document.bytes, kikin_app::year_request(&year));
        kikin_app::import(&db.store, &machine, &year, &[(document, report)]).await.expect("is received");
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert!(!clerk.get("/years/2026").await.text().contains("修正の依頼が来ています"));
        let officer = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        let what = (Site { year: last, ..nagaoka() }, Stage::Plan);
        request_correction(&db.store, &officer, what, Bu::Medical, "前年度の積算", Reopened::Whole).await.expect("is asked");
        let told = ["修正の依頼が来ています", "令和7年度 計画（医療分）", "前年度の積算", "href=\"/years/2025\""];
        clerk.get("/years/2026").await.shows(&told);
        assert_sound(db).await;
    }

    async fn who_begins_is_told_to_begin_a_year(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = post(db, &security(), Role::PrefecturalLead, "160008", Halves::Both).await;
        pages.sign_in(&lead).await.get("/").await.shows(&["令和8年度を始めてください", "href=\"/years\"", "年度を始める"]);
        let clerk = post(db, &security(), Role::PrefecturalClerk, "160008", Halves::Both).await;
        let text = pages.sign_in(&clerk).await.get("/").await.text();
        assert!(text.contains("県総括が「年度の設定」で年度を始めると") && !text.contains("始めてください"), "{text}");
    }

    async fn of_no_projects_nothing_is_decided(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        no_projects(&db.store, &clerk, what, &[Bu::Care]).await.expect("is answered");
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        receive(&db.store, &lead, what, Bu::Care).await.expect("is received");
        confirm(&db.store, &lead, what, Bu::Care).await.expect("is confirmed");
        let refused = notify_assessment(&db.store, &lead, what, Bu::Care).await;
        assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        let browser = pages.sign_in(&pages.cast.lead).await;
        let told = "該当事業なしのため、査定も内示も要りません。";
        let review = browser.get(&format!("{PLAN}/care/review")).await;
        review.shows(&[told]);
        assert!(!review.text().contains("/assessment/notify"), "{}", review.text());
        browser.get(&format!("{PLAN}/care/assessment")).await.shows(&[told]);
        assert_sound(db).await;
    }

    async fn a_decided_submission_leads_to_the_notice(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        receive(&db.store, &lead, what, Bu::Medical).await.expect("is received");
        confirm(&db.store, &lead, what, Bu::Medical).await.expect("is confirmed");
        let browser = pages.sign_in(&pages.cast.lead).await;
        let (review, notify) = (format!("{PLAN}/medical/review"), format!("href=\"{PLAN}/medical/assessment/notify\""));
        let before = browser.get(&review).await;
        before.shows(&["査定を入力する", "Ⅰ-1", "令和8年4月1日"]);
        assert!(!before.text().contains(&notify) && !before.text().contains(">I-1<"), "{}", before.text());
        let full = |one: kikin_app::round::Assessed| Decision {
            no: one.project.no.text().to_owned(),
            adopted: true,
            granted: one.project.fund.get().expect("an amount"),
            why: None,
        };
        let there = assessed(&db.store, &lead, what, Bu::Medical).await.expect("is read");
        let decided: Vec<Decision> = there.into_iter().map(full).collect();
        assess(&db.store, &lead, what, Bu::Medical, &decided).await.expect("is entered");
        browser.get(&review).await.shows(&[&notify, "県の内示を送る"]);
        browser.get(&format!("{PLAN}/medical/assessment")).await.shows(&["<td>Ⅰ-1</td>"]);
        // Whose role it is not is told whose it is.
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(&review).await.shows(&["県の内示を送る：県総括が行います。", "査定を入力する"]);
        assert_sound(db).await;
    }

    async fn a_correction_without_a_tick_says_what_to_do(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let fields = [("why", "積算"), ("scope", "projects")];
        let refused = officer.post(&format!("{PLAN}/medical/review/return"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("直す事業に一つ以上印を付けてください。"), "{}", refused.text());
    }

    async fn posts_are_named_and_units_told(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get("/years/2026/plan/lines?category=all&item=fund").await.shows(&["「9000」（千円）"]);
        lead.post("/years/2026/plan/versions", &[("reason", "案")]).await;
        lead.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        for path in ["/years/2026/plan/versions", "/jobs"] {
            let text = lead.get(path).await.text();
            assert!(!text.contains(&pages.cast.lead), "{path} shows no account: {text}");
        }
    }
}
