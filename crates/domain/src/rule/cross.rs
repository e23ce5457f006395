//! X: across cells.

use super::{Edit, Example, Input, Rule, RuleId, Table, Wording};
use crate::finding::Severity;

use Input::{Blank, Number, Text};
use Table::{Facilities, Projects};

const fn one(
    id: RuleId,
    severity: Severity,
    sentence: &'static str,
    wordings: &'static [Wording],
    breaks: &'static [Edit],
    keeps: &'static [Edit],
) -> Rule {
    Rule { id, severity, sentence, wordings, since: "2026", breaks: Example::One(breaks), keeps: Example::One(keeps) }
}

pub(super) static X001: Rule = one(
    RuleId::X001,
    Severity::Error,
    "総事業費は、基金の計（A+B）とその他（C）の合計に一致しなければなりません。千円単位の様式では1,000円までの差は警告です。",
    &[Wording {
        case: "",
        message: "総事業費 {total}円が、基金の計 {fund}円とその他（C） {other}円の合計 {sum}円と一致しません（差 {difference}円）。",
        hint: "総事業費（A+B+C）＝基金の計（A+B）＋その他（C）となるように、三つの金額のどれかを直してください。",
    }],
    &[Edit::Cell(Projects, 0, "other", Number("2900"))],
    &[Edit::Cell(Projects, 0, "other", Blank)],
);

pub(super) static X002: Rule = one(
    RuleId::X002,
    Severity::Error,
    "基金の計は、国（A）と都道府県（B）の合計に一致しなければなりません。千円単位の様式では1,000円までの差は警告です。",
    &[Wording {
        case: "",
        message: "基金の計 {fund}円が、国（A） {national}円と都道府県（B） {prefectural}円の合計 {sum}円と一致しません（差 {difference}円）。",
        hint: "計（A+B）＝国（A）＋都道府県（B）となるように直してください。国と都道府県の内訳は都道府県が決めるため、空欄でも構いません。",
    }],
    &[Edit::Cell(Projects, 0, "national", Number("6000")), Edit::Cell(Projects, 0, "prefectural", Number("3005"))],
    &[Edit::Cell(Projects, 0, "national", Number("6000")), Edit::Cell(Projects, 0, "prefectural", Number("3000"))],
);

pub(super) static X003: Rule = one(
    RuleId::X003,
    Severity::Warning,
    "国（A）は、基金の計に国の負担割合を掛けた額から1,000円以内とします。出力済みの都道府県計画では、端数処理のとおり配分した額と比べます。",
    &[
        Wording {
            case: "",
            message: "国（A） {national}円は、基金の計 {fund}円に国の負担割合 {rate} を掛けた額（約{share}円）と1,000円を超えて違います。",
            hint: "区分と国の負担割合を確認してください。内訳は都道府県が決めるため、空欄でも構いません。",
        },
        Wording {
            case: "placed",
            message: "国（A） {national}円は、基金の計 {fund}円を端数処理のとおり配分した額 {share}円と違います。",
            hint: "国（A）と都道府県（B）は、取り込むと端数処理のとおり配分し直します。基金の計に誤りがないか確認してください。",
        },
    ],
    &[Edit::Cell(Projects, 0, "national", Number("5900")), Edit::Cell(Projects, 0, "prefectural", Number("3100"))],
    &[Edit::Cell(Projects, 0, "national", Number("6000")), Edit::Cell(Projects, 0, "prefectural", Number("3000"))],
);

pub(super) static X004: Rule = one(
    RuleId::X004,
    Severity::Error,
    "国費における公民の別（公＋民）は、国（A）に一致しなければなりません（区分Ⅲを除き、1,000円までの差は認めます）。国（A）が空欄のときは、計算した額と比べて警告します。",
    &[
        Wording {
            case: "",
            message: "公 {public}円と民 {private}円の合計 {sum}円が、国（A） {national}円と一致しません（差 {difference}円）。",
            hint: "公＋民＝国（A）となるように直してください。",
        },
        Wording {
            case: "computed",
            message: "公 {public}円と民 {private}円の合計 {sum}円が、基金の計から計算した国（A）（約{national}円）と1,000円を超えて違います。",
            hint: "公と民には、基金の計ではなく国費（A）の内訳を記入してください。",
        },
    ],
    &[
        Edit::Cell(Projects, 0, "national", Number("6000")),
        Edit::Cell(Projects, 0, "prefectural", Number("3000")),
        Edit::Cell(Projects, 0, "public", Number("1000")),
        Edit::Cell(Projects, 0, "private", Number("4000")),
    ],
    &[Edit::Cell(Projects, 0, "public", Number("0")), Edit::Cell(Projects, 0, "private", Number("6000"))],
);

