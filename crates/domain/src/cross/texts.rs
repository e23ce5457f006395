//! Indicators and words of one project: X016, X017, X021.

use super::CrossContext;
use crate::body::local_governments;
use crate::finding::Finding;
use crate::place::Field;
use crate::plan::{BodyKind, Direction, Indicator, Project};
use crate::rule::RuleId;
use crate::text;

pub(super) fn judge(project: &Project, context: CrossContext<'_>, findings: &mut Vec<Finding>) {
    findings.extend(project.outcomes.iter().filter_map(|i| indicator(project, i)));
    findings.extend(vision(project, context));
    findings.extend(body_kind(project));
}

/// X016: only where present value, target and direction are all given and both values are plain numbers.
fn indicator(project: &Project, indicator: &Indicator) -> Option<Finding> {
    let direction = indicator.direction.get()?;
    let unit = indicator.unit.text();
    let (baseline, target) = (number(indicator.baseline.text(), unit)?, number(indicator.target.text(), unit)?);
    let case = match direction {
        Direction::Keep => return None,
        _ if baseline == target => "equal",
        Direction::Increase if target < baseline => "against",
        Direction::Decrease if target > baseline => "against",
        Direction::Increase | Direction::Decrease => return None,
    };
    let cells = [indicator.target.cell(), indicator.baseline.cell(), indicator.direction.cell()];
    let args = [
        ("name", indicator.name.text()),
        ("baseline", indicator.baseline.text()),
        ("target", indicator.target.text()),
        ("direction", direction.label()),
    ];
    Some(
        Finding::new(RuleId::X016, case, &args)
            .on(indicator.sheet.as_ref().unwrap_or(&project.sheet))
            .at(cells.into_iter().flatten())
            .value(indicator.target.text())
            .expected(direction.label()),
    )
}

/// A plain number, with its unit or a per cent sign behind it at most, as billionths; anything else is no number.
fn number(raw: &str, unit: &str) -> Option<i128> {
    let compact = text::nfkc_compact(raw);
    let unit = text::nfkc_compact(unit);
    let body = compact.strip_suffix(unit.as_str()).filter(|_| !unit.is_empty()).unwrap_or(&compact);
    let body = body.strip_suffix('%').unwrap_or(body);
    let (negative, body) = match body.strip_prefix(['-', '△', '▲', '−']) {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
    let whole = whole.replace(',', "");
    let digits = |s: &str, longest: usize| (1..=longest).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(&whole, 18) || !digits(fraction, 9) {
        return None;
    }
    let scaled: i128 = format!("{whole}{fraction:0<9}").parse().ok()?;
    Some(if negative { -scaled } else { scaled })
}

/// X017.
fn vision(project: &Project, context: CrossContext<'_>) -> Option<Finding> {
    let category = context.category(project)?;
    let named = || project.texts().any(|t| text::nfkc_compact(t).contains("地域医療構想"));
    // A text that could not be read may have named it.
    let unread = [&project.content, &project.needs, &project.name, &project.relation, &project.remarks]
        .iter()
        .any(|f| f.is_unsound());
    if unread || category.code.as_str() != "I-1" || !project.vision.is_blank() || named() {
        return None;
    }
    let cell = project.vision.cell().or_else(|| project.category.cell());
    Some(Finding::new(RuleId::X017, "", &[]).on(&project.sheet).at(cell))
}

/// X021: only names that read one way are judged.
fn body_kind(project: &Project) -> Option<Finding> {
    let Field::Given(body) = &project.body else { return None };
    let kind = project.body_kind.get()?;
    let reads = match (reads_public(&body.value), reads_private(&body.value)) {
        (true, false) => BodyKind::Public,
        (false, true) => BodyKind::Private,
        _ => return None,
    };
    if kind == BodyKind::Mixed || kind == reads {
        return None;
    }
    let cells = [Some(body.cell), project.body_kind.cell()];
    let args = [("value", body.value.trim()), ("reads", reads.label()), ("kind", kind.label())];
    Some(
        Finding::new(RuleId::X021, "", &args)
            .on(&project.sheet)
            .at(cells.into_iter().flatten())
            .value(body.value.clone())
            .expected(reads.label()),
    )
}

/// The name of a local government, alone or before 立, or a union of them.
fn reads_public(name: &str) -> bool {
    let key = text::key(name);
    let established = ["市立", "町立", "村立", "県立", "都立", "道立", "府立", "国立"].iter().any(|w| key.contains(w));
    let union = ["広域連合", "一部事務組合", "事務組合", "広域市町村圏組合", "企業団"].iter().any(|w| key.ends_with(w));
    established || union || local_governments().is_name(name)
}

fn reads_private(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "医療法人",
        "社会福祉法人",
        "株式会社",
        "有限会社",
        "合同会社",
        "特定非営利活動法人",
        "npo法人",
        "一般社団法人",
        "公益社団法人",
        "一般財団法人",
        "公益財団法人",
        "学校法人",
        "宗教法人",
        "医師会",
        "歯科医師会",
        "薬剤師会",
        "看護協会",
        "生活協同組合",
        "農業協同組合",
        "(株)",
        "(有)",
        "(医)",
        "(福)",
    ];
    let key = text::key(name);
    WORDS.iter().any(|w| key.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_indicators() {
        assert_eq!(number("４５", "％"), number("45", ""));
        assert_eq!(number("45.0%", "％"), number("45", ""));
        assert_eq!(number("1,200人", "人"), number("1200", ""));
        assert!(number("△3", "") < number("0", ""));
        for raw in ["50％以上", "約50", "", "増加", "50〜60", "-"] {
            assert_eq!(number(raw, "％"), None, "{raw}");
        }
    }

    #[test]
    fn names_read_one_way() {
        for public in ["長岡市", "新潟県", "新潟県長岡市", "新潟県後期高齢者医療広域連合", "県立中央病院"]
        {
            assert!(reads_public(public) && !reads_private(public), "{public}");
        }
        for private in ["医療法人みどり会", "長岡市医師会", "㈱ケア", "社会福祉法人長岡市社会福祉協議会"]
        {
            assert!(!reads_public(private) && reads_private(private), "{private}");
        }
        for unclear in ["医療機関", "長岡市、医療法人みどり会", "市町村"] {
            assert!(!reads_public(unclear) || reads_private(unclear), "{unclear}");
        }
    }
}
