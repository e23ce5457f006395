//! A template that nobody has touched is accepted but for what it asks for.

use std::collections::BTreeSet;

use kikin_app::{TemplateWanted, make_template};
use kikin_domain::body::{BodyCode, local_governments};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::{Chapter, FormId, PlanWorkbook, Stage};
use kikin_domain::{CellRef, FileReport, FiscalYear, RuleId, Unit};
use kikin_sheet::form::{FACILITIES, PROJECTS};
use kikin_sheet::template::{Fill, template};

use crate::check::report_on;
use crate::fill::{Book, request};
use crate::samples::{checked, workbooks};

/// A city designated by ordinance, a special ward, a city, a town, a village; all prefixes of codes with and without zero.
const MUNICIPALITIES: &[&str] = &["011002", "131016", "152021", "153079", "473821"];
const PREFECTURES: &[&str] = &["010006", "130001", "150002", "270008"];
const YEARS: std::ops::RangeInclusive<i16> = 2026..=2027;

fn made(code: &str, year: FiscalYear, copy_from: Option<&PlanWorkbook>) -> Vec<u8> {
    let body = BodyCode::parse(code).unwrap_or_else(|| panic!("{code} is a code"));
    let form = if body.is_prefecture() { FormId::PrefecturalPlan } else { FormId::MunicipalPlan };
    let categories = CategoryTable::published();
    let bodies = kikin_domain::Bodies::published();
    let stage = Stage::Plan;
    make_template(TemplateWanted { form, body, bodies, year, stage, categories, copy_from, assessments: &[] })
        .expect("a template")
}

/// The cells of C001, which is all that is found.
fn blanks(report: &FileReport) -> BTreeSet<(String, CellRef)> {
    assert!(report.findings.iter().all(|f| f.rule == RuleId::C001), "{:#?}", report.findings);
    let named = |f: &kikin_domain::Finding| {
        let sheet = f.sheet.as_deref().expect("a sheet").to_owned();
        f.cells.iter().map(move |c| (sheet.clone(), *c)).collect::<Vec<_>>()
    };
    report.findings.iter().flat_map(named).collect()
}

/// Every cell of a column from `rows`.
fn cells(book: &Book, sheet: &str, col: u32, rows: impl IntoIterator<Item = u32>) -> Vec<(String, CellRef)> {
    let cells: Vec<_> = rows.into_iter().map(|row| CellRef::new(row, col)).collect();
    let number = book.sheet(sheet).0;
    assert!(cells.iter().all(|at| !book.is_locked(number, *at)), "what is asked for can be filled in");
    cells.into_iter().map(|at| (sheet.to_owned(), at)).collect()
}

#[test]
fn a_municipalitys_template_lacks_its_projects() {
    for code in MUNICIPALITIES {
        for year in YEARS.filter_map(FiscalYear::new) {
            let report = report_on(&made(code, year, None), Some(year));
            let found: Vec<_> = report.findings.iter().map(|f| (f.rule, f.sheet.as_deref())).collect();
            assert_eq!(found, [(RuleId::C001, Some("事業一覧"))], "{code} {year:?} {:#?}", report.findings);
            let plan = report.plan.expect("read");
            let body = local_governments().get(BodyCode::parse(code).expect("a code")).expect("listed");
            assert_eq!(plan.organization, Some((body.code, body.name.to_owned())));
            assert_eq!(plan.cover.fiscal_year.get(), Some(year));
        }
    }
}

#[test]
fn a_prefectures_template_says_nothing() {
    for code in PREFECTURES {
        for year in YEARS.filter_map(FiscalYear::new) {
            let report = report_on(&made(code, year, None), Some(year));
            let found: Vec<_> = report.findings.iter().map(|f| (f.rule, f.sheet.as_deref())).collect();
            assert_eq!(found, [(RuleId::C001, Some("事業一覧"))], "{code} {year:?} {:#?}", report.findings);
            assert_eq!(report.form, Some(FormId::PrefecturalPlan));
        }
    }
}

