//! The grouping as it is kept: by body and No., so that it outlives the versions of the plan.

use std::collections::HashMap;
use std::collections::HashSet;

use super::Group;
use crate::body::BodyCode;
use crate::category::{Bu, CategoryCode};
use crate::consolidated::Line;
use crate::text;

/// A 都道府県事業 as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefecturalProject {
    /// Its 分.
    pub bu: Bu,
    /// Its No. inside the 分: 【No.1（医療分）】.
    pub number: u32,
    /// 区分
    pub category: CategoryCode,
    /// 事業名
    pub title: String,
    /// The municipal projects in it, by body and No., sorted; none is the prefecture's own without a 市町村別内訳.
    pub members: Vec<(BodyCode, String)>,
}

/// How a plan differs from the one its grouping was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Projects of the plan that the grouping does not know, or knows under another 区分: each stands for itself.
    pub added: usize,
    /// Projects of the grouping that the plan no longer has.
    pub gone: usize,
}

impl Drift {
    /// Whether the grouping fits the plan.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// The grouping of a plan, to be kept. A project in two groups (there is none in a grouping that was read or proposed) stays
/// in the first.
#[must_use]
pub fn to_kept(groups: &[Group], lines: &[Line]) -> Vec<PrefecturalProject> {
    let mut seen: HashSet<(Bu, BodyCode, String)> = HashSet::new();
    let keep = |group: &Group| {
        let own = group.members.iter().filter_map(|&m| lines.get(m)).map(key);
        let mut members: Vec<(BodyCode, String)> =
            own.filter(|k| seen.insert(k.clone())).map(|(_, body, no)| (body, no)).collect();
        members.sort();
        let (category, title) = (group.category.clone(), group.title.clone());
        PrefecturalProject { bu: group.bu, number: group.number, category, title, members }
    };
    groups.iter().map(keep).collect()
}

/// A kept grouping on a plan: numbers stay, groups without a project are left out, and projects that stand in none become
/// 都道府県事業 of their own after the last number of their 分.
#[must_use]
pub fn from_kept(kept: &[PrefecturalProject], lines: &[Line]) -> (Vec<Group>, Drift) {
    let mut places: HashMap<(Bu, BodyCode, String), usize> = HashMap::new();
    for (at, project) in kept.iter().enumerate() {
        for (body, no) in &project.members {
            places.insert((project.bu, *body, text::nfkc_trim(no)), at);
        }
    }
    let known = places.len();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); kept.len()];
    let mut alone: Vec<usize> = Vec::new();
    let mut found: HashSet<(Bu, BodyCode, String)> = HashSet::new();
    for (i, line) in lines.iter().enumerate() {
        let key = key(line);
        match places.get(&key).filter(|at| kept[**at].category == line.category) {
            Some(at) => {
                members[*at].push(i);
                found.insert(key);
            }
            None => alone.push(i),
        }
    }
    let drift = Drift { added: alone.len(), gone: known - found.len() };
    let group = |(project, members): (&PrefecturalProject, Vec<usize>)| {
        let (category, title) = (project.category.clone(), project.title.clone());
        Group { bu: project.bu, number: project.number, category, title, members }
    };
    let mut groups: Vec<Group> =
        kept.iter().zip(members).filter(|(_, members)| !members.is_empty()).map(group).collect();
    for i in alone {
        let line = &lines[i];
        let last = |of: &Group| if of.bu == line.bu { of.number } else { 0 };
        let kept_last = kept.iter().filter(|p| p.bu == line.bu).map(|p| p.number).max();
        let number = groups.iter().map(last).max().max(kept_last).unwrap_or_default() + 1;
        groups.push(Group { number, ..super::group(line, line.project.name.text().to_owned(), vec![i]) });
    }
    groups.sort_by_key(|g| (g.bu, g.number));
    (groups, drift)
}

fn key(line: &Line) -> (Bu, BodyCode, String) {
    (line.bu, line.body, text::nfkc_trim(&line.key.no))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::plan::Project;
    use crate::split::LeafKey;
    use crate::{CellRef, Field, Sourced, Yen};

    fn line(body: &str, no: &str, category: &str) -> Line {
        let body = BodyCode::parse(body).expect("a code");
        let name = Field::Given(Sourced { value: format!("事業{no}"), cell: CellRef::new(1, 1), raw: String::new() });
        Line {
            source: 0,
            body,
            body_name: "市".to_owned(),
            category: category.into(),
            bu: if category == "V" { Bu::Care } else { Bu::Medical },
            key: LeafKey { body, no: no.to_owned(), ordinal: 0 },
            project: Arc::new(Project { name, ..Project::default() }),
            facilities: Vec::new(),
            fund: Yen::ZERO,
            carried: Yen::ZERO,
            national: Yen::ZERO,
            prefectural: Yen::ZERO,
        }
    }

    fn grouping() -> (Vec<Group>, Vec<Line>) {
        let lines = vec![line("152021", "1", "II"), line("152048", "1", "II"), line("152021", "1", "V")];
        let group = |bu, number, category: &str, members: &[usize]| Group {
            bu,
            number,
            category: category.into(),
            title: format!("束{number}"),
            members: members.to_vec(),
        };
        (vec![group(Bu::Medical, 4, "II", &[0, 1]), group(Bu::Care, 1, "V", &[2])], lines)
    }

    #[test]
    fn what_is_kept_comes_back() {
        let (groups, lines) = grouping();
        assert_eq!(from_kept(&to_kept(&groups, &lines), &lines), (groups, Drift::default()));
    }

    #[test]
    fn a_plan_that_changed_since_keeps_its_numbers() {
        let (groups, lines) = grouping();
        let kept = to_kept(&groups, &lines);
        // 152048 is gone, 152021's care project is now of another 区分 in 医療分, and 152056 is new.
        let now = vec![line("152021", "１", "II"), line("152021", "2", "I-1"), line("152056", "1", "II")];
        let (restored, drift) = from_kept(&kept, &now);
        assert_eq!(drift, Drift { added: 2, gone: 2 });
        let told: Vec<_> = restored.iter().map(|g| (g.bu, g.number, g.title.as_str(), g.members.as_slice())).collect();
        assert_eq!(
            told,
            [
                (Bu::Medical, 4, "束4", &[0][..]),
                (Bu::Medical, 5, "事業2", &[1][..]),
                (Bu::Medical, 6, "事業1", &[2][..]),
            ]
        );
    }

    #[test]
    fn a_project_of_another_category_leaves_its_group() {
        let (groups, lines) = grouping();
        let kept = to_kept(&groups, &lines);
        let mut moved = lines.clone();
        moved[1].category = "I-1".into();
        let (restored, drift) = from_kept(&kept, &moved);
        assert_eq!(drift, Drift { added: 1, gone: 1 });
        assert!(restored.iter().all(|g| g.members.iter().all(|m| moved[*m].category == g.category)));
        assert_eq!(restored.iter().map(|g| g.members.len()).sum::<usize>(), moved.len(), "nothing is lost");
    }
}
