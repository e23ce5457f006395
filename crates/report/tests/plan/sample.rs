//! Made-up plans: a small one with every peculiarity, and one of a prefecture's size.

use std::sync::Arc;

use jiff::civil::date;
use kikin_domain::consolidated::{BodyTexts, Consolidated, Contact, Line, SourceFile, place};
use kikin_domain::plan::{Area, BodyKind, Continuity, FormId, Goal, Hearing, Project, Stage};
use kikin_domain::split::{LeafKey, Rounding};
use kikin_domain::{
    BodyCode, Bu, Category, CategoryTable, CellRef, Field, FiscalYear, PrefectureCode, Sourced, Unit, Verdict, Yen,
};

/// Begins like a formula, and must stay text.
pub(crate) const FORMULA: &str = "=HYPERLINK(\"http://example.jp\",\"在宅医療\")";
/// The same in another column.
pub(crate) const COMMAND: &str = "@SUM(1+1)*cmd";

/// Stands in the full edition alone.
pub(crate) const OFFICER: &str = "架空花子";

/// The texts of a project, which need not be plausible here.
struct Told<'a> {
    name: &'a str,
    operator: &'a str,
}

/// Amounts of a project: 総事業費, 基金 計, その他, うち過年度残額; `None` is a blank cell.
type Filed = [Option<i64>; 4];

pub(crate) struct Plan {
    pub(crate) plan: Consolidated,
    next_row: u32,
}

pub(crate) fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

impl Plan {
    fn new(bodies: &[&str]) -> Self {
        let table = CategoryTable::published();
        let categories: Vec<Category> = table.of_year(year()).cloned().collect();
        let split = place(&mut [], table, year(), Rounding::default()).unwrap();
        let sources = bodies.iter().map(|code| source(code)).collect();
        let plan = Consolidated {
            prefecture: PrefectureCode::new(15).unwrap(),
            year: year(),
            stage: Stage::Plan,
            categories,
            sources,
            lines: Vec::new(),
            texts: Vec::new(),
            split,
            findings: Vec::new(),
        };
        Self { plan, next_row: 5 }
    }

    fn add(&mut self, source: usize, category: &str, no: &str, told: &Told<'_>, filed: Filed) -> &mut Project {
        let row = self.next_row;
        self.next_row += 1;
        let project = project(row, no, told, filed);
        let body = BodyCode::parse(self.plan.sources[source].code.as_deref().unwrap()).unwrap();
        let category = self.plan.categories.iter().find(|c| c.code.as_str() == category).unwrap();
        let fund = Yen::new(filed[1].unwrap_or(0));
        self.plan.lines.push(Line {
            source,
            body,
            body_name: body.name().unwrap().to_owned(),
            category: category.code.clone(),
            bu: category.bu,
            key: LeafKey { body, no: no.to_owned(), ordinal: row },
            project: Arc::new(project),
            facilities: Vec::new(),
            fund,
            carried: Yen::new(filed[3].unwrap_or(0)).min(fund),
            national: Yen::ZERO,
            prefectural: Yen::ZERO,
        });
        Arc::make_mut(&mut self.plan.lines.last_mut().unwrap().project)
    }

    /// What the bodies write beside their projects.
    fn tell(&mut self, officer: &str) {
        for (source, file) in self.plan.sources.iter().enumerate() {
            let Some(body) = file.code.as_deref().and_then(BodyCode::parse) else { continue };
            let cell = CellRef::new(3, 1);
            let text = |t: &str| given(t.to_owned(), cell, t);
            let hearing = Hearing { whom: text("医師会"), opinions: text(FORMULA), ..Hearing::default() };
            self.plan.texts.push(BodyTexts {
                source,
                body,
                body_name: body.name().unwrap().to_owned(),
                areas: vec![Area { name: text("中越圏域"), ..Area::default() }],
                goals: vec![Goal { goal: text(&"長い目標。".repeat(400)), ..Goal::default() }],
                hearings: vec![hearing],
                chapters: Vec::new(),
                contact: Contact { officer: officer.to_owned(), ..Contact::default() },
            });
        }
    }

    fn placed(mut self) -> Consolidated {
        self.plan.split = place(&mut self.plan.lines, CategoryTable::published(), year(), Rounding::default()).unwrap();
        self.plan
    }
}

fn source(code: &str) -> SourceFile {
    let body = BodyCode::parse(code).unwrap();
    let name = body.name().unwrap();
    SourceFile {
        file: format!("{code}_{name}.xlsx"),
        sha256: code.repeat(11)[..64].to_owned(),
        form: Some(FormId::MunicipalPlan),
        code: Some(code.to_owned()),
        name: Some(name.to_owned()),
        verdict: Some(Verdict::Accepted),
        counts: true,
        halves: Bu::ALL.to_vec(),
        reason: None,
        submitted: Some(date(2026, 6, 15)),
        document_number: Some("福第123号".to_owned()),
    }
}

fn given<T>(value: T, cell: CellRef, raw: impl Into<String>) -> Field<T> {
    Field::Given(Sourced { value, cell, raw: raw.into() })
}

fn amount(yen: Option<i64>, cell: CellRef) -> Field<Yen> {
    yen.map_or(Field::Blank(cell), |yen| given(Yen::new(yen), cell, (yen / 1_000).to_string()))
}

