//! What a figure of the 総括表 is made of: bodies, projects, and the cell of each amount.

use std::collections::BTreeMap;

use kikin_domain::consolidated::Line;
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::text::nfkc_compact;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, Category, CategoryCode, Field, FiscalYear, PrefectureCode, Unit, Yen};
use kikin_report::plan::{FileRow, Item, file_rows};
use kikin_store::{Store, Submission, Version};

use crate::people::{Scope, permit};
use crate::plan::live_figures;
use crate::round::RoundError;

/// So many addends stand on a page.
pub const ON_A_PAGE: usize = 200;

/// Of which row of the 総括表.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A 区分.
    Category(CategoryCode),
    /// 医療分計 or 介護分計.
    Bu(Bu),
    /// 合計
    All,
}

/// Of which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// 件数
    Count,
    /// An amount.
    Amount(Item),
}

/// A question for the addends of a figure.
#[derive(Clone, Debug)]
pub struct AddendQuestion {
    /// 計画 (with 変更) or 要望.
    pub stage: Stage,
    /// The row.
    pub of: Of,
    /// The column.
    pub figure: Figure,
    /// Of one body only.
    pub body: Option<BodyCode>,
    /// Which part of the list, from 1.
    pub page: usize,
}

/// The addends of a figure.
#[derive(Clone, Debug)]
pub struct Addends {
    /// The year's 区分 in order.
    pub categories: Vec<Category>,
    /// The figure: yen, or how many projects. The sum over `bodies`.
    pub total: i64,
    /// Each body's part, by code.
    pub bodies: Vec<BodySum>,
    /// A part of the list, by 区分, body and No.
    pub rows: Vec<Addend>,
    /// How many addends there are in all.
    pub count: usize,
    /// Into how many parts the list is cut, 1 or more.
    pub pages: usize,
}

/// What a body brings to a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodySum {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub name: String,
    /// How many addends.
    pub count: usize,
    /// Their sum: yen, or how many projects.
    pub sum: i64,
}

/// One amount of one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addend {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// 区分
    pub category: CategoryCode,
    /// No.
    pub no: String,
    /// 事業名
    pub project: String,
    /// Yen; 1 where projects are counted.
    pub value: i64,
    /// Its receipt number.
    pub receipt: i64,
    /// The submission it was handed in for, 計画 or 変更, and the version's number in it.
    pub version: (Stage, Bu, i64),
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The sheet.
    pub sheet: String,
    /// The cell, or the row where projects are counted.
    pub cell: String,
    /// The text in the cell as typed; nothing where no cell holds the amount.
    pub typed: Option<String>,
    /// The unit in which that was typed, where it is not yen and does not stand in the text itself.
    pub unit: Option<Unit>,
    /// Whether the amount is placed by the split, and not the one typed.
    pub placed: bool,
}

/// The addends of a figure of the live 総括表.
///
/// # Errors
/// [`RoundError::Refused`] (hidden for a 区分 that the year does not have), [`RoundError::NoYear`], or the database's.
pub async fn addends(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    question: &AddendQuestion,
) -> Result<Addends, RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let live = live_figures(&reading, (prefecture, year), question.stage).await?;
    live.set_up.ok_or(RoundError::NoYear(prefecture, year))?;
    if let Of::Category(code) = &question.of
        && !live.plan.categories.iter().any(|c| c.code == *code)
    {
        return Err(RoundError::hidden());
    }
    let papers = Papers { filed: filed(&live.submissions), names: file_rows(&live.plan) };
    let all: Vec<Addend> = live.plan.lines.iter().filter_map(|l| addend(l, question, &live.uploads, &papers)).collect();
    let mut bodies: BTreeMap<BodyCode, BodySum> = BTreeMap::new();
    for one in &all {
        let sum = bodies.entry(one.body).or_insert_with(|| BodySum {
            body: one.body,
            name: one.body_name.clone(),
            count: 0,
            sum: 0,
        });
        sum.count += 1;
        sum.sum += one.value;
    }
    let count = all.len();
    let skipped = question.page.saturating_sub(1).saturating_mul(ON_A_PAGE);
    Ok(Addends {
        total: bodies.values().map(|b| b.sum).sum(),
        bodies: bodies.into_values().collect(),
        rows: all.into_iter().skip(skipped).take(ON_A_PAGE).collect(),
        count,
        pages: count.div_ceil(ON_A_PAGE).max(1),
        categories: live.plan.categories,
    })
}

