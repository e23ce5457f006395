//! Small corrections in the browser: the same rules, a workbook of its own, and nothing typed is lost when the session ends.

use axum::http::StatusCode;
use kikin_domain::round::Reopened;

use super::town::{BODY, hand_in, send, send_back};
use super::{Answer, Browser, Pages};
use crate::db::on_both;
use crate::people::assert_sound;

/// The form's fields as the page has them: name and value.
fn fields(page: &Answer) -> Vec<(String, String)> {
    let text = page.text();
    let value = |name: &str| {
        let from = text.find(&format!("name=\"{name}\""))?;
        let (element, rest) = text[from..].split_once('>')?;
        let value = match element.split_once("value=\"") {
            Some((_, value)) => value.split('"').next()?,
            None => rest.split("</textarea>").next()?,
        };
        Some((name.to_owned(), value.replace("&#38;", "&").replace("&#39;", "'")))
    };
    let found: Vec<_> = (1..=40).map_while(|n| value(&format!("f{n}"))).collect();
    assert!(found.len() > 15, "{text}");
    found
}

/// Sends the form with one value otherwise.
async fn save(browser: &Browser, path: &str, fields: &[(String, String)], name: &str, value: &str) -> Answer {
    let put = |(own, old): &(String, String)| (own.clone(), if own == name { value.to_owned() } else { old.clone() });
    let all: Vec<(String, String)> = fields.iter().map(put).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post(path, &all).await
}

/// The field with this label.
fn named(page: &Answer, label: &str) -> String {
    let text = page.text();
    let at = text.find(&format!(">{label}<")).unwrap_or_else(|| panic!("{label} in {text}"));
    text[..at].rsplit("for=\"").next().and_then(|rest| rest.split('"').next()).expect("a name").to_owned()
}

on_both! {
    async fn a_project_is_corrected_without_excel(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let draft = send(&clerk, "長岡市.xlsx", &[]).await.location().to_owned();
        clerk.get(&draft).await.shows(&["画面で直す"]);
        clerk.get(&format!("{draft}/projects")).await.shows(&["画面で直せる事業", &format!("href=\"{draft}/projects/1\"")]);
        let path = format!("{draft}/projects/1");
        let form = clerk.get(&path).await;
        form.shows(&["事業名", "総事業費（円）", "保存して検査する"]);
        let (typed, name, total) = (fields(&form), named(&form, "事業名"), named(&form, "総事業費（円）"));

        let wrong = save(&clerk, &path, &typed, &total, "たくさん").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = wrong.text();
        assert!(text.contains(&format!("id=\"{total}-error\"")) && text.contains("value=\"たくさん\""), "{text}");

        let saved = save(&clerk, &path, &typed, &name, "直した事業の名前").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let next = saved.location().split('?').next().expect("a path").to_owned();
        assert_ne!(next, draft);
        clerk.get(saved.location()).await.shows(&["変更を保存し", "提出できます。", "長岡市_画面修正.xlsx"]);
        let again = clerk.get(&format!("{next}/projects/1")).await;
        again.shows(&["value=\"直した事業の名前\""]);
        // All else stays as it was.
        let (before, after) = (typed.iter(), fields(&again).into_iter());
        let changed = before.zip(after).filter(|(old, new)| **old != *new).count();
        assert_eq!(changed, 1);
        // The same rules: what does not add up is found.
        let mismatched = save(&clerk, &format!("{next}/projects/1"), &fields(&again), &total, "1").await;
        clerk.get(mismatched.location()).await.shows(&["このままでは提出できません。"]);

        let neighbour = pages.sign_in(&pages.cast.other_town).await;
        assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(save(&neighbour, &path, &typed, &name, "よその事業").await.status, StatusCode::NOT_FOUND);
        let prefecture = pages.sign_in(&pages.cast.prefecture).await;
        assert_eq!(prefecture.get(&path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(clerk.get(&format!("{draft}/projects/999")).await.status, StatusCode::NOT_FOUND);
        assert_sound(db).await;
    }

    async fn what_came_back_is_corrected_and_a_time_out_loses_nothing(db: &Db) {
        let pages = Pages::enter(db).await;
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        hand_in(&clerk, &[]).await;
        send_back(db, &pages, Reopened::Whole).await;
        let care = format!("{BODY}/plan/care");
        clerk.get(&care).await.shows(&["採用されている版の事業を画面で直す"]);
        let path = format!("{care}/projects/1");
        let form = clerk.get(&path).await;
        let (typed, name) = (fields(&form), named(&form, "事業名"));

        // Eleven hours at lunch.
        db.tamper("UPDATE sessions SET seen_at = seen_at - 40000").await;
        let late = save(&clerk, &path, &typed, &name, "昼休みの前に打った名前").await;
        assert_eq!(late.status, StatusCode::SEE_OTHER, "{}", late.text());
        assert!(late.location().starts_with("/signin?next="), "{}", late.location());
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        let form = clerk.get(&path).await;
        form.shows(&["サインインの前に入力した内容を戻しました。", "value=\"昼休みの前に打った名前\""]);
        let reviewer = pages.sign_in(&pages.cast.reviewer).await;
        assert!(!reviewer.get(&path).await.text().contains("昼休み"), "it is the post's own");
        let saved = save(&clerk, &path, &fields(&form), &name, "昼休みの後の名前").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        assert!(!clerk.get(&path).await.text().contains("昼休みの前"), "it is forgotten once it is saved");

        // Days later, and with a token that was never one, nothing is kept.
        db.tamper("UPDATE sessions SET seen_at = seen_at - 4000000").await;
        let never = save(&clerk, &path, &typed, &name, "ずっと後").await;
        assert_eq!(never.status, StatusCode::UNAUTHORIZED, "{}", never.text());
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert!(!clerk.get(&path).await.text().contains("ずっと後"));
        assert_sound(db).await;
    }
}
