//! The package: which parts are read, inflated once each and proved.

use std::collections::HashSet;

use kikin_domain::{Finding, RuleId};

use super::Extent;
use super::archive::{Archive, Entry, Inflated};
use super::sound;
use crate::form::{self, is_computed};
use crate::grid::{Sheet, Workbook};
use crate::refusal::{Gate, damaged, grouped, missing, over, shown};
use crate::scan::package::{Listed, Relation, macro_parts, relations, workbook};
use crate::scan::sheet::{Content, Context, sheet};
use crate::scan::strings::strings;
use crate::scan::styles::styles;

const MEGABYTE: usize = 1024 * 1024;
/// Largest part once inflated.
pub(crate) const LARGEST_PART: usize = 32 * MEGABYTE;
/// Largest styles part once inflated.
const LARGEST_STYLES: usize = 4 * MEGABYTE;
/// Most that is inflated of one file.
const MOST_INFLATED: usize = 48 * MEGABYTE;
/// Most of the list of sheets that is looked at before a file is let through.
const LARGEST_LIST: usize = MEGABYTE;
/// Most worksheets.
pub(crate) const MOST_SHEETS: usize = 64;

/// Where readers look for the workbook unless the package says otherwise.
const USUAL_WORKBOOK: &str = "xl/workbook.xml";

/// Inflating with what is left of the limit for the whole.
struct Inflater {
    left: usize,
    /// The names of the parts that were read, and thereby proved.
    read: HashSet<String>,
}

impl Inflater {
    /// Appends an entry's content to `out` and tells its checksum.
    fn append(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>, cap: usize) -> Gate<u32> {
        let before = out.len();
        match entry.inflate(out, cap.min(self.left))? {
            Inflated::Whole { crc } => {
                self.read.insert(entry.name.clone());
                self.left -= out.len() - before;
                Ok(crc)
            }
            Inflated::TooLong if self.left < cap => {
                let limit = format!("{} MB", MOST_INFLATED / MEGABYTE);
                Err(over("展開したブックの大きさ", &limit, &format!("{limit}超")))
            }
            Inflated::TooLong => {
                let limit = format!("{} MB", cap / MEGABYTE);
                Err(over(&format!("展開した部品 {} の大きさ", shown(&entry.name)), &limit, &format!("{limit}超")))
            }
        }
    }

    fn part(&mut self, entry: &Entry<'_>, cap: usize) -> Gate<Vec<u8>> {
        let mut out = Vec::new();
        self.append(entry, &mut out, cap)?;
        Ok(out)
    }
}

/// Reads a package that has a sound archive.
pub(super) fn read(archive: &Archive<'_>, extent: Extent) -> Gate<Workbook> {
    let mut inflater = Inflater { left: MOST_INFLATED, read: HashSet::new() };
    refuse_macros(archive, &mut inflater)?;
    let root = main_part(archive, &mut inflater)?;
    let entry = archive.find(&root).ok_or_else(|| missing(&root))?;
    let (folder, name) = root.rsplit_once('/').unwrap_or(("", &root));
    let rels_name = format!("{folder}/_rels/{name}.rels");
    let rels = archive.find(rels_name.trim_start_matches('/')).ok_or_else(|| missing(&rels_name))?;
    let rels = relations(&inflater.part(rels, LARGEST_PART)?)?;
    if let Some(macros) = rels.iter().find(|r| is_macro(&r.kind) && archive.has(&resolve(folder, &r.target))) {
        return Err(refuse_macro(&macros.target));
    }
    let facts = workbook(&inflater.part(entry, LARGEST_PART)?)?;
    let listed = worksheets(archive, folder, &rels, facts.sheets)?;

    let of_kind = |kind: &str| rels.iter().find(|r| r.kind == kind).map(|r| resolve(folder, &r.target));
    let shared = of_kind("sharedStrings").map(|name| archive.find(&name).ok_or_else(|| missing(&name))).transpose()?;
    let formats = of_kind("styles").map(|name| archive.find(&name).ok_or_else(|| missing(&name))).transpose()?;
    let formats = match formats {
        Some(entry) => styles(&inflater.part(entry, LARGEST_STYLES)?)?,
        None => Vec::new(),
    };

    let strings = match shared {
        Some(entry) => strings(&inflater.part(entry, LARGEST_PART)?)?,
        None => Vec::new(),
    };
    let mut context = Context::new(strings, formats, facts.date1904);
    let is_exported =
        extent == Extent::Stated && form::is_exported_plan(listed.iter().map(|(_, listed)| &*listed.name));
    let mut sheets = Vec::with_capacity(listed.len());
    for (entry, Listed { name, visibility, .. }) in listed {
        let content = match is_exported && is_computed(&name) {
            true => Content::default(),
            false => {
                let part = inflater.part(entry, LARGEST_PART)?;
                sheet(&part, &mut context).map_err(|finding| Box::new(finding.on(&name)))?
            }
        };
        let Content { rows, has_objects, hidden_columns, merges } = content;
        sheets.push(Sheet { name, visibility, rows: rows.into(), merges, hidden_columns, has_objects });
    }
    sound::prove(archive.entries().iter().filter(|entry| !inflater.read.contains(&entry.name)))?;
    Ok(Workbook { sheets, findings: notes(archive), date1904: facts.date1904 })
}

