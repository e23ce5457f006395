//! What two workbooks of a body say differently, by project, cell and yen. Cells that only moved are no change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::category::{Bu, CategoryCode};
use crate::finding::Finding;
use crate::money::Yen;
use crate::place::{CellRef, Field, SheetName};
use crate::plan::{Facility, Indicator, PlanWorkbook, Project};
use crate::rule::RuleId;
use crate::year::era_date;

/// What a change belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeOf {
    /// A project, by No.
    Project(String),
    /// A table of the plan as a whole: 区域, 目標, 意見聴取.
    Table(&'static str),
}

/// One value that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it belongs to.
    pub of: ChangeOf,
    /// The column.
    pub label: String,
    /// The value before; blank where there was none.
    pub before: String,
    /// The value after; blank where there is none.
    pub after: String,
    /// Both amounts, where it is an amount; a blank adds nothing.
    pub yen: Option<(Yen, Yen)>,
    /// Sheet and cell before.
    pub before_at: Option<(SheetName, CellRef)>,
    /// Sheet and cell after.
    pub after_at: Option<(SheetName, CellRef)>,
}

/// P004 where a 分 that came back has no change. Given a reason it may be handed in all the same.
#[must_use]
pub fn unchanged(changes: &[Change], bu: Bu) -> Option<Finding> {
    changes.is_empty().then(|| Finding::new(RuleId::P004, "", &[("bu", bu.label())]))
}

/// The columns that stand for a project as a whole.
pub(super) const NAME: &str = "事業名";
const FUND: &str = "基金充当額 計";
pub(super) const CATEGORY: &str = "区分";

/// A value as it is compared.
#[derive(Clone, Debug, Default)]
struct Item {
    text: String,
    yen: Option<Yen>,
    at: Option<(SheetName, CellRef)>,
}

/// Values by what they belong to and by column, in the form's order.
#[derive(Default)]
struct Items {
    values: BTreeMap<(ChangeOf, usize, String), Item>,
    sheet: SheetName,
    of: Option<ChangeOf>,
    next: usize,
}

impl Items {
    fn begin(&mut self, of: ChangeOf, sheet: &SheetName) {
        (self.sheet, self.next) = (sheet.clone(), 0);
        self.of = Some(of);
    }

    fn put<T>(&mut self, label: impl Into<String>, field: &Field<T>, text: impl Fn(&T) -> String) {
        self.next += 1;
        let Some(of) = self.of.clone() else { return };
        let text = match field {
            Field::Given(value) => text(&value.value),
            // What a workbook that was taken in still leaves open.
            Field::Pending(_) => "調整中".to_owned(),
            Field::Bad(_) | Field::Absent | Field::Blank(_) => return,
        };
        let at = field.cell().map(|cell| (self.sheet.clone(), cell));
        self.values.insert((of, self.next, label.into()), Item { text, yen: None, at });
    }

    fn text<T: Display>(&mut self, label: impl Into<String>, field: &Field<T>) {
        self.put(label, field, ToString::to_string);
    }

    fn yen(&mut self, label: impl Into<String>, field: &Field<Yen>) {
        let label = label.into();
        self.put(label.clone(), field, ToString::to_string);
        let key = self.of.clone().map(|of| (of, self.next, label));
        if let Some(item) = key.and_then(|key| self.values.get_mut(&key)) {
            item.yen = field.get();
        }
    }
}

/// What `after` says otherwise than `before` in a 分; in the order of projects and of the form's columns. Of
/// a project that is in one of them only, every value is a change.
#[must_use]
pub fn changes(
    before: &PlanWorkbook,
    after: &PlanWorkbook,
    bu: Bu,
    bu_of: impl Fn(&CategoryCode) -> Option<Bu>,
) -> Vec<Change> {
    let mut old = items(before, bu, &bu_of).values;
    let mut found = Vec::new();
    for (key, new) in items(after, bu, &bu_of).values {
        let was = old.remove(&key);
        if was.as_ref().map(|w| &w.text) != Some(&new.text) {
            found.push((key, was.unwrap_or_default(), new));
        }
    }
    found.extend(old.into_iter().map(|(key, was)| (key, was, Item::default())));
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let change = |((of, _, label), was, new): (_, Item, Item)| Change {
        of,
        label,
        yen: match (was.yen, new.yen) {
            (None, None) => None,
            (was, new) => Some((was.unwrap_or_default(), new.unwrap_or_default())),
        },
        before: was.text,
        after: new.text,
        before_at: was.at,
        after_at: new.at,
    };
    found.into_iter().map(change).collect()
}

