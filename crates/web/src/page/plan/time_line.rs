//! The plan's own time line: what was done to it, by whom and why, the newest first.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kikin_app::record::{Found, Told, action_name, of_plan};
use kikin_domain::{FiscalYear, PrefectureCode};
use serde::Deserialize;

use super::events::about;
use super::{above, borrowed};
use crate::component::{ButtonKind, Cell, Column, LinkButton, Table};
use crate::extract::Member;
use crate::fault::WebError;
use crate::page::{Page, Shell, ok};
use crate::place::{InYear, of_year};
use crate::site::SharedSite;
use crate::when::When;

/// A part of the time line.
#[derive(Debug, Template)]
#[template(path = "page/plan/time_line.html")]
pub(crate) struct TimeLinePage {
    shell: Shell,
    table: Table,
    older: Option<LinkButton>,
}

/// Which part.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: Option<i64>,
}

const TITLE: &str = "県計画の経過";

/// The page.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    member: Member,
    Path(place): Path<InYear>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let key = place.read(&member)?;
    let found = of_plan(&site.store, &member.scope, key, asked.before).await?;
    Ok(ok(&TimeLinePage::new(Shell::of(TITLE, &member), key, &found)))
}

impl TimeLinePage {
    fn new(shell: Shell, (prefecture, year): (PrefectureCode, FiscalYear), found: &Found) -> Self {
        let row = |told: &Told| {
            vec![
                Cell::text(When::stored(&told.event.at).text()),
                Cell::text(action_name(&told.event.action)),
                about(told, prefecture),
                Cell::text(format!("{}（{}）", told.event.actor, told.event.role)),
                Cell::text(&told.why),
            ]
        };
        let older = |told: &Told| {
            let href = format!("{}/plan/events?before={}", of_year(year), told.event.sequence);
            LinkButton::new("これより古い経過を見る", &href, ButtonKind::Outline)
        };
        Self {
            table: Table {
                caption: format!("{} 県計画の経過（新しい順）", year.era()),
                columns: ["日時", "何を", "対象", "だれが（役割）", "理由・内容"].map(Column::text).into(),
                rows: found.events.iter().map(row).collect(),
                foot: None,
                empty: "計画についての記録は、ここにはありません。".to_owned(),
            },
            older: found.events.last().filter(|_| found.more).map(older),
            shell: shell.under(&borrowed(&above(year))),
        }
    }
}

impl Page for TimeLinePage {
    const NAME: &'static str = "plan-time-line";

    fn samples() -> Vec<Self> {
        let (Some(prefecture), Some(year)) = (PrefectureCode::new(15), FiscalYear::new(2026)) else {
            return Vec::new();
        };
        let page = |found: &Found| Self::new(Shell::sample_of_prefecture(TITLE), (prefecture, year), found);
        vec![page(&super::events::samples()), page(&Found { events: Vec::new(), more: false })]
    }
}
