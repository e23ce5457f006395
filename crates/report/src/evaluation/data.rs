//! The evaluation as data: long form, one row per project, fiscal year and item; its indicators likewise; and the code table of
//! both.

use kikin_domain::evaluation::{Attainment, Basis, Evaluated, Standing};
use kikin_domain::{Field, FiscalYear, Yen};

use super::rows::{EvaluatedProject, YearRow};
use super::{EvaluationStatement, Funds};
use crate::data::{DataError, field, finish, writer};

/// The header of the long form. `fiscal_year` is the year that the value is of: the plan year for what was planned, the
/// 評価年度 for what was executed.
pub const HEADER: [&str; 17] = [
    "fiscal_year",
    "era_year",
    "plan_year",
    "prefecture_code",
    "prefecture",
    "municipality_code",
    "municipality",
    "bu",
    "category",
    "no",
    "name",
    "body",
    "standing",
    "basis",
    "item",
    "unit",
    "value",
];

/// Its columns that hold what users typed.
pub const FREE_TEXT: [&str; 3] = ["no", "name", "body"];

/// The header of the indicators.
pub const INDICATOR_HEADER: [&str; 18] = [
    "fiscal_year",
    "era_year",
    "plan_year",
    "prefecture_code",
    "prefecture",
    "municipality_code",
    "municipality",
    "bu",
    "category",
    "no",
    "name",
    "kind",
    "indicator_no",
    "indicator",
    "result",
    "item",
    "unit",
    "value",
];

/// Its columns that hold what users typed: also the values, which may be texts.
pub const INDICATOR_FREE_TEXT: [&str; 5] = ["no", "name", "indicator", "unit", "value"];

/// What a value of the long form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvaluationItem {
    /// 計画額 総事業費
    PlannedTotal,
    /// 計画額 基金 計（A+B）
    PlannedFund,
    /// 計画額 国（A）
    PlannedNational,
    /// 計画額 都道府県（B）
    PlannedPrefectural,
    /// 執行額 総事業費
    ExecutedTotal,
    /// 執行額 基金 計（A+B）
    ExecutedFund,
    /// 執行額 国（A）
    ExecutedNational,
    /// 執行額 都道府県（B）
    ExecutedPrefectural,
}

impl EvaluationItem {
    /// All, in the order of the long form.
    pub const ALL: [Self; 8] = [
        Self::PlannedTotal,
        Self::PlannedFund,
        Self::PlannedNational,
        Self::PlannedPrefectural,
        Self::ExecutedTotal,
        Self::ExecutedFund,
        Self::ExecutedNational,
        Self::ExecutedPrefectural,
    ];

    /// Its code in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PlannedTotal => "planned_total",
            Self::PlannedFund => "planned_fund",
            Self::PlannedNational => "planned_national",
            Self::PlannedPrefectural => "planned_prefectural",
            Self::ExecutedTotal => "executed_total",
            Self::ExecutedFund => "executed_fund",
            Self::ExecutedNational => "executed_national",
            Self::ExecutedPrefectural => "executed_prefectural",
        }
    }

    /// What it means.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PlannedTotal => "計画額 総事業費",
            Self::PlannedFund => "計画額 基金充当額 計（A+B）",
            Self::PlannedNational => "計画額 国（A）",
            Self::PlannedPrefectural => "計画額 都道府県（B）",
            Self::ExecutedTotal => "執行額 総事業費",
            Self::ExecutedFund => "執行額 基金 計（A+B）",
            Self::ExecutedNational => "執行額 国（A）",
            Self::ExecutedPrefectural => "執行額 都道府県（B）",
        }
    }
}

/// How the State's part came about, as a code.
const fn basis_code(basis: Basis) -> &'static str {
    match basis {
        Basis::Filed => "filed",
        Basis::Split => "split",
        Basis::Rate => "rate",
    }
}

/// Whether a target was reached, as a code.
const fn attainment_code(attainment: Attainment) -> &'static str {
    match attainment {
        Attainment::Reached => "reached",
        Attainment::Missed => "missed",
        Attainment::PresumedMissed | Attainment::Officer => "officer",
        Attainment::Blank => "blank",
    }
}

/// The long form as CSV (UTF-8 with BOM, CR LF). What is planned stands once for a project, under the plan year; what was executed
/// under every evaluated year. A blank has no row, so that blank and 0 stay apart.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn evaluation_data(evaluated: &Evaluated) -> Result<Vec<u8>, DataError> {
    use EvaluationItem as Item;
    let statement = EvaluationStatement::of(evaluated);
    let mut out = writer();
    out.write_record(HEADER)?;
    for project in &statement.projects {
        let funds = |items: [Item; 3], f: Funds| items.into_iter().zip([f.fund, f.national, f.prefectural].map(Some));
        let planned = [(Item::PlannedTotal, project.planned_total)];
        let of_plan = [Item::PlannedFund, Item::PlannedNational, Item::PlannedPrefectural];
        let of_year = [Item::ExecutedFund, Item::ExecutedNational, Item::ExecutedPrefectural];
        for (item, value) in planned.into_iter().chain(funds(of_plan, project.planned)).filter(|_| project.in_plan) {
            amount(&mut out, &statement, (project, None), (item, value))?;
        }
        for one in &project.years {
            let executed = [(Item::ExecutedTotal, one.total)];
            for (item, value) in executed.into_iter().chain(funds(of_year, one.spent)) {
                amount(&mut out, &statement, (project, Some(one)), (item, value))?;
            }
        }
    }
    finish(out)
}

