//! A workbook as rows of tables, and rows as a workbook again: what is stored and loaded is equal.

mod evaluation;
mod facility;
mod json;
mod parts;
mod project;

use std::collections::BTreeMap;

use kikin_domain::plan::PlanWorkbook;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::workbook::{contact, facility as facilities, indicator, part, project as projects, yearly};
use crate::error::{Result, StoreError};

pub(crate) use evaluation::{EvaluationRows, load_evaluations};
pub(crate) use json::{FindingJson, NormalizationJson};

/// The rows of one file.
#[derive(Debug, Default)]
pub(crate) struct WorkbookRows {
    pub(crate) projects: Vec<projects::Model>,
    pub(crate) indicators: Vec<indicator::Model>,
    pub(crate) yearly: Vec<yearly::Model>,
    pub(crate) facilities: Vec<facilities::Model>,
    pub(crate) parts: Vec<part::Model>,
    pub(crate) contacts: Vec<contact::Model>,
}

/// How much of a file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything as it was read.
    Whole,
    /// What figures are made of: the rows of 事業一覧 with all their cells, without indicators, yearly amounts and facilities,
    /// and of the other sheets 表紙, without the names of persons.
    Figures,
}

/// Whose rows they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) prefecture: i64,
    pub(crate) upload: i64,
}

impl WorkbookRows {
    /// The rows of `plan`; `version_of` gives the version that a project is filed under.
    pub(crate) fn of(
        plan: &PlanWorkbook,
        owner: Owner,
        version_of: impl Fn(&kikin_domain::Project) -> i64,
    ) -> Result<Self> {
        let mut rows = Self::default();
        for (ordinal, project) in (0..).zip(&plan.projects) {
            rows.projects.push(project::to_row(project, owner, ordinal, version_of(project))?);
            rows.indicators.extend(project::indicators(project, owner, ordinal)?);
            rows.yearly.extend(project::yearly(project, owner, ordinal)?);
        }
        for (ordinal, one) in (0..).zip(plan.facilities.iter().flatten()) {
            rows.facilities.push(facility::to_row(one, owner, ordinal)?);
        }
        rows.parts = parts::to_rows(plan, owner)?;
        rows.contacts.push(parts::contact(&plan.cover, owner)?);
        // The order of keys, in which they are read back and digested.
        rows.indicators.sort_by(|a, b| (a.project, &a.kind, a.ordinal).cmp(&(b.project, &b.kind, b.ordinal)));
        rows.parts.sort_by(|a, b| (&a.kind, a.ordinal).cmp(&(&b.kind, b.ordinal)));
        Ok(rows)
    }

    /// Loads the rows of several files, by file.
    async fn load(
        db: &impl ConnectionTrait,
        prefecture: i64,
        uploads: &[i64],
        depth: Depth,
    ) -> Result<BTreeMap<i64, Self>> {
        let mut files: BTreeMap<i64, Self> = uploads.iter().map(|id| (*id, Self::default())).collect();
        macro_rules! load {
            ($module:ident, $field:ident, $($key:ident),* $(; $only:expr)?) => {
                let rows = $module::Entity::find()
                    .filter($module::Column::Prefecture.eq(prefecture))
                    .filter($module::Column::Upload.is_in(uploads.iter().copied()))
                    $(.filter($only))?
                    $(.order_by_asc($module::Column::$key))*
                    .all(db)
                    .await?;
                for row in rows {
                    files.entry(row.upload).or_default().$field.push(row);
                }
            };
        }
        load!(projects, projects, Upload, Ordinal);
        if depth == Depth::Figures {
            load!(part, parts, Upload, Kind, Ordinal; part::Column::Kind.is_in(parts::OF_THE_WHOLE));
            return Ok(files);
        }
        load!(indicator, indicators, Upload, Project, Kind, Ordinal);
        load!(yearly, yearly, Upload, Project, Ordinal);
        load!(facilities, facilities, Upload, Ordinal);
        load!(part, parts, Upload, Kind, Ordinal);
        load!(contact, contacts, Upload);
        Ok(files)
    }

    /// The workbook that these are the rows of.
    fn into_workbook(self, upload: i64) -> Result<PlanWorkbook> {
        let damaged = |table| move |what: lineage::Misfit| StoreError::corrupt(table, upload, what.to_string());
        use crate::lineage;
        let mut plan = parts::workbook(self.parts, self.contacts, upload)?;
        let mut indicators = self.indicators.into_iter().peekable();
        let mut yearly = self.yearly.into_iter().peekable();
        for row in self.projects {
            let ordinal = row.ordinal;
            let own = std::iter::from_fn(|| indicators.next_if(|i| i.project == ordinal)).collect();
            let amounts = std::iter::from_fn(|| yearly.next_if(|y| y.project == ordinal)).collect();
            plan.projects.push(project::from_rows(row, own, amounts).map_err(damaged("projects"))?);
        }
        if let Some(list) = &mut plan.facilities {
            for row in self.facilities {
                list.push(facility::from_row(row).map_err(damaged("facilities"))?);
            }
        }
        Ok(plan)
    }
}

/// How many files' rows are loaded by one query: more would only be held at once.
pub(crate) const AT_ONCE: usize = 10;

/// Loads workbooks as they were read, by upload.
pub(crate) async fn load_workbooks(
    db: &impl ConnectionTrait,
    prefecture: i64,
    uploads: &[i64],
    depth: Depth,
) -> Result<BTreeMap<i64, PlanWorkbook>> {
    let mut workbooks = BTreeMap::new();
    for some in uploads.chunks(AT_ONCE) {
        for (upload, rows) in WorkbookRows::load(db, prefecture, some, depth).await? {
            workbooks.insert(upload, rows.into_workbook(upload)?);
        }
    }
    Ok(workbooks)
}
