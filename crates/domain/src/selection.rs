//! Which files count (forms.md §5): equal bytes once, accepted files only, one stage, 変更 replaces 計画 per body × 分, and
//! of two the later 提出日 (P001).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::body::BodyCode;
use crate::category::Bu;
use crate::consolidated::PlanFinding;
use crate::finding::{Finding, Severity, Verdict};
use crate::money::Yen;
use crate::plan::Stage;
use crate::rule::RuleId;

/// What the choice depends on, for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Path or name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its verdict; `None` for an exported plan, which is passed over.
    pub verdict: Option<Verdict>,
    /// The body, if it is known.
    pub body: Option<BodyCode>,
    /// The body's name.
    pub name: String,
    /// Its stage.
    pub stage: Stage,
    /// The halves it files for.
    pub halves: Vec<Bu>,
    /// 提出日
    pub submitted: Option<Date>,
    /// The fund of each half it files for, for the message of P001.
    pub fund: BTreeMap<Bu, Yen>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The halves that are in the plan.
    pub halves: Vec<Bu>,
    /// Why not, or why not all.
    pub reason: Option<String>,
}

/// Chooses. The plan of stage 計画 takes 計画, replaced per body × 分 by an accepted 変更; that of 要望 takes 要望 only.
#[must_use]
pub fn select(candidates: &[Candidate], wanted: Stage) -> (Vec<Choice>, Vec<PlanFinding>) {
    let mut choices: Vec<Choice> = vec![Choice::default(); candidates.len()];
    let mut standing: Vec<usize> = Vec::new();
    for (i, candidate) in candidates.iter().enumerate() {
        match refusal(candidates, i, wanted) {
            Some(reason) => choices[i].reason = Some(reason),
            None => {
                choices[i].halves.clone_from(&candidate.halves);
                standing.push(i);
            }
        }
    }
    let findings = settle_twins(candidates, &standing, &mut choices);
    replace_by_changes(candidates, &standing, &mut choices);
    (choices, findings)
}

fn refusal(candidates: &[Candidate], i: usize, wanted: Stage) -> Option<String> {
    let own = &candidates[i];
    let Some(verdict) = own.verdict else {
        return Some("出力済みの都道府県計画（consolidated-plan）のため、取りまとめの対象にしません。".to_owned());
    };
    if let Some(first) = candidates[..i].iter().find(|c| c.sha256 == own.sha256) {
        return Some(format!("「{}」と同じ内容のファイルのため、一つだけを扱います。", first.file));
    }
    if verdict == Verdict::Rejected {
        return Some(rejected_reason(candidates, i));
    }
    let fits = match wanted {
        Stage::Request => own.stage == Stage::Request,
        Stage::Plan | Stage::Change => own.stage.is_of_the_plan(),
        Stage::Evaluation(_) => own.stage == wanted,
    };
    (!fits).then(|| format!("段階が「{}」のため、「{}」の取りまとめには入れません。", own.stage, wanted))
}

/// A rejected file leaves the accepted one of the same body and stage in force, and says so.
fn rejected_reason(candidates: &[Candidate], i: usize) -> String {
    let own = &candidates[i];
    let in_force = candidates.iter().enumerate().find(|(j, c)| {
        *j != i
            && own.body.is_some()
            && c.body == own.body
            && c.stage == own.stage
            && matches!(c.verdict, Some(Verdict::Accepted | Verdict::AcceptedWithWarnings))
            && c.halves.iter().any(|h| own.halves.contains(h))
    });
    match in_force {
        Some((_, c)) => format!("エラーがあるため採用しません。エラーのない「{}」を引き続き採ります。", c.file),
        None => "エラーがあるため採用しません。".to_owned(),
    }
}

fn labels(halves: &[Bu]) -> String {
    halves.iter().map(|b| b.label()).collect::<Vec<_>>().join("・")
}

