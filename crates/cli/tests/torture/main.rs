//! Loss: the program is killed at random moments of everything that writes, and its writes are made to fail. Whatever stood
//! before stays, what was told to be received is kept, nothing stands half, and the same command then succeeds.
//!
//! `KIKIN_TORTURE_TIMES` is how often it is killed on each database, `KIKIN_TORTURE_SEED` what the moments are drawn from
//! (`cargo xtask torture`). Linux tells of processes under `/proc`.

#![cfg(target_os = "linux")]

mod act;
mod acts;
mod failing;
mod full;
mod kill;
mod place;
mod server;
mod tally;

use acts::Torture;
use place::Place;

/// How often the program is killed on each database where nobody says it.
const USUAL: u64 = 12;

/// After how many runs a long test says how far it is.
const TOLD: u64 = 60;

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a whole number"))
}

/// How often the program is killed on each database.
fn times() -> u64 {
    setting("KIKIN_TORTURE_TIMES", USUAL)
}

fn torture(name: &str, on_server: bool) {
    let seed = setting("KIKIN_TORTURE_SEED", 20_260_401);
    let mut torture = Torture::new(Place::new(name, on_server), seed);
    let (times, mut tries) = (times(), 0);
    while torture.kills() < times {
        torture.once();
        tries += 1;
        assert!(tries < 20 + 3 * times, "most runs end before they are killed");
        if u64::is_multiple_of(tries, TOLD) {
            torture.print();
        }
    }
    torture.end();
}

#[test]
fn killed_at_any_moment_on_sqlite() {
    torture("killed", false);
}

#[test]
fn killed_at_any_moment_on_postgres() {
    torture("killed", true);
}
