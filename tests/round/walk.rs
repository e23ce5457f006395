//! A walk over every use case × role × own or other organisation: what the table refuses is refused, what it permits is not.

use kikin_app::people::Scope;
use kikin_app::round::{
    self, Attach, BodyForm, FilledWith, MendOf, NewNotice, Organisation, RoundError, Say, Site, set_up_year,
};
use kikin_app::{DatabaseError, PlanYear, WithdrawRequest, jobs, planning, record, withdraw};
use kikin_domain::body::local_governments;
use kikin_domain::evaluation::{Front, Grant};
use kikin_domain::permission::{Action, Halves, Matter, Refusal, Role, Seat, decide};
use kikin_domain::plan::Stage;
use kikin_domain::round::{AttachmentKind, Reopened};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode, Yen};

use super::{Cast, file, here, post, site, year};
use crate::db::{Db, on_both};
use crate::people::{assert_sound, morning};

/// A use case that can be called with a place alone, and what one must be permitted to do for it.
const CASES: &[(&str, Action, Owner)] = &[
    ("upload", Action::Check, Owner::Body),
    ("no_projects", Action::HandIn, Owner::Body),
    ("withdraw", Action::Withdraw, Owner::Body),
    ("attach", Action::Draft, Owner::Body),
    ("attached", Action::ViewSubmission, Owner::Body),
    ("open_home", Action::ViewSubmission, Owner::Body),
    ("differences", Action::ViewSubmission, Owner::Body),
    ("look_at_submission", Action::ViewSubmission, Owner::Body),
    ("version_file", Action::ViewSubmission, Owner::Body),
    ("answer_form", Action::ViewSubmission, Owner::Body),
    ("blank_form", Action::Template, Owner::Body),
    ("mendable", Action::Draft, Owner::Body),
    ("comment", Action::Comment, Owner::Body),
    ("read_comments", Action::ViewSubmission, Owner::Body),
    ("begin_review", Action::Review, Owner::Body),
    ("request_correction", Action::RequestCorrection, Owner::Body),
    ("receive", Action::Receive, Owner::Body),
    ("confirm", Action::Confirm, Owner::Body),
    ("assess", Action::Assess, Owner::Body),
    ("notify_assessment", Action::NotifyAssessment, Owner::Body),
    ("answer_assessment", Action::AnswerAssessment, Owner::Body),
    ("assessed", Action::ViewSubmission, Owner::Body),
    ("plan_of", Action::ViewPlan, Owner::Prefecture),
    ("open_year", Action::SetUpYear, Owner::Prefecture),
    ("set_groups", Action::GroupProjects, Owner::Prefecture),
    ("status", Action::ViewStatus, Owner::Prefecture),
    ("reminders", Action::Remind, Owner::AnyBody),
    ("proxy_register", Action::ProxyRegister, Owner::AnyBody),
    ("set_up_year", Action::SetUpYear, Owner::Prefecture),
    ("read_year", Action::ViewPlan, Owner::Prefecture),
    ("add_body", Action::AddBody, Owner::Prefecture),
    ("enter_national_notices", Action::EnterNationalNotice, Owner::Prefecture),
    ("tell_municipalities", Action::PostNotice, Owner::Prefecture),
    ("read_notices", Action::ReadNotices, Owner::Prefecture),
    ("overview", Action::ViewPlan, Owner::Prefecture),
    ("addends", Action::ViewPlan, Owner::Prefecture),
    ("versions", Action::ViewPlan, Owner::Prefecture),
    ("plan_time_line", Action::ViewPlan, Owner::Prefecture),
    ("to_fix", Action::FreezePlan, Owner::Prefecture),
    ("keep_draft", Action::GroupProjects, Owner::Prefecture),
    ("grouped", Action::GroupProjects, Owner::Prefecture),
    ("groups_csv", Action::GroupProjects, Owner::Prefecture),
    ("evaluated_plan", Action::ViewPlan, Owner::Prefecture),
    ("evaluated_plans", Action::ViewPlan, Owner::Prefecture),
    ("evaluation_years", Action::ViewPlan, Owner::Prefecture),
    ("enter_grant", Action::EnterGrant, Owner::Prefecture),
    ("write_front", Action::WriteEvaluation, Owner::Prefecture),
    ("chapters", Action::EditChapters, Owner::Prefecture),
    ("take_own", Action::EditOwnProjects, Owner::Prefecture),
    ("ask_job", Action::Export, Owner::Prefecture),
    ("list_jobs", Action::Export, Owner::Prefecture),
    ("read_record", Action::ReadAudit, Owner::Prefecture),
    ("change_year", Action::SetUpYear, Owner::Prefecture),
    ("begin_year", Action::SetUpYear, Owner::Prefecture),
    ("read_settings", Action::ViewPlan, Owner::Prefecture),
    ("ask_originals", Action::Export, Owner::Prefecture),
    ("ask_registration", Action::ProxyRegister, Owner::AnyBody),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Body,
    /// One that stands for all of the prefecture's.
    AnyBody,
    Prefecture,
}

