//! Templates on the command line.

mod run;

use std::path::Path;

use run::{kikin, said, scratch};

#[test]
fn the_projects_of_a_plan_are_asked_about_a_year_later() {
    let folder = scratch("evaluation");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let accept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/accept");
    let of = |name: &str| accept.join(name).to_string_lossy().into_owned();
    let (plan, other, out) = (of("152021_長岡市.xlsx"), of("151009_新潟市.xlsx"), at("事後評価.xlsx"));
    let base = ["template", "evaluation", "--municipality", "152021", "--fiscal-year", "2026", "-o", &out];

    let run = kikin(&[&base[..], &["--copy-from", &plan]].concat());
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let run = kikin(&["check", &out, "--fiscal-year", "2026", "--json"]);
    assert_eq!(run.status.code(), Some(1), "nothing is answered yet: {}", said(&run));
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert_eq!((&json[0]["form"], &json[0]["organization"]["code"]), (&"evaluation".into(), &"152021".into()));
    let rules = json[0]["findings"].as_array().expect("a list").iter().map(|f| f["rule"].as_str().unwrap_or_default());
    let (unanswered, rest): (Vec<&str>, Vec<&str>) = rules.partition(|rule| *rule == "V001");
    assert_eq!((unanswered.len(), rest), (json[0]["rows"].as_array().expect("a list").len(), vec!["C001"]));

    // A plan is asked for, and this body's; an evaluation is none, neither here nor among the plans of a prefecture.
    let run = kikin(&[&base[..], &["--copy-from", &other]].concat());
    assert!(run.status.code() == Some(2) && said(&run).contains("新潟市 令和8年度の計画"), "{}", said(&run));
    let run = kikin(&[&base[..], &["--copy-from", &out]].concat());
    assert!(run.status.code() == Some(2) && said(&run).contains("T006"), "{}", said(&run));
    let list = at("査定額.csv");
    let run = kikin(&[&base[..], &["--copy-from", &plan, "--assessments", &list]].concat());
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    let gathered = at("県計画.xlsx");
    let base = ["consolidate", &plan, &out, "--prefecture", "15", "--fiscal-year", "2026", "--json", "-o", &gathered];
    let run = kikin(&base);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let evaluation = json["files"].as_array().expect("a list").iter().find(|f| f["file"] == *out).expect("is named");
    assert_eq!((&evaluation["counts"], &evaluation["verdict"]), (&false.into(), &"rejected".into()));
}

#[test]
fn a_plan_goes_back_with_what_the_prefecture_decided() {
    let folder = scratch("assessments");
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks/accept/152021_長岡市.xlsx");
    let plan = plan.to_string_lossy().into_owned();
    let (list, out) = (at("査定額.csv"), at("内示.xlsx"));
    let base = ["template", "municipal-plan", "--municipality", "152021", "--fiscal-year", "2026", "-o", &out];
    let assessed = [&base[..], &["--copy-from", &plan, "--assessments", &list]].concat();

    std::fs::write(&list, "分,No.,査定額（千円）\r\n医療分,1,1000\r\n").expect("written");
    let run = kikin(&assessed);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(String::from_utf8_lossy(&run.stderr).contains("査定額のない事業：No.2"), "{}", said(&run));
    let run = kikin(&["check", &out, "--fiscal-year", "2026"]);
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));

    std::fs::write(&list, "分,No.,査定額\r\n医療分,999,1000\r\n").expect("written");
    let run = kikin(&assessed);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("2行目の事業（医療分 No.999）は、この計画にありません"), "{}", said(&run));

    std::fs::write(&list, [0x95, 0xAA, b',', b'N', b'o', b'.']).expect("written");
    assert!(said(&kikin(&assessed)).contains("CSV UTF-8"), "Shift_JIS is not guessed at");
    let alone = [&base[..], &["--assessments", &list]].concat();
    assert_eq!(kikin(&alone).status.code(), Some(2), "there is no plan to answer for");
}
