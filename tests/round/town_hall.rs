//! Attachments, texts being typed, and that what was recorded stays.

use std::sync::Arc;

use kikin_app::round::{
    Attach, Checks, RoundError, attach, attached, attached_bytes, detach, forget_text, keep_text, kept_text,
    look_at_draft,
};
use kikin_app::{CheckRequest, Document, Marked, ReadersError, year_request};
use kikin_domain::permission::Refusal;
use kikin_domain::plan::Stage;
use kikin_domain::round::{AttachmentKind, Media};
use kikin_domain::{Bu, FileReport};
use kikin_store::World;

use super::{Cast, file, filed, here, nagaoka, send, year};
use crate::db::on_both;
use crate::people::{assert_sound, morning, niigata, told};

/// Reads nothing.
struct Nobody;

impl Checks for Nobody {
    fn report(&self, document: &Document, _: CheckRequest<'_>) -> Result<FileReport, ReadersError> {
        Err(ReadersError::NotMarked(format!("{} is read again", document.name)))
    }

    fn marked(&self, document: &Document, request: CheckRequest<'_>) -> Result<Marked, ReadersError> {
        Err(self.report(document, request).expect_err("nothing is read"))
    }

    fn marked_as_found(
        &self,
        document: &Document,
        _: CheckRequest<'_>,
        found: &FileReport,
    ) -> Result<Marked, ReadersError> {
        Err(ReadersError::NotMarked(format!(
            "{} is marked again with {} findings",
            document.name,
            found.findings.len()
        )))
    }
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

fn estimate(bytes: &'static [u8]) -> Attach<'static> {
    Attach {
        site: nagaoka(),
        stage: Stage::Plan,
        bu: Bu::Medical,
        kind: AttachmentKind::Estimate,
        no: "1",
        file_name: "見積書.pdf",
        bytes,
    }
}

on_both! {
    async fn attachments_are_kept_as_they_came(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let one = attach(&db.store, &clerk, estimate(PDF)).await.expect("is attached");
        assert_eq!((one.media, one.no.as_deref()), (Media::Pdf, Some("1")));
        let again = attach(&db.store, &clerk, estimate(PDF)).await.expect("is answered");
        assert_eq!((again.id, told(db, World::Prefecture(niigata()), "attachment").await.len()), (one.id, 1));
        for bytes in [b"MZ\x90\0".as_slice(), b"<html>", b""] {
            let refused = attach(&db.store, &clerk, Attach { bytes, ..estimate(PDF) }).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        let sealed = Attach { kind: AttachmentKind::Sealed, bytes: b"\x89PNG\r\n\x1a\n", ..estimate(PDF) };
        assert!(matches!(attach(&db.store, &clerk, sealed).await, Err(RoundError::Field(_))));

        let prefecture = cast.at(db, &cast.prefecture, morning()).await;
        let (seen, bytes) = attached_bytes(&db.store, &prefecture, niigata(), one.id).await.expect("is seen");
        assert_eq!((&seen, bytes.as_slice()), (&one, PDF));
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        for refused in [
            attached(&db.store, &sanjo, nagaoka()).await.map(drop),
            attached_bytes(&db.store, &sanjo, niigata(), one.id).await.map(drop),
            detach(&db.store, &sanjo, niigata(), one.id).await,
            attach(&db.store, &sanjo, estimate(PDF)).await.map(drop),
        ] {
            assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        }
        detach(&db.store, &clerk, niigata(), one.id).await.expect("is taken off");
        assert_eq!(attached(&db.store, &clerk, nagaoka()).await.expect("lists"), []);
        let gone = detach(&db.store, &clerk, niigata(), one.id).await;
        assert!(matches!(gone, Err(RoundError::Refused(Refusal::Hidden))), "{gone:?}");
        assert_sound(db).await;
    }

    async fn what_is_typed_is_each_posts_own(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let reviewer = cast.at(db, &cast.reviewer, morning()).await;
        keep_text(&db.store, &clerk, "comment/1", "途中まで").await.expect("is kept");
        keep_text(&db.store, &clerk, "comment/1", "途中まで書いた").await.expect("is kept");
        assert_eq!(kept_text(&db.store, &clerk, "comment/1").await.expect("reads").as_deref(), Some("途中まで書いた"));
        assert_eq!(kept_text(&db.store, &reviewer, "comment/1").await.expect("reads"), None);
        forget_text(&db.store, &clerk, "comment/1").await.expect("is forgotten");
        assert_eq!(kept_text(&db.store, &clerk, "comment/1").await.expect("reads"), None);
        assert_sound(db).await;
    }

    async fn opening_a_draft_reads_no_workbook(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let draft = send(db, &clerk, file("長岡市.xlsx", &[])).await.draft.expect("is kept");
        let seen = look_at_draft(&db.store, &Arc::new(Nobody), &clerk, nagaoka(), draft.id).await.expect("is shown");
        let plan = kikin_app::check("長岡市.xlsx", &file("長岡市.xlsx", &[]).bytes, year_request(&year()));
        assert_eq!((seen.projects, seen.no_projects, &seen.totals), (5, false, &plan.totals));
        // One that was kept before its contents were is read as then, and is whole all the same.
        db.disarm("drafts").await;
        db.tamper("UPDATE drafts SET contents = NULL").await;
        let read = look_at_draft(&db.store, &here(), &clerk, nagaoka(), draft.id).await.expect("is read");
        assert_eq!((read.projects, &read.totals), (5, &plan.totals));
        let refused = look_at_draft(&db.store, &Arc::new(Nobody), &clerk, nagaoka(), draft.id).await;
        assert!(matches!(refused, Err(RoundError::Readers(_))), "{refused:?}");
    }

    async fn what_was_recorded_of_the_round_stays(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
        attach(&db.store, &clerk, estimate(PDF)).await.expect("is attached");
        assert_sound(db).await;
        for table in ["drafts", "attachments", "round_events"] {
            let refused = db.try_tamper(&format!("UPDATE {table} SET prefecture = prefecture")).await;
            assert!(refused.expect_err(table).contains("append-only"), "{table}");
            let refused = db.try_tamper(&format!("DELETE FROM {table}")).await;
            assert!(refused.expect_err(table).contains("append-only"), "{table}");
        }
        for table in ["drafts", "round_events"] {
            db.disarm(table).await;
        }
        db.tamper("UPDATE round_events SET why = 'その後の事情' WHERE kind = 'handed-in' AND id = (SELECT MIN(id) FROM round_events WHERE kind = 'handed-in')").await;
        db.tamper("UPDATE drafts SET file_name = '別の名前.xlsx'").await;
        let found = db.damages().await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("drafts ") && found[1].starts_with("round_events "), "{found:?}");
        // One that was slipped in is found too.
        send(db, &clerk, file("長岡市.xlsx", &[])).await;
        db.tamper("INSERT INTO round_events (prefecture, submission, kind, at, actor, role) SELECT prefecture, id, 'opened', '2026', 'x', 'x' FROM submissions LIMIT 1").await;
        assert!(db.damages().await.contains(&"round_events 15".to_owned()));
    }
}
