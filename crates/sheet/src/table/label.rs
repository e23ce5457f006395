//! Labels: what a header cell says, and the units it names.

use std::collections::HashSet;
use std::sync::OnceLock;

use kikin_domain::money::Unit;
use kikin_domain::plan::YearColumn;
use kikin_domain::year::era_year;
use kikin_domain::{FiscalYear, text};

use crate::form::{Column, Kind, TableDef, TableId};

/// The label path of a sheet column: group headings from the top, then its own label, all as keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct LabelPath {
    /// Group headings.
    pub(crate) groups: Vec<String>,
    /// The column's own label.
    pub(crate) leaf: String,
}

/// How surely a path names a column of the form; a surer match goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    /// The leaf alone, where the form asks for a group that the sheet does not have.
    LeafWithoutGroup,
    /// A label without group, or group and leaf in one cell.
    Leaf,
    /// Group and leaf.
    GroupAndLeaf,
}

/// The labels of a table's columns as keys, made once.
#[derive(Debug)]
pub(crate) struct LabelKeys {
    columns: Vec<Vec<(Option<String>, String)>>,
    /// Every label and group heading, to tell quickly whether a cell may be part of a header.
    all: HashSet<String>,
}

impl LabelKeys {
    /// The keys of a table's labels.
    pub(crate) fn of(table: &'static TableDef) -> &'static Self {
        static TABLES: [OnceLock<LabelKeys>; TableId::ALL.len()] = [const { OnceLock::new() }; TableId::ALL.len()];
        TABLES[table.id as usize].get_or_init(|| {
            let keys = |c: &Column| -> Vec<(Option<String>, String)> {
                c.labels.iter().map(|l| (l.group.map(text::label_key), text::label_key(l.leaf))).collect()
            };
            let columns: Vec<Vec<(Option<String>, String)>> = table.columns.iter().map(keys).collect();
            // The label of a year column is an example: any year may stand there, and 令和8年度 stands in data as well.
            let leaf = |i: usize, l| (table.columns[i].kind != Kind::YearlyAmounts).then_some(l);
            let all = (columns.iter().enumerate())
                .flat_map(|(i, labels)| labels.iter().flat_map(move |(g, l)| g.iter().chain(leaf(i, l))))
                .cloned()
                .collect();
            Self { columns, all }
        })
    }

    /// Whether a key is a label or a group heading of the table.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.all.contains(key)
    }

    /// Every label and group heading.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    /// Whether and how surely `path` names the column at `index` of the table.
    pub(crate) fn names(&self, path: &LabelPath, index: usize) -> Option<Match> {
        self.columns[index].iter().filter_map(|(group, leaf)| matches(path, group.as_deref(), leaf)).max()
    }
}

fn matches(path: &LabelPath, group: Option<&str>, leaf: &str) -> Option<Match> {
    let Some(group) = group else {
        return (path.leaf == leaf).then_some(Match::Leaf);
    };
    if path.leaf == leaf && path.groups.iter().any(|g| g == group) {
        return Some(Match::GroupAndLeaf);
    }
    if path.leaf.strip_prefix(group) == Some(leaf) {
        return Some(Match::Leaf);
    }
    (path.leaf == leaf && path.groups.is_empty()).then_some(Match::LeafWithoutGroup)
}

/// Reads the label of a year column: any era form, 「令和10年度以降」, with 所要額 or 分 after it.
pub(crate) fn year_column(leaf: &str) -> Option<YearColumn> {
    let (year, rest) = era_year(leaf)?;
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')).unwrap_or(rest);
    let (onwards, rest) = match rest.strip_prefix("以降") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    matches!(rest, "" | "分" | "所要額" | "基金所要額" | "充当額" | "基金充当額")
        .then(|| FiscalYear::new(year).map(|year| YearColumn { year, onwards }))
        .flatten()
}

