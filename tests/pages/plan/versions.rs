//! Versions are kept, fixed and compared.

use kikin_app::round::{confirm, receive, request_correction};
use kikin_domain::Bu;
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_sheet::CellValue;

use super::{column, confirmed, number, see, seen, two_towns};
use crate::db::on_both;
use crate::pages::Pages;
use crate::people::{assert_sound, morning};
use crate::round::{file, filed, nagaoka, site, states};

/// The same file with another amount of one project.
const LATER: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];

/// Another text of another project, whose amounts stay.
const REWORDED: Edit = Edit::Cell(Table::Projects, 0, "content", Input::Text("当直の体制を、隣の市と合わせて整える。"));

/// The texts on the first sheet of a workbook.
fn on_cover(bytes: &[u8]) -> Vec<String> {
    let workbook = kikin_sheet::open(bytes).expect("opens");
    let cells = workbook.sheets[0].rows.iter().flat_map(|row| &row.cells);
    cells
        .filter_map(|cell| if let CellValue::Text(text) = &cell.value { Some(text.to_string()) } else { None })
        .collect()
}

on_both! {
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
        let cover = on_cover(&first.bytes);
        for words in ["令和8年度 新潟県計画", "令和8年6月1日", "福第12号"] {
            assert!(cover.iter().any(|cell| cell == words), "{words}: {cover:?}");
        }
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
        // Against the whole plan: what was left out is added one way, and gone the other.
        assert_eq!(lead.post("/years/2026/plan/versions", &[("reason", "全体")]).await.status, 303);
        let changes = async |which: &str| {
            let page = see(&lead, &format!("/years/2026/plan/versions/compare?{which}")).await;
            column(&page.text(), "事業別", 1)
        };
        let (added, gone) = (changes("before=1&after=2").await, changes("before=2&after=1").await);
        assert!(added.contains(&"追加".to_owned()) && !added.contains(&"削除".to_owned()), "{added:?}");
        assert!(gone.contains(&"削除".to_owned()) && !gone.contains(&"追加".to_owned()), "{gone:?}");
        assert_eq!(added.len(), gone.len());
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
        let later: Vec<Edit> = LATER.iter().copied().chain([REWORDED]).collect();
        filed(db, &clerk, file("152021_長岡市_2.xlsx", &later)).await.expect("is handed in again");
        official.post(path, &[("reason", "その後")]).await;
        // What its body hands in again takes the place of what was there: nobody is asked which of the two counts.
        let plan = see(&official, "/years/2026/plan").await.text();
        assert!(!plan.contains("P001") && !plan.contains("ファイルどうしの検査で"), "{plan}");
        let draft = see(&official, "/years/2026/plan/versions/1/workbook").await;
        assert!(on_cover(&draft.bytes).iter().any(|cell| cell == "令和8年度 新潟県計画（案）"));
        let page = see(&official, "/years/2026/plan/versions/compare?before=1&after=2").await;
        page.shows(&["計画 第1版（案）", "計画 第2版（案）", "追加0件、削除0件、変更2件", "総事業費（A+B+C）、", "長岡市 No.3"]);
        page.shows(&["長岡市 No.1"]);
        assert!(column(&page.text(), "事業別", 4).contains(&"事業の内容".to_owned()), "{}", page.text());
        let own = |text: &str, at| column(text, "事業別", at).iter().map(|cell| number(cell)).collect::<Vec<_>>();
        let text = page.text();
        let (before, after, more) = (own(&text, 5), own(&text, 6), own(&text, 7));
        let at = more.iter().position(|more| *more != 0).expect("an amount has changed");
        assert_eq!((after[at], more[at]), (6_000_000, 6_000_000 - before[at]), "{before:?}");
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
}
