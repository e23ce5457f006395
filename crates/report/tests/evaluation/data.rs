use kikin_domain::evaluation::Evaluated;
use kikin_report::evaluation::data::{
    FREE_TEXT, HEADER, INDICATOR_FREE_TEXT, INDICATOR_HEADER, evaluation_codes, evaluation_data, indicator_data,
};
use kikin_report::evaluation::{AuditSelection, AuditStatement, EvaluationStatement, write_audit, write_evaluation};
use kikin_sheet::readability::{score_csv, score_workbook};

use crate::sample;

/// A text that a rule of machine readability finds fault with is the user's own.
fn only_free_text_fails(bytes: &[u8], header: &[&str], free: &[&str]) {
    for failure in score_csv(bytes).failed {
        for cell in &failure.cells {
            let column = header[cell.col as usize - 1];
            assert!(free.contains(&column), "{} at {cell} {}", failure.rule.id, failure.message);
        }
    }
}

#[test]
fn data_and_their_codes_score_full_marks() {
    let evaluated: Evaluated = sample::large_of(4);
    for (name, bytes) in [
        ("data", evaluation_data(&evaluated)),
        ("indicators", indicator_data(&evaluated)),
        ("codes", evaluation_codes(&evaluated)),
    ] {
        let found = score_csv(&bytes.unwrap());
        assert_eq!(found.scores(), [100; 3], "{name} {:#?}", found.failed);
    }
}

#[test]
fn what_users_typed_is_theirs() {
    for evaluated in [sample::small(), sample::first_year()] {
        only_free_text_fails(&evaluation_data(&evaluated).unwrap(), &HEADER, &FREE_TEXT);
        only_free_text_fails(&indicator_data(&evaluated).unwrap(), &INDICATOR_HEADER, &INDICATOR_FREE_TEXT);
        assert_eq!(score_csv(&evaluation_codes(&evaluated).unwrap()).scores(), [100; 3]);
    }
}

#[test]
fn the_long_form_has_a_row_for_every_amount() {
    let table = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(['\r', '\u{feff}'], "");
    insta::assert_snapshot!("data", table(evaluation_data(&sample::small()).unwrap()));
    insta::assert_snapshot!("indicators", table(indicator_data(&sample::first_year()).unwrap()));
    insta::assert_snapshot!("codes", table(evaluation_codes(&sample::small()).unwrap()));
}

/// What a paper in A4 breaks because it is one: a title above the header and notes below, labels and sums under shared headings,
/// several amounts side by side, the Roman numerals of 区分, cards in merged cells, era years, units above the table.
const OF_PAPER: &[&str] = &[
    "L1-02", "L1-03", "L1-04", "L1-06", "L1-07", "L1-08", "L1-11", "L1-12", "L2-01", "L2-02", "L2-03", "L2-04",
    "L2-05", "L3-01", "L3-04", "L3-05", "L3-06", "L3-09",
];

#[test]
fn the_workbooks_break_only_what_a_paper_must() {
    let printed = jiff::civil::date(2027, 11, 22);
    let evaluated = [sample::first_year()];
    let audit = AuditStatement::of(&evaluated, &AuditSelection::default());
    let books = [
        write_evaluation(&EvaluationStatement::of(&evaluated[0]), printed).unwrap(),
        write_audit(&audit, printed).unwrap(),
    ];
    for bytes in books {
        let found = score_workbook(&kikin_sheet::open(&bytes).unwrap());
        let others: Vec<_> = found.failed.iter().filter(|f| !OF_PAPER.contains(&f.rule.id)).collect();
        assert!(others.is_empty(), "{others:#?}");
    }
}
