//! The whole table of permissions, every answer of it, for people to read.

use std::fmt::Write as _;

use kikin_domain::permission::{Action, Charge, Refusal, Relation, Role, Season, permits};

/// One line for each action and role: what is allowed where, and how the rest is refused.
#[test]
fn every_answer_of_the_table() {
    let mut page = String::new();
    for action in Action::ALL {
        let _ = writeln!(page, "{}", action.label());
        for role in Role::ALL {
            let answers: Vec<String> =
                Relation::ALL.into_iter().map(|relation| answer(role, *action, relation)).collect();
            let _ = writeln!(page, "  {}：{}", role.label(), answers.join("　"));
        }
    }
    insta::assert_snapshot!(page);
}

/// The answers for one relation: one word if they are all the same, else each with what it depends on.
fn answer(role: Role, action: Action, relation: Relation) -> String {
    let cases = Season::ALL.into_iter().flat_map(|season| Charge::ALL.map(|charge| (season, charge)));
    let words: Vec<(String, &str)> = cases
        .map(|(season, charge)| {
            let when = format!("{}・{}", season.label(), charge.label());
            (when, word(permits(role, action, relation, season, charge)))
        })
        .collect();
    let first = words[0].1;
    if words.iter().all(|(_, word)| *word == first) {
        return format!("{}＝{first}", relation.label());
    }
    let each: Vec<String> = words.iter().map(|(when, word)| format!("{when}→{word}")).collect();
    format!("{}＝［{}］", relation.label(), each.join("、"))
}

fn word(answer: Result<(), Refusal>) -> &'static str {
    match answer {
        Ok(()) => "可",
        Err(Refusal::Hidden) => "ない",
        Err(Refusal::Role) => "役割外",
        Err(Refusal::Closed) => "締切",
        Err(Refusal::Half) => "担当外",
    }
}
