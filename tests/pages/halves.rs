//! A workbook of both 分 where only one of them is taken, and a draft that cannot be handed in for what it says.

use axum::http::StatusCode;
use kikin_app::PlanYear;
use kikin_app::round::{begin_review, confirm, receive, request_correction, set_up_year};
use kikin_domain::Bu;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};

use super::town::{BODY, hand_in, send, send_back};
use super::{Answer, Browser, Pages};
use crate::check::{asked_year, report_on};
use crate::db::{Db, on_both};
use crate::people::{assert_sound, morning};
use crate::round::{SANJO, file, nagaoka, post, states, year};

const CHANGE: Edit = Edit::Cover("段階", Input::Text("変更"));
/// Every project is 介護分's.
const CARE_ONLY: [Edit; 3] = [
    Edit::Cell(Table::Projects, 0, "category", Input::Text("Ⅴ")),
    Edit::Cell(Table::Projects, 1, "category", Input::Text("Ⅴ")),
    Edit::Cell(Table::Projects, 2, "category", Input::Text("Ⅴ")),
];
/// No. 3 of 医療分 with another fund, and No. 5 of 介護分 with other words.
const MEDICAL: [Edit; 3] = [
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];
const CARE: Edit = Edit::Cell(Table::Projects, 4, "content", Input::Text("導入する施設を広げる。"));

/// The year with nothing open but this.
async fn only(db: &Db, pages: &Pages, open: &[(Bu, Stage)]) {
    let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
    set_up_year(&db.store, &lead, &PlanYear { open: open.to_vec(), ..year() }).await.expect("is set up");
}

fn unprocessable(answer: &Answer, wanted: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let text = answer.text();
    for one in wanted {
        assert!(text.contains(one), "「{one}」 in {text}");
    }
}

