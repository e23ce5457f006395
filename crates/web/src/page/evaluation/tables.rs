//! The tables of 事後評価 as a page shows them.

use kikin_app::{
    EvaluationFileRow, EvaluationOverview, EvaluationStatement, EvaluationSums, ExecutionFigures, ExecutionStatement,
    Funds, GrantRow, GrantStatement, rate_words, year_label,
};
use kikin_domain::consolidated::Consolidated;
use kikin_domain::{Bu, Category, FiscalYear};

use crate::component::{Cell, Column, Table};
use crate::when::When;

/// 総括表: 区分, then each 分, then all.
pub(super) fn summary(statement: &EvaluationStatement) -> Table {
    let counts = ["件数", "評価済", "達成", "未達", "県の判断", "執行なし", "評価なし"];
    let amounts = ["計画 基金", "執行額（この年度）", "うち国費", "執行額（累計）", "累計のうち国費", "執行率"];
    let row = |label: &str, sums: &EvaluationSums| {
        let counts = [
            sums.projects,
            sums.evaluated(),
            sums.reached,
            sums.missed,
            sums.officer,
            sums.unexecuted,
            sums.not_evaluated,
        ];
        let amounts =
            [sums.planned.fund, sums.spent.fund, sums.spent.national, sums.cumulative.fund, sums.cumulative.national];
        let counts = counts.map(|count| count.to_string());
        let amounts = amounts.map(|yen| yen.to_string());
        let told = [label.to_owned()].into_iter().chain(counts).chain(amounts).chain([rate_words(sums.rate())]);
        told.map(Cell::text).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for (bu, sums) in &statement.summary.by_bu {
        let own = statement.categories.iter().filter(|category| category.bu == *bu);
        rows.extend(own.map(|category| row(&named(category), &statement.summary.category(&category.code))));
        rows.push(row(&format!("{}計", bu.label()), sums));
    }
    Table {
        caption: format!(
            "{}計画 総括表（評価年度：{}。単位：件、円）",
            statement.year.era(),
            statement.evaluated.era()
        ),
        columns: [Column::text("区分")]
            .into_iter()
            .chain(counts.into_iter().chain(amounts).map(Column::number))
            .collect(),
        rows,
        foot: Some(row("合計", &statement.summary.all)),
        empty: String::new(),
    }
}

fn named(category: &Category) -> String {
    format!("{} {}", category.number, category.name())
}

/// 執行状況: year of grant × 区分, each year with its sum.
pub(super) fn execution(statement: &ExecutionStatement) -> Table {
    let bracketed = |funds: Funds| format!("{}（{}）", funds.fund, funds.national);
    let line = |lead: [String; 2], figures: &ExecutionFigures| {
        // What nobody recorded is no zero.
        let granted = if figures.papers > 0 { bracketed(figures.granted) } else { "未登録".to_owned() };
        let [year, category] = lead;
        [year, category, granted, bracketed(figures.spent), bracketed(figures.cumulative), rate_words(figures.rate())]
            .map(Cell::text)
            .to_vec()
    };
    let mut rows = Vec::new();
    for (year, sums) in &statement.by_year {
        let label = year_label(*year);
        for row in statement.rows.iter().filter(|row| row.year == *year) {
            rows.push(line([label.clone(), format!("{} {}", row.number, row.name)], &row.figures));
        }
        rows.push(line([format!("{label} 計"), String::new()], sums));
    }
    let numbers = ["a 交付額（うち国費）", "b 執行額 この年度（うち国費）", "b 執行額 累計（うち国費）", "執行率 b/a"];
    let evaluated = statement.evaluated.map(FiscalYear::era).unwrap_or_default();
    Table {
        caption: format!("執行状況（{evaluated}まで。単位：円）"),
        columns: ["交付年度", "区分"].map(Column::text).into_iter().chain(numbers.map(Column::number)).collect(),
        rows,
        foot: Some(line(["合計".to_owned(), String::new()], &statement.all)),
        empty: String::new(),
    }
}

/// The files that count.
pub(super) fn files(statement: &EvaluationStatement) -> Table {
    let row = |file: &EvaluationFileRow| {
        let halves: Vec<&str> = file.halves.iter().map(|bu: &Bu| bu.label()).collect();
        [
            file.body_name.clone(),
            file.year.era(),
            file.file.clone(),
            halves.join("、"),
            file.rows.to_string(),
            file.submitted.map_or_else(String::new, |day| When::day(day).text().to_owned()),
            file.document_number.clone(),
        ]
        .map(Cell::text)
        .to_vec()
    };
    let columns = vec![
        Column::text("団体"),
        Column::text("評価年度"),
        Column::text("ファイル"),
        Column::text("採用した分"),
        Column::number("行数"),
        Column::text("提出日"),
        Column::text("文書番号"),
    ];
    Table {
        caption: format!("{}計画の事後評価に採用したファイル", statement.year.era()),
        columns,
        rows: statement.files.iter().map(row).collect(),
        foot: None,
        empty: "採用したファイルはありません。".to_owned(),
    }
}

/// The papers of 交付額.
pub(super) fn grants(statement: &GrantStatement, year: FiscalYear) -> Table {
    let money = |funds: Funds| [funds.national, funds.prefectural, funds.fund].map(|yen| Cell::text(yen.to_string()));
    let row = |grant: &GrantRow| {
        let day = When::day(grant.on).text().to_owned();
        let lead = [grant.year.era(), format!("{} {}", grant.number, grant.name), day, grant.source.clone()];
        lead.map(Cell::text).into_iter().chain(money(grant.granted)).collect()
    };
    let lead = ["合計", "", "", ""].map(Cell::text);
    let texts = ["交付年度", "区分", "日付", "根拠"].map(Column::text);
    let numbers = ["国", "都道府県", "計"].map(Column::number);
    Table {
        caption: format!("{}計画に関わる交付額（単位：円）", year.era()),
        columns: texts.into_iter().chain(numbers).collect(),
        rows: statement.rows.iter().map(row).collect(),
        foot: (!statement.rows.is_empty()).then(|| lead.into_iter().chain(money(statement.all)).collect()),
        empty: "交付額は、まだ登録されていません。登録するまで、執行率は出ません。".to_owned(),
    }
}

/// A year before anything has come in, and one that was evaluated twice.
pub(super) fn sample() -> Option<(EvaluationOverview, EvaluationOverview)> {
    use kikin_domain::evaluation::{Grant, evaluated};
    use kikin_domain::plan::Stage;
    use kikin_domain::split::PlanSplit;
    use kikin_domain::{BodyCode, CategoryTable, PrefectureCode, Yen};
    let (year, next) = (FiscalYear::new(2026)?, FiscalYear::new(2027)?);
    let prefecture = PrefectureCode::new(15)?;
    let table = CategoryTable::published();
    let categories: Vec<Category> = table.of_year(year).cloned().collect();
    let grant = |national| Grant {
        year,
        category: "II".into(),
        national: Yen::new(national),
        prefectural: Yen::new(national / 2),
        on: jiff::civil::date(2026, 8, 1),
        source: "厚生労働省発医政0801第1号".to_owned(),
    };
    let grants = [grant(80_000_000), grant(-2_000_000)];
    let plan = Consolidated {
        prefecture,
        year,
        stage: Stage::Plan,
        categories: categories.clone(),
        sources: Vec::new(),
        lines: Vec::new(),
        texts: Vec::new(),
        split: PlanSplit::of(Vec::new()),
        findings: Vec::new(),
    };
    let mut gathered = evaluated(plan, next, Vec::new(), table);
    gathered.grants = grants.to_vec();
    let mut statement = EvaluationStatement::of(&gathered);
    let fund = |yen| Funds { fund: Yen::new(yen * 3), national: Yen::new(yen * 2), prefectural: Yen::new(yen) };
    for (_, sums) in &mut statement.summary.by_category {
        *sums = EvaluationSums { projects: 3, reached: 1, missed: 1, not_evaluated: 1, ..EvaluationSums::default() };
        (sums.planned, sums.spent, sums.cumulative) = (fund(40_000_000), fund(12_345_000), fund(34_567_890));
    }
    statement.files = vec![EvaluationFileRow {
        year: next,
        body: BodyCode::parse("152021")?,
        body_name: "長岡市".to_owned(),
        file: "事後評価_<長岡市>.xlsx".to_owned(),
        sha256: "0".repeat(64),
        halves: Bu::ALL.to_vec(),
        rows: 5,
        submitted: Some(jiff::civil::date(2028, 6, 16)),
        document_number: "長福第34号".to_owned(),
    }];
    let none = EvaluationOverview {
        prefecture,
        year,
        years: Vec::new(),
        statement: None,
        grants: GrantStatement::default(),
        categories,
    };
    let some = EvaluationOverview {
        years: vec![year, next],
        statement: Some(statement),
        grants: GrantStatement::of(&grants, table),
        ..none.clone()
    };
    Some((none, some))
}
