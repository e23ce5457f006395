//! T: the form as such.

use super::{Edit, Example, Input, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

pub(super) static T001: Rule = Rule {
    id: RuleId::T001,
    severity: Severity::Error,
    sentence: "様式に必要なシート（市町村計画様式では表紙、区域・目標、事業一覧、事後評価様式では表紙、事業評価）がそろっている必要があります。",
    wordings: &[Wording {
        case: "",
        message: "シート「{sheet}」がありません。このブックのシートは {sheets} です。",
        hint: "配布した様式から「{sheet}」シートをコピーして記入してください。シート名を変えた場合は「{sheet}」に戻してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::DropSheet("区域・目標")]),
    keeps: Example::One(&[]),
};

pub(super) static T002: Rule = Rule {
    id: RuleId::T002,
    severity: Severity::Error,
    sentence: "表の見出し行は、項目名で探します。見出し行が見つからない表は読み取れません。",
    wordings: &[Wording {
        case: "",
        message: "「{table}」の見出し行が見つかりません。探した項目名は {labels} です。最も近い行の記入は {seen} です。",
        hint: "配布した様式の見出し行を、項目名を変えずに表の上に戻してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::DropHeader(Table::Projects)]),
    keeps: Example::One(&[Edit::Label(Table::Projects, "category", "事業の区分")]),
};

pub(super) static T003: Rule = Rule {
    id: RuleId::T003,
    severity: Severity::Error,
    sentence: "様式版は、配布した様式の版でなければなりません。空欄又は知らない版でも、必須の項目がすべて見つかれば読み取って知らせます。",
    wordings: &[
        Wording {
            case: "blank",
            message: "様式版が空欄です。この年度の様式版は {known} です。",
            hint: "配布した最新の様式に記入してください。最新の様式であれば、様式版に {known} と記入してください。",
        },
        Wording {
            case: "unknown",
            message: "様式版「{value}」は、この年度の様式版（{known}）ではありません。",
            hint: "配布した最新の様式に転記してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cover("様式版", Input::Text("2019"))]),
    keeps: Example::One(&[Edit::Cover("様式版", Input::Number("2026"))]),
};

pub(super) static T004: Rule = Rule {
    id: RuleId::T004,
    severity: Severity::Error,
    sentence: "計画年度は、提出を求めている年度でなければなりません。",
    wordings: &[Wording {
        case: "",
        message: "計画年度が「{value}」ですが、提出を求めているのは{expected}の計画です。",
        hint: "ファイルを取り違えていないか確認し、{expected}の様式に記入してください。年度だけの誤りであれば計画年度を直してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Cover("計画年度", Input::Text("令和7年度"))]),
    keeps: Example::One(&[Edit::Cover("計画年度", Input::Text("R8"))]),
};

pub(super) static T005: Rule = Rule {
    id: RuleId::T005,
    severity: Severity::Error,
    sentence: "団体コードは検査数字の合う6桁（又は検査数字を除く5桁）で、市町村名・都道府県名と一致しなければなりません。",
    wordings: &[
        Wording {
            case: "malformed",
            message: "団体コード「{value}」は6桁（又は検査数字を除く5桁）の数字ではありません。",
            hint: "総務省の全国地方公共団体コード（6桁）を記入してください。{suggestion}",
        },
        Wording {
            case: "check-digit",
            message: "団体コード「{value}」は検査数字（6桁目）が合いません。",
            hint: "コードの打ち間違いがないか確認してください。{suggestion}",
        },
        Wording {
            case: "unknown",
            message: "団体コード「{value}」の団体はありません。",
            hint: "総務省の全国地方公共団体コード（6桁）を記入してください。{suggestion}",
        },
        Wording {
            case: "name",
            message: "団体コード {value} は{expected}のコードですが、市町村名は「{name}」となっています。",
            hint: "団体コードか市町村名のどちらか誤っている方を直してください。{suggestion}",
        },
        Wording {
            case: "prefecture-name",
            message: "団体コード {value} は{expected}のコードですが、都道府県名は「{name}」となっています。",
            hint: "団体コードか都道府県名のどちらか誤っている方を直してください。",
        },
        Wording {
            case: "other-prefecture",
            message: "団体コード {value} は{name}の団体のコードです。今回の取りまとめは{expected}です。",
            hint: "送付先を取り違えていないか確認してください。コードの誤りであれば直してください。",
        },
        Wording {
            case: "kind",
            message: "団体コード {value}（{name}）は{expected}のコードではありません。",
            hint: "{expected}の団体コードを記入してください。{suggestion}",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Cover("団体コード", Input::Text("152022"))]),
    keeps: Example::One(&[Edit::Cover("団体コード", Input::Text("１５２０２"))]),
};

pub(super) static T006: Rule = Rule {
    id: RuleId::T006,
    severity: Severity::Error,
    sentence: "求めている様式と別の様式のブックは受け付けません。",
    wordings: &[
        Wording {
            case: "",
            message: "このブックは「{form}」のようです（{reason}）。計画様式ではありません。",
            hint: "ファイルを取り違えていないか確認し、計画様式に記入したブックを提出してください。",
        },
        Wording {
            case: "evaluation",
            message: "このブックは「{form}」のようです（{reason}）。事後評価様式ではありません。",
            hint: "ファイルを取り違えていないか確認し、事後評価様式に記入したブックを提出してください。",
        },
        Wording {
            case: "unfinished",
            message: "このブックは「{form}」のようです（{reason}）が、表紙に「評価年度」がなく、事業も一件もありません。",
            hint: "計画を出すときは計画様式に、事後評価を出すときは事後評価様式に記入したブックを提出してください。",
        },
        Wording {
            case: "exported",
            message: "このブックは、書き出した「{form}」です（{reason}）。提出する様式ではありません。",
            hint: "ファイルを取り違えていないか確認し、様式に記入したブックを提出してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[
        Edit::DropSheet("事業一覧"),
        Edit::DropSheet("区域・目標"),
        Edit::DropSheet("施設整備内訳"),
        Edit::AddSheet("事業評価", "事後評価"),
    ]),
    keeps: Example::One(&[]),
};

pub(super) static T007: Rule = Rule {
    id: RuleId::T007,
    severity: Severity::Advice,
    sentence: "様式にないシート・列・セルは計画として読み取りません。黙って捨てず、あったことを知らせます。",
    wordings: &[
        Wording {
            case: "sheet",
            message: "シート「{name}」は様式にないため、読み取っていません。",
            hint: "計画に必要な内容であれば様式の欄に記入してください。不要であればそのままで構いません。",
        },
        Wording {
            case: "column",
            message: "列「{label}」は様式にない項目です。メモとして残しますが、計画には使いません。",
            hint: "様式の項目であれば、項目名を様式のとおりに直してください。独自の列であればそのままで構いません。",
        },
        Wording {
            case: "unlabelled",
            message: "項目名のない列に記入があります。計画には使いません。",
            hint: "必要な内容であれば「備考」に記入してください。",
        },
        Wording {
            case: "row",
            message: "No.・区分・事業名・基金の計がいずれも空欄の行に記入があります。事業としては読み取っていません。",
            hint: "事業であれば空欄の項目を記入してください。メモであれば先頭を「※」で始めるか、表の外に移してください。",
        },
        Wording {
            case: "example",
            message: "「{value}」の行は記入例とみなし、読み取っていません。",
            hint: "実際の事業であれば、No.又は事業名の「例」「記入例」を消してください。",
        },
        Wording {
            case: "orphan",
            message: "施設整備内訳の事業No.「{value}」に当たる区分Ⅲの事業が事業一覧にありません。",
            hint: "事業No.の打ち間違いがないか、事業一覧の該当する事業の区分がⅢになっているかを確認してください。",
        },
        Wording {
            case: "further",
            message: "{table}の「{value}」に当たる事業が事業一覧にありません。この行は読み取っていません。",
            hint: "団体コード、分、No.の打ち間違いがないかを確認してください。事業を削除したときは、その事業の行を{table}からも削除してください。",
        },
        Wording {
            case: "carried",
            message: "うち過年度残額（{value}円）が基金の計（{expected}円）を超えています。計までの額を過年度残額として扱います。",
            hint: "うち過年度残額は計（A+B）の内数です。金額を確認してください。",
        },
        Wording {
            case: "no-projects",
            message: "「該当事業なし」に印がありますが、{table}に{value}件の事業があります。事業ありとして読み取っています。",
            hint: "該当する事業がある場合は「該当事業なし」の印を消してください。",
        },
        Wording {
            case: "duplicate-column",
            message: "列「{label}」は{first}列と重なっています。先の列を読み、この列はメモとして残します。",
            hint: "重なっている列の一方を削除してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::AddColumn(Table::Projects, "担当係", Input::Text("地域医療係"))]),
    keeps: Example::One(&[]),
};

pub(super) static T008: Rule = Rule {
    id: RuleId::T008,
    severity: Severity::Error,
    sentence: "必須の列がそろっている必要があります。",
    wordings: &[Wording {
        case: "",
        message: "「{table}」に必須の列「{label}」がありません。",
        hint: "配布した様式の「{label}」の列を戻して記入してください。項目名を変えた場合は「{label}」に直してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::DropColumn(Table::Projects, "relation")]),
    keeps: Example::One(&[Edit::DropColumn(Table::Projects, "standard_example")]),
};
