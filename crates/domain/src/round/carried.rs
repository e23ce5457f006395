//! Whether a decision on a project of one version still speaks for the next: 査定 begins anew only where what was decided on is
//! another.

use super::changes::{CATEGORY, Change, ChangeOf, NAME};

/// Of a project the columns that are otherwise, in the form's order, where none of its amounts, its 区分 or its 事業名 is: what was
/// decided on it holds. `None` where it is to be decided on anew.
#[must_use]
pub fn carried<'a>(changes: &'a [Change], no: &str) -> Option<Vec<&'a str>> {
    let own = || changes.iter().filter(|c| matches!(&c.of, ChangeOf::Project(number) if number == no));
    let is_another = |c: &Change| c.yen.is_some() || c.label == NAME || c.label == CATEGORY;
    (!own().any(is_another)).then(|| own().map(|c| c.label.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Yen;

    fn change(no: &str, label: &str, yen: Option<i64>) -> Change {
        Change {
            of: ChangeOf::Project(no.to_owned()),
            label: label.to_owned(),
            before: "前".to_owned(),
            after: "後".to_owned(),
            yen: yen.map(|yen| (Yen::ZERO, Yen::new(yen))),
            before_at: None,
            after_at: None,
        }
    }

    #[test]
    fn only_figures_name_and_category_make_another_project() {
        let changes = [
            change("1", "備考", None),
            change("2", "基金充当額 計", Some(1_000)),
            change("3", "事業名", None),
            change("4", "区分", None),
            change("4", "備考", None),
        ];
        assert_eq!(carried(&changes, "1"), Some(vec!["備考"]));
        assert_eq!(carried(&changes, "5"), Some(Vec::new()), "nothing is otherwise");
        for another in ["2", "3", "4"] {
            assert_eq!(carried(&changes, another), None, "No.{another}");
        }
    }
}
