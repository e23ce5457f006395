//! The boxes in which Excel shows comments: VML, which need not be well-formed, so it is edited as text.

use kikin_domain::CellRef;

use super::comments::Note;
use super::worksheet::Survey;

/// How many shapes share one number of `o:idmap`.
const CLUSTER: u64 = 1024;
/// The shape type of comments.
const TYPE: &str = "_x0000_t202";
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
     path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
     o:connecttype=\"rect\"/></v:shapetype>";
const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns:v=", "urn:schemas-microsoft-com:vml"),
    ("xmlns:o=", "urn:schemas-microsoft-com:office:office"),
    ("xmlns:x=", "urn:schemas-microsoft-com:office:excel"),
];

/// The box's width in pixels, and the height of one of its lines.
const WIDTH: f64 = 300.0;
const LINE: f64 = 17.0;
/// Half-width characters in a line of the box.
const PER_LINE: usize = 46;

/// A drawing without shapes whose shapes are numbered from `cluster`.
pub(super) fn empty(cluster: u64) -> String {
    format!(
        "<xml xmlns:v=\"{}\" xmlns:o=\"{}\" xmlns:x=\"{}\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" \
         data=\"{cluster}\"/></o:shapelayout>{SHAPE_TYPE}</xml>",
        NAMESPACES[0].1, NAMESPACES[1].1, NAMESPACES[2].1
    )
}

/// The largest number that a drawing says its shapes are numbered from.
pub(super) fn last_cluster(vml: &str) -> u64 {
    clusters(vml).map_or(0, |(_, all)| all.into_iter().max().unwrap_or(0))
}

/// The prefix that a drawing gives to the n-th of [`NAMESPACES`], with its colon.
fn prefix(vml: &str, nth: usize) -> String {
    let (usual, space) = NAMESPACES[nth];
    let declared = vml.split("xmlns:").skip(1).find_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        value.get(1..)?.starts_with(space).then_some(name).filter(|_| value[1 + space.len()..].starts_with(['"', '\'']))
    });
    let usual = usual.trim_start_matches("xmlns:").trim_end_matches('=');
    format!("{}:", declared.unwrap_or(usual).trim())
}

/// What `o:idmap` lists, and where.
fn clusters(vml: &str) -> Option<(std::ops::Range<usize>, Vec<u64>)> {
    let tag = vml.find(&format!("<{}idmap", prefix(vml, 1)))?;
    let end = tag + vml[tag..].find('>')?;
    let value = tag + vml[tag..end].find("data=")? + 6;
    let quote = vml[value - 1..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let length = vml[value..end].find(quote)?;
    let list = vml[value..value + length].split(',').filter_map(|n| n.trim().parse().ok()).collect();
    Some((value..value + length, list))
}

/// The numbers of a drawing's shapes.
fn used(vml: &str) -> Vec<u64> {
    let pieces = vml.split("_x0000_s").skip(1);
    pieces.filter_map(|p| p.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
}

/// Adds a box per cell. New clusters of numbers begin at `free`, which no drawing of the package uses.
pub(super) fn add(vml: &str, boxes: &[(CellRef, Vec<Note>)], survey: &Survey, free: u64) -> Option<String> {
    let end = vml.rfind("</xml>")?;
    let (place, mut known) = clusters(vml).map_or((None, Vec::new()), |(place, list)| (Some(place), list));
    let used = used(vml);
    let mut numbers = Numbers { clusters: known.clone(), used: &used, at: 0, next: 0, free };
    let missing: String = NAMESPACES
        .iter()
        .filter(|(_, space)| !['"', '\''].iter().any(|quote| vml.contains(&format!("{space}{quote}"))))
        .map(|(name, space)| format!(" {name}\"{space}\""))
        .collect();
    let mut shapes = String::new();
    if !vml.contains(TYPE) {
        shapes += &SHAPE_TYPE.replacen("<v:shapetype", &format!("<v:shapetype{missing}"), 1);
    }
    for (index, (cell, notes)) in boxes.iter().enumerate() {
        shapes += &shape(numbers.take(), &missing, *cell, &anchor(*cell, notes, survey), index + 1);
    }
    let shapes = with_prefixes(shapes, vml);
    let listed = known.len();
    known.extend(numbers.clusters[listed..].iter().copied());
    let mut out = vml[..end].to_owned() + &shapes + &vml[end..];
    if let Some(place) = place {
        let all: Vec<String> = known.iter().map(u64::to_string).collect();
        out.replace_range(place, &all.join(","));
    }
    Some(out)
}

/// Our shapes with the prefixes of the drawing that they go into.
fn with_prefixes(mut shapes: String, vml: &str) -> String {
    for (nth, usual) in ["v:", "o:", "x:"].into_iter().enumerate() {
        let own = prefix(vml, nth);
        if own != usual {
            for before in ["<", "</", " "] {
                shapes = shapes.replace(&format!("{before}{usual}"), &format!("{before}{own}"));
            }
        }
    }
    shapes
}

/// Numbers for shapes: those left in the drawing's clusters, then new clusters.
struct Numbers<'a> {
    clusters: Vec<u64>,
    used: &'a [u64],
    at: usize,
    next: u64,
    free: u64,
}

impl Numbers<'_> {
    fn take(&mut self) -> u64 {
        loop {
            let Some(cluster) = self.clusters.get(self.at).copied() else {
                self.clusters.push(self.free);
                self.free += 1;
                continue;
            };
            let first = cluster * CLUSTER;
            if self.next < first {
                let inside = self.used.iter().filter(|n| (first..first + CLUSTER).contains(*n));
                self.next = inside.max().map_or(first, |n| *n) + 1;
            }
            if self.next < first + CLUSTER {
                self.next += 1;
                return self.next - 1;
            }
            self.at += 1;
            self.next = 0;
        }
    }
}

