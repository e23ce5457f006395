//! 事後評価 on both databases: received beside the plan it is about, held against it, and placed on the grants.

use kikin_app::round::RoundError;
use kikin_app::{
    CheckRequest, Imported, check, enter_grant, evaluated_plan, evaluated_plans, evaluation_years, import, open_year,
    plan_of, write_front, year_request,
};
use kikin_domain::evaluation::{Basis, Evaluated, Front, FrontGoal, Grant, Share};
use kikin_domain::permission::{Halves, Refusal, Role};
use kikin_domain::plan::{Awaited, Stage};
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{FileReport, FiscalYear, RuleId, Verdict, Yen};
use kikin_store::{World, submissions};

use crate::builder::Builder;
use crate::check::asked_year;
use crate::db::{Db, on_both};
use crate::people::{assert_sound, machine, morning, niigata, security, signed_in, told};
use crate::round::post;

use Input::{Number, Text};

const KEY: fn() -> (kikin_domain::PrefectureCode, FiscalYear) = || (niigata(), asked_year());

fn of(year: i16) -> FiscalYear {
    FiscalYear::new(year).expect("a year")
}

fn share(fund: i64, national: i64) -> Share {
    Share { fund: Yen::new(fund), national: Yen::new(national) }
}

/// Receives a workbook as the command line does; its report as it was kept.
async fn received(db: &Db, name: &str, bytes: &[u8]) -> FileReport {
    let machine = machine(morning());
    let year = open_year(&db.store, &machine, niigata(), asked_year()).await.expect("is open");
    let request = CheckRequest { awaited: Awaited::Any, ..year_request(&year) };
    let document = kikin_app::Document::read(name, bytes).expect("is read");
    let files = [(document, check(name, bytes, request))];
    let imported: Vec<Imported<'_>> = import(&db.store, &machine, &year, &files).await.expect("is received");
    imported.into_iter().next().expect("one").report.into_owned()
}

pub(crate) async fn plan(db: &Db, edits: &[Edit]) -> FileReport {
    received(db, "計画.xlsx", &Builder::new().edits(edits).build()).await
}

pub(crate) async fn evaluation(db: &Db, name: &str, edits: &[Edit]) -> FileReport {
    received(db, name, &Builder::evaluation().edits(edits).build()).await
}

async fn stands(db: &Db, until: i16) -> Evaluated {
    evaluated_plan(&db.store, &machine(morning()), KEY(), of(until)).await.expect("is gathered")
}

fn rules(report: &FileReport) -> Vec<(RuleId, Option<&str>)> {
    report.findings.iter().filter(|f| f.rule.as_str().starts_with('V')).map(|f| (f.rule, f.value.as_deref())).collect()
}

