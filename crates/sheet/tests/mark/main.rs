//! Marked workbooks: nothing of the sender's is lost, marks come off again, and what cannot be marked says why.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../gate/zip.rs"]
mod zip;

mod oracle;
mod refusals;
mod samples;

use std::sync::Arc;

use kikin_domain::category::CategoryTable;
use kikin_domain::{Bodies, CellRef, Finding, RuleId, Severity, Verdict};
use kikin_sheet::mark::MarkHeader;
use kikin_sheet::{ReadContext, Reading, open, read_plan};

const SAMPLES: [(&str, &[u8]); 3] = [
    ("kamo", include_bytes!("../data/kamo.xlsx")),
    ("murakami", include_bytes!("../data/murakami.xlsx")),
    ("tokamachi", include_bytes!("../data/tokamachi.xlsx")),
];

fn header(verdict: Verdict) -> MarkHeader<'static> {
    MarkHeader {
        file: "計画.xlsx",
        body: Some("長岡市（152021）"),
        year: Some("令和8年度"),
        stage: Some("計画"),
        verdict,
    }
}

fn mark(bytes: &[u8], findings: &[Finding]) -> Vec<u8> {
    kikin_sheet::mark::mark(bytes, findings, &header(Verdict::of(findings))).unwrap_or_else(|e| panic!("{e}"))
}

fn finding(severity: Severity, sheet: &str, cells: &[&str]) -> Finding {
    let cells = cells.iter().map(|c| CellRef::parse(c).unwrap());
    let rule = match severity {
        Severity::Error => RuleId::C001,
        Severity::Warning => RuleId::X003,
        Severity::Advice => RuleId::T007,
    };
    let case = rule.definition().wordings[0].case;
    Finding::new(rule, case, &[]).on(&Arc::from(sheet)).at(cells).value("=1+1 <&> _x000D_\u{8}").weighing(severity)
}

fn reading(bytes: &[u8]) -> Reading {
    let workbook = open(bytes).unwrap_or_else(|findings| panic!("{}", findings[0].message));
    read_plan(
        &workbook,
        ReadContext {
            fiscal_year: None,
            prefecture: None,
            categories: CategoryTable::published(),
            bodies: Bodies::published(),
        },
    )
}

/// What a reading says, for comparison.
fn said(bytes: &[u8]) -> String {
    format!("{:?}", reading(bytes))
}
