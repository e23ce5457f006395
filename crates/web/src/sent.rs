//! Forms with files: fields and files as they were sent, no more than the route's limit of bytes.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};

use crate::fault::{Fault, WebError};
use crate::site::SharedSite;

/// A form has no more fields and files than this.
const MOST_PARTS: usize = 200;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct SentFile {
    /// The field's name.
    pub(crate) field: String,
    /// The file's own name, without folders.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// A form with files. The bytes are held in memory: the route's limit of body size bounds them, the server's number of requests at
/// once their sum.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    fields: Vec<(String, String)>,
    /// The files that were chosen; a field without a chosen file sends none.
    pub(crate) files: Vec<SentFile>,
}

impl Sent {
    /// What was typed into a field; blank where nothing was.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<SharedSite> for Sent {
    type Rejection = WebError;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, WebError> {
        let Ok(mut parts) = Multipart::from_request(request, site).await else {
            return Err(Fault::Unsupported.into());
        };
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(of_part)? {
            if sent.fields.len() + sent.files.len() >= MOST_PARTS {
                return Err(Fault::TooLarge.into());
            }
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(bare_name) {
                Some(name) => {
                    let bytes = part.bytes().await.map_err(of_part)?.to_vec();
                    // Browsers send an empty part for a field in which nothing was chosen.
                    if !(name.is_empty() && bytes.is_empty()) {
                        sent.files.push(SentFile { field, name, bytes });
                    }
                }
                None => sent.fields.push((field, part.text().await.map_err(of_part)?)),
            }
        }
        Ok(sent)
    }
}

/// Old browsers send the path on the sender's machine.
fn bare_name(sent: &str) -> String {
    sent.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(255).collect()
}

fn of_part(error: MultipartError) -> WebError {
    Fault::of_status(error.status()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_own_name_only() {
        assert_eq!(bare_name("C:\\計画\\153079_聖籠町.xlsx"), "153079_聖籠町.xlsx");
        assert_eq!(bare_name("../../etc/計画\u{0}.xlsx"), "計画.xlsx");
        assert_eq!(bare_name(""), "");
    }
}
