//! Signing in, going on, signing out; password and 確認コード.

use kikin_app::people::{
    PasswordFault, PeopleError, SessionEnd, SignIn, SystemEntropy, TotpSetup, begin_totp, change_password,
    confirm_totp, remove_totp, reset_totp, resume, sign_out, sign_out_everywhere,
};
use kikin_domain::permission::Role;
use totp_rs::{Builder, Secret};

use super::{
    PASSWORD, after, assert_sound, at, body, enter, machine, member, morning, security, signed_in, try_sign_in, typed,
};
use crate::db::{Db, on_both};

const HOUR: i64 = 3_600;

/// Why a session is over, if it is.
async fn end_of(db: &Db, second: i64, token: &str) -> Option<SessionEnd> {
    match resume(&db.store, &security().limits, &at(after(second)), token).await {
        Ok(_) => None,
        Err(PeopleError::Ended(why)) => Some(why),
        Err(other) => panic!("{other}"),
    }
}

/// The code that an authenticator shows.
fn code(setup: &TotpSetup, second: i64) -> String {
    let secret = Secret::try_from_base32(&setup.secret).expect("base32");
    let totp = Builder::new().with_secret(secret).build().expect("a secret of the standard's length");
    totp.generate(after(second).as_second().try_into().expect("after 1970")).to_string()
}

