//! The catalogue of rules as JSON, as text and as a page of the documentation; all three come from the definitions.

use std::fmt::Write as _;

use kikin_domain::rule::{Edit, Example, Input, Package, Rule, Table};
use kikin_domain::{RuleId, Yen};
use kikin_sheet::form::{AREAS, EVALUATIONS, FACILITIES, GOALS, HEARINGS, PROJECTS, TableDef};
use serde::Serialize;

#[derive(Serialize)]
struct RuleJson {
    id: &'static str,
    severity: &'static str,
    sentence: &'static str,
    since: &'static str,
    breaks: String,
    keeps: String,
    messages: Vec<MessageJson>,
}

#[derive(Serialize)]
struct MessageJson {
    case: &'static str,
    message: &'static str,
    hint: &'static str,
}

/// The JSON of `rules`: an array with one object per rule.
///
/// # Errors
/// What the serializer reports; none is known for these types.
pub fn json() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&definitions().map(rule_json).collect::<Vec<_>>())
}

fn definitions() -> impl Iterator<Item = &'static Rule> {
    RuleId::ALL.iter().map(|id| id.definition())
}

fn rule_json(rule: &Rule) -> RuleJson {
    let wording = |w: &kikin_domain::rule::Wording| MessageJson { case: w.case, message: w.message, hint: w.hint };
    RuleJson {
        id: rule.id.as_str(),
        severity: rule.severity.code(),
        sentence: rule.sentence,
        since: rule.since,
        breaks: describe(&rule.breaks),
        keeps: describe(&rule.keeps),
        messages: rule.wordings.iter().map(wording).collect(),
    }
}

/// The catalogue for a terminal: one rule a paragraph.
#[must_use]
pub fn text() -> String {
    let mut out = String::new();
    for rule in definitions() {
        let _ = writeln!(out, "{} [{}] {}", rule.id, rule.severity.label(), rule.sentence);
        let _ = writeln!(out, "     守らない例：{}", describe(&rule.breaks));
        let _ = writeln!(out, "     守る例　　：{}", describe(&rule.keeps));
    }
    out
}

/// The catalogue page of the documentation, in Markdown.
#[must_use]
pub fn markdown() -> String {
    const GROUPS: [(&str, &str); 6] =
        [("F", "ファイル"), ("T", "様式"), ("C", "セル"), ("X", "セルどうし"), ("P", "県全体"), ("V", "事後評価")];
    let mut out = String::from(
        "# 検査の規則\n\nこのページは規則の定義から作られ、テストが定義との一致を確かめます（`cargo xtask docs` で作り直します）。\n\
         例は、誤りのない市町村計画様式（Vでは、その計画の事後評価様式）からの変更点で示します。一つのファイルの中の検査（F、T、C、X、V）の重さは、年度ごとに変えられます。\n",
    );
    for (letter, title) in GROUPS {
        let _ = write!(out, "\n## {letter} {title}\n");
        for rule in definitions().filter(|r| r.id.as_str().starts_with(letter)) {
            let _ = write!(out, "\n### {}（{}）\n\n{}\n\n", rule.id, rule.severity.label(), rule.sentence);
            for wording in rule.wordings {
                let _ = writeln!(out, "- {} → {}", placeholders(wording.message), placeholders(wording.hint));
            }
            let _ = writeln!(out, "\n守らない例：{}", describe(&rule.breaks));
            let _ = writeln!(out, "\n守る例：{}", describe(&rule.keeps));
            let _ = writeln!(out, "\n様式版 {} から。", rule.since);
        }
    }
    out
}

/// `{name}` is a place to be filled; on paper it is a dash in corner brackets' stead.
fn placeholders(template: &str) -> String {
    let mut out = String::new();
    let mut depth = false;
    for c in template.chars() {
        match c {
            '{' => {
                depth = true;
                out.push('〇');
            }
            '}' => depth = false,
            c if !depth => out.push(c),
            _ => {}
        }
    }
    out
}

/// An example in words.
#[must_use]
pub fn describe(example: &Example) -> String {
    match example {
        Example::One(edits) | Example::Evaluation(edits) => steps(edits),
        Example::Two(first, second) => {
            format!("二つのブックを出す。一つ目は{}、二つ目は{}", steps(first), steps(second))
        }
        Example::Noticed(edits, category, yen) => {
            let noticed = yen.parse().map_or_else(|_| (*yen).to_owned(), |yen| Yen::new(yen).to_string());
            format!("ブックを出し（{}）、区分{category}の国の内示額を{noticed}円とする", steps(edits))
        }
        Example::Returned(first, second) => {
            format!("{}のブックに修正の依頼を受け、理由を書かずに次のブックを出す：{}", steps(first), steps(second))
        }
    }
}