/// A version that is not there is hidden from everybody, also from whoever may.
fn there_or_not<T>(scope: &Scope, action: Action, on: Site, outcome: Result<T, RoundError>) -> Result<(), RoundError> {
    match outcome {
        Err(RoundError::Refused(Refusal::Hidden)) if scope.may(action, &on.matter()).is_ok() => Ok(()),
        other => other.map(drop),
    }
}

/// Calls a use case on a body's things, or its prefecture's.
async fn call(db: &Db, scope: &Scope, name: &str, on: Site) -> Result<(), RoundError> {
    let (store, what, key) = (&db.store, (on, Stage::Plan), (on.prefecture, on.year));
    match name {
        "upload" => round::upload(store, &here(), scope, what, file("a.xlsx", &[])).await.map(drop),
        "no_projects" => round::no_projects(store, scope, what, &[Bu::Care]).await.map(drop),
        "withdraw" => {
            let (prefecture, fiscal_year, body) = (on.prefecture, on.year, on.body);
            let bu = Some(Bu::Medical);
            let request = WithdrawRequest { prefecture, fiscal_year, body, stage: Stage::Plan, bu, reason: "誤り" };
            withdraw(store, scope, request).await.map(drop)
        }
        "attach" => {
            let (kind, file_name) = (AttachmentKind::Other, "a.pdf");
            let new =
                Attach { site: on, stage: Stage::Plan, bu: Bu::Care, kind, no: "", file_name, bytes: b"%PDF-1.7" };
            round::attach(store, scope, new).await.map(drop)
        }
        "attached" => round::attached(store, scope, on).await.map(drop),
        "open_home" => round::open_home(store, scope, on).await.map(drop),
        "differences" => there_or_not(
            scope,
            Action::ViewSubmission,
            on,
            round::differences(store, scope, what, Bu::Care, (1, 1)).await,
        ),
        "look_at_submission" => round::look_at_submission(store, scope, what, Bu::Care).await.map(drop),
        "version_file" => {
            there_or_not(scope, Action::ViewSubmission, on, round::version_file(store, scope, what, Bu::Care, 9).await)
        }
        "answer_form" => {
            there_or_not(scope, Action::ViewSubmission, on, round::answer_form(store, scope, what, Bu::Care).await)
        }
        "blank_form" => round::blank_form(store, scope, what, FilledWith::Cover).await.map(drop),
        "mendable" => {
            let of = MendOf::Counting(Stage::Request, Bu::Care);
            there_or_not(scope, Action::Draft, on, round::mendable(store, &here(), scope, (on, of)).await)
        }
        "comment" => {
            let text = "確認しました。";
            let say = Say { site: on, stage: Stage::Plan, bu: Bu::Care, no: "", cell: None, answers: None, text };
            round::comment(store, scope, say).await.map(drop)
        }
        "read_comments" => round::read_comments(store, scope, on).await.map(drop),
        "begin_review" => round::begin_review(store, scope, what, Bu::Care).await,
        "request_correction" => round::request_correction(store, scope, what, Bu::Care, "確認", Reopened::Whole).await,
        "receive" => round::receive(store, scope, what, Bu::Care).await,
        "confirm" => round::confirm(store, scope, what, Bu::Care).await,
        "assess" => round::assess(store, scope, what, Bu::Care, &[]).await,
        "notify_assessment" => round::notify_assessment(store, scope, what, Bu::Care).await,
        "answer_assessment" => round::answer_assessment(store, scope, what, Bu::Care, &[]).await,
        "assessed" => round::assessed(store, scope, what, Bu::Care).await.map(drop),
        "status" => round::status(store, scope, key, Stage::Plan).await.map(drop),
        "reminders" => round::reminders(store, scope, key, Stage::Plan).await.map(drop),
        "proxy_register" => {
            round::proxy_register(store, &here(), scope, key, file("a.xlsx", &[]), "電子メール").await.map(drop)
        }
        other => prefectural(db, scope, other, on).await,
    }
}

