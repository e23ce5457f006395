//! A notice: a heading and sentences in a frame.

use askama::Template;

use super::{Icon, is_html};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// To know.
    Info,
    /// It was done.
    Success,
    /// Something needs attention.
    Warning,
    /// It was not done.
    Error,
}

/// A notice.
#[derive(Clone, Debug, Template)]
#[template(path = "component/notice.html")]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// Its heading.
    pub heading: String,
    /// Its sentences, one a paragraph.
    pub body: Vec<String>,
}

is_html!(Notice);

impl Notice {
    /// A notice.
    #[must_use]
    pub fn new(kind: NoticeKind, heading: &str, body: &[&str]) -> Self {
        Self { kind, heading: heading.to_owned(), body: body.iter().map(|&line| line.to_owned()).collect() }
    }

    /// One of each kind.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new(
                NoticeKind::Info,
                "計画の提出期限は令和8年12月18日（金）17時です",
                &["期限の後は県の担当に連絡してください。"],
            ),
            Self::new(
                NoticeKind::Success,
                "提出しました",
                &["受付票の番号は 15-2026-0042 です。", "この版が採用されます。"],
            ),
            Self::new(NoticeKind::Warning, "要確認が3件あります", &[]),
            Self::new(
                NoticeKind::Error,
                "保存できませんでした",
                &["通信が切れています。つながったら、もう一度「保存する」を押してください。"],
            ),
        ]
    }

    const fn style(&self) -> &'static str {
        match self.kind {
            NoticeKind::Info => "info-1",
            NoticeKind::Success => "success",
            NoticeKind::Warning => "warning",
            NoticeKind::Error => "error",
        }
    }

    /// The kind in a word, for whoever does not see the colour.
    const fn word(&self) -> &'static str {
        match self.kind {
            NoticeKind::Info => "お知らせ",
            NoticeKind::Success => "完了",
            NoticeKind::Warning => "注意",
            NoticeKind::Error => "エラー",
        }
    }

    const fn icon(&self) -> Icon {
        match self.kind {
            NoticeKind::Info => Icon::Info,
            NoticeKind::Success => Icon::Tick,
            NoticeKind::Warning => Icon::Warning,
            NoticeKind::Error => Icon::Error,
        }
    }
}
