//! Whatever plan is written, its rows are read back as they were: awkward texts, blanks beside zeros, several indicators,
//! facilities, residuals of several years, open amounts.

use std::sync::Arc;

use kikin_app::{CheckRequest, check};
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::{BodyTexts, Consolidated, Contact, Line, SourceFile, lines_of_parts, place};
use kikin_domain::plan::{
    Area, Awaited, BodyKind, Chapter, Continuity, Direction, Facility, Goal, Hearing, Indicator, Note, Project, Ratio,
    TaxTreatment, YearColumn, YearlyAmount,
};
use kikin_domain::rule::Severities;
use kikin_domain::split::{LeafKey, Rounding};
use kikin_domain::{
    BodyCode, Bu, CellRef, Field, FiscalYear, FormId, PlanWorkbook, PrefectureCode, Sourced, Stage, Unit, Verdict, Yen,
};
use kikin_report::plan::{PlanStatement, write_plan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const BODIES: [&str; 4] = ["150002", "152021", "152048", "151009"];
const AT: CellRef = CellRef::new(9, 9);

pub(crate) fn year() -> FiscalYear {
    FiscalYear::new(2026).expect("a year")
}

fn given<T: std::fmt::Debug>(value: T) -> Field<T> {
    Field::Given(Sourced { raw: format!("{value:?}"), value, cell: AT })
}

fn field<T: std::fmt::Debug>(value: Option<T>) -> Field<T> {
    value.map_or(Field::Blank(AT), given)
}

/// A text as somebody may have typed it: never blank, never what XML cannot hold.
fn text() -> impl Strategy<Value = String> {
    let awkward = select(vec![
        "=SUM(A1:A9)",
        "@cmd",
        "+1",
        "－5",
        "'quoted",
        "髙﨑①㈱　ﾊﾝｶｸ Ｆｕｌｌ 𠮷野家",
        "一行目\n二行目\r\n三行目\n",
        "　全角の空白で始まる ",
        "_x000D_ そのまま",
        "合計",
        "※印",
        "<b>&amp;\"']]>",
        "\t表の中",
        "団体コード",
        "（未記入",
    ]);
    prop_oneof![
        4 => "[ぁ-んァ-ヶ亜-熙a-zA-Z0-9=＝・、。（）]{1,30}".prop_filter("no remark or example", |t| {
            !t.starts_with(['（', '・', '注', '例'])
        }),
        2 => awkward.prop_map(str::to_owned),
        1 => (20_usize..3_900).prop_map(|n| "長い文章が続く。\n".repeat(n / 8) + "終"),
    ]
}

fn yen() -> impl Strategy<Value = Yen> {
    prop_oneof![Just(0_i64), 1..2_000_i64, 1_000..9_000_000_000_i64].prop_map(Yen::new)
}

fn indicator(is_outcome: bool) -> impl Strategy<Value = Indicator> {
    let direction = option::of(select(Direction::ALL.to_vec()));
    (text(), option::of(text()), text(), option::of(text()), direction, option::of(text()), option::of(text()))
        .prop_map(move |(name, baseline, target, unit, direction, target_year, source)| {
            let of_outcome = |t: Option<String>| field(t.filter(|_| is_outcome));
            Indicator {
                sheet: None,
                name: given(name),
                baseline: of_outcome(baseline),
                target: given(target),
                unit: field(unit),
                direction: field(direction.filter(|_| is_outcome)),
                target_year: of_outcome(target_year),
                source: of_outcome(source),
            }
        })
}

fn ratio() -> impl Strategy<Value = Ratio> {
    select(vec![(1, 1), (3, 1), (21, 20), (5, 4), (12, 1), (1_001, 1_000)]).prop_map(|(num, den)| Ratio { num, den })
}

fn rate() -> impl Strategy<Value = Ratio> {
    select(vec![(1, 1), (2, 3), (1, 2), (3, 4)]).prop_map(|(num, den)| Ratio { num, den })
}

fn facility() -> impl Strategy<Value = Facility> {
    let texts = (text(), option::of(text()), option::of(text()), option::of(text()));
    let ratios = (option::of(ratio()), option::of(ratio()), option::of(rate()));
    (texts, ratios, vec(option::of(yen()), 3), vec(yen(), 3)).prop_map(|(texts, ratios, some, all)| Facility {
        // A facility called 合計 is a check row in every form, and was never read as a facility.
        kind: given(format!("施設{}", texts.0)),
        name: field(texts.1.map(|name| format!("施設{name}"))),
        work: field(texts.2),
        unit: field(texts.3),
        quantity: field(ratios.0),
        premium: field(ratios.1),
        rate: field(ratios.2),
        unit_price: field(some[0]),
        total: field(some[1]),
        donations: field(some[2]),
        standard_amount: given(all[0]),
        eligible: given(all[1]),
        fund: given(all[2]),
        ..Facility::default()
    })
}

fn project() -> impl Strategy<Value = Project> {
    let words = (
        select(Continuity::ALL.to_vec()),
        select(BodyKind::ALL.to_vec()),
        option::of(select(TaxTreatment::ALL.to_vec())),
        select(vec![Unit::Yen, Unit::Thousand]),
        option::of(2019_i16..2026),
        any::<bool>(),
    );
    let years = vec((2024_i16..2029, any::<bool>(), option::of(yen())), 0..3);
    let indicators = (vec(indicator(true), 1..4), vec(indicator(false), 1..3));
    let notes = vec((select(vec!["担当係", "前年度\n額", "=A1"]), option::of(text())), 0..3);
    (vec(text(), 6), vec(option::of(text()), 3), words, (yen(), vec(option::of(yen()), 8)), years, indicators, notes)
        .prop_map(|(texts, some, words, (fund, amounts), years, indicators, notes)| {
            let day = |month| jiff::civil::date(2026, month, 1);
            let mut yearly: Vec<YearlyAmount> = Vec::new();
            for (year, onwards, amount) in years {
                let column = YearColumn { year: FiscalYear::new(year).expect("a year"), onwards };
                if yearly.iter().all(|y| y.column != column) {
                    yearly.push(YearlyAmount { column, amount: field(amount) });
                }
            }
            yearly.sort_by_key(|y| y.column);
            Project {
                name: given(texts[0].clone()),
                area: given(texts[1].clone()),
                body: given(texts[2].clone()),
                needs: given(texts[3].clone()),
                content: given(texts[4].clone()),
                relation: given(texts[5].clone()),
                vision: field(some[0].clone()),
                remarks: field(some[1].clone()),
                standard_example: field(some[2].clone()),
                continuity: given(words.0),
                body_kind: given(words.1),
                tax: field(words.2),
                unit: Some(words.3),
                start: given(day(4)),
                end: if words.5 { Field::Pending(AT) } else { given(day(12)) },
                fund: given(fund),
                // A plan whose 総事業費 is not A+B+C is not written.
                total: field(amounts[0].map(|more| fund + amounts[3].unwrap_or(more))),
                national: field(amounts[1]),
                prefectural: field(amounts[2]),
                other: field(amounts[3]),
                public: field(amounts[4]),
                private: field(amounts[5]),
                entrusted: field(amounts[6]),
                carried: field(amounts[7].map(|c| c.min(fund))),
                carried_from: field(words.4.and_then(FiscalYear::new)),
                yearly,
                outcomes: indicators.0,
                outputs: indicators.1,
                notes: notes
                    .into_iter()
                    .filter_map(|(l, t)| Some(Note { label: l.to_owned(), text: given(t?), sheet: None }))
                    .collect(),
                ..Project::default()
            }
        })
}

type Row = (usize, usize, Project, Vec<Facility>, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec((0..BODIES.len(), 0_usize..7, project(), vec(facility(), 0..3), prop::bool::weighted(0.2)), 1..7)
}

fn plan(rows: Vec<Row>, told: &[String], stage: Stage) -> Consolidated {
    let table = CategoryTable::published();
    let categories: Vec<_> = table.of_year(year()).cloned().collect();
    let mut lines: Vec<Line> = Vec::new();
    for (i, (body, category, mut project, facilities, open)) in rows.into_iter().enumerate() {
        let code = BodyCode::parse(BODIES[body]).expect("a body");
        let category = &categories[category];
        let no = select_no(i);
        project.no = given(no.clone());
        project.category = given(category.code.clone());
        if open && stage == Stage::Request {
            project.other = Field::Pending(AT);
        }
        let fund = if project.is_pending() { Yen::ZERO } else { project.fund.get().expect("given") };
        lines.push(Line {
            source: body,
            body: code,
            body_name: code.name().expect("a name").to_owned(),
            category: category.code.clone(),
            bu: category.bu,
            key: LeafKey { body: code, no: no.clone(), ordinal: u32::try_from(i).expect("few") },
            facilities: if category.code.as_str() == "III" {
                facilities.into_iter().map(|f| Facility { project_no: given(no.clone()), ..f }).collect()
            } else {
                Vec::new()
            },
            carried: project.carried.get().unwrap_or_default().min(fund),
            project: Arc::new(project),
            fund,
            national: Yen::ZERO,
            prefectural: Yen::ZERO,
        });
    }
    let split = place(&mut lines, table, year(), Rounding::default()).expect("can be split");
    Consolidated {
        prefecture: PrefectureCode::new(15).expect("a prefecture"),
        year: year(),
        stage,
        categories,
        sources: BODIES.iter().map(|code| source(code)).collect(),
        lines,
        texts: BODIES.iter().enumerate().map(|(i, code)| body_texts(i, code, told)).collect(),
        split,
        findings: Vec::new(),
    }
}

fn select_no(i: usize) -> String {
    ["1", "10", "2-1", "A3", "007", "事-6", "7"][i % 7].to_owned()
}

fn source(code: &str) -> SourceFile {
    let body = BodyCode::parse(code).expect("a body");
    SourceFile {
        file: format!("{code}.xlsx"),
        sha256: code.repeat(11)[..64].to_owned(),
        form: Some(FormId::MunicipalPlan),
        code: Some(code.to_owned()),
        name: body.name().map(str::to_owned),
        verdict: Some(Verdict::Accepted),
        counts: true,
        halves: Bu::ALL.to_vec(),
        reason: None,
        submitted: Some(jiff::civil::date(2026, 6, 15)),
        document_number: Some("=第1号".to_owned()),
    }
}

fn body_texts(source: usize, code: &str, told: &[String]) -> BodyTexts {
    let body = BodyCode::parse(code).expect("a body");
    let own = |i: usize| given(format!("{code}の{i} {}", told[i % told.len()]));
    let of = |i: usize| given(told[i % told.len()].clone());
    let goal =
        |i| Goal { goal: own(i), indicator: Indicator { name: of(i + 1), ..Indicator::default() }, ..Goal::default() };
    let hearing = |i| Hearing { whom: own(i), opinions: of(i + 2), reflected: of(i), ..Hearing::default() };
    let chapter = |i| Chapter { chapter: own(i), section: of(i + 1), text: of(i + 2) };
    BodyTexts {
        source,
        body,
        body_name: body.name().expect("a name").to_owned(),
        areas: (0..2).map(|i| Area { name: own(i), parts: of(i), reason: of(i + 1) }).collect(),
        goals: (0..2).map(goal).collect(),
        hearings: (0..2).map(hearing).collect(),
        chapters: if body.is_prefecture() { (0..2).map(chapter).collect() } else { Vec::new() },
        contact: Contact::default(),
    }
}

/// A value without its place: a blank cell and no column are the same.
fn shown<T: std::fmt::Debug>(field: &Field<T>) -> String {
    match field {
        Field::Given(s) => format!("{:?}", s.value),
        Field::Pending(_) => "調整中".to_owned(),
        Field::Bad(_) => "誤り".to_owned(),
        Field::Absent | Field::Blank(_) => String::new(),
    }
}

macro_rules! shown {
    ($of:expr; $($name:ident),*) => { vec![$(format!("{} {}", stringify!($name), shown(&$of.$name))),*] };
}

fn indicators(list: &[Indicator]) -> Vec<Vec<String>> {
    list.iter().map(|i| shown!(i; name, baseline, target, unit, direction, target_year, source)).collect()
}

/// Everything that a line holds, without places.
pub(crate) fn shape(line: &Line) -> Vec<Vec<String>> {
    let p = &line.project;
    let mut all =
        vec![shown!(p; no, category, standard_example, name, continuity, area, body, body_kind, start, end, needs,
        vision, content, relation, total, fund, national, prefectural, other, public, private, entrusted, carried,
        carried_from, tax, remarks, granted, answer)];
    let placed = [line.fund, line.carried, line.national, line.prefectural].map(|y| y.to_string());
    all.push([vec![line.body.to_string(), line.body_name.clone(), line.bu.label().into()], placed.to_vec()].concat());
    all.push(vec![format!("{:?}", p.unit)]);
    all.push(p.notes.iter().map(|note| format!("{} {}", note.label, shown(&note.text))).collect());
    let years = p.yearly.iter().map(|y| (y.column, shown(&y.amount)));
    all.push(years.filter(|(_, a)| !a.is_empty()).map(|y| format!("{y:?}")).collect());
    all.extend(indicators(&p.outcomes));
    all.extend(indicators(&p.outputs));
    all.extend(line.facilities.iter().map(|f| {
        shown!(f; project_no, kind, name, work, unit, quantity, unit_price, premium, standard_amount, total, eligible,
            donations, rate, fund)
    }));
    all
}

fn texts(areas: &[Area], goals: &[Goal], hearings: &[Hearing], chapters: &[Chapter]) -> Vec<Vec<String>> {
    let areas = areas.iter().map(|a| shown!(a; name, parts, reason));
    let goals = goals
        .iter()
        .map(|g| [shown!(g; category, goal), indicators(std::slice::from_ref(&g.indicator)).concat()].concat());
    let hearings = hearings.iter().map(|h| shown!(h; held, whom, how, opinions, reflected));
    let chapters = chapters.iter().map(|c| shown!(c; chapter, section, text));
    areas.chain(goals).chain(hearings).chain(chapters).collect()
}

pub(crate) fn read(plan: &Consolidated) -> (PlanWorkbook, Vec<Line>) {
    let statement = PlanStatement::of(plan);
    let bytes = write_plan(&statement, jiff::civil::date(2026, 11, 21)).expect("is written");
    let table = CategoryTable::published();
    let severities = Severities::default();
    let request = CheckRequest {
        fiscal_year: Some(year()),
        prefecture: Some(plan.prefecture),
        categories: table,
        bodies: kikin_domain::Bodies::published(),
        severities: &severities,
        awaited: Awaited::Plan,
    };
    let report = check("plan.xlsx", &bytes, request);
    let found: Vec<String> = report.findings.iter().map(|f| format!("{} {}", f.rule, f.sentence())).collect();
    let back = report.plan.unwrap_or_else(|| panic!("is read: {found:?}"));
    // A and B are those that the split gives again, and every sum is that of its rows.
    // A column that a body had added is told again (T007); nothing else of the form is.
    let form = |f: &str| f.starts_with('T') && !f.starts_with("T007");
    let wrong = |f: &&String| form(f) || f.starts_with("X012") || f.contains("端数処理のとおり");
    assert_eq!(found.iter().find(wrong), None);
    let mut lines = lines_of_parts(&back, table, year());
    place(&mut lines, table, year(), Rounding::default()).expect("can be split");
    (back, lines)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_read_back_as_it_was_written(
        rows in rows(),
        told in vec(text(), 3..6),
        stage in select(vec![Stage::Plan, Stage::Request]),
    ) {
        let plan = plan(rows, &told, stage);
        let (back, lines) = read(&plan);
        prop_assert_eq!(back.cover.stage(), stage);
        let written: Vec<_> = plan.lines.iter().map(shape).collect();
        let found: Vec<_> = lines.iter().map(shape).collect();
        prop_assert_eq!(found, written);
        let bu_of = |code: &_| CategoryTable::published().get(code, year()).map(|c| c.bu);
        let parts: Vec<PlanWorkbook> = back.parts(bu_of).collect();
        prop_assert_eq!(parts.len(), plan.texts.len());
        // The list of files is in the order of the bodies' codes, and so is what comes of it.
        let mut filed: Vec<_> = plan.texts.iter().collect();
        filed.sort_by_key(|texts| texts.body);
        for (part, filed) in parts.iter().zip(filed) {
            prop_assert_eq!(part.organization.as_ref().map(|(code, _)| *code), Some(filed.body));
            let found = texts(&part.areas, &part.goals, &part.hearings, &part.chapters);
            prop_assert_eq!(found, texts(&filed.areas, &filed.goals, &filed.hearings, &filed.chapters));
            prop_assert_eq!(part.cover.submitted.get(), Some(jiff::civil::date(2026, 6, 15)));
            prop_assert_eq!(part.cover.document_number.text(), "=第1号");
        }
    }
}
