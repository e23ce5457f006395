//! The plan in the browser: totals, every figure with its addends, versions, exports, the record.

mod editing;
mod exports;
mod fixing;
mod settling;
mod versions;

use jiff::Timestamp;
use kikin_app::jobs::{Lane, Turn};
use kikin_app::round::{NationalNotice, confirm, enter_national_notices, hand_in, receive, upload};
use kikin_domain::plan::Stage;
use kikin_domain::rule::{Edit, Input};
use kikin_domain::{Bu, Yen};

use super::{Answer, Browser, Pages};
use crate::db::{Db, on_both};
use crate::people::{morning, niigata};
use crate::round::{Cast, SANJO, file, filed, here, site};

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
pub(in crate::pages) fn number(shown: &str) -> i64 {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let value: i64 = digits.parse().expect("digits");
    if shown.starts_with('△') { -value } else { value }
}

/// The cells of a column of the table with this heading in its caption, without its foot.
pub(in crate::pages) fn column(page: &str, caption: &str, at: usize) -> Vec<String> {
    let own = |part: &&str| part.split("</caption>").next().is_some_and(|told| told.contains(caption));
    let table = page.split("<caption").skip(1).find(own).expect("a table");
    let body = table.split("<tbody>").nth(1).and_then(|t| t.split("</tbody>").next()).expect("rows");
    let cell = |row: &str| {
        let cell = row.split("<t").filter(|part| part.starts_with('d') || part.starts_with('h')).nth(at)?;
        let cell = cell.split_once('>')?.1;
        // Its texts, whatever stands around them.
        let inside = |part: &str| part.split_once('>').map_or_else(String::new, |(_, text)| text.to_owned());
        let mut parts = cell.split('<');
        let first = parts.next().unwrap_or_default().to_owned();
        Some((first + &parts.map(inside).collect::<String>()).trim().to_owned())
    };
    body.split("<tr>").skip(1).filter_map(cell).collect()
}

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

async fn see(browser: &Browser, path: &str) -> Answer {
    let page = browser.get(path).await;
    page.shows(&[]);
    page
}

/// The value of the hidden field that stands for what was looked at.
fn seen(page: &Answer) -> String {
    let text = page.text();
    let value = text.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.expect("a hidden field").to_owned()
}

