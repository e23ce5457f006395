//! One cell, one amount or fraction: C002, C003, C004.

use kikin_domain::money::AMOUNT_LIMIT;
use kikin_domain::place::Field;
use kikin_domain::plan::{Ratio, Stage};
use kikin_domain::{RuleId, Unit, Yen};
use rust_decimal::Decimal;

use super::cells::{Content, Setting, Slot, given};
use super::collect::Collector;
use crate::form::Kind;
use crate::table::BoundColumn;
use crate::value::amount::{self, AmountText};
use crate::value::number::{decimal15, number_text};
use crate::value::ratio;

impl Collector {
    /// An amount of a table: in the unit of its column, else in that of its section; where there is neither, `unit_missing`.
    /// `warns` where a fraction of 千円 is worth a warning if the column is money of the fund.
    pub(crate) fn amount_of_column(
        &mut self,
        slot: Slot<'_>,
        bound: &BoundColumn,
        (section_unit, warns): (Option<Unit>, bool),
        setting: Setting<'_>,
        unit_missing: &mut bool,
    ) -> Field<Yen> {
        let fund = matches!(bound.column.kind, Kind::Amount { fund: true } | Kind::YearlyAmounts);
        let unit = bound.unit.or(section_unit);
        let field = self.amount(slot, AmountUnit { unit, warns_of_fractions: fund && warns }, setting);
        // A text with its own unit needs none from outside.
        if let Field::Given(s) = &field
            && unit.is_none()
            && !s.raw.contains(['円', '万', '億', '千', '百', '¥', '￥'])
        {
            *unit_missing = true;
        }
        field
    }