fn shape(number: u64, missing: &str, cell: CellRef, anchor: &str, layer: usize) -> String {
    let (row, col) = (cell.row - 1, cell.col - 1);
    format!(
        "<v:shape{missing} id=\"_x0000_s{number}\" type=\"#{TYPE}\" style='position:absolute;margin-left:60pt;\
         margin-top:2pt;width:225pt;height:80pt;z-index:{layer};visibility:hidden' fillcolor=\"#ffffe1\" \
         o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div>\
         </v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>\
         <x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
    )
}

/// Where the box lies: column, pixels into it, row, pixels into it, of its left top and right bottom corner.
fn anchor(cell: CellRef, notes: &[Note], survey: &Survey) -> String {
    let lines: usize = notes.iter().map(|n| 2 + lines(&n.heading) + lines(&n.body)).sum();
    let height = LINE * (lines as f64);
    let top = cell.row.saturating_sub(2);
    let (right, into_column) = walk(cell.col, 15.0 + WIDTH, CellRef::MAX_COL - 1, |col| width(survey, col + 1));
    let (bottom, into_row) = walk(top, 10.0 + height, CellRef::MAX_ROW - 1, |row| row_height(survey, row + 1));
    // At the sheet's right edge the box lies before the cell.
    let left = cell.col.min(CellRef::MAX_COL - 1);
    format!("{left}, 15, {top}, 10, {right}, {into_column}, {bottom}, {into_row}")
}

/// Which column or row lies so many pixels after the beginning of another, and how far into it.
fn walk(from: u32, pixels: f64, last: u32, size: impl Fn(u32) -> f64) -> (u32, u32) {
    const MOST_STEPS: u32 = 500;
    let (mut at, mut left) = (from.min(last), pixels);
    while at < last && at < from.saturating_add(MOST_STEPS) {
        let size = size(at);
        if left < size {
            break;
        }
        left -= size;
        at += 1;
    }
    // Whole pixels; what is left is smaller than a column or row.
    (at, left.clamp(0.0, 4_000.0) as u32)
}

fn width(survey: &Survey, col: u32) -> f64 {
    let own = survey.columns.iter().find(|c| (c.first..=c.last).contains(&col)).map(|c| c.width);
    let characters = own.or(survey.default_width).unwrap_or(8.43);
    if characters > 0.0 { characters * 7.0 + 5.0 } else { 0.0 }
}

