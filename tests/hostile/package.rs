//! Small workbooks written as XML, so that everything in them can be anything.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

const COVER: &[(&str, &str)] = &[
    ("様式版", "2026"),
    ("段階", "計画"),
    ("計画年度", "令和8年度"),
    ("都道府県名", "新潟県"),
    ("団体コード", "152021"),
    ("市町村名", "長岡市"),
    ("提出日", "令和8年6月15日"),
    ("金額の単位", "千円"),
];

/// Labels of 事業一覧, each with what a faultless row has under it.
pub(super) const PROJECT: &[(&str, &str)] = &[
    ("No.", "1"),
    ("区分", "Ⅱ"),
    ("事業名", "在宅医療推進事業"),
    ("新規・継続", "新規"),
    ("対象区域", "長岡市圏域"),
    ("実施主体", "医療法人みどり会"),
    ("公民の別", "民"),
    ("開始年月日", "令和8年4月1日"),
    ("終了年月日", "令和9年3月31日"),
    ("背景にある医療・介護ニーズ", "在宅医療の担い手が足りない。"),
    ("アウトカム指標名", "訪問診療の件数"),
    ("アウトカム目標値", "120"),
    ("事業の内容", "研修を行う。"),
    ("アウトプット指標名", "研修の回数"),
    ("アウトプット目標値", "4"),
    ("関連", "研修により担い手が増える。"),
    ("総事業費", "100"),
    ("基金計", "90"),
    ("その他財源", "10"),
    ("備考", ""),
];

const GOALS: &[&[&str]] = &[
    &["区域名", "構成する日常生活圏域", "設定の考え方"],
    &["長岡市圏域", "長岡", "市域"],
    &["区分", "目標", "指標名", "現状値", "目標値", "単位", "目標年度"],
    &["Ⅱ", "在宅医療を増やす", "件数", "100", "120", "件", "令和8年度"],
    &["実施日", "対象", "方法", "主な意見", "反映状況"],
    &["令和8年5月1日", "医師会", "会議", "特になし", "特になし"],
];

/// Letters of a column.
pub(super) fn letters(mut col: usize) -> String {
    let mut letters = String::new();
    while col > 0 {
        letters.insert(0, char::from(b'A' + u8::try_from((col - 1) % 26).expect("a letter")));
        col = (col - 1) / 26;
    }
    letters
}

/// A cell of text, or of a number where the text is one.
pub(super) fn cell(row: usize, col: usize, text: &str) -> String {
    let at = format!("{}{row}", letters(col));
    match text.parse::<i64>() {
        _ if text.is_empty() => String::new(),
        Ok(_) => format!("<c r=\"{at}\"><v>{text}</v></c>"),
        Err(_) => format!("<c r=\"{at}\" t=\"str\"><v>{text}</v></c>"),
    }
}

pub(super) fn row<'a>(number: usize, texts: impl IntoIterator<Item = &'a str>) -> String {
    let cells: String = texts.into_iter().zip(1..).map(|(text, col)| cell(number, col, text)).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

/// The header of 事業一覧 in the first row.
pub(super) fn header() -> String {
    row(1, PROJECT.iter().map(|(label, _)| *label))
}

/// A project with that number in a row of its own; `change` may give a column another value.
pub(super) fn project(number: usize, row_number: usize, change: &dyn Fn(&str) -> Option<String>) -> String {
    let values: Vec<String> = PROJECT
        .iter()
        .map(|(label, value)| match *label {
            label if change(label).is_some() => change(label).unwrap_or_default(),
            "No." => number.to_string(),
            "事業名" => format!("{value}{number}"),
            _ => (*value).to_owned(),
        })
        .collect();
    row(row_number, values.iter().map(String::as_str))
}

pub(super) fn worksheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook under construction.
pub(super) struct Book {
    /// Names and parts of the sheets.
    pub(super) sheets: Vec<(String, String)>,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    /// What stands in the workbook part after its sheets.
    pub(super) names: String,
    /// Relations of the workbook besides its own.
    pub(super) relations: String,
    pub(super) more: Vec<(String, Vec<u8>)>,
}

/// Cover, goals, and a 事業一覧 of these rows under the header.
pub(super) fn book(rows: &str) -> Book {
    book_of(&worksheet(&format!("{}{rows}", header())))
}

/// Cover, goals, and a 事業一覧 given as a whole.
pub(super) fn book_of(projects: &str) -> Book {
    let cover: String = COVER.iter().zip(1..).map(|((label, value), n)| row(n, [*label, *value])).collect();
    let goals: String = GOALS.iter().zip([1, 2, 5, 6, 9, 10]).map(|(texts, n)| row(n, texts.iter().copied())).collect();
    Book {
        sheets: vec![
            ("表紙".to_owned(), worksheet(&cover)),
            ("区域・目標".to_owned(), worksheet(&goals)),
            ("事業一覧".to_owned(), projects.to_owned()),
        ],
        strings: None,
        styles: None,
        names: String::new(),
        relations: String::new(),
        more: Vec::new(),
    }
}

/// The faultless workbook.
pub(super) fn sound() -> Vec<u8> {
    book(&project(1, 2, &|_| None)).bytes()
}

impl Book {
    pub(super) fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let (mut listed, mut related, mut parts) = (String::new(), self.relations.clone(), Vec::new());
        for ((name, xml), n) in self.sheets.iter().zip(1..) {
            listed += &format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"s{n}\"/>");
            related += &format!(
                "<Relationship Id=\"s{n}\" Type=\"{RELATIONS}worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            );
            parts.push((format!("xl/worksheets/sheet{n}.xml"), xml.clone().into_bytes()));
        }
        for (kind, xml) in [("sharedStrings", &self.strings), ("styles", &self.styles)] {
            if let Some(xml) = xml {
                related += &format!("<Relationship Id=\"{kind}\" Type=\"{RELATIONS}{kind}\" Target=\"{kind}.xml\"/>");
                parts.push((format!("xl/{kind}.xml"), xml.clone().into_bytes()));
            }
        }
        let book = format!("<workbook xmlns:r=\"{RELATIONS}\"><sheets>{listed}</sheets>{}</workbook>", self.names);
        let root = format!(
            "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONS}officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        parts.push(("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()));
        parts.push(("_rels/.rels".to_owned(), root.into_bytes()));
        parts.push(("xl/workbook.xml".to_owned(), book.into_bytes()));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{related}</Relationships>").into_bytes(),
        ));
        parts.extend(self.more.iter().cloned());
        parts
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let parts = self.parts();
        zip(&parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect::<Vec<_>>())
    }
}

/// An archive of these entries.
pub(super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
    for (name, content) in parts {
        writer.start_file(*name, options).expect("a further entry");
        writer.write_all(content).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}
