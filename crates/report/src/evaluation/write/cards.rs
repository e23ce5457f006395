//! 個票: a card on a page of its own, A4 portrait, in the order of the official form.

use kikin_domain::evaluation::{Attainment, Outcome, Output, Standing, execution_rate};
use kikin_domain::{Category, Yen};
use kikin_sheet::form::{CARDS, cards_name};
use rust_xlsxwriter::XlsxError;

use super::{Book, UNIT, percent};
use crate::evaluation::{EvaluatedProject, EvaluationStatement, Funds, YearRow};
use crate::xlsx::{Cell, Form, Part, Tone, form_pixels, pieces};

/// Most cards of a sheet: Excel knows 1,023 page breaks of a sheet, and a sheet of some megabytes opens at once.
const MOST_CARDS: usize = 500;

/// Columns of the form, of its labels, and of what stands beside them.
const WHOLE: u16 = 15;
const LABEL: u16 = 2;
const BESIDE: u16 = WHOLE - LABEL;

/// What stands where a text is blank.
const BLANK: &str = "（記入なし）";

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (statement, title) = (book.statement, book.title);
    if statement.projects.is_empty() {
        let mut form = Form::new(book.workbook, &cards_name(1))?;
        form.title(&format!("{title}　{CARDS}"), "")?;
        form.note("（事業なし）")?;
        return form.finish();
    }
    let mut projects = statement.projects.iter().peekable();
    for number in 1.. {
        if projects.peek().is_none() {
            break;
        }
        let mut form = Form::new(book.workbook, &cards_name(number))?;
        for project in projects.by_ref().take(MOST_CARDS) {
            form.page();
            write_card(statement, &mut form, project, title)?;
            if form.is_full() {
                break;
            }
        }
        form.finish()?;
    }
    Ok(())
}

fn write_card(
    statement: &EvaluationStatement,
    form: &mut Form<'_>,
    project: &EvaluatedProject,
    title: &str,
) -> Result<(), XlsxError> {
    form.title(&format!("{title}　{CARDS}　{} {}", project.body_name, project.label()), UNIT)?;
    let one = project.of_year(statement.evaluated);
    write_head(statement, form, project)?;
    write_text(form, "事業の内容\n（当初計画）", planned(project, &project.content))?;
    write_amounts(form, project)?;
    match one.filter(|one| one.standing != Standing::NotEvaluated) {
        None if one.is_some() => {
            write_text(form, "事後評価", "提出された様式に、この事業の評価の記入がない（評価なし）。")?
        }
        None => write_text(form, "事後評価", "この年度の事後評価の提出がない（評価なし）。")?,
        Some(one) if one.standing == Standing::Unexecuted => {
            write_text(form, "事後評価", "当該年度の執行なし。")?;
            write_onward(form, one)?;
        }
        Some(one) => {
            write_outputs(form, &one.evaluation.outputs)?;
            write_text(form, "未達の原因等\nの分析", &told(one, |o| o.cause.text()))?;
            write_text(form, "改善の方向性", &told(one, |o| o.improvement.text()))?;
            write_outcomes(form, &one.evaluation.outcomes)?;
            write_text(form, "事業の有効性", one.evaluation.effectiveness.text())?;
            write_text(form, "事業の効率性", one.evaluation.efficiency.text())?;
            write_onward(form, one)?;
        }
    }
    write_places(form, project)
}

/// What the plan says; a project that stands in no plan says so.
fn planned<'a>(project: &EvaluatedProject, text: &'a str) -> &'a str {
    if project.in_plan { text } else { "（計画にない事業）" }
}

/// 事業の区分 to 期間.
fn write_head(
    statement: &EvaluationStatement,
    form: &mut Form<'_>,
    project: &EvaluatedProject,
) -> Result<(), XlsxError> {
    let category = statement.categories.iter().find(|c| c.code == project.category).map_or("", Category::name);
    let category = format!("{}　{category}", statement.number(&project.category));
    let title = format!("【{}】\n{}", project.label(), project.name);
    let body = format!("{}（{}）", project.body_name, project.body);
    let blank = if project.in_plan { "記入なし" } else { "（計画にない事業）" };
    let total = project.planned_total.map_or(Cell::Right(blank), Cell::Yen);
    let words =
        [planned(project, &project.area), planned(project, &project.operator), planned(project, &project.period)];
    let [area, operator, period] = words;
    form.rows(&[
        vec![Part::label(LABEL, "事業の区分"), Part::new(BESIDE, Cell::Text(&category))],
        vec![
            Part::label(LABEL, "事業名"),
            Part::new(7, Cell::Text(&title)),
            Part::label(3, "【総事業費\n（計画期間の総額）】"),
            Part::new(3, total),
        ],
        vec![
            Part::label(LABEL, "市町村等"),
            Part::new(5, Cell::Text(&body)),
            Part::label(LABEL, "対象区域"),
            Part::new(6, Cell::Text(area)),
        ],
        vec![
            Part::label(LABEL, "実施主体"),
            Part::new(5, Cell::Text(operator)),
            Part::label(LABEL, "期間"),
            Part::new(6, Cell::Text(period)),
        ],
    ])
}

