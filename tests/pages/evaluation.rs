//! 事後評価 in the browser: its tables are those of the paper, and 交付額 is entered by 県総括 alone.

use axum::http::StatusCode;
use kikin_app::{evaluated_plan, evaluation_overview};
use kikin_domain::FiscalYear;
use kikin_domain::rule::{Edit, Input, Table};

use super::plan::{column, number};
use super::walk::auditor;
use super::{Answer, Pages};
use crate::check::asked_year;
use crate::db::on_both;
use crate::evaluated::{evaluation, plan};
use crate::people::{assert_sound, machine, morning, niigata};

const PAGE: &str = "/years/2026/evaluation";
const GRANTS: &str = "/years/2026/evaluation/grants";

/// A paper as it is typed, with other values in some fields.
fn paper<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let plain = [
        ("category", "II"),
        ("national", "１２，０００，０００"),
        ("prefectural", "6,000,000円"),
        ("on", "2026-08-01"),
        ("source", "医政発0801第<1>号"),
        ("why", ""),
    ];
    let value = |name: &str, value: &'a str| other.iter().find(|(n, _)| *n == name).map_or(value, |(_, v)| *v);
    plain.into_iter().map(|(name, plain)| (name, value(name, plain))).collect()
}

fn refused(answer: &Answer, wanted: &[&str]) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    for one in wanted {
        assert!(answer.text().contains(one), "「{one}」 in {}", answer.text());
    }
}

/// The amount of a column in the rows of 医療分計 and 介護分計.
fn of_halves(text: &str, at: usize) -> i64 {
    let (names, cells) = (column(text, "総括表", 0), column(text, "総括表", at));
    names.iter().zip(&cells).filter(|(name, _)| name.ends_with("分計")).map(|(_, cell)| number(cell)).sum()
}

