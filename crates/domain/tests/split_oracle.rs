//! The split against a second computation in fractions, `tests/oracles/split.py`, on seeded random cases.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "split/cases.rs"]
mod cases;

use std::io::Write;
use std::process::{Command, Stdio};

use cases::{decided, new_money, parts, rate};
use kikin_domain::Yen;
use kikin_domain::split::{ComponentSplit, LeafPart, Rounding, SplitError, split_component};
use serde_json::{Value, json};

const CASES: usize = 320;
const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracles/split.py");

/// A linear congruential generator (Knuth's MMIX constants): the same cases on every machine.
struct Lcg(u64);

impl Lcg {
    /// A number below `bound`.
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 2).unwrap() % bound
    }
}

struct Case {
    rate: (u32, u32),
    unit: i64,
    decided: Option<i64>,
    leaves: Vec<LeafPart>,
}

impl Case {
    fn random(random: &mut Lcg) -> Self {
        let rate = [(2, 3), (2, 3), (2, 3), (1, 1), (1, 2), (3, 7)][usize::try_from(random.below(6)).unwrap()];
        let unit = [1_000, 1_000, 1_000, 1, 10_000][usize::try_from(random.below(5)).unwrap()];
        let kind = random.below(7);
        let with_kept = random.below(3) == 0;
        let mut funds = Vec::new();
        for n in 0..random.below(40) {
            // In a mixed case every kind of leaf stands beside every other.
            let kind = if kind == 6 { n % 6 } else { kind };
            funds.push(fund(random, kind, funds.last().copied()));
        }
        let mut leaves = parts(&funds);
        for leaf in leaves.iter_mut().filter(|_| with_kept) {
            leaf.kept = (random.below(3) == 0).then(|| Yen::new(kept(random, leaf.fund.get(), rate)));
        }
        let total: i64 = funds.iter().sum();
        let decided = match random.below(8) {
            0 => Some(random.below(total + 1)),
            1 => Some(random.below(total + 1) / unit * unit),
            2 => Some(total - total / 3 + 777),
            3 => Some(total),
            _ => None,
        };
        Self { rate, unit, decided, leaves }
    }

    fn split(&self) -> Result<ComponentSplit, SplitError> {
        let rounding = Rounding { unit: Yen::new(self.unit) };
        split_component(
            new_money("I-1"),
            rate(self.rate.0, self.rate.1),
            self.leaves.clone(),
            self.decided.and_then(decided),
            rounding,
        )
    }

    fn to_json(&self) -> Value {
        let leaf = |l: &LeafPart| {
            json!({
                "body": l.key.body.to_string(), "no": l.key.no, "ordinal": l.key.ordinal,
                "fund": l.fund.get(), "kept": l.kept.map(Yen::get),
            })
        };
        let leaves: Vec<Value> = self.leaves.iter().map(leaf).collect();
        json!({"rate": [self.rate.0, self.rate.1], "unit": self.unit, "decided": self.decided, "leaves": leaves})
    }
}

/// A fund of one kind: less than a unit, nothing or few units, the same again, whole units, odd and small, odd and large.
fn fund(random: &mut Lcg, kind: i64, before: Option<i64>) -> i64 {
    match kind {
        0 => random.below(1_000),
        1 => random.below(3) * 1_000,
        2 => before.unwrap_or(1_234_567),
        3 => random.below(2_000_000) * 1_000,
        4 => random.below(3_000),
        _ => random.below(10_000_000_000_000),
    }
}

/// A stored A: near the rate as a rule, now and then above the fund.
fn kept(random: &mut Lcg, fund: i64, rate: (u32, u32)) -> i64 {
    match random.below(40) {
        0 => fund + 1,
        1 => random.below(fund + 1),
        _ => fund / i64::from(rate.1) * i64::from(rate.0),
    }
}

fn answer(split: Result<ComponentSplit, SplitError>) -> Value {
    let Ok(split) = split else { return json!({"refused": true}) };
    split.verify().unwrap();
    let leaves: Vec<Value> = split
        .leaves
        .iter()
        .map(|l| {
            json!({
                "body": l.key.body.to_string(), "no": l.key.no, "ordinal": l.key.ordinal, "exact": l.exact.to_string(),
                "national": l.national.get(), "units": l.units.get(), "yen": l.yen.get(),
            })
        })
        .collect();
    json!({"rule": split.rule_national.get(), "national": split.national.get(), "leaves": leaves})
}

fn ask_oracle(cases: &[Case]) -> Vec<Value> {
    let mut oracle = Command::new("python3")
        .arg(ORACLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("this test needs python3 on the PATH, and it could not be started: {e}"));
    let question = Value::Array(cases.iter().map(Case::to_json).collect()).to_string();
    oracle.stdin.take().unwrap().write_all(question.as_bytes()).unwrap();
    let output = oracle.wait_with_output().unwrap();
    assert!(output.status.success(), "{ORACLE} failed: {}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn fractions_give_the_same_split() {
    let mut random = Lcg(20_260_401);
    let cases: Vec<Case> = (0..CASES).map(|_| Case::random(&mut random)).collect();
    let expected = ask_oracle(&cases);
    assert_eq!(expected.len(), cases.len());
    let (mut refused, mut in_units, mut in_yen) = (0, 0, 0);
    for (n, (case, expected)) in cases.iter().zip(expected).enumerate() {
        let split = case.split();
        match &split {
            Err(_) => refused += 1,
            Ok(split) => {
                in_units += usize::from(split.leaves.iter().any(|l| l.units != Yen::ZERO));
                in_yen += usize::from(split.leaves.iter().any(|l| l.yen != Yen::ZERO));
            }
        }
        assert_eq!(answer(split), expected, "case {n}: {}", case.to_json());
    }
    assert!(refused > 10 && in_units > 100 && in_yen > 30, "thin cases: {refused} {in_units} {in_yen}");
}
