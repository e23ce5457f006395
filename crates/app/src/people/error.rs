//! Why something about people came to nothing, in the words of whoever asked.

use jiff::civil::Date;
use kikin_domain::permission::Refusal;
use kikin_store::{Moment, StoreError};

use super::password::PasswordFault;

/// Why a use case on people came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The database's own reason.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The table of permissions refuses.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Account, password or code are wrong; which of them is not told, nor whether there is such an account.
    #[error(
        "サインインできません。アカウント、パスワード、確認コード（設定している場合）を確かめて、もう一度入力してください。"
    )]
    SignIn,
    /// Too many attempts.
    #[error("入力の誤りが続いたため、{}まで受け付けません。その後にもう一度入力してください。", clock(.until))]
    Throttled {
        /// Until when.
        until: Moment,
    },
    /// The session is over.
    #[error("{}", .0.sentence())]
    Ended(SessionEnd),
    /// The current password is wrong.
    #[error("今のパスワードが違います。もう一度入力してください。")]
    CurrentPassword,
    /// The new password is not good enough.
    #[error("{0}")]
    Password(#[from] PasswordFault),
    /// The code is wrong.
    #[error("確認コードが違います。認証アプリに表示されている6桁の数字を入力してください。")]
    Code,
    /// No secret is waiting to be confirmed, or none is set up.
    #[error("確認コードは設定されていません。")]
    NoTotp,
    /// Without 確認コード the password would be too short.
    #[error("確認コードをやめるには、先に{}文字以上のパスワードに変更してください。", super::password::SHORTEST)]
    LongerFirst,
    /// The invitation cannot be used.
    #[error("{0}")]
    Invitation(#[from] InvitationFault),
    /// There is no such post, or not for whoever asks.
    #[error("アカウント「{account}」は見つかりません。kikin user list で確かめてください。")]
    NoPost {
        /// What was asked for.
        account: String,
    },
    /// The post is closed.
    #[error("アカウント「{account}」は廃止されています。新しい職を追加してください。")]
    Closed {
        /// The account.
        account: String,
    },
    /// A field of a post is not as it must be.
    #[error("{0}")]
    Field(String),
    /// The state changed meanwhile.
    #[error("ほかの操作と重なりました。画面を開き直して、もう一度行ってください。")]
    Meanwhile,
    /// The machine gave no randomness, no memory or no thread.
    #[error("パスワードの計算ができません。運用管理に連絡してください。")]
    Machine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PeopleError {
    pub(super) fn field(sentence: impl Into<String>) -> Self {
        Self::Field(sentence.into())
    }

    pub(super) fn machine(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Machine(Box::new(source))
    }
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// There is no such session: never was, signed out, or swept away.
    Unknown,
    /// Not used for too long.
    Idle,
    /// Its longest time is over.
    TooOld,
    /// The post was closed or is outside its days, or somebody else holds it now.
    NotInForce,
}

impl SessionEnd {
    /// The sentence for its holder.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "サインインしてください。",
            Self::Idle => "しばらく操作がなかったため、サインアウトしました。もう一度サインインしてください。",
            Self::TooOld => "サインインから時間がたったため、サインアウトしました。もう一度サインインしてください。",
            Self::NotInForce => {
                "このアカウントは、現在使えません。交代や期間については、県の総括担当に確かめてください。"
            }
        }
    }
}

/// Why an invitation cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationFault {
    /// There is none with this link, or it was used, or a newer one was made, or the post is closed.
    #[error("この招待のリンクは使えません（使用済み、又は新しい招待があります）。新しい招待を依頼してください。")]
    Unknown,
    /// Its time is over.
    #[error("この招待の期限は過ぎています。新しい招待を依頼してください。")]
    Expired,
    /// Its holder begins later.
    #[error("この招待は、担当を始める{0}から使えます。その日以降に、もう一度開いてください。")]
    NotYet(Date),
}

fn clock(moment: &Moment) -> String {
    let text = moment.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{date} {}", time.get(..5).unwrap_or(time))
}
