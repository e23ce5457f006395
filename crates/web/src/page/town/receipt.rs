//! 受付票: what was received, on the screen and on A4.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::round::{Site as RoundSite, Slip, receipt_slip};
use serde::Deserialize;

use super::{file_name, halves_name, submission_name, totals, under_year};
use crate::component::{Notice, NoticeKind, Table};
use crate::extract::Member;
use crate::fault::{Fault, WebError};
use crate::page::{Page, Shell, ok};
use crate::place::{OfNumber, of_submission, of_year};
use crate::site::SharedSite;
use crate::when::When;

/// The receipt.
#[derive(Debug, Template)]
#[template(path = "page/town/receipt.html")]
pub(crate) struct ReceiptPage {
    shell: Shell,
    sentence: Notice,
    number: i64,
    at: When,
    late: bool,
    facts: Vec<(&'static str, String)>,
    sha256: String,
    totals: Table,
    links: Vec<(String, String)>,
}

impl ReceiptPage {
    fn new(shell: Shell, site: RoundSite, slip: Slip) -> Self {
        let halves: Vec<_> = slip.versions.iter().map(|v| v.bu).collect();
        let counts = slip.versions.iter().all(|v| v.counting == Some(slip.number)) && !slip.versions.is_empty();
        let version = |v: &kikin_app::round::SlipVersion| format!("{} 版{}", v.bu.label(), v.number);
        let caption = format!("{} {} 区分別の合計（単位：円）", slip.year.era(), slip.stage.label());
        let projects = if slip.projects == 0 {
            "なし（該当事業なし）".to_owned()
        } else {
            format!("{}件", slip.projects)
        };
        let link = |v: &kikin_app::round::SlipVersion| {
            (format!("{}の提出のページ", submission_name(slip.stage, v.bu)), of_submission(site, slip.stage, v.bu))
        };
        let home = ("年度のページに戻る".to_owned(), of_year(site.year));
        Self {
            shell,
            sentence: Notice::new(
                if counts { NoticeKind::Success } else { NoticeKind::Warning },
                &slip.sentence(),
                &[],
            ),
            number: slip.number,
            at: When::stored(&slip.received_at),
            late: slip.late,
            facts: vec![
                ("団体", format!("{}（{}）", slip.name, site.body)),
                ("計画年度・段階", format!("{} {}", slip.year.era(), slip.stage.label())),
                ("分", halves_name(&halves)),
                ("版", slip.versions.iter().map(version).collect::<Vec<_>>().join("、")),
                ("事業数", projects),
                ("提出した職", slip.post.clone()),
                ("ファイル", file_name(&slip.file_name).to_owned()),
            ],
            totals: totals::table(&caption, &slip.totals, &slip.categories, slip.year),
            links: slip.versions.iter().map(link).chain([home]).collect(),
            sha256: slip.sha256,
        }
    }
}

impl Page for ReceiptPage {
    const NAME: &'static str = "receipt";

    fn samples() -> Vec<Self> {
        use super::examples::{site, slip};
        let page = |slip| Self::new(Shell::sample("受付票"), site(), slip);
        let replaced = {
            let mut slip = slip();
            slip.versions.iter_mut().for_each(|v| v.counting = Some(43));
            slip
        };
        vec![page(slip()), page(replaced), page(Slip { projects: 0, late: true, ..slip() })]
    }
}

/// What was done before this page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

impl Asked {
    fn notice(&self) -> Option<Notice> {
        let handed_in = Notice::new(NoticeKind::Success, "提出しました。", &["県の審査を待ってください。"]);
        (self.done == "handed-in").then_some(handed_in)
    }
}

/// The receipt of a received file, for its body and the prefecture.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (round, upload) = of.read(&member)?;
    let slip = receipt_slip(&site.store, &member.scope, round.prefecture, upload).await?;
    if (slip.year, slip.body) != (round.year, round.body) {
        return Err(Fault::NotFound.into());
    }
    let shell = under_year(&format!("受付票（受付番号 {}）", slip.number), &member, round.year).notice(asked.notice());
    Ok(ok(&ReceiptPage::new(shell, round, slip)))
}
