//! Killing: a process at a moment, and what it leaves behind.

use std::io::Read as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::command;

/// How long a reading process may take to see that its parent is gone. It may be starting, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// How exactly it is known when a run has ended.
const GLANCE: Duration = Duration::from_millis(2);

/// Drawn numbers: SplitMix64, so that a seed gives the same moments everywhere.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// What came of a run that was to be killed.
pub(crate) struct Killed {
    /// Whether the kill ended it; else it had ended before, and took so long.
    pub(crate) in_time: bool,
    pub(crate) lasted: Duration,
    /// All that it said on stdout.
    pub(crate) told: String,
}

/// Runs a command and kills it after `delay`: with its reading processes, or alone, and then they end by themselves.
pub(crate) fn killed(args: &[&str], delay: Duration, with_readers: bool) -> Killed {
    let mut child =
        command(args).process_group(0).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut out = child.stdout.take().expect("piped");
    let listener = std::thread::spawn(move || {
        let mut told = Vec::new();
        out.read_to_end(&mut told).expect("read");
        String::from_utf8_lossy(&told).into_owned()
    });
    let begun = Instant::now();
    while begun.elapsed() < delay && child.try_wait().expect("ours").is_none() {
        std::thread::sleep(GLANCE.min(delay.saturating_sub(begun.elapsed())));
    }
    let lasted = begun.elapsed();
    // Held still, it starts no further process.
    signal("-STOP", child.id());
    let readers = children(child.id());
    if with_readers {
        readers.iter().for_each(|&reader| signal("-KILL", reader));
    }
    signal("-KILL", child.id());
    let ended = child.wait().expect("ended");
    let in_time = ended.signal() == Some(9);
    assert!(in_time || ended.code() == Some(0), "{args:?}: {ended}");
    await_end(&readers);
    Killed { in_time, lasted, told: listener.join().expect("listened") }
}

/// Ends a process of ours; it may be gone already.
fn signal(signal: &str, process: u32) {
    let _ = Command::new("kill").args([signal, &process.to_string()]).stderr(Stdio::null()).status().expect("kill");
}

fn await_end(processes: &[u32]) {
    let begun = Instant::now();
    while let Some(alive) = processes.iter().find(|&&process| is_alive(process)) {
        assert!(begun.elapsed() < PATIENCE, "process {alive} outlives its parent");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// State and parent of a process.
fn stat(process: u32) -> Option<(char, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut after_name = stat.rsplit_once(')')?.1.split_whitespace();
    Some((after_name.next()?.chars().next()?, after_name.next()?.parse().ok()?))
}

/// Whether a process does anything yet: one that has ended may wait for a parent to hear of it.
fn is_alive(process: u32) -> bool {
    stat(process).is_some_and(|(state, _)| !['Z', 'X'].contains(&state))
}

fn children(parent: u32) -> Vec<u32> {
    let numbers = std::fs::read_dir("/proc").expect("proc").filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok());
    numbers.filter(|&process| stat(process).is_some_and(|(_, of)| of == parent)).collect()
}
