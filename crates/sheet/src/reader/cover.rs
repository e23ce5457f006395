//! 表紙: label, then value in the next non-empty cell to its right or below; a cover label is never a value.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use kikin_domain::category::Bu;
use kikin_domain::place::{CellRef, Field, Sourced};
use kikin_domain::plan::{Cover, Stage};
use kikin_domain::{Finding, FormId, RuleId, Unit, text};

use super::cells::{Setting, Slot, is_blank, raw_text};
use super::collect::Collector;
use crate::form::{COVER, CoverField, CoverKey, KNOWN_VERSIONS};
use crate::grid::{CellValue, Sheet, Workbook};
use crate::value::date::End;

/// How far below its label a value may stand.
const REACH_BELOW: u32 = 4;

/// How many cover labels make a sheet of another name a cover.
const LABELS_OF_A_COVER: usize = 4;

/// Where the value of each label that is on the sheet stands: the cell, or the empty cell beside the label.
pub(crate) type Places = BTreeMap<CoverKey, CellRef>;

/// The cover sheet: the one that bears the name, else one with enough of its labels.
pub(crate) fn locate(workbook: &Workbook) -> Option<&Sheet> {
    let usable = || {
        workbook
            .sheets
            .iter()
            .filter(|s| !crate::form::is_never_a_table(&s.name) && !crate::form::is_findings_list(&s.name))
    };
    let named = usable().filter(|s| crate::form::is_named(&s.name, "表紙"));
    named.max_by_key(|s| places(s).len()).or_else(|| {
        usable()
            .map(|s| (places(s).len(), s))
            .filter(|(n, _)| *n >= LABELS_OF_A_COVER)
            .max_by_key(|(n, _)| *n)
            .map(|(_, s)| s)
    })
}

/// How much of a sheet is looked at as a cover: so many rows, so many filled cells of each.
const MOST_ROWS: usize = 300;
const MOST_CELLS_OF_A_ROW: usize = 256;
/// How often a label without room for a value may be repeated.
const MOST_TRIES: usize = 8;
/// Longest text that may be a remark, in bytes; anything longer is an entry.
const LONGEST_REMARK: usize = 2_000;

/// Finds the labels of the cover and the cells of their values.
pub(crate) fn places(sheet: &Sheet) -> Places {
    let mut found = Places::new();
    let mut tried: HashMap<CoverKey, usize> = HashMap::new();
    for row in sheet.rows.iter().take(MOST_ROWS) {
        for cell in row.cells.iter().take(MOST_CELLS_OF_A_ROW) {
            let CellValue::Text(t) = &cell.value else { continue };
            let Some(field) = label(t).filter(|f| !found.contains_key(&f.key)) else { continue };
            let tries = tried.entry(field.key).or_default();
            *tries += 1;
            if *tries > MOST_TRIES {
                continue;
            }
            if let Some(place) = value_place(sheet, CellRef::new(row.index, cell.col)) {
                found.insert(field.key, place);
            }
        }
    }
    found
}

fn label(t: &str) -> Option<&'static CoverField> {
    if t.chars().count() > 40 {
        return None;
    }
    static BY_KEY: LazyLock<HashMap<String, &'static CoverField>> = LazyLock::new(|| {
        let labels = COVER.iter().rev().flat_map(|f| f.labels.iter().map(move |l| (text::label_key(l), f)));
        labels.collect()
    });
    BY_KEY.get(&text::label_key(t)).copied()
}

fn is_label(value: &CellValue) -> bool {
    matches!(value, CellValue::Text(t) if label(t).is_some())
}

