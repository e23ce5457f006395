//! Signing out, here and everywhere.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use kikin_app::people::{sign_out, sign_out_everywhere};

use super::confirm::ConfirmPage;
use super::{Shell, ok};
use crate::cookie;
use crate::extract::Member;
use crate::fault::WebError;
use crate::site::SharedSite;

fn gone(site: &SharedSite, why: &str) -> Response {
    let cookie = cookie::clear(site.settings.tls);
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie)], [(LOCATION, format!("/signin?why={why}"))]).into_response()
}

/// Ends this session.
pub(crate) async fn leave(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    sign_out(&site.store, &member.scope).await?;
    Ok(gone(&site, "out"))
}

/// Asks before all sessions end.
pub(crate) async fn ask_everywhere(member: Member) -> Response {
    let shell = Shell::of("すべての端末でサインアウト", &member);
    ok(&everywhere(shell))
}

pub(super) fn everywhere(shell: Shell) -> ConfirmPage {
    ConfirmPage {
        shell: shell.under(&[("ホーム", "/"), ("アカウント", "/account")]),
        question: "このアカウントの、すべての端末のサインインを終わらせますか。".to_owned(),
        facts: vec![(
            "サインアウトする端末".to_owned(),
            "このブラウザーと、同じアカウントでサインインしているほかのブラウザーのすべて".to_owned(),
        )],
        action: "/account/signout-everywhere".to_owned(),
        act: "すべてサインアウトする".to_owned(),
        back: "/account".to_owned(),
    }
}

/// Ends all sessions of the post.
pub(crate) async fn leave_everywhere(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    sign_out_everywhere(&site.store, &member.scope).await?;
    Ok(gone(&site, "everywhere"))
}
