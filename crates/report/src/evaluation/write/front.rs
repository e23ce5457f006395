//! 事後評価の方法と目標: the front part, in the order of the official form.

use rust_xlsxwriter::XlsxError;

use super::{Book, NONE};
use crate::xlsx::Column;

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let columns = [Column::new("項目", 210), Column::new("区分", 210), Column::new("内容", 610)];
    let front = &book.statement.front;
    let mut paper = book.sheet("事後評価の方法と目標", "", &columns)?;
    paper.header(&columns, 0)?;
    let carried_out = match front.carried_out {
        Some(true) => "行った",
        Some(false) => "行わなかった",
        None => NONE,
    };
    // The item stands in every row: a table goes on over pages.
    const PROCESS: &str = "1 事後評価のプロセス";
    const GOALS: &str = "2 目標の達成状況";
    paper.texts(&[PROCESS, "「事後評価の方法」の実施の有無", carried_out])?;
    paper.texts(&[PROCESS, "実施の方法（行わなかったときはその理由）", told(&front.how)])?;
    paper.texts(&[PROCESS, "審議会等で指摘された主な内容", told(&front.council)])?;
    for goal in &front.goals {
        let area = if goal.area.trim().is_empty() { "（区域の記載なし）" } else { goal.area.as_str() };
        let head = |label: &str| format!("{area}\n{label}");
        paper.texts(&[GOALS, &head("目標"), told(&goal.goal)])?;
        paper.texts(&[GOALS, &head("達成状況"), told(&goal.attainment)])?;
    }
    if front.goals.is_empty() {
        paper.texts(&[GOALS, "", NONE])?;
    }
    paper.texts(&["3 見解", "", told(&front.view)])?;
    paper.texts(&["4 改善の方向性", "", told(&front.improvement)])?;
    paper.texts(&["5 目標の継続状況", "", told(&front.goes_on)])?;
    paper.finish()
}

fn told(text: &str) -> &str {
    if text.trim().is_empty() { NONE } else { text }
}
