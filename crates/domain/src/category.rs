//! 区分: a table by plan year (domain.md §1). A further 区分 is a line of data, not code.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::money::Rate;
use crate::text;
use crate::year::FiscalYear;

/// 分: the half of the fund a 区分 belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bu {
    /// 医療分
    Medical,
    /// 介護分
    Care,
}

impl Bu {
    /// Both, in the order of every table.
    pub const ALL: [Self; 2] = [Self::Medical, Self::Care];

    /// 医療分 or 介護分.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Medical => "医療分",
            Self::Care => "介護分",
        }
    }
}

/// Settlement pools, which never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Pool {
    /// 医療分 at 2/3
    Medical,
    /// Ⅰ-2, the State bearing all
    Whole,
    /// 介護分
    Care,
}

/// The code of a 区分 in JSON and CSV: `I-1`, `I-2`, `II` … and what a year's table adds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryCode(Arc<str>);

impl CategoryCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for CategoryCode {
    fn from(code: &str) -> Self {
        Self(code.into())
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One 区分 as it stands in one plan year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Code in JSON and CSV.
    pub code: CategoryCode,
    /// Number on papers of that year, e.g. Ⅰ-1. In the plans of 平成26年度 Ⅲ was 医療従事者の確保.
    pub number: String,
    /// Official names, the first as printed; further ones are read too.
    pub names: Vec<String>,
    /// 医療分 or 介護分.
    pub bu: Bu,
    /// Settlement pool.
    pub pool: Pool,
    /// The State's share.
    pub rate: Rate,
    /// First plan year.
    pub from: FiscalYear,
    /// Last plan year, if it has ended.
    pub to: Option<FiscalYear>,
}

impl Category {
    /// The official name as printed.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Whether it stands in the plans of `year`.
    #[must_use]
    pub fn in_force(&self, year: FiscalYear) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }
}

/// What a cell of column 区分 says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CategoryMatch {
    /// A 区分 of the year.
    Found(CategoryCode),
    /// A 区分, but not in force in that year (X010).
    NotInForce(CategoryCode),
    /// A plain Ⅰ where the year has parts of it: the parts' numbers.
    Ambiguous(Vec<String>),
    /// None; the nearest numbers first.
    Unknown(Vec<String>),
}

/// All 区分 of all years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryTable {
    rows: Vec<Category>,
}

/// A line of the table's data that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("categories.csv line {line}: {what}")]
pub struct CategoryTableError {
    line: usize,
    what: &'static str,
}

static PUBLISHED: LazyLock<CategoryTable> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "embedded data, held by a test")]
    CategoryTable::parse(include_str!("../data/categories.csv")).expect("the embedded table parses")
});

