//! What was changed, in words.

use jiff::Timestamp;
use kikin_app::PlanYear;
use kikin_app::round::{Deadline, Expected, Organisation};
use kikin_domain::plan::Stage;
use kikin_domain::rule::Severities;
use kikin_domain::{BodyCode, Bu, RuleId, Severity};

use crate::when::When;

fn pairs() -> impl Iterator<Item = (Bu, Stage)> {
    Bu::ALL.into_iter().flat_map(|bu| Stage::ALL.iter().map(move |stage| (bu, *stage)))
}

/// 受付, 期限, 様式版.
pub(super) fn stages(before: &PlanYear, after: &PlanYear, now: Timestamp) -> Vec<String> {
    let mut told = Vec::new();
    for (bu, stage) in pairs() {
        let name = format!("{}の{}", bu.label(), stage.label());
        match (before.is_open(bu, stage), after.is_open(bu, stage)) {
            (false, true) => told.push(format!("{name}の受付を開きました。")),
            (true, false) => told.push(format!("{name}の受付を閉じました。")),
            (true, true) | (false, false) => {}
        }
        let of = |year: &PlanYear| -> Vec<Deadline> {
            let mut own: Vec<_> = year.deadlines.iter().filter(|d| (d.bu, d.stage) == (bu, stage)).copied().collect();
            own.sort_by_key(|d| d.round);
            own
        };
        let (old, new) = (of(before), of(after));
        for round in 1..=old.iter().chain(&new).map(|d| d.round).max().unwrap_or(0) {
            let at = |list: &[Deadline]| list.iter().find(|d| d.round == round).map(|d| d.at);
            match (at(&old), at(&new)) {
                (old, new) if old == new => {}
                (_, Some(new)) => {
                    told.push(format!("{name}の第{round}回の期限を{}にしました。", When::moment(new).text()))
                }
                (_, None) => told.push(format!("{name}の第{round}回の期限をなくしました。")),
            }
        }
    }
    for over in after.deadlines.iter().filter(|d| d.round == 1 && d.at.instant() < now && !before.deadlines.contains(d))
    {
        let name = format!("{}の{}", over.bu.label(), over.stage.label());
        told.push(format!(
            "注意：{name}の第1回の期限（{}）は、既に過ぎています。これから届くものは期限後と残ります。誤りのときは、期限を直してください。",
            When::moment(over.at).text()
        ));
    }
    if before.form_version != after.form_version {
        let version = after.form_version.as_deref().unwrap_or("指定なし");
        told.push(format!("様式版を「{version}」にしました。"));
    }
    told
}

/// Who is expected. No list means everybody of `everybody`.
pub(super) fn expected(
    everybody: &[Expected],
    before: &[Expected],
    after: &[Expected],
    bodies: &[Organisation],
) -> Vec<String> {
    let before = if before.is_empty() { everybody } else { before };
    let of = |list: &[Expected], code: BodyCode| list.iter().find(|e| e.body == code).map(|e| (e.halves, e.approval));
    let mut told = Vec::new();
    for body in bodies {
        let (old, new) = (of(before, body.code), of(after, body.code));
        if old == new {
            continue;
        }
        let name = &body.name;
        let approval = |yes| if yes { "あり" } else { "なし" };
        told.push(match new {
            Some((halves, yes)) => format!("{name}：提出を求める分は{}、庁内決裁は{}。", halves.label(), approval(yes)),
            None => format!("{name}：提出を求めません。"),
        });
    }
    told
}

/// How heavily rules weigh.
pub(super) fn severities(before: &Severities, after: &Severities) -> Vec<String> {
    let of = |set: &Severities, rule: RuleId| set.iter().find(|(id, _)| *id == rule).map(|(_, weight)| weight);
    let word = |rule: RuleId, weight: Option<Severity>| match weight {
        Some(weight) => weight.label().to_owned(),
        None => format!("規則の一覧どおり（{}）", rule.definition().severity.label()),
    };
    let changed = |rule: &&RuleId| of(before, **rule) != of(after, **rule);
    let rules = RuleId::ALL.iter().filter(changed);
    rules.map(|rule| format!("{}を「{}」にしました。", rule.as_str(), word(*rule, of(after, *rule)))).collect()
}

#[cfg(test)]
mod tests {
    use kikin_app::round::Moment;
    use kikin_domain::{FiscalYear, PrefectureCode};

    use super::*;

    #[test]
    fn what_is_the_same_is_not_told() {
        let prefecture = PrefectureCode::new(15).expect("is one");
        let before = PlanYear::published(prefecture, FiscalYear::new(2026).expect("is one"));
        let now = Moment::parse("2026-07-01T09:00:00+09:00").expect("a moment").instant();
        let stages = |before: &PlanYear, after: &PlanYear| super::stages(before, after, now);
        assert!(stages(&before, &before).is_empty());
        let at = Moment::parse("2026-07-10T17:00:00+09:00").expect("a moment");
        let mut after = before.clone();
        after.open.retain(|pair| *pair != (Bu::Care, Stage::Request));
        after.deadlines = vec![Deadline { bu: Bu::Medical, stage: Stage::Plan, round: 1, at }];
        after.form_version = Some("2026".to_owned());
        let told = [
            "医療分の計画の第1回の期限を令和8年7月10日（金）17:00にしました。",
            "介護分の要望の受付を閉じました。",
            "様式版を「2026」にしました。",
        ];
        assert_eq!(stages(&before, &after), told);
        assert_eq!(stages(&after, &before)[0], "医療分の計画の第1回の期限をなくしました。");
        let over = Moment::parse("2026-06-30T17:00:00+09:00").expect("a moment");
        after.deadlines = vec![Deadline { bu: Bu::Medical, stage: Stage::Plan, round: 1, at: over }];
        let told = stages(&before, &after).join("");
        assert!(
            told.contains("注意：医療分の計画の第1回の期限（令和8年6月30日（火）17:00）は、既に過ぎています。"),
            "{told}"
        );
        let weights = Severities::default().with(RuleId::ALL[0], Severity::Advice);
        assert_eq!(severities(&Severities::default(), &weights).len(), 1);
        assert!(severities(&weights, &Severities::default())[0].contains("規則の一覧どおり"));
    }
}
