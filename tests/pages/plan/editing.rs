//! Projects are bundled, the text is written, own projects are taken in.

use std::io::{Cursor, Read as _};

use kikin_app::jobs::Turn;
use kikin_domain::plan::{Chapter, FormId, PlanWorkbook};
use kikin_domain::{CellRef, Field, Sourced, Unit};
use kikin_sheet::template::{Fill, template};

use super::{see, seen, turn, two_towns};
use crate::check::report_on;
use crate::db::on_both;
use crate::fill::request;
use crate::pages::Pages;
use crate::people::{after, assert_sound};
use crate::round::{file, site, states};

/// A workbook under the prefecture's own code, with the projects of the plain file and a text.
fn own_book() -> Vec<u8> {
    book(|_| ())
}

/// The same with a project without a name.
fn faulty_book() -> Vec<u8> {
    book(|plan| plan.projects[0].name = Field::Blank(CellRef::new(1, 1)))
}

fn book(edit: impl Fn(&mut PlanWorkbook)) -> Vec<u8> {
    let text = |t: &str| Field::Given(Sourced { value: t.to_owned(), cell: CellRef::new(1, 1), raw: t.to_owned() });
    let mut source = report_on(&file("a.xlsx", &[]).bytes, None).plan.expect("is read");
    let (chapter, section) = (text("1 計画の基本的事項"), text("(1) 基本的な考え方"));
    source.chapters = vec![Chapter { chapter, section, text: text("県が進める。") }];
    edit(&mut source);
    template(&request(FormId::PrefecturalPlan, Unit::Thousand, Fill::Whole(&source), &[])).expect("is written")
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

on_both! {
    /// Ticks and a name make one 都道府県事業 of two; the CSV says so, and takes it apart again.
    async fn projects_are_bundled(db: &Db) {
        let pages = Pages::enter(db).await;
        two_towns(db, &pages.cast).await;
        let official = pages.sign_in(&pages.cast.prefecture).await;
        let path = "/years/2026/plan/groups";
        let page = see(&official, &format!("{path}?category=II")).await.text();
        let picks: Vec<&str> = page.split("name=\"pick\" value=\"").skip(1).map(|p| p.split('"').next().expect("is there")).collect();
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
        // With errors it is told what they are, as a municipality is, and nothing of it is in the plan.
        let refused = official.send(path, &[], &[("own", "150002_誤り.xlsx", &faulty_book())]).await;
        assert_eq!(refused.status, 303, "{}", refused.text());
        let found = refused.location().to_owned();
        let page = official.get(&found).await;
        page.shows(&["このままでは提出できません。", "シート「", "href=\"/rules#", "/years/2026/plan/chapters#own", "150002_誤り.xlsx"]);
        let marked = official.get(&format!("{found}/marked")).await;
        assert!(marked.status == 200 && marked.bytes.starts_with(b"PK"), "{}", marked.text());
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(&found).await.status, 403, "it is the prefecture's own");
        assert!(!see(&official, "/years/2026/plan").await.text().contains("150002_誤り.xlsx"));
        let own = own_book();
        let taken = official.send(path, &[], &[("own", "150002_新潟県.xlsx", &own)]).await;
        assert_eq!(taken.location(), "/years/2026/plan/chapters?done=own", "{}", taken.text());
        see(&official, taken.location()).await.shows(&["県自らの事業を受け付けました", "県が進める。"]);
        see(&official, "/years/2026/plan/lines?category=all&item=fund").await.shows(&["150002_新潟県.xlsx", "新潟県 No."]);
        // Nobody confirms what is the prefecture's own: it is fixed with the plan, and then stays.
        let lead = pages.sign_in(&pages.cast.lead).await;
        let form = see(&lead, "/years/2026/plan/freeze").await;
        form.shows(&["計画に入るのは、県自らの事業の提出物だけです", "県自らの事業の提出物2件は、確定と同時に確認済みになります"]);
        assert!(!form.text().contains("すべての提出物が確認済み"), "{}", form.text());
        let fixed = lead.post("/years/2026/plan/freeze", &[("seen", &seen(&form)), ("fixed_on", "2026-06-01")]).await;
        assert_eq!(fixed.status, 303, "{}", fixed.text());
        assert_eq!(states(db, site("150002")).await, ["確定", "確定"]);
        let late = official.send(path, &[], &[("own", "150002_新潟県.xlsx", &own)]).await;
        assert_eq!(late.status, 422);
        let town = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(town.send(path, &[], &[("own", "a.xlsx", &town_book)]).await.status, 403);
        assert_sound(db).await;
    }
}
