//! The page of permissions, made from the table.

use kikin_domain::permission::action::Group;
use kikin_domain::permission::{Action, HalfRule, Role, SeasonRule, row};

/// The page `docs/permissions.md`: what each role may do, with whose things, and on which conditions.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    for group in Group::ALL {
        page.push_str(&format!("\n## {}\n\n| 操作 |", group.label()));
        for role in Role::ALL {
            page.push_str(&format!(" {} |", role.label()));
        }
        page.push_str(" 条件 |\n|---|");
        page.push_str(&"---|".repeat(Role::ALL.len() + 1));
        page.push('\n');
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
            page.push_str(&line(*action));
        }
    }
    page
}

fn line(action: Action) -> String {
    let row = row(action);
    let reaches: Vec<&str> = Role::ALL.iter().map(|role| row.reach(*role).label()).collect();
    let season = match row.season {
        SeasonRule::Any => None,
        SeasonRule::WhileOpen => Some("受付中"),
    };
    let half = match row.half {
        HalfRule::Any => None,
        HalfRule::Own => Some("担当分"),
    };
    let conditions: Vec<&str> = season.into_iter().chain(half).collect();
    format!("| {} | {} | {} |\n", action.label(), reaches.join(" | "), conditions.join("・"))
}

const INTRODUCTION: &str = "\
# 権限の一覧

この一覧は、プログラムの中の表から作っています（`kikin user permissions`）。どの操作も、まずこの表で確かめます。

* 欄の言葉は、**だれのものに対して**行えるかです。「自団体」は自分の団体のもの、「県内の団体」は自県の市町村などのもの、
  「自県」は県自身のもの（年度、お知らせ、県計画）、「―」は行えないことです。
* 県外のものと、市町村にとってのほかの市町村のものは、ないものとして扱います（404）。
* 条件の「受付中」は、その段階の受付が開いている間（修正依頼を受けた提出は、締切後も）です。
  「担当分」は、職の分（医療分・介護分・両方）がその事業の分を含むときです。条件のない操作は、締切後も、ほかの分も行えます。
* 運用管理のうち、団体を持たない職は、設置全体を「自県」とします。控えの作成は、この職だけが行えます。
* コマンドライン（データベースのある機械での操作）は、コマンドのある操作だけを、どの県についても行えます。提出、審査、査定など、
  職の名前で行う操作は行えません。すべて記録に残ります。
* 監査の職は期間を区切って置き、見ることと書き出すことだけができます。
* 利用者の管理では、県総括は運用管理の職を変えられません。
";
