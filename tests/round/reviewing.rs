//! The prefecture at work: what comes back, what is registered for others, what the list says.

use std::io::{Cursor, Write as _};

use kikin_app::round::{
    Answered, Deadline, Decision, Moment, NoProjects, RoundError, Say, Site, answer_assessment, assess, assessed,
    begin_review, comment, confirm, differences, fund_of, hand_in, no_projects, notify_assessment, open_home,
    proxy_register, read_comments, receive, reminders, request_correction, set_up_year, status, status_csv, unpack,
};
use kikin_app::{Document, PlanYear, WithdrawRequest, withdraw};
use kikin_domain::permission::{Halves, Refusal, Role};
use kikin_domain::plan::{Answer, Stage};
use kikin_domain::round::{Cause, ChangeOf, Reopened, State};
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{Bu, CellRef, PrefectureCode, Yen};

use super::{Cast, SANJO, all, file, filed, here, nagaoka, post, send, site, states, year};
use crate::db::on_both;
use crate::people::{after, assert_sound, morning, niigata};

/// No. 3 of 医療分 with another fund.
const THIRD: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
];
/// Only the cover is another.
const SAME: &[Edit] = &[Edit::Cover("提出日", Input::Text("令和8年6月18日"))];

fn plan() -> (Site, Stage) {
    (nagaoka(), Stage::Plan)
}

fn withdrawal() -> WithdrawRequest<'static> {
    WithdrawRequest {
        prefecture: niigata(),
        fiscal_year: year().year,
        body: nagaoka().body,
        stage: Stage::Plan,
        bu: Some(Bu::Medical),
        reason: "計上誤りのため",
    }
}

fn cause<T: std::fmt::Debug>(answer: Result<T, RoundError>) -> Cause {
    match answer {
        Err(RoundError::NotNow(why)) => why.cause,
        other => panic!("{other:?}"),
    }
}

fn only(numbers: &[&str]) -> Reopened {
    Reopened::Projects(numbers.iter().map(|n| (*n).to_owned()).collect())
}

