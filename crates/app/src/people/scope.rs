//! Who acts. A scope cannot be made but by signing in, so a function that takes one knows that somebody did.

use jiff::Timestamp;
use kikin_domain::permission::{Action, Actor, Halves, Matter, Refusal, Role, Seat, decide};
use kikin_domain::throttle::{Attempt, ThrottlePolicy};
use kikin_store::people::post::{Post, world_of};
use kikin_store::people::throttle;
use kikin_store::{Act, Deed, Moment, Store, World, audit};

use super::error::PeopleError;

/// From where and when somebody calls.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// Now.
    pub now: Timestamp,
    /// The network address, or the program.
    pub address: Option<&'a str>,
    /// The request.
    pub request_id: Option<&'a str>,
}

impl Caller<'_> {
    pub(super) fn moment(&self) -> Moment {
        Moment::japan(self.now)
    }

    /// What somebody does who has not signed in.
    pub(super) fn act_of(&self, account: &str, role: &str) -> Act {
        Act {
            at: self.moment(),
            actor: account.to_owned(),
            role: role.to_owned(),
            organisation: None,
            origin: self.address.map(str::to_owned),
            request_id: self.request_id.map(str::to_owned),
        }
    }
}

/// Who acts: a post, in whose name and from where. Made by [`super::sign_in`] and [`super::resume`] alone, and for whoever
/// stands at the machine by [`at_the_machine`]. Tests sign in like everybody else, with a cheap
/// [`super::HashingCost`], or stand at the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    post: Option<i64>,
    account: String,
    name: String,
    organisation: String,
    actor: Actor,
    /// SHA-256 of the session's token.
    session: Option<String>,
    act: Act,
}

impl Scope {
    /// The scope of a session that has been proved; nothing outside this folder can call it.
    pub(super) fn of_session(post: &Post, session: String, caller: &Caller<'_>) -> Self {
        let act = Act {
            organisation: post.seat.code().map(|code| code.to_string()),
            ..caller.act_of(&post.account, post.role.label())
        };
        Self {
            post: Some(post.id),
            account: post.account.clone(),
            name: post.name.clone(),
            organisation: post.organisation.clone(),
            actor: Actor { role: post.role, seat: post.seat, halves: post.halves },
            session: Some(session),
            act,
        }
    }

    /// The scope of a post whose job is done after it has asked; without a session.
    pub(super) fn of_job(post: &Post, caller: &Caller<'_>) -> Self {
        Self { session: None, ..Self::of_session(post, String::new(), caller) }
    }

    /// The number of the post; none at the machine.
    #[must_use]
    pub const fn post(&self) -> Option<i64> {
        self.post
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The post's name, 「健康福祉課 担当」.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of where the post sits.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// Role, seat and 分.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.actor.role
    }

    /// Where the post sits.
    #[must_use]
    pub const fn seat(&self) -> Seat {
        self.actor.seat
    }

    /// The post's 分.
    #[must_use]
    pub const fn halves(&self) -> Halves {
        self.actor.halves
    }

    /// What the record of events says of whoever acts.
    #[must_use]
    pub const fn act(&self) -> &Act {
        &self.act
    }

    /// Whether it is permitted, without recording a refusal: for pages that show what one can do.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn may(&self, action: Action, on: &Matter) -> Result<(), Refusal> {
        if self.is_at_the_machine() && kikin_domain::permission::at_the_machine(action) {
            return Ok(());
        }
        decide(&self.actor, action, on)
    }

    /// Whether it is the command line, where the database lies.
    #[must_use]
    pub const fn is_at_the_machine(&self) -> bool {
        self.post.is_none()
    }

    pub(super) fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    pub(super) const fn now(&self) -> Timestamp {
        self.act.at.instant()
    }
}

/// The scope of whoever works on the machine that holds the database: they could read and write it without this program, so
/// nothing is asked. What it may do is a table of its own (`permission::at_the_machine`), and all of it is recorded.
/// For the command line alone; clippy refuses it elsewhere.
#[must_use]
pub fn at_the_machine(now: Timestamp) -> Scope {
    at_the_machine_as(crate::database::operator(now))
}

/// The same under another name in the record of events: what the demonstration makes is told from what people did.
pub(crate) fn at_the_machine_as(act: Act) -> Scope {
    Scope {
        post: None,
        account: act.actor.clone(),
        name: "コマンドライン".to_owned(),
        organisation: "kikin（全体）".to_owned(),
        actor: Actor { role: Role::Operator, seat: Seat::Installation, halves: Halves::Both },
        session: None,
        act,
    }
}

/// So many refusals of one post are recorded in an hour; the last one recorded says that more are left out.
const RECORDED_REFUSALS: ThrottlePolicy =
    ThrottlePolicy { free: 30, first_wait: 3_600, longest_wait: 3_600, forget_after: 3_600 };

/// The first line of a use case: the table of permissions is asked, and a refusal is recorded in the chain of the actor's
/// world.
///
/// # Errors
/// [`PeopleError::Refused`], or the database's.
pub async fn permit(store: &Store, scope: &Scope, action: Action, on: &Matter) -> Result<(), PeopleError> {
    let Err(refusal) = scope.may(action, on) else { return Ok(()) };
    let transaction = store.write().await?;
    let key = format!("refused:{}", scope.account);
    let counted = throttle::attempt(&transaction, &key, &RECORDED_REFUSALS, scope.now().as_second()).await?;
    if let Attempt::Counted { begins_wait, .. } = counted {
        let more = if begins_wait { "。以後1時間は記録を省く" } else { "" };
        let why = format!("{}（{}）{more}", refusal.code(), action.label());
        let deed = Deed::new("permission.refuse", format!("{} {}", action.code(), named(on.owner))).because(Some(&why));
        audit::append(&transaction, world_of(scope.seat()), scope.act(), deed).await?;
    }
    transaction.commit().await?;
    Err(PeopleError::Refused(refusal))
}

/// An owner in the record of events.
fn named(owner: Seat) -> String {
    match owner {
        Seat::Installation => "installation".to_owned(),
        Seat::Prefecture(_) | Seat::Body(..) => owner.code().map_or_else(String::new, |code| code.to_string()),
    }
}

/// The worlds of which somebody may see posts.
pub(crate) fn worlds_of(seat: Seat) -> Vec<World> {
    match seat.prefecture() {
        Some(prefecture) => vec![World::Prefecture(prefecture)],
        None => World::all().collect(),
    }
}