/// A label and its text, on further rows where it is long.
fn write_text(form: &mut Form<'_>, label: &str, text: &str) -> Result<(), XlsxError> {
    let text = if text.trim().is_empty() { BLANK } else { text };
    let pieces = pieces(text, form_pixels(BESIDE), Tone::Plain.em());
    let mut label = label;
    for piece in &pieces {
        form.rows(&[vec![Part::label(LABEL, label), Part::new(BESIDE, Cell::Text(piece.trim_end_matches('\n')))]])?;
        label = "（続き）";
    }
    Ok(())
}

/// 費用の額: the plan, every evaluated year, and all of them; below them the grants where the money is not of one alone.
fn write_amounts(form: &mut Form<'_>, project: &EvaluatedProject) -> Result<(), XlsxError> {
    let labels: Vec<String> = project.years.iter().map(|one| format!("執行額\n{}", one.year.era())).collect();
    let header = ["総事業費", "基金 計（A+B）", "国（A）", "都道府県（B）", "国（A）の算定"];
    let mut rows = vec![vec![Part::label(3, "計画額・執行額")]];
    rows[0].extend(header.map(|label| Part::label(2, label)));
    let total = |yen: Option<Yen>| yen.map_or(Cell::Right("記入なし"), Cell::Yen);
    if project.in_plan {
        rows.push(amounts("計画額", total(project.planned_total), project.planned, Cell::Blank));
    }
    for (one, label) in project.years.iter().zip(&labels) {
        rows.push(amounts(label, total(one.total), one.spent, Cell::Text(one.basis.label())));
    }
    let spent: Funds = project.years.iter().map(|one| one.spent).sum();
    // What nobody filed is no zero.
    let known = project.years.iter().any(|one| one.total.is_some());
    let totals: Yen = project.years.iter().filter_map(|one| one.total).sum();
    let totals = if known { Cell::Yen(totals) } else { Cell::Blank };
    let rate = rate_cell(execution_rate(project.planned.fund, spent.fund));
    rows.push(amounts("執行額 累計", totals, spent, rate));
    let sources = by_source(project);
    if sources.len() > 1 {
        rows.extend(source_rows(&sources));
    }
    form.rows(&beside("費用の額", rows))
}

/// A label, 総事業費, the parts of the fund, and what stands at the end.
fn amounts<'a>(label: &'a str, total: Cell<'a>, funds: Funds, last: Cell<'a>) -> Vec<Part<'a>> {
    let mut row = vec![Part::label(3, label), Part::new(2, total)];
    row.extend([funds.fund, funds.national, funds.prefectural].map(|yen| Part::new(2, Cell::Yen(yen))));
    row.push(Part::small(2, last));
    row
}

/// 財源の内訳, with its header.
fn source_rows(sources: &[(String, Funds, Funds)]) -> Vec<Vec<Part<'_>>> {
    let labels = ["計画額\n計（A+B）", "計画額\n国（A）", "執行額累計\n計（A+B）", "執行額累計\n国（A）"];
    let mut rows = vec![vec![Part::label(5, "財源の内訳")]];
    rows[0].extend(labels.map(|label| Part::label(2, label)));
    for (source, planned, spent) in sources {
        let mut row = vec![Part::new(5, Cell::Text(source))];
        row.extend([planned.fund, planned.national, spent.fund, spent.national].map(|y| Part::new(2, Cell::Yen(y))));
        rows.push(row);
    }
    rows
}

/// Rows beside one label that covers them all.
fn beside<'a>(label: &'a str, mut rows: Vec<Vec<Part<'a>>>) -> Vec<Vec<Part<'a>>> {
    let covered = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    for (i, row) in rows.iter_mut().enumerate() {
        row.insert(0, Part::label(LABEL, label).over(if i == 0 { covered } else { 0 }));
    }
    rows
}

/// 「執行率 98.76%」
fn rate_cell(rate: Option<i64>) -> Cell<'static> {
    match percent(rate) {
        Cell::Figure(rate) => Cell::Figure(format!("執行率 {rate}")),
        other => other,
    }
}

/// What each grant has of the plan and of all that was executed.
fn by_source(project: &EvaluatedProject) -> Vec<(String, Funds, Funds)> {
    let spent = |index: usize| project.years.iter().filter_map(|one| one.shares.get(index)).map(|(_, f)| *f).sum();
    let parts = project.parts.iter().enumerate();
    parts.map(|(index, (source, planned))| (source.to_string(), *planned, spent(index))).collect()
}