/// Of several files for the same body × stage × 分 the later 提出日 counts; equal or missing dates decide nothing (P001).
fn settle_twins(candidates: &[Candidate], standing: &[usize], choices: &mut [Choice]) -> Vec<PlanFinding> {
    let mut groups: BTreeMap<(BodyCode, Stage, Bu), Vec<usize>> = BTreeMap::new();
    for &i in standing {
        for &bu in &candidates[i].halves {
            if let Some(body) = candidates[i].body {
                groups.entry((body, candidates[i].stage, bu)).or_default().push(i);
            }
        }
    }
    // The same files meeting in both halves are one finding.
    let mut meetings: BTreeMap<Vec<usize>, Vec<Bu>> = BTreeMap::new();
    for ((_, _, bu), files) in groups.into_iter().filter(|(_, files)| files.len() > 1) {
        meetings.entry(files).or_default().push(bu);
    }
    meetings.into_iter().map(|(files, halves)| settle(candidates, &files, &halves, choices)).collect()
}

fn settle(candidates: &[Candidate], files: &[usize], halves: &[Bu], choices: &mut [Choice]) -> PlanFinding {
    let latest = later(candidates, files);
    let first = &candidates[files[0]];
    let fund = |i: usize| -> Yen { halves.iter().filter_map(|h| candidates[i].fund.get(h)).copied().sum() };
    let bu = labels(halves);
    let count = files.len().to_string();
    let names: Vec<String> =
        files.iter().map(|&i| format!("「{}」（基金の計 {}円）", candidates[i].file, fund(i))).collect();
    let body = [("body", first.name.as_str()), ("bu", &bu), ("stage", first.stage.label()), ("count", &count)];
    for &i in files.iter().filter(|i| Some(**i) != latest) {
        let why = match latest {
            Some(winner) => format!("提出日の新しい「{}」を採るため", candidates[winner].file),
            None => "提出日が同じか空欄で、どれを採るか決められないため".to_owned(),
        };
        drop_halves(&mut choices[i], halves, &why);
    }
    let finding = match latest {
        Some(winner) => {
            let others: Vec<usize> = files.iter().copied().filter(|i| *i != winner).collect();
            let other_names: Vec<&str> = others.iter().map(|i| candidates[*i].file.as_str()).collect();
            let other_fund: Vec<String> = others.iter().map(|i| fund(*i).to_string()).collect();
            let (other_names, other_fund) = (other_names.join("」「"), other_fund.join("円、"));
            let winner_fund = fund(winner).to_string();
            let mut args = body.to_vec();
            args.extend([
                ("counts", candidates[winner].file.as_str()),
                ("fund", &winner_fund),
                ("other", &other_names),
                ("other_fund", &other_fund),
            ]);
            Finding::new(RuleId::P001, "later", &args).expected(candidates[winner].file.clone())
        }
        None => {
            let files = names.join("、");
            let mut args = body.to_vec();
            args.push(("files", &files));
            Finding::new(RuleId::P001, "undecided", &args).weighing(Severity::Error)
        }
    };
    let about = latest.unwrap_or(files[0]);
    PlanFinding { file: Some(candidates[about].file.clone()), finding: finding.value(names.join("、")) }
}

/// The one with the latest date, when every file has a date and the latest stands alone.
fn later(candidates: &[Candidate], files: &[usize]) -> Option<usize> {
    let mut dated: Vec<(Date, usize)> =
        files.iter().map(|&i| candidates[i].submitted.map(|d| (d, i))).collect::<Option<_>>()?;
    dated.sort_unstable();
    match dated[..] {
        [.., (before, _), (last, winner)] if before < last => Some(winner),
        _ => None,
    }
}

fn drop_halves(choice: &mut Choice, halves: &[Bu], why: &str) {
    let dropped: Vec<Bu> = choice.halves.iter().copied().filter(|h| halves.contains(h)).collect();
    choice.halves.retain(|h| !halves.contains(h));
    let which = if choice.halves.is_empty() { String::new() } else { format!("{}は、", labels(&dropped)) };
    let sentence = format!("{which}{why}計画に入れません。");
    choice.reason = Some(match choice.reason.take() {
        Some(earlier) => format!("{earlier}{sentence}"),
        None => sentence,
    });
}

