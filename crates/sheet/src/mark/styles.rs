//! The styles part: formats are only ever added, at the end of their lists, and only when there is none like it.

use std::collections::HashMap;

use kikin_domain::Severity;

use super::MarkError;
use super::fill::Fill;
use super::xml::{Edits, Tree};

/// Most cell formats that Excel takes.
const MOST_FORMATS: usize = 65_490;

/// One list of the styles part.
struct List {
    name: &'static str,
    /// Its items as they stand, then those that are added.
    items: Vec<String>,
    sent: usize,
}

impl List {
    fn read(tree: &Tree<'_>, name: &'static str) -> Result<Self, MarkError> {
        let list = tree.child(0, name).ok_or_else(|| MarkError::unknown(format!("スタイルに {name} がありません")))?;
        let items: Vec<String> = tree.children(list).map(|(_, e)| tree.raw(&e.span).to_owned()).collect();
        Ok(Self { name, sent: items.len(), items })
    }

    /// The index of an item like this; it is added when there is none.
    fn ensure(&mut self, item: &str) -> usize {
        self.items.iter().position(|i| i == item).unwrap_or_else(|| self.push(item.to_owned()))
    }

    fn push(&mut self, item: String) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    fn write(&self, tree: &Tree<'_>, edits: &mut Edits<'_>) {
        let added = self.items[self.sent..].concat();
        if let (false, Some(list)) = (added.is_empty(), tree.child(0, self.name)) {
            let list = &tree.elements[list];
            if list.attribute("count").is_some() {
                edits.set(list, "count", &self.items.len().to_string());
            }
            edits.append(list, &added);
        }
    }
}

/// The cell formats and what they are made of.
pub(super) struct Styles {
    part: Vec<u8>,
    prefix: String,
    fonts: List,
    fills: List,
    borders: List,
    formats: List,
    /// What each fill is.
    known_fills: Vec<Fill>,
    /// The marked formats by the format under them.
    marked: HashMap<(usize, Severity), Option<usize>>,
    /// The formats by what they are apart from their fill.
    by_rest: HashMap<String, Vec<usize>>,
}

impl Styles {
    /// Reads a styles part.
    pub(super) fn read(part: Vec<u8>) -> Result<Self, MarkError> {
        let tree = Tree::read(&part)?;
        let prefix = tree.root().prefix.to_owned();
        let [fonts, fills, borders, formats] =
            ["fonts", "fills", "borders", "cellXfs"].map(|name| List::read(&tree, name));
        let (fonts, fills, borders, formats) = (fonts?, fills?, borders?, formats?);
        let known_fills = fills.items.iter().map(|xml| Fill::read(xml)).collect::<Result<Vec<_>, _>>()?;
        let mut by_rest: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, format) in formats.items.iter().enumerate() {
            by_rest.entry(without_fill(format)?).or_default().push(index);
        }
        Ok(Self { prefix, fonts, fills, borders, formats, known_fills, marked: HashMap::new(), by_rest, part })
    }

    /// What stands before the names of the part's elements.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The font, fill, border and cell format like these; see [`super::list`].
    pub(super) fn font(&mut self, xml: &str) -> usize {
        self.fonts.ensure(xml)
    }

    /// The border like this.
    pub(super) fn border(&mut self, xml: &str) -> usize {
        self.borders.ensure(xml)
    }

    /// The fill like this.
    pub(super) fn fill(&mut self, fill: &Fill) -> usize {
        if let Some(index) = self.known_fills.iter().position(|f| f == fill) {
            return index;
        }
        self.known_fills.push(fill.clone());
        self.fills.push(fill.xml(&self.prefix))
    }

    /// The cell format like this.
    pub(super) fn format(&mut self, xml: String) -> Result<usize, MarkError> {
        let rest = without_fill(&xml)?;
        let alike = self.by_rest.entry(rest).or_default();
        if let Some(index) = alike.iter().find(|i| self.formats.items[**i] == xml) {
            return Ok(*index);
        }
        if self.formats.items.len() >= MOST_FORMATS {
            return Err(MarkError::TooLarge);
        }
        let index = self.formats.push(xml);
        alike.push(index);
        Ok(index)
    }

    fn fill_id(&self, format: usize) -> Result<usize, MarkError> {
        let tree = Tree::read(self.formats.items[format].as_bytes())?;
        Ok(tree.root().number("fillId").unwrap_or(0) as usize)
    }

    /// The fill of a cell format.
    fn fill_of(&self, format: usize) -> Result<Option<&Fill>, MarkError> {
        match format < self.formats.items.len() {
            true => Ok(self.known_fills.get(self.fill_id(format)?)),
            false => Ok(None),
        }
    }

    /// Forgets what the marks hide: the program that saved the workbook has written colours of its own there.
    pub(super) fn forget(&mut self) {
        self.known_fills.iter_mut().for_each(Fill::forget);
    }

    /// Whether any fill is a mark.
    pub(super) fn has_marks(&self) -> bool {
        self.known_fills.iter().any(|fill| fill.unmarked().is_some())
    }

    /// A cell format with a mark over its fill; `None` where the fill takes none.
    pub(super) fn mark(&mut self, format: u32, severity: Severity) -> Result<Option<u32>, MarkError> {
        let format = format as usize;
        if let Some(known) = self.marked.get(&(format, severity)) {
            return Ok(known.map(index));
        }
        let fill = self.fill_of(format)?.and_then(|fill| fill.marked(severity));
        let marked = match fill {
            Some(fill) => Some(self.with_fill(format, &fill)?),
            None => None,
        };
        self.marked.insert((format, severity), marked);
        Ok(marked.map(index))
    }

    /// The cell format under a marked one; `None` for a format that bears no mark.
    pub(super) fn unmark(&mut self, format: u32) -> Result<Option<u32>, MarkError> {
        let format = format as usize;
        let Some(under) = self.fill_of(format)?.and_then(Fill::unmarked) else { return Ok(None) };
        let rest = without_fill(&self.formats.items[format])?;
        let mut like = None;
        for candidate in self.by_rest.get(&rest).cloned().unwrap_or_default() {
            if self.fill_of(candidate)? == Some(&under) {
                // Of several, the one from which this mark was made.
                if self.spelt_with_fill(candidate, self.fill_id(format)?)? == self.formats.items[format] {
                    return Ok(Some(index(candidate)));
                }
                like = like.or(Some(index(candidate)));
            }
        }
        match like {
            Some(candidate) => Ok(Some(candidate)),
            None => self.with_fill(format, &under).map(|i| Some(index(i))),
        }
    }

    fn with_fill(&mut self, format: usize, fill: &Fill) -> Result<usize, MarkError> {
        let fill = self.fill(fill);
        let xml = self.spelt_with_fill(format, fill)?;
        self.format(xml)
    }

    /// A cell format with another fill.
    fn spelt_with_fill(&self, format: usize, fill: usize) -> Result<String, MarkError> {
        let xml = self.formats.items[format].as_bytes();
        let tree = Tree::read(xml)?;
        let mut edits = Edits::of(xml);
        edits.set(tree.root(), "fillId", &fill.to_string());
        edits.set(tree.root(), "applyFill", "1");
        String::from_utf8(edits.finish()).map_err(|_| MarkError::unknown("スタイル"))
    }

    /// The part with what was added; `None` when nothing was.
    pub(super) fn write(self) -> Result<Option<Vec<u8>>, MarkError> {
        let tree = Tree::read(&self.part)?;
        let mut edits = Edits::of(&self.part);
        for list in [&self.fonts, &self.fills, &self.borders, &self.formats] {
            list.write(&tree, &mut edits);
        }
        Ok((!edits.is_empty()).then(|| edits.finish()))
    }
}

