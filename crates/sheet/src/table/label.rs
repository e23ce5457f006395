//! Labels: what a header cell says, and the units it names.

use kikin_domain::money::Unit;
use kikin_domain::plan::YearColumn;
use kikin_domain::year::era_year;
use kikin_domain::{FiscalYear, text};

use crate::form::{Column, Kind};

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

/// Whether and how surely `path` names `column`.
pub(crate) fn names(path: &LabelPath, column: &Column) -> Option<Match> {
    if column.kind == Kind::YearlyAmounts {
        return None;
    }
    column
        .labels
        .iter()
        .filter_map(|label| {
            let leaf = text::label_key(label.leaf);
            let Some(group) = label.group.map(text::label_key) else {
                return (path.leaf == leaf).then_some(Match::Leaf);
            };
            if path.leaf == leaf && path.groups.contains(&group) {
                return Some(Match::GroupAndLeaf);
            }
            if path.leaf.strip_prefix(group.as_str()) == Some(leaf.as_str()) {
                return Some(Match::Leaf);
            }
            (path.leaf == leaf && path.groups.is_empty()).then_some(Match::LeafWithoutGroup)
        })
        .max()
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
    use crate::form::{FACILITIES, PROJECTS};

    fn path(groups: &[&str], leaf: &str) -> LabelPath {
        LabelPath { groups: groups.iter().map(|g| text::label_key(g)).collect(), leaf: text::label_key(leaf) }
    }

    fn found(groups: &[&str], leaf: &str) -> Vec<&'static str> {
        let path = path(groups, leaf);
        PROJECTS.columns.iter().filter(|c| names(&path, c).is_some()).map(|c| c.key).collect()
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
        for table in [&PROJECTS, &FACILITIES] {
            for a in table.columns {
                for label in a.labels.iter().filter(|_| a.kind != Kind::YearlyAmounts) {
                    let path = path(label.group.as_slice(), label.leaf);
                    let best: Vec<_> =
                        table.columns.iter().filter_map(|b| names(&path, b).map(|m| (m, b.key))).collect();
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
