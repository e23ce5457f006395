//! 個票: one per 都道府県事業, with the texts and sums of its projects.

use std::collections::BTreeMap;

use kikin_domain::consolidated::Line;
use kikin_domain::grouping::Group;
use kikin_domain::plan::{Indicator, YearColumn};
use kikin_domain::totals::Amounts;
use kikin_domain::year::era_date;
use kikin_domain::{BodyCode, Bu, CategoryCode, Yen};

/// A 都道府県事業 on its 個票.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// 分
    pub bu: Bu,
    /// No. within its 分
    pub number: u32,
    /// 区分
    pub category: CategoryCode,
    /// 事業名
    pub title: String,
    /// Its projects, as indices into [`super::PlanStatement::projects`].
    pub members: Vec<usize>,
    /// The sums of its projects.
    pub amounts: Amounts,
    /// 対象区域
    pub area: String,
    /// 実施主体
    pub operator: String,
    /// 期間
    pub period: String,
    /// 背景にある医療・介護ニーズ
    pub needs: String,
    /// アウトカム指標 of all projects
    pub outcomes: Vec<IndicatorRow>,
    /// 事業の内容
    pub content: String,
    /// アウトプット指標 of all projects
    pub outputs: Vec<IndicatorRow>,
    /// アウトカムとアウトプットの関連
    pub relation: String,
    /// 備考: yearly amounts, past residual, and what the projects remark
    pub remarks: String,
}

/// An indicator of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRow {
    /// Whose it is.
    pub body: String,
    /// 指標名, with its 出典
    pub name: String,
    /// 現状値
    pub baseline: String,
    /// 目標値
    pub target: String,
    /// 単位
    pub unit: String,
    /// 望ましい方向
    pub direction: &'static str,
    /// 目標年度
    pub target_year: String,
}

impl Card {
    pub(super) fn of(group: &Group, lines: &[Line]) -> Self {
        let members = Members::of(group, lines);
        Self {
            bu: group.bu,
            number: group.number,
            category: group.category.clone(),
            title: group.title.clone(),
            members: group.members.clone(),
            amounts: group.amounts(lines),
            area: members.list(|l| l.project.area.text()),
            operator: members.list(|l| l.project.body.text()),
            period: members.period(),
            needs: members.needs(),
            outcomes: members.indicators(|l| &l.project.outcomes),
            content: members.paragraphs(|l| l.project.content.text().to_owned()),
            outputs: members.indicators(|l| &l.project.outputs),
            relation: members.paragraphs(|l| l.project.relation.text().to_owned()),
            remarks: members.remarks(),
        }
    }

    /// 「No.1（医療分）」
    #[must_use]
    pub fn label(&self) -> String {
        format!("No.{}（{}）", self.number, self.bu.label())
    }
}

/// The projects of a card.
struct Members<'a> {
    lines: Vec<&'a Line>,
}

impl<'a> Members<'a> {
    fn of(group: &Group, lines: &'a [Line]) -> Self {
        Self { lines: group.members.iter().filter_map(|&m| lines.get(m)).collect() }
    }

    /// The body's name, with the No. where it has several projects on the card.
    fn whose(&self, line: &Line) -> String {
        let of_body = |body: BodyCode| self.lines.iter().filter(|l| l.body == body).count();
        match of_body(line.body) {
            1 => line.body_name.clone(),
            _ => format!("{} No.{}", line.body_name, line.key.no),
        }
    }