    /// An amount in whole yen (C002, C003, C004).
    pub(crate) fn amount(&mut self, slot: Slot<'_>, units: AmountUnit, setting: Setting<'_>) -> Field<Yen> {
        let scale = Decimal::from(units.unit.map_or(1, Unit::yen));
        let (raw, yen, own_form) = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Number(n) => {
                let raw = number_text(n);
                let Some(yen) = decimal15(n).and_then(|d| d.checked_mul(scale)) else {
                    self.found(slot, RuleId::C002, "too-large", &raw, &[]);
                    return Field::Bad(slot.at);
                };
                (raw, yen, false)
            }
            Content::Date(d) => {
                self.found(slot, RuleId::C002, "date", &d.to_string(), &[]);
                return Field::Bad(slot.at);
            }
            Content::Other(raw) => {
                self.found(slot, RuleId::C002, "", &raw, &[]);
                return Field::Bad(slot.at);
            }
            Content::Text(raw) => match amount::parse(&raw) {
                AmountText::Blank => {
                    self.note(&slot.sheet.name, slot.at, &raw, "");
                    return Field::Blank(slot.at);
                }
                AmountText::Pending => return self.pending(slot, &raw, setting.stage),
                AmountText::Bad => {
                    self.found(slot, RuleId::C002, "", &raw, &[]);
                    return Field::Bad(slot.at);
                }
                AmountText::Yen(yen) => (raw, yen, true),
                AmountText::Plain(number) => {
                    let own_form = text_of(number) != raw.trim();
                    match number.checked_mul(scale) {
                        Some(yen) => (raw, yen, own_form),
                        None => {
                            self.found(slot, RuleId::C002, "too-large", &raw, &[]);
                            return Field::Bad(slot.at);
                        }
                    }
                }
            },
        };
        self.whole_yen(slot, raw, yen, own_form, units)
    }

    fn pending(&mut self, slot: Slot<'_>, raw: &str, stage: Stage) -> Field<Yen> {
        if stage == Stage::Request {
            self.warned(slot, RuleId::C002, "pending-request", raw, &[]);
            Field::Pending(slot.at)
        } else {
            self.found(slot, RuleId::C002, "pending", raw, &[]);
            Field::Bad(slot.at)
        }
    }

    fn whole_yen(
        &mut self,
        slot: Slot<'_>,
        raw: String,
        yen: Decimal,
        own_form: bool,
        units: AmountUnit,
    ) -> Field<Yen> {
        if yen.abs() > Decimal::from(AMOUNT_LIMIT) {
            self.found(slot, RuleId::C002, "too-large", &raw, &[]);
            return Field::Bad(slot.at);
        }
        if !yen.fract().is_zero() {
            let unit = if own_form { "" } else { units.unit.map_or("", Unit::label) };
            self.found(slot, RuleId::C004, "", &raw, &[("unit", unit)]);
            return Field::Bad(slot.at);
        }
        let Ok(whole) = i64::try_from(yen.trunc()) else {
            self.found(slot, RuleId::C002, "too-large", &raw, &[]);
            return Field::Bad(slot.at);
        };
        if whole < 0 {
            self.found(slot, RuleId::C003, "", &raw, &[]);
            return Field::Bad(slot.at);
        }
        if units.warns_of_fractions && units.unit == Some(Unit::Thousand) && whole % 1_000 != 0 {
            self.warned(slot, RuleId::C004, "thousand", &raw, &[("yen", &Yen::new(whole).to_string())]);
        }
        let computed = slot.sheet.cell(slot.at).is_some_and(|c| c.formula.as_ref().is_some_and(|f| !f.cached));
        if computed {
            self.settle_sum(slot, whole);
        } else if own_form {
            self.note(&slot.sheet.name, slot.at, &raw, whole.to_string());
        }
        given(slot, Yen::new(whole), raw)
    }

    /// A fraction: a quantity, a surcharge or a rate (C002).
    pub(crate) fn ratio(&mut self, slot: Slot<'_>, how: RatioKind) -> Field<Ratio> {
        let (raw, value) = match self.content(slot) {
            Content::Blank => return Field::Blank(slot.at),
            Content::Bad => return Field::Bad(slot.at),
            Content::Number(n) => {
                (number_text(n), decimal15(n).and_then(ratio::of_decimal).and_then(|v| how.of_number(v)))
            }
            Content::Date(d) if how == RatioKind::Rate => {
                let value = ratio::rate_of_date(d);
                if let Some(rate) = value {
                    self.note(&slot.sheet.name, slot.at, &d.to_string(), rate.to_string());
                }
                (d.to_string(), value)
            }
            Content::Date(d) => (d.to_string(), None),
            Content::Other(raw) => (raw, None),
            Content::Text(raw) => {
                if amount::parse(&raw) == AmountText::Blank {
                    self.note(&slot.sheet.name, slot.at, &raw, "");
                    return Field::Blank(slot.at);
                }
                let value = how.of_text(&raw);
                (raw, value)
            }
        };
        match value {
            Some(value) => given(slot, value, raw),
            None => {
                self.found(slot, RuleId::C002, "", &raw, &[]);
                Field::Bad(slot.at)
            }
        }
    }
}

/// In what unit a column's amounts are, and whether a fraction of 千円 is worth a warning there.
#[derive(Clone, Copy)]
pub(crate) struct AmountUnit {
    /// The unit; `None` when none is written anywhere (C011): amounts are then compared as they stand.
    pub(crate) unit: Option<Unit>,
    /// Whether the column is money of the fund.
    pub(crate) warns_of_fractions: bool,
}

/// What kind of fraction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RatioKind {
    Quantity,
    Premium,
    Rate,
}

impl RatioKind {
    fn of_number(self, value: Ratio) -> Option<Ratio> {
        match self {
            Self::Quantity => Some(value),
            Self::Premium => Some(ratio::premium(value)),
            Self::Rate => ratio::is_rate(value).then_some(value),
        }
    }

    fn of_text(self, raw: &str) -> Option<Ratio> {
        match self {
            Self::Quantity => ratio::quantity(raw),
            Self::Premium => ratio::share(raw).map(ratio::premium),
            Self::Rate => ratio::rate(raw),
        }
    }
}

fn text_of(number: Decimal) -> String {
    number.normalize().to_string()
}
