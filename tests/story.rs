//! One body's plan on a database, through the use cases: handed in, handed in with an error, replaced, withdrawn.

use jiff::Timestamp;
use kikin_app::people::Scope;
use kikin_app::round::RoundError;
use kikin_app::{
    DatabaseError, Document, Receipt, WithdrawRequest, check, import, open_year, plan_of, save_draft, standing, verify,
    withdraw, year_request,
};
use kikin_domain::plan::Stage;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::standing::VersionState;
use kikin_domain::{BodyCode, Bu, FileReport, PrefectureCode, RuleId, Severity, Yen};

use crate::builder::Builder;
use crate::check::asked_year;
use crate::db::{Db, on_both};
use crate::people::machine;

const V1: &[Edit] = &[];
const V2: &[Edit] =
    &[Edit::Cover("提出日", Input::Text("令和8年6月16日")), Edit::Cell(Table::Projects, 0, "name", Input::Blank)];
/// 在宅医療推進センター runs on 6,000 thousand yen instead of 5,000.
const V3: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];

fn niigata() -> PrefectureCode {
    PrefectureCode::new(15).expect("a prefecture")
}

fn now() -> Timestamp {
    "2026-06-20T10:00:00+09:00".parse().expect("a moment")
}

fn act() -> Scope {
    machine(now())
}

/// A file's check and its receipt.
struct HandedIn {
    report: FileReport,
    receipt: Option<Receipt>,
}

async fn hand_in(db: &Db, name: &str, edits: &[Edit]) -> HandedIn {
    let year = open_year(&db.store, &act(), niigata(), asked_year()).await.expect("the year is open");
    let bytes = Builder::new().edits(edits).build();
    let document = Document::read(name, bytes.as_slice()).expect("is read");
    let files = [(document, check(name, &bytes, year_request(&year)))];
    let receipt = import(&db.store, &act(), &year, &files).await.expect("is received").remove(0).receipt;
    let [(_, report)] = files;
    HandedIn { report, receipt }
}

fn request(reason: &str) -> WithdrawRequest<'_> {
    WithdrawRequest {
        prefecture: niigata(),
        fiscal_year: asked_year(),
        body: BodyCode::parse("152021").expect("長岡市"),
        stage: Stage::Plan,
        bu: None,
        reason,
    }
}

/// File, No. and fund of every row of the plan; proved as it is written.
async fn plan(db: &Db) -> Vec<(String, String, i64)> {
    let (plan, uploads) =
        plan_of(&db.store, &act(), (niigata(), asked_year()), Stage::Plan).await.expect("is gathered");
    save_draft(&db.store, &act(), &plan, &uploads).await.expect("the split is proved and saved");
    let row =
        |l: &kikin_domain::consolidated::Line| (plan.sources[l.source].file.clone(), l.key.no.clone(), l.fund.get());
    plan.lines.iter().map(row).collect()
}

async fn assert_sound(db: &Db) {
    let found = verify(&db.store, &act()).await.expect("verifies");
    assert!(found.is_sound(), "{:?}", found.damages);
}

/// The plan as the file `name` gives it, whose third project has this fund.
fn rows_of(name: &str, third: i64) -> Vec<(String, String, i64)> {
    let rows = [("1", 9_000_000), ("2", 6_000_000), ("3", third)];
    rows.iter().map(|(no, fund)| (name.to_owned(), (*no).to_owned(), *fund)).collect()
}

/// The first three rows: those of 医療分 that the story changes.
async fn medical(db: &Db) -> Vec<(String, String, i64)> {
    plan(db).await.into_iter().take(3).collect()
}

