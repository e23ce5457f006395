//! The pages: each a context with its template, samples, and the handlers that fill it.
//!
//! A handler takes the request apart, calls one use case and renders. A form with errors is the same page again, with what was
//! typed and status 422.

pub(crate) mod account;
pub(crate) mod components;
pub(crate) mod confirm;
mod differences;
pub(crate) mod evaluation;
pub(crate) mod fault;
pub(crate) mod guide;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod plan;
pub(crate) mod prefecture;
pub(crate) mod probe;
mod qr;
pub(crate) mod rules;
mod shell;
pub(crate) mod signin;
pub(crate) mod signout;
pub(crate) mod town;
mod year_tabs;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

pub use shell::{Shell, Who};

use crate::fault::Fault;

/// A page: what it is filled with, and examples of that.
pub trait Page: Template + Sized {
    /// Its name in tests.
    const NAME: &'static str;

    /// Examples that show every part of the template.
    fn samples() -> Vec<Self>;
}

/// The one way from a page to an answer.
pub(crate) fn respond(status: StatusCode, page: &impl Page) -> Response {
    match page.render() {
        Ok(html) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Fault::Internal.into_response()
        }
    }
}

/// A page that is as it should be.
pub(crate) fn ok(page: &impl Page) -> Response {
    respond(StatusCode::OK, page)
}

/// A form again, with what is wrong.
pub(crate) fn again(page: &impl Page) -> Response {
    respond(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A page's name and what it is with one of its samples.
pub type Sample = (&'static str, Result<String, askama::Error>);

fn rendered<P: Page>() -> Vec<Sample> {
    P::samples().iter().map(|page| (P::NAME, page.render())).collect()
}

/// Every page with every sample, for tests.
#[must_use]
pub fn samples() -> Vec<Sample> {
    [
        rendered::<account::AccountPage>(),
        rendered::<account::PasswordPage>(),
        rendered::<account::CodePage>(),
        rendered::<components::ComponentsPage>(),
        rendered::<confirm::ConfirmPage>(),
        rendered::<fault::FaultPage>(),
        rendered::<guide::GuidePage>(),
        rendered::<guide::ManualPage>(),
        rendered::<home::HomePage>(),
        rendered::<invitation::InvitationPage>(),
        rendered::<rules::RulesPage>(),
        rendered::<signin::SignInPage>(),
        plan::samples(),
        evaluation::samples(),
        prefecture::samples(),
        town::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
