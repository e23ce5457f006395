//! What goes wrong with a request: one table of status codes and their words, and the page that says so.

use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use kikin_app::DatabaseError;
use kikin_app::people::{PeopleError, SessionEnd};
use kikin_app::round::RoundError;
use kikin_domain::permission::Refusal;

/// A kind of failure. The table of [`Fault::row`] is the only place that gives it a code and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request cannot be understood.
    BadRequest,
    /// Nobody has signed in.
    SignIn,
    /// Not for this role, or from another site.
    Forbidden,
    /// There is none, or it is somebody else's.
    NotFound,
    /// The page takes another method.
    Method,
    /// It took the browser too long to send.
    TimeOut,
    /// It overlaps with what somebody else did.
    Conflict,
    /// More bytes than are taken.
    TooLarge,
    /// Another kind of content than is taken.
    Unsupported,
    /// The form cannot be read.
    Unprocessable,
    /// Too many attempts.
    TooMany,
    /// A defect, or the machine's failure.
    Internal,
    /// More requests than can be worked on.
    Busy,
}

/// What is told of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultRow {
    /// The code.
    pub status: StatusCode,
    /// The page's title.
    pub title: &'static str,
    /// What is wrong.
    pub cause: &'static str,
    /// What to do.
    pub cure: &'static str,
}

const fn row(status: StatusCode, title: &'static str, cause: &'static str, cure: &'static str) -> FaultRow {
    FaultRow { status, title, cause, cure }
}

impl Fault {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::BadRequest,
        Self::SignIn,
        Self::Forbidden,
        Self::NotFound,
        Self::Method,
        Self::TimeOut,
        Self::Conflict,
        Self::TooLarge,
        Self::Unsupported,
        Self::Unprocessable,
        Self::TooMany,
        Self::Internal,
        Self::Busy,
    ];

    /// The table: kind → code, title, cause and cure.
    #[must_use]
    #[rustfmt::skip]
    pub const fn row(self) -> FaultRow {
        match self {
            Self::BadRequest    => row(StatusCode::BAD_REQUEST, "送信の内容を読み取れません", "ブラウザーから届いた内容が途中で切れているか、形が違います。", "前の画面に戻り、もう一度行ってください。"),
            Self::SignIn        => row(StatusCode::UNAUTHORIZED, "サインインが必要です", "サインインしていないか、サインインの期限が切れています。この操作は行われていません。", "サインインしてから、もう一度行ってください。"),
            Self::Forbidden     => row(StatusCode::FORBIDDEN, "この操作は行えません", "あなたの役割では行えないか、ほかのサイトから送られた操作です。", "画面の一覧から開き直してください。"),
            Self::NotFound      => row(StatusCode::NOT_FOUND, "ページが見つかりません", "アドレスが違うか、このアカウントからは見られないものです。", "アドレスを確かめるか、ホームから開き直してください。"),
            Self::Method        => row(StatusCode::METHOD_NOT_ALLOWED, "この開き方はできません", "このアドレスは、画面のボタンから使うものです。", "ホームから開き直してください。"),
            Self::TimeOut       => row(StatusCode::REQUEST_TIMEOUT, "時間内に終わりませんでした", "送信又は処理が、決められた時間内に終わりませんでした。", "通信の状態を確かめ、行われたかどうかを画面で確かめてから、もう一度行ってください。"),
            Self::Conflict      => row(StatusCode::CONFLICT, "ほかの操作と重なりました", "同じものを、ほかの人が先に変えました。", "画面を開き直して、もう一度行ってください。"),
            Self::TooLarge      => row(StatusCode::PAYLOAD_TOO_LARGE, "送信の内容が大きすぎます", "受け付けられる大きさを超えています。", "内容を減らすか、ファイルを分けて、もう一度送ってください。"),
            Self::Unsupported   => row(StatusCode::UNSUPPORTED_MEDIA_TYPE, "この形式では受け付けられません", "フォーム以外の形式で送られています。", "画面のボタンから送ってください。"),
            Self::Unprocessable => row(StatusCode::UNPROCESSABLE_ENTITY, "フォームの内容を読み取れません", "必要な項目が届いていないか、項目の形が違います。", "画面を開き直して、もう一度入力してください。"),
            Self::TooMany       => row(StatusCode::TOO_MANY_REQUESTS, "しばらく受け付けられません", "短い時間に続けて試行されました。", "時間をおいて、もう一度行ってください。"),
            Self::Internal      => row(StatusCode::INTERNAL_SERVER_ERROR, "処理できませんでした", "サーバーの中で問題が起きました。入力の誤りではありません。", "次の番号を添えて、運用管理の担当に連絡してください。"),
            Self::Busy          => row(StatusCode::SERVICE_UNAVAILABLE, "混み合っています", "同時に処理できる数を超えています。この操作は行われていません。", "1分ほど待って、もう一度行ってください。"),
        }
    }

    /// The kind that a bare status code stands for; what no line names is a defect or a bad request.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let named = Self::ALL.into_iter().find(|fault| fault.row().status == status);
        named.unwrap_or(if status.is_server_error() { Self::Internal } else { Self::BadRequest })
    }
}