/// The next non-empty cell to the right, unless it is a label or a ※ remark; then the next below, unless that is one; else
/// the empty cell where a value is missing: beside the label, or under it where labels stand side by side. `None` where
/// labels leave no room for a value.
fn value_place(sheet: &Sheet, at: CellRef) -> Option<CellRef> {
    let beside = CellRef::new(at.row, after_merge(sheet, at));
    let row = sheet.rows_between(at.row, at.row).first();
    let right = row.and_then(|r| r.cells.iter().find(|c| c.col > at.col && !is_blank(c)));
    if let Some(cell) = right.filter(|c| !is_label(&c.value) && !is_hint(&c.value)) {
        return Some(CellRef::new(at.row, cell.col));
    }
    let below = sheet
        .rows_between(at.row + 1, at.row + REACH_BELOW)
        .iter()
        .find_map(|r| r.cell(at.col).filter(|c| !is_blank(c)).map(|c| (r.index, c)));
    if let Some((row, _)) = below.filter(|(_, c)| !is_label(&c.value) && !is_remark(&c.value)) {
        return Some(CellRef::new(row, at.col));
    }
    let under = CellRef::new(at.row + 1, at.col);
    // A label right beside another has its value below.
    let side_by_side = at.col > 1 && sheet.cell(CellRef::new(at.row, at.col - 1)).is_some_and(|c| is_label(&c.value));
    let places = if side_by_side { [under, beside] } else { [beside, under] };
    places.into_iter().find(|c| sheet.cell(*c).is_none_or(is_blank))
}

/// The column after a label, or after the merge that the label fills.
fn after_merge(sheet: &Sheet, at: CellRef) -> u32 {
    sheet.merges.iter().find(|m| m.first == at).map_or(at.col, |m| m.last.col) + 1
}

/// A remark beside a cell that was left empty: 「※該当する場合は○」, or a sentence.
fn is_hint(value: &CellValue) -> bool {
    matches!(value, CellValue::Text(t) if t.len() <= LONGEST_REMARK
        && (text::key(t).starts_with('※') || text::key(t).ends_with('。')))
}

fn is_remark(value: &CellValue) -> bool {
    is_hint(value)
        || matches!(value, CellValue::Text(t) if t.len() <= LONGEST_REMARK
        && text::key(t).starts_with(['注', '*', '(']))
}

/// Reads what every later step depends on: year, stage and unit.
pub(crate) fn read_stage(sheet: &Sheet, places: &Places, collect: &mut Collector) -> Field<Stage> {
    slot(sheet, places, CoverKey::Stage, "段階")
        .map_or(Field::Absent, |slot| collect.choice(slot, Stage::ALL, Stage::label, Stage::read))
}

fn slot<'a>(sheet: &'a Sheet, places: &Places, key: CoverKey, label: &'a str) -> Option<Slot<'a>> {
    places.get(&key).map(|at| Slot { sheet, at: *at, label })
}

/// Reads the rest of the cover. The code is resolved by the caller, who knows names and prefecture.
pub(crate) fn read(
    sheet: &Sheet,
    places: &Places,
    form: FormId,
    setting: Setting<'_>,
    collect: &mut Collector,
) -> Cover {
    let mut cover = Cover { sheet: Some(sheet.name.clone()), ..Cover::default() };
    let mut text_of = |key, label| slot(sheet, places, key, label).map_or(Field::Absent, |s| collect.text(s, 4_000));
    cover.form_version = text_of(CoverKey::FormVersion, "様式版");
    cover.prefecture = text_of(CoverKey::Prefecture, "都道府県名");
    cover.name = text_of(CoverKey::Name, "市町村名");
    cover.document_number = text_of(CoverKey::DocumentNumber, "文書番号");
    cover.division = text_of(CoverKey::Division, "担当課");
    cover.officer = text_of(CoverKey::Officer, "担当者");
    cover.phone = text_of(CoverKey::Phone, "電話番号");
    cover.mail = text_of(CoverKey::Mail, "メールアドレス");
    if let Some(s) = slot(sheet, places, CoverKey::Submitted, "提出日") {
        cover.submitted = if collect.is_lone_dash(s) || is_unfilled_date(s) {
            Field::Blank(s.at)
        } else {
            collect.date(s, End::First, setting)
        };
    }
    if let Some(s) = slot(sheet, places, CoverKey::Unit, "金額の単位") {
        cover.unit = unit(s, collect);
    }
    if let Some(s) = slot(sheet, places, CoverKey::Scope, "対象") {
        cover.scope = scope(s, collect);
    }
    if let Some(s) = slot(sheet, places, CoverKey::NoProjects, "該当事業なし") {
        cover.no_projects = no_projects(s, collect);
    }
    if form == FormId::MunicipalPlan {
        require(sheet, places, CoverKey::Name, "市町村名", &cover.name, collect);
    }
    cover
}

