//! Invitations: once, in time, for one holder.

use kikin_app::people::{
    InvitationFault, Invited, PasswordFault, PeopleError, SystemEntropy, accept_invitation, change_holder, close_post,
    invite, make_post, open_invitation, resume,
};
use kikin_domain::permission::Role;
use kikin_store::{Store, World};

use super::{
    PASSWORD, after, assert_sound, at, body, machine, morning, niigata, security, signed_in, told, try_sign_in, typed,
    wanted,
};
use crate::db::{Db, on_both};

const DAY: i64 = 86_400;

async fn invited(db: &Db, second: i64, account: &str) -> Invited {
    let machine = machine(after(second));
    invite(&db.store, &security().limits, &machine, &mut SystemEntropy, account).await.expect("invites")
}

async fn accept(store: &Store, second: i64, invited: &Invited, password: &str) -> Result<(), PeopleError> {
    let (caller, token) = (at(after(second)), invited.token.as_str());
    accept_invitation(store, &security(), &caller, &mut SystemEntropy, token, password).await.map(drop)
}

async fn post(db: &Db) -> String {
    let wanted = wanted(Role::MunicipalClerk, body("152021"));
    make_post(&db.store, &machine(morning()), wanted).await.expect("is made").account
}

fn fault(answer: Result<(), PeopleError>) -> Option<InvitationFault> {
    match answer {
        Ok(()) => None,
        Err(PeopleError::Invitation(fault)) => Some(fault),
        Err(other) => panic!("{other}"),
    }
}

on_both! {
    async fn a_link_is_used_once_and_only_the_newest(db: &Db) {
        let account = post(db).await;
        assert_eq!(account, "152021-01");
        let first = invited(db, 0, &account).await;
        assert_eq!(first.path(), format!("/invitation/{}", first.token.as_str()));
        assert_eq!(first.token.as_str().len(), 64);
        let second = invited(db, 1, &account).await;
        assert_eq!(fault(accept(&db.store, 2, &first, PASSWORD).await), Some(InvitationFault::Unknown), "superseded");
        let weak = accept(&db.store, 2, &second, "みじかい").await;
        assert!(matches!(weak, Err(PeopleError::Password(PasswordFault::Short { least: 15 }))), "and can be used again");
        let shown = open_invitation(&db.store, &at(after(2)), second.token.as_str()).await.expect("is shown");
        assert_eq!(shown.account, account);
        accept(&db.store, 3, &second, PASSWORD).await.expect("accepts");
        assert_eq!(fault(accept(&db.store, 4, &second, PASSWORD).await), Some(InvitationFault::Unknown), "used");
        signed_in(db, &security(), after(5), &account).await;
        let kinds = told(db, World::Prefecture(niigata()), "invitation").await;
        assert_eq!(kinds, ["invitation.make", "invitation.make", "invitation.use"]);
        assert_sound(db).await;
    }

    async fn of_many_at_once_one_wins(db: &Db) {
        let account = post(db).await;
        let invited = invited(db, 0, &account).await;
        let mut tasks = Vec::new();
        for number in 0..6 {
            // As far as the database can tell, processes of their own.
            let (url, invited) = (db.url.clone(), invited.clone());
            tasks.push(tokio::spawn(async move {
                let store = Store::connect(&url).await.expect("connects");
                let password = format!("{PASSWORD}{number}");
                let answer = accept(&store, 1, &invited, &password).await;
                store.close().await.expect("closes");
                (password, fault(answer))
            }));
        }
        let mut won = Vec::new();
        for task in tasks {
            match task.await.expect("runs") {
                (password, None) => won.push(password),
                (_, Some(why)) => assert_eq!(why, InvitationFault::Unknown),
            }
        }
        assert_eq!(won.len(), 1);
        try_sign_in(db, &security(), after(2), typed(&account, &won[0])).await.expect("the winner's password counts");
        assert_eq!(told(db, World::Prefecture(niigata()), "invitation.use").await.len(), 1);
        assert_sound(db).await;
    }

    async fn an_invitation_expires(db: &Db) {
        let account = post(db).await;
        let invited = invited(db, 0, &account).await;
        assert_eq!(fault(accept(&db.store, 7 * DAY, &invited, PASSWORD).await), Some(InvitationFault::Expired));
        assert_eq!(fault(accept(&db.store, 7 * DAY - 1, &invited, PASSWORD).await), None);
    }

    async fn a_closed_post_takes_nobody_in(db: &Db) {
        let account = post(db).await;
        let invited = invited(db, 0, &account).await;
        close_post(&db.store, &machine(morning()), &account, "組織改正のため").await.expect("closes");
        assert_eq!(fault(accept(&db.store, 1, &invited, PASSWORD).await), Some(InvitationFault::Unknown));
        let again = invite(&db.store, &security().limits, &machine(after(1)), &mut SystemEntropy, &account).await;
        assert!(matches!(again, Err(PeopleError::Closed { .. })));
        assert_sound(db).await;
    }

    async fn in_april_the_holder_changes_and_the_post_stays(db: &Db) {
        let security = security();
        let account = post(db).await;
        let first = invited(db, 0, &account).await;
        accept(&db.store, 0, &first, PASSWORD).await.expect("accepts");
        let (before, on_the_day) = (9 * DAY, 10 * DAY);
        let starts = "2026-06-11".parse().expect("a day");
        let old = signed_in(db, &security, after(on_the_day - 10 * 3_600), &account).await;
        change_holder(&db.store, &machine(after(DAY)), &account, "鈴木 一郎", starts).await.expect("is entered");
        let second = invited(db, DAY, &account).await;
        let early = accept(&db.store, before, &second, "新しい年度の始まりの朝のこと").await;
        assert_eq!(fault(early), Some(InvitationFault::NotYet(starts)));
        signed_in(db, &security, after(before), &account).await;

        // From the day on neither password nor session of the one before is good.
        let refused = try_sign_in(db, &security, after(on_the_day), typed(&account, PASSWORD)).await;
        assert!(matches!(refused, Err(PeopleError::SignIn)));
        let session = resume(&db.store, &security.limits, &at(after(on_the_day - 9 * 3_600)), old.token.as_str()).await;
        assert!(matches!(session, Err(PeopleError::Ended(_))));
        let new = "新しい年度の始まりの朝のことでした";
        accept(&db.store, on_the_day, &second, new).await.expect("accepts");
        let signed = try_sign_in(db, &security, after(on_the_day), typed(&account, new)).await.expect("signs in");
        assert_eq!(signed.scope.post(), old.scope.post(), "the post stays");
        let names: Vec<_> = second.post.holders.iter().filter_map(|h| h.name.as_deref()).collect();
        assert_eq!(names, ["佐藤 花子", "鈴木 一郎"]);
        assert_sound(db).await;
    }
}
