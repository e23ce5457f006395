//! Bodies that the prefecture adds: 広域連合, 一部事務組合.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::round::{BodyForm, Organisation, RoundError, YearSettings, add_body};
use kikin_domain::BodyCode;

use super::super::typed::Typed;
use super::{address, below, changed, read_to_edit, sample};
use crate::component::{Cell, Choice, Column, Control, Field, FieldError, Table, TextKind};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, again, ok};
use crate::place::InYear;
use crate::site::SharedSite;

/// Kinds that can be added, with their words in the form.
const KINDS: [(&str, BodyForm); 3] = [
    ("union", BodyForm::WideAreaUnion),
    ("association", BodyForm::PartialAffairsAssociation),
    ("other", BodyForm::Other),
];

/// A municipality that may be a member.
#[derive(Debug)]
struct Town {
    code: String,
    name: String,
    ticked: bool,
}

/// The bodies that were added, and the form of another.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/bodies.html")]
pub(crate) struct BodiesPage {
    shell: Shell,
    action: String,
    back: String,
    table: Table,
    fields: [Field; 3],
    members: Vec<Town>,
}

impl BodiesPage {
    fn new(shell: Shell, settings: &YearSettings, typed: &Typed, errors: Vec<FieldError>) -> Self {
        let year = settings.year.year;
        let name_of = |code: &BodyCode| {
            let body = settings.bodies.iter().find(|body| body.code == *code);
            body.map_or_else(|| code.to_string(), |body| body.name.clone())
        };
        let row = |body: &Organisation| {
            let members: Vec<String> = body.members.iter().map(name_of).collect();
            vec![
                Cell::text(&body.name),
                Cell::text(body.code.to_string()),
                Cell::text(body.form.label()),
                Cell::text(members.join("、")),
            ]
        };
        let added = |body: &&Organisation| !matches!(body.form, BodyForm::Prefecture | BodyForm::Municipality);
        let kind = |(word, form): (&str, BodyForm)| Choice {
            value: word.to_owned(),
            label: form.label().to_owned(),
            chosen: typed.field("kind") == word || (typed.field("kind").is_empty() && word == "union"),
        };
        let member = |body: &Organisation| Town {
            code: body.code.to_string(),
            name: body.name.clone(),
            ticked: typed.all("member").any(|code| code == body.code.to_string()),
        };
        let towns = settings.bodies.iter().filter(|body| body.form == BodyForm::Municipality);
        let line = |name, label: &str, kind| Field::line(name, label, kind).value(typed.field(name)).errors(&errors);
        Self {
            action: address(year, "/bodies"),
            back: address(year, ""),
            table: Table {
                caption: "追加した団体".to_owned(),
                columns: ["名称", "団体コード", "種類", "構成市町村"].map(Column::text).to_vec(),
                rows: settings.bodies.iter().filter(added).map(row).collect(),
                foot: None,
                empty: "追加した団体はありません。".to_owned(),
            },
            fields: [
                line("name", "名称", TextKind::Text).help("例：中越広域連合"),
                line("code", "団体コード（6桁）", TextKind::Digits).help("検査数字を含む6桁。"),
                line("kind", "種類", TextKind::Text).control(Control::Select(KINDS.map(kind).to_vec())),
            ],
            members: towns.map(member).collect(),
            shell: below(shell, year).errors(errors),
        }
    }
}

const TITLE: &str = "団体の追加";

impl Page for BodiesPage {
    const NAME: &'static str = "bodies";

    fn samples() -> Vec<Self> {
        let Some(settings) = sample() else { return Vec::new() };
        let shell = || Shell::sample_of_prefecture(TITLE);
        let error =
            FieldError { field: "code", sentence: "「1」は団体コードではありません。".to_owned() };
        vec![
            Self::new(shell(), &settings, &Typed::default(), Vec::new()),
            Self::new(shell(), &settings, &Typed::default(), vec![error]),
        ]
    }
}

/// The form.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
) -> Result<Response, WebError> {
    let settings = read_to_edit(&site, &member, &place).await?;
    Ok(ok(&BodiesPage::new(Shell::of(TITLE, &member), &settings, &Typed::default(), Vec::new())))
}

/// What is typed, or what is wrong with it.
fn read(typed: &Typed) -> Result<Organisation, FieldError> {
    let sent = typed.field("code").trim();
    let code = BodyCode::parse(sent).ok_or_else(|| FieldError {
        field: "code",
        sentence: format!("「{sent}」は団体コードではありません。検査数字を含む6桁の数字を確かめてください。"),
    })?;
    let form = KINDS.into_iter().find(|(word, _)| *word == typed.field("kind")).map_or(BodyForm::Other, |(_, f)| f);
    let members = typed.all("member").filter_map(BodyCode::parse).collect();
    Ok(Organisation { code, name: typed.field("name").to_owned(), form, members, valid_from: None, valid_to: None })
}

/// Adds a body.
pub(crate) async fn add(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    typed: Typed,
) -> Result<Response, WebError> {
    let what = place.read(&member)?;
    let settings = read_to_edit(&site, &member, &place).await?;
    let error = match read(&typed) {
        Err(error) => error,
        Ok(new) => match add_body(&site.store, &member.scope, what.0, &new).await {
            Ok(()) => {
                let told = format!(
                    "{}（{}）を追加しました。提出を求めるときは「団体を選ぶ」で選んでください。",
                    new.name.trim(),
                    new.code
                );
                return changed(&site, &member, (what.1, "bodies"), &[told]).await;
            }
            Err(RoundError::Field(sentence)) => {
                let field = if typed.field("name").trim().is_empty() { "name" } else { "code" };
                FieldError { field, sentence }
            }
            Err(other) => return Err(other.into()),
        },
    };
    Ok(again(&BodiesPage::new(Shell::of(TITLE, &member), &settings, &typed, vec![error])))
}
