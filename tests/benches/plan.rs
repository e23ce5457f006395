//! From the bytes of municipal plans to the bytes of the prefecture's, step by step, each beside its floor: `check` beside
//! inflating, `consolidate` beside the addition of the amounts, `export` beside deflating the same parts. Every run is held
//! against the number of projects and the yen that were written.

use std::io::{Cursor, Read as _, Write as _};

use divan::Bencher;
use jiff::civil::{Date, date};
use kikin_app::{CheckRequest, ConsolidateRequest, check, gather};
use kikin_domain::category::CategoryTable;
use kikin_domain::consolidated::Consolidated;
use kikin_domain::plan::Stage;
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_domain::{FileReport, FiscalYear, PrefectureCode, Yen};
use kikin_report::plan::{PlanStatement, write_plan};

mod municipal;

use municipal::{Municipal, municipal};

const PROJECTS: [u32; 2] = [30, 480];
const TODAY: Date = date(2026, 7, 1);

fn main() {
    divan::main();
}

fn request(severities: &Severities) -> ConsolidateRequest<'_> {
    ConsolidateRequest {
        prefecture: PrefectureCode::new(15).expect("新潟県"),
        fiscal_year: FiscalYear::new(2026).expect("a year"),
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities,
        rounding: Rounding::default(),
    }
}

fn checked(file: &Municipal, request: CheckRequest<'_>) -> FileReport {
    let report = check("a.xlsx", &file.bytes, request);
    let fund: Yen = report.totals.iter().map(|(_, amounts)| amounts.fund).sum();
    let projects = report.plan.as_ref().expect("a plan").projects.len();
    assert!(!report.has_errors(), "{:?}", report.findings);
    assert_eq!((projects, fund.get()), (file.projects, file.fund));
    report
}

/// All municipalities of 新潟県 with so many projects each; the yen in all.
fn reports(projects: u32) -> (Vec<FileReport>, i64) {
    let prefecture = PrefectureCode::new(15).expect("新潟県");
    let severities = Severities::default();
    let (mut reports, mut fund) = (Vec::new(), 0);
    for body in kikin_domain::body::local_governments().municipalities(prefecture) {
        let file = municipal((&body.code.to_string(), body.name), projects);
        fund += file.fund;
        reports.push(checked(&file, request(&severities).check()));
    }
    (reports, fund)
}

fn parts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let part = |number: usize, archive: &mut zip::ZipArchive<_>| {
        let mut part = Vec::new();
        archive.by_index(number).expect("a part").read_to_end(&mut part).expect("its bytes");
        part
    };
    (0..archive.len()).map(|number| part(number, &mut archive)).collect()
}

mod check_one_file {
    use super::*;

    #[divan::bench(args = PROJECTS)]
    fn floor_inflate(bencher: Bencher, projects: u32) {
        let file = municipal(("152021", "長岡市"), projects);
        bencher.bench(|| {
            let length: usize = parts(&file.bytes).iter().map(Vec::len).sum();
            assert!(length > file.bytes.len());
            length
        });
    }

    #[divan::bench(args = PROJECTS)]
    fn whole(bencher: Bencher, projects: u32) {
        let file = municipal(("152021", "長岡市"), projects);
        let severities = Severities::default();
        bencher.bench(|| checked(&file, request(&severities).check()));
    }
}

mod consolidate {
    use super::*;

    #[divan::bench(args = PROJECTS)]
    fn floor_sum(bencher: Bencher, projects: u32) {
        let (reports, fund) = reports(projects);
        bencher.bench(|| {
            let plans = divan::black_box(&reports).iter().filter_map(|report| report.plan.as_ref());
            let sum: Yen = plans.flat_map(|plan| &plan.projects).filter_map(|project| project.fund.get()).sum();
            assert_eq!(sum.get(), fund);
        });
    }

    #[divan::bench(args = PROJECTS)]
    fn checked_files(bencher: Bencher, projects: u32) {
        let (reports, fund) = reports(projects);
        let severities = Severities::default();
        bencher.with_inputs(|| reports.clone()).bench_values(|reports| {
            let gathered = gather(reports, request(&severities)).expect("a split");
            agree(&gathered.plan, fund);
            gathered
        });
    }
}

fn agree(plan: &Consolidated, fund: i64) {
    let placed: Yen = plan.lines.iter().map(|line| line.national + line.prefectural).sum();
    assert_eq!(placed.get(), fund);
}

mod export {
    use super::*;

    fn plan(projects: u32) -> Consolidated {
        let (reports, fund) = reports(projects);
        let severities = Severities::default();
        let plan = gather(reports, request(&severities)).expect("a split").plan;
        agree(&plan, fund);
        plan
    }

    /// A thirtieth of what the other groups read: 30 municipalities have 30 times as many projects.
    const PROJECTS: [u32; 2] = [2, 32];

    #[divan::bench(args = PROJECTS, sample_count = 20)]
    fn floor_deflate(bencher: Bencher, projects: u32) {
        let bytes = write_plan(&PlanStatement::of(&plan(projects)), TODAY).expect("a plan");
        let parts = parts(&bytes);
        bencher.bench(|| {
            let mut packed = 0;
            for part in &parts {
                let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(part).expect("memory");
                packed += encoder.finish().expect("memory").len();
            }
            assert!(packed < parts.iter().map(Vec::len).sum());
            packed
        });
    }

    #[divan::bench(args = PROJECTS, sample_count = 20)]
    fn whole(bencher: Bencher, projects: u32) {
        let plan = plan(projects);
        bencher.bench(|| {
            let statement = PlanStatement::of(&plan);
            assert_eq!(statement.projects.len(), plan.lines.len());
            // Writing proves every sum of the statement, or gives no bytes.
            write_plan(&statement, TODAY).expect("a plan")
        });
    }
}