on_both! {
    async fn a_clean_round_up_to_confirmation(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        assert_eq!(cause(receive(&db.store, &officer, plan(), Bu::Medical).await), Cause::NothingFiled);
        filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
        begin_review(&db.store, &officer, plan(), Bu::Medical).await.expect("begins");
        assert_eq!(states(db, nagaoka()).await, ["審査中", "提出済"]);
        // What is under review stays as it is; the other half may still be replaced, with the same workbook.
        for (name, edits) in [("直し.xlsx", THIRD), ("表紙だけ.xlsx", SAME)] {
            let care = filed(db, &clerk, file(name, edits)).await.expect("the other half");
            assert_eq!(care.slip.versions.iter().map(|v| v.bu).collect::<Vec<_>>(), [Bu::Care]);
        }
        let third = assessed(&db.store, &officer, plan(), Bu::Medical).await.expect("is listed");
        assert_eq!(third[2].project.fund.get(), Some(Yen::new(5_000_000)), "as it was");
        assert_eq!(cause(confirm(&db.store, &officer, plan(), Bu::Medical).await), Cause::NotReceived);
        receive(&db.store, &officer, plan(), Bu::Medical).await.expect("is received");
        assert_eq!(cause(receive(&db.store, &officer, plan(), Bu::Medical).await), Cause::Already);
        confirm(&db.store, &officer, plan(), Bu::Medical).await.expect("is confirmed");
        assert_eq!(states(db, nagaoka()).await, ["確認済", "提出済"]);
        assert_eq!(cause(withdraw(&db.store, &clerk, withdrawal()).await), Cause::Confirmed);
        // The plan holds every yen of both, from the versions that count.
        let (whole, _) = kikin_app::plan_of(&db.store, &officer, (niigata(), year().year), Stage::Plan).await.expect("is gathered");
        let rows = status(&db.store, &officer, (niigata(), year().year), Stage::Plan).await.expect("is listed");
        assert_eq!(fund_of(&rows), whole.lines.iter().map(|l| l.fund).sum());
        assert_sound(db).await;
    }

    async fn returned_and_resubmitted(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        filed(db, &clerk, file("v1.xlsx", &[])).await.expect("is handed in");
        let blank = request_correction(&db.store, &officer, plan(), Bu::Medical, "　", Reopened::Whole).await;
        assert!(matches!(blank, Err(RoundError::Field(_))), "{blank:?}");
        let unknown = request_correction(&db.store, &officer, plan(), Bu::Medical, "確認", only(&["77"])).await;
        assert!(matches!(unknown, Err(RoundError::Field(_))), "{unknown:?}");
        request_correction(&db.store, &officer, plan(), Bu::Medical, "積算を直してください", only(&["1"])).await.expect("is asked");
        assert_eq!(states(db, nagaoka()).await, ["修正依頼（差戻し）", "提出済"]);

        // The stage is closed meanwhile; what came back is open all the same.
        let closed = PlanYear { open: Vec::new(), ..year() };
        let lead = cast.at(db, &cast.lead, morning()).await;
        set_up_year(&db.store, &lead, &closed).await.expect("is closed");
        let both = send(db, &clerk, file("v2.xlsx", THIRD)).await;
        assert_eq!(both.draft.expect("is kept").halves, [Bu::Medical], "介護分 is closed");
        set_up_year(&db.store, &lead, &year()).await.expect("is open again");

        // Another project than the one asked for, nothing at all, then with a reason.
        let other = filed(db, &clerk, file("v2.xlsx", THIRD)).await;
        assert!(matches!(&other, Err(RoundError::NotReopened { numbers, .. }) if numbers == &["3"]), "{other:?}");
        let same = filed(db, &clerk, file("v3.xlsx", SAME)).await;
        assert!(matches!(same, Err(RoundError::Unchanged(ref told)) if told.message.contains("医療分")), "{same:?}");
        let draft = send(db, &clerk, file("v1.xlsx", &[])).await.draft.expect("is kept").id;
        let bytes = hand_in(&db.store, &here(), &clerk, draft, Some(" ")).await;
        assert!(matches!(bytes, Err(RoundError::Unchanged(_))), "a blank is no reason");
        let explained = hand_in(&db.store, &here(), &clerk, draft, Some("積算は正しいため")).await.expect("is answered");
        assert_eq!((explained.slip.number, explained.repeated), (1, true), "the same bytes keep their receipt");
        assert_eq!(states(db, nagaoka()).await[0], "再提出済");

        // Asked again for No. 3, it is changed, and the difference is told by cell and yen.
        request_correction(&db.store, &officer, plan(), Bu::Medical, "No.3も確認してください", only(&["3"])).await.expect("is asked");
        filed(db, &clerk, file("v4.xlsx", THIRD)).await.expect("is handed in");
        assert_eq!(states(db, nagaoka()).await[0], "再提出済");
        let told = differences(&db.store, &officer, plan(), Bu::Medical, (1, 2)).await.expect("is told");
        let labels: Vec<&str> = told.iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["総事業費", "基金充当額 計", "令和8年度"]);
        for change in &told {
            assert_eq!(change.of, ChangeOf::Project("3".to_owned()));
            assert_eq!(change.yen, Some((Yen::new(5_000_000), Yen::new(6_000_000))), "{change:?}");
            assert!(change.before_at.is_some() && change.before_at == change.after_at, "the same cell");
        }
        assert_eq!(differences(&db.store, &officer, plan(), Bu::Medical, (2, 2)).await.expect("is told"), []);

        // Withdrawn, the former version counts with the state that it had.
        withdraw(&db.store, &clerk, withdrawal()).await.expect("is withdrawn");
        assert_eq!(states(db, nagaoka()).await[0], "修正依頼（差戻し）");
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        let hidden = differences(&db.store, &sanjo, plan(), Bu::Medical, (1, 2)).await;
        assert!(matches!(hidden, Err(RoundError::Refused(Refusal::Hidden))), "{hidden:?}");
        assert_sound(db).await;
    }

    async fn decided_on_sent_back_and_answered(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
        let decide = |no: &str, granted: i64, why: Option<&str>| Decision {
            no: no.to_owned(),
            adopted: granted > 0,
            granted: Yen::new(granted),
            why: why.map(str::to_owned),
        };
        let asked = assessed(&db.store, &officer, plan(), Bu::Medical).await.expect("is listed");
        let funds: Vec<_> = asked.iter().map(|a| (a.project.no.text(), a.project.fund.get().map_or(0, Yen::get))).collect();
        assert_eq!(funds[..3], [("1", 9_000_000), ("2", 6_000_000), ("3", 5_000_000)]);
        let rest: Vec<Decision> = funds[3..].iter().map(|(no, fund)| decide(no, *fund, None)).collect();
        let early = assess(&db.store, &officer, plan(), Bu::Medical, &rest).await;
        assert_eq!(cause(early), Cause::NotUnderReview);
        receive(&db.store, &officer, plan(), Bu::Medical).await.expect("is received");
        for wrong in [
            decide("1", 9_000_001, Some("増額")),
            decide("1", 8_000_000, None),
            decide("1", 0, Some("　")),
            decide("77", 1, None),
            Decision { adopted: false, ..decide("1", 1, Some("不採択")) },
        ] {
            let refused = assess(&db.store, &officer, plan(), Bu::Medical, &[wrong]).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        let mut decided = vec![decide("1", 9_000_000, None), decide("2", 4_000_000, Some("単価の見直し"))];
        decided.extend(rest);
        assess(&db.store, &officer, plan(), Bu::Medical, &decided).await.expect("is entered");
        assert_eq!(cause(notify_assessment(&db.store, &lead, plan(), Bu::Medical).await), Cause::NotConfirmed);
        confirm(&db.store, &officer, plan(), Bu::Medical).await.expect("is confirmed");
        let open = notify_assessment(&db.store, &lead, plan(), Bu::Medical).await.expect_err("No. 3 is open");
        assert!(open.to_string().contains("No.3"), "{open}");
        assess(&db.store, &officer, plan(), Bu::Medical, &[decide("3", 0, Some("対象外のため"))]).await.expect("is entered");
        let own = assessed(&db.store, &clerk, plan(), Bu::Medical).await.expect("is listed");
        assert!(own.iter().all(|a| a.decision.is_none()), "nothing is told before it is sent");
        assert_eq!(cause(answer_assessment(&db.store, &clerk, plan(), Bu::Medical, &[]).await), Cause::NotNotified);
        let by_clerk = notify_assessment(&db.store, &officer, plan(), Bu::Medical).await;
        assert!(matches!(by_clerk, Err(RoundError::Refused(Refusal::Role))), "{by_clerk:?}");
        notify_assessment(&db.store, &lead, plan(), Bu::Medical).await.expect("is sent");
        assert_eq!(cause(assess(&db.store, &officer, plan(), Bu::Medical, &decided).await), Cause::Notified);

        // Months later the stage is closed; it is answered all the same, for every project that is adopted.
        set_up_year(&db.store, &lead, &PlanYear { open: Vec::new(), ..year() }).await.expect("is closed");
        let own = assessed(&db.store, &clerk, plan(), Bu::Medical).await.expect("is listed");
        let granted = |no: &str| own.iter().find(|a| a.project.no.text() == no).and_then(|a| a.decision.clone()).expect("is told").granted;
        assert_eq!((granted("2"), granted("3")), (Yen::new(4_000_000), Yen::new(0)));
        let answer = |no: &str, answer: Answer, amount: Yen| Answered { no: no.to_owned(), answer, amount, why: None };
        let mut answers: Vec<Answered> = own
            .iter()
            .filter(|a| a.project.no.text() != "3")
            .map(|a| answer(a.project.no.text(), Answer::Full, granted(a.project.no.text())))
            .collect();
        let one_open = answer_assessment(&db.store, &clerk, plan(), Bu::Medical, &answers[1..]).await;
        assert!(one_open.expect_err("No. 1 is open").to_string().contains("No.1"));
        for wrong in [
            answer("1", Answer::Reduced, Yen::new(9_000_000)),
            answer("1", Answer::Withdrawn, Yen::new(1)),
            answer("1", Answer::Full, Yen::new(1)),
            answer("3", Answer::Full, Yen::new(0)),
        ] {
            let refused = answer_assessment(&db.store, &clerk, plan(), Bu::Medical, &[wrong]).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        answers[0] = answer("1", Answer::Reduced, Yen::new(8_500_000));
        answer_assessment(&db.store, &clerk, plan(), Bu::Medical, &answers).await.expect("is answered");
        let told = assessed(&db.store, &officer, plan(), Bu::Medical).await.expect("is listed");
        let first = told[0].answer.as_ref().expect("is answered");
        assert_eq!((first.answer, first.amount), (Answer::Reduced, Yen::new(8_500_000)));
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        for refused in [
            assessed(&db.store, &sanjo, plan(), Bu::Medical).await.map(drop),
            answer_assessment(&db.store, &sanjo, plan(), Bu::Medical, &answers).await,
        ] {
            assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        }
        assert_eq!(states(db, nagaoka()).await[0], "確認済");
        assert_sound(db).await;
        db.disarm("assessments").await;
        db.tamper("UPDATE assessments SET granted = granted + 1000 WHERE no = '2'").await;
        let found = db.damages().await;
        assert!(found.len() == 1 && found[0].starts_with("assessments "), "{found:?}");
    }

    async fn what_came_by_mail_is_registered(db: &Db) {
        let cast = Cast::enter(db).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        let key = (niigata(), year().year);
        let proxy = async |document: Document, why: &str| {
            proxy_register(&db.store, &here(), &officer, key, document, why).await
        };
        let blank = proxy(file("三条市.xlsx", SANJO), " ").await;
        assert!(matches!(blank, Err(RoundError::Field(_))), "{blank:?}");

        // A zip as Windows makes it, with what is to be passed over.
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, edits) in [("町/三条市.xlsx", SANJO), ("長岡市.xlsx", &[][..])] {
            zip.start_file(name, options).expect("begins");
            zip.write_all(&file(name, edits).bytes).expect("is written");
        }
        for name in ["~$長岡市.xlsx", "送付状.pdf"] {
            zip.start_file(name, options).expect("begins");
            zip.write_all(b"%PDF-").expect("is written");
        }
        let bytes = zip.finish().expect("is whole").into_inner();
        let (documents, passed_over) = unpack(&bytes).expect("is unpacked");
        assert_eq!(documents.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["三条市.xlsx", "長岡市.xlsx"]);
        assert_eq!(passed_over, ["~$長岡市.xlsx", "送付状.pdf"]);
        for damaged in [&bytes[..bytes.len() / 2], b"PK\x03\x04", b""] {
            assert!(matches!(unpack(damaged), Err(RoundError::Field(_))));
        }
        for document in documents {
            let done = proxy(document, "6月1日に電子メールで受領").await.expect("is checked");
            assert_eq!(done.outcome.expect("is registered").slip.sentence(), "この版が採用されます。");
        }
        assert_eq!(states(db, nagaoka()).await, ["提出済", "提出済"]);
        assert_eq!(states(db, site("152048")).await, ["提出済", "提出済"]);
        let again = proxy(file("長岡市（再送）.xlsx", &[]), "再送").await.expect("is checked");
        assert!(again.outcome.expect("is answered").repeated);

        let faulty = file("誤り.xlsx", &[Edit::Cell(Table::Projects, 0, "name", Input::Blank)]);
        let refused = proxy(faulty, "電子メール").await.expect("is checked");
        assert!(matches!(refused.outcome, Err(RoundError::Rejected { .. })), "{:?}", refused.outcome);
        let medical = post(db, &cast.security, Role::PrefecturalClerk, "150002", Halves::Medical).await;
        let medical = cast.at(db, &medical, morning()).await;
        let half = proxy_register(&db.store, &here(), &medical, key, file("両方.xlsx", THIRD), "電子メール").await;
        assert!(matches!(half.expect("is checked").outcome, Err(RoundError::Refused(Refusal::Half))));
        let town = cast.at(db, &cast.clerk, morning()).await;
        let refused = proxy_register(&db.store, &here(), &town, key, file("a.xlsx", &[]), "電子メール").await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        assert_sound(db).await;
    }

    async fn comments_outlive_what_is_sent_again(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        filed(db, &clerk, file("v1.xlsx", &[])).await.expect("is handed in");
        let cell = CellRef::parse("U12").expect("a cell");
        let say = Say {
            site: nagaoka(),
            stage: Stage::Plan,
            bu: Bu::Medical,
            no: "3",
            cell: Some(("事業一覧", cell)),
            answers: None,
            text: "単価の根拠を教えてください。",
        };
        let asked = comment(&db.store, &officer, say).await.expect("is written");
        filed(db, &clerk, file("v2.xlsx", THIRD)).await.expect("is handed in");
        let answer = Say { cell: None, answers: Some(asked.id), text: "備考に書きました。", ..say };
        let answered = comment(&db.store, &clerk, answer).await.expect("is written");
        assert_eq!(read_comments(&db.store, &officer, nagaoka()).await.expect("reads"), [asked.clone(), answered]);
        assert_eq!((asked.no.as_deref(), asked.cell), (Some("3"), Some(("事業一覧".to_owned(), cell))));
        for wrong in [Say { text: "　", ..say }, Say { answers: Some(999), ..say }, Say { bu: Bu::Care, ..answer }] {
            let refused = comment(&db.store, &clerk, wrong).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        for refused in [
            comment(&db.store, &sanjo, say).await.map(drop),
            read_comments(&db.store, &sanjo, nagaoka()).await.map(drop),
        ] {
            assert!(matches!(refused, Err(RoundError::Refused(Refusal::Hidden))), "{refused:?}");
        }
        assert_sound(db).await;
        db.disarm("comments").await;
        db.tamper(&format!("UPDATE comments SET content = '承知しました' WHERE id = {}", asked.id)).await;
        assert_eq!(db.damages().await, [format!("comments {}", asked.id)]);
    }

    async fn the_list_tells_who_has_done_what(db: &Db) {
        let cast = Cast::enter(db).await;
        let at = Moment::parse("2026-06-01T17:00:00+09:00").expect("a moment");
        let deadlines = Bu::ALL.map(|bu| Deadline { bu, stage: Stage::Plan, round: 1, at }).to_vec();
        let lead = cast.at(db, &cast.lead, morning()).await;
        set_up_year(&db.store, &lead, &PlanYear { deadlines, ..year() }).await.expect("is set up");
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let handed_in = filed(db, &clerk, file("長岡市.xlsx", &[])).await.expect("is handed in");
        let sanjo = cast.at(db, &cast.other_town, morning()).await;
        open_home(&db.store, &sanjo, site("152048")).await.expect("opens");
        let none = no_projects(&db.store, &sanjo, (site("152048"), Stage::Plan), &[Bu::Care]).await.expect("answers");
        assert!(matches!(none, NoProjects::HandedIn(_)));

        let officer = cast.at(db, &cast.prefecture, after(9 * 3_600)).await;
        let key = (niigata(), year().year);
        let rows = status(&db.store, &officer, key, Stage::Plan).await.expect("is listed");
        assert_eq!(rows.len(), 60, "thirty municipalities, two halves");
        let of = |code: &str, bu| rows.iter().find(|r| r.body.to_string() == code && r.bu == bu).expect("is listed");
        let medical = of("152021", Bu::Medical);
        assert_eq!((medical.state, medical.overdue, medical.opened), (State::Submitted, false, false));
        let own: Yen = handed_in.slip.totals.iter().map(|(_, a)| a.fund).sum();
        assert_eq!(medical.filing.fund + of("152021", Bu::Care).filing.fund, own);
        let sanjo = of("152048", Bu::Medical);
        assert_eq!((sanjo.state, sanjo.overdue, sanjo.opened), (State::NotSubmitted, true, true));
        assert_eq!((of("152048", Bu::Care).state, of("152048", Bu::Care).filing.projects), (State::Submitted, 0));
        let never = of("152056", Bu::Care);
        assert_eq!((never.state, never.overdue, never.opened, never.deadline), (State::NotSubmitted, true, false, Some(at)));
        let csv = String::from_utf8(status_csv(&rows).expect("is written")).expect("is UTF-8");
        assert_eq!(csv.lines().count(), 61);
        assert!(csv.contains("152021,長岡市,医療分,計画,提出済,2026-06-01T17:00:00+09:00,,"), "{csv}");

        let reminded = reminders(&db.store, &officer, key, Stage::Plan).await.expect("are made");
        assert_eq!(reminded.texts.len(), 29, "all but 長岡市");
        let (_, text) = reminded.texts.iter().find(|(b, _)| b.to_string() == "152048").expect("is reminded");
        assert!(text.contains("（医療分）") && text.contains("期限：医療分 令和8年6月1日 17:00"), "{text}");
        let town = cast.at(db, &cast.clerk, morning()).await;
        for refused in [
            status(&db.store, &town, key, Stage::Plan).await.map(drop),
            reminders(&db.store, &town, key, Stage::Plan).await.map(drop),
        ] {
            assert!(matches!(refused, Err(RoundError::Refused(_))), "{refused:?}");
        }
        assert_sound(db).await;
    }

    async fn the_list_of_the_largest_prefecture(db: &Db) {
        let cast = Cast::enter(db).await;
        let hokkaido = PrefectureCode::new(1).expect("北海道");
        let lead = post(db, &cast.security, Role::PrefecturalLead, "010006", Halves::Both).await;
        let lead = cast.at(db, &lead, morning()).await;
        set_up_year(&db.store, &lead, &PlanYear::published(hokkaido, year().year)).await.expect("is set up");
        let rows = status(&db.store, &lead, (hokkaido, year().year), Stage::Plan).await.expect("is listed");
        assert_eq!(rows.len(), 179 * 2);
        assert!(all(db, nagaoka()).await.is_empty());
    }
}
