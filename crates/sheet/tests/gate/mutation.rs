//! Flipped bytes never panic: neither in the archive nor in a part.

use crate::zip::{part, zip};

const KAMO: &[u8] = include_bytes!("../data/kamo.xlsx");

/// xorshift64*, seeded: the same mutations in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }
}

fn open(bytes: &[u8]) {
    if let Err(findings) = kikin_sheet::open(bytes) {
        assert!(!findings[0].message.contains("内部エラー"), "a panic was caught");
    }
}

#[test]
fn flipped_bytes_of_the_file() {
    let mut random = Random(20_260_401);
    for _ in 0..400 {
        let mut bytes = KAMO.to_vec();
        for _ in 0..=random.below(3) {
            // Half of them in the directory, which is short.
            let span = if random.below(2) == 0 { bytes.len() } else { 1_200 };
            let at = bytes.len() - 1 - random.below(span);
            bytes[at] = u8::try_from(random.below(256)).unwrap();
        }
        open(&bytes);
    }
}

#[test]
fn flipped_bytes_of_the_parts() {
    let sheet = "<worksheet><dimension ref=\"A1:C9\"/><cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData>\
        <row r=\"1\" ht=\"0\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"e\"><v>#REF!</v></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"str\"><f t=\"shared\" ref=\"A2:A3\" si=\"0\">B2&amp;$C$1</f><v>x</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"e\"><f t=\"shared\" si=\"0\"/><v>#SPILL!</v></c><c t=\"d\"><v>2026-04-01</v></c>\
        <c t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>a_x0008_</t></r><rPh><t>b</t></rPh></is></c></row>\
        </sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>";
    let book = crate::book::book_of_sheet(sheet)
        .strings("<sst uniqueCount=\"1\"><si><t xml:space=\"preserve\"> a&lt;</t></si></sst>")
        .styles(
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts><fonts><font><strike/></font>\
             </fonts><cellXfs><xf/><xf numFmtId=\"164\" fontId=\"0\"/></cellXfs></styleSheet>",
        );
    let parts = book.parts();
    crate::read(&zip(&parts));
    let mut random = Random(19_890_108);
    for _ in 0..2_000 {
        let mut parts = parts.clone();
        let which = random.below(parts.len());
        let old = &parts[which];
        let mut content = old.content.clone();
        let at = random.below(content.len());
        match random.below(4) {
            0 => content[at] = b"<>/\"'&= 019AZ:;!"[random.below(16)],
            1 => content[at] = u8::try_from(random.below(256)).unwrap(),
            2 => {
                content.remove(at);
            }
            _ => {
                let end = (at + random.below(40)).min(content.len());
                let copy = content[at..end].to_vec();
                content.splice(at..at, copy);
            }
        }
        parts[which] = part(&old.name.clone(), content);
        open(&zip(&parts));
    }
}
