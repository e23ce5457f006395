//! Relations, content types and the list of sheets.

use kikin_domain::SheetName;

use super::token::{Token, Tokens, is_true, local};
use crate::grid::Visibility;
use crate::refusal::{Gate, damaged, grouped, over, shown};

/// Most relations or content types of one part.
const MOST_RELATIONS: usize = 10_000;
/// Most entries of the list of sheets that are looked at at all.
const MOST_LISTED: usize = 10_000;

/// Longest name of a sheet; Excel allows 31 characters, other programs more.
const LONGEST_SHEET_NAME: usize = 255;

/// A relation of a part to another.
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last segment of its type: `worksheet`, `styles`, `officeDocument`.
    pub(crate) kind: String,
    pub(crate) target: String,
}

/// The relations in a `.rels` part that stay inside the package.
pub(crate) fn relations(part: &[u8]) -> Gate<Vec<Relation>> {
    let mut tokens = Tokens::new(part)?;
    let mut found = Vec::new();
    loop {
        match tokens.next()? {
            Token::Start("Relationship") => {
                if found.len() == MOST_RELATIONS {
                    return Err(damaged("関連付けが多すぎます"));
                }
                if tokens.attribute("TargetMode")? == Some("External") {
                    continue;
                }
                let text = |name| -> Gate<String> { Ok(tokens.decoded(name)?.unwrap_or_default().into_owned()) };
                let kind = text("Type")?;
                found.push(Relation {
                    id: text("Id")?,
                    kind: kind.rsplit('/').next().unwrap_or("").to_owned(),
                    target: text("Target")?,
                });
            }
            Token::Eof => return Ok(found),
            Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
        }
    }
}

/// The parts that a content type marks as macros, by name without the leading slash.
pub(crate) fn macro_parts(part: &[u8]) -> Gate<Vec<String>> {
    let mut tokens = Tokens::new(part)?;
    let mut found = Vec::new();
    loop {
        match tokens.next()? {
            Token::Start("Override") => {
                let kind = tokens.decoded("ContentType")?.unwrap_or_default().to_ascii_lowercase();
                if kind.contains("vbaproject") || kind.contains("macrosheet") {
                    let name = tokens.decoded("PartName")?.unwrap_or_default();
                    if found.len() < MOST_RELATIONS {
                        found.push(name.trim_start_matches('/').to_owned());
                    }
                }
            }
            Token::Eof => return Ok(found),
            Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
        }
    }
}

/// An entry of the workbook's list of sheets.
pub(crate) struct Listed {
    pub(crate) name: SheetName,
    pub(crate) visibility: Visibility,
    pub(crate) relation: String,
}

/// What the workbook part tells.
pub(crate) struct WorkbookFacts {
    pub(crate) sheets: Vec<Listed>,
    pub(crate) date1904: bool,
}

/// Reads the workbook part.
pub(crate) fn workbook(part: &[u8]) -> Gate<WorkbookFacts> {
    let mut tokens = Tokens::new(part)?;
    let mut facts = WorkbookFacts { sheets: Vec::new(), date1904: false };
    let mut rooted = false;
    loop {
        match tokens.next()? {
            Token::Start(name) if !rooted => {
                if name != "workbook" {
                    return Err(damaged("ブックの目録の形式が違います"));
                }
                rooted = true;
            }
            Token::Start("workbookPr") if level(&tokens) == 2 => {
                if let Some(value) = tokens.attribute("date1904")? {
                    facts.date1904 = is_true(value);
                }
            }
            Token::Start("sheet") if level(&tokens) == 3 => {
                if facts.sheets.len() == MOST_LISTED {
                    return Err(over("シートの数", "64", &format!("{}超", grouped(MOST_LISTED as u64))));
                }
                facts.sheets.push(listed(&tokens)?);
            }
            Token::Eof => return Ok(facts),
            Token::Start(_) | Token::End | Token::Text(_) | Token::CData(_) => {}
        }
    }
}

/// How deep the element just started lies; the root is 1. Extensions further down use the same names.
fn level(tokens: &Tokens<'_>) -> usize {
    tokens.depth() + usize::from(tokens.closed())
}

fn listed(tokens: &Tokens<'_>) -> Gate<Listed> {
    let name = tokens.decoded("name")?.ok_or_else(|| damaged("名前のないシートがあります"))?;
    if name.chars().count() > LONGEST_SHEET_NAME {
        return Err(damaged(format!("シートの名前「{}」が長すぎます", shown(&name))));
    }
    let visibility = match tokens.attribute("state")? {
        Some("hidden") => Visibility::Hidden,
        Some("veryHidden") => Visibility::VeryHidden,
        Some(_) | None => Visibility::Visible,
    };
    let relation = tokens.attributes().find(|(n, _)| n.contains(':') && local(n) == "id");
    let relation = relation.ok_or_else(|| damaged("部品の決まらないシートがあります"))?.1.to_owned();
    Ok(Listed { name: SheetName::from(name.as_ref()), visibility, relation })
}
