//! `kikin export evaluation`, `kikin export audit` without a bundle, and `kikin grant`

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args as ClapArgs;
use jiff::civil::Date;
use kikin_app::{enter_grant, evaluated_among, evaluated_plans, evaluation_years, only_prefecture, only_year};
use kikin_domain::evaluation::{Evaluated, Grant};
use kikin_domain::{Bu, CategoryCode, FiscalYear, PrefectureCode, Yen};
use kikin_report::evaluation::data::{evaluation_codes, evaluation_data, indicator_data};
use kikin_report::evaluation::{AuditSelection, AuditStatement, EvaluationStatement, write_audit, write_evaluation};

use crate::Outcome;
use crate::args::{DatabaseArgs, ExportAuditArgs, bu, fiscal_year, prefecture};
use crate::consolidate::{beside, today};
use crate::database::{block_on, open_current};
use crate::output;
use crate::user::scope;

#[derive(ClapArgs)]
pub(crate) struct ExportEvaluationArgs {
    /// 都道府県（一つしかなければ省略できます）
    #[arg(long, value_parser = prefecture)]
    prefecture: Option<PrefectureCode>,
    /// 計画年度（一つしかなければ省略できます）
    #[arg(long, value_parser = fiscal_year)]
    fiscal_year: Option<FiscalYear>,
    /// 評価年度（省略すると、取り込んだ最後の評価年度）
    #[arg(long, value_parser = fiscal_year)]
    evaluation_year: Option<FiscalYear>,
    /// 書き出す事後評価のブック
    #[arg(short, long)]
    output: PathBuf,
    /// 事業・年度・項目ごとに1行のデータ（CSV）も書き出します。指標のデータとコード表を並べて置きます
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Which rows an auditor wants. What is not given leaves all in.
#[derive(ClapArgs)]
pub(crate) struct SelectionArgs {
    /// 団体コード（6桁。複数指定できます）
    #[arg(long, value_name = "CODE", value_parser = crate::args::body)]
    municipality: Vec<kikin_domain::BodyCode>,
    /// 区分のコード（I-1、II など。複数指定できます）
    #[arg(long)]
    category: Vec<String>,
    /// 分（医療分、介護分）
    #[arg(long, value_parser = bu)]
    bu: Vec<Bu>,
    /// 基金を使った年度（複数指定できます）
    #[arg(long, value_parser = fiscal_year)]
    fiscal_year: Vec<FiscalYear>,
    /// 団体名、実施主体、No.、事業名のどれかに含まれる言葉
    #[arg(long, default_value = "")]
    text: String,
}

#[derive(ClapArgs)]
pub(crate) struct GrantArgs {
    /// 都道府県（一つしかなければ省略できます）
    #[arg(long, value_parser = prefecture)]
    prefecture: Option<PrefectureCode>,
    /// 交付を受けた計画年度
    #[arg(long, value_parser = fiscal_year)]
    fiscal_year: FiscalYear,
    /// 区分のコード（I-1、II など）
    #[arg(long)]
    category: String,
    /// 国の額（円。返還・訂正はマイナス）
    #[arg(long, allow_negative_numbers = true)]
    national: i64,
    /// 都道府県の額（円。返還・訂正はマイナス）
    #[arg(long, allow_negative_numbers = true)]
    prefectural: i64,
    /// 交付決定日など（2026-08-01）
    #[arg(long)]
    date: Date,
    /// 根拠となる文書（文書番号など）
    #[arg(long)]
    source: String,
    /// 理由（マイナスの額には必要です。記録に残ります）
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(crate) fn export(args: &ExportEvaluationArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let key = only_year(&store, args.prefecture, args.fiscal_year).await?;
        let years = evaluation_years(&store, &scope(), key).await?;
        let year = match (args.evaluation_year, years.last()) {
            (Some(year), _) | (None, Some(&year)) => year,
            (None, None) => bail!(
                "{}の{}の事後評価は、まだ取り込まれていません。先に kikin import で取り込んでください。",
                key.0.name(),
                key.1.era()
            ),
        };
        let all = evaluated_among(&store, &scope(), key, year).await?;
        let Some(evaluated) = all.iter().find(|one| one.plan.year == key.1) else {
            bail!(
                "{}の事後評価は、{}までにありません。--evaluation-year を確かめてください。",
                key.1.era(),
                year.era()
            );
        };
        let statement = EvaluationStatement::among(evaluated, &all);
        let bytes = write_evaluation(&statement, today())?;
        output::write(&args.output, &bytes)?;
        output::print_export_readability(&args.output, &bytes);
        if let Some(path) = &args.data {
            write_data(path, evaluated)?;
        }
        print_totals(evaluated);
        store.close().await?;
        say!("\n事後評価を書き出しました：{}", args.output.display());
        Ok(Outcome::Fine)
    })
}

