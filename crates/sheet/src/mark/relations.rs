//! Relations and content types: which parts belong to which, and what they are.

use super::MarkError;
use super::package::Package;
use super::xml::{Edits, Tree, escape};
use crate::gate::resolve;

const TYPES: &str = "[Content_Types].xml";
const RELATION_TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
                     xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// A relation that stays inside the package.
pub(super) struct Related {
    pub(super) id: String,
    /// The last segment of its type.
    pub(super) kind: String,
    /// The part it points to.
    pub(super) part: String,
}

/// The folder of a part, without a slash at its end.
pub(super) fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the part that holds a part's relations.
fn relations_part(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The relations of a part.
pub(super) fn of(package: &Package<'_>, part: &str) -> Result<Vec<Related>, MarkError> {
    let Some(rels) = package.get(&relations_part(part))? else { return Ok(Vec::new()) };
    let found = crate::scan::package::relations(&rels)?;
    let resolved = |target: &str| resolve(folder(part), target);
    Ok(found.into_iter().map(|r| Related { part: resolved(&r.target), id: r.id, kind: r.kind }).collect())
}

/// Adds a relation from `part` to `target` and tells its id.
pub(super) fn add(package: &mut Package<'_>, part: &str, kind: &str, target: &str) -> Result<String, MarkError> {
    let name = relations_part(part);
    let rels = package.get(&name)?.unwrap_or_else(|| EMPTY.as_bytes().to_vec());
    let tree = Tree::read(&rels)?;
    let used: Vec<&str> = tree.children(0).filter_map(|(_, e)| e.attribute("Id")).collect();
    let mut number = used.len() + 1;
    while used.contains(&format!("rId{number}").as_str()) {
        number += 1;
    }
    let id = format!("rId{number}");
    let mut edits = Edits::of(&rels);
    edits.append(
        tree.root(),
        &format!(
            "<{}Relationship Id=\"{id}\" Type=\"{RELATION_TYPES}{kind}\" Target=\"/{}\"/>",
            tree.root().prefix,
            escape(target)
        ),
    );
    let edited = edits.finish();
    package.put(&name, edited);
    Ok(id)
}

/// Takes a relation out, and the part that holds the relations with the last of them.
pub(super) fn remove(package: &mut Package<'_>, part: &str, id: &str) -> Result<(), MarkError> {
    let name = relations_part(part);
    let Some(rels) = package.get(&name)? else { return Ok(()) };
    let tree = Tree::read(&rels)?;
    let Some((_, element)) = tree.children(0).find(|(_, e)| e.attribute("Id") == Some(id)) else { return Ok(()) };
    if tree.children(0).count() == 1 {
        package.remove(&name);
        return Ok(());
    }
    let mut edits = Edits::of(&rels);
    edits.remove(element.span.clone());
    let edited = edits.finish();
    package.put(&name, edited);
    Ok(())
}

/// Says what a part is.
pub(super) fn declare(package: &mut Package<'_>, part: &str, content_type: &str) -> Result<(), MarkError> {
    let types = package.need(TYPES)?;
    let tree = Tree::read(&types)?;
    let mut edits = Edits::of(&types);
    let xml =
        format!("<{}Override PartName=\"/{}\" ContentType=\"{content_type}\"/>", tree.root().prefix, escape(part));
    edits.append(tree.root(), &xml);
    let edited = edits.finish();
    package.put(TYPES, edited);
    Ok(())
}

/// Says what parts with an ending are, unless it is said already.
pub(super) fn declare_ending(package: &mut Package<'_>, ending: &str, content_type: &str) -> Result<(), MarkError> {
    let types = package.need(TYPES)?;
    let tree = Tree::read(&types)?;
    let said = tree
        .children(0)
        .any(|(_, e)| e.name == "Default" && e.attribute("Extension").is_some_and(|x| x.eq_ignore_ascii_case(ending)));
    if said {
        return Ok(());
    }
    let mut edits = Edits::of(&types);
    let prefix = tree.root().prefix;
    edits.prepend(tree.root(), &format!("<{prefix}Default Extension=\"{ending}\" ContentType=\"{content_type}\"/>"));
    let edited = edits.finish();
    package.put(TYPES, edited);
    Ok(())
}

/// Takes a part out, with what is said of it.
pub(super) fn drop_part(package: &mut Package<'_>, part: &str) -> Result<(), MarkError> {
    package.remove(part);
    package.remove(&relations_part(part));
    let types = package.need(TYPES)?;
    let tree = Tree::read(&types)?;
    let named = |name: &str| name.trim_start_matches('/').eq_ignore_ascii_case(part);
    let of_part = tree.children(0).find(|(_, e)| e.name == "Override" && e.attribute("PartName").is_some_and(named));
    let Some((_, element)) = of_part else { return Ok(()) };
    let mut edits = Edits::of(&types);
    edits.remove(element.span.clone());
    let edited = edits.finish();
    package.put(TYPES, edited);
    Ok(())
}
