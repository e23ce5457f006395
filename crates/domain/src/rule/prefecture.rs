//! P: across the workbooks of a prefecture.

use super::{Edit, Example, Input, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

pub(super) static P001: Rule = Rule {
    id: RuleId::P001,
    severity: Severity::Warning,
    sentence: "同じ団体・年度・段階・分のファイルが二つ以上あるときは、提出日の新しいものを採ります。提出日で決まらないときは、どれも採りません。データベースに受け付けたものは、提出日で決まらなければ受付の後のものを採ります。",
    wordings: &[
        Wording {
            case: "later",
            message: "{body}の{bu}（{stage}）のファイルが{count}件あります。提出日の新しい「{counts}」（基金の計 {fund}円）を採り、「{other}」（基金の計 {other_fund}円）は採りません。",
            hint: "採るべきファイルが違うときは、採らない方のファイルを除くか、提出日を直して提出し直してください。",
        },
        Wording {
            case: "received",
            message: "{body}の{bu}（{stage}）の受付が{count}件あります。提出日の新しいもの（同じか空欄のときは受付の後のもの）として、{counts}を採り、{others}は採りません。",
            hint: "採るべき受付が違うときは、採っている受付を取り下げるか、提出日を直して提出し直してください。",
        },
        Wording {
            case: "undecided",
            message: "{body}の{bu}（{stage}）のファイルが{count}件あり（{files}）、提出日が同じか空欄のため、どれを採るか決められません。どのファイルも計画に入れていません。",
            hint: "採るファイルを一つだけ残すか、表紙の提出日で新旧が分かるようにしてください。",
        },
    ],
    since: "2026",
    breaks: Example::Two(&[], &[Edit::Cover("提出日", Input::Text("令和8年6月20日"))]),
    keeps: Example::Two(&[], &[Edit::Cover("段階", Input::Text("変更"))]),
};

pub(super) static P002: Rule = Rule {
    id: RuleId::P002,
    severity: Severity::Warning,
    sentence: "区分ごとの国（A）の新規分は、国の内示額（すべての回の計）以下にします。内示を一回も登録していない年度では確かめません。登録した年度では、内示のない区分を0円とします。",
    wordings: &[Wording {
        case: "",
        message: "区分{category}の国（A）は、新規分の計画額{planned}円が国の内示額{noticed}円を{over}円上回っています。",
        hint: "事業の額を減らすか、追加の内示を「年度の設定」で登録してください。",
    }],
    since: "2026",
    breaks: Example::Noticed(&[], "II", "1000000"),
    keeps: Example::Noticed(&[], "II", "100000000"),
};

pub(super) static P004: Rule = Rule {
    id: RuleId::P004,
    severity: Severity::Error,
    sentence: "修正の依頼を受けた分は、事業か、区域・目標・意見聴取のどれかを直して再提出します。直さないときは、変えない理由を記入します。",
    wordings: &[Wording {
        case: "",
        message: "修正の依頼を受けた{bu}の内容が、前の版から変わっていません。",
        hint: "直すか、変えない理由を記入して提出してください。",
    }],
    since: "2026",
    breaks: Example::Returned(&[], &[Edit::Cover("提出日", Input::Text("令和8年6月20日"))]),
    keeps: Example::Returned(
        &[],
        &[
            Edit::Cell(Table::Projects, 0, "remarks", Input::Text("工事は11月に着手する。")),
            Edit::Cell(Table::Projects, 4, "remarks", Input::Text("見積書を添付した。")),
        ],
    ),
};
