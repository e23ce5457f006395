//! What of 提出状況一覧 is shown, and in which order: what its address asks for.

use std::cmp::Ordering;

use kikin_app::round::StatusRow;
use kikin_domain::Bu;
use kikin_domain::plan::Stage;
use serde::Deserialize;

use super::query;
use crate::place::{bu, bu_word, stage, stage_word};

/// What the address asks for. What cannot be is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(super) stage: String,
    /// The label of a state.
    pub(super) state: String,
    pub(super) bu: String,
    /// Part of the body's name, or the beginning of its code.
    pub(super) name: String,
    /// Only what is overdue.
    pub(super) overdue: String,
    /// Only what nobody of the body has opened.
    pub(super) unopened: String,
    pub(super) sort: String,
    pub(super) desc: String,
    pub(super) page: String,
}

/// A column by which rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Body,
    Bu,
    State,
    Settling,
    Deadline,
    Received,
    Projects,
    Total,
    Fund,
    Errors,
    Warnings,
    Opened,
}

impl Key {
    const ALL: [Self; 12] = [
        Self::Body,
        Self::Bu,
        Self::State,
        Self::Settling,
        Self::Deadline,
        Self::Received,
        Self::Projects,
        Self::Total,
        Self::Fund,
        Self::Errors,
        Self::Warnings,
        Self::Opened,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Bu => "bu",
            Self::State => "state",
            Self::Settling => "settling",
            Self::Deadline => "deadline",
            Self::Received => "received",
            Self::Projects => "projects",
            Self::Total => "total",
            Self::Fund => "fund",
            Self::Errors => "errors",
            Self::Warnings => "warnings",
            Self::Opened => "opened",
        }
    }

    fn order(self, a: &StatusRow, b: &StatusRow) -> Ordering {
        match self {
            Self::Body => a.body.cmp(&b.body),
            Self::Bu => a.bu.cmp(&b.bu),
            Self::State => a.state.cmp(&b.state),
            Self::Settling => a.settling.cmp(&b.settling),
            Self::Deadline => a.deadline.map(|d| d.instant()).cmp(&b.deadline.map(|d| d.instant())),
            Self::Received => a.received.as_ref().map(|r| &r.1).cmp(&b.received.as_ref().map(|r| &r.1)),
            Self::Projects => a.filing.projects.cmp(&b.filing.projects),
            Self::Total => a.filing.total.cmp(&b.filing.total),
            Self::Fund => a.filing.fund.cmp(&b.filing.fund),
            Self::Errors => a.filing.errors.cmp(&b.filing.errors),
            Self::Warnings => a.filing.warnings.cmp(&b.filing.warnings),
            Self::Opened => a.opened.cmp(&b.opened),
        }
    }
}

impl Asked {
    /// The stage, where the address names one.
    pub(super) fn stage(&self) -> Option<Stage> {
        stage(&self.stage)
    }

    fn key(&self) -> Key {
        Key::ALL.into_iter().find(|key| key.word() == self.sort).unwrap_or(Key::Body)
    }

    fn is_descending(&self) -> bool {
        !self.desc.is_empty()
    }

    /// The rows that are asked for, in the order that is.
    pub(super) fn of(&self, rows: &[StatusRow]) -> Vec<StatusRow> {
        let name = self.name.trim();
        let wanted = bu(&self.bu);
        let fits = |row: &&StatusRow| {
            (self.state.is_empty() || row.word() == self.state)
                && wanted.is_none_or(|bu| row.bu == bu)
                && (name.is_empty() || row.name.contains(name) || row.body.to_string().starts_with(name))
                && (self.overdue.is_empty() || row.overdue)
                && (self.unopened.is_empty() || !row.opened)
        };
        let mut shown: Vec<StatusRow> = rows.iter().filter(fits).cloned().collect();
        let key = self.key();
        // Rows that are equal stay in the order of bodies.
        shown.sort_by(|a, b| {
            let order = key.order(a, b);
            if self.is_descending() { order.reverse() } else { order }
        });
        shown
    }

    /// Whether anything is narrowed.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.state, &self.bu, &self.name, &self.overdue, &self.unopened].into_iter().any(|part| !part.is_empty())
    }

    /// The query that asks for the same of a stage.
    pub(super) fn query(&self, stage: Stage, sort: Option<(Key, bool)>) -> String {
        let (key, desc) = sort.unwrap_or((self.key(), self.is_descending()));
        query(&[
            ("stage", stage_word(stage)),
            ("state", &self.state),
            ("bu", &self.bu),
            ("name", &self.name),
            ("overdue", &self.overdue),
            ("unopened", &self.unopened),
            ("sort", if key == Key::Body { "" } else { key.word() }),
            ("desc", if desc { "1" } else { "" }),
        ])
    }

    /// Whether the rows are sorted by a column, and the query that sorts by it or turns the order round.
    pub(super) fn sort(&self, stage: Stage, key: Key) -> (Option<bool>, String) {
        let now = (self.key() == key).then(|| self.is_descending());
        (now, self.query(stage, Some((key, now == Some(false)))))
    }

    /// What a form that narrows keeps of the order.
    pub(super) fn kept(&self) -> [(&'static str, &str); 2] {
        [("sort", &self.sort), ("desc", &self.desc)]
    }
}

/// The words of both 分 in addresses.
pub(super) fn halves() -> [(&'static str, &'static str); 2] {
    Bu::ALL.map(|bu| (bu_word(bu), bu.label()))
}
