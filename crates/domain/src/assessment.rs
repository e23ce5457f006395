//! 査定額: what the prefecture has decided on the projects of one body's plan, and the CSV file in which an officer lists it.

use crate::category::{Bu, CategoryCode, CategoryTable};
use crate::grouping::records;
use crate::money::{Unit, Yen};
use crate::plan::PlanWorkbook;
use crate::text;
use crate::year::FiscalYear;

/// What the prefecture has decided on a project (査定), to be answered by 満額, 減額 or 取下げ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The project's No., unique within its 分.
    pub no: String,
    /// Its 区分, which tells the 分.
    pub category: CategoryCode,
    /// 査定額, yen.
    pub granted: Yen,
}

/// Why a CSV is no list of 査定額 for the plan. Lines are counted from 1, the header included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssessmentError {
    /// The first line does not name the columns.
    #[error(
        "1行目に見出し「{0}」がありません。見出しは「分,No.,査定額」です（査定額が千円のときは「査定額（千円）」）"
    )]
    Header(&'static str),
    /// A quotation mark is not closed.
    #[error("{line}行目から始まる引用符「\"」が閉じていません")]
    Quote {
        /// Where it opens.
        line: usize,
    },
    /// A field cannot be read.
    #[error("{line}行目の{column}「{value}」を読み取れません（{expected}）")]
    Value {
        /// The row.
        line: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// No such project, or two of them where 分 is not said.
    #[error("{line}行目の事業（{project}）は、{why}")]
    Project {
        /// The row.
        line: usize,
        /// 分 and No.
        project: String,
        /// What is wrong with it.
        why: String,
    },
}

const NO: (&str, &[&str]) = ("No.", &["no", "番号", "事業番号", "事業no"]);
const GRANTED: (&str, &[&str]) = ("査定額", &["査定額", "県の査定額", "内示額", "県の内示額"]);
const BU: &str = "分";

/// Reads the list: a header with 分, No. and 査定額 in any order, then a project a row. 分 may be left out where the plan has
/// No. once only; a project whose 査定額 is blank is not assessed yet.
///
/// # Errors
/// [`AssessmentError`] with the first row that is wrong.
pub fn from_csv(
    csv: &str,
    plan: &PlanWorkbook,
    categories: &CategoryTable,
    year: FiscalYear,
) -> Result<Vec<Assessment>, AssessmentError> {
    let quote = |line| AssessmentError::Quote { line };
    let mut records = records(csv.trim_start_matches('\u{feff}')).map_err(quote)?.into_iter();
    let header = records.next().map(|(_, fields)| fields).unwrap_or_default();
    let keys: Vec<String> = header.iter().map(|h| text::label_key(h)).collect();
    let at = |(label, names): (&'static str, &[&str])| {
        keys.iter().position(|k| names.contains(&k.as_str())).ok_or(AssessmentError::Header(label))
    };
    let (no_at, granted_at, bu_at) = (at(NO)?, at(GRANTED)?, keys.iter().position(|k| k == BU));
    let unit = read_unit(&header[granted_at])?;
    let known = Known { plan, categories, year };
    let mut found: Vec<(usize, usize, Assessment)> = Vec::new();
    for (line, fields) in records {
        let field = |at: usize| fields.get(at).map(String::as_str).unwrap_or_default();
        if text::is_blank(field(granted_at)) {
            continue;
        }
        let bu = bu_at.map_or(Ok(None), |at| read_bu(line, field(at)))?;
        let no = text::nfkc_trim(field(no_at));
        let index = known.project(line, bu, &no)?;
        if let Some((first, ..)) = found.iter().find(|(_, own, _)| *own == index) {
            return Err(wrong(line, bu, &no, format!("{first}行目にもあります")));
        }
        let granted = read_yen(line, field(granted_at), unit)?;
        let category = plan.projects[index].category.value().cloned().unwrap_or_else(|| CategoryCode::from(""));
        found.push((line, index, Assessment { no, category, granted }));
    }
    Ok(found.into_iter().map(|(_, _, assessment)| assessment).collect())
}

struct Known<'a> {
    plan: &'a PlanWorkbook,
    categories: &'a CategoryTable,
    year: FiscalYear,
}

impl Known<'_> {
    /// The one project of this No., in its 分 where that is said.
    fn project(&self, line: usize, bu: Option<Bu>, no: &str) -> Result<usize, AssessmentError> {
        let bu_of = |code: &CategoryCode| self.categories.get(code, self.year).map(|c| c.bu);
        let mut same = self.plan.projects.iter().enumerate().filter(|(_, p)| {
            let own = p.category.value().and_then(bu_of);
            p.no.text() == no && own.is_some() && (bu.is_none() || own == bu)
        });
        match (same.next(), same.next()) {
            (Some((index, _)), None) => Ok(index),
            (None, _) => Err(wrong(line, bu, no, "この計画にありません".to_owned())),
            (Some(_), Some(_)) => Err(wrong(line, bu, no, "この計画に2件以上あります。分を書いてください".to_owned())),
        }
    }
}

fn wrong(line: usize, bu: Option<Bu>, no: &str, why: String) -> AssessmentError {
    let bu = bu.map(|b| format!("{} ", b.label())).unwrap_or_default();
    AssessmentError::Project { line, project: format!("{bu}No.{no}"), why }
}

fn read_bu(line: usize, raw: &str) -> Result<Option<Bu>, AssessmentError> {
    let key = text::key(raw);
    if key.is_empty() {
        return Ok(None);
    }
    let found = Bu::ALL.into_iter().find(|b| b.label().trim_end_matches('分') == key.trim_end_matches('分'));
    let error =
        || AssessmentError::Value { line, column: BU, value: raw.to_owned(), expected: "医療分、介護分" };
    found.map(Some).ok_or_else(error)
}

/// The unit in the header's brackets; 円 without brackets.
fn read_unit(header: &str) -> Result<Unit, AssessmentError> {
    let compact = text::nfkc_compact(header);
    let Some((_, bracket)) = compact.split_once('(') else { return Ok(Unit::Yen) };
    let error = || AssessmentError::Value {
        line: 1,
        column: "見出し",
        value: header.to_owned(),
        expected: "査定額（円）、査定額（千円）など",
    };
    Unit::parse(bracket.trim_end_matches(')')).ok_or_else(error)
}

/// Whole units of the column; an amount ends in the column's own unit or none.
fn read_yen(line: usize, raw: &str, unit: Unit) -> Result<Yen, AssessmentError> {
    let compact = text::nfkc_compact(raw).replace(',', "");
    let digits = compact.strip_suffix(unit.label()).unwrap_or(&compact);
    let yen = digits.parse::<u32>().ok().and_then(|n| i64::from(n).checked_mul(unit.yen()));
    let expected = "0以上の整数。単位は見出しに「査定額（千円）」のように書きます";
    let error = || AssessmentError::Value { line, column: "査定額", value: raw.to_owned(), expected };
    yen.map(Yen::new).ok_or_else(error)
}
