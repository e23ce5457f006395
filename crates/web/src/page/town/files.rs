//! Files of drafts and versions, as they came and marked.

use axum::extract::{Path, State};
use axum::response::Response;
use kikin_app::Marked;
use kikin_app::round::{draft_file, mark_draft, mark_version, version_file};

use super::file_name;
use crate::download;
use crate::extract::Member;
use crate::fault::WebError;
use crate::place::{OfNumber, OfVersion};
use crate::site::SharedSite;

/// 「153079_聖籠町_検査結果.xlsx」
fn marked(name: &str, marked: Marked) -> Response {
    let name = file_name(name);
    let stem = name.strip_suffix(".xlsx").unwrap_or(name);
    download::file(&format!("{stem}_検査結果.xlsx"), download::XLSX, marked.bytes)
}

/// A draft's file.
pub(crate) async fn of_draft(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let file = draft_file(&site.store, &member.scope, round, id).await?;
    Ok(download::file(&file.name, download::XLSX, file.bytes))
}

/// A draft's file with what is to mend.
pub(crate) async fn of_draft_marked(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfNumber>,
) -> Result<Response, WebError> {
    let (round, id) = of.read(&member)?;
    let (name, made) = mark_draft(&site.store, &site.readers, &member.scope, round, id).await?;
    Ok(marked(&name, made))
}

/// A version's file.
pub(crate) async fn of_version(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfVersion>,
) -> Result<Response, WebError> {
    let (round, stage, bu, number) = of.read(&member)?;
    let (version, file) = version_file(&site.store, &member.scope, (round, stage), bu, number).await?;
    Ok(download::file(file_name(&version.file_name), download::XLSX, file.bytes))
}

/// A version's file with what is to mend.
pub(crate) async fn of_version_marked(
    State(site): State<SharedSite>,
    member: Member,
    Path(of): Path<OfVersion>,
) -> Result<Response, WebError> {
    let (round, stage, bu, number) = of.read(&member)?;
    let (name, made) = mark_version(&site.store, &site.readers, &member.scope, (round, stage), bu, number).await?;
    Ok(marked(&name, made))
}
