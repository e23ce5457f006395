//! What is said of a plan that is fixed, and what comes after it: a 変更, a new text, the next year.

use kikin_app::round::{Site, confirm, receive, request_correction};
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{Bu, FiscalYear};

use super::{confirmed, see, seen};
use crate::check::report_on;
use crate::db::on_both;
use crate::pages::town::{BODY, hand_in};
use crate::pages::{Browser, Pages};
use crate::people::{assert_sound, machine, morning, niigata};
use crate::round::{file, nagaoka};

const PLAN: &str = "/years/2026/plan";
const FREEZE: &str = "/years/2026/plan/freeze";
const TO_FREEZE: &str = "href=\"/years/2026/plan/freeze\"";

/// Fixes the plan as it is.
async fn fix(lead: &Browser) {
    let word = seen(&see(lead, FREEZE).await);
    let fields = [
        ("seen", word.as_str()),
        ("fixed_on", "2026-06-01"),
        ("document_number", "福第12号"),
        ("unready", "leave-out"),
    ];
    let fixed = lead.post(FREEZE, &fields).await;
    assert_eq!(fixed.status, 303, "{}", fixed.text());
}

/// The plain file as a 変更.
const CHANGE: &[Edit] = &[Edit::Cover("段階", Input::Text("変更"))];

/// Another one, of a later day.
const NEXT_CHANGE: &[Edit] =
    &[Edit::Cover("段階", Input::Text("変更")), Edit::Cover("提出日", Input::Text("令和8年6月17日"))];

