//! 都道府県事業: what the prefecture's plan lists, each a group of projects under one menu or a project of its own.

mod file;
mod kept;

use std::collections::HashMap;

use crate::body::local_governments;
use crate::category::{Bu, Category, CategoryCode};
use crate::consolidated::Line;
use crate::text;
use crate::totals::Amounts;

pub(crate) use file::records;
pub use file::{GroupingError, from_csv, to_csv};
pub use kept::{Drift, PrefecturalProject, from_kept, to_kept};

/// A 都道府県事業. Its figures are sums of its members' stored figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// 分, in which its number runs
    pub bu: Bu,
    /// No. within its 分, from 1
    pub number: u32,
    /// 区分, the same for every member
    pub category: CategoryCode,
    /// 事業名
    pub title: String,
    /// Indices of its projects in the plan's lines, ascending.
    pub members: Vec<usize>,
}

impl Group {
    /// 「No.1（医療分）」
    #[must_use]
    pub fn label(&self) -> String {
        format!("No.{}（{}）", self.number, self.bu.label())
    }

    /// The sums of the members; a project with an open amount (調整中) adds nothing.
    #[must_use]
    pub fn amounts(&self, lines: &[Line]) -> Amounts {
        self.members.iter().filter_map(|&m| lines.get(m)).filter(|l| l.counts()).map(Amounts::of).sum()
    }
}

/// Every project a 都道府県事業 of its own, in the order of the plan.
#[must_use]
pub fn one_to_one(categories: &[Category], lines: &[Line]) -> Vec<Group> {
    let groups = lines.iter().enumerate().map(|(i, line)| group(line, line.project.name.text().to_owned(), vec![i]));
    numbered(categories, groups.collect())
}

/// Groups municipal projects of one 区分, 標準事業例 and name; the prefecture's own stay one to one. A name is compared
/// without the municipality's name and without brackets at its end that say no more than the municipality or a number.
#[must_use]
pub fn propose(categories: &[Category], lines: &[Line]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<(CategoryCode, String, String), usize> = HashMap::new();
    for (i, line) in lines.iter().enumerate() {
        if line.body.is_prefecture() {
            groups.push(group(line, line.project.name.text().to_owned(), vec![i]));
            continue;
        }
        let title = menu(line.project.name.text(), &line.body_name);
        let example = text::key(line.project.standard_example.text());
        let at = *known.entry((line.category.clone(), example, text::key(&title))).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(known) => known.members.push(i),
            None => groups.push(group(line, title, vec![i])),
        }
    }
    numbered(categories, groups)
}

fn group(line: &Line, title: String, members: Vec<usize>) -> Group {
    Group { bu: line.bu, number: 0, category: line.category.clone(), title, members }
}

/// Numbers per 分: by 区分, then by the first member.
fn numbered(categories: &[Category], mut groups: Vec<Group>) -> Vec<Group> {
    let rank = |code: &CategoryCode| categories.iter().position(|c| c.code == *code);
    groups.sort_by_key(|g| (g.bu, rank(&g.category), g.members.first().copied()));
    for bu in Bu::ALL {
        for (number, group) in (1..).zip(groups.iter_mut().filter(|g| g.bu == bu)) {
            group.number = number;
        }
    }
    groups
}

/// The name of the menu that a municipality's project stands under; the name as typed where nothing else is left.
fn menu(name: &str, body: &str) -> String {
    let trimmed = name.trim_matches(text::is_space);
    let without_place = without_end(trimmed, body).trim_matches(text::is_space);
    let rest = without_place.strip_prefix(body).unwrap_or(without_place);
    // 「長岡市の…」 and 「長岡市における…」
    let rest = if rest.len() < without_place.len() {
        ["における", "の"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest)
    } else {
        rest
    };
    let menu = rest.trim_matches(text::is_space);
    if menu.is_empty() { trimmed.to_owned() } else { menu.to_owned() }
}

/// `name` without brackets at its end that hold only a municipality, a number, or both.
fn without_end<'a>(name: &'a str, body: &str) -> &'a str {
    let Some(inside_and_open) = name.strip_suffix(['）', ')']) else { return name };
    let Some(open) = inside_and_open.rfind(['（', '(']) else { return name };
    let inside: String = inside_and_open[open..].chars().skip(1).collect();
    let inside = text::nfkc_compact(&inside);
    let place = inside.trim_end_matches(|c: char| c.is_ascii_digit() || ".-".contains(c)).trim_end_matches("No");
    if place.is_empty() || place == body || local_governments().is_name(place) { &name[..open] } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_is_the_name_without_the_municipality() {
        for (name, menu_name) in [
            ("病床機能転換施設整備事業（長岡市1）", "病床機能転換施設整備事業"),
            ("病床機能転換施設整備事業(長岡市 12)", "病床機能転換施設整備事業"),
            ("病床機能転換施設整備事業（三条市）", "病床機能転換施設整備事業"),
            ("病床機能転換施設整備事業（２）", "病床機能転換施設整備事業"),
            ("長岡市在宅医療推進センター運営事業", "在宅医療推進センター運営事業"),
            ("長岡市における在宅医療推進事業", "在宅医療推進事業"),
            ("整備事業（認知症高齢者グループホーム）", "整備事業（認知症高齢者グループホーム）"),
            ("整備事業（小規模）（長岡市3）", "整備事業（小規模）"),
            ("長岡市", "長岡市"),
            ("（長岡市）", "（長岡市）"),
            ("", ""),
            (")", ")"),
        ] {
            assert_eq!(menu(name, "長岡市"), menu_name, "{name}");
        }
    }
}
