//! What two versions of a submission say differently, by cell and by yen; what a 変更 lists no more comes first.

use kikin_app::round::Replacing;
use kikin_domain::round::{Change, ChangeOf, Gone, folded, told_gone};
use kikin_domain::{CellRef, SheetName, Yen};

use crate::component::{Cell, Column, Notice, NoticeKind, Phrase, Table};

/// Sheet and cell, or that there is none.
pub(super) fn place(at: Option<&(SheetName, CellRef)>) -> Cell {
    at.map_or_else(|| Cell::text("—"), |(sheet, cell)| Cell::phrase(Phrase::place(sheet, &[*cell])))
}

/// What is otherwise than in `than`.
pub(super) fn table(than: &str, changes: &[Change]) -> Table {
    let is_fund = |c: &&Change| matches!(c.of, ChangeOf::Project(_)) && c.label == "基金充当額 計";
    let difference = |c: &Change| c.yen.map(|(before, after)| after - before);
    let fund: Yen = changes.iter().filter(is_fund).filter_map(difference).sum();
    let lines = folded(changes);
    let row = |c: &Change| {
        let of = match &c.of {
            ChangeOf::Project(no) => format!("No.{no}"),
            ChangeOf::Table(table) => (*table).to_owned(),
        };
        let told = |text: &String| Cell::text(if text.is_empty() { "（なし）" } else { text });
        let at = if c.after_at.is_some() { c.after_at.as_ref() } else { c.before_at.as_ref() };
        vec![
            Cell::text(format!("{of} {}", c.label)),
            told(&c.before),
            told(&c.after),
            difference(c).map_or_else(|| Cell::text(""), |yen| Cell::text(yen.to_string())),
            place(at),
        ]
    };
    Table {
        caption: format!("{than}との違い（{}件、基金充当額 計の差 {fund}円）", lines.len()),
        columns: vec![
            Column::text("事業と項目"),
            Column::text("前"),
            Column::text("今"),
            Column::number("差（円）"),
            Column::text("シートとセル"),
        ],
        rows: lines.iter().map(row).collect(),
        foot: None,
        empty: "違いはありません。".to_owned(),
    }
}

/// That a 変更 lists projects no more; `cure` says what to do about it. Nothing where it lists all.
pub(super) fn gone(replaces: &[Replacing], cure: &str) -> Option<Notice> {
    let line = |one: &Replacing| {
        let told = told_gone(&one.gone)?;
        Some(format!("{}：変更前の計画にある{told}がこの変更にありません。", one.bu.label()))
    };
    let mut lines: Vec<String> = replaces.iter().filter_map(line).collect();
    let count: usize = replaces.iter().map(|one| one.gone.len()).sum();
    lines.push(cure.to_owned());
    (count > 0).then(|| Notice {
        kind: NoticeKind::Warning,
        heading: format!("この変更で、{count}件の事業が計画からなくなります。"),
        body: lines,
    })
}

/// The projects that a 変更 lists no more, a line for each, and what it says otherwise of the others, by 分.
pub(super) fn of_change(replaces: &[Replacing]) -> Vec<Table> {
    let than = |one: &Replacing| {
        let but = if one.gone.is_empty() { "" } else { "（上の事業を除く）" };
        let (bu, stage) = (one.bu.label(), one.stage.label());
        format!("{bu}{but}：変更前の計画（{stage} 第{}版、受付番号{}）", one.number, one.receipt)
    };
    let gone = replaces.iter().filter(|one| !one.gone.is_empty()).map(|one| {
        let fund: Yen = one.gone.iter().map(|gone| gone.fund).sum();
        let row = |gone: &Gone| vec![Cell::text(&gone.no), Cell::text(&gone.name), Cell::text(gone.fund.to_string())];
        Table {
            caption: format!("{}：この変更にない事業（{}件、単位：円）", one.bu.label(), one.gone.len()),
            columns: vec![Column::text("No."), Column::text("事業名"), Column::number("基金充当額 計")],
            rows: one.gone.iter().map(row).collect(),
            foot: Some(vec![Cell::text("計"), Cell::text(""), Cell::text(fund.to_string())]),
            empty: String::new(),
        }
    });
    let changes = replaces.iter().map(|one| {
        let is_gone = |c: &Change| one.gone.iter().any(|gone| c.of == ChangeOf::Project(gone.no.clone()));
        let others: Vec<Change> = one.changes.iter().filter(|c| !is_gone(c)).cloned().collect();
        table(&than(one), &others)
    });
    gone.chain(changes).collect()
}

/// A 変更 that leaves a project out, for samples.
pub(super) fn samples() -> Vec<Replacing> {
    use kikin_domain::Bu;
    use kikin_domain::plan::Stage;
    let fund = Yen::new(20_119_000);
    let change = Change {
        of: ChangeOf::Project("3".to_owned()),
        label: "基金充当額 計".to_owned(),
        before: fund.to_string(),
        after: String::new(),
        yen: Some((fund, Yen::ZERO)),
        before_at: Some((SheetName::from("事業一覧"), CellRef::new(9, 20))),
        after_at: None,
    };
    let gone = vec![Gone { no: "3".to_owned(), name: "在宅医療<連携>".to_owned(), fund }];
    let medical =
        Replacing { bu: Bu::Medical, stage: Stage::Plan, number: 2, receipt: 12, gone, changes: vec![change] };
    let care = Replacing { bu: Bu::Care, gone: Vec::new(), changes: Vec::new(), ..medical.clone() };
    vec![medical, care]
}
