//! Every route × role × own or other organisation, from the server's own list: what another organisation has is not there, who
//! may only look changes nothing, and nothing that is asked breaks the server.

use axum::http::StatusCode;
use kikin_app::people::MakePost;
use kikin_domain::permission::{Halves, Role};
use kikin_web::{Access, Route, routes};

use super::{Answer, Browser, Pages};
use crate::db::{Db, on_both};
use crate::people::{PASSWORD, assert_sound, body, enter, machine, morning, security, wanted};
use crate::round::{file, filed, post, send};

/// What a name in a pattern stands for. Ids are those of the first upload, draft, version: of 長岡市.
const WORDS: &[(&str, &str)] = &[
    ("{year}", "2026"),
    ("{body}", "152021"),
    ("{stage}", "plan"),
    ("{bu}", "care"),
    ("{number}", "1"),
    ("{id}", "1"),
    ("{no}", "1"),
    ("{at}", "1"),
    ("{name}", "municipality"),
    ("{account}", "152021-01"),
];

pub(super) fn way(pattern: &str) -> String {
    let way = WORDS.iter().fold(pattern.to_owned(), |path, (gap, word)| path.replace(gap, word));
    assert!(!way.contains('{'), "what stands for the gap in {pattern} is not told");
    way
}

/// Of whose things a route is.
fn is_of_a_body(route: &Route) -> bool {
    route.path.contains("/bodies/{body}")
}

async fn ask(browser: &Browser, route: &Route, path: &str) -> Answer {
    match route.method {
        "GET" => browser.get(path).await,
        _ => match browser.post(path, &[]).await {
            // Forms with files are of another kind, and have longer to arrive.
            answer if answer.status == StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                assert!(route.takes_files, "{path} takes files, and its route does not say so");
                let bytes = file("一.xlsx", &[]).bytes;
                browser.send(path, &[], &[("file", "一.xlsx", &bytes)]).await
            }
            answer => {
                assert!(!route.takes_files, "{path} takes no files, and its route says so");
                answer
            }
        },
    }
}

/// Everything but what signs the walker out.
pub(super) fn walked() -> impl Iterator<Item = Route> {
    let signs_out = |route: &Route| route.method == "POST" && route.path.contains("signout");
    routes().into_iter().filter(move |route| route.access == Access::Member && !signs_out(route))
}

/// A year with a version and a draft of 長岡市.
pub(super) async fn world(db: &Db) -> Pages {
    let pages = Pages::enter(db).await;
    let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
    filed(db, &clerk, file("一.xlsx", &[])).await.expect("is handed in");
    send(db, &clerk, file("二.xlsx", &[])).await;
    pages
}

pub(super) async fn auditor(db: &Db) -> String {
    let day = |text: &str| Some(text.parse().expect("a day"));
    let new = MakePost {
        valid_from: day("2026-05-01"),
        valid_to: day("2026-08-01"),
        ..wanted(Role::Auditor, body("150002"))
    };
    let made = kikin_app::people::make_post(&db.store, &machine(morning()), new).await.expect("is made");
    enter(db, &security(), &made.account, morning(), PASSWORD).await.expect("accepts");
    made.account
}

on_both! {
    async fn what_another_organisation_has_is_not_there(db: &Db) {
        let pages = world(db).await;
        let elsewhere = post(db, &security(), Role::PrefecturalLead, "160008", Halves::Both).await;
        let town_elsewhere = post(db, &security(), Role::MunicipalClerk, "162019", Halves::Both).await;
        for account in [&pages.cast.other_town, &elsewhere, &town_elsewhere] {
            let browser = pages.sign_in(account).await;
            for route in walked() {
                let answer = ask(&browser, &route, &way(route.path)).await;
                let place = format!("{account}: {} {}", route.method, route.path);
                assert!(!answer.status.is_server_error(), "{place}: {}", answer.status);
                assert!(!answer.text().contains("長岡市"), "{place} tells of 長岡市: {}", answer.text());
                if is_of_a_body(&route) && answer.status == StatusCode::FORBIDDEN {
                    // Whose role never does it is told so before anything is looked for: of what is not there too.
                    let nowhere = way(&route.path.replace("{id}", "987654"));
                    let answer = ask(&browser, &route, &nowhere).await;
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{place}");
                } else if is_of_a_body(&route) {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{place}");
                }
            }
        }
        assert_sound(db).await;
    }

    async fn who_only_looks_changes_nothing_and_nobody_breaks_the_server(db: &Db) {
        let pages = world(db).await;
        let auditor = auditor(db).await;
        let operator = post(db, &security(), Role::Operator, "150002", Halves::Both).await;
        let cast = &pages.cast;
        for account in [&cast.clerk, &cast.reviewer, &cast.prefecture, &cast.lead, &auditor, &operator] {
            let browser = pages.sign_in(account).await;
            for route in walked() {
                let answer = ask(&browser, &route, &way(route.path)).await;
                let place = format!("{account}: {} {}", route.method, route.path);
                assert!(!answer.status.is_server_error(), "{place}: {}", answer.status);
                let looks = *account == auditor || *account == operator;
                // Their own account is theirs to change, and exporting is looking.
                let own = route.path.starts_with("/account") || route.path.starts_with("/posts");
                let exports = route.path.ends_with("/exports");
                // A press, for it takes long, that changes nothing.
                let verifies = route.path == "/events/verify";
                if looks && route.method == "POST" && !own && !exports && !verifies {
                    let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY];
                    assert!(refused.contains(&answer.status), "{place}: {}", answer.status);
                }
            }
        }
        assert_sound(db).await;
    }
}
