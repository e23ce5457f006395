//! The server's life: from the first request to the last.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::connections::Connections;
use crate::routes::router;
use crate::site::SharedSite;
use crate::work::Workers;

/// Serves until `stop` ends; requests under way are then finished, for as long as the settings allow. Beside the requests it
/// does what was asked for as jobs.
pub async fn serve(listener: TcpListener, site: SharedSite, stop: impl Future<Output = ()> + Send) {
    let patience = Duration::from_secs(site.settings.shutdown_seconds);
    let workers = Workers::start(&site);
    let tell_workers = workers.teller();
    let stop = async move {
        stop.await;
        tracing::info!("stopping");
        let _ = tell_workers.send(true);
    };
    let connections = Connections::new(listener, router(Arc::clone(&site)), &site.settings);
    drop(site);
    connections.take(stop).await;
    if tokio::time::timeout(patience, connections.end()).await.is_err() {
        tracing::warn!(seconds = patience.as_secs(), "requests were still under way");
    }
    workers.stop().await;
}
