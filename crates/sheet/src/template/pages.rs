//! The sheets of a template, from the definitions of their tables.

use kikin_domain::place::Field;
use kikin_domain::plan::{FormId, PlanWorkbook, Stage, YearColumn};
use kikin_domain::year::era_date;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet, XlsxError,
};

use super::cells::{Manner, Out};
use super::format::{Formats, fit, fit_labels, paper, protect};
use super::{Fill, PREPARED_FACILITIES, PREPARED_PROJECTS, TemplateRequest, guide};
use crate::form::{Column, FACILITIES, KNOWN_VERSIONS, Kind, PROJECTS};

/// Where tables begin: title, unit, a blank row, then the header.
const HEADER_ROW: u32 = 3;

/// The label on the cover that only the evaluation form asks for.
pub(super) const EVALUATION_YEAR: &str = "評価年度";

/// A column as printed: its definition, and its year where there is one per year.
#[derive(Clone, Copy)]
pub(super) struct Printed {
    pub(super) column: &'static Column,
    pub(super) year: Option<YearColumn>,
}

/// A template being written.
pub(super) struct Book<'a> {
    pub(super) request: &'a TemplateRequest<'a>,
    pub(super) manner: Manner<'a>,
    pub(super) formats: Formats,
}

impl<'a> Book<'a> {
    pub(super) fn new(request: &'a TemplateRequest<'a>) -> Self {
        let renewed_for = matches!(request.fill, Fill::LastYear(_)).then_some(request.year);
        let manner = Manner { unit: request.unit, categories: request.categories, renewed_for };
        Self { request, manner, formats: Formats::new() }
    }

