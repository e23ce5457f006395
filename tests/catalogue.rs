//! Every rule of the catalogue is held to its pair of examples.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kikin_app::{ConsolidateRequest, Consolidation, consolidate};
use kikin_domain::category::CategoryTable;
use kikin_domain::evaluation::{Planned, judge_against};
use kikin_domain::noticed::{BesideNotice, Noticed};
use kikin_domain::plan::{Awaited, Stage};
use kikin_domain::round::{changes, unchanged};
use kikin_domain::rule::{Edit, Example, RuleId, Severities};
use kikin_domain::split::Rounding;
use kikin_domain::{Bu, CategoryCode, Finding, FiscalYear, PrefectureCode, Verdict, Yen};

use crate::builder::Builder;
use crate::check::{asked_year, findings_of, report_on, report_on_form};

/// What a breaking example necessarily breaks besides its own rule, and why.
const ALSO: &[(RuleId, &[RuleId], &str)] =
    &[(RuleId::X020, &[RuleId::X008], "a yearly amount 1,000 times too large cannot add up")];

/// What the examples of a rule led to.
struct Judged {
    rule: RuleId,
    broken: Vec<Finding>,
    kept: Vec<Finding>,
}

/// Every rule's examples, judged once for all tests.
static CATALOGUE: LazyLock<Vec<Judged>> = LazyLock::new(|| {
    let judged = |id: &RuleId| {
        let definition = id.definition();
        Judged {
            rule: *id,
            broken: judge(*id, "breaks", definition.breaks),
            kept: judge(*id, "keeps", definition.keeps),
        }
    };
    RuleId::ALL.iter().map(judged).collect()
});

fn judge(rule: RuleId, side: &str, example: Example) -> Vec<Finding> {
    match example {
        Example::One(edits) => {
            let bytes = build(edits);
            let findings = findings_of(&bytes, asked_for(rule));
            keep_file(&format!("{rule}-{side}.xlsx"), &bytes, &findings);
            findings
        }
        Example::Evaluation(edits) => {
            let bytes = Builder::evaluation().edits(edits).build();
            let findings = evaluated(&bytes);
            keep_file(&format!("{rule}-{side}.xlsx"), &bytes, &findings);
            findings
        }
        Example::Two(first, second) => {
            let files =
                [("1", first), ("2", second)].map(|(n, edits)| (format!("{rule}-{side}-{n}.xlsx"), build(edits)));
            let gathered = gather(files.to_vec());
            for ((name, bytes), report) in files.iter().zip(&gathered.reports) {
                assert_eq!(report.verdict, Verdict::Accepted, "{name}: a file by itself has no fault");
                keep_file(name, bytes, &report.findings);
            }
            gathered.plan.findings.into_iter().map(|f| f.finding).collect()
        }
        Example::Noticed(edits, category, yen) => {
            let (name, bytes) = (format!("{rule}-{side}.xlsx"), build(edits));
            let gathered = gather(vec![(name.clone(), bytes.clone())]);
            keep_file(&name, &bytes, &gathered.reports[0].findings);
            let national = Yen::new(yen.parse().expect("an amount"));
            let noticed = Noticed { rounds: 1, national, fund: national };
            let beside =
                BesideNotice::of(&gathered.plan.split, [category.into()], &[(category.into(), noticed)].into());
            beside.iter().filter_map(|one| one.above(category)).collect()
        }
        Example::Returned(first, second) => {
            let files = [("1", first), ("2", second)].map(|(n, edits)| {
                let (name, bytes) = (format!("{rule}-{side}-{n}.xlsx"), build(edits));
                let report = kikin_app::check(&name, &bytes, request().check());
                assert_eq!(report.verdict, Verdict::Accepted, "{name}: a file by itself has no fault");
                keep_file(&name, &bytes, &report.findings);
                report.plan.expect("is read")
            });
            let bu_of = |code: &_| CategoryTable::published().get(code, asked_year()).map(|c| c.bu);
            let same = |bu: &Bu| unchanged(&changes(&files[0], &files[1], *bu, bu_of), *bu);
            Bu::ALL.iter().filter_map(same).collect()
        }
    }
}

/// What is found in an evaluation by itself, and held against the plain plan.
fn evaluated(bytes: &[u8]) -> Vec<Finding> {
    let bu_of = |code: &CategoryCode| CategoryTable::published().get(code, asked_year()).map(|c| c.bu);
    let plan = report_on(&build(&[]), Some(asked_year())).plan.expect("the plain plan is read");
    let report = report_on_form(bytes, Some(asked_year()), Awaited::Evaluation);
    let read = report.evaluation.expect("the evaluation is read");
    let against = judge_against(&Planned::of(&plan, bu_of), &read, bu_of);
    report.findings.into_iter().chain(against).collect()
}

