//! A plan of the prefecture with the most municipalities, thirty projects each.

use std::sync::Arc;

use kikin_domain::body::local_governments;
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{BodyTexts, Consolidated, Contact, Line, SourceFile, place};
use kikin_domain::plan::{
    Area, BodyKind, Continuity, Direction, Facility, Hearing, Indicator, Note, Project, Ratio, YearColumn, YearlyAmount,
};
use kikin_domain::split::{LeafKey, Rounding};
use kikin_domain::{
    BodyCode, Bu, Category, CellRef, Field, FiscalYear, FormId, PrefectureCode, Sourced, Stage, Unit, Verdict, Yen,
};

/// Projects of each body.
const EACH: usize = 30;

fn year() -> FiscalYear {
    FiscalYear::new(2026).expect("a year")
}

fn given<T: std::fmt::Debug>(value: T) -> Field<T> {
    Field::Given(Sourced { raw: format!("{value:?}"), value, cell: CellRef::new(9, 9) })
}

/// Sentences of a project, as long as bodies write them.
fn told(what: &str, i: usize) -> Field<String> {
    given(
        format!("{what}{i}について、地域の関係機関と協議のうえ必要な体制を整え、住民が安心して暮らせるようにする。")
            .repeat(3),
    )
}

fn indicator(i: usize) -> Indicator {
    Indicator {
        sheet: None,
        name: given(format!("指標{i}")),
        baseline: Field::Absent,
        target: given(format!("{}", 40 + i)),
        unit: given("人".to_owned()),
        direction: Field::Absent,
        target_year: Field::Absent,
        source: Field::Absent,
    }
}

fn outcome(i: usize) -> Indicator {
    Indicator {
        baseline: given("30".to_owned()),
        direction: given(Direction::Increase),
        target_year: given("令和11年度".to_owned()),
        source: given("医療施設調査".to_owned()),
        ..indicator(i)
    }
}

fn project(i: usize, no: &str, category: &Category) -> Project {
    let day = |month| jiff::civil::date(2026, month, 1);
    let fund = Yen::new(1_000_000 + 7 * i as i64);
    Project {
        no: given(no.to_owned()),
        category: given(category.code.clone()),
        name: given(format!("地域の医療と介護をつなぐ事業その{i}")),
        area: given("第一区域".to_owned()),
        body: given(format!("社会福祉法人{i}会")),
        needs: told("需要", i),
        vision: told("構想", i),
        content: told("内容", i),
        relation: told("関連", i),
        remarks: told("備考", i),
        standard_example: given("1".to_owned()),
        continuity: given(Continuity::New),
        body_kind: given(BodyKind::Private),
        unit: Some(Unit::Yen),
        start: given(day(4)),
        end: given(day(12)),
        fund: given(fund),
        total: given(fund + Yen::new(500)),
        other: given(Yen::new(500)),
        public: given(Yen::ZERO),
        yearly: vec![YearlyAmount { column: YearColumn { year: year(), onwards: false }, amount: given(fund) }],
        outcomes: vec![outcome(i), outcome(i + 1)],
        outputs: vec![indicator(i), indicator(i + 1)],
        // Every body has columns of its own.
        notes: (0..2)
            .map(|n| Note {
                label: format!("係の{n}（{}）", i / EACH), text: given(format!("覚え{i}")), sheet: None
            })
            .collect(),
        ..Project::default()
    }
}

fn facility(i: usize, no: &str, fund: Yen) -> Facility {
    let one = Ratio { num: 1, den: 1 };
    Facility {
        project_no: given(no.to_owned()),
        kind: given("地域密着型施設".to_owned()),
        name: given(format!("施設{i}")),
        quantity: given(one),
        unit_price: given(fund),
        standard_amount: given(fund),
        total: given(fund),
        eligible: given(fund),
        rate: given(one),
        fund: given(fund),
        ..Facility::default()
    }
}

fn line(i: usize, (source, body): (usize, BodyCode), category: &Category) -> Line {
    let no = (i % EACH + 1).to_string();
    let project = project(i, &no, category);
    let fund = project.fund.get().expect("given");
    let facilities = if category.code.as_str() == "III" { vec![facility(i, &no, fund)] } else { Vec::new() };
    Line {
        source,
        body,
        body_name: body.name().expect("a name").to_owned(),
        category: category.code.clone(),
        bu: category.bu,
        key: LeafKey { body, no, ordinal: u32::try_from(i).expect("fits") },
        facilities,
        carried: Yen::ZERO,
        project: Arc::new(project),
        fund,
        national: Yen::ZERO,
        prefectural: Yen::ZERO,
    }
}

fn source_file(body: BodyCode) -> SourceFile {
    SourceFile {
        file: format!("{body}.xlsx"),
        sha256: body.to_string().repeat(11)[..64].to_owned(),
        form: Some(FormId::MunicipalPlan),
        code: Some(body.to_string()),
        name: body.name().map(str::to_owned),
        verdict: Some(Verdict::Accepted),
        counts: true,
        halves: Bu::ALL.to_vec(),
        reason: None,
        submitted: Some(jiff::civil::date(2026, 6, 15)),
        document_number: Some("健第1号".to_owned()),
    }
}

fn texts(source: usize, body: BodyCode) -> BodyTexts {
    let text = |what: &str| given(what.repeat(10));
    BodyTexts {
        source,
        body,
        body_name: body.name().expect("a name").to_owned(),
        areas: vec![Area {
            name: given("第一区域".to_owned()),
            parts: text("全域。"),
            reason: text("区域の考え方を示す。"),
        }],
        goals: Vec::new(),
        hearings: vec![Hearing {
            whom: text("医師会"),
            opinions: text("意見を聴いた。"),
            reflected: text("反映した。"),
            ..Hearing::default()
        }],
        chapters: Vec::new(),
        contact: Contact::default(),
    }
}

/// The plan, split.
pub(crate) fn largest_plan() -> Consolidated {
    let table = CategoryTable::published();
    let categories: Vec<Category> = table.of_year(year()).cloned().collect();
    let count = |prefecture: &PrefectureCode| local_governments().municipalities(*prefecture).count();
    let prefecture = (1..=47).filter_map(PrefectureCode::new).max_by_key(count).expect("47 prefectures");
    let bodies: Vec<BodyCode> = local_governments().municipalities(prefecture).map(|m| m.code).collect();
    let filed = |(source, body): (usize, &BodyCode)| {
        (0..EACH).map(move |n| (source * EACH + n, (source, *body))).collect::<Vec<_>>()
    };
    let mut lines: Vec<Line> = bodies
        .iter()
        .enumerate()
        .flat_map(filed)
        .map(|(i, whose)| line(i, whose, &categories[i % categories.len()]))
        .collect();
    let split = place(&mut lines, table, year(), Rounding::default()).expect("can be split");
    Consolidated {
        prefecture,
        year: year(),
        stage: Stage::Plan,
        categories,
        sources: bodies.iter().map(|body| source_file(*body)).collect(),
        lines,
        texts: bodies.iter().enumerate().map(|(source, body)| texts(source, *body)).collect(),
        split,
        findings: Vec::new(),
    }
}
