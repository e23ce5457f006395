//! A plain, faultless municipal plan, the evaluation of its projects, and what edits make of them, written by a writer that is not the reader.

mod base;
mod book;
mod compound;
mod evaluation;
mod package;
mod write;

use kikin_domain::rule::Edit;

use book::Book;

/// Builds a workbook from the plain one and edits.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    book: Book,
}

impl Builder {
    /// The plain workbook.
    pub(crate) fn new() -> Self {
        Self { book: base::book() }
    }

    /// The plain evaluation of its projects.
    pub(crate) fn evaluation() -> Self {
        Self { book: evaluation::book() }
    }

    /// Applies edits in their order. What changes the package as a whole is applied last, whatever its place.
    #[must_use]
    pub(crate) fn edits(mut self, edits: &[Edit]) -> Self {
        for edit in edits {
            self.book.apply(*edit);
        }
        self
    }

    /// The file.
    pub(crate) fn build(&self) -> Vec<u8> {
        let written = write::workbook(&self.book).expect("the workbook is written");
        let bytes = package::patch(&written.bytes, &written.patches);
        self.book.packages.iter().fold(bytes, |bytes, package| package::repackage(&bytes, *package))
    }
}

#[cfg(test)]
mod tests {
    use kikin_domain::rule::{Input, RuleId, Table};

    use super::*;
    use crate::check::{asked_year, report_on};

    #[test]
    fn equal_edits_make_equal_bytes() {
        let edits = [Edit::Cell(Table::Projects, 0, "total", Input::Formula("SUM(9000,3000)"))];
        assert_eq!(Builder::new().edits(&edits).build(), Builder::new().edits(&edits).build());
        assert_ne!(Builder::new().edits(&edits).build(), Builder::new().build());
    }

    #[test]
    fn edits_that_no_example_uses_are_seen() {
        let struck = report_on(&Builder::new().edits(&[Edit::Strike(Table::Projects, 2)]).build(), Some(asked_year()));
        assert!(struck.plan.is_some_and(|p| p.projects[2].struck && !p.projects[1].struck));
        let emptied = report_on(&Builder::new().edits(&[Edit::DropRows(Table::Projects)]).build(), Some(asked_year()));
        assert!(emptied.findings.iter().any(|f| f.rule == RuleId::C001));
        let label = Edit::Label(Table::Facilities, "standard_amount", "基準の額");
        let renamed = report_on(&Builder::new().edits(&[label]).build(), Some(asked_year()));
        assert!(renamed.findings.iter().any(|f| f.rule == RuleId::T008));
    }
}