on_both! {
    async fn what_was_read_is_what_is_gathered(db: &Db) {
        plan(db, &[]).await;
        let report = evaluation(db, "評価.xlsx", &[]).await;
        assert_ne!(report.verdict, Verdict::Rejected, "{:#?}", report.findings);
        let stood = stands(db, 2026).await;
        let read = report.evaluation.expect("is an evaluation");
        let kept: Vec<_> = stood.files[0].projects.iter().map(|row| (**row).clone()).collect();
        assert_eq!(kept, read.projects, "with every cell and what was typed there");
        let file = &stood.files[0].file;
        assert_eq!((file.file.as_str(), &file.sha256, stood.files[0].year), ("評価.xlsx", &report.sha256, of(2026)));
        assert_eq!(evaluation_years(&db.store, &machine(morning()), KEY()).await.expect("are read"), [of(2026)]);
        assert_sound(db).await;
    }

    async fn the_plan_does_not_know_of_it(db: &Db) {
        plan(db, &[]).await;
        let (before, uploads) = plan_of(&db.store, &machine(morning()), KEY(), Stage::Plan).await.expect("is gathered");
        evaluation(db, "評価.xlsx", &[]).await;
        let (after, still) = plan_of(&db.store, &machine(morning()), KEY(), Stage::Plan).await.expect("is gathered");
        assert_eq!((after, still), (before, uploads));
    }

    async fn the_state_s_part_is_that_of_the_plan_s_split(db: &Db) {
        plan(db, &[]).await;
        // Nothing of the State's part is filed for No.1 of 医療分; No.2 files it.
        evaluation(db, "評価.xlsx", &[Edit::Cell(Table::Evaluations, 0, "ex_national", Input::Blank)]).await;
        let stood = stands(db, 2026).await;
        let project = |no: &str| stood.projects.iter().find(|p| p.no == no).expect("is in the plan");
        let first = project("1");
        assert_eq!((first.planned(), first.spent()), (first.planned(), first.planned()), "all of it is executed");
        assert_eq!(first.years[0].basis, Basis::Split);
        assert_eq!((project("2").spent(), project("2").years[0].basis), (share(6_000_000, 6_000_000), Basis::Filed));
        assert_eq!((project("5").spent(), project("5").years[0].total), (share(0, 0), Some(Yen::ZERO)));
    }

    async fn a_plan_year_has_several_evaluation_years(db: &Db) {
        plan(db, &[]).await;
        evaluation(db, "令和8年度.xlsx", &[Edit::Cell(Table::Evaluations, 0, "ex_fund", Number("4000")), Edit::Cell(Table::Evaluations, 0, "ex_national", Input::Blank)]).await;
        let next = [
            Edit::Cover("評価年度", Text("令和9年度")),
            Edit::Cell(Table::Evaluations, 0, "ex_fund", Number("5000")),
            Edit::Cell(Table::Evaluations, 0, "ex_national", Input::Blank),
        ];
        evaluation(db, "令和9年度.xlsx", &next).await;
        let at = |stood: &Evaluated| stood.projects.iter().find(|p| p.no == "1").expect("is in the plan").spent();
        let (first, both) = (stands(db, 2026).await, stands(db, 2027).await);
        let planned = both.projects.iter().find(|p| p.no == "1").expect("is in the plan").planned();
        assert_eq!(at(&first).fund, Yen::new(4_000_000));
        assert_eq!(at(&both), planned, "4,000 and 5,000 thousand are the whole, with its whole State part");
        assert_eq!(both.files.len(), 2);
        let all = evaluated_plans(&db.store, &machine(morning()), niigata(), None).await.expect("are gathered");
        assert_eq!(all.iter().map(|one| (one.plan.year, one.year)).collect::<Vec<_>>(), [(asked_year(), of(2027))]);
        let until = evaluated_plans(&db.store, &machine(morning()), niigata(), Some(of(2026))).await.expect("are gathered");
        assert_eq!(until[0].year, of(2026));
    }

    async fn what_comes_later_takes_the_place_of_what_was_there(db: &Db) {
        plan(db, &[]).await;
        evaluation(db, "一.xlsx", &[Edit::Cell(Table::Evaluations, 1, "ex_fund", Number("1000")), Edit::Cell(Table::Evaluations, 1, "ex_national", Input::Blank)]).await;
        evaluation(db, "二.xlsx", &[Edit::Cover("提出日", Text("令和9年7月10日"))]).await;
        // One with an error changes nothing.
        let refused = [Edit::Cover("提出日", Text("令和9年8月1日")), Edit::Cell(Table::Evaluations, 0, "op_achieved", Input::Blank)];
        assert_eq!(evaluation(db, "三.xlsx", &refused).await.verdict, Verdict::Rejected);
        let stood = stands(db, 2026).await;
        assert_eq!(stood.files.iter().map(|f| f.file.file.as_str()).collect::<Vec<_>>(), ["二.xlsx"]);
        let there = submissions(db.store.connection(), niigata(), asked_year()).await.expect("are read");
        let evaluated = there.iter().find(|s| s.stage == Stage::Evaluation(of(2026))).expect("a submission of its own");
        assert_eq!(evaluated.versions.len(), 3);
        assert_sound(db).await;
    }

    async fn it_is_held_against_the_plan(db: &Db) {
        plan(db, &[]).await;
        let edits = [
            Edit::Cell(Table::Evaluations, 0, "ex_fund", Number("9001")),
            Edit::Cell(Table::Evaluations, 1, "no", Number("77")),
        ];
        let report = evaluation(db, "評価.xlsx", &edits).await;
        assert_eq!(rules(&report), [(RuleId::V003, Some("9001000")), (RuleId::V006, Some("77")), (RuleId::V001, None)]);
        assert_eq!(report.verdict, Verdict::Rejected);
        let kept = kikin_store::received_file(db.store.connection(), niigata(), 2).await.expect("is kept");
        assert_eq!(kept.findings, report.findings, "what was found is kept with the file");
    }

    async fn more_than_the_plan_is_warned_of_and_taken(db: &Db) {
        plan(db, &[]).await;
        let report = evaluation(db, "評価.xlsx", &[Edit::Cell(Table::Evaluations, 0, "ex_fund", Number("9001"))]).await;
        assert_eq!((rules(&report), report.verdict), (vec![(RuleId::V003, Some("9001000"))], Verdict::AcceptedWithWarnings));
        assert_eq!(stands(db, 2026).await.projects[0].spent().fund, Yen::new(9_001_000));
    }

    async fn one_half_says_nothing_of_the_other(db: &Db) {
        plan(db, &[]).await;
        let medical = [Edit::Cover("対象", Text("医療分"))];
        let mut report = evaluation(db, "両方.xlsx", &medical).await;
        assert!(rules(&report).is_empty(), "{:#?}", report.findings);
        let only: Vec<Edit> = medical.into_iter().chain([Edit::DropRows(Table::Evaluations), Edit::Row(Table::Evaluations, CARE)]).collect();
        report = evaluation(db, "介護分.xlsx", &[Edit::Cover("対象", Text("介護分")), only[1], only[2]]).await;
        // The other project of 介護分 is missing, those of 医療分 are not.
        assert_eq!(rules(&report), [(RuleId::V001, None)]);
    }

    async fn grants_are_entered_with_their_paper(db: &Db) {
        plan(db, &[]).await;
        evaluation(db, "評価.xlsx", &[]).await;
        let machine = machine(morning());
        let paper = |category: &str, national: i64, source: &str| Grant {
            year: asked_year(),
            category: category.into(),
            national: Yen::new(national),
            prefectural: Yen::new(national / 2),
            on: "2026-08-01".parse().expect("a day"),
            source: source.to_owned(),
        };
        enter_grant(&db.store, &machine, niigata(), &paper("I-1", 6_000_000, " 医政発0801第1号 "), None).await.expect("is entered");
        let returned = paper("I-1", -1_000_000, "医政発0901第2号");
        let refused = enter_grant(&db.store, &machine, niigata(), &returned, None).await;
        assert!(matches!(&refused, Err(RoundError::Field(told)) if told.contains("理由")), "{refused:?}");
        enter_grant(&db.store, &machine, niigata(), &returned, Some("減額交付決定")).await.expect("is entered");
        for wrong in [paper("IX", 1, "文書"), paper("I-1", 1, " "), paper("I-1", 0, "文書")] {
            let refused = enter_grant(&db.store, &machine, niigata(), &wrong, None).await;
            assert!(matches!(refused, Err(RoundError::Field(_))), "{refused:?}");
        }
        let grants = stands(db, 2026).await.grants;
        assert_eq!(grants.iter().map(|g| g.national.get()).sum::<i64>(), 5_000_000);
        assert_eq!(grants[0].source, "医政発0801第1号");
        assert_eq!(told(db, World::Prefecture(niigata()), "grant.enter").await.len(), 2);
        assert_sound(db).await;
    }

    async fn only_who_has_charge_enters_grants(db: &Db) {
        plan(db, &[]).await;
        let care = post(db, &security(), Role::PrefecturalLead, "150002", Halves::Care).await;
        let lead = signed_in(db, &security(), morning(), &care).await.scope;
        let new = Grant {
            year: asked_year(),
            category: "I-1".into(),
            national: Yen::new(1),
            prefectural: Yen::ZERO,
            on: "2026-08-01".parse().expect("a day"),
            source: "文書".to_owned(),
        };
        let refused = enter_grant(&db.store, &lead, niigata(), &new, None).await;
        assert!(matches!(refused, Err(RoundError::Refused(Refusal::Half))), "{refused:?}");
        enter_grant(&db.store, &lead, niigata(), &Grant { category: "III".into(), ..new }, None).await.expect("its own half");
    }

    async fn the_front_part_is_written_anew_and_each_is_kept(db: &Db) {
        plan(db, &[]).await;
        let clerk = post(db, &security(), Role::PrefecturalClerk, "150002", Halves::Both).await;
        let clerk = signed_in(db, &security(), morning(), &clerk).await.scope;
        let goal = FrontGoal { area: "中越圏域".to_owned(), goal: "回復期病床45％".to_owned(), attainment: "46％で達成".to_owned() };
        let first = Front { carried_out: Some(true), goals: vec![goal], view: "概ね達成した。".to_owned(), ..Front::default() };
        let second = Front { council: "指標の見直しを求められた。".to_owned(), ..first.clone() };
        for front in [&first, &second] {
            write_front(&db.store, &clerk, KEY(), of(2026), front).await.expect("is written");
        }
        assert_eq!(stands(db, 2026).await.front, second);
        assert_eq!(stands(db, 2027).await.front, Front::default(), "each evaluation year has its own");
        let before = write_front(&db.store, &clerk, KEY(), of(2025), &first).await;
        assert!(matches!(&before, Err(RoundError::Field(told)) if told.contains("より前")), "{before:?}");
        let long = Front { view: "あ".repeat(10_001), ..Front::default() };
        assert!(matches!(write_front(&db.store, &clerk, KEY(), of(2026), &long).await, Err(RoundError::Field(_))));
        assert_eq!(told(db, World::Prefecture(niigata()), "evaluation.write").await.len(), 2);
        assert_sound(db).await;
    }

    async fn a_changed_row_is_found_and_named(db: &Db) {
        plan(db, &[]).await;
        evaluation(db, "評価.xlsx", &[]).await;
        for (table, sql) in [
            ("evaluations", "UPDATE evaluations SET fund = fund + 1 WHERE ordinal = 1"),
            ("evaluation_indicators", "UPDATE evaluation_indicators SET achieved = '40' WHERE project = 0 AND kind = 'output'"),
        ] {
            assert!(db.try_tamper(sql).await.is_err(), "{table} may only be added to");
            db.disarm(table).await;
            db.tamper(sql).await;
            let damages = db.damages().await;
            assert!(damages.iter().any(|told| told.starts_with(table)), "{damages:?}");
        }
    }
}

/// The fourth project of the plain evaluation.
const CARE: &[(&str, Input)] = &[
    ("no", Number("4")),
    ("category", Text("Ⅲ")),
    ("name", Text("認知症高齢者グループホーム整備事業")),
    ("goes_on", Text("継続")),
    ("executed", Text("なし")),
];
