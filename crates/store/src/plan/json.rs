//! What a plan version keeps as JSON: table of 区分, sources, findings, the split, sums.

use kikin_domain::category::Category;
use kikin_domain::consolidated::{PlanFinding, SourceFile};
use kikin_domain::split::{
    ComponentKey, ComponentSplit, Decided, ExactShare, LeafKey, LeafShare, PlanSplit, Rounding, Source,
};
use kikin_domain::totals::Amounts;
use kikin_domain::{BodyCode, Bu, CategoryCode, FiscalYear, Pool, Rate, Verdict, Yen};
use serde::{Deserialize, Serialize};

use crate::lineage::Misfit;
use crate::rows::FindingJson;
use crate::text::Plain;

/// A 区分 as it stood.
#[derive(Serialize, Deserialize)]
pub(super) struct CategoryJson {
    code: String,
    number: String,
    names: Vec<String>,
    bu: String,
    pool: String,
    rate: String,
    from: i16,
    to: Option<i16>,
}

impl CategoryJson {
    pub(super) fn of(c: &Category) -> Self {
        Self {
            code: c.code.plain(),
            number: c.number.clone(),
            names: c.names.clone(),
            bu: c.bu.plain(),
            pool: c.pool.plain(),
            rate: c.rate.to_string(),
            from: c.from.get(),
            to: c.to.map(FiscalYear::get),
        }
    }

    pub(super) fn into_category(self) -> Option<Category> {
        Some(Category {
            code: self.code.as_str().into(),
            number: self.number,
            names: self.names,
            bu: Bu::from_plain(&self.bu)?,
            pool: Pool::from_plain(&self.pool)?,
            rate: rate(&self.rate)?,
            from: FiscalYear::new(self.from)?,
            to: self.to.map_or(Some(None), |y| FiscalYear::new(y).map(Some))?,
        })
    }
}

/// 10/10, as written, is the whole.
pub(crate) fn rate(text: &str) -> Option<Rate> {
    Rate::parse(text).map(|rate| if rate.is_whole() { Rate::WHOLE } else { rate })
}

/// A received file and what became of it.
#[derive(Serialize, Deserialize)]
pub(super) struct SourceJson {
    pub(super) upload: i64,
    file: String,
    sha256: String,
    form: Option<String>,
    code: Option<String>,
    name: Option<String>,
    verdict: Option<String>,
    counts: bool,
    #[serde(default)]
    halves: String,
    reason: Option<String>,
    submitted: Option<String>,
    document_number: Option<String>,
}

impl SourceJson {
    pub(super) fn of(upload: i64, s: &SourceFile) -> Self {
        Self {
            upload,
            file: s.file.clone(),
            sha256: s.sha256.clone(),
            form: s.form.map(|f| f.plain()),
            code: s.code.clone(),
            name: s.name.clone(),
            verdict: s.verdict.map(|v| v.plain()),
            counts: s.counts,
            halves: s.halves.plain(),
            reason: s.reason.clone(),
            submitted: s.submitted.map(|d| d.plain()),
            document_number: s.document_number.clone(),
        }
    }

    pub(super) fn into_source(self) -> Option<SourceFile> {
        fn some<T: Plain>(text: Option<String>) -> Option<Option<T>> {
            text.map_or(Some(None), |t| T::from_plain(&t).map(Some))
        }
        Some(SourceFile {
            file: self.file,
            sha256: self.sha256,
            form: some(self.form)?,
            code: self.code,
            name: self.name,
            verdict: some::<Verdict>(self.verdict)?,
            counts: self.counts,
            halves: Vec::from_plain(&self.halves)?,
            reason: self.reason,
            submitted: some(self.submitted)?,
            document_number: self.document_number,
        })
    }
}

/// A finding across files.
#[derive(Serialize, Deserialize)]
pub(super) struct PlanFindingJson {
    file: Option<String>,
    finding: FindingJson,
}

impl PlanFindingJson {
    pub(super) fn of(f: &PlanFinding) -> Self {
        Self { file: f.file.clone(), finding: FindingJson::of(&f.finding) }
    }

    pub(super) fn into_finding(self) -> Result<PlanFinding, Misfit> {
        Ok(PlanFinding { file: self.file, finding: self.finding.into_finding()? })
    }
}

/// The sums of a 区分, for lists of versions.
#[derive(Serialize)]
pub(super) struct TotalJson<'a> {
    category: &'a str,
    projects: u32,
    total: i64,
    fund: i64,
    national: i64,
    prefectural: i64,
    other: i64,
}

