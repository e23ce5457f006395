//! What must hold of every answer.

use std::collections::BTreeMap;

use kikin_domain::place::{CellRef, Field};
use kikin_domain::{CategoryCode, FileReport, RuleId, Severity, Verdict, Yen};
use kikin_sheet::{Cell, CellValue, Workbook};

use super::naive::{self, Raw};

/// A file that another program finds damaged is not accepted.
pub(crate) fn damage(bytes: &[u8], report: &FileReport) -> Option<String> {
    // A size that lies is no damage: nothing relies on it, and the checksum is that of the content.
    let damage = naive::parts(bytes).err().filter(|what| !what.contains("declared uncompressed size"))?;
    (report.verdict != Verdict::Rejected).then(|| format!("accepted, but {damage}"))
}

/// The cells that are read are those that the file holds; tells how many were compared.
pub(crate) fn cells(bytes: &[u8]) -> Result<u64, String> {
    let Ok(workbook) = kikin_sheet::open(bytes) else { return Ok(0) };
    let Ok(parts) = naive::parts(bytes) else { return Ok(0) };
    let Some((sheets, strings)) = naive::sheets(&parts) else { return Ok(0) };
    let mut compared = 0;
    for sheet in &workbook.sheets {
        let Some(raws) = sheets.get(&*sheet.name) else { continue };
        let mut left: BTreeMap<(u32, u32), &Raw> =
            raws.iter().filter(|(_, raw)| !is_empty(raw, &strings)).map(|(at, raw)| (*at, raw)).collect();
        for row in sheet.rows.iter() {
            for cell in &row.cells {
                let at = CellRef::new(row.index, cell.col);
                let raw = left.remove(&(row.index, cell.col));
                compared += 1;
                let right = match raw {
                    Some(raw) => agrees(cell, raw, &strings, workbook.date1904),
                    // A formula without a value.
                    None => cell.formula.is_some() && matches!(cell.value, CellValue::Empty),
                };
                if !right {
                    return Err(format!("「{}」{at} is read as {:?}, the file holds {raw:?}", sheet.name, cell.value));
                }
            }
        }
        if let Some(((row, col), raw)) = left.first_key_value() {
            return Err(format!("「{}」{} is lost: {raw:?}", sheet.name, CellRef::new(*row, *col)));
        }
    }
    Ok(compared)
}

fn is_empty(raw: &Raw, strings: &[String]) -> bool {
    match (raw.kind.as_str(), &raw.value) {
        ("s", Some(index)) => index.parse().ok().and_then(|i: usize| strings.get(i)).is_some_and(String::is_empty),
        ("inlineStr", _) => raw.inline.as_deref().unwrap_or("").is_empty(),
        (_, value) => value.as_deref().unwrap_or("").is_empty() && raw.inline.as_deref().unwrap_or("").is_empty(),
    }
}

fn agrees(cell: &Cell, raw: &Raw, strings: &[String], date1904: bool) -> bool {
    let value = raw.value.as_deref().unwrap_or("");
    match (&cell.value, raw.kind.as_str()) {
        (CellValue::Text(text), "s") => {
            value.parse().ok().and_then(|i: usize| strings.get(i)).is_some_and(|s| same_text(text, s))
        }
        (CellValue::Text(text), "inlineStr" | "") => raw.inline.as_deref().is_some_and(|s| same_text(text, s)),
        (CellValue::Text(text), _) => same_text(text, value),
        (CellValue::Number(n) | CellValue::Duration(n), "" | "n") => value.parse() == Ok(*n),
        (CellValue::Date(date), "" | "n") => value.parse().ok().is_some_and(|serial: f64| {
            // Whole days from the eve of 1900, of which 60 is none; from 1904 on in the other system.
            let (eve, serial) = if date1904 {
                (jiff::civil::date(1904, 1, 1), serial)
            } else {
                (jiff::civil::date(1899, 12, 30), serial)
            };
            let days = (*date - eve).get_days();
            serial < 61.0 || f64::from(days) == serial.floor()
        }),
        (CellValue::Date(date), "d") => value.starts_with(&date.to_string()),
        (CellValue::Bool(b), "b") => matches!((b, value), (true, "1" | "true") | (false, "0" | "false")),
        (CellValue::Error(text), "e") => **text == *value.trim(),
        _ => false,
    }
}

/// Equal, apart from escapes of control characters, which the other reading leaves as they stand, and line ends.
fn same_text(text: &str, raw: &str) -> bool {
    text == raw || raw.contains("_x") || text.replace('\r', "") == raw.replace('\r', "")
}

