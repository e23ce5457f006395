//! The sheet 「要修正箇所一覧」: what an officer has to mend, in one table, with a link to each place.

use kikin_domain::{CellRef, Finding, Severity, Verdict};

use super::book::quoted;
use super::fill::Fill;
use super::places::{cells, in_order, shortened};
use super::styles::Styles;
use super::xml::escape;
use super::{MarkError, MarkHeader};

/// The row of the table's header, repeated on every printed page.
pub(super) const HEADER_ROW: u32 = 8;
/// The colour of our sheet's tab, by which it is recognised.
pub(super) const TAB_COLOUR: &str = "FFC1272D";
/// Most findings that are listed.
const MOST_ROWS: usize = 10_000;
/// Longest value and longest sentence that are listed, in characters.
const LONGEST_VALUE: usize = 120;
const LONGEST_SENTENCE: usize = 1_000;

/// The table's columns and their widths in half-width characters.
const COLUMNS: [(&str, u32); 8] = [
    ("番号", 6),
    ("重さ", 9),
    ("シート", 16),
    ("セル", 13),
    ("記入されている値", 22),
    ("内容", 46),
    ("対処", 42),
    ("規則", 8),
];

/// Where the list will stand.
#[derive(Clone, Copy)]
pub(super) enum Stands<'a> {
    /// In the sender's own workbook.
    InWorkbook,
    /// In a workbook of its own, because the sender's cannot be edited.
    Apart(&'a str),
}

/// The cell formats of the list.
struct Look {
    title: usize,
    plain: usize,
    verdict: usize,
    header: usize,
    centre: usize,
    text: usize,
    link: usize,
    weights: [usize; 3],
}

impl Look {
    fn of(styles: &mut Styles, verdict: Verdict) -> Result<Self, MarkError> {
        let p = styles.prefix().to_owned();
        let mut font = |inside: &str, size: u32, colour: &str| {
            styles.font(&format!(
                "<{p}font>{inside}<{p}sz val=\"{size}\"/><{p}color rgb=\"{colour}\"/><{p}name val=\"游ゴシック\"/>\
                 <{p}family val=\"3\"/><{p}charset val=\"128\"/></{p}font>"
            ))
        };
        let bold = format!("<{p}b/>");
        let title = font(&bold, 16, "FF000000");
        let heavy = font(&bold, 11, "FF000000");
        let plain = font("", 10, "FF000000");
        let strong = font(&bold, 10, "FF000000");
        let link = font(&format!("<{p}u/>"), 10, "FF0563C1");
        let sides: String = ["left", "right", "top", "bottom"]
            .iter()
            .map(|side| format!("<{p}{side} style=\"thin\"><{p}color rgb=\"FF7F7F7F\"/></{p}{side}>"))
            .collect();
        let lined = styles.border(&format!("<{p}border>{sides}<{p}diagonal/></{p}border>"));
        let none = styles.fill(&Fill::None);
        let grey = styles.fill(&Fill::Solid("rgb=\"FFE3E6EA\"".to_owned()));
        let mut of = |severity: Severity| match Fill::None.marked(severity) {
            Some(fill) => styles.fill(&fill),
            None => none,
        };
        let colours = [of(Severity::Error), of(Severity::Warning), of(Severity::Advice)];
        let mut format = |font: usize, fill: usize, border: usize, align: &str| {
            styles.format(format!(
                "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" \
                 applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment {align}/></{p}xf>"
            ))
        };
        const MIDDLE: &str = "vertical=\"center\"";
        const CENTRE: &str = "horizontal=\"center\" vertical=\"top\" wrapText=\"1\"";
        const TEXT: &str = "horizontal=\"left\" vertical=\"top\" wrapText=\"1\"";
        let verdict_fill = match verdict {
            Verdict::Rejected => colours[0],
            Verdict::AcceptedWithWarnings => colours[1],
            Verdict::Accepted => none,
        };
        Ok(Self {
            title: format(title, none, 0, MIDDLE)?,
            plain: format(plain, none, 0, MIDDLE)?,
            verdict: format(heavy, verdict_fill, 0, MIDDLE)?,
            header: format(strong, grey, lined, "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"")?,
            centre: format(plain, none, lined, CENTRE)?,
            text: format(plain, none, lined, TEXT)?,
            link: format(link, none, lined, TEXT)?,
            weights: [
                format(strong, colours[0], lined, CENTRE)?,
                format(strong, colours[1], lined, CENTRE)?,
                format(strong, colours[2], lined, CENTRE)?,
            ],
        })
    }

    const fn weight(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.weights[0],
            Severity::Warning => self.weights[1],
            Severity::Advice => self.weights[2],
        }
    }
}

