use jiff::civil::date;
use kikin_domain::{Bu, Yen};
use kikin_report::evaluation::{AuditSelection, AuditStatement, write_audit};
use kikin_report::plan::ReportError;

use crate::sample;
use crate::workbook::{cells, keep};

fn statement(selection: &AuditSelection) -> AuditStatement {
    AuditStatement::of(&[sample::small(), sample::earlier()], selection)
}

#[test]
fn every_use_is_a_row_with_its_place() {
    let statement = statement(&AuditSelection::default());
    statement.prove().unwrap();
    assert_eq!((statement.rows.len(), statement.left_out), (10, 0));
    assert_eq!(statement.all, statement.execution.all.cumulative);
    let bytes = write_audit(&statement, date(2028, 1, 10)).unwrap();
    keep("audit-all.xlsx", &bytes);
    insta::assert_snapshot!("audit", cells(&bytes));
    assert_eq!(bytes, write_audit(&statement, date(2028, 1, 10)).unwrap());
}

#[test]
fn rows_are_asked_for() {
    let of = |selection: AuditSelection| {
        let statement = statement(&selection);
        statement.prove().unwrap();
        assert_eq!(statement.rows.len() + statement.left_out as usize, 10);
        (statement.rows.len(), statement.asked.join(" "))
    };
    let none = AuditSelection::default;
    let nagaoka = AuditSelection { bodies: vec![sample::body("152021")], ..none() };
    assert_eq!(of(nagaoka), (6, "団体：長岡市".to_owned()));
    assert_eq!(of(AuditSelection { categories: vec!["IV".into()], ..none() }), (1, "区分：Ⅳ".to_owned()));
    assert_eq!(of(AuditSelection { bus: vec![Bu::Care], ..none() }), (3, "分：介護分".to_owned()));
    let years = AuditSelection { years: vec![sample::year(2027)], bus: vec![Bu::Medical], ..none() };
    assert_eq!(of(years), (1, "分：医療分 年度：令和9年度".to_owned()));
    assert_eq!(of(AuditSelection { text: "ｈｙｐｅｒｌｉｎｋ".to_owned(), ..none() }).0, 1);
    assert_eq!(of(AuditSelection { text: "老人福祉協会".to_owned(), ..none() }).0, 9, "one stands in no plan");
    assert_eq!(of(AuditSelection { text: "ない語".to_owned(), ..none() }).0, 0);
}

#[test]
fn what_was_altered_is_refused() {
    let refused = |alter: fn(&mut AuditStatement)| {
        let mut statement = statement(&AuditSelection { bus: vec![Bu::Medical], ..AuditSelection::default() });
        alter(&mut statement);
        let written = write_audit(&statement, date(2028, 1, 10));
        assert!(matches!(written, Err(ReportError::Proof(_))), "rows that do not hold were written");
        statement.prove().unwrap_err().to_string()
    };
    for (claim, alter) in [
        ("交付金交付額＋都道府県の額", (|s| s.rows[0].used.national += Yen::new(1)) as fn(&mut AuditStatement)),
        ("行の計＝集計表", |s| s.cross[0].by_year[0].fund += Yen::new(1)),
        ("年度の計＝区分の計", |s| s.cross[0].all.fund += Yen::new(1)),
        ("年度の計＝区分の計", |s| s.by_year[0].national += Yen::new(1)),
        ("年度の計＝区分の計", |s| s.all.fund += Yen::new(1)),
        ("抽出しない行", |s| s.left_out_sum.fund += Yen::new(1)),
        ("行の計＝集計表", |s| {
            s.rows.pop();
        }),
    ] {
        let message = refused(alter);
        assert!(message.contains(claim), "{claim}: {message}");
    }
}

#[test]
fn nothing_evaluated_is_an_empty_paper() {
    let statement = AuditStatement::of(&[], &AuditSelection::default());
    assert!(write_audit(&statement, date(2028, 1, 10)).is_ok());
}

#[test]
fn ten_thousand_uses_are_written() {
    let statement = AuditStatement::of(&[sample::large_of(400)], &AuditSelection::default());
    assert_eq!(statement.rows.len(), 12_000);
    let bytes = write_audit(&statement, date(2028, 1, 10)).unwrap();
    assert!(kikin_sheet::open(&bytes).is_ok());
}
