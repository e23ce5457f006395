//! The plan as read from one workbook: cover, projects, facilities, areas, goals, hearings, chapters, check rows.

use std::fmt;

use jiff::civil::Date;

use crate::body::{BodyCode, PrefectureCode};
use crate::category::{Bu, CategoryCode};
use crate::money::{Unit, Yen};
use crate::place::{CellRef, Field, SheetName};
use crate::year::FiscalYear;

/// Which form a workbook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormId {
    /// 市町村計画様式
    MunicipalPlan,
    /// 都道府県計画様式 (the prefecture's own projects and its text)
    PrefecturalPlan,
    /// 事後評価様式
    Evaluation,
    /// The plan workbook that this program exports
    ConsolidatedPlan,
}

impl FormId {
    /// The id in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MunicipalPlan => "municipal-plan",
            Self::PrefecturalPlan => "prefectural-plan",
            Self::Evaluation => "evaluation",
            Self::ConsolidatedPlan => "consolidated-plan",
        }
    }

    /// The name on papers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::MunicipalPlan => "市町村計画様式",
            Self::PrefecturalPlan => "都道府県計画様式",
            Self::Evaluation => "事後評価様式",
            Self::ConsolidatedPlan => "都道府県計画（出力済み）",
        }
    }
}

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $label:literal $(| $also:literal)*),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All choices, in the order of the form's drop-down.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The choice as listed on the form.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Other spellings that are read as this choice.
            #[must_use]
            pub const fn also(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($also),*]),+ }
            }

            /// Reads a cell's text by its comparison key.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let wanted = crate::text::choice_key(text);
                Self::ALL.iter().copied().find(|c| {
                    crate::text::choice_key(c.label()) == wanted
                        || c.also().iter().any(|a| crate::text::choice_key(a) == wanted)
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

choices! {
    /// 段階: the stage at which a body files.
    Stage {
        /// 要望
        Request = "要望" | "要望段階" | "要望書",
        /// 計画
        Plan = "計画" | "計画段階" | "計画書",
        /// 変更
        Change = "変更" | "変更計画" | "計画変更" | "変更段階",
    }
}

choices! {
    /// 新規・継続
    Continuity {
        /// 新規
        New = "新規" | "新",
        /// 継続
        Continued = "継続" | "継",
    }
}

choices! {
    /// 公民の別 of the operator
    BodyKind {
        /// 公
        Public = "公" | "公立" | "公的",
        /// 民
        Private = "民" | "民間",
        /// 公民混在
        Mixed = "公民混在" | "公・民" | "公民" | "公及び民" | "公、民" | "公/民",
    }
}

choices! {
    /// 望ましい方向 of an indicator
    Direction {
        /// 増
        Increase = "増" | "増加" | "↑" | "上昇" | "増やす",
        /// 減
        Decrease = "減" | "減少" | "↓" | "低下" | "減らす",
        /// 維持
        Keep = "維持" | "→" | "現状維持",
    }
}

choices! {
    /// 消費税の取扱い
    TaxTreatment {
        /// 税込
        Included = "税込" | "税込み" | "税込額",
        /// 税抜
        Excluded = "税抜" | "税抜き" | "税抜額",
        /// 対象外
        OutOfScope = "対象外" | "非課税" | "不課税",
    }
}

/// The cover (表紙). A field is [`Field::Absent`] when its label is not on the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// The sheet's name.
    pub sheet: Option<SheetName>,
    /// 様式版
    pub form_version: Field<String>,
    /// 段階
    pub stage: Field<Stage>,
    /// 対象; the halves named
    pub scope: Field<Vec<Bu>>,
    /// 計画年度
    pub fiscal_year: Field<FiscalYear>,
    /// 都道府県名
    pub prefecture: Field<String>,
    /// 団体コード
    pub code: Field<BodyCode>,
    /// 市町村名 as typed
    pub name: Field<String>,
    /// 提出日
    pub submitted: Field<Date>,
    /// 文書番号
    pub document_number: Field<String>,
    /// 担当課
    pub division: Field<String>,
    /// 担当者 (a personal name: never in an export that is not a full edition)
    pub officer: Field<String>,
    /// 電話番号
    pub phone: Field<String>,
    /// メールアドレス
    pub mail: Field<String>,
    /// 金額の単位
    pub unit: Field<Unit>,
    /// 該当事業なし
    pub no_projects: Field<bool>,
}

impl Cover {
    /// The stage; blank means 計画.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage.get().unwrap_or(Stage::Plan)
    }
}

