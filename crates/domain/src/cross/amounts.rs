//! Amounts and dates of one project: X001 to X010, X013 and, for the years, X020.

use super::CrossContext;
use crate::finding::{Finding, Severity};
use crate::money::{Unit, Yen};
use crate::place::Field;
use crate::plan::{AmountColumn, Project, cells_of};
use crate::rule::RuleId;
use crate::year::era_date;

/// What rounding to 千円 may move: 1,000 yen.
const ONE_UNIT: u64 = 1_000;

/// Ratio of 円 to 千円, within half a percent, that is taken for a slip of unit.
const SLIP: std::ops::RangeInclusive<i128> = 995..=1_005;

pub(super) fn judge(project: &Project, context: CrossContext<'_>, findings: &mut Vec<Finding>) {
    findings.extend(total(project));
    findings.extend(shares(project));
    findings.extend(rate(project, context));
    findings.extend(public_and_private(project, context));
    findings.extend(entrusted(project));
    findings.extend(period(project, context));
    findings.extend(years(project, context));
    findings.extend(slip_by_years(project));
    findings.extend(whole_category(project, context));
}

pub(super) fn on(
    project: &Project,
    rule: RuleId,
    case: &str,
    args: &[(&str, &str)],
    fields: &[&Field<Yen>],
) -> Finding {
    Finding::new(rule, case, args).on(&project.sheet).at(cells_of(fields.iter().copied()))
}

/// The difference as papers write it.
pub(super) fn difference(written: Yen, sum: Yen) -> String {
    (written - sum).to_string()
}

