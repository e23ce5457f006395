//! The demonstration's sign-ins: posts of the sample prefecture and of two of its towns, all with one password that is printed.

use anyhow::Context as _;
use jiff::ToSpan as _;
use kikin_app::Store;
use kikin_app::people::{
    Caller, MakePost, Scope, Security, SystemEntropy, accept_invitation, invite, list_posts, make_post,
};
use kikin_domain::permission::{Halves, Role, Seat};
use kikin_domain::{BodyCode, PrefectureCode};

use super::demonstration;

/// Everybody's password. The demonstration holds invented figures and is reached from this machine only.
pub(super) const PASSWORD: &str = "yukiguni-no-asa-2026";

struct Sample {
    account: &'static str,
    role: Role,
    body: &'static str,
    name: &'static str,
    holder: &'static str,
}

const SAMPLES: [Sample; 6] = [
    sample("demo-ken-sokatsu", Role::PrefecturalLead, "150002", "福祉保健総務課 総括", "小林 直子"),
    sample("demo-ken-tanto", Role::PrefecturalClerk, "150002", "高齢福祉保健課 担当", "渡辺 健"),
    sample("demo-nagaoka", Role::MunicipalClerk, "152021", "長寿はつらつ課 担当", "佐藤 花子"),
    sample("demo-nagaoka-kacho", Role::MunicipalReviewer, "152021", "長寿はつらつ課 課長", "高橋 進"),
    sample("demo-seiro", Role::MunicipalClerk, "153079", "保健福祉課 担当", "田中 実"),
    sample("demo-kansa", Role::Auditor, "150002", "監査委員事務局", "山田 明"),
];

const fn sample(
    account: &'static str,
    role: Role,
    body: &'static str,
    name: &'static str,
    holder: &'static str,
) -> Sample {
    Sample { account, role, body, name, holder }
}

/// An auditor's post is closed after so many days.
const AUDIT_DAYS: i64 = 90;

impl Sample {
    fn seat(&self) -> anyhow::Result<Seat> {
        let code = BodyCode::parse(self.body).context("団体コード")?;
        let prefecture = code.prefecture();
        Ok(if code.is_prefecture() { Seat::Prefecture(prefecture) } else { Seat::Body(prefecture, code) })
    }
}

/// Makes the posts that are not there yet, and sets their password.
pub(super) async fn enter(store: &Store, prefecture: PrefectureCode, security: &Security) -> anyhow::Result<()> {
    let there = list_posts(store, &demonstration(), Some(prefecture)).await?;
    let is_there = |sample: &&Sample| there.iter().any(|view| view.post.account == sample.account);
    for sample in SAMPLES.iter().filter(|sample| !is_there(sample)) {
        let scope = demonstration();
        make_post(store, &scope, wanted(sample, &scope)?).await?;
        let invited = invite(store, &security.limits, &scope, &mut SystemEntropy, sample.account).await?;
        let caller = Caller { now: scope.act().at.instant(), address: None, request_id: None };
        accept_invitation(store, security, &caller, &mut SystemEntropy, invited.token.as_str(), PASSWORD).await?;
    }
    Ok(())
}

fn wanted(sample: &Sample, scope: &Scope) -> anyhow::Result<MakePost> {
    let today = scope.act().at.date();
    let days = sample.role.is_time_boxed().then(|| today.checked_add(AUDIT_DAYS.days())).transpose()?;
    Ok(MakePost {
        seat: sample.seat()?,
        role: sample.role,
        halves: Halves::Both,
        name: sample.name.to_owned(),
        holder: sample.holder.to_owned(),
        account: Some(sample.account.to_owned()),
        valid_from: days.map(|_| today),
        valid_to: days,
    })
}

/// Tells who can sign in.
pub(super) fn print() {
    say!("\n見本のサインイン（パスワードはすべて {PASSWORD}）：");
    for sample in &SAMPLES {
        let body = BodyCode::parse(sample.body).and_then(BodyCode::name).unwrap_or(sample.body);
        say!("  {:<20}　{}　{}（{}）", sample.account, body, sample.name, sample.role.label());
    }
}