on_both! {
    async fn before_anything_came_in_the_page_says_how_it_does(db: &Db) {
        let pages = Pages::enter(db).await;
        let auditor = auditor(db).await;
        for account in [&pages.cast.lead, &pages.cast.prefecture, &auditor] {
            let browser = pages.sign_in(account).await;
            let page = browser.get(PAGE).await;
            page.shows(&["令和8年度 新潟県計画に関する事後評価", "まだ取り込まれていません", "kikin import", "交付額は、まだ登録されていません"]);
            assert!(!page.text().contains("執行状況（"), "no table of nothing");
            assert_eq!(page.text().contains(GRANTS), *account == pages.cast.lead, "{account}");
            browser.get("/years/2026/plan").await.shows(&["href=\"/years/2026/evaluation\"", "事後評価を見る"]);
            for nowhere in ["?evaluated=2026", "?evaluated=x", "?evaluated=99999"] {
                assert_eq!(browser.get(&format!("{PAGE}{nowhere}")).await.status, StatusCode::NOT_FOUND, "{nowhere}");
            }
            assert_eq!(browser.get("/years/2027/evaluation").await.status, StatusCode::NOT_FOUND);
        }
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.get(PAGE).await.status, StatusCode::FORBIDDEN);
    }

    async fn the_tables_are_those_of_the_year_that_is_asked_for(db: &Db) {
        let pages = Pages::enter(db).await;
        plan(db, &[]).await;
        evaluation(db, "評価<8>.xlsx", &[Edit::Cell(Table::Evaluations, 0, "ex_fund", Input::Number("4000")), Edit::Cell(Table::Evaluations, 0, "ex_national", Input::Blank)]).await;
        let next = [
            Edit::Cover("評価年度", Input::Text("令和9年度")),
            Edit::Cell(Table::Evaluations, 0, "ex_fund", Input::Number("5000")),
            Edit::Cell(Table::Evaluations, 0, "ex_national", Input::Blank),
        ];
        evaluation(db, "評価<9>.xlsx", &next).await;
        let browser = pages.sign_in(&pages.cast.prefecture).await;
        for (year, way) in [(2026, "?evaluated=2026"), (2027, "?evaluated=2027"), (2027, "")] {
            let evaluated = FiscalYear::new(year).expect("a year");
            let page = browser.get(&format!("{PAGE}{way}")).await;
            page.shows(&["href=\"/years/2026/evaluation?evaluated=2026\"", "href=\"/years/2026/evaluation?evaluated=2027\"", "評価&#60;8&#62;.xlsx"]);
            page.shows(&[&format!("（評価年度：{}）", evaluated.era())]);
            let text = page.text();
            assert_eq!(text.contains("評価&#60;9&#62;.xlsx"), year == 2027, "what came later is not told of the year before");
            let stood = evaluated_plan(&db.store, &machine(morning()), (niigata(), asked_year()), evaluated).await.expect("is gathered");
            let projects = i64::try_from(stood.projects.len()).expect("a count");
            assert_eq!(of_halves(&text, 1), projects);
            // 件数＝評価済＋執行なし＋評価なし、評価済＝達成＋未達＋県の判断
            assert_eq!(of_halves(&text, 2) + of_halves(&text, 6) + of_halves(&text, 7), projects);
            assert_eq!(of_halves(&text, 3) + of_halves(&text, 4) + of_halves(&text, 5), of_halves(&text, 2));
            let spent = |national: bool| stood.projects.iter().map(|p| p.spent()).map(|s| if national { s.national } else { s.fund }.get()).sum::<i64>();
            assert_eq!((of_halves(&text, 11), of_halves(&text, 12)), (spent(false), spent(true)), "the sum of all years so far");
            assert_eq!(of_halves(&text, 8), stood.projects.iter().map(|p| p.planned().fund.get()).sum::<i64>());
            assert!(column(&text, "執行状況（", 2).iter().all(|cell| cell == "未登録"), "no paper is entered");
            assert!(column(&text, "執行状況（", 5).iter().all(|cell| cell == "－"));
        }
        assert_sound(db).await;
    }

    async fn a_paper_is_entered_by_the_lead_and_shows_everywhere(db: &Db) {
        let pages = Pages::enter(db).await;
        plan(db, &[]).await;
        evaluation(db, "評価.xlsx", &[]).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let sent = [paper(&[]), vec![("evaluated", "2026")]].concat();
        let entered = lead.post(GRANTS, &sent).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/years/2026/evaluation?done=grant&evaluated=2026"));
        let page = lead.get(entered.location()).await;
        page.shows(&["交付額を登録しました", "医政発0801第&#60;1&#62;号", "12,000,000", "18,000,000（12,000,000）", "令和8年8月1日"]);
        // A second press of the same form gives the prefecture nothing twice.
        refused(&lead.post(GRANTS, &sent).await, &["もう登録されています", "医政発0801第&#60;1&#62;号\""]);
        let back = [("national", "△2,000,000"), ("prefectural", "-1000000"), ("source", "返還<2>")];
        refused(&lead.post(GRANTS, &paper(&back)).await, &["マイナスの額（返還・訂正）", "△2,000,000", "返還&#60;2&#62;"]);
        let told = [&back[..], &[("why", "国費の精算")]].concat();
        assert_eq!(lead.post(GRANTS, &paper(&told)).await.location(), "/years/2026/evaluation?done=grant");
        let text = lead.get(PAGE).await.text();
        assert_eq!(column(&text, "交付額（単位：円）", 6), ["18,000,000", "△3,000,000"]);
        assert!(column(&text, "執行状況（", 2).contains(&"15,000,000（10,000,000）".to_owned()), "less what was given back");
        let shown = evaluation_overview(&db.store, &machine(morning()), (niigata(), asked_year()), None).await.expect("is gathered");
        assert_eq!(shown.grants.all.fund.get(), 15_000_000);
        let rates = column(&text, "執行状況（", 5);
        assert!(rates.iter().any(|cell| cell.ends_with('%')), "{rates:?}");
        assert_sound(db).await;
    }

    async fn what_is_wrong_with_a_paper_stands_at_its_field_with_what_was_typed(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let wrong = |name, value| paper(&[(name, value)]);
        let cases = [
            (wrong("category", ""), "category", "区分が選ばれていません"),
            (wrong("category", "nowhere"), "category", "区分「nowhere」は令和8年度にありません"),
            (wrong("national", "十二万"), "national", "国の額の「十二万」は金額ではありません"),
            (wrong("prefectural", ""), "prefectural", "都道府県の額が空欄です"),
            (wrong("on", "8月1日"), "on", "交付決定の日付「8月1日」は日付ではありません"),
            (wrong("source", " "), "source", "根拠となる文書"),
            (paper(&[("national", "0"), ("prefectural", "0")]), "national", "どちらも0円です"),
        ];
        for (sent, field, told) in cases {
            let answer = lead.post(GRANTS, &sent).await;
            refused(&answer, &["エラー：", told, &format!("href=\"#{field}\""), &format!("id=\"{field}-error\"")]);
            if field != "source" {
                refused(&answer, &["医政発0801第&#60;1&#62;号"]);
            }
        }
        lead.get(PAGE).await.shows(&["交付額は、まだ登録されていません"]);
        for account in [&pages.cast.prefecture, &pages.cast.clerk, &auditor(db).await] {
            let other = pages.sign_in(account).await;
            assert_eq!(other.post(GRANTS, &paper(&[])).await.status, StatusCode::FORBIDDEN, "{account}");
            assert_eq!(other.post(GRANTS, &paper(&[("on", "x")])).await.status, StatusCode::FORBIDDEN, "{account}");
        }
        assert_sound(db).await;
    }
}
