//! `kikin export audit --bundle`, and `kikin verify` of such a file

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use kikin_app::{Workplace, bundle, check_bundle, only_prefecture};

use crate::Outcome;
use crate::args::ExportAuditArgs;
use crate::database::{block_on, open_current};
use crate::interrupt::Unfinished;
use crate::reading::readers;
use crate::user::scope;

const MADE: &str = "made";

pub(crate) fn export(args: &ExportAuditArgs) -> anyhow::Result<Outcome> {
    block_on(async {
        match (&args.bundle, &args.output) {
            (Some(to), _) => run_export(args, to).await,
            (None, Some(to)) => crate::evaluation::export_rows(args, to).await,
            (None, None) => bail!("書き出すファイルを -o 又は --bundle で指定してください。"),
        }
    })
}

async fn run_export(args: &ExportAuditArgs, to: &Path) -> anyhow::Result<Outcome> {
    let store = open_current(&args.database.url).await?;
    let prefecture = only_prefecture(&store, args.prefecture).await?;
    let _unfinished = Unfinished::at([Workplace::folder_of(to)]);
    let unwritable = || format!("「{}」に書き込めません", to.display());
    let workplace = Workplace::beside(to).with_context(unwritable)?;
    let file = File::create(workplace.file(MADE)).with_context(unwritable)?;
    let reader = Arc::new(readers()?);
    let (file, made) = bundle(&store, &reader, &scope(), (prefecture, args.head), file).await?;
    drop(file);
    workplace.place(MADE).with_context(unwritable)?;
    store.close().await?;
    say!("監査資料一式を作りました：{}", to.display());
    say!("  {}　記録 {}件（先頭 {}）", prefecture.name(), made.head.sequence, made.head.sha256);
    say!("  記録された行 {}行、受け付けたファイルなど {}件", made.rows, made.files);
    say!("  一式のSHA-256 {}", made.digest);
    say!("  確かめ方：kikin verify {}", to.display());
    Ok(Outcome::Fine)
}

/// Checks a bundle; no database is needed.
pub(crate) fn verify(path: &Path) -> anyhow::Result<Outcome> {
    let input = File::open(path).with_context(|| format!("「{}」を開けません", path.display()))?;
    let scratch = scratch().context("一時ファイルを作れません")?;
    match check_bundle(input, scratch) {
        Ok(checked) => {
            let (prefecture, head) = (checked.prefecture.name(), checked.head);
            say!(
                "{prefecture}の監査資料一式：記録 {}件、行 {}行、ファイル {}件を確かめました。",
                head.sequence,
                checked.rows,
                checked.files
            );
            say!("  先頭 {}", head.sha256);
            say!("  一式のSHA-256 {}", checked.digest);
            say!("すべて記録のとおりです。先頭が、控えてある値と同じことを確かめてください。");
            Ok(Outcome::Fine)
        }
        Err(misfit) => {
            say!("記録と違うところがあります。最初に見つかったところ：");
            say!("  {misfit}");
            Ok(Outcome::InputErrors)
        }
    }
}

/// A file that nobody else sees, and that is gone with this process.
fn scratch() -> std::io::Result<File> {
    let path = std::env::temp_dir().join(format!("kikin-verify-{}", std::process::id()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    // Its name goes now; the file itself when it is closed.
    std::fs::remove_file(path)?;
    Ok(file)
}
