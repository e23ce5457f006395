//! A bounded part of the mutation run; the whole is `cargo xtask mutate`.

use crate::check::{asked_year, report_on};
use crate::mutation;

#[test]
fn mutated_workbooks_are_answered_rightly() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks/accept");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("readable").map(|e| e.expect("readable").path()).collect();
    paths.sort();
    let originals: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).expect("readable")).collect();
    let tally = mutation::run(&originals, 20_260_401, 0..300, |bytes| report_on(bytes, Some(asked_year())));
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    // The mutations are neither harmless nor all fatal, and the oracles have had something to compare.
    let refused: usize = tally.verdicts.iter().filter(|(kind, _)| kind.starts_with('F')).map(|(_, n)| n).sum();
    assert!((30..270).contains(&refused) && tally.cells > 10_000 && tally.sums > 10, "{tally:?}");
}
