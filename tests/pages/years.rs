//! From the pages of one plan year to those of another.

use kikin_app::PlanYear;
use kikin_app::round::set_up_year;
use kikin_domain::FiscalYear;

use super::Pages;
use crate::db::on_both;
use crate::people::{morning, niigata};

on_both! {
    /// Once a new year is open the pages of the year before are reached from it by links, and each says of which year it is.
    async fn the_year_before_is_reached_by_links(db: &Db) {
        let pages = Pages::enter(db).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        let alone = browser.get("/years/2026/status").await;
        alone.shows(&["令和8年度 計画：今の状況"]);
        assert!(!alone.text().contains("aria-label=\"計画年度\""), "one year needs no tabs");
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let next = FiscalYear::new(2027).expect("a year");
        set_up_year(&db.store, &lead, &PlanYear::published(niigata(), next)).await.expect("is set up");
        assert_eq!(browser.get("/").await.location(), "/years/2027/status");
        browser.get("/years/2027/status").await.shows(&["令和9年度 計画：今の状況"]);
        let clerk = pages.sign_in(&pages.cast.prefecture).await;
        for (part, query) in [("status", "?stage=change"), ("plan", "?stage=request"), ("settings", "")] {
            for who in [&browser, &clerk] {
                let tab = |year: &str, current: &str| {
                    format!("href=\"/years/{year}/{part}{query}\"{current}>令和{}年度</a>", if year == "2026" { 8 } else { 9 })
                };
                let now = " aria-current=\"page\"";
                let newer = who.get(&format!("/years/2027/{part}{query}")).await;
                newer.shows(&["aria-label=\"計画年度\"", &tab("2026", ""), &tab("2027", now)]);
                let older = who.get(&format!("/years/2026/{part}{query}")).await;
                older.shows(&["令和8年度", &tab("2026", now), &tab("2027", "")]);
            }
        }
    }
}
