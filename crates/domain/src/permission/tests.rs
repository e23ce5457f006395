use proptest::prelude::*;

use super::*;
use crate::body::{BodyCode, PrefectureCode};

fn body(code: &str) -> Seat {
    let code = BodyCode::parse(code).expect("a code");
    Seat::Body(code.prefecture(), code)
}

fn prefecture(code: u8) -> Seat {
    Seat::Prefecture(PrefectureCode::new(code).expect("a prefecture"))
}

fn actor(role: Role, seat: Seat, halves: Halves) -> Actor {
    assert!(role.can_sit(seat));
    Actor { role, seat, halves }
}

const MUNICIPAL: [Role; 2] = [Role::MunicipalClerk, Role::MunicipalReviewer];

#[test]
fn relations_follow_the_world() {
    let (nagaoka, sanjo, yokohama) = (body("152021"), body("152048"), body("141003"));
    assert_eq!(nagaoka.relation(nagaoka), Relation::OwnBody);
    assert_eq!(nagaoka.relation(sanjo), Relation::BodyOfOwnPrefecture);
    assert_eq!(nagaoka.relation(prefecture(15)), Relation::OwnPrefecture);
    assert_eq!(nagaoka.relation(body("150002")), Relation::OwnPrefecture);
    assert_eq!(nagaoka.relation(yokohama), Relation::Other);
    assert_eq!(nagaoka.relation(Seat::Installation), Relation::Other);
    assert_eq!(prefecture(15).relation(nagaoka), Relation::BodyOfOwnPrefecture);
    assert_eq!(prefecture(15).relation(body("150002")), Relation::OwnPrefecture);
    assert_eq!(prefecture(15).relation(prefecture(14)), Relation::Other);
    assert_eq!(prefecture(15).relation(yokohama), Relation::Other);
    assert_eq!(prefecture(15).relation(Seat::Installation), Relation::Other);
    assert_eq!(Seat::Installation.relation(prefecture(14)), Relation::OwnPrefecture);
    assert_eq!(Seat::Installation.relation(yokohama), Relation::BodyOfOwnPrefecture);
}

#[test]
fn a_handing_in_is_refused_for_each_reason() {
    let clerk = actor(Role::MunicipalClerk, body("152021"), Halves::Care);
    let own = Matter::of(body("152021")).concerning(Halves::Care);
    assert_eq!(decide(&clerk, Action::HandIn, &own), Ok(()));
    assert_eq!(decide(&clerk, Action::HandIn, &own.in_season(Season::Closed)), Err(Refusal::Closed));
    assert_eq!(decide(&clerk, Action::HandIn, &own.concerning(Halves::Medical)), Err(Refusal::Half));
    assert_eq!(decide(&clerk, Action::HandIn, &own.concerning(Halves::Both)), Err(Refusal::Half));
    assert_eq!(decide(&clerk, Action::Approve, &own), Err(Refusal::Role));
    let neighbour = Matter::of(body("152048")).concerning(Halves::Care);
    assert_eq!(decide(&clerk, Action::ViewSubmission, &neighbour), Err(Refusal::Hidden));
    let lead = actor(Role::PrefecturalLead, prefecture(15), Halves::Both);
    assert_eq!(decide(&lead, Action::HandIn, &own), Err(Refusal::Role), "it is there, but not theirs to hand in");
    assert_eq!(decide(&lead, Action::Confirm, &own.in_season(Season::Closed)), Ok(()), "reviewing follows the close");
    assert_eq!(decide(&lead, Action::ViewSubmission, &Matter::of(body("141003"))), Err(Refusal::Hidden));
}

#[test]
fn nobody_approves_what_he_may_hand_in() {
    for role in Role::ALL {
        let may = |action| row(action).reach(role) != Reach::Nobody;
        assert!(!(may(Action::HandIn) && may(Action::Approve)), "{}", role.label());
    }
}

#[test]
fn only_the_installation_s_operators_copy_the_whole_database() {
    for role in [Role::Operator, Role::PrefecturalLead, Role::Auditor] {
        let own = actor(role, prefecture(15), Halves::Both);
        assert_eq!(decide(&own, Action::BackUp, &Matter::of(Seat::Installation)), Err(Refusal::Hidden));
    }
    let operator = actor(Role::Operator, Seat::Installation, Halves::Both);
    assert_eq!(decide(&operator, Action::BackUp, &Matter::of(Seat::Installation)), Ok(()));
}

#[test]
fn auditors_change_nothing() {
    let reading = [
        Action::OwnAccount,
        Action::ReadNotices,
        Action::ViewSubmission,
        Action::ViewStatus,
        Action::ViewPlan,
        Action::Export,
        Action::ReadAudit,
        Action::Bundle,
        Action::Verify,
    ];
    for action in Action::ALL {
        let may = row(*action).reach(Role::Auditor) != Reach::Nobody;
        assert_eq!(may, reading.contains(action), "{}", action.label());
    }
}

#[test]
fn words_are_read_back_and_are_not_shared() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.label()), Some(role));
    }
    assert_eq!(Role::parse("監査"), Some(Role::Auditor));
    assert_eq!(Role::parse("県　総括"), Some(Role::PrefecturalLead));
    assert_eq!(Role::parse("担当"), None, "whose 担当 must be said");
    for halves in Halves::ALL {
        assert_eq!(Halves::parse(halves.label()), Some(halves));
    }
    let mut codes: Vec<_> = Action::ALL.iter().map(|a| a.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Action::ALL.len());
}

proptest! {
    #[test]
    fn no_municipal_role_touches_another_body(
        role in prop::sample::select(MUNICIPAL.to_vec()),
        action in prop::sample::select(Action::ALL.to_vec()),
        relation in prop::sample::select(Relation::ALL.to_vec()),
        season in prop::sample::select(Season::ALL.to_vec()),
        charge in prop::sample::select(Charge::ALL.to_vec()),
    ) {
        let answer = permits(role, action, relation, season, charge);
        if matches!(relation, Relation::BodyOfOwnPrefecture | Relation::Other) {
            prop_assert_eq!(answer, Err(Refusal::Hidden));
        }
    }

    #[test]
    fn nobody_at_all_reaches_outside(
        role in prop::sample::select(Role::ALL.to_vec()),
        action in prop::sample::select(Action::ALL.to_vec()),
        season in prop::sample::select(Season::ALL.to_vec()),
        charge in prop::sample::select(Charge::ALL.to_vec()),
    ) {
        prop_assert_eq!(permits(role, action, Relation::Other, season, charge), Err(Refusal::Hidden));
    }

    #[test]
    fn what_is_allowed_at_the_narrowest_is_allowed_at_the_widest(
        role in prop::sample::select(Role::ALL.to_vec()),
        action in prop::sample::select(Action::ALL.to_vec()),
        relation in prop::sample::select(Relation::ALL.to_vec()),
        season in prop::sample::select(Season::ALL.to_vec()),
        charge in prop::sample::select(Charge::ALL.to_vec()),
    ) {
        if permits(role, action, relation, season, charge).is_ok() {
            prop_assert_eq!(permits(role, action, relation, Season::Open, Charge::InCharge), Ok(()));
        }
    }
}
