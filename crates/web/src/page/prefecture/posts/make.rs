//! A new post.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use kikin_app::people::{MakePost, PeopleError, make_post, seats};
use kikin_domain::BodyCode;
use kikin_domain::permission::{Halves, Role, Seat};
use serde::Deserialize;

use crate::component::{Choice, Control, Field, FieldError, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::site::SharedSite;

/// The form of a new post.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/new_post.html")]
pub(crate) struct NewPostPage {
    shell: Shell,
    fields: Vec<Field>,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    organisation: String,
    role: String,
    halves: String,
    name: String,
    holder: String,
    from: String,
    to: String,
}

const TITLE: &str = "職の追加";

impl NewPostPage {
    fn new(shell: Shell, own: Role, seats: &[(Seat, String)], typed: &Typed, errors: Vec<FieldError>) -> Self {
        let choice = |value: &str, label: &str, now: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == now,
        };
        let roles = Role::ALL.into_iter().filter(|role| own.may_appoint(*role));
        let roles = roles.map(|role| choice(role.label(), role.label(), &typed.role)).collect();
        let halves = if typed.halves.is_empty() { Halves::Both.label() } else { typed.halves.as_str() };
        let halves = [Halves::Both, Halves::Medical, Halves::Care].map(|h| choice(h.label(), h.label(), halves));
        let line = |name, label: &str, value: &str, kind| Field::line(name, label, kind).value(value).errors(&errors);
        let organisation = if seats.is_empty() {
            line("organisation", "団体コード（6桁）", &typed.organisation, TextKind::Digits)
                .optional()
                .help("空欄にすると、設置全体の運用管理になります。")
        } else {
            let option = |(seat, name): &(Seat, String)| {
                let code = seat.code().map_or_else(String::new, |code| code.to_string());
                choice(&code, &format!("{name}（{code}）"), &typed.organisation)
            };
            let mut options = vec![choice("", "選んでください", &typed.organisation)];
            options.extend(seats.iter().map(option));
            line("organisation", "団体", "", TextKind::Text).control(Control::Select(options))
        };
        let fields = vec![
            organisation,
            line("role", "役割", "", TextKind::Text).control(Control::Select(roles)),
            line("halves", "担当する分", "", TextKind::Text).control(Control::Select(halves.to_vec())),
            line("name", "職の名前", &typed.name, TextKind::Text).help("例：健康福祉課 担当"),
            line("holder", "担当者の氏名", &typed.holder, TextKind::Text),
            line("from", "使い始める日", &typed.from, TextKind::Date).optional().help("監査の職では必須です。"),
            line("to", "使い終わる日", &typed.to, TextKind::Date)
                .optional()
                .help("監査の職では必須です（366日まで）。"),
        ];
        Self { fields, shell: shell.under(&[("ホーム", "/"), ("利用者", "/posts")]).errors(errors) }
    }
}

impl Page for NewPostPage {
    const NAME: &'static str = "new-post";

    fn samples() -> Vec<Self> {
        let shell = || Shell::sample_of_prefecture(TITLE);
        let error = FieldError { field: "name", sentence: "職の名前を入力してください。".to_owned() };
        let seats: Vec<(Seat, String)> = kikin_domain::PrefectureCode::new(15)
            .map(|prefecture| (Seat::Prefecture(prefecture), "新潟県".to_owned()))
            .into_iter()
            .collect();
        vec![
            Self::new(shell(), Role::PrefecturalLead, &seats, &Typed::default(), Vec::new()),
            Self::new(shell(), Role::Operator, &[], &Typed::default(), vec![error]),
        ]
    }
}

/// A day, where one is typed.
fn day(field: &'static str, typed: &str) -> Result<Option<Date>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let sentence = || format!("「{typed}」は日付ではありません。年月日を入力してください。");
    typed.parse().map(Some).map_err(|_| FieldError { field, sentence: sentence() })
}

/// What is typed, or what of it cannot be.
fn read(typed: &Typed, own: Seat) -> Result<MakePost, FieldError> {
    let code = typed.organisation.trim();
    let seat = match BodyCode::parse(code) {
        Some(code) if code.is_prefecture() => Seat::Prefecture(code.prefecture()),
        // A body stands in the world of whoever adds the post; for the installation, in that of its code.
        Some(code) => Seat::Body(own.prefecture().unwrap_or(code.prefecture()), code),
        None if code.is_empty() && own == Seat::Installation => Seat::Installation,
        None => {
            let sentence = "団体が選ばれていません。団体を選ぶか、6桁の団体コードを入力してください。".to_owned();
            return Err(FieldError { field: "organisation", sentence });
        }
    };
    let role = Role::parse(&typed.role)
        .ok_or_else(|| FieldError {
            field: "role", sentence: "役割が選ばれていません。選んでください。".to_owned()
        })?;
    Ok(MakePost {
        seat,
        role,
        halves: Halves::parse(&typed.halves).unwrap_or(Halves::Both),
        name: typed.name.clone(),
        holder: typed.holder.clone(),
        account: None,
        valid_from: day("from", &typed.from)?,
        valid_to: day("to", &typed.to)?,
    })
}

/// The field that a sentence of the use case is about.
fn field_of(typed: &Typed, sentence: &str) -> &'static str {
    if sentence.starts_with("職の名前") {
        "name"
    } else if sentence.starts_with("担当者の氏名") {
        "holder"
    } else if sentence.contains("期間") {
        if typed.from.is_empty() { "from" } else { "to" }
    } else {
        "role"
    }
}

/// The form.
pub(crate) async fn show(State(site): State<SharedSite>, member: Member) -> Result<Response, WebError> {
    let seats = seats(&site.store, &member.scope).await?;
    let shell = Shell::of(TITLE, &member);
    Ok(ok(&NewPostPage::new(shell, member.scope.role(), &seats, &Typed::default(), Vec::new())))
}

/// Makes a post.
pub(crate) async fn make(
    State(site): State<SharedSite>,
    member: Member,
    Form(typed): Form<Typed>,
) -> Result<Response, WebError> {
    let seats = seats(&site.store, &member.scope).await?;
    let error = match read(&typed, member.scope.seat()) {
        Err(error) => error,
        Ok(wanted) => match make_post(&site.store, &member.scope, wanted).await {
            Ok(post) => return Ok(Redirect::to(&format!("/posts/{}?done=made", post.account)).into_response()),
            Err(PeopleError::Field(sentence)) => FieldError { field: field_of(&typed, &sentence), sentence },
            Err(other) => return Err(other.into()),
        },
    };
    let shell = Shell::of(TITLE, &member);
    Ok(again(&NewPostPage::new(shell, member.scope.role(), &seats, &typed, vec![error])))
}
