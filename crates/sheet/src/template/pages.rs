//! The sheets of a template, from the definitions of their tables.

use kikin_domain::place::Field;
use kikin_domain::plan::{Chapter, FormId, Hearing, PlanWorkbook, Stage, YearColumn};
use kikin_domain::year::era_date;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet, XlsxError,
};

use super::cells::{Manner, Out, indicator};
use super::format::{Formats, paper, protect};
use super::{Fill, PREPARED_FACILITIES, PREPARED_PROJECTS, PREPARED_TEXTS, TemplateRequest, guide};
use crate::form::{AREAS, CHAPTERS, Column, FACILITIES, GOALS, HEARINGS, KNOWN_VERSIONS, Kind, PROJECTS, TableDef};

/// Where tables begin: title, unit, a blank row, then the header.
const HEADER_ROW: u32 = 3;

/// A column as printed: its definition, and its year where there is one per year.
#[derive(Clone, Copy)]
pub(super) struct Printed {
    pub(super) column: &'static Column,
    pub(super) year: Option<YearColumn>,
}

/// A template being written.
pub(super) struct Book<'a> {
    request: &'a TemplateRequest<'a>,
    manner: Manner<'a>,
    pub(super) formats: Formats,
}

impl<'a> Book<'a> {
    pub(super) fn new(request: &'a TemplateRequest<'a>) -> Self {
        let renewed_for = matches!(request.fill, Fill::LastYear(_)).then_some(request.year);
        let manner = Manner { unit: request.unit, categories: request.categories, renewed_for };
        Self { request, manner, formats: Formats::new() }
    }

