//! Templates on the command line.

mod run;

use std::path::Path;

use run::{kikin, said, scratch};

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
