//! What was decided and answered, and the plan that does not follow by itself.

use kikin_app::round::{
    Answered, Decision, answer_assessment, assess, assessed, confirm, hand_in, notify_assessment, receive,
    request_correction,
};
use kikin_domain::plan::{Answer, Stage};
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::{Bu, Yen};

use super::{confirmed, number, see, seen};
use crate::db::{Db, on_both};
use crate::pages::{Answer as Page, Pages};
use crate::people::{assert_sound, morning};
use crate::round::{Cast, file, nagaoka, send};

const PLAN: &str = "/years/2026/plan";
const FREEZE: &str = "/years/2026/plan/freeze";
const REVIEW: &str = "/years/2026/bodies/152021/plan/medical/review";

/// 医療分 of 長岡市 is decided on and notified: the first project is not adopted, the second is granted all but 1,000,000円, the rest
/// in full. Returns No., what is asked for and what is granted.
async fn notified(db: &Db, cast: &Cast) -> Vec<(String, Yen, Yen)> {
    let what = (nagaoka(), Stage::Plan);
    let lead = cast.at(db, &cast.lead, morning()).await;
    let there = assessed(&db.store, &lead, what, Bu::Medical).await.expect("is read");
    let mut wanted = Vec::new();
    for (at, one) in there.iter().enumerate() {
        let asked = one.project.fund.get().expect("an amount");
        let granted = match at {
            0 => Yen::ZERO,
            1 => asked - Yen::new(1_000_000),
            _ => asked,
        };
        wanted.push((one.project.no.text().to_owned(), asked, granted));
    }
    let decision = |(at, (no, _, granted)): (usize, &(String, Yen, Yen))| Decision {
        no: no.clone(),
        adopted: at > 0,
        granted: *granted,
        why: (at < 2).then(|| "予算のため".to_owned()),
    };
    let decisions: Vec<Decision> = wanted.iter().enumerate().map(decision).collect();
    assess(&db.store, &lead, what, Bu::Medical, &decisions).await.expect("is entered");
    notify_assessment(&db.store, &lead, what, Bu::Medical).await.expect("is sent");
    wanted
}

/// The municipality answers: the second is reduced by another 1,000,000円, the rest is used in full.
async fn answered(db: &Db, cast: &Cast, granted: &[(String, Yen, Yen)]) {
    let clerk = cast.at(db, &cast.clerk, morning()).await;
    let answer = |(at, (no, _, granted)): (usize, &(String, Yen, Yen))| {
        let (answer, less) = if at == 1 { (Answer::Reduced, 1_000_000) } else { (Answer::Full, 0) };
        Answered { no: no.clone(), answer, amount: *granted - Yen::new(less), why: None }
    };
    let given: Vec<Answered> = granted.iter().enumerate().skip(1).map(answer).collect();
    answer_assessment(&db.store, &clerk, (nagaoka(), Stage::Plan), Bu::Medical, &given).await.expect("is answered");
}

const CAPTION: &str = "査定・回答と額が異なる事業（単位：円";

/// The rows of the table of what disagrees: No., 計画の額, on what it rests, 査定・回答の額, difference; and the sum.
fn told(page: &Page) -> (Vec<[String; 5]>, i64) {
    let text = page.text();
    let at = |column| super::column(&text, CAPTION, column);
    let (no, planned, basis, settled, difference) = (at(2), at(4), at(5), at(6), at(7));
    let rows =
        (0..no.len()).map(|i| [&no, &planned, &basis, &settled, &difference].map(|column| column[i].clone())).collect();
    let foot = text.rsplit(CAPTION).next().and_then(|t| t.split("<tfoot").nth(1)).expect("a sum");
    let sum = foot.split("</tr>").next().and_then(|row| row.rsplit("</t").nth(1)).and_then(|c| c.rsplit('>').next());
    (rows, number(sum.expect("a cell")))
}

/// An amount of the second project as it was answered.
const SECOND: [Edit; 3] = [
    Edit::Cell(Table::Projects, 1, "total", Input::Number("4000")),
    Edit::Cell(Table::Projects, 1, "fund", Input::Number("4000")),
    Edit::Cell(Table::Projects, 1, "y2026", Input::Number("4000")),
];

/// The first project without the fund.
const FIRST: [Edit; 3] = [
    Edit::Cell(Table::Projects, 0, "total", Input::Number("3000")),
    Edit::Cell(Table::Projects, 0, "fund", Input::Number("0")),
    Edit::Cell(Table::Projects, 0, "y2026", Input::Number("0")),
];