impl CategoryTable {
    /// The table as published, embedded in the program.
    #[must_use]
    pub fn published() -> &'static Self {
        &PUBLISHED
    }

    /// A table of these 区分, in the order of every table.
    #[must_use]
    pub const fn of(rows: Vec<Category>) -> Self {
        Self { rows }
    }

    /// All 区分 of all years.
    #[must_use]
    pub fn rows(&self) -> &[Category] {
        &self.rows
    }

    /// Reads the data: header, then `code,number,names,bu,pool,rate,from,to`; names are separated by `|`.
    ///
    /// # Errors
    /// [`CategoryTableError`] with the line that does not parse.
    pub fn parse(csv: &str) -> Result<Self, CategoryTableError> {
        let mut rows = Vec::new();
        for (i, line) in csv.lines().enumerate().skip(1).filter(|(_, l)| !l.is_empty()) {
            let err = |what| CategoryTableError { line: i + 1, what };
            let fields: Vec<&str> = line.split(',').collect();
            let [code, number, names, bu, pool, rate, from, to] = fields[..] else {
                return Err(err("eight fields expected"));
            };
            let year = |s: &str| s.parse().ok().and_then(FiscalYear::new);
            rows.push(Category {
                code: CategoryCode::from(code),
                number: number.to_owned(),
                names: names.split('|').map(str::to_owned).collect(),
                bu: match bu {
                    "医療分" => Bu::Medical,
                    "介護分" => Bu::Care,
                    _ => return Err(err("bu is 医療分 or 介護分")),
                },
                pool: match pool {
                    "medical" => Pool::Medical,
                    "whole" => Pool::Whole,
                    "care" => Pool::Care,
                    _ => return Err(err("pool is medical, whole or care")),
                },
                rate: Rate::parse(rate).ok_or_else(|| err("rate is a fraction"))?,
                from: year(from).ok_or_else(|| err("from is a year"))?,
                to: if to.is_empty() { None } else { Some(year(to).ok_or_else(|| err("to is a year"))?) },
            });
        }
        Ok(Self { rows })
    }

    /// The 区分 of a plan year in the order of every table.
    pub fn of_year(&self, year: FiscalYear) -> impl Iterator<Item = &Category> {
        self.rows.iter().filter(move |c| c.in_force(year))
    }

    /// The 区分 with `code` in the plans of `year`.
    #[must_use]
    pub fn get(&self, code: &CategoryCode, year: FiscalYear) -> Option<&Category> {
        self.of_year(year).find(|c| c.code == *code)
    }

    /// The State's rate for money of `code` granted in `year`; where the 区分 did not stand in that year (a past residual
    /// dated too early), its first year's.
    #[must_use]
    pub fn rate(&self, code: &CategoryCode, year: FiscalYear) -> Option<Rate> {
        self.get(code, year).or_else(|| self.rows.iter().find(|c| c.code == *code)).map(|c| c.rate)
    }

    /// Reads a cell of column 区分: number in Roman, arabic, circled or ASCII form, with or without 区分 before it, or the
    /// official name (forms.md §1.7).
    #[must_use]
    pub fn read(&self, raw: &str, year: FiscalYear) -> CategoryMatch {
        // As the form's drop-down writes it: no key is needed, and keys cost far more than the comparison.
        if let Some(listed) = self.of_year(year).find(|c| c.number == raw) {
            return CategoryMatch::Found(listed.code.clone());
        }
        let wanted = normal_number(&text::choice_key(raw));
        let name = name_key(raw);
        if let Some(found) = self.of_year(year).find(|c| c.answers_to(&wanted, &name)) {
            return CategoryMatch::Found(found.code.clone());
        }
        let parts: Vec<String> = self
            .of_year(year)
            .filter(|c| {
                normal_number(&text::choice_key(&c.number)).strip_prefix(&wanted).is_some_and(|r| r.starts_with('-'))
            })
            .map(|c| c.number.clone())
            .collect();
        if !wanted.is_empty() && !parts.is_empty() {
            return CategoryMatch::Ambiguous(parts);
        }
        if let Some(other) = self.rows.iter().find(|c| c.answers_to(&wanted, &name)) {
            return CategoryMatch::NotInForce(other.code.clone());
        }
        let mut near: Vec<(usize, String)> = self
            .of_year(year)
            .map(|c| {
                let by_number = text::edit_distance(&wanted, &normal_number(&text::choice_key(&c.number)));
                let by_name =
                    c.names.iter().map(|n| text::edit_distance(&name, &name_key(n))).min().unwrap_or(usize::MAX);
                (by_number.min(by_name), c.number.clone())
            })
            .collect();
        near.sort_by_key(|(distance, _)| *distance);
        CategoryMatch::Unknown(near.into_iter().map(|(_, number)| number).collect())
    }
}

impl Category {
    fn answers_to(&self, number: &str, name: &str) -> bool {
        let own = normal_number(&text::choice_key(&self.number));
        // Drop-downs often write number and name in one cell: 「Ⅱ 居宅等における医療の提供に関する事業」.
        let after_number = number.strip_prefix(own.as_str()).map(name_key);
        own == number || self.names.iter().map(|n| name_key(n)).any(|n| n == name || after_number.as_ref() == Some(&n))
    }
}

/// The key of an official name; the bracket in Ⅲ's name is optional, and so is 「に関する事業」 at the end.
fn name_key(text: &str) -> String {
    let key = strip_kubun(&text::choice_key(text)).to_owned();
    key.strip_suffix("に関する事業").map_or_else(|| key.clone(), str::to_owned)
}

fn strip_kubun(key: &str) -> &str {
    let key = key.strip_prefix("事業区分").or_else(|| key.strip_prefix("事業の区分")).unwrap_or(key);
    key.strip_prefix("区分").unwrap_or(key)
}

