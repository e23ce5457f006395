//! What became of a file that was registered for a municipality, kept as a line of text until the next registration.

use kikin_app::round::{Registered, Site as RoundSite};
use kikin_domain::{FiscalYear, Severity, Verdict};

use crate::component::{Cell, Word};
use crate::place::of_body;

/// What became of a file: file, word of the check, counts, what was done, where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) file: String,
    pub(super) check: String,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) told: String,
    pub(super) href: String,
}

impl Outcome {
    pub(super) fn of(one: &Registered, year: FiscalYear) -> Self {
        let report = &one.report;
        let (told, href) = match &one.outcome {
            Ok(handed_in) => {
                let slip = &handed_in.slip;
                let halves: Vec<&str> = slip.versions.iter().map(|v| v.bu.label()).collect();
                let again = if handed_in.repeated { "（登録済みと同じファイル）" } else { "" };
                let site = RoundSite { prefecture: slip.body.prefecture(), year, body: slip.body };
                (
                    format!("受付番号{}（{}）{again}", slip.number, halves.join("、")),
                    format!("{}/receipts/{}", of_body(site), slip.upload),
                )
            }
            Err(why) => (why.to_string(), String::new()),
        };
        let word = match report.verdict {
            Verdict::Accepted => Word::NoErrors,
            Verdict::AcceptedWithWarnings => Word::ToCheck,
            Verdict::Rejected => Word::HasErrors,
        };
        Self {
            file: one_line(&report.file, 100),
            check: word.label().to_owned(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            told: one_line(&told, 300),
            href,
        }
    }

    /// One line of what is kept until the next registration.
    pub(super) fn keep(&self) -> String {
        [&self.file, &self.check, &self.errors.to_string(), &self.warnings.to_string(), &self.told, &self.href]
            .map(String::as_str)
            .join("\t")
    }

    pub(super) fn read(line: &str) -> Option<Self> {
        let [file, check, errors, warnings, told, href] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        let text = |part: &str| part.to_owned();
        let (errors, warnings) = (errors.parse().ok()?, warnings.parse().ok()?);
        Some(Self { file: text(file), check: text(check), errors, warnings, told: text(told), href: text(href) })
    }

    pub(super) fn row(&self) -> Vec<Cell> {
        let word = Word::ALL.iter().find(|word| word.label() == self.check);
        let done = if self.href.is_empty() {
            Cell::text(format!("登録していません：{}", self.told))
        } else {
            Cell::Link { label: self.told.clone(), href: self.href.clone() }
        };
        vec![
            Cell::text(&self.file),
            done,
            word.map_or_else(|| Cell::text(&self.check), |word| Cell::word(*word)),
            Cell::text(self.errors.to_string()),
            Cell::text(self.warnings.to_string()),
        ]
    }
}

/// A text of so many characters, without what would end the line.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let one = Outcome {
            file: one_line("長岡\t市\n.xlsx", 100),
            check: "要確認".to_owned(),
            errors: 0,
            warnings: 3,
            told: "受付番号1".to_owned(),
            href: "/years".to_owned(),
        };
        assert_eq!(one.file, "長岡 市 .xlsx");
        assert_eq!(Outcome::read(&one.keep()), Some(one));
        assert_eq!(Outcome::read("passed-over\tメモ.txt"), None);
    }
}
