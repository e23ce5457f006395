//! Signing in.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use kikin_app::people::{PeopleError, SessionEnd, SignIn, sign_in};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Page, Shell, again, ok, respond};
use crate::component::{Button, ButtonKind, Field, FieldError, Notice, NoticeKind, TextKind};
use crate::cookie;
use crate::extract::{Guest, Visitor};
use crate::fault::{Fault, WebError};
use crate::site::SharedSite;

/// Account, password and 確認コード on one page: which of them is wrong is told to nobody, nor whether a post has a code.
#[derive(Debug, Template)]
#[template(path = "page/signin.html")]
pub(crate) struct SignInPage {
    shell: Shell,
    next: String,
    account: Field,
    password: Field,
    code: Field,
    button: Button,
}

impl SignInPage {
    fn new(next: &str, account: &str, errors: Vec<FieldError>, notice: Option<Notice>) -> Self {
        Self {
            next: local(next).to_owned(),
            account: Field::line("account", "アカウント", TextKind::Text)
                .autocomplete("username")
                .value(account)
                .errors(&errors),
            password: Field::line("password", "パスワード", TextKind::Password)
                .autocomplete("current-password")
                .errors(&errors),
            code: Field::line("code", "確認コード", TextKind::Digits)
                .help("設定している場合だけ、認証アプリに表示されている6桁の数字を入力してください。")
                .autocomplete("one-time-code")
                .optional(),
            button: Button::new("サインインする", ButtonKind::Solid),
            shell: Shell::open("サインイン").notice(notice).errors(errors),
        }
    }
}

impl Page for SignInPage {
    const NAME: &'static str = "signin";

    fn samples() -> Vec<Self> {
        let errors = missing("", "");
        let over = Notice::new(NoticeKind::Info, SessionEnd::Idle.sentence(), &[]);
        vec![Self::new("/", "", Vec::new(), Some(over)), Self::new("/", "153079-1", errors, None)]
    }
}

/// Where to go on, if it is a path of ours: `//host` and `/\host` would lead elsewhere.
fn local(next: &str) -> &str {
    let plain = next.starts_with('/') && !next[1..].starts_with(['/', '\\']) && !next.chars().any(char::is_control);
    if plain { next } else { "/" }
}

const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// The path to signing in, from which one goes on to `next`.
pub(crate) fn path_with(next: &str, why: SessionEnd) -> String {
    let why = match why {
        SessionEnd::Unknown => "",
        SessionEnd::Idle => "&why=idle",
        SessionEnd::TooOld => "&why=old",
        SessionEnd::NotInForce => "&why=closed",
    };
    let next = local(next);
    match (next, why) {
        ("/", "") => "/signin".to_owned(),
        _ => format!("/signin?next={}{why}", utf8_percent_encode(next, IN_QUERY)),
    }
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    why: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let (kind, heading) = match self.why.as_str() {
            "idle" => (NoticeKind::Info, SessionEnd::Idle.sentence()),
            "old" => (NoticeKind::Info, SessionEnd::TooOld.sentence()),
            "closed" => (NoticeKind::Warning, SessionEnd::NotInForce.sentence()),
            "out" => (NoticeKind::Success, "サインアウトしました。"),
            "everywhere" => (NoticeKind::Success, "すべての端末でサインアウトしました。"),
            "set" => (NoticeKind::Success, "パスワードを設定しました。サインインしてください。"),
            _ => return None,
        };
        Some(Notice::new(kind, heading, &[]))
    }
}

/// What is sent.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

fn missing(account: &str, password: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut ask = |field, sentence: &str| errors.push(FieldError { field, sentence: sentence.to_owned() });
    if account.trim().is_empty() {
        ask("account", "アカウントが空欄です。招待のときに表示されたアカウントを入力してください。");
    }
    if password.is_empty() {
        ask("password", "パスワードが空欄です。入力してください。");
    }
    errors
}

/// The page; whoever is signed in already goes home.
pub(crate) async fn show(guest: Guest, Query(asked): Query<Asked>) -> Response {
    if guest.0.is_some() {
        return (StatusCode::SEE_OTHER, [(LOCATION, local(&asked.next).to_owned())]).into_response();
    }
    ok(&SignInPage::new(&asked.next, "", Vec::new(), asked.notice()))
}

/// Signs in.
pub(crate) async fn enter(
    State(site): State<SharedSite>,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let errors = missing(&typed.account, &typed.password);
    if !errors.is_empty() {
        return Ok(again(&SignInPage::new(&typed.next, &typed.account, errors, None)));
    }
    let code = Some(typed.code.as_str()).filter(|code| !code.trim().is_empty());
    let sent = SignIn { account: &typed.account, password: &typed.password, code, previous: visitor.token() };
    let status = match sign_in(&site.store, &site.security, &visitor.caller(), &mut site.entropy(), sent).await {
        Ok(signed) => {
            let cookie = cookie::set(signed.token.as_str(), site.settings.tls);
            let next = local(&typed.next).to_owned();
            return Ok((StatusCode::SEE_OTHER, [(SET_COOKIE, cookie)], [(LOCATION, next)]).into_response());
        }
        Err(error @ (PeopleError::SignIn | PeopleError::Throttled { .. })) => {
            let fault = if matches!(error, PeopleError::SignIn) { Fault::Unprocessable } else { Fault::TooMany };
            (fault.row().status, error.to_string())
        }
        Err(other) => return Err(other.into()),
    };
    let (status, sentence) = status;
    let errors = vec![FieldError { field: "account", sentence }];
    Ok(respond(status, &SignInPage::new(&typed.next, &typed.account, errors, None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_within_the_site_only() {
        for elsewhere in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "account"] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(local("/account?tab=1"), "/account?tab=1");
        assert_eq!(path_with("/account?tab=1", SessionEnd::Idle), "/signin?next=/account%3Ftab%3D1&why=idle");
        assert_eq!(path_with("/", SessionEnd::Unknown), "/signin");
    }
}
