//! Uploading and handing in: drafts, receipts, what counts, and what is not taken.

use kikin_app::round::{Deadline, Moment};
use kikin_app::round::{
    NoProjects, RoundError, SlipVersion, hand_in, no_projects, open_home, receipt_slip, set_up_year, stored_draft,
    upload,
};
use kikin_app::{Document, PlanYear, WithdrawRequest, withdraw};
use kikin_domain::permission::{Halves, Refusal, Role};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Cause, LeftOut, WhyLeft};
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{Bu, Verdict};
use kikin_store::{Store, World};

use super::{Cast, SANJO, all, file, filed, here, nagaoka, post, send, site, states, year};
use crate::db::on_both;
use crate::people::{after, assert_sound, machine, morning, niigata, told};

const FAULTY: &[Edit] = &[Edit::Cell(Table::Projects, 0, "name", Input::Blank)];
const CHANGED: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];

fn world() -> World {
    World::Prefecture(niigata())
}

on_both! {
    async fn a_clean_submission(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let home = open_home(&db.store, &clerk, nagaoka()).await.expect("opens");
        assert_eq!(home.rounds.len(), 6, "three stages of both halves are open");
        assert_eq!(states(db, nagaoka()).await, ["未提出", "未提出"]);
        open_home(&db.store, &clerk, nagaoka()).await.expect("opens");
        assert_eq!(told(db, world(), "submission.open").await.len(), 1, "the first time only");

        let uploaded = send(db, &clerk, file("長岡市.xlsx", &[])).await;
        let draft = uploaded.draft.expect("is kept");
        assert_eq!((uploaded.report.verdict, draft.halves.as_slice()), (Verdict::Accepted, Bu::ALL.as_slice()));
        assert_eq!(states(db, nagaoka()).await, ["作成中", "作成中"]);
        let (plan, _) = kikin_app::plan_of(&db.store, &machine(morning()), (niigata(), year().year), Stage::Plan).await.expect("is gathered");
        assert!(plan.lines.is_empty(), "a draft is in no plan");
        let key = (niigata(), year().year);
        assert_eq!(stored_draft(&db.store, &clerk, key, draft.id).await.expect("is there"), draft);

        let handed_in = hand_in(&db.store, &here(), &clerk, draft.id, None).await.expect("is handed in");
        let slip = &handed_in.slip;
        assert!(!handed_in.repeated);
        assert_eq!((slip.number, slip.file_name.as_str(), slip.projects, slip.late), (1, "長岡市.xlsx", uploaded.report.plan.expect("read").projects.len(), false));
        assert_eq!(slip.sha256, uploaded.report.sha256);
        assert_eq!(slip.received_at, "2026-06-01T09:00:00+09:00");
        assert_eq!(slip.totals, uploaded.report.totals);
        assert_eq!(slip.sentence(), "この版が採用されます。");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_eq!(told(db, world(), "submission.hand-in").await.len(), 1, "one act, one event");

        // The prefecture sees it, the other town does not, nor a draft of it.
        let prefecture = cast.at(db, &cast.prefecture, morning()).await;
        assert_eq!(receipt_slip(&db.store, &prefecture, niigata(), slip.upload).await.expect("is seen"), *slip);
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        for refused in [
            receipt_slip(&db.store, &sanjo, niigata(), slip.upload).await.map(drop),
            stored_draft(&db.store, &sanjo, key, draft.id).await.map(drop),
            hand_in(&db.store, &here(), &sanjo, draft.id, None).await.map(drop),
            hand_in(&db.store, &here(), &sanjo, 999, None).await.map(drop),
            stored_draft(&db.store, &prefecture, key, draft.id).await.map(drop),
        ] {
            assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        }
        let reviewer = cast.at(db, &cast.reviewer, morning()).await;
        let refused = hand_in(&db.store, &here(), &reviewer, draft.id, None).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Role))), "{refused:?}");
        assert!(told(db, world(), "permission.refuse").await.iter().any(|t| t.contains("role")));
        assert_sound(db).await;
    }

    async fn twenty_at_once_are_one_submission(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (url, clerk) = (db.url.clone(), clerk.clone());
            tasks.push(tokio::spawn(async move {
                // As far as the database can tell, processes of their own.
                let store = Store::connect(&url).await.expect("connects");
                let document = file("長岡市.xlsx", &[]);
                let uploaded = upload(&store, &here(), &clerk, (nagaoka(), Stage::Plan), document).await;
                let draft = uploaded.expect("is checked").draft.expect("is kept").id;
                let handed_in = hand_in(&store, &here(), &clerk, draft, None).await.expect("is handed in");
                store.close().await.expect("closes");
                (draft, handed_in.slip.upload)
            }));
        }
        let mut drafts = std::collections::BTreeSet::new();
        let mut uploads = std::collections::BTreeSet::new();
        for task in tasks {
            let (draft, upload) = task.await.expect("runs");
            drafts.insert(draft);
            uploads.insert(upload);
        }
        assert_eq!(uploads.len(), 1, "one received file");
        let versions: Vec<usize> =
            all(db, nagaoka()).await.iter().map(|r| r.submission.versions.len()).filter(|n| *n > 0).collect();
        assert_eq!(versions, [1, 1], "one version of each half");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_sound(db).await;

        // And of one draft, twenty presses.
        let draft = send(db, &clerk, file("長岡市（直し）.xlsx", CHANGED)).await.draft.expect("is kept").id;
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (store, clerk) = (db.store.clone(), clerk.clone());
            tasks.push(tokio::spawn(async move {
                hand_in(&store, &here(), &clerk, draft, None).await.expect("is handed in")
            }));
        }
        let (mut first, mut numbers) = (0, std::collections::BTreeSet::new());
        for task in tasks {
            let handed_in = task.await.expect("runs");
            first += u32::from(!handed_in.repeated);
            numbers.insert(handed_in.slip.number);
        }
        assert_eq!((first, numbers.len()), (1, 1));
        assert_sound(db).await;
    }

    async fn what_has_errors_or_is_not_ones_own_is_not_handed_in(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let faulty = send(db, &clerk, file("誤り.xlsx", FAULTY)).await;
        let draft = faulty.draft.expect("is kept with its findings");
        assert_eq!((draft.verdict, draft.findings.len()), (Verdict::Rejected, faulty.report.findings.len()));
        let refused = hand_in(&db.store, &here(), &clerk, draft.id, None).await;
        assert!(matches!(refused, Err(RoundError::Rejected { errors: 1.. })), "{refused:?}");

        let foreign = send(db, &clerk, file("三条市.xlsx", SANJO)).await;
        assert!(foreign.draft.is_none());
        assert!(foreign.not_kept.expect("told").to_string().contains("三条市のもの"));
        let garbage = send(db, &clerk, Document::read("表.csv", "a,b".as_bytes()).expect("is read")).await;
        assert_eq!(garbage.draft.expect("is kept with its findings").verdict, Verdict::Rejected);
        assert_eq!(states(db, nagaoka()).await, ["作成中", "作成中"]);
        // 三条市 cannot be written for by 長岡市 at all.
        let refused = upload(&db.store, &here(), &clerk, (site("152048"), Stage::Plan), file("a.xlsx", SANJO)).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        // The prefecture is told what is found and keeps no drafts.
        let prefecture = cast.at(db, &cast.prefecture, morning()).await;
        let checked = send(db, &prefecture, file("長岡市.xlsx", &[])).await;
        assert!(checked.draft.is_none() && checked.report.verdict == Verdict::Accepted);
        assert_sound(db).await;
    }

    async fn a_later_version_counts_and_a_withdrawal_gives_the_former_back(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let first = filed(db, &clerk, file("v1.xlsx", &[])).await.expect("is handed in");
        let second = filed(db, &clerk, file("v2.xlsx", CHANGED)).await.expect("is handed in");
        assert_eq!(second.slip.sentence(), "この版が採用されます。");
        let former = receipt_slip(&db.store, &clerk, niigata(), first.slip.upload).await.expect("is seen");
        assert_eq!(former.sentence(), "医療分は、受付番号2の版が採用されています。介護分は、受付番号2の版が採用されています。");
        let earlier = [CHANGED, &[Edit::Cover("提出日", Input::Text("令和8年6月1日"))]].concat();
        let refused = filed(db, &clerk, file("v3.xlsx", &earlier)).await;
        assert!(matches!(refused, Err(RoundError::EarlierDate { .. })), "{refused:?}");

        let request = WithdrawRequest {
            prefecture: niigata(),
            fiscal_year: year().year,
            body: nagaoka().body,
            stage: Stage::Plan,
            bu: Some(Bu::Medical),
            reason: "計上誤りのため",
        };
        let withdrawn = withdraw(&db.store, &clerk, request).await.expect("is withdrawn");
        assert_eq!(withdrawn[0].counts_now.as_ref().map(|v| v.receipt), Some(1));
        let now = receipt_slip(&db.store, &clerk, niigata(), second.slip.upload).await.expect("is seen");
        let version = |bu, counting| SlipVersion { bu, number: 2, counting: Some(counting) };
        assert_eq!(now.versions, [version(Bu::Medical, 1), version(Bu::Care, 2)]);
        withdraw(&db.store, &clerk, request).await.expect("the first too");
        assert_eq!(states(db, nagaoka()).await, ["作成中", "提出済"], "the draft that was refused lies there still");
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        let refused = withdraw(&db.store, &sanjo, request).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        assert_sound(db).await;
    }

    async fn no_projects_is_one_press(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let place = (nagaoka(), Stage::Plan);
        let NoProjects::HandedIn(first) = no_projects(&db.store, &clerk, place, &[Bu::Care]).await.expect("is answered")
        else {
            panic!("no decision is needed")
        };
        assert_eq!((first.slip.projects, first.slip.versions.len(), first.repeated), (0, 1, false));
        assert_eq!(first.slip.sentence(), "この版が採用されます。");
        let NoProjects::HandedIn(again) = no_projects(&db.store, &clerk, place, &[Bu::Care]).await.expect("is answered")
        else {
            panic!("no decision is needed")
        };
        assert_eq!((again.slip.number, again.repeated), (first.slip.number, true));
        let care = all(db, nagaoka()).await.into_iter().find(|r| r.submission.bu == Bu::Care).expect("is there");
        assert_eq!(care.progress.state().label(), "提出済");
        let (plan, _) = kikin_app::plan_of(&db.store, &machine(morning()), (niigata(), year().year), Stage::Plan).await.expect("is gathered");
        assert!(plan.lines.is_empty() && plan.sources.iter().all(|s| s.counts), "an answer without projects");
        assert_sound(db).await;
    }

    async fn after_the_deadline_it_is_late_or_closed(db: &Db) {
        let cast = Cast::enter(db).await;
        let at = |text: &str| Moment::parse(text).expect("a moment");
        let deadline = |round, text: &str| {
            Bu::ALL.map(|bu| Deadline { bu, stage: Stage::Plan, round, at: at(text) })
        };
        let first = PlanYear { deadlines: deadline(1, "2026-06-01T17:00:00+09:00").to_vec(), ..year() };
        let lead = cast.at(db, &cast.lead, morning()).await;
        set_up_year(&db.store, &lead, &first).await.expect("is set up");
        let in_time = cast.at(db, &cast.clerk, after(8 * 3_600)).await;
        let draft = send(db, &in_time, file("長岡市.xlsx", &[])).await.draft.expect("until the last second").id;

        let too_late = cast.at(db, &cast.clerk, after(8 * 3_600 + 1)).await;
        let refused = hand_in(&db.store, &here(), &too_late, draft, None).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Closed))), "{refused:?}");
        let checked = send(db, &too_late, file("長岡市.xlsx", CHANGED)).await;
        assert!(matches!(checked.not_kept, Some(RoundError::Refused(Refusal::Closed))));
        assert!(told(db, world(), "permission.refuse").await.iter().any(|t| t.contains("closed")));

        let deadlines = [deadline(1, "2026-06-01T17:00:00+09:00"), deadline(2, "2026-06-05T17:00:00+09:00")].concat();
        let lead = cast.at(db, &cast.lead, after(8 * 3_600 + 2)).await;
        set_up_year(&db.store, &lead, &PlanYear { deadlines, ..year() }).await.expect("is set up");
        let second_round = cast.at(db, &cast.clerk, after(8 * 3_600 + 3)).await;
        let handed_in = hand_in(&db.store, &here(), &second_round, draft, None).await.expect("is handed in");
        assert!(handed_in.slip.late, "in the second round, and it is told");
        assert_sound(db).await;
    }

    async fn two_divisions_hand_in_their_own_halves(db: &Db) {
        let cast = Cast::enter(db).await;
        let medical = post(db, &cast.security, Role::MunicipalClerk, "152021", Halves::Medical).await;
        let medical = cast.at(db, &medical, morning()).await;
        let both = send(db, &medical, file("両方.xlsx", &[])).await.draft.expect("its own half is kept");
        assert_eq!(both.halves, [Bu::Medical]);
        assert_eq!(both.contents.expect("is known").projects, 3, "of its own half");
        let care_only = [0, 1, 2].map(|row| Edit::Cell(Table::Projects, row, "category", Input::Text("Ⅴ")));
        let Some(RoundError::NotTaken(not)) = send(db, &medical, file("介護.xlsx", &care_only)).await.not_kept else {
            panic!("nothing of it is its own")
        };
        assert_eq!(not.left, [LeftOut { bu: Bu::Care, why: WhyLeft::NotInCharge }]);
        assert_eq!((not.open.as_slice(), not.projects.len()), ([Bu::Medical].as_slice(), 5));
        let answered = no_projects(&db.store, &medical, (nagaoka(), Stage::Plan), &[Bu::Medical]).await;
        assert!(matches!(answered, Ok(NoProjects::HandedIn(_))), "{answered:?}");
        let refused = no_projects(&db.store, &medical, (nagaoka(), Stage::Plan), &[Bu::Care]).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Half))), "{refused:?}");
        let care = post(db, &cast.security, Role::MunicipalClerk, "152021", Halves::Care).await;
        let care = cast.at(db, &care, morning()).await;
        no_projects(&db.store, &care, (nagaoka(), Stage::Plan), &[Bu::Care]).await.expect("its own");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_sound(db).await;
    }

    async fn a_decision_by_a_second_post(db: &Db) {
        use kikin_app::round::{Expected, approve, ask_approval, decline, every_municipality};
        let cast = Cast::enter(db).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        let own = |e: Expected| Expected { approval: e.body == nagaoka().body, ..e };
        let expected = every_municipality(niigata()).into_iter().map(own).collect();
        set_up_year(&db.store, &lead, &PlanYear { expected, ..year() }).await.expect("is set up");
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let reviewer = cast.at(db, &cast.reviewer, morning()).await;
        let cause = |answer: Result<(), RoundError>| match answer {
            Err(RoundError::NotNow(why)) => why.cause,
            other => panic!("{other:?}"),
        };
        let today = "2026-06-01".parse().expect("a day");

        let draft = send(db, &clerk, file("長岡市.xlsx", &[])).await.draft.expect("is kept").id;
        assert_eq!(cause(hand_in(&db.store, &here(), &clerk, draft, None).await.map(drop)), Cause::NotApproved);
        assert_eq!(cause(approve(&db.store, &reviewer, draft, "長健第1号", today).await), Cause::NotAsked);
        ask_approval(&db.store, &clerk, draft).await.expect("is asked");
        assert_eq!(states(db, nagaoka()).await, ["庁内決裁中", "庁内決裁中"]);
        assert!(matches!(approve(&db.store, &clerk, draft, "長健第1号", today).await, Err(RoundError::Refused(Refusal::Role))));
        decline(&db.store, &reviewer, draft, "金額を確かめてください").await.expect("is sent back");
        assert_eq!(states(db, nagaoka()).await, ["作成中", "作成中"]);

        // What the reviewer drafts somebody else decides on.
        let own = send(db, &reviewer, file("確認者.xlsx", CHANGED)).await.draft.expect("is kept").id;
        ask_approval(&db.store, &clerk, own).await.expect("is asked");
        assert_eq!(cause(approve(&db.store, &reviewer, own, "長健第2号", today).await), Cause::OwnDraft);
        let second = post(db, &cast.security, Role::MunicipalReviewer, "152021", Halves::Both).await;
        let second = cast.at(db, &second, morning()).await;
        let tomorrow = "2026-06-02".parse().expect("a day");
        assert!(matches!(approve(&db.store, &second, own, "長健第2号", tomorrow).await, Err(RoundError::Field(_))));
        approve(&db.store, &second, own, "長健第2号", today).await.expect("is decided");
        hand_in(&db.store, &here(), &clerk, own, None).await.expect("is handed in");
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        let of_it: Vec<_> = all(db, nagaoka()).await.into_iter().flat_map(|r| r.events).collect();
        assert!(of_it.iter().any(|e| e.document_number.as_deref() == Some("長健第2号") && e.decided_on == Some(today)));
        let none = no_projects(&db.store, &clerk, (nagaoka(), Stage::Change), &Bu::ALL).await.expect("is drafted");
        assert!(matches!(none, NoProjects::Drafted(_)), "a decision comes first");
        assert_sound(db).await;
    }
}
