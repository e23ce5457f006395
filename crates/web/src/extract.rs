//! What handlers take from a request besides its form: from where it comes, and who acts.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use jiff::Timestamp;
use kikin_app::people::{Caller, PeopleError, Scope, resume};
use kikin_domain::PrefectureCode;

use crate::cookie;
use crate::fault::{Fault, WebError};
use crate::guard::{RequestId, Seen};
use crate::page::Who;
use crate::site::SharedSite;

/// Whoever calls, signed in or not.
pub(crate) struct Visitor {
    pub(crate) now: Timestamp,
    address: Option<String>,
    request_id: Option<String>,
    token: Option<String>,
}

impl Visitor {
    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller { now: self.now, address: self.address.as_deref(), request_id: self.request_id.as_deref() }
    }

    /// The session's token that the browser sent, be it good or not.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

impl FromRequestParts<SharedSite> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, WebError> {
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        let token = cookie::token(&parts.headers, site.settings.tls).map(str::to_owned);
        Ok(Self { now: site.now(), address: address(parts, site.settings.trust_proxy), request_id, token })
    }
}

/// The caller's address: behind a proxy the last one of its header, which the proxy itself has added.
fn address(parts: &Parts, trust_proxy: bool) -> Option<String> {
    let forwarded = || {
        let lines = parts.headers.get_all("x-forwarded-for").into_iter();
        let last = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).last()?;
        last.trim().parse::<std::net::IpAddr>().ok().map(|ip| ip.to_string())
    };
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string());
    if trust_proxy { forwarded().or_else(peer) } else { peer() }
}

/// Whoever has signed in. Handlers that take one refuse everybody else.
pub(crate) struct Member {
    pub(crate) scope: Scope,
}

impl Member {
    /// The prefecture whose world the post belongs to. A post of the whole installation has none: to it there is no round.
    pub(crate) fn prefecture(&self) -> Result<PrefectureCode, WebError> {
        self.scope.seat().prefecture().ok_or(WebError::Fault(Fault::NotFound))
    }
}

impl FromRequestParts<SharedSite> for Member {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, WebError> {
        let visitor = Visitor::from_request_parts(parts, site).await?;
        let resumed =
            resume(&site.store, &site.security.limits, &visitor.caller(), visitor.token().unwrap_or("")).await;
        match resumed {
            Ok(scope) => {
                if let Some(seen) = parts.extensions.get::<Seen>() {
                    seen.is(Who::of(&scope));
                }
                Ok(Self { scope })
            }
            Err(PeopleError::Ended(why)) => {
                // What was only looked at is gone on with after signing in; what was sent is not done by itself later.
                let looked = [Method::GET, Method::HEAD].contains(&parts.method);
                let path = parts.uri.path_and_query().map(|path| path.as_str().to_owned());
                Err(WebError::SignIn { next: path.filter(|_| looked), why })
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// Whoever has signed in, or nobody: for pages that are for all and look the same but for the header.
pub(crate) struct Guest(pub(crate) Option<Member>);

impl FromRequestParts<SharedSite> for Guest {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, WebError> {
        match Member::from_request_parts(parts, site).await {
            Ok(member) => Ok(Self(Some(member))),
            Err(WebError::SignIn { .. }) => Ok(Self(None)),
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    /// Whoever calls can write the first of the list; only the last is the proxy's.
    #[test]
    fn behind_a_proxy_its_own_word_counts() {
        let peer = SocketAddr::from(([10, 0, 0, 1], 4_000));
        let asked = |lines: &[&str], trust| {
            let mut request = Request::get("/");
            for line in lines {
                request = request.header("x-forwarded-for", *line);
            }
            let (mut parts, ()) = request.body(()).expect("a request").into_parts();
            parts.extensions.insert(ConnectInfo(peer));
            address(&parts, trust).expect("has an address")
        };
        assert_eq!(asked(&["198.51.100.7, 192.0.2.9"], true), "192.0.2.9");
        assert_eq!(asked(&["198.51.100.7", "192.0.2.9"], true), "192.0.2.9");
        assert_eq!(asked(&["198.51.100.7, 192.0.2.9"], false), "10.0.0.1");
        assert_eq!(asked(&[], true), "10.0.0.1");
        assert_eq!(asked(&["nobody"], true), "10.0.0.1");
    }
}