async fn prefectural(db: &Db, scope: &Scope, name: &str, on: Site) -> Result<(), RoundError> {
    let (store, key) = (&db.store, (on.prefecture, on.year));
    match name {
        "set_up_year" => set_up_year(store, scope, &PlanYear::published(on.prefecture, on.year)).await,
        "read_year" => round::read_year(store, scope, on.prefecture, on.year).await.map(drop),
        "add_body" => {
            // No name: whoever may is told so, and nothing is added.
            let code = BodyCode::parse("152021").expect("a code");
            let (name, form, members) = (String::new(), BodyForm::Other, Vec::new());
            let new = Organisation { code, name, form, members, valid_from: None, valid_to: None };
            round::add_body(store, scope, on.prefecture, &new).await
        }
        "enter_national_notices" => round::enter_national_notices(store, scope, key, &[]).await,
        "tell_municipalities" => {
            let (title, content) = ("お知らせ", "期限を確かめてください。");
            let new = NewNotice { prefecture: on.prefecture, year: on.year, replaces: None, title, content };
            round::tell_municipalities(store, scope, new).await.map(drop)
        }
        "plan_of" => by_database(kikin_app::plan_of(store, scope, key, Stage::Plan).await),
        "open_year" => by_database(kikin_app::open_year(store, scope, key.0, key.1).await),
        "set_groups" => by_database(kikin_app::set_groups(store, scope, key, &[], &[]).await),
        "read_notices" => round::read_notices(store, scope, on.prefecture, on.year).await.map(drop),
        "change_year" => round::change_year(store, scope, key, |_| ()).await.map(drop),
        "begin_year" => round::begin_year(store, scope, key).await,
        "read_settings" => round::read_settings(store, scope, key).await.map(drop),
        other => of_plan(db, scope, other, key).await,
    }
}

async fn of_plan(db: &Db, scope: &Scope, name: &str, key: (PrefectureCode, FiscalYear)) -> Result<(), RoundError> {
    let store = &db.store;
    match name {
        "overview" => planning::overview(store, scope, key, Stage::Plan).await.map(drop),
        "addends" => {
            let (of, figure) = (planning::Of::All, planning::Figure::Count);
            let question = planning::AddendQuestion { stage: Stage::Plan, of, figure, body: None, page: 1 };
            planning::addends(store, scope, key, &question).await.map(drop)
        }
        "versions" => planning::versions(store, scope, key).await.map(drop),
        "to_fix" => planning::to_fix(store, scope, key).await.map(drop),
        "keep_draft" => planning::keep_draft(store, scope, key, Stage::Plan, None).await.map(drop),
        "grouped" => planning::grouped(store, scope, key, None, 1).await.map(drop),
        "groups_csv" => planning::groups_csv(store, scope, key, false).await.map(drop),
        "chapters" => planning::chapters(store, scope, key).await.map(drop),
        "take_own" => planning::take_own(store, &here(), scope, key, file("a.xlsx", &[])).await.map(drop),
        "ask_job" => jobs::ask(store, scope, key, (jobs::JobKind::PlanData, Stage::Plan)).await.map(drop),
        "ask_originals" => jobs::ask(store, scope, key, (jobs::JobKind::Originals, Stage::Change)).await.map(drop),
        "ask_registration" => {
            let sending = jobs::Sending { files: Vec::new(), why: "電子メール".to_owned() };
            jobs::ask_registration(store, scope, key, sending).await.map(drop)
        }
        "list_jobs" => jobs::list(store, scope, key.0, 1).await.map(drop),
        "read_record" => Ok(record::read(store, scope, key.0, &record::Sought::default()).await.map(drop)?),
        "plan_time_line" => Ok(record::of_plan(store, scope, key, None).await.map(drop)?),
        other => of_evaluation(db, scope, other, key).await,
    }
}