on_both! {
    /// From the 内示 to the plan that is fixed over it: told at every step, by yen.
    async fn what_was_answered_is_told_until_the_paper_follows(db: &Db) {
        let pages = Pages::enter(db).await;
        confirmed(db, &pages.cast).await;
        let (lead, clerk) = (pages.sign_in(&pages.cast.lead).await, pages.sign_in(&pages.cast.clerk).await);
        let quiet = see(&lead, PLAN).await.text();
        assert!(!quiet.contains("査定・回答と額が異なる"), "nothing is decided");
        let granted = notified(db, &pages.cast).await;
        let (first, second) = (granted[0].clone(), granted[1].clone());
        let row = |(no, asked, _): &(String, Yen, Yen), basis: &str, settled: Yen| {
            [no.clone(), asked.to_string(), basis.to_owned(), settled.to_string(), (*asked - settled).to_string()]
        };
        let refused = row(&first, "不採択", Yen::ZERO);
        // Notified, and not answered: 査定額 holds.
        let (rows, sum) = told(&see(&lead, PLAN).await);
        assert_eq!(rows, [refused.clone(), row(&second, "査定額（回答待ち）", second.2)]);
        assert_eq!(sum, first.1.get() + 1_000_000);
        answered(db, &pages.cast, &granted).await;
        let less = second.2 - Yen::new(1_000_000);
        let page = see(&lead, PLAN).await;
        assert_eq!(told(&page).0, [refused.clone(), row(&second, "回答：減額", less)]);
        page.shows(&["査定・回答と額が異なる事業2件（差の合計", &format!("<a href=\"{REVIEW}\">長岡市 医療分</a>")]);
        see(&lead, REVIEW).await.shows(&["修正を依頼する"]);
        // The municipality is told where it answered and where it begins.
        for path in ["/years/2026", "/years/2026/bodies/152021/plan/medical/answer"] {
            see(&clerk, path).await.shows(&["修正したファイルの再提出が必要です（2事業）", &format!("→ {less}円"), "修正の依頼が届いたら"]);
        }
        // What disagrees stands in the way of fixing, until it is ticked.
        let form = see(&lead, FREEZE).await;
        // 介護分 and 三条市 were not decided on: it is told, and stands in nobody's way.
        form.shows(&["査定、内示、回答の終わっていない事業が7件あります", "査定のない事業：長岡市 計画 介護分（No.4、No.5）"]);
        assert!(!form.text().contains("内示に回答のない事業"), "all are answered: {}", form.text());
        assert_eq!(told(&form), told(&page));
        let word = seen(&form);
        let typed = [("seen", word.as_str()), ("fixed_on", "2026-06-01"), ("note", "国へ提出")];
        let stopped = lead.post(FREEZE, &typed).await;
        assert_eq!(stopped.status, 422);
        let text = stopped.text();
        assert!(text.contains("href=\"#deviating\"") && text.contains("国へ提出"), "the tick is led to, and typed stays: {text}");
        let fields: Vec<_> = typed.into_iter().chain([("deviating", "as-it-is")]).collect();
        let fixed = lead.post(FREEZE, &fields).await;
        assert_eq!(fixed.status, 303, "{}", fixed.text());
        let version = see(&lead, fixed.location()).await;
        version.shows(&["査定・回答と異なる額のまま確定した事業", "査定・回答と額が異なる事業2件", "回答：減額", "国へ提出"]);
        see(&lead, "/events?action=plan.freeze").await.shows(&["国へ提出。査定・回答と額が異なる事業2件（差の合計", "のまま確定"]);
        see(&clerk, "/years/2026").await.shows(&["この額のまま確定しています"]);
        assert_sound(db).await;
    }

    /// A corrected workbook is held to the answer too; when it follows, nobody is told any more, and nothing is to be ticked.
    async fn the_paper_follows(db: &Db) {
        let pages = Pages::enter(db).await;
        confirmed(db, &pages.cast).await;
        let granted = notified(db, &pages.cast).await;
        answered(db, &pages.cast, &granted).await;
        let (lead, clerk) = (pages.sign_in(&pages.cast.lead).await, pages.sign_in(&pages.cast.clerk).await);
        let looked = seen(&see(&lead, FREEZE).await);
        let at_lead = pages.cast.at(db, &pages.cast.lead, morning()).await;
        let at_clerk = pages.cast.at(db, &pages.cast.clerk, morning()).await;
        let what = (nagaoka(), Stage::Plan);
        let again = async |document| {
            request_correction(&db.store, &at_lead, what, Bu::Medical, "回答の額に", Reopened::Whole).await.expect("is asked");
            see(&clerk, "/years/2026").await.shows(&["修正の依頼が届いています"]);
            let draft = send(db, &at_clerk, document).await.draft.expect("is kept");
            hand_in(&db.store, &crate::round::here(), &at_clerk, draft.id, None).await.expect("is handed in");
            receive(&db.store, &at_lead, what, Bu::Medical).await.expect("is received");
            confirm(&db.store, &at_lead, what, Bu::Medical).await.expect("is confirmed");
        };
        // Half of it: the second is as it was answered, the first is still asked for.
        let edits: Vec<Edit> = [Edit::Cover("提出日", Input::Text("令和8年6月17日"))].into_iter().chain(SECOND).collect();
        again(file("二.xlsx", &edits)).await;
        let (rows, sum) = told(&see(&lead, PLAN).await);
        assert_eq!((rows.len(), rows[0][0].as_str(), sum), (1, granted[0].0.as_str(), granted[0].1.get()));
        let late = [("seen", looked.as_str()), ("fixed_on", "2026-06-01"), ("deviating", "as-it-is")];
        assert_eq!(lead.post(FREEZE, &late).await.status, 422, "it is another plan");
        let edits: Vec<Edit> = [Edit::Cover("提出日", Input::Text("令和8年6月18日"))].into_iter().chain(SECOND).chain(FIRST).collect();
        again(file("三.xlsx", &edits)).await;
        for (browser, path) in [(&lead, PLAN), (&lead, FREEZE), (&clerk, "/years/2026")] {
            let text = see(browser, path).await.text();
            assert!(!text.contains("査定・回答と額が異なる") && !text.contains("再提出が必要です"), "{path}: {text}");
        }
        let form = see(&lead, FREEZE).await;
        let fixed = lead.post(FREEZE, &[("seen", &seen(&form)), ("fixed_on", "2026-06-01")]).await;
        assert_eq!(fixed.status, 303, "{}", fixed.text());
        assert!(!see(&lead, fixed.location()).await.text().contains("異なる額のまま"));
        assert_sound(db).await;
    }
}
