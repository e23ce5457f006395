//! One project of 事業一覧.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AmountColumn, Answer, BodyKind, Continuity, Direction, TaxTreatment};
use crate::category::CategoryCode;
use crate::money::{Unit, Yen};
use crate::place::{Field, SheetName};
use crate::year::FiscalYear;

/// An indicator of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// The sheet it stands on, where that is not its project's (追加指標 of an exported plan).
    pub sheet: Option<SheetName>,
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

/// What a row holds under a label that the form does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The label
    pub label: String,
    /// The text
    pub text: Field<String>,
    /// The sheet it stands on, where that is not its project's (追加項目 of an exported plan).
    pub sheet: Option<SheetName>,
}

/// A year column of 年度別基金所要額.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YearColumn {
    /// The year.
    pub year: FiscalYear,
    /// 「以降」: that year and all later ones.
    pub onwards: bool,
}

/// The fund's part that falls to one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearlyAmount {
    /// Which year.
    pub column: YearColumn,
    /// The amount.
    pub amount: Field<Yen>,
}

/// One row of 事業一覧.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// 県の査定額, as the template carried it; the prefecture's own record decides
    pub granted: Field<Yen>,
    /// 回答 to it
    pub answer: Field<Answer>,
    /// Columns that no label explains.
    pub notes: Vec<Note>,
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
            .chain(self.notes.iter().map(|n| n.text.text()))
    }
}