fn amount(
    out: &mut csv::Writer<Vec<u8>>,
    statement: &EvaluationStatement,
    (project, year): (&EvaluatedProject, Option<&YearRow>),
    (item, value): (EvaluationItem, Option<Yen>),
) -> Result<(), DataError> {
    let Some(value) = value else { return Ok(()) };
    let mut record = lead(statement, project, year.map_or(statement.year, |one| one.year));
    // Only the parts of an executed amount may be other than filed.
    let placed = matches!(item, EvaluationItem::ExecutedNational | EvaluationItem::ExecutedPrefectural);
    record.extend([
        field(&project.operator),
        year.map_or("", |one| one.standing.code()).to_owned(),
        year.filter(|_| placed).map_or("", |one| basis_code(one.basis)).to_owned(),
        item.code().to_owned(),
        "円".to_owned(),
        value.get().to_string(),
    ]);
    Ok(out.write_record(record)?)
}

/// The columns that both tables begin with.
fn lead(statement: &EvaluationStatement, project: &EvaluatedProject, year: FiscalYear) -> Vec<String> {
    vec![
        year.get().to_string(),
        year.era(),
        statement.year.get().to_string(),
        statement.prefecture.body().to_string(),
        statement.prefecture.name().to_owned(),
        project.body.to_string(),
        project.body_name.clone(),
        project.bu.label().to_owned(),
        project.category.to_string(),
        field(&project.no),
        field(&project.name),
    ]
}

/// The indicators as CSV: target and achieved value of each, as typed, in rows of their own, with what became of it.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn indicator_data(evaluated: &Evaluated) -> Result<Vec<u8>, DataError> {
    let statement = EvaluationStatement::of(evaluated);
    let mut out = writer();
    out.write_record(INDICATOR_HEADER)?;
    for project in &statement.projects {
        for one in &project.years {
            let lead = lead(&statement, project, one.year);
            for indicator in indicators(one) {
                for (item, value) in indicator.items {
                    let Some(value) = value.value().filter(|text| !text.trim().is_empty()) else { continue };
                    let mut record = lead.clone();
                    record.extend([
                        indicator.kind.to_owned(),
                        indicator.number.to_string(),
                        field(indicator.name),
                        indicator.result.to_owned(),
                        item.to_owned(),
                        field(indicator.unit),
                        field(value),
                    ]);
                    out.write_record(record)?;
                }
            }
        }
    }
    finish(out)
}

struct Indicator<'a> {
    kind: &'static str,
    number: u32,
    name: &'a str,
    result: &'static str,
    unit: &'a str,
    items: [(&'static str, &'a Field<String>); 2],
}

fn indicators(one: &YearRow) -> impl Iterator<Item = Indicator<'_>> {
    let outputs = (1..).zip(&one.evaluation.outputs).map(|(number, output)| Indicator {
        kind: "output",
        number,
        name: output.name.text(),
        result: attainment_code(output.attainment()),
        unit: output.unit.text(),
        items: [("target", &output.target), ("achieved", &output.achieved)],
    });
    let observed = |observed: Option<kikin_domain::plan::Observed>| match observed {
        Some(kikin_domain::plan::Observed::Yes) => "observed",
        Some(kikin_domain::plan::Observed::No) => "unobserved",
        None => "blank",
    };
    outputs.chain((1..).zip(&one.evaluation.outcomes).map(move |(number, outcome)| Indicator {
        kind: "outcome",
        number,
        name: outcome.name.text(),
        result: observed(outcome.observed.get()),
        unit: "",
        items: [("target", &outcome.target), ("actual", &outcome.actual)],
    }))
}

/// The code table of both tables: which column, which code, what it means.
///
/// # Errors
/// [`DataError`] when the writer refuses.
pub fn evaluation_codes(evaluated: &Evaluated) -> Result<Vec<u8>, DataError> {
    let statement = EvaluationStatement::of(evaluated);
    let mut out = writer();
    let prefecture = [statement.prefecture.body().to_string(), statement.prefecture.name().to_owned()];
    out.write_record(["prefecture_code", "prefecture", "column", "code", "meaning"])?;
    let mut row = |column: &str, code: &str, meaning: &str| {
        out.write_record([prefecture[0].as_str(), prefecture[1].as_str(), column, code, meaning])
    };
    for category in &statement.categories {
        row("category", category.code.as_str(), category.name())?;
    }
    for item in EvaluationItem::ALL {
        row("item", item.code(), item.label())?;
    }
    for (code, meaning) in [("target", "目標値"), ("achieved", "達成値"), ("actual", "実績値")] {
        row("item", code, meaning)?;
    }
    for standing in Standing::ALL {
        row("standing", standing.code(), standing.label())?;
    }
    for basis in [Basis::Filed, Basis::Split, Basis::Rate] {
        row("basis", basis_code(basis), basis.label())?;
    }
    for (code, meaning) in [("医療分", "医療に係る分"), ("介護分", "介護に係る分")] {
        row("bu", code, meaning)?;
    }
    for (code, meaning) in [("output", "アウトプット指標"), ("outcome", "事業終了後1年以内のアウトカム指標")]
    {
        row("kind", code, meaning)?;
    }
    let results = [
        ("reached", "達成"),
        ("missed", "未達"),
        ("officer", "県の判断を要する"),
        ("observed", "観察できた"),
        ("unobserved", "観察できなかった"),
        ("blank", "記入なし"),
    ];
    for (code, meaning) in results {
        row("result", code, meaning)?;
    }
    let mut years: Vec<FiscalYear> = statement.by_year.iter().map(|year| year.year).collect();
    years.extend([statement.year, statement.evaluated]);
    years.sort_unstable();
    years.dedup();
    for year in years {
        row("fiscal_year", &year.get().to_string(), &format!("{}（4月から翌年3月まで）", year.era()))?;
    }
    row("plan_year", &statement.year.get().to_string(), &format!("{}計画", statement.year.era()))?;
    row("unit", "円", "円（1円単位）")?;
    finish(out)
}