fn steps(edits: &[Edit]) -> String {
    if edits.is_empty() {
        return "変更なし".to_owned();
    }
    edits.iter().map(step).collect::<Vec<_>>().join("、")
}

fn step(edit: &Edit) -> String {
    match edit {
        Edit::Cover(label, input) => format!("表紙の「{label}」を{}", input_text(*input)),
        Edit::Cell(table, row, key, input) => {
            format!("{}の{}件目の「{}」を{}", name(*table), row + 1, label(*table, key), input_text(*input))
        }
        Edit::Row(table, cells) => format!("{}に{}の行を加える", name(*table), cells_text(*table, cells)),
        Edit::CopyRow(table, row, []) => {
            format!("{}の{}件目をもう一度書く", name(*table), row + 1)
        }
        Edit::CopyRow(table, row, cells) => {
            format!("{}の{}件目を写し、{}とした行を加える", name(*table), row + 1, cells_text(*table, cells))
        }
        Edit::DropRows(table) => format!("{}の行をすべて消す", name(*table)),
        Edit::DropColumn(table, key) => format!("{}の列「{}」を消す", name(*table), label(*table, key)),
        Edit::AddColumn(table, label, input) => {
            format!("{}に列「{label}」（{}）を加える", name(*table), input_text(*input))
        }
        Edit::Label(table, key, to) => format!("{}の項目名「{}」を「{to}」にする", name(*table), label(*table, key)),
        Edit::SheetUnit(table, "") => format!("{}の上の単位を消す", name(*table)),
        Edit::SheetUnit(table, unit) => format!("{}の上の単位を「{unit}」にする", name(*table)),
        Edit::DropHeader(table) => format!("{}の見出し行を消す", name(*table)),
        Edit::DropSheet(sheet) => format!("シート「{sheet}」を消す"),
        Edit::AddSheet(sheet, _) => format!("シート「{sheet}」を加える"),
        Edit::HideRow(table, row) => format!("{}の{}件目の行を非表示にする", name(*table), row + 1),
        Edit::Strike(table, row) => format!("{}の{}件目に取り消し線を引く", name(*table), row + 1),
        Edit::Package(package) => package_text(*package).to_owned(),
    }
}

fn cells_text(table: Table, cells: &[(&str, Input)]) -> String {
    let one = |(key, input): &(&str, Input)| format!("「{}」が{}", label(table, key), value_text(*input));
    cells.iter().map(one).collect::<Vec<_>>().join("・")
}

fn name(table: Table) -> &'static str {
    definition(table).title
}

fn definition(table: Table) -> &'static TableDef {
    match table {
        Table::Projects => &PROJECTS,
        Table::Facilities => &FACILITIES,
        Table::Areas => &AREAS,
        Table::Goals => &GOALS,
        Table::Hearings => &HEARINGS,
        Table::Evaluations => &EVALUATIONS,
    }
}

/// The label of a column; `y2026` is a year of 年度別基金所要額.
fn label(table: Table, key: &str) -> String {
    if let Some(column) = definition(table).column(key) {
        return column.title();
    }
    match key.strip_prefix('y').and_then(|y| y.parse().ok()).and_then(kikin_domain::FiscalYear::new) {
        Some(year) => format!("年度別基金所要額 {}", year.era()),
        None => key.to_owned(),
    }
}

fn input_text(input: Input) -> String {
    match input {
        Input::Blank => "空欄にする".to_owned(),
        other => format!("{}にする", value_text(other)),
    }
}

fn value_text(input: Input) -> String {
    const LONGEST: usize = 40;
    match input {
        Input::Blank => "空欄".to_owned(),
        Input::Text(t) if t.chars().count() > LONGEST => format!("{}字の文章", t.chars().count()),
        Input::Text(t) => format!("「{}」", t.chars().map(visible).collect::<String>()),
        Input::Number(n) | Input::Date(n) | Input::Error(n) => format!("「{n}」"),
        Input::Formula(f) => format!("計算結果のない数式「={f}」"),
        Input::Cached(f, v) => format!("数式「={f}」（計算結果 {v}）"),
    }
}

/// Control and private-use characters as a mark that can be seen.
fn visible(c: char) -> char {
    match c {
        '\n' => '↵',
        c if c.is_control() => '␀',
        '\u{E000}'..='\u{F8FF}' => '〓',
        c => c,
    }
}

const fn package_text(package: Package) -> &'static str {
    match package {
        Package::Pdf => "PDFファイルを出す",
        Package::Encrypted => "パスワードを付けて保存する",
        Package::Macros => "マクロを含めて保存する",
        Package::TooManyEntries => "部品が2,000を超えるブックを出す",
        Package::Truncated => "途中で切れたファイルを出す",
        Package::ExternalLink => "ほかのブックへのリンクを含める",
    }
}