    pub(super) fn plan(&self) -> Option<&'a PlanWorkbook> {
        self.request.plan()
    }

    /// 表紙.
    pub(super) fn cover(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let f = &self.formats;
        sheet.set_name("表紙")?;
        paper(sheet);
        sheet.set_print_fit_to_pages(1, 1).set_column_width(0, 24)?.set_column_width(1, 72)?;
        let paper = if self.request.form == FormId::Evaluation { "事後評価" } else { "計画" };
        let title = format!("{}{paper}（地域医療介護総合確保基金）", self.request.body.name);
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
                EVALUATION_YEAR => self.evaluation_year(sheet, row)?,
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
            Fill::Nothing | Fill::LastYear(_) | Fill::Evaluated(_) => None,
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
        let form = self.request.form;
        let mut lines = vec![("様式版", version, true), ("計画年度", self.request.year.era(), true)];
        if form == FormId::Evaluation {
            lines.push((EVALUATION_YEAR, String::new(), false));
        }
        lines.push(("都道府県名", self.request.body.prefecture.to_owned(), true));
        lines.push(("団体コード", self.request.body.code.to_string(), true));
        if form != FormId::PrefecturalPlan && !self.request.body.code.is_prefecture() {
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
        ]);
        if form != FormId::Evaluation {
            lines.push(("段階", self.request.stage.label().to_owned(), false));
        }
        lines.push(("対象", scope.unwrap_or_else(|| "医療分・介護分".to_owned()), false));
        if form != FormId::PrefecturalPlan {
            lines.push(("該当事業なし", none.unwrap_or_default(), false));
        }
        lines
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
            let value = |printed: &Printed| match printed.year {
                Some(year) => self.manner.year(project, year),
                None => self.manner.project(project, printed.column.key),
            };
            self.project_row(sheet, row, &columns, value, Self::input)?;
            self.assessment(sheet, row, &columns, project)?;
            row += 1;
            let further = project.outcomes.len().max(project.outputs.len());
            for n in 1..further {
                let value = |printed: &Printed| {
                    let outcome = printed.column.key.starts_with("oc_");
                    match if outcome { &project.outcomes } else { &project.outputs }.get(n) {
                        Some(own) if printed.column.is_indicator() => self.manner.indicator(own, printed.column.key),
                        _ => Out::Blank,
                    }
                };
                self.project_row(sheet, row, &columns, value, Self::continued)?;
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
        self.finish(sheet, &columns, &["needs", "oc_name", "content", "op_name", "total", "public", "tax"])
    }

    /// A row of 事業一覧, high enough for its texts.
    fn project_row<'s>(
        &'s self,
        sheet: &mut Worksheet,
        row: u32,
        columns: &[Printed],
        value: impl Fn(&Printed) -> Out,
        format: fn(&'s Self, &Column) -> &'s Format,
    ) -> Result<(), XlsxError> {
        let values: Vec<Out> = columns.iter().map(value).collect();
        for (i, (value, printed)) in values.iter().zip(columns).enumerate() {
            write(sheet, row, col(i), value, format(self, printed.column))?;
        }
        fit(sheet, row, values.iter().zip(columns.iter().map(|c| c.column.width)))
    }

    pub(super) fn input(&self, column: &Column) -> &Format {
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

    pub(super) fn table_head(&self, sheet: &mut Worksheet, title: &str) -> Result<(), XlsxError> {
        let title = format!("{} {} {title}", self.request.year.era(), self.request.body.name);
        sheet.write_string_with_format(0, 0, title, &self.formats.title)?;
        let unit = format!("（単位：{}）", self.request.unit.label());
        sheet.write_string_with_format(1, 0, unit, &self.formats.note)?;
        Ok(())
    }

    /// Two header rows: groups merged over their columns, single labels merged downwards.
    pub(super) fn grouped_header(&self, sheet: &mut Worksheet, columns: &[Printed]) -> Result<(), XlsxError> {
        let f = &self.formats.heading;
        let (top, below) = (HEADER_ROW, HEADER_ROW + 1);
        fit_labels(sheet, below, columns.iter().map(|c| (c.column.labels[0].leaf, c.column.width)))?;
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

    /// The print set-up of a wide table: a page for each part of the row, with room for wider fonts; `parts` are the columns
    /// that begin one, so that no group of columns is cut in two.
    pub(super) fn finish(&self, sheet: &mut Worksheet, columns: &[Printed], parts: &[&str]) -> Result<(), XlsxError> {
        paper(sheet);
        let name = columns.iter().position(|c| c.column.key == "name").map_or(3, col);
        sheet.set_repeat_rows(0, HEADER_ROW + 1)?.set_repeat_columns(0, name)?;
        sheet.set_freeze_panes(HEADER_ROW + 2, name + 1)?;
        let breaks: Vec<u32> = parts
            .iter()
            .filter_map(|key| columns.iter().position(|c| c.column.key == *key).and_then(|i| u32::try_from(i).ok()))
            .collect();
        sheet.set_vertical_page_breaks(&breaks)?.set_print_scale(70);
        protect(sheet);
        Ok(())
    }

    /// The input rule of a column, from the choices that the reader knows.
    pub(super) fn rule(
        &self,
        sheet: &mut Worksheet,
        first: u32,
        last: u32,
        at: u16,
        column: &Column,
    ) -> Result<(), XlsxError> {
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
        fit_labels(sheet, HEADER_ROW, FACILITIES.columns.iter().map(|c| (c.labels[0].leaf, c.width)))?;
        for (row, facility) in (first..).zip(facilities) {
            let values: Vec<Out> = FACILITIES.columns.iter().map(|c| self.manner.facility(facility, c.key)).collect();
            fit(sheet, row, values.iter().zip(FACILITIES.columns.iter().map(|c| c.width)))?;
        }
        paper(sheet);
        sheet.set_repeat_rows(0, HEADER_ROW)?.set_freeze_panes(first, 1)?.set_print_fit_to_pages(1, 0);
        protect(sheet);
        Ok(())
    }
}

/// 「令和10年度以降」
pub(super) fn year_label(column: YearColumn) -> String {
    if column.onwards { format!("{}以降", column.year.era()) } else { column.year.era() }
}

pub(super) fn col(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

pub(super) fn count(n: usize) -> u32 {
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
pub(super) fn choose<'c>(
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
