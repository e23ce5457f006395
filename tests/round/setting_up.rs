//! The year is set up: by whom, what is refused, and what is recorded.

use kikin_app::PlanYear;
use kikin_app::round::{
    BodyForm, Deadline, Expected, Moment, NationalNotice, NewNotice, Organisation, RoundError, add_body,
    enter_national_notices, every_municipality, read_notices, read_year, set_up_year, tell_municipalities,
};
use kikin_domain::permission::{Halves, Refusal, Role};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, PrefectureCode, Yen};
use kikin_store::{World, audit};

use super::{Cast, post, year};
use crate::db::on_both;
use crate::people::{assert_sound, morning, niigata, told};

fn world() -> World {
    World::Prefecture(niigata())
}

fn notice(category: &str, national: i64, fund: i64) -> NationalNotice {
    NationalNotice {
        round: 1,
        category: category.into(),
        noticed_on: "2026-07-31".parse().expect("a day"),
        national: Yen::new(national),
        fund: Yen::new(fund),
        document_number: Some("医政発0731第1号".to_owned()),
    }
}

fn union() -> Organisation {
    Organisation {
        code: BodyCode::parse("158887").or_else(|| BodyCode::complete("15888")).expect("a code"),
        name: "　魚沼地域広域連合 ".to_owned(),
        form: BodyForm::WideAreaUnion,
        members: vec![BodyCode::parse("152021").expect("a code")],
        valid_from: None,
        valid_to: None,
    }
}

