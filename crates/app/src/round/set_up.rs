//! The year is set up by 県総括: what is open until when, for whom, what the State allots, what municipalities are told.

use std::collections::BTreeSet;

use kikin_domain::body::local_governments;
use kikin_domain::permission::{Action, Halves, Matter, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, CategoryCode, FiscalYear, PrefectureCode};
use kikin_store::round::{
    NationalNotice, NewNotice, Notice, national_notices, notices, post_notice, set_national_notices,
};
use kikin_store::{Deadline, Expected, Organisation, PlanYear, Store, World, add_organisation, audit, organisations};

use super::error::RoundError;
use super::held::halves_of;
use crate::people::{Scope, permit};

/// All municipalities of a prefecture, expected for both 分 and without 庁内決裁: what a page begins with.
#[must_use]
pub fn every_municipality(prefecture: PrefectureCode) -> Vec<Expected> {
    let expected =
        |g: &kikin_domain::body::LocalGovernment| Expected { body: g.code, halves: Halves::Both, approval: false };
    local_governments().municipalities(prefecture).map(expected).collect()
}

/// Sets a plan year up, or anew. Whoever has charge of one 分 changes that one only.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for what cannot be so, or the database's.
pub async fn set_up_year(store: &Store, scope: &Scope, wanted: &PlanYear) -> Result<(), RoundError> {
    settle(store, scope, (wanted.prefecture, wanted.year), |_, _| Ok(wanted.clone())).await?;
    Ok(())
}

/// Changes a part of a year's set-up, leaving what somebody else changes meanwhile; says what it was before and is now.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], [`RoundError::Field`] for what cannot be so, or the database's.
pub async fn change_year(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    edit: impl FnOnce(&mut PlanYear) + Send,
) -> Result<(PlanYear, PlanYear), RoundError> {
    let settled = settle(store, scope, (prefecture, year), |before, _| {
        let mut after = before.cloned().ok_or(RoundError::NoYear(prefecture, year))?;
        edit(&mut after);
        Ok(after)
    });
    let (before, after) = settled.await?;
    Ok((before.ok_or(RoundError::NoYear(prefecture, year))?, after))
}

/// Holds the chain, looks at the year as it is, and sets what `wanted` makes of it.
pub(super) async fn settle(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    wanted: impl FnOnce(Option<&PlanYear>, &[Organisation]) -> Result<PlanYear, RoundError> + Send,
) -> Result<(Option<PlanYear>, PlanYear), RoundError> {
    let matter = Matter::of(Seat::Prefecture(prefecture));
    permit(store, scope, Action::SetUpYear, &matter).await?;
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    let before = kikin_store::plan_year(&*tx, prefecture, year).await?;
    let bodies = organisations(&*tx, prefecture).await?;
    let after = wanted(before.as_ref(), &bodies)?;
    let concerned = before.as_ref().map_or(Some(Halves::Both), |before| changed(before, &after));
    let Some(halves) = concerned else { return Ok((before, after)) };
    if scope.may(Action::SetUpYear, &matter.concerning(halves)).is_err() {
        drop(tx);
        permit(store, scope, Action::SetUpYear, &matter.concerning(halves)).await?;
        return Err(RoundError::hidden());
    }
    check_year(&after, &bodies)?;
    kikin_store::set_plan_year(&tx, scope.act(), &after).await?;
    tx.commit().await?;
    Ok((before, after))
}

/// The 分 that a change concerns; none where nothing is changed.
fn changed(before: &PlanYear, after: &PlanYear) -> Option<Halves> {
    if before == after {
        return None;
    }
    let of = |year: &PlanYear, bu: Bu| {
        let stages: Vec<bool> = Stage::ALL.iter().map(|stage| year.is_open(bu, *stage)).collect();
        let mut deadlines: Vec<_> = year.deadlines.iter().filter(|d| d.bu == bu).copied().collect();
        deadlines.sort_by_key(|d| (d.stage, d.round));
        (stages, deadlines)
    };
    let differ: Vec<Bu> = Bu::ALL.into_iter().filter(|bu| of(before, *bu) != of(after, *bu)).collect();
    let common = |year: &PlanYear| {
        let PlanYear { form_version, categories, severities, expected, .. } = year.clone();
        (form_version, categories, severities, expected)
    };
    if common(before) == common(after) { halves_of(&differ) } else { Some(Halves::Both) }
}

