//! 都道府県事業: what is proposed, and the CSV that an officer edits.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::sync::Arc;

use kikin_domain::consolidated::Line;
use kikin_domain::grouping::{Group, from_csv, one_to_one, propose, to_csv};
use kikin_domain::split::LeafKey;
use kikin_domain::{BodyCode, Category, CategoryTable, CellRef, Field, FiscalYear, Project, Sourced, Yen};

fn categories() -> Vec<Category> {
    CategoryTable::published().of_year(FiscalYear::new(2026).unwrap()).cloned().collect()
}

fn text(text: &str) -> Field<String> {
    Field::Given(Sourced { value: text.to_owned(), cell: CellRef::new(1, 1), raw: text.to_owned() })
}

fn line(code: &str, category: &str, no: &str, name: &str, fund: i64) -> Line {
    let body = BodyCode::parse(code).unwrap();
    let bu = categories().iter().find(|c| c.code.as_str() == category).unwrap().bu;
    Line {
        source: 0,
        body,
        body_name: body.name().unwrap().to_owned(),
        category: category.into(),
        bu,
        key: LeafKey { body, no: no.to_owned(), ordinal: 0 },
        project: Arc::new(Project { name: text(name), no: text(no), ..Project::default() }),
        facilities: Vec::new(),
        fund: Yen::new(fund),
        carried: Yen::ZERO,
        national: Yen::new(fund / 3 * 2),
        prefectural: Yen::new(fund - fund / 3 * 2),
    }
}

/// In the order of a plan: by 区分, body and No.
fn lines() -> Vec<Line> {
    vec![
        line("150002", "I-1", "1", "病床機能転換施設整備事業", 300),
        line("151009", "I-1", "1", "病床機能転換施設整備事業（新潟市1）", 100),
        line("152021", "I-1", "1", "病床機能転換施設整備事業（長岡市1）", 31),
        line("152021", "I-1", "2", "長岡市\"連携\"推進,事業", 7),
        line("152021", "III", "3", "=地域密着型サービス", 9),
        line("151009", "IV", "2", "院内保育所運営事業", 11),
        line("152021", "IV", "4", "院内保育所運営事業（長岡市4）", 13),
        line("152021", "IV", "5", "院内保育所 運営事業（長岡市5）", 17),
    ]
}

fn told(groups: &[Group]) -> Vec<(String, &str, &[usize])> {
    groups.iter().map(|g| (g.label(), g.title.as_str(), g.members.as_slice())).collect()
}

#[test]
fn projects_of_one_menu_are_grouped_and_numbered_per_half() {
    let (lines, groups) = (lines(), propose(&categories(), &lines()));
    let expected: Vec<(String, &str, &[usize])> = vec![
        ("No.1（医療分）".into(), "病床機能転換施設整備事業", &[0]),
        ("No.2（医療分）".into(), "病床機能転換施設整備事業", &[1, 2]),
        ("No.3（医療分）".into(), "\"連携\"推進,事業", &[3]),
        ("No.4（医療分）".into(), "院内保育所運営事業", &[5, 6, 7]),
        ("No.1（介護分）".into(), "=地域密着型サービス", &[4]),
    ];
    assert_eq!(told(&groups), expected, "the prefecture's own project stays alone");
    let sums = groups[1].amounts(&lines);
    assert_eq!((sums.projects, sums.fund, sums.national), (2, Yen::new(131), Yen::new(86)));
    assert_eq!(sums.national + sums.prefectural, sums.fund);
}

#[test]
fn another_standard_example_is_another_menu() {
    let mut lines = lines();
    Arc::make_mut(&mut lines[2].project).standard_example = text("5");
    assert_eq!(propose(&categories(), &lines).len(), 6);
    Arc::make_mut(&mut lines[1].project).standard_example = text("５");
    assert_eq!(propose(&categories(), &lines).len(), 5, "the same in full width");
}

#[test]
fn one_to_one_numbers_in_the_order_of_the_plan() {
    let (lines, groups) = (lines(), one_to_one(&categories(), &lines()));
    assert_eq!(groups.len(), lines.len());
    assert_eq!(groups.iter().map(|g| g.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 1]);
    assert_eq!(groups[7].title, "=地域密着型サービス");
}

#[test]
fn a_grouping_survives_its_csv() {
    let lines = lines();
    for groups in [propose(&categories(), &lines), one_to_one(&categories(), &lines)] {
        let csv = to_csv(&groups, &lines);
        assert!(csv.starts_with("bu,number,title,municipality_code,category,no\r\n"), "{csv}");
        assert!(csv.contains(",'=地域密着型サービス,"), "no formula: {csv}");
        assert_eq!(from_csv(&csv, &lines).unwrap(), groups);
        assert_eq!(from_csv(&format!("\u{feff}{}\n\n", csv.replace("\r\n", "\n")), &lines).unwrap(), groups);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let lines = lines();
    let csv = to_csv(&propose(&categories(), &lines), &lines);
    let message = |csv: &str| from_csv(csv, &lines).unwrap_err().to_string();
    let edited = |from: &str, to: &str| {
        assert!(csv.contains(from), "{from}");
        message(&csv.replacen(from, to, 1))
    };
    assert!(message("").contains("1行目が見出しではありません"));
    assert!(edited("bu,number", "分,number").contains("見出し"));
    let rest: String = csv.lines().take(8).map(|l| l.to_owned() + "\n").collect();
    assert_eq!(message(&rest), "計画の事業が1件、どの行にもありません（152021 区分III No.3）");
    let header: String = csv.lines().take(1).collect();
    assert_eq!(message(&header), "計画の事業が8件、どの行にもありません（150002 区分I-1 No.1 ほか）");
    let twice = csv.clone() + "医療分,9,別,152021,IV,5\n";
    assert_eq!(message(&twice), "10行目の事業（152021 区分IV No.5）は、8行目にもあります");
    assert!(
        edited(",152021,IV,4", ",152021,IV,44").contains("7行目の事業（152021 区分IV No.44）は、この計画にありません")
    );
    assert!(edited("介護分,1", "医療分,1").contains("この計画にありません"), "a project of the other half");
    assert!(
        edited("医療分,4,院内保育所運営事業", "医療分,4,別の名")
            .contains("7行目の医療分 No.4の事業名が、6行目と異なります")
    );
    let merged = csv.replace("医療分,3,\"\"\"連携\"\"推進,事業\"", "医療分,4,院内保育所運営事業");
    assert!(message(&merged).contains("区分が、5行目と異なります"), "{}", message(&merged));
    assert!(edited("医療分,1", "医療分,0").contains("number「0」"));
    assert!(edited("152021", "152022").contains("検査数字"));
    assert!(edited("150002,I-1,1", "150002,I-1").contains("2行目の項目が5個です"));
    assert!(message(&(csv.clone() + "医療分,9,\"閉じない")).contains("10行目から始まる引用符"));
}
