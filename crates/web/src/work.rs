//! The server's worker: does jobs, one at a time, those of a server that has died too.

use std::time::Duration;

use kikin_app::jobs::{Turn, has_work, run_next};
use kikin_app::round::RoundError;
use tokio::sync::watch;

use crate::site::SharedSite;

/// So often is looked whether another server has left a job.
const GLANCE: Duration = Duration::from_secs(2);

/// Works until it is told to stop; what it is at is then given back.
pub(crate) async fn work(site: SharedSite, mut told: watch::Receiver<bool>) {
    let name = format!("{}-{}", std::process::id(), site.now().as_nanosecond());
    while !*told.borrow() {
        match turn(&site, &name, &told).await {
            Ok(Turn::Idle) => {
                tokio::select! {
                    () = tokio::time::sleep(GLANCE) => {}
                    () = site.asked.notified() => {}
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

async fn turn(site: &SharedSite, name: &str, told: &watch::Receiver<bool>) -> Result<Turn, RoundError> {
    // Looking takes no turn at writing.
    if !has_work(&site.store, site.now()).await? {
        return Ok(Turn::Idle);
    }
    let mut told = told.clone();
    let stop = async move {
        // Whoever would tell is gone as well.
        let _ = told.wait_for(|stop| *stop).await;
    };
    run_next(&site.store, name, || site.now(), stop).await
}
