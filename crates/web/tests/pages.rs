//! Every page with every sample is what a page must be.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What is looked at of a page.
#[derive(Default)]
struct Seen {
    ids: Vec<String>,
    /// Ids that are named: by labels, descriptions, and links within the page.
    named: Vec<String>,
    headings: Vec<u8>,
    controls_without_label: Vec<String>,
    labelled: BTreeSet<String>,
    controls: Vec<String>,
    forbidden: Vec<String>,
}

impl Seen {
    fn element(&mut self, element: &BytesStart<'_>) {
        let name = element.name().as_ref().to_owned();
        let mut kind = String::new();
        let mut id = None;
        let mut has_label = false;
        for attribute in element.attributes() {
            let attribute = attribute.expect("attributes are quoted and stand once");
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.value.into_owned();
            match key.as_str() {
                "id" => {
                    self.ids.push(value.clone());
                    id = Some(value);
                }
                "for" => {
                    self.labelled.insert(value.clone());
                    self.named.push(value);
                }
                "aria-describedby" | "aria-labelledby" => self.named.extend(value.split(' ').map(str::to_owned)),
                "aria-label" => has_label = true,
                "href" => self.named.extend(value.strip_prefix('#').map(decoded)),
                "type" => kind = value,
                "style" => self.forbidden.push(format!("<{name} style>")),
                "disabled" => self.forbidden.push(format!("<{name} disabled>")),
                key if key.starts_with("on") => self.forbidden.push(format!("<{name} {key}>")),
                _ => {}
            }
        }
        match name.as_str() {
            "style" => self.forbidden.push("<style>".to_owned()),
            "h1" | "h2" | "h3" | "h4" => self.headings.push(name.as_bytes()[1] - b'0'),
            "input" | "select" | "textarea" if kind != "hidden" && !has_label => match id {
                Some(id) => self.controls.push(id),
                None => self.controls_without_label.push(name),
            },
            _ => {}
        }
    }
}

fn decoded(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned()
}

fn look(page: &str, html: &str) -> Seen {
    let body = html.strip_prefix("<!DOCTYPE html>").unwrap_or_else(|| panic!("{page} begins with its kind"));
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = true;
    let mut seen = Seen::default();
    let mut open = 0_u32;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{page} at {}: {error}", reader.error_position())) {
            Event::Start(element) => {
                open += 1;
                seen.element(&element);
            }
            Event::Empty(element) => seen.element(&element),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{page}: every element is closed");
    seen
}

#[test]
fn every_page_with_every_sample_is_sound() {
    let pages = kikin_web::page::samples();
    assert!(pages.len() > 30, "{}", pages.len());
    for (name, html) in pages {
        let html = html.unwrap_or_else(|error| panic!("{name}: {error}"));
        let seen = look(name, &html);
        let ids: BTreeSet<&String> = seen.ids.iter().collect();
        assert_eq!(ids.len(), seen.ids.len(), "{name}: an id stands twice in {:?}", seen.ids);
        for named in &seen.named {
            assert!(ids.contains(named), "{name}: `{named}` is named and not there");
        }
        assert_eq!(seen.headings.iter().filter(|level| **level == 1).count(), 1, "{name}: one first heading");
        for pair in seen.headings.iter().skip_while(|level| **level != 1).collect::<Vec<_>>().windows(2) {
            assert!(*pair[1] <= *pair[0] + 1, "{name}: no level of headings is left out: {:?}", seen.headings);
        }
        assert!(seen.controls_without_label.is_empty(), "{name}: {:?}", seen.controls_without_label);
        for control in &seen.controls {
            assert!(seen.labelled.contains(control), "{name}: `{control}` has no label");
        }
        assert!(seen.forbidden.is_empty(), "{name}: {:?}", seen.forbidden);
    }
}

#[test]
fn a_page_with_errors_says_so_first() {
    let (mut with, mut without) = (0, 0);
    for (name, html) in kikin_web::page::samples() {
        let html = html.expect("renders");
        let titled = html.contains("<title>エラー：");
        assert_eq!(titled, html.contains("id=\"error-summary\""), "{name}");
        *(if titled { &mut with } else { &mut without }) += 1;
    }
    assert!(with >= 5 && without >= 20, "{with} and {without}");
}

#[test]
fn what_is_typed_is_text_and_nothing_else() {
    use kikin_web::component::{Field, TextKind};
    let field = Field::line("a", "<b>", TextKind::Text).value("\"><script>alert(1)</script>");
    let html = field.to_string();
    assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    look("field", &format!("<!DOCTYPE html>{html}"));
    // A secret does not come back.
    let secret = Field::line("a", "b", TextKind::Password).value("雪国の朝");
    assert!(!secret.to_string().contains("雪国"));
}
