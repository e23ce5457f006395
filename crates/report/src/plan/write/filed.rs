//! 事業一覧 beside its printed part: the other columns of the municipal form, each value as it was filed.

use std::borrow::Cow;

use kikin_domain::plan::{AmountColumn, Indicator, YearColumn};
use kikin_domain::{Field, Project, Yen};
use kikin_sheet::form::{self, ExtraColumn, Kind, PROJECTS};

use crate::plan::ProjectRow;
use crate::xlsx::{Cell, Column};

/// Columns of the form that stand in the printed part, or are told by others there (事業の期間 by 開始 and 終了).
const PRINTED: [&str; 16] = [
    "no",
    "category",
    "name",
    "continuity",
    "area",
    "body",
    "body_kind",
    "start",
    "end",
    "period",
    "total",
    "fund",
    "national",
    "prefectural",
    "other",
    "carried",
];

/// A column beside the printed part.
#[derive(Clone, Debug)]
pub(super) enum Beside {
    /// A column of the form.
    Form(&'static form::Column),
    /// A year of 年度別基金所要額.
    Year(YearColumn),
    /// A column that the form has not.
    Extra(ExtraColumn),
}

/// The columns that the projects need, in the form's order.
pub(super) fn columns(projects: &[ProjectRow]) -> Vec<Beside> {
    let mut columns = Vec::new();
    for column in PROJECTS.columns.iter().filter(|c| !PRINTED.contains(&c.key)) {
        match column.kind {
            Kind::YearlyAmounts => columns.extend(years(projects).into_iter().map(Beside::Year)),
            _ => columns.push(Beside::Form(column)),
        }
    }
    let extra = [
        ExtraColumn::TypedNational,
        ExtraColumn::TypedPrefectural,
        ExtraColumn::TypedUnit,
        ExtraColumn::GroupNumber,
        ExtraColumn::GroupTitle,
    ];
    columns.extend(extra.map(Beside::Extra));
    columns
}

fn years(projects: &[ProjectRow]) -> Vec<YearColumn> {
    let mut years: Vec<YearColumn> = projects.iter().flat_map(|p| &p.filed.yearly).map(|y| y.column).collect();
    years.sort_unstable();
    years.dedup();
    years
}

impl Beside {
    /// Its header.
    pub(super) fn header(&self) -> Column {
        match self {
            Self::Form(column) => {
                let pixels = u32::from(column.width) * 7 + 12;
                match column.labels.first() {
                    Some(form::Label { group: Some(group), leaf }) => Column::under(group, *leaf, pixels),
                    Some(form::Label { group: None, leaf }) => Column::new(*leaf, pixels),
                    None => Column::new(column.key, pixels),
                }
            }
            Self::Year(year) => Column::under("年度別基金所要額", AmountColumn::Year(*year).label(), 96),
            Self::Extra(extra) => Column::new(extra.label(), 110),
        }
    }

    /// What a project shows there.
    pub(super) fn cell<'a>(&self, row: &'a ProjectRow) -> Cell<'a> {
        let project = &row.filed;
        match self {
            Self::Form(column) => form_cell(project, column),
            Self::Year(year) => amount(AmountColumn::Year(*year).of(project).unwrap_or(&Field::Absent)),
            Self::Extra(extra) => extra_cell(row, *extra),
        }
    }
}

/// An amount as filed.
pub(super) fn amount<'a>(field: &Field<Yen>) -> Cell<'a> {
    match field {
        Field::Given(s) => Cell::Yen(s.value),
        Field::Pending(_) => Cell::Right("調整中"),
        Field::Absent | Field::Blank(_) | Field::Bad(_) => Cell::Blank,
    }
}

/// A text to the last letter.
pub(super) fn text(field: &Field<String>) -> Cell<'_> {
    field.value().map_or(Cell::Blank, |text| Cell::Exact(text.into()))
}

/// A text of ours.
pub(super) fn told<'a>(text: Option<impl Into<Cow<'a, str>>>) -> Cell<'a> {
    text.map_or(Cell::Blank, |text| Cell::Exact(text.into()))
}

fn form_cell<'a>(project: &'a Project, column: &form::Column) -> Cell<'a> {
    if column.is_indicator() {
        let (list, key) = match column.key.split_at(3) {
            ("oc_", key) => (&project.outcomes, key),
            (_, key) => (&project.outputs, key),
        };
        return list.first().map_or(Cell::Blank, |indicator| indicator_cell(indicator, key));
    }
    match column.key {
        "standard_example" => text(&project.standard_example),
        "needs" => text(&project.needs),
        "vision" => text(&project.vision),
        "content" => text(&project.content),
        "relation" => text(&project.relation),
        "public" => amount(&project.public),
        "private" => amount(&project.private),
        "entrusted" => amount(&project.entrusted),
        "carried_from" => told(project.carried_from.get().map(|year| year.era())),
        "tax" => told(project.tax.get().map(|tax| tax.label())),
        "remarks" => text(&project.remarks),
        "granted" => amount(&project.granted),
        "answer" => told(project.answer.get().map(|answer| answer.label())),
        _ => Cell::Blank,
    }
}

/// A column of an indicator, by its key without `oc_` or `op_`.
pub(super) fn indicator_cell<'a>(indicator: &'a Indicator, key: &str) -> Cell<'a> {
    match key {
        "name" => text(&indicator.name),
        "baseline" => text(&indicator.baseline),
        "target" => text(&indicator.target),
        "unit" => text(&indicator.unit),
        "direction" => told(indicator.direction.get().map(|d| d.label())),
        "year" => text(&indicator.target_year),
        "source" => text(&indicator.source),
        _ => Cell::Blank,
    }
}

fn extra_cell(row: &ProjectRow, extra: ExtraColumn) -> Cell<'_> {
    match extra {
        ExtraColumn::TypedNational => amount(&row.filed.national),
        ExtraColumn::TypedPrefectural => amount(&row.filed.prefectural),
        ExtraColumn::TypedUnit => told(row.filed.unit.map(|unit| unit.label())),
        ExtraColumn::GroupNumber => row.group.as_ref().map_or(Cell::Blank, |(number, _)| Cell::Count(*number)),
        ExtraColumn::GroupTitle => told(row.group.as_ref().map(|(_, title)| title.as_str())),
        ExtraColumn::BodyCode | ExtraColumn::BodyName | ExtraColumn::Bu => Cell::Blank,
    }
}