    /// Different texts, in order.
    fn list(&self, text: impl Fn(&'a Line) -> &'a str) -> String {
        let mut listed: Vec<&str> = Vec::new();
        for text in self.lines.iter().map(|l| text(l)).filter(|t| !t.is_empty()) {
            if !listed.contains(&text) {
                listed.push(text);
            }
        }
        listed.join("、")
    }

    /// The text that all share, or each text under the names of those whose it is.
    fn paragraphs(&self, text: impl Fn(&Line) -> String) -> String {
        let mut texts: Vec<(String, Vec<String>)> = Vec::new();
        for line in &self.lines {
            let said = text(line);
            let same = self.lines.iter().filter(|l| l.body == line.body).all(|l| text(l) == said);
            let (text, whose) = (said, if same { line.body_name.clone() } else { self.whose(line) });
            match texts.iter_mut().find(|(known, _)| *known == text) {
                Some((_, bodies)) if bodies.contains(&whose) => {}
                Some((_, bodies)) => bodies.push(whose),
                None => texts.push((text, vec![whose])),
            }
        }
        let shared = texts.len() == 1;
        let told = |(text, bodies): (String, Vec<String>)| match (shared, text.is_empty()) {
            (true, _) => Some(text),
            (false, true) => None,
            (false, false) => Some(format!("【{}】{text}", bodies.join("、"))),
        };
        texts.into_iter().filter_map(told).collect::<Vec<_>>().join("\n")
    }

    fn period(&self) -> String {
        let periods: Vec<_> = self.lines.iter().map(|l| (l.project.start.get(), l.project.end.get())).collect();
        let start = periods.iter().filter_map(|(start, _)| *start).min().map(era_date).unwrap_or_default();
        let end = periods.iter().filter_map(|(_, end)| *end).max().map(era_date).unwrap_or_default();
        let differ = periods.iter().any(|p| Some(p) != periods.first());
        match (start.is_empty() && end.is_empty(), differ) {
            (true, _) => String::new(),
            (false, false) => format!("{start}～{end}"),
            (false, true) => format!("{start}～{end}（事業により異なる）"),
        }
    }

    /// 地域医療構想との関係 has no label of its own on the card.
    fn needs(&self) -> String {
        let vision = self.paragraphs(|l| l.project.vision.text().to_owned());
        let needs = self.paragraphs(|l| l.project.needs.text().to_owned());
        let vision = if vision.is_empty() { vision } else { format!("地域医療構想との関係：{vision}") };
        lines_of([needs, vision])
    }

    fn indicators(&self, of: impl Fn(&'a Line) -> &'a Vec<Indicator>) -> Vec<IndicatorRow> {
        let rows = |line: &&'a Line| {
            let whose = self.whose(line);
            of(line).iter().map(|i| IndicatorRow::of(&whose, i)).collect::<Vec<_>>()
        };
        self.lines.iter().flat_map(rows).collect()
    }

    fn remarks(&self) -> String {
        let open = self.lines.iter().filter(|l| !l.counts()).count();
        let unknown = self.lines.iter().filter(|l| l.counts() && l.project.total.value().is_none()).count();
        let tax = self.paragraphs(|l| l.project.tax.get().map_or(String::new(), |t| t.label().to_owned()));
        let said = |n: usize, what: &str| if n > 0 { format!("{what}が{n}件ある。") } else { String::new() };
        lines_of([
            self.yearly(),
            self.carried(),
            said(unknown, "総事業費は記入のある事業の額の計であり、記入のない事業"),
            said(open, "額が調整中のため、どの額にも含まない事業"),
            if tax.is_empty() { tax } else { format!("消費税の取扱い：{tax}") },
            self.paragraphs(|l| l.project.remarks.text().to_owned()),
        ])
    }

    fn counted(&self) -> impl Iterator<Item = &&'a Line> {
        self.lines.iter().filter(|l| l.counts())
    }

    /// 年度別基金所要額, year by year.
    fn yearly(&self) -> String {
        let mut years: BTreeMap<YearColumn, Yen> = BTreeMap::new();
        for year in self.counted().flat_map(|l| &l.project.yearly) {
            if let Some(yen) = year.amount.get() {
                *years.entry(year.column).or_default() += yen;
            }
        }
        let told = |(column, yen): (YearColumn, Yen)| {
            format!("{}{} {yen}円", column.year.era(), if column.onwards { "以降" } else { "" })
        };
        let years: Vec<String> = years.into_iter().map(told).collect();
        let without = |l: &&&Line| l.fund != Yen::ZERO && l.project.yearly.iter().all(|y| y.amount.get().is_none());
        let some = match self.counted().filter(without).count() {
            0 => String::new(),
            n => format!("（ほかに年度別の記入がない事業が{n}件）"),
        };
        if years.is_empty() { String::new() } else { format!("年度別基金所要額：{}{some}", years.join("、")) }
    }

    /// The past residual by the plan year it comes from.
    fn carried(&self) -> String {
        let mut sources: BTreeMap<Option<_>, Yen> = BTreeMap::new();
        for line in self.counted().filter(|l| l.carried != Yen::ZERO) {
            *sources.entry(line.project.carried_from.get()).or_default() += line.carried;
        }
        let told = |(year, yen): (Option<kikin_domain::FiscalYear>, Yen)| match year {
            Some(year) => format!("{}計画分 {yen}円", year.era()),
            None => format!("充当元計画年度の記入なし {yen}円"),
        };
        let sources: Vec<String> = sources.into_iter().map(told).collect();
        if sources.is_empty() {
            String::new()
        } else {
            format!("うち過年度残額の充当：{}", sources.join("、"))
        }
    }
}

impl IndicatorRow {
    fn of(whose: &str, indicator: &Indicator) -> Self {
        let source = indicator.source.text();
        let name = indicator.name.text().to_owned();
        Self {
            body: whose.to_owned(),
            name: if source.is_empty() { name } else { format!("{name}（出典：{source}）") },
            baseline: indicator.baseline.text().to_owned(),
            target: indicator.target.text().to_owned(),
            unit: indicator.unit.text().to_owned(),
            direction: indicator.direction.get().map_or("", |d| d.label()),
            target_year: indicator.target_year.text().to_owned(),
        }
    }
}

fn lines_of<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n")
}
