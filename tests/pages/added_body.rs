//! A body that the prefecture has added: from its form to the plan.

use axum::http::StatusCode;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::rule::{Edit, Input};
use kikin_domain::{BodyCode, RuleId};

use super::{Answer, Pages};
use crate::check::asked_year;
use crate::db::{Db, on_both};
use crate::people::{assert_sound, niigata};
use crate::round::{file, post};

const CODE: &str = "158992";
const NAME: &str = "中越広域連合";
const BODY: &str = "/years/2026/bodies/158992";
const COVER: &[Edit] = &[Edit::Cover("団体コード", Input::Text(CODE)), Edit::Cover("市町村名", Input::Text(NAME))];

/// What a workbook is judged by in this year.
async fn checked(db: &Db, name: &str, bytes: &[u8]) -> kikin_domain::FileReport {
    let year = kikin_store::plan_year(db.store.connection(), niigata(), asked_year()).await.expect("is read");
    kikin_app::check(name, bytes, kikin_app::year_request(&year.expect("is set up")))
}

fn is_book(answer: &Answer) -> &[u8] {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    &answer.bytes
}

on_both! {
    async fn from_its_form_to_the_plan(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let unknown = checked(db, "連合.xlsx", &file("連合.xlsx", COVER).bytes).await;
        assert!(unknown.findings.iter().any(|f| f.rule == RuleId::T005), "before it is added nobody knows it");
        let new = [("name", NAME), ("code", CODE), ("kind", "union"), ("member", "152021"), ("member", "152048")];
        let added = lead.post("/years/2026/settings/bodies", &new).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let clerk = post(db, &pages.cast.security, Role::MunicipalClerk, CODE, Halves::Both).await;
        let clerk = pages.sign_in(&clerk).await;

        // The form bears its name and is read as its own.
        let form = clerk.get(&format!("{BODY}/template?stage=plan")).await;
        let body = BodyCode::parse(CODE).expect("a code");
        let read = checked(db, "様式.xlsx", is_book(&form)).await;
        assert_eq!(read.plan.and_then(|p| p.organization), Some((body, NAME.to_owned())));
        assert!(read.findings.iter().all(|f| f.rule != RuleId::T005), "{:?}", read.findings);

        // Filled in, uploaded, handed in.
        let bytes = file("連合.xlsx", COVER).bytes;
        let upload = format!("{BODY}/upload?stage=plan");
        let draft = clerk.send(&upload, &[], &[("file", "連合.xlsx", &bytes)]).await.location().to_owned();
        clerk.get(&draft).await.shows(&["提出できます。"]);
        let receipt = clerk.post(&format!("{draft}/hand-in"), &[]).await;
        assert_eq!(receipt.status, StatusCode::SEE_OTHER, "{}", receipt.text());
        clerk.get(receipt.location()).await.shows(&["この版が採用されます。"]);
        lead.get("/years/2026/status?stage=plan").await.shows(&[NAME, "提出済"]);

        // In the plan, on its pages and in its workbook, which comes back.
        lead.get("/years/2026/plan/lines?category=all&item=fund").await.shows(&[NAME, "在宅医療推進センター運営事業"]);
        let kept = lead.post("/years/2026/plan/versions", &[("reason", "連合を含む案")]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let version = kept.location().split('?').next().expect("a path").to_owned();
        let paper = lead.get(&format!("{version}/workbook")).await;
        let back = checked(db, "県計画.xlsx", is_book(&paper)).await;
        assert!(!back.has_errors(), "{:?}", back.findings);
        let exported = back.plan.and_then(|p| p.exported).expect("is our own plan");
        assert_eq!(exported.filings.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), [NAME]);

        // 該当事業なし and small corrections are written for it too.
        let none = clerk.post(&format!("{BODY}/change/care/no-projects"), &[]).await;
        assert_eq!(none.status, StatusCode::SEE_OTHER, "{}", none.text());
        clerk.get(none.location()).await.shows(&["なし（該当事業なし）"]);
        assert_sound(db).await;
    }
}
