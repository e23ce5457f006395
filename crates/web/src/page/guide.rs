//! How the program is used: the manuals, out of the same files as the documentation.

use askama::Template;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use include_dir::{Dir, include_dir};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{Page, Shell, ok};
use crate::extract::Guest;
use crate::fault::Fault;

static MANUALS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/manual");

/// The list of manuals.
#[derive(Debug, Template)]
#[template(path = "page/guide.html")]
pub(crate) struct GuidePage {
    shell: Shell,
    /// Name and title.
    manuals: Vec<(String, String)>,
}

/// A manual.
#[derive(Debug, Template)]
#[template(path = "page/manual.html")]
pub(crate) struct ManualPage {
    shell: Shell,
    /// The manual's body: made from our own file, so its markup is ours.
    html: String,
}

/// The names of the manuals, each with its title, its first line.
fn manuals() -> Vec<(String, String)> {
    let markdown = MANUALS.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "md"));
    let named = markdown.filter_map(|file| {
        let title = file.contents_utf8()?.lines().next()?.trim_start_matches("# ").to_owned();
        Some((file.path().file_stem()?.to_str()?.to_owned(), title))
    });
    named.collect()
}

/// Where a link of a manual leads on these pages; nowhere if it leads to what the server does not hold.
fn target(link: &str) -> Option<String> {
    let (path, fragment) = link.split_once('#').map_or((link, String::new()), |(path, to)| (path, format!("#{to}")));
    match path {
        "" => Some(fragment),
        "../rules.md" => Some(format!("/rules{fragment}")),
        path => {
            let name = path.strip_suffix(".md")?;
            manuals().into_iter().any(|(known, _)| known == name).then(|| format!("/guide/{name}{fragment}"))
        }
    }
}

/// A heading's id, as the sites make it on which the manuals are read too: letters and digits, hyphens for spaces.
fn slug(heading: &[Event<'_>]) -> String {
    let text = heading.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        _ => None,
    });
    let kept = text.flat_map(str::chars).filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || "-_".contains(c) => Some(c),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// Gives every heading below the title its id.
fn with_ids(events: &mut [Event<'_>]) {
    for at in 0..events.len() {
        let (before, rest) = events.split_at_mut(at + 1);
        if let Some(Event::Start(Tag::Heading { id, .. })) = before.last_mut() {
            let end = rest.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_)))).unwrap_or(0);
            *id = Some(slug(&rest[..end]).into());
        }
    }
}

/// A manual's body as HTML, without its title, which is the page's.
fn body(markdown: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let title_ends = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1)));
    let begin = events.iter().position(title_ends).map_or(0, |at| at + 1);
    with_ids(&mut events);
    let mut links = Vec::new();
    let events = events.into_iter().skip(begin).filter_map(|event| match event {
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let dest_url = CowStr::from(format!("/guide/{dest_url}"));
            Some(Event::Start(Tag::Image { link_type, dest_url, title, id }))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let to = target(&dest_url);
            links.push(to.is_some());
            to.map(|to| Event::Start(Tag::Link { link_type, dest_url: to.into(), title, id }))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    // A long line of a terminal is scrolled by keyboard too.
    out.replace("<pre>", "<pre tabindex=\"0\">")
}

impl GuidePage {
    fn new(shell: Shell) -> Self {
        Self { shell, manuals: manuals() }
    }
}

impl ManualPage {
    fn new(name: &str, member: Option<&crate::extract::Member>) -> Option<Self> {
        let (_, title) = manuals().into_iter().find(|(known, _)| known == name)?;
        let markdown = MANUALS.get_file(format!("{name}.md"))?.contents_utf8()?;
        let shell = Shell::for_guest(&title, member).under(&[("使い方", "/guide")]);
        Some(Self { shell, html: body(markdown) })
    }
}

impl Page for GuidePage {
    const NAME: &'static str = "guide";

    fn samples() -> Vec<Self> {
        vec![Self::new(Shell::open("使い方"))]
    }
}

impl Page for ManualPage {
    const NAME: &'static str = "manual";

    fn samples() -> Vec<Self> {
        manuals().iter().filter_map(|(name, _)| Self::new(name, None)).collect()
    }
}

/// The list.
pub(crate) async fn show(guest: Guest) -> Response {
    ok(&GuidePage::new(Shell::for_guest("使い方", guest.0.as_ref())))
}

/// A manual.
pub(crate) async fn manual(guest: Guest, Path(name): Path<String>) -> Result<Response, Fault> {
    ManualPage::new(&name, guest.0.as_ref()).map(|page| ok(&page)).ok_or(Fault::NotFound)
}

/// A picture of a manual.
pub(crate) async fn image(Path(name): Path<String>) -> Result<Response, Fault> {
    let file = MANUALS.get_file(format!("images/{name}")).ok_or(Fault::NotFound)?;
    let is_png = file.path().extension().is_some_and(|ending| ending == "png");
    if is_png { Ok(([(CONTENT_TYPE, "image/png")], file.contents()).into_response()) } else { Err(Fault::NotFound) }
}
