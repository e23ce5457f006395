//! What is pressed, and what leads elsewhere.

use askama::Template;

use super::{Icon, is_html};

/// How much a button stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ButtonKind {
    /// The page's main act: one a page.
    Solid,
    /// Another act.
    Outline,
    /// A small one.
    Text,
    /// What cannot be taken back.
    Danger,
}

impl ButtonKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Solid, Self::Outline, Self::Text, Self::Danger];

    const fn code(self) -> &'static str {
        match self {
            Self::Solid => "solid-fill",
            Self::Outline => "outline",
            Self::Text => "text",
            Self::Danger => "danger",
        }
    }
}

/// A button that sends its form. It is never disabled: pressed too early, the answer says what is missing.
#[derive(Clone, Debug, Template)]
#[template(path = "component/button.html")]
pub struct Button {
    /// A verb, 「提出する」.
    pub label: String,
    /// How much it stands out.
    pub kind: ButtonKind,
}

/// A link that looks like a button.
#[derive(Clone, Debug, Template)]
#[template(path = "component/link_button.html")]
pub struct LinkButton {
    /// A verb.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How much it stands out.
    pub kind: ButtonKind,
}

/// A file to take: kind and size stand beside its name.
#[derive(Clone, Debug, Template)]
#[template(path = "component/download.html")]
pub struct Download {
    /// What it is, 「受付票」.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Its kind, 「Excel」.
    pub kind: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// One step of the way to a page.
#[derive(Clone, Debug)]
pub struct Breadcrumb {
    /// The page's name.
    pub label: String,
    /// Its address.
    pub href: String,
}

/// One of several pages side by side.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// Pages side by side, as plain links.
#[derive(Clone, Debug, Template)]
#[template(path = "component/tabs.html")]
pub struct Tabs {
    /// What they have in common.
    pub label: String,
    /// The pages.
    pub tabs: Vec<Tab>,
}

/// A long list in parts.
#[derive(Clone, Debug, Template)]
#[template(path = "component/pagination.html")]
pub struct Pagination {
    /// The part that is shown, from 1.
    pub page: u32,
    /// How many parts there are.
    pub pages: u32,
    /// The address up to the number.
    pub href: String,
}

is_html!(Button, LinkButton, Download, Tabs, Pagination);

impl Button {
    /// A button.
    #[must_use]
    pub fn new(label: &str, kind: ButtonKind) -> Self {
        Self { label: label.to_owned(), kind }
    }

    /// One of each kind.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let labels = ["提出する", "下書きを保存する", "一覧に戻る", "取り下げる"];
        ButtonKind::ALL.into_iter().zip(labels).map(|(kind, label)| Self::new(label, kind)).collect()
    }
}

impl LinkButton {
    /// A link that looks like a button.
    #[must_use]
    pub fn new(label: &str, href: &str, kind: ButtonKind) -> Self {
        Self { label: label.to_owned(), href: href.to_owned(), kind }
    }

    /// One of each kind.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        ButtonKind::ALL.into_iter().map(|kind| Self::new("様式を開く", "/_components", kind)).collect()
    }
}

impl Download {
    /// A small file and a large one.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let of = |label: &str, kind: &str, bytes| Self {
            label: label.to_owned(),
            href: "/_components".to_owned(),
            kind: kind.to_owned(),
            bytes,
        };
        vec![of("受付票", "PDF", 912), of("印を付けたブック", "Excel", 48_213), of("原本の一括", "ZIP", 12_582_912)]
    }

    /// The size for people: KB and MB of 1,024, one decimal place from 1 MB on, rounded half up.
    fn size(&self) -> String {
        const KB: u64 = 1_024;
        const MB: u64 = KB * KB;
        match self.bytes {
            bytes if bytes < KB => format!("{bytes}バイト"),
            bytes if bytes < MB => format!("{}KB", (bytes + KB / 2) / KB),
            bytes => {
                let tenths = (bytes * 10 + MB / 2) / MB;
                format!("{}.{}MB", tenths / 10, tenths % 10)
            }
        }
    }
}

impl Tabs {
    /// Three, the second shown.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let tab = |label: &str, current| Tab { label: label.to_owned(), href: "/_components".to_owned(), current };
        vec![Self {
            label: "計画の段階".to_owned(),
            tabs: vec![tab("要望", false), tab("計画", true), tab("変更", false)],
        }]
    }
}

/// So many neighbours of the part that is shown are named.
const NEIGHBOURS: u32 = 2;

impl Pagination {
    /// The beginning, the middle and the end of long lists, and a short one.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let of = |page, pages| Self { page, pages, href: "/_components?page=".to_owned() };
        vec![of(1, 12), of(6, 12), of(12, 12), of(2, 3)]
    }

    /// What is named: numbers, and `None` for what is left out.
    fn parts(&self) -> Vec<Option<u32>> {
        let near = |n: &u32| *n == 1 || *n == self.pages || n.abs_diff(self.page) <= NEIGHBOURS;
        let mut parts = Vec::new();
        for n in (1..=self.pages).filter(near) {
            if let Some(&Some(last)) = parts.last()
                && n > last + 1
            {
                parts.push(None);
            }
            parts.push(Some(n));
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_half_up() {
        let size = |bytes| Download { bytes, ..Download::samples().remove(0) }.size();
        assert_eq!(size(1_023), "1023バイト");
        assert_eq!(size(1_536), "2KB");
        assert_eq!(size(1_048_576), "1.0MB");
        assert_eq!(size(1_100_000), "1.0MB");
        assert_eq!(size(1_101_005), "1.1MB");
    }

    #[test]
    fn long_lists_leave_parts_out() {
        let told = |page, pages| {
            let parts = Pagination { page, pages, href: String::new() }.parts();
            parts.iter().map(|part| part.map_or("…".to_owned(), |n| n.to_string())).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(6, 12), "1 … 4 5 6 7 8 … 12");
        assert_eq!(told(1, 12), "1 2 3 … 12");
        assert_eq!(told(2, 3), "1 2 3");
        assert_eq!(told(1, 1), "1");
    }
}
