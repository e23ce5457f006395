//! Many hands, one order: things are worked on side by side and taken in their own order, and what is ready ahead of its
//! turn is bounded.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many results may be ready or under way ahead of the one that is to be taken.
const AHEAD: usize = 96;
/// How many bytes they may weigh before no further thing is begun.
const WEIGHT_AHEAD: u64 = 24 * 1024 * 1024;
/// How often a wait looks whether it is to end.
const GLANCE: Duration = Duration::from_millis(100);

struct State<R> {
    /// How many have been begun.
    begun: usize,
    /// How many have been taken.
    taken: usize,
    /// Results that wait for their turn, with their weights.
    ready: BTreeMap<usize, (R, u64)>,
    weight: u64,
    /// Nothing more is to be begun.
    closed: bool,
    /// A hand has panicked: its result will not come.
    broken: bool,
}

struct Shared<'a, R> {
    total: usize,
    interrupt: &'a AtomicBool,
    state: Mutex<State<R>>,
    changed: Condvar,
}

impl<R> Shared<'_, R> {
    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State<R>>, longest: Duration) -> MutexGuard<'s, State<R>> {
        self.changed.wait_timeout(state, longest).unwrap_or_else(PoisonError::into_inner).0
    }

    fn is_over(&self, state: &State<R>) -> bool {
        state.closed || state.broken || self.interrupt.load(Ordering::Relaxed)
    }

    /// The number of the next thing to work on; `None` when there is none.
    fn claim(&self) -> Option<usize> {
        let mut state = self.state();
        loop {
            if self.is_over(&state) || state.begun == self.total {
                return None;
            }
            // The one whose turn it is always goes on, whatever the others weigh.
            let ahead = state.begun - state.taken;
            if ahead == 0 || (ahead < AHEAD && state.weight < WEIGHT_AHEAD) {
                state.begun += 1;
                return Some(state.begun - 1);
            }
            state = self.wait(state, GLANCE);
        }
    }

    /// One hand's work.
    fn work(&self, work: &(impl Fn(usize) -> (R, u64) + Sync)) {
        let _broken = Broken(self);
        while let Some(number) = self.claim() {
            let (result, weight) = work(number);
            let mut state = self.state();
            state.weight += weight;
            state.ready.insert(number, (result, weight));
            drop(state);
            self.changed.notify_all();
        }
    }
}

/// Tells the others of a panic.
struct Broken<'s, 'a, R>(&'s Shared<'a, R>);

impl<R> Drop for Broken<'_, '_, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.state().broken = true;
        }
        self.0.changed.notify_all();
    }
}

/// The results in the order of their things.
pub struct Results<'s, 'a, R> {
    shared: &'s Shared<'a, R>,
}

impl<R> Results<'_, '_, R> {
    /// The next result; `None` after the last one, and when the work was interrupted.
    pub fn take(&mut self) -> Option<R> {
        let mut state = self.shared.state();
        loop {
            if let Some(result) = self.ready(&mut state) {
                return Some(result);
            }
            if state.taken == self.shared.total || self.shared.is_over(&state) {
                return None;
            }
            state = self.shared.wait(state, GLANCE);
        }
    }

    /// The next results, at least one and at most `most`, that come `within` the time after the first; none at the end.
    pub fn take_batch(&mut self, most: usize, within: Duration) -> Vec<R> {
        let mut batch: Vec<R> = self.take().into_iter().collect();
        let begun = Instant::now();
        let mut state = self.shared.state();
        while !batch.is_empty() && batch.len() < most {
            if let Some(result) = self.ready(&mut state) {
                batch.push(result);
                continue;
            }
            let left = within.saturating_sub(begun.elapsed());
            if left.is_zero() || state.taken == self.shared.total || self.shared.is_over(&state) {
                break;
            }
            state = self.shared.wait(state, left.min(GLANCE));
        }
        batch
    }

    /// The result whose turn it is, if it is ready. What is ready when the work is interrupted is not taken any more.
    fn ready(&self, state: &mut State<R>) -> Option<R> {
        if self.shared.interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let turn = state.taken;
        let (result, weight) = state.ready.remove(&turn)?;
        state.taken += 1;
        state.weight -= weight;
        self.shared.changed.notify_all();
        Some(result)
    }
}

/// Works on things 0 to `total` − 1 with so many hands, and lets `consume` take the results in that order while the hands go
/// on. `work` gives a result and its weight in bytes. Setting `interrupt` begins nothing more and ends the results.
pub fn in_order<R: Send, T>(
    hands: usize,
    total: usize,
    interrupt: &AtomicBool,
    work: impl Fn(usize) -> (R, u64) + Sync,
    consume: impl FnOnce(&mut Results<'_, '_, R>) -> T,
) -> T {
    let state = State { begun: 0, taken: 0, ready: BTreeMap::new(), weight: 0, closed: false, broken: false };
    let shared = Shared { total, interrupt, state: Mutex::new(state), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 0..hands.clamp(1, total.max(1)) {
            scope.spawn(|| shared.work(&work));
        }
        // Also when it panics: the hands would wait for ever.
        let _close = Close(&shared);
        consume(&mut Results { shared: &shared })
    })
}

/// Lets the hands go home.
struct Close<'s, 'a, R>(&'s Shared<'a, R>);

impl<R> Drop for Close<'_, '_, R> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn results_keep_the_order_whichever_is_ready_first() {
        // The first of each pair can only end after the second has begun.
        let pairs: Vec<Barrier> = (0..50).map(|_| Barrier::new(2)).collect();
        let work = |number: usize| {
            pairs[number / 2].wait();
            (number, 1)
        };
        let taken = in_order(2, 100, &AtomicBool::new(false), work, |results| {
            std::iter::from_fn(|| results.take()).collect::<Vec<_>>()
        });
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_is_begun_than_may_wait() {
        let begun = AtomicUsize::new(0);
        let work = |number| (begun.fetch_add(1, Ordering::SeqCst), if number == 0 { 0 } else { WEIGHT_AHEAD });
        let most = in_order(1, 20, &AtomicBool::new(false), work, |results| {
            let mut most = 0;
            for taken in 0..20 {
                assert!(results.take().is_some());
                most = most.max(begun.load(Ordering::SeqCst) - taken);
            }
            most
        });
        assert!(most <= 3, "{most}");
    }

    #[test]
    fn batches_hold_everything_once() {
        let batches = in_order(
            3,
            10,
            &AtomicBool::new(false),
            |number| (number, 0),
            |results| {
                std::iter::from_fn(|| Some(results.take_batch(4, Duration::from_secs(60))).filter(|b| !b.is_empty()))
                    .collect::<Vec<_>>()
            },
        );
        assert_eq!(batches, [vec![0, 1, 2, 3], vec![4, 5, 6, 7], vec![8, 9]]);
    }

    #[test]
    fn an_interruption_ends_the_results() {
        let interrupt = AtomicBool::new(false);
        let work = |number| (number, 0);
        let taken = in_order(2, 1_000_000, &interrupt, work, |results| {
            let first = results.take();
            interrupt.store(true, Ordering::Relaxed);
            (first, results.take())
        });
        assert_eq!(taken, (Some(0), None));
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_hand_that_panics_does_not_leave_the_others_waiting() {
        in_order(1, 2, &AtomicBool::new(false), |_| -> ((), u64) { panic!("a defect") }, |results| results.take());
    }
}
