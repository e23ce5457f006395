//! The workbook part: its list of sheets, into which the list of findings goes as the first, and whatever counts sheets.

use super::MarkError;
use super::package::Package;
use super::relations;
use super::xml::{Edits, Element, Tree, escape};
use crate::gate::resolve;

/// The name of our sheet.
pub(super) const LIST_NAME: &str = "要修正箇所一覧";

/// Where readers look for the workbook unless the package says otherwise.
const USUAL_WORKBOOK: &str = "xl/workbook.xml";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
/// What stands before the defined names in the order of a workbook's elements.
const BEFORE_NAMES: &[&str] = &["sheets", "functionGroups", "externalReferences"];
const PROPERTIES: &str = "docProps/app.xml";

/// A sheet of any kind.
pub(super) struct BookSheet {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) is_worksheet: bool,
    relation: String,
}

/// The workbook as the package has it now.
pub(super) struct Book {
    /// The workbook part.
    pub(super) part: String,
    /// Sheets in the order of their tabs.
    pub(super) sheets: Vec<BookSheet>,
    /// The styles part.
    pub(super) styles: Option<String>,
}

impl Book {
    /// Finds the workbook's parts. Some workbooks are not touched: see [`MarkError`].
    pub(super) fn open(package: &Package<'_>) -> Result<Self, MarkError> {
        let root = relations::of(package, "")?;
        let main = root.iter().find(|r| r.kind == "officeDocument");
        let part = main.map_or_else(|| USUAL_WORKBOOK.to_owned(), |r| r.part.clone());
        if package.under("_xmlsignatures/") || root.iter().any(|r| r.kind == "origin") {
            return Err(MarkError::Signed);
        }
        let workbook = package.need(&part)?;
        let tree = Tree::read(&workbook)?;
        if tree.root().attributes().iter().any(|(_, value)| value.contains("purl.oclc.org/ooxml")) {
            return Err(MarkError::Strict);
        }
        let related = relations::of(package, &part)?;
        if related.iter().any(|r| r.kind == "revisionHeaders") {
            return Err(MarkError::Shared);
        }
        let listed = crate::scan::package::workbook(&workbook)?.sheets;
        let mut sheets = Vec::with_capacity(listed.len());
        for sheet in listed {
            if let Some(r) = related.iter().find(|r| r.id == sheet.relation) {
                sheets.push(BookSheet {
                    name: sheet.name.to_string(),
                    part: r.part.clone(),
                    is_worksheet: r.kind == "worksheet",
                    relation: sheet.relation,
                });
            }
        }
        let styles = related.into_iter().find(|r| r.kind == "styles").map(|r| r.part);
        Ok(Self { part, sheets, styles })
    }

    /// A name for our sheet that no sheet of the sender bears.
    pub(super) fn free_name(&self) -> String {
        let taken = |name: &str| self.sheets.iter().any(|s| s.name.to_lowercase() == name);
        let numbered = (2..).map(|n| format!("{LIST_NAME}({n})"));
        std::iter::once(LIST_NAME.to_owned()).chain(numbered).find(|n| !taken(n)).unwrap_or_default()
    }

    /// Puts a sheet before all others and makes it the one that is shown. Its row `title_row` is
    /// printed on every page.
    pub(super) fn add_first(
        &self,
        package: &mut Package<'_>,
        name: &str,
        title_row: u32,
        sheet: Vec<u8>,
    ) -> Result<(), MarkError> {
        let folder = resolve(relations::folder(&self.part), "worksheets");
        let part = package.free(&format!("{folder}/sheet"), ".xml");
        package.put(&part, sheet);
        relations::declare(package, &part, SHEET_TYPE)?;
        let id = relations::add(package, &self.part, "worksheet", &part)?;
        let workbook = package.need(&self.part)?;
        let edited = with_first(&workbook, name, &id, title_row)?;
        package.put(&self.part, edited);
        count_in_properties(package, name, true)
    }

    /// Takes a sheet out.
    pub(super) fn remove(&self, package: &mut Package<'_>, index: usize) -> Result<(), MarkError> {
        let sheet = &self.sheets[index];
        for related in relations::of(package, &sheet.part)? {
            // Programs that save a marked workbook may have given the sheet parts of its own.
            if matches!(related.kind.as_str(), "printerSettings" | "comments" | "vmlDrawing") {
                relations::drop_part(package, &related.part)?;
            }
        }
        relations::drop_part(package, &sheet.part)?;
        relations::remove(package, &self.part, &sheet.relation)?;
        let workbook = package.need(&self.part)?;
        let edited = without(&workbook, &sheet.relation)?;
        package.put(&self.part, edited);
        count_in_properties(package, &sheet.name, false)
    }
}

