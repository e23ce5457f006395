//! 受付票: what was received, and whether it counts.

use kikin_domain::category::CategoryTable;
use kikin_domain::permission::Action;
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FiscalYear, PrefectureCode, Stage};
use kikin_store::people::post::post_names;
use kikin_store::round::rounds;
use kikin_store::{Connection, Moment, PlanYear, Store, StoreError, received_file, workbooks};

use super::error::RoundError;
use super::held::{Site, is_late};
use super::time_line::who;
use crate::check::preview;
use crate::people::{Scope, permit};

/// A receipt as it is shown and printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The body's name.
    pub name: String,
    /// The received file's id.
    pub upload: i64,
    /// 受付番号
    pub number: i64,
    /// When, with offset.
    pub received_at: String,
    /// By which account.
    pub received_by: String,
    /// The account's post; the account where it is none.
    pub post: String,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The plan year.
    pub year: FiscalYear,
    /// Whose.
    pub body: BodyCode,
    /// The stage.
    pub stage: Stage,
    /// The versions that it became.
    pub versions: Vec<SlipVersion>,
    /// How many projects were handed in.
    pub projects: usize,
    /// Sums by 区分 with the file's own preview of the split, yen; every 区分 of the 分 that were handed in.
    pub totals: Vec<(CategoryCode, Amounts)>,
    /// The 区分 as the year has them.
    pub categories: CategoryTable,
    /// Whether it came after the first deadline.
    pub late: bool,
}

/// A version on a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlipVersion {
    /// The 分.
    pub bu: Bu,
    /// Its number inside the submission.
    pub number: i64,
    /// The receipt number of the version that counts now, if one does.
    pub counting: Option<i64>,
}

impl Slip {
    /// Which version counts, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.versions.is_empty() {
            return "エラーがあるため、採用されません。".to_owned();
        }
        if self.versions.iter().all(|v| v.counting == Some(self.number)) {
            return "この版が採用されます。".to_owned();
        }
        let told = |v: &SlipVersion| match v.counting {
            Some(number) if number == self.number => format!("{}は、この版が採用されます。", v.bu.label()),
            Some(number) => format!("{}は、受付番号{number}の版が採用されています。", v.bu.label()),
            None => format!("{}は、採用されている版がありません。", v.bu.label()),
        };
        self.versions.iter().map(told).collect()
    }
}

/// The receipt of a file that was received.
///
/// # Errors
/// [`RoundError::Refused`] (hidden where there is none), or the database's.
pub async fn receipt_slip(
    store: &Store,
    scope: &Scope,
    prefecture: PrefectureCode,
    upload: i64,
) -> Result<Slip, RoundError> {
    // Who may see nothing of this prefecture learns nothing of what is there.
    let reading = store.read().await?;
    let file = match received_file(&reading, prefecture, upload).await {
        Ok(file) => Some(file),
        Err(StoreError::Missing { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let Some((year, body)) = file.and_then(|f| f.body.map(|body| (f.year, body))) else {
        return Err(RoundError::hidden());
    };
    permit(store, scope, Action::ViewSubmission, &Site { prefecture, year, body }.matter()).await?;
    let set_up = kikin_store::plan_year(&reading, prefecture, year).await?;
    slip(&reading, &set_up.ok_or(RoundError::NoYear(prefecture, year))?, upload).await
}

/// The receipt, as the database is now.
pub(super) async fn slip(db: &impl Connection, year: &PlanYear, upload: i64) -> Result<Slip, RoundError> {
    let file = received_file(db, year.prefecture, upload).await?;
    let (Some(body), Some(stage)) = (file.body, file.stage) else { return Err(RoundError::hidden()) };
    let mut versions = Vec::new();
    for round in rounds(db, year.prefecture, year.year, Some(body)).await? {
        let own = round.submission.versions.iter().find(|v| v.upload == upload);
        if let Some(version) = own {
            let counting = round.submission.counting().map(|v| v.receipt);
            versions.push(SlipVersion { bu: round.submission.bu, number: version.number, counting });
        }
    }
    versions.sort_by_key(|v| v.bu);
    let handed_in = |bu: Bu| versions.iter().any(|v| v.bu == bu);
    let bu_of = |code: &CategoryCode| year.categories.get(code, year.year).map(|c| c.bu);
    let plan = workbooks(db, year.prefecture, &[upload]).await?.remove(&upload);
    let (mut totals, mut projects) = (Vec::new(), 0);
    if let Some(plan) = &plan {
        totals = preview(plan, year.year, &year.categories);
        totals.retain(|(code, _)| bu_of(code).is_some_and(handed_in));
        projects = plan.projects.iter().filter(|p| p.category.value().and_then(bu_of).is_some_and(handed_in)).count();
    }
    let halves: Vec<Bu> = versions.iter().map(|v| v.bu).collect();
    let names = post_names(db, year.prefecture.into(), [file.received_by.clone()]).await?;
    let late = Moment::parse(&file.received_at).is_some_and(|at| is_late(year, stage, &halves, at.instant()));
    Ok(Slip {
        name: year.bodies.name(body),
        upload,
        number: file.receipt,
        received_at: file.received_at,
        post: who(&names, &file.received_by),
        received_by: file.received_by,
        file_name: file.file_name,
        sha256: file.sha256,
        year: year.year,
        body,
        stage,
        versions,
        projects,
        totals,
        categories: year.categories.clone(),
        late,
    })
}
