//! A plan's values as the cells of its form.

use kikin_domain::category::Category;
use kikin_domain::place::Field;
use kikin_domain::plan::{Facility, Indicator, Project, Ratio, YearColumn};
use kikin_domain::year::era_date;
use kikin_domain::{FiscalYear, Unit, Yen};
use rust_decimal::Decimal;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Out {
    Blank,
    Text(String),
    Number(f64),
}

impl Out {
    fn text(field: &Field<String>) -> Self {
        field.value().map_or(Self::Blank, |t| Self::Text(t.clone()))
    }

    fn label(label: Option<&str>) -> Self {
        label.map_or(Self::Blank, |l| Self::Text(l.to_owned()))
    }
}

/// How values are written.
#[derive(Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) unit: Unit,
    pub(super) categories: &'a [Category],
    /// A copy of last year's plan: no amounts, 継続, this year's first and last day, and no 目標年度 of then.
    pub(super) renewed_for: Option<FiscalYear>,
}

impl Manner<'_> {
    fn yen(self, field: &Field<Yen>) -> Out {
        match field {
            _ if self.renewed_for.is_some() => Out::Blank,
            Field::Given(s) => self.amount(s.value),
            Field::Pending(_) => Out::Text("調整中".to_owned()),
            Field::Absent | Field::Blank(_) | Field::Bad(_) => Out::Blank,
        }
    }

    /// An amount in the form's unit; exact, since an amount has at most 13 digits before and 8 after the point.
    pub(super) fn amount(self, yen: Yen) -> Out {
        let value = Decimal::from(yen.get()) / Decimal::from(self.unit.yen());
        value.to_string().parse().map_or(Out::Blank, Out::Number)
    }

    fn ratio(field: &Field<Ratio>) -> Out {
        match field.value() {
            Some(ratio) if ratio.den == 1 => Out::Text(ratio.num.to_string()),
            Some(ratio) => Out::Text(ratio_text(*ratio)),
            None => Out::Blank,
        }
    }

    /// The cell of a project under a column of the form.
    pub(super) fn project(self, project: &Project, key: &str) -> Out {
        let first =
            |indicators: &[Indicator], key: &str| indicators.first().map_or(Out::Blank, |i| self.indicator(i, key));
        match key {
            "no" => number(project.no.text()),
            "category" => project.category.value().map_or(Out::Blank, |code| {
                Out::label(self.categories.iter().find(|c| c.code == *code).map(|c| c.number.as_str()))
            }),
            "standard_example" => Out::text(&project.standard_example),
            "name" => Out::text(&project.name),
            "continuity" if self.renewed_for.is_some() => Out::Text("継続".to_owned()),
            "continuity" => Out::label(project.continuity.get().map(|c| c.label())),
            "area" => Out::text(&project.area),
            "body" => Out::text(&project.body),
            "body_kind" => Out::label(project.body_kind.get().map(|c| c.label())),
            "start" => self.date(project.start.get(), FiscalYear::first_day),
            "end" => self.date(project.end.get(), FiscalYear::last_day),
            "needs" => Out::text(&project.needs),
            "vision" => Out::text(&project.vision),
            "content" => Out::text(&project.content),
            "relation" => Out::text(&project.relation),
            "total" => self.yen(&project.total),
            "fund" => self.yen(&project.fund),
            "national" => self.yen(&project.national),
            "prefectural" => self.yen(&project.prefectural),
            "other" => self.yen(&project.other),
            "public" => self.yen(&project.public),
            "private" => self.yen(&project.private),
            "entrusted" => self.yen(&project.entrusted),
            "carried" => self.yen(&project.carried),
            "carried_from" if self.renewed_for.is_some() => Out::Blank,
            "carried_from" => project.carried_from.get().map_or(Out::Blank, |y| Out::Text(y.era())),
            "tax" => Out::label(project.tax.get().map(|c| c.label())),
            "remarks" => Out::text(&project.remarks),
            key if key.starts_with("oc_") => first(&project.outcomes, key),
            key if key.starts_with("op_") => first(&project.outputs, key),
            _ => Out::Blank,
        }
    }

    /// A further indicator of a project, on a row of its own.
    pub(super) fn indicator(self, own: &Indicator, key: &str) -> Out {
        if self.renewed_for.is_some() && key.ends_with("_year") { Out::Blank } else { indicator(own, key) }
    }

    fn date(self, date: Option<jiff::civil::Date>, of_year: fn(FiscalYear) -> jiff::civil::Date) -> Out {
        let date = self.renewed_for.map(of_year).or(date);
        date.map_or(Out::Blank, |d| Out::Text(era_date(d)))
    }

    /// The cell of a project under a year.
    pub(super) fn year(self, project: &Project, column: YearColumn) -> Out {
        project.yearly.iter().find(|y| y.column == column).map_or(Out::Blank, |y| self.yen(&y.amount))
    }

    /// The cell of a facility.
    pub(super) fn facility(self, facility: &Facility, key: &str) -> Out {
        match key {
            "project_no" => number(facility.project_no.text()),
            "kind" => Out::text(&facility.kind),
            "name" => Out::text(&facility.name),
            "work" => Out::text(&facility.work),
            "unit" => Out::text(&facility.unit),
            "quantity" => Self::ratio(&facility.quantity),
            "unit_price" => self.yen(&facility.unit_price),
            "premium" => Self::ratio(&facility.premium),
            "standard_amount" => self.yen(&facility.standard_amount),
            "total" => self.yen(&facility.total),
            "eligible" => self.yen(&facility.eligible),
            "donations" => self.yen(&facility.donations),
            "rate" => Self::ratio(&facility.rate),
            "fund" => self.yen(&facility.fund),
            _ => Out::Blank,
        }
    }
}

/// The cell of an indicator.
pub(super) fn indicator(indicator: &Indicator, key: &str) -> Out {
    match &key[3..] {
        "name" => Out::text(&indicator.name),
        "baseline" => Out::text(&indicator.baseline),
        "target" => Out::text(&indicator.target),
        "unit" => Out::text(&indicator.unit),
        "direction" => Out::label(indicator.direction.get().map(|d| d.label())),
        "year" => Out::text(&indicator.target_year),
        "source" => Out::text(&indicator.source),
        _ => Out::Blank,
    }
}

/// A No. that is a number is written as one.
fn number(no: &str) -> Out {
    match no.parse::<u32>() {
        _ if no.is_empty() => Out::Blank,
        Ok(n) if n.to_string() == no => Out::Number(f64::from(n)),
        _ => Out::Text(no.to_owned()),
    }
}

/// A fraction as a decimal where that is exact, else as a fraction.
fn ratio_text(ratio: Ratio) -> String {
    let value = Decimal::from(ratio.num) / Decimal::from(ratio.den);
    let exact = value * Decimal::from(ratio.den) == Decimal::from(ratio.num) && value.scale() <= 12;
    if exact { value.normalize().to_string() } else { ratio.to_string() }
}
