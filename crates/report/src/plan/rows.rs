//! The rows of the plan's tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::consolidated::{Line, SourceFile};
use kikin_domain::plan::{BodyKind, Continuity, Facility, Project};
use kikin_domain::split::{ComponentSplit, LeafKey};
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, CellRef, Field, SheetName, Unit, Verdict, Yen};

use super::item::{Item, Totals};

/// A file on 表紙.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// 団体コード, as typed where it is none.
    pub code: String,
    /// 団体名
    pub name: String,
    /// Its name, with folders only where they tell it from others.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// 判定; `None` for a file that was passed over.
    pub verdict: Option<Verdict>,
    /// 採否: whether at least one 分 of it is in the plan.
    pub counts: bool,
    /// The 分 of it that are in the plan.
    pub halves: Vec<Bu>,
    /// Why not, or which 分 not.
    pub reason: String,
    /// 提出日
    pub submitted: Option<Date>,
    /// 文書番号
    pub document_number: String,
}

impl FileRow {
    pub(super) fn of(source: &SourceFile, file: &str, reason: String) -> Self {
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        Self {
            code: text(&source.code),
            name: text(&source.name),
            file: file.to_owned(),
            sha256: source.sha256.clone(),
            verdict: source.verdict,
            counts: source.counts,
            halves: source.halves.clone(),
            reason,
            submitted: source.submitted,
            document_number: text(&source.document_number),
        }
    }
}

/// A body of 市町村別, with its sums by 区分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyRow {
    /// 団体コード
    pub body: BodyCode,
    /// 団体名
    pub name: String,
    /// Its sums.
    pub totals: Totals,
}

/// What a project shows for an [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// An amount that is added.
    Added(Yen),
    /// Nothing is filed: no zero, and adds nothing.
    Blank,
    /// 調整中
    Open,
    /// An amount of a project that is 調整中 elsewhere: shown, not added.
    Outside(Yen),
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The form has no such column.
    NoColumn,
    /// The cell is blank.
    Blank(CellRef),
    /// The cell, and the text in it; `None` where the text is not kept (調整中).
    Cell(CellRef, Option<String>),
    /// Placed by the split; with the cell and text of what the body had filled in, if anything.
    Placed(Option<(CellRef, String)>),
}

impl Ground {
    fn of(item: Item, field: &Field<Yen>) -> Self {
        match field {
            Field::Given(s) if item.is_placed() => Self::Placed(Some((s.cell, s.raw.clone()))),
            _ if item.is_placed() => Self::Placed(None),
            Field::Absent => Self::NoColumn,
            Field::Blank(cell) => Self::Blank(*cell),
            Field::Given(s) => Self::Cell(s.cell, Some(s.raw.clone())),
            Field::Bad(cell) | Field::Pending(cell) => Self::Cell(*cell, None),
        }
    }
}

/// The place of a project in what was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The file, named as on 表紙.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The sheet.
    pub sheet: SheetName,
    /// The row, from 1.
    pub row: u32,
    /// Where each of [`Item::ALL`] comes from.
    pub grounds: [Ground; 9],
}

/// A project of 事業一覧.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its running number in the plan, from 1: the same in every table.
    pub number: u32,
    /// Body, No. and place in reading order.
    pub key: LeafKey,
    /// 団体名
    pub body_name: String,
    /// 分
    pub bu: Bu,
    /// 区分
    pub category: CategoryCode,
    /// 事業名
    pub name: String,
    /// 新規・継続
    pub continuity: Option<Continuity>,
    /// 対象区域
    pub area: String,
    /// 実施主体
    pub operator: String,
    /// 公民の別
    pub operator_kind: Option<BodyKind>,
    /// 事業期間 開始
    pub start: Option<Date>,
    /// 事業期間 終了
    pub end: Option<Date>,
    /// What is shown for each of [`Item::ALL`].
    pub figures: [Figure; 9],
    /// What is added; `None` while an amount is open (調整中).
    pub amounts: Option<Amounts>,
    /// Whether its amounts were written in 千円, so that their sum may be off by one of it.
    pub in_thousands: bool,
    /// Where it was read.
    pub trace: Trace,
    /// The row as filed, with all its texts.
    pub filed: Arc<Project>,
    /// Its rows of 施設整備内訳.
    pub facilities: Vec<Facility>,
    /// The 都道府県事業 that it is in: No. within its 分, and 事業名.
    pub group: Option<(u32, String)>,
}

impl ProjectRow {
    pub(super) fn of(number: u32, line: &Line, files: &[FileRow]) -> Self {
        let (project, file) = (&line.project, files.get(line.source));
        Self {
            number,
            key: line.key.clone(),
            body_name: line.body_name.clone(),
            bu: line.bu,
            category: line.category.clone(),
            name: project.name.text().to_owned(),
            continuity: project.continuity.get(),
            area: project.area.text().to_owned(),
            operator: project.body.text().to_owned(),
            operator_kind: project.body_kind.get(),
            start: project.start.get(),
            end: project.end.get(),
            figures: Item::ALL.map(|item| figure(item, line)),
            amounts: line.counts().then(|| Amounts::of(line)),
            in_thousands: project.unit == Some(Unit::Thousand),
            trace: Trace {
                file: file.map(|f| f.file.clone()).unwrap_or_default(),
                sha256: file.map(|f| f.sha256.clone()).unwrap_or_default(),
                sheet: project.sheet.clone(),
                row: project.row,
                grounds: Item::ALL.map(|item| Ground::of(item, item.field(line))),
            },
            filed: Arc::clone(project),
            facilities: line.facilities.clone(),
            group: None,
        }
    }

    /// What is shown for an item.
    #[must_use]
    pub fn figure(&self, item: Item) -> Figure {
        self.figures[item as usize]
    }
}

fn figure(item: Item, line: &Line) -> Figure {
    let filed = item.field(line);
    if !line.counts() {
        return match filed {
            Field::Given(s) if !item.is_placed() => Figure::Outside(s.value),
            Field::Absent | Field::Blank(_) if !item.is_placed() => Figure::Blank,
            _ => Figure::Open,
        };
    }
    match item {
        Item::Fund => Figure::Added(line.fund),
        Item::National => Figure::Added(line.national),
        Item::Prefectural => Figure::Added(line.prefectural),
        Item::Carried => filed.get().map_or(Figure::Blank, |_| Figure::Added(line.carried)),
        Item::Total | Item::Other | Item::Public | Item::Private | Item::Entrusted => {
            filed.get().map_or(Figure::Blank, Figure::Added)
        }
    }
}

/// A component of the split, with the names of its leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The component with every yen placed.
    pub split: ComponentSplit,
    /// The leaves' names, in their order.
    pub leaves: Vec<LeafName>,
}

/// What a leaf is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeafName {
    /// 団体名
    pub body: String,
    /// 事業名
    pub project: String,
}

impl Placing {
    pub(super) fn of(split: &ComponentSplit, projects: &BTreeMap<(&CategoryCode, &LeafKey), &ProjectRow>) -> Self {
        let name = |key: &LeafKey| {
            let row = projects.get(&(&split.key.category, key));
            row.map_or_else(LeafName::default, |p| LeafName { body: p.body_name.clone(), project: p.name.clone() })
        };
        Self { leaves: split.leaves.iter().map(|l| name(&l.key)).collect(), split: split.clone() }
    }
}
