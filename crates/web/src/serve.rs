//! The server's life: from the first request to the last.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::routes::router;
use crate::site::SharedSite;
use crate::work::Workers;

/// Serves until `stop` ends; requests under way are then finished, for as long as the settings allow. Beside the requests it
/// does what was asked for as jobs.
///
/// # Errors
/// What the listener reports.
pub async fn serve(
    listener: TcpListener,
    site: SharedSite,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let patience = Duration::from_secs(site.settings.shutdown_seconds);
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let workers = Workers::start(&site);
    let tell_workers = workers.teller();
    let stop = async move {
        stop.await;
        tracing::info!("stopping");
        told.notify_one();
        let _ = tell_workers.send(true);
    };
    let service = router(site).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop).into_future();
    let out_of_patience = async {
        stopping.notified().await;
        tokio::time::sleep(patience).await;
    };
    let outcome = tokio::select! {
        ended = serving => ended,
        () = out_of_patience => {
            tracing::warn!(seconds = patience.as_secs(), "requests were still under way");
            Ok(())
        }
    };
    workers.stop().await;
    outcome
}
