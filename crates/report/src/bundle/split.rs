//! How each yen of a kept plan was divided between State and prefecture, as a table of its own.

use std::collections::BTreeMap;

use kikin_domain::recorded::RowText;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Column of the table, and column of `plan_lines`.
const COLUMNS: [(&str, &str); 13] = [
    ("bu", "bu"),
    ("category", "category"),
    ("municipality_code", "body"),
    ("municipality", "body_name"),
    ("no", "no"),
    ("upload", "upload"),
    ("project", "project"),
    ("fund_yen", "fund"),
    ("carried_yen", "carried"),
    ("exact_state_share", "exact_share"),
    ("rank_of_remainder", "rank"),
    ("state_yen", "national"),
    ("prefecture_yen", "prefectural"),
];

/// The tables of all kept plans, from their rows.
#[derive(Debug, Default)]
pub struct SplitTables {
    plans: BTreeMap<i64, Vec<[String; COLUMNS.len()]>>,
}

impl SplitTables {
    /// Takes a row; rows of other tables say nothing of the split.
    pub fn take(&mut self, row: &RowText) {
        if row.table == "plan_lines" {
            let line = COLUMNS.map(|(_, column)| row.get(column).unwrap_or_default().to_owned());
            self.plans.entry(row.owner).or_default().push(line);
        }
    }

    /// Each table as CSV (UTF-8 with BOM, CR LF), by its path.
    ///
    /// # Errors
    /// The writer's; it refuses nothing that was a text.
    pub fn files(&self) -> Result<BTreeMap<String, Vec<u8>>, csv::Error> {
        self.plans.iter().map(|(plan, lines)| Ok((format!("split/{plan:06}.csv"), table(lines)?))).collect()
    }
}

fn table(lines: &[[String; COLUMNS.len()]]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
    out.write_record(COLUMNS.map(|(name, _)| name))?;
    for line in lines {
        out.write_record(line)?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
