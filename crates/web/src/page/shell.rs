//! What stands around every page: title, header with whoever is signed in, the way to the page, notices.

use kikin_app::people::Scope;
use kikin_domain::permission::{Action, Reach, Role, row};

use crate::assets::{self, Names};
use crate::component::{Breadcrumb, ErrorSummary, FieldError, Notice};
use crate::extract::Member;

/// Who is signed in, as the header says it.
#[derive(Clone, Debug)]
pub struct Who {
    /// The organisation's name.
    pub organisation: String,
    /// The post's name.
    pub post: String,
    /// Its role.
    pub role: &'static str,
    /// The pages that its role works with.
    pub works: Vec<Breadcrumb>,
}

/// The pages in the header beside those for everybody, and what one must be permitted to find them there.
const WORKS: [(&str, &str, Action); 6] = [
    ("提出状況", "/status", Action::ViewStatus),
    ("県計画", "/plan", Action::ViewPlan),
    ("書き出し", "/jobs", Action::Export),
    ("年度の設定", "/years", Action::ViewStatus),
    ("記録", "/events", Action::ReadAudit),
    ("利用者", "/posts", Action::ManagePosts),
];

/// What a role finds in the header: no page that would refuse it.
fn works(role: Role) -> Vec<Breadcrumb> {
    let open = WORKS.iter().filter(|(_, _, action)| row(*action).reach(role) != Reach::Nobody);
    open.map(|(label, href, _)| Breadcrumb { label: (*label).to_owned(), href: (*href).to_owned() }).collect()
}

impl Who {
    pub(crate) fn of(scope: &Scope) -> Self {
        let organisation = scope.organisation().to_owned();
        Self { organisation, post: scope.name().to_owned(), role: scope.role().label(), works: works(scope.role()) }
    }
}

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The page's title, which is also its heading.
    pub title: String,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The pages above this one.
    pub crumbs: Vec<Breadcrumb>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// What is wrong with the form.
    pub summary: ErrorSummary,
    /// Without script the page is loaded anew after so many seconds: work is under way.
    pub refresh: Option<u32>,
}

impl Shell {
    /// A page that everybody sees.
    #[must_use]
    pub fn open(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            who: None,
            crumbs: Vec::new(),
            notice: None,
            summary: ErrorSummary { errors: Vec::new() },
            refresh: None,
        }
    }

    /// A page for whoever is signed in.
    pub(crate) fn of(title: &str, member: &Member) -> Self {
        Self { who: Some(Who::of(&member.scope)), ..Self::open(title) }
    }

    /// A page for all, with the header of whoever is signed in.
    pub(crate) fn for_guest(title: &str, member: Option<&Member>) -> Self {
        Self { who: member.map(|member| Who::of(&member.scope)), ..Self::open(title) }
    }

    /// A page as somebody sees it, for samples.
    #[must_use]
    pub fn sample(title: &str) -> Self {
        let who = Who {
            organisation: "聖籠町".to_owned(),
            post: "保健福祉課 担当".to_owned(),
            role: "市町村担当",
            works: works(Role::MunicipalClerk),
        };
        Self { who: Some(who), ..Self::open(title) }
    }

    /// A page as the prefecture sees it, for samples.
    #[must_use]
    pub fn sample_of_prefecture(title: &str) -> Self {
        let who = Who {
            organisation: "新潟県".to_owned(),
            post: "福祉保健課 総括".to_owned(),
            role: "県総括",
            works: works(Role::PrefecturalLead),
        };
        Self { who: Some(who), ..Self::open(title) }
    }

    /// The same below other pages.
    #[must_use]
    pub fn under(mut self, crumbs: &[(&str, &str)]) -> Self {
        let crumb = |&(label, href): &(&str, &str)| Breadcrumb { label: label.to_owned(), href: href.to_owned() };
        self.crumbs = crumbs.iter().map(crumb).collect();
        self
    }

    /// The same with what has just happened.
    #[must_use]
    pub fn notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }

    /// The same with what is wrong.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.summary = ErrorSummary { errors };
        self
    }

    fn has_errors(&self) -> bool {
        !self.summary.errors.is_empty()
    }

    /// The title in the browser's window.
    pub(crate) fn window_title(&self) -> String {
        let errors = if self.has_errors() { "エラー：" } else { "" };
        format!("{errors}{} | 地域医療介護総合確保基金 計画取りまとめ", self.title)
    }

    #[expect(clippy::unused_self, reason = "templates reach it through the shell")]
    pub(crate) fn assets(&self) -> &'static Names {
        assets::names()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_leads_nobody_to_a_page_that_refuses() {
        let of = |role| works(role).into_iter().map(|link| link.label).collect::<Vec<_>>().join(" ");
        assert_eq!(of(Role::MunicipalClerk), "");
        assert_eq!(of(Role::PrefecturalClerk), "提出状況 県計画 書き出し 年度の設定");
        assert_eq!(of(Role::PrefecturalLead), "提出状況 県計画 書き出し 年度の設定 記録 利用者");
        assert_eq!(of(Role::Auditor), "提出状況 県計画 書き出し 年度の設定 記録");
        assert_eq!(of(Role::Operator), "記録 利用者");
    }
}
