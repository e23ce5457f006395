//! The comments of a worksheet. Our text stands below a line that tells what it is; to a comment of the sender it is
//! added at the end.

use std::collections::BTreeMap;

use kikin_domain::CellRef;

use super::MarkError;
use super::xml::{Edits, Element, Tree, escape};

/// The author of our comments.
pub(super) const AUTHOR: &str = "kikin 確認";
/// The line above our text, by which it is told from the sender's.
const SEPARATOR: &str = "―― 確認結果 ――";
/// How the authors of threaded comments begin: what shows in a comment is then only a copy for older programs.
const THREADED: &str = "tc=";
/// A comments part without comments.
pub(super) const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments \
     xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors><commentList></commentList>\
     </comments>";

/// A comment's text: a bold heading and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) heading: String,
    pub(super) body: String,
}

/// What came of adding comments.
pub(super) struct Added {
    pub(super) part: Vec<u8>,
    /// The cells that have a comment now and had none: they need a shape.
    pub(super) new: Vec<CellRef>,
}

/// Adds notes to a comments part.
pub(super) fn add(part: &[u8], notes: &BTreeMap<CellRef, Vec<Note>>) -> Result<Added, MarkError> {
    let tree = Tree::read(part)?;
    let prefix = tree.root().prefix;
    let authors = tree.child(0, "authors").ok_or_else(|| MarkError::unknown("コメントの作成者がありません"))?;
    let list = tree.child(0, "commentList").ok_or_else(|| MarkError::unknown("コメントの一覧がありません"))?;
    let names = author_names(&tree, authors)?;
    let mut edits = Edits::of(part);
    let ours = names.iter().position(|n| n == AUTHOR).unwrap_or_else(|| {
        edits.append(&tree.elements[authors], &format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
        names.len()
    });
    let mut existing: BTreeMap<CellRef, usize> = BTreeMap::new();
    for (index, comment) in tree.children(list) {
        if let Some(cell) = comment.attribute("ref").and_then(CellRef::parse) {
            existing.insert(cell, index);
        }
    }
    let (mut xml, mut new) = (String::new(), Vec::new());
    for (cell, notes) in notes {
        match existing.get(cell) {
            None => {
                let text = run(prefix, true, &format!("{SEPARATOR}\n")) + &runs(prefix, notes);
                xml += &format!(
                    "<{prefix}comment ref=\"{cell}\" authorId=\"{ours}\"><{prefix}text>{text}</{prefix}text></{prefix}comment>"
                );
                new.push(*cell);
            }
            Some(comment) if !is_threaded(&tree.elements[*comment], &names) => {
                append_to(&tree, *comment, &mut edits, &separated(prefix, notes));
            }
            // Excel would show another text than the thread: the fill and the list have to do.
            Some(_) => {}
        }
    }
    if !xml.is_empty() {
        edits.append(&tree.elements[list], &xml);
    }
    Ok(Added { part: edits.finish(), new })
}

fn author_names(tree: &Tree<'_>, authors: usize) -> Result<Vec<String>, MarkError> {
    tree.children(authors).map(|(_, e)| tree.text(e)).collect()
}

fn author<'n>(comment: &Element<'_>, names: &'n [String]) -> &'n str {
    comment.number("authorId").and_then(|id| names.get(id as usize)).map_or("", String::as_str)
}

fn is_threaded(comment: &Element<'_>, names: &[String]) -> bool {
    author(comment, names).starts_with(THREADED)
}

/// Puts runs after those of a comment; a text without runs becomes one.
fn append_to(tree: &Tree<'_>, comment: usize, edits: &mut Edits<'_>, runs: &str) {
    let Some(text) = tree.child(comment, "text") else { return };
    let element = &tree.elements[text];
    if let Some((_, plain)) = tree.children(text).find(|(_, e)| e.name == "t") {
        let prefix = plain.prefix;
        edits.insert(plain.span.start, format!("<{prefix}r>"));
        edits.insert(plain.span.end, format!("</{prefix}r>"));
    }
    match tree.children(text).filter(|(_, e)| matches!(e.name, "t" | "r")).last() {
        Some((_, last)) => edits.insert(last.span.end, runs),
        None => edits.prepend(element, runs),
    }
}

/// A run of text.
fn run(prefix: &str, bold: bool, text: &str) -> String {
    let bold = if bold { format!("<{prefix}b/>") } else { String::new() };
    format!(
        "<{prefix}r><{prefix}rPr>{bold}<{prefix}sz val=\"9\"/><{prefix}color indexed=\"81\"/>\
         <{prefix}rFont val=\"MS P ゴシック\"/><{prefix}family val=\"3\"/><{prefix}charset val=\"128\"/></{prefix}rPr>\
         <{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>",
        escape(text)
    )
}

fn runs(prefix: &str, notes: &[Note]) -> String {
    let mut out = String::new();
    for (index, note) in notes.iter().enumerate() {
        let gap = if index > 0 { "\n\n" } else { "" };
        out += &run(prefix, true, &format!("{gap}{}", note.heading));
        out += &run(prefix, false, &format!("\n{}", note.body));
    }
    out
}

/// Our text below that of the sender.
fn separated(prefix: &str, notes: &[Note]) -> String {
    run(prefix, true, &format!("\n\n{SEPARATOR}\n")) + &runs(prefix, notes)
}

/// What came of taking our comments away.
pub(super) struct Stripped {
    /// The part without them; `None` when no comment is left.
    pub(super) part: Option<Vec<u8>>,
    /// The cells that have no comment any more.
    pub(super) gone: Vec<CellRef>,
}

/// Takes our comments away, and our text out of those of the sender. `None` when there is nothing of ours. Our text is
/// told by the line above it: some programs forget authors and cut runs anew.
pub(super) fn strip(part: &[u8]) -> Result<Option<Stripped>, MarkError> {
    let tree = Tree::read(part)?;
    let Some(list) = tree.child(0, "commentList") else { return Ok(None) };
    let mut edits = Edits::of(part);
    let (mut gone, mut left) = (Vec::new(), 0_usize);
    for (index, comment) in tree.children(list) {
        let text = tree.child(index, "text");
        if text.is_some_and(|text| matches!(cut(&tree, text, &mut edits), Ok(Left::Nothing))) {
            edits.remove(comment.span.clone());
            gone.extend(comment.attribute("ref").and_then(CellRef::parse));
        } else {
            left += 1;
        }
    }
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(Stripped { part: (left > 0).then(|| edits.finish()), gone }))
}