on_both! {
    async fn a_session_begins_goes_on_and_ends(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let session = signed_in(db, &security, morning(), &account).await;
        let scope = resume(&db.store, &security.limits, &at(after(60)), session.token.as_str()).await.expect("goes on");
        assert_eq!((scope.account(), scope.role(), scope.seat()), (account.as_str(), Role::MunicipalClerk, body("152021")));
        assert_eq!(scope.act().organisation.as_deref(), Some("152021"));
        assert_eq!(scope.act().origin.as_deref(), Some("10.1.2.3"));
        let other = signed_in(db, &security, after(60), &account).await;
        assert_ne!(other.token.as_str(), session.token.as_str());
        sign_out(&db.store, &scope).await.expect("signs out");
        assert_eq!(end_of(db, 61, session.token.as_str()).await, Some(SessionEnd::Unknown));
        assert_eq!(end_of(db, 61, other.token.as_str()).await, None);
        assert_eq!(end_of(db, 61, "made up").await, Some(SessionEnd::Unknown));
        assert_sound(db).await;
    }

    async fn signing_in_gives_a_new_token_and_ends_the_browser_s_old_session(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let first = signed_in(db, &security, morning(), &account).await;
        let again = SignIn { previous: Some(first.token.as_str()), ..typed(&account, PASSWORD) };
        let second = try_sign_in(db, &security, after(5), again).await.expect("signs in");
        assert_ne!(first.token.as_str(), second.token.as_str());
        assert_eq!(end_of(db, 6, first.token.as_str()).await, Some(SessionEnd::Unknown));
        assert_eq!(end_of(db, 6, second.token.as_str()).await, None);
    }

    async fn sessions_end_when_idle_and_when_old(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let idle = signed_in(db, &security, morning(), &account).await;
        let busy = signed_in(db, &security, morning(), &account).await;
        for half_hours in 1..24 {
            assert_eq!(end_of(db, half_hours * HOUR / 2, busy.token.as_str()).await, None, "{half_hours}");
        }
        assert_eq!(end_of(db, HOUR - 1, idle.token.as_str()).await, None);
        let idle = signed_in(db, &security, morning(), &account).await;
        assert_eq!(end_of(db, HOUR, idle.token.as_str()).await, Some(SessionEnd::Idle));
        assert_eq!(end_of(db, 12 * HOUR, busy.token.as_str()).await, Some(SessionEnd::TooOld));
        // Signing in sweeps what is over.
        signed_in(db, &security, after(12 * HOUR), &account).await;
        assert_eq!(end_of(db, 12 * HOUR, busy.token.as_str()).await, Some(SessionEnd::Unknown));
    }

    async fn sign_out_everywhere_ends_all_of_one_s_own(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let neighbour = member(db, &security, Role::MunicipalClerk, body("152048")).await;
        let mine = [signed_in(db, &security, morning(), &account).await, signed_in(db, &security, morning(), &account).await];
        let theirs = signed_in(db, &security, morning(), &neighbour).await;
        assert_eq!(sign_out_everywhere(&db.store, &mine[0].scope).await.expect("ends"), 2);
        for session in &mine {
            assert_eq!(end_of(db, 1, session.token.as_str()).await, Some(SessionEnd::Unknown));
        }
        assert_eq!(end_of(db, 1, theirs.token.as_str()).await, None);
        assert_sound(db).await;
    }

    async fn a_wrong_password_and_an_unknown_account_are_one_answer_at_one_cost(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let mut sentences = Vec::new();
        for (account, password) in [(account.as_str(), "雪国の朝はとても静かで暑いです"), ("nobody", PASSWORD), ("", "")] {
            let before = security.hasher.computed();
            let refused = try_sign_in(db, &security, morning(), typed(account, password)).await.expect_err("is refused");
            assert!(matches!(refused, PeopleError::SignIn), "{refused:?}");
            assert_eq!(security.hasher.computed() - before, 1, "{account}");
            sentences.push(refused.to_string());
        }
        assert!(sentences.windows(2).all(|pair| pair[0] == pair[1]));
        // Full width and capitals are the same account.
        let wide: String = account.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("full width")).collect();
        try_sign_in(db, &security, morning(), typed(&wide, PASSWORD)).await.expect("signs in");
        assert_sound(db).await;
    }

    async fn a_changed_password_ends_all_sessions_but_a_new_one(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::MunicipalClerk, body("152021")).await;
        let other = signed_in(db, &security, morning(), &account).await;
        let mine = signed_in(db, &security, morning(), &account).await;
        let change = async |current: &str, new: &str| {
            change_password(&db.store, &security, &mine.scope, &mut SystemEntropy, current, new).await
        };
        let next = "梅雨の晴れ間に布団を干しました";
        assert!(matches!(change("ちがうパスワードです", next).await, Err(PeopleError::CurrentPassword)));
        assert!(matches!(change(PASSWORD, "みじかい").await, Err(PeopleError::Password(PasswordFault::Short { least: 15 }))));
        let token = change(PASSWORD, next).await.expect("changes");
        for session in [&other, &mine] {
            assert_eq!(end_of(db, 1, session.token.as_str()).await, Some(SessionEnd::Unknown));
        }
        assert_eq!(end_of(db, 1, token.as_str()).await, None);
        let old = try_sign_in(db, &security, morning(), typed(&account, PASSWORD)).await;
        assert!(matches!(old, Err(PeopleError::SignIn)));
        try_sign_in(db, &security, morning(), typed(&account, next)).await.expect("signs in");
        assert_sound(db).await;
    }

    async fn a_code_is_asked_for_and_counts_once(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::PrefecturalLead, body("150002")).await;
        let session = signed_in(db, &security, morning(), &account).await;
        assert!(matches!(confirm_totp(&db.store, &security, &session.scope, "123456").await, Err(PeopleError::NoTotp)));
        let setup = begin_totp(&db.store, &session.scope, &mut SystemEntropy).await.expect("a secret");
        assert!(setup.uri.starts_with(&format!("otpauth://totp/kikin:{account}?secret={}", setup.secret)));
        signed_in(db, &security, after(1), &account).await;
        confirm_totp(&db.store, &security, &session.scope, &code(&setup, 0)).await.expect("confirms");

        let with = |code| SignIn { code, ..typed(&account, PASSWORD) };
        let refused = try_sign_in(db, &security, after(60), with(None)).await;
        assert!(matches!(refused, Err(PeopleError::SignIn)), "no code");
        let used = code(&setup, 0);
        assert!(matches!(try_sign_in(db, &security, after(1), with(Some(&used))).await, Err(PeopleError::SignIn)), "used");
        let fresh = code(&setup, 60);
        let signed = try_sign_in(db, &security, after(60), with(Some(&fresh))).await.expect("signs in");
        let again = try_sign_in(db, &security, after(61), with(Some(&fresh))).await;
        assert!(matches!(again, Err(PeopleError::SignIn)), "a code counts once");

        // With a code eight characters are enough; without it they are not.
        change_password(&db.store, &security, &signed.scope, &mut SystemEntropy, PASSWORD, "nvq84kfw").await.expect("changes");
        let third = code(&setup, 120);
        let short = SignIn { code: Some(&third), ..typed(&account, "nvq84kfw") };
        let signed = try_sign_in(db, &security, after(120), short).await.expect("signs in");
        let refused = remove_totp(&db.store, &security, &signed.scope, "nvq84kfw").await;
        assert!(matches!(refused, Err(PeopleError::LongerFirst)));
        change_password(&db.store, &security, &signed.scope, &mut SystemEntropy, "nvq84kfw", PASSWORD).await.expect("changes");
        remove_totp(&db.store, &security, &signed.scope, PASSWORD).await.expect("is removed");
        signed_in(db, &security, after(180), &account).await;
        assert_sound(db).await;
    }

    async fn a_lost_authenticator_takes_password_and_sessions_with_it(db: &Db) {
        let security = security();
        let account = member(db, &security, Role::PrefecturalClerk, body("150002")).await;
        let none = reset_totp(&db.store, &machine(morning()), &account).await;
        assert!(matches!(none, Err(PeopleError::NoTotp)));
        let session = signed_in(db, &security, morning(), &account).await;
        let setup = begin_totp(&db.store, &session.scope, &mut SystemEntropy).await.expect("a secret");
        confirm_totp(&db.store, &security, &session.scope, &code(&setup, 0)).await.expect("confirms");
        reset_totp(&db.store, &machine(morning()), &account).await.expect("resets");
        assert_eq!(end_of(db, 1, session.token.as_str()).await, Some(SessionEnd::Unknown));
        let fresh = code(&setup, 60);
        let old = SignIn { code: Some(&fresh), ..typed(&account, PASSWORD) };
        assert!(matches!(try_sign_in(db, &security, after(60), old).await, Err(PeopleError::SignIn)));
        enter(db, &security, &account, after(60), PASSWORD).await.expect("accepts");
        signed_in(db, &security, after(61), &account).await;
        assert_sound(db).await;
    }
}
