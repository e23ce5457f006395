//! Who manages whose posts.

use kikin_app::people::{
    PeopleError, PostState, SystemEntropy, change_holder, close_post, invite, list_posts, make_post, permit, resume,
    sign_out_post,
};
use kikin_domain::PrefectureCode;
use kikin_domain::permission::{Action, Matter, Refusal, Role, Seat};

use super::{
    PASSWORD, after, assert_sound, at, body, enter, machine, member, morning, niigata, security, signed_in,
    try_sign_in, typed, wanted,
};
use crate::db::on_both;

const DAY: i64 = 86_400;

fn refusal(answer: Result<impl std::fmt::Debug, PeopleError>) -> Refusal {
    match answer {
        Err(PeopleError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn another_prefecture_s_posts_are_not_there(db: &Db) {
        let security = security();
        let lead = member(db, &security, Role::PrefecturalLead, body("150002")).await;
        let own = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let foreign = member(db, &security, Role::MunicipalClerk, body("141003")).await;
        let scope = signed_in(db, &security, morning(), &lead).await.scope;

        let seen: Vec<String> =
            list_posts(&db.store, &scope, None).await.expect("lists").into_iter().map(|v| v.post.account).collect();
        assert_eq!(seen, [lead.clone(), own.clone()]);
        let kanagawa = PrefectureCode::new(14);
        assert_eq!(refusal(list_posts(&db.store, &scope, kanagawa).await), Refusal::Hidden);
        assert_eq!(refusal(make_post(&db.store, &scope, wanted(Role::MunicipalClerk, body("141003"))).await), Refusal::Hidden);

        // One that is elsewhere and one that is nowhere are the same answer.
        let mut sentences = Vec::new();
        for account in [foreign.as_str(), "141003-99"] {
            let answer = invite(&db.store, &security.limits, &scope, &mut SystemEntropy, account).await;
            sentences.push(answer.expect_err("is not there").to_string().replace(account, ""));
            assert!(matches!(close_post(&db.store, &scope, account, "誤り").await, Err(PeopleError::NoPost { .. })));
            assert!(matches!(sign_out_post(&db.store, &scope, account).await, Err(PeopleError::NoPost { .. })));
            let starts = "2026-06-01".parse().expect("a day");
            let answer = change_holder(&db.store, &scope, account, "だれか", starts).await;
            assert!(matches!(answer, Err(PeopleError::NoPost { .. })));
        }
        assert_eq!(sentences[0], sentences[1]);
        signed_in(db, &security, after(1), &foreign).await;
        assert_sound(db).await;
    }

    async fn only_who_manages_posts_does(db: &Db) {
        let security = security();
        let made = wanted(Role::MunicipalClerk, body("152021"));
        for (role, seat) in [
            (Role::MunicipalClerk, body("152021")),
            (Role::MunicipalReviewer, body("152021")),
            (Role::PrefecturalClerk, body("150002")),
        ] {
            let account = member(db, &security, role, seat).await;
            let scope = signed_in(db, &security, morning(), &account).await.scope;
            assert_eq!(refusal(make_post(&db.store, &scope, made.clone()).await), Refusal::Role, "{}", role.label());
            for other in [account.as_str(), "152048-01", "nobody"] {
                assert_eq!(refusal(sign_out_post(&db.store, &scope, other).await), Refusal::Role, "{}", role.label());
            }
        }
        // 県総括 has no power over those who run the machine.
        let lead = member(db, &security, Role::PrefecturalLead, body("150002")).await;
        let operator = member(db, &security, Role::Operator, body("150002")).await;
        let scope = signed_in(db, &security, morning(), &lead).await.scope;
        let answer = make_post(&db.store, &scope, wanted(Role::Operator, body("150002"))).await;
        assert_eq!(refusal(answer), Refusal::Role);
        assert_eq!(refusal(close_post(&db.store, &scope, &operator, "誤り").await), Refusal::Role);
        // A prefecture's operator does not copy the database of all.
        let scope = signed_in(db, &security, morning(), &operator).await.scope;
        let all = permit(&db.store, &scope, Action::BackUp, &Matter::of(Seat::Installation)).await;
        assert_eq!(refusal(all), Refusal::Hidden);
        assert_sound(db).await;
    }

    async fn a_role_sits_where_it_belongs(db: &Db) {
        let machine = machine(morning());
        for (role, seat) in [
            (Role::MunicipalClerk, body("150002")),
            (Role::PrefecturalLead, body("152021")),
            (Role::Auditor, body("152021")),
            (Role::PrefecturalClerk, Seat::Installation),
        ] {
            let answer = make_post(&db.store, &machine, wanted(role, seat)).await;
            assert!(matches!(answer, Err(PeopleError::Field(_))), "{}", role.label());
        }
        for account in ["あ", "a b", "../x", "ab"] {
            let named = kikin_app::people::MakePost {
                account: Some(account.to_owned()),
                ..wanted(Role::MunicipalClerk, body("152021"))
            };
            assert!(matches!(make_post(&db.store, &machine, named).await, Err(PeopleError::Field(_))), "{account}");
        }
        let named = kikin_app::people::MakePost {
            account: Some("Nagaoka-Kenko".to_owned()),
            ..wanted(Role::MunicipalClerk, body("152021"))
        };
        assert_eq!(make_post(&db.store, &machine, named.clone()).await.expect("is made").account, "nagaoka-kenko");
        assert!(make_post(&db.store, &machine, named).await.is_err(), "the account is taken");
        assert_sound(db).await;
    }

    async fn an_auditor_has_days(db: &Db) {
        let security = security();
        let machine_now = machine(morning());
        let endless = wanted(Role::Auditor, body("150002"));
        assert!(matches!(make_post(&db.store, &machine_now, endless.clone()).await, Err(PeopleError::Field(_))));
        let from_to = |from: &str, to: &str| kikin_app::people::MakePost {
            valid_from: Some(from.parse().expect("a day")),
            valid_to: Some(to.parse().expect("a day")),
            ..endless.clone()
        };
        for (from, to) in [("2026-06-10", "2026-06-09"), ("2026-06-10", "2027-06-20")] {
            let answer = make_post(&db.store, &machine_now, from_to(from, to)).await;
            assert!(matches!(answer, Err(PeopleError::Field(_))), "{from} {to}");
        }
        let post = make_post(&db.store, &machine_now, from_to("2026-06-03", "2026-06-05")).await.expect("is made");
        let early = enter(db, &security, &post.account, morning(), PASSWORD).await;
        assert!(matches!(early, Err(PeopleError::Invitation(_))), "the invitation waits for the first day");
        enter(db, &security, &post.account, after(2 * DAY), PASSWORD).await.expect("accepts");
        let last = after(4 * DAY + 14 * 3_600);
        let session = signed_in(db, &security, last, &post.account).await;
        resume(&db.store, &security.limits, &at(last), session.token.as_str()).await.expect("goes on, 23:00");
        let midnight = after(4 * DAY + 15 * 3_600);
        let over = resume(&db.store, &security.limits, &at(midnight), session.token.as_str()).await;
        assert!(matches!(over, Err(PeopleError::Ended(_))));
        let refused = try_sign_in(db, &security, midnight, typed(&post.account, PASSWORD)).await;
        assert!(matches!(refused, Err(PeopleError::SignIn)));
        let listed = list_posts(&db.store, &machine(midnight), Some(niigata())).await.expect("lists");
        assert_eq!(listed[0].state, PostState::OutsideItsDays);
        assert_sound(db).await;
    }

    async fn a_closed_post_is_over_and_stays_on_the_list(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let session = signed_in(db, &security, morning(), &account).await;
        assert!(matches!(close_post(&db.store, &machine(morning()), &account, " ").await, Err(PeopleError::Field(_))));
        close_post(&db.store, &machine(morning()), &account, "組織改正のため").await.expect("closes");
        let over = resume(&db.store, &security.limits, &at(morning()), session.token.as_str()).await;
        assert!(matches!(over, Err(PeopleError::Ended(_))));
        let refused = try_sign_in(db, &security, morning(), typed(&account, PASSWORD)).await;
        assert!(matches!(refused, Err(PeopleError::SignIn)));
        let listed = list_posts(&db.store, &machine(morning()), Some(niigata())).await.expect("lists");
        assert_eq!(listed[0].state, PostState::Closed);
        assert_eq!(listed[0].post.closed_why.as_deref(), Some("組織改正のため"));
        assert_sound(db).await;
    }
}
