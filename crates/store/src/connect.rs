//! Connecting, migrating, and transactions that write.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use kikin_migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::audit::Act;
use crate::error::{Result, StoreError};

/// How many connections one process holds.
const CONNECTIONS: u32 = 8;

/// How long a statement waits for another process's lock on a SQLite file.
const BUSY: Duration = Duration::from_secs(30);

/// How long a PostgreSQL server may take to answer, restarting included: who waits longer thinks that the program hangs.
const ANSWER: Duration = Duration::from_secs(5);

/// How many statements each connection keeps prepared: about ten lengths for each of some fifteen tables, and queries.
const PREPARED: usize = 512;

/// The number of the advisory lock that migrating takes on PostgreSQL: "kikin" in ASCII.
const MIGRATING: i64 = 0x6B_69_6B_69_6E;

/// A database.
#[derive(Clone, Debug)]
pub struct Store {
    connection: DatabaseConnection,
    /// SQLite has one writer at a time: writers of this process queue here instead of polling for the file's lock.
    writers: Arc<Mutex<()>>,
}

/// A transaction that writes. Dropped without [`WriteTransaction::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct WriteTransaction {
    transaction: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Connects to `sqlite://path` (the file is made if it is not there) or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address; else the database's own.
    pub async fn connect(url: &str) -> Result<Self> {
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(StoreError::Address { url: without_password(url) });
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(CONNECTIONS).sqlx_logging(false).map_sqlx_sqlite_opts(sqlite);
        if !url.starts_with("sqlite:") {
            options.acquire_timeout(ANSWER);
        }
        let connection = Database::connect(options).await?;
        Ok(Self { connection, writers: Arc::default() })
    }

    /// The same database, with `heard` told of every statement that is sent by this store and what is cloned of it: so that it can
    /// be held how many a page needs.
    #[must_use]
    pub fn listened_to(mut self, heard: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.connection.set_metric_callback(move |info| heard(&info.statement.sql));
        self
    }

    /// The connection for queries. Each statement is its own transaction: see [`Store::read`].
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Brings the schema up to date and puts in what the program knows: worlds and the list of local governments. One
    /// transaction; of several processes at once each waits for the one before and finds its work done. Doing it again
    /// changes nothing.
    ///
    /// # Errors
    /// The database's; the schema is then as it was.
    pub async fn migrate(&self, act: &Act) -> Result<()> {
        // IMMEDIATE has SQLite's file from here on.
        let transaction = self.write().await?;
        if self.backend() == DbBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATING})");
            transaction.execute_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
        }
        Migrator::up(&*transaction, None).await?;
        crate::seed::seed(&transaction, act).await?;
        transaction.commit().await
    }

    /// How many migrations are still to be applied.
    ///
    /// # Errors
    /// The database's.
    pub async fn pending_migrations(&self) -> Result<usize> {
        Ok(Migrator::get_pending_migrations(&self.connection).await?.len())
    }

    /// Begins a transaction that writes: IMMEDIATE on SQLite, so that it never has to give up half-way.
    ///
    /// # Errors
    /// The database's.
    pub async fn write(&self) -> Result<WriteTransaction> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(WriteTransaction { transaction, _turn: turn })
    }

    /// Begins a transaction that only reads, and sees one state of the database throughout.
    ///
    /// # Errors
    /// The database's.
    pub async fn read(&self) -> Result<DatabaseTransaction> {
        let isolation = (self.backend() == DbBackend::Postgres).then_some(sea_orm::IsolationLevel::RepeatableRead);
        let options = TransactionOptions { isolation_level: isolation, ..TransactionOptions::default() };
        Ok(self.connection.begin_with_options(options).await?)
    }

    /// Closes all connections; a SQLite file is then whole without its side files.
    ///
    /// # Errors
    /// The database's.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        match self.backend() {
            DbBackend::Sqlite => Some(Arc::clone(&self.writers).lock_owned().await),
            _ => None,
        }
    }
}

impl WriteTransaction {
    /// Makes everything durable, or nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }

    /// Leaves nothing behind.
    ///
    /// # Errors
    /// The database's.
    pub async fn rollback(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }
}

impl Deref for WriteTransaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// Durable at every commit, readers beside the writer, references checked; REPLACE does not slip past triggers.
fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .pragma("recursive_triggers", "ON")
        .statement_cache_capacity(PREPARED)
}

/// The address without what stands between `//` and `@`.
fn without_password(url: &str) -> String {
    match (url.find("//"), url.rfind('@')) {
        (Some(start), Some(end)) if start + 2 < end => format!("{}…{}", &url[..start + 2], &url[end..]),
        _ => url.to_owned(),
    }
}