pub(super) static X005: Rule = one(
    RuleId::X005,
    Severity::Error,
    "うち受託事業等は、国（A）を超えることはできません。",
    &[Wording {
        case: "",
        message: "うち受託事業等 {entrusted}円が、国（A） {national}円を超えています。",
        hint: "うち受託事業等は国（A）の再掲です。金額を直してください。",
    }],
    &[
        Edit::Cell(Projects, 0, "national", Number("6000")),
        Edit::Cell(Projects, 0, "prefectural", Number("3000")),
        Edit::Cell(Projects, 0, "entrusted", Number("6001")),
    ],
    &[
        Edit::Cell(Projects, 0, "national", Number("6000")),
        Edit::Cell(Projects, 0, "prefectural", Number("3000")),
        Edit::Cell(Projects, 0, "entrusted", Number("6000")),
    ],
);

pub(super) static X006: Rule = one(
    RuleId::X006,
    Severity::Error,
    "事業期間の終了は、開始より後でなければなりません。",
    &[Wording {
        case: "",
        message: "事業期間の終了（{end}）が開始（{start}）より前になっています。",
        hint: "開始と終了の年月日を確認し、誤っている方を直してください。",
    }],
    &[Edit::Cell(Projects, 0, "end", Text("令和8年3月31日"))],
    &[Edit::Cell(Projects, 0, "end", Text("令和8年4月1日"))],
);

pub(super) static X007: Rule = one(
    RuleId::X007,
    Severity::Warning,
    "事業期間が計画年度の外に及ぶときは、年度別の基金所要額を記入します。",
    &[Wording {
        case: "",
        message: "事業期間（{start}から{end}まで）が{year}の外に及びますが、年度別基金所要額が空欄です。",
        hint: "年度ごとの基金所要額を記入してください。期間の誤りであれば開始・終了を直してください。",
    }],
    &[
        Edit::Cell(Projects, 0, "end", Text("令和10年3月31日")),
        Edit::Cell(Projects, 0, "y2026", Blank),
        Edit::Cell(Projects, 0, "y2027", Blank),
    ],
    &[Edit::Cell(Projects, 0, "end", Text("令和10年3月31日"))],
);

pub(super) static X008: Rule = one(
    RuleId::X008,
    Severity::Error,
    "年度別基金所要額の合計は、基金の計に一致しなければなりません。過年度や「以降」の列があるときの差は警告です。",
    &[Wording {
        case: "",
        message: "年度別基金所要額の合計 {sum}円が、基金の計 {fund}円と一致しません（差 {difference}円）。",
        hint: "年度ごとの金額か基金の計のどちらか誤っている方を直してください。",
    }],
    &[Edit::Cell(Projects, 0, "y2027", Number("3"))],
    &[Edit::Cell(Projects, 0, "y2027", Blank)],
);

pub(super) static X009: Rule = one(
    RuleId::X009,
    Severity::Error,
    "区分Ⅰ-2は国が全額（10/10）を負担するため、都道府県（B）はありません。",
    &[Wording {
        case: "",
        message: "区分{number}は国が全額を負担しますが、都道府県（B）に {prefectural}円が記入されています。",
        hint: "都道府県（B）を空欄又は0にし、国（A）を基金の計と同額にしてください。区分の誤りであれば区分を直してください。",
    }],
    &[Edit::Cell(Projects, 1, "national", Number("5999")), Edit::Cell(Projects, 1, "prefectural", Number("1"))],
    &[Edit::Cell(Projects, 1, "national", Number("6000")), Edit::Cell(Projects, 1, "prefectural", Number("0"))],
);

pub(super) static X010: Rule = one(
    RuleId::X010,
    Severity::Error,
    "区分は、その計画年度にあるものでなければなりません。",
    &[Wording {
        case: "",
        message: "区分「{value}」は{year}の計画にはありません。",
        hint: "計画年度が正しいか確認し、{choices} のどれかを選んでください。",
    }],
    &[Edit::Cover("計画年度", Text("令和2年度")), Edit::Cell(Projects, 1, "category", Text("Ⅰ-2"))],
    &[],
);