fn check_year(wanted: &PlanYear, bodies: &[Organisation]) -> Result<(), RoundError> {
    let known = kikin_sheet::form::KNOWN_VERSIONS;
    if let Some(version) = wanted.form_version.as_deref().filter(|v| !known.contains(v)) {
        return Err(RoundError::field(format!(
            "様式版「{version}」はありません。{}から選んでください。",
            known.join("、")
        )));
    }
    let mut seen = BTreeSet::new();
    for one in &wanted.expected {
        let name = bodies.iter().find(|b| b.code == one.body).map(|b| b.name.as_str());
        if name.is_none() || one.body.is_prefecture() {
            return Err(RoundError::field(format!(
                "団体コード{}は、この都道府県に登録されていません。先に団体を追加してください。",
                one.body
            )));
        }
        if !seen.insert(one.body) {
            return Err(RoundError::field(format!("団体コード{}が2回あります。1回にしてください。", one.body)));
        }
    }
    check_deadlines(&wanted.deadlines)
}

/// Rounds follow one another from 1, each later than the one before.
fn check_deadlines(deadlines: &[Deadline]) -> Result<(), RoundError> {
    for (bu, stage) in Bu::ALL.into_iter().flat_map(|bu| Stage::ALL.iter().map(move |stage| (bu, *stage))) {
        let mut own: Vec<&Deadline> = deadlines.iter().filter(|d| (d.bu, d.stage) == (bu, stage)).collect();
        own.sort_by_key(|d| d.round);
        let numbered = (1..).zip(&own).all(|(number, d)| d.round == number);
        let later = own.windows(2).all(|two| two[0].at.instant() < two[1].at.instant());
        if !numbered || !later {
            return Err(RoundError::field(format!(
                "{}の{}の期限は、第1回から順に、前の回より後の日時にしてください。",
                bu.label(),
                stage.label()
            )));
        }
    }
    Ok(())
}

/// A plan year as it is set up.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn read_year(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<(PlanYear, Vec<NationalNotice>), RoundError> {
    permit(store, scope, Action::ViewPlan, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let reading = store.read().await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    let noticed = national_notices(&reading, prefecture, year).await?;
    Ok((set_up.ok_or(RoundError::NoYear(prefecture, year))?, noticed))
}

/// Adds a body to a prefecture's world: 広域連合, 一部事務組合.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`], or the database's (a code that is taken).
pub async fn add_body(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    new: &Organisation,
) -> Result<(), RoundError> {
    permit(store, scope, Action::AddBody, &Matter::of(Seat::Prefecture(prefecture))).await?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(RoundError::field("団体の名称を1文字以上100文字以下で入力してください。"));
    }
    if new.code.prefecture() != prefecture {
        return Err(RoundError::field(format!(
            "団体コード{}は{}のものです。{}の団体コードを入力してください。",
            new.code,
            new.code.prefecture().name(),
            prefecture.name()
        )));
    }
    if let (Some(from), Some(to)) = (new.valid_from, new.valid_to)
        && to < from
    {
        return Err(RoundError::field(format!("期間の終わり（{to}）が始まり（{from}）より前です。直してください。")));
    }
    let new = Organisation { name: name.to_owned(), ..new.clone() };
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    let there = organisations(&*tx, prefecture).await?;
    if let Some(taken) = there.iter().find(|b| b.code == new.code) {
        return Err(RoundError::field(format!(
            "団体コード{}は「{}」として登録されています。団体コードを確かめてください。",
            new.code, taken.name
        )));
    }
    if let Some(unknown) = new.members.iter().find(|m| there.iter().all(|b| b.code != **m)) {
        return Err(RoundError::field(format!(
            "構成市町村の団体コード{unknown}は登録されていません。団体コードを確かめてください。"
        )));
    }
    add_organisation(&tx, scope.act(), prefecture, &new).await?;
    tx.commit().await?;
    Ok(())
}