fn write_outputs(form: &mut Form<'_>, outputs: &[Output]) -> Result<(), XlsxError> {
    let header = [("指標名", 5), ("目標値", 2), ("達成値", 2), ("単位", 1), ("方向", 1), ("判定", 2)];
    let rows = outputs.iter().map(|output| {
        let result = match output.attainment() {
            Attainment::Reached => "達成",
            Attainment::Missed => "未達",
            Attainment::PresumedMissed | Attainment::Officer => "県の判断\nを要する",
            Attainment::Blank => "記入なし",
        };
        vec![
            Part::new(5, Cell::Text(output.name.text())),
            Part::new(2, Cell::Right(output.target.text())),
            Part::new(2, Cell::Right(output.achieved.text())),
            Part::new(1, Cell::Word(output.unit.text())),
            Part::new(1, Cell::Word(output.direction.get().map_or("", |d| d.label()))),
            Part::new(2, Cell::Word(result)),
        ]
    });
    table(form, "アウトプット\n指標", &header, rows.collect())
}

fn write_outcomes(form: &mut Form<'_>, outcomes: &[Outcome]) -> Result<(), XlsxError> {
    let header = [("指標名（事業終了後1年以内）", 5), ("目標値", 3), ("実績値", 3), ("観察", 2)];
    let rows = outcomes.iter().map(|outcome| {
        vec![
            Part::new(5, Cell::Text(outcome.name.text())),
            Part::new(3, Cell::Right(outcome.target.text())),
            Part::new(3, Cell::Right(outcome.actual.text())),
            Part::new(2, Cell::Word(outcome.observed.get().map_or("記入なし", |o| o.label()))),
        ]
    });
    table(form, "アウトカム\n指標", &header, rows.collect())
}

/// Rows beside one label.
fn table(
    form: &mut Form<'_>,
    label: &'static str,
    header: &[(&'static str, u16)],
    rows: Vec<Vec<Part<'_>>>,
) -> Result<(), XlsxError> {
    if rows.is_empty() {
        return write_text(form, label, BLANK);
    }
    let labels = header.iter().map(|(label, columns)| Part::label(*columns, label)).collect();
    let parts = std::iter::once(labels).chain(rows).collect();
    form.rows(&beside(label, parts))
}

/// What is said of the outputs: the same text once, another under the name of its indicator. Where all were reached nothing is
/// asked for.
fn told(one: &YearRow, text: impl Fn(&Output) -> &str) -> String {
    let mut listed: Vec<(&str, Vec<&str>)> = Vec::new();
    for output in &one.evaluation.outputs {
        let said = text(output).trim();
        match listed.iter_mut().find(|(known, _)| *known == said) {
            _ if said.is_empty() => {}
            Some((_, names)) => names.push(output.name.text()),
            None => listed.push((said, vec![output.name.text()])),
        }
    }
    match &listed[..] {
        [] if one.standing == Standing::Reached => "（目標を達成したため、該当なし）".to_owned(),
        [(said, _)] => (*said).to_owned(),
        _ => {
            listed.iter().map(|(said, names)| format!("【{}】{said}", names.join("、"))).collect::<Vec<_>>().join("\n")
        }
    }
}

/// 事業の継続, 次年度以降 and その他.
fn write_onward(form: &mut Form<'_>, one: &YearRow) -> Result<(), XlsxError> {
    let goes_on = one.evaluation.goes_on.get().map_or(BLANK, |g| g.label());
    let onward = one.evaluation.onward.get().map_or(BLANK, |o| o.label());
    form.rows(&[vec![
        Part::label(LABEL, "事業の継続"),
        Part::new(5, Cell::Text(goes_on)),
        Part::label(LABEL, "次年度以降"),
        Part::new(6, Cell::Text(onward)),
    ]])?;
    write_text(form, "その他", one.evaluation.remarks.text())
}

/// Where the plan and every evaluation were read.
fn write_places(form: &mut Form<'_>, project: &EvaluatedProject) -> Result<(), XlsxError> {
    let plan = project.place.as_ref();
    let plan = plan.map(|place| format!("計画：{}　シート「{}」{}行", place.file, place.sheet, place.row));
    let evaluation = |one: &YearRow| {
        let cell = one.cell.map(|cell| format!("　執行額 {cell}")).unwrap_or_default();
        format!("事後評価（{}）：{}　シート「{}」{}行{cell}", one.year.era(), one.file_name, one.sheet, one.row)
    };
    let places: Vec<String> = plan.into_iter().chain(project.years.iter().map(evaluation)).collect();
    let places = places.join("\n");
    form.rows(&[vec![Part::label(LABEL, "根拠"), Part::small(BESIDE, Cell::Text(&places))]])
}
