//! Styles, script and fonts, embedded in the binary and served under names that hold a hash of their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use crate::fault::Fault;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// A year: another content has another name.
const FOREVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    kind: &'static str,
    content: Bytes,
}

/// The names that pages use.
pub(crate) struct Names {
    /// The style sheet: tokens of the design system, then our own.
    pub(crate) style: String,
    /// The slices of the font.
    pub(crate) fonts: String,
    /// The script.
    pub(crate) script: String,
    /// The picture in the browser's tab.
    pub(crate) icon: String,
}

struct Assets {
    by_name: BTreeMap<String, Asset>,
    names: Names,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(build);

/// The names that pages use.
pub(crate) fn names() -> &'static Names {
    &ASSETS.names
}

/// The parts of the style sheet, in their order.
const STYLES: [&str; 4] = ["tokens.css", "base.css", "component.css", "print.css"];

fn build() -> Assets {
    let mut by_name = BTreeMap::new();
    let mut add = |stem: &str, extension: &str, kind, content: Vec<u8>| {
        let hash: String = Sha256::digest(&content).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{stem}.{hash}.{extension}");
        by_name.insert(name.clone(), Asset { kind, content: content.into() });
        format!("/assets/{name}")
    };
    let mut faces = text("fonts/wght.css");
    for file in EMBEDDED.get_dir("fonts").into_iter().flat_map(Dir::files) {
        let Some(stem) = file.path().file_stem().and_then(|stem| stem.to_str()) else { continue };
        if file.path().extension().is_some_and(|extension| extension == "woff2") {
            let path = add(stem, "woff2", "font/woff2", file.contents().to_vec());
            faces = faces.replace(&format!("./files/{stem}.woff2"), &path);
        }
    }
    let style: String = STYLES.iter().map(|name| text(name)).collect();
    let names = Names {
        style: add("kikin", "css", "text/css; charset=utf-8", style.into_bytes()),
        fonts: add("fonts", "css", "text/css; charset=utf-8", faces.into_bytes()),
        script: add("kikin", "js", "text/javascript; charset=utf-8", text("kikin.js").into_bytes()),
        icon: add("icon", "svg", "image/svg+xml", text("icon.svg").into_bytes()),
    };
    Assets { by_name, names }
}

fn text(path: &str) -> String {
    EMBEDDED.get_file(path).and_then(include_dir::File::contents_utf8).unwrap_or_default().to_owned()
}

/// One file.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.by_name.get(&name) {
        Some(asset) => ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, FOREVER)], asset.content.clone()).into_response(),
        None => Fault::NotFound.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_embedded() {
        for name in STYLES.iter().chain(&["kikin.js", "tokens.LICENSE", "fonts.LICENSE"]) {
            assert!(!text(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn the_fonts_are_ours_and_all_there() {
        let name = names().fonts.trim_start_matches("/assets/");
        let faces = std::str::from_utf8(&ASSETS.by_name[name].content).expect("is text");
        let wanted: Vec<&str> = faces.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(wanted.len() > 100, "{}", wanted.len());
        for url in wanted {
            let name = url.strip_prefix("/assets/").unwrap_or_else(|| panic!("{url} is not ours"));
            assert!(ASSETS.by_name.contains_key(name), "{name}");
        }
    }

    #[test]
    fn nothing_names_another_host() {
        for asset in ASSETS.by_name.values().filter(|asset| asset.kind.starts_with("text/")) {
            let text = std::str::from_utf8(&asset.content).expect("is text");
            for (at, _) in text.match_indices("//").filter(|(at, _)| text[..*at].ends_with(':')) {
                // The name space of SVG is a name, not an address.
                let rest: String = text[at..].chars().take(12).collect();
                assert_eq!(rest, "//www.w3.org", "{rest}");
            }
        }
    }
}
