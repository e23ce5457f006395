//! 新旧対照表: two versions of a plan side by side, by 区分 and by project, in yen.

mod write;

use std::collections::BTreeMap;

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::round::texts;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, Category, CategoryCode};

use crate::plan::{Item, Totals};

pub use write::write_comparison;

/// What was compared with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// 「令和8年度 新潟県計画」
    pub title: String,
    /// What the former is called, 「第1版」.
    pub before: String,
    /// What the newer is called.
    pub after: String,
    /// Every 区分 of either, in the newer one's order.
    pub categories: Vec<CategoryPair>,
    /// 合計
    pub all: (Amounts, Amounts),
    /// The projects that are not the same in both, by 分, 区分, body and No.
    pub projects: Vec<ProjectPair>,
    /// How many projects are the same in both.
    pub same: usize,
}

/// A 区分 in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryPair {
    /// The 区分.
    pub category: Category,
    /// Its sums, former and newer.
    pub sums: (Amounts, Amounts),
}

/// What became of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectChange {
    /// 追加
    Added,
    /// 削除
    Removed,
    /// 変更
    Changed,
}

impl ProjectChange {
    /// The word on Japanese papers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Added => "追加",
            Self::Removed => "削除",
            Self::Changed => "変更",
        }
    }
}

/// A project on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectSide {
    /// 区分
    pub category: CategoryCode,
    /// 事業名
    pub name: String,
    /// Its amounts; nothing while one is open (調整中).
    pub amounts: Option<Amounts>,
    /// What it says besides, by column.
    pub texts: Vec<(String, String)>,
}

/// A project that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectPair {
    /// What became of it.
    pub change: ProjectChange,
    /// 分
    pub bu: Bu,
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// No.
    pub no: String,
    /// In the former.
    pub before: Option<ProjectSide>,
    /// In the newer.
    pub after: Option<ProjectSide>,
}

impl ProjectPair {
    /// The side that names it: the newer where it is there.
    #[must_use]
    pub fn named(&self) -> Option<&ProjectSide> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// What differs, in words: 「区分」「事業名」, items, and columns of text.
    #[must_use]
    pub fn what(&self) -> String {
        let (Some(before), Some(after)) = (&self.before, &self.after) else { return String::new() };
        let mut words = Vec::new();
        if before.category != after.category {
            words.push("区分".to_owned());
        }
        if before.name != after.name {
            words.push("事業名".to_owned());
        }
        let (a, b) = (before.amounts.unwrap_or_default(), after.amounts.unwrap_or_default());
        words.extend(Item::ALL.into_iter().filter(|item| item.of(&a) != item.of(&b)).map(Item::title));
        if before.amounts.is_some() != after.amounts.is_some() {
            words.push("調整中".to_owned());
        }
        let told = |texts: &[(String, String)], label: &str| texts.iter().find(|(own, _)| own == label).cloned();
        for (label, _) in before.texts.iter().chain(&after.texts) {
            if told(&before.texts, label) != told(&after.texts, label) && !words.contains(label) {
                words.push(label.clone());
            }
        }
        words.join("、")
    }
}

/// A project is the same one where body, 分 and No. are; of several with one No. the first stands against the first.
type Key = (Bu, BodyCode, String, usize);

fn keyed(plan: &Consolidated) -> BTreeMap<Key, &Line> {
    let mut seen: BTreeMap<(Bu, BodyCode, String), usize> = BTreeMap::new();
    let mut keyed = BTreeMap::new();
    for line in &plan.lines {
        let name = (line.bu, line.body, line.key.no.clone());
        let at = seen.entry(name.clone()).or_default();
        keyed.insert((name.0, name.1, name.2, *at), line);
        *at += 1;
    }
    keyed
}

fn side(line: &Line) -> ProjectSide {
    ProjectSide {
        category: line.category.clone(),
        name: line.project.name.text().to_owned(),
        amounts: line.counts().then(|| Amounts::of(line)),
        texts: texts(&line.project),
    }
}

impl Comparison {
    /// Compares two versions of a plan; each comes with what it is called.
    #[must_use]
    pub fn of((before, former): (&str, &Consolidated), (after, newer): (&str, &Consolidated)) -> Self {
        let mut categories = newer.categories.clone();
        categories
            .extend(former.categories.iter().filter(|c| newer.categories.iter().all(|n| n.code != c.code)).cloned());
        let sums = [former, newer].map(|plan| Totals::of(&categories, &plan.lines));
        let pair = |c: &Category| CategoryPair {
            category: c.clone(),
            sums: (sums[0].category(&c.code), sums[1].category(&c.code)),
        };
        let (old, new) = (keyed(former), keyed(newer));
        let keys: std::collections::BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
        let (mut projects, mut same) = (Vec::new(), 0);
        for key in keys {
            let sides = (old.get(key).map(|l| side(l)), new.get(key).map(|l| side(l)));
            let change = match &sides {
                (Some(a), Some(b)) if a == b => {
                    same += 1;
                    continue;
                }
                (Some(_), Some(_)) => ProjectChange::Changed,
                (None, _) => ProjectChange::Added,
                (Some(_), None) => ProjectChange::Removed,
            };
            let line = new.get(key).or_else(|| old.get(key));
            let body_name = line.map(|l| l.body_name.clone()).unwrap_or_default();
            let (bu, body, no) = (key.0, key.1, key.2.clone());
            projects.push(ProjectPair { change, bu, body, body_name, no, before: sides.0, after: sides.1 });
        }
        let rank = |pair: &ProjectPair| {
            let code = pair.named().map(|side| &side.category);
            categories.iter().position(|c| Some(&c.code) == code)
        };
        projects.sort_by_cached_key(rank);
        Self {
            title: format!("{} {}計画", newer.year.era(), newer.prefecture.name()),
            before: before.to_owned(),
            after: after.to_owned(),
            all: (sums[0].all, sums[1].all),
            categories: categories.iter().map(pair).collect(),
            projects,
            same,
        }
    }

    /// The number of a 区分 on papers.
    #[must_use]
    pub fn number<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        let own = self.categories.iter().find(|c| c.category.code == *code);
        own.map_or(code.as_str(), |c| c.category.number.as_str())
    }
}