    fn plan(&self) -> Option<&'a PlanWorkbook> {
        self.request.plan()
    }

    /// 表紙.
    pub(super) fn cover(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let f = &self.formats;
        sheet.set_name("表紙")?;
        paper(sheet);
        sheet.set_portrait().set_column_width(0, 20)?.set_column_width(1, 48)?;
        let title = format!("{}計画（地域医療介護総合確保基金）", self.request.body.name);
        sheet.write_string_with_format(0, 0, title, &f.title)?;
        sheet.write_string_with_format(1, 0, "黄色の欄は必ず記入してください。", &f.note)?;
        for (i, (label, value, given)) in self.cover_lines().into_iter().enumerate() {
            let row = HEADER_ROW + u32::try_from(i).unwrap_or(0);
            sheet.write_string_with_format(row, 0, label, &f.label)?;
            sheet.write_string_with_format(row, 1, value, if given { &f.given } else { &f.text })?;
            match label {
                "段階" => choose(sheet, row, row, 1, Stage::ALL.iter().map(|s| s.label()))?,
                "対象" => choose(sheet, row, row, 1, ["医療分", "介護分", "医療分・介護分"])?,
                "該当事業なし" => choose(sheet, row, row, 1, ["○"])?,
                _ => {}
            }
        }
        protect(sheet);
        Ok(())
    }

    /// Label, value, and whether it is given rather than asked for.
    fn cover_lines(&self) -> Vec<(&'static str, String, bool)> {
        let cover = match self.request.fill {
            Fill::Whole(plan) => Some(&plan.cover),
            Fill::Nothing | Fill::LastYear(_) => None,
        };
        let text = |field: fn(&kikin_domain::plan::Cover) -> &Field<String>| {
            cover.map(|c| field(c).text().to_owned()).unwrap_or_default()
        };
        let submitted = cover.and_then(|c| c.submitted.get()).map(era_date).unwrap_or_default();
        let scope = cover
            .and_then(|c| c.scope.value())
            .map(|halves| halves.iter().map(|b| b.label()).collect::<Vec<_>>().join("・"));
        let none = cover.and_then(|c| c.no_projects.get()).filter(|n| *n).map(|_| "○".to_owned());
        let version = KNOWN_VERSIONS.last().copied().unwrap_or_default().to_owned();
        let mut lines = vec![
            ("様式版", version, true),
            ("計画年度", self.request.year.era(), true),
            ("都道府県名", self.request.body.prefecture.to_owned(), true),
            ("団体コード", self.request.body.code.to_string(), true),
        ];
        if self.request.form == FormId::MunicipalPlan {
            lines.push(("市町村名", self.request.body.name.to_owned(), true));
        }
        lines.extend([
            ("提出日", submitted, false),
            ("文書番号", text(|c| &c.document_number), false),
            ("担当課", text(|c| &c.division), false),
            ("担当者", text(|c| &c.officer), false),
            ("電話番号", text(|c| &c.phone), false),
            ("メールアドレス", text(|c| &c.mail), false),
            ("金額の単位", self.request.unit.label().to_owned(), true),
            ("段階", self.request.stage.label().to_owned(), false),
            ("対象", scope.unwrap_or_else(|| "医療分・介護分".to_owned()), false),
        ]);
        if self.request.form == FormId::MunicipalPlan {
            lines.push(("該当事業なし", none.unwrap_or_default(), false));
        }
        lines
    }

    /// 区域・目標; in the municipal form with 意見聴取 below.
    pub(super) fn areas_and_goals(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("区域・目標")?;
        paper(sheet);
        let plan = self.plan();
        let areas: Vec<Vec<Out>> =
            plan.iter().flat_map(|p| &p.areas).map(|a| [&a.name, &a.parts, &a.reason].map(out).to_vec()).collect();
        let mut row = self.text_table(sheet, 0, "市町村医療介護総合確保区域", &AREAS, &areas)?;
        let goals: Vec<Vec<Out>> = plan.iter().flat_map(|p| &p.goals).map(|g| self.goal(g)).collect();
        let goals = if goals.is_empty() { self.goals_of_the_year() } else { goals };
        row = self.text_table(sheet, row + 1, "目標", &GOALS, &goals)?;
        if self.request.form == FormId::MunicipalPlan {
            self.text_table(sheet, row + 1, "意見聴取", &HEARINGS, &self.hearing_rows())?;
        }
        protect(sheet);
        Ok(())
    }

    fn goal(&self, goal: &kikin_domain::plan::Goal) -> Vec<Out> {
        let number = goal.category.value().and_then(|code| self.request.categories.iter().find(|c| c.code == *code));
        let indicator = &goal.indicator;
        let mut cells = vec![number.map_or(Out::Blank, |c| Out::Text(c.number.clone())), out(&goal.goal)];
        cells.extend(
            [&indicator.name, &indicator.baseline, &indicator.target, &indicator.unit, &indicator.target_year].map(out),
        );
        cells
    }

    /// Without a plan the goals are asked for 区分 by 区分 only in the guide: an untouched row would lack its 目標.
    const fn goals_of_the_year(&self) -> Vec<Vec<Out>> {
        Vec::new()
    }

    fn hearing_rows(&self) -> Vec<Vec<Out>> {
        let cells = |h: &Hearing| [&h.held, &h.whom, &h.how, &h.opinions, &h.reflected].map(out).to_vec();
        self.plan().iter().flat_map(|p| &p.hearings).map(cells).collect()
    }

    /// 意見聴取 of the prefecture's form.
    pub(super) fn hearings(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("意見聴取")?;
        paper(sheet);
        self.text_table(sheet, 0, "意見聴取", &HEARINGS, &self.hearing_rows())?;
        protect(sheet);
        Ok(())
    }

    /// 計画本文 with the chapters of the plan (domain.md §4).
    pub(super) fn chapters(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("計画本文")?;
        paper(sheet);
        let cells = |c: &Chapter| [&c.chapter, &c.section, &c.text].map(out).to_vec();
        let rows: Vec<Vec<Out>> = self.plan().iter().flat_map(|p| &p.chapters).map(cells).collect();
        let rows = if rows.is_empty() { guide::chapters() } else { rows };
        self.text_table(sheet, 0, "計画本文", &CHAPTERS, &rows)?;
        sheet.set_column_width(0, 26)?.set_column_width(1, 30)?.set_column_width(2, 90)?;
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
    ) -> Result<u32, XlsxError> {
        let f = &self.formats;
        sheet.write_string_with_format(top, 0, title, &f.title)?;
        let first = top + 2;
        let last = first + count(rows.len().max(PREPARED_TEXTS)) - 1;
        for (i, column) in def.columns.iter().enumerate() {
            let col = col(i);
            sheet.write_string_with_format(top + 1, col, column.labels[0].leaf, &f.heading)?;
            if top == 0 {
                sheet.set_column_width(col, column.width)?;
            }
            let format = if column.required { &f.required_text } else { &f.text };
            for row in first..=last {
                let value = rows.get((row - first) as usize).and_then(|r| r.get(i)).unwrap_or(&Out::Blank);
                write(sheet, row, col, value, format)?;
            }
            if column.kind == Kind::Category {
                choose(sheet, first, last, col, self.request.categories.iter().map(|c| c.number.as_str()))?;
            }
        }
        Ok(last + 1)
    }

    /// Whether a column is printed: a period has a column for each end, and the answer is asked for after 内示 only.
    pub(super) fn asks_for(&self, column: &Column) -> bool {
        let answers = matches!(column.key, "granted" | "answer");
        column.kind != Kind::Period && (!answers || !self.request.assessments.is_empty())
    }

    /// The printed columns of 事業一覧.
    pub(super) fn project_columns(&self) -> Vec<Printed> {
        let mut printed = Vec::new();
        for column in PROJECTS.columns {
            match column.kind {
                _ if !self.asks_for(column) => {}
                Kind::YearlyAmounts => {
                    printed.extend(self.request.years().into_iter().map(|y| Printed { column, year: Some(y) }));
                }
                _ => printed.push(Printed { column, year: None }),
            }
        }
        printed
    }

    /// 事業一覧.
    pub(super) fn projects(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name("事業一覧")?;
        let columns = self.project_columns();
        self.table_head(sheet, "事業一覧")?;
        self.grouped_header(sheet, &columns)?;
        let first = HEADER_ROW + 2;
        let mut row = first;
        for project in self.plan().iter().flat_map(|p| &p.projects) {
            for (i, printed) in columns.iter().enumerate() {
                let value = match printed.year {
                    Some(year) => self.manner.year(project, year),
                    None => self.manner.project(project, printed.column.key),
                };
                write(sheet, row, col(i), &value, self.input(printed.column))?;
            }
            self.assessment(sheet, row, &columns, project)?;
            row += 1;
            let further = project.outcomes.len().max(project.outputs.len());
            for n in 1..further {
                for (i, printed) in columns.iter().enumerate() {
                    let indicators =
                        if printed.column.key.starts_with("oc_") { &project.outcomes } else { &project.outputs };
                    let value = match indicators.get(n) {
                        Some(own) if printed.column.is_indicator() => indicator(own, printed.column.key),
                        _ => Out::Blank,
                    };
                    write(sheet, row, col(i), &value, self.continued(printed.column))?;
                }
                row += 1;
            }
        }
        let last = (first + count(PREPARED_PROJECTS)).max(row) - 1;
        for row in row..=last {
            for (i, printed) in columns.iter().enumerate() {
                write(sheet, row, col(i), &Out::Blank, self.input(printed.column))?;
            }
        }
        for (i, printed) in columns.iter().enumerate() {
            self.rule(sheet, first, last, col(i), printed.column)?;
            sheet.set_column_width(col(i), printed.column.width)?;
        }
        self.finish(sheet, &columns)
    }

    fn input(&self, column: &Column) -> &Format {
        let f = &self.formats;
        match (column.kind, column.required) {
            (Kind::Amount { .. } | Kind::YearlyAmounts, true) => &f.required_amount,
            (Kind::Amount { .. } | Kind::YearlyAmounts, false) => &f.amount,
            (Kind::Date { .. }, true) => &f.required_date,
            (Kind::Date { .. }, false) => &f.date,
            (_, true) => &f.required_text,
            (_, false) => &f.text,
        }
    }

    /// On the row of a further indicator only the indicators are asked for.
    fn continued(&self, column: &Column) -> &Format {
        if column.is_indicator() { self.input(column) } else { &self.formats.text }
    }

    /// 査定額 beside its project, and the answer asked for.
    fn assessment(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        columns: &[Printed],
        project: &kikin_domain::Project,
    ) -> Result<(), XlsxError> {
        let own = self
            .request
            .assessments
            .iter()
            .find(|a| a.no == project.no.text() && project.category.value() == Some(&a.category));
        let at = |key: &str| columns.iter().position(|c| c.column.key == key).map(col);
        if let (Some(assessment), Some(granted), Some(answer)) = (own, at("granted"), at("answer")) {
            write(sheet, row, granted, &self.manner.amount(assessment.granted), &self.formats.given_amount)?;
            write(sheet, row, answer, &Out::Blank, &self.formats.required_text)?;
        }
        Ok(())
    }

    fn table_head(&self, sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
        let title = format!("{} {} {title}", self.request.year.era(), self.request.body.name);
        sheet.write_string_with_format(0, 0, title, &self.formats.title)?;
        let unit = format!("（単位：{}）", self.request.unit.label());
        sheet.write_string_with_format(1, 0, unit, &self.formats.note)?;
        Ok(())
    }

    /// Two header rows: groups merged over their columns, single labels merged downwards.
    fn grouped_header(&self, sheet: &mut Worksheet, columns: &[Printed]) -> Result<(), XlsxError> {
        let f = &self.formats.heading;
        let (top, below) = (HEADER_ROW, HEADER_ROW + 1);
        let mut i = 0;
        while i < columns.len() {
            let label = columns[i].column.labels[0];
            let Some(group) = label.group else {
                sheet.merge_range(top, col(i), below, col(i), label.leaf, f)?;
                i += 1;
                continue;
            };
            let first = i;
            while i < columns.len() && columns[i].column.labels[0].group == Some(group) {
                let leaf = columns[i].year.map_or_else(|| columns[i].column.labels[0].leaf.to_owned(), year_label);
                sheet.write_string_with_format(below, col(i), leaf, f)?;
                i += 1;
            }
            if i - first > 1 {
                sheet.merge_range(top, col(first), top, col(i - 1), group, f)?;
            } else {
                sheet.write_string_with_format(top, col(first), group, f)?;
            }
        }
        Ok(())
    }

    fn finish(&self, sheet: &mut Worksheet, columns: &[Printed]) -> Result<(), XlsxError> {
        paper(sheet);
        let name = columns.iter().position(|c| c.column.key == "name").map_or(3, col);
        sheet.set_repeat_rows(0, HEADER_ROW + 1)?.set_repeat_columns(0, name)?;
        sheet.set_freeze_panes(HEADER_ROW + 2, name + 1)?;
        // A page for each part of the row: who and when, why, what, money.
        let breaks: Vec<u32> = ["needs", "content", "total", "public"]
            .iter()
            .filter_map(|key| columns.iter().position(|c| c.column.key == *key).and_then(|i| u32::try_from(i).ok()))
            .collect();
        sheet.set_vertical_page_breaks(&breaks)?.set_print_scale(70);
        protect(sheet);
        Ok(())
    }

    /// The input rule of a column, from the choices that the reader knows.
    fn rule(&self, sheet: &mut Worksheet, first: u32, last: u32, at: u16, column: &Column) -> Result<(), XlsxError> {
        if let Some(choices) = guide::choices_of(column.kind, self.request) {
            return choose(sheet, first, last, at, choices);
        }
        let rule = match column.kind {
            Kind::Amount { .. } | Kind::YearlyAmounts => DataValidation::new()
                .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("金額")?
                .set_error_message("0以上の数字で記入してください。")?,
            Kind::Text(limit) => DataValidation::new()
                .allow_text_length(DataValidationRule::LessThanOrEqualTo(u32::try_from(limit).unwrap_or(u32::MAX)))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("文字数")?
                .set_error_message(format!("{limit}字以内を目安に記入してください。"))?,
            _ => return Ok(()),
        };
        sheet.add_data_validation(first, at, last, at, &rule.ignore_blank(true))?;
        Ok(())
    }

    /// 施設整備内訳.
    pub(super) fn facilities(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let f = &self.formats;
        sheet.set_name("施設整備内訳")?;
        self.table_head(sheet, "施設整備内訳")?;
        let facilities = self.plan().and_then(|p| p.facilities.as_deref()).unwrap_or_default();
        let first = HEADER_ROW + 1;
        let last = first + count(facilities.len().max(PREPARED_FACILITIES)) - 1;
        for (i, column) in FACILITIES.columns.iter().enumerate() {
            sheet.write_string_with_format(HEADER_ROW, col(i), column.labels[0].leaf, &f.heading)?;
            sheet.set_column_width(col(i), column.width)?;
            for row in first..=last {
                let value = facilities
                    .get((row - first) as usize)
                    .map_or(Out::Blank, |facility| self.manner.facility(facility, column.key));
                write(sheet, row, col(i), &value, self.input(column))?;
            }
            self.rule(sheet, first, last, col(i), column)?;
        }
        paper(sheet);
        sheet.set_repeat_rows(0, HEADER_ROW)?.set_freeze_panes(first, 1)?.set_print_fit_to_pages(1, 0);
        protect(sheet);
        Ok(())
    }
}

