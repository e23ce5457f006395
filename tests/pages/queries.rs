//! How many statements a page sends does not depend on how many bodies and projects there are.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use kikin_domain::body::local_governments;
use kikin_domain::rule::{Edit, Input};

use super::walk::{walked, way, world};
use super::{Browser, Pages};
use crate::check::asked_year;
use crate::db::{Db, on_both};
use crate::people::{machine, morning, niigata};
use crate::round::file;

/// What reads everything there is, or every file's bytes, by what it is for.
const BY_NATURE: [&str; 2] = ["/events/verify", "/years/{year}/originals.zip"];

/// What gathers the whole plan: its files are loaded by tens, so that few of them lie in memory at once.
const GATHERING: [&str; 6] = [
    "/years/{year}/plan",
    "/years/{year}/plan/lines",
    "/years/{year}/plan/freeze",
    "/years/{year}/plan/chapters",
    "/years/{year}/plan/groups",
    "/years/{year}/plan/groups/csv",
];

/// The tables of a workbook's rows: one query each for ten files.
const TABLES: usize = 6;

/// So many bodies have filed, first and then.
const BODIES: [usize; 2] = [3, 25];

/// The files of municipalities from `from` up to `to` come in at the machine. 長岡市 has filed already.
async fn import(db: &Db, from: usize, to: usize) {
    let machine = machine(morning());
    let year = kikin_app::open_year(&db.store, &machine, niigata(), asked_year()).await.expect("is open");
    let others = local_governments().municipalities(niigata()).filter(|one| one.code.to_string() != "152021");
    let mut files = Vec::new();
    for one in others.skip(from).take(to - from) {
        let code: &'static str = one.code.to_string().leak();
        let edits = [Edit::Cover("団体コード", Input::Text(code)), Edit::Cover("市町村名", Input::Text(one.name))];
        let document = file(&format!("{code}.xlsx"), &edits);
        let report = kikin_app::check(&document.name, &document.bytes, kikin_app::year_request(&year));
        assert!(report.plan.is_some(), "{code}: {:?}", report.findings);
        files.push((document, report));
    }
    kikin_app::import(&db.store, &machine, &year, &files).await.expect("is received");
}

/// How many statements each page sends that is there. What is done at the first visit only is not counted.
async fn counts(browser: &Browser, count: &AtomicUsize) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let mut there = 0;
    for route in walked().filter(|route| route.method == "GET" && !BY_NATURE.contains(&route.path)) {
        let question = if route.path.ends_with("/plan/lines") { "?category=all&item=fund" } else { "" };
        let path = format!("{}{question}", way(route.path));
        browser.get(&path).await;
        let before = count.load(Ordering::SeqCst);
        let answer = browser.get(&path).await;
        there += usize::from(answer.status.is_success());
        counts.insert(route.path, count.load(Ordering::SeqCst) - before);
    }
    assert!(there > 15, "{there} pages are there");
    counts
}

fn grown(few: &BTreeMap<&'static str, usize>, many: &BTreeMap<&'static str, usize>) -> Vec<String> {
    let tens = |bodies: usize| bodies.div_ceil(10);
    let by_tens = TABLES * (tens(BODIES[1]) - tens(BODIES[0]));
    let most = |path: &&str| if GATHERING.contains(path) { by_tens } else { 0 };
    let is_more = |(path, now): &(&&'static str, &usize)| **now > few[*path] + most(path);
    many.iter().filter(is_more).map(|(path, now)| format!("{path}: {} → {now}", few[path])).collect()
}

on_both! {
    async fn do_not_grow_with_the_bodies(db: &Db) {
        let (pages, count): (Pages, _) = world(db).await.counted(db).await;
        import(db, 0, BODIES[0] - 1).await;
        let (lead, clerk) = (pages.sign_in(&pages.cast.lead).await, pages.sign_in(&pages.cast.clerk).await);
        lead.post("/years/2026/plan/versions", &[("reason", "三団体")]).await;
        lead.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        let few = [counts(&lead, &count).await, counts(&clerk, &count).await];
        assert!(few[0]["/years/{year}/status"] > 1, "statements are counted: {few:?}");
        import(db, BODIES[0] - 1, BODIES[1] - 1).await;
        let many = [counts(&lead, &count).await, counts(&clerk, &count).await];
        for (few, many) in few.iter().zip(&many) {
            let grown = grown(few, many);
            assert!(grown.is_empty(), "{grown:#?}");
        }
    }
}
