//! Where one comes after signing in.

use super::Pages;
use crate::db::on_both;

on_both! {
    async fn each_role_comes_to_its_work(db: &Db) {
        let pages = Pages::enter(db).await;
    for (account, wanted) in [
        (&pages.cast.clerk, "/years/2026"),
        (&pages.cast.reviewer, "/years/2026"),
        (&pages.cast.prefecture, "/years/2026/status"),
        (&pages.cast.lead, "/years/2026/status"),
    ] {
        let browser = pages.sign_in(account).await;
        assert_eq!(browser.get("/").await.location(), wanted, "{account}");
    }
}
}
