use proptest::prelude::*;

use super::*;
use crate::year::FiscalYear;

const RATE: Rate = match Rate::new(2, 3) {
    Ok(rate) => rate,
    Err(_) => Rate::WHOLE,
};

fn share(fund: i64, national: i64) -> Share {
    Share { fund: Yen::new(fund), national: Yen::new(national) }
}

fn part(source: Source, fund: i64, national: i64) -> Part {
    Part { source, planned: share(fund, national), rate: RATE }
}

fn filed(fund: i64, national: Option<i64>) -> Filed {
    Filed { fund: Yen::new(fund), national: national.map(Yen::new) }
}

#[test]
fn what_is_executed_whole_has_the_state_s_part_of_the_plan() {
    let parts = [part(Source::New, 1_000, 666)];
    let (first, basis) = place(&parts, &[], filed(500, None));
    assert_eq!((first.as_slice(), basis), ([share(500, 333)].as_slice(), Basis::Split));
    let (second, _) = place(&parts, &first, filed(1, None));
    // 501 × 666 ÷ 1000 = 333.66, cut off: nothing more than the year before.
    assert_eq!(second, [share(1, 0)]);
    let (third, _) = place(&parts, &[share(501, 333)], filed(499, None));
    assert_eq!(third, [share(499, 333)]);
}

#[test]
fn what_was_filed_holds() {
    let parts = [part(Source::New, 1_000, 666)];
    let (shares, basis) = place(&parts, &[], filed(900, Some(500)));
    assert_eq!((shares.as_slice(), basis), ([share(900, 500)].as_slice(), Basis::Filed));
    // And is made good by the next year, whose share is of all that was executed.
    let (next, basis) = place(&parts, &shares, filed(100, None));
    assert_eq!((next.as_slice(), basis), ([share(100, 100)].as_slice(), Basis::Split));
}

#[test]
fn what_is_left_of_earlier_grants_is_used_first() {
    let old = Source::Residual(FiscalYear::new(2025));
    let parts = [part(old, 300, 200), part(Source::New, 700, 466)];
    let (first, _) = place(&parts, &[], filed(400, None));
    assert_eq!(first, [share(300, 200), share(100, 66)]);
    let (over, _) = place(&parts, &first, filed(700, None));
    assert_eq!(over, [share(0, 0), share(700, 466)]);
}

#[test]
fn without_money_in_the_plan_the_rate_decides() {
    let parts = [part(Source::New, 0, 0)];
    assert_eq!(place(&parts, &[], filed(100, None)), (vec![share(100, 66)], Basis::Rate));
}

#[test]
fn the_rate_of_execution_is_of_yen() {
    assert_eq!(execution_rate(Yen::new(3), Yen::new(2)), Some(6_666));
    assert_eq!(execution_rate(Yen::new(100), Yen::new(101)), Some(10_100));
    assert_eq!(execution_rate(Yen::ZERO, Yen::new(5)), None);
}

proptest! {
    #[test]
    fn years_add_up_to_what_was_filed_and_whole_execution_to_the_plan(
        residual in 0_i64..2_000_000, fresh in 1_i64..2_000_000, thirds in 0_i64..=3,
        cuts in proptest::collection::vec(0_i64..=1_000, 0..6),
    ) {
        let planned = [(residual, residual * thirds / 3), (fresh, fresh * 2 / 3)];
        let parts = [
            part(Source::Residual(None), planned[0].0, planned[0].1),
            part(Source::New, planned[1].0, planned[1].1),
        ];
        let whole = residual + fresh;
        let mut ends: Vec<i64> = cuts.iter().map(|cut| whole * cut / 1_000).collect();
        ends.push(whole);
        ends.sort_unstable();
        let (mut before, mut done) = (vec![Share::default(); 2], 0);
        for end in ends {
            let (shares, basis) = place(&parts, &before, filed(end - done, None));
            prop_assert_eq!(basis, Basis::Split);
            prop_assert_eq!(shares.iter().map(|s| s.fund.get()).sum::<i64>(), end - done);
            for (sum, one) in before.iter_mut().zip(&shares) {
                prop_assert!(one.national >= Yen::ZERO && one.national <= one.fund);
                *sum = *sum + *one;
            }
            done = end;
        }
        prop_assert_eq!(before, [share(planned[0].0, planned[0].1), share(planned[1].0, planned[1].1)]);
    }

    #[test]
    fn what_was_filed_is_never_lost(
        residual in 0_i64..1_000, fresh in 0_i64..1_000, fund in 0_i64..3_000, national in 0_i64..4_000,
    ) {
        let parts = [part(Source::Residual(None), residual, residual / 2), part(Source::New, fresh, fresh / 2)];
        let (shares, basis) = place(&parts, &[], filed(fund, Some(national)));
        prop_assert_eq!(basis, Basis::Filed);
        prop_assert_eq!(shares.iter().copied().sum::<Share>(), share(fund, national));
        if national <= fund {
            prop_assert!(shares.iter().all(|s| s.national <= s.fund));
        }
    }
}