/// An indicator of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indicator {
    /// 指標名
    pub name: Field<String>,
    /// 現状値, as typed
    pub baseline: Field<String>,
    /// 目標値, as typed
    pub target: Field<String>,
    /// 単位
    pub unit: Field<String>,
    /// 望ましい方向
    pub direction: Field<Direction>,
    /// 目標年度, as typed
    pub target_year: Field<String>,
    /// 出典
    pub source: Field<String>,
}

/// A year column of 年度別基金所要額.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearColumn {
    /// The year.
    pub year: FiscalYear,
    /// 「以降」: that year and all later ones.
    pub onwards: bool,
}

/// The fund's part that falls to one year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearlyAmount {
    /// Which year.
    pub column: YearColumn,
    /// The amount.
    pub amount: Field<Yen>,
}

/// One row of 事業一覧.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// No., as NFKC text
    pub no: Field<String>,
    /// 区分
    pub category: Field<CategoryCode>,
    /// 標準事業例
    pub standard_example: Field<String>,
    /// 事業名
    pub name: Field<String>,
    /// 新規・継続
    pub continuity: Field<Continuity>,
    /// 対象区域
    pub area: Field<String>,
    /// 実施主体
    pub body: Field<String>,
    /// 公民の別
    pub body_kind: Field<BodyKind>,
    /// 事業期間 開始
    pub start: Field<Date>,
    /// 事業期間 終了
    pub end: Field<Date>,
    /// 背景にある医療・介護ニーズ
    pub needs: Field<String>,
    /// 地域医療構想との関係
    pub vision: Field<String>,
    /// アウトカム指標, one or more
    pub outcomes: Vec<Indicator>,
    /// 事業の内容
    pub content: Field<String>,
    /// アウトプット指標, one or more
    pub outputs: Vec<Indicator>,
    /// アウトカムとアウトプットの関連
    pub relation: Field<String>,
    /// 総事業費（A+B+C）
    pub total: Field<Yen>,
    /// 基金 計（A+B）
    pub fund: Field<Yen>,
    /// 国（A）, as typed; the prefecture decides
    pub national: Field<Yen>,
    /// 都道府県（B）, as typed
    pub prefectural: Field<Yen>,
    /// その他（C）
    pub other: Field<Yen>,
    /// 国費における公民の別 公
    pub public: Field<Yen>,
    /// 民
    pub private: Field<Yen>,
    /// うち受託事業等（再掲）
    pub entrusted: Field<Yen>,
    /// 年度別基金所要額, in column order
    pub yearly: Vec<YearlyAmount>,
    /// うち過年度残額, inside 計（A+B）
    pub carried: Field<Yen>,
    /// 充当元計画年度
    pub carried_from: Field<FiscalYear>,
    /// 消費税の取扱い
    pub tax: Field<TaxTreatment>,
    /// 備考
    pub remarks: Field<String>,
    /// Columns that no label explains: header and text, kept as notes.
    pub notes: Vec<(String, Field<String>)>,
    /// Whether the row is struck through.
    pub struck: bool,
    /// The unit the sheet's amounts are written in.
    pub unit: Option<Unit>,
    /// Columns whose header names another unit than the sheet's (C011): only sums inside one unit are judged.
    pub other_units: Vec<AmountColumn>,
}

impl Project {
    /// Whether these columns are written in one unit.
    #[must_use]
    pub fn in_one_unit(&self, columns: &[AmountColumn]) -> bool {
        let other = columns.iter().filter(|c| self.other_units.contains(c)).count();
        other == 0 || other == columns.len()
    }

    /// Whether an amount is still open (調整中 on stage 要望): the project then stands outside every sum.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.amounts().any(|(_, f)| matches!(f, Field::Pending(_)))
    }

    /// Every amount with its label, in the form's order.
    pub fn amounts(&self) -> impl Iterator<Item = (String, &Field<Yen>)> {
        [
            ("総事業費", &self.total),
            ("基金充当額 計", &self.fund),
            ("国（A）", &self.national),
            ("都道府県（B）", &self.prefectural),
            ("その他（C）", &self.other),
            ("公", &self.public),
            ("民", &self.private),
            ("うち受託事業等", &self.entrusted),
            ("うち過年度残額", &self.carried),
        ]
        .into_iter()
        .map(|(label, field)| (label.to_owned(), field))
        .chain(self.yearly.iter().map(|y| (y.column.year.era(), &y.amount)))
    }

    /// All free text of the row.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.name, &self.area, &self.body, &self.needs, &self.vision, &self.content, &self.relation, &self.remarks]
            .into_iter()
            .map(Field::text)
            .chain(
                self.outcomes
                    .iter()
                    .chain(&self.outputs)
                    .flat_map(|i| [i.name.text(), i.target.text(), i.source.text()]),
            )
            .chain(self.notes.iter().map(|(_, f)| f.text()))
    }
}

