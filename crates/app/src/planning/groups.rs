//! Bundling projects into 都道府県事業: by ticks, or by the CSV that the command line reads as well.

use std::collections::BTreeSet;

use kikin_domain::consolidated::{Consolidated, Line};
use kikin_domain::grouping::{Group, from_csv, propose, to_csv, to_kept};
use kikin_domain::permission::{Action, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{BodyCode, Bu, Category, CategoryCode, FiscalYear, PrefectureCode, Yen};
use kikin_store::{Store, World, WriteTransaction, audit, set_prefectural_projects};

use crate::jobs::groups_of;
use crate::people::{PeopleError, Scope, permit};
use crate::plan::live;
use crate::round::{RoundError, halves_of};

type Key = (PrefectureCode, FiscalYear);

/// The longest name of a 都道府県事業, in letters: as for 事業名 of the forms.
pub const LONGEST_TITLE: usize = 200;

/// So many projects stand on a page.
pub const PROJECTS_ON_A_PAGE: usize = 200;

/// The projects of a 区分 with their 都道府県事業.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// The year's 区分 in order.
    pub categories: Vec<Category>,
    /// The 区分 that is shown.
    pub category: CategoryCode,
    /// A part of its projects, in the order of the plan.
    pub projects: Vec<GroupedProject>,
    /// Into how many parts the list is cut, 1 or more.
    pub pages: usize,
}

/// A project and its 都道府県事業.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupedProject {
    /// The body.
    pub body: BodyCode,
    /// Its name.
    pub body_name: String,
    /// No.
    pub no: String,
    /// 事業名
    pub name: String,
    /// 基金 計（A+B）, yen.
    pub fund: Yen,
    /// No. and 事業名 of the 都道府県事業.
    pub group: (u32, String),
    /// How many projects are in it.
    pub size: usize,
}

fn plan_of(key: Key) -> Matter {
    Matter::of(Seat::Prefecture(key.0))
}

/// The projects of a 区分, of the first where none is named; `page` from 1.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where the year has no such 区分), [`RoundError::NoYear`], or the database's.
pub async fn grouped(
    store: &Store,
    scope: &Scope,
    key: Key,
    category: Option<CategoryCode>,
    page: usize,
) -> Result<Grouped, RoundError> {
    permit(store, scope, Action::GroupProjects, &plan_of(key)).await?;
    let reading = store.read().await?;
    let live = live(&reading, key, Stage::Plan, None).await?;
    live.set_up.ok_or(RoundError::NoYear(key.0, key.1))?;
    let (groups, plan) = (groups_of(&reading, &live.plan).await?, live.plan);
    let first = plan.categories.first().map(|c| c.code.clone());
    let category = category.or(first).filter(|code| plan.categories.iter().any(|c| c.code == *code));
    let category = category.ok_or_else(RoundError::hidden)?;
    let mut own = vec![None; plan.lines.len()];
    for group in &groups {
        for &member in &group.members {
            own[member] = Some(group);
        }
    }
    let of_category = plan.lines.iter().zip(&own).filter(|(line, _)| line.category == category);
    let all: Vec<GroupedProject> = of_category.map(|(line, group)| told(line, *group)).collect();
    let skipped = page.saturating_sub(1).saturating_mul(PROJECTS_ON_A_PAGE);
    Ok(Grouped {
        pages: all.len().div_ceil(PROJECTS_ON_A_PAGE).max(1),
        projects: all.into_iter().skip(skipped).take(PROJECTS_ON_A_PAGE).collect(),
        category,
        categories: plan.categories,
    })
}

fn told(line: &Line, group: Option<&Group>) -> GroupedProject {
    let name = line.project.name.text().to_owned();
    GroupedProject {
        body: line.body,
        body_name: line.body_name.clone(),
        no: line.key.no.clone(),
        fund: line.fund,
        group: group.map_or((0, name.clone()), |g| (g.number, g.title.clone())),
        size: group.map_or(1, |g| g.members.len()),
        name,
    }
}

/// Bundles projects of a 区分 under a name, or makes each a 都道府県事業 of its own where no name is given. One transaction, one
/// event.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] where nothing is chosen or the name is too long,
/// [`PeopleError::Meanwhile`] where a project is no longer there, or the database's.
pub async fn bundle(
    store: &Store,
    scope: &Scope,
    key: Key,
    category: &CategoryCode,
    chosen: &BTreeSet<(BodyCode, String)>,
    title: Option<&str>,
) -> Result<(), RoundError> {
    permit(store, scope, Action::GroupProjects, &plan_of(key)).await?;
    if chosen.is_empty() {
        return Err(RoundError::field("事業が選ばれていません。束ねる事業に印を付けてください。"));
    }
    if title.is_some_and(|t| t.chars().count() > LONGEST_TITLE || t.chars().any(char::is_control)) {
        return Err(RoundError::field(format!(
            "都道府県事業の名称は、改行のない{LONGEST_TITLE}文字以下にしてください。"
        )));
    }
    let (tx, plan, groups) =
        hold(store, scope, key, |plan| plan.categories.iter().filter(|c| c.code == *category).map(|c| c.bu).collect())
            .await?;
    let is_chosen = |line: &Line| line.category == *category && chosen.contains(&(line.body, line.key.no.clone()));
    let picked: Vec<usize> = (0..).zip(&plan.lines).filter(|(_, line)| is_chosen(line)).map(|(i, _)| i).collect();
    if picked.len() < chosen.len() {
        return Err(RoundError::People(PeopleError::Meanwhile));
    }
    let groups = bundled(&plan, groups, &picked, title);
    set_prefectural_projects(&tx, scope.act(), key.0, key.1, &to_kept(&groups, &plan.lines)).await?;
    tx.commit().await?;
    Ok(())
}

