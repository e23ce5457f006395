//! Changes to the archive: what the writer cannot write, and files that are no ordinary workbooks.

use std::io::{Cursor, Read, Write};

use kikin_domain::rule::Package;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::compound;
use super::write::{Change, Patch};

const CONTENT_TYPES: &str = "[Content_Types].xml";
const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const RELATION_TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// One entry more than a file may have.
const ENTRIES_OVER_THE_LIMIT: usize = 2_001;

/// Applies patches to the cells of a workbook.
pub(super) fn patch(bytes: &[u8], patches: &[Patch]) -> Vec<u8> {
    if patches.is_empty() {
        return bytes.to_vec();
    }
    let mut archive = Archive::read(bytes);
    for patch in patches {
        let name = format!("xl/worksheets/sheet{}.xml", patch.sheet);
        archive.edit(&name, |xml| patch_cell(xml, patch));
    }
    archive.write()
}

fn patch_cell(xml: &str, patch: &Patch) -> String {
    let start = xml.find(&format!("<c r=\"{}\"", patch.cell)).expect("the cell has been written");
    let end = start + xml[start..].find("</c>").expect("the cell holds something") + "</c>".len();
    let cell = &xml[start..end];
    let (from, to) = (cell.find("<v>").expect("a value"), cell.find("</v>").expect("a value") + "</v>".len());
    let changed = match patch.change {
        Change::DropCached => format!("{}{}", &cell[..from], &cell[to..]),
        Change::Error(code) => {
            let open = cell.find('>').expect("a start tag");
            format!("{} t=\"e\"><v>{code}</v></c>", &cell[..open])
        }
    };
    format!("{}{changed}{}", &xml[..start], &xml[end..])
}

/// Makes something else of a whole file.
pub(super) fn repackage(bytes: &[u8], package: Package) -> Vec<u8> {
    match package {
        Package::Pdf => PDF.to_vec(),
        Package::Encrypted => compound::encrypted_package(),
        Package::Truncated => bytes[..bytes.len() / 2].to_vec(),
        Package::TooManyEntries => {
            let mut archive = Archive::read(bytes);
            let extra = (0..ENTRIES_OVER_THE_LIMIT).map(|n| (format!("xl/media/image{n}.png"), Vec::new()));
            archive.entries.extend(extra);
            archive.write()
        }
        Package::Macros => with_macros(bytes),
        Package::ExternalLink => with_external_link(bytes),
    }
}

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";

fn with_macros(bytes: &[u8]) -> Vec<u8> {
    let mut archive = Archive::read(bytes);
    archive.edit(CONTENT_TYPES, |xml| {
        let macros = r#"<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>"#;
        let plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        let enabled = "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
        before(&xml.replace(plain, enabled), "<Default ", macros)
    });
    archive.edit(RELATIONS, |xml| {
        let kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject";
        let relation = format!(r#"<Relationship Id="rIdMacros" Type="{kind}" Target="vbaProject.bin"/>"#);
        before(xml, "</Relationships>", &relation)
    });
    archive.add("xl/vbaProject.bin", &compound::with_streams(&["VBA"]));
    archive.write()
}

fn with_external_link(bytes: &[u8]) -> Vec<u8> {
    let mut archive = Archive::read(bytes);
    archive.edit(CONTENT_TYPES, |xml| {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml";
        let part = "/xl/externalLinks/externalLink1.xml";
        before(xml, "</Types>", &format!(r#"<Override PartName="{part}" ContentType="{kind}"/>"#))
    });
    archive.edit(RELATIONS, |xml| {
        let target = "externalLinks/externalLink1.xml";
        let relation =
            format!(r#"<Relationship Id="rIdLink" Type="{RELATION_TYPES}/externalLink" Target="{target}"/>"#);
        before(xml, "</Relationships>", &relation)
    });
    archive.edit(WORKBOOK, |xml| {
        let reference = r#"<externalReferences><externalReference r:id="rIdLink"/></externalReferences>"#;
        xml.replacen("</sheets>", &format!("</sheets>{reference}"), 1)
    });
    let link = format!(
        r#"{XML}<externalLink xmlns="{SPREADSHEET}"><externalBook xmlns:r="{RELATION_TYPES}" r:id="rId1"><sheetNames><sheetName val="集計"/></sheetNames></externalBook></externalLink>"#
    );
    archive.add("xl/externalLinks/externalLink1.xml", link.as_bytes());
    let book = format!(
        r#"{XML}<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="{RELATION_TYPES}/externalLinkPath" Target="file:///C:/shukei.xlsx" TargetMode="External"/></Relationships>"#
    );
    archive.add("xl/externalLinks/_rels/externalLink1.xml.rels", book.as_bytes());
    archive.write()
}

fn before(xml: &str, mark: &str, insert: &str) -> String {
    assert!(xml.contains(mark), "no {mark} in {xml}");
    xml.replacen(mark, &format!("{insert}{mark}"), 1)
}

/// An archive's entries in their order.
struct Archive {
    entries: Vec<(String, Vec<u8>)>,
}

impl Archive {
    fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("the writer's archive is sound");
        let entries = (0..archive.len()).map(|index| {
            let mut entry = archive.by_index(index).expect("the writer's entries are sound");
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("the writer's entries are sound");
            (entry.name().expect("the writer's names are UTF-8").into_owned(), content)
        });
        Self { entries: entries.collect() }
    }

    fn edit(&mut self, name: &str, change: impl FnOnce(&str) -> String) {
        let entry = self.entries.iter_mut().find(|(n, _)| n == name);
        let content = &mut entry.unwrap_or_else(|| panic!("no part {name}")).1;
        *content = change(std::str::from_utf8(content).expect("XML parts are UTF-8")).into_bytes();
    }

    fn add(&mut self, name: &str, content: &[u8]) {
        self.entries.push((name.to_owned(), content.to_vec()));
    }

    fn write(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.entries {
            writer.start_file(name.as_str(), options).expect("a further entry");
            writer.write_all(content).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }
}
