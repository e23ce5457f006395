//! What is still open in a plan that is about to be fixed, as it is told on the page that asks.

use kikin_app::planning::{OpenSubmission, StillOpen};

use crate::component::{Notice, NoticeKind};

/// So many submissions are named for each thing that is open, and so many projects of each.
const MOST_NAMED: usize = 20;

/// The projects of a submission that are open in one way, by No.
type Numbers = fn(&OpenSubmission) -> &[String];

/// Warnings, none of which stands in the way.
pub(super) fn notices(open: &StillOpen) -> Vec<Notice> {
    assessment(open).into_iter().chain(texts(open)).collect()
}

/// Projects without 査定, 内示 or answer; one line where the prefecture does without.
fn assessment(open: &StillOpen) -> Option<Notice> {
    if !open.uses_assessment {
        let heading = "この計画の事業は、一つも査定していません";
        let body = "査定と県の内示を使わないときは、このまま確定できます。";
        return (open.projects > 0).then(|| Notice::new(NoticeKind::Info, heading, &[body]));
    }
    let count: usize = open.submissions.iter().map(OpenSubmission::count).sum();
    let heading = format!("査定、内示、回答の終わっていない事業が{count}件あります");
    let kinds: [(&str, Numbers); 3] = [
        ("査定のない事業", |one| &one.undecided),
        ("査定して、内示を送っていない事業", |one| &one.unsent),
        ("内示に回答のない事業", |one| &one.unanswered),
    ];
    let mut lines: Vec<String> =
        kinds.into_iter().filter_map(|(label, of)| Some(format!("{label}：{}", named(open, of)?))).collect();
    lines.push("このまま確定できます。確定した後は、査定、内示、回答を入力できません。".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    (count > 0).then(|| Notice::new(NoticeKind::Warning, &heading, &lines))
}

/// 「長岡市 計画 医療分（No.1、No.2）」, one submission after the other; `None` where nothing is open.
fn named(open: &StillOpen, of: Numbers) -> Option<String> {
    let all: Vec<&OpenSubmission> = open.submissions.iter().filter(|one| !of(one).is_empty()).collect();
    let one = |one: &&OpenSubmission| {
        let numbers: Vec<String> = of(one).iter().take(MOST_NAMED).map(|no| format!("No.{no}")).collect();
        let more = if of(one).len() > MOST_NAMED { "ほか" } else { "" };
        format!("{} {} {}（{}{more}）", one.name, one.stage.label(), one.bu.label(), numbers.join("、"))
    };
    let listed: Vec<String> = all.iter().take(MOST_NAMED).map(one).collect();
    let more = if all.len() > MOST_NAMED { "ほか" } else { "" };
    (!all.is_empty()).then(|| format!("{}{more}", listed.join("、")))
}

/// 節 of 計画本文 without text.
fn texts(open: &StillOpen) -> Option<Notice> {
    let heading = format!("計画本文に、書かれていない節があります（{}節）", open.blank_sections.len());
    let names = open.blank_sections.join("、");
    let then =
        "このまま確定すると、県計画のブックのこれらの節は「（未記入）」になります。「計画本文を編集する」で書けます。";
    (!open.blank_sections.is_empty()).then(|| Notice::new(NoticeKind::Warning, &heading, &[&names, then]))
}

/// For samples: something of each kind, or a prefecture that does without 査定.
pub(super) fn sample(is_open: bool, projects: usize) -> StillOpen {
    use kikin_domain::Bu;
    use kikin_domain::plan::Stage;
    if !is_open {
        return StillOpen { projects, ..StillOpen::default() };
    }
    let numbers = |all: &[&str]| all.iter().map(|no| (*no).to_owned()).collect();
    let submission = OpenSubmission {
        name: "長岡市".to_owned(),
        stage: Stage::Plan,
        bu: Bu::Medical,
        undecided: numbers(&["1", "2"]),
        unsent: Vec::new(),
        unanswered: numbers(&["3"]),
    };
    StillOpen {
        projects,
        uses_assessment: true,
        submissions: vec![submission],
        blank_sections: numbers(&["目標の達成状況", "事後評価の方法"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefecture_without_assessment_is_told_in_one_line() {
        assert_eq!(notices(&StillOpen::default()).len(), 0, "there is nothing to decide on");
        let told = notices(&sample(false, 3));
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn what_is_open_is_named() {
        let open = sample(true, 3);
        assert_eq!(named(&open, |one| &one.undecided).as_deref(), Some("長岡市 計画 医療分（No.1、No.2）"));
        assert_eq!(named(&open, |one| &one.unsent), None);
        assert_eq!(notices(&open).len(), 2);
    }
}
