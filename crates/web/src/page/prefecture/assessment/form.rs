//! The lines of the form of 査定: what is shown, and what is typed.

use kikin_app::round::{Assessed, CarriedOver, Decision};
use kikin_domain::Yen;

use super::super::amount::{self, Amount};
use super::super::rows::row;
use super::super::typed::Typed;
use crate::component::FieldError;

/// What is decided of a project, in the form.
const DECIDED: [(&str, &str); 3] = [("", "未定"), ("yes", "採択"), ("no", "不採択")];

/// A project.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) index: usize,
    pub(super) no: String,
    pub(super) name: String,
    pub(super) category: String,
    pub(super) asked: String,
    /// What is sent, what is read, whether it is chosen.
    pub(super) choices: Vec<(&'static str, &'static str, bool)>,
    /// The word for what is decided.
    pub(super) decided: &'static str,
    pub(super) granted: String,
    pub(super) why: String,
    pub(super) answer: String,
    /// That what is decided was carried over from another version, where it was.
    pub(super) carried: Option<String>,
    pub(super) error: Option<String>,
}

/// What the lines come to.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) asked: Yen,
    pub(super) granted: Yen,
    pub(super) answered: Yen,
    pub(super) adopted: usize,
    pub(super) declined: usize,
}

fn asked(one: &Assessed) -> Yen {
    one.project.fund.get().unwrap_or_default()
}

/// Sums over what is entered.
pub(super) fn totals(there: &[Assessed]) -> Totals {
    let decided = || there.iter().filter_map(|one| one.decision.as_ref());
    Totals {
        asked: there.iter().map(asked).sum(),
        granted: decided().map(|d| d.granted).sum(),
        answered: there.iter().filter_map(|one| one.answer.as_ref()).map(|a| a.amount).sum(),
        adopted: decided().filter(|d| d.adopted).count(),
        declined: decided().filter(|d| !d.adopted).count(),
    }
}

/// 「前の版の査定を引き継ぎました（第1版。記入が変わった欄：備考）」
fn carried(from: &CarriedOver) -> String {
    let version = format!("{} 第{}版", from.stage.label(), from.number);
    match from.changed.as_slice() {
        [] => format!("前の版の査定を引き継ぎました（{version}）"),
        changed => format!("前の版の査定を引き継ぎました（{version}。記入が変わった欄：{}）", changed.join("、")),
    }
}

/// The lines; what was typed comes before what is entered.
pub(super) fn lines(there: &[Assessed], typed: Option<&Typed>, errors: &[FieldError]) -> Vec<Line> {
    let line = |(index, one): (usize, &Assessed)| {
        let sent = |name: &str| typed.map(|typed| typed.field(&format!("{name}-{index}")).to_owned());
        let entered = one.decision.as_ref();
        let word = match entered {
            None => "",
            Some(decision) if decision.adopted => "yes",
            Some(_) => "no",
        };
        let now = sent("decided").unwrap_or_else(|| word.to_owned());
        // Whoever grants what was asked for types nothing.
        let granted = || entered.map_or_else(|| asked(one), |d| d.granted).to_string();
        let answer = one.answer.as_ref().map(|a| {
            let why = a.why.as_deref().map_or_else(String::new, |why| format!("（{why}）"));
            format!("{} {}円{why}", a.answer.label(), a.amount)
        });
        Line {
            id: row(index),
            index,
            no: one.project.no.text().to_owned(),
            name: one.project.name.text().to_owned(),
            category: one.category.clone(),
            asked: asked(one).to_string(),
            decided: DECIDED.into_iter().find(|(value, _)| *value == word).map_or("", |(_, label)| label),
            choices: DECIDED.map(|(value, label)| (value, label, value == now)).to_vec(),
            granted: sent("granted").unwrap_or_else(granted),
            why: sent("why").unwrap_or_else(|| entered.and_then(|d| d.why.clone()).unwrap_or_default()),
            answer: answer.unwrap_or_default(),
            carried: one.carried.as_ref().map(carried),
            error: errors.iter().find(|e| e.field == row(index)).map(|e| e.sentence.clone()),
        }
    };
    there.iter().enumerate().map(line).collect()
}

/// The decisions that are typed. A project that is 不採択 is granted nothing, whatever stands in its field; one that is 未定 is
/// passed over.
pub(super) fn read(there: &[Assessed], typed: &Typed) -> Result<Vec<Decision>, Vec<FieldError>> {
    let (mut wanted, mut errors) = (Vec::new(), Vec::new());
    for (index, one) in there.iter().enumerate() {
        let no = one.project.no.text().to_owned();
        let field = |name: &str| typed.field(&format!("{name}-{index}"));
        // The page was made of another version when the project is another one.
        if field("no") != no {
            let sentence =
                "提出された事業が、画面を開いた後に変わりました。画面を開き直して、もう一度入力してください。";
            return Err(vec![FieldError { field: "", sentence: sentence.to_owned() }]);
        }
        let adopted = match field("decided") {
            "yes" => true,
            "no" => false,
            _ => continue,
        };
        let wrong = |sentence: String| FieldError { field: row(index), sentence };
        let granted = match amount::read(field("granted")) {
            _ if !adopted => Yen::new(0),
            Amount::Given(yen) => yen,
            Amount::Blank => {
                errors.push(wrong(format!("No.{no}の査定額が空欄です。円単位で入力してください。")));
                continue;
            }
            Amount::Wrong(text) => {
                errors.push(wrong(format!(
                    "No.{no}の査定額「{text}」は金額ではありません。円単位の数字で入力してください。"
                )));
                continue;
            }
        };
        let why = Some(field("why").trim().to_owned()).filter(|why| !why.is_empty());
        wanted.push(Decision { no, adopted, granted, why });
    }
    if errors.is_empty() { Ok(wanted) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use kikin_domain::Project;

    use super::*;

    #[test]
    fn what_is_undecided_is_passed_over_and_what_is_declined_is_granted_nothing() {
        let one = Assessed {
            project: Project::default(),
            category: String::new(),
            decision: None,
            carried: None,
            answer: None,
        };
        let there = vec![one; 3];
        let form = Typed::of(&[
            ("decided-0", "no"),
            ("granted-0", "5,000"),
            ("why-0", "対象外"),
            ("decided-1", "yes"),
            ("granted-1", "１，０００円"),
        ]);
        let told: Vec<(bool, i64)> =
            read(&there, &form).expect("is read").iter().map(|d| (d.adopted, d.granted.get())).collect();
        assert_eq!(told, [(false, 0), (true, 1_000)]);
        let errors = read(&there, &Typed::of(&[("decided-2", "yes"), ("decided-1", "yes"), ("granted-1", "x")]));
        let fields: Vec<&str> = errors.expect_err("is wrong").iter().map(|e| e.field).collect();
        assert_eq!(fields, ["row-1", "row-2"]);
        assert!(read(&there, &Typed::of(&[("no-0", "9")])).is_err(), "another project");
    }
}