fn build(edits: &[Edit]) -> Vec<u8> {
    Builder::new().edits(edits).build()
}

/// A category is out of force in another year than the one asked for, so X010 is judged by the cover's.
fn asked_for(rule: RuleId) -> Option<FiscalYear> {
    (rule != RuleId::X010).then(asked_year)
}

fn gather(files: Vec<(String, Vec<u8>)>) -> Consolidation {
    consolidate(files, request(), |_| ()).expect("the plain workbook can be split")
}

fn request() -> ConsolidateRequest<'static> {
    static AS_PUBLISHED: LazyLock<Severities> = LazyLock::new(Severities::default);
    ConsolidateRequest {
        prefecture: PrefectureCode::parse("15").expect("15 is a prefecture"),
        fiscal_year: asked_year(),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities: &AS_PUBLISHED,
        rounding: Rounding::default(),
    }
}

/// Leaves the example for a look at it when `KIKIN_WRITE_EXAMPLES` is set; the folder is the verdict.
fn keep_file(name: &str, bytes: &[u8], findings: &[Finding]) {
    if std::env::var_os("KIKIN_WRITE_EXAMPLES").is_some() {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join("examples").join(Verdict::of(findings).code());
        fs::create_dir_all(&folder).expect("the folder of examples");
        fs::write(folder.join(name), bytes).expect("an example file");
    }
}

fn listed<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> String {
    findings.into_iter().fold(String::new(), |mut out, f| {
        let _ = write!(out, "\n    {} {}", f.rule, f.sentence());
        out
    })
}

#[test]
fn the_plain_workbook_has_no_finding() {
    let bytes = build(&[]);
    for asked in [Some(asked_year()), None] {
        let findings = findings_of(&bytes, asked);
        assert!(findings.is_empty(), "{}", listed(&findings));
    }
}

#[test]
fn the_plain_evaluation_has_no_finding() {
    let findings = evaluated(&Builder::evaluation().build());
    assert!(findings.is_empty(), "{}", listed(&findings));
}

#[test]
fn every_example_keeps_to_its_side() {
    let faults: Vec<String> = CATALOGUE.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with a pair: its own rule not broken, too heavy, or broken by the keeping example; others broken that
/// need not be, or listed and not broken.
fn faults(judged: &Judged) -> Vec<String> {
    let rule = judged.rule;
    let (own, others): (Vec<&Finding>, Vec<&Finding>) = judged.broken.iter().partition(|f| f.rule == rule);
    let also = ALSO.iter().find(|(r, ..)| *r == rule).map_or(&[][..], |(_, also, _)| also);
    let mut faults = Vec::new();
    if own.is_empty() {
        faults.push(format!("{rule}: the breaking example does not break it"));
    }
    if own.iter().any(|f| f.severity < rule.definition().severity) {
        faults.push(format!("{rule}: a finding weighs more than the catalogue says"));
    }
    let strays: Vec<&Finding> = others.iter().copied().filter(|f| !also.contains(&f.rule)).collect();
    if !strays.is_empty() {
        faults.push(format!("{rule}: the breaking example breaks another rule{}", listed(strays)));
    }
    for idle in also.iter().filter(|also| others.iter().all(|f| f.rule != **also)) {
        faults.push(format!("{rule}: the breaking example does not break {idle}, which is listed"));
    }
    let kept: Vec<&Finding> = judged.kept.iter().filter(|f| f.rule == rule).collect();
    if !kept.is_empty() {
        faults.push(format!("{rule}: the keeping example breaks it{}", listed(kept)));
    }
    faults
}

#[test]
fn messages_have_no_open_placeholder() {
    for finding in CATALOGUE.iter().flat_map(|j| j.broken.iter().chain(&j.kept)) {
        let text = format!("{}{}", finding.sentence(), finding.hint);
        assert!(!text.contains(['{', '}']), "{}: {text}", finding.rule);
    }
}

#[test]
fn messages() {
    let mut out = String::new();
    for judged in CATALOGUE.iter() {
        let _ = writeln!(out, "# {}", judged.rule);
        for finding in &judged.broken {
            let _ = writeln!(out, "{} {}", finding.rule, finding.severity.code());
            let _ = writeln!(out, "  {}", finding.sentence());
            let _ = writeln!(out, "  → {}", finding.hint);
        }
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}