async fn of_evaluation(
    db: &Db,
    scope: &Scope,
    name: &str,
    key: (PrefectureCode, FiscalYear),
) -> Result<(), RoundError> {
    let store = &db.store;
    match name {
        "evaluated_plan" => by_database(kikin_app::evaluated_plan(store, scope, key, key.1).await),
        "evaluated_plans" => by_database(kikin_app::evaluated_plans(store, scope, key.0, None).await),
        "evaluation_years" => by_database(kikin_app::evaluation_years(store, scope, key).await),
        "enter_grant" => {
            let (national, prefectural, source) = (Yen::new(2), Yen::new(1), "文書".to_owned());
            let on = jiff::civil::date(2026, 8, 1);
            let new = Grant { year: key.1, category: "II".into(), national, prefectural, on, source };
            kikin_app::enter_grant(store, scope, key.0, &new, None).await
        }
        "write_front" => kikin_app::write_front(store, scope, key, key.1, &Front::default()).await,
        other => panic!("{other} has no call"),
    }
}

/// A refusal is a refusal, by whichever way it came.
fn by_database<T>(answer: Result<T, DatabaseError>) -> Result<(), RoundError> {
    match answer {
        Err(DatabaseError::People(error)) => Err(error.into()),
        other => Ok(other.map(drop)?),
    }
}

/// An auditor's post has days.
async fn auditor(db: &Db, cast: &Cast) -> String {
    let days = ("2026-05-01".parse().expect("a day"), "2026-12-31".parse().expect("a day"));
    let new = kikin_app::people::MakePost {
        valid_from: Some(days.0),
        valid_to: Some(days.1),
        ..crate::people::wanted(Role::Auditor, crate::people::body("150002"))
    };
    let scope = crate::people::machine(morning());
    let made = kikin_app::people::make_post(&db.store, &scope, new).await.expect("is made");
    crate::people::enter(db, &cast.security, &made.account, morning(), crate::people::PASSWORD).await.expect("accepts");
    made.account
}

on_both! {
    async fn every_use_case_by_everybody(db: &Db) {
        let cast = Cast::enter(db).await;
        let operator = {
            let new = crate::people::wanted(Role::Operator, Seat::Installation);
            let scope = crate::people::machine(morning());
            let made = kikin_app::people::make_post(&db.store, &scope, new).await.expect("is made");
            let now = morning();
            crate::people::enter(db, &cast.security, &made.account, now, crate::people::PASSWORD).await.expect("accepts");
            made.account
        };
        let yokohama = post(db, &cast.security, Role::MunicipalClerk, "141003", Halves::Both).await;
        let kanagawa = post(db, &cast.security, Role::PrefecturalLead, "140007", Halves::Both).await;
        let auditor = auditor(db, &cast).await;
        let mut scopes = Vec::new();
        for account in [
            &cast.clerk, &cast.reviewer, &cast.other_town, &cast.prefecture, &cast.lead, &auditor, &operator, &yokohama,
            &kanagawa,
        ] {
            scopes.push(cast.at(db, account, morning()).await);
        }
        let kanagawa = scopes.last().expect("is there");
        let other = Site { prefecture: BodyCode::parse("141003").expect("a code").prefecture(), ..site("141003") };
        let published = PlanYear::published(other.prefecture, year().year);
        set_up_year(&db.store, kanagawa, &published).await.expect("is set up");
        let (mut refused, mut permitted) = (0, 0);
        for scope in &scopes {
            for (name, action, owner) in CASES {
                for on in [site("152021"), site("152048"), other] {
                    let seat = match owner {
                        Owner::Body => Seat::Body(on.prefecture, on.body),
                        Owner::AnyBody => {
                            let first = local_governments().municipalities(on.prefecture).next().expect("has towns");
                            Seat::Body(on.prefecture, first.code)
                        }
                        Owner::Prefecture => Seat::Prefecture(on.prefecture),
                    };
                    let expected = decide(&scope.actor(), *action, &Matter::of(seat)).err();
                    let answer = match call(db, scope, name, on).await {
                        Err(RoundError::Refused(refusal)) => Some(refusal),
                        _ => None,
                    };
                    assert_eq!(answer, expected, "{name} by {} of {}", scope.account(), on.body);
                    match expected {
                        Some(_) => refused += 1,
                        None => permitted += 1,
                    }
                }
            }
        }
        assert!(refused > 100 && permitted > 100, "{refused} refused, {permitted} permitted");
        assert_sound(db).await;
    }
}
