//! Small corrections without Excel: a project's main fields are typed anew, a workbook is made of the changed plan, and it goes
//! the way of every file: the same check, a draft of its own.

use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::permission::Action;
use kikin_domain::place::{Field, Sourced};
use kikin_domain::plan::{FormId, PlanWorkbook, Stage};
use kikin_domain::round::{ChangeOf, changes};
use kikin_domain::text::nfkc_compact;
use kikin_domain::{Bu, CategoryCode, CellRef, Project, Unit, Yen};
use kikin_sheet::template::{Fill, TemplateRequest, template};
use kikin_store::round::{Draft, rounds};
use kikin_store::{PlanYear, Store, workbooks};

use super::desk::{document, draft_of};
use super::error::RoundError;
use super::held::Site;
use super::read::{Checks, read_apart};
use super::upload::{Uploaded, upload};
use crate::check::check;
use crate::database::year_request;
use crate::people::{Scope, permit};
use crate::reading::Document;
use crate::template::NoTemplate;

/// What is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MendOf {
    /// A draft.
    Draft(i64),
    /// The version that counts, where it has come back or nobody reviews it yet.
    Counting(Stage, Bu),
}

/// The kind of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MendKind {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// An amount, yen.
    Yen,
    /// A day, ISO 8601.
    Day,
}

/// A field as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendField {
    /// Its label on the form.
    pub label: String,
    /// What it holds.
    pub kind: MendKind,
    /// Its value as it is typed; blank for none.
    pub value: String,
}

/// A project to be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// Its place among the workbook's projects, from 1.
    pub at: usize,
    /// Its No.
    pub no: String,
    /// Its name.
    pub name: String,
    /// Its fields, in the form's order.
    pub fields: Vec<MendField>,
}

/// The projects of a file that can be corrected without Excel.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), [`RoundError::Field`] where the file can be corrected in Excel only,
/// [`RoundError::Readers`], or the database's.
pub async fn mendable(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (site, of): (Site, MendOf),
) -> Result<Vec<Mend>, RoundError> {
    let source = source(store, reader, scope, site, of).await?;
    Ok((1..).zip(&source.plan.projects).map(|(at, project)| mend(at, project)).collect())
}

/// Types a project's fields anew, `typed` in the order of [`Mend::fields`]; the changed plan is uploaded as a workbook of its own.
///
/// # Errors
/// As [`mendable`], [`RoundError::Field`] with what cannot be read, and as [`upload`].
pub async fn mend_project(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    (site, of): (Site, MendOf),
    at: usize,
    typed: &[String],
) -> Result<Uploaded, RoundError> {
    let Source { plan, name, stage, year } = source(store, reader, scope, site, of).await?;
    let mut changed = plan.clone();
    let project = at.checked_sub(1).and_then(|index| changed.projects.get_mut(index)).ok_or_else(RoundError::hidden)?;
    set(project, typed)?;
    let no = project.no.text().to_owned();
    let name = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let stem = name.strip_suffix(".xlsx").unwrap_or(name).trim_end_matches("_画面修正").to_owned();
    let document = write(&changed, site, stage, &year, format!("{stem}_画面修正.xlsx"))?;
    refuse_losses(&plan, &document, &year, &no)?;
    upload(store, reader, scope, (site, stage), document).await
}

/// A plan as it is kept or read.
struct Source {
    plan: PlanWorkbook,
    name: String,
    stage: Stage,
    year: PlanYear,
}