/// Receipt number, stage and version by file and 分.
type Filed = BTreeMap<(i64, Bu), (i64, Stage, i64)>;

/// What the files of the plan are called, and where they were handed in.
struct Papers {
    filed: Filed,
    names: Vec<FileRow>,
}

fn filed(submissions: &[Submission]) -> Filed {
    let of = |s: &Submission, v: &Version| ((v.upload, s.bu), (v.receipt, s.stage, v.number));
    submissions.iter().flat_map(|s| s.versions.iter().map(move |v| of(s, v))).collect()
}

/// The line's part of the figure; nothing where it is outside of it, or the cell is blank.
fn addend(line: &Line, question: &AddendQuestion, uploads: &[i64], papers: &Papers) -> Option<Addend> {
    let inside = match &question.of {
        Of::Category(code) => line.category == *code,
        Of::Bu(bu) => line.bu == *bu,
        Of::All => true,
    };
    if !inside || !line.counts() || question.body.is_some_and(|body| body != line.body) {
        return None;
    }
    let project = &line.project;
    let (value, cell, typed, placed, unit) = match question.figure {
        Figure::Count => (1, format!("{}行目", project.row), None, false, None),
        Figure::Amount(item) => {
            let value = item.of(&Amounts::of(line)).get();
            match item.field(line) {
                Field::Given(s) => {
                    (value, s.cell.to_string(), Some(s.raw.clone()), item.is_placed(), unit_of(&s.raw, s.value))
                }
                _ if item.is_placed() || value != 0 => (value, String::new(), None, item.is_placed(), None),
                _ => return None,
            }
        }
    };
    let (source, upload) = (papers.names.get(line.source)?, *uploads.get(line.source)?);
    let (receipt, stage, number) = *papers.filed.get(&(upload, line.bu))?;
    Some(Addend {
        body: line.body,
        body_name: line.body_name.clone(),
        category: line.category.clone(),
        no: project.no.text().to_owned(),
        project: project.name.text().to_owned(),
        value,
        receipt,
        version: (stage, line.bu, number),
        file: source.file.clone(),
        sha256: source.sha256.clone(),
        sheet: project.sheet.to_string(),
        cell,
        typed,
        placed,
        unit,
    })
}

/// The unit in which a plain number was typed, by what it was read as; none where it is yen, or the text tells it.
fn unit_of(raw: &str, read: Yen) -> Option<Unit> {
    let plain: String = nfkc_compact(raw).chars().filter(|c| *c != ',').collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits: i128 = format!("{whole}{part}").parse().ok().filter(|digits| *digits != 0)?;
    let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let of_it = |unit: &Unit| digits.checked_mul(unit.yen().into()) == scale.checked_mul(read.get().into());
    Unit::ALL.into_iter().filter(|unit| *unit != Unit::Yen).find(of_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_number_tells_its_unit_by_what_it_was_read_as() {
        assert_eq!(unit_of("4,200", Yen::new(4_200_000)), Some(Unit::Thousand));
        assert_eq!(unit_of("12.5", Yen::new(12_500)), Some(Unit::Thousand));
        assert_eq!(unit_of("１５", Yen::new(15_000_000)), Some(Unit::Million));
        assert_eq!(unit_of("4200000", Yen::new(4_200_000)), None);
        assert_eq!(unit_of("420万円", Yen::new(4_200_000)), None);
        assert_eq!(unit_of("0", Yen::new(0)), None);
    }
}
