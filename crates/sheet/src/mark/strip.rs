//! Marks are taken off before new ones are made: our sheet, our comments, our colours.

use std::collections::{BTreeSet, HashMap};

use super::book::{Book, LIST_NAME};
use super::package::Package;
use super::styles::Styles;
use super::worksheet::{Survey, restyle};
use super::{MarkError, comments, list, relations, shapes, text};

/// Takes all marks off.
pub(super) fn strip(package: &mut Package<'_>, styles: &mut Styles) -> Result<(), MarkError> {
    let book = Book::open(package)?;
    let mut lists = Vec::new();
    let has_marks = styles.has_marks();
    if has_marks && has_lost_colours(package, &book)? {
        styles.forget();
    }
    let mut known = HashMap::new();
    for (index, sheet) in book.sheets.iter().enumerate().filter(|(_, s)| s.is_worksheet) {
        let content = package.need(&sheet.part)?;
        let survey = Survey::of(&content)?;
        if is_list(&sheet.name, &survey) {
            lists.push(index);
            continue;
        }
        if has_marks {
            let mut under = |_, style: u32| match known.get(&style) {
                Some(under) => Ok(*under),
                None => {
                    let under = styles.unmark(style)?;
                    known.insert(style, under);
                    Ok(under)
                }
            };
            if let Some(edited) = restyle(&content, &survey, &BTreeSet::new(), &mut under)? {
                package.put(&sheet.part, edited);
            }
        }
        strip_comments(package, &sheet.part)?;
    }
    // From the last, so that the places of the others hold; a workbook keeps at least one sheet.
    for index in lists.into_iter().rev() {
        let book = Book::open(package)?;
        if book.sheets.len() > 1 {
            book.remove(package, index)?;
        }
    }
    Ok(())
}

/// Whether a sheet is a list that an earlier run has put there.
fn is_list(name: &str, survey: &Survey) -> bool {
    name.starts_with(LIST_NAME)
        && survey.tab_colour.as_ref().is_some_and(|colour| colour.eq_ignore_ascii_case(list::TAB_COLOUR))
}

/// Whether the workbook was saved by a program that gives the unseen colour of solid fills values of its own, after it
/// was marked: our sheet is then no longer as we write it.
fn has_lost_colours(package: &Package<'_>, book: &Book) -> Result<bool, MarkError> {
    let properties = package.get("docProps/app.xml")?.unwrap_or_default();
    if memchr::memmem::find(&properties, b"<Application>LibreOffice").is_none() {
        return Ok(false);
    }
    for sheet in book.sheets.iter().filter(|s| s.is_worksheet && s.name.starts_with(LIST_NAME)) {
        if list::is_as_written(&package.need(&sheet.part)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn strip_comments(package: &mut Package<'_>, part: &str) -> Result<(), MarkError> {
    let related = relations::of(package, part)?;
    let Some(relation) = related.iter().find(|r| r.kind == "comments") else { return Ok(()) };
    let Some(stripped) = comments::strip(&package.need(&relation.part)?)? else { return Ok(()) };
    match stripped.part {
        Some(left) => package.put(&relation.part, left),
        None => {
            relations::drop_part(package, &relation.part)?;
            relations::remove(package, part, &relation.id)?;
        }
    }
    let content = package.need(part)?;
    let survey = Survey::of(&content)?;
    let Some(drawing) = survey.legacy.as_ref().and_then(|id| related.iter().find(|r| r.id == *id)) else {
        return Ok(());
    };
    match shapes::strip(&text(package.need(&drawing.part)?)?, &stripped.gone) {
        Some(left) => package.put(&drawing.part, left.into_bytes()),
        None => {
            relations::drop_part(package, &drawing.part)?;
            relations::remove(package, part, &drawing.id)?;
            package.put(part, survey.without_legacy(&content));
        }
    }
    Ok(())
}
