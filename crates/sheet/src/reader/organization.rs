//! T005: 団体コード, and the body it names.

use kikin_domain::body::{BodyCode, LocalGovernment};
use kikin_domain::place::{CellRef, Field, Sourced};
use kikin_domain::plan::Cover;
use kikin_domain::{Bodies, Finding, FormId, PrefectureCode, RuleId, text};

use super::cells::{Content, Slot};
use super::collect::Collector;
use crate::grid::Sheet;
use crate::value::number::number_text;

/// Who gathers, and which bodies there are.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The prefecture that gathers.
    pub(crate) prefecture: Option<PrefectureCode>,
    /// The published list with what was added to it.
    pub(crate) bodies: &'a Bodies,
}

/// Reads the code, resolves it and holds name and prefecture against it. `asked` is who gathers, and of whom.
pub(crate) fn read(
    slot: Slot<'_>,
    form: FormId,
    cover: &mut Cover,
    asked: Asked<'_>,
    collect: &mut Collector,
) -> Option<(BodyCode, String)> {
    let raw = match collect.content(slot) {
        Content::Blank => {
            cover.code = Field::Blank(slot.at);
            return None;
        }
        Content::Bad => {
            cover.code = Field::Bad(slot.at);
            return None;
        }
        Content::Text(t) | Content::Other(t) => t,
        Content::Number(n) => number_text(n),
        Content::Date(d) => d.to_string(),
    };
    cover.code = Field::Bad(slot.at);
    let digits: String = text::key(&raw).replace('-', "");
    let candidates = readings(&digits, asked.bodies);
    let Some(body) = candidates.into_iter().max_by_key(|g| score(g, cover)) else {
        unknown(slot, &raw, &digits, cover, asked, collect);
        return None;
    };
    if !fits(slot, &raw, &body, form, cover, asked, collect) {
        return None;
    }
    collect.note(&slot.sheet.name, slot.at, &raw, body.code.to_string());
    cover.code = Field::Given(Sourced { value: body.code, cell: slot.at, raw });
    Some((body.code, body.name.to_owned()))
}

/// The bodies that the digits can mean: six digits one; five without check digit or with a lost leading zero.
fn readings<'a>(digits: &str, bodies: &'a Bodies) -> Vec<LocalGovernment<'a>> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let codes = match digits.len() {
        6 => vec![BodyCode::parse(digits)],
        5 => vec![BodyCode::complete(digits), BodyCode::parse(&format!("0{digits}"))],
        _ => Vec::new(),
    };
    codes.into_iter().flatten().filter_map(|c| bodies.get(c)).collect()
}

/// Of two readings the one whose name and prefecture match.
fn score(body: &LocalGovernment<'_>, cover: &Cover) -> u8 {
    2 * u8::from(body.is_called(cover.name.text())) + u8::from(body.is_in(cover.prefecture.text()))
}

fn unknown(slot: Slot<'_>, raw: &str, digits: &str, cover: &Cover, asked: Asked<'_>, collect: &mut Collector) {
    let numeric = digits.bytes().all(|b| b.is_ascii_digit());
    let case = match digits.len() {
        6 if numeric && BodyCode::parse(digits).is_none() => "check-digit",
        5 | 6 if numeric => "unknown",
        _ => "malformed",
    };
    let named = by_name(cover, asked);
    let suggestion = suggestion(named);
    let mut finding =
        Finding::new(RuleId::T005, case, &[("value", raw.trim()), ("suggestion", &suggestion)]).value(raw);
    finding.expected = named.map(|g| g.code.to_string());
    collect.at(&slot.sheet.name, slot.at, finding);
}

/// Whether name, prefecture and kind of body fit the code; the findings otherwise.
fn fits(
    slot: Slot<'_>,
    raw: &str,
    body: &LocalGovernment<'_>,
    form: FormId,
    cover: &Cover,
    asked: Asked<'_>,
    collect: &mut Collector,
) -> bool {
    let value = body.code.to_string();
    let mut push = |case: &str, cells: Vec<CellRef>, args: &[(&str, &str)], expected: String| {
        let mut all = vec![("value", value.as_str())];
        all.extend_from_slice(args);
        collect
            .push(Finding::new(RuleId::T005, case, &all).on(&slot.sheet.name).at(cells).value(raw).expected(expected));
    };
    // A prefecture evaluates its own projects in the same form.
    let wants_prefecture = match form {
        FormId::PrefecturalPlan | FormId::ConsolidatedPlan => true,
        FormId::MunicipalPlan => false,
        FormId::Evaluation => body.code.is_prefecture(),
    };
    if body.code.is_prefecture() != wants_prefecture {
        let expected = if wants_prefecture { "都道府県" } else { "市町村" };
        let suggestion = suggestion(by_name(cover, asked));
        let args = [("name", body.name), ("expected", expected), ("suggestion", suggestion.as_str())];
        push("kind", vec![slot.at], &args, expected.to_owned());
        return false;
    }
    let own =
        if body.code.is_prefecture() { body.name.to_owned() } else { format!("{}{}", body.prefecture, body.name) };
    let prefecture_differs = cover.prefecture.value().is_some_and(|p| !body.is_in(p));
    if !wants_prefecture && cover.name.value().is_some_and(|n| !body.is_called(n)) {
        let suggestion = suggestion(by_name(cover, asked));
        let mut cells = vec![slot.at];
        cells.extend(cover.name.cell());
        cells.extend(cover.prefecture.cell().filter(|_| prefecture_differs));
        let args = [("expected", own.as_str()), ("name", cover.name.text().trim()), ("suggestion", &suggestion)];
        push("name", cells, &args, body.name.to_owned());
        return false;
    }
    if prefecture_differs {
        let cells = std::iter::once(slot.at).chain(cover.prefecture.cell()).collect();
        let args = [("expected", own.as_str()), ("name", cover.prefecture.text().trim())];
        push("prefecture-name", cells, &args, body.prefecture.to_owned());
        return false;
    }
    if let Some(asked) = asked.prefecture.filter(|p| *p != body.code.prefecture()) {
        let args = [("name", own.as_str()), ("expected", asked.name())];
        push("other-prefecture", vec![slot.at], &args, asked.name().to_owned());
        return false;
    }
    true
}

/// The one body that the cover's name and prefecture (or the gathering prefecture) name.
fn by_name<'a>(cover: &Cover, asked: Asked<'a>) -> Option<LocalGovernment<'a>> {
    let name = cover.name.value()?;
    let mut matching = asked
        .bodies
        .iter()
        .filter(|g| g.is_called(name))
        .filter(|g| cover.prefecture.value().is_none_or(|p| g.is_in(p)))
        .filter(|g| asked.prefecture.is_none_or(|p| g.code.prefecture() == p));
    let first = matching.next()?;
    matching.next().is_none().then_some(first)
}

fn suggestion(named: Option<LocalGovernment<'_>>) -> String {
    named.map(|g| format!("{}の団体コードは {} です。", g.name, g.code)).unwrap_or_default()
}

/// The slot of the code on the cover.
pub(crate) fn slot(sheet: &Sheet, at: CellRef) -> Slot<'_> {
    Slot { sheet, at, label: "団体コード" }
}