/// What is left of a comment.
#[derive(PartialEq, Eq)]
enum Left {
    /// It is ours as a whole.
    Nothing,
    /// It is the sender's, or begins so.
    Senders,
}

/// Cuts a comment's text off where ours begins. Nothing is edited when it is ours as a whole.
fn cut(tree: &Tree<'_>, text: usize, edits: &mut Edits<'_>) -> Result<Left, MarkError> {
    let mut pieces = Vec::new();
    let mut whole = String::new();
    for (index, piece) in tree.children(text).filter(|(_, e)| matches!(e.name, "t" | "r")) {
        let held = if piece.name == "t" { Some(index) } else { tree.child(index, "t") };
        if let Some(held) = held.map(|i| &tree.elements[i]) {
            let value = tree.text(held)?;
            pieces.push((whole.len(), piece, held));
            whole += &value;
        }
    }
    let Some(ours) = whole.find(SEPARATOR) else { return Ok(Left::Senders) };
    // The gap before our line is ours as well.
    let before = &whole[..ours];
    let senders = before.strip_suffix("\n\n").unwrap_or(before.trim_end());
    if senders.trim().is_empty() {
        return Ok(Left::Nothing);
    }
    for (nth, (start, piece, held)) in pieces.iter().enumerate() {
        let end = pieces.get(nth + 1).map_or(whole.len(), |(next, ..)| *next);
        if *start >= senders.len() {
            edits.remove(piece.span.clone());
        } else if end > senders.len() {
            edits.replace(held.content.clone(), escape(&senders[*start..]));
        }
    }
    Ok(Left::Senders)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(cells: &[&str]) -> BTreeMap<CellRef, Vec<Note>> {
        let note = Note { heading: "【エラー】".to_owned(), body: "空欄です。".to_owned() };
        cells.iter().map(|c| (CellRef::parse(c).unwrap(), vec![note.clone()])).collect()
    }

    #[test]
    fn new_comments_come_and_go() {
        let added = add(EMPTY.as_bytes(), &notes(&["B2", "A10"])).unwrap();
        assert_eq!(added.new.len(), 2);
        assert!(strip(EMPTY.as_bytes()).unwrap().is_none());
        let stripped = strip(&added.part).unwrap().unwrap();
        assert!(stripped.part.is_none());
        assert_eq!(stripped.gone, added.new);
    }

    #[test]
    fn the_senders_comments_stay() {
        let sent = "<comments><authors><author>山田</author><author>tc={1}</author></authors><commentList>\
            <comment ref=\"B2\" authorId=\"0\"><text><r><t>要\u{3000}確認</t></r></text></comment>\
            <comment ref=\"B3\" authorId=\"1\"><text><t>糸</t></text></comment></commentList></comments>";
        let added = add(sent.as_bytes(), &notes(&["B2", "B3", "C1"])).unwrap();
        let text = String::from_utf8(added.part.clone()).unwrap();
        assert_eq!(added.new, [CellRef::new(1, 3)]);
        assert!(text.contains("要\u{3000}確認</t></r><r>") && text.contains("<text><t>糸</t></text>"), "{text}");
        let stripped = strip(&added.part).unwrap().unwrap();
        assert_eq!(stripped.gone, added.new);
        let left = stripped.part.unwrap();
        assert_eq!(add(&left, &notes(&["B2", "B3", "C1"])).unwrap().part, added.part);
        assert!(!String::from_utf8_lossy(&left).contains("空欄"));
    }
}
