//! What a row is (forms.md §1.4): project, continuation, check, note, memo, example or nothing.

use kikin_domain::category::{Bu, CategoryMatch, CategoryTable};
use kikin_domain::place::CellRef;
use kikin_domain::plan::CheckScope;
use kikin_domain::{Finding, FiscalYear, RuleId, text};

use super::cells::{is_blank, raw_text};
use super::collect::Collector;
use crate::grid::{Row, Sheet};
use crate::table::Section;

/// A row of a section.
#[derive(Clone, Copy)]
pub(crate) struct RowView<'a> {
    /// Its sheet.
    pub(crate) sheet: &'a Sheet,
    /// Its section.
    pub(crate) section: &'a Section,
    /// The row.
    pub(crate) row: &'a Row,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RowKind {
    /// Nothing written.
    Blank,
    /// ※ … or 注 …
    Note,
    /// 例, 記入例: the cell that says so.
    Example(CellRef, String),
    /// うち …, 再掲: not compared.
    Memo,
    /// 計, 小計 …: what it adds up, and the word.
    Check(CheckScope, String),
    /// A record.
    Record,
    /// No key column is filled, something else is.
    Keyless,
}

/// Which columns decide what a row is.
pub(crate) struct Keys {
    /// Columns in which the words of check and memo rows count.
    pub(crate) words: &'static [&'static str],
    /// Of these, the ones in which 例 counts.
    pub(crate) named: &'static [&'static str],
    /// Key columns: all blank means no record.
    pub(crate) keys: &'static [&'static str],
    /// Columns that must be blank in a check or memo row.
    pub(crate) blank_in_checks: &'static [&'static str],
    /// Columns that, beside the amounts, are blank in a note row.
    pub(crate) blank_in_notes: &'static [&'static str],
}

impl<'a> RowView<'a> {
    /// Whether the row's name, or else its number, is struck through, which is told (F007).
    pub(crate) fn struck(&self, collect: &mut Collector) -> bool {
        let struck = |key: &str| {
            self.section.column(key).and_then(|c| self.row.cell(c.col)).filter(|c| !is_blank(c)).map(|c| c.struck)
        };
        let found = struck("name").or_else(|| struck("no")).unwrap_or(false);
        if found {
            let finding = Finding::new(RuleId::F007, "struck", &[("row", &self.row.index.to_string())]);
            collect.push(finding.on(&self.sheet.name).at(self.at("name").or_else(|| self.at("no"))));
        }
        found
    }

    /// The cell's place under a key.
    pub(crate) fn at(&self, key: &str) -> Option<CellRef> {
        self.section.column(key).map(|c| CellRef::new(self.row.index, c.col))
    }

    /// The text under a key, `None` when blank.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let col = self.section.column(key)?.col;
        self.row.cell(col).filter(|c| !is_blank(c)).map(|c| match &c.formula {
            Some(f) if !f.cached => format!("={}", f.text),
            _ => raw_text(&c.value),
        })
    }

    /// Whether the cell under a key is filled with more than a lone dash, which fills a place that has nothing to say.
    fn says_something(&self, key: &str) -> bool {
        self.text(key).is_some_and(|t| !is_dash(&t))
    }

    fn is_filled(&self, col: u32) -> bool {
        self.row.cell(col).is_some_and(|c| !is_blank(c) && !is_dash(&raw_text(&c.value)))
    }

    /// What the row is.
    pub(crate) fn kind(&self, keys: &Keys, categories: &CategoryTable, year: FiscalYear) -> RowKind {
        let Some(first) = self.row.cells.iter().find(|c| !is_blank(c)) else { return RowKind::Blank };
        if self.is_note(first.col, &raw_text(&first.value), keys) {
            return RowKind::Note;
        }
        for key in keys.named {
            if let (Some(t), Some(at)) = (self.text(key), self.at(key))
                && begins(&t, &["例", "記入例"])
            {
                return RowKind::Example(at, t);
            }
        }
        // A lone dash in a check row says that nothing is to be written there.
        if keys.blank_in_checks.iter().all(|k| !self.says_something(k)) {
            for t in keys.words.iter().filter_map(|k| self.text(k)) {
                if is_memo(&t) {
                    return RowKind::Memo;
                }
                if let Some(scope) = check_word(&t, categories, year) {
                    return RowKind::Check(scope, t);
                }
            }
        }
        if keys.keys.iter().all(|k| !self.says_something(k)) { RowKind::Keyless } else { RowKind::Record }
    }

    /// The first filled cell begins with ※ or 注 and, that cell apart, the keys and all amounts are blank.
    fn is_note(&self, first: u32, t: &str, keys: &Keys) -> bool {
        if !begins(t, &["※", "注"]) {
            return false;
        }
        let decisive =
            |c: &&crate::table::BoundColumn| c.column.is_amount() || keys.blank_in_notes.contains(&c.column.key);
        self.section.columns.iter().filter(decisive).all(|c| c.col == first || !self.is_filled(c.col))
    }
}