async fn source(
    store: &Store,
    reader: &Arc<impl Checks + ?Sized>,
    scope: &Scope,
    site: Site,
    of: MendOf,
) -> Result<Source, RoundError> {
    permit(store, scope, Action::Draft, &site.matter()).await?;
    let year = kikin_store::plan_year(store.connection(), site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let (plan, name, stage) = match of {
        MendOf::Draft(id) => {
            let draft: Draft = draft_of(store, scope, site, id).await?;
            let (_, report) = read_apart(reader, document(store, &draft).await?, &year).await?;
            // What could not be read would be lost; the sender's own workbook still has it.
            let plan = report.plan.filter(|_| draft.verdict != kikin_domain::Verdict::Rejected);
            (plan.ok_or_else(in_excel)?, draft.file_name, draft.stage)
        }
        MendOf::Counting(stage, bu) => {
            let there = rounds(store.connection(), site.prefecture, site.year, Some(site.body)).await?;
            let own = there.iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
            let version = own.and_then(|r| r.submission.counting()).ok_or_else(RoundError::hidden)?;
            let mut read = workbooks(store.connection(), site.prefecture, &[version.upload]).await?;
            (read.remove(&version.upload).ok_or_else(in_excel)?, version.file_name.clone(), stage)
        }
    };
    if plan.form != FormId::MunicipalPlan || plan.exported.is_some() || plan.projects.iter().any(|p| p.struck) {
        return Err(in_excel());
    }
    Ok(Source { plan, name, stage, year })
}

fn in_excel() -> RoundError {
    RoundError::field(
        "このファイルには画面の入力欄にない内容（エラー、様式にない列、取消線など）があるため、画面では直せません。Excelで直して、アップロードしてください。",
    )
}

fn mend(at: usize, project: &Project) -> Mend {
    let field = |label: &str, kind, value: String| MendField { label: label.to_owned(), kind, value };
    let text = |label: &str, kind, own: &Field<String>| field(label, kind, own.text().to_owned());
    let day = |label: &str, own: &Field<Date>| {
        field(label, MendKind::Day, own.get().map(|day| day.to_string()).unwrap_or_default())
    };
    let mut fields = vec![
        text("事業名", MendKind::Line, &project.name),
        text("対象区域", MendKind::Line, &project.area),
        text("実施主体", MendKind::Line, &project.body),
        day("事業期間 開始", &project.start),
        day("事業期間 終了", &project.end),
        text("背景にある医療・介護ニーズ", MendKind::Lines, &project.needs),
        text("事業の内容", MendKind::Lines, &project.content),
        text("アウトカムとアウトプットの関連", MendKind::Lines, &project.relation),
        text("備考", MendKind::Lines, &project.remarks),
    ];
    for (word, list) in [("アウトカム指標", &project.outcomes), ("アウトプット指標", &project.outputs)] {
        if let Some(first) = list.first() {
            fields.push(text(&format!("{word} 指標名"), MendKind::Line, &first.name));
            fields.push(text(&format!("{word} 現状値"), MendKind::Line, &first.baseline));
            fields.push(text(&format!("{word} 目標値"), MendKind::Line, &first.target));
        }
    }
    fields.extend(project.amounts().map(|(label, own)| {
        field(&format!("{label}（円）"), MendKind::Yen, own.get().map(|yen| yen.to_string()).unwrap_or_default())
    }));
    Mend { at, no: project.no.text().to_owned(), name: project.name.text().to_owned(), fields }
}

/// Writes what was typed into the project, in the order of [`mend`].
fn set(project: &mut Project, typed: &[String]) -> Result<(), RoundError> {
    let labels = mend(1, project).fields;
    if labels.len() != typed.len() {
        return Err(RoundError::field("入力欄の数が合いません。画面を開き直して、もう一度入力してください。"));
    }
    let mut typed = labels.into_iter().zip(typed).map(|(field, typed)| (field, typed.trim()));
    for own in [&mut project.name, &mut project.area, &mut project.body] {
        put_text(own, typed.next());
    }
    for own in [&mut project.start, &mut project.end] {
        put(
            own,
            typed.next(),
            |text| text.parse::<Date>().ok(),
            "日付ではありません。「2026-04-01」の形で入力してください",
        )?;
    }
    for own in [&mut project.needs, &mut project.content, &mut project.relation, &mut project.remarks] {
        put_text(own, typed.next());
    }
    for first in [project.outcomes.first_mut(), project.outputs.first_mut()].into_iter().flatten() {
        for own in [&mut first.name, &mut first.baseline, &mut first.target] {
            put_text(own, typed.next());
        }
    }
    let yearly = project.yearly.iter_mut().map(|y| &mut y.amount);
    let amounts = [
        &mut project.total,
        &mut project.fund,
        &mut project.national,
        &mut project.prefectural,
        &mut project.other,
        &mut project.public,
        &mut project.private,
        &mut project.entrusted,
        &mut project.carried,
    ];
    for own in amounts.into_iter().chain(yearly) {
        put(own, typed.next(), yen, "金額ではありません。数字だけで入力してください（単位は円）")?;
    }
    Ok(())
}

/// An amount as people type it: full-width digits, separators, △.
fn yen(typed: &str) -> Option<Yen> {
    let plain: String = nfkc_compact(typed).chars().filter(|c| !",、円".contains(*c)).collect();
    plain
        .replace(['△', '▲'], "-")
        .parse::<i64>()
        .ok()
        .filter(|yen| yen.abs() <= kikin_domain::money::AMOUNT_LIMIT)
        .map(Yen::new)
}

fn put_text(own: &mut Field<String>, typed: Option<(MendField, &str)>) {
    let text = typed.map(|(_, text)| text.replace("\r\n", "\n")).unwrap_or_default();
    // What was not touched stays as it was read.
    if own.text().trim() != text {
        *own = given(own.cell(), Some(text).filter(|text| !text.is_empty()));
    }
}

fn put<T: Copy>(
    own: &mut Field<T>,
    typed: Option<(MendField, &str)>,
    read: impl Fn(&str) -> Option<T>,
    wrong: &str,
) -> Result<(), RoundError> {
    let Some((field, text)) = typed.filter(|(field, text)| field.value != *text) else { return Ok(()) };
    let value = match text {
        "" => None,
        text => {
            let told = || RoundError::field(format!("{}の「{text}」は{wrong}。", field.label));
            Some(read(text).ok_or_else(told)?)
        }
    };
    *own = given(own.cell(), value);
    Ok(())
}

fn given<T>(cell: Option<CellRef>, value: Option<T>) -> Field<T> {
    let cell = cell.unwrap_or(CellRef::new(1, 1));
    value.map_or(Field::Blank(cell), |value| Field::Given(Sourced { value, cell, raw: String::new() }))
}

/// The workbook of a plan. It is our own writing: making it needs no process of its own.
fn write(plan: &PlanWorkbook, site: Site, stage: Stage, year: &PlanYear, name: String) -> Result<Document, RoundError> {
    let body = year.bodies.get(site.body).ok_or(NoTemplate::Unknown(site.body))?;
    let categories: Vec<_> = year.categories.of_year(year.year).cloned().collect();
    let request = TemplateRequest {
        form: FormId::MunicipalPlan,
        body,
        year: year.year,
        stage,
        categories: &categories,
        unit: plan.cover.unit.get().unwrap_or(Unit::Thousand),
        fill: Fill::Whole(plan),
        assessments: &[],
    };
    let bytes = template(&request).map_err(NoTemplate::from)?;
    Document::read(name, bytes.as_slice()).map_err(|error| RoundError::Reading(Box::new(error)))
}

/// Whoever corrects one project must not lose anything of the others, nor columns that the form does not know.
fn refuse_losses(before: &PlanWorkbook, document: &Document, year: &PlanYear, no: &str) -> Result<(), RoundError> {
    let after = check(&document.name, &document.bytes, year_request(year)).plan.ok_or_else(in_excel)?;
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let notes = |plan: &PlanWorkbook| plan.projects.iter().map(|p| p.notes.len()).sum::<usize>();
    let lost = Bu::ALL.into_iter().flat_map(|bu| changes(before, &after, bu, bu_of)).any(|change| match change.of {
        ChangeOf::Project(own) => own != no,
        ChangeOf::Table(_) => true,
    });
    if lost || notes(before) != notes(&after) { Err(in_excel()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_touched_stays_and_what_is_typed_is_read() {
        let mut project = Project {
            name: given(None, Some("見守り事業".to_owned())),
            total: given(None, Some(Yen::new(6_000_000))),
            ..Project::default()
        };
        let before = project.clone();
        let typed =
            |project: &Project| -> Vec<String> { mend(1, project).fields.into_iter().map(|f| f.value).collect() };
        let same = typed(&project);
        set(&mut project, &same).expect("is the same");
        assert_eq!(project, before);
        let labels = mend(1, &project).fields;
        let at = |label: &str| labels.iter().position(|f| f.label == label).expect("is a field");
        let mut other = same.clone();
        other[at("総事業費（円）")] = "７,０００,０００円".to_owned();
        other[at("事業期間 開始")] = "2026-05-01".to_owned();
        set(&mut project, &other).expect("is read");
        assert_eq!(
            (project.total.get(), project.start.get()),
            (Some(Yen::new(7_000_000)), Some(jiff::civil::date(2026, 5, 1)))
        );
        other[at("その他（C）（円）")] = "たくさん".to_owned();
        let told = set(&mut project, &other).expect_err("is no amount").to_string();
        assert!(told.contains("その他") && told.contains("「たくさん」"), "{told}");
    }
}