on_both! {
    /// Fixing cannot be undone: its page names who has not handed in, and takes no day that cannot be.
    async fn who_is_missing_is_named_and_no_impossible_day_is_taken(db: &Db) {
        let pages = Pages::enter(db).await;
        confirmed(db, &pages.cast).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let page = see(&lead, FREEZE).await;
        page.shows(&["まだ計画を提出していない団体があります（28団体）", "新潟市（医療分・介護分）", "ほか"]);
        assert!(!page.text().contains("長岡市（医療分・介護分）"), "it has handed in");
        let on = async |day: &str| {
            let word = seen(&see(&lead, FREEZE).await);
            let fields = [("seen", word.as_str()), ("fixed_on", day), ("document_number", ""), ("unready", "leave-out")];
            lead.post(FREEZE, &fields).await
        };
        for (day, why) in [("2026-06-02", "今日より後の日です"), ("2020-01-01", "計画を作る前の日です")] {
            let refused = on(day).await;
            assert_eq!(refused.status, 422, "{day}");
            let text = refused.text();
            assert!(text.contains(why) && text.contains("href=\"#fixed_on\""), "{day}: {text}");
        }
        fix(&lead).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, CHANGE).await;
        let refused = on("2026-05-31").await;
        assert!(refused.text().contains("第1版の確定日「令和8年6月1日"), "{}", refused.text());
    }

    /// The page says what is fixed, and leads to fixing again only where there is something to fix.
    async fn what_is_fixed_is_said_until_something_differs(db: &Db) {
        let pages = Pages::enter(db).await;
        confirmed(db, &pages.cast).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let open = see(&lead, PLAN).await;
        open.shows(&[TO_FREEZE, "県計画を確定する"]);
        assert!(!open.text().contains("確定しました"));
        fix(&lead).await;
        let page = see(&lead, PLAN).await;
        page.shows(&["令和8年6月1日に確定しました（第1版、文書番号 福第12号）", "href=\"/years/2026/plan/versions/1\"", "変わっていません"]);
        // The workbook that was fixed is the one to hand on; another one would be a draft.
        let (paper, anew) = ("href=\"/years/2026/plan/versions/1/workbook\"", "県計画のブックを案として書き出す");
        page.shows(&[paper, anew]);
        assert!(!page.text().contains("県計画のブックを書き出す"), "{}", page.text());
        assert!(!page.text().contains(TO_FREEZE), "nothing is to be fixed: {}", page.text());
        see(&lead, FREEZE).await.shows(&["第1版（令和8年6月1日）を確定しています", "確定する必要はありません"]);
        assert!(!see(&lead, "/years/2026/plan?stage=request").await.text().contains("確定しました"), "要望 is not fixed");

        // A 変更 makes it another plan, and the next version is fixed as such.
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, CHANGE).await;
        let page = see(&lead, PLAN).await;
        page.shows(&["令和8年6月1日に確定しました（第1版", TO_FREEZE, "変更後の県計画を確定する", "県計画のブックを書き出す"]);
        page.shows(&["確定した後に変わったもの：提出物（長岡市 医療分、長岡市 介護分）。"]);
        assert!(!page.text().contains(paper), "it is no longer the plan: {}", page.text());
        let form = see(&lead, FREEZE).await;
        form.shows(&["確定すると、第2版になります", "変更後の県計画を確定する", "変更", "第1版から変わったもの：提出物（長岡市"]);
        form.shows(&["この計画の事業は、一つも査定していません", "計画本文に、書かれていない節があります"]);
        let official = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        for bu in Bu::ALL {
            receive(&db.store, &official, (nagaoka(), Stage::Change), bu).await.expect("is received");
            confirm(&db.store, &official, (nagaoka(), Stage::Change), bu).await.expect("is confirmed");
        }
        fix(&lead).await;
        let page = see(&lead, PLAN).await;
        page.shows(&["確定しました（第2版、"]);
        assert!(!page.text().contains(TO_FREEZE));

        // Four rounds a year: the next 変更 follows the one that is fixed.
        hand_in(&clerk, NEXT_CHANGE).await;
        clerk.get(&format!("{BODY}/change/medical")).await.shows(&["提出済", "原本（版2）"]);
        let official = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        for bu in Bu::ALL {
            receive(&db.store, &official, (nagaoka(), Stage::Change), bu).await.expect("is received");
            confirm(&db.store, &official, (nagaoka(), Stage::Change), bu).await.expect("is confirmed");
        }
        fix(&lead).await;
        see(&lead, PLAN).await.shows(&["確定しました（第3版、"]);

        // So does a text that is written anew.
        let chapters = "/years/2026/plan/chapters";
        let count = see(&lead, chapters).await.text().matches("name=\"text\"").count();
        let mut fields = vec![("number", "0"), ("text", "在宅医療を推進する。")];
        fields.extend(std::iter::repeat_n(("text", ""), count - 1));
        assert_eq!(lead.post(chapters, &fields).await.status, 303);
        see(&lead, PLAN).await.shows(&[TO_FREEZE, "変更後の県計画を確定する", "確定した後に変わったもの：計画本文。"]);
        let unwritten = format!("計画本文に、書かれていない節があります（{}節）", count - 1);
        see(&lead, FREEZE).await.shows(&[&unwritten]);
        assert_sound(db).await;
    }

    /// The copy of last year is of what its plan was fixed with, not of a 変更 that was sent back.
    async fn the_copy_of_last_year_is_of_what_was_fixed(db: &Db) {
        let pages = Pages::enter(db).await;
        let last = FiscalYear::new(2025).expect("a year");
        let machine = machine(morning());
        let year = kikin_app::open_year(&db.store, &machine, niigata(), last).await.expect("is open");
        let import = async |name: &str, edits: &[Edit]| {
            let of_year: Vec<Edit> = [Edit::Cover("計画年度", Input::Text("令和7年度"))].iter().chain(edits).copied().collect();
            let document = file(name, &of_year);
            let report = kikin_app::check(&document.name, &document.bytes, kikin_app::year_request(&year));
            kikin_app::import(&db.store, &machine, &year, &[(document, report)]).await.expect("is received");
        };
        import("令和7年度.xlsx", &[]).await;
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let site = Site { year: last, ..nagaoka() };
        for bu in Bu::ALL {
            receive(&db.store, &lead, (site, Stage::Plan), bu).await.expect("is received");
            confirm(&db.store, &lead, (site, Stage::Plan), bu).await.expect("is confirmed");
        }
        let browser = pages.sign_in(&pages.cast.lead).await;
        let freeze = "/years/2025/plan/freeze";
        let word = seen(&see(&browser, freeze).await);
        let fixed = browser.post(freeze, &[("seen", &word), ("fixed_on", "2026-06-01")]).await;
        assert_eq!(fixed.status, 303, "{}", fixed.text());
        let renamed = Edit::Cell(Table::Projects, 0, "name", Input::Text("直しを求められた事業"));
        import("令和7年度_変更.xlsx", &[Edit::Cover("段階", Input::Text("変更")), renamed]).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let copied = async || {
            let answer = clerk.get(&format!("{BODY}/template?stage=plan&filled=last-year")).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let plan = report_on(&answer.bytes, Some(nagaoka().year)).plan.expect("is read");
            plan.projects[0].name.text().to_owned()
        };
        assert_eq!(copied().await, "病床機能転換施設整備事業", "what is fixed goes before what came later");
        request_correction(&db.store, &lead, (site, Stage::Change), Bu::Medical, "名", Reopened::Whole).await.expect("is asked");
        assert_eq!(copied().await, "病床機能転換施設整備事業");
        assert_sound(db).await;
    }
}