/// The same with one line for a project that is in one of both only: its name and its fund, instead of every value.
#[must_use]
pub fn folded(changes: &[Change]) -> Vec<Change> {
    let is_name = |c: &&Change| c.label == NAME && matches!(c.of, ChangeOf::Project(_));
    let alone: BTreeMap<&ChangeOf, &Change> = changes
        .iter()
        .filter(is_name)
        .filter(|c| c.before.is_empty() != c.after.is_empty())
        .map(|c| (&c.of, c))
        .collect();
    let mut lines = Vec::new();
    for change in changes {
        match alone.get(&change.of) {
            None => lines.push(change.clone()),
            Some(name) if change.label == NAME => lines.push(whole(name, changes)),
            Some(_) => {}
        }
    }
    lines
}

/// A project that was added or left out, in one line.
fn whole(name: &Change, changes: &[Change]) -> Change {
    let fund = changes.iter().find(|c| c.of == name.of && c.label == FUND).and_then(|c| c.yen);
    let (before, after) = fund.unwrap_or_default();
    let told =
        |name: &str, yen: Yen| if name.is_empty() { String::new() } else { format!("{name}（基金 {yen}円）") };
    Change {
        label: if name.before.is_empty() { "事業の追加" } else { "事業の削除" }.to_owned(),
        before: told(&name.before, before),
        after: told(&name.after, after),
        yen: Some((before, after)),
        ..name.clone()
    }
}

/// What a project says besides 区分, 事業名 and amounts, by column, in the form's order.
#[must_use]
pub fn texts(project: &Project) -> Vec<(String, String)> {
    let mut items = Items::default();
    items.begin(ChangeOf::Project(String::new()), &project.sheet);
    put_project(&mut items, project);
    let amounts: BTreeSet<String> = project.amounts().map(|(label, _)| label).collect();
    let is_text = |label: &String| label != NAME && label != CATEGORY && !amounts.contains(label);
    items
        .values
        .into_iter()
        .map(|((_, _, label), item)| (label, item.text))
        .filter(|(label, _)| is_text(label))
        .collect()
}

/// The No. of the projects that changes are about.
#[must_use]
pub fn touched(changes: &[Change]) -> BTreeSet<&str> {
    changes
        .iter()
        .filter_map(|change| match &change.of {
            ChangeOf::Project(no) => Some(no.as_str()),
            ChangeOf::Table(_) => None,
        })
        .collect()
}

fn items(plan: &PlanWorkbook, bu: Bu, bu_of: &impl Fn(&CategoryCode) -> Option<Bu>) -> Items {
    let mut items = Items::default();
    for project in plan.projects.iter().filter(|p| p.category.value().and_then(bu_of).is_none_or(|own| own == bu)) {
        items.begin(ChangeOf::Project(project.no.text().to_owned()), &project.sheet);
        put_project(&mut items, project);
        let of_it = |f: &&Facility| f.project_no.text() == project.no.text() && bu == Bu::Care;
        for (row, facility) in (1..).zip(plan.facilities.iter().flatten().filter(of_it)) {
            items.sheet = facility.sheet.clone();
            put_facility(&mut items, facility, row);
        }
    }
    put_tables(&mut items, plan);
    items
}