/// Folds a number to arabic with dashes: ⅰ-1 (NFKC: i-1), 1-1 and ①-1 all become 1-1.
fn normal_number(key: &str) -> String {
    let key = strip_kubun(key);
    let (head, tail) = key.split_at(key.find(|c: char| !matches!(c, 'i' | 'v' | 'x')).unwrap_or(key.len()));
    let head = match head {
        "" => return key.to_owned(),
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "v" => "5",
        "vi" => "6",
        "vii" => "7",
        "viii" => "8",
        "ix" => "9",
        "x" => "10",
        other => other,
    };
    format!("{head}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(y: i16) -> FiscalYear {
        FiscalYear::new(y).expect("a year")
    }

    fn read(raw: &str, y: i16) -> CategoryMatch {
        CategoryTable::published().read(raw, year(y))
    }

    #[test]
    fn every_accepted_spelling() {
        for (code, spellings) in [
            (
                "I-1",
                &[
                    "Ⅰ-1",
                    "I-1",
                    "1-1",
                    "１－１",
                    "①-1",
                    "区分1-1",
                    "区分Ⅰ－１",
                    "事業区分Ⅰ-1",
                    "Ⅰ－①",
                    "ⅰ―1",
                    "1ー1",
                    "地域医療構想の達成に向けた医療機関の施設又は設備の整備に関する事業",
                ][..],
            ),
            (
                "I-2",
                &[
                    "Ⅰ-2",
                    "①-2",
                    "地域医療構想の達成に向けた病床の機能又は病床数の変更に関する事業",
                    "地域医療構想の達成に向けた病床数又は病床の機能の変更に関する事業",
                ],
            ),
            ("II", &["Ⅱ", "II", "2", "②", "区分2", "２", "居宅等における医療の提供に関する事業"]),
            (
                "III",
                &[
                    "Ⅲ",
                    "III",
                    "3",
                    "③",
                    "介護施設等の整備に関する事業",
                    "介護施設等の整備に関する事業（地域密着型サービス等）",
                ],
            ),
            ("IV", &["Ⅳ", "4", "医療従事者の確保に関する事業"]),
            ("V", &["Ⅴ", "5", "介護従事者の確保に関する事業"]),
            ("VI", &["Ⅵ", "VI", "6", "勤務医の労働時間短縮に向けた体制の整備に関する事業"]),
        ] {
            for raw in spellings {
                assert_eq!(read(raw, 2026), CategoryMatch::Found(code.into()), "{raw}");
            }
        }
    }

    #[test]
    fn a_plain_one_offers_both_from_reiwa_3() {
        for raw in ["Ⅰ", "1", "I", "①", "区分Ⅰ"] {
            assert_eq!(read(raw, 2026), CategoryMatch::Ambiguous(vec!["Ⅰ-1".into(), "Ⅰ-2".into()]), "{raw}");
        }
        assert_eq!(read("Ⅰ", 2020), CategoryMatch::Found("I".into()));
    }

    #[test]
    fn years_of_force() {
        assert_eq!(read("Ⅵ", 2019), CategoryMatch::NotInForce("VI".into()));
        assert_eq!(read("Ⅰ-2", 2020), CategoryMatch::NotInForce("I-2".into()));
        assert_eq!(read("Ⅲ", 2014), CategoryMatch::Found("IV".into()));
        assert!(matches!(read("Ⅶ", 2026), CategoryMatch::Unknown(_)));
        assert!(matches!(read("", 2026), CategoryMatch::Unknown(_)));
    }

    #[test]
    fn an_eighth_category_is_data() {
        let mut csv = include_str!("../data/categories.csv").trim_end().to_owned();
        csv.push_str("\nVII,Ⅶ,生産性向上支援に関する事業,医療分,medical,2/3,2026,\n");
        let table = CategoryTable::parse(&csv).expect("parses");
        assert_eq!(table.of_year(year(2026)).count(), 8);
        assert_eq!(table.read("区分Ⅶ", year(2026)), CategoryMatch::Found("VII".into()));
        assert_eq!(table.read("⑦", year(2025)), CategoryMatch::NotInForce("VII".into()));
        assert_eq!(table.rate(&"VII".into(), year(2026)), Rate::new(2, 3).ok());
    }

    #[test]
    fn rates_and_pools() {
        let table = CategoryTable::published();
        let codes: Vec<&str> = table.of_year(year(2026)).map(|c| c.code.as_str()).collect();
        assert_eq!(codes, ["I-1", "I-2", "II", "III", "IV", "V", "VI"]);
        assert!(table.rate(&"I-2".into(), year(2026)).is_some_and(Rate::is_whole));
        assert_eq!(table.of_year(year(2014)).map(|c| c.number.as_str()).collect::<Vec<_>>(), ["Ⅰ", "Ⅱ", "Ⅲ"]);
    }
}
