//! What a check found: by severity, then sheet, then cell.

use askama::Template;
use kikin_domain::{Finding, Severity};

use crate::component::{Cell, Column, Phrase, Table};

/// Findings, grouped.
#[derive(Clone, Debug, Template)]
#[template(path = "page/town/findings.html")]
pub(super) struct Findings {
    groups: Vec<Group>,
}

impl askama::filters::HtmlSafe for Findings {}

/// The findings of a severity.
#[derive(Clone, Debug)]
struct Group {
    id: &'static str,
    label: &'static str,
    /// What a sender has to do with them.
    meaning: &'static str,
    count: usize,
    tables: Vec<Table>,
}

const SEVERITIES: [(Severity, &str); 3] = [
    (Severity::Error, "直さないと提出できません。"),
    (Severity::Warning, "このままでも提出できます。内容を確かめ、正しければ直す必要はありません。"),
    (Severity::Advice, "参考です。直さなくても提出できます。"),
];

/// What a finding belongs to that names no sheet.
const WHOLE: &str = "ブック全体";

impl Findings {
    pub(super) fn new(findings: &[Finding]) -> Self {
        let group = |(severity, meaning): (Severity, &'static str)| {
            let own: Vec<&Finding> = findings.iter().filter(|f| f.severity == severity).collect();
            (!own.is_empty()).then(|| Group {
                id: severity.code(),
                label: severity.label(),
                meaning,
                count: own.len(),
                tables: tables(severity, &own),
            })
        };
        Self { groups: SEVERITIES.into_iter().filter_map(group).collect() }
    }

    /// 「エラー3件、要確認1件」
    pub(super) fn counts(findings: &[Finding]) -> String {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let told = |(severity, _): (Severity, &str)| format!("{}{}件", severity.label(), count(severity));
        SEVERITIES.map(told).join("、")
    }
}

/// A table for each sheet, in the order in which the sheets are first named; in it by cell.
fn tables(severity: Severity, findings: &[&Finding]) -> Vec<Table> {
    let mut sheets: Vec<Option<&str>> = Vec::new();
    for finding in findings {
        let sheet = finding.sheet.as_deref();
        if !sheets.contains(&sheet) {
            sheets.push(sheet);
        }
    }
    let table = |sheet: &Option<&str>| {
        let mut own: Vec<&&Finding> = findings.iter().filter(|f| f.sheet.as_deref() == *sheet).collect();
        own.sort_by_key(|f| f.cells.first().map(|c| (c.row, c.col)));
        let name = sheet.map_or_else(|| WHOLE.to_owned(), |sheet| format!("シート「{sheet}」"));
        Table {
            caption: format!("{}：{name}（{}件）", severity.label(), own.len()),
            columns: COLUMNS.map(Column::text).to_vec(),
            rows: own.into_iter().map(|f| row(f)).collect(),
            foot: None,
            empty: String::new(),
        }
    };
    sheets.iter().map(table).collect()
}

/// What is told of a finding.
pub(crate) const COLUMNS: [&str; 5] = ["場所", "値", "内容", "直し方", "規則"];

/// A finding under [`COLUMNS`].
pub(crate) fn row(finding: &Finding) -> Vec<Cell> {
    let place = finding.sheet.as_ref().map_or_else(|| WHOLE.into(), |sheet| Phrase::place(sheet, &finding.cells));
    let value = finding.value.as_deref().filter(|v| !v.is_empty());
    vec![
        Cell::Phrase(place),
        Cell::Text(value.map_or_else(|| "—".to_owned(), |v| format!("「{v}」"))),
        Cell::text(&finding.message),
        Cell::text(&finding.hint),
        Cell::Link { label: finding.rule.to_string(), href: format!("/rules#{}", finding.rule) },
    ]
}

/// Findings of each severity, for samples.
pub(crate) fn examples() -> Vec<Finding> {
    use kikin_domain::{CellRef, RuleId};
    let sheet: kikin_domain::place::SheetName = "事業一覧".into();
    let at = |rule, row| Finding::new(rule, "", &[]).on(&sheet).at([CellRef::new(row, 4)]).value("12a");
    vec![
        at(RuleId::C001, 9).weighing(Severity::Error),
        at(RuleId::X001, 7).weighing(Severity::Error),
        Finding::new(RuleId::X003, "", &[]).weighing(Severity::Warning),
        at(RuleId::X003, 8).weighing(Severity::Advice),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stops_comes_first_and_cells_are_in_order() {
        let html = Findings::new(&examples()).to_string();
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
        assert!(at("事業一覧!D7") < at("事業一覧!D9"));
        assert!(at("事業一覧!D9") < at(WHOLE) && at(WHOLE) < at("事業一覧!D8"));
        assert_eq!(Findings::counts(&examples()), "エラー2件、要確認1件、参考1件");
        assert!(html.contains("href=\"/rules#C001\""), "{html}");
    }
}