/// Marks an answer whose page is still to be made; the outermost layer makes it, since it alone knows the request's id.
#[derive(Clone, Debug)]
pub(crate) struct Bare {
    pub(crate) fault: Fault,
    /// A sentence that says more than the table's cause.
    pub(crate) sentence: Option<String>,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        bare(self, None)
    }
}

fn bare(fault: Fault, sentence: Option<String>) -> Response {
    let mut response = fault.row().status.into_response();
    if fault == Fault::Busy {
        response.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("60"));
    }
    response.extensions_mut().insert(Bare { fault, sentence });
    response
}

/// Why a handler came to nothing.
#[derive(Debug)]
pub(crate) enum WebError {
    /// One of the table.
    Fault(Fault),
    /// One of the table, with a sentence of its own.
    Told(Fault, String),
    /// Nobody has signed in: a page that is only looked at leads to signing in, and back.
    SignIn {
        /// Where to go on afterwards.
        next: Option<String>,
        /// Why the session is over.
        why: SessionEnd,
    },
}

impl From<Fault> for WebError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What no form shows beside a field. Failures of the machine are logged here, once.
impl From<PeopleError> for WebError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Refused(Refusal::Hidden) => Self::Fault(Fault::NotFound),
            PeopleError::Refused(refusal @ (Refusal::Role | Refusal::Closed | Refusal::Half)) => {
                Self::Told(Fault::Forbidden, refusal.sentence().to_owned())
            }
            PeopleError::Ended(why) => Self::SignIn { next: None, why },
            PeopleError::Throttled { .. } => Self::Told(Fault::TooMany, error.to_string()),
            PeopleError::Meanwhile => Self::Told(Fault::Conflict, error.to_string()),
            PeopleError::SignIn
            | PeopleError::CurrentPassword
            | PeopleError::Password(_)
            | PeopleError::Code
            | PeopleError::NoTotp
            | PeopleError::LongerFirst
            | PeopleError::Invitation(_)
            | PeopleError::NoPost { .. }
            | PeopleError::Closed { .. }
            | PeopleError::Field(_) => Self::Told(Fault::Unprocessable, error.to_string()),
            PeopleError::Store(_) | PeopleError::Machine(_) => Self::broken(&error),
        }
    }
}

/// What no form shows beside a field.
impl From<RoundError> for WebError {
    fn from(error: RoundError) -> Self {
        match error {
            RoundError::Refused(refusal) => PeopleError::Refused(refusal).into(),
            RoundError::People(error) => error.into(),
            RoundError::Store(error) => PeopleError::Store(error).into(),
            RoundError::Database(error) => error.into(),
            RoundError::NotNow(_) | RoundError::NothingToChange(_) => Self::Told(Fault::Conflict, error.to_string()),
            RoundError::NoYear(..) => Self::Told(Fault::NotFound, error.to_string()),
            RoundError::Readers(_) | RoundError::Reading(_) | RoundError::Template(_) => Self::broken(&error),
            RoundError::TooLarge => Self::Told(Fault::TooLarge, error.to_string()),
            RoundError::Rejected { .. }
            | RoundError::OtherBody { .. }
            | RoundError::NotTaken(_)
            | RoundError::OtherForm
            | RoundError::EarlierDate { .. }
            | RoundError::Unchanged(_)
            | RoundError::NotReopened { .. }
            | RoundError::Gone { .. }
            | RoundError::Field(_) => Self::Told(Fault::Unprocessable, error.to_string()),
        }
    }
}

/// What no form shows beside a field.
impl From<DatabaseError> for WebError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::People(error) => error.into(),
            DatabaseError::Store(error) => PeopleError::Store(error).into(),
            DatabaseError::Split(_) => Self::broken(&error),
            DatabaseError::Empty | DatabaseError::Several(_) | DatabaseError::Missing(..) => {
                Self::Told(Fault::NotFound, error.to_string())
            }
            DatabaseError::NoReason | DatabaseError::NothingCounts { .. } => {
                Self::Told(Fault::Unprocessable, error.to_string())
            }
        }
    }
}

impl WebError {
    /// A defect or the machine's failure: logged here, once, and told by the request's id alone.
    pub(crate) fn broken(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "request failed");
        Self::Fault(Fault::Internal)
    }
}

/// An error and its sources, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(Some(error), |error| error.source());
    sources.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.into_response(),
            Self::Told(fault, sentence) => bare(fault, Some(sentence)),
            Self::SignIn { next: Some(next), why } => {
                let location = crate::page::signin::path_with(&next, why);
                (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
            }
            Self::SignIn { next: None, .. } => Fault::SignIn.into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_code_of_its_own_and_says_what_to_do() {
        for (at, fault) in Fault::ALL.into_iter().enumerate() {
            let row = fault.row();
            assert!(Fault::ALL[..at].iter().all(|other| other.row().status != row.status), "{fault:?}");
            assert!(row.cause.ends_with('。') && row.cure.ends_with("ください。"), "{fault:?}");
            assert_eq!(Fault::of_status(row.status), fault);
        }
        assert_eq!(Fault::of_status(StatusCode::IM_A_TEAPOT), Fault::BadRequest);
        assert_eq!(Fault::of_status(StatusCode::BAD_GATEWAY), Fault::Internal);
    }
}