/// Whether the workbook part lists the sheets of an exported plan.
pub(super) fn is_exported_plan(archive: &Archive<'_>) -> bool {
    let mut inflater = Inflater { left: LARGEST_LIST, read: HashSet::new() };
    let listed = main_part(archive, &mut inflater).and_then(|root| {
        let entry = archive.find(&root).ok_or_else(|| missing(&root))?;
        workbook(&inflater.part(entry, LARGEST_LIST)?)
    });
    listed.is_ok_and(|facts| form::is_exported_plan(facts.sheets.iter().map(|sheet| &*sheet.name)))
}

/// The worksheets in the order of their tabs. Structure is judged before the limit.
fn worksheets<'z, 'b>(
    archive: &'z Archive<'b>,
    folder: &str,
    rels: &[Relation],
    listed: Vec<Listed>,
) -> Gate<Vec<(&'z Entry<'b>, Listed)>> {
    let mut parts = HashSet::new();
    let mut names = HashSet::new();
    let mut found = Vec::new();
    let by_id: std::collections::HashMap<&str, &Relation> = rels.iter().map(|r| (r.id.as_str(), r)).collect();
    for sheet in listed {
        let relation = by_id.get(sheet.relation.as_str()).copied();
        let relation =
            relation.ok_or_else(|| damaged(format!("シート「{}」の部品が決まりません", shown(&sheet.name))))?;
        if relation.kind != "worksheet" {
            continue;
        }
        let part = resolve(folder, &relation.target);
        if !names.insert(sheet.name.to_lowercase()) {
            return Err(damaged(format!("シートの名前「{}」が重複しています", shown(&sheet.name))));
        }
        let entry = archive.find(&part).ok_or_else(|| missing(&part))?;
        if !parts.insert(part.to_lowercase()) {
            return Err(damaged(format!("複数のシートが同じ部品 {} を使っています", shown(&part))));
        }
        found.push((entry, sheet));
    }
    match found.len() {
        0 => Err(damaged("ワークシートがありません")),
        n if n > MOST_SHEETS => Err(over("シートの数", &MOST_SHEETS.to_string(), &grouped(n as u64))),
        _ => Ok(found),
    }
}

/// The name of the workbook part, from the package's relations.
fn main_part(archive: &Archive<'_>, inflater: &mut Inflater) -> Gate<String> {
    let Some(rels) = archive.find("_rels/.rels") else { return Ok(USUAL_WORKBOOK.to_owned()) };
    let rels = relations(&inflater.part(rels, LARGEST_PART)?)?;
    let main = rels.iter().find(|r| r.kind == "officeDocument");
    Ok(main.map_or_else(|| USUAL_WORKBOOK.to_owned(), |r| resolve("", &r.target)))
}

/// The name of a part that a relation of a part in `folder` points to.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let mut segments: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|s| !s.is_empty()).collect(),
    };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

fn is_macro(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("vbaproject") || kind.contains("macrosheet")
}

fn refuse_macro(part: &str) -> Box<Finding> {
    Box::new(Finding::new(RuleId::F003, "", &[("part", &shown(part))]))
}

/// Macros by the name of a part, and by its content type.
fn refuse_macros(archive: &Archive<'_>, inflater: &mut Inflater) -> Gate<()> {
    let mut named: Vec<&str> =
        archive.names().filter(|n| n.ends_with("vbaproject.bin") || n.contains("macrosheets/")).collect();
    named.sort_unstable();
    if let Some(name) = named.iter().find(|n| !n.ends_with('/')) {
        return Err(refuse_macro(archive.find(name).map_or(name, |e| &e.name)));
    }
    let Some(types) = archive.find("[Content_Types].xml") else { return Ok(()) };
    let marked = macro_parts(&inflater.part(types, LARGEST_PART)?)?;
    match marked.iter().find(|name| archive.has(name)) {
        Some(name) => Err(refuse_macro(name)),
        None => Ok(()),
    }
}

/// Links to other workbooks and embedded objects, which are not read.
fn notes(archive: &Archive<'_>) -> Vec<Finding> {
    let count = |folders: &[&str], end: &str| {
        let inside = |name: &&str| {
            let file = folders.iter().find_map(|folder| name.split_once(folder)).map(|(_, file)| file);
            file.is_some_and(|file| !file.is_empty() && !file.contains('/') && file.ends_with(end))
        };
        archive.names().filter(inside).count()
    };
    let links = count(&["/externallinks/"], ".xml");
    let objects = count(&["/embeddings/", "/oleobjects/"], "") + count(&["/activex/"], ".xml");
    let note = |case, count: usize| {
        (count > 0).then(|| Finding::new(RuleId::F006, case, &[("count", &grouped(count as u64))]))
    };
    [note("link", links), note("embedding", objects)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "../custom/./a.xml"), "custom/a.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../a.xml"), "a.xml");
    }
}
