//! 表紙: what the paper is, its totals, and what became of every file.

use jiff::civil::Date;
use kikin_domain::plan::FormId;
use kikin_domain::year::era_date;
use kikin_sheet::form::TAKEN;
use rust_xlsxwriter::XlsxError;

use super::Book;
use crate::plan::{FORM_VERSION, FileRow, PlanStatement};
use crate::xlsx::{Cell, Column, Tone};

/// The sheet's name; the title stands there alone.
pub(super) const NAME: &str = "表紙";

pub(super) fn write(book: &mut Book<'_>, printed_on: Date) -> Result<(), XlsxError> {
    let columns = [
        Column::new("団体コード", 76),
        Column::new("団体名", 110),
        Column::new("ファイル", 300),
        Column::new("判定", 76),
        Column::new("採否", 60),
        Column::new("採用した分", 110),
        Column::new("理由", 300),
        Column::new("提出日", 110),
        Column::new("文書番号", 150),
    ];
    let (plan, mut paper) = book.sheet(NAME, "", &columns)?;
    paper.gap();
    for (label, value) in labels(plan, printed_on) {
        paper.labelled(label, &value.cell())?;
    }
    paper.gap();
    paper.note(&plan.rounding_note())?;
    if let Some(note) = plan.open_note() {
        paper.note(&note)?;
    }
    paper.gap();
    paper.heading("提出されたファイル")?;
    paper.header(&columns, 0)?;
    // In the order of the bodies' codes, which is that of every other list; what names no body comes last.
    let mut files: Vec<&FileRow> = plan.files.iter().collect();
    files.sort_by_key(|file| (file.code.is_empty(), &file.code));
    for file in files {
        let verdict = file.verdict.map_or("対象外", |v| v.label());
        let halves: Vec<&str> = file.halves.iter().map(|bu| bu.label()).collect();
        let halves = halves.join("・");
        let submitted = file.submitted.map(era_date).unwrap_or_default();
        paper.line(
            Tone::Plain,
            &[
                Cell::Word(&file.code),
                Cell::Text(&file.name),
                Cell::Text(&file.file),
                Cell::Word(verdict),
                Cell::Word(if file.counts { TAKEN } else { "不採用" }),
                Cell::Word(&halves),
                Cell::Text(&file.reason),
                Cell::Word(&submitted),
                Cell::Exact(file.document_number.as_str().into()),
            ],
        )?;
    }
    paper.finish()
}

enum Value {
    Text(String),
    Yen(kikin_domain::Yen),
    Count(u32),
}

impl Value {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Yen(yen) => Cell::Yen(*yen),
            Self::Count(count) => Cell::Count(*count),
        }
    }
}

fn labels(plan: &PlanStatement, printed_on: Date) -> Vec<(&'static str, Value)> {
    let text = |t: &str| Value::Text(t.to_owned());
    let files = |wanted: fn(&FileRow) -> bool| {
        Value::Count(u32::try_from(plan.files.iter().filter(|f| wanted(f)).count()).unwrap_or(u32::MAX))
    };
    let all = &plan.summary.all;
    let mut rows = vec![
        // The first word is for people; by the second the reader knows its own export.
        ("様式", Value::Text(format!("都道府県計画　{}", FormId::ConsolidatedPlan.code()))),
        ("様式版", text(FORM_VERSION)),
        ("計画年度", Value::Text(plan.year.era())),
        ("都道府県名", text(plan.prefecture.name())),
        ("団体コード", Value::Text(plan.prefecture.body().to_string())),
        ("段階", text(plan.stage.label())),
        ("作成日", Value::Text(era_date(printed_on))),
        ("金額の単位", text("円")),
        ("事業件数", Value::Count(all.projects)),
        ("基金充当額 計（A+B）", Value::Yen(all.fund)),
        ("うち国（A）", Value::Yen(all.national)),
        ("うち都道府県（B）", Value::Yen(all.prefectural)),
        ("受付ファイル数", files(|_| true)),
        ("採用ファイル数", files(|f| f.counts)),
        ("不採用ファイル数", files(|f| !f.counts)),
    ];
    let open = plan.open_projects().count();
    if open > 0 {
        let open = Value::Count(u32::try_from(open).unwrap_or(u32::MAX));
        rows.insert(9, ("調整中の事業件数（外数）", open));
    }
    if let Some(fixed) = &plan.fixed {
        rows.push(("確定日", Value::Text(era_date(fixed.on))));
        rows.extend(fixed.document_number.clone().map(|number| ("確定の文書番号", Value::Text(number))));
    }
    rows
}