/// The sums of an accepted file follow from its rows.
pub(crate) fn sums(report: &FileReport) -> Option<String> {
    let plan = report.plan.as_ref()?;
    let mut sums: BTreeMap<&CategoryCode, (u32, Yen, Yen, Yen)> = BTreeMap::new();
    for project in &plan.projects {
        let (Some(category), Some(fund)) = (project.category.value(), project.fund.get()) else {
            let open = [&project.fund, &project.total, &project.other].iter().any(|f| matches!(f, Field::Pending(_)));
            if open || project.is_pending() {
                continue;
            }
            return Some(format!("row {} is accepted without 区分 or 基金 計", project.row));
        };
        if let (Some(total), Some(other)) = (project.total.get(), project.other.get())
            && total.abs_diff(fund + other) > 1_000
        {
            return Some(format!("row {}: {total} ≠ {fund} + {other}", project.row));
        }
        if let (Some(national), Some(prefectural)) = (project.national.get(), project.prefectural.get())
            && fund.abs_diff(national + prefectural) > 1_000
        {
            return Some(format!("row {}: {fund} ≠ {national} + {prefectural}", project.row));
        }
        if project.is_pending() {
            continue;
        }
        let sum = sums.entry(category).or_default();
        sum.0 += 1;
        sum.1 += fund;
        sum.2 += project.total.get().unwrap_or(Yen::ZERO);
        sum.3 += project.other.get().unwrap_or(Yen::ZERO);
    }
    for (code, shown) in &report.totals {
        if shown.national + shown.prefectural != shown.fund {
            return Some(format!("{code}: A {} + B {} ≠ {}", shown.national, shown.prefectural, shown.fund));
        }
        let sum = sums.remove(code).unwrap_or_default();
        if (sum.1, sum.2, sum.3) != (shown.fund, shown.total, shown.other) {
            return Some(format!("{code}: {sum:?} ≠ {shown:?}"));
        }
    }
    sums.first_key_value().map(|(code, _)| format!("{code} has rows and no sum"))
}

/// Every value of a project points to a cell that holds its raw text; an amount without a unit of its own is the number
/// there times the unit. A file that is refused for its structure holds nothing.
pub(crate) fn lineage(bytes: &[u8], report: &FileReport) -> Option<String> {
    let plan = report.plan.as_ref()?;
    let unread =
        |f: &kikin_domain::Finding| f.severity == Severity::Error && matches!(f.rule, RuleId::F004 | RuleId::F005);
    if report.findings.iter().any(unread) {
        return Some("refused and read".to_owned());
    }
    let workbook = kikin_sheet::open(bytes).ok()?;
    for project in &plan.projects {
        let texts = [
            &project.no,
            &project.name,
            &project.area,
            &project.body,
            &project.needs,
            &project.content,
            &project.relation,
        ];
        for field in texts {
            if let Field::Given(given) = field
                && let Some(wrong) = points_to(&workbook, &project.sheet, given.cell, &given.raw)
            {
                return Some(wrong);
            }
        }
        for field in [&project.total, &project.fund, &project.national, &project.prefectural, &project.other] {
            let Field::Given(given) = field else { continue };
            if let Some(wrong) = points_to(&workbook, &project.sheet, given.cell, &given.raw) {
                return Some(wrong);
            }
            let (Some(unit), Ok(number)) = (project.unit, given.raw.parse::<i64>()) else { continue };
            if project.other_units.is_empty() && number.checked_mul(unit.yen()) != Some(given.value.get()) {
                return Some(format!("{}: {} in {unit:?} is {}", given.cell, given.raw, given.value));
            }
        }
    }
    None
}

fn points_to(workbook: &Workbook, sheet: &str, at: CellRef, raw: &str) -> Option<String> {
    let sheet = workbook.sheets.iter().find(|s| *s.name == *sheet)?;
    let Some(cell) = sheet.cell(at) else { return Some(format!("{at} is given and empty")) };
    let same = match &cell.value {
        CellValue::Text(text) => **text == *raw,
        CellValue::Number(n) => raw.parse().is_ok_and(|r: f64| (r - n).abs() <= n.abs() * 1e-12),
        CellValue::Date(_) | CellValue::Duration(_) | CellValue::Bool(_) => true,
        CellValue::Error(_) => false,
        CellValue::Empty => cell.formula.is_some(),
    };
    (!same).then(|| format!("{at} is given as {raw}, the cell holds {:?}", cell.value))
}
