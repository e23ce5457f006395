//! The yearly round through the use cases, on both databases: who does what, in which state, and what is recorded.

mod carrying;
mod handing_in;
mod reviewing;
mod setting_up;
mod town_hall;
mod walk;

use std::sync::Arc;

use jiff::Timestamp;
use kikin_app::people::{Scope, Security};
use kikin_app::round::{Checks, HandedIn, Round, RoundError, Site, Uploaded, hand_in, set_up_year, upload};
use kikin_app::{CheckRequest, Document, Marked, PlanYear, ReadersError};
use kikin_domain::permission::{Halves, Role};
use kikin_domain::plan::Stage;
use kikin_domain::rule::{Edit, Input};
use kikin_domain::{BodyCode, Bu, FileReport};
use kikin_store::round::rounds;

use crate::builder::Builder;
use crate::check::asked_year;
use crate::db::Db;
use crate::people::{PASSWORD, body, enter, machine, morning, niigata, security, signed_in, wanted};

/// Reads in this process; the server's readers are tried with the binary.
pub(crate) struct Here;

impl Checks for Here {
    fn report(&self, document: &Document, request: CheckRequest<'_>) -> Result<FileReport, ReadersError> {
        Ok(kikin_app::check(&document.name, &document.bytes, request))
    }

    fn marked(&self, document: &Document, request: CheckRequest<'_>) -> Result<Marked, ReadersError> {
        kikin_app::mark(&document.name, &document.bytes, request)
            .map_err(|error| ReadersError::NotMarked(error.to_string()))
    }

    fn marked_as_found(
        &self,
        document: &Document,
        _: CheckRequest<'_>,
        found: &FileReport,
    ) -> Result<Marked, ReadersError> {
        kikin_app::mark_as_found(&document.bytes, found).map_err(|error| ReadersError::NotMarked(error.to_string()))
    }
}

pub(crate) fn here() -> Arc<Here> {
    Arc::new(Here)
}

pub(crate) fn nagaoka() -> Site {
    site("152021")
}

pub(crate) fn site(code: &str) -> Site {
    let body = BodyCode::parse(code).expect("a code");
    Site { prefecture: niigata(), year: asked_year(), body }
}

/// The accounts of a prefecture and two of its towns.
pub(crate) struct Cast {
    pub(crate) security: Security,
    pub(crate) clerk: String,
    pub(crate) reviewer: String,
    pub(crate) other_town: String,
    pub(crate) prefecture: String,
    pub(crate) lead: String,
}

impl Cast {
    /// Makes the posts, and the year as published.
    pub(crate) async fn enter(db: &Db) -> Self {
        let security = security();
        let cast = Self {
            clerk: post(db, &security, Role::MunicipalClerk, "152021", Halves::Both).await,
            reviewer: post(db, &security, Role::MunicipalReviewer, "152021", Halves::Both).await,
            other_town: post(db, &security, Role::MunicipalClerk, "152048", Halves::Both).await,
            prefecture: post(db, &security, Role::PrefecturalClerk, "150002", Halves::Both).await,
            lead: post(db, &security, Role::PrefecturalLead, "150002", Halves::Both).await,
            security,
        };
        let lead = cast.at(db, &cast.lead, morning()).await;
        set_up_year(&db.store, &lead, &year()).await.expect("is set up");
        cast
    }

    /// Somebody who signs in now.
    pub(crate) async fn at(&self, db: &Db, account: &str, now: Timestamp) -> Scope {
        signed_in(db, &self.security, now, account).await.scope
    }
}

/// A post whose holder can sign in.
pub(crate) async fn post(db: &Db, security: &Security, role: Role, code: &str, halves: Halves) -> String {
    let new = kikin_app::people::MakePost { halves, ..wanted(role, body(code)) };
    let made = kikin_app::people::make_post(&db.store, &machine(morning()), new).await.expect("is made");
    enter(db, security, &made.account, morning(), PASSWORD).await.expect("accepts");
    made.account
}

pub(crate) fn year() -> PlanYear {
    PlanYear::published(niigata(), asked_year())
}

/// The plain file of 長岡市 with edits.
pub(crate) fn file(name: &str, edits: &[Edit]) -> Document {
    let bytes = Builder::new().edits(edits).build();
    Document::read(name, bytes.as_slice()).expect("is read")
}

/// The file of 三条市.
pub(crate) const SANJO: &[Edit] =
    &[Edit::Cover("団体コード", Input::Text("152048")), Edit::Cover("市町村名", Input::Text("三条市"))];

pub(crate) async fn send(db: &Db, scope: &Scope, document: Document) -> Uploaded {
    upload(&db.store, &here(), scope, (nagaoka(), Stage::Plan), document).await.expect("is checked")
}

/// Uploads and hands in.
pub(crate) async fn filed(db: &Db, scope: &Scope, document: Document) -> Result<HandedIn, RoundError> {
    let uploaded = send(db, scope, document).await;
    let draft = match (uploaded.draft, uploaded.not_kept) {
        (Some(draft), _) => draft,
        (None, why) => return Err(why.expect("a reason")),
    };
    hand_in(&db.store, &here(), scope, draft.id, None).await
}

/// A body's submissions.
pub(crate) async fn all(db: &Db, site: Site) -> Vec<Round> {
    rounds(db.store.connection(), site.prefecture, site.year, Some(site.body)).await.expect("is read")
}

/// The states of 計画, 医療分 first.
pub(crate) async fn states(db: &Db, site: Site) -> Vec<&'static str> {
    let mut plan: Vec<_> = all(db, site).await.into_iter().filter(|r| r.submission.stage == Stage::Plan).collect();
    plan.sort_by_key(|r| r.submission.bu);
    assert!(plan.iter().map(|r| r.submission.bu).eq(Bu::ALL), "both are there");
    plan.iter().map(|r| r.progress.state().label()).collect()
}