/// A cell format apart from its fill.
fn without_fill(xml: &str) -> Result<String, MarkError> {
    let tree = Tree::read(xml.as_bytes())?;
    let root = tree.root();
    let mut rest: Vec<String> = root
        .attributes()
        .iter()
        .filter(|(name, _)| !matches!(*name, "fillId" | "applyFill"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    rest.push(tree.raw(&root.content).to_owned());
    Ok(rest.join(" "))
}

/// Indices stay below [`MOST_FORMATS`].
fn index(format: usize) -> u32 {
    u32::try_from(format).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "<styleSheet><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill><patternFill/></fill><fill>\
        <patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellXfs>\
        <xf numFmtId=\"3\" fillId=\"0\" xfId=\"0\"><alignment/></xf></cellXfs><dxfs count=\"0\"/></styleSheet>";

    #[test]
    fn formats_are_added_once_and_found_again() {
        let mut styles = Styles::read(PART.as_bytes().to_vec()).unwrap();
        assert_eq!(styles.mark(0, Severity::Error).unwrap(), Some(1));
        assert_eq!(styles.mark(0, Severity::Error).unwrap(), Some(1));
        assert_eq!(styles.mark(0, Severity::Warning).unwrap(), Some(2));
        assert_eq!(styles.mark(9, Severity::Warning).unwrap(), None);
        let written = styles.write().unwrap().unwrap();
        let text = String::from_utf8_lossy(&written);
        assert!(text.contains("<fills count=\"4\">") && text.contains("<cellXfs><xf"), "{text}");
        assert!(
            text.contains("<xf numFmtId=\"3\" fillId=\"2\" xfId=\"0\" applyFill=\"1\"><alignment/></xf>"),
            "{text}"
        );

        let mut again = Styles::read(written.clone()).unwrap();
        assert_eq!(again.unmark(1).unwrap(), Some(0));
        assert_eq!(again.unmark(0).unwrap(), None);
        assert_eq!(again.mark(0, Severity::Warning).unwrap(), Some(2));
        assert_eq!(again.write().unwrap(), None);
    }

    #[test]
    fn a_format_that_is_gone_is_made_again() {
        let only_marked = PART
            .replace("<patternFill/>", "<patternFill patternType=\"solid\"><fgColor rgb=\"FFFFCBC9\"/></patternFill>");
        let mut styles = Styles::read(only_marked.into_bytes()).unwrap();
        assert_eq!(styles.unmark(0).unwrap(), Some(1));
        assert_eq!(styles.unmark(1).unwrap(), None);
    }
}
