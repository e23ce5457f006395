//! Findings, normalizations and the verdict they lead to.

use serde::{Deserialize, Serialize};

use crate::place::{CellRef, Place, SheetName};
use crate::rule::RuleId;
use crate::text;

/// Longest value of a finding and longest piece of the file in a sentence, in characters: a cell may hold 32,767, and a
/// finding points to it.
pub const LONGEST_VALUE: usize = 1_000;

/// How heavily a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The file is rejected.
    Error,
    /// Accepted, but somebody should look.
    Warning,
    /// Advice only; does not change the verdict.
    Advice,
}

impl Severity {
    /// The word in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Error => "エラー",
            Self::Warning => "要確認",
            Self::Advice => "参考",
        }
    }
}

/// Something that an officer should know: place, value, what is wrong, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// Its weight here.
    pub severity: Severity,
    /// The sheet, if the finding has one.
    pub sheet: Option<SheetName>,
    /// All operands on that sheet, the sum first.
    pub cells: Vec<CellRef>,
    /// Operands on other sheets.
    pub related: Vec<Place>,
    /// What stands there.
    pub value: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// Place, value and what is wrong, in Japanese.
    pub message: String,
    /// What to do, in Japanese.
    pub hint: String,
}

impl Finding {
    /// A finding of `rule` in the wording of `case` (see [`crate::rule::Rule::wordings`]) with its placeholders filled.
    /// The severity is the rule's own; [`Finding::severity`] may lower it.
    #[must_use]
    pub fn new(rule: RuleId, case: &str, args: &[(&str, &str)]) -> Self {
        let definition = rule.definition();
        let wording = definition.wording(case);
        Self {
            rule,
            severity: definition.severity,
            sheet: None,
            cells: Vec::new(),
            related: Vec::new(),
            value: None,
            expected: None,
            message: fill(wording.message, args),
            hint: fill(wording.hint, args),
        }
    }

    /// Says that there are more findings of a rule than are listed.
    #[must_use]
    pub fn further(rule: RuleId, severity: Severity, count: usize) -> Self {
        Self {
            rule,
            severity,
            sheet: None,
            cells: Vec::new(),
            related: Vec::new(),
            value: None,
            expected: None,
            message: format!("この規則に当たる箇所がほかに{count}件あります。多いため、一覧には示していません。"),
            hint: "示した箇所を直してから、もう一度確認してください。残りの箇所が示されます。".to_owned(),
        }
    }

    /// Places the finding on a sheet.
    #[must_use]
    pub fn on(mut self, sheet: &SheetName) -> Self {
        self.sheet = Some(sheet.clone());
        self
    }

    /// Adds operands; the sum first.
    #[must_use]
    pub fn at(mut self, cells: impl IntoIterator<Item = CellRef>) -> Self {
        self.cells.extend(cells);
        self
    }

    /// Adds operands on other sheets.
    #[must_use]
    pub fn with_related(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.related.extend(places);
        self
    }

    /// What stands there, at most [`LONGEST_VALUE`] characters of it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        let value = value.into();
        let kept = text::shortened(&value, LONGEST_VALUE);
        self.value = Some(if kept.len() == value.len() { value } else { kept });
        self
    }

    /// What was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Place, value and what is wrong, as one sentence: 「「事業一覧」D6：…」.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Some(sheet) = &self.sheet else { return self.message.clone() };
        match self.cells.as_slice() {
            [] => format!("「{sheet}」：{}", self.message),
            cells => format!("「{sheet}」{}：{}", cell_list(cells), self.message),
        }
    }

    /// Sets the weight, where the rule's own is not the one that applies.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Cells for a sentence: at most six are named, the rest counted.
#[must_use]
pub fn cell_list(cells: &[CellRef]) -> String {
    const NAMED: usize = 6;
    let named: Vec<String> = cells.iter().take(NAMED).map(ToString::to_string).collect();
    match cells.len() {
        n if n > NAMED => format!("{} ほか{}か所", named.join("、"), n - NAMED),
        _ => named.join("、"),
    }
}

/// Replaces `{name}` by the argument of that name.
fn fill(template: &str, args: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        out.push_str(&rest[..start]);
        let name = &rest[start + 1..start + length];
        match args.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => out.push_str(&text::shortened(value, LONGEST_VALUE)),
            None => out.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

/// A value that was read as something else than its raw text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Normalization {
    /// The sheet.
    pub sheet: SheetName,
    /// The cell.
    pub cell: CellRef,
    /// What stood there.
    pub raw: String,
    /// What it was read as; amounts in yen, dates in ISO form, empty for a lone dash.
    pub read_as: String,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// No error, no warning.
    Accepted,
    /// No error, at least one warning.
    AcceptedWithWarnings,
    /// At least one error.
    Rejected,
}

impl Verdict {
    /// The verdict that follows from findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(|f| f.severity).min() {
            Some(Severity::Error) => Self::Rejected,
            Some(Severity::Warning) => Self::AcceptedWithWarnings,
            Some(Severity::Advice) | None => Self::Accepted,
        }
    }

    /// The word in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithWarnings => "accepted_with_warnings",
            Self::Rejected => "rejected",
        }
    }

    /// The word on Japanese pages (ui.md).
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "エラーなし",
            Self::AcceptedWithWarnings => "要確認",
            Self::Rejected => "エラーあり",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("「{value}」は{x}です", &[("value", "{x}"), ("x", "円")]), "「{x}」は円です");
        assert_eq!(fill("{", &[]), "{");
    }
}
