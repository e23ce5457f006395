//! Posts: who there is, a new one, another holder, an invitation, the end of one.

pub(crate) mod make;
pub(crate) mod one;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kikin_app::people::{Post, PostState, PostView, list_posts};
use kikin_domain::permission::{Halves, Role, Seat};
use serde::Deserialize;

use super::super::rendered;
use super::query;
use crate::component::{
    Button, ButtonKind, Cell, Choice, Column, Control, Field, Filter, LinkButton, Pagination, Table, TextKind,
};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Sample, Shell, ok};
use crate::site::SharedSite;

/// So many posts stand on a page.
const ON_A_PAGE: usize = 100;

const STATES: [PostState; 4] = [PostState::InUse, PostState::Invited, PostState::OutsideItsDays, PostState::Closed];

/// Every page of these with every sample.
pub(super) fn samples() -> Vec<Sample> {
    [rendered::<PostsPage>(), rendered::<make::NewPostPage>(), rendered::<one::PostPage>(), rendered::<one::LinkPage>()]
        .into_iter()
        .flatten()
        .collect()
}

/// The posts.
#[derive(Debug, Template)]
#[template(path = "page/prefecture/posts.html")]
pub(crate) struct PostsPage {
    shell: Shell,
    add: LinkButton,
    filter: Filter,
    table: Table,
    pagination: Pagination,
}

/// What of the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    name: String,
    state: String,
    page: String,
}

impl Asked {
    fn of<'a>(&self, posts: &'a [PostView]) -> Vec<&'a PostView> {
        let name = self.name.trim();
        let fits = |view: &&PostView| {
            let post = &view.post;
            let told = [post.organisation.as_str(), &post.account, &post.name];
            let holder = post.newest_holder().and_then(|holder| holder.name.clone()).unwrap_or_default();
            (name.is_empty() || holder.contains(name) || told.iter().any(|text| text.contains(name)))
                && (self.state.is_empty() || view.state.label() == self.state)
        };
        posts.iter().filter(fits).collect()
    }
}

impl PostsPage {
    fn new(shell: Shell, asked: &Asked, posts: &[PostView]) -> Self {
        let shown = asked.of(posts);
        let pages = shown.len().div_ceil(ON_A_PAGE).max(1);
        let page = asked.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
        let part = shown.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE);
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == asked.state,
        };
        let mut states = vec![choice("", "すべて")];
        states.extend(STATES.map(|state| choice(state.label(), state.label())));
        let fields = vec![
            Field::line("name", "団体、職、アカウント、担当者", TextKind::Text).optional().value(&asked.name),
            Field::line("state", "状態", TextKind::Text).optional().control(Control::Select(states)),
        ];
        let kept = query(&[("name", &asked.name), ("state", &asked.state)]);
        let join = if kept.is_empty() { "?" } else { "&" };
        Self {
            shell: shell.under(&[("ホーム", "/")]),
            add: LinkButton::new("職を追加する", "/posts/new", ButtonKind::Solid),
            filter: Filter {
                action: "/posts".to_owned(),
                fields,
                button: Button::new("絞り込む", ButtonKind::Outline),
            },
            table: Table {
                caption: format!("職の一覧（{}件）", shown.len()),
                columns: ["職", "団体", "アカウント", "役割", "担当する分", "担当者", "状態", "確認コード"]
                    .map(Column::text)
                    .to_vec(),
                rows: part.map(|view| row(view)).collect(),
                foot: None,
                empty: "該当する職はありません。".to_owned(),
            },
            pagination: Pagination {
                page: u32::try_from(page).unwrap_or(1),
                pages: u32::try_from(pages).unwrap_or(1),
                href: format!("/posts{kept}{join}page="),
            },
        }
    }
}

fn row(view: &PostView) -> Vec<Cell> {
    let post = &view.post;
    let holder = post.newest_holder().and_then(|holder| holder.name.clone());
    vec![
        Cell::Link { label: post.name.clone(), href: format!("/posts/{}", post.account) },
        Cell::text(&post.organisation),
        Cell::text(&post.account),
        Cell::text(post.role.label()),
        Cell::text(post.halves.label()),
        Cell::text(holder.unwrap_or_else(|| "—".to_owned())),
        Cell::text(view.state.label()),
        Cell::text(if view.totp { "設定済み" } else { "なし" }),
    ]
}

/// A post for samples.
fn sample(state: PostState) -> Option<PostView> {
    use kikin_app::people::Holder;
    let starts = jiff::civil::date(2026, 4, 1);
    let post = Post {
        id: 1,
        seat: Seat::Prefecture(kikin_domain::PrefectureCode::new(15)?),
        organisation: "新潟県".to_owned(),
        account: "150002-01".to_owned(),
        role: Role::PrefecturalClerk,
        halves: Halves::Both,
        name: "医療課 担当".to_owned(),
        valid_from: None,
        valid_to: None,
        closed_at: (state == PostState::Closed).then(|| "2026-06-01T09:00:00+09:00".to_owned()),
        closed_why: (state == PostState::Closed).then(|| "課の統合".to_owned()),
        holders: vec![Holder { id: 1, starts, name: Some("佐藤 花子".to_owned()) }],
    };
    Some(PostView { post, state, totp: state == PostState::InUse })
}

impl Page for PostsPage {
    const NAME: &'static str = "posts";

    fn samples() -> Vec<Self> {
        let shell = || Shell::sample_of_prefecture("利用者");
        let all: Vec<PostView> = STATES.into_iter().filter_map(sample).collect();
        let narrowed = Asked { name: "三条".to_owned(), ..Asked::default() };
        vec![Self::new(shell(), &Asked::default(), &all), Self::new(shell(), &narrowed, &all)]
    }
}

/// The list.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let posts = list_posts(&site.store, &member.scope, member.scope.seat().prefecture()).await?;
    Ok(ok(&PostsPage::new(Shell::of("利用者", &member), &asked, &posts)))
}
