//! One post: its holders, an invitation, another holder, its end.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_app::people::{
    PeopleError, PostState, PostView, change_holder, close_post, invite, list_posts, reset_totp, sign_out_post,
};
use serde::Deserialize;

use super::sample;
use crate::address;
use crate::component::{Field, FieldError, Notice, NoticeKind, Phrase, TextKind};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::confirm::ConfirmPage;
use crate::page::{Page, Shell, again, ok};
use crate::site::SharedSite;
use crate::when::When;

/// A post.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/post.html")]
pub(crate) struct PostPage {
    shell: Shell,
    address: String,
    facts: Vec<(&'static str, Phrase)>,
    holders: Vec<Phrase>,
    closed: bool,
    totp: bool,
    holder: [Field; 2],
    why: Field,
}

/// An invitation, shown once.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/invited.html")]
pub(crate) struct LinkPage {
    shell: Shell,
    /// The whole address, or its path where nobody tells the server's.
    link: String,
    /// Whether the server's address has still to be put before it.
    only_path: bool,
    account: String,
    from: When,
    until: When,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    holder: String,
    starts: String,
    why: String,
}

const ABOVE: [(&str, &str); 2] = [("ホーム", "/"), ("利用者", "/posts")];

impl PostPage {
    fn new(shell: Shell, view: &PostView, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let post = &view.post;
        let mut facts = vec![
            ("団体", Phrase::from(post.organisation.as_str())),
            ("アカウント", post.account.as_str().into()),
            ("役割", post.role.label().into()),
            ("担当する分", post.halves.label().into()),
            ("状態", view.state.label().into()),
            ("確認コード", if view.totp { "設定済み" } else { "なし" }.into()),
        ];
        if let (Some(from), Some(to)) = (post.valid_from, post.valid_to) {
            facts.push(("期間", Phrase::from(When::day(from)).then("から").at(When::day(to)).then("まで")));
        }
        if let Some(why) = &post.closed_why {
            facts.push(("廃止の理由", why.as_str().into()));
        }
        let holder = |h: &kikin_app::people::Holder| {
            let name = h.name.as_deref().unwrap_or("（氏名は消去済み）");
            Phrase::from(When::day(h.starts)).then(&format!("から：{name}"))
        };
        Self {
            address: format!("/posts/{}", post.account),
            facts,
            holders: post.holders.iter().rev().map(holder).collect(),
            closed: view.state == PostState::Closed,
            totp: view.totp,
            holder: [
                Field::line("holder", "新しい担当者の氏名", TextKind::Text).value(&typed.holder).errors(&errors),
                Field::line("starts", "交代の日", TextKind::Date)
                    .help("この日から、前の担当者のパスワードは使えません。90日前から登録できます。")
                    .value(&typed.starts)
                    .errors(&errors),
            ],
            why: Field::line("why", "廃止の理由", TextKind::Text).value(&typed.why).errors(&errors),
            shell: shell.under(&ABOVE).errors(errors),
        }
    }
}

impl Page for PostPage {
    const NAME: &'static str = "post";

