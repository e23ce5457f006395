//! A database per test, copied from a migrated template, and made-up files to receive.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::civil::{Date, date};
use kikin_domain::category::CategoryTable;
use kikin_domain::file_report::FileReport;
use kikin_domain::plan::{Cover, FormId, PlanWorkbook, Project, Stage};
use kikin_domain::{BodyCode, Bu, CellRef, Field, Finding, FiscalYear, PrefectureCode, RuleId, Sourced, Verdict, Yen};
use kikin_store::{Act, Incoming, Moment, Receipt, Store, World, receive, sha256, verify};
use sea_orm::ConnectionTrait as _;
use tokio::sync::OnceCell;

/// Runs each test on both databases.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &Db) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                use super::*;

                async fn test($db: &crate::support::Db) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    let db = crate::support::Db::sqlite().await;
                    test(&db).await;
                    db.drop().await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let db = crate::support::Db::postgres().await;
                    test(&db).await;
                    db.drop().await;
                }
            }
        )+
    };
}
pub(crate) use on_both;

const VARIABLE: &str = "KIKIN_TEST_POSTGRES";

static NEXT: AtomicU32 = AtomicU32::new(0);
static SQLITE: OnceCell<PathBuf> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// A migrated database of one test.
pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) url: String,
    file: Option<PathBuf>,
}

impl Db {
    pub(crate) async fn sqlite() -> Self {
        let template = SQLITE.get_or_init(sqlite_template).await;
        let file = fresh_file();
        std::fs::copy(template, &file).expect("the template can be copied");
        let url = format!("sqlite://{}", file.display());
        let store = Store::connect(&url).await.expect("connects");
        Self { store, url, file: Some(file) }
    }

    pub(crate) async fn postgres() -> Self {
        let template = POSTGRES.get_or_init(postgres_template).await;
        let name = format!("{template}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        on_server(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = database(&name);
        Self { store: Store::connect(&url).await.expect("connects"), url, file: None }
    }

    pub(crate) async fn drop(self) {
        self.store.close().await.expect("closes");
        match self.file {
            Some(file) => std::fs::remove_file(file).expect("the file goes"),
            None => {
                let name = self.url.rsplit('/').next().expect("a name");
                on_server(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }

    /// Runs SQL of a tamperer.
    pub(crate) async fn tamper(&self, sql: &str) {
        self.try_tamper(sql).await.expect("the statement runs");
    }

    pub(crate) async fn try_tamper(&self, sql: &str) -> Result<(), String> {
        self.store.connection().execute_unprepared(sql).await.map(|_| ()).map_err(|e| e.to_string())
    }

    /// Takes a table's triggers away.
    pub(crate) async fn disarm(&self, table: &str) {
        if self.is_sqlite() {
            self.tamper(&format!("DROP TRIGGER {table}_refuse_update")).await;
            self.tamper(&format!("DROP TRIGGER {table}_refuse_delete")).await;
            self.tamper("PRAGMA foreign_keys = OFF").await;
        } else {
            self.tamper(&format!("DROP TRIGGER {table}_refuse_change ON {table}")).await;
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.file.is_some()
    }

    /// What `verify` finds, each as `table id`.
    pub(crate) async fn damages(&self) -> Vec<String> {
        let verification = verify(self.store.connection(), World::all()).await.expect("verifies");
        verification.damages.into_iter().map(|d| format!("{} {}", d.table, d.id)).collect()
    }

    /// Receives a file in a transaction of its own.
    pub(crate) async fn receive(&self, file: &File) -> Receipt {
        let tx = self.store.write().await.expect("begins");
        let receipt = receive(&tx, &act(), file.incoming()).await.expect("is received");
        tx.commit().await.expect("commits");
        receipt
    }
}

fn fresh_file() -> PathBuf {
    let name = format!("store-{}-{}.db", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

async fn sqlite_template() -> PathBuf {
    let file = fresh_file();
    let store = Store::connect(&format!("sqlite://{}", file.display())).await.expect("connects");
    store.migrate().await.expect("migrates");
    store.close().await.expect("closes");
    file
}

async fn postgres_template() -> String {
    let name = format!("kikin_template_{}", std::process::id());
    on_server(&format!("CREATE DATABASE {name}")).await;
    let store = Store::connect(&database(&name)).await.expect("connects");
    store.migrate().await.expect("migrates");
    store.close().await.expect("closes");
    name
}

async fn on_server(sql: &str) {
    let server = Store::connect(&server()).await.expect("the server of the tests answers");
    server.connection().execute_unprepared(sql).await.expect(sql);
    server.close().await.expect("closes");
}

fn server() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!(
            "{VARIABLE} is not set: run `cargo xtask test`, or `cargo xtask with-postgres cargo test -p kikin-store`, \
             or set it to a server whose user may create databases (postgres://user@host:port/postgres)"
        )
    })
}

fn database(name: &str) -> String {
    let server = server();
    let (address, _) = server.rsplit_once('/').expect("the address names a database");
    format!("{address}/{name}")
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
    pub(crate) fn incoming(&self) -> Incoming<'_> {
        Incoming {
            prefecture: self.prefecture,
            year: year(),
            bytes: &self.bytes,
            report: &self.report,
            categories: CategoryTable::published(),
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