/// 「令和　　年　　月　　日」, as it stands in a form that nobody has filled in.
fn is_unfilled_date(slot: Slot<'_>) -> bool {
    let raw = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
    matches!(text::key(&raw).as_str(), "令和年月日" | "年月日")
}

/// C001 for a required field of the cover: at its cell, or on the sheet where even the label is missing.
pub(crate) fn require<T>(
    sheet: &Sheet,
    places: &Places,
    key: CoverKey,
    label: &str,
    field: &Field<T>,
    collect: &mut Collector,
) {
    match slot(sheet, places, key, label) {
        Some(slot) => collect.require(slot, field, ""),
        None => {
            let more = format!("表紙に「{label}」の項目がない場合は、配布した様式の表紙を使ってください。");
            collect.push(Finding::new(RuleId::C001, "", &[("label", label), ("more", &more)]).on(&sheet.name));
        }
    }
}

/// T003: an error unless all required labels are found.
pub(crate) fn check_version(sheet: &Sheet, cover: &Cover, places: &Places, complete: bool, collect: &mut Collector) {
    let known = KNOWN_VERSIONS.join("、");
    let value = cover.form_version.text().to_owned();
    let digits: String = text::nfkc_compact(&value).chars().filter(char::is_ascii_digit).collect();
    let is_known = KNOWN_VERSIONS.contains(&digits.as_str())
        || kikin_domain::FiscalYear::parse(value.trim_end_matches('版'))
            .is_some_and(|y| KNOWN_VERSIONS.contains(&y.get().to_string().as_str()));
    if is_known || matches!(cover.form_version, Field::Bad(_)) {
        return;
    }
    let case = if text::is_blank(&value) { "blank" } else { "unknown" };
    let mut finding = Finding::new(RuleId::T003, case, &[("known", &known), ("value", &value)])
        .on(&sheet.name)
        .at(places.get(&CoverKey::FormVersion).copied());
    finding.value = (case == "unknown").then_some(value);
    finding.expected = Some(known);
    if complete {
        finding = finding.weighing(kikin_domain::Severity::Warning);
    }
    collect.push(finding);
}

fn unit(slot: Slot<'_>, collect: &mut Collector) -> Field<Unit> {
    collect.choice(slot, &Unit::ALL, Unit::label, Unit::parse)
}

/// 医療分, 介護分, 医療分・介護分: the halves that are named, in any spelling that names no third thing.
fn scope(slot: Slot<'_>, collect: &mut Collector) -> Field<Vec<Bu>> {
    #[derive(Clone, Copy)]
    struct Scope(&'static str, &'static [Bu]);
    const SCOPES: [Scope; 3] =
        [Scope("医療分", &[Bu::Medical]), Scope("介護分", &[Bu::Care]), Scope("医療分・介護分", &Bu::ALL)];
    fn read(raw: &str) -> Option<Scope> {
        let key: String = text::choice_key(raw).replace(['分', '、', ',', '/', '及', 'び', 'と', '・', '+', '&'], "");
        match key.as_str() {
            "医療" => Some(SCOPES[0]),
            "介護" => Some(SCOPES[1]),
            "医療介護" | "介護医療" | "両方" | "全て" | "すべて" => Some(SCOPES[2]),
            _ => None,
        }
    }
    match collect.choice(slot, &SCOPES, |s| s.0, read) {
        Field::Given(s) => Field::Given(Sourced { value: s.value.1.to_vec(), cell: s.cell, raw: s.raw }),
        Field::Absent => Field::Absent,
        Field::Blank(c) => Field::Blank(c),
        Field::Bad(c) => Field::Bad(c),
        Field::Pending(c) => Field::Pending(c),
    }
}