/// Enters 国の内示 of a plan year: all rounds, in the place of what was entered before.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`], or the database's.
pub async fn enter_national_notices(
    store: &Store,
    scope: &Scope,
    (prefecture, year): (PrefectureCode, FiscalYear),
    wanted: &[NationalNotice],
) -> Result<(), RoundError> {
    let matter = Matter::of(Seat::Prefecture(prefecture));
    permit(store, scope, Action::EnterNationalNotice, &matter).await?;
    let tx = store.write().await?;
    audit::hold(&tx, World::from(prefecture)).await?;
    let set_up = kikin_store::plan_year(&*tx, prefecture, year).await?.ok_or(RoundError::NoYear(prefecture, year))?;
    check_notices(&set_up, wanted)?;
    let before = national_notices(&*tx, prefecture, year).await?;
    let bu_of = |code: &CategoryCode| set_up.categories.get(code, year).map(|c| c.bu);
    let differ = |a: &[NationalNotice], b: &[NationalNotice]| -> Vec<Bu> {
        a.iter().filter(|n| !b.contains(n)).filter_map(|n| bu_of(&n.category)).collect()
    };
    let changed = [differ(&before, wanted), differ(wanted, &before)].concat();
    let Some(halves) = halves_of(&changed) else { return Ok(()) };
    if scope.may(Action::EnterNationalNotice, &matter.concerning(halves)).is_err() {
        drop(tx);
        return Ok(permit(store, scope, Action::EnterNationalNotice, &matter.concerning(halves)).await?);
    }
    set_national_notices(&tx, scope.act(), (prefecture, year), wanted).await?;
    tx.commit().await?;
    Ok(())
}

fn check_notices(year: &PlanYear, wanted: &[NationalNotice]) -> Result<(), RoundError> {
    let mut seen = BTreeSet::new();
    for one in wanted {
        let place = format!("第{}回の区分{}", one.round, one.category.as_str());
        if year.categories.get(&one.category, year.year).is_none() {
            return Err(RoundError::field(format!("{place}は、{}の区分にありません。", year.year.era())));
        }
        if one.round == 0 || !seen.insert((one.round, one.category.clone())) {
            return Err(RoundError::field(format!(
                "{place}の内示が2回あります。回は1から、区分ごとに1件にしてください。"
            )));
        }
        if one.national.get() < 0 || one.fund < one.national {
            return Err(RoundError::field(format!(
                "{place}の内示額は、0円以上で、国費が基金の規模以下になるように直してください。"
            )));
        }
    }
    Ok(())
}

/// Posts a notice to the municipalities, in the place of another where one is named; a blank text takes that one down.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`], or the database's.
pub async fn tell_municipalities(store: &Store, scope: &Scope, new: NewNotice<'_>) -> Result<Notice, RoundError> {
    permit(store, scope, Action::PostNotice, &Matter::of(Seat::Prefecture(new.prefecture))).await?;
    let (title, content) = (new.title.trim(), new.content.trim());
    let takes_down = content.is_empty() && new.replaces.is_some();
    if title.is_empty() || title.chars().count() > 200 || content.chars().count() > 10_000 {
        return Err(RoundError::field("お知らせの件名は1文字以上200文字以下、本文は10,000文字以下にしてください。"));
    }
    if content.is_empty() && !takes_down {
        return Err(RoundError::field("お知らせの本文が空欄です。記入してください。"));
    }
    let tx = store.write().await?;
    audit::hold(&tx, World::from(new.prefecture)).await?;
    let there = notices(&*tx, new.prefecture, new.year).await?;
    if new.replaces.is_some_and(|id| there.iter().all(|notice| notice.id != id)) {
        return Err(RoundError::hidden());
    }
    let posted = post_notice(&tx, scope.act(), NewNotice { title, content, ..new }).await?;
    tx.commit().await?;
    Ok(posted)
}

/// The notices of a plan year, for everybody of the prefecture.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn read_notices(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    year: FiscalYear,
) -> Result<Vec<Notice>, RoundError> {
    permit(store, scope, Action::ReadNotices, &Matter::of(Seat::Prefecture(prefecture))).await?;
    Ok(notices(store.connection(), prefecture, year).await?)
}
