//! Forms whose fields are many or stand several times: names and values as they were sent.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};

use crate::fault::{Fault, WebError};
use crate::site::SharedSite;

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// A form with these fields, for samples and tests.
    pub(super) fn of(fields: &[(&str, &str)]) -> Self {
        Self(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// What was typed into a field; blank where nothing was.
    pub(super) fn field(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Everything ticked under a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<SharedSite> for Typed {
    type Rejection = WebError;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, WebError> {
        let sent = Form::<Vec<(String, String)>>::from_request(request, site).await;
        let fault = |rejection: FormRejection| Fault::of_status(rejection.status());
        Ok(Self(sent.map_err(fault)?.0))
    }
}
