//! Templates are read by what made them.

use kikin_domain::body::local_governments;
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{FormId, PlanWorkbook, Project, Stage};
use kikin_domain::{FileReport, FiscalYear, RuleId, Severity, Unit};
use kikin_sheet::template::{Fill, TemplateRequest, template};

use crate::check::report_on;
use crate::samples::{checked, workbooks};

fn year() -> FiscalYear {
    FiscalYear::new(2026).expect("a year")
}

fn read(bytes: &[u8]) -> FileReport {
    report_on(bytes, Some(year()))
}

fn serious(report: &FileReport) -> Vec<RuleId> {
    report.findings.iter().filter(|f| f.severity != Severity::Advice).map(|f| f.rule).collect()
}

/// A project without the places it was read from.
fn values(p: &Project) -> Vec<String> {
    let mut values: Vec<String> =
        [&p.no, &p.name, &p.area, &p.body, &p.needs, &p.vision, &p.content, &p.relation, &p.remarks]
            .iter()
            .map(|f| f.text().to_owned())
            .collect();
    values.push(format!("{:?} {:?} {:?}", p.category.value(), p.continuity.get(), p.body_kind.get()));
    values.push(format!("{:?} {:?} {:?} {:?}", p.start.get(), p.end.get(), p.carried_from.get(), p.tax.get()));
    values.extend(p.amounts().filter_map(|(label, f)| f.get().map(|yen| format!("{label} {yen}"))));
    for i in p.outcomes.iter().chain(&p.outputs) {
        let texts = [&i.name, &i.baseline, &i.target, &i.unit, &i.target_year, &i.source].map(|f| f.text().to_owned());
        values.push(format!("{texts:?} {:?}", i.direction.get()));
    }
    values
}

#[test]
fn a_plan_written_into_a_template_is_read_as_it_was() {
    let categories: Vec<_> = CategoryTable::published().of_year(year()).cloned().collect();
    for path in workbooks("accept") {
        let source = checked(&path).plan.expect("read");
        let code = source.organization.as_ref().expect("a body").0;
        for unit in [Unit::Yen, Unit::Thousand] {
            let request = TemplateRequest {
                form: FormId::MunicipalPlan,
                body: *local_governments().get(code).expect("listed"),
                year: year(),
                stage: Stage::Plan,
                categories: &categories,
                unit,
                fill: Fill::Whole(&source),
                assessments: &[],
            };
            let report = read(&template(&request).expect("a template"));
            assert!(serious(&report).is_empty(), "{path:?} {:#?}", report.findings);
            let plan = report.plan.expect("read");
            let all = |p: &PlanWorkbook| p.projects.iter().map(values).collect::<Vec<_>>();
            assert_eq!(all(&plan), all(&source), "{path:?}");
            assert_eq!(plan.cover.submitted.get(), source.cover.submitted.get());
            let facilities = |p: &PlanWorkbook| {
                p.facilities.iter().flatten().map(|f| (f.fund.get(), f.premium.get(), f.rate.get())).collect::<Vec<_>>()
            };
            assert_eq!(facilities(&plan).len(), facilities(&source).len(), "{path:?}");
        }
    }
}