on_both! {
    async fn every_change_stands_in_the_chain(db: &Db) {
        let cast = Cast::enter(db).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        set_up_year(&db.store, &lead, &year()).await.expect("is so already");
        assert_eq!(told(db, world(), "plan_year.set").await.len(), 1, "what changes nothing leaves nothing");
        let at = Moment::parse("2026-07-10T17:00:00+09:00").expect("a moment");
        let wanted = PlanYear {
            form_version: Some("2026".to_owned()),
            open: vec![(Bu::Medical, Stage::Plan)],
            deadlines: vec![Deadline { bu: Bu::Medical, stage: Stage::Plan, round: 1, at }],
            expected: every_municipality(niigata()),
            ..year()
        };
        set_up_year(&db.store, &lead, &wanted).await.expect("is set up");
        let (now, _) = read_year(&db.store, &lead, niigata(), year().year).await.expect("is read");
        assert_eq!(now, wanted);
        assert_eq!(now.expected.len(), 30, "新潟県 has thirty municipalities");
        let events = audit::events(db.store.connection(), world(), 0, 1_000).await.expect("lists");
        let last = events.iter().rfind(|e| e.action == "plan_year.set").expect("is recorded");
        let canonical: serde_json::Value = serde_json::from_str(&last.canonical).expect("is JSON");
        assert!(canonical["before"].is_string() && canonical["after"].is_string());
        assert_ne!(canonical["before"], canonical["after"]);
        assert_sound(db).await;
        db.tamper("UPDATE plan_year_bodies SET approval = 1 WHERE body = '152021'").await;
        assert_eq!(db.damages().await, ["plan_year_bodies 15/2026/152021"]);
    }

    async fn what_cannot_be_so_is_refused(db: &Db) {
        let cast = Cast::enter(db).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        let at = |text: &str| Moment::parse(text).expect("a moment");
        let deadline = |round, day: &str| Deadline {
            bu: Bu::Care,
            stage: Stage::Plan,
            round,
            at: at(&format!("2026-{day}T17:00:00+09:00")),
        };
        let foreign = Expected { body: BodyCode::parse("141003").expect("a code"), halves: Halves::Both, approval: false };
        for wanted in [
            PlanYear { form_version: Some("1999".to_owned()), ..year() },
            PlanYear { expected: vec![foreign], ..year() },
            PlanYear { expected: [every_municipality(niigata()), every_municipality(niigata())].concat(), ..year() },
            PlanYear { deadlines: vec![deadline(2, "07-10")], ..year() },
            PlanYear { deadlines: vec![deadline(1, "07-10"), deadline(2, "07-09")], ..year() },
        ] {
            let refused = set_up_year(&db.store, &lead, &wanted).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        let clerk = cast.at(db, &cast.prefecture, morning()).await;
        let refused = set_up_year(&db.store, &clerk, &year()).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Role))), "{refused:?}");
        let town = cast.at(db, &cast.clerk, morning()).await;
        let refused = set_up_year(&db.store, &town, &year()).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Role))), "{refused:?}");
        let tokyo = PlanYear::published(PrefectureCode::new(13).expect("東京都"), year().year);
        let refused = set_up_year(&db.store, &lead, &tokyo).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        assert_sound(db).await;
    }

    async fn who_leads_one_half_sets_that_one_up(db: &Db) {
        let cast = Cast::enter(db).await;
        let medical = post(db, &cast.security, Role::PrefecturalLead, "150002", Halves::Medical).await;
        let medical = cast.at(db, &medical, morning()).await;
        let without = |bu: Bu| PlanYear { open: year().open.into_iter().filter(|(own, _)| *own != bu).collect(), ..year() };
        let refused = set_up_year(&db.store, &medical, &without(Bu::Care)).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Half))), "{refused:?}");
        set_up_year(&db.store, &medical, &without(Bu::Medical)).await.expect("its own half");
        let refused = enter_national_notices(&db.store, &medical, (niigata(), year().year), &[notice("V", 1, 2)]).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Half))), "{refused:?}");
        assert_sound(db).await;
    }

    async fn the_states_notices_by_category_and_round(db: &Db) {
        let cast = Cast::enter(db).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        let key = (niigata(), year().year);
        let wanted = [notice("I-1", 600_000_000, 900_000_000), notice("V", 200_000_000, 300_000_000)];
        enter_national_notices(&db.store, &lead, key, &wanted).await.expect("is entered");
        let (_, there) = read_year(&db.store, &lead, key.0, key.1).await.expect("is read");
        assert_eq!(there, wanted);
        let corrected = [notice("I-1", 600_001_000, 900_001_000), wanted[1].clone()];
        enter_national_notices(&db.store, &lead, key, &corrected).await.expect("is corrected");
        enter_national_notices(&db.store, &lead, key, &corrected).await.expect("is so already");
        assert_eq!(told(db, world(), "national-notice").await.len(), 2);
        for wrong in [
            vec![notice("I-9", 1, 2)],
            vec![notice("I-1", 3, 2)],
            vec![notice("I-1", -1, 2)],
            vec![notice("I-1", 1, 2), notice("I-1", 1, 2)],
        ] {
            let refused = enter_national_notices(&db.store, &lead, key, &wrong).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        assert_sound(db).await;
        db.tamper("UPDATE national_notices SET national = national + 1 WHERE category = 'V'").await;
        assert_eq!(db.damages().await, ["national_notices 15/2026/1/V"]);
    }

    async fn bodies_and_notices(db: &Db) {
        let cast = Cast::enter(db).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        add_body(&db.store, &lead, niigata(), &union()).await.expect("is added");
        let body = union().code;
        let mut expected = every_municipality(niigata());
        expected.push(Expected { body, halves: Halves::Care, approval: false });
        set_up_year(&db.store, &lead, &PlanYear { expected, ..year() }).await.expect("is expected");
        let tokyo = PrefectureCode::new(13).expect("東京都");
        let refused = add_body(&db.store, &lead, tokyo, &union()).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        let blank = add_body(&db.store, &lead, niigata(), &Organisation { name: "　".to_owned(), ..union() }).await;
        assert!(matches!(blank, Err(RoundError::Field(_))), "{blank:?}");

        let new = NewNotice {
            prefecture: niigata(),
            year: year().year,
            replaces: None,
            title: "提出期限について",
            content: "7月10日17時までに提出してください。",
        };
        let first = tell_municipalities(&db.store, &lead, new).await.expect("is posted");
        let later = NewNotice { replaces: Some(first.id), content: "7月17日17時までに延ばします。", ..new };
        let second = tell_municipalities(&db.store, &lead, later).await.expect("is posted");
        let town = cast.at(db, &cast.clerk, morning()).await;
        let seen = read_notices(&db.store, &town, niigata(), year().year).await.expect("is read");
        assert_eq!(seen, std::slice::from_ref(&second));
        let down = NewNotice { replaces: Some(second.id), content: "", ..new };
        tell_municipalities(&db.store, &lead, down).await.expect("is taken down");
        assert_eq!(read_notices(&db.store, &town, niigata(), year().year).await.expect("is read"), []);
        let refused = tell_municipalities(&db.store, &town, new).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Role))), "{refused:?}");
        assert_sound(db).await;
    }
}
