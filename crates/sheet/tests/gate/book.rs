//! Workbooks built from the XML of their parts.

use crate::zip::{Part, part, zip};

pub(crate) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
pub(crate) const ROOT: &str = r#"<Relationships xmlns="x"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A workbook under construction.
pub(crate) struct Book {
    pub(crate) sheets: Vec<String>,
    pub(crate) strings: Option<String>,
    pub(crate) styles: Option<String>,
    pub(crate) date1904: bool,
    pub(crate) more: Vec<Part>,
}

/// A workbook whose first sheet has these rows.
pub(crate) fn book(rows: &str) -> Book {
    book_of_sheet(&worksheet(rows))
}

/// A workbook of one sheet, given as a whole.
pub(crate) fn book_of_sheet(sheet: &str) -> Book {
    Book { sheets: vec![sheet.to_owned()], strings: None, styles: None, date1904: false, more: Vec::new() }
}

pub(crate) fn worksheet(rows: &str) -> String {
    format!("<worksheet xmlns=\"x\"><sheetData>{rows}</sheetData></worksheet>")
}

impl Book {
    pub(crate) fn strings(mut self, xml: impl Into<String>) -> Self {
        self.strings = Some(xml.into());
        self
    }

    pub(crate) fn styles(mut self, xml: impl Into<String>) -> Self {
        self.styles = Some(xml.into());
        self
    }

    pub(crate) fn more(mut self, part: Part) -> Self {
        self.more.push(part);
        self
    }

    pub(crate) fn parts(&self) -> Vec<Part> {
        let mut listed = String::new();
        let mut related = String::new();
        let mut sheets = Vec::new();
        for (i, xml) in self.sheets.iter().enumerate() {
            listed += &format!("<sheet name=\"表{i}\" sheetId=\"{i}\" r:id=\"s{i}\"/>");
            related +=
                &format!("<Relationship Id=\"s{i}\" Type=\"{RELATION}worksheet\" Target=\"worksheets/sheet{i}.xml\"/>");
            sheets.push(part(&format!("xl/worksheets/sheet{i}.xml"), xml));
        }
        for (kind, name, xml) in
            [("sharedStrings", "sharedStrings.xml", &self.strings), ("styles", "styles.xml", &self.styles)]
        {
            if let Some(xml) = xml {
                related += &format!("<Relationship Id=\"{kind}\" Type=\"{RELATION}{kind}\" Target=\"/xl/{name}\"/>");
                sheets.push(part(&format!("xl/{name}"), xml));
            }
        }
        let flag = if self.date1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        let mut parts = vec![
            part("[Content_Types].xml", CONTENT_TYPES),
            part("_rels/.rels", ROOT),
            part(
                "xl/workbook.xml",
                format!("<workbook xmlns:r=\"{RELATION}\">{flag}<sheets>{listed}</sheets></workbook>"),
            ),
            part("xl/_rels/workbook.xml.rels", format!("<Relationships>{related}</Relationships>")),
        ];
        parts.extend(sheets);
        parts.extend(self.more.iter().cloned());
        parts
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        zip(&self.parts())
    }
}
