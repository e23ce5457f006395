//! One's own account: password and 確認コード.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use kikin_app::people::{
    PeopleError, SHORTEST, SHORTEST_WITH_TOTP, TotpSetup, begin_totp, change_password, confirm_totp, own_account,
    remove_totp,
};
use serde::Deserialize;

use super::{Page, Shell, again, ok};
use crate::component::{Button, ButtonKind, Field, FieldError, Notice, NoticeKind, TextKind};
use crate::cookie;
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::qr;
use crate::site::SharedSite;

const ABOVE: [(&str, &str); 2] = [("ホーム", "/"), ("アカウント", "/account")];

/// What there is to do with one's account.
#[derive(Debug, Template)]
#[template(path = "page/account.html")]
pub(crate) struct AccountPage {
    shell: Shell,
    account: String,
    totp: bool,
}

impl Page for AccountPage {
    const NAME: &'static str = "account";

    fn samples() -> Vec<Self> {
        let shell = || Shell::sample("アカウント").under(&ABOVE[..1]).notice(Asked { done: "code".into() }.notice());
        [false, true].map(|totp| Self { shell: shell(), account: "153079-1".to_owned(), totp }).into()
    }
}

/// The two fields of a new password.
#[derive(Debug)]
pub(crate) struct NewPassword {
    pub(crate) new: Field,
    pub(crate) repeated: Field,
}

impl NewPassword {
    pub(crate) fn new(least: usize, errors: &[FieldError]) -> Self {
        let help = format!(
            "{least}文字以上。文の形が覚えやすく安全です。文字の種類は問いません。パスワード管理ソフトからの貼付けもできます。"
        );
        Self {
            new: Field::line("new", "新しいパスワード", TextKind::Password)
                .help(&help)
                .autocomplete("new-password")
                .errors(errors),
            repeated: Field::line("repeated", "新しいパスワード（確認のためもう一度）", TextKind::Password)
                .autocomplete("new-password")
                .errors(errors),
        }
    }
}

/// What is wrong when the same is typed twice and is not the same.
pub(crate) fn twice(new: &str, repeated: &str) -> Option<FieldError> {
    (new != repeated).then(|| FieldError {
        field: "repeated",
        sentence: "二つの新しいパスワードが違います。同じものを二度入力してください。".to_owned(),
    })
}

/// The form that changes the password.
#[derive(Debug, Template)]
#[template(path = "page/password.html")]
pub(crate) struct PasswordPage {
    shell: Shell,
    current: Field,
    fields: NewPassword,
    button: Button,
}

impl PasswordPage {
    fn new(shell: Shell, totp: bool, errors: Vec<FieldError>) -> Self {
        Self {
            current: Field::line("current", "今のパスワード", TextKind::Password)
                .autocomplete("current-password")
                .errors(&errors),
            fields: NewPassword::new(if totp { SHORTEST_WITH_TOTP } else { SHORTEST }, &errors),
            button: Button::new("パスワードを変更する", ButtonKind::Solid),
            shell: shell.under(&ABOVE).errors(errors),
        }
    }
}

impl Page for PasswordPage {
    const NAME: &'static str = "password";

    fn samples() -> Vec<Self> {
        let page = |errors| Self::new(Shell::sample("パスワードの変更"), false, errors);
        vec![page(Vec::new()), page(vec![about("current", &PeopleError::CurrentPassword)])]
    }
}

/// Setting the 確認コード up, and giving it up.
#[derive(Debug, Template)]
#[template(path = "page/code.html")]
pub(crate) struct CodePage {
    shell: Shell,
    step: CodeStep,
    code: Field,
    current: Field,
}

/// How far one is.
#[derive(Debug)]
enum CodeStep {
    /// It is not set up.
    Off,
    /// A secret was made: a picture of it, and its text. Without them if the first code was wrong: they are shown once.
    Pending(Option<(String, String)>),
    /// It is set up.
    On,
}

impl CodePage {
    fn new(shell: Shell, step: CodeStep, errors: Vec<FieldError>) -> Self {
        Self {
            step,
            code: Field::line("code", "認証アプリに表示された確認コード", TextKind::Digits)
                .help("6桁の数字。30秒ごとに変わります。")
                .autocomplete("one-time-code")
                .errors(&errors),
            current: Field::line("current", "今のパスワード", TextKind::Password)
                .autocomplete("current-password")
                .errors(&errors),
            shell: shell.under(&ABOVE).errors(errors),
        }
    }

    fn pending(setup: &TotpSetup) -> CodeStep {
        CodeStep::Pending(Some((qr::svg(&setup.uri, "確認コードの設定用QRコード"), in_fours(&setup.secret))))
    }
}

/// A secret as it is typed: in groups of four.
fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

impl Page for CodePage {
    const NAME: &'static str = "code";

    fn samples() -> Vec<Self> {
        let setup =
            TotpSetup { secret: "JBSWY3DPEHPK3PXP".to_owned(), uri: "otpauth://totp/kikin:a?secret=JB".to_owned() };
        let page = |step, errors| Self::new(Shell::sample("確認コード"), step, errors);
        vec![
            page(CodeStep::Off, Vec::new()),
            page(Self::pending(&setup), Vec::new()),
            page(CodeStep::Pending(None), vec![about("code", &PeopleError::Code)]),
            page(CodeStep::On, vec![about("current", &PeopleError::LongerFirst)]),
        ]
    }
}

