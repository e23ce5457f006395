//! A submission as everybody who may see it sees it: state, versions, time line, comments, attachments.

use std::collections::{BTreeMap, BTreeSet};

use kikin_domain::permission::{Action, Seat};
use kikin_domain::plan::Stage;
use kikin_domain::round::{Act, Kind};
use kikin_domain::{Bu, Finding};
use kikin_store::people::post::post_names;
use kikin_store::round::{Attachment, Comment, Round, attachments, comments, rounds};
use kikin_store::{PlanYear, Store, received_file, version_events};

use super::due::{Due, due_of};
use super::error::RoundError;
use super::held::Site;
use super::replacing::in_plan;
use super::time_line::{Told, time_line};
use crate::people::{Scope, permit};

/// A submission.
#[derive(Clone, Debug)]
pub struct SubmissionView {
    /// The year as it is set up.
    pub year: PlanYear,
    /// Where it stands and what is to be done.
    pub due: Due,
    /// Versions and what happened; none before anybody opened it. Of what lies on the body's desk only the body sees events.
    pub round: Option<Round>,
    /// What the check of the version that counts found.
    pub findings: Vec<Finding>,
    /// Comments in the order in which they were written.
    pub comments: Vec<Comment>,
    /// Attachments in the order in which they came.
    pub attachments: Vec<Attachment>,
    /// The names of posts by account.
    pub names: BTreeMap<String, String>,
    /// What happened, in order.
    pub told: Vec<Told>,
    /// What whoever looks may do: comment, attach, withdraw.
    pub may: SubmissionActs,
}

/// What whoever looks may do with a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmissionActs {
    /// Write a comment.
    pub comment: bool,
    /// Attach files and take them off.
    pub attach: bool,
    /// Withdraw the version that counts.
    pub withdraw: bool,
    /// Answer 該当事業なし.
    pub no_projects: bool,
    /// Upload a file.
    pub upload: bool,
    /// Correct projects of the version that counts without Excel.
    pub mend: bool,
    /// Review it.
    pub review: bool,
}

/// A submission with all that belongs to it; the number of queries does not depend on how much that is.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NoYear`], or the database's.
pub async fn look_at_submission(
    store: &Store,
    scope: &Scope,
    (site, stage): (Site, Stage),
    bu: Bu,
) -> Result<SubmissionView, RoundError> {
    permit(store, scope, Action::ViewSubmission, &site.matter()).await?;
    let reading = store.read().await?;
    let year = kikin_store::plan_year(&reading, site.prefecture, site.year).await?;
    let year = year.ok_or(RoundError::NoYear(site.prefecture, site.year))?;
    let there = rounds(&reading, site.prefecture, site.year, Some(site.body)).await?;
    let due = due_of(&year, &there, site, scope, (stage, bu));
    let may = acts(&there, &due, site, scope, &year);
    let key = site.key(stage, bu);
    let mut comments = comments(&reading, site.prefecture, site.year, site.body).await?;
    comments.retain(|c| c.key == key);
    let mut attachments = attachments(&reading, site.prefecture, site.year, site.body).await?;
    attachments.retain(|a| a.key == key);
    let mut round = there.into_iter().find(|r| (r.submission.stage, r.submission.bu) == (stage, bu));
    if let Some(round) = &mut round
        && !matches!(scope.seat(), Seat::Body(..))
    {
        // What was not handed in is the body's own.
        round.events.retain(|e| !is_on_the_desk(&e.kind));
    }
    let findings = match due.counting {
        Some((upload, _)) => received_file(&reading, site.prefecture, upload).await?.findings,
        None => Vec::new(),
    };
    let versions = round.iter().flat_map(|r| &r.submission.versions).map(|v| v.id);
    let became = version_events(&reading, site.prefecture, versions).await?;
    let events = round.iter().flat_map(|r| &r.events).map(|e| e.by.clone());
    let accounts: BTreeSet<String> = events
        .chain(became.iter().map(|e| e.by.clone()))
        .chain(comments.iter().map(|c| c.by.clone()))
        .chain(attachments.iter().map(|a| a.made_by.clone()))
        .collect();
    let names = post_names(&reading, site.prefecture.into(), accounts).await?;
    let told = round.as_ref().map_or_else(Vec::new, |round| time_line(round, &became, &names));
    Ok(SubmissionView { year, due, round, findings, comments, attachments, names, told, may })
}

const fn is_on_the_desk(kind: &Kind) -> bool {
    matches!(kind, Kind::DraftKept { .. } | Kind::ApprovalAsked { .. } | Kind::Declined { .. })
}

fn acts(rounds: &[Round], due: &Due, site: Site, scope: &Scope, year: &PlanYear) -> SubmissionActs {
    let own = |action: Action| scope.may(action, &site.matter().concerning(due.bu.into())).is_ok();
    let progress = rounds.iter().find(|r| (r.submission.stage, r.submission.bu) == (due.stage, due.bu));
    let approval = year.wants_approval(site.body);
    let fits = |act: Act| progress.is_none_or(|r| r.progress.check(act, scope.account(), None, approval).is_ok());
    // 該当事業なし in 変更 gives a plan up: there must be one.
    let has_a_plan = due.stage != Stage::Change || in_plan(rounds, due.bu).is_some();
    let keeps = due.open && own(Action::Draft) && fits(Act::KeepDraft);
    SubmissionActs {
        comment: own(Action::Comment),
        attach: due.open && own(Action::Draft),
        withdraw: due.open && own(Action::Withdraw) && due.counting.is_some() && fits(Act::Withdraw),
        no_projects: keeps && own(Action::HandIn) && due.counting.is_none() && has_a_plan,
        upload: keeps,
        mend: keeps && due.counting.is_some(),
        review: own(Action::Review),
    }
}