fn is_dash(t: &str) -> bool {
    crate::value::amount::parse(t) == crate::value::amount::AmountText::Blank
}

/// Whether the text begins with one of the words, also inside an opening bracket.
fn begins(t: &str, words: &[&str]) -> bool {
    // White space may stand before the word, but not more of it than a long text.
    let key = text::key(head(t));
    let key = key.trim_start_matches(['(', '【', '[', '<', '〈', '「']);
    words.iter().any(|w| key.starts_with(w))
}

fn is_memo(t: &str) -> bool {
    begins(t, &["うち", "再掲"]) || (t.len() <= LONGEST_WORD && text::key(t).ends_with("(再掲)"))
}

/// Longest text that is looked at for the words of check and memo rows, in bytes.
const LONGEST_WORD: usize = 2_000;

/// The beginning of a text, as far as words are looked for.
fn head(t: &str) -> &str {
    if t.len() <= LONGEST_WORD { t } else { &t[..t.floor_char_boundary(LONGEST_WORD)] }
}

/// Reads 計, 小計, 合計, 総計, 医療分計, 介護分計, 「区分…計」.
fn check_word(t: &str, categories: &CategoryTable, year: FiscalYear) -> Option<CheckScope> {
    if t.len() > LONGEST_WORD {
        return None;
    }
    let key = text::label_key(t);
    match key.as_str() {
        "小計" => return Some(CheckScope::SinceLast),
        "計" | "合計" | "総計" | "総合計" | "全体計" => return Some(CheckScope::SheetOrAll),
        _ => {}
    }
    let named = ["小計", "合計", "計"].iter().find_map(|w| key.strip_suffix(w)).filter(|n| !n.is_empty())?;
    match named {
        "医療分" | "医療" => return Some(CheckScope::Part(Bu::Medical)),
        "介護分" | "介護" => return Some(CheckScope::Part(Bu::Care)),
        _ => {}
    }
    let is_kubun = named.starts_with("区分") || named.starts_with("事業区分");
    match categories.read(named, year) {
        CategoryMatch::Found(code) => Some(CheckScope::Category(code)),
        _ if is_kubun => Some(CheckScope::Unknown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(t: &str) -> Option<CheckScope> {
        check_word(t, CategoryTable::published(), FiscalYear::new(2026).expect("year"))
    }

    #[test]
    fn words_of_check_rows() {
        assert_eq!(word("合　計"), Some(CheckScope::SheetOrAll));
        assert_eq!(word("計"), Some(CheckScope::SheetOrAll));
        assert_eq!(word("総 合 計"), Some(CheckScope::SheetOrAll));
        assert_eq!(word("小計（千円）"), Some(CheckScope::SinceLast));
        assert_eq!(word("医療分計"), Some(CheckScope::Part(Bu::Medical)));
        assert_eq!(word("区分Ⅰ－１計"), Some(CheckScope::Category("I-1".into())));
        assert_eq!(word("区分Ⅱ　計"), Some(CheckScope::Category("II".into())));
        assert_eq!(word("Ⅲ 小計"), Some(CheckScope::Category("III".into())));
        assert_eq!(word("区分Ⅰ計"), Some(CheckScope::Unknown));
        for other in ["会計", "統計調査事業", "設計", "計画", "1", "", "家計"] {
            assert_eq!(word(other), None, "{other}");
        }
    }

    #[test]
    fn memo_and_note_words() {
        for t in ["うち過年度分", "（うち県立）", "再掲", "（再掲）", "看護職員（再掲）"] {
            assert!(is_memo(t), "{t}");
        }
        assert!(!is_memo("在宅うちわ配布"));
        assert!(begins("（注）金額は税込", &["※", "注"]));
    }
}
