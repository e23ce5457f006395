//! 査定 after a 修正依頼: of projects that stayed as they were it is kept, of the others it begins anew.

use kikin_app::round::{
    Assessed, Decision, RoundError, assess, assessed, begin_review, confirm, notify_assessment, receive,
    request_correction, review_sheet, stage_of_now, status,
};
use kikin_domain::plan::Stage;
use kikin_domain::round::Reopened;
use kikin_domain::rule::{Edit, Input, Table};
use kikin_domain::settled::Settling;
use kikin_domain::{Bu, Yen};

use super::{Cast, all, file, filed, nagaoka, year};
use crate::db::{Db, on_both};
use crate::people::{assert_sound, morning, niigata};

const BU: Bu = Bu::Medical;

fn plan() -> (kikin_app::round::Site, Stage) {
    (nagaoka(), Stage::Plan)
}

/// No. 3 with another fund, No. 2 with other words, and 介護分 with other words that nobody asked for.
const CORRECTED: &[Edit] = &[
    Edit::Cover("提出日", Input::Text("令和8年6月17日")),
    Edit::Cell(Table::Projects, 1, "content", Input::Text("相談の窓口を二か所にする。")),
    Edit::Cell(Table::Projects, 2, "total", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "fund", Input::Number("6000")),
    Edit::Cell(Table::Projects, 2, "y2026", Input::Number("6000")),
    Edit::Cell(Table::Projects, 4, "content", Input::Text("導入する施設を広げる。")),
];

fn decide(no: &str, granted: i64, why: Option<&str>) -> Decision {
    Decision { no: no.to_owned(), adopted: granted > 0, granted: Yen::new(granted), why: why.map(str::to_owned) }
}

/// What is decided and from which version, with the columns that are otherwise since: 「No.1 8,000,000円 第1版」
fn told(all: &[Assessed]) -> Vec<String> {
    let one = |one: &Assessed| {
        let granted = one.decision.as_ref().map_or_else(|| "未定".to_owned(), |d| format!("{}円", d.granted));
        let from = one.carried.as_ref().map(|c| format!(" 第{}版{}", c.number, c.changed.join("、")));
        format!("No.{} {granted}{}", one.project.no.text(), from.unwrap_or_default())
    };
    all.iter().map(one).collect()
}

async fn settling(db: &Db, scope: &kikin_app::people::Scope) -> Settling {
    let rows = status(&db.store, scope, (niigata(), year().year), Stage::Plan).await.expect("is listed");
    rows.iter().find(|r| r.body == nagaoka().body && r.bu == BU).expect("is listed").settling
}

on_both! {
    async fn decisions_stay_where_nothing_that_was_decided_on_changed(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        let lead = cast.at(db, &cast.lead, morning()).await;
        filed(db, &clerk, file("v1.xlsx", &[])).await.expect("is handed in");
        assert_eq!(settling(db, &officer).await, Settling::Undecided);
        begin_review(&db.store, &officer, plan(), BU).await.expect("begins");
        let first = assessed(&db.store, &officer, plan(), BU).await.expect("is listed");
        let rest: Vec<Decision> =
            first[3..].iter().map(|a| decide(a.project.no.text(), a.project.fund.get().map_or(0, Yen::get), None)).collect();
        let decided = [decide("1", 8_000_000, Some("単価の見直し")), decide("2", 6_000_000, None), decide("3", 5_000_000, None)];
        let decided: Vec<Decision> = decided.into_iter().chain(rest).collect();
        assess(&db.store, &officer, plan(), BU, &decided[..1]).await.expect("is entered");
        assert_eq!(settling(db, &officer).await, Settling::Partly { decided: 1, of: first.len() });
        assess(&db.store, &officer, plan(), BU, &decided).await.expect("is entered");
        request_correction(&db.store, &officer, plan(), BU, "直してください", Reopened::Whole).await.expect("is asked");
        filed(db, &clerk, file("v2.xlsx", CORRECTED)).await.expect("is handed in");

        // No. 1 as it was, No. 2 with other words, No. 3 is to be decided on anew.
        let now = assessed(&db.store, &officer, plan(), BU).await.expect("is listed");
        let wanted = ["No.1 8,000,000円 第1版", "No.2 6,000,000円 第1版事業の内容", "No.3 未定"];
        assert_eq!(told(&now)[..3], wanted);
        assert_eq!(now[0].decision.as_ref().and_then(|d| d.why.as_deref()), Some("単価の見直し"));
        assert!(!review_sheet(&db.store, &officer, plan(), BU).await.expect("is read").decided, "No. 3 is open");
        assert_eq!(settling(db, &officer).await, Settling::Partly { decided: first.len() - 1, of: first.len() });
        let own = assessed(&db.store, &clerk, plan(), BU).await.expect("is listed");
        assert!(own.iter().all(|a| a.decision.is_none()), "nothing is told before it is sent");

        receive(&db.store, &officer, plan(), BU).await.expect("is received");
        confirm(&db.store, &officer, plan(), BU).await.expect("is confirmed");
        let open = notify_assessment(&db.store, &lead, plan(), BU).await.expect_err("No. 3 is open");
        assert!(matches!(&open, RoundError::Field(why) if why.contains("（No.3）")), "{open}");
        assess(&db.store, &officer, plan(), BU, &[decide("3", 5_500_000, Some("積算"))]).await.expect("is entered");
        assert!(review_sheet(&db.store, &officer, plan(), BU).await.expect("is read").decided);
        assert_eq!(settling(db, &officer).await, Settling::Decided);
        notify_assessment(&db.store, &lead, plan(), BU).await.expect("is sent");
        // What was carried over was sent, and stands with this version from now on.
        let own = assessed(&db.store, &clerk, plan(), BU).await.expect("is listed");
        assert!(own.iter().all(|a| a.decision.is_some() && a.carried.is_none()), "{own:?}");
        assert_eq!(told(&own)[0], "No.1 8,000,000円");
        assert_eq!(settling(db, &officer).await, Settling::Notified);
        assert_sound(db).await;
    }

    async fn what_was_not_returned_stays_beside_a_correction(db: &Db) {
        let cast = Cast::enter(db).await;
        let clerk = cast.at(db, &cast.clerk, morning()).await;
        let officer = cast.at(db, &cast.prefecture, morning()).await;
        filed(db, &clerk, file("v1.xlsx", &[])).await.expect("is handed in");
        request_correction(&db.store, &officer, plan(), BU, "直してください", Reopened::Whole).await.expect("is asked");
        let slip = filed(db, &clerk, file("v2.xlsx", CORRECTED)).await.expect("is handed in").slip;
        assert_eq!(slip.versions.iter().map(|v| v.bu).collect::<Vec<_>>(), [BU], "nobody began to review 介護分");
        let versions = |bu: Bu| async move {
            let own = all(db, nagaoka()).await;
            own.into_iter().find(|r| (r.submission.stage, r.submission.bu) == (Stage::Plan, bu)).map(|r| r.submission.versions.len())
        };
        assert_eq!((versions(BU).await, versions(Bu::Care).await), (Some(2), Some(1)));
        // Once nothing is returned, both may be replaced as before the review.
        let again = [Edit::Cover("提出日", Input::Text("令和8年6月19日"))];
        let slip = filed(db, &clerk, file("v3.xlsx", &again)).await.expect("is handed in").slip;
        assert_eq!(slip.versions.len(), 2);
        // The list opens where something is going on.
        let now = stage_of_now(&db.store, &officer, (niigata(), year().year)).await.expect("is told");
        assert_eq!(now, Stage::Plan);
        assert_sound(db).await;
    }
}
