//! Who may do what: role × whose it is × whether the stage is open × 分, in one table ([`table`]).
//!
//! A use case asks [`decide`] before anything else. What is another organisation's is answered as if it were not there.

pub mod action;
pub mod role;
pub mod seat;
pub mod table;

pub use action::Action;
pub use role::Role;
pub use seat::{Relation, Seat};
pub use table::{HalfRule, Reach, Row, SeasonRule, at_the_machine, row};

use crate::category::Bu;

/// Whether municipalities may hand in. A submission with an open 修正依頼 is open although its stage is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// 受付中
    Open,
    /// 締切
    Closed,
}

impl Season {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "受付中",
            Self::Closed => "締切後",
        }
    }
}

/// The 分 a post has charge of, or a thing concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Halves {
    /// 医療分
    Medical,
    /// 介護分
    Care,
    /// 医療分・介護分
    Both,
}

impl Halves {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Medical, Self::Care, Self::Both];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Medical => "医療分",
            Self::Care => "介護分",
            Self::Both => "両方",
        }
    }

    /// Reads 医療分, 医療, 介護分, 介護, 両方.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = crate::text::nfkc_compact(text);
        let key = key.trim_end_matches('分');
        Self::ALL.into_iter().find(|h| h.label().trim_end_matches('分') == key)
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Both, Self::Medical | Self::Care | Self::Both)
            | (Self::Medical, Self::Medical)
            | (Self::Care, Self::Care) => true,
            (Self::Medical, Self::Care | Self::Both) | (Self::Care, Self::Medical | Self::Both) => false,
        }
    }
}

impl From<Bu> for Halves {
    fn from(bu: Bu) -> Self {
        match bu {
            Bu::Medical => Self::Medical,
            Bu::Care => Self::Care,
        }
    }
}

/// Whether the post has charge of the 分 in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Charge {
    /// 担当する分
    InCharge,
    /// 担当しない分
    NotInCharge,
}

impl Charge {
    /// Both.
    pub const ALL: [Self; 2] = [Self::InCharge, Self::NotInCharge];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InCharge => "担当分",
            Self::NotInCharge => "担当外の分",
        }
    }
}

/// Who acts, as far as permission goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The role.
    pub role: Role,
    /// Where the post sits.
    pub seat: Seat,
    /// Its 分.
    pub halves: Halves,
}

/// What is acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Whose it is.
    pub owner: Seat,
    /// The 分 it concerns, if it is of a 分 at all.
    pub halves: Option<Halves>,
    /// Whether its stage is open; what belongs to no stage is open.
    pub season: Season,
}

impl Matter {
    /// Something of `owner` that belongs to no 分 and no stage.
    #[must_use]
    pub const fn of(owner: Seat) -> Self {
        Self { owner, halves: None, season: Season::Open }
    }

    /// It concerns this 分.
    #[must_use]
    pub const fn concerning(mut self, halves: Halves) -> Self {
        self.halves = Some(halves);
        self
    }

    /// Its stage is open or closed.
    #[must_use]
    pub const fn in_season(mut self, season: Season) -> Self {
        self.season = season;
        self
    }
}

/// Why something is not permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// To whoever asks it is as if it were not there (404).
    Hidden,
    /// The role does not do this (403).
    Role,
    /// The stage is closed (403).
    Closed,
    /// The post has not charge of this 分 (403).
    Half,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Hidden, Self::Role, Self::Closed, Self::Half];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Hidden => "他の団体のもの、またはないもの",
            Self::Role => "役割の外",
            Self::Closed => "受付の期間の外",
            Self::Half => "担当していない分",
        }
    }

    /// The sentence for whoever asked: what is wrong and what to do.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Hidden => "お探しのものは見つかりません。一覧から開き直してください。",
            Self::Role => "この操作は、あなたの役割では行えません。必要なときは、県の総括担当に依頼してください。",
            Self::Closed => "受付が締め切られているため、この操作は行えません。県の担当に連絡してください。",
            Self::Half => "担当していない分のため、この操作は行えません。担当する課の利用者が行ってください。",
        }
    }

    /// The word in the record of events.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Role => "role",
            Self::Closed => "closed",
            Self::Half => "half",
        }
    }
}

/// Whether `actor` may do `action` with `on`.
///
/// # Errors
/// [`Refusal`], the first that holds of: hidden, not for this role, closed, another 分.
pub fn decide(actor: &Actor, action: Action, on: &Matter) -> Result<(), Refusal> {
    let charge = match on.halves {
        Some(halves) if !actor.halves.covers(halves) => Charge::NotInCharge,
        Some(_) | None => Charge::InCharge,
    };
    permits(actor.role, action, actor.seat.relation(on.owner), on.season, charge)
}

/// The table's answer.
///
/// # Errors
/// [`Refusal`], as [`decide`].
pub const fn permits(
    role: Role,
    action: Action,
    relation: Relation,
    season: Season,
    charge: Charge,
) -> Result<(), Refusal> {
    let row = row(action);
    if !row.reach(role).holds(relation) {
        return Err(if is_visible(role, relation) { Refusal::Role } else { Refusal::Hidden });
    }
    match (row.season, season) {
        (SeasonRule::Any, Season::Open | Season::Closed) | (SeasonRule::WhileOpen, Season::Open) => {}
        (SeasonRule::WhileOpen, Season::Closed) => return Err(Refusal::Closed),
    }
    match (row.half, charge) {
        (HalfRule::Any, Charge::InCharge | Charge::NotInCharge) | (HalfRule::Own, Charge::InCharge) => Ok(()),
        (HalfRule::Own, Charge::NotInCharge) => Err(Refusal::Half),
    }
}

/// Whether the role may know that such a thing exists.
const fn is_visible(role: Role, relation: Relation) -> bool {
    match (role, relation) {
        (Role::MunicipalClerk | Role::MunicipalReviewer, Relation::OwnBody | Relation::OwnPrefecture)
        | (
            Role::PrefecturalClerk | Role::PrefecturalLead | Role::Auditor | Role::Operator,
            Relation::OwnBody | Relation::BodyOfOwnPrefecture | Relation::OwnPrefecture,
        ) => true,
        (Role::MunicipalClerk | Role::MunicipalReviewer, Relation::BodyOfOwnPrefecture | Relation::Other)
        | (Role::PrefecturalClerk | Role::PrefecturalLead | Role::Auditor | Role::Operator, Relation::Other) => false,
    }
}

#[cfg(test)]
mod tests;
