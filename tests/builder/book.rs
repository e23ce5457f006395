//! A workbook as data, and what edits do to it.

use std::collections::BTreeMap;

use kikin_domain::rule::{Edit, Input, Package, Table};

/// A workbook before it is written.
#[derive(Clone, Debug)]
pub(super) struct Book {
    /// The line above the cover.
    pub(super) title: &'static str,
    pub(super) cover: Vec<(&'static str, Input)>,
    pub(super) parts: Vec<Part>,
    pub(super) dropped: Vec<&'static str>,
    pub(super) added: Vec<(&'static str, &'static str)>,
    pub(super) packages: Vec<Package>,
}

/// A table on its sheet.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) table: Table,
    /// The line above the table; empty for none.
    pub(super) title: &'static str,
    /// The line that names the unit, where the table has one.
    pub(super) unit: Option<&'static str>,
    pub(super) has_header: bool,
    pub(super) leaves: Vec<Leaf>,
    pub(super) records: Vec<Record>,
}

/// A column with its label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) key: &'static str,
    pub(super) group: Option<&'static str>,
    pub(super) leaf: &'static str,
    pub(super) is_money: bool,
}

/// A row of a table by column key; what is not there is blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) cells: BTreeMap<&'static str, Input>,
    pub(super) is_hidden: bool,
    pub(super) is_struck: bool,
}

impl Book {
    pub(super) fn part(&mut self, table: Table) -> &mut Part {
        self.parts.iter_mut().find(|p| p.table == table).expect("every table has a part")
    }

    /// Applies one edit. Edits that name nothing in the workbook are defects of the example: they panic.
    pub(super) fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Cover(label, input) => {
                let line = self.cover.iter_mut().find(|(l, _)| *l == label);
                line.unwrap_or_else(|| panic!("no label {label} on the cover")).1 = input;
            }
            Edit::Cell(table, row, key, input) => self.part(table).set(row, key, input),
            Edit::Row(table, cells) => {
                self.part(table).records.push(Record::default());
                self.part(table).set_last(cells);
            }
            Edit::CopyRow(table, row, changes) => {
                let copy = self.part(table).record(row).clone();
                self.part(table).records.push(copy);
                self.part(table).set_last(changes);
            }
            Edit::DropRows(table) => self.part(table).records.clear(),
            Edit::DropColumn(table, key) => {
                self.part(table).leaf(key);
                self.part(table).leaves.retain(|l| l.key != key);
            }
            Edit::AddColumn(table, label, input) => {
                let part = self.part(table);
                part.leaves.push(Leaf { key: label, group: None, leaf: label, is_money: false });
                part.set(0, label, input);
            }
            Edit::Label(table, key, label) => {
                let leaf = self.part(table).leaf(key);
                (leaf.group, leaf.leaf) = (None, label);
            }
            Edit::SheetUnit(table, line) => {
                let unit = &mut self.part(table).unit;
                *unit.as_mut().unwrap_or_else(|| panic!("{table:?} has no line for the unit")) = line;
            }
            Edit::DropHeader(table) => self.part(table).has_header = false,
            Edit::DropSheet(name) => self.dropped.push(name),
            Edit::AddSheet(name, text) => self.added.push((name, text)),
            Edit::HideRow(table, row) => self.part(table).record(row).is_hidden = true,
            Edit::Strike(table, row) => self.part(table).record(row).is_struck = true,
            Edit::Package(package) => self.packages.push(package),
        }
    }
}

impl Part {
    fn record(&mut self, row: usize) -> &mut Record {
        let table = self.table;
        self.records.get_mut(row).unwrap_or_else(|| panic!("{table:?} has no row {row}"))
    }

    fn leaf(&mut self, key: &str) -> &mut Leaf {
        let table = self.table;
        self.leaves.iter_mut().find(|l| l.key == key).unwrap_or_else(|| panic!("{table:?} has no column {key}"))
    }

    fn set(&mut self, row: usize, key: &'static str, input: Input) {
        self.leaf(key);
        self.record(row).cells.insert(key, input);
    }

    fn set_last(&mut self, cells: &[(&'static str, Input)]) {
        let last = self.records.len() - 1;
        for (key, input) in cells {
            self.set(last, key, *input);
        }
    }
}