/// ○ in any of its forms; a cross or a no is a no.
fn no_projects(slot: Slot<'_>, collect: &mut Collector) -> Field<bool> {
    fn read(raw: &str) -> Option<bool> {
        match text::choice_key(raw).as_str() {
            "○" | "◯" | "〇" | "●" | "◎" | "o" | "1" | "true" | "はい" | "有" | "✓" | "✔" | "☑" | "レ"
            | "該当事業なし" | "該当なし" | "■" => Some(true),
            "×" | "✕" | "x" | "false" | "いいえ" | "-" | "□" | "☐" | "該当事業あり" | "該当あり" => {
                Some(false)
            }
            _ => None,
        }
    }
    // The marks look alike; which of them it was is not worth a note.
    let raw = slot.sheet.cell(slot.at).map(|c| raw_text(&c.value)).unwrap_or_default();
    match read(&raw) {
        Some(value) if !text::is_blank(&raw) => Field::Given(Sourced { value, cell: slot.at, raw }),
        _ => collect.choice(slot, &[true], |_| "○", read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Row, Visibility};

    /// A sheet of texts; an empty text is no cell.
    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = (1..).zip(rows).map(|(index, row)| Row {
            index,
            hidden: false,
            cells: (1..)
                .zip(*row)
                .filter(|(_, t)| !t.is_empty())
                .map(|(col, t)| Cell {
                    col,
                    value: CellValue::Text((*t).into()),
                    formula: None,
                    struck: false,
                    look: 0,
                })
                .collect(),
        });
        Sheet {
            name: "表紙".into(),
            visibility: Visibility::Visible,
            rows: std::sync::Arc::new(rows.collect()),
            merges: Vec::new(),
            hidden_columns: Vec::new(),
            has_objects: false,
        }
    }

    fn place(rows: &[&[&str]], key: CoverKey) -> Option<String> {
        places(&sheet(rows)).get(&key).map(ToString::to_string)
    }

    #[test]
    fn a_label_is_never_a_value_where_labels_stand_side_by_side() {
        let rows: &[&[&str]] =
            &[&["計画年度", "該当事業なし", "提出日"], &["令和8年度", "", ""], &["担当課", "文書番号", "段階"]];
        assert_eq!(place(rows, CoverKey::FiscalYear).as_deref(), Some("A2"));
        assert_eq!(place(rows, CoverKey::NoProjects).as_deref(), Some("B2"));
        assert_eq!(place(rows, CoverKey::Submitted).as_deref(), Some("C2"));
        let crowded: &[&[&str]] = &[&["対象", "段階"], &["提出日", "担当課"]];
        assert_eq!(place(crowded, CoverKey::Scope), None);
    }

    #[test]
    fn a_blank_value_stands_beside_its_label() {
        let rows: &[&[&str]] =
            &[&["計画年度", "", "段階", "計画"], &["団体コード", "152021"], &["該当事業なし", "※該当する場合は○"]];
        assert_eq!(place(rows, CoverKey::FiscalYear).as_deref(), Some("B1"));
        assert_eq!(place(rows, CoverKey::Stage).as_deref(), Some("D1"));
        assert_eq!(place(rows, CoverKey::NoProjects).as_deref(), Some("A4"));
        let closing: &[&[&str]] = &[&["該当事業なし"], &[], &["上記のとおり提出します。"]];
        assert_eq!(place(closing, CoverKey::NoProjects).as_deref(), Some("B1"));
    }
}
