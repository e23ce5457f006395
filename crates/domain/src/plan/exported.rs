//! What an exported plan (form `consolidated-plan`) says beyond the municipal form: whose each row is, what the bodies had
//! typed where the plan prints what the split placed, and the 都道府県事業 of every project.

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::{Area, Cover, Facility, Goal, Hearing, PlanWorkbook, Project};
use crate::body::BodyCode;
use crate::category::{Bu, CategoryCode};
use crate::money::{Unit, Yen};
use crate::place::{Field, Sourced};

/// What one body had filed with one workbook, as 表紙 lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 団体コード, with its cell.
    pub code: Sourced<BodyCode>,
    /// 団体名
    pub name: String,
    /// The 分 that it stands for in the plan.
    pub halves: Vec<Bu>,
    /// 提出日
    pub submitted: Field<Date>,
    /// 文書番号
    pub document_number: Field<String>,
}

/// What a row of 事業一覧 says beside the columns of the municipal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedRow {
    /// 団体コード
    pub body: Field<BodyCode>,
    /// 国（A） as the body had typed it; the form's own column holds what the split placed.
    pub national: Field<Yen>,
    /// 都道府県（B） likewise.
    pub prefectural: Field<Yen>,
    /// The unit that the body's amounts were written in.
    pub unit: Option<Unit>,
    /// The 都道府県事業 that it belongs to: No. within its 分, and 事業名.
    pub group: Option<(u32, String)>,
}

/// Whose the rows of an exported plan are. Each list runs beside the one of the workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The workbooks that were taken into the plan.
    pub filings: Vec<Filing>,
    /// Beside [`PlanWorkbook::projects`].
    pub rows: Vec<ExportedRow>,
    /// Beside [`PlanWorkbook::facilities`]; `None` where the code cannot be read.
    pub facilities: Vec<Option<BodyCode>>,
    /// Beside [`PlanWorkbook::areas`].
    pub areas: Vec<Option<BodyCode>>,
    /// Beside [`PlanWorkbook::goals`].
    pub goals: Vec<Option<BodyCode>>,
    /// Beside [`PlanWorkbook::hearings`].
    pub hearings: Vec<Option<BodyCode>>,
}

impl PlanWorkbook {
    /// The workbooks that an exported plan was made of, each as its body had filed it: A and B are those typed, not those
    /// placed. A body that no filing of 表紙 names gets one for the 分 of its rows. Rows without a readable 団体コード are in
    /// none; a workbook that is no exported plan has no parts.
    pub fn parts<F>(&self, bu_of: F) -> impl Iterator<Item = Self> + use<'_, F>
    where
        F: Fn(&CategoryCode) -> Option<Bu>,
    {
        let exported = self.exported.as_ref();
        let owned = exported.map(|e| (e, self.owned(e, bu_of)));
        let mut told: Vec<BodyCode> = Vec::new();
        let parts = owned.into_iter().flat_map(|(exported, parts)| parts.into_iter().map(move |part| (exported, part)));
        parts.map(move |(exported, part)| {
            let first = !told.contains(&part.filing.code.value);
            told.push(part.filing.code.value);
            self.part(exported, part, first)
        })
    }

