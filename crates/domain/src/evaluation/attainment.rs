//! Whether a target was reached. Only what numbers decide is decided here; everything else is an officer's.

use crate::plan::Direction;
use crate::text;

/// What the target, the achieved value and the direction say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attainment {
    /// The target was reached.
    Reached,
    /// It was not.
    Missed,
    /// The direction is blank; taken for 増, as most outputs are counted up, it was not.
    PresumedMissed,
    /// A text, two units, a share beside a percentage, more than the target without a direction: an officer judges.
    Officer,
    /// The target or the achieved value is blank.
    Blank,
}

/// Judges an indicator by its texts as typed: 増 is reached from the target upwards, 減 downwards, 維持 by the same value.
#[must_use]
pub fn attained(target: &str, achieved: &str, unit: &str, direction: Option<Direction>) -> Attainment {
    if text::is_blank(target) || text::is_blank(achieved) {
        return Attainment::Blank;
    }
    let (Some(target), Some(achieved)) = (Figure::read(target), Figure::read(achieved)) else {
        return Attainment::Officer;
    };
    let unit = text::key(unit);
    let mut units: Vec<&str> =
        [unit.as_str(), &target.unit, &achieved.unit].into_iter().filter(|u| !u.is_empty()).collect();
    units.sort_unstable();
    units.dedup();
    let percent = units == ["%"];
    if units.len() > 1 || (percent && target.may_be_share() != achieved.may_be_share()) {
        return Attainment::Officer;
    }
    let (target, achieved) = (target.billionths, achieved.billionths);
    let reached = match direction {
        Some(Direction::Increase) => achieved >= target,
        Some(Direction::Decrease) => achieved <= target,
        Some(Direction::Keep) => achieved == target,
        None if achieved == target => true,
        None if achieved < target => return Attainment::PresumedMissed,
        None => return Attainment::Officer,
    };
    if reached { Attainment::Reached } else { Attainment::Missed }
}

/// A number with what stands behind it.
#[derive(Debug, PartialEq, Eq)]
struct Figure {
    billionths: i128,
    unit: String,
}

impl Figure {
    /// A plain number, thousands divided by commas or not, and the rest as its unit; `None` where no number begins the text
    /// or digits go on behind the unit.
    fn read(raw: &str) -> Option<Self> {
        const LONGEST: usize = 200;
        if raw.len() > LONGEST {
            return None;
        }
        let key = text::key(raw);
        let (negative, body) = match key.strip_prefix(['-', '△', '▲']) {
            Some(rest) => (true, rest),
            None => (false, key.as_str()),
        };
        let end = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(body.len());
        let (number, unit) = body.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let whole = ungrouped(whole)?;
        let digits =
            |s: &str, longest: usize| (1..=longest).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(&whole, 18) || !digits(fraction, 9) || unit.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let billionths: i128 = format!("{whole}{fraction:0<9}").parse().ok()?;
        Some(Self { billionths: if negative { -billionths } else { billionths }, unit: unit.to_owned() })
    }

    /// Whether it may be the share that Excel shows as a percentage: 0.45 for 45%.
    fn may_be_share(&self) -> bool {
        self.unit.is_empty() && (1..=1_000_000_000).contains(&self.billionths)
    }
}

/// The digits without their commas, which must stand at thousands: a slipped comma is not guessed away.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && (!(1..=3).contains(&first.len()) || !groups.all(|g| g.len() == 3)) {
        return None;
    }
    Some(whole.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use Attainment::{Blank, Missed, Officer, PresumedMissed, Reached};
    use Direction::{Decrease, Increase, Keep};

    use super::*;

    #[test]
    fn the_direction_decides() {
        for (achieved, increase, decrease, keep) in
            [("38", Missed, Reached, Missed), ("39", Reached, Reached, Reached), ("40", Reached, Missed, Missed)]
        {
            let judged = |direction| attained("39", achieved, "床", Some(direction));
            assert_eq!([judged(Increase), judged(Decrease), judged(Keep)], [increase, decrease, keep], "{achieved}");
        }
        assert_eq!(attained("39", "38", "床", None), PresumedMissed);
        assert_eq!(attained("39", "39", "床", None), Reached);
        assert_eq!(attained("39", "40", "床", None), Officer);
    }

    #[test]
    fn numbers_are_read_in_any_spelling() {
        for (target, achieved, unit) in [
            ("１，２００人", "1199.9", "人"),
            ("1200", "1,199人", ""),
            ("0.30", "0.3", ""),
            ("△3", "-3.5", "％"),
            ("45％", "44.9", "%"),
        ] {
            let judged = attained(target, achieved, unit, Some(Increase));
            let wanted = if target == "0.30" { Reached } else { Missed };
            assert_eq!(judged, wanted, "{target} {achieved}");
        }
    }

    #[test]
    fn texts_and_differing_units_are_an_officers() {
        for (target, achieved, unit) in [
            ("39床以上", "20", "床"),
            ("約40", "20", ""),
            ("充実を図る", "図った", ""),
            ("39床", "12人", ""),
            ("39", "12人", "床"),
            ("1万人", "9000", "人"),
            ("2026-04-01", "3", ""),
            ("1,20", "3", ""),
            ("45", "0.45", "％"),
            ("45%", "0.45", ""),
            ("12/30", "12", ""),
        ] {
            for direction in [None, Some(Increase), Some(Decrease), Some(Keep)] {
                assert_eq!(attained(target, achieved, unit, direction), Officer, "{target} {achieved}");
            }
        }
        assert_eq!(attained(" ", "3", "", Some(Increase)), Blank);
        assert_eq!(attained("3", "", "", Some(Increase)), Blank);
        assert_eq!(attained("0.5", "0.45", "％", Some(Increase)), Missed, "both are shares");
    }
}
