//! A made-up plan and what became of it, with every peculiarity.

use std::sync::Arc;

use jiff::civil::date;
use kikin_domain::consolidated::{Consolidated, SourceFile, lines_of, place};
use kikin_domain::evaluation::{
    Evaluated, Evaluation, EvaluationFile, Front, FrontGoal, Grant, Outcome, Output, evaluated,
};
use kikin_domain::plan::{Direction, Executed, FormId, GoesOn, Observed, Onward, PlanWorkbook, Project, Stage};
use kikin_domain::split::Rounding;
use kikin_domain::{
    BodyCode, Bu, CategoryTable, CellRef, Field, FiscalYear, PrefectureCode, Sourced, Unit, Verdict, Yen,
};

/// Begins like a formula, and must stay text.
pub(crate) const FORMULA: &str = "=HYPERLINK(\"http://example.jp\",\"在宅医療\")";

pub(crate) fn year(year: i16) -> FiscalYear {
    FiscalYear::new(year).unwrap()
}

pub(crate) fn given<T>(value: T, cell: CellRef) -> Field<T> {
    Field::Given(Sourced { value, cell, raw: String::new() })
}

pub(crate) fn text(text: &str) -> Field<String> {
    given(text.to_owned(), CellRef::new(5, 1))
}

pub(crate) fn body(code: &str) -> BodyCode {
    BodyCode::parse(code).unwrap()
}

fn name(code: &str) -> String {
    let body = body(code);
    body.name().unwrap_or_else(|| body.prefecture().name()).to_owned()
}

/// A file as somebody's machine names it.
fn file(code: &str, form: FormId, kind: &str) -> SourceFile {
    SourceFile {
        file: format!("/srv/officer/{code}_{kind}.xlsx"),
        sha256: code.repeat(11)[..64].to_owned(),
        form: Some(form),
        code: Some(code.to_owned()),
        name: Some(name(code)),
        verdict: Some(Verdict::Accepted),
        counts: true,
        halves: Bu::ALL.to_vec(),
        reason: None,
        submitted: Some(date(2027, 6, 15)),
        document_number: Some("福第123号".to_owned()),
    }
}

/// No., 区分, 基金, うち過年度残額 and its year.
pub(crate) type Planned<'a> = (&'a str, &'a str, i64, i64, Option<i16>);

fn project(row: u32, (no, category, fund, carried, from): Planned<'_>, told: &str) -> Project {
    let cell = |col| CellRef::new(row, col);
    Project {
        sheet: "事業一覧".into(),
        row,
        no: given(no.to_owned(), cell(1)),
        category: given(category.into(), cell(2)),
        name: given(told.to_owned(), cell(4)),
        area: given("中越構想区域".to_owned(), cell(6)),
        body: given("社会福祉法人中越老人福祉協会".to_owned(), cell(7)),
        start: given(date(2026, 4, 1), cell(9)),
        end: given(date(2027, 3, 31), cell(10)),
        content: given("在宅医療の推進のため、訪問看護ステーションの設置に要する経費を支援する。".repeat(3), cell(12)),
        total: given(Yen::new(fund + 1_000_000), cell(20)),
        fund: given(Yen::new(fund), cell(21)),
        carried: given(Yen::new(carried), cell(30)),
        carried_from: from.map_or(Field::Absent, |of| given(year(of), cell(31))),
        unit: Some(Unit::Yen),
        ..Project::default()
    }
}