fn write_data(path: &Path, evaluated: &Evaluated) -> anyhow::Result<()> {
    let written = [
        (path.to_path_buf(), evaluation_data(evaluated)?),
        (beside(path, "indicators"), indicator_data(evaluated)?),
        (beside(path, "codes"), evaluation_codes(evaluated)?),
    ];
    for (path, bytes) in &written {
        output::write(path, bytes)?;
        output::print_export_readability(path, bytes);
    }
    Ok(())
}

fn print_totals(evaluated: &Evaluated) {
    let (planned, spent) =
        evaluated.projects.iter().map(|project| (project.planned(), project.spent())).fold(
            (kikin_domain::evaluation::Share::default(), kikin_domain::evaluation::Share::default()),
            |sum, one| (sum.0 + one.0, sum.1 + one.1),
        );
    let missing = evaluated.projects.iter().filter(|project| project.of(evaluated.year).is_none()).count();
    say!(
        "{} 事業 {}件（{}の評価なし {missing}件）　計画 {}円　執行の累計 {}円（うち国 {}円）",
        evaluated.plan.year.era(),
        evaluated.projects.len(),
        evaluated.year.era(),
        planned.fund,
        spent.fund,
        spent.national
    );
}

/// The rows that an auditor wants, as a workbook.
pub(crate) async fn export_rows(args: &ExportAuditArgs, output: &Path) -> anyhow::Result<Outcome> {
    let store = open_current(&args.database.url).await?;
    let prefecture = only_prefecture(&store, args.prefecture).await?;
    let all = evaluated_plans(&store, &scope(), prefecture, None).await?;
    if all.is_empty() {
        bail!("{}の事後評価は、まだ取り込まれていません。先に kikin import で取り込んでください。", prefecture.name());
    }
    let wanted = &args.selection;
    let selection = AuditSelection {
        bodies: wanted.municipality.clone(),
        categories: wanted.category.iter().map(|code| CategoryCode::from(code.as_str())).collect(),
        bus: wanted.bu.clone(),
        years: wanted.fiscal_year.clone(),
        text: wanted.text.clone(),
    };
    let statement = AuditStatement::of(&all, &selection);
    let bytes = write_audit(&statement, today())?;
    output::write(output, &bytes)?;
    output::print_export_readability(output, &bytes);
    store.close().await?;
    say!(
        "{} {}行　基金使用額 {}円（うち国 {}円）　指定に合わない行 {}行",
        prefecture.name(),
        statement.rows.len(),
        statement.all.fund,
        statement.all.national,
        statement.left_out
    );
    say!("\n監査用の一覧を書き出しました：{}", output.display());
    Ok(Outcome::Fine)
}

pub(crate) fn grant(args: &GrantArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        let store = open_current(&args.database.url).await?;
        let (prefecture, year) = only_year(&store, args.prefecture, Some(args.fiscal_year)).await?;
        let new = Grant {
            year,
            category: args.category.as_str().into(),
            national: Yen::new(args.national),
            prefectural: Yen::new(args.prefectural),
            on: args.date,
            source: args.source.clone(),
        };
        enter_grant(&store, &scope(), prefecture, &new, args.reason.as_deref()).await?;
        store.close().await?;
        say!(
            "{} {} 区分{}の交付額を登録しました：国 {}円、都道府県 {}円（{}、{}）",
            prefecture.name(),
            year.era(),
            new.category,
            new.national,
            new.prefectural,
            new.on,
            new.source.trim()
        );
        Ok(Outcome::Fine)
    })
}
