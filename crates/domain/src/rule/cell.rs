//! C: single cells.

use super::{Edit, Example, Input, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

use Table::Projects;

pub(super) static C001: Rule = Rule {
    id: RuleId::C001,
    severity: Severity::Error,
    sentence: "必須の項目は空欄にできません。",
    wordings: &[
        Wording {
            case: "", message: "「{label}」が空欄です。", hint: "「{label}」を記入してください。{more}"
        },
        Wording {
            case: "sheet",
            message: "事業一覧に事業が一件もありません。",
            hint: "事業を記入してください。該当する事業がない場合は、表紙の「該当事業なし」に○を記入してください。",
        },
        Wording {
            case: "evaluation",
            message: "事業評価に事業が一件もありません。",
            hint: "計画の事業ごとに評価を記入してください。該当する事業がない場合は、表紙の「該当事業なし」に○を記入してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "name", Input::Blank)]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "remarks", Input::Blank)]),
};

pub(super) static C002: Rule = Rule {
    id: RuleId::C002,
    severity: Severity::Error,
    sentence: "金額・数量の欄には数値を記入します。要望の段階に限り、「調整中」「未定」「精査中」を警告として受け付けます。",
    wordings: &[
        Wording {
            case: "",
            message: "「{label}」の「{value}」は数値として読み取れません。",
            hint: "数字だけを記入してください（例 1,200）。説明は「備考」に記入してください。",
        },
        Wording {
            case: "pending",
            message: "「{label}」が「{value}」となっています。金額が決まっていない事業は計画に載せられません。",
            hint: "金額を数字で記入してください。決まっていない場合は都道府県の担当課に相談してください。",
        },
        Wording {
            case: "pending-request",
            message: "「{label}」が「{value}」のため、この事業の金額は合計に入れていません。",
            hint: "金額が決まり次第、数字に直して提出し直してください。",
        },
        Wording {
            case: "too-large",
            message: "「{label}」の「{value}」は10兆円を超えており、金額として扱えません。",
            hint: "単位（円・千円）と桁数を確認してください。",
        },
        Wording {
            case: "date",
            message: "「{label}」は日付の書式のセルになっており（表示 {value}）、金額か日付か判断できません。",
            hint: "セルの書式を「標準」又は「数値」にして、金額を記入し直してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 1, "fund", Input::Text("精査中"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 1, "fund", Input::Text("６，０００千円"))]),
};

pub(super) static C003: Rule = Rule {
    id: RuleId::C003,
    severity: Severity::Error,
    sentence: "金額に負の数は記入できません。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」が負の金額（{value}）です。",
        hint: "0以上の金額を記入してください。減額の内容は「備考」に記入してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "carried", Input::Text("△500"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "carried", Input::Text("－"))]),
};

pub(super) static C004: Rule = Rule {
    id: RuleId::C004,
    severity: Severity::Error,
    sentence: "金額は1円単位まで記入できます。千円単位の様式の基金の欄に千円未満の端数があるときは知らせます。",
    wordings: &[
        Wording {
            case: "",
            message: "「{label}」の「{value}」{unit}は1円未満の端数があります。",
            hint: "1円未満の端数を処理した金額を記入してください。",
        },
        Wording {
            case: "thousand",
            message: "「{label}」の「{value}」は千円未満の端数があります（{yen}円）。",
            hint: "基金の額は千円単位です。端数を処理するか、端数のままでよいことを確認してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "other", Input::Number("3000.0005"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "other", Input::Number("3000.00000000000001"))]),
};

pub(super) static C005: Rule = Rule {
    id: RuleId::C005,
    severity: Severity::Error,
    sentence: "日付・年度は、和暦でも西暦でも読み取れる形で記入します。終わり（始まり）が決まっていない期間は警告です。",
    wordings: &[
        Wording {
            case: "",
            message: "「{label}」の「{value}」は日付として読み取れません。",
            hint: "「令和8年4月1日」「R8.4.1」「2026/4/1」のように、実在する年月日を記入してください。",
        },
        Wording {
            case: "year",
            message: "「{label}」の「{value}」は年度として読み取れません。",
            hint: "「令和8年度」「R8」「2026」のように記入してください。",
        },
        Wording {
            case: "open",
            message: "「{label}」の「{value}」は終わり（始まり）の日付が決まっていません。",
            hint: "日付が決まり次第記入してください。見込みの日付でも構いません。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 1, "start", Input::Text("令和8年13月1日"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 1, "start", Input::Text("令 8.4.1"))]),
};

pub(super) static C006: Rule = Rule {
    id: RuleId::C006,
    severity: Severity::Error,
    sentence: "選択肢のある項目には、選択肢のどれかを記入します。",
    wordings: &[
        Wording {
            case: "",
            message: "「{label}」の「{value}」は選択肢にありません。",
            hint: "{choices} のどれかを選んでください。",
        },
        Wording {
            case: "ambiguous",
            message: "「{label}」の「{value}」は、{choices} のどちらか分かりません。",
            hint: "{choices} のどちらかを選んでください。国の負担割合が異なるため、推測では読み取りません。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "continuity", Input::Text("検討中"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "continuity", Input::Text(" 新 規 "))]),
};

const LONG: &str = "ああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああ";

pub(super) static C007: Rule = Rule {
    id: RuleId::C007,
    severity: Severity::Warning,
    sentence: "文章は4,000字、事業名は200字を目安とします。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」が{length}字あり、目安の{limit}字を超えています。",
        hint: "要点に絞って短くしてください。詳しい説明は添付資料にしてください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "name", Input::Text(LONG))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "content", Input::Text(LONG))]),
};

pub(super) static C008: Rule = Rule {
    id: RuleId::C008,
    severity: Severity::Error,
    sentence: "エラー値（#REF! など）のセルは値として読み取れません。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」がエラー値「{value}」になっています。",
        hint: "数式の参照先が消えていないか確認し、正しい値を記入し直してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 1, "total", Input::Error("#REF!"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 1, "total", Input::Cached("3000+3000", "6000"))]),
};

pub(super) static C009: Rule = Rule {
    id: RuleId::C009,
    severity: Severity::Error,
    sentence: "数式は保存されている計算結果を読みます。結果が保存されていない数式は、単純な合計（SUM、+）だけを計算します。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」の数式「{value}」は、計算結果がファイルに保存されていません。",
        hint: "Excelで開いて上書き保存するか、数式を値に置き換えてください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "total", Input::Formula("IFERROR(VLOOKUP(1,A1:B2,2,0),0)"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "total", Input::Formula("SUM(9000,3000)"))]),
};

pub(super) static C010: Rule = Rule {
    id: RuleId::C010,
    severity: Severity::Warning,
    sentence: "外字（私用領域の文字）は、ほかのパソコンで正しく表示されません。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」に外字（{codes}）が使われています。",
        hint: "JISにある字体に置き換えるか、ひらがなで記入し、字体の説明を「備考」に記入してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "body", Input::Text("医療法人\u{E000}田会"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "body", Input::Text("医療法人髙﨑会①"))]),
};

pub(super) static C011: Rule = Rule {
    id: RuleId::C011,
    severity: Severity::Error,
    sentence: "金額の単位は、表紙・シート・見出しのどれかに書き、互いに食い違ってはいけません。",
    wordings: &[
        Wording {
            case: "missing",
            message: "金額の単位がどこにも書かれていません。",
            hint: "表紙の「金額の単位」に「円」又は「千円」を記入してください。",
        },
        Wording {
            case: "contradictory",
            message: "金額の単位が食い違っています（{units}）。",
            hint: "実際に記入した単位に合わせて、表紙・シート・見出しの単位をそろえてください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cover("金額の単位", Input::Text("円"))]),
    keeps: Example::One(&[Edit::SheetUnit(Projects, "")]),
};

pub(super) static C012: Rule = Rule {
    id: RuleId::C012,
    severity: Severity::Error,
    sentence: "目に見えない制御文字は使えません（改行とタブを除きます）。",
    wordings: &[Wording {
        case: "",
        message: "「{label}」に目に見えない制御文字（{codes}）が入っています。",
        hint: "セルの内容を一度消して入力し直してください（ほかのソフトから貼り付けた文字に含まれることがあります）。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cell(Projects, 0, "content", Input::Text("施設を\u{8}整備する。"))]),
    keeps: Example::One(&[Edit::Cell(Projects, 0, "content", Input::Text("施設を\n整備する。"))]),
};
