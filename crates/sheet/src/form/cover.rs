//! 表紙: a label, its value in the next non-empty cell to the right or below.

/// Which field of the cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverKey {
    /// 様式 (the exported plan names its form here)
    Form,
    /// 様式版
    FormVersion,
    /// 段階
    Stage,
    /// 対象
    Scope,
    /// 計画年度
    FiscalYear,
    /// 評価年度 (事後評価様式)
    EvaluationYear,
    /// 都道府県名
    Prefecture,
    /// 団体コード
    Code,
    /// 市町村名
    Name,
    /// 提出日
    Submitted,
    /// 文書番号
    DocumentNumber,
    /// 担当課
    Division,
    /// 担当者
    Officer,
    /// 電話番号
    Phone,
    /// メールアドレス
    Mail,
    /// 金額の単位
    Unit,
    /// 該当事業なし
    NoProjects,
}

/// One field of the cover.
#[derive(Clone, Copy, Debug)]
pub struct CoverField {
    /// Which.
    pub key: CoverKey,
    /// Labels that are read; the first is printed.
    pub labels: &'static [&'static str],
    /// Whether it must be filled.
    pub required: bool,
}

const fn field(key: CoverKey, labels: &'static [&'static str], required: bool) -> CoverField {
    CoverField { key, labels, required }
}

/// The cover's fields in the form's order.
pub static COVER: &[CoverField] = &[
    field(CoverKey::Form, &["様式", "様式名"], false),
    field(CoverKey::FormVersion, &["様式版", "様式の版", "様式バージョン"], false),
    field(CoverKey::FiscalYear, &["計画年度"], true),
    field(CoverKey::EvaluationYear, &["評価年度"], false),
    field(CoverKey::Prefecture, &["都道府県名", "都道府県", "県名", "都道府県の名称"], false),
    field(CoverKey::Code, &["団体コード", "市町村コード", "地方公共団体コード", "全国地方公共団体コード"], true),
    field(CoverKey::Name, &["市町村名", "市区町村名", "団体名", "市町村の名称"], true),
    field(CoverKey::Submitted, &["提出日", "提出年月日"], false),
    field(CoverKey::DocumentNumber, &["文書番号"], false),
    field(CoverKey::Division, &["担当課", "担当課名", "担当部署"], false),
    field(CoverKey::Officer, &["担当者", "担当者名", "担当者氏名"], false),
    field(CoverKey::Phone, &["電話番号", "電話", "TEL"], false),
    field(CoverKey::Mail, &["メールアドレス", "メール", "E-mail", "電子メール"], false),
    field(CoverKey::Unit, &["金額の単位", "金額単位"], false),
    field(CoverKey::Stage, &["段階", "提出段階"], false),
    field(CoverKey::Scope, &["対象", "対象の分"], false),
    field(CoverKey::NoProjects, &["該当事業なし", "該当事業無し"], false),
];
