//! Seeded mutations of sound workbooks, and what must hold of every answer: no panic, no cell that the file does not hold,
//! no damaged archive accepted, no accepted sums that do not follow from the rows.

mod edit;
mod naive;
mod oracle;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use kikin_domain::{FileReport, Verdict};

/// xorshift64*, seeded: the same mutations in every run.
pub(crate) struct Random(u64);

impl Random {
    /// A generator for one mutation of a run.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mixed = (seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(1);
        let mut random = Self(mixed.max(1));
        for _ in 0..4 {
            random.below(2);
        }
        random
    }

    /// A number below `n`, 0 where there is none.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap_or(0);
        high.checked_rem(n).unwrap_or(0)
    }
}

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Files by verdict and, where the file could not be read, its rule.
    pub(crate) verdicts: BTreeMap<String, usize>,
    /// Cells that were compared with the independent reading.
    pub(crate) cells: u64,
    /// Files that were accepted and whose sums were computed again.
    pub(crate) sums: usize,
    /// The longest time that one check took.
    pub(crate) slowest: Duration,
    /// What must not be: the number of the mutation and what is wrong.
    pub(crate) wrong: Vec<String>,
}

/// The mutated file of a number.
pub(crate) fn mutated(originals: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    let mut random = Random::of(seed, number);
    let original = &originals[random.below(originals.len())];
    edit::mutate(original, &mut random)
}

/// Mutates and checks `count` files from number `first`.
pub(crate) fn run(
    originals: &[Vec<u8>],
    seed: u64,
    numbers: std::ops::Range<u64>,
    check: impl Fn(&[u8]) -> FileReport,
) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        let bytes = mutated(originals, seed, number);
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&bytes)));
        tally.slowest = tally.slowest.max(begun.elapsed());
        let Ok(report) = outcome else {
            tally.wrong.push(format!("{number}: panic"));
            continue;
        };
        if report.findings.iter().any(|f| f.message.contains("内部エラー")) {
            tally.wrong.push(format!("{number}: a panic was caught"));
        }
        *tally.verdicts.entry(kind(&report)).or_default() += 1;
        tally.wrong.extend(oracle::damage(&bytes, &report).map(|what| format!("{number}: {what}")));
        match oracle::cells(&bytes) {
            Ok(compared) => tally.cells += compared,
            Err(what) => tally.wrong.push(format!("{number}: {what}")),
        }
        if report.verdict != Verdict::Rejected {
            tally.sums += 1;
            tally.wrong.extend(oracle::sums(&report).map(|what| format!("{number}: {what}")));
        }
        tally.wrong.extend(oracle::lineage(&bytes, &report).map(|what| format!("{number}: {what}")));
    }
    tally
}

/// The verdict, and the rule for which a file could not be read.
fn kind(report: &FileReport) -> String {
    match (&report.form, report.findings.first()) {
        (None, Some(finding)) => finding.rule.to_string(),
        _ => report.verdict.code().to_owned(),
    }
}