/// Whether a name of the workbook's list of sheets carries a relation's id.
fn has_relation(element: &Element<'_>, id: &str) -> bool {
    element.attributes().iter().any(|(name, value)| name.ends_with(":id") && *value == id)
}

/// The list of sheets.
fn sheets(tree: &Tree<'_>) -> Result<usize, MarkError> {
    tree.child(0, "sheets").ok_or_else(|| MarkError::unknown("シートの一覧がありません"))
}

fn with_first(workbook: &[u8], name: &str, id: &str, title_row: u32) -> Result<Vec<u8>, MarkError> {
    let tree = Tree::read(workbook)?;
    let prefix = tree.root().prefix;
    let list = sheets(&tree)?;
    let mut edits = Edits::of(workbook);
    let used = || tree.children(list).filter_map(|(_, e)| e.number("sheetId"));
    let number = used().max().unwrap_or(0).checked_add(1).ok_or_else(|| MarkError::unknown("シートの番号"))?;
    let first = tree.children(list).next().map(|(_, e)| e);
    let id_name = first.and_then(|e| e.attributes().iter().find(|(n, _)| n.ends_with(":id"))).map(|(n, _)| *n);
    let id_name = id_name.ok_or_else(|| MarkError::unknown("シートの一覧"))?;
    let sheet = format!("<{prefix}sheet name=\"{}\" sheetId=\"{number}\" {id_name}=\"{id}\"/>", escape(name));
    edits.prepend(&tree.elements[list], &sheet);
    show_first(&tree, &mut edits);

    let range = format!("{}!${title_row}:${title_row}", quoted(name));
    let titles = format!(
        "<{prefix}definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">{}</{prefix}definedName>",
        escape(&range)
    );
    match tree.child(0, "definedNames") {
        Some(names) => {
            for (_, name) in tree.children(names) {
                if let Some(sheet) = name.number("localSheetId") {
                    edits.set(name, "localSheetId", &(sheet.saturating_add(1)).to_string());
                }
            }
            edits.prepend(&tree.elements[names], &titles);
        }
        None => {
            let before = tree.children(0).filter(|(_, e)| BEFORE_NAMES.contains(&e.name)).last();
            let at = before.map_or(tree.elements[list].span.end, |(_, e)| e.span.end);
            edits.insert(at, format!("<{prefix}definedNames>{titles}</{prefix}definedNames>"));
        }
    }
    Ok(edits.finish())
}

/// Shows the first sheet when the workbook is opened.
fn show_first(tree: &Tree<'_>, edits: &mut Edits<'_>) {
    let Some(views) = tree.child(0, "bookViews") else { return };
    for (_, view) in tree.children(views).filter(|(_, e)| e.name == "workbookView") {
        for name in ["activeTab", "firstSheet"] {
            if view.attribute(name).is_some() {
                edits.set(view, name, "0");
            }
        }
    }
}

fn without(workbook: &[u8], id: &str) -> Result<Vec<u8>, MarkError> {
    let tree = Tree::read(workbook)?;
    let list = sheets(&tree)?;
    let mut edits = Edits::of(workbook);
    let ours = tree.children(list).position(|(_, e)| has_relation(e, id)).unwrap_or(0);
    if let Some((_, sheet)) = tree.children(list).nth(ours) {
        edits.remove(sheet.span.clone());
    }
    show_first(&tree, &mut edits);
    if let Some(names) = tree.child(0, "definedNames") {
        let all: Vec<&Element<'_>> = tree.children(names).map(|(_, e)| e).collect();
        let place = |e: &Element<'_>| e.number("localSheetId").map(|n| n as usize);
        if all.iter().all(|e| place(e) == Some(ours)) {
            edits.remove(tree.elements[names].span.clone());
        } else {
            for name in all {
                match place(name) {
                    Some(sheet) if sheet == ours => edits.remove(name.span.clone()),
                    Some(sheet) if sheet > ours => edits.set(name, "localSheetId", &(sheet - 1).to_string()),
                    Some(_) | None => {}
                }
            }
        }
    }
    Ok(edits.finish())
}