/// A sum that is not kept: an error, or a warning where rounding to 千円 explains it.
fn sum_severity(project: &Project, written: Yen, sum: Yen) -> Severity {
    if project.unit == Some(Unit::Thousand) && written.abs_diff(sum) <= ONE_UNIT {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// X013, else X001.
fn total(project: &Project) -> Option<Finding> {
    let (total, fund) = (project.total.get()?, project.fund.get()?);
    if !project.in_one_unit(&[AmountColumn::Total, AmountColumn::Fund]) {
        return None;
    }
    if fund > total {
        let args = [("fund", fund.to_string()), ("total", total.to_string())];
        return Some(
            on(project, RuleId::X013, "", &borrowed(&args), &[&project.total, &project.fund])
                .value(fund.get().to_string())
                .expected(format!("{}以下", total.get())),
        );
    }
    let other = project.other.get().filter(|_| project.in_one_unit(&[AmountColumn::Fund, AmountColumn::Other]))?;
    let sum = fund + other;
    (sum != total).then(|| {
        let args = [
            ("total", total.to_string()),
            ("fund", fund.to_string()),
            ("other", other.to_string()),
            ("sum", sum.to_string()),
            ("difference", difference(total, sum)),
        ];
        on(project, RuleId::X001, "", &borrowed(&args), &[&project.total, &project.fund, &project.other])
            .value(total.get().to_string())
            .expected(sum.get().to_string())
            .weighing(sum_severity(project, total, sum))
    })
}

/// X002.
pub(super) fn shares(project: &Project) -> Option<Finding> {
    let (fund, national, prefectural) = (project.fund.get()?, project.national.get()?, project.prefectural.get()?);
    let sum = national + prefectural;
    let one_unit = project.in_one_unit(&[AmountColumn::Fund, AmountColumn::National, AmountColumn::Prefectural]);
    (one_unit && sum != fund).then(|| {
        let args = [
            ("fund", fund.to_string()),
            ("national", national.to_string()),
            ("prefectural", prefectural.to_string()),
            ("sum", sum.to_string()),
            ("difference", difference(fund, sum)),
        ];
        on(project, RuleId::X002, "", &borrowed(&args), &[&project.fund, &project.national, &project.prefectural])
            .value(fund.get().to_string())
            .expected(sum.get().to_string())
            .weighing(sum_severity(project, fund, sum))
    })
}

/// Whether an amount is further than 1,000 yen from `fund × rate`, and that share cut off to the yen.
fn beside_share(amount: Yen, fund: Yen, rate: crate::money::Rate) -> (bool, Yen) {
    let exact = i128::from(fund.get()) * i128::from(rate.num());
    let den = i128::from(rate.den());
    let away = (i128::from(amount.get()) * den - exact).abs();
    // The share lies between 0 and the fund, so it fits.
    (away > i128::from(ONE_UNIT) * den, Yen::new(i64::try_from(exact / den).unwrap_or(fund.get())))
}

/// X003.
fn rate(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let (national, fund) = (project.national.get()?, project.fund.get()?);
    let rate = context.category(project)?.rate;
    let (away, share) = beside_share(national, fund, rate);
    let one_unit = project.in_one_unit(&[AmountColumn::National, AmountColumn::Fund]);
    (one_unit && away).then(|| {
        let args = [
            ("national", national.to_string()),
            ("fund", fund.to_string()),
            ("rate", rate.to_string()),
            ("share", share.to_string()),
        ];
        on(project, RuleId::X003, "", &borrowed(&args), &[&project.national, &project.fund])
            .value(national.get().to_string())
            .expected(share.get().to_string())
    })
}

/// X004: not for Ⅲ, whose 公民 split follows the facilities.
fn public_and_private(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let (public, private) = (project.public.get()?, project.private.get()?);
    let category = context.category(project)?;
    let one_unit = project.in_one_unit(&[AmountColumn::Public, AmountColumn::Private, AmountColumn::National])
        && project.in_one_unit(&[AmountColumn::Public, AmountColumn::Fund]);
    if category.code.as_str() == "III" || project.national.is_unsound() || !one_unit {
        return None;
    }
    let sum = public + private;
    let base = [("public", public.to_string()), ("private", private.to_string()), ("sum", sum.to_string())];
    if let Some(national) = project.national.get() {
        return (sum.abs_diff(national) > ONE_UNIT).then(|| {
            let mut args = base.to_vec();
            args.extend([("national", national.to_string()), ("difference", difference(sum, national))]);
            on(project, RuleId::X004, "", &borrowed(&args), &[&project.national, &project.public, &project.private])
                .value(sum.get().to_string())
                .expected(national.get().to_string())
        });
    }
    let fund = project.fund.get()?;
    let (away, share) = beside_share(sum, fund, category.rate);
    away.then(|| {
        let mut args = base.to_vec();
        args.push(("national", share.to_string()));
        on(project, RuleId::X004, "computed", &borrowed(&args), &[&project.fund, &project.public, &project.private])
            .value(sum.get().to_string())
            .expected(share.get().to_string())
            .weighing(Severity::Warning)
    })
}

/// X005.
fn entrusted(project: &Project) -> Option<Finding> {
    let (entrusted, national) = (project.entrusted.get()?, project.national.get()?);
    let one_unit = project.in_one_unit(&[AmountColumn::Entrusted, AmountColumn::National]);
    (one_unit && entrusted > national).then(|| {
        let args = [("entrusted", entrusted.to_string()), ("national", national.to_string())];
        on(project, RuleId::X005, "", &borrowed(&args), &[&project.national, &project.entrusted])
            .value(entrusted.get().to_string())
            .expected(format!("{}以下", national.get()))
    })
}

/// X006, else X007.
fn period(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let (start, end) = (project.start.get()?, project.end.get()?);
    let mut cells = cells_of([&project.start, &project.end]);
    cells.dedup();
    let (from, to) = (era_date(start), era_date(end));
    if end < start {
        return Some(
            Finding::new(RuleId::X006, "", &[("start", &from), ("end", &to)])
                .on(&project.sheet)
                .at(cells)
                .value(end.to_string())
                .expected(format!("{start}以後")),
        );
    }
    let inside = context.year.first_day() <= start && end <= context.year.last_day();
    let years_blank = project.yearly.iter().all(|y| y.amount.is_blank());
    (!inside && years_blank).then(|| {
        let args = [("start", from.as_str()), ("end", &to), ("year", &context.year.era())];
        Finding::new(RuleId::X007, "", &args).on(&project.sheet).at(cells).value(format!("{start}/{end}"))
    })
}

/// The sum of the given years; `None` when none is given or one is unsound.
fn yearly_sum(project: &Project) -> Option<Yen> {
    let given = || project.yearly.iter().filter(|y| y.amount.value().is_some());
    let columns: Vec<AmountColumn> =
        given().map(|y| AmountColumn::Year(y.column)).chain([AmountColumn::Fund]).collect();
    if project.yearly.iter().any(|y| y.amount.is_unsound()) || !project.in_one_unit(&columns) {
        return None;
    }
    given().next()?;
    Some(given().filter_map(|y| y.amount.get()).sum())
}

fn with_years(project: &Project) -> Vec<&Field<Yen>> {
    let given = project.yearly.iter().map(|y| &y.amount).filter(|f| f.value().is_some());
    std::iter::once(&project.fund).chain(given).collect()
}

/// X008: a warning where earlier years or 「以降」 have a column.
fn years(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let (fund, sum) = (project.fund.get()?, yearly_sum(project)?);
    (sum != fund).then(|| {
        let loose = project.yearly.iter().any(|y| y.column.onwards || y.column.year < context.year);
        let args = [("sum", sum.to_string()), ("fund", fund.to_string()), ("difference", difference(sum, fund))];
        on(project, RuleId::X008, "", &borrowed(&args), &with_years(project))
            .value(fund.get().to_string())
            .expected(sum.get().to_string())
            .weighing(if loose { Severity::Warning } else { Severity::Error })
    })
}

/// Whether one amount is 1,000 times the other: which way, in words.
pub(super) fn slip(fund: Yen, sum: Yen) -> Option<&'static str> {
    let (a, b) = (i128::from(fund.get()), i128::from(sum.get()));
    let times = |large: i128, small: i128| small > 0 && large >= SLIP.start() * small && large <= SLIP.end() * small;
    if times(a, b) {
        Some("1,000倍")
    } else if times(b, a) {
        Some("1,000分の1")
    } else {
        None
    }
}

/// X020 by the years.
fn slip_by_years(project: &Project) -> Option<Finding> {
    let (fund, sum) = (project.fund.get()?, yearly_sum(project)?);
    let times = slip(fund, sum)?;
    let unit = project.unit.unwrap_or(Unit::Yen).label();
    let args =
        [("fund", fund.to_string()), ("sum", sum.to_string()), ("times", times.to_owned()), ("unit", unit.to_owned())];
    Some(
        on(project, RuleId::X020, "yearly", &borrowed(&args), &with_years(project))
            .value(fund.get().to_string())
            .expected(sum.get().to_string()),
    )
}

/// X009.
fn whole_category(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let category = context.category(project)?;
    let prefectural = project.prefectural.get()?;
    (category.rate.is_whole() && prefectural > Yen::ZERO).then(|| {
        let args = [("number", category.number.clone()), ("prefectural", prefectural.to_string())];
        on(project, RuleId::X009, "", &borrowed(&args), &[&project.prefectural])
            .value(prefectural.get().to_string())
            .expected("0")
    })
}

pub(super) fn borrowed<'a>(args: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