    fn samples() -> Vec<Self> {
        let shell = || Shell::sample_of_prefecture("医療課 担当");
        let error =
            || vec![FieldError { field: "starts", sentence: "「x」は日付ではありません。".to_owned() }];
        let page = |state, errors| sample(state).map(|view| Self::new(shell(), &view, &Typed::default(), errors));
        [page(PostState::InUse, Vec::new()), page(PostState::Invited, error()), page(PostState::Closed, Vec::new())]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Page for LinkPage {
    const NAME: &'static str = "invited";

    fn samples() -> Vec<Self> {
        let text = |text: &str| text.to_owned();
        let page = |link: &str, only_path| Self {
            shell: Shell::sample_of_prefecture("招待のリンク").under(&ABOVE),
            link: text(link),
            only_path,
            account: text("150002-01"),
            from: When::stored("2026-06-01T09:00:00+09:00"),
            until: When::stored("2026-06-08T09:00:00+09:00"),
        };
        vec![page("https://kikin.example.lg.jp/invitation/0a1b", false), page("/invitation/0a1b", true)]
    }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    done: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let (heading, body) = match self.done.as_str() {
            "made" => ("職を追加しました", "次は、招待のリンクを作って担当者に渡してください。"),
            "holder" => ("担当者の交代を登録しました", "次は、招待のリンクを作って新しい担当者に渡してください。"),
            "closed" => ("職を廃止しました", "サインイン中の利用も終わりました。"),
            "reset" => ("確認コードとパスワードを取り消しました", "招待のリンクを作って担当者に渡してください。"),
            "out" => ("すべての端末でサインアウトしました", "次からはパスワードの入力が必要です。"),
            _ => return None,
        };
        Some(Notice::new(NoticeKind::Success, heading, &[body]))
    }
}

/// The post of an address, of those that whoever asks may manage.
async fn find(site: &SharedSite, member: &Member, account: &str) -> Result<PostView, WebError> {
    let posts = list_posts(&site.store, &member.scope, member.scope.seat().prefecture()).await?;
    posts.into_iter().find(|view| view.post.account == account).ok_or(WebError::Fault(Fault::NotFound))
}

/// What a use case refuses; a post that is not there is not found.
fn refused(error: PeopleError) -> WebError {
    match error {
        PeopleError::NoPost { .. } => WebError::Fault(Fault::NotFound),
        PeopleError::Closed { .. } | PeopleError::NoTotp => WebError::Told(Fault::Conflict, error.to_string()),
        other => other.into(),
    }
}

fn done(account: &str, what: &str) -> Response {
    Redirect::to(&format!("/posts/{account}?done={what}")).into_response()
}

fn shell(member: &Member, view: &PostView) -> Shell {
    Shell::of(&format!("{} {}", view.post.organisation, view.post.name), member)
}

/// The post.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let view = find(&site, &member, &account).await?;
    let starts = member.scope.act().at.date().to_string();
    let typed = Typed { starts, ..Typed::default() };
    Ok(ok(&PostPage::new(shell(&member, &view).notice(asked.notice()), &view, &typed, Vec::new())))
}

/// Makes an invitation and shows its link, this once.
pub(crate) async fn link(
    State(site): State<SharedSite>,
    member: Member,
    headers: HeaderMap,
    Path(account): Path<String>,
) -> Result<Response, WebError> {
    let made = invite(&site.store, &site.security.limits, &member.scope, &mut site.entropy(), &account).await;
    let made = made.map_err(refused)?;
    let post = format!("/posts/{}", made.post.account);
    let own = address::of_server(&site.settings, &headers);
    Ok(ok(&LinkPage {
        shell: Shell::of("招待のリンク", &member).under(&[ABOVE[0], ABOVE[1], (&made.post.name, &post)]),
        link: format!("{}{}", own.as_deref().unwrap_or_default(), made.path()),
        only_path: own.is_none(),
        account: made.post.account.clone(),
        from: When::moment(made.from),
        until: When::moment(made.until),
    }))
}

async fn form_again(
    site: &SharedSite,
    member: &Member,
    account: &str,
    (typed, error): (&Typed, FieldError),
) -> Result<Response, WebError> {
    let view = find(site, member, account).await?;
    Ok(again(&PostPage::new(shell(member, &view), &view, typed, vec![error])))
}

/// Lets somebody else hold the post.
pub(crate) async fn change(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let error = match typed.starts.trim().parse::<Date>() {
        Err(_) => {
            let sentence = format!("「{}」は日付ではありません。年月日を入力してください。", typed.starts.trim());
            FieldError { field: "starts", sentence }
        }
        Ok(starts) => match change_holder(&site.store, &member.scope, &account, &typed.holder, starts).await {
            Ok(_) => return Ok(done(&account, "holder")),
            Err(PeopleError::Field(sentence)) => {
                let field = if sentence.starts_with("担当者の氏名") { "holder" } else { "starts" };
                FieldError { field, sentence }
            }
            Err(other) => return Err(refused(other)),
        },
    };
    form_again(&site, &member, &account, (&typed, error)).await
}

/// Closes the post for good.
pub(crate) async fn close(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    match close_post(&site.store, &member.scope, &account, &typed.why).await {
        Ok(_) => Ok(done(&account, "closed")),
        Err(PeopleError::Field(sentence)) => {
            let error = FieldError { field: "why", sentence };
            form_again(&site, &member, &account, (&typed, error)).await
        }
        Err(other) => Err(refused(other)),
    }
}

/// The question before 確認コード and password are taken away.
pub(crate) async fn ask_reset(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
) -> Result<Response, WebError> {
    let view = find(&site, &member, &account).await?;
    let address = format!("/posts/{}", view.post.account);
    Ok(ok(&ConfirmPage {
        shell: Shell::of("確認コードの取消し", &member).under(&[ABOVE[0], ABOVE[1], (&view.post.name, &address)]),
        question: "確認コードとパスワードを取り消します。担当者は、新しい招待のリンクからパスワードを決め直します。"
            .to_owned(),
        facts: vec![
            ("団体".to_owned(), view.post.organisation.clone()),
            ("職".to_owned(), view.post.name.clone()),
            ("アカウント".to_owned(), view.post.account.clone()),
        ],
        action: format!("{address}/reset"),
        act: "取り消す".to_owned(),
        back: address,
    }))
}

/// Takes 確認コード and password away.
pub(crate) async fn reset(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
) -> Result<Response, WebError> {
    reset_totp(&site.store, &member.scope, &account).await.map_err(refused)?;
    Ok(done(&account, "reset"))
}

/// Ends all its sessions.
pub(crate) async fn sign_out(
    State(site): State<SharedSite>,
    member: Member,
    Path(account): Path<String>,
) -> Result<Response, WebError> {
    sign_out_post(&site.store, &member.scope, &account).await.map_err(refused)?;
    Ok(done(&account, "out"))
}
