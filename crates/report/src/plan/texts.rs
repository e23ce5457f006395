//! The plan's tables of text: 計画本文, 区域, 目標, 意見聴取, and whom to ask.

use kikin_domain::consolidated::{BodyTexts, Consolidated};
use kikin_domain::plan::{Area, Chapter, Goal, Hearing, OUTLINE};
use kikin_domain::{BodyCode, Category};
use kikin_sheet::form::UNWRITTEN;

/// Who may see the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// No personal names.
    #[default]
    Public,
    /// With a sheet of whom to ask.
    Full,
}

/// A row of a table of text, with the body that filed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow<const N: usize> {
    /// 団体コード
    pub body: BodyCode,
    /// 団体名
    pub name: String,
    /// The cells, in the order of the form's columns.
    pub cells: [String; N],
}

/// All tables of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTexts {
    /// 章, 節, 本文; the outline where the prefecture has filed none.
    pub chapters: Vec<[String; 3]>,
    /// 区域名, 構成する日常生活圏域, 設定の考え方
    pub areas: Vec<TextRow<3>>,
    /// 区分, 目標, 指標名, 現状値, 目標値, 単位, 目標年度
    pub goals: Vec<TextRow<7>>,
    /// 実施日, 対象, 方法, 主な意見, 反映状況
    pub hearings: Vec<TextRow<5>>,
    /// 担当課, 担当者, 電話番号, メールアドレス; empty in the public edition
    pub contacts: Vec<TextRow<4>>,
}

impl PlanTexts {
    /// The texts of a plan; without whom to ask in the public edition.
    #[must_use]
    pub fn of(plan: &Consolidated, edition: Edition) -> Self {
        let chapters: Vec<[String; 3]> = plan.texts.iter().flat_map(|t| &t.chapters).map(chapter).collect();
        Self {
            chapters: if chapters.is_empty() { outline() } else { chapters },
            areas: rows(plan, |t| t.areas.iter().map(area).collect()),
            goals: rows(plan, |t| t.goals.iter().map(|g| goal(g, &plan.categories)).collect()),
            hearings: rows(plan, |t| t.hearings.iter().map(hearing).collect()),
            contacts: match edition {
                Edition::Public => Vec::new(),
                Edition::Full => rows(plan, |t| vec![contact(t)]),
            },
        }
    }
}

/// The rows of every body; what it files twice, with 医療分 and with 介護分, stands once.
fn rows<const N: usize>(plan: &Consolidated, of: impl Fn(&BodyTexts) -> Vec<[String; N]>) -> Vec<TextRow<N>> {
    let mut rows: Vec<TextRow<N>> = Vec::new();
    for texts in &plan.texts {
        for cells in of(texts) {
            let row = TextRow { body: texts.body, name: texts.body_name.clone(), cells };
            if row.cells.iter().any(|c| !c.is_empty()) && !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows
}

fn chapter(chapter: &Chapter) -> [String; 3] {
    let [title, section, text] = [&chapter.chapter, &chapter.section, &chapter.text].map(|f| f.text().to_owned());
    [title, section, if text.is_empty() { UNWRITTEN.to_owned() } else { text }]
}

fn outline() -> Vec<[String; 3]> {
    let rows = |(title, sections): &(&str, &[&str])| {
        let row = |section: &&str| [*title, *section, UNWRITTEN].map(str::to_owned);
        sections.iter().map(row).collect::<Vec<_>>()
    };
    OUTLINE.iter().flat_map(rows).collect()
}

fn area(area: &Area) -> [String; 3] {
    [&area.name, &area.parts, &area.reason].map(|f| f.text().to_owned())
}

fn goal(goal: &Goal, categories: &[Category]) -> [String; 7] {
    let i = &goal.indicator;
    let category = goal
        .category
        .value()
        .map_or("", |code| categories.iter().find(|c| c.code == *code).map_or(code.as_str(), |c| c.number.as_str()));
    let texts = [&goal.goal, &i.name, &i.baseline, &i.target, &i.unit, &i.target_year].map(|f| f.text());
    let [goal, name, baseline, target, unit, year] = texts;
    [category, goal, name, baseline, target, unit, year].map(str::to_owned)
}

fn hearing(hearing: &Hearing) -> [String; 5] {
    [&hearing.held, &hearing.whom, &hearing.how, &hearing.opinions, &hearing.reflected].map(|f| f.text().to_owned())
}

fn contact(texts: &BodyTexts) -> [String; 4] {
    let contact = &texts.contact;
    [&contact.division, &contact.officer, &contact.phone, &contact.mail].map(Clone::clone)
}
