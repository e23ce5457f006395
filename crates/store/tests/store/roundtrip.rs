//! What is stored and loaded again is equal.

use kikin_domain::category::CategoryTable;
use kikin_domain::cross::{CrossContext, cross_check};
use kikin_domain::finding::Severity;
use kikin_domain::money::Unit;
use kikin_domain::plan::{
    AmountColumn, Answer, Area, BodyKind, Chapter, CheckRow, CheckScope, Continuity, Direction, Facility,
    FacilityColumn, Goal, Hearing, Indicator, Note, PlanWorkbook, Ratio, Stage, TaxTreatment, YearColumn, YearlyAmount,
};
use kikin_domain::{Bodies, Bu, CellRef, Field, FiscalYear, Place, Verdict, Yen};
use kikin_sheet::{ReadContext, read_plan};
use kikin_store::{received_file, sha256, workbooks};

use crate::support::{Db, File, file, given, niigata, on_both, project, workbook, year};

/// Stores a file, loads its workbook, and holds them against each other.
async fn same_again(db: &Db, file: &File) {
    let receipt = db.receive(file).await;
    let loaded = workbooks(db.store.connection(), niigata(), &[receipt.upload]).await.unwrap();
    assert_eq!(loaded.get(&receipt.upload), file.report.plan.as_ref());
    let kept = received_file(db.store.connection(), niigata(), receipt.upload).await.unwrap();
    assert_eq!(kept.findings, file.report.findings);
    assert_eq!(kept.normalizations, file.report.normalizations);
    assert_eq!((kept.verdict, kept.form), (file.report.verdict, file.report.form));
}

fn text(value: &str, cell: &str) -> Field<String> {
    given(value.to_owned(), cell, value)
}

/// A workbook with every kind of field in every state that can be stored.
fn everything() -> PlanWorkbook {
    let mut full = project(6, "1", "I-1", 1_200);
    let (blank, bad, pending) = (CellRef::new(6, 7), CellRef::new(6, 8), CellRef::new(6, 9));
    let next = FiscalYear::new(2027).unwrap();
    let indicator = Indicator {
        sheet: None,
        name: text("受講者数", "K6"),
        baseline: Field::Blank(CellRef::new(6, 12)),
        target: given("120".to_owned(), "M6", "１２０"),
        unit: text("人", "N7"),
        direction: given(Direction::Increase, "O6", "↑"),
        target_year: text("R8", "P6"),
        source: Field::Absent,
    };
    full.continuity = given(Continuity::New, "D6", "新");
    full.body_kind = given(BodyKind::Mixed, "E6", "公・民");
    full.start = given(year().first_day(), "G6", "R8.4.1");
    full.end = given(year().last_day(), "H6", "2027-03-31");
    full.total = Field::Pending(pending);
    full.national = Field::Bad(bad);
    full.prefectural = Field::Blank(blank);
    full.content = text("一行目\n二行目 \"引用\" \\ 'SQL'; -- ？ 𠮷野家", "Q6");
    full.carried = given(Yen::new(0), "R6", "-");
    full.carried_from = given(FiscalYear::new(2024).unwrap(), "S6", "令和6年度");
    full.tax = given(TaxTreatment::Excluded, "T6", "税抜");
    full.remarks = text("", "U6");
    full.granted = given(Yen::new(1_000_000), "AB6", "1000");
    full.answer = given(Answer::ALL[0], "AC6", Answer::ALL[0].label());
    full.other_units = vec![AmountColumn::Total, AmountColumn::Year(YearColumn { year: year(), onwards: true })];
    let note =
        |label: &str, text, sheet: Option<&str>| Note { label: label.to_owned(), text, sheet: sheet.map(Into::into) };
    full.notes = vec![
        note("独自列", text("覚え", "Z6"), None),
        note("空", Field::Blank(CellRef::new(6, 27)), None),
        note("係", text("健康係", "G9"), Some("追加項目")),
    ];
    full.outcomes = vec![
        indicator.clone(),
        Indicator::default(),
        Indicator { sheet: Some("追加指標".into()), ..indicator.clone() },
    ];
    full.outputs = vec![indicator];
    full.yearly = vec![
        YearlyAmount { column: YearColumn { year: year(), onwards: false }, amount: given(Yen::new(7), "V6", "7") },
        YearlyAmount { column: YearColumn { year: next, onwards: true }, amount: Field::Blank(CellRef::new(6, 23)) },
    ];
    full.struck = true;
    full.unit = Some(Unit::Thousand);
    let mut plan = workbook("152021", Stage::Plan, None, vec![full, project(7, "1", "III", 0)]);
    add_the_rest(&mut plan);
    plan
}