fn put_project(items: &mut Items, p: &Project) {
    items.text(CATEGORY, &p.category);
    items.text("標準事業例", &p.standard_example);
    items.text(NAME, &p.name);
    items.put("新規・継続", &p.continuity, |c| c.label().to_owned());
    items.text("対象区域", &p.area);
    items.text("実施主体", &p.body);
    items.put("公民の別", &p.body_kind, |k| k.label().to_owned());
    items.put("事業期間 開始", &p.start, |day| era_date(*day));
    items.put("事業期間 終了", &p.end, |day| era_date(*day));
    items.text("背景にある医療・介護ニーズ", &p.needs);
    items.text("地域医療構想との関係", &p.vision);
    items.text("事業の内容", &p.content);
    items.text("アウトカムとアウトプットの関連", &p.relation);
    for (label, field) in p.amounts().map(|(label, field)| (label, field.clone())).collect::<Vec<_>>() {
        items.yen(label, &field);
    }
    items.put("充当元計画年度", &p.carried_from, |y| y.era());
    items.put("消費税の取扱い", &p.tax, |t| t.label().to_owned());
    items.text("備考", &p.remarks);
    items.put("回答", &p.answer, |a| a.label().to_owned());
    // Rows and columns that may differ in number stand last, so that the others keep their places.
    items.next = 1_000;
    put_indicators(items, "アウトカム指標", &p.outcomes);
    items.next = 2_000;
    put_indicators(items, "アウトプット指標", &p.outputs);
    items.next = 3_000;
    for note in &p.notes {
        items.text(note.label.clone(), &note.text);
    }
}

fn put_indicators(items: &mut Items, kind: &str, indicators: &[Indicator]) {
    for (row, one) in (1..).zip(indicators) {
        let label = |column: &str| format!("{kind}{row} {column}");
        items.text(label("指標名"), &one.name);
        items.text(label("現状値"), &one.baseline);
        items.text(label("目標値"), &one.target);
        items.text(label("単位"), &one.unit);
        items.put(label("望ましい方向"), &one.direction, |d| d.label().to_owned());
        items.text(label("目標年度"), &one.target_year);
        items.text(label("出典"), &one.source);
    }
}

fn put_facility(items: &mut Items, f: &Facility, row: usize) {
    items.next = 4_000 + row * 20;
    let label = |column: &str| format!("施設整備内訳{row} {column}");
    items.text(label("施設種別"), &f.kind);
    items.text(label("施設名"), &f.name);
    items.text(label("整備区分"), &f.work);
    items.text(label("単位"), &f.unit);
    items.text(label("数量"), &f.quantity);
    items.yen(label("補助単価"), &f.unit_price);
    items.text(label("割増率"), &f.premium);
    items.yen(label("基準額"), &f.standard_amount);
    items.yen(label("総事業費"), &f.total);
    items.yen(label("対象経費の支出予定額"), &f.eligible);
    items.yen(label("寄附金その他の収入額"), &f.donations);
    items.text(label("補助率"), &f.rate);
    items.yen(label("基金充当額"), &f.fund);
}

/// 区域, 目標, 意見聴取. Their rows do not know their sheet, so that only the value is told.
fn put_tables(items: &mut Items, plan: &PlanWorkbook) {
    let sheet = SheetName::from("区域・目標");
    items.begin(ChangeOf::Table("区域"), &sheet);
    for (row, area) in (1..).zip(&plan.areas) {
        items.text(format!("{row} 区域名"), &area.name);
        items.text(format!("{row} 構成する日常生活圏域"), &area.parts);
        items.text(format!("{row} 設定の考え方"), &area.reason);
    }
    items.begin(ChangeOf::Table("目標"), &sheet);
    for (row, goal) in (1..).zip(&plan.goals) {
        items.text(format!("{row} 区分"), &goal.category);
        items.text(format!("{row} 目標"), &goal.goal);
        put_indicators(items, &format!("{row} 指標"), std::slice::from_ref(&goal.indicator));
    }
    items.begin(ChangeOf::Table("意見聴取"), &sheet);
    for (row, hearing) in (1..).zip(&plan.hearings) {
        items.text(format!("{row} 実施日"), &hearing.held);
        items.text(format!("{row} 対象"), &hearing.whom);
        items.text(format!("{row} 方法"), &hearing.how);
        items.text(format!("{row} 主な意見"), &hearing.opinions);
        items.text(format!("{row} 反映状況"), &hearing.reflected);
    }
}
