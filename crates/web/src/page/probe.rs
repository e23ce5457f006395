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
        Ok(Readiness::Silent) => silent("it took too long"),
        Err(error) => silent(&error.to_string()),
    }
}

fn silent(why: &str) -> Response {
    tracing::warn!(why, "the database does not answer");
    told(StatusCode::SERVICE_UNAVAILABLE, "database does not answer")
}
