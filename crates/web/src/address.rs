//! The server's own address as its users type it, for links that are handed on outside of a page.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use crate::settings::Settings;

/// `https://kikin.example.lg.jp`: as it is set, else as the browser that asks has reached us. None where neither tells.
pub(crate) fn of_server(settings: &Settings, headers: &HeaderMap) -> Option<String> {
    if !settings.public_address.is_empty() {
        return Some(settings.public_address.clone());
    }
    let host = headers.get(header::HOST)?.to_str().ok()?;
    // A name and a port, nothing that would lead a reader elsewhere.
    let host = host.parse::<Authority>().ok().filter(|one| !one.as_str().contains('@') && !one.host().is_empty())?;
    let scheme = if settings.tls { "https" } else { "http" };
    Some(format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_goes_before_what_the_browser_says() {
        let asked = |host: &str| HeaderMap::from_iter([(header::HOST, host.parse().expect("a value"))]);
        let plain = Settings::default();
        let told = |settings: &Settings, host: &str| of_server(settings, &asked(host));
        assert_eq!(told(&plain, "127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080"));
        let tls = Settings { tls: true, ..Settings::default() };
        assert_eq!(told(&tls, "kikin.example.lg.jp").as_deref(), Some("https://kikin.example.lg.jp"));
        let set = Settings { public_address: "https://kikin.pref.example.lg.jp".to_owned(), ..tls };
        assert_eq!(told(&set, "127.0.0.1").as_deref(), Some("https://kikin.pref.example.lg.jp"));
        for wrong in ["", "kikin@elsewhere.example", "kikin.example/elsewhere", "a b", ":80"] {
            assert_eq!(told(&plain, wrong), None, "{wrong}");
        }
        assert_eq!(of_server(&plain, &HeaderMap::new()), None);
    }
}
