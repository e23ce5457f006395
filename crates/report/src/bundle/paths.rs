//! Where a file stands in the bundle: worked out of the rows alone, when it is written and when it is checked.

use std::collections::BTreeMap;

use kikin_domain::recorded::RowText;

/// A name that every system can write and that leads nowhere else.
#[must_use]
pub fn safe(name: &str) -> String {
    let kept = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = name.chars().map(kept).take(120).collect();
    let name = name.trim_matches([' ', '.']).to_owned();
    if name.is_empty() { "名称なし".to_owned() } else { name }
}

/// The files that rows name by their SHA-256, each once: the same bytes received again are the same file.
#[derive(Debug, Default)]
pub struct Paths {
    known: BTreeMap<String, String>,
}

impl Paths {
    /// Takes a row; the path of the file that it is the first to name.
    pub fn take(&mut self, row: &RowText) -> Option<String> {
        let (folder, number) = match row.table.as_str() {
            "uploads" => ("originals", "receipt"),
            "attachments" => ("attachments", "id"),
            "plan_papers" => ("plans", "plan"),
            _ => return None,
        };
        let (number, digest) = (row.get(number)?, row.get("sha256")?);
        if self.known.contains_key(digest) {
            return None;
        }
        let file = row.get("file_name").unwrap_or_default();
        // Folders of whoever sent it are nobody's business.
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let path = format!("{folder}/{number:0>6}_{}", safe(name));
        self.known.insert(digest.to_owned(), path.clone());
        Some(path)
    }

    /// The files, by SHA-256.
    #[must_use]
    pub const fn all(&self) -> &BTreeMap<String, String> {
        &self.known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: &str, cells: &[(&str, &str)]) -> RowText {
        let cells = cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RowText { event: 1, table: table.to_owned(), owner: 1, cells }
    }

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(safe("152021_長岡市"), "152021_長岡市");
        assert_eq!(safe("../../etc/計画\u{0}.xlsx"), "_.._etc_計画_.xlsx");
        assert_eq!(safe("C:\\a?.xlsx"), "C__a_.xlsx");
        assert_eq!(safe(" .. "), "名称なし");
        assert_eq!(safe(&"長".repeat(500)).chars().count(), 120);
    }

    #[test]
    fn the_same_bytes_are_one_file() {
        let mut paths = Paths::default();
        let upload =
            |receipt| row("uploads", &[("receipt", receipt), ("sha256", "ab"), ("file_name", "C:\\x\\計画.xlsx")]);
        assert_eq!(paths.take(&upload("7")).as_deref(), Some("originals/000007_計画.xlsx"));
        assert_eq!(paths.take(&upload("8")), None);
        assert_eq!(paths.take(&row("projects", &[("sha256", "cd")])), None);
        assert_eq!(paths.all().len(), 1);
    }
}
