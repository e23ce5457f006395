//! Roles: what a post is for.

use super::seat::Seat;

/// The role of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 市町村 担当
    MunicipalClerk,
    /// 市町村 確認者
    MunicipalReviewer,
    /// 県 担当
    PrefecturalClerk,
    /// 県 総括
    PrefecturalLead,
    /// 監査（閲覧）
    Auditor,
    /// 運用管理
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::MunicipalClerk,
        Self::MunicipalReviewer,
        Self::PrefecturalClerk,
        Self::PrefecturalLead,
        Self::Auditor,
        Self::Operator,
    ];

    /// The word on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::MunicipalClerk => "市町村担当",
            Self::MunicipalReviewer => "市町村確認者",
            Self::PrefecturalClerk => "県担当",
            Self::PrefecturalLead => "県総括",
            Self::Auditor => "監査（閲覧）",
            Self::Operator => "運用管理",
        }
    }

    /// Reads a role's word, also without its brackets or spaces: 「監査」「県 総括」「総括」.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = crate::text::nfkc_compact(text);
        let short = |role: Self| match role {
            Self::MunicipalClerk => "市町村担当",
            Self::MunicipalReviewer => "確認者",
            Self::PrefecturalClerk => "県担当",
            Self::PrefecturalLead => "総括",
            Self::Auditor => "監査",
            Self::Operator => "運用管理",
        };
        Self::ALL.into_iter().find(|r| crate::text::nfkc_compact(r.label()) == key || short(*r) == key)
    }

    /// Whether a post of this role can be at `seat`: auditors and prefectural roles at a prefecture, 運用管理 there or over
    /// the whole installation.
    #[must_use]
    pub const fn can_sit(self, seat: Seat) -> bool {
        match (self, seat) {
            (Self::MunicipalClerk | Self::MunicipalReviewer, Seat::Body(_, code)) => !code.is_prefecture(),
            (Self::MunicipalClerk | Self::MunicipalReviewer, Seat::Prefecture(_) | Seat::Installation) => false,
            (Self::PrefecturalClerk | Self::PrefecturalLead | Self::Auditor, Seat::Prefecture(_)) => true,
            (Self::PrefecturalClerk | Self::PrefecturalLead | Self::Auditor, Seat::Body(..) | Seat::Installation) => {
                false
            }
            (Self::Operator, Seat::Prefecture(_) | Seat::Installation) => true,
            (Self::Operator, Seat::Body(..)) => false,
        }
    }

    /// Whether a post of this role, if it manages posts at all, may make or change posts of `other`: 県総括 has no power
    /// over those who run the machine.
    #[must_use]
    pub const fn may_appoint(self, other: Self) -> bool {
        match self {
            Self::Operator => true,
            Self::PrefecturalLead => match other {
                Self::MunicipalClerk
                | Self::MunicipalReviewer
                | Self::PrefecturalClerk
                | Self::PrefecturalLead
                | Self::Auditor => true,
                Self::Operator => false,
            },
            Self::MunicipalClerk | Self::MunicipalReviewer | Self::PrefecturalClerk | Self::Auditor => false,
        }
    }

    /// Whether the word means a role that lasts for stated days only.
    #[must_use]
    pub const fn is_time_boxed(self) -> bool {
        match self {
            Self::Auditor => true,
            Self::MunicipalClerk
            | Self::MunicipalReviewer
            | Self::PrefecturalClerk
            | Self::PrefecturalLead
            | Self::Operator => false,
        }
    }
}
