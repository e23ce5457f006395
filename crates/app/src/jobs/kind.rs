//! What jobs there are, and who does them.

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// The plan workbook in its public edition.
    PlanWorkbook,
    /// The same with whom to ask at each body.
    FullPlanWorkbook,
    /// Every project and amount, long form.
    PlanData,
    /// The code table of the long form.
    PlanCodes,
    /// The files of a stage as they were received, with their receipts.
    Originals,
    /// The same with the marked workbooks.
    MarkedOriginals,
    /// 代理登録 of files that came another way.
    Register,
}

impl JobKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::PlanWorkbook,
        Self::FullPlanWorkbook,
        Self::PlanData,
        Self::PlanCodes,
        Self::Originals,
        Self::MarkedOriginals,
        Self::Register,
    ];

    /// The word in data and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PlanWorkbook => "plan-workbook",
            Self::FullPlanWorkbook => "plan-workbook-full",
            Self::PlanData => "plan-data",
            Self::PlanCodes => "plan-codes",
            Self::Originals => "originals",
            Self::MarkedOriginals => "originals-marked",
            Self::Register => "register",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of an export's word.
    #[must_use]
    pub fn of_export(code: &str) -> Option<Self> {
        Self::of(code).filter(|kind| kind.lane() == Lane::Exports)
    }

    /// The words on Japanese pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PlanWorkbook => "県計画のブック",
            Self::FullPlanWorkbook => "県計画のブック（連絡先入り・庁内用）",
            Self::PlanData => "全事業のデータ（CSV）",
            Self::PlanCodes => "データのコード表（CSV）",
            Self::Originals => "原本と受付票（ZIP）",
            Self::MarkedOriginals => "原本、受付票、印を付けたブック（ZIP）",
            Self::Register => "代理登録",
        }
    }

    /// How its file's name ends; nothing where it makes none.
    #[must_use]
    pub const fn ending(self) -> Option<&'static str> {
        match self {
            Self::PlanWorkbook | Self::FullPlanWorkbook => Some("xlsx"),
            Self::PlanData | Self::PlanCodes => Some("csv"),
            Self::Originals | Self::MarkedOriginals => Some("zip"),
            Self::Register => None,
        }
    }

    /// Who does it.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::PlanWorkbook
            | Self::FullPlanWorkbook
            | Self::PlanData
            | Self::PlanCodes
            | Self::Originals
            | Self::MarkedOriginals => Lane::Exports,
            Self::Register => Lane::Registering,
        }
    }
}

/// Workers that wait for nobody else's jobs: an export that takes minutes holds no registration up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Files that are made.
    Exports,
    /// Files that came another way and are registered.
    Registering,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 2] = [Self::Exports, Self::Registering];

    /// Its word, for the names of workers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exports => "exports",
            Self::Registering => "registering",
        }
    }

    /// The words of its kinds.
    pub(super) fn kinds(self) -> Vec<&'static str> {
        JobKind::ALL.into_iter().filter(|kind| kind.lane() == self).map(JobKind::code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_word_and_done_in_one_lane() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::of(kind.code()), Some(kind));
            assert_eq!(Lane::ALL.iter().filter(|lane| lane.kinds().contains(&kind.code())).count(), 1, "{kind:?}");
        }
        assert_eq!(JobKind::of_export("originals"), Some(JobKind::Originals));
        assert_eq!(JobKind::of_export("register"), None, "files are needed for it");
    }
}
