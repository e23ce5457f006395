//! Seats: where a post sits, whose a thing is, and how the two stand to each other.

use crate::body::{BodyCode, PrefectureCode};

/// Where a post sits, and whose a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// The installation itself.
    Installation,
    /// A prefecture.
    Prefecture(PrefectureCode),
    /// A body of a prefecture's world: a municipality, or one that the prefecture added.
    Body(PrefectureCode, BodyCode),
}

impl Seat {
    /// The prefecture in whose world it is.
    #[must_use]
    pub const fn prefecture(self) -> Option<PrefectureCode> {
        match self {
            Self::Installation => None,
            Self::Prefecture(prefecture) | Self::Body(prefecture, _) => Some(prefecture),
        }
    }

    /// The body's code; a prefecture's is its own, 150002.
    #[must_use]
    pub fn code(self) -> Option<BodyCode> {
        match self {
            Self::Installation => None,
            Self::Prefecture(prefecture) => Some(prefecture.body()),
            Self::Body(_, code) => Some(code),
        }
    }

    /// How `owner`'s things stand to whoever sits here. 運用管理 of the installation has charge of all of it: every
    /// prefecture is its own prefecture.
    #[must_use]
    pub fn relation(self, owner: Self) -> Relation {
        let owner = match owner {
            // The prefecture's own papers are filed under its own code.
            Self::Body(prefecture, code) if code.is_prefecture() => Self::Prefecture(prefecture),
            other => other,
        };
        match (self, owner) {
            (Self::Installation, Self::Installation | Self::Prefecture(_)) => Relation::OwnPrefecture,
            (Self::Installation, Self::Body(..)) => Relation::BodyOfOwnPrefecture,
            (Self::Prefecture(_) | Self::Body(..), Self::Installation) => Relation::Other,
            (Self::Prefecture(own) | Self::Body(own, _), Self::Prefecture(of)) if own == of => Relation::OwnPrefecture,
            (Self::Body(own, code), Self::Body(of, other)) if (own, code) == (of, other) => Relation::OwnBody,
            (Self::Prefecture(own) | Self::Body(own, _), Self::Body(of, _)) if own == of => {
                Relation::BodyOfOwnPrefecture
            }
            (Self::Prefecture(_) | Self::Body(..), Self::Prefecture(_) | Self::Body(..)) => Relation::Other,
        }
    }
}

/// How a thing's owner stands to whoever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The body for which the post acts.
    OwnBody,
    /// Another body of the same prefecture; for a prefectural role any of its bodies.
    BodyOfOwnPrefecture,
    /// The prefecture itself: its plan year, its notices, its plan.
    OwnPrefecture,
    /// Whatever lies outside.
    Other,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 4] = [Self::OwnBody, Self::BodyOfOwnPrefecture, Self::OwnPrefecture, Self::Other];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OwnBody => "自団体",
            Self::BodyOfOwnPrefecture => "県内の団体",
            Self::OwnPrefecture => "自県",
            Self::Other => "県外",
        }
    }
}
