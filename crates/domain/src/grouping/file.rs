//! The grouping as a CSV file that an officer edits.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};

use super::Group;
use crate::body::BodyCode;
use crate::category::{Bu, CategoryCode};
use crate::consolidated::Line;
use crate::text;

/// The columns, in order.
const HEADER: [&str; 6] = ["bu", "number", "title", "municipality_code", "category", "no"];

/// Why a CSV is no grouping of the plan. Lines are counted from 1, the header included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupingError {
    /// The first line is not the header.
    #[error("1行目が見出しではありません。見出しは「bu,number,title,municipality_code,category,no」です")]
    Header,
    /// A quotation mark is not closed.
    #[error("{line}行目から始まる引用符「\"」が閉じていません")]
    Quote {
        /// Where it opens.
        line: usize,
    },
    /// A row has more or fewer than six fields.
    #[error("{line}行目の項目が{found}個です（6個必要です）")]
    Fields {
        /// The row.
        line: usize,
        /// How many it has.
        found: usize,
    },
    /// A field cannot be read.
    #[error("{line}行目の{column}「{value}」を読み取れません（{expected}）")]
    Value {
        /// The row.
        line: usize,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// No such project.
    #[error("{line}行目の事業（{project}）は、この計画にありません")]
    Unknown {
        /// The row.
        line: usize,
        /// Body, 区分 and No.
        project: String,
    },
    /// A project stands in two rows.
    #[error("{line}行目の事業（{project}）は、{first}行目にもあります")]
    Duplicate {
        /// The second row.
        line: usize,
        /// The first.
        first: usize,
        /// Body, 区分 and No.
        project: String,
    },
    /// Projects without a row.
    #[error("計画の事業が{count}件、どの行にもありません（{project}）")]
    Missing {
        /// How many.
        count: usize,
        /// The first of them, and whether there are others.
        project: String,
    },
    /// Rows of one number that do not agree.
    #[error("{line}行目の{group}の{what}が、{first}行目と異なります")]
    Differs {
        /// The later row.
        line: usize,
        /// The group's first row.
        first: usize,
        /// 「医療分 No.1」
        group: String,
        /// 事業名 or 区分.
        what: &'static str,
    },
}

