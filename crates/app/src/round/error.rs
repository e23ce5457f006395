//! Why something in the round came to nothing, in the words of whoever asked.

use kikin_domain::permission::Refusal;
use kikin_domain::round::NotNow;
use kikin_domain::year::era_date;
use kikin_domain::{Bu, Finding, FiscalYear, PrefectureCode};
use kikin_store::StoreError;

use super::taken::NotTaken;
use crate::database::DatabaseError;
use crate::people::PeopleError;
use crate::reading::ReadersError;
use crate::template::NoTemplate;

/// Why a use case of the round came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The database's own reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The table of permissions refuses; what is hidden is answered as what is not there.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Another reason about the person who acts.
    #[error(transparent)]
    People(PeopleError),
    /// The act does not fit the state.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// The plan year is not set up.
    #[error("{}の{}は、まだ設定されていません。県の総括担当が「年度の設定」で受付を始めてください。", .0.name(), .1.era())]
    NoYear(PrefectureCode, FiscalYear),
    /// Nothing could be read here.
    #[error(transparent)]
    Readers(#[from] ReadersError),
    /// The reading ended without an answer.
    #[error("ファイルの検査を終えられません。しばらくしてから、もう一度アップロードしてください。")]
    Reading(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file has errors.
    #[error("エラーが{errors}件あるため、提出できません。検査の結果に沿って直し、もう一度アップロードしてください。")]
    Rejected {
        /// How many.
        errors: usize,
    },
    /// The file is another body's.
    #[error(
        "このファイルは{name}のものです。自団体の団体コードと市町村名が書かれたファイルをアップロードしてください。"
    )]
    OtherBody {
        /// Whose.
        name: String,
    },
    /// The file holds only what is not taken now.
    #[error("このファイルには、今提出できる{}の内容がないため、保存していません。", .0.stage.label())]
    NotTaken(NotTaken),
    /// The file is no form that is handed in here.
    #[error("このファイルは市町村計画の様式ではないため、下書きに保存していません。様式を受け取り直してください。")]
    OtherForm,
    /// Only the head of the file is here.
    #[error("ファイルが大きすぎるため、保存していません。検査の結果に書かれた上限より小さくしてください。")]
    TooLarge,
    /// The 提出日 is before that of the version that counts.
    #[error(
        "提出日（{}）が、採用中の版の提出日（{}）より前のため、この版は採用されません。表紙の提出日を新しい日に直して、もう一度アップロードしてください。", era_date(*own), era_date(*before)
    )]
    EarlierDate {
        /// On the new file.
        own: jiff::civil::Date,
        /// On the version that counts.
        before: jiff::civil::Date,
    },
    /// Nothing was changed after a 修正依頼 and no reason is given (P004).
    #[error("{}：{}{}", .0.rule, .0.message, .0.hint)]
    Unchanged(Box<Finding>),
    /// Projects were changed that a 修正依頼 did not open.
    #[error(
        "修正の依頼がない事業（{bu} No.{}）が変わっています。依頼のあった事業だけを直して、もう一度アップロードしてください。ほかの事業も直すときは、県の担当に修正依頼を求めてください。", .numbers.join("、No.")
    )]
    NotReopened {
        /// Which 分.
        bu: &'static str,
        /// The projects.
        numbers: Vec<String>,
    },
    /// A 変更 leaves projects out, and nobody has said that they are given up.
    #[error(
        "変更前の計画にある{told}が、この変更にありません。取りやめでなければ、ファイルに書き足して、もう一度アップロードしてください。取りやめるときは、「取りやめる事業がある」に印を付けて提出してください。"
    )]
    Gone {
        /// 「医療分のNo.2、No.3（20,119,000円）」
        told: String,
    },
    /// There is no plan that a 変更 could be about.
    #[error(
        "{}の計画が提出されていないため、変更で「該当事業なし」は提出できません。計画の段階で提出してください。", .0.label()
    )]
    NothingToChange(Bu),
    /// A reason of the database's use cases.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A field is not as it must be.
    #[error("{0}")]
    Field(String),
    /// The form of 該当事業なし could not be made.
    #[error(transparent)]
    Template(#[from] NoTemplate),
}

impl RoundError {
    pub(crate) fn field(sentence: impl Into<String>) -> Self {
        Self::Field(sentence.into())
    }

    /// What is not there, and what is another organisation's, are answered alike.
    pub(crate) const fn hidden() -> Self {
        Self::Refused(Refusal::Hidden)
    }
}

impl From<PeopleError> for RoundError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Refused(refusal) => Self::Refused(refusal),
            PeopleError::Store(error) => Self::Store(error),
            other => Self::People(other),
        }
    }
}
