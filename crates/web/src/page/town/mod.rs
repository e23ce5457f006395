//! The municipality at work: what is due, uploads, handing in, receipts; and what everybody sees of a submission.

mod anew;
pub(crate) mod answer;
pub(crate) mod approval;
mod ask;
pub(crate) mod draft;
mod examples;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod hand_in;
pub(crate) mod home;
pub(crate) mod mend;
pub(crate) mod none;
pub(crate) mod receipt;
pub(crate) mod submission;
pub(crate) mod talk;
mod totals;
pub(crate) mod upload;
pub(crate) mod withdraw;

use kikin_app::round::Site as RoundSite;
use kikin_domain::permission::Seat;
use kikin_domain::plan::Stage;
use kikin_domain::{Bu, FiscalYear};

use super::{Shell, rendered};
use crate::component::Breadcrumb;
use crate::extract::Member;
use crate::place::{of_submission, of_year};

/// Every page of this part with every sample, for tests.
pub(super) fn samples() -> Vec<super::Sample> {
    [
        rendered::<home::TownHomePage>(),
        rendered::<upload::UploadPage>(),
        rendered::<upload::NotKeptPage>(),
        rendered::<draft::DraftPage>(),
        rendered::<hand_in::HandInPage>(),
        rendered::<receipt::ReceiptPage>(),
        rendered::<ask::AskPage>(),
        rendered::<submission::SubmissionPage>(),
        rendered::<answer::AnswerPage>(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 長岡市: the name of the member's own body, or that of the published list; the code where neither knows it.
fn body_name(member: &Member, site: RoundSite) -> String {
    match member.scope.seat() {
        Seat::Body(_, own) if own == site.body => member.scope.organisation().to_owned(),
        Seat::Body(..) | Seat::Prefecture(_) | Seat::Installation => {
            site.body.name().map_or_else(|| site.body.to_string(), str::to_owned)
        }
    }
}

/// 計画（介護分）
fn submission_name(stage: Stage, bu: Bu) -> String {
    format!("{}（{}）", stage.label(), bu.label())
}

/// 医療分・介護分
fn halves_name(halves: &[Bu]) -> String {
    halves.iter().map(|bu| bu.label()).collect::<Vec<_>>().join("・")
}

/// A page under the year's home; a page of the prefecture under 提出状況.
fn under_year(title: &str, member: &Member, year: FiscalYear) -> Shell {
    let shell = Shell::of(title, member);
    let home = match member.scope.seat() {
        Seat::Body(..) => (format!("{}の提出", year.era()), of_year(year)),
        Seat::Prefecture(_) | Seat::Installation => {
            (format!("{}の提出状況", year.era()), format!("{}/status", of_year(year)))
        }
    };
    shell.under(&[("ホーム", "/"), (&home.0, &home.1)])
}

/// A page under a submission's.
fn under_submission(title: &str, member: &Member, site: RoundSite, stage: Stage, bu: Bu) -> Shell {
    let mut shell = under_year(title, member, site.year);
    let label = format!("{} {}", body_name(member, site), submission_name(stage, bu));
    shell.crumbs.push(Breadcrumb { label, href: of_submission(site, stage, bu) });
    shell
}

/// Lines of a text that somebody typed.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// A file's own name: what the command line took in bears the folders of the server's machine.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