pub(super) static X011: Rule = one(
    RuleId::X011,
    Severity::Error,
    "No.は、医療分・介護分それぞれの中で重複してはいけません。",
    &[
        Wording {
            case: "",
            message: "No.「{value}」が{bu}の中で{count}回使われています。",
            hint: "事業ごとに別の番号を付けてください。施設整備内訳の事業No.も合わせて直してください。",
        },
        Wording {
            case: "evaluation",
            message: "No.「{value}」の行が{bu}の中に{count}件あります。",
            hint: "一つの事業の評価は一つの行に記入してください。指標が二つ以上あるときは、その下の行の指標の欄だけに記入します。別の事業であれば、No.を計画のとおりに直してください。",
        },
    ],
    &[Edit::Cell(Projects, 1, "no", Number("1"))],
    &[Edit::Cell(Projects, 4, "no", Number("1"))],
);

pub(super) static X012: Rule = one(
    RuleId::X012,
    Severity::Error,
    "合計・小計の行は、読み取った事業の合計と一致しなければなりません。どの範囲の合計か確かでないときは警告です。",
    &[Wording {
        case: "",
        message: "「{word}」行の{label} {written}円が、事業の合計 {sum}円と一致しません（差 {difference}円）。",
        hint: "合計の式の範囲に抜けている行がないか、事業の金額が正しいかを確認してください。",
    }],
    &[Edit::Row(Projects, &[("name", Text("合計")), ("total", Number("40000")), ("fund", Number("33001"))])],
    &[Edit::Row(Projects, &[("name", Text("合　計")), ("total", Number("40000")), ("fund", Number("33000"))])],
);

pub(super) static X013: Rule = one(
    RuleId::X013,
    Severity::Error,
    "基金の計は、総事業費を超えることはできません。",
    &[Wording {
        case: "",
        message: "基金の計 {fund}円が、総事業費 {total}円を超えています。",
        hint: "総事業費（A+B+C）は基金の計を含む総額です。どちらか誤っている方を直してください。",
    }],
    &[Edit::Cell(Projects, 0, "total", Number("8999")), Edit::Cell(Projects, 0, "other", Number("0"))],
    &[Edit::Cell(Projects, 0, "total", Number("9000")), Edit::Cell(Projects, 0, "other", Number("0"))],
);

pub(super) static X014: Rule = one(
    RuleId::X014,
    Severity::Error,
    "区分Ⅲの事業は、施設整備内訳に内訳があり、その基金充当額の合計が基金の計に一致しなければなりません（要望の段階では警告）。",
    &[
        Wording {
            case: "missing",
            message: "区分Ⅲの事業No.{no}の内訳が施設整備内訳にありません。",
            hint: "施設整備内訳に、事業No.を「{no}」として施設ごとの内訳を記入してください。",
        },
        Wording {
            case: "sum",
            message: "事業No.{no}の基金の計 {fund}円が、施設整備内訳（{cells}）の基金充当額の合計 {sum}円と一致しません（差 {difference}円）。",
            hint: "施設整備内訳の基金充当額か基金の計のどちらか誤っている方を直してください。",
        },
    ],
    &[Edit::Cell(Facilities, 0, "fund", Number("7999"))],
    &[Edit::Cell(Facilities, 0, "fund", Number("3000")), Edit::CopyRow(Facilities, 0, &[("fund", Number("5000"))])],
);

pub(super) static X015: Rule = one(
    RuleId::X015,
    Severity::Error,
    "施設の基金充当額は、基準額、対象経費、総事業費から寄附金その他の収入額を引いた額のうち最も少ない額に補助率を掛けた額を超えられません。基準額は単価×数量×割増率を超えられません。",
    &[
        Wording {
            case: "grant",
            message: "基金充当額 {fund}円が、交付できる上限 {allowed}円を超えています（上限は{basis}から計算）。",
            hint: "上限は、基準額・対象経費・（総事業費－寄附金その他の収入額）のうち最も少ない額×補助率です。金額を確認してください。",
        },
        Wording {
            case: "standard",
            message: "基準額 {standard}円が、補助単価×数量×割増率の {allowed}円を超えています。",
            hint: "補助単価・数量・割増率・基準額のどれか誤っているものを直してください。",
        },
    ],
    &[Edit::Cell(Facilities, 0, "eligible", Number("7999"))],
    &[Edit::Cell(Facilities, 0, "rate", Text("10/10"))],
);

