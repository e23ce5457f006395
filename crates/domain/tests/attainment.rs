//! Attainment, held against an independent formulation: numbers as scaled integers, told apart from their spellings.

use kikin_domain::evaluation::{Attainment, attained};
use kikin_domain::plan::Direction;
use proptest::prelude::*;

/// A number of at most three decimals in thousandths, in one of many spellings.
fn spelled(thousandths: i64, spelling: usize, unit: &str) -> String {
    let negative = thousandths < 0;
    let (whole, rest) = (thousandths.abs() / 1_000, thousandths.abs() % 1_000);
    let digits = whole.to_string();
    let grouped: Vec<String> =
        digits.as_bytes().rchunks(3).rev().map(|g| String::from_utf8_lossy(g).into_owned()).collect();
    let mut number = if spelling & 1 == 0 { digits } else { grouped.join(",") };
    if rest != 0 || spelling & 2 != 0 {
        number = format!("{number}.{rest:03}");
    }
    let sign = match (negative, spelling & 4 == 0) {
        (false, _) => "",
        (true, true) => "△",
        (true, false) => "-",
    };
    let number = format!("{sign}{number}");
    let number = if spelling & 8 == 0 { number } else { full_width(&number) };
    if spelling & 16 == 0 { number } else { format!("{number} {unit}") }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().map(wide).collect()
}

fn directions() -> impl Strategy<Value = Option<Direction>> {
    prop::sample::select(vec![None, Some(Direction::Increase), Some(Direction::Decrease), Some(Direction::Keep)])
}

/// Pairs that are equal, next to each other, or anything.
fn pairs() -> impl Strategy<Value = (i64, i64)> {
    let any = -2_000_000_i64..2_000_000_000;
    (any.clone(), prop_oneof![Just(None), (-2..3_i64).prop_map(|d| Some(Ok(d))), any.prop_map(|n| Some(Err(n)))])
        .prop_map(|(target, other)| match other {
            None => (target, target),
            Some(Ok(step)) => (target, target + step),
            Some(Err(other)) => (target, other),
        })
}

proptest! {
    #[test]
    fn the_difference_and_the_direction_decide(
        (target, achieved) in pairs(),
        direction in directions(),
        spellings in (0..32_usize, 0..32_usize),
        unit in prop::sample::select(vec!["人", "床", "か所", "人/月"]),
        named in any::<bool>(),
    ) {
        let signum = (achieved - target).signum();
        let wanted = match (direction, signum) {
            (_, 0) | (Some(Direction::Increase), 1) | (Some(Direction::Decrease), -1) => Attainment::Reached,
            (Some(_), _) => Attainment::Missed,
            (None, -1) => Attainment::PresumedMissed,
            (None, _) => Attainment::Officer,
        };
        let (t, a) = (spelled(target, spellings.0, unit), spelled(achieved, spellings.1, unit));
        prop_assert_eq!(attained(&t, &a, if named { unit } else { "" }, direction), wanted, "{} {}", t, a);
    }

    #[test]
    fn another_unit_is_never_judged(
        (target, achieved) in pairs(),
        direction in directions(),
        spellings in (0..16_usize, 0..16_usize),
    ) {
        let (t, a) = (spelled(target, spellings.0 | 16, "人"), spelled(achieved, spellings.1 | 16, "件"));
        prop_assert_eq!(attained(&t, &a, "", direction), Attainment::Officer, "{} {}", t, a);
        let plain = spelled(target, spellings.0, "");
        prop_assert_eq!(attained(&plain, &a, "人", direction), Attainment::Officer, "{} {}", plain, a);
    }

    #[test]
    fn whatever_is_typed_is_answered(target in ".{0,40}", achieved in ".{0,40}", unit in ".{0,6}", direction in directions()) {
        let judged = attained(&target, &achieved, &unit, direction);
        let turned = attained(&achieved, &target, &unit, direction.map(|d| match d {
            Direction::Increase => Direction::Decrease,
            Direction::Decrease => Direction::Increase,
            Direction::Keep => Direction::Keep,
        }));
        // What is reached upwards is reached downwards from the other side.
        if direction.is_some() {
            prop_assert_eq!(judged, turned);
        }
    }
}