/// A sheet's name as a formula spells it.
pub(super) fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// Adds our sheet to the titles in the document's properties, or takes it out. Properties of another build are left
/// alone: no program depends on them.
fn count_in_properties(package: &mut Package<'_>, name: &str, add: bool) -> Result<(), MarkError> {
    let Some(part) = package.get(PROPERTIES)? else { return Ok(()) };
    if let Some(edited) = Tree::read(&part).ok().and_then(|tree| titles(&tree, name, add)) {
        package.put(PROPERTIES, edited);
    }
    Ok(())
}

fn titles(tree: &Tree<'_>, name: &str, add: bool) -> Option<Vec<u8>> {
    let vector = |of: &str| tree.child(tree.child(0, of)?, "vector");
    let (pairs, titles) = (vector("HeadingPairs")?, vector("TitlesOfParts")?);
    let count = tree.inside(pairs).map(|(_, e)| e).find(|e| e.name == "i4")?;
    let sheets: usize = tree.text(count).ok()?.trim().parse().ok()?;
    let listed: Vec<&Element<'_>> = tree.children(titles).map(|(_, e)| e).collect();
    let size = tree.elements[titles].number("size")? as usize;
    if size != listed.len() || sheets > size || sheets == 0 {
        return None;
    }
    let mut edits = Edits::of(tree.part);
    let changed = |n: usize| if add { n + 1 } else { n - 1 };
    if add {
        let first = listed.first()?;
        edits.insert(first.span.start, format!("<{0}lpstr>{1}</{0}lpstr>", first.prefix, escape(name)));
    } else {
        let ours = listed.iter().take(sheets).find(|e| tree.text(e).is_ok_and(|text| text == name))?;
        edits.remove(ours.span.clone());
    }
    edits.replace(count.content.clone(), changed(sheets).to_string());
    edits.set(&tree.elements[titles], "size", &changed(size).to_string());
    Some(edits.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKBOOK: &str = "<workbook xmlns:r=\"r\"><bookViews><workbookView firstSheet=\"1\" activeTab=\"2\"/></bookViews>\
        <sheets><sheet name=\"a\" sheetId=\"7\" r:id=\"rId1\"/></sheets><externalReferences/><definedNames>\
        <definedName name=\"x\">a!$A$1</definedName><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">a!$A$1\
        </definedName></definedNames><calcPr/></workbook>";

    #[test]
    fn names_of_sheets_move_with_them() {
        let with = with_first(WORKBOOK.as_bytes(), "要'", "rId9", 5).unwrap();
        let text = String::from_utf8(with.clone()).unwrap();
        assert!(text.contains("<sheets><sheet name=\"要'\" sheetId=\"8\" r:id=\"rId9\"/><sheet name=\"a\""), "{text}");
        assert!(text.contains("localSheetId=\"0\">'要'''!$5:$5</definedName><definedName name=\"x\">"), "{text}");
        assert!(text.contains("Print_Area\" localSheetId=\"1\""), "{text}");
        let back = String::from_utf8(without(&with, "rId9").unwrap()).unwrap();
        let shown = WORKBOOK.replace("firstSheet=\"1\" activeTab=\"2\"", "firstSheet=\"0\" activeTab=\"0\"");
        assert_eq!(back, shown);
    }

    #[test]
    fn names_are_added_where_there_are_none() {
        let bare =
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"i\"/></sheets><calcPr/></workbook>";
        let with = with_first(bare.as_bytes(), "b", "j", 1).unwrap();
        assert!(String::from_utf8_lossy(&with).contains("</sheets><definedNames><definedName"));
        assert_eq!(String::from_utf8(without(&with, "j").unwrap()).unwrap(), bare);
    }

    #[test]
    fn properties_count_the_sheet() {
        let part = "<Properties xmlns:vt=\"v\"><HeadingPairs><vt:vector size=\"2\"><vt:variant><vt:lpstr>W</vt:lpstr>\
            </vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs><TitlesOfParts>\
            <vt:vector size=\"1\"><vt:lpstr>a</vt:lpstr></vt:vector></TitlesOfParts></Properties>";
        let with = titles(&Tree::read(part.as_bytes()).unwrap(), "b", true).unwrap();
        let text = String::from_utf8_lossy(&with);
        assert!(text.contains("<vt:i4>2</vt:i4>") && text.contains("size=\"2\"><vt:lpstr>b</vt:lpstr><vt:lpstr>a"));
        let back = titles(&Tree::read(&with).unwrap(), "b", false).unwrap();
        assert_eq!(String::from_utf8_lossy(&back), part);
    }
}
