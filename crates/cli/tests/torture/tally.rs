//! What was tried and when the kills fell.

use std::collections::BTreeMap;
use std::time::Duration;

/// Tenths of an act's time by which kills are counted.
const PHASES: [&str; 5] = ["0-10%", "-40%", "-70%", "-100%", "later"];

/// Kills of one act.
#[derive(Default)]
struct Row {
    phases: [u32; PHASES.len()],
    ended: u32,
    nothing: u32,
    all: u32,
    part: u32,
}

/// What an act had brought about when it was killed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    Nothing,
    /// Some whole submissions or files of several.
    Part,
    All,
}

/// Counts by act.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<&'static str, Row>);

impl Tally {
    /// Counts a kill after `delay` of an act that takes `whole`, or that the act had ended before.
    pub(crate) fn count(&mut self, act: &'static str, in_time: bool, (delay, whole): (Duration, Duration), left: Left) {
        let row = self.0.entry(act).or_default();
        match left {
            Left::Nothing => row.nothing += 1,
            Left::Part => row.part += 1,
            Left::All => row.all += 1,
        }
        if !in_time {
            row.ended += 1;
            return;
        }
        let share = delay.as_secs_f64() / whole.as_secs_f64().max(0.001);
        let phase = [0.1, 0.4, 0.7, 1.0].iter().position(|&end| share < end).unwrap_or(PHASES.len() - 1);
        row.phases[phase] += 1;
    }

    /// Kills of all acts.
    pub(crate) fn kills(&self) -> u64 {
        self.0.values().flat_map(|row| row.phases).map(u64::from).sum()
    }

    /// One line an act.
    pub(crate) fn print(&self, database: &str) {
        println!("{database}: killed at {PHASES:?} of the act's time, or ended before; left nothing, part, all");
        let mut sum = [0, 0];
        for (act, row) in &self.0 {
            let killed: u32 = row.phases.iter().sum();
            sum[0] += killed;
            sum[1] += row.ended;
            let Row { phases, ended, nothing, part, all } = row;
            println!("  {act:<14} {killed:>4} killed {phases:?}, {ended:>3} ended; {nothing} / {part} / {all}");
        }
        println!("  {} killed, {} ended before", sum[0], sum[1]);
    }
}
