//! Review: from the first look to 確認, back and forth.

use axum::http::StatusCode;
use kikin_domain::rule::{Edit, Input, Table};

use super::{MEDICAL, press, with_a_file};
use crate::db::on_both;
use crate::pages::Pages;
use crate::people::{assert_sound, morning};
use crate::round::{file, filed, nagaoka, states};

/// No. 3 of 医療分 with another fund.
const THIRD: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];

fn review(rest: &str) -> String {
    format!("{MEDICAL}/review{rest}")
}

on_both! {
    async fn from_the_first_look_to_confirmation(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let page = officer.get(&review("")).await;
        page.shows(&["今の状態", "提出済", "審査を始める", "第1版（全1版）", "今はできない操作と理由", "受付が済んでいません", "事業一覧!"]);
        assert_eq!(officer.get(&review("/confirm")).await.status, StatusCode::CONFLICT, "not before 受付");
        press(&officer, &review("/begin"), &[]).await.shows(&["審査を始めました", "審査中"]);
        let twice = officer.post(&review("/begin"), &[]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(twice.text().contains("既に行われています"), "{}", twice.text());
        press(&officer, &review("/receive"), &[]).await.shows(&["受け付けました", "受付済"]);
        officer.get(&review("/confirm")).await.shows(&["取り下げられなくなり", "第1版（受付番号1）"]);
        press(&officer, &review("/confirm"), &[]).await.shows(&["確認済みにしました", "査定を入力する"]);
        assert_eq!(states(db, nagaoka()).await, ["確認済", "提出済"]);
        assert_sound(db).await;
    }

    async fn returned_changed_and_told_by_cell(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let blank = officer.post(&review("/return"), &[("why", " "), ("scope", "projects"), ("no", "3")]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = blank.text();
        assert!(text.contains("<title>エラー：") && text.contains("id=\"why-error\""), "{text}");
        assert!(text.contains("name=\"no\" value=\"3\" checked=\"checked\""), "what was ticked stays: {text}");
        let none = officer.post(&review("/return"), &[("why", "積算を直す"), ("scope", "projects")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("id=\"numbers-error\"") && none.text().contains("積算を直す"), "{}", none.text());
        let sent = [("why", "No.3の積算を直してください"), ("scope", "projects"), ("no", "3")];
        press(&officer, &review("/return"), &sent).await.shows(&["修正を依頼しました", "修正依頼（差戻し）", "依頼した修正（再提出を待っています）", "No.3だけ", "No.3の積算を直してください", "令和8年6月1日（月）09:00", "健康福祉課 担当"]);
        let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        filed(db, &clerk, file("直し.xlsx", THIRD)).await.expect("is handed in");
        officer.get(&review("")).await.shows(&[
            "再提出済", "前の版（第1版）との違い（3件、基金充当額 計の差 1,000,000円）", "No.3 総事業費", "5,000,000", "6,000,000",
        ]);
        officer.get(&review("")).await.shows(&["再提出の前に依頼した修正", "No.3の積算を直してください"]);
        let again = [("why", "ほかも見直してください"), ("scope", "whole")];
        press(&officer, &review("/return"), &again).await.shows(&["提出の全体", "ほかも見直してください"]);
        assert_sound(db).await;
    }

    /// Beside the year before: what changed, what was added and what is gone, by yen and cell.
    async fn what_differs_from_last_year_is_told_by_yen(db: &Db) {
        let pages = Pages::enter(db).await;
        let machine = crate::people::machine(morning());
        let last = kikin_domain::FiscalYear::new(2025).expect("a year");
        let year = kikin_app::open_year(&db.store, &machine, crate::people::niigata(), last).await.expect("is open");
        let document = file("令和7年度.xlsx", &[Edit::Cover("計画年度", Input::Text("令和7年度"))]);
        let report = kikin_app::check(&document.name, &document.bytes, kikin_app::year_request(&year));
        kikin_app::import(&db.store, &machine, &year, &[(document, report)]).await.expect("is received");
        // No. 3 asks for 1,000,000円 more, No. 2 is gone, and No. 7 with 8,000,000円 is new.
        let amounts = ["total", "fund", "y2026"].map(|column| Edit::Cell(Table::Projects, 1, column, Input::Number("8000")));
        let edits: Vec<Edit> = THIRD.iter().copied().chain([Edit::Cell(Table::Projects, 1, "no", Input::Number("7"))]).chain(amounts).collect();
        let clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        filed(db, &clerk, file("長岡市.xlsx", &edits)).await.expect("is handed in");
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let page = officer.get(&review("")).await;
        page.shows(&["令和7年度との違い（", "基金充当額 計の差 3,000,000円）"]);
        let text = page.text();
        let at = |column| crate::pages::plan::column(&text, "令和7年度との違い", column);
        let (of, before, after, difference, place) = (at(0), at(1), at(2), at(3), at(4));
        let row = |name: &str| {
            let found = of.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} in {of:?}"));
            [before[found].as_str(), after[found].as_str(), difference[found].as_str()]
        };
        assert_eq!(row("No.3 基金充当額 計"), ["5,000,000", "6,000,000", "1,000,000"]);
        let name = "病床機能再編支援事業";
        assert_eq!(row("No.2 事業の削除"), [&format!("{name}（基金 6,000,000円）"), "（なし）", "△6,000,000"]);
        assert_eq!(row("No.7 事業の追加"), ["（なし）", &format!("{name}（基金 8,000,000円）"), "8,000,000"]);
        assert_eq!(of.iter().filter(|one| one.starts_with("No.2 ") || one.starts_with("No.7 ")).count(), 2, "{of:?}");
        assert!(!of.iter().any(|one| one.starts_with("No.1 ")), "what is the same is not told: {of:?}");
        assert!(place.iter().any(|cell| cell.starts_with("事業一覧!")), "{place:?}");
        assert!(!text.contains("前の版（"), "it is the first version of its year");
    }

    async fn comments_on_a_cell_are_written_and_answered(db: &Db) {
        let pages = with_a_file(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let wrong = officer
            .post(&review("/comments"), &[("no", "3"), ("sheet", "事業一覧"), ("cell", "12G"), ("text", "根拠は何ですか")])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("「12G」はセルの位置ではありません") && wrong.text().contains("根拠は何ですか"));
        let blank = officer.post(&review("/comments"), &[("no", "3"), ("text", "　")]).await;
        assert!(blank.status == StatusCode::UNPROCESSABLE_ENTITY && blank.text().contains("id=\"text-error\""));
        let said = [("no", "3"), ("sheet", "事業一覧"), ("cell", "g12"), ("text", "根拠は何ですか\n<b>二行目</b>")];
        let page = press(&officer, &review("/comments"), &said).await;
        page.shows(&["コメントを書きました", "No.3 事業一覧!G12", "&#60;b&#62;二行目"]);
        let text = page.text();
        let answer = text.split("?answers=").nth(1).and_then(|rest| rest.split(['&', '#']).next()).expect("a link");
        officer.get(&review(&format!("?answers={answer}&no=3"))).await.shows(&["のコメントに返信します"]);
        let answered = press(&officer, &review("/comments"), &[("no", "3"), ("answers", answer), ("text", "見積書です")]).await;
        answered.shows(&["data-answer=\"true\"", "見積書です"]);
        assert_sound(db).await;
    }

    async fn it_is_the_prefectures_work(db: &Db) {
        let pages = with_a_file(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(&review("")).await.status, StatusCode::FORBIDDEN);
        for step in ["/begin", "/receive", "/confirm", "/return"] {
            let answer = clerk.post(&review(step), &[("why", "x")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{step}");
        }
        let other = pages.sign_in(&pages.cast.other_town).await;
        for step in ["/begin", "/receive", "/confirm", "/comments"] {
            assert_eq!(other.post(&review(step), &[("text", "x")]).await.status, StatusCode::NOT_FOUND, "{step}");
        }
        assert_eq!(other.get(&review("")).await.status, StatusCode::NOT_FOUND);
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        for elsewhere in ["131016/plan/medical", "152021/plan/both", "159999/plan/care", "x/plan/care"] {
            let answer = officer.get(&format!("/years/2026/bodies/{elsewhere}/review")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{elsewhere}");
        }
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"], "nothing was done");
    }

    async fn who_has_handed_nothing_in_is_shown_so(db: &Db) {
        let pages = Pages::enter(db).await;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        officer.get(&review("")).await.shows(&["未提出", "採用中の版がありません", "まだ提出されていません"]);
    }
}
