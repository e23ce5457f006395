//! 団体コード of a row (T005).

use kikin_domain::body::BodyCode;
use kikin_domain::place::{Field, Sourced};
use kikin_domain::{Finding, RuleId, text};

use super::super::cells::{Content, Slot, raw_text};
use super::super::collect::Collector;
use super::super::organization::Asked;
use crate::value::number::number_text;

/// Reads the code of a row and holds the prefecture and, where there is one, the name beside it against it.
pub(super) fn read(
    slot: Slot<'_>,
    name: Option<Slot<'_>>,
    asked: Asked<'_>,
    collect: &mut Collector,
) -> Field<BodyCode> {
    let raw = match collect.content(slot) {
        Content::Blank => {
            let blank = Field::Blank(slot.at);
            collect.require(slot, &blank, "");
            return blank;
        }
        Content::Bad => return Field::Bad(slot.at),
        Content::Text(t) | Content::Other(t) => t,
        Content::Number(n) => format!("{:0>6}", number_text(n)),
        Content::Date(d) => d.to_string(),
    };
    let digits = text::key(&raw);
    let Some(body) = BodyCode::parse(&digits).and_then(|code| asked.bodies.get(code)) else {
        let numeric = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let case = match (numeric, BodyCode::parse(&digits)) {
            (false, _) => "malformed",
            (true, None) => "check-digit",
            (true, Some(_)) => "unknown",
        };
        let finding = Finding::new(RuleId::T005, case, &[("value", raw.trim()), ("suggestion", "")]);
        collect.at(&slot.sheet.name, slot.at, finding.value(raw));
        return Field::Bad(slot.at);
    };
    if let Some(asked) = asked.prefecture.filter(|p| *p != body.code.prefecture()) {
        let own = format!("{}{}", body.prefecture, body.name);
        let code = body.code.to_string();
        let args = [("value", code.as_str()), ("name", own.as_str()), ("expected", asked.name())];
        let finding = Finding::new(RuleId::T005, "other-prefecture", &args).value(raw).expected(asked.name());
        collect.at(&slot.sheet.name, slot.at, finding);
        return Field::Bad(slot.at);
    }
    if let Some((place, told)) = name.and_then(|n| Some((n, raw_text(&n.sheet.cell(n.at)?.value))))
        && !text::is_blank(&told)
        && !body.is_called(&told)
        && text::key(&told) != text::key(body.name)
    {
        let code = body.code.to_string();
        let args = [("value", code.as_str()), ("expected", body.name), ("name", told.trim()), ("suggestion", "")];
        let finding = Finding::new(RuleId::T005, "name", &args).value(raw).expected(body.name);
        collect.push(finding.on(&slot.sheet.name).at([slot.at, place.at]));
        return Field::Bad(slot.at);
    }
    Field::Given(Sourced { value: body.code, cell: slot.at, raw })
}
