//! What was read, in the words of `typed`.

use std::fmt::Display;

use kikin_domain::Field;
use kikin_domain::plan::{Facility, Indicator, PlanWorkbook, Project};

/// A plan as rows of meanings: what is typed and what is read can be compared, and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Meanings {
    /// 事業: its own values by key, then its indicators.
    pub(crate) projects: Vec<(Row, Vec<Row>, Vec<Row>)>,
    pub(crate) facilities: Vec<Row>,
    /// 区域, 目標, 意見聴取, 計画本文.
    pub(crate) texts: Vec<Vec<Row>>,
}

/// Key and meaning of the cells that say something.
pub(crate) type Row = Vec<(String, String)>;

fn row(cells: Vec<(&str, String)>) -> Row {
    let mut row: Row =
        cells.into_iter().filter(|(_, m)| !m.is_empty()).map(|(key, means)| (key.to_owned(), means)).collect();
    row.sort();
    row
}

fn shown<T: Display>(field: &Field<T>) -> String {
    field.value().map(ToString::to_string).unwrap_or_default()
}

fn yen(field: &Field<kikin_domain::Yen>) -> String {
    field.get().map(|y| format!("{}円", y.get())).unwrap_or_default()
}

fn project(p: &Project) -> Row {
    let mut cells = vec![
        ("no", shown(&p.no)),
        ("category", shown(&p.category)),
        ("standard_example", shown(&p.standard_example)),
        ("name", shown(&p.name)),
        ("continuity", shown(&p.continuity)),
        ("area", shown(&p.area)),
        ("body", shown(&p.body)),
        ("body_kind", shown(&p.body_kind)),
        ("start", shown(&p.start)),
        ("end", shown(&p.end)),
        ("needs", shown(&p.needs)),
        ("vision", shown(&p.vision)),
        ("content", shown(&p.content)),
        ("relation", shown(&p.relation)),
        ("total", yen(&p.total)),
        ("fund", yen(&p.fund)),
        ("national", yen(&p.national)),
        ("prefectural", yen(&p.prefectural)),
        ("other", yen(&p.other)),
        ("public", yen(&p.public)),
        ("private", yen(&p.private)),
        ("entrusted", yen(&p.entrusted)),
        ("carried", yen(&p.carried)),
        ("carried_from", p.carried_from.get().map(|y| y.get().to_string()).unwrap_or_default()),
        ("tax", shown(&p.tax)),
        ("remarks", shown(&p.remarks)),
        ("granted", yen(&p.granted)),
        ("answer", shown(&p.answer)),
    ];
    let years: Vec<String> = p.yearly.iter().map(|y| format!("y{}", y.column.year.era())).collect();
    cells.extend(years.iter().map(String::as_str).zip(p.yearly.iter().map(|y| yen(&y.amount))));
    row(cells)
}

fn indicator(i: &Indicator, prefix: &str) -> Row {
    let cells = [
        ("name", shown(&i.name)),
        ("baseline", shown(&i.baseline)),
        ("target", shown(&i.target)),
        ("unit", shown(&i.unit)),
        ("direction", shown(&i.direction)),
        ("year", shown(&i.target_year)),
        ("source", shown(&i.source)),
    ];
    let keys: Vec<String> = cells.iter().map(|(key, _)| format!("{prefix}{key}")).collect();
    row(keys.iter().map(String::as_str).zip(cells.into_iter().map(|(_, m)| m)).collect())
}

fn facility(f: &Facility) -> Row {
    row(vec![
        ("project_no", shown(&f.project_no)),
        ("kind", shown(&f.kind)),
        ("name", shown(&f.name)),
        ("work", shown(&f.work)),
        ("unit", shown(&f.unit)),
        ("quantity", shown(&f.quantity)),
        ("unit_price", yen(&f.unit_price)),
        ("premium", shown(&f.premium)),
        ("standard_amount", yen(&f.standard_amount)),
        ("total", yen(&f.total)),
        ("eligible", yen(&f.eligible)),
        ("donations", yen(&f.donations)),
        ("rate", shown(&f.rate)),
        ("fund", yen(&f.fund)),
    ])
}

impl Meanings {
    /// The first row that is another, as read and as wanted.
    pub(crate) fn first_difference(&self, wanted: &Self) -> Option<(Row, Row)> {
        let (own, theirs) = (self.rows(), wanted.rows());
        let differs = own.iter().zip(&theirs).find(|(a, b)| a != b).map(|(a, b)| (a.clone(), b.clone()));
        let count = |n: usize| vec![("rows".to_owned(), n.to_string())];
        differs.or_else(|| (own.len() != theirs.len()).then(|| (count(own.len()), count(theirs.len()))))
    }

    /// All rows, each with the name of its table.
    fn rows(&self) -> Vec<Row> {
        let named = |name: &str, row: &Row| [vec![("table".to_owned(), name.to_owned())], row.clone()].concat();
        let mut rows = Vec::new();
        for (own, outcomes, outputs) in &self.projects {
            rows.push(named("事業", own));
            rows.extend(outcomes.iter().chain(outputs).map(|i| named("指標", i)));
        }
        rows.extend(self.facilities.iter().map(|f| named("施設", f)));
        for (name, table) in ["区域", "目標", "意見聴取", "計画本文"].into_iter().zip(&self.texts) {
            rows.extend(table.iter().map(|r| named(name, r)));
        }
        rows
    }

    /// What a workbook says.
    pub(crate) fn of(plan: &PlanWorkbook) -> Self {
        let indicators = |all: &[Indicator], prefix| all.iter().map(|i| indicator(i, prefix)).collect();
        let areas = plan
            .areas
            .iter()
            .map(|a| row(vec![("name", shown(&a.name)), ("parts", shown(&a.parts)), ("reason", shown(&a.reason))]));
        let goals = plan.goals.iter().map(|g| {
            let mut cells = vec![("category", shown(&g.category)), ("goal", shown(&g.goal))];
            let i = &g.indicator;
            cells.extend([("indicator", shown(&i.name)), ("baseline", shown(&i.baseline))]);
            cells.extend([("target", shown(&i.target)), ("unit", shown(&i.unit)), ("year", shown(&i.target_year))]);
            row(cells)
        });
        let hearings = plan.hearings.iter().map(|h| {
            let mut cells = vec![("held", shown(&h.held)), ("whom", shown(&h.whom)), ("how", shown(&h.how))];
            cells.extend([("opinions", shown(&h.opinions)), ("reflected", shown(&h.reflected))]);
            row(cells)
        });
        let chapters = plan.chapters.iter().map(|c| {
            row(vec![("chapter", shown(&c.chapter)), ("section", shown(&c.section)), ("text", shown(&c.text))])
        });
        Self {
            projects: plan
                .projects
                .iter()
                .map(|p| (project(p), indicators(&p.outcomes, "oc_"), indicators(&p.outputs, "op_")))
                .collect(),
            facilities: plan.facilities.iter().flatten().map(facility).collect(),
            texts: vec![areas.collect(), goals.collect(), hearings.collect(), chapters.collect()],
        }
    }
}
