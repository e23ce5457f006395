//! V rules that the file alone shows: V001, V002, V004, V005; and those of the plan's that hold here too (X011, X012).

use std::collections::BTreeMap;

use super::{Attainment, Evaluation, EvaluationWorkbook, ExecutionColumn, Output};
use crate::category::Bu;
use crate::cross::{CrossContext, execution_checks, no_key};
use crate::finding::{Finding, Severity};
use crate::listing::Listing;
use crate::place::{CellRef, Field, Place};
use crate::rule::RuleId;

/// Every finding across the cells of an evaluation, row by row in reading order, then what spans rows.
#[must_use]
pub fn judge(evaluation: &EvaluationWorkbook, context: CrossContext<'_>) -> Vec<Finding> {
    let mut listing = Listing::default();
    for row in &evaluation.projects {
        judge_row(row, &mut listing);
    }
    numbers(evaluation, context, &mut listing);
    execution_checks(evaluation, context, &mut listing);
    listing.finish()
}

fn judge_row(row: &Evaluation, listing: &mut Listing) {
    if row.is_unanswered() {
        listing.push(unanswered(row));
        return;
    }
    if !row.is_unexecuted() {
        for output in &row.outputs {
            listing.extend(missing_value(row, output));
            listing.extend(unexplained(row, output));
        }
    }
    listing.extend(fund_above_total(row));
}

/// V001: neither an evaluation nor 「執行なし」.
fn unanswered(row: &Evaluation) -> Finding {
    let cell = [row.executed.cell(), row.no.cell(), row.name.cell()].into_iter().flatten().next();
    Finding::new(RuleId::V001, "", &[("no", row.no.text()), ("name", row.name.text())]).on(&row.sheet).at(cell)
}

/// V004: the achieved value of an executed project.
fn missing_value(row: &Evaluation, output: &Output) -> Option<Finding> {
    let Field::Blank(cell) = output.achieved else { return None };
    let (case, args) = match output.name.value() {
        Some(indicator) => ("", [("no", row.no.text()), ("name", row.name.text()), ("indicator", indicator.trim())]),
        None => ("unnamed", [("no", row.no.text()), ("name", row.name.text()), ("indicator", "")]),
    };
    Some(Finding::new(RuleId::V004, case, &args).on(&row.sheet).at([cell]))
}

/// V002: what is written on the project's own row speaks for all its indicators.
fn unexplained(row: &Evaluation, output: &Output) -> Option<Finding> {
    if output.direction.is_unsound() || output.target.is_unsound() || output.unit.is_unsound() {
        return None;
    }
    let (case, severity) = match output.attainment() {
        Attainment::Missed => ("", Severity::Error),
        Attainment::PresumedMissed => ("presumed", Severity::Warning),
        Attainment::Reached | Attainment::Officer | Attainment::Blank => return None,
    };
    let first = row.outputs.first().unwrap_or(output);
    let asked = [
        ("未達の原因等の分析", &output.cause, &first.cause),
        ("改善の方向性", &output.improvement, &first.improvement),
    ];
    let lacking: Vec<_> = asked.into_iter().filter(|(_, own, firsts)| own.is_blank() && firsts.is_blank()).collect();
    if lacking.is_empty() {
        return None;
    }
    let missing = lacking.iter().map(|(label, ..)| format!("「{label}」")).collect::<Vec<_>>().join("と");
    let blank = lacking.iter().filter_map(|(_, _, firsts)| firsts.cell());
    let args = [
        ("name", output.name.value().map_or(row.name.text(), |n| n.trim())),
        ("target", output.target.text().trim()),
        ("achieved", output.achieved.text().trim()),
        ("direction", output.direction.get().map_or("", |d| d.label())),
        ("missing", missing.as_str()),
    ];
    let operands = [output.achieved.cell(), output.target.cell(), output.direction.cell()];
    let cells: Vec<CellRef> = blank.chain(operands.into_iter().flatten()).collect();
    let finding = Finding::new(RuleId::V002, case, &args).on(&row.sheet).at(cells).weighing(severity);
    Some(finding.value(output.achieved.text()).expected(output.target.text()))
}

/// V005: the total holds the fund.
fn fund_above_total(row: &Evaluation) -> Option<Finding> {
    let (Field::Given(total), Field::Given(fund)) = (&row.total, &row.fund) else { return None };
    if total.value >= fund.value || !row.in_one_unit([ExecutionColumn::Total, ExecutionColumn::Fund]) {
        return None;
    }
    let [total_yen, fund_yen, difference] = [total.value, fund.value, fund.value - total.value].map(|y| y.to_string());
    let args = [("total", total_yen.as_str()), ("fund", &fund_yen), ("difference", &difference)];
    let finding = Finding::new(RuleId::V005, "", &args).on(&row.sheet).at([total.cell, fund.cell]);
    Some(finding.value(total.value.get().to_string()).expected(fund.value.get().to_string()))
}

/// X011: a project is evaluated once.
fn numbers(evaluation: &EvaluationWorkbook, context: CrossContext<'_>, listing: &mut Listing) {
    let mut groups: BTreeMap<(Bu, String), Vec<&Evaluation>> = BTreeMap::new();
    for row in &evaluation.projects {
        let bu = row.category.value().and_then(|code| context.categories.get(code, context.year)).map(|c| c.bu);
        if let (Some(bu), Some(no)) = (bu, row.no.value()) {
            groups.entry((bu, no_key(no))).or_default().push(row);
        }
    }
    let mut repeated: Vec<_> = groups.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    repeated.sort_by_key(|(_, rows)| (rows[0].sheet.clone(), rows[0].row));
    for ((bu, _), rows) in repeated {
        let value = rows[0].no.text();
        let args = [("value", value), ("bu", bu.label()), ("count", &rows.len().to_string())];
        let (here, there): (Vec<&Evaluation>, Vec<&Evaluation>) =
            rows.iter().partition(|row| row.sheet == rows[0].sheet);
        let related = there.iter().filter_map(|r| Some(Place { sheet: r.sheet.clone(), cell: r.no.cell()? }));
        let finding = Finding::new(RuleId::X011, "evaluation", &args).value(value).on(&rows[0].sheet);
        listing.push(finding.at(here.iter().filter_map(|r| r.no.cell())).with_related(related));
    }
}
