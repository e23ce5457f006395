//! The table: for each action how far each role reaches, whether the stage must be open, and whether the 分 must be the
//! post's own. Reading is allowed across the 分 of one's own organisation; changing is not. `docs/permissions.md` is made from it.

use super::{Action, Relation, Role};

/// Whose things a role may do something with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Nobody's.
    Nobody,
    /// Its own body's.
    OwnBody,
    /// The prefecture's own.
    OwnPrefecture,
    /// Those of the prefecture's bodies.
    Bodies,
    /// The prefecture's own and those of its bodies.
    BodiesAndPrefecture,
}

impl Reach {
    /// Whether it holds for things in this relation. What lies outside is in nobody's reach.
    #[must_use]
    pub const fn holds(self, relation: Relation) -> bool {
        match (self, relation) {
            (Self::OwnBody, Relation::OwnBody)
            | (Self::OwnPrefecture | Self::BodiesAndPrefecture, Relation::OwnPrefecture)
            | (Self::Bodies | Self::BodiesAndPrefecture, Relation::BodyOfOwnPrefecture) => true,
            (Self::Nobody, Relation::OwnBody | Relation::BodyOfOwnPrefecture | Relation::OwnPrefecture)
            | (Self::OwnBody, Relation::BodyOfOwnPrefecture | Relation::OwnPrefecture)
            | (Self::OwnPrefecture, Relation::OwnBody | Relation::BodyOfOwnPrefecture)
            | (Self::Bodies, Relation::OwnBody | Relation::OwnPrefecture)
            | (Self::BodiesAndPrefecture, Relation::OwnBody)
            | (
                Self::Nobody | Self::OwnBody | Self::OwnPrefecture | Self::Bodies | Self::BodiesAndPrefecture,
                Relation::Other,
            ) => false,
        }
    }

    /// The word in the table on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Nobody => "―",
            Self::OwnBody => "自団体",
            Self::OwnPrefecture => "自県",
            Self::Bodies => "県内の団体",
            Self::BodiesAndPrefecture => "自県・県内の団体",
        }
    }
}

/// Whether the stage must be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeasonRule {
    /// It need not.
    Any,
    /// It must: what municipalities hand in. The prefecture reviews after the close.
    WhileOpen,
}

/// Whether the 分 must be one that the post has charge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HalfRule {
    /// It need not.
    Any,
    /// It must.
    Own,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whether the stage must be open.
    pub season: SeasonRule,
    /// Whether the 分 must be the post's own.
    pub half: HalfRule,
    /// By role, in the order of [`Role::ALL`].
    reach: [Reach; 6],
}

impl Row {
    /// How far a role reaches.
    #[must_use]
    pub const fn reach(&self, role: Role) -> Reach {
        let [clerk, reviewer, prefectural, lead, auditor, operator] = self.reach;
        match role {
            Role::MunicipalClerk => clerk,
            Role::MunicipalReviewer => reviewer,
            Role::PrefecturalClerk => prefectural,
            Role::PrefecturalLead => lead,
            Role::Auditor => auditor,
            Role::Operator => operator,
        }
    }
}

use HalfRule::{Any as EITHER, Own as OWN_HALF};
use Reach::{Bodies as BODIES, BodiesAndPrefecture as WORLD, Nobody as NO, OwnBody as BODY, OwnPrefecture as PREF};
use SeasonRule::{Any as ALWAYS, WhileOpen as OPEN};

const fn line(season: SeasonRule, half: HalfRule, reach: [Reach; 6]) -> Row {
    Row { season, half, reach }
}

/// What the command line does, where the database lies, beside what 運用管理 of the installation may: what has a command, with
/// any prefecture's things and whatever is open. Acts in the name of a post (handing in, reviewing, deciding) are none of it.
#[must_use]
pub const fn at_the_machine(action: Action) -> bool {
    match action {
        Action::ReadNotices
        | Action::Template
        | Action::Check
        | Action::Withdraw
        | Action::ViewSubmission
        | Action::ViewStatus
        | Action::ProxyRegister
        | Action::SetUpYear
        | Action::AddBody
        | Action::GroupProjects
        | Action::ViewPlan
        | Action::FreezePlan
        | Action::EnterGrant
        | Action::Export
        | Action::ReadAudit
        | Action::Bundle
        | Action::ManagePosts
        | Action::Verify
        | Action::BackUp => true,
        Action::OwnAccount
        | Action::Draft
        | Action::HandIn
        | Action::Approve
        | Action::AnswerAssessment
        | Action::Comment
        | Action::Review
        | Action::RequestCorrection
        | Action::Receive
        | Action::Confirm
        | Action::Assess
        | Action::NotifyAssessment
        | Action::Remind
        | Action::EnterNationalNotice
        | Action::PostNotice
        | Action::EditOwnProjects
        | Action::EditChapters
        | Action::WriteEvaluation => false,
    }
}