/// Every unit that the brackets of a label or a line above the table name: 「（単位：千円）」, 「総事業費（円）」.
pub(crate) fn units_in(raw: &str) -> Vec<Unit> {
    if !raw.contains('円') {
        return Vec::new();
    }
    let compact = text::nfkc_compact(raw);
    if let Some(unit) = Unit::parse(&compact) {
        return vec![unit];
    }
    let mut units: Vec<Unit> = compact
        .split(['(', ')', '[', ']', '【', '】', '〔', '〕', '<', '>'])
        .skip(1)
        .filter_map(|part| part.split([',', '、', ';']).find_map(Unit::parse))
        .collect();
    if units.is_empty()
        && let Some((_, after)) = compact.split_once("単位")
    {
        let word: String =
            after.trim_start_matches([':', '：', 'は']).chars().take_while(|c| "千万百億円".contains(*c)).collect();
        units.extend(Unit::parse(&word));
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{EVALUATIONS, FACILITIES, PROJECTS};

    fn path(groups: &[&str], leaf: &str) -> LabelPath {
        LabelPath { groups: groups.iter().map(|g| text::label_key(g)).collect(), leaf: text::label_key(leaf) }
    }

    fn found(groups: &[&str], leaf: &str) -> Vec<&'static str> {
        let path = path(groups, leaf);
        let keys = LabelKeys::of(&PROJECTS);
        PROJECTS
            .columns
            .iter()
            .enumerate()
            .filter(|(i, c)| c.kind != Kind::YearlyAmounts && keys.names(&path, *i).is_some())
            .map(|(_, c)| c.key)
            .collect()
    }

    #[test]
    fn labels_name_columns() {
        assert_eq!(found(&[], "Ｎｏ．"), ["no"]);
        assert_eq!(found(&["基金充当額"], "計（\nA+B）"), ["fund"]);
        assert_eq!(found(&["事業の概要及び費用", "基金充当額"], "国（A）"), ["national"]);
        assert_eq!(found(&["年度別基金所要額"], "計"), [""; 0]);
        assert_eq!(found(&[], "基金充当額"), ["fund"]);
        // Without group headings the form's order decides: outcome on the left, output on the right.
        assert_eq!(found(&[], "指標名"), ["oc_name", "op_name"]);
        assert_eq!(found(&[], "アウトカム指標名"), ["oc_name"]);
        assert_eq!(found(&[], "アウトカム指標 目標値"), ["oc_target"]);
        assert_eq!(found(&["国費における公民の別"], "公"), ["public"]);
        assert_eq!(found(&[], "国費"), ["national"]);
        assert_eq!(found(&["アウトカム"], "指標名"), ["oc_name"]);
    }

    #[test]
    fn no_two_columns_of_a_form_share_a_label() {
        for table in [&PROJECTS, &FACILITIES, &EVALUATIONS] {
            for a in table.columns {
                for label in a.labels.iter().filter(|_| a.kind != Kind::YearlyAmounts) {
                    let path = path(label.group.as_slice(), label.leaf);
                    let keys = LabelKeys::of(table);
                    let best: Vec<_> = table
                        .columns
                        .iter()
                        .enumerate()
                        .filter_map(|(i, b)| keys.names(&path, i).map(|m| (m, b.key)))
                        .collect();
                    let top = best.iter().map(|(m, _)| *m).max();
                    let winners: Vec<_> = best.iter().filter(|(m, _)| Some(*m) == top).collect();
                    assert_eq!(winners.len(), 1, "{} {label:?} {best:?}", table.title);
                }
            }
        }
    }

    #[test]
    fn years_and_units() {
        assert_eq!(year_column("令和8年度").map(|y| (y.year.get(), y.onwards)), Some((2026, false)));
        assert_eq!(year_column("r10年度以降").map(|y| (y.year.get(), y.onwards)), Some((2028, true)));
        assert_eq!(year_column("2026").map(|y| y.year.get()), Some(2026));
        assert_eq!(year_column("計"), None);
        assert_eq!(units_in("（単位：千円）"), [Unit::Thousand]);
        assert_eq!(units_in("総事業費（円）"), [Unit::Yen]);
        assert_eq!(units_in("令和8年度 事業一覧 単位 千円"), [Unit::Thousand]);
        assert_eq!(units_in("総事業費（A+B+C）"), []);
    }
}