/// A plan of these projects by body.
pub(crate) fn plan_of(of: i16, projects: &[(&str, &[Planned<'_>])]) -> Consolidated {
    let table = CategoryTable::published();
    let (mut lines, mut sources) = (Vec::new(), Vec::new());
    for (index, (code, planned)) in projects.iter().enumerate() {
        let mut book = PlanWorkbook::empty(FormId::MunicipalPlan);
        let rows = (5..).zip(*planned);
        let title = |no: &str| {
            if no == "3" {
                FORMULA.to_owned()
            } else {
                format!("在宅医療推進センター運営事業 その{no}")
            }
        };
        book.projects = rows.map(|(row, one)| project(row, *one, &title(one.0))).collect();
        let ordinal = u32::try_from(lines.len()).unwrap();
        lines.extend(lines_of(&book, index, (body(code), &name(code)), &Bu::ALL, table, year(of), ordinal));
        sources.push(file(code, FormId::MunicipalPlan, "計画"));
    }
    let split = place(&mut lines, table, year(of), Rounding::default()).unwrap();
    Consolidated {
        prefecture: PrefectureCode::new(15).unwrap(),
        year: year(of),
        stage: Stage::Plan,
        categories: table.of_year(year(of)).cloned().collect(),
        sources,
        lines,
        texts: Vec::new(),
        split,
        findings: Vec::new(),
    }
}

/// A row of 事業評価: No., 区分, 基金.
pub(crate) fn row(at: u32, (no, category, fund): (&str, &str, i64)) -> Evaluation {
    let cell = |col| CellRef::new(at, col);
    Evaluation {
        sheet: "事業評価".into(),
        row: at,
        no: given(no.to_owned(), cell(1)),
        category: given(category.into(), cell(2)),
        name: given(format!("在宅医療推進センター運営事業 その{no}"), cell(3)),
        goes_on: given(GoesOn::Yes, cell(4)),
        executed: given(Executed::Yes, cell(5)),
        total: given(Yen::new(fund + 500_000), cell(6)),
        fund: given(Yen::new(fund), cell(7)),
        national: Field::Blank(cell(8)),
        outputs: vec![output("訪問看護ステーションの設置数", "5", "6", "か所")],
        outcomes: vec![Outcome {
            name: text("在宅療養者の割合（％）"),
            target: text("30"),
            actual: text("31.5"),
            observed: given(Observed::Yes, cell(20)),
        }],
        effectiveness: text("訪問看護ステーションの設置により、在宅で療養する者の割合が上がった。"),
        efficiency: text("既存の施設を使ったため、整備に要する経費を抑えることができた。"),
        onward: given(Onward::Continue, cell(23)),
        remarks: text("特になし"),
        ..Evaluation::default()
    }
}

pub(crate) fn output(name: &str, target: &str, achieved: &str, unit: &str) -> Output {
    Output {
        name: text(name),
        target: text(target),
        achieved: text(achieved),
        unit: text(unit),
        direction: given(Direction::Increase, CellRef::new(5, 12)),
        ..Output::default()
    }
}

pub(crate) fn filed(of: i16, code: &str, rows: Vec<Evaluation>) -> EvaluationFile {
    EvaluationFile {
        year: year(of),
        body: body(code),
        body_name: name(code),
        file: file(code, FormId::Evaluation, &format!("事後評価{of}")),
        projects: rows.into_iter().map(Arc::new).collect(),
    }
}

/// What became of Nagaoka's projects: reached; missed with its cause and a national part of its own; a text that an officer
/// judges, with an outcome that could not be seen; one that stands in no plan.
fn nagaoka() -> Vec<Evaluation> {
    let reached = row(5, ("1", "I-1", 5_000_000));
    let mut missed = row(6, ("2", "I-2", 5_700_000));
    missed.national = given(Yen::new(5_699_999), CellRef::new(6, 8));
    missed.outputs.push(output("研修の受講者数", "1,200", "980", "人"));
    missed.outputs[1].cause = text("感染症の流行により、予定した研修のうち二回を取りやめたため。");
    missed.outputs[1].improvement = text("オンラインでの開催を取り入れ、受講しやすい環境を整える。");
    let mut officer = row(7, ("3", "II", 900_001));
    officer.outputs = vec![output("体制の充実", "充実を図る", "図った", "")];
    officer.outcomes[0].observed = given(Observed::No, CellRef::new(7, 20));
    officer.effectiveness = text(&"長い説明が続いており、一つの行には到底収まらない。".repeat(30));
    officer.total = Field::Blank(CellRef::new(7, 6));
    let unplanned = row(8, ("99", "V", 100));
    vec![reached, missed, officer, unplanned]
}

/// Not executed; and missed without a word.
fn niigata() -> Vec<Evaluation> {
    let mut none = row(5, ("1", "III", 0));
    none.executed = given(Executed::No, CellRef::new(5, 5));
    let mut missed = row(6, ("2", "VI", 300));
    missed.outputs = vec![output("受講者数", "10", "9", "人")];
    vec![none, missed]
}

pub(crate) fn grant(of: i16, category: &str, national: i64, prefectural: i64) -> Grant {
    Grant {
        year: year(of),
        category: category.into(),
        national: Yen::new(national),
        prefectural: Yen::new(prefectural),
        on: date(2026, 9, 1),
        source: "医政発第1号".to_owned(),
    }
}

/// The plan of 令和8年度 with residuals of two years and of none, evaluated in 令和8年度 and 令和9年度; Sanjo sent nothing.
pub(crate) fn small() -> Evaluated {
    let plan = plan_of(
        2026,
        &[
            (
                "152021",
                &[
                    ("1", "I-1", 9_000_001, 400_250, Some(2024)),
                    ("2", "I-2", 5_700_123, 0, None),
                    ("3", "II", 999_999, 0, None),
                ],
            ),
            ("151009", &[("1", "III", 66_666_667, 0, None), ("2", "VI", 700, 0, None)]),
            ("152048", &[("1", "V", 3_333_333, 333_333, None), ("4", "IV", 10_000_000, 0, None)]),
            ("150002", &[("1", "IV", 20_000_000, 0, None)]),
        ],
    );
    let files = vec![
        filed(2026, "152021", nagaoka()),
        filed(2026, "151009", niigata()),
        filed(2026, "150002", vec![row(5, ("1", "IV", 19_000_000))]),
        filed(2027, "152021", vec![row(5, ("1", "I-1", 3_000_000))]),
        filed(2027, "152048", vec![row(5, ("1", "V", 3_000_000))]),
    ];
    let mut all = evaluated(plan, year(2027), files, CategoryTable::published());
    all.grants = vec![
        grant(2024, "I-1", 2_000_000, 1_000_000),
        grant(2026, "I-1", 5_733_000, 2_866_751),
        grant(2026, "I-2", 5_700_123, 0),
        grant(2026, "II", 666_000, 333_999),
        grant(2026, "III", 44_444_000, 22_222_667),
        grant(2026, "IV", 20_000_000, 10_000_000),
        grant(2026, "IV", -100_000, -50_000),
    ];
    all
}

/// The same as it stood a year before, with a front part.
pub(crate) fn first_year() -> Evaluated {
    let all = small();
    let files: Vec<EvaluationFile> = all.files.clone();
    let mut first = evaluated(all.plan, year(2026), files, CategoryTable::published());
    first.grants = all.grants;
    first.front = Front {
        carried_out: Some(true),
        how: "令和9年7月に地域医療対策協議会で意見を聴いた。".to_owned(),
        council: "在宅医療の指標が成果を表していないとの意見があった。".to_owned(),
        goals: vec![
            FrontGoal {
                area: "中越区域".to_owned(),
                goal: "訪問看護ステーションを10か所増やす。".to_owned(),
                attainment: "6か所増えた。".to_owned(),
            },
            FrontGoal { area: "下越区域".to_owned(), goal: "長い目標。".repeat(300), ..FrontGoal::default() },
        ],
        view: String::new(),
        improvement: "指標を見直す。".to_owned(),
        goes_on: "令和9年度計画においても引き続き目標とする。".to_owned(),
    };
    first
}

/// The plan of the year before, whose money `small` goes on using.
pub(crate) fn earlier() -> Evaluated {
    let plan = plan_of(2024, &[("152021", &[("1", "I-1", 3_000_000, 0, None)])]);
    let files = vec![filed(2024, "152021", vec![row(5, ("1", "I-1", 2_599_750))])];
    let mut all = evaluated(plan, year(2027), files, CategoryTable::published());
    all.grants = vec![grant(2024, "I-1", 2_000_000, 1_000_000)];
    all
}

/// Thirty bodies with so many projects each.
pub(crate) fn large_of(projects: u32) -> Evaluated {
    let prefecture = PrefectureCode::new(15).unwrap();
    let bodies = kikin_domain::body::local_governments().municipalities(prefecture).take(30);
    let codes: Vec<String> = bodies.map(|g| g.code.to_string()).collect();
    let categories = ["I-1", "I-2", "II", "III", "IV", "V", "VI"];
    let numbers: Vec<String> = (1..=projects).map(|no| no.to_string()).collect();
    let category = |at: usize| categories[at % categories.len()];
    let planned: Vec<Planned<'_>> =
        numbers.iter().enumerate().map(|(at, no)| (no.as_str(), category(at), 12_345_678, 0, None)).collect();
    let by_body: Vec<(&str, &[Planned<'_>])> = codes.iter().map(|code| (code.as_str(), planned.as_slice())).collect();
    let rows = || {
        let row = |(at, no): (usize, &String)| row(u32::try_from(at).unwrap() + 5, (no, category(at), 11_111_111));
        numbers.iter().enumerate().map(row).collect()
    };
    let files = codes.iter().map(|code| filed(2026, code, rows())).collect();
    evaluated(plan_of(2026, &by_body), year(2026), files, CategoryTable::published())
}