on_both! {
    async fn the_plan_follows_the_versions(db: &Db) {
        let first = hand_in(db, "v1.xlsx", V1).await;
        let whole = plan(db).await;
        assert_eq!(medical(db).await, rows_of("v1.xlsx", 5_000_000));
        assert_sound(db).await;

        let second = hand_in(db, "v2.xlsx", V2).await;
        let states: Vec<VersionState> =
            second.receipt.iter().flat_map(|r| &r.versions).map(|v| v.state).collect();
        assert_eq!(states, [VersionState::Rejected, VersionState::Rejected], "kept, for both halves");
        assert_eq!(plan(db).await, whole, "a rejected file changes nothing");
        assert_sound(db).await;

        let third = hand_in(db, "v3.xlsx", V3).await;
        let replaced = plan(db).await;
        assert_eq!(replaced[..3], rows_of("v3.xlsx", 6_000_000));
        assert!(replaced.iter().all(|(file, ..)| file == "v3.xlsx"), "{replaced:?}");
        assert_eq!(replaced.len(), whole.len());
        assert_sound(db).await;

        let events = verify(&db.store, &act()).await.expect("verifies").events;
        let withdrawn = withdraw(&db.store, &act(), request("計上誤りのため")).await.expect("is withdrawn");
        let told: Vec<_> = withdrawn
            .iter()
            .map(|w| (w.bu, w.version.number, w.counts_now.as_ref().map(|v| v.number)))
            .collect();
        assert_eq!(told, [(Bu::Medical, 3, Some(1)), (Bu::Care, 3, Some(1))]);
        assert_eq!(plan(db).await, whole, "v1 to the yen");
        assert_sound(db).await;
        let chain = kikin_store::audit::events(db.store.connection(), niigata().into(), 0, 100).await.expect("events");
        let of_it: Vec<_> = chain.iter().filter(|e| e.action == "submission.withdraw").collect();
        assert_eq!(of_it.len(), 1, "one deed, one event");
        assert_eq!((of_it[0].why.as_deref(), of_it[0].actor.as_str()), (Some("計上誤りのため"), "command-line"));
        assert_eq!(verify(&db.store, &act()).await.expect("verifies").events, events + 2, "and the draft's");

        // A byte of a file and the fund of a row: found, and named.
        let uploads = [&first, &third].map(|i| i.receipt.as_ref().expect("a receipt").upload);
        db.disarm("blobs").await;
        db.disarm("projects").await;
        let join = if db.is_sqlite() {
            "unhex('00' || hex(substr(bytes, 2)))"
        } else {
            r"'\x00'::bytea || substring(bytes from 2)"
        };
        db.tamper(&format!("UPDATE blobs SET bytes = {join} WHERE sha256 = '{}'", first.report.sha256)).await;
        db.tamper(&format!("UPDATE projects SET fund = fund + 1 WHERE upload = {} AND ordinal = 2", uploads[1])).await;
        assert_eq!(
            db.damages().await,
            [format!("blobs {}", first.report.sha256), format!("projects {}/2", uploads[1])]
        );
    }

    async fn of_files_that_meet_one_counts_and_it_is_said(db: &Db) {
        let year = open_year(&db.store, &act(), niigata(), asked_year()).await.expect("the year is open");
        let first = hand_in(db, "先.xlsx", V1).await;
        let of = |one: &HandedIn| one.receipt.clone().expect("a receipt");
        let alone = standing(&db.store, &year, &of(&first)).await.expect("is told");
        assert_eq!(alone.findings, []);

        // The same 提出日: the later receipt counts. An earlier one: it does not.
        let same_day = &[V3, &[Edit::Cover("提出日", Input::Text("令和8年6月15日"))]].concat();
        let second = hand_in(db, "後.xlsx", same_day).await;
        let earlier = &[V1, &[Edit::Cover("提出日", Input::Text("令和8年6月1日"))]].concat();
        let third = hand_in(db, "日付が前.xlsx", earlier).await;
        let (whole, _) = plan_of(&db.store, &act(), (niigata(), asked_year()), Stage::Plan).await.expect("is gathered");
        let funds: Vec<i64> = whole.lines.iter().map(|l| l.fund.get()).collect();
        let after = standing(&db.store, &year, &of(&third)).await.expect("is told");
        assert_eq!(after.findings, whole.findings, "import and export say the same");
        assert_eq!(after.counts.iter().map(|(bu, v)| (*bu, v.as_ref().map(|v| v.number))).collect::<Vec<_>>(),
            [(Bu::Medical, Some(2)), (Bu::Care, Some(2))]);
        let [one] = whole.findings.as_slice() else { panic!("{:?}", whole.findings) };
        assert_eq!((one.finding.rule, one.finding.severity), (RuleId::P001, Severity::Warning));
        assert_eq!(one.file.as_deref(), Some("後.xlsx"));
        let counting = Yen::new(funds.iter().sum());
        let other = counting - Yen::new(1_000_000);
        for told in [
            "受付が3件".to_owned(),
            format!("受付番号2「後.xlsx」（基金の計 {counting}円）を採り"),
            format!("受付番号1「先.xlsx」（基金の計 {other}円）、受付番号3「日付が前.xlsx」（基金の計 {other}円）は採りません"),
        ] {
            assert!(one.finding.message.contains(&told), "{told} in {}", one.finding.message);
        }
        // The same bytes have their receipt already.
        let again = of(&hand_in(db, "先（再送）.xlsx", V1).await);
        assert_eq!((again.repeated, again.number), (true, of(&first).number));
        assert_eq!(standing(&db.store, &year, &again).await.expect("is told").findings, whole.findings);
        assert_eq!(of(&second).number, 2);
        assert_sound(db).await;
    }

    async fn what_cannot_be_withdrawn_is_refused(db: &Db) {
        hand_in(db, "v1.xlsx", V1).await;
        let blank = withdraw(&db.store, &act(), request("　 ")).await;
        assert!(matches!(blank, Err(RoundError::Database(DatabaseError::NoReason))), "{blank:?}");
        let of_change = WithdrawRequest { stage: Stage::Change, ..request("誤り") };
        let nothing = withdraw(&db.store, &act(), of_change).await;
        assert!(matches!(nothing, Err(RoundError::Database(DatabaseError::NothingCounts { .. }))), "{nothing:?}");
        let of_tokyo = WithdrawRequest { prefecture: PrefectureCode::new(13).expect("東京都"), ..request("誤り") };
        let foreign = withdraw(&db.store, &act(), of_tokyo).await;
        assert!(matches!(foreign, Err(RoundError::Database(DatabaseError::NothingCounts { .. }))), "{foreign:?}");

        // One half goes, the other stays; then nothing is left of the first.
        let care = WithdrawRequest { bu: Some(Bu::Care), ..request("介護分のみ取下げ") };
        let withdrawn = withdraw(&db.store, &act(), care).await.expect("is withdrawn");
        assert_eq!(withdrawn.iter().map(|w| (w.bu, w.counts_now.is_some())).collect::<Vec<_>>(), [(Bu::Care, false)]);
        let (left, _) = plan_of(&db.store, &act(), (niigata(), asked_year()), Stage::Plan).await.expect("is gathered");
        assert!(!left.lines.is_empty() && left.lines.iter().all(|l| l.bu == Bu::Medical));
        let again = withdraw(&db.store, &act(), care).await;
        assert!(matches!(again, Err(RoundError::Database(DatabaseError::NothingCounts { .. }))), "{again:?}");
        assert_eq!(db.damages().await, [""; 0]);
    }
}
