//! The prefecture's plan in the browser: live totals beside 国の内示, every figure with its addends.

mod addends;
mod chapters;
mod comparing;
mod fixed;
mod groups;
mod noticed;
mod open;
mod overview;
mod own;
mod versions;

pub use addends::{Addend, AddendQuestion, Addends, BodySum, Figure, ON_A_PAGE, Of, addends};
pub use chapters::{Chapters, LONGEST_CHAPTER, chapters, write_chapters};
pub use comparing::{compare, comparison_workbook, version_name};
pub use fixed::{LastFixed, Since};
pub use groups::{
    Grouped, GroupedProject, LONGEST_TITLE, PROJECTS_ON_A_PAGE, bundle, grouped, groups_csv, groups_from_csv,
};
pub use open::{OpenSubmission, StillOpen};
pub use overview::{Overview, overview};
pub use own::{Own, take_own};
pub use versions::{Contained, Fix, LONGEST, ToFix, fix, keep_draft, to_fix, version, version_paper, versions};

pub use kikin_domain::settled::Deviation;
pub use kikin_report::compare::{CategoryPair, Comparison, ProjectChange, ProjectPair, ProjectSide};
pub use kikin_report::plan::{FileRow, Item, Totals, file_rows};
pub use kikin_store::{Edited, Fixing, KeptPlan, PlanVersion, StoredPlan};
