//! Connections: how many there are at once, how long a request's head may take, and how they end with the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service as _;

use crate::settings::Settings;

/// After the machine had no more room for a connection, so long nothing is taken.
const PAUSE: Duration = Duration::from_secs(1);

/// Whoever connects.
pub(crate) struct Connections {
    listener: TcpListener,
    router: Router,
    places: Arc<Semaphore>,
    head: Duration,
    open: GracefulShutdown,
}

impl Connections {
    pub(crate) fn new(listener: TcpListener, router: Router, settings: &Settings) -> Self {
        Self {
            listener,
            router,
            places: Arc::new(Semaphore::new(settings.connections_at_once)),
            head: Duration::from_secs(settings.head_seconds),
            open: GracefulShutdown::new(),
        }
    }

    /// Takes connections until `stop` ends. Those that are over the number wait in the machine's own queue.
    pub(crate) async fn take(&self, stop: impl Future<Output = ()>) {
        let taking = async {
            loop {
                // The semaphore is never closed.
                let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
                match self.listener.accept().await {
                    Ok((stream, peer)) => self.serve(stream, peer, place),
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be taken");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = taking => {}
            () = stop => {}
        }
    }

    fn serve(&self, stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit) {
        let (router, head, watcher) = (self.router.clone(), self.head, self.open.watcher());
        tokio::spawn(async move {
            serve_one(stream, peer, (router, head, watcher)).await;
            drop(place);
        });
    }

    /// Takes no more, and waits until every request under way is answered and its connection has ended.
    pub(crate) async fn end(self) {
        drop(self.listener);
        self.open.shutdown().await;
    }
}

/// One connection, from its first request to its last. A head that does not come in time, byte by byte or not at all, ends it; so
/// does a browser that asks for nothing more.
async fn serve_one(stream: TcpStream, peer: SocketAddr, (router, head, watcher): (Router, Duration, Watcher)) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    // Whoever hangs up in the middle is no event.
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended");
    }
}