/// The grouping with these projects taken out of where they were, and put together or each by itself. Numbers of others stay.
fn bundled(plan: &Consolidated, mut groups: Vec<Group>, picked: &[usize], title: Option<&str>) -> Vec<Group> {
    let Some(first) = picked.first().and_then(|&i| plan.lines.get(i)) else { return groups };
    let (bu, category) = (first.bu, first.category.clone());
    let former = groups.iter().filter(|g| g.members.iter().any(|m| picked.contains(m))).map(|g| g.number).min();
    for group in &mut groups {
        group.members.retain(|m| !picked.contains(m));
    }
    groups.retain(|group| !group.members.is_empty());
    let parts: Vec<(Vec<usize>, String)> = match title {
        Some(title) => vec![(picked.to_vec(), title.to_owned())],
        None => picked.iter().map(|&i| (vec![i], plan.lines[i].project.name.text().to_owned())).collect(),
    };
    let mut free = former;
    for (members, title) in parts {
        let taken = |number: u32| groups.iter().any(|g| g.bu == bu && g.number == number);
        let last = groups.iter().filter(|g| g.bu == bu).map(|g| g.number).max().unwrap_or_default();
        let number = free.take().filter(|number| !taken(*number)).unwrap_or(last + 1);
        groups.push(Group { bu, number, category: category.clone(), title, members });
    }
    groups.sort_by_key(|g| (g.bu, g.number));
    groups
}

/// The chain, the plan and its grouping, for whoever has charge of the 分 that are concerned.
async fn hold(
    store: &Store,
    scope: &Scope,
    key: Key,
    concerned: impl Fn(&Consolidated) -> Vec<Bu>,
) -> Result<(WriteTransaction, Consolidated, Vec<Group>), RoundError> {
    let tx = store.write().await?;
    audit::hold(&tx, World::from(key.0)).await?;
    let live = live(&*tx, key, Stage::Plan, None).await?;
    live.set_up.ok_or(RoundError::NoYear(key.0, key.1))?;
    if let Some(halves) = halves_of(&concerned(&live.plan)) {
        let matter = plan_of(key).concerning(halves);
        if scope.may(Action::GroupProjects, &matter).is_err() {
            drop(tx);
            permit(store, scope, Action::GroupProjects, &matter).await?;
            return Err(RoundError::hidden());
        }
    }
    let groups = groups_of(&*tx, &live.plan).await?;
    Ok((tx, live.plan, groups))
}

/// The grouping as CSV, or a proposal for it: UTF-8 with a mark, as the command line writes it.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn groups_csv(store: &Store, scope: &Scope, key: Key, proposed: bool) -> Result<Vec<u8>, RoundError> {
    permit(store, scope, Action::GroupProjects, &plan_of(key)).await?;
    let reading = store.read().await?;
    let live = live(&reading, key, Stage::Plan, None).await?;
    live.set_up.ok_or(RoundError::NoYear(key.0, key.1))?;
    let plan = live.plan;
    let groups = if proposed { propose(&plan.categories, &plan.lines) } else { groups_of(&reading, &plan).await? };
    Ok(format!("\u{feff}{}", to_csv(&groups, &plan.lines)).into_bytes())
}

/// Takes a grouping from a CSV that an officer has edited; says how many 都道府県事業 there are. One transaction, one event.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for what is no grouping of this plan, or the database's.
pub async fn groups_from_csv(store: &Store, scope: &Scope, key: Key, csv: &[u8]) -> Result<usize, RoundError> {
    permit(store, scope, Action::GroupProjects, &plan_of(key)).await?;
    let text = std::str::from_utf8(csv).map_err(|_| {
        RoundError::field("UTF-8のCSVではありません。「CSV UTF-8（コンマ区切り）」で保存して、もう一度送ってください。")
    })?;
    let (tx, plan, _) = hold(store, scope, key, |plan| plan.lines.iter().map(|line| line.bu).collect()).await?;
    let groups = from_csv(text, &plan.lines).map_err(|error| {
        RoundError::field(format!("束ね方のCSVを読み取れません：{error}。CSVを直して、もう一度送ってください。"))
    })?;
    set_prefectural_projects(&tx, scope.act(), key.0, key.1, &to_kept(&groups, &plan.lines)).await?;
    tx.commit().await?;
    Ok(groups.len())
}
