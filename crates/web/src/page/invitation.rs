//! An invitation: the holder of a post sets a password.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use kikin_app::people::{PeopleError, Post, accept_invitation, open_invitation};
use serde::Deserialize;

use super::account::{NewPassword, twice};
use super::{Page, Shell, again, ok};
use crate::component::{Button, ButtonKind, FieldError};
use crate::cookie;
use crate::extract::Visitor;
use crate::fault::{Fault, WebError};
use crate::site::SharedSite;

/// Which post it is, and the form for the password.
#[derive(Debug, Template)]
#[template(path = "page/invitation.html")]
pub(crate) struct InvitationPage {
    shell: Shell,
    facts: Vec<(&'static str, String)>,
    /// For the browser's keeper of passwords.
    account: String,
    fields: NewPassword,
    button: Button,
}

impl InvitationPage {
    fn new(facts: Vec<(&'static str, String)>, account: &str, errors: Vec<FieldError>) -> Self {
        Self {
            facts,
            account: account.to_owned(),
            fields: NewPassword::new(kikin_app::people::SHORTEST, &errors),
            button: Button::new("パスワードを設定する", ButtonKind::Solid),
            shell: Shell::open("パスワードの設定").errors(errors),
        }
    }

    fn of(post: &Post, errors: Vec<FieldError>) -> Self {
        let body = post.seat.code().map_or("全体", |_| post.organisation.as_str()).to_owned();
        let facts = vec![
            ("団体", body),
            ("職", post.name.clone()),
            ("役割", post.role.label().to_owned()),
            ("アカウント", post.account.clone()),
        ];
        Self::new(facts, &post.account, errors)
    }
}

impl Page for InvitationPage {
    const NAME: &'static str = "invitation";

    fn samples() -> Vec<Self> {
        let facts = || {
            let fact = |name, value: &str| (name, value.to_owned());
            vec![fact("団体", "聖籠町"), fact("職", "保健福祉課 担当"), fact("アカウント", "153079-1")]
        };
        let wrong = twice("a", "b").expect("differ");
        vec![Self::new(facts(), "153079-1", Vec::new()), Self::new(facts(), "153079-1", vec![wrong])]
    }
}

/// What is sent.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    new: String,
    #[serde(default)]
    repeated: String,
}

/// A link that is of no use: 404, with the reason.
fn useless(error: PeopleError) -> WebError {
    match error {
        PeopleError::Invitation(fault) => WebError::Told(Fault::NotFound, fault.to_string()),
        other => other.into(),
    }
}

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let post = open_invitation(&site.store, &visitor.caller(), &token).await.map_err(useless)?;
    Ok(ok(&InvitationPage::of(&post, Vec::new())))
}

/// Sets the password; then one signs in with it.
pub(crate) async fn accept(
    State(site): State<SharedSite>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let caller = visitor.caller();
    let post = open_invitation(&site.store, &caller, &token).await.map_err(useless)?;
    if let Some(wrong) = twice(&typed.new, &typed.repeated) {
        return Ok(again(&InvitationPage::of(&post, vec![wrong])));
    }
    match accept_invitation(&site.store, &site.security, &caller, &mut site.entropy(), &token, &typed.new).await {
        Ok(_) => {
            // Whoever was signed in here before is not who signs in now.
            let cookie = cookie::clear(site.settings.tls);
            Ok((StatusCode::SEE_OTHER, [(SET_COOKIE, cookie)], [(LOCATION, "/signin?why=set")]).into_response())
        }
        Err(PeopleError::Password(fault)) => {
            let wrong = FieldError { field: "new", sentence: fault.to_string() };
            Ok(again(&InvitationPage::of(&post, vec![wrong])))
        }
        Err(other) => Err(useless(other)),
    }
}
