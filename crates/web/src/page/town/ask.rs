//! A question with fields: what it is about, one or several ways to answer, and the way back.

use askama::Template;

use crate::component::{Button, ButtonKind, Field, FieldError, Notice, NoticeKind, Table, TextKind};
use crate::page::{Page, Shell};

/// The question.
#[derive(Debug, Template)]
#[template(path = "page/town/ask.html")]
pub(crate) struct AskPage {
    shell: Shell,
    told: Option<Notice>,
    lead: Vec<String>,
    facts: Vec<(&'static str, String)>,
    table: Option<Table>,
    forms: Vec<AskForm>,
    back: String,
}

/// A way to answer.
#[derive(Debug)]
pub(super) struct AskForm {
    pub(super) heading: String,
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    pub(super) button: Button,
}

impl AskForm {
    /// A form without a heading.
    pub(super) fn new(action: String, fields: Vec<Field>, verb: &str, kind: ButtonKind) -> Self {
        Self { heading: String::new(), action, fields, button: Button::new(verb, kind) }
    }

    /// The same under a heading.
    pub(super) fn headed(mut self, heading: &str) -> Self {
        heading.clone_into(&mut self.heading);
        self
    }
}

impl AskPage {
    /// A question that is answered by `forms`.
    pub(super) fn new(shell: Shell, lead: &[&str], forms: Vec<AskForm>, back: String) -> Self {
        let lead = lead.iter().map(|&line| line.to_owned()).collect();
        Self { shell, told: None, lead, facts: Vec::new(), table: None, forms, back }
    }

    /// The same about these facts.
    pub(super) fn about(mut self, facts: Vec<(&'static str, String)>) -> Self {
        self.facts = facts;
        self
    }

    /// The same with a table.
    pub(super) fn with(mut self, table: Table) -> Self {
        self.table = Some(table);
        self
    }

    /// The same with how things stand.
    pub(super) fn told(mut self, notice: Notice) -> Self {
        self.told = Some(notice);
        self
    }

    /// The same with what is wrong.
    pub(super) fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.shell = self.shell.errors(errors);
        self
    }
}

impl Page for AskPage {
    const NAME: &'static str = "ask";

    fn samples() -> Vec<Self> {
        let wrong = vec![FieldError {
            field: "why", sentence: "理由が空欄です。記入してください。".to_owned()
        }];
        let why = |errors: &[FieldError]| Field::line("why", "取り下げる理由", TextKind::Text).errors(errors);
        let form = |errors: &[FieldError]| {
            AskForm::new("/years/2026".to_owned(), vec![why(errors)], "取り下げる", ButtonKind::Danger).headed("取下げ")
        };
        let page = |errors: Vec<FieldError>| {
            let forms = vec![form(&errors)];
            Self::new(Shell::sample("提出の取下げ"), &["提出を取り下げますか。"], forms, "/years/2026".to_owned())
                .about(vec![("受付番号", "42".to_owned())])
                .errors(errors)
        };
        vec![
            page(Vec::new()).told(Notice::new(NoticeKind::Info, "庁内決裁を待っています。", &[])),
            page(wrong).with(Table::samples().remove(0)),
        ]
    }
}
