//! Which bodies may file: the published list, and those that a prefecture has added to its world.

use serde::{Deserialize, Serialize};

use crate::body::{BodyCode, LocalGovernment, local_governments};

/// A body that is on no published list: 広域連合, 一部事務組合.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedBody {
    /// Its code.
    pub code: BodyCode,
    /// Its name.
    pub name: String,
}

/// The published list and what was added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bodies {
    added: Vec<AddedBody>,
}

static PUBLISHED: Bodies = Bodies { added: Vec::new() };

impl Bodies {
    /// The published list alone.
    #[must_use]
    pub fn published() -> &'static Self {
        &PUBLISHED
    }

    /// The published list and these; what it names already is not added.
    #[must_use]
    pub fn with(added: impl IntoIterator<Item = AddedBody>) -> Self {
        let mut added: Vec<AddedBody> =
            added.into_iter().filter(|body| local_governments().get(body.code).is_none()).collect();
        added.sort_by_key(|body| body.code);
        Self { added }
    }

    /// The one with `code`.
    #[must_use]
    pub fn get(&self, code: BodyCode) -> Option<LocalGovernment<'_>> {
        let added = || self.added.iter().find(|body| body.code == code).map(government);
        local_governments().get(code).copied().or_else(added)
    }

    /// The name of the one with `code`; the code itself of what is not known.
    #[must_use]
    pub fn name(&self, code: BodyCode) -> String {
        self.get(code).map_or_else(|| code.to_string(), |body| body.name.to_owned())
    }

    /// All of them, the published ones first.
    pub fn iter(&self) -> impl Iterator<Item = LocalGovernment<'_>> {
        local_governments().all().iter().copied().chain(self.added.iter().map(government))
    }
}

fn government(body: &AddedBody) -> LocalGovernment<'_> {
    LocalGovernment { code: body.code, prefecture: body.code.prefecture().name(), name: &body.name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(code: &str, name: &str) -> AddedBody {
        AddedBody { code: BodyCode::parse(code).expect("a code"), name: name.to_owned() }
    }

    #[test]
    fn what_is_added_stands_beside_the_published_list() {
        let union = BodyCode::complete("15999").expect("a code");
        let known = Bodies::with([body(&union.to_string(), "魚沼地域広域連合"), body("152021", "偽の市")]);
        let found = known.get(union).expect("is known");
        assert_eq!((found.name, found.prefecture), ("魚沼地域広域連合", "新潟県"));
        assert!(found.is_called("新潟県魚沼地域広域連合長") && found.is_in("新潟"));
        // The published list has the last word on its own codes.
        assert_eq!(known.name(BodyCode::parse("152021").expect("a code")), "長岡市");
        assert_eq!(known.iter().count(), Bodies::published().iter().count() + 1);
        assert_eq!(Bodies::published().get(union), None);
        assert_eq!(Bodies::published().name(union), union.to_string());
    }
}