/// One row of 施設整備内訳.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facility {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// 事業No.
    pub project_no: Field<String>,
    /// 施設種別
    pub kind: Field<String>,
    /// 施設名
    pub name: Field<String>,
    /// 整備区分
    pub work: Field<String>,
    /// 単位
    pub unit: Field<String>,
    /// 数量
    pub quantity: Field<Ratio>,
    /// 補助単価
    pub unit_price: Field<Yen>,
    /// 割増率 as a factor, 1 when blank
    pub premium: Field<Ratio>,
    /// 基準額
    pub standard_amount: Field<Yen>,
    /// 総事業費
    pub total: Field<Yen>,
    /// 対象経費の支出予定額
    pub eligible: Field<Yen>,
    /// 寄附金その他の収入額
    pub donations: Field<Yen>,
    /// 補助率, 10/10 when blank
    pub rate: Field<Ratio>,
    /// 基金充当額
    pub fund: Field<Yen>,
    /// The unit the sheet's amounts are written in.
    pub amount_unit: Option<Unit>,
}

/// An exact non-negative fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub num: i64,
    /// Denominator, positive.
    pub den: i64,
}

impl Ratio {
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

/// One row of 区域.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area {
    /// 区域名
    pub name: Field<String>,
    /// 構成する日常生活圏域
    pub parts: Field<String>,
    /// 設定の考え方
    pub reason: Field<String>,
}

/// One row of 目標.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// 区分
    pub category: Field<CategoryCode>,
    /// 目標
    pub goal: Field<String>,
    /// 指標名, 現状値, 目標値, 単位, 目標年度
    pub indicator: Indicator,
}

/// One row of 意見聴取.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hearing {
    /// 実施日, as typed (a hearing may span days)
    pub held: Field<String>,
    /// 対象
    pub whom: Field<String>,
    /// 方法
    pub how: Field<String>,
    /// 主な意見
    pub opinions: Field<String>,
    /// 反映状況
    pub reflected: Field<String>,
}

/// One row of 計画本文 (prefecture's workbook).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chapter {
    /// 章
    pub chapter: Field<String>,
    /// 節
    pub section: Field<String>,
    /// 本文
    pub text: Field<String>,
}

/// What a check row adds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckScope {
    /// 小計: the rows since the last check row.
    SinceLast,
    /// 計 in the middle of a sheet: since the last check row or the sheet; uncertain.
    SinceLastOrSheet,
    /// 計, 合計, 総計: the sheet, or all sheets of the table.
    SheetOrAll,
    /// 医療分計, 介護分計.
    Part(Bu),
    /// 区分…計.
    Category(CategoryCode),
    /// A named total whose name is not understood.
    Unknown,
}

/// A check row (計, 小計 …): compared, never imported.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRow<C> {
    /// The sheet it stands on.
    pub sheet: SheetName,
    /// Its row, from 1.
    pub row: u32,
    /// The word that made it one, as typed.
    pub word: String,
    /// What it adds up.
    pub scope: CheckScope,
    /// Filled amounts by column.
    pub amounts: Vec<(C, Field<Yen>)>,
}

/// An amount column of 事業一覧, for check rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmountColumn {
    /// 総事業費
    Total,
    /// 基金 計
    Fund,
    /// 国
    National,
    /// 都道府県
    Prefectural,
    /// その他
    Other,
    /// 公
    Public,
    /// 民
    Private,
    /// 受託
    Entrusted,
    /// 過年度残額
    Carried,
    /// 年度別
    Year(YearColumn),
}

