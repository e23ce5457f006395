//! What can go wrong here, in the words of whoever runs the program; the cause is in the source chain.

use kikin_domain::split::ProofError;
use sea_orm::DbErr;

/// Why a store's function failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached, or refused a statement.
    #[error("データベースを読み書きできません")]
    Database(#[from] DbErr),
    /// The address is neither a SQLite file nor a PostgreSQL database.
    #[error("データベースの指定「{url}」は使えません。sqlite://ファイル名 または postgres://… の形で指定してください")]
    Address {
        /// What was given; without its password.
        url: String,
    },
    /// A stored value cannot be read back.
    #[error("保存されているデータが壊れています（{table} {id}：{what}）。kikin verify で確認してください")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// Nothing of that kind is in this world.
    #[error("{what}が見つかりません")]
    Missing {
        /// What was looked for.
        what: String,
    },
    /// The state of things does not allow it.
    #[error("{0}")]
    Refused(String),
    /// A split that does not prove itself is not stored.
    #[error("国と都道府県の額の検算が合わないため、保存しません")]
    Unproved(#[from] ProofError),
    /// A value could not be written as JSON.
    #[error("保存する値を文字にできません")]
    Json(#[from] serde_json::Error),
}

impl StoreError {
    pub(crate) fn corrupt(table: &'static str, id: impl ToString, what: impl Into<String>) -> Self {
        Self::Corrupt { table, id: id.to_string(), what: what.into() }
    }

    pub(crate) fn missing(what: impl Into<String>) -> Self {
        Self::Missing { what: what.into() }
    }

    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::Refused(why.into())
    }
}

/// The result of a store's function.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
