//! The page of all components, for development and for the tests in a browser.

use askama::Template;
use axum::response::Response;

use super::{Page, Shell, ok};
use crate::component::{
    Badge, BarChart, Button, Download, ErrorSummary, Field, Filter, LinkButton, Notice, Pagination, Progress, Table,
    Tabs,
};

/// Every component with every sample.
#[derive(Debug, Template)]
#[template(path = "page/components.html")]
pub(crate) struct ComponentsPage {
    shell: Shell,
    buttons: Vec<Button>,
    links: Vec<LinkButton>,
    badges: Vec<Badge>,
    notices: Vec<Notice>,
    downloads: Vec<Download>,
    tabs: Vec<Tabs>,
    paginations: Vec<Pagination>,
    progresses: Vec<Progress>,
    fields: Vec<Field>,
    filters: Vec<Filter>,
    tables: Vec<Table>,
    charts: Vec<BarChart>,
}

impl ComponentsPage {
    fn new() -> Self {
        let errors = ErrorSummary::samples().into_iter().flat_map(|summary| summary.errors).collect();
        Self {
            shell: Shell::sample("部品の一覧").under(&[("ホーム", "/")]).errors(errors),
            buttons: Button::samples(),
            links: LinkButton::samples(),
            badges: Badge::samples(),
            notices: Notice::samples(),
            downloads: Download::samples(),
            tabs: Tabs::samples(),
            paginations: Pagination::samples(),
            progresses: Progress::samples(),
            fields: Field::samples(),
            filters: Filter::samples(),
            tables: Table::samples(),
            charts: BarChart::samples(),
        }
    }
}

impl Page for ComponentsPage {
    const NAME: &'static str = "components";

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

/// The page.
pub(crate) async fn show() -> Response {
    ok(&ComponentsPage::new())
}
