//! F: the file as such.

use super::{Edit, Example, Package, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

const SAVE_AS: &str = "Excelで開き、「名前を付けて保存」でファイルの種類を「Excel ブック (*.xlsx)」にして保存し、そのファイルを提出してください。";

pub(super) static F001: Rule = Rule {
    id: RuleId::F001,
    severity: Severity::Error,
    sentence: "提出できるのは .xlsx 形式のブックだけです。ほかの形式のファイルは中身で見分け、何のファイルかを示します。",
    wordings: &[
        Wording {
            case: "other",
            message: "このファイルは{kind}であり、.xlsx 形式のブックではありません。",
            hint: SAVE_AS,
        },
        Wording {
            case: "not-a-table",
            message: "このファイルは{kind}であり、.xlsx 形式のブックではありません。",
            hint: "市町村計画様式（.xlsx）に記入したファイルを提出してください。",
        },
        Wording {
            case: "zip",
            message: "このファイルは{kind}です。",
            hint: "圧縮ファイルを展開し、中の .xlsx ファイルを一つずつ提出してください。",
        },
        Wording {
            case: "empty",
            message: "このファイルは空（0バイト）です。",
            hint: "保存し直したファイルを提出してください。送付の途中で中身が失われた可能性があります。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::Pdf)]),
    keeps: Example::One(&[]),
};

pub(super) static F002: Rule = Rule {
    id: RuleId::F002,
    severity: Severity::Error,
    sentence: "パスワードで保護された（暗号化された）ブックは読み取れません。",
    wordings: &[Wording {
        case: "",
        message: "このファイルにはパスワードが設定されています（暗号化されたブック）。",
        hint: "Excelで開き、「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを空にして保存し、そのファイルを提出してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::Encrypted)]),
    keeps: Example::One(&[]),
};

pub(super) static F003: Rule = Rule {
    id: RuleId::F003,
    severity: Severity::Error,
    sentence: "マクロを含むブックは受け付けません。",
    wordings: &[Wording {
        case: "", message: "このブックはマクロ（{part}）を含んでいます。", hint: SAVE_AS
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::Macros)]),
    keeps: Example::One(&[]),
};

pub(super) static F004: Rule = Rule {
    id: RuleId::F004,
    severity: Severity::Error,
    sentence: "ファイルの大きさ、部品の数、シートの数、セルの数には上限があります。",
    wordings: &[Wording {
        case: "",
        message: "{what}が上限を超えています（上限 {limit}、このファイル {actual}）。",
        hint: "様式に関係のないシート、画像、データの範囲外に残った書式や空白の行・列を削除して保存し直してください。",
    }],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::TooManyEntries)]),
    keeps: Example::One(&[]),
};

pub(super) static F005: Rule = Rule {
    id: RuleId::F005,
    severity: Severity::Error,
    sentence: "ブックの内部が壊れている、又は通常のブックにない構造をしている場合は読み取れません。",
    wordings: &[
        Wording {
            case: "",
            message: "ブックの内部が壊れているため読み取れません（{what}）。",
            hint: "Excelで開いて修復し、「名前を付けて保存」で別の .xlsx ファイルとして保存し直してください。開けないときは、元のファイルから送り直してください。",
        },
        Wording {
            case: "stopped",
            message: "読み取りを中止しました（受付番号 {receipt}）。",
            hint: "別の .xlsx ファイルとして保存し直しても同じになるときは、受付番号を添えて運用管理者に連絡してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::Truncated)]),
    keeps: Example::One(&[]),
};

pub(super) static F006: Rule = Rule {
    id: RuleId::F006,
    severity: Severity::Warning,
    sentence: "ほかのファイルへのリンクや埋め込みオブジェクトの中身は読み取りません。",
    wordings: &[
        Wording {
            case: "link",
            message: "ほかのブックへのリンクが含まれています（{count}件）。リンク先は読まず、このブックに保存されている値を使います。",
            hint: "「データ」→「リンクの編集」→「リンクの解除」で値に置き換え、金額が正しいことを確認してください。",
        },
        Wording {
            case: "embedding",
            message: "埋め込みオブジェクトが含まれています（{count}件）。その中身は読み取りません。",
            hint: "計画に必要な内容であれば、様式のセルに記入してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::Package(Package::ExternalLink)]),
    keeps: Example::One(&[]),
};

pub(super) static F007: Rule = Rule {
    id: RuleId::F007,
    severity: Severity::Warning,
    sentence: "非表示のシート・行・列や取り消し線の行に記入があるときは、ほかと同じように読み取ったうえで知らせます。",
    wordings: &[
        Wording {
            case: "sheet",
            message: "シート「{name}」は非表示ですが、記入があります。",
            hint: "シートの見出しを右クリックして「再表示」し、不要なシートであれば削除してください。",
        },
        Wording {
            case: "row",
            message: "非表示の行（{rows}）に記入があります。表示されている行と同じように読み取り、合計にも入れています。",
            hint: "行を再表示して内容を確認し、計画に含めない行であれば削除してください。",
        },
        Wording {
            case: "column",
            message: "非表示の列（{columns}）に記入があります。表示されている列と同じように読み取っています。",
            hint: "列を再表示して内容を確認し、不要な記入であれば削除してください。",
        },
        Wording {
            case: "struck",
            message: "{row}行目の事業には取り消し線が引かれていますが、事業として読み取り、合計にも入れています。",
            hint: "取りやめる事業であれば行を削除し、続ける事業であれば取り消し線を外してください。",
        },
    ],
    since: "2026",
    breaks: Example::One(&[Edit::HideRow(Table::Projects, 1)]),
    keeps: Example::One(&[]),
};