/// Which 分 a receipt names.
async fn handed_in(browser: &Browser, draft: &str) -> String {
    let answer = browser.post(&format!("{draft}/hand-in"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    browser.get(answer.location()).await.text()
}

on_both! {
    async fn of_a_file_of_both_the_open_half_is_taken(db: &Db) {
        let pages = Pages::enter(db).await;
        only(db, &pages, &[(Bu::Medical, Stage::Change)]).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let answer = send(&clerk, "変更.xlsx", &[CHANGE]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let draft = answer.location().to_owned();
        let told = ["このファイルの介護分は、提出に含まれません。", "介護分は、受付が閉じているため"];
        let page = clerk.get(&draft).await;
        page.shows(&told);
        page.shows(&["医療分を提出できます。", "提出に進む"]);
        clerk.get(&format!("{draft}/hand-in")).await.shows(&told);
        let receipt = handed_in(&clerk, &draft).await;
        assert!(receipt.contains("医療分") && !receipt.contains("介護分"), "{receipt}");

        // Only projects of the closed 分: what to do, with the cell of 対象.
        let edits = [&CARE_ONLY[..], &[CHANGE]].concat();
        let plan = report_on(&file("介護だけ.xlsx", &edits).bytes, Some(asked_year())).plan.expect("is read");
        let (sheet, cell) = (plan.cover.sheet.expect("is there"), plan.cover.scope.cell().expect("is there"));
        let place = format!("表紙の「対象」（「{sheet}」{cell}）を「医療分」にして");
        let wanted = ["保存していません。", "受付が閉じているため", &place, "認知症高齢者グループホーム整備事業", "/template?stage="];
        unprocessable(&send(&clerk, "介護だけ.xlsx", &edits).await, &wanted);
        // Where nothing at all is open, that is the answer.
        only(db, &pages, &[(Bu::Medical, Stage::Plan)]).await;
        assert_eq!(send(&clerk, "変更.xlsx", &[CHANGE]).await.status, StatusCode::FORBIDDEN);
        assert_sound(db).await;
    }

    async fn what_is_confirmed_stays_and_the_page_says_so(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let officer = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        receive(&db.store, &officer, what, Bu::Care).await.expect("is received");
        confirm(&db.store, &officer, what, Bu::Care).await.expect("is confirmed");
        let draft = send(&clerk, "直し.xlsx", &[&MEDICAL[..], &[CARE]].concat()).await.location().to_owned();
        let told = ["介護分は確認済のため、このファイルの介護分は扱いません。提出されている介護分は、そのまま残ります。"];
        clerk.get(&draft).await.shows(&told);
        clerk.get(&format!("{draft}/hand-in")).await.shows(&told);
        handed_in(&clerk, &draft).await;
        assert_eq!(states(db, nagaoka()).await, ["提出済", "確認済"]);
        let versions: Vec<usize> = crate::round::all(db, nagaoka())
            .await
            .iter()
            .filter(|r| r.submission.stage == Stage::Plan)
            .map(|r| r.submission.versions.len())
            .collect();
        assert!(versions.contains(&2) && versions.contains(&1), "{versions:?}");
        assert_sound(db).await;
    }

    async fn what_was_open_at_the_upload_may_be_closed_when_it_is_handed_in(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let draft = send(&clerk, "長岡市.xlsx", &[]).await.location().to_owned();
        only(db, &pages, &[(Bu::Medical, Stage::Plan)]).await;
        clerk.get(&draft).await.shows(&["介護分は、受付が閉じているため", "医療分を提出できます。"]);
        let receipt = handed_in(&clerk, &draft).await;
        assert!(receipt.contains("医療分") && !receipt.contains("介護分"), "{receipt}");
        assert_sound(db).await;
    }

    async fn a_post_of_one_half_hands_in_its_own(db: &Db) {
        let pages = Pages::enter(db).await;
        let medical = post(db, &pages.cast.security, Role::MunicipalClerk, "152021", Halves::Medical).await;
        let medical = pages.sign_in(&medical).await;
        let draft = send(&medical, "長岡市.xlsx", &[]).await.location().to_owned();
        medical.get(&draft).await.shows(&["介護分は、この職の担当ではないため", "医療分を提出できます。", "3件"]);
        // Whoever has charge of both sees that it is not in this draft.
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        clerk.get(&draft).await.shows(&["介護分は、アップロードしたときに扱えなかったため"]);
        let receipt = handed_in(&medical, &draft).await;
        assert!(receipt.contains("医療分") && !receipt.contains("介護分"), "{receipt}");
        // Of a file that holds nothing of its 分 it is told what belongs to the other.
        let text = send(&medical, "介護だけ.xlsx", &CARE_ONLY).await;
        unprocessable(&text, &["介護分を担当する職がアップロードしてください。", "を「医療分」にして", "介護ロボット導入支援事業"]);
        assert_sound(db).await;
    }

    async fn a_draft_tells_what_handing_in_would(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        // An older 提出日.
        let older = [Edit::Cover("提出日", Input::Text("令和8年6月1日"))];
        let draft = send(&clerk, "古い.xlsx", &[&MEDICAL[..], &older].concat()).await.location().to_owned();
        let page = clerk.get(&draft).await;
        page.shows(&["このままでは提出できません。", "令和8年6月1日", "令和8年6月15日", "もう一度アップロードする"]);
        assert!(!page.text().contains("提出できます。") && !page.text().contains("提出に進む"), "{}", page.text());

        // A project outside the 修正依頼.
        let officer = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        begin_review(&db.store, &officer, what, Bu::Medical).await.expect("begins");
        let first = Reopened::Projects(["1".to_owned()].into());
        request_correction(&db.store, &officer, what, Bu::Medical, "積算", first).await.expect("is asked");
        let draft = send(&clerk, "直し.xlsx", &MEDICAL).await.location().to_owned();
        let page = clerk.get(&draft).await;
        page.shows(&["このままでは提出できません。", "No.3", "もう一度アップロードする"]);
        assert!(!page.text().contains("提出できます。") && !page.text().contains("提出に進む"), "{}", page.text());
        unprocessable(&clerk.post(&format!("{draft}/hand-in"), &[]).await, &["No.3"]);
        // Home offers to send another file beside the draft.
        clerk.get("/years/2026").await.shows(&["下書きの検査結果を見る", "直したファイルをアップロードする"]);
        // Nothing changed: a reason is asked for.
        let draft = send(&clerk, "同じ.xlsx", &[]).await.location().to_owned();
        clerk.get(&draft).await.shows(&["前の版から変わっていません。", "理由を記入してください", "提出に進む"]);
        assert_sound(db).await;
    }

    async fn a_correction_leaves_the_other_half_and_the_page_says_so(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        send_back(db, &pages, Reopened::Whole).await;
        let told = ["医療分は、修正を依頼されていないため", "医療分の提出を取り下げてから", "介護分を提出できます。"];
        let draft = send(&clerk, "直し.xlsx", &[&MEDICAL[..], &[CARE]].concat()).await.location().to_owned();
        clerk.get(&draft).await.shows(&told);
        handed_in(&clerk, &draft).await;
        assert_eq!(states(db, nagaoka()).await, ["提出済", "再提出済"]);
        assert_sound(db).await;
    }

    async fn a_failure_bears_the_header_of_whoever_is_signed_in(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let refused = officer.get(&format!("{BODY}/upload")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let nowhere = clerk.get("/nowhere").await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        let hidden = send(&pages.sign_in(&pages.cast.other_town).await, "三条市.xlsx", SANJO).await;
        let method = clerk.post("/rules", &[]).await;
        assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
        for answer in [refused, nowhere, hidden, method] {
            let text = answer.text();
            assert!(text.contains("サインアウトする") && !text.contains("href=\"/signin\""), "{text}");
        }
        let nobody = Browser { cookie: String::new(), ..clerk };
        let text = nobody.get("/nowhere").await.text();
        assert!(!text.contains("サインアウトする") && text.contains("href=\"/signin\""), "{text}");
    }

    async fn what_came_back_is_handed_in_although_the_other_half_is_closed(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        send_back(db, &pages, Reopened::Whole).await;
        only(db, &pages, &[]).await;
        let draft = send(&clerk, "直し.xlsx", &[CARE]).await.location().to_owned();
        clerk.get(&draft).await.shows(&["医療分は、受付が閉じているため", "介護分を提出できます。"]);
        handed_in(&clerk, &draft).await;
        assert_eq!(states(db, nagaoka()).await, ["提出済", "再提出済"]);
        assert_sound(db).await;
    }
}
