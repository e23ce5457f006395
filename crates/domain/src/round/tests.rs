use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::permission::{Reach, Role, row};
use crate::plan::Stage;
use crate::standing::VersionState;

/// A submission as it is recorded, and what may be done to it: the application in small.
#[derive(Default)]
struct World {
    versions: Vec<FiledVersion>,
    events: Vec<Event>,
    drafts: i64,
    approval: bool,
    /// Versions that were taken in, ever.
    taken: usize,
    withdrawn: usize,
}

const CLERK: &str = "152021-01";
const REVIEWER: &str = "152021-02";

impl World {
    fn progress(&self) -> Progress {
        Progress::of(&self.versions, &self.events).expect("what was recorded fits")
    }

    fn record(&mut self, by: &str, kind: Kind) {
        self.events.push(Event { kind, by: by.to_owned() });
    }

    fn take_in(&mut self) -> i64 {
        let id = 100 + i64::try_from(self.versions.len()).expect("few");
        self.versions.push(FiledVersion { id, state: VersionState::Accepted, submitted: None });
        self.taken += 1;
        id
    }

    /// Does an act if it fits; says what it made of the state that counts.
    fn attempt(&mut self, act: Act, by: &str) -> Result<Filed, NotNow> {
        let before = self.progress();
        let draft = before.desk.draft();
        let promised = before.check(act, by, draft, self.approval)?;
        let (lying, version) = (draft.unwrap_or_default(), before.counting.unwrap_or_default());
        match act {
            Act::KeepDraft => {
                self.drafts += 1;
                self.record(by, Kind::DraftKept { draft: self.drafts });
            }
            Act::AskApproval => self.record(by, Kind::ApprovalAsked { draft: lying }),
            Act::Approve => self.record(by, Kind::Approved { draft: lying }),
            Act::Decline => self.record(by, Kind::Declined { draft: lying }),
            Act::HandIn => {
                let version = self.take_in();
                self.record(by, Kind::HandedIn { draft, version });
            }
            Act::ProxyRegister => {
                let version = self.take_in();
                self.record(by, Kind::HandedIn { draft: None, version });
            }
            Act::BeginReview => self.record(by, Kind::ReviewBegun { version }),
            Act::RequestCorrection => {
                self.record(by, Kind::CorrectionRequested { version, reopened: Reopened::Whole });
            }
            Act::Receive => self.record(by, Kind::Received { version }),
            Act::Confirm => self.record(by, Kind::Confirmed { version }),
            Act::TakeIntoPlan => self.record(by, Kind::TakenIntoPlan { version }),
            Act::Fix => self.record(by, Kind::Fixed { version }),
            Act::Assess => {}
            Act::NotifyAssessment => self.record(by, Kind::AssessmentNotified { version }),
            Act::AnswerAssessment => self.record(by, Kind::AssessmentAnswered { version }),
            Act::Withdraw => {
                let one = self.versions.iter_mut().find(|v| v.id == version).expect("it counts");
                one.state = VersionState::Withdrawn;
                self.withdrawn += 1;
            }
        }
        Ok(promised)
    }
}

fn steps() -> impl Strategy<Value = (bool, Vec<(usize, bool)>)> {
    (any::<bool>(), prop::collection::vec((0..Act::ALL.len(), any::<bool>()), 0..60))
}

proptest! {
    #[test]
    fn no_sequence_of_acts_loses_anything_or_leaves_the_states((approval, steps) in steps()) {
        let mut world = World { approval, ..World::default() };
        // What counted, with its state, before each version that still stands.
        let mut under: Vec<(Option<i64>, Filed)> = Vec::new();
        for (act, reviewer) in steps {
            let act = Act::ALL[act];
            let before = world.progress();
            let (versions, events) = (world.versions.len(), world.events.len());
            match world.attempt(act, if reviewer { REVIEWER } else { CLERK }) {
                Ok(promised) => {
                    let after = world.progress();
                    match act {
                        Act::HandIn | Act::ProxyRegister => {
                            under.push((before.counting, before.filed));
                            prop_assert_eq!(after.counting, world.versions.last().map(|v| v.id), "it counts");
                            prop_assert_eq!(after.filed, promised);
                        }
                        Act::Withdraw => {
                            let (counting, filed) = under.pop().expect("something had been handed in");
                            prop_assert_eq!(after.counting, counting, "the former version counts");
                            let back = if counting.is_some() { filed } else { Filed::Withdrawn };
                            prop_assert_eq!(after.filed, back, "with the state it had");
                        }
                        _ => {
                            prop_assert_eq!(after.counting, before.counting);
                            prop_assert_eq!(after.filed, promised);
                        }
                    }
                    prop_assert_eq!(after.reopened.is_some(), after.filed == Filed::Returned);
                }
                Err(refusal) => {
                    prop_assert_eq!((world.versions.len(), world.events.len()), (versions, events));
                    prop_assert_eq!(world.progress(), before);
                    prop_assert!(refusal.to_string().contains(refusal.state.label()));
                }
            }
            prop_assert_eq!(world.versions.len(), world.taken);
            let standing = world.versions.iter().filter(|v| v.state == VersionState::Accepted).count();
            prop_assert_eq!(standing + world.withdrawn, world.taken, "nothing that was taken in is lost");
            prop_assert_eq!(world.progress().counting.is_some(), standing > 0);
        }
    }
}

