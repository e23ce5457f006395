//! `kikin withdraw`

use kikin_app::{Version, WithdrawRequest, withdraw};

use crate::Outcome;
use crate::args::WithdrawArgs;
use crate::database::{block_on, open_current};
use crate::user::scope;

pub(crate) fn run(args: &WithdrawArgs) -> anyhow::Result<Outcome> {
    let request = WithdrawRequest {
        prefecture: args.prefecture,
        fiscal_year: args.fiscal_year,
        body: args.municipality,
        stage: args.stage,
        bu: args.bu,
        reason: &args.reason,
    };
    let withdrawn = block_on(async {
        let store = open_current(&args.database.url).await?;
        let withdrawn = withdraw(&store, &scope(), request).await?;
        store.close().await?;
        Ok(withdrawn)
    })?;
    for one in &withdrawn {
        say!("取り下げました：{}　{}", one.bu.label(), named(&one.version));
        match &one.counts_now {
            Some(version) => say!("  現在採るもの：{}", named(version)),
            None => say!("  現在採るもの：ありません（計画に入る受付がなくなりました）"),
        }
    }
    Ok(Outcome::Fine)
}

/// Number, receipt and file of a version.
fn named(version: &Version) -> String {
    format!("第{}版（受付 第{}号「{}」）", version.number, version.receipt, version.file_name)
}
