//! Whatever is typed into a template is read as it was typed, and so is the template that is made of it.

mod book;
mod read;
mod typed;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kikin_domain::category::{Category, CategoryTable};
use kikin_domain::plan::{FormId, OUTLINE, PlanWorkbook, Stage};
use kikin_domain::{CellRef, FileReport, FiscalYear, RuleId, Severity, Unit};
use kikin_sheet::form::{AREAS, CHAPTERS, Column, FACILITIES, GOALS, HEARINGS, Kind, PROJECTS, TableDef};
use kikin_sheet::template::{Assessment, Fill, TemplateRequest, template};
use proptest::prelude::*;

pub(crate) use book::{Book, Place, between};
pub(crate) use typed::Input;

use crate::check::{asked_year, report_on};
use read::{Meanings, Row};
use typed::{Record, Typed, number, record};

static CATEGORIES: LazyLock<Vec<Category>> =
    LazyLock::new(|| CategoryTable::published().of_year(asked_year()).cloned().collect());

/// A plan as it is typed.
#[derive(Clone, Debug)]
struct Plan {
    form: FormId,
    unit: Unit,
    /// Own values, outcome indicators, output indicators.
    projects: Vec<(Record, Vec<Record>, Vec<Record>)>,
    facilities: Vec<Record>,
    /// 区域, 目標, 意見聴取, 計画本文.
    texts: Vec<Vec<Record>>,
}