#[test]
fn a_prefectures_projects_need_no_text() {
    let field = |t: &str| {
        let at = CellRef::new(1, 1);
        kikin_domain::Field::Given(kikin_domain::Sourced { value: t.to_owned(), cell: at, raw: t.to_owned() })
    };
    let mut source = checked(&workbooks("accept")[1]).plan.expect("read");
    let chapter = |text| Chapter {
        chapter: field("1 計画の基本的事項"), section: field("(1) 基本的な考え方"), text
    };
    let found = |source: &PlanWorkbook| {
        let fill = Fill::Whole(source);
        let bytes = template(&request(FormId::PrefecturalPlan, Unit::Thousand, fill, &[])).expect("written");
        let report = report_on(&bytes, FiscalYear::new(2026));
        report.findings.iter().map(|f| f.rule).filter(|rule| *rule == RuleId::C001).count()
    };
    source.chapters = vec![chapter(kikin_domain::Field::Blank(CellRef::new(1, 1)))];
    assert_eq!(found(&source), 0, "projects alone");
    source.projects.clear();
    source.facilities = None;
    assert_eq!(found(&source), 1, "neither");
    source.chapters = vec![chapter(field("県が進める。"))];
    assert_eq!(found(&source), 0, "a text alone");
}

/// What is asked for of last year's plan: 基金充当額, and of each facility its amounts.
fn lacking(bytes: &[u8], plan: &PlanWorkbook) -> BTreeSet<(String, CellRef)> {
    let book = Book::of(bytes);
    let place = book.table("事業一覧", &PROJECTS);
    let mut wanted = cells(&book, "事業一覧", place.columns["fund"], plan.projects.iter().map(|p| p.row));
    let place = book.table("施設整備内訳", &FACILITIES);
    for key in ["standard_amount", "eligible", "fund"] {
        let rows = plan.facilities.iter().flatten().map(|f| f.row);
        wanted.extend(cells(&book, "施設整備内訳", place.columns[key], rows));
    }
    wanted.into_iter().collect()
}

#[test]
fn last_years_plan_lacks_only_its_amounts() {
    let next = FiscalYear::new(2027).expect("a year");
    for path in workbooks("accept") {
        let source = checked(&path).plan.expect("read");
        let code = source.organization.as_ref().expect("a body").0.to_string();
        let bytes = made(&code, next, Some(&source));
        let report = report_on(&bytes, Some(next));
        let plan = report.plan.as_ref().expect("read");
        assert_eq!(plan.projects.len(), source.projects.len(), "{path:?}");
        assert_eq!(blanks(&report), lacking(&bytes, plan), "{path:?}");
        for (copy, original) in plan.projects.iter().zip(&source.projects) {
            assert_eq!((copy.no.text(), copy.name.text()), (original.no.text(), original.name.text()));
            assert_eq!(copy.outcomes.len(), original.outcomes.len());
            assert_eq!((copy.start.get(), copy.end.get()), (Some(next.first_day()), Some(next.last_day())));
            let years = || copy.outcomes.iter().chain(&copy.outputs).map(|i| i.target_year.text());
            assert!(years().all(str::is_empty), "{path:?} keeps a 目標年度: {:?}", years().collect::<Vec<_>>());
        }
        assert!(plan.goals.iter().all(|g| g.indicator.target_year.text().is_empty()), "{path:?}");
        let told = |h: &kikin_domain::plan::Hearing| [h.held.text(), h.opinions.text(), h.reflected.text()].concat();
        assert!(plan.hearings.iter().all(|h| told(h).is_empty()), "{path:?} keeps a 意見聴取 of then");
        let whom = |plan: &PlanWorkbook| plan.hearings.iter().map(|h| h.whom.text().to_owned()).collect::<Vec<_>>();
        assert_eq!(whom(plan), whom(&source), "{path:?}: whom one asks stays");
    }
}

#[test]
fn a_prefectures_plan_of_last_year_lacks_only_its_amounts() {
    let text = |t: &str| {
        let at = CellRef::new(1, 1);
        kikin_domain::Field::Given(kikin_domain::Sourced { value: t.to_owned(), cell: at, raw: t.to_owned() })
    };
    let next = FiscalYear::new(2027).expect("a year");
    let mut source = checked(&workbooks("accept")[1]).plan.expect("read");
    source.chapters =
        vec![Chapter {
            chapter: text("1 計画の基本的事項"), section: text("(1) 基本的な考え方"), text: text("本文")
        }];
    let whole =
        template(&request(FormId::PrefecturalPlan, Unit::Thousand, Fill::Whole(&source), &[])).expect("written");
    let source = report_on(&whole, FiscalYear::new(2026)).plan.expect("read");
    assert_eq!((source.form, source.chapters.len()), (FormId::PrefecturalPlan, 1));
    let bytes = made("150002", next, Some(&source));
    let report = report_on(&bytes, Some(next));
    let plan = report.plan.as_ref().expect("read");
    assert!(!plan.projects.is_empty() && plan.chapters[0].text.text() == "本文");
    assert_eq!(blanks(&report), lacking(&bytes, plan));
}
