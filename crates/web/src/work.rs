//! The server's workers: do jobs, each one at a time, those of a server that has died too.

use std::sync::Arc;
use std::time::Duration;

use kikin_app::jobs::{Lane, Turn, has_work, run_next};
use kikin_app::round::RoundError;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::site::SharedSite;

/// So often is looked whether another server has left a job.
const GLANCE: Duration = Duration::from_secs(2);

/// One worker for each lane.
pub(crate) struct Workers {
    tell: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    pub(crate) fn start(site: &SharedSite) -> Self {
        let (tell, told) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for lane in Lane::ALL {
            tasks.spawn(work(Arc::clone(site), lane, told.clone()));
        }
        Self { tell, tasks }
    }

    /// Tells them to stop: what they are at is given back.
    pub(crate) fn teller(&self) -> watch::Sender<bool> {
        self.tell.clone()
    }

    /// Waits until all have stopped.
    pub(crate) async fn stop(mut self) {
        let _ = self.tell.send(true);
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a worker ended badly");
            }
        }
    }
}

/// Works until it is told to stop; what it is at is then given back.
async fn work(site: SharedSite, lane: Lane, mut told: watch::Receiver<bool>) {
    let name = format!("{}-{}-{}", std::process::id(), site.now().as_nanosecond(), lane.code());
    while !*told.borrow() {
        match turn(&site, (lane, &name), &told).await {
            Ok(Turn::Idle) => {
                tokio::select! {
                    () = tokio::time::sleep(GLANCE) => {}
                    () = site.asked(lane).notified() => {}
                    _ = told.changed() => {}
                }
            }
            Ok(turn) => tracing::info!(turn = ?turn, "job"),
            Err(error) => {
                tracing::error!(error = %error, "a job was left");
                tokio::select! {
                    () = tokio::time::sleep(GLANCE) => {}
                    _ = told.changed() => {}
                }
            }
        }
    }
}

async fn turn(site: &SharedSite, worker: (Lane, &str), told: &watch::Receiver<bool>) -> Result<Turn, RoundError> {
    // Looking takes no turn at writing.
    if !has_work(&site.store, worker.0, site.now()).await? {
        return Ok(Turn::Idle);
    }
    let mut told = told.clone();
    let stop = async move {
        // Whoever would tell is gone as well.
        let _ = told.wait_for(|stop| *stop).await;
    };
    run_next(&site.store, &site.readers, worker, || site.now(), stop).await
}