fn project(row: u32, no: &str, told: &Told<'_>, filed: Filed) -> Project {
    let cell = |col| CellRef::new(row, col);
    let text = |col, text: &str| given(text.to_owned(), cell(col), text);
    let [total, fund, other, carried] = filed;
    Project {
        sheet: "事業一覧（医療分・介護分）".into(),
        row,
        no: text(1, no),
        name: text(4, told.name),
        continuity: given(Continuity::Continued, cell(5), "継続"),
        area: text(6, "中越構想区域"),
        body: text(7, told.operator),
        body_kind: given(BodyKind::Private, cell(8), "民"),
        start: given(date(2026, 4, 1), cell(9), "2026-04-01"),
        end: given(date(2027, 3, 31), cell(10), "2027-03-31"),
        total: amount(total, cell(20)),
        fund: amount(fund, cell(21)),
        other: amount(other, cell(24)),
        public: amount(None, cell(25)),
        private: amount(fund.map(|f| f / 3 * 2), cell(26)),
        carried: amount(carried, cell(30)),
        unit: Some(Unit::Yen),
        ..Project::default()
    }
}

/// Three municipalities, every 区分: caps, a residual, a blank 総事業費, one in 千円, one that is 調整中, a rejected file and
/// one that answers 該当事業なし.
pub(crate) fn small() -> Consolidated {
    let mut plan = Plan::new(&["152021", "151009", "152048", "152056"]);
    plan.plan.sources.push(SourceFile {
        verdict: Some(Verdict::Rejected),
        counts: false,
        halves: Vec::new(),
        reason: Some("エラーがあるため採用しません。".to_owned()),
        ..source("152064")
    });
    let plain = Told {
        name: "地域医療構想推進のための施設整備事業", operator: "医療法人社団長岡会"
    };
    plan.add(0, "I-1", "1", &plain, [Some(12_000_000), Some(9_000_001), Some(2_999_999), None]);
    plan.add(1, "I-1", "1", &plain, [Some(1_000_500), Some(1_000_500), Some(0), Some(400_250)]).carried_from =
        given(FiscalYear::new(2024).unwrap(), CellRef::new(6, 31), "令和6年度");
    plan.add(2, "I-1", "2", &plain, [None, Some(2_345_678), None, None]);
    plan.add(2, "I-1", "10", &plain, [Some(700), Some(700), None, None]);
    plan.add(0, "I-2", "2", &plain, [Some(5_700_123), Some(5_700_123), Some(0), None]);
    let formula = Told { name: FORMULA, operator: COMMAND };
    plan.add(0, "II", "3", &formula, [Some(1_000_000), Some(999_999), Some(1), None]);
    // Funds below the rounding unit: each has room for less than a unit.
    for (source, no) in [(0, "4"), (1, "2"), (2, "3")] {
        plan.add(source, "VI", no, &plain, [Some(700), Some(700), Some(0), None]);
    }
    plan.add(1, "III", "1", &plain, [Some(85_000_000), Some(66_666_667), Some(18_333_333), None]);
    plan.add(2, "IV", "4", &plain, [Some(10_001_000), Some(10_000_000), Some(0), None]).unit = Some(Unit::Thousand);
    plan.add(2, "V", "1", &plain, [Some(3_333_333), Some(3_333_333), Some(0), Some(333_333)]);
    let open = plan.add(1, "IV", "3", &plain, [Some(4_000_000), None, None, None]);
    open.fund = Field::Pending(CellRef::new(99, 21));
    plan.tell(OFFICER);
    plan.placed()
}

/// Thirty bodies and some two hundred projects.
pub(crate) fn large() -> Consolidated {
    large_of(7)
}

/// Thirty bodies with so many projects each.
pub(crate) fn large_of(projects: u32) -> Consolidated {
    let prefecture = PrefectureCode::new(15).unwrap();
    let codes: Vec<String> = kikin_domain::body::local_governments()
        .municipalities(prefecture)
        .take(30)
        .map(|g| g.code.to_string())
        .collect();
    let mut plan = Plan::new(&codes.iter().map(String::as_str).collect::<Vec<_>>());
    let names = [
        "病床機能分化・連携推進施設設備整備事業（回復期病床への転換に伴う改修及び医療機器の整備）",
        "在宅医療推進センター運営事業",
        "地域密着型サービス等整備助成事業（認知症対応型共同生活介護・小規模多機能型居宅介護）",
        "看護師等養成所運営費補助事業",
    ];
    let categories = ["I-1", "I-2", "II", "III", "IV", "V", "VI"];
    let mut seed = 20_260_401_u64;
    let mut random = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((seed >> 33) % bound).unwrap()
    };
    for source in 0..codes.len() {
        for no in 1..=projects {
            let fund = random(3_000_000_000) * if no == 1 { 3 } else { 1 };
            let other = random(500_000_000);
            let name = names[usize::try_from(random(4)).unwrap()];
            let told = Told { name, operator: "社会福祉法人中越老人福祉協会及び市町村" };
            let category = categories[usize::try_from(random(7)).unwrap()];
            let carried = (random(9) == 0).then_some(fund / 10);
            plan.add(source, category, &no.to_string(), &told, [Some(fund + other), Some(fund), Some(other), carried]);
        }
    }
    plan.placed()
}
