//! A year is begun and set up.

use axum::http::StatusCode;
use kikin_app::round::read_settings;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, RuleId, Severity};

use super::press;
use crate::db::{Db, on_both};
use crate::pages::Pages;
use crate::people::{assert_sound, morning, niigata};
use crate::round::{post, year};

const SETTINGS: &str = "/years/2026/settings";

fn under(rest: &str) -> String {
    format!("{SETTINGS}/{rest}")
}

async fn now(db: &Db, pages: &Pages) -> kikin_app::round::YearSettings {
    let lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
    read_settings(&db.store, &lead, (niigata(), year().year)).await.expect("is read")
}

on_both! {
    async fn a_year_is_begun_closed(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let wrong = lead.post("/years", &[("year", "きのう")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("「きのう」は年度ではありません") && wrong.text().contains("value=\"きのう\""));
        press(&lead, "/years", &[("year", "令和9年度")]).await.shows(&["令和9年度を始めました", "定めなし", "30団体"]);
        let twice = lead.post("/years", &[("year", "R9")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text().contains("既に設定されています"), "{}", twice.text());
        lead.get("/years").await.shows(&["令和9年度", "受付なし", "令和8年度"]);
        assert_sound(db).await;
    }

    async fn stages_are_opened_and_closed_with_deadlines(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get(&under("stages")).await.shows(&["until-medical-plan-1", "datetime-local"]);
        let fields = [
            ("open-medical-plan", "1"),
            ("until-medical-plan-1", "2026-07-10T17:00"),
            ("until-medical-plan-2", "2026-08-10T17:00"),
            ("version", "2026"),
        ];
        let page = press(&lead, &under("stages"), &fields).await;
        page.shows(&["設定を変えました", "医療分の計画の第1回の期限を令和8年7月10日（金）17:00にしました", "介護分の計画の受付を閉じました"]);
        let set = now(db, &pages).await.year;
        assert_eq!(set.open, [(Bu::Medical, Stage::Plan)]);
        assert_eq!(set.deadlines.len(), 2);
        press(&lead, &under("stages"), &fields).await.shows(&["変わったところはありません"]);
        let backwards = [("open-medical-plan", "1"), ("until-medical-plan-1", "2026-07-10T17:00"), ("until-medical-plan-2", "2026-07-09T17:00")];
        let wrong = lead.post(&under("stages"), &backwards).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("前の回より後の日時") && wrong.text().contains("2026-07-09T17:00"), "{}", wrong.text());
        let typed = lead.post(&under("stages"), &[("until-care-plan-1", "あす")]).await;
        assert!(typed.text().contains("「あす」は日時ではありません"), "{}", typed.text());
        assert_eq!(now(db, &pages).await.year, set, "nothing was changed by what is wrong");
        assert_sound(db).await;
    }

    async fn who_is_expected_is_one_form_of_all_bodies(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let page = lead.get(&under("expected")).await;
        page.shows(&["長岡市に求める分", "approval-152021"]);
        assert_eq!(page.text().matches("<option value=\"both\" selected=\"selected\">").count(), 30, "all are ticked");
        // As the page would send it, with two towns changed.
        let codes: Vec<String> = now(db, &pages).await.bodies.iter().map(|b| b.code.to_string()).collect();
        let mut fields: Vec<(String, &str)> = codes.iter().map(|code| (format!("halves-{code}"), "both")).collect();
        for (name, value) in &mut fields {
            *value = match name.as_str() {
                "halves-152021" => "medical",
                "halves-152048" => "none",
                _ => "both",
            };
        }
        fields.push(("approval-152021".to_owned(), "1"));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let told = press(&lead, &under("expected"), &fields).await;
        told.shows(&["長岡市：提出を求める分は医療分、庁内決裁はあり。", "三条市：提出を求めません。", "29団体"]);
        let set = now(db, &pages).await.year;
        assert!(set.expected.iter().any(|e| e.body.to_string() == "152021" && e.halves == Halves::Medical && e.approval));
        let nobody = lead.post(&under("expected"), &[]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.text().contains("提出を求める団体がありません"));
        assert_eq!(now(db, &pages).await.year.expected.len(), 29);
        assert_sound(db).await;
    }

    async fn only_changed_severities_are_kept(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let (rule, other) = (RuleId::ALL[0], RuleId::ALL[1]);
        let changed = if rule.definition().severity == Severity::Advice { Severity::Warning } else { Severity::Advice };
        let fields = [(rule.as_str(), changed.code()), (other.as_str(), other.definition().severity.code())];
        let told = format!("{}を「{}」にしました", rule.as_str(), changed.label());
        press(&lead, &under("severities"), &fields).await.shows(&[&told]);
        assert_eq!(now(db, &pages).await.year.severities.iter().collect::<Vec<_>>(), [(rule, changed)]);
        lead.get(&under("severities")).await.shows(&[&format!("<option value=\"{}\" selected=\"selected\">", changed.code())]);
    }

    async fn a_union_is_added_with_its_members(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let new = [("name", "中越広域連合"), ("code", "159998"), ("kind", "union"), ("member", "152021"), ("member", "152048")];
        let wrong = lead.post(&under("bodies"), &new).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the check digit is wrong");
        assert!(wrong.text().contains("value=\"中越広域連合\"") && wrong.text().contains("value=\"152021\" checked=\"checked\""));
        let taken = lead.post(&under("bodies"), &[("name", "長岡"), ("code", "152021"), ("kind", "other")]).await;
        assert!(taken.status == StatusCode::UNPROCESSABLE_ENTITY && taken.text().contains("「長岡市」として登録されています"), "{}", taken.text());
        let code = kikin_domain::BodyCode::complete("15899").expect("is one").to_string();
        let new: Vec<(&str, &str)> = new.iter().map(|(n, v)| (*n, if *n == "code" { code.as_str() } else { *v })).collect();
        press(&lead, &under("bodies"), &new).await.shows(&["を追加しました"]);
        lead.get(&under("bodies")).await.shows(&["中越広域連合", "広域連合", "長岡市、三条市"]);
        assert_sound(db).await;
    }

    async fn what_the_state_allots_is_entered_by_round(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        lead.get(&under("national")).await.shows(&["第1回（新しく登録する）", "基金の規模（円）"]);
        let wrong = lead.post(&under("national"), &[("national-1-0", "2000"), ("fund-1-1", "x")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = wrong.text();
        assert!(text.contains("一方が空欄です") && text.contains("「x」は金額ではありません") && text.contains("内示日"), "{text}");
        let more = [("date-1", "2026-06-20"), ("national-1-0", "3,000"), ("fund-1-0", "2,000")];
        let refused = lead.post(&under("national"), &more).await;
        assert!(refused.text().contains("国費が基金の規模以下"), "{}", refused.text());
        let good = [("date-1", "2026-06-20"), ("document-1", "医政発第1号"), ("national-1-0", "２,000,000円"), ("fund-1-0", "3,000,000")];
        press(&lead, &under("national"), &good).await.shows(&["第1回（令和8年6月20日（土））：国費2,000,000円、基金の規模3,000,000円"]);
        lead.get(&under("national")).await.shows(&["第2回（新しく登録する）", "value=\"2,000,000\"", "医政発第1号"]);
        assert_sound(db).await;
    }

    async fn notices_are_posted_replaced_and_taken_down(db: &Db) {
        let pages = Pages::enter(db).await;
        let lead = pages.sign_in(&pages.cast.lead).await;
        let blank = lead.post(&under("notices"), &[("title", "様式"), ("content", " ")]).await;
        assert!(blank.status == StatusCode::UNPROCESSABLE_ENTITY && blank.text().contains("id=\"content-error\""));
        press(&lead, &under("notices"), &[("title", "様式"), ("content", "改めました\n<b>")]).await.shows(&["お知らせ「様式」を出しました"]);
        let list = lead.get(&under("notices")).await;
        list.shows(&["改めました", "&#60;b&#62;"]);
        let id = now(db, &pages).await.notices[0].id;
        lead.get(&under(&format!("notices/{id}"))).await.shows(&["value=\"様式\"", "改めました"]);
        press(&lead, &under(&format!("notices/{id}")), &[("title", "様式2"), ("content", "再度")]).await.shows(&["「様式2」に差し替えました"]);
        assert_eq!(lead.post(&under(&format!("notices/{id}")), &[("title", "x"), ("content", "y")]).await.status, StatusCode::NOT_FOUND, "it is replaced");
        let id = now(db, &pages).await.notices[0].id;
        lead.get(&under(&format!("notices/{id}/down"))).await.shows(&["取り下げます", "様式2"]);
        press(&lead, &under(&format!("notices/{id}/down")), &[]).await.shows(&["「様式2」を取り下げました"]);
        assert!(now(db, &pages).await.notices.is_empty());
        assert_sound(db).await;
    }

    async fn only_the_lead_sets_up_and_of_its_own_half(db: &Db) {
        let pages = Pages::enter(db).await;
        let before = now(db, &pages).await.year;
        let officer = pages.sign_in(&pages.cast.prefecture).await;
        let page = officer.get(SETTINGS).await;
        page.shows(&["令和8年度の設定"]);
        assert!(!page.text().contains("/settings/stages"), "no form is offered");
        for part in ["stages", "expected", "severities", "bodies", "national", "notices"] {
            assert_eq!(officer.get(&under(part)).await.status, StatusCode::FORBIDDEN, "{part}");
            assert_eq!(officer.post(&under(part), &[]).await.status, StatusCode::FORBIDDEN, "{part}");
        }
        assert_eq!(officer.post("/years", &[("year", "R9")]).await.status, StatusCode::FORBIDDEN);
        let half = post(db, &pages.cast.security, Role::PrefecturalLead, "150002", Halves::Care).await;
        let half = pages.sign_in(&half).await;
        // Everything closed is a change of 医療分 too.
        assert_eq!(half.post(&under("stages"), &[]).await.status, StatusCode::FORBIDDEN);
        let clerk = pages.sign_in(&pages.cast.clerk).await;
        assert_eq!(clerk.get(SETTINGS).await.status, StatusCode::FORBIDDEN);
        assert_eq!(now(db, &pages).await.year, before, "nothing was changed");
    }
}
