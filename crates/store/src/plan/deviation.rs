//! Over what a version was fixed: the projects whose amounts are not those that were decided and answered, as JSON.

use kikin_domain::plan::Stage;
use kikin_domain::settled::{Basis, Deviation, Settled, Whose};
use kikin_domain::{BodyCode, Bu, Yen};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::text::Plain;

#[derive(Serialize, Deserialize)]
struct DeviationJson {
    body: String,
    body_name: String,
    stage: String,
    bu: String,
    no: String,
    name: String,
    planned: Option<i64>,
    settled: i64,
    /// 不採択, 査定額, or the answer.
    basis: String,
}

/// NULL for none: a version that agrees has the digest that it had before there was this column.
pub(super) fn written(deviations: &[Deviation]) -> Result<Option<String>> {
    if deviations.is_empty() {
        return Ok(None);
    }
    let all: Vec<DeviationJson> = deviations.iter().map(json).collect();
    Ok(Some(serde_json::to_string(&all)?))
}

pub(super) fn read(column: Option<&str>) -> Option<Vec<Deviation>> {
    let all: Vec<DeviationJson> = column.map_or(Some(Vec::new()), |text| serde_json::from_str(text).ok())?;
    all.into_iter().map(deviation).collect()
}

fn json(one: &Deviation) -> DeviationJson {
    DeviationJson {
        body: one.whose.body.plain(),
        body_name: one.whose.name.clone(),
        stage: one.whose.stage.plain(),
        bu: one.whose.bu.plain(),
        no: one.no.clone(),
        name: one.name.clone(),
        planned: one.planned.map(Yen::get),
        settled: one.settled.amount.get(),
        basis: one.settled.basis.plain(),
    }
}

fn deviation(json: DeviationJson) -> Option<Deviation> {
    let whose = Whose {
        body: BodyCode::from_plain(&json.body)?,
        name: json.body_name,
        stage: Stage::from_plain(&json.stage)?,
        bu: Bu::from_plain(&json.bu)?,
    };
    let settled = Settled { amount: Yen::new(json.settled), basis: Basis::from_plain(&json.basis)? };
    Some(Deviation { whose, no: json.no, name: json.name, planned: json.planned.map(Yen::new), settled })
}
