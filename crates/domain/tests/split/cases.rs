//! Made-up leaves and components, shared by the tests of the split.

use kikin_domain::split::{ComponentKey, Decided, LeafKey, LeafPart, Source};
use kikin_domain::{BodyCode, Rate, Yen};

pub(crate) fn new_money(category: &str) -> ComponentKey {
    ComponentKey { category: category.into(), source: Source::New }
}

pub(crate) fn rate(num: u32, den: u32) -> Rate {
    Rate::new(num, den).unwrap()
}

/// The key of the `n`-th made-up leaf: five bodies in turn, No. in no particular order.
pub(crate) fn key(n: usize) -> LeafKey {
    let body = ["15202", "15000", "15204", "15100", "15201"][n % 5];
    let no = match n % 7 {
        6 => format!("追加{n}"),
        _ => (n * 5 % 23).to_string(),
    };
    LeafKey { body: BodyCode::complete(body).unwrap(), no, ordinal: u32::try_from(n).unwrap() }
}

pub(crate) fn parts(funds: &[i64]) -> Vec<LeafPart> {
    let part = |(n, fund): (usize, &i64)| LeafPart { key: key(n), fund: Yen::new(*fund), kept: None };
    funds.iter().enumerate().map(part).collect()
}

pub(crate) fn decided(national: i64) -> Option<Decided> {
    Some(Decided { national: Yen::new(national), reason: "交付決定".to_owned() })
}