impl<'a> TotalJson<'a> {
    pub(super) fn of((category, sums): &'a (CategoryCode, Amounts)) -> Self {
        Self {
            category: category.as_str(),
            projects: sums.projects,
            total: sums.total.get(),
            fund: sums.fund.get(),
            national: sums.national.get(),
            prefectural: sums.prefectural.get(),
            other: sums.other.get(),
        }
    }
}

/// A component of the split. Products of amounts are text: they need 128 bits.
#[derive(Serialize, Deserialize)]
pub(super) struct ComponentJson {
    category: String,
    source: String,
    rate: String,
    unit: i64,
    fund: i64,
    rule_national: i64,
    decided: Option<(i64, String)>,
    national: i64,
    prefectural: i64,
    leaves: Vec<LeafJson>,
}

#[derive(Serialize, Deserialize)]
struct LeafJson {
    body: String,
    no: String,
    ordinal: u32,
    fund: i64,
    exact: (String, String),
    floor: i64,
    units: i64,
    yen: i64,
    kept: bool,
    rank: Option<u32>,
    national: i64,
    prefectural: i64,
}

impl ComponentJson {
    pub(super) fn of(c: &ComponentSplit) -> Self {
        Self {
            category: c.key.category.plain(),
            source: source_code(c.key.source),
            rate: c.rate.to_string(),
            unit: c.rounding.unit.get(),
            fund: c.fund.get(),
            rule_national: c.rule_national.get(),
            decided: c.decided.as_ref().map(|d| (d.national.get(), d.reason.clone())),
            national: c.national.get(),
            prefectural: c.prefectural.get(),
            leaves: c.leaves.iter().map(LeafJson::of).collect(),
        }
    }

    fn into_component(self) -> Option<ComponentSplit> {
        let decided = self.decided.map(|(national, reason)| Decided { national: Yen::new(national), reason });
        Some(ComponentSplit {
            key: ComponentKey { category: self.category.as_str().into(), source: source_of_code(&self.source)? },
            rate: rate(&self.rate)?,
            rounding: Rounding { unit: Yen::new(self.unit) },
            fund: Yen::new(self.fund),
            rule_national: Yen::new(self.rule_national),
            decided,
            national: Yen::new(self.national),
            prefectural: Yen::new(self.prefectural),
            leaves: self.leaves.into_iter().map(LeafJson::into_leaf).collect::<Option<_>>()?,
        })
    }
}

impl LeafJson {
    fn of(l: &LeafShare) -> Self {
        Self {
            body: l.key.body.plain(),
            no: l.key.no.clone(),
            ordinal: l.key.ordinal,
            fund: l.fund.get(),
            exact: (l.exact.num.to_string(), l.exact.den.to_string()),
            floor: l.floor.get(),
            units: l.units.get(),
            yen: l.yen.get(),
            kept: l.kept,
            rank: l.rank,
            national: l.national.get(),
            prefectural: l.prefectural.get(),
        }
    }

    fn into_leaf(self) -> Option<LeafShare> {
        Some(LeafShare {
            key: LeafKey { body: BodyCode::parse(&self.body)?, no: self.no, ordinal: self.ordinal },
            fund: Yen::new(self.fund),
            exact: ExactShare { num: self.exact.0.parse().ok()?, den: self.exact.1.parse().ok()? },
            floor: Yen::new(self.floor),
            units: Yen::new(self.units),
            yen: Yen::new(self.yen),
            kept: self.kept,
            rank: self.rank,
            national: Yen::new(self.national),
            prefectural: Yen::new(self.prefectural),
        })
    }
}

fn source_code(source: Source) -> String {
    match source {
        Source::New => "new".to_owned(),
        Source::Residual(None) => "residual".to_owned(),
        Source::Residual(Some(year)) => format!("residual {}", year.plain()),
    }
}

fn source_of_code(code: &str) -> Option<Source> {
    Some(match code {
        "new" => Source::New,
        "residual" => Source::Residual(None),
        other => Source::Residual(Some(FiscalYear::from_plain(other.strip_prefix("residual ")?)?)),
    })
}

/// The split of stored components.
pub(super) fn split(json: &str) -> Option<PlanSplit> {
    let components: Vec<ComponentJson> = serde_json::from_str(json).ok()?;
    Some(PlanSplit::of(components.into_iter().map(ComponentJson::into_component).collect::<Option<_>>()?))
}