fn row_height(survey: &Survey, row: u32) -> f64 {
    let points = survey.heights.get(&row).copied().or(survey.default_height).unwrap_or(15.0);
    points * 4.0 / 3.0
}

fn lines(text: &str) -> usize {
    text.lines().map(|line| super::list::width(line).div_ceil(PER_LINE).max(1)).sum()
}

/// Takes the boxes of cells away. `None` when no shape is left.
pub(super) fn strip(vml: &str, gone: &[CellRef]) -> Option<String> {
    let mut out = String::with_capacity(vml.len());
    let (mut rest, mut left) = (vml, 0_usize);
    let (drawn, excel) = (prefix(vml, 0), prefix(vml, 2));
    let (tag, closing) = (format!("<{drawn}shape"), format!("</{drawn}shape>"));
    while let Some(start) = shape_start(rest, &tag) {
        let Some(end) = rest[start..].find(&closing).map(|n| start + n + closing.len()) else { break };
        let shape = &rest[start..end];
        out.push_str(&rest[..start]);
        if !is_note_of(shape, &excel, gone) {
            out.push_str(shape);
            left += 1;
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    (left > 0 || holds_shapes(&out)).then(|| without_idle_clusters(out))
}

/// Whether a drawing holds anything to draw, whatever prefix its names have.
fn holds_shapes(vml: &str) -> bool {
    const DRAWN: &[&str] =
        &["shape", "group", "rect", "line", "oval", "polyline", "roundrect", "image", "arc", "curve"];
    let names = vml.split('<').skip(1).map(|tag| tag.split(|c: char| c.is_whitespace() || c == '>').next());
    names.flatten().any(|name| DRAWN.contains(&crate::scan::token::local(name).trim_end_matches('/')))
}

/// The drawing without the numbers, after its first, under which it has no shape any more.
fn without_idle_clusters(mut vml: String) -> String {
    let Some((place, all)) = clusters(&vml) else { return vml };
    let used = used(&vml);
    let busy = |cluster: &u64| used.iter().any(|n| n / CLUSTER == *cluster);
    let kept = all.iter().enumerate().filter(|(i, cluster)| *i == 0 || busy(cluster));
    let kept: Vec<String> = kept.map(|(_, cluster)| cluster.to_string()).collect();
    vml.replace_range(place, &kept.join(","));
    vml
}

fn shape_start(text: &str, tag: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(tag).map(|n| from + n) {
        let after = text[at + tag.len()..].chars().next();
        if after.is_some_and(|c| c.is_whitespace() || c == '>') {
            return Some(at);
        }
        from = at + tag.len();
    }
    None
}

fn is_note_of(shape: &str, excel: &str, cells: &[CellRef]) -> bool {
    let figure = |name: &str| -> Option<u32> {
        let (_, rest) = shape.split_once(&format!("<{excel}{name}>"))?;
        rest.split('<').next()?.trim().parse().ok()
    };
    shape.contains("ObjectType=\"Note\"")
        && figure("Row")
            .zip(figure("Column"))
            .is_some_and(|(row, col)| cells.contains(&CellRef::new(row.saturating_add(1), col.saturating_add(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_have_numbers_of_their_own() {
        let note = Note { heading: "h".to_owned(), body: "b".to_owned() };
        let cells: Vec<_> = (1..=1_500).map(|row| (CellRef::new(row, 2), vec![note.clone()])).collect();
        let sent = empty(3).replace("</xml>", "<v:shape id=\"_x0000_s3080\"></v:shape></xml>");
        let vml = add(&sent, &cells, &Survey::default(), 9).unwrap();
        let mut numbers = used(&vml);
        assert!(vml.contains("data=\"3,9\"") && numbers.contains(&3081) && numbers.contains(&(9 * 1024 + 1)));
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 1_501);
        let gone: Vec<_> = cells.iter().map(|(c, _)| *c).collect();
        let stripped = strip(&vml, &gone).unwrap();
        assert_eq!(stripped, sent);
        assert_eq!(strip(&add(&empty(1), &cells, &Survey::default(), 2).unwrap(), &gone), None);
    }
}