/// Our sheet as a worksheet part. Its formats are added to `styles`.
pub(super) fn sheet(
    findings: &[Finding],
    header: &MarkHeader<'_>,
    stands: Stands<'_>,
    styles: &mut Styles,
) -> Result<Vec<u8>, MarkError> {
    let look = Look::of(styles, header.verdict)?;
    let mut rows = Rows { out: String::new(), links: String::new() };
    head(&mut rows, findings, header, stands, &look);
    let titles: Vec<String> =
        (1..).zip(COLUMNS).map(|(col, (title, _))| text(col, HEADER_ROW, look.header, title)).collect();
    rows.push(HEADER_ROW, 20.0, &titles.concat());
    let ordered = in_order(findings);
    let mut at = HEADER_ROW;
    for (finding, number) in ordered.iter().zip(1..).take(MOST_ROWS) {
        at += 1;
        rows.finding(at, number, finding, stands, &look);
    }
    let rest = ordered.len().saturating_sub(MOST_ROWS);
    let note = match (ordered.is_empty(), rest) {
        (true, _) => Some("エラーなし".to_owned()),
        (false, 0) => None,
        (false, rest) => Some(format!("ほかに{rest}件あります。上の箇所を直してから、もう一度確認してください。")),
    };
    let mut merges = String::new();
    if let Some(note) = note {
        at += 1;
        let cells: Vec<String> = (2..=8).map(|col| empty(col, at, look.centre)).collect();
        rows.push(at, 24.0, &(text(1, at, look.centre, &note) + &cells.concat()));
        merges = format!("<mergeCells count=\"1\"><mergeCell ref=\"A{at}:H{at}\"/></mergeCells>");
    }
    Ok(worksheet(&rows, &merges, at).into_bytes())
}

/// What stands above the table.
fn head(rows: &mut Rows, findings: &[Finding], header: &MarkHeader<'_>, stands: Stands<'_>, look: &Look) {
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    let about = [header.body, header.year, header.stage].into_iter().flatten().collect::<Vec<_>>().join("　");
    let body =
        if about.is_empty() { "団体：（読み取れません）".to_owned() } else { format!("団体：{about}") };
    let verdict =
        format!("判定：{}　（エラー {errors}件、要確認 {warnings}件、参考 {advice}件）", header.verdict.label());
    let place = match stands {
        Stands::InWorkbook if findings.is_empty() => "",
        Stands::InWorkbook => {
            "青字の番地を押すと、そのセルへ移ります。色の付いたセルのメモにも同じ内容があります。この一覧、色、メモは消さずに提出して構いません。"
        }
        Stands::Apart(_) => "元のブックの該当するセルを直してください。",
    };
    let why = match stands {
        Stands::InWorkbook => String::new(),
        Stands::Apart(reason) => format!("元のブックに印を付けられないため、別のブックにまとめました。{reason}"),
    };
    rows.push(1, 28.0, &text(1, 1, look.title, "要修正箇所一覧"));
    rows.push(2, 17.0, &text(1, 2, look.plain, &format!("ファイル：{}", header.file)));
    rows.push(3, 17.0, &text(1, 3, look.plain, &body));
    let coloured: Vec<String> = (2..=5).map(|col| empty(col, 4, look.verdict)).collect();
    rows.push(4, 20.0, &(text(1, 4, look.verdict, &verdict) + &coloured.concat()));
    let advice = what_to_do(errors, warnings, advice);
    let lines = [advice, place.to_owned(), why].into_iter().filter(|line| !line.is_empty());
    for (row, line) in (5..HEADER_ROW).zip(lines) {
        rows.push(row, 17.0, &text(1, row, look.plain, &line));
    }
}

/// What the officer has to do, by what was found.
fn what_to_do(errors: usize, warnings: usize, advice: usize) -> String {
    let mut out = String::new();
    if errors > 0 {
        out += "エラー（赤）は、直さないと受け付けられません。直して再提出してください。";
    } else {
        out += "エラーはありません。このまま提出できます。";
    }
    if warnings > 0 {
        out += "要確認（黄）は、そのままでよいか確かめてください。";
    }
    if advice > 0 {
        out += "参考（青）は、直さなくても構いません。";
    }
    out
}

/// Rows under construction.
struct Rows {
    out: String,
    links: String,
}

impl Rows {
    fn push(&mut self, row: u32, height: f64, cells: &str) {
        self.out += &format!("<row r=\"{row}\" ht=\"{height}\" customHeight=\"1\">{cells}</row>");
    }

