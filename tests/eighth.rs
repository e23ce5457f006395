//! A further 区分 is data: with one line added to the table it is read, judged, split, summed and printed.

use kikin_app::{ConsolidateRequest, consolidate};
use kikin_domain::category::CategoryTable;
use kikin_domain::plan::Stage;
use kikin_domain::rule::{Edit, Input, Severities, Table};
use kikin_domain::split::Rounding;
use kikin_domain::{FiscalYear, PrefectureCode, Yen};
use kikin_report::plan::{PlanStatement, write_plan};

use crate::builder::Builder;

#[test]
fn an_eighth_category_goes_all_the_way_to_the_plan() {
    let mut csv = include_str!("../crates/domain/data/categories.csv").trim_end().to_owned();
    csv.push_str("\nVII,Ⅶ,生産性向上支援に関する事業,医療分,medical,2/3,2026,\n");
    let categories = CategoryTable::parse(&csv).expect("parses");
    let severities = Severities::default();
    let request = |categories| ConsolidateRequest {
        prefecture: PrefectureCode::new(15).expect("新潟県"),
        fiscal_year: FiscalYear::new(2026).expect("a year"),
        stage: Stage::Plan,
        categories,
        severities: &severities,
        rounding: Rounding::default(),
    };
    let bytes = Builder::new().edits(&[Edit::Cell(Table::Projects, 4, "category", Input::Text("区分Ⅶ"))]).build();
    let files = vec![("長岡市.xlsx".to_owned(), bytes)];
    let known = consolidate(files.clone(), request(&categories), |_| {}).expect("splits");
    assert!(!known.has_errors(), "{:#?}", known.reports[0].findings);
    let sums = kikin_domain::totals::by_category(&known.plan.categories, &known.plan.lines);
    let (_, seventh) = sums.iter().find(|(code, _)| code.as_str() == "VII").expect("listed");
    assert_eq!((sums.len(), seventh.projects), (8, 1));
    assert_eq!((seventh.fund, seventh.national), (Yen::new(5_000_000), Yen::new(3_333_000)));
    let statement = PlanStatement::of(&known.plan);
    statement.prove().expect("foots");
    write_plan(&statement, jiff::civil::date(2026, 11, 21)).expect("written");
    // Without the line it is no 区分.
    let unknown = consolidate(files, request(CategoryTable::published()), |_| {}).expect("splits");
    assert!(unknown.has_errors());
}