fn add_the_rest(plan: &mut PlanWorkbook) {
    plan.cover.sheet = Some("表紙".into());
    plan.cover.scope = given(vec![Bu::Medical, Bu::Care], "C5", "医療分・介護分");
    plan.cover.officer = text("新潟 花子", "C12");
    plan.cover.phone = text("0258-00-0000", "C13");
    plan.cover.unit = given(Unit::Thousand, "C15", "（単位：千円）");
    plan.cover.no_projects = given(false, "C16", "");
    plan.cover.code = given(plan.organization.as_ref().unwrap().0, "C7", "15202");
    plan.facilities = Some(vec![Facility {
        sheet: "施設整備内訳".into(),
        row: 5,
        project_no: text("1", "A5"),
        quantity: given(Ratio { num: 58, den: 2 }, "F5", "29"),
        rate: given(Ratio { num: 3, den: 4 }, "M5", "3/4"),
        unit_price: given(Yen::new(4_480_000), "G5", "4480"),
        fund: Field::Bad(CellRef::new(5, 14)),
        amount_unit: Some(Unit::Yen),
        ..Facility::default()
    }]);
    let check = |scope| CheckRow {
        sheet: "事業一覧".into(),
        row: 20,
        word: "合 計".to_owned(),
        scope,
        amounts: vec![
            (AmountColumn::Carried, given(Yen::new(1), "X20", "1")),
            (AmountColumn::Year(YearColumn { year: year(), onwards: true }), Field::Bad(CellRef::new(20, 25))),
        ],
    };
    use CheckScope::{Category, Part, SheetOrAll, SinceLast, SinceLastOrSheet, Unknown};
    let scopes = [SinceLast, SinceLastOrSheet, SheetOrAll, Part(Bu::Care), Category("I-1".into()), Unknown];
    plan.checks = scopes.map(check).into();
    plan.facility_checks = vec![CheckRow {
        sheet: "施設整備内訳".into(),
        row: 9,
        word: "計".to_owned(),
        scope: SheetOrAll,
        amounts: vec![(FacilityColumn::Donations, given(Yen::new(5), "L9", "5"))],
    }];
    plan.areas = vec![Area { name: text("長岡区域", "A4"), parts: Field::Absent, reason: text("生活圏", "C4") }];
    plan.goals = vec![Goal {
        category: given("II".into(), "A4", "Ⅱ"),
        goal: text("在宅を増やす", "B4"),
        indicator: Indicator { direction: given(Direction::Keep, "H4", "→"), ..Indicator::default() },
    }];
    plan.hearings = vec![Hearing { held: text("6月1日～2日", "A4"), ..Hearing::default() }];
    plan.units_contradict = true;
    plan.chapters = vec![Chapter { text: text("本文", "C4"), ..Chapter::default() }];
}

/// A workbook of the test data, as the check reads it.
fn of_file(name: &str) -> File {
    let path = format!("{}/../sheet/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).expect("test data");
    let workbook = kikin_sheet::open(&bytes).expect("opens");
    let categories = CategoryTable::published();
    let context =
        ReadContext { fiscal_year: Some(year()), prefecture: Some(niigata()), categories, bodies: Bodies::published() };
    let reading = read_plan(&workbook, context);
    let plan = reading.plan.expect("a plan");
    let mut made = file(name, plan);
    made.report.findings = reading.findings;
    made.report
        .findings
        .extend(cross_check(made.report.plan.as_ref().unwrap(), CrossContext { categories, year: year() }));
    // Whatever the check says of them, their rows are what is tried here.
    for finding in &mut made.report.findings {
        finding.severity = finding.severity.max(Severity::Warning);
    }
    made.report.normalizations = reading.normalizations;
    made.report.verdict = Verdict::of(&made.report.findings);
    made.report.sha256 = sha256(&bytes);
    made.bytes = bytes;
    made
}

on_both! {
    async fn every_field_in_every_state(db: &Db) {
        let mut made = file("all.xlsx", everything());
        made.report.findings = vec![
            kikin_domain::Finding::new(kikin_domain::RuleId::X001, kikin_domain::RuleId::X001.definition().wordings[0].case, &[])
                .weighing(Severity::Warning)
                .on(&"事業一覧".into())
                .at([CellRef::new(6, 3)])
                .with_related([Place { sheet: "別".into(), cell: CellRef::new(1, 1) }])
                .value("1")
                .expected("2"),
        ];
        made.report.verdict = Verdict::AcceptedWithWarnings;
        same_again(db, &made).await;
        assert_eq!(db.damages().await, [""; 0]);
    }

    async fn a_workbook_without_a_facility_table(db: &Db) {
        let mut plan = workbook("152021", Stage::Plan, None, Vec::new());
        plan.facilities = None;
        same_again(db, &file("none.xlsx", plan)).await;
    }

    async fn workbooks_as_municipalities_write_them(db: &Db) {
        for name in ["kamo.xlsx", "murakami.xlsx", "tokamachi.xlsx"] {
            let file = of_file(name);
            assert!(!file.report.plan.as_ref().unwrap().projects.is_empty(), "{name}");
            same_again(db, &file).await;
        }
        assert_eq!(db.damages().await, [""; 0]);
    }
}