#[test]
fn every_state_is_reached_and_told() {
    let (mut world, mut seen) = (World { approval: true, ..World::default() }, BTreeSet::new());
    seen.insert(world.progress().state());
    let story = [
        (Act::KeepDraft, CLERK),
        (Act::AskApproval, CLERK),
        (Act::Approve, REVIEWER),
        (Act::HandIn, CLERK),
        (Act::Withdraw, CLERK),
        (Act::ProxyRegister, "150002-01"),
        (Act::BeginReview, "150002-01"),
        (Act::RequestCorrection, "150002-01"),
        (Act::KeepDraft, CLERK),
        (Act::AskApproval, CLERK),
        (Act::Approve, REVIEWER),
        (Act::HandIn, CLERK),
        (Act::Receive, "150002-01"),
        (Act::Confirm, "150002-01"),
        (Act::TakeIntoPlan, "150002-02"),
        (Act::Fix, "150002-02"),
    ];
    for (act, by) in story {
        world.attempt(act, by).expect("fits");
        seen.insert(world.progress().state());
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), State::ALL);
}

#[test]
fn nobody_decides_on_what_is_their_own() {
    for (drafts, asks, decides, fits) in [
        (CLERK, CLERK, REVIEWER, true),
        (REVIEWER, CLERK, REVIEWER, false),
        (CLERK, REVIEWER, REVIEWER, false),
        (CLERK, CLERK, CLERK, false),
    ] {
        let mut world = World { approval: true, ..World::default() };
        world.attempt(Act::KeepDraft, drafts).expect("fits");
        world.attempt(Act::AskApproval, asks).expect("fits");
        assert_eq!(world.attempt(Act::Approve, decides).is_ok(), fits, "{drafts} {asks} {decides}");
    }
}

#[test]
fn a_further_draft_needs_a_decision_of_its_own() {
    let mut world = World { approval: true, ..World::default() };
    for (act, by) in [(Act::KeepDraft, CLERK), (Act::AskApproval, CLERK), (Act::Approve, REVIEWER)] {
        world.attempt(act, by).expect("fits");
    }
    world.attempt(Act::KeepDraft, CLERK).expect("fits");
    let refused = world.attempt(Act::HandIn, CLERK).expect_err("not decided on");
    assert_eq!(refused.cause, Cause::NotApproved);
    let other = world.progress().check(Act::AskApproval, CLERK, Some(1), true).expect_err("another draft is meant");
    assert_eq!(other.cause, Cause::OtherDraft);
}

#[test]
fn events_out_of_order_are_told() {
    let version = FiledVersion { id: 1, state: VersionState::Accepted, submitted: None };
    let confirmed = Event { kind: Kind::Confirmed { version: 1 }, by: "150002-01".to_owned() };
    assert_eq!(Progress::of(&[version], &[confirmed]), Err(Misfit { version: 1 }));
}

/// The table acts × states × who, as people read it.
/// Four rounds a year: each 変更 changes the plan that the one before has left.
#[test]
fn a_change_that_is_fixed_is_followed_by_the_next() {
    let fixed = [
        Kind::HandedIn { draft: None, version: 100 },
        Kind::Received { version: 100 },
        Kind::Confirmed { version: 100 },
        Kind::TakenIntoPlan { version: 100 },
        Kind::Fixed { version: 100 },
    ];
    let mut world = World::default();
    world.take_in();
    for kind in fixed {
        world.record(CLERK, kind);
    }
    let begins = [Act::KeepDraft, Act::HandIn, Act::ProxyRegister];
    for stage in [Stage::Request, Stage::Plan] {
        let progress = world.progress().of_stage(stage);
        for act in begins {
            let refused = progress.check(act, CLERK, None, false).expect_err("is for good");
            assert_eq!(refused.cause, Cause::Fixed, "{stage} {act:?}");
        }
    }
    let change = world.progress().of_stage(Stage::Change);
    for act in begins {
        assert!(change.check(act, CLERK, None, false).is_ok(), "{act:?}");
    }
    for act in [Act::RequestCorrection, Act::Withdraw, Act::Assess, Act::Fix] {
        assert!(change.check(act, CLERK, None, false).is_err(), "what is fixed stays: {act:?}");
    }
    let next = world.take_in();
    world.record(CLERK, Kind::HandedIn { draft: None, version: next });
    let change = world.progress().of_stage(Stage::Change);
    assert_eq!((change.filed, change.counting), (Filed::Submitted, Some(next)));
}

#[test]
fn the_table_of_acts() {
    let mut page = String::new();
    for act in Act::ALL {
        let who: Vec<&str> = Role::ALL
            .into_iter()
            .filter(|role| row(act.action()).reach(*role) != Reach::Nobody)
            .map(Role::label)
            .collect();
        let _ = writeln!(page, "{}（{}）", act.label(), who.join("、"));
        for filed in Filed::ALL {
            let answer = match filed.after(act) {
                Ok(next) => format!("→ {next:?}"),
                Err(cause) => format!("× {}", cause.sentence()),
            };
            let _ = writeln!(page, "  {filed:?} {answer}");
        }
    }
    // What the round promises, whatever else changes in the table.
    for (filed, act, next) in [
        (Filed::Nothing, Act::HandIn, Ok(Filed::Submitted)),
        (Filed::Returned, Act::HandIn, Ok(Filed::Resubmitted)),
        (Filed::UnderReview, Act::HandIn, Err(Cause::UnderReview)),
        (Filed::Confirmed, Act::Withdraw, Err(Cause::Confirmed)),
        (Filed::Received, Act::Withdraw, Ok(Filed::Withdrawn)),
        (Filed::Fixed, Act::RequestCorrection, Err(Cause::Fixed)),
        (Filed::Submitted, Act::Confirm, Err(Cause::NotReceived)),
    ] {
        assert_eq!(filed.after(act), next, "{page}");
    }
    for (name, twice) in State::ALL.iter().map(|s| (s.label(), State::ALL.iter().filter(|o| o.label() == s.label()))) {
        assert_eq!(twice.count(), 1, "{name}");
    }
}
