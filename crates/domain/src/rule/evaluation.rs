//! V: 事後評価.

use super::{Edit, Example, Input, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

use Input::{Blank, Number, Text};
use Table::Evaluations;

const fn rule(
    id: RuleId,
    severity: Severity,
    sentence: &'static str,
    wordings: &'static [Wording],
    breaks: &'static [Edit],
    keeps: &'static [Edit],
) -> Rule {
    let (breaks, keeps) = (Example::Evaluation(breaks), Example::Evaluation(keeps));
    Rule { id, severity, sentence, wordings, since: "2026", breaks, keeps }
}

/// What the fourth project of the plain evaluation answers, but for 当該年度の執行.
const BLANKED: [Edit; 7] = [
    Edit::Cell(Evaluations, 3, "ex_total", Blank),
    Edit::Cell(Evaluations, 3, "ex_fund", Blank),
    Edit::Cell(Evaluations, 3, "op_achieved", Blank),
    Edit::Cell(Evaluations, 3, "oc_observed", Blank),
    Edit::Cell(Evaluations, 3, "effectiveness", Blank),
    Edit::Cell(Evaluations, 3, "efficiency", Blank),
    Edit::Cell(Evaluations, 3, "onward", Blank),
];

/// The same with one more cell.
const fn blanked_but(executed: Input) -> [Edit; 8] {
    let [a, b, c, d, e, f, g] = BLANKED;
    [Edit::Cell(Evaluations, 3, "executed", executed), a, b, c, d, e, f, g]
}

pub(super) static V001: Rule = rule(
    RuleId::V001,
    Severity::Error,
    "計画の事業ごとに、評価又は「執行なし」の答えが要ります。当該年度の執行が「なし」であれば、ほかの欄は空欄で構いません。",
    &[
        Wording {
            case: "",
            message: "No.{no}「{name}」の評価が空欄です。「執行なし」の記入もありません。",
            hint: "執行があった事業は、達成値、有効性、効率性などを記入してください。執行がなかった事業は、「当該年度の執行」に「なし」と記入するだけで構いません。",
        },
        Wording {
            case: "missing",
            message: "計画にある{bu}のNo.{no}「{name}」の行がありません。",
            hint: "この事業の行を加えて評価を記入してください。執行がなかった事業は、「当該年度の執行」に「なし」と記入するだけで構いません。",
        },
    ],
    &blanked_but(Blank),
    &blanked_but(Text("なし")),
);

pub(super) static V002: Rule = rule(
    RuleId::V002,
    Severity::Error,
    "目標に達しなかったアウトプット指標には、未達の原因等の分析と改善の方向性の両方が要ります。望ましい方向が「増」なら目標値以上、「減」なら目標値以下、「維持」なら目標値と同じときに、達成とします。望ましい方向が空欄で、達成値が目標値より小さいときは、要確認とします。数字でない目標と単位の違う値は、自動では判定せず、担当者が判断します。",
    &[
        Wording {
            case: "",
            message: "「{name}」は、目標値 {target} に対して達成値 {achieved}（望ましい方向：{direction}）で、目標に達していません。{missing}が空欄です。",
            hint: "{missing}を記入してください。目標値、達成値、望ましい方向に誤りがあれば、それを直してください。",
        },
        Wording {
            case: "presumed",
            message: "「{name}」は、目標値 {target} に対して達成値 {achieved} です。望ましい方向が空欄のため「増」とみなすと目標に達していませんが、{missing}が空欄です。",
            hint: "望ましい方向（増、減、維持）を記入してください。目標に達していないときは、{missing}も記入してください。",
        },
    ],
    &[Edit::Cell(Evaluations, 0, "op_achieved", Number("30"))],
    &[
        Edit::Cell(Evaluations, 0, "op_achieved", Number("30")),
        Edit::Cell(Evaluations, 0, "cause", Text("資材が届かず、一部の工事が翌年度になった。")),
        Edit::Cell(Evaluations, 0, "improvement", Text("早期に発注する。")),
    ],
);

pub(super) static V003: Rule = rule(
    RuleId::V003,
    Severity::Warning,
    "執行した基金の額が計画の基金の計（A+B）を超えるときは、確認します。計画と照らし合わせるときに限ります。",
    &[Wording {
        case: "",
        message: "執行額の基金 {fund}円が、計画の基金の計 {planned}円を{difference}円上回っています。",
        hint: "金額の単位と桁を確認してください。正しい金額であれば、そのままで構いません。",
    }],
    &[Edit::Cell(Evaluations, 0, "ex_fund", Number("9001"))],
    &[Edit::Cell(Evaluations, 0, "ex_fund", Number("9000"))],
);

pub(super) static V004: Rule = rule(
    RuleId::V004,
    Severity::Error,
    "執行のあった事業のアウトプット指標には、達成値が要ります。",
    &[
        Wording {
            case: "",
            message: "No.{no}「{name}」のアウトプット指標「{indicator}」の達成値が空欄です。",
            hint: "達成値を記入してください。この年度に執行がなかった事業は、「当該年度の執行」に「なし」と記入してください。",
        },
        Wording {
            case: "unnamed",
            message: "No.{no}「{name}」のアウトプット指標の達成値が空欄です。",
            hint: "計画のアウトプット指標と、その達成値を記入してください。この年度に執行がなかった事業は、「当該年度の執行」に「なし」と記入してください。",
        },
    ],
    &[Edit::Cell(Evaluations, 0, "op_achieved", Blank)],
    &[Edit::Cell(Evaluations, 0, "op_achieved", Text("おおむね達成"))],
);

pub(super) static V005: Rule = rule(
    RuleId::V005,
    Severity::Error,
    "執行額の総事業費は、そのうちの基金の額を下回ってはいけません。",
    &[Wording {
        case: "",
        message: "執行額の総事業費 {total}円が、そのうちの基金 {fund}円を{difference}円下回っています。",
        hint: "総事業費には、基金を含む全額を記入してください。金額の単位と桁も確認してください。",
    }],
    &[Edit::Cell(Evaluations, 0, "ex_total", Number("8000"))],
    &[Edit::Cell(Evaluations, 0, "ex_total", Number("9000"))],
);

pub(super) static V006: Rule = rule(
    RuleId::V006,
    Severity::Error,
    "事業評価の行は、計画にある事業のものでなければなりません。事業は、分（医療分・介護分）とNo.で照らし合わせます。",
    &[Wording {
        case: "",
        message: "No.{no}「{name}」（{bu}）は、計画にありません。",
        hint: "No.と区分を計画のとおりに直してください。計画にない事業であれば、行を削除してください。",
    }],
    &[Edit::CopyRow(Evaluations, 0, &[("no", Number("9"))])],
    &[],
);
