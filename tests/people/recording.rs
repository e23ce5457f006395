//! What is counted and what is recorded: throttles, refusals, and a chain that shows every change.

use kikin_app::people::{PeopleError, permit, resume};
use kikin_domain::permission::{Action, Matter, Role, Season};
use kikin_store::{Store, World};

use super::{
    PASSWORD, after, assert_sound, at, body, member, morning, niigata, security, signed_in, told, try_sign_in, typed,
};
use crate::db::on_both;

const WRONG: &str = "これは違うパスワードなのです";

fn world() -> World {
    World::Prefecture(niigata())
}

on_both! {
    async fn guesses_at_an_account_are_slowed(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        for account in [account.as_str(), "nobody"] {
            for number in 0..5 {
                let refused = try_sign_in(db, &security, after(number), typed(account, WRONG)).await;
                assert!(matches!(refused, Err(PeopleError::SignIn)), "{account} {number}");
            }
            let before = security.hasher.computed();
            let blocked = try_sign_in(db, &security, after(5), typed(account, PASSWORD)).await.expect_err("is blocked");
            assert!(blocked.to_string().contains("2026-06-01 09:01まで"), "{blocked}");
            assert_eq!(security.hasher.computed(), before, "nothing is computed");
        }
        signed_in(db, &security, after(64), &account).await;
        let told = told(db, world(), "session").await;
        assert_eq!(told[..4], ["session.refuse"; 4].map(str::to_owned));
        assert!(told[4].starts_with("session.refuse：2026-06-01T09:01:04+09:00まで"), "{}", told[4]);
        assert_eq!(told[5], "session.begin：失敗5回の後");
        assert_eq!(told.len(), 6, "what was turned away leaves nothing");
        // It is forgotten after a success.
        for number in 0..4 {
            try_sign_in(db, &security, after(70 + number), typed(&account, WRONG)).await.expect_err("is refused");
        }
        signed_in(db, &security, after(75), &account).await;
        assert_sound(db).await;
    }

    async fn guesses_from_an_address_are_slowed_whatever_the_account(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        for number in 0..50 {
            let guess = format!("guess-{number}");
            let refused = try_sign_in(db, &security, morning(), typed(&guess, WRONG)).await;
            assert!(matches!(refused, Err(PeopleError::SignIn)), "{number}");
        }
        let blocked = try_sign_in(db, &security, after(1), typed(&account, PASSWORD)).await;
        assert!(matches!(blocked, Err(PeopleError::Throttled { .. })));
        signed_in(db, &security, after(61), &account).await;
        // One success does not clear what others have tried.
        try_sign_in(db, &security, after(62), typed("guess", WRONG)).await.expect_err("is refused");
        let blocked = try_sign_in(db, &security, after(63), typed(&account, PASSWORD)).await;
        assert!(matches!(blocked, Err(PeopleError::Throttled { .. })));
        let events = told(db, World::System, "session").await;
        assert_eq!(events.len(), 51);
        let all = kikin_store::audit::events(db.store.connection(), World::System, 0, 1_000).await.expect("lists");
        assert!(all.iter().all(|e| !e.canonical.contains("guess")), "what was typed is kept nowhere");
        assert_sound(db).await;
    }

    async fn guesses_side_by_side_count_each(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let mut tasks = Vec::new();
        for _ in 0..12 {
            let (url, account, security) = (db.url.clone(), account.clone(), security.clone());
            tasks.push(tokio::spawn(async move {
                let store = Store::connect(&url).await.expect("connects");
                let mut entropy = kikin_app::people::SystemEntropy;
                let typed = typed(&account, WRONG);
                let answer = kikin_app::people::sign_in(&store, &security, &at(morning()), &mut entropy, typed).await;
                store.close().await.expect("closes");
                matches!(answer, Err(PeopleError::SignIn))
            }));
        }
        let mut taken = 0;
        for task in tasks {
            taken += u32::from(task.await.expect("runs"));
        }
        assert_eq!(taken, 5, "five are taken, the others turned away");
        assert_eq!(told(db, world(), "session.refuse").await.len(), 5);
        assert_sound(db).await;
    }

    async fn refused_acts_are_recorded_but_do_not_flood(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let scope = signed_in(db, &security, morning(), &account).await.scope;
        let own = Matter::of(body("152021"));
        permit(&db.store, &scope, Action::HandIn, &own).await.expect("is permitted");
        for _ in 0..40 {
            let answer = permit(&db.store, &scope, Action::ViewSubmission, &Matter::of(body("152048"))).await;
            assert!(matches!(answer, Err(PeopleError::Refused(_))));
        }
        let told = told(db, world(), "permission").await;
        assert_eq!(told.len(), 30);
        assert_eq!(told[0], "permission.refuse：hidden（提出物・受付票・経過を見る）");
        assert!(told[29].ends_with("以後1時間は記録を省く"), "{}", told[29]);
        let closed = permit(&db.store, &scope, Action::HandIn, &own.in_season(Season::Closed)).await;
        assert!(closed.expect_err("closed").to_string().contains("締め切られて"));
        assert_sound(db).await;
    }

    async fn tokens_and_passwords_stand_nowhere(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let session = signed_in(db, &security, morning(), &account).await;
        resume(&db.store, &security.limits, &at(after(120)), session.token.as_str()).await.expect("goes on");
        assert_eq!(format!("{:?}", session.token), "Token(…)");
        for world in World::all() {
            for event in kikin_store::audit::events(db.store.connection(), world, 0, 1_000).await.expect("lists") {
                assert!(!event.canonical.contains(session.token.as_str()) && !event.canonical.contains(PASSWORD));
                assert!(!event.canonical.contains("佐藤"), "names of persons stand apart: {}", event.canonical);
            }
        }
    }

    async fn a_password_that_was_put_in_past_the_program_is_found(db: &Db) {
        let security = security();
        let mine = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        member(db, &security, Role::PrefecturalLead, body("150002")).await;
        member(db, &security, Role::Operator, kikin_domain::permission::Seat::Installation).await;
        signed_in(db, &security, morning(), &mine).await;
        assert_sound(db).await;
        let own = "(SELECT id FROM posts WHERE account = '152021-01')";
        db.tamper(&format!("UPDATE credentials SET password = 'mine' WHERE post <> {own}")).await;
        let found = db.damages().await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|one| one.starts_with("credentials ")), "{found:?}");
        for table in ["posts", "post_events", "post_holders", "invitations", "invitation_events"] {
            let refused = db.try_tamper(&format!("UPDATE {table} SET prefecture = prefecture")).await;
            // Where no row is, PostgreSQL has nothing to refuse; SQLite neither.
            if table != "post_events" {
                assert!(refused.expect_err(table).contains("append-only"), "{table}");
            }
        }
    }
}
