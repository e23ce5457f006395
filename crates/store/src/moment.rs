//! Moments with their offset, stored as text.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// An instant and the offset of the clock it was read from: `2026-11-21T10:00:00+09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    instant: Timestamp,
    offset: Offset,
}

impl Moment {
    /// Japan's offset.
    pub const JAPAN: Offset = jiff::tz::offset(9);

    /// `instant` by the clock of Japan, whole seconds.
    #[must_use]
    pub fn japan(instant: Timestamp) -> Self {
        let whole = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
        Self { instant: whole, offset: Self::JAPAN }
    }

    /// The instant.
    #[must_use]
    pub const fn instant(self) -> Timestamp {
        self.instant
    }

    /// The day by its own clock.
    #[must_use]
    pub fn date(self) -> jiff::civil::Date {
        self.instant.to_zoned(TimeZone::fixed(self.offset)).date()
    }

    /// Reads RFC 3339 with an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let instant: Timestamp = text.parse().ok()?;
        let sign = text.get(text.len().checked_sub(6)?..)?;
        let seconds = match (sign.get(..1)?, sign.get(1..3)?.parse::<i32>(), sign.get(4..6)?.parse::<i32>()) {
            ("+", Ok(hours), Ok(minutes)) => hours * 3_600 + minutes * 60,
            ("-", Ok(hours), Ok(minutes)) => -(hours * 3_600 + minutes * 60),
            _ => return None,
        };
        Some(Self { instant, offset: Offset::from_seconds(seconds).ok()? })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.instant.display_with_offset(self.offset).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_round_trip() {
        for text in ["2026-11-21T10:00:00+09:00", "2026-11-21T10:00:00-03:30"] {
            assert_eq!(Moment::parse(text).map(|m| m.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Moment::parse("2026-11-21"), None);
        assert_eq!(
            Moment::parse("2026-11-21T10:00:00+09:00").map(|m| m.date().to_string()).as_deref(),
            Some("2026-11-21")
        );
    }
}
