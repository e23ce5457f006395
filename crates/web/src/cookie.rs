//! The session's cookie.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// Behind TLS the browser itself sees to it that the cookie is of this host alone and was never sent in the clear.
const fn name(tls: bool) -> &'static str {
    if tls { "__Host-kikin" } else { "kikin" }
}

/// The session's token, if the browser sends one.
pub(crate) fn token(headers: &HeaderMap, tls: bool) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name(tls))?.strip_prefix('='))
}

/// `Set-Cookie` for a session: until the browser is closed; the server knows when it ends.
pub(crate) fn set(token: &str, tls: bool) -> HeaderValue {
    value(token, tls, "")
}

/// `Set-Cookie` that takes the session's cookie away.
pub(crate) fn clear(tls: bool) -> HeaderValue {
    value("", tls, "; Max-Age=0")
}

fn value(token: &str, tls: bool, more: &str) -> HeaderValue {
    let secure = if tls { "; Secure" } else { "" };
    let line = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(tls));
    // A token is hexadecimal; anything else could not be a session and is dropped.
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static("kikin=; Path=/; Max-Age=0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_tls_the_cookie_is_bound_to_the_host() {
        assert_eq!(set("ab", true), "__Host-kikin=ab; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(clear(true), "__Host-kikin=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
        assert_eq!(set("ab", false), "kikin=ab; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn only_our_own_cookie_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("kikin2=x; a=b; kikin=ab; c=d"));
        assert_eq!(token(&headers, false), Some("ab"));
        assert_eq!(token(&headers, true), None);
    }
}
