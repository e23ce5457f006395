//! What machines ask that watch the server.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kikin_app::Readiness;
use serde::Serialize;

use crate::site::SharedSite;

#[derive(Serialize)]
struct Told {
    status: &'static str,
}

fn told(status: StatusCode, word: &'static str) -> Response {
    (status, Json(Told { status: word })).into_response()
}

/// The process lives.
pub(crate) async fn health() -> Response {
    told(StatusCode::OK, "ok")
}

/// The database answers, and its schema is that of this program.
pub(crate) async fn ready(State(site): State<SharedSite>) -> Response {
    match kikin_app::readiness(&site.store).await {
        Ok(Readiness::Ready) => told(StatusCode::OK, "ready"),
        Ok(Readiness::SchemaOld) => told(StatusCode::SERVICE_UNAVAILABLE, "schema is not current"),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            told(StatusCode::SERVICE_UNAVAILABLE, "database does not answer")
        }
    }
}
