//! The plan in the browser: totals, every figure with its addends, versions, exports, the record.

use std::io::{Cursor, Read as _};

use jiff::Timestamp;
use kikin_app::jobs::{LEASE, Turn, run_next};
use kikin_app::round::{confirm, hand_in, receive, request_correction, upload};
use kikin_domain::Bu;
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};

use super::{Answer, Browser, Pages};
use crate::db::{Db, on_both};
use crate::people::{after, assert_sound, morning};
use crate::round::{Cast, SANJO, file, filed, here, nagaoka, site, states};

/// Both towns hand their plans in.
async fn two_towns(db: &Db, cast: &Cast) {
    let clerk = cast.at(db, &cast.clerk, morning()).await;
    filed(db, &clerk, file("152021_長岡市.xlsx", &[])).await.expect("is handed in");
    let other = cast.at(db, &cast.other_town, morning()).await;
    let what = (site("152048"), Stage::Plan);
    let sent = upload(&db.store, &here(), &other, what, file("152048_三条市.xlsx", SANJO)).await.expect("is checked");
    hand_in(&db.store, &here(), &other, sent.draft.expect("a draft").id, None).await.expect("is handed in");
}

/// The links of the cells of a page's tables: address and what is read.
fn cells(page: &Answer) -> Vec<(String, String)> {
    let text = page.text();
    let links = text.split("<a href=\"/years/2026/plan/lines?").skip(1);
    let link = |part: &str| {
        let (address, rest) = part.split_once("\">").expect("an address");
        let (label, _) = rest.split_once("</a>").expect("a label");
        (format!("/years/2026/plan/lines?{}", unescaped(address)), label.to_owned())
    };
    links.map(link).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// An amount as it is read.
fn number(shown: &str) -> i64 {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let value: i64 = digits.parse().expect("digits");
    if shown.starts_with('△') { -value } else { value }
}

/// The cells of a column of the table with this heading in its caption, without its foot.
fn column(page: &str, caption: &str, at: usize) -> Vec<String> {
    let own = |part: &&str| part.split("</caption>").next().is_some_and(|told| told.contains(caption));
    let table = page.split("<caption").skip(1).find(own).expect("a table");
    let body = table.split("<tbody>").nth(1).and_then(|t| t.split("</tbody>").next()).expect("rows");
    let cell = |row: &str| {
        let cell = row.split("<t").filter(|part| part.starts_with('d') || part.starts_with('h')).nth(at)?;
        let cell = cell.split_once('>')?.1;
        Some(cell.split('<').next().unwrap_or_default().to_owned())
    };
    body.split("<tr>").skip(1).filter_map(cell).collect()
}

/// The same file with another amount of one project.
const LATER: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];

/// Both 分 of both towns are received and confirmed.
async fn confirmed(db: &Db, cast: &Cast) {
    two_towns(db, cast).await;
    let official = cast.at(db, &cast.prefecture, morning()).await;
    for code in ["152021", "152048"] {
        for bu in Bu::ALL {
            receive(&db.store, &official, (site(code), Stage::Plan), bu).await.expect("is received");
            confirm(&db.store, &official, (site(code), Stage::Plan), bu).await.expect("is confirmed");
        }
    }
}

/// The value of the hidden field that stands for what was looked at.
fn seen(page: &Answer) -> String {
    let text = page.text();
    let value = text.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.expect("a hidden field").to_owned()
}

/// One turn of a worker, on a clock of its own.
async fn turn(db: &Db, worker: &str, now: Timestamp) -> Turn {
    run_next(&db.store, worker, || now, std::future::pending()).await.expect("works")
}

/// Everything that is written in a workbook.
fn text_of(book: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut text = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).expect("a part").read_to_string(&mut text).expect("is text");
    }
    text
}

async fn see(browser: &Browser, path: &str) -> Answer {
    let page = browser.get(path).await;
    page.shows(&[]);
    page
}