type Columns = Vec<(String, &'static Column)>;

/// The columns that a template prints: one a year, none for what is asked for after 内示.
fn columns(def: &'static TableDef, takes: fn(&Column) -> bool) -> Columns {
    let printed = |c: &&Column| c.kind != Kind::Period && !matches!(c.key, "granted" | "answer") && takes(c);
    def.columns
        .iter()
        .filter(printed)
        .flat_map(|c| match c.kind {
            Kind::YearlyAmounts => (0..3)
                .map(|n| (format!("y{}", FiscalYear::new(asked_year().get() + n).expect("a year").era()), c))
                .collect(),
            _ => vec![(c.key.to_owned(), c)],
        })
        .collect()
}

fn project(unit: Unit) -> impl Strategy<Value = (Record, Vec<Record>, Vec<Record>)> {
    let own = record(&columns(&PROJECTS, |c| !c.is_indicator()), unit, &CATEGORIES);
    let outcome = record(&columns(&PROJECTS, |c| c.key.starts_with("oc_")), unit, &CATEGORIES);
    let output = record(&columns(&PROJECTS, |c| c.key.starts_with("op_")), unit, &CATEGORIES);
    (own, prop::collection::vec(outcome, 1..4), prop::collection::vec(output, 1..4))
}

fn rows(def: &'static TableDef, most: usize, takes: fn(&Column) -> bool) -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(record(&columns(def, takes), Unit::Yen, &CATEGORIES), 0..=most)
}

fn plan() -> impl Strategy<Value = Plan> {
    let form = prop_oneof![Just(FormId::MunicipalPlan), Just(FormId::PrefecturalPlan)];
    (form, prop_oneof![Just(Unit::Yen), Just(Unit::Thousand)]).prop_flat_map(|(form, unit)| {
        let projects = prop::collection::vec(project(unit), 1..9);
        let facilities = prop::collection::vec(record(&columns(&FACILITIES, |_| true), unit, &CATEGORIES), 0..5);
        let chapters = (
            // The outline's chapters stand there; their texts are asked for.
            prop::collection::vec(
                record(&columns(&CHAPTERS, |c| c.key == "text"), unit, &CATEGORIES),
                outline().count(),
            ),
            rows(&CHAPTERS, 3, |_| true),
        );
        let all = |_: &Column| true;
        let texts = (rows(&AREAS, 4, all), rows(&GOALS, 4, all), rows(&HEARINGS, 4, all), chapters);
        (projects, facilities, texts, 0..4_usize, 0..CATEGORIES.len()).prop_map(
            move |(mut projects, mut facilities, (areas, goals, hearings, (mut chapters, more)), how, first)| {
                for (i, (own, ..)) in projects.iter_mut().enumerate() {
                    own.insert("no".to_owned(), number(i + 1, how));
                    // With seven projects or more every 区分 of the year is there.
                    let category = &CATEGORIES[(first + i) % CATEGORIES.len()];
                    let input = Input::Text(category.number.clone());
                    own.insert("category".to_owned(), Typed { input, means: category.code.to_string() });
                }
                // Facilities belong to a project of 区分Ⅲ.
                let third = projects.iter().position(|(own, ..)| own["category"].means == "III");
                facilities.retain(|_| third.is_some());
                for facility in &mut facilities {
                    facility.insert("project_no".to_owned(), number(third.unwrap_or(0) + 1, how));
                }
                chapters.extend(more);
                let chapters = if form == FormId::PrefecturalPlan { chapters } else { Vec::new() };
                Plan { form, unit, projects, facilities, texts: vec![areas, goals, hearings, chapters] }
            },
        )
    })
}

fn outline() -> impl Iterator<Item = (&'static str, &'static str)> {
    OUTLINE.iter().flat_map(|(chapter, sections)| sections.iter().map(move |s| (*chapter, *s)))
}

/// A template for a body of the form.
pub(crate) fn request<'a>(form: FormId, unit: Unit, fill: Fill<'a>, granted: &'a [Assessment]) -> TemplateRequest<'a> {
    let code = if form == FormId::PrefecturalPlan { "150002" } else { "152021" };
    let body = kikin_domain::BodyCode::parse(code).and_then(|c| kikin_domain::body::local_governments().get(c));
    TemplateRequest {
        form,
        body: *body.expect("listed"),
        year: asked_year(),
        stage: Stage::Plan,
        categories: &CATEGORIES,
        unit,
        fill,
        assessments: granted,
    }
}

impl Plan {
    /// What it means.
    fn meanings(&self) -> Meanings {
        let row = |record: &Record| -> Row {
            record.iter().filter(|(_, t)| !t.means.is_empty()).map(|(key, t)| (key.clone(), t.means.clone())).collect()
        };
        let rows = |records: &[Record]| records.iter().map(row).collect::<Vec<Row>>();
        // A row in which nothing is typed is none.
        let filled = |records: &[Record]| rows(records).into_iter().filter(|r| !r.is_empty()).collect::<Vec<Row>>();
        let mut texts: Vec<Vec<Row>> = self.texts.iter().map(|records| filled(records)).collect();
        if self.form == FormId::PrefecturalPlan {
            // The outline's rows are there, whether a text is typed or not.
            let (outlined, more) = self.texts[3].split_at(outline().count());
            texts[3] = rows(outlined).into_iter().chain(filled(more)).collect();
            for (row, (chapter, section)) in texts[3].iter_mut().zip(outline()) {
                row.extend([("chapter", chapter), ("section", section)].map(|(k, v)| (k.to_owned(), v.to_owned())));
                row.sort();
            }
        }
        Meanings {
            projects: self.projects.iter().map(|(own, oc, op)| (row(own), rows(oc), rows(op))).collect(),
            facilities: rows(&self.facilities),
            texts,
        }
    }

    /// The workbook that a user hands in.
    fn typed_into(&self, template: &[u8]) -> Vec<u8> {
        let mut book = Book::of(template);
        let place = book.table("事業一覧", &PROJECTS);
        let mut row = place.first;
        for (own, outcomes, outputs) in &self.projects {
            fill(&mut book, &place, row, own);
            for n in 0..outcomes.len().max(outputs.len()) {
                for indicator in [outcomes.get(n), outputs.get(n)].into_iter().flatten() {
                    fill(&mut book, &place, row, indicator);
                }
                row += 1;
            }
        }
        let place = book.table("施設整備内訳", &FACILITIES);
        for (row, facility) in (place.first..).zip(&self.facilities) {
            fill(&mut book, &place, row, facility);
        }
        let hearings = if self.form == FormId::PrefecturalPlan { "意見聴取" } else { "区域・目標" };
        let sheets = [("区域・目標", &AREAS), ("区域・目標", &GOALS), (hearings, &HEARINGS), ("計画本文", &CHAPTERS)];
        for ((sheet, def), records) in sheets.into_iter().zip(&self.texts).filter(|(_, r)| !r.is_empty()) {
            let place = book.table(sheet, def);
            for (row, record) in (place.first..).zip(records) {
                fill(&mut book, &place, row, record);
            }
        }
        book.save()
    }
}

fn fill(book: &mut Book, place: &Place, row: u32, record: &Record) {
    for (key, typed) in record {
        let col = place.columns.get(key).unwrap_or_else(|| panic!("a column for {key} among {:?}", place.columns));
        book.type_into(place.sheet, CellRef::new(row, *col), &typed.input);
    }
}

/// Reads what was handed in; nothing may be found but that figures at random do not agree, that texts are long, and that
/// there is a part of 1,000 yen.
fn read(bytes: &[u8]) -> Result<PlanWorkbook, TestCaseError> {
    let report: FileReport = report_on(bytes, Some(asked_year()));
    let expected = |rule: RuleId| rule.as_str().starts_with('X') || matches!(rule, RuleId::C004 | RuleId::C007);
    let others: Vec<_> = report
        .findings
        .iter()
        .filter(|f| !expected(f.rule) || (f.rule == RuleId::C004 && f.severity == Severity::Error))
        .collect();
    prop_assert!(others.is_empty(), "{:#?}", others);
    Ok(report.plan.expect("read"))
}

type Templates = BTreeMap<(FormId, Unit), Vec<u8>>;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    let kinds = [FormId::MunicipalPlan, FormId::PrefecturalPlan].map(|f| [(f, Unit::Yen), (f, Unit::Thousand)]);
    let made = |(form, unit)| ((form, unit), template(&request(form, unit, Fill::Nothing, &[])).expect("a template"));
    kinds.into_iter().flatten().map(made).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn what_is_typed_is_read_and_written_again(plan in plan()) {
        let wanted = plan.meanings();
        let read_back = read(&plan.typed_into(&TEMPLATES[&(plan.form, plan.unit)]))?;
        let differs = Meanings::of(&read_back).first_difference(&wanted);
        prop_assert!(differs.is_none(), "typed: {:?}", differs);
        // In either unit, whatever the unit it was typed in.
        for unit in [Unit::Yen, Unit::Thousand] {
            let whole = template(&request(plan.form, unit, Fill::Whole(&read_back), &[])).expect("a template");
            let differs = Meanings::of(&read(&whole)?).first_difference(&wanted);
            prop_assert!(differs.is_none(), "written in {:?}: {:?}", unit, differs);
        }
    }
}
