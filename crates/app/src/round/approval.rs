//! 庁内決裁 by a second post, where it is switched on for the body.

use jiff::civil::Date;
use kikin_domain::Verdict;
use kikin_domain::permission::Action;
use kikin_domain::round::{Act, Kind};
use kikin_domain::year::era_date;
use kikin_store::Store;
use kikin_store::round::{Draft, NewEvent, record};

use super::error::RoundError;
use super::hand_in::own_draft;
use super::held::{On, Site, hold_some};
use crate::people::Scope;

/// Sends a draft to 庁内決裁.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Rejected`] for a draft with errors, [`RoundError::Field`] where
/// 庁内決裁 is not switched on, or the database's.
pub async fn ask_approval(store: &Store, scope: &Scope, id: i64) -> Result<(), RoundError> {
    let (prefecture, draft) = own_draft(store, scope, Action::Draft, id).await?;
    let site = Site { prefecture, year: draft.year, body: draft.body };
    if draft.verdict == Verdict::Rejected {
        let errors = draft.findings.iter().filter(|f| f.severity == kikin_domain::Severity::Error).count();
        return Err(RoundError::Rejected { errors });
    }
    let step = Step { act: Act::AskApproval, action: "draft.ask-approval", why: None, document: None };
    step.take(store, scope, site, &draft, |draft| Kind::ApprovalAsked { draft }).await
}

/// Gives 庁内決裁 to a draft. Nobody gives it to what they drafted or asked for themselves.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Field`] for a blank number or a day to come, or the
/// database's.
pub async fn approve(
    store: &Store,
    scope: &Scope,
    id: i64,
    document_number: &str,
    decided_on: Date,
) -> Result<(), RoundError> {
    let (prefecture, draft) = own_draft(store, scope, Action::Approve, id).await?;
    let site = Site { prefecture, year: draft.year, body: draft.body };
    let number = document_number.trim();
    if number.is_empty() || number.chars().count() > 100 || number.chars().any(char::is_control) {
        return Err(RoundError::field("文書番号を1文字以上100文字以下で入力してください。"));
    }
    let today = scope.act().at.date();
    if decided_on > today {
        return Err(RoundError::field(format!(
            "決裁日（{}）が今日（{}）より後です。決裁を受けた日を入力してください。",
            era_date(decided_on),
            era_date(today)
        )));
    }
    let document = Some((number, decided_on));
    let step = Step { act: Act::Approve, action: "draft.approve", why: None, document };
    step.take(store, scope, site, &draft, |draft| Kind::Approved { draft }).await
}

/// Sends a draft back to whoever drafted it.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::NotNow`], [`RoundError::Field`] for a blank reason, or the database's.
pub async fn decline(store: &Store, scope: &Scope, id: i64, why: &str) -> Result<(), RoundError> {
    let (prefecture, draft) = own_draft(store, scope, Action::Approve, id).await?;
    let site = Site { prefecture, year: draft.year, body: draft.body };
    let why = why.trim();
    if why.is_empty() {
        return Err(RoundError::field("差し戻す理由が空欄です。直してほしいことを記入してください。"));
    }
    let step = Step { act: Act::Decline, action: "draft.decline", why: Some(why), document: None };
    step.take(store, scope, site, &draft, |draft| Kind::Declined { draft }).await
}

/// One act on the desk, for every 分 on which the draft lies.
struct Step<'a> {
    act: Act,
    action: &'a str,
    why: Option<&'a str>,
    document: Option<(&'a str, Date)>,
}

impl Step<'_> {
    async fn take(
        &self,
        store: &Store,
        scope: &Scope,
        site: Site,
        draft: &Draft,
        kind: impl Fn(i64) -> Kind,
    ) -> Result<(), RoundError> {
        let on = On { site, stage: draft.stage, halves: &draft.halves };
        let held = hold_some(store, scope, self.act.action(), on).await?;
        if !held.year.wants_approval(site.body) {
            return Err(RoundError::field(
                "庁内決裁を使わない設定です。そのまま提出してください。使うときは、県の総括担当に設定を依頼してください。",
            ));
        }
        let mut events = Vec::new();
        for bu in on.halves {
            let Some(round) = held.round(on, *bu) else { continue };
            round.progress.check(self.act, scope.account(), Some(draft.id), true)?;
            let event = NewEvent::new(site.key(on.stage, *bu), kind(draft.id)).because(self.why);
            events.push(NewEvent {
                document_number: self.document.map(|(number, _)| number.to_owned()),
                decided_on: self.document.map(|(_, day)| day),
                ..event
            });
        }
        record(&held.tx, scope.act(), self.action, &events).await?;
        held.tx.commit().await?;
        Ok(())
    }
}