/// An accepted 変更 lists all projects again and takes the place of the 計画, per body × 分.
fn replace_by_changes(candidates: &[Candidate], standing: &[usize], choices: &mut [Choice]) {
    for &plan in standing.iter().filter(|i| candidates[**i].stage == Stage::Plan) {
        for &change in standing.iter().filter(|i| candidates[**i].stage == Stage::Change) {
            if candidates[plan].body.is_none() || candidates[plan].body != candidates[change].body {
                continue;
            }
            let replaced: Vec<Bu> =
                choices[plan].halves.iter().copied().filter(|h| choices[change].halves.contains(h)).collect();
            if !replaced.is_empty() {
                let why = format!("{}の変更計画「{}」に置き換えたため", labels(&replaced), candidates[change].file);
                drop_halves(&mut choices[plan], &replaced, &why);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn file(name: &str, stage: Stage, halves: &[Bu], day: Option<i8>) -> Candidate {
        Candidate {
            file: name.into(),
            sha256: name.into(),
            verdict: Some(Verdict::Accepted),
            body: BodyCode::parse("152021"),
            name: "長岡市".into(),
            stage,
            halves: halves.to_vec(),
            submitted: day.map(|d| date(2026, 6, d)),
            fund: halves.iter().map(|h| (*h, Yen::new(1_000))).collect(),
        }
    }

    fn counting(choices: &[Choice]) -> Vec<usize> {
        choices.iter().enumerate().filter(|(_, c)| !c.halves.is_empty()).map(|(i, _)| i).collect()
    }

    #[test]
    fn the_later_date_counts() {
        let files = [file("a", Stage::Plan, &Bu::ALL, Some(20)), file("b", Stage::Plan, &Bu::ALL, Some(15))];
        let (choices, findings) = select(&files, Stage::Plan);
        assert_eq!(counting(&choices), [0]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].finding.severity, Severity::Warning);
    }

    #[test]
    fn equal_or_missing_dates_decide_nothing() {
        for day in [Some(20), None] {
            let files = [file("a", Stage::Plan, &Bu::ALL, Some(20)), file("b", Stage::Plan, &Bu::ALL, day)];
            let (choices, findings) = select(&files, Stage::Plan);
            assert_eq!(counting(&choices), [0; 0]);
            assert_eq!(findings[0].finding.severity, Severity::Error);
        }
    }

    #[test]
    fn halves_are_filed_apart() {
        let files = [file("a", Stage::Plan, &[Bu::Medical], None), file("b", Stage::Plan, &[Bu::Care], None)];
        let (choices, findings) = select(&files, Stage::Plan);
        assert_eq!((counting(&choices).len(), findings.len()), (2, 0));
    }

    #[test]
    fn a_change_replaces_its_half() {
        let files = [file("a", Stage::Plan, &Bu::ALL, Some(1)), file("b", Stage::Change, &[Bu::Care], Some(2))];
        let (choices, findings) = select(&files, Stage::Plan);
        assert_eq!(choices[0].halves, [Bu::Medical]);
        assert!(choices[0].reason.as_ref().is_some_and(|r| r.contains("介護分")));
        assert_eq!((choices[1].halves.as_slice(), findings.len()), (&[Bu::Care][..], 0));
        let (choices, _) = select(&files, Stage::Request);
        assert_eq!(counting(&choices), [0; 0]);
    }

    #[test]
    fn equal_bytes_and_rejected_files() {
        let mut twin = file("b", Stage::Plan, &Bu::ALL, Some(1));
        twin.sha256 = "a".into();
        let mut bad = file("c", Stage::Plan, &Bu::ALL, Some(9));
        bad.verdict = Some(Verdict::Rejected);
        let files = [file("a", Stage::Plan, &Bu::ALL, Some(1)), twin, bad];
        let (choices, findings) = select(&files, Stage::Plan);
        assert_eq!(counting(&choices), [0]);
        assert!(findings.is_empty());
        assert!(choices[2].reason.as_ref().is_some_and(|r| r.contains("「a」")));
    }
}