/// The grouping as CSV: a row per project, by 分, number and the plan's order.
#[must_use]
pub fn to_csv(groups: &[Group], lines: &[Line]) -> String {
    let mut out = HEADER.join(",");
    out.push_str("\r\n");
    for group in groups {
        for line in group.members.iter().filter_map(|&m| lines.get(m)) {
            let fields = [
                group.bu.label().to_owned(),
                group.number.to_string(),
                group.title.clone(),
                line.body.to_string(),
                line.category.to_string(),
                line.key.no.clone(),
            ];
            out.push_str(&fields.map(|f| quoted(&f)).join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// Reads an edited grouping: every project of the plan exactly once, numbers unique per 分, one 区分 and one name to a
/// number.
///
/// # Errors
/// [`GroupingError`] with the first row that is wrong.
pub fn from_csv(csv: &str, lines: &[Line]) -> Result<Vec<Group>, GroupingError> {
    let quote = |line| GroupingError::Quote { line };
    let mut records = records(csv.trim_start_matches('\u{feff}')).map_err(quote)?.into_iter();
    let header = records.next().map(|(_, fields)| fields).unwrap_or_default();
    if !header.iter().map(|f| text::key(f)).eq(HEADER) {
        return Err(GroupingError::Header);
    }
    let mut unplaced = Unplaced::of(lines);
    let mut groups: BTreeMap<(Bu, u32), (usize, Group)> = BTreeMap::new();
    for (line, fields) in records {
        let found = fields.len();
        let fields: [String; 6] = fields.try_into().map_err(|_| GroupingError::Fields { line, found })?;
        let row = Row::read(line, &fields)?;
        let member = unplaced.take(&row)?;
        let title = row.title.clone();
        let category = row.category.clone();
        let (first, group) = groups
            .entry((row.bu, row.number))
            .or_insert_with(|| (line, Group { bu: row.bu, number: row.number, category, title, members: Vec::new() }));
        row.agrees(*first, group)?;
        group.members.push(member);
    }
    unplaced.none_left(lines)?;
    let sorted = |(_, mut group): (usize, Group)| {
        group.members.sort_unstable();
        group
    };
    Ok(groups.into_values().map(sorted).collect())
}

/// One row as read.
struct Row {
    line: usize,
    bu: Bu,
    number: u32,
    title: String,
    body: BodyCode,
    category: CategoryCode,
    no: String,
}

impl Row {
    fn read(line: usize, fields: &[String; 6]) -> Result<Self, GroupingError> {
        let [bu, number, title, body, category, no] = fields;
        let wrong = |at: usize, expected| GroupingError::Value {
            line,
            column: HEADER[at],
            value: fields[at].clone(),
            expected,
        };
        let bu = text::nfkc_compact(bu);
        let title = unmarked(title).trim_matches(text::is_space);
        // A spreadsheet drops the zero that codes of 北海道 to 福島県 begin with.
        let code = format!("{:0>6}", text::nfkc_compact(body));
        Ok(Self {
            line,
            bu: Bu::ALL.into_iter().find(|b| b.label() == bu).ok_or_else(|| wrong(0, "医療分、介護分"))?,
            number: text::nfkc_compact(number)
                .parse()
                .ok()
                .filter(|n| *n > 0)
                .ok_or_else(|| wrong(1, "1以上の整数"))?,
            title: Some(title).filter(|t| !t.is_empty()).ok_or_else(|| wrong(2, "事業名"))?.to_owned(),
            body: BodyCode::parse(&code).ok_or_else(|| wrong(3, "検査数字の合う6桁の団体コード"))?,
            category: CategoryCode::from(text::nfkc_compact(category).as_str()),
            no: text::nfkc_trim(unmarked(no)),
        })
    }

    fn project(&self) -> String {
        project(self.body, &self.category, &self.no)
    }

    fn agrees(&self, first: usize, group: &Group) -> Result<(), GroupingError> {
        let differs = |what| {
            let name = format!("{} No.{}", group.bu.label(), group.number);
            Err(GroupingError::Differs { line: self.line, first, group: name, what })
        };
        if self.category != group.category {
            return differs("区分");
        }
        if self.title != group.title {
            return differs("事業名");
        }
        Ok(())
    }
}

fn project(body: BodyCode, category: &CategoryCode, no: &str) -> String {
    format!("{body} 区分{category} No.{no}")
}

/// The plan's projects, and in which row each was seen.
struct Unplaced {
    by_key: HashMap<(BodyCode, CategoryCode, String), Vec<usize>>,
    bu: Vec<Bu>,
    seen: HashMap<usize, usize>,
}

impl Unplaced {
    fn of(lines: &[Line]) -> Self {
        let mut by_key: HashMap<_, Vec<usize>> = HashMap::new();
        for (i, line) in lines.iter().enumerate() {
            let no = text::nfkc_trim(&line.key.no);
            by_key.entry((line.body, line.category.clone(), no)).or_default().push(i);
        }
        Self { by_key, bu: lines.iter().map(|l| l.bu).collect(), seen: HashMap::new() }
    }

    /// The project of a row. Projects that share body, 区分 and No. are taken one by one.
    fn take(&mut self, row: &Row) -> Result<usize, GroupingError> {
        let unknown = || GroupingError::Unknown { line: row.line, project: row.project() };
        let same = self.by_key.get(&(row.body, row.category.clone(), row.no.clone())).ok_or_else(unknown)?;
        let mut first = row.line;
        for &member in same {
            if self.bu.get(member) != Some(&row.bu) {
                return Err(unknown());
            }
            match self.seen.entry(member) {
                Entry::Vacant(free) => {
                    free.insert(row.line);
                    return Ok(member);
                }
                Entry::Occupied(taken) => first = *taken.get(),
            }
        }
        Err(GroupingError::Duplicate { line: row.line, first, project: row.project() })
    }

    fn none_left(&self, lines: &[Line]) -> Result<(), GroupingError> {
        let mut left = lines.iter().enumerate().filter(|(i, _)| !self.seen.contains_key(i)).map(|(_, l)| l);
        let Some(line) = left.next() else { return Ok(()) };
        let project = project(line.body, &line.category, &line.key.no);
        match left.count() {
            0 => Err(GroupingError::Missing { count: 1, project }),
            others => Err(GroupingError::Missing { count: others + 1, project: project + " ほか" }),
        }
    }
}

/// A spreadsheet would take such a text for a formula.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// A field as CSV; an apostrophe goes before what would become a formula.
fn quoted(field: &str) -> String {
    let mark = if is_risky(field) { "'" } else { "" };
    if field.contains(['"', ',', '\r', '\n']) {
        format!("\"{mark}{}\"", field.replace('"', "\"\""))
    } else {
        format!("{mark}{field}")
    }
}

fn unmarked(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(field)
}

/// The records with the line each begins on; empty lines are passed over. The error is the line of a quotation mark that is
/// not closed.
pub(crate) fn records(csv: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let (mut records, mut fields, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut start) = (1, 1);
    let mut open: Option<usize> = None;
    let mut chars = csv.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if open.is_some() && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if open.is_some() => open = None,
            '"' if field.is_empty() => open = Some(line),
            ',' if open.is_none() => fields.push(std::mem::take(&mut field)),
            '\r' if open.is_none() => {}
            '\n' if open.is_none() => {
                fields.push(std::mem::take(&mut field));
                records.push((start, std::mem::take(&mut fields)));
                start = line + 1;
            }
            c => field.push(c),
        }
        line += usize::from(c == '\n');
    }
    if let Some(line) = open {
        return Err(line);
    }
    fields.push(field);
    records.push((start, fields));
    records.retain(|(_, fields)| fields.iter().any(|f| !f.is_empty()));
    Ok(records)
}