/// What is wrong when the current password was not typed: said without an attempt that would count.
fn blank_current(current: &str) -> Option<FieldError> {
    current
        .is_empty()
        .then(|| FieldError {
            field: "current", sentence: "今のパスワードが空欄です。入力してください。".to_owned()
        })
}

fn about(field: &'static str, error: &PeopleError) -> FieldError {
    FieldError { field, sentence: error.to_string() }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let heading = match self.done.as_str() {
            "password" => "パスワードを変更しました。ほかの端末のサインインは終わりました。",
            "code" => "確認コードを設定しました。次のサインインから、パスワードと確認コードを入力してください。",
            "nocode" => "確認コードをやめました。次のサインインから、パスワードだけを入力してください。",
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[]))
    }
}

fn done(what: &str) -> (StatusCode, [(axum::http::HeaderName, String); 1]) {
    (StatusCode::SEE_OTHER, [(LOCATION, format!("/account?done={what}"))])
}

/// The account.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let own = own_account(&site.store, &member.scope).await?;
    let shell = Shell::of("アカウント", &member).under(&ABOVE[..1]).notice(asked.notice());
    Ok(ok(&AccountPage { shell, account: own.post.account, totp: own.totp }))
}

/// The form for the password.
pub(crate) async fn password(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    let own = own_account(&site.store, &member.scope).await?;
    Ok(ok(&PasswordPage::new(Shell::of("パスワードの変更", &member), own.totp, Vec::new())))
}

/// What is sent to change the password.
#[derive(Deserialize)]
pub(crate) struct TypedPassword {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    repeated: String,
}

/// Changes the password; the session goes on under a new token.
pub(crate) async fn set_password(
    State(site): State<SharedSite>,
    member: Member,
    Form(typed): Form<TypedPassword>,
) -> Result<Response, WebError> {
    let own = own_account(&site.store, &member.scope).await?;
    let shell = || Shell::of("パスワードの変更", &member);
    let wrong: Vec<FieldError> =
        blank_current(&typed.current).into_iter().chain(twice(&typed.new, &typed.repeated)).collect();
    if !wrong.is_empty() {
        return Ok(again(&PasswordPage::new(shell(), own.totp, wrong)));
    }
    let (scope, entropy) = (&member.scope, &mut site.entropy());
    match change_password(&site.store, &site.security, scope, entropy, &typed.current, &typed.new).await {
        Ok(token) => {
            let cookie = cookie::set(token.as_str(), site.settings.tls);
            Ok(([(SET_COOKIE, cookie)], done("password")).into_response())
        }
        Err(error @ PeopleError::Password(_)) => {
            Ok(again(&PasswordPage::new(shell(), own.totp, vec![about("new", &error)])))
        }
        Err(error @ (PeopleError::CurrentPassword | PeopleError::Throttled { .. })) => {
            Ok(again(&PasswordPage::new(shell(), own.totp, vec![about("current", &error)])))
        }
        Err(other) => Err(other.into()),
    }
}

fn code_shell(member: &Member) -> Shell {
    Shell::of("確認コード", member)
}

/// Whether there is a 確認コード, and what can be done about it.
pub(crate) async fn code(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    let own = own_account(&site.store, &member.scope).await?;
    let step = if own.totp { CodeStep::On } else { CodeStep::Off };
    Ok(ok(&CodePage::new(code_shell(&member), step, Vec::new())))
}

/// Makes a secret and shows it, this once.
pub(crate) async fn begin_code(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    let setup = begin_totp(&site.store, &member.scope, &mut site.entropy()).await?;
    Ok(ok(&CodePage::new(code_shell(&member), CodePage::pending(&setup), Vec::new())))
}

/// What is sent about the 確認コード.
#[derive(Deserialize)]
pub(crate) struct TypedCode {
    #[serde(default)]
    code: String,
    #[serde(default)]
    current: String,
}

/// Shows a first code of the new secret.
pub(crate) async fn confirm_code(
    State(site): State<SharedSite>,
    member: Member,
    Form(typed): Form<TypedCode>,
) -> Result<Response, WebError> {
    match confirm_totp(&site.store, &site.security, &member.scope, &typed.code).await {
        Ok(()) => Ok(done("code").into_response()),
        Err(error @ (PeopleError::Code | PeopleError::Throttled { .. })) => {
            let errors = vec![about("code", &error)];
            Ok(again(&CodePage::new(code_shell(&member), CodeStep::Pending(None), errors)))
        }
        Err(other) => Err(other.into()),
    }
}

/// Gives the 確認コード up.
pub(crate) async fn remove_code(
    State(site): State<SharedSite>,
    member: Member,
    Form(typed): Form<TypedCode>,
) -> Result<Response, WebError> {
    if let Some(wrong) = blank_current(&typed.current) {
        return Ok(again(&CodePage::new(code_shell(&member), CodeStep::On, vec![wrong])));
    }
    match remove_totp(&site.store, &site.security, &member.scope, &typed.current).await {
        Ok(()) => Ok(done("nocode").into_response()),
        Err(error @ (PeopleError::CurrentPassword | PeopleError::LongerFirst | PeopleError::Throttled { .. })) => {
            Ok(again(&CodePage::new(code_shell(&member), CodeStep::On, vec![about("current", &error)])))
        }
        Err(other) => Err(other.into()),
    }
}
