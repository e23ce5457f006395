//! The sheets of a template that hold texts: 区域・目標, 意見聴取, 計画本文.

use kikin_domain::place::Field;
use kikin_domain::plan::{Chapter, FormId, Hearing};
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::Out;
use super::format::{fit, paper, protect};
use super::pages::{Book, choose, col, count, write};
use super::{PREPARED_TEXTS, guide};
use crate::form::{AREAS, CHAPTERS, GOALS, HEARINGS, Kind, TableDef};

/// Widths in characters of 区域・目標, whose tables stand below each other, and of 意見聴取, which is one of them.
const WIDTHS: &[u8] = &[18, 36, 30, 36, 36, 8, 12];

/// Widths of 計画本文: a line of the text is about as long as one of a paper in A4.
const CHAPTER_WIDTHS: &[u8] = &[32, 40, 90];

impl Book<'_> {
    /// 区域・目標; in the municipal form with 意見聴取 below.
    pub(super) fn areas_and_goals(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        text_sheet(sheet, "区域・目標", WIDTHS)?;
        let plan = self.plan();
        let areas: Vec<Vec<Out>> =
            plan.iter().flat_map(|p| &p.areas).map(|a| [&a.name, &a.parts, &a.reason].map(out).to_vec()).collect();
        let mut row = self.text_table(sheet, 0, "市町村医療介護総合確保区域", &AREAS, &areas, WIDTHS)?;
        let goals: Vec<Vec<Out>> = plan.iter().flat_map(|p| &p.goals).map(|g| self.goal(g)).collect();
        let goals = if goals.is_empty() { self.goals_of_the_year() } else { goals };
        row = self.text_table(sheet, row + 1, "目標", &GOALS, &goals, WIDTHS)?;
        if self.request.form == FormId::MunicipalPlan {
            self.text_table(sheet, row + 1, "意見聴取", &HEARINGS, &self.hearing_rows(), WIDTHS)?;
        }
        protect(sheet);
        Ok(())
    }

    fn goal(&self, goal: &kikin_domain::plan::Goal) -> Vec<Out> {
        let number = goal.category.value().and_then(|code| self.request.categories.iter().find(|c| c.code == *code));
        let indicator = &goal.indicator;
        let mut cells = vec![number.map_or(Out::Blank, |c| Out::Text(c.number.clone())), out(&goal.goal)];
        cells.extend([&indicator.name, &indicator.baseline, &indicator.target, &indicator.unit].map(out));
        // The year for which last year's goals were set is not this year's.
        cells.push(if self.manner.renewed_for.is_some() { Out::Blank } else { out(&indicator.target_year) });
        cells
    }

    /// Without a plan the goals are asked for 区分 by 区分 only in the guide: an untouched row would lack its 目標.
    const fn goals_of_the_year(&self) -> Vec<Vec<Out>> {
        Vec::new()
    }

    fn hearing_rows(&self) -> Vec<Vec<Out>> {
        let cells = |h: &Hearing| [&h.held, &h.whom, &h.how, &h.opinions, &h.reflected].map(out).to_vec();
        // Whom one asks stays from year to year; when it was, and what was said, does not.
        let cells = |h: &Hearing| match self.manner.renewed_for {
            Some(_) => vec![Out::Blank, out(&h.whom), out(&h.how), Out::Blank, Out::Blank],
            None => cells(h),
        };
        self.plan().iter().flat_map(|p| &p.hearings).map(cells).collect()
    }

    /// 意見聴取 of the prefecture's form.
    pub(super) fn hearings(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        text_sheet(sheet, "意見聴取", &WIDTHS[..HEARINGS.columns.len()])?;
        self.text_table(sheet, 0, "意見聴取", &HEARINGS, &self.hearing_rows(), WIDTHS)?;
        sheet.set_repeat_rows(0, 1)?;
        protect(sheet);
        Ok(())
    }

    /// 計画本文 with the chapters of the plan (domain.md §4).
    pub(super) fn chapters(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        text_sheet(sheet, "計画本文", CHAPTER_WIDTHS)?;
        let cells = |c: &Chapter| [&c.chapter, &c.section, &c.text].map(out).to_vec();
        let rows: Vec<Vec<Out>> = self.plan().iter().flat_map(|p| &p.chapters).map(cells).collect();
        let rows = if rows.is_empty() { guide::chapters() } else { rows };
        self.text_table(sheet, 0, "計画本文", &CHAPTERS, &rows, CHAPTER_WIDTHS)?;
        sheet.set_repeat_rows(0, 1)?;
        protect(sheet);
        Ok(())
    }

    /// A title, a header and rows of text; returns the row after the prepared ones.
    fn text_table(
        &self,
        sheet: &mut Worksheet,
        top: u32,
        title: &str,
        def: &'static TableDef,
        rows: &[Vec<Out>],
        widths: &[u8],
    ) -> Result<u32, XlsxError> {
        let f = &self.formats;
        sheet.write_string_with_format(top, 0, title, &f.title)?;
        let first = top + 2;
        let last = first + count(rows.len().max(PREPARED_TEXTS)) - 1;
        for (i, column) in def.columns.iter().enumerate() {
            let col = col(i);
            sheet.write_string_with_format(top + 1, col, column.labels[0].leaf, &f.heading)?;
            let format = if column.required { &f.required_text } else { &f.text };
            for row in first..=last {
                let value = rows.get((row - first) as usize).and_then(|r| r.get(i)).unwrap_or(&Out::Blank);
                write(sheet, row, col, value, format)?;
            }
            if column.kind == Kind::Category {
                choose(sheet, first, last, col, self.request.categories.iter().map(|c| c.number.as_str()))?;
            }
        }
        for (row, cells) in (first..).zip(rows) {
            fit(sheet, row, cells.iter().zip(widths.iter().copied()))?;
        }
        Ok(last + 1)
    }
}

/// A sheet of text tables, as wide as a page.
fn text_sheet(sheet: &mut Worksheet, name: &str, widths: &[u8]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    paper(sheet);
    sheet.set_print_fit_to_pages(1, 0);
    for (i, width) in widths.iter().enumerate() {
        sheet.set_column_width(col(i), *width)?;
    }
    Ok(())
}

fn out(field: &Field<String>) -> Out {
    field.value().map_or(Out::Blank, |t| Out::Text(t.clone()))
}
