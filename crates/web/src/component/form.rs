//! Fields of forms, and what is wrong with them.

use askama::Template;

use super::{Button, ButtonKind, is_html};

/// What a line of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    Text,
    /// A secret; what was typed is never sent back.
    Password,
    /// Digits, which may begin with 0.
    Digits,
    /// An amount of yen.
    Yen,
    /// A date.
    Date,
}

/// One of several choices.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What one types into or chooses from.
#[derive(Clone, Debug)]
pub enum Control {
    /// One line.
    Line {
        /// What it is.
        kind: TextKind,
        /// What stands in it.
        value: String,
        /// The browser's word for what is filled in by itself; empty for nothing.
        autocomplete: &'static str,
    },
    /// Several lines.
    Lines {
        /// What stands in it.
        value: String,
        /// How many lines are shown.
        rows: u8,
    },
    /// One of a list.
    Select(Vec<Choice>),
    /// One of a few, all shown.
    Radio(Vec<Choice>),
    /// Any of a few.
    Check(Vec<Choice>),
    /// What goes with the form unseen.
    Hidden(String),
    /// A file of the user's machine.
    File {
        /// Endings that are taken, 「.xlsx」.
        accept: &'static str,
    },
}

/// A field: label, help, what is wrong, control. Its name is the id of its control.
#[derive(Clone, Debug, Template)]
#[template(path = "component/field.html")]
pub struct Field {
    /// The name that is sent.
    pub name: &'static str,
    /// The label.
    pub label: String,
    /// Help; empty for none.
    pub help: String,
    /// Whether it must be filled.
    pub required: bool,
    /// What is wrong with it: the same sentence as in the summary.
    pub error: Option<String>,
    /// The control.
    pub control: Control,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The id of the field or cell; empty if it is about none.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// All that is wrong, on top of the page; the focus moves to it.
#[derive(Clone, Debug, Template)]
#[template(path = "component/error_summary.html")]
pub struct ErrorSummary {
    /// What is wrong, in the order of the page.
    pub errors: Vec<FieldError>,
}

/// A form above a list that narrows it: sent by GET, so that what is shown has an address.
#[derive(Clone, Debug, Template)]
#[template(path = "component/filter.html")]
pub struct Filter {
    /// The list's address.
    pub action: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its button.
    pub button: Button,
}

is_html!(Field, ErrorSummary, Filter);

impl Field {
    /// A line of text that must be filled.
    #[must_use]
    pub fn line(name: &'static str, label: &str, kind: TextKind) -> Self {
        let control = Control::Line { kind, value: String::new(), autocomplete: "off" };
        Self { name, label: label.to_owned(), help: String::new(), required: true, error: None, control }
    }

    /// What goes with the form unseen.
    #[must_use]
    pub fn hidden(name: &'static str, value: &str) -> Self {
        Self::line(name, "", TextKind::Text).control(Control::Hidden(value.to_owned()))
    }

    /// The same with help.
    #[must_use]
    pub fn help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }

    /// The same, but it may be left empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same with what was typed; of a secret nothing is sent back.
    #[must_use]
    pub fn value(mut self, typed: &str) -> Self {
        if let Control::Line { kind, value, .. } = &mut self.control
            && *kind != TextKind::Password
        {
            typed.clone_into(value);
        }
        self
    }

    /// The same, filled in by the browser itself.
    #[must_use]
    pub fn autocomplete(mut self, word: &'static str) -> Self {
        if let Control::Line { autocomplete, .. } = &mut self.control {
            *autocomplete = word;
        }
        self
    }

    /// The same with another control.
    #[must_use]
    pub fn control(mut self, control: Control) -> Self {
        self.control = control;
        self
    }

    /// The same with what is wrong, if anything of `errors` is about it.
    #[must_use]
    pub fn errors(mut self, errors: &[FieldError]) -> Self {
        self.error = errors.iter().find(|error| error.field == self.name).map(|error| error.sentence.clone());
        self
    }

    /// The ids of what describes the control.
    fn described(&self) -> String {
        let help = (!self.help.is_empty()).then(|| format!("{}-help", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        help.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// The attributes that every control has besides its name.
    fn state(&self) -> String {
        let described = self.described();
        let mut out = String::new();
        if !described.is_empty() {
            out += &format!(" aria-describedby=\"{described}\"");
        }
        if self.error.is_some() {
            out += " aria-invalid=\"true\"";
        }
        if self.required && !self.is_group() {
            out += " aria-required=\"true\"";
        }
        out
    }

    const fn is_group(&self) -> bool {
        matches!(self.control, Control::Radio(_) | Control::Check(_))
    }

    /// One of each control, with and without something wrong.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let choice = |value: &str, label: &str, chosen| Choice { value: value.into(), label: label.into(), chosen };
        let parts = || vec![choice("medical", "医療分", true), choice("care", "介護分", false)];
        let wrong = |name, sentence: &str| [FieldError { field: name, sentence: sentence.to_owned() }];
        vec![
            Self::line("sample_name", "事業名", TextKind::Text).help("事業一覧の「事業名」と同じにしてください。"),
            Self::line("sample_number", "文書番号", TextKind::Text).optional().value("福第1234号"),
            Self::line("sample_amount", "査定額（円）", TextKind::Yen)
                .value("12a")
                .errors(&wrong("sample_amount", "「12a」は金額ではありません。数字だけで入力してください。")),
            Self::line("sample_date", "決裁日", TextKind::Date).value("2026-11-21"),
            Self::line("sample_reason", "理由", TextKind::Text)
                .control(Control::Lines { value: "対象者数の見直し\nによる減".into(), rows: 4 }),
            Self::line("sample_stage", "段階", TextKind::Text)
                .control(Control::Select(vec![choice("request", "要望", false), choice("plan", "計画", true)])),
            Self::line("sample_half", "分", TextKind::Text).control(Control::Radio(parts())),
            Self::line("sample_halves", "対象の分", TextKind::Text)
                .control(Control::Check(parts()))
                .errors(&wrong("sample_halves", "分が選ばれていません。一つ以上選んでください。")),
            Self::line("sample_file", "計画のブック", TextKind::Text)
                .help("Excelブック（.xlsx）、20MBまで。")
                .control(Control::File { accept: ".xlsx" }),
        ]
    }
}

impl ErrorSummary {
    /// About fields, and about none.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let about = |field, sentence: &str| FieldError { field, sentence: sentence.to_owned() };
        vec![Self {
            errors: vec![
                about("sample_amount", "「12a」は金額ではありません。数字だけで入力してください。"),
                about("sample_halves", "分が選ばれていません。一つ以上選んでください。"),
                about("", "ほかの操作と重なりました。画面を開き直して、もう一度行ってください。"),
            ],
        }]
    }
}

impl Filter {
    /// A form with a list and a word.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let choice =
            |value: &str, label: &str| Choice { value: value.into(), label: label.into(), chosen: value.is_empty() };
        let states = vec![choice("", "すべて"), choice("none", "未提出"), choice("returned", "修正依頼（差戻し）")];
        vec![Self {
            action: "/_components".to_owned(),
            fields: vec![
                Field::line("filter_state", "状態", TextKind::Text).optional().control(Control::Select(states)),
                Field::line("filter_word", "団体名", TextKind::Text).optional(),
            ],
            button: Button::new("絞り込む", ButtonKind::Outline),
        }]
    }
}