fn out(field: &Field<String>) -> Out {
    field.value().map_or(Out::Blank, |t| Out::Text(t.clone()))
}

/// 「令和10年度以降」
pub(super) fn year_label(column: YearColumn) -> String {
    if column.onwards { format!("{}以降", column.year.era()) } else { column.year.era() }
}

pub(super) fn col(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

pub(super) fn write(sheet: &mut Worksheet, row: u32, col: u16, value: &Out, format: &Format) -> Result<(), XlsxError> {
    match value {
        Out::Blank => sheet.write_blank(row, col, format)?,
        Out::Text(text) => sheet.write_string_with_format(row, col, text, format)?,
        Out::Number(n) => sheet.write_number_with_format(row, col, *n, format)?,
    };
    Ok(())
}

/// A drop-down. Short lists stand in the rule itself; Excel limits them to 255 characters.
fn choose<'c>(
    sheet: &mut Worksheet,
    first: u32,
    last: u32,
    at: u16,
    choices: impl IntoIterator<Item = &'c str>,
) -> Result<(), XlsxError> {
    let choices: Vec<&str> = choices.into_iter().collect();
    let list = if choices.iter().map(|c| c.chars().count() + 1).sum::<usize>() < 250 {
        DataValidation::new().allow_list_strings(&choices)?
    } else {
        DataValidation::new().allow_list_formula(Formula::new("選択肢!$A$2:$A$100"))
    };
    let rule = list.ignore_blank(true).set_error_title("選択肢")?.set_error_message("選択肢から選んでください。")?;
    sheet.add_data_validation(first, at, last, at, &rule)?;
    Ok(())
}
