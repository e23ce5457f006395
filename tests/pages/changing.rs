//! 変更: it lists all projects of its 分 again; what it leaves out is told, and given up by a tick only.

use axum::http::StatusCode;
use kikin_app::PlanYear;
use kikin_app::round::{begin_review, request_correction, set_up_year};
use kikin_domain::plan::{FormId, PlanWorkbook, Stage};
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{Bu, CategoryTable};
use kikin_sheet::template::{Fill, TemplateRequest, template};

use super::town::{BODY, hand_in};
use super::{Answer, Browser, Pages};
use crate::check::{asked_year, report_on};
use crate::db::on_both;
use crate::people::{assert_sound, machine, morning, niigata};
use crate::round::{file, nagaoka, year};

/// The plan of 長岡市 as it is read: No. 1 to 3 are 医療分 with 9,000, 6,000 and 5,000千円, No. 4 and 5 介護分.
fn plan() -> PlanWorkbook {
    report_on(&file("長岡市.xlsx", &[]).bytes, Some(asked_year())).plan.expect("is read")
}

/// A 変更 of 長岡市 that lists these projects only.
fn change(listed: &[&str]) -> Vec<u8> {
    let mut plan = plan();
    plan.projects.retain(|project| listed.contains(&project.no.text()));
    let categories: Vec<_> = CategoryTable::published().of_year(asked_year()).cloned().collect();
    let request = TemplateRequest {
        form: FormId::MunicipalPlan,
        body: *kikin_domain::body::local_governments().get(nagaoka().body).expect("is listed"),
        year: asked_year(),
        stage: Stage::Change,
        categories: &categories,
        unit: kikin_domain::Unit::Thousand,
        fill: Fill::Whole(&plan),
        assessments: &[],
    };
    template(&request).expect("is written")
}

