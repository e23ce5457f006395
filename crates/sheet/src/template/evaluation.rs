//! 事業評価 of the evaluation form: the projects of the plan with what they aim at, and room for what became of them.

use kikin_domain::FiscalYear;
use kikin_domain::plan::{Indicator, Project};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::PREPARED_PROJECTS;
use super::cells::{Out, indicator};
use super::format::fit;
use super::pages::{Book, Printed, choose, col, count, write};
use crate::form::{Column, EVALUATIONS};

/// Title, unit, a blank row, two rows of header.
const FIRST_ROW: u32 = 5;

/// How many years after the plan year a project may still be evaluated, as far as the list of years goes.
const YEARS_AFTER: i16 = 5;

impl Book<'_> {
    /// 事業評価.
    pub(super) fn evaluation(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("事業評価")?;
        let columns: Vec<Printed> = EVALUATIONS.columns.iter().map(|column| Printed { column, year: None }).collect();
        self.table_head(sheet, "事業評価")?;
        sheet.write_string_with_format(
            2,
            0,
            "執行がなかった事業は、「当該年度の執行」で「なし」を選ぶだけで構いません。",
            &self.formats.note,
        )?;
        self.grouped_header(sheet, &columns)?;
        let mut row = FIRST_ROW;
        for project in self.plan().iter().flat_map(|plan| &plan.projects) {
            for n in 0..project.outputs.len().max(project.outcomes.len()).max(1) {
                self.evaluated(sheet, row, project, n)?;
                row += 1;
            }
        }
        let last = (FIRST_ROW + count(PREPARED_PROJECTS)).max(row) - 1;
        for row in row..=last {
            for (i, printed) in columns.iter().enumerate() {
                write(sheet, row, col(i), &Out::Blank, self.input(printed.column))?;
            }
        }
        for (i, printed) in columns.iter().enumerate() {
            self.rule(sheet, FIRST_ROW, last, col(i), printed.column)?;
            sheet.set_column_width(col(i), printed.column.width)?;
        }
        self.finish(sheet, &columns, &["op_name", "oc_name", "effectiveness"])
    }

    /// The row of a project's n-th indicators; on the first also the project.
    fn evaluated(&self, sheet: &mut Worksheet, row: u32, project: &Project, n: usize) -> Result<(), XlsxError> {
        let values: Vec<Out> = EVALUATIONS.columns.iter().map(|c| self.known(project, n, c)).collect();
        for (i, (column, value)) in EVALUATIONS.columns.iter().zip(&values).enumerate() {
            write(sheet, row, col(i), value, self.asked(project, n, column, value))?;
        }
        fit(sheet, row, values.iter().zip(EVALUATIONS.columns.iter().map(|c| c.width)))
    }

    /// What the plan says under a column.
    fn known(&self, project: &Project, n: usize, column: &Column) -> Out {
        match column.key {
            "no" | "category" | "name" if n == 0 => self.manner.project(project, column.key),
            "op_name" | "op_target" | "op_unit" | "op_direction" => shown(project.outputs.get(n), column.key),
            "oc_name" | "oc_target" => shown(project.outcomes.get(n), column.key),
            _ => Out::Blank,
        }
    }

    /// What the plan says is given; the rest is asked for, on the row of a further indicator as far as there is one.
    fn asked(&self, project: &Project, n: usize, column: &Column, value: &Out) -> &Format {
        let has_indicator = match column.key {
            key if key.starts_with("oc_") => n < project.outcomes.len(),
            key if key.starts_with("op_") => n < project.outputs.len(),
            _ => false,
        };
        match value {
            Out::Blank if n == 0 || has_indicator => self.input(column),
            Out::Blank => &self.formats.text,
            Out::Text(_) | Out::Number(_) => &self.formats.given,
        }
    }

    /// 評価年度 is asked for, with the years that it may be.
    pub(super) fn evaluation_year(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        write(sheet, row, 1, &Out::Blank, &self.formats.required_text)?;
        let year = self.request.year.get();
        let years: Vec<String> = (year..=year + YEARS_AFTER).filter_map(FiscalYear::new).map(FiscalYear::era).collect();
        choose(sheet, row, row, 1, years.iter().map(String::as_str))
    }
}

fn shown(known: Option<&Indicator>, key: &str) -> Out {
    known.map_or(Out::Blank, |known| indicator(known, key))
}