impl AmountColumn {
    /// The label of the column.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Total => "総事業費".into(),
            Self::Fund => "基金充当額 計".into(),
            Self::National => "国（A）".into(),
            Self::Prefectural => "都道府県（B）".into(),
            Self::Other => "その他（C）".into(),
            Self::Public => "公".into(),
            Self::Private => "民".into(),
            Self::Entrusted => "うち受託事業等".into(),
            Self::Carried => "うち過年度残額".into(),
            Self::Year(y) if y.onwards => format!("{}以降", y.year.era()),
            Self::Year(y) => y.year.era(),
        }
    }

    /// The column's field of a project.
    #[must_use]
    pub fn of(self, project: &Project) -> Option<&Field<Yen>> {
        Some(match self {
            Self::Total => &project.total,
            Self::Fund => &project.fund,
            Self::National => &project.national,
            Self::Prefectural => &project.prefectural,
            Self::Other => &project.other,
            Self::Public => &project.public,
            Self::Private => &project.private,
            Self::Entrusted => &project.entrusted,
            Self::Carried => &project.carried,
            Self::Year(year) => return project.yearly.iter().find(|y| y.column == year).map(|y| &y.amount),
        })
    }
}

/// An amount column of 施設整備内訳, for check rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacilityColumn {
    /// 基準額
    StandardAmount,
    /// 総事業費
    Total,
    /// 対象経費
    Eligible,
    /// 寄附金その他の収入額
    Donations,
    /// 基金充当額
    Fund,
}

impl FacilityColumn {
    /// The label of the column.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::StandardAmount => "基準額",
            Self::Total => "総事業費",
            Self::Eligible => "対象経費の支出予定額",
            Self::Donations => "寄附金その他の収入額",
            Self::Fund => "基金充当額",
        }
    }

    /// The column's field of a facility.
    #[must_use]
    pub const fn of(self, facility: &Facility) -> &Field<Yen> {
        match self {
            Self::StandardAmount => &facility.standard_amount,
            Self::Total => &facility.total,
            Self::Eligible => &facility.eligible,
            Self::Donations => &facility.donations,
            Self::Fund => &facility.fund,
        }
    }
}

/// One workbook as read: whatever could be read of it, beside the findings.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanWorkbook {
    /// Which form.
    pub form: FormId,
    /// 表紙
    pub cover: Cover,
    /// The body it speaks for: the prefecture and name that the code resolves to, when it does.
    pub organization: Option<(BodyCode, String)>,
    /// The year it was judged by: the one asked for, else the cover's.
    pub judged_year: Option<FiscalYear>,
    /// Projects in reading order.
    pub projects: Vec<Project>,
    /// Check rows of 事業一覧.
    pub checks: Vec<CheckRow<AmountColumn>>,
    /// The sheets that carry 事業一覧, in order.
    pub project_sheets: Vec<SheetName>,
    /// Facilities in reading order; `None` when the sheet's table was not readable (its own finding says so).
    pub facilities: Option<Vec<Facility>>,
    /// Check rows of 施設整備内訳.
    pub facility_checks: Vec<CheckRow<FacilityColumn>>,
    /// 区域
    pub areas: Vec<Area>,
    /// 目標
    pub goals: Vec<Goal>,
    /// 意見聴取
    pub hearings: Vec<Hearing>,
    /// 計画本文
    pub chapters: Vec<Chapter>,
    /// Whether the units written on the workbook contradict each other (C011).
    pub units_contradict: bool,
}

impl PlanWorkbook {
    /// The halves it files for: those named under 対象, else those its projects show, else (該当事業なし) both.
    /// A project outside the named halves adds its own half, so that nothing read is left out of the plan.
    #[must_use]
    pub fn halves(&self, bu_of: impl Fn(&CategoryCode) -> Option<Bu>) -> Vec<Bu> {
        let mut halves: Vec<Bu> = self.cover.scope.value().cloned().unwrap_or_default();
        halves.extend(self.projects.iter().filter_map(|p| p.category.value().and_then(&bu_of)));
        if halves.is_empty() {
            halves = Bu::ALL.to_vec();
        }
        halves.sort_unstable();
        halves.dedup();
        halves
    }

    /// The prefecture of the body.
    #[must_use]
    pub fn prefecture(&self) -> Option<PrefectureCode> {
        self.organization.as_ref().map(|(code, _)| code.prefecture())
    }
}

/// The cells of the fields that are there, in order.
pub fn cells_of<'a, T: 'a>(fields: impl IntoIterator<Item = &'a Field<T>>) -> Vec<CellRef> {
    fields.into_iter().filter_map(Field::cell).collect()
}
