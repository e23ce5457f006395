//! `kikin serve`

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args as ClapArgs;
use kikin_app::people::{Hasher, HashingCost, Limits, Security};
use kikin_web::{LOG_LEVELS, Settings, Site, routes};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::Outcome;
use crate::database::{block_on, open_current};
use crate::interrupt;
use crate::reading::readers;

#[derive(ClapArgs)]
pub(crate) struct ServeArgs {
    /// 設定ファイル（TOML。docs/kikin.example.toml にすべての設定があります）
    #[arg(long, value_name = "FILE.toml", env = "KIKIN_CONFIG")]
    config: Option<PathBuf>,
    /// データベース（sqlite://ファイル名 又は postgres://…）［指定しなければ設定から］
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// 待ち受けるアドレスとポート（ポート0は空いている番号）［指定しなければ設定から］
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// 部品の一覧のページも公開します（開発用）
    #[arg(long, hide = true)]
    components: bool,
    /// すべてのアドレスと、使える人を書き出します（開発用）
    #[arg(long, hide = true)]
    routes: bool,
}

pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<Outcome> {
    if args.routes {
        for route in routes() {
            say!("{}\t{}\t{}", route.method, route.path, route.access.code());
        }
        return Ok(Outcome::Fine);
    }
    let settings = settings(args)?;
    log_by(&settings);
    block_on(serve(settings, args.components))
}

/// What the file says, over it the environment, over it the command line.
fn settings(args: &ServeArgs) -> anyhow::Result<Settings> {
    let file = match &args.config {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("「{}」を読めません", path.display()))?,
        None => String::new(),
    };
    let read = Settings::read(&file, |name| std::env::var(name).ok())?;
    let database = args.database.clone().unwrap_or(read.database);
    let listen = args.listen.clone().unwrap_or(read.listen);
    Ok(Settings { database, listen, ..read }.checked()?)
}

/// The log goes to stderr. Our own events alone: what libraries tell may name what was typed.
fn log_by(settings: &Settings) {
    let level = LOG_LEVELS.into_iter().find(|level| *level == settings.log_level);
    let level = level.and_then(|level| level.parse::<tracing::Level>().ok()).unwrap_or(tracing::Level::INFO);
    let ours =
        Targets::new().with_target("kikin", level).with_target("kikin_web", level).with_target("kikin_app", level);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(false);
    let registry = tracing_subscriber::registry();
    // The first one to set it wins; there is no other.
    let _ = if settings.log_json {
        registry.with(layer.json().flatten_event(true)).with(ours).try_init()
    } else {
        registry.with(layer).with(ours).try_init()
    };
}

async fn serve(settings: Settings, components: bool) -> anyhow::Result<Outcome> {
    let store = open_current(&settings.database).await?;
    let security = security()?;
    let listener = tokio::net::TcpListener::bind(&settings.listen).await.with_context(|| taken(&settings.listen))?;
    let site = Site::new(store, security, Arc::new(readers()?), settings, jiff::Timestamp::now);
    serve_on(listener, if components { site.with_components() } else { site }).await
}

/// What passwords are hashed and accounts are guarded by.
pub(crate) fn security() -> anyhow::Result<Security> {
    let hasher = Hasher::new(HashingCost::default()).context("パスワードの計算を用意できません")?;
    Ok(Security { hasher, limits: Limits::default() })
}

/// Why an address cannot be listened to.
pub(crate) fn taken(address: &str) -> String {
    format!("「{address}」で待ち受けられません。ほかのプログラムが使っていないか確かめてください")
}

/// Serves until the program is to end, and closes the database.
pub(crate) async fn serve_on(listener: tokio::net::TcpListener, site: Site) -> anyhow::Result<Outcome> {
    let (site, address) = (Arc::new(site), listener.local_addr()?);
    say!("画面を公開しています：http://{address}/　（終わるには Ctrl-C）");
    let orderly = interrupt::Orderly::begin();
    let stop = async {
        let flag = interrupt::flag();
        while !flag.load(Ordering::SeqCst) {
            tokio::time::sleep(GLANCE).await;
        }
    };
    kikin_web::serve(listener, Arc::clone(&site), stop).await;
    drop(orderly);
    if let Some(site) = Arc::into_inner(site) {
        site.close().await?;
    }
    say!("画面の公開を終わりました。");
    Ok(Outcome::Fine)
}

/// So often is looked whether the program is to end.
const GLANCE: Duration = Duration::from_millis(100);
