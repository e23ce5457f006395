//! Templates are read by what made them.

use kikin_app::{TemplateWanted, make_template};
use kikin_domain::body::{BodyCode, local_governments};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{FormId, PlanWorkbook, Project, Stage};
use kikin_domain::{FileReport, FiscalYear, RuleId, Severity, Unit};
use kikin_sheet::template::{Assessment, Fill, TemplateRequest, template};

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

fn made(form: FormId, code: &str, copy_from: Option<&PlanWorkbook>) -> Vec<u8> {
    let body = BodyCode::parse(code).expect("a code");
    let categories = CategoryTable::published();
    make_template(TemplateWanted { form, body, year: year(), categories, copy_from }).expect("a template")
}

#[test]
fn an_untouched_template_lacks_only_its_projects() {
    let report = read(&made(FormId::MunicipalPlan, "152021", None));
    assert_eq!(serious(&report), [RuleId::C001], "{:#?}", report.findings);
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let plan = report.plan.expect("read");
    assert_eq!(plan.organization.map(|(_, name)| name).as_deref(), Some("長岡市"));
    let report = read(&made(FormId::PrefecturalPlan, "150002", None));
    assert_eq!(report.form, Some(FormId::PrefecturalPlan));
    assert!(report.findings.iter().all(|f| f.rule == RuleId::C001), "{:#?}", report.findings);
}

#[test]
fn last_years_projects_lack_only_their_amounts() {
    for path in workbooks("accept") {
        let source = checked(&path).plan.expect("read");
        let code = source.organization.as_ref().expect("a body").0.to_string();
        let report = read(&made(FormId::MunicipalPlan, &code, Some(&source)));
        let plan = report.plan.as_ref().expect("read");
        assert_eq!(plan.projects.len(), source.projects.len(), "{path:?}");
        let lacking = serious(&report);
        assert!(lacking.iter().all(|r| *r == RuleId::C001), "{path:?} {:#?}", report.findings);
        for (copy, original) in plan.projects.iter().zip(&source.projects) {
            assert_eq!(copy.name.text(), original.name.text());
            assert!(copy.fund.value().is_none());
            assert_eq!(copy.start.get(), Some(year().first_day()));
        }
    }
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
                body: local_governments().get(code).expect("listed"),
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

#[test]
fn the_answer_is_asked_beside_what_was_granted() {
    let source = checked(&workbooks("accept")[0]).plan.expect("read");
    let categories: Vec<_> = CategoryTable::published().of_year(year()).cloned().collect();
    let assessments: Vec<Assessment> = source
        .projects
        .iter()
        .map(|p| Assessment {
            no: p.no.text().to_owned(),
            category: p.category.value().cloned().expect("a category"),
            granted: p.fund.get().expect("a fund"),
        })
        .collect();
    let request = TemplateRequest {
        form: FormId::MunicipalPlan,
        body: local_governments().get(source.organization.as_ref().expect("a body").0).expect("listed"),
        year: year(),
        stage: Stage::Plan,
        categories: &categories,
        unit: Unit::Thousand,
        fill: Fill::Whole(&source),
        assessments: &assessments,
    };
    let report = read(&template(&request).expect("a template"));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    let plan = report.plan.expect("read");
    for (project, assessment) in plan.projects.iter().zip(&assessments) {
        assert_eq!(project.granted.get(), Some(assessment.granted));
        assert!(project.answer.is_blank());
    }
}
