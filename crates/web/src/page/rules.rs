//! The catalogue of rules, from the definitions themselves.

use askama::Template;
use axum::response::Response;
use kikin_app::describe_example;
use kikin_domain::RuleId;
use kikin_domain::rule::Rule;

use super::{Page, Shell, ok};
use crate::extract::Guest;

/// Every rule with its wordings and examples.
#[derive(Debug, Template)]
#[template(path = "page/rules.html")]
pub(crate) struct RulesPage {
    shell: Shell,
    groups: Vec<Group>,
}

/// The rules of a letter.
#[derive(Debug)]
struct Group {
    letter: &'static str,
    title: &'static str,
    rules: Vec<&'static Rule>,
}

const GROUPS: [(&str, &str); 6] =
    [("F", "ファイル"), ("T", "様式"), ("C", "セル"), ("X", "セルどうし"), ("P", "県全体"), ("V", "事後評価")];

impl RulesPage {
    fn new(shell: Shell) -> Self {
        let of =
            |letter| RuleId::ALL.iter().filter(move |id| id.as_str().starts_with(letter)).map(|id| id.definition());
        let groups = GROUPS.map(|(letter, title)| Group { letter, title, rules: of(letter).collect() });
        Self { shell, groups: groups.into() }
    }

    /// A wording, with 〇 where the case fills something in.
    fn wording(&self, template: &str) -> String {
        let mut inside = false;
        let mut out = String::new();
        for c in template.chars() {
            match c {
                '{' => {
                    inside = true;
                    out.push('〇');
                }
                '}' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    }

    fn breaks(&self, rule: &Rule) -> String {
        describe_example(&rule.breaks)
    }

    fn keeps(&self, rule: &Rule) -> String {
        describe_example(&rule.keeps)
    }
}

impl Page for RulesPage {
    const NAME: &'static str = "rules";

    fn samples() -> Vec<Self> {
        vec![Self::new(Shell::open("検査の規則"))]
    }
}

/// The page.
pub(crate) async fn show(guest: Guest) -> Response {
    ok(&RulesPage::new(Shell::for_guest("検査の規則", guest.0.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_stands_on_the_page_once() {
        let html = RulesPage::samples()[0].render().expect("renders");
        for id in RuleId::ALL {
            assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            assert!(
                html.contains(
                    &askama::filters::e(id.definition().sentence, askama::filters::Html).expect("ok").to_string()
                ),
                "{id}"
            );
        }
        assert!(!html.contains('{'), "a wording's gap is shown as such");
    }
}
