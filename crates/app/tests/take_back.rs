//! The 都道府県事業 of an exported plan are set again, in the same transaction as its rows.

use std::path::Path;

use kikin_app::{ConsolidateRequest, Document, Store, check, consolidate, import, open_year, year_request};
use kikin_domain::category::CategoryTable;
use kikin_domain::grouping::PrefecturalProject;
use kikin_domain::grouping::propose;
use kikin_domain::rule::Severities;
use kikin_domain::split::Rounding;
use kikin_domain::{FiscalYear, PrefectureCode, Stage};
use kikin_report::plan::{Edition, PlanStatement, write_plan};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/workbooks/accept");

fn files() -> Vec<(String, Vec<u8>)> {
    let file = |name: &str| (name.to_owned(), std::fs::read(Path::new(SAMPLES).join(name)).expect("readable"));
    ["152021_長岡市.xlsx", "152048_三条市.xlsx"].map(file).to_vec()
}

#[expect(clippy::disallowed_methods, reason = "a test is at the machine that holds its database")]
fn machine() -> kikin_app::people::Scope {
    kikin_app::people::at_the_machine(jiff::Timestamp::UNIX_EPOCH)
}

async fn empty_database() -> Store {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("take-back-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let store = Store::connect(&format!("sqlite://{}", file.display())).await.expect("connects");
    store.migrate(machine().act()).await.expect("migrates");
    store
}

#[tokio::test]
async fn groups_are_set_again_with_the_rows() {
    let (prefecture, year) = (PrefectureCode::new(15).expect("15"), FiscalYear::new(2026).expect("2026"));
    let severities = Severities::default();
    let request = ConsolidateRequest {
        prefecture,
        fiscal_year: year,
        stage: Stage::Plan,
        categories: CategoryTable::published(),
        severities: &severities,
        rounding: Rounding::default(),
    };
    let plan = consolidate(files(), request, |_| ()).expect("can be split").plan;
    let groups = propose(&plan.categories, &plan.lines);
    assert!(groups.iter().any(|g| g.members.len() > 1), "the samples share menus");
    let statement = PlanStatement::with(&plan, &groups, Edition::Public);
    let bytes = write_plan(&statement, jiff::civil::date(2026, 11, 21)).expect("is written");

    let store = empty_database().await;
    let act = machine();
    let set_up = open_year(&store, &act, prefecture, year).await.expect("is set up");
    let document = Document::read("plan.xlsx", bytes.as_slice()).expect("is read");
    let report = check("plan.xlsx", &bytes, year_request(&set_up));
    let files = [(document, report)];
    let taken = &import(&store, &act, &set_up, &files).await.expect("is taken back")[0].taken_back;
    assert_eq!(taken.iter().map(|t| t.projects).sum::<usize>(), plan.lines.len());
    assert_eq!(taken.iter().map(|t| t.fund).sum::<kikin_domain::Yen>(), statement.summary.all.fund);

    let mut expected: Vec<PrefecturalProject> = groups
        .iter()
        .map(|g| PrefecturalProject {
            bu: g.bu,
            number: g.number,
            category: g.category.clone(),
            title: g.title.clone(),
            members: g.members.iter().map(|&m| (plan.lines[m].body, plan.lines[m].key.no.clone())).collect(),
        })
        .collect();
    expected.iter_mut().for_each(|g| g.members.sort());
    expected.sort_by_key(|g| (g.bu, g.number));
    let stored = kikin_store::prefectural_projects(store.connection(), prefecture, year).await.expect("are read");
    assert_eq!(stored, expected);

    let events = || async { kikin_app::verify(&store, &machine()).await.expect("verifies").events };
    let before = events().await;
    let again = &import(&store, &act, &set_up, &files).await.expect("is answered")[0].taken_back;
    assert!(again.iter().all(|t| t.receipt.repeated));
    assert_eq!(events().await, before, "nothing is written for what is there");
    store.close().await.expect("closes");
}
