//! Made-up files to receive, on a database per test.

use std::sync::atomic::Ordering;

use jiff::civil::{Date, date};
use kikin_domain::category::CategoryTable;
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::{Cover, FormId, PlanWorkbook, Project, Stage};
use kikin_domain::{BodyCode, Bu, CellRef, Field, Finding, FiscalYear, PrefectureCode, RuleId, Sourced, Verdict, Yen};
use kikin_store::{Act, Content, Incoming, Moment, Receipt, Store, receive, sha256};

pub(crate) use crate::db::{Db, installer, on_both};
use crate::db::{NEXT, empty_postgres, empty_sqlite};

impl Db {
    /// A database of the same kind that nobody has migrated.
    pub(crate) async fn another_without_schema(&self) -> Self {
        let (url, file) = if self.is_sqlite() {
            let (url, file) = empty_sqlite();
            (url, Some(file))
        } else {
            let name = format!("kikin_empty_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            (empty_postgres(&name).await, None)
        };
        Self { store: Store::connect(&url).await.expect("connects"), url, file }
    }

    /// Receives a file in a transaction of its own.
    pub(crate) async fn receive(&self, file: &File) -> Receipt {
        let tx = self.store.write().await.expect("begins");
        let receipt = receive(&tx, &act(), file.incoming(&file.content())).await.expect("is received");
        tx.commit().await.expect("commits");
        receipt
    }
}

pub(crate) fn act() -> Act {
    Act {
        at: Moment::parse("2026-06-20T10:00:00+09:00").expect("a moment"),
        actor: "kenchou".to_owned(),
        role: "県担当".to_owned(),
        organisation: Some("医療政策課".to_owned()),
        origin: None,
        request_id: Some("r-1".to_owned()),
    }
}

pub(crate) fn niigata() -> PrefectureCode {
    PrefectureCode::new(15).expect("a prefecture")
}

pub(crate) fn year() -> FiscalYear {
    FiscalYear::new(2026).expect("a year")
}

/// A file with the check's answer.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) report: FileReport,
    pub(crate) prefecture: PrefectureCode,
}

impl File {
    pub(crate) fn content(&self) -> Content<'_> {
        Content::of(&self.bytes)
    }

    pub(crate) fn incoming<'a>(&'a self, content: &'a Content<'a>) -> Incoming<'a> {
        Incoming {
            prefecture: self.prefecture,
            year: year(),
            content,
            report: &self.report,
            categories: CategoryTable::published(),
            only: &[],
        }
    }
}

pub(crate) fn given<T>(value: T, cell: &str, raw: &str) -> Field<T> {
    Field::Given(Sourced { value, cell: CellRef::parse(cell).expect("a cell"), raw: raw.to_owned() })
}

/// A project with a No., 区分 and fund in 千円.
pub(crate) fn project(row: u32, no: &str, category: &str, fund: i64) -> Project {
    Project {
        sheet: "事業一覧".into(),
        row,
        no: given(no.to_owned(), &format!("A{row}"), no),
        category: given(category.into(), &format!("B{row}"), category),
        name: given(format!("事業{no}"), &format!("C{row}"), &format!("事業{no}")),
        fund: given(Yen::new(fund * 1_000), &format!("F{row}"), &fund.to_string()),
        ..Project::default()
    }
}

pub(crate) fn workbook(code: &str, stage: Stage, submitted: Option<Date>, projects: Vec<Project>) -> PlanWorkbook {
    let code = BodyCode::parse(code).expect("a code");
    let cover = Cover {
        stage: given(stage, "C4", stage.label()),
        submitted: submitted.map_or(Field::Blank(CellRef::new(9, 3)), |d| given(d, "C9", &d.to_string())),
        ..Cover::default()
    };
    PlanWorkbook {
        form: FormId::MunicipalPlan,
        cover,
        organization: Some((code, code.name().unwrap_or("広域連合").to_owned())),
        judged_year: Some(year()),
        projects,
        checks: Vec::new(),
        project_sheets: vec!["事業一覧".into()],
        facilities: Some(Vec::new()),
        facility_checks: Vec::new(),
        areas: Vec::new(),
        goals: Vec::new(),
        hearings: Vec::new(),
        chapters: Vec::new(),
        units_contradict: false,
        exported: None,
    }
}

/// A file of a workbook; its bytes are its name.
pub(crate) fn file(name: &str, plan: PlanWorkbook) -> File {
    let prefecture = plan.prefecture().expect("a prefecture");
    let bytes = name.as_bytes().to_vec();
    let report = FileReport {
        file: name.to_owned(),
        sha256: sha256(&bytes),
        form: Some(plan.form),
        plan: Some(plan),
        evaluation: None,
        findings: Vec::new(),
        normalizations: Vec::new(),
        verdict: Verdict::Accepted,
        totals: Vec::new(),
    };
    File { bytes, report, prefecture }
}

/// The same file with an error against it.
pub(crate) fn rejected(mut file: File) -> File {
    file.report.findings = vec![Finding::new(RuleId::F005, RuleId::F005.definition().wordings[0].case, &[])];
    file.report.verdict = Verdict::Rejected;
    file
}

/// Two medical projects and one of care, filed by 長岡市 on a day in June.
pub(crate) fn nagaoka(name: &str, day: i8) -> File {
    let projects = vec![project(6, "1", "I-1", 1_000), project(7, "2", "II", 2_000), project(8, "1", "V", 500)];
    file(name, workbook("152021", Stage::Plan, Some(date(2026, 6, day)), projects))
}

/// The numbers of the versions that count, medical before care.
pub(crate) async fn counting(db: &Db) -> Vec<(Bu, i64)> {
    let submissions = kikin_store::submissions(db.store.connection(), niigata(), year()).await.expect("lists");
    let mut counting: Vec<(Bu, i64)> =
        submissions.iter().filter_map(|s| s.counting().map(|v| (s.bu, v.number))).collect();
    counting.sort_unstable();
    counting
}