on_both! {
    /// Each figure of the 総括表 leads to a page whose addends add up to it.
    async fn every_figure_is_the_sum_of_its_addends(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        let totals = see(&browser, "/years/2026/plan").await;
        totals.shows(&["令和8年度 新潟県計画", "総括表", "国の内示との対比", "合計", "未登録"]);
        let figures = cells(&totals);
        let rows = kikin_domain::CategoryTable::published().of_year(crate::check::asked_year()).count() + 3;
        assert_eq!(figures.len(), rows * 10, "件数 and nine amounts of each row");
        let mut opened = 0;
        for (address, shown) in &figures {
            let page = see(&browser, address).await.text();
            let figure = number(shown);
            let told = page.split("金額（内訳の合計）").nth(1).and_then(|t| t.split("</dd>").next()).expect("the sum");
            assert_eq!(number(told), figure, "{address}");
            let bodies: i64 = column(&page, "団体別", 2).iter().map(|cell| number(cell)).sum();
            let projects: i64 = column(&page, "事業別", 3).iter().map(|cell| number(cell)).sum();
            if figure != 0 {
                assert_eq!((bodies, projects), (figure, figure), "{address}");
                opened += 1;
            }
        }
        assert!(opened > 50, "{opened} figures are not zero");
    }

    /// From the total of a 区分 to one town, its file, its cell and what was typed there.
    async fn an_addend_names_its_cell(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        let all = see(&browser, "/years/2026/plan/lines?category=all&item=total").await;
        all.shows(&["長岡市", "三条市", "/years/2026/bodies/152021/receipts/1/original", "152021_長岡市.xlsx", "事業一覧"]);
        let one = see(&browser, "/years/2026/plan/lines?category=all&item=total&body=152048").await;
        one.shows(&["三条市", "すべての団体の内訳に戻る", "/bodies/152048/receipts/2/original"]);
        assert!(!one.text().contains("152021_長岡市.xlsx"), "one body's only");
        let placed = see(&browser, "/years/2026/plan/lines?category=II&item=national").await;
        placed.shows(&["端数処理で配分"]);
        for nowhere in [
            "/years/2026/plan/lines?category=nowhere&item=total",
            "/years/2026/plan/lines?category=II&item=nothing",
            "/years/2026/plan/lines?category=II&item=total&body=1",
            "/years/2026/plan?stage=change",
            "/years/1999/plan",
            "/years/2027/plan",
        ] {
            assert_eq!(browser.get(nowhere).await.status, 404, "{nowhere}");
        }
    }

    async fn the_plan_is_not_for_towns(db: &Db) {
        let pages = Pages::enter(db).await;
        let browser = pages.sign_in(&pages.cast.clerk).await;
        for path in ["/years/2026/plan", "/years/2026/plan/lines?category=all&item=fund"] {
            assert_eq!(browser.get(path).await.status, 403, "{path}");
        }
    }

    /// Asked for in a page, done by a worker, taken from the page; the same as the live plan.
    async fn an_export_is_asked_for_done_and_taken(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        see(&browser, "/jobs").await.shows(&["書き出しは、まだありません"]);
        let wanted = [("kind", "plan-workbook"), ("stage", "plan")];
        let asked = browser.post("/years/2026/exports", &wanted).await;
        assert_eq!((asked.status.as_u16(), asked.location()), (303, "/jobs/1"));
        assert_eq!(browser.post("/years/2026/exports", &wanted).await.location(), "/jobs/1", "the same while it waits");
        see(&browser, "/jobs/1").await.shows(&["順番待ち", "data-poll=\"/jobs/1\"", "http-equiv=\"refresh\""]);
        assert_eq!(browser.get("/jobs/1/result").await.status, 404, "nothing is there yet");
        assert_eq!(turn(db, "a", after(5)).await, Turn::Done(1));
        assert_eq!(turn(db, "a", after(6)).await, Turn::Idle);
        let done = see(&browser, "/jobs/1").await;
        done.shows(&["ファイルができました", "令和8年度_新潟県計画_20260601.xlsx", "/jobs/1/result"]);
        assert!(!done.text().contains("data-poll"), "nothing is under way");
        let file = see(&browser, "/jobs/1/result").await;
        assert!(file.bytes.starts_with(b"PK"), "a workbook");
        assert!(done.text().contains(&kikin_store::sha256(&file.bytes)), "by its SHA-256");
        see(&browser, "/jobs").await.shows(&["1番", "県計画のブック", "できました"]);
        for (kind, begins) in [("plan-data", "fiscal_year,era_year"), ("plan-codes", "prefecture_code,prefecture,column")] {
            let job = browser.post("/years/2026/exports", &[("kind", kind), ("stage", "plan")]).await;
            assert!(matches!(turn(db, "a", after(9)).await, Turn::Done(_)));
            let csv = see(&browser, &format!("{}/result", job.location())).await.text();
            assert!(csv.trim_start_matches('\u{feff}').starts_with(begins), "{kind}");
        }
        assert_eq!(browser.post("/years/2026/exports", &[("kind", "nothing")]).await.status, 422);
        assert_eq!(browser.post("/years/2027/exports", &wanted).await.status, 404);
        let town = pages.sign_in(&pages.cast.clerk).await;
        for path in ["/jobs", "/jobs/1", "/jobs/1/result"] {
            assert_eq!(town.get(path).await.status, 403, "{path}");
        }
        assert_eq!(town.post("/years/2026/exports", &wanted).await.status, 403);
        assert_sound(db).await;
    }

    /// A worker that is killed leaves nothing but its lease; another takes the job over, and the first can no longer end it.
    async fn a_job_outlives_its_worker(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        browser.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        let claimed = |worker: &'static str, now: Timestamp| async move {
            let tx = db.store.write().await.expect("begins");
            let second = now.as_second();
            let job = kikin_store::jobs::claim_job(&tx, worker, second, second + LEASE).await.expect("is asked");
            tx.commit().await.expect("is kept");
            job
        };
        let job = claimed("killed", morning()).await.expect("is free");
        see(&browser, "/jobs/1").await.shows(&["作成中"]);
        assert_eq!(turn(db, "other", after(LEASE)).await, Turn::Idle, "its lease has not ended");
        assert_eq!(turn(db, "other", after(LEASE + 1)).await, Turn::Done(1));
        // The first comes back from wherever it was.
        let tx = db.store.write().await.expect("begins");
        let late = kikin_store::Content::of(b"late");
        let act = pages.cast.at(db, &pages.cast.lead, morning()).await.act().clone();
        let tx = {
            assert!(!kikin_store::jobs::beat_job(&tx, 1, "killed", i64::MAX, 1).await.expect("is asked"));
            let ended = kikin_store::jobs::finish_job(&tx, &act, (&job, "killed"), ("late.csv", &late)).await;
            assert!(!ended.expect("is asked"), "the job is not its own");
            tx
        };
        tx.rollback().await.expect("leaves nothing");
        let result = see(&browser, "/jobs/1/result").await;
        assert_ne!(result.bytes, b"late");
        assert_sound(db).await;
    }

    /// Many at once: each job is done once.
    async fn of_several_workers_one_has_a_job(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        for kind in ["plan-data", "plan-codes"] {
            browser.post("/years/2026/exports", &[("kind", kind), ("stage", "plan")]).await;
        }
        let turns = tokio::join!(
            turn(db, "a", morning()), turn(db, "b", morning()), turn(db, "c", morning()), turn(db, "d", morning())
        );
        let mut turns = [turns.0, turns.1, turns.2, turns.3];
        turns.sort_by_key(|turn| format!("{turn:?}"));
        assert_eq!(turns, [Turn::Done(1), Turn::Done(2), Turn::Idle, Turn::Idle]);
    }

    /// Whoever has lost the post gets nothing made.
    async fn a_job_of_a_closed_post_comes_to_nothing(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        browser.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        let machine = crate::people::machine(morning());
        kikin_app::people::close_post(&db.store, &machine, &pages.cast.prefecture, "異動").await.expect("is closed");
        assert_eq!(turn(db, "a", after(5)).await, Turn::Failed(1));
        let lead = pages.sign_in(&pages.cast.lead).await;
        see(&lead, "/jobs/1").await.shows(&["書き出せませんでした", "依頼した職が廃止されたか"]);
    }

    /// Only what is confirmed is fixed; what is fixed stays, byte by byte.
    async fn the_plan_is_fixed(db: &Db) {
        let pages = Pages::enter(db).await;
        confirmed(db, &pages.cast).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let form = see(&lead, "/years/2026/plan/freeze").await;
        form.shows(&["計画 第1版", "すべての提出物が確認済みです", "2026-06-01"]);
        let (word, path) = (seen(&form), "/years/2026/plan/freeze");
        let typed = |day, word| [("seen", word), ("fixed_on", day), ("document_number", "福第12号"), ("note", "国へ提出")];
        let again = lead.post(path, &typed("あした", &word)).await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("「あした」は日付ではありません") && again.text().contains("福第12号"), "typed stays");
        let other = lead.post(path, &typed("2026-06-01", "0f")).await;
        assert_eq!(other.status, 422);
        assert!(other.text().contains("計画の内容が変わりました"));
        let fixed = lead.post(path, &typed("2026-06-01", &word)).await;
        assert_eq!((fixed.status.as_u16(), fixed.location()), (303, "/years/2026/plan/versions/1?done=fixed"));
        assert_eq!(states(db, nagaoka()).await, ["確定", "確定"]);
        assert_eq!(states(db, site("152048")).await, ["確定", "確定"]);
        let page = see(&lead, fixed.location()).await;
        page.shows(&["県計画を確定しました", "計画 第1版（確定）", "福第12号", "国へ提出", "令和8年6月1日", "152021_長岡市.xlsx"]);
        let first = see(&lead, "/years/2026/plan/versions/1/workbook").await;
        assert!(page.text().contains(&kikin_store::sha256(&first.bytes)));
        assert_eq!(lead.post(path, &typed("2026-06-01", &word)).await.status, 422, "a second press finds another plan");
        assert_eq!(see(&lead, "/years/2026/plan/versions/1/workbook").await.bytes, first.bytes);
        see(&lead, "/years/2026/plan/versions").await.shows(&["計画 第1版（確定）", "福第12号"]);
        assert_eq!(lead.get("/years/2026/plan/versions/2").await.status, 404);
        assert_eq!(lead.get("/years/2026/plan/versions/2/workbook").await.status, 404);
        let official = pages.sign_in(&pages.cast.prefecture).await;
        assert_eq!(official.get(path).await.status, 403);
        assert_eq!(official.post(path, &typed("2026-06-01", &word)).await.status, 403);
        assert_sound(db).await;
    }

    /// What is not confirmed stands in the way, until one says that it is left out.
    async fn what_is_not_confirmed_is_left_out_by_choice(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let path = "/years/2026/plan/freeze";
        let none = seen(&see(&lead, path).await);
        let nothing = lead.post(path, &[("seen", &none), ("fixed_on", "2026-06-01"), ("unready", "leave-out")]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("確認済みの提出物がないため"));
        let official = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        receive(&db.store, &official, (nagaoka(), Stage::Plan), Bu::Care).await.expect("is received");
        confirm(&db.store, &official, (nagaoka(), Stage::Plan), Bu::Care).await.expect("is confirmed");
        let form = see(&lead, path).await;
        form.shows(&["確認済みでない提出物が3件あります", "三条市", "除いて確定する"]);
        let refused = lead.post(path, &[("seen", &seen(&form)), ("fixed_on", "2026-06-01")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("href=\"#unready\""), "the choice is led to");
        let fields = [("seen", seen(&form)), ("fixed_on", "2026-06-01".to_owned()), ("unready", "leave-out".to_owned())];
        let fixed = lead.post(path, &fields.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert_eq!(fixed.status, 303, "{}", fixed.text());
        assert_eq!(states(db, nagaoka()).await, ["提出済", "確定"]);
        assert_eq!(states(db, site("152048")).await, ["提出済", "提出済"]);
        see(&lead, fixed.location()).await.shows(&["確認済みでないため、この版に入れていません", "入れていない"]);
        assert_sound(db).await;
    }

    /// A draft takes what is confirmed along; two versions are compared, on the page and as a workbook.
    async fn versions_are_kept_and_compared(db: &Db) {
        let pages = Pages::enter(db).await;
        let official = pages.sign_in(&pages.cast.prefecture).await;
        let path = "/years/2026/plan/versions";
        let empty = official.post(path, &[("reason", "早すぎる")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("版を保存できません") && empty.text().contains("早すぎる"));
        confirmed(db, &pages.cast).await;
        let kept = official.post(path, &[("reason", "内示の前")]).await;
        assert_eq!(kept.location(), "/years/2026/plan/versions/1?done=kept");
        assert_eq!(states(db, nagaoka()).await, ["都道府県計画反映済", "都道府県計画反映済"]);
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        request_correction(&db.store, &lead, what, Bu::Medical, "額", Reopened::Whole).await.expect("is asked");
        let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        filed(db, &clerk, file("152021_長岡市_2.xlsx", LATER)).await.expect("is handed in again");
        official.post(path, &[("reason", "その後")]).await;
        let page = see(&official, "/years/2026/plan/versions/compare?before=1&after=2").await;
        page.shows(&["計画 第1版（案）", "計画 第2版（案）", "追加0件、削除0件、変更1件", "総事業費、", "長岡市 No.3"]);
        let own = |text: &str, at| column(text, "事業別", at).iter().map(|cell| number(cell)).collect::<Vec<_>>();
        let text = page.text();
        let (before, after, more) = (own(&text, 5), own(&text, 6), own(&text, 7));
        assert_eq!((after[0], more[0]), (6_000_000, 6_000_000 - before[0]), "{before:?}");
        let book = see(&official, "/years/2026/plan/versions/compare/workbook?before=1&after=2").await;
        assert!(book.bytes.starts_with(b"PK"));
        assert_eq!(official.get("/years/2026/plan/versions/compare?before=1&after=1").await.status, 422);
        assert_eq!(official.get("/years/2026/plan/versions/compare?before=1&after=9").await.status, 404);
        assert_eq!(official.get("/years/2026/plan/versions/compare").await.status, 422);
        let town = pages.sign_in(&pages.cast.clerk).await;
        for path in [path, "/years/2026/plan/versions/1", "/years/2026/plan/versions/compare?before=1&after=2"] {
            assert_eq!(town.get(path).await.status, 403, "{path}");
        }
        assert_eq!(town.post(path, &[]).await.status, 403);
        assert_sound(db).await;
    }

    /// The record is read by those who may, narrowed, and verified.
    async fn the_record_is_read_and_verified(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        see(&lead, "/events").await.shows(&["提出", "年度の設定", "サインイン", "記録を確かめる"]);
        let narrowed = see(&lead, &format!("/events?action=submission.hand-in&actor={}", pages.cast.clerk)).await;
        let rows = column(&narrowed.text(), "記録（新しい順）", 2);
        assert!(rows.len() == 1 && rows[0].starts_with(&pages.cast.clerk), "{rows:?}");
        see(&lead, "/events?from=2026-06-01&until=2026-06-01").await.shows(&["提出"]);
        see(&lead, "/events?from=2026-06-02").await.shows(&["該当する記録はありません"]);
        assert_eq!(lead.get("/events?from=yesterday").await.status, 422);
        see(&lead, "/events/verify").await.shows(&["記録は、書かれたときのままです", "最後の記録"]);
        for account in [&pages.cast.clerk, &pages.cast.prefecture] {
            let other = pages.sign_in(account).await;
            assert_eq!(other.get("/events").await.status, 403, "{account}");
            assert_eq!(other.get("/events/verify").await.status, 403, "{account}");
        }
    }

    /// Ticks and a name make one 都道府県事業 of two; the CSV says so, and takes it apart again.
    async fn projects_are_bundled(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let official = pages.sign_in(&pages.cast.prefecture).await;
        let path = "/years/2026/plan/groups";
        let page = see(&official, &format!("{path}?category=II")).await.text();
        let picks: Vec<&str> = page.split("name=\"pick\" value=\"").skip(1).map(|p| p.split('"').next().unwrap()).collect();
        assert!(picks.len() >= 2, "{picks:?}");
        let none = official.post(path, &[("category", "II"), ("title", "在宅医療の推進")]).await;
        assert_eq!(none.status, 422);
        assert!(none.text().contains("事業が選ばれていません") && none.text().contains("value=\"在宅医療の推進\""));
        let before = see(&official, &format!("{path}/csv")).await;
        let fields = [("category", "II"), ("title", "在宅医療の推進"), ("pick", picks[0]), ("pick", picks[1])];
        assert_eq!(official.post(path, &fields).await.location(), "/years/2026/plan/groups?category=II&done=bundled");
        let page = see(&official, &format!("{path}?category=II&done=bundled")).await;
        page.shows(&["束ね方を保存しました"]);
        assert_eq!(page.text().matches("在宅医療の推進</td>").count(), 2);
        let csv = see(&official, &format!("{path}/csv")).await;
        assert_eq!(csv.text().matches("在宅医療の推進").count(), 2, "{}", csv.text());
        official.post(path, &fields[..1].iter().chain(&fields[2..]).copied().collect::<Vec<_>>()).await;
        assert!(!see(&official, &format!("{path}/csv")).await.text().contains("在宅医療の推進"), "one by one again");
        let sent = official.send(&format!("{path}/csv"), &[], &[("csv", "束ね方.csv", &csv.bytes)]).await;
        assert_eq!(sent.location(), "/years/2026/plan/groups?done=csv");
        assert_eq!(see(&official, &format!("{path}/csv")).await.bytes, csv.bytes, "as it was sent");
        let wrong = official.send(&format!("{path}/csv"), &[], &[("csv", "束ね方.csv", b"bu,number")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("見出しではありません"));
        let nothing = official.send(&format!("{path}/csv"), &[], &[]).await;
        assert_eq!(nothing.status, 422);
        assert_ne!(before.bytes, csv.bytes);
        let gone = [("category", "II"), ("title", "x"), ("pick", "152021:999")];
        assert_eq!(official.post(path, &gone).await.status, 409, "no longer there");
        assert_eq!(official.get(&format!("{path}?category=nowhere")).await.status, 404);
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.get(path).await.status, 403);
        assert_eq!(town.post(path, &fields).await.status, 403);
        assert_sound(db).await;
    }

    /// What is written stands in the next export; of two who write at once the second is told.
    async fn the_text_is_written(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let official = pages.sign_in(&pages.cast.prefecture).await;
        let path = "/years/2026/plan/chapters";
        let page = see(&official, path).await;
        page.shows(&["基本的な考え方", "まだ保存されていません"]);
        let count = page.text().matches("name=\"text\"").count();
        assert!(count > 3, "{count} 節");
        let typed = |number, first| {
            let mut fields = vec![("number", number), ("text", first)];
            fields.extend(std::iter::repeat_n(("text", ""), count - 1));
            fields
        };
        let text = "在宅医療を<推進>する。\r\n二行目。";
        assert_eq!(official.post(path, &typed("0", text)).await.location(), "/years/2026/plan/chapters?done=written");
        see(&official, path).await.shows(&["第1版", "在宅医療を&#60;推進&#62;する。\n二行目。"]);
        let second = official.post(path, &typed("0", "ほかの人の本文")).await;
        assert_eq!(second.status, 422);
        assert!(second.text().contains("ほかの人が計画本文を保存しました") && second.text().contains("ほかの人の本文"));
        let long = "長".repeat(20_001);
        let refused = official.post(path, &typed("1", &long)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("20000文字を超えています"));
        official.post("/years/2026/exports", &[("kind", "plan-workbook"), ("stage", "plan")]).await;
        assert_eq!(turn(db, "a", after(5)).await, Turn::Done(1));
        let book = see(&official, "/jobs/1/result").await.bytes;
        let strings = text_of(&book);
        assert!(strings.contains("在宅医療を&lt;推進&gt;する。"), "stands in the workbook");
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.get(path).await.status, 403);
        assert_eq!(town.post(path, &typed("1", "x")).await.status, 403);
        assert_sound(db).await;
    }

    /// The prefecture's own workbook goes through the same check, and only its own.
    async fn own_projects_are_taken_in(db: &Db) {
        let pages = Pages::enter(db).await;
        let official = pages.sign_in(&pages.cast.prefecture).await;
        let path = "/years/2026/plan/own";
        let nothing = official.send(path, &[], &[]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("ブックが選ばれていません"));
        let town_book = file("152021_長岡市.xlsx", &[]).bytes;
        let other = official.send(path, &[], &[("own", "152021_長岡市.xlsx", &town_book)]).await;
        assert_eq!(other.status, 422);
        assert!(other.text().contains("長岡市"), "{}", other.text());
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.send(path, &[], &[("own", "a.xlsx", &town_book)]).await.status, 403);
    }
}