/// Uploads a 変更; the address of its draft.
async fn upload(clerk: &Browser, bytes: &[u8]) -> String {
    let sent = clerk.send(&format!("{BODY}/upload?stage=change"), &[], &[("file", "変更.xlsx", bytes)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.location().to_owned()
}

/// What stands on a page before something else.
fn is_before(page: &Answer, first: &str, second: &str) {
    let text = page.text();
    let at = |wanted: &str| text.find(wanted).unwrap_or_else(|| panic!("「{wanted}」 in {text}"));
    assert!(at(first) < at(second), "「{first}」 before 「{second}」");
}

const GONE: &str = "医療分：変更前の計画にあるNo.2、No.3（11,000,000円）がこの変更にありません。";

on_both! {
    async fn what_is_imported_tells_what_it_leaves_out(db: &Db) {
        let machine = machine(morning());
        let open = kikin_app::open_year(&db.store, &machine, niigata(), asked_year()).await.expect("is open");
        let import = async |name: &str, bytes: &[u8]| {
            let document = kikin_app::Document::read(name, bytes).expect("is read");
            let report = kikin_app::check(name, &document.bytes, kikin_app::year_request(&open));
            let files = [(document, report)];
            let imported = kikin_app::import(&db.store, &machine, &open, &files).await.expect("is received");
            imported[0].left_out.clone()
        };
        assert_eq!(import("計画.xlsx", &file("計画.xlsx", &[]).bytes).await, None);
        let all = import("変更1.xlsx", &change(&["1", "2", "3", "4", "5"])).await;
        assert_eq!(all, None, "all are listed");
        let some = import("変更2.xlsx", &change(&["1", "4", "5"])).await;
        assert_eq!(some.as_deref(), Some("医療分のNo.2、No.3（11,000,000円）"));
        assert_sound(db).await;
    }

    async fn what_a_change_leaves_out_is_told_and_given_up_by_a_tick(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let draft = upload(&clerk, &change(&["1", "4", "5"])).await;
        let page = clerk.get(&draft).await;
        page.shows(&[GONE, "医療分：この変更にない事業（2件、単位：円）", "病床機能再編支援事業", "医療分（上の事業を除く）：変更前の計画（計画 第1版、受付番号1）との違い（0件"]);
        page.shows(&["取りやめる事業があることを、提出の画面で確かめます。"]);
        is_before(&page, GONE, "提出できます。");
        let question = format!("{draft}/hand-in");
        clerk.get(&question).await.shows(&[GONE, "取りやめる事業がある", "計画からなくなる事業", "医療分のNo.2、No.3（11,000,000円）"]);

        // Without the tick nothing is handed in.
        let refused = clerk.post(&question, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let text = refused.text();
        assert!(text.contains("href=\"#gives_up\"") && text.contains("id=\"gives_up-error\""), "the tick is led to: {text}");
        assert!(!text.contains("変更していない場合の理由"), "{text}");
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get("/years/2026/plan/lines?category=all&item=fund").await.shows(&["病床機能再編支援事業"]);

        // With it the record says what was given up, and who reviews is told first.
        let done = clerk.post(&question, &[("gives_up", "yes")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let of_change = format!("{BODY}/change/medical");
        clerk.get(&of_change).await.shows(&["取りやめる事業：医療分のNo.2、No.3（11,000,000円）"]);
        let review = lead.get(&format!("{of_change}/review")).await;
        review.shows(&[GONE, "医療分：この変更にない事業（2件、単位：円）", "修正を依頼する"]);
        is_before(&review, GONE, "状態と次にすること");
        assert!(!lead.get(&format!("{BODY}/change/care/review")).await.text().contains("がこの変更にありません"));
        assert!(!lead.get("/years/2026/plan/lines?category=all&item=fund").await.text().contains("病床機能再編支援事業"));

        // The next one is held against the 変更 that counts now: what it adds is a difference, and nothing is to be ticked.
        let whole = upload(&clerk, &change(&["1", "2", "3", "4", "5"])).await;
        let page = clerk.get(&whole).await;
        page.shows(&["変更前の計画（変更 第1版、受付番号2）との違い", "11,000,000"]);
        assert!(!page.text().contains("計画からなくな"), "{}", page.text());
        assert_eq!(clerk.post(&format!("{whole}/hand-in"), &[]).await.status, StatusCode::SEE_OTHER);
        let review = lead.get(&format!("{of_change}/review")).await;
        review.shows(&["変更前の計画（計画 第1版、受付番号1）との違い（0件", "前の版（第1版）との違い"]);
        assert!(!review.text().contains("がこの変更にありません"));
        assert_sound(db).await;
    }

    async fn the_form_of_a_change_holds_what_counts(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let form = async || {
            let answer = clerk.get(&format!("{BODY}/template?stage=change")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.bytes
        };
        let read = |bytes: &[u8]| report_on(bytes, Some(asked_year())).plan.expect("is read");
        assert!(read(&form().await).projects.is_empty(), "nothing counts yet");
        hand_in(&clerk, &[]).await;
        let fund = ["total", "fund", "y2026"].map(|column| Edit::Cell(Table::Projects, 1, column, Input::Number("7000")));
        let later: Vec<Edit> = [Edit::Cover("提出日", Input::Text("令和8年6月17日"))].into_iter().chain(fund).collect();
        hand_in(&clerk, &later).await;
        let bytes = form().await;
        let filled = read(&bytes);
        let told = |plan: &PlanWorkbook| -> Vec<(String, i64)> {
            plan.projects.iter().map(|p| (p.no.text().to_owned(), p.fund.get().expect("an amount").get())).collect()
        };
        let wanted = |all: &[(&str, i64)]| all.iter().map(|(no, yen)| ((*no).to_owned(), *yen)).collect::<Vec<_>>();
        let own: Vec<(String, i64)> = told(&plan()).into_iter().map(|(no, yen)| if no == "2" { (no, 7_000_000) } else { (no, yen) }).collect();
        assert_eq!(told(&filled), own);
        assert_eq!((filled.cover.stage(), filled.cover.submitted.get()), (Stage::Change, None), "the day is another");
        assert_eq!(filled.cover.division.text(), "健康福祉課");
        clerk.get("/years/2026").await.shows(&["変更の様式（Excel、今の計画のすべての事業を記入済み）"]);
        // As it is it changes nothing.
        clerk.get(&upload(&clerk, &bytes).await).await.shows(&["変更前の計画（計画 第2版、受付番号2）との違い（0件"]);

        // Where 医療分 alone is open, the form speaks for nothing else.
        let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let open = vec![(Bu::Medical, Stage::Change)];
        set_up_year(&db.store, &lead, &PlanYear { open, ..year() }).await.expect("is set up");
        let half = read(&form().await);
        assert_eq!(told(&half), wanted(&[("1", 9_000_000), ("2", 7_000_000), ("3", 5_000_000)]));
        assert_eq!(half.cover.scope.value(), Some(&vec![Bu::Medical]));
        upload(&clerk, &form().await).await;
        assert_sound(db).await;
    }

    async fn nobody_is_asked_for_a_change(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let (list, letters) = ("/years/2026/status?stage=change", "/years/2026/reminders?stage=change");
        let page = officer.get(list).await;
        page.shows(&["変更の提出は0件（団体×分）", "変更なし", "三条市"]);
        assert!(!page.text().contains("未提出"), "{}", page.text());
        assert!(officer.get("/years/2026/status.csv?stage=change").await.text().contains("152048,三条市,介護分,変更,変更なし,"));
        let narrowed = officer.get(&format!("{list}&state=%E5%A4%89%E6%9B%B4%E3%81%AA%E3%81%97&bu=care")).await;
        narrowed.shows(&["表示中の計（30件）"]);
        officer.get(letters).await.shows(&["変更について、督促する団体はありません", "変えることがある団体だけが提出します"]);
        let home = clerk.get("/years/2026").await;
        home.shows(&["変更なし", "提出した計画を変えることがあるときだけ、提出します。"]);

        // One that was sent back is waited for.
        let draft = upload(&clerk, &change(&["1", "2", "3", "4", "5"])).await;
        assert_eq!(clerk.post(&format!("{draft}/hand-in"), &[]).await.status, StatusCode::SEE_OTHER);
        let scope = pages.cast.at(db, &pages.cast.prefecture, morning()).await;
        let what = (nagaoka(), Stage::Change);
        begin_review(&db.store, &scope, what, Bu::Care).await.expect("begins");
        request_correction(&db.store, &scope, what, Bu::Care, "積算の根拠", Reopened::Whole).await.expect("is sent back");
        let letters = officer.get(letters).await;
        letters.shows(&["変更の修正を依頼している1団体への文です", "letter-152021", "再提出してください"]);
        assert!(!letters.text().contains("該当事業なし") && !letters.text().contains("letter-152048"), "{}", letters.text());
        assert_sound(db).await;
    }

    async fn giving_everything_up_tells_what_that_is(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let medical = format!("{BODY}/change/medical");
        let question = format!("{medical}/no-projects");
        let nothing = clerk.get(&question).await;
        assert_eq!(nothing.status, StatusCode::CONFLICT, "{}", nothing.text());
        assert!(nothing.text().contains("医療分の計画が提出されていないため"), "{}", nothing.text());
        assert_eq!(clerk.post(&question, &[]).await.status, StatusCode::CONFLICT);
        assert!(!clerk.get(&medical).await.text().contains("/no-projects"));

        hand_in(&clerk, &[]).await;
        clerk.get(&medical).await.shows(&["すべての事業を取りやめる"]);
        clerk.get(&question).await.shows(&["医療分の全事業（3件、20,000,000円）を取りやめます", "受付番号1", "すべての事業を取りやめて提出する"]);
        let done = clerk.post(&question, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        clerk.get(&medical).await.shows(&["取りやめる事業：医療分のNo.1、No.2、No.3（20,000,000円）"]);
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(&format!("{medical}/review")).await.shows(&["変更前の計画にあるNo.1、No.2、No.3（20,000,000円）がこの変更にありません。"]);
        // Of 計画 it is the answer that is asked for.
        clerk.get(&format!("{BODY}/plan/medical/no-projects")).await.shows(&["該当する事業がないこと", "該当事業なしで提出する"]);
        assert_sound(db).await;
    }
}