/// The line of an action.
#[must_use]
#[rustfmt::skip]
pub const fn row(action: Action) -> Row {
    match action {
        //                                                      市町村担当 確認者 県担当 県総括 監査  運用管理
        Action::OwnAccount          => line(ALWAYS, EITHER,   [BODY, BODY, PREF,   PREF,   PREF,  PREF]),
        Action::ReadNotices         => line(ALWAYS, EITHER,   [PREF, PREF, PREF,   PREF,   PREF,  PREF]),

        Action::Template            => line(ALWAYS, EITHER,   [BODY, BODY, WORLD,  WORLD,  NO,    NO]),
        Action::Check               => line(ALWAYS, EITHER,   [BODY, BODY, WORLD,  WORLD,  NO,    NO]),
        Action::Draft               => line(OPEN,   OWN_HALF, [BODY, BODY, NO,     NO,     NO,    NO]),
        Action::HandIn              => line(OPEN,   OWN_HALF, [BODY, NO,   NO,     NO,     NO,    NO]),
        Action::Approve             => line(OPEN,   OWN_HALF, [NO,   BODY, NO,     NO,     NO,    NO]),
        Action::Withdraw            => line(OPEN,   OWN_HALF, [BODY, BODY, NO,     NO,     NO,    NO]),
        Action::AnswerAssessment    => line(OPEN,   OWN_HALF, [BODY, NO,   NO,     NO,     NO,    NO]),
        Action::ViewSubmission      => line(ALWAYS, EITHER,   [BODY, BODY, WORLD,  WORLD,  WORLD, NO]),
        Action::Comment             => line(ALWAYS, OWN_HALF, [BODY, BODY, BODIES, BODIES, NO,    NO]),

        Action::ViewStatus          => line(ALWAYS, EITHER,   [NO,   NO,   PREF,   PREF,   PREF,  NO]),
        Action::ProxyRegister       => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::Review              => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::RequestCorrection   => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::Receive             => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::Confirm             => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::Assess              => line(ALWAYS, OWN_HALF, [NO,   NO,   BODIES, BODIES, NO,    NO]),
        Action::NotifyAssessment    => line(ALWAYS, OWN_HALF, [NO,   NO,   NO,     BODIES, NO,    NO]),
        Action::Remind              => line(ALWAYS, EITHER,   [NO,   NO,   BODIES, BODIES, NO,    NO]),

        Action::SetUpYear           => line(ALWAYS, OWN_HALF, [NO,   NO,   NO,     PREF,   NO,    NO]),
        Action::AddBody             => line(ALWAYS, EITHER,   [NO,   NO,   NO,     PREF,   NO,    NO]),
        Action::EnterNationalNotice => line(ALWAYS, OWN_HALF, [NO,   NO,   NO,     PREF,   NO,    NO]),
        Action::PostNotice          => line(ALWAYS, EITHER,   [NO,   NO,   NO,     PREF,   NO,    NO]),

        Action::EditOwnProjects     => line(ALWAYS, OWN_HALF, [NO,   NO,   PREF,   PREF,   NO,    NO]),
        Action::GroupProjects       => line(ALWAYS, OWN_HALF, [NO,   NO,   PREF,   PREF,   NO,    NO]),
        Action::EditChapters        => line(ALWAYS, EITHER,   [NO,   NO,   PREF,   PREF,   NO,    NO]),
        Action::ViewPlan            => line(ALWAYS, EITHER,   [NO,   NO,   PREF,   PREF,   PREF,  NO]),
        Action::FreezePlan          => line(ALWAYS, OWN_HALF, [NO,   NO,   NO,     PREF,   NO,    NO]),
        Action::EnterGrant          => line(ALWAYS, OWN_HALF, [NO,   NO,   NO,     PREF,   NO,    NO]),
        Action::WriteEvaluation     => line(ALWAYS, EITHER,   [NO,   NO,   PREF,   PREF,   NO,    NO]),
        Action::Export              => line(ALWAYS, EITHER,   [NO,   NO,   WORLD,  WORLD,  WORLD, NO]),

        Action::ReadAudit           => line(ALWAYS, EITHER,   [NO,   NO,   NO,     WORLD,  WORLD, WORLD]),
        Action::Bundle              => line(ALWAYS, EITHER,   [NO,   NO,   NO,     PREF,   PREF,  NO]),
        Action::ManagePosts         => line(ALWAYS, EITHER,   [NO,   NO,   NO,     WORLD,  NO,    WORLD]),
        Action::Verify              => line(ALWAYS, EITHER,   [NO,   NO,   NO,     PREF,   PREF,  PREF]),
        Action::BackUp              => line(ALWAYS, EITHER,   [NO,   NO,   NO,     NO,     NO,    PREF]),
    }
}
