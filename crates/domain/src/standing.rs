//! Which version of a submission counts where versions are kept, one after another (forms.md §5).

use jiff::civil::Date;

/// Where a version of a submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VersionState {
    /// Taken in.
    Accepted,
    /// Errors stood against it.
    Rejected,
    /// Taken in and later withdrawn.
    Withdrawn,
}

impl VersionState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Accepted, Self::Rejected, Self::Withdrawn];

    /// The word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "受付済み",
            Self::Rejected => "エラーあり",
            Self::Withdrawn => "取下げ",
        }
    }

    /// Reads the word in data.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// The version that counts, of versions in the order of their receipt: each accepted one takes the place of the one
/// before it, unless both bear a 提出日 and its own is the earlier. Rejected and withdrawn versions are as if they were
/// not there.
#[must_use]
pub fn counting(versions: &[(VersionState, Option<Date>)]) -> Option<usize> {
    let mut standing: Option<(usize, Option<Date>)> = None;
    for (i, (state, submitted)) in versions.iter().enumerate() {
        let counts = match state {
            VersionState::Accepted => true,
            VersionState::Rejected | VersionState::Withdrawn => false,
        };
        let earlier = matches!((submitted, standing), (Some(own), Some((_, Some(before)))) if *own < before);
        if counts && !earlier {
            standing = Some((i, *submitted));
        }
    }
    standing.map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::VersionState::{Accepted, Rejected, Withdrawn};
    use super::*;
    use jiff::civil::date;

    fn day(d: i8) -> Option<Date> {
        Some(date(2026, 6, d))
    }

    #[test]
    fn rejected_and_withdrawn_versions_leave_the_one_before() {
        assert_eq!(counting(&[]), None);
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2))]), Some(0));
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2)), (Accepted, day(3))]), Some(2));
        assert_eq!(counting(&[(Accepted, day(1)), (Rejected, day(2)), (Withdrawn, day(3))]), Some(0));
        assert_eq!(counting(&[(Withdrawn, day(1))]), None);
    }

    #[test]
    fn the_later_date_counts_and_else_the_later_receipt() {
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, day(4))]), Some(0));
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, day(5))]), Some(1));
        assert_eq!(counting(&[(Accepted, day(5)), (Accepted, None)]), Some(1));
        assert_eq!(counting(&[(Accepted, None), (Accepted, day(5)), (Accepted, day(4))]), Some(1));
    }
}
