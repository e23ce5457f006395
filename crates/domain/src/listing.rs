//! Findings gathered under a limit: a file with a fault in each of thousands of rows is answered with a list that a person
//! can read, and the rest is counted.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::rule::RuleId;

/// Most findings of one rule and weight that are listed for one file.
pub const MOST_LISTED: usize = 1_000;

/// Findings of one file as they are found. Of each rule and weight the first [`MOST_LISTED`] are kept; what is beyond is
/// counted, and [`Listing::finish`] says how many they are, so that no list looks complete that is not and no verdict changes.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    listed: Vec<Finding>,
    found: BTreeMap<(RuleId, Severity), usize>,
}

impl Listing {
    /// Adds a finding; tells its place in the list, or `None` when it is only counted.
    pub fn push(&mut self, finding: Finding) -> Option<usize> {
        let found = self.found.entry((finding.rule, finding.severity)).or_default();
        *found += 1;
        if *found > MOST_LISTED {
            return None;
        }
        self.listed.push(finding);
        Some(self.listed.len() - 1)
    }

    /// The finding at a place that [`Listing::push`] told.
    pub fn get_mut(&mut self, place: usize) -> Option<&mut Finding> {
        self.listed.get_mut(place)
    }

    /// Whether a rule has been found broken.
    #[must_use]
    pub fn has(&self, rule: RuleId) -> bool {
        self.found.keys().any(|(r, _)| *r == rule)
    }

    /// The findings in the order in which they were found, and after them one for each rule of which there are more.
    #[must_use]
    pub fn finish(self) -> Vec<Finding> {
        let mut listed = self.listed;
        for ((rule, severity), found) in self.found {
            if found > MOST_LISTED {
                listed.push(Finding::further(rule, severity, found - MOST_LISTED));
            }
        }
        listed
    }
}

impl Extend<Finding> for Listing {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        for finding in findings {
            self.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Verdict;

    #[test]
    fn what_is_not_listed_is_counted_and_weighs() {
        let mut listing = Listing::default();
        for _ in 0..MOST_LISTED + 7 {
            listing.push(Finding::new(RuleId::X003, "", &[]));
        }
        listing.push(Finding::new(RuleId::C001, "", &[]).weighing(Severity::Warning));
        assert!(listing.has(RuleId::X003) && !listing.has(RuleId::X001));
        let findings = listing.finish();
        assert_eq!(findings.len(), MOST_LISTED + 2);
        let last = &findings[MOST_LISTED + 1];
        assert_eq!((last.rule, last.severity), (RuleId::X003, RuleId::X003.definition().severity));
        assert!(last.message.contains("ほかに7件"), "{}", last.message);
        assert_eq!(Verdict::of(&findings), Verdict::AcceptedWithWarnings);
    }

    #[test]
    fn a_list_within_the_limit_is_left_as_it_is() {
        let mut listing = Listing::default();
        listing.extend((0..MOST_LISTED).map(|_| Finding::new(RuleId::X001, "", &[])));
        assert_eq!(listing.finish().len(), MOST_LISTED);
    }
}