pub(super) static X016: Rule = one(
    RuleId::X016,
    Severity::Warning,
    "指標の目標値は、現状値から望ましい方向に向かう値にします。",
    &[
        Wording {
            case: "equal",
            message: "「{name}」の目標値と現状値が同じ（{target}）ですが、望ましい方向は「{direction}」です。",
            hint: "目標値を見直すか、望ましい方向を「維持」にしてください。",
        },
        Wording {
            case: "against",
            message: "「{name}」の目標値（{target}）は現状値（{baseline}）から望ましい方向「{direction}」に向かっていません。",
            hint: "目標値、現状値、望ましい方向のどれか誤っているものを直してください。",
        },
    ],
    &[Edit::Cell(Projects, 0, "oc_target", Number("30"))],
    &[Edit::Cell(Projects, 0, "oc_target", Text("50％以上"))],
);

pub(super) static X017: Rule = one(
    RuleId::X017,
    Severity::Warning,
    "区分Ⅰ-1の事業は、地域医療構想との関係を記入します。",
    &[Wording {
        case: "",
        message: "区分Ⅰ-1の事業ですが、地域医療構想との関係が記入されていません。",
        hint: "「地域医療構想との関係」の欄か事業の内容に、地域医療構想の達成にどうつながるかを記入してください。",
    }],
    &[
        Edit::Cell(Projects, 0, "content", Text("病床を転換する改修を行う。")),
        Edit::Cell(Projects, 0, "needs", Text("高齢化が進んでいる。")),
    ],
    &[
        Edit::Cell(Projects, 0, "content", Text("病床を転換する改修を行う。")),
        Edit::Cell(Projects, 0, "vision", Text("構想の必要量に対し回復期が不足している。")),
    ],
);

pub(super) static X018: Rule = one(
    RuleId::X018,
    Severity::Warning,
    "同じ事業名・実施主体・対象区域の事業が二つ以上あるときは、重複して記入していないか確認します。",
    &[Wording {
        case: "",
        message: "事業名「{value}」、実施主体、対象区域が同じ事業が{count}件あります。",
        hint: "同じ事業を二度記入していないか確認してください。別の事業であれば、事業名で区別できるようにしてください。",
    }],
    &[Edit::CopyRow(Projects, 2, &[("no", Number("6"))])],
    &[Edit::CopyRow(Projects, 2, &[("no", Number("6")), ("name", Text("在宅医療連携推進事業"))])],
);

pub(super) static X020: Rule = one(
    RuleId::X020,
    Severity::Warning,
    "基金の計が年度別の合計や施設整備内訳の合計の1,000倍（又は1,000分の1）のときは、円と千円の取り違えを疑います。",
    &[
        Wording {
            case: "yearly",
            message: "基金の計 {fund}円が、年度別基金所要額の合計 {sum}円の{times}になっています。円と千円を取り違えていませんか。",
            hint: "このシートの単位は{unit}です。どちらの金額がこの単位と違うかを確認して直してください。",
        },
        Wording {
            case: "facilities",
            message: "基金の計 {fund}円が、施設整備内訳の基金充当額の合計 {sum}円の{times}になっています。円と千円を取り違えていませんか。",
            hint: "事業一覧と施設整備内訳の単位を確認し、単位と違う方の金額を直してください。",
        },
    ],
    &[Edit::Cell(Projects, 0, "y2026", Number("9000000"))],
    &[],
);

pub(super) static X021: Rule = one(
    RuleId::X021,
    Severity::Advice,
    "実施主体の名称と公民の別が食い違うように見えるときに知らせます。",
    &[Wording {
        case: "",
        message: "実施主体「{value}」は{reads}の団体のようですが、公民の別は「{kind}」となっています。",
        hint: "公民の別が正しいか確認してください。正しければそのままで構いません。",
    }],
    &[Edit::Cell(Projects, 0, "body_kind", Text("公"))],
    &[Edit::Cell(Projects, 0, "body_kind", Text("公民混在"))],
);