    fn finding(&mut self, at: u32, number: usize, finding: &Finding, stands: Stands<'_>, look: &Look) {
        let sheet = finding.sheet.as_deref().unwrap_or("（ファイル全体）");
        let place = match (&finding.sheet, finding.cells.is_empty() && finding.related.is_empty()) {
            (Some(_), true) => "シート全体".to_owned(),
            (Some(_), false) => cells(finding, "\n"),
            (None, _) => String::new(),
        };
        let value = shortened(finding.value.as_deref().unwrap_or("").trim(), LONGEST_VALUE);
        let message = shortened(&finding.message, LONGEST_SENTENCE);
        let hint = shortened(&finding.hint, LONGEST_SENTENCE);
        let linked = finding.sheet.as_ref().filter(|_| matches!(stands, Stands::InWorkbook));
        if let Some(sheet) = linked {
            let target = finding.cells.first().copied().unwrap_or(CellRef::new(1, 1));
            let location = escape(&format!("{}!{target}", quoted(sheet)));
            let tip = escape(&format!("「{sheet}」{target} へ移ります"));
            self.links += &format!("<hyperlink ref=\"D{at}\" location=\"{location}\" tooltip=\"{tip}\"/>");
        }
        let columns = [sheet, &place, &value, &message, &hint];
        let lines = columns.iter().zip(&COLUMNS[2..]).map(|(text, (_, width))| lines(text, *width)).max();
        let place_look = if linked.is_some() { look.link } else { look.text };
        let cells = [
            format!("<c r=\"A{at}\" s=\"{}\"><v>{number}</v></c>", look.centre),
            text(2, at, look.weight(finding.severity), finding.severity.label()),
            text(3, at, look.text, sheet),
            text(4, at, place_look, &place),
            text(5, at, look.text, &value),
            text(6, at, look.text, &message),
            text(7, at, look.text, &hint),
            text(8, at, look.centre, finding.rule.as_str()),
        ];
        // A row is at most 409 points high.
        let height = (lines.unwrap_or(1) as f64).mul_add(15.0, 5.0).min(409.0);
        self.push(at, height, &cells.concat());
    }
}

/// A cell that holds a text.
fn text(col: u32, row: u32, style: usize, text: &str) -> String {
    if text.is_empty() {
        return empty(col, row, style);
    }
    let at = CellRef::new(row, col);
    format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escape(text))
}

fn empty(col: u32, row: u32, style: usize) -> String {
    format!("<c r=\"{}\" s=\"{style}\"/>", CellRef::new(row, col))
}

/// How many lines a text takes in a column. Words wrap early: a little room is left.
fn lines(text: &str, width: u32) -> usize {
    let room = (width as usize).saturating_sub(2).max(2);
    text.lines().map(|line| self::width(line).div_ceil(room).max(1)).sum::<usize>().max(1)
}

/// A text's width in half-width characters.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || matches!(c, '\u{ff61}'..='\u{ff9f}') { 1 } else { 2 }).sum()
}

fn worksheet(rows: &Rows, merges: &str, last: u32) -> String {
    let columns: String = (1..)
        .zip(COLUMNS)
        .map(|(col, (_, width))| format!("<col min=\"{col}\" max=\"{col}\" width=\"{width}\" customWidth=\"1\"/>"))
        .collect();
    let links = match rows.links.as_str() {
        "" => String::new(),
        links => format!("<hyperlinks>{links}</hyperlinks>"),
    };
    let below = HEADER_ROW + 1;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         {}<dimension ref=\"A1:H{last}\"/>\
         <sheetViews><sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\">\
         <pane ySplit=\"{HEADER_ROW}\" topLeftCell=\"A{below}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
         <selection pane=\"bottomLeft\" activeCell=\"A{below}\" sqref=\"A{below}\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"17\" customHeight=\"1\"/><cols>{columns}</cols>\
         <sheetData>{}</sheetData>{merges}{links}\
         <pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/>\
         <headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>",
        properties(),
        rows.out
    )
}

/// The first element of our sheet.
fn properties() -> String {
    format!("<sheetPr><tabColor rgb=\"{TAB_COLOUR}\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>")
}

/// Whether our sheet has not been saved by another program since.
pub(super) fn is_as_written(part: &[u8]) -> bool {
    memchr::memmem::find(part, properties().as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_room_for_their_text() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("あいうえお", 10), 2);
        assert_eq!(lines("a\nb", 10), 2);
    }
}