/// One turn of a worker who makes exports, on a clock of its own.
async fn turn(db: &Db, worker: &str, now: Timestamp) -> Turn {
    super::turn(db, (Lane::Exports, worker), now).await
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
        let text = totals.text();
        let table = text.rsplit("総括表（単位：円）").next().and_then(|t| t.split("</table>").next()).expect("a table");
        let blank = table.matches("—</").count();
        assert_eq!(figures.len() + blank, rows * 10, "件数 and nine amounts of each row, but what nobody gives");
        let mut opened = 0;
        for (address, shown) in &figures {
            let page = see(&browser, address).await.text();
            let figure = number(shown);
            let told = page.split("金額（内訳の合計）").nth(1).and_then(|t| t.split("</dd>").next()).expect("the sum");
            assert_eq!(number(told), figure, "{address}");
            let bodies: i64 = column(&page, "団体別", 2).iter().map(|cell| number(cell)).sum();
            let projects: i64 = column(&page, "事業別", 2).iter().map(|cell| number(cell)).sum();
            if figure != 0 {
                assert_eq!((bodies, projects), (figure, figure), "{address}");
                opened += 1;
            }
        }
        assert!(opened > 40, "{opened} figures are not zero");
    }

    /// From the total of a 区分 to one town, its file, its cell and what was typed there.
    async fn an_addend_names_its_cell(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let browser = pages.sign_in(&pages.cast.lead).await;
        let all = see(&browser, "/years/2026/plan/lines?category=all&item=total").await;
        all.shows(&["長岡市", "三条市", "/years/2026/bodies/152021/plan/medical/versions/1/file", "152021_長岡市.xlsx", "事業一覧"]);
        let one = see(&browser, "/years/2026/plan/lines?category=all&item=total&body=152048").await;
        one.shows(&["三条市", "すべての団体の内訳に戻る", "/bodies/152048/plan/care/versions/1/file"]);
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

    /// Beside 国の内示: how much is left, and P002 where the plan asks for more.
    async fn what_is_above_the_notice_is_told(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let notice = |category: &str, national| NationalNotice {
            round: 1,
            category: category.into(),
            noticed_on: jiff::civil::date(2026, 5, 20),
            national: Yen::new(national),
            fund: Yen::new(national * 2),
            document_number: None,
        };
        let notices = [notice("II", 1_000), notice("V", 900_000_000_000)];
        let key = (niigata(), crate::check::asked_year());
        enter_national_notices(&db.store, &lead, key, &notices).await.expect("is entered");
        let page = see(&pages.sign_in(&pages.cast.prefecture).await, "/years/2026/plan").await;
        // Once a round is entered, a 区分 that it does not name is allotted nothing.
        let told = ["国の内示額を上回る区分があります（4区分）", "P002：区分Ⅱの国（A）は", "P002：区分Ⅲの国（A）は", "国の内示額0円を"];
        page.shows(&told);
        let text = page.text();
        let (rounds, noticed) = (column(&text, "国の内示との対比", 1), column(&text, "国の内示との対比", 3));
        assert_eq!(rounds.iter().filter(|cell| *cell == "1回").count(), 2, "{rounds:?}");
        assert_eq!(rounds.iter().filter(|cell| *cell == "内示なし（0円）").count(), rounds.len() - 2, "{rounds:?}");
        assert!(noticed.contains(&"1,000".to_owned()) && noticed.contains(&"900,000,000,000".to_owned()), "{noticed:?}");
        let left = column(&text, "国の内示との対比", 4);
        assert_eq!(left.iter().filter(|cell| cell.starts_with('△')).count(), 4, "more than allotted: {left:?}");
        // What is left is what is allotted less what is planned, of the State's money as of the fund; the last row is the sum.
        let own = |at| column(&text, "国の内示との対比", at).iter().map(|cell| number(cell)).collect::<Vec<_>>();
        let foot = text.rsplit("国の内示との対比（").next().and_then(|t| t.split("<tfoot>").nth(1)).and_then(|t| t.split("</tfoot>").next());
        let foot: Vec<String> = foot.expect("a sum").split("</t").filter_map(|cell| cell.rsplit('>').next()).map(str::to_owned).collect();
        for first in [2, 5] {
            let (planned, noticed, left) = (own(first), own(first + 1), own(first + 2));
            assert!(left.iter().zip(planned.iter().zip(&noticed)).all(|(left, (planned, noticed))| *left == noticed - planned));
            for (at, column) in [(first, planned), (first + 1, noticed), (first + 2, left)] {
                assert_eq!(number(&foot[at]), column.iter().sum::<i64>(), "{foot:?}");
            }
        }
        // Whoever fixes is told again.
        see(&pages.sign_in(&pages.cast.lead).await, "/years/2026/plan/freeze").await.shows(&told);
    }

    async fn the_plan_is_not_for_towns(db: &Db) {
        let pages = Pages::enter(db).await;
        let browser = pages.sign_in(&pages.cast.clerk).await;
        for path in ["/years/2026/plan", "/years/2026/plan/lines?category=all&item=fund"] {
            assert_eq!(browser.get(path).await.status, 403, "{path}");
        }
    }

    /// A file that meets another otherwise than in the round: who takes it in at the machine is asked which counts.
    async fn files_that_meet_are_told(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let machine = crate::people::machine(morning());
        let year = kikin_app::open_year(&db.store, &machine, niigata(), crate::check::asked_year()).await.expect("is open");
        let edits = [Edit::Cover("提出日", Input::Text("令和8年6月17日"))];
        let document = file("別に届いた.xlsx", &edits);
        let report = kikin_app::check(&document.name, &document.bytes, kikin_app::year_request(&year));
        kikin_app::import(&db.store, &machine, &year, &[(document, report)]).await.expect("is received");
        let lead = pages.sign_in(&pages.cast.lead).await;
        see(&lead, "/years/2026/plan").await.shows(&["ファイルどうしの検査で見つかったことが1件あります", "別に届いた.xlsx"]);
    }

    /// What was done to the plan stands on a page of its own, in words, with the way to it.
    async fn the_plan_has_a_time_line(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let path = "/years/2026/plan/events";
        see(&lead, path).await.shows(&["計画についての記録は、ここにはありません"]);
        confirmed(db, &pages.cast).await;
        let scope = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let notice = NationalNotice {
            round: 1,
            category: "II".into(),
            noticed_on: jiff::civil::date(2026, 5, 20),
            national: Yen::new(1_000),
            fund: Yen::new(2_000),
            document_number: None,
        };
        enter_national_notices(&db.store, &scope, (niigata(), crate::check::asked_year()), &[notice]).await.expect("is entered");
        lead.post("/years/2026/plan/versions", &[("reason", "内示の<前>")]).await;
        lead.post("/years/2026/exports", &[("kind", "plan-data"), ("stage", "plan")]).await;
        assert_eq!(turn(db, "a", crate::people::after(5)).await, Turn::Done(1));
        let page = see(&lead, path).await;
        let text = page.text();
        let acts = column(&text, "県計画の経過", 1);
        assert_eq!(acts, ["書き出し", "書き出しの依頼", "計画の版の保存", "国の内示の登録"], "the newest first");
        page.shows(&[
            "<a href=\"/years/2026/plan/versions/1\">令和8年度 計画 第1版（案）</a>",
            "内示の&#60;前&#62;",
            "<a href=\"/jobs\">令和8年度 計画 書き出し1番</a>",
            "全事業のデータ（CSV）",
        ]);
        let before = see(&lead, &format!("{path}?before=1")).await;
        before.shows(&["計画についての記録は、ここにはありません"]);
        see(&lead, "/years/2026/plan").await.shows(&["href=\"/years/2026/plan/events\""]);
        // The record names submissions by body, stage and 分 too, and no table of the database.
        let record = see(&lead, "/events").await;
        record.shows(&["令和8年度 長岡市 計画 医療分</a>", "受付番号1", "全事業のデータ（CSV）"]);
        let about = record.text();
        for raw in ["jobs/1", "plan_versions/", "uploads/", "submissions/", "posts/", "plan_years/"] {
            assert!(!about.contains(&format!("<td>{raw}")), "{raw} in {about}");
        }
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.get(path).await.status, 403);
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
        lead.get("/events").await.shows(&["action=\"/events/verify\"", "記録を確かめる"]);
        assert_eq!(lead.get("/events/verify").await.status, 405, "it is a press");
        lead.post("/events/verify", &[]).await.shows(&["記録は、書かれたときのままです", "最後の記録"]);
        for account in [&pages.cast.clerk, &pages.cast.prefecture] {
            let other = pages.sign_in(account).await;
            assert_eq!(other.get("/events").await.status, 403, "{account}");
            assert_eq!(other.post("/events/verify", &[]).await.status, 403, "{account}");
        }
    }
}