    /// Which rows each part has.
    fn owned(&self, exported: &Exported, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Part> {
        let mut parts: Vec<Part> = exported.filings.iter().map(|f| Part::new(f.clone())).collect();
        for (i, (project, row)) in self.projects.iter().zip(&exported.rows).enumerate() {
            let Field::Given(code) = &row.body else { continue };
            let bu = project.category.value().and_then(&bu_of);
            Part::of(&mut parts, code, bu).projects.push(i);
        }
        for (i, code) in exported.facilities.iter().enumerate() {
            if let Some(at) = code.and_then(|code| Part::find(&parts, code, Some(Bu::Care))) {
                parts[at].facilities.push(i);
            }
        }
        if self.chapters.iter().any(|c| !c.text.is_blank())
            && let Some((code, _)) = &self.organization
            && let Field::Given(cell) = &self.cover.code
        {
            // The prefecture's own text makes a filing of its own where it has no projects.
            let code = Sourced { value: *code, cell: cell.cell, raw: cell.raw.clone() };
            Part::of(&mut parts, &code, None);
        }
        parts
    }

    /// One part; a body's texts go with the first of its workbooks.
    fn part(&self, exported: &Exported, part: Part, first: bool) -> Self {
        let body = part.filing.code.value;
        let project = |i: &usize| as_filed(&self.projects[*i], &exported.rows[*i]);
        let facility = |i: &usize| self.facilities.as_ref().and_then(|all| all.get(*i)).cloned();
        let projects: Vec<Project> = part.projects.iter().map(project).collect();
        let own_texts = first && body.is_prefecture();
        Self {
            form: self.form,
            cover: cover(&self.cover, &part.filing, projects.is_empty()),
            organization: Some((body, part.filing.name)),
            judged_year: self.judged_year,
            projects,
            checks: Vec::new(),
            project_sheets: self.project_sheets.clone(),
            facilities: Some(part.facilities.iter().filter_map(facility).collect::<Vec<Facility>>()),
            facility_checks: Vec::new(),
            areas: of_body::<Area>(&self.areas, &exported.areas, body, first),
            goals: of_body::<Goal>(&self.goals, &exported.goals, body, first),
            hearings: of_body::<Hearing>(&self.hearings, &exported.hearings, body, first),
            chapters: if own_texts { self.chapters.clone() } else { Vec::new() },
            units_contradict: self.units_contradict,
            exported: None,
        }
    }
}

/// The row as the body had filed it.
fn as_filed(project: &Project, row: &ExportedRow) -> Project {
    Project {
        national: row.national.clone(),
        prefectural: row.prefectural.clone(),
        unit: row.unit.or(project.unit),
        ..project.clone()
    }
}

fn cover(plan: &Cover, filing: &Filing, empty: bool) -> Cover {
    let code = &filing.code;
    let beside = |text: &str| Field::Given(Sourced { value: text.to_owned(), cell: code.cell, raw: text.to_owned() });
    Cover {
        code: Field::Given(code.clone()),
        name: beside(&filing.name),
        scope: Field::Given(Sourced { value: filing.halves.clone(), cell: code.cell, raw: code.raw.clone() }),
        submitted: filing.submitted.clone(),
        document_number: filing.document_number.clone(),
        no_projects: if empty {
            Field::Given(Sourced { value: true, cell: code.cell, raw: code.raw.clone() })
        } else {
            Field::Absent
        },
        ..plan.clone()
    }
}

fn of_body<T: Clone>(rows: &[T], bodies: &[Option<BodyCode>], body: BodyCode, wanted: bool) -> Vec<T> {
    let own = rows.iter().zip(bodies).filter(|(_, of)| wanted && **of == Some(body));
    own.map(|(row, _)| row.clone()).collect()
}

/// A filing and the indices of its rows.
struct Part {
    filing: Filing,
    projects: Vec<usize>,
    facilities: Vec<usize>,
}

impl Part {
    const fn new(filing: Filing) -> Self {
        Self { filing, projects: Vec::new(), facilities: Vec::new() }
    }

    /// The place of the body's part for a 分; where that is not known, of its first.
    fn find(parts: &[Self], code: BodyCode, bu: Option<Bu>) -> Option<usize> {
        let fits = |p: &Self| p.filing.code.value == code && bu.is_none_or(|bu| p.filing.halves.contains(&bu));
        parts.iter().position(fits)
    }

    /// The same; made when there is none.
    fn of<'a>(parts: &'a mut Vec<Self>, code: &Sourced<BodyCode>, bu: Option<Bu>) -> &'a mut Self {
        let at = Self::find(parts, code.value, bu).unwrap_or(parts.len());
        if at == parts.len() {
            parts.push(Self::new(Filing {
                code: code.clone(),
                name: code.value.name().unwrap_or_default().to_owned(),
                halves: bu.map_or_else(|| Bu::ALL.to_vec(), |bu| vec![bu]),
                submitted: Field::Absent,
                document_number: Field::Absent,
            }));
        }
        &mut parts[at]
    }
}
