//! A database per test, copied from a migrated template. Used by the store's tests and, by its path, by those of the whole
//! product.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use kikin_store::{Act, Connection as _, Moment, Store, World, verify};
use tokio::sync::OnceCell;

/// Runs each test on both databases.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: &Db) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                use super::*;

                async fn test($db: &crate::db::Db) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    let db = crate::db::Db::sqlite().await;
                    test(&db).await;
                    db.drop().await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let db = crate::db::Db::postgres().await;
                    test(&db).await;
                    db.drop().await;
                }
            }
        )+
    };
}
pub(crate) use on_both;

const VARIABLE: &str = "KIKIN_TEST_POSTGRES";

pub(crate) static NEXT: AtomicU32 = AtomicU32::new(0);
static SQLITE: OnceCell<PathBuf> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// A migrated database of one test.
pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) file: Option<PathBuf>,
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
}

fn fresh_file() -> PathBuf {
    let name = format!("store-{}-{}.db", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

async fn sqlite_template() -> PathBuf {
    let (url, file) = empty_sqlite();
    migrated(&url).await;
    file
}

async fn postgres_template() -> String {
    let url = empty_postgres(&format!("kikin_template_{}", std::process::id())).await;
    migrated(&url).await;
    url.rsplit('/').next().expect("a name").to_owned()
}

async fn migrated(url: &str) {
    let store = Store::connect(url).await.expect("connects");
    store.migrate(&installer()).await.expect("migrates");
    store.close().await.expect("closes");
}

/// Who sets a database up.
pub(crate) fn installer() -> Act {
    let at = Moment::parse("2026-04-01T09:00:00+09:00").expect("a moment");
    let (actor, role) = ("installer".to_owned(), "運用管理".to_owned());
    Act { at, actor, role, organisation: None, origin: None, request_id: None }
}

/// The address of a database that is not there yet, and its file.
pub(crate) fn empty_sqlite() -> (String, PathBuf) {
    let file = fresh_file();
    (format!("sqlite://{}", file.display()), file)
}

/// The address of a new database without a schema.
pub(crate) async fn empty_postgres(name: &str) -> String {
    on_server(&format!("CREATE DATABASE {name}")).await;
    database(name)
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
