//! How fast somebody may try: a number of free attempts, then waits that double up to a limit.

/// What is remembered of one account or address. Moments are whole seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Throttle {
    /// Attempts that did not succeed.
    pub attempts: i64,
    /// The last of them.
    pub last_at: i64,
    /// Until when none is taken.
    pub blocked_until: i64,
}

/// The limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottlePolicy {
    /// This many failures in a row begin the first wait.
    pub free: i64,
    /// The first wait, seconds; each further failure doubles it.
    pub first_wait: i64,
    /// No wait is longer, seconds.
    pub longest_wait: i64,
    /// After so many seconds without an attempt nothing is remembered.
    pub forget_after: i64,
}

/// The answer to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is not taken; nothing is counted.
    Blocked {
        /// Until when, seconds since 1970.
        until: i64,
    },
    /// It is taken, and counted as a failure until it succeeds.
    Counted {
        /// What is remembered from now on.
        now: Throttle,
        /// Whether a failure of this attempt begins a wait.
        begins_wait: bool,
    },
}

impl ThrottlePolicy {
    /// Judges an attempt at `now`, seconds since 1970.
    #[must_use]
    pub fn attempt(&self, before: Throttle, now: i64) -> Attempt {
        if now < before.blocked_until {
            return Attempt::Blocked { until: before.blocked_until };
        }
        let forgotten = now.saturating_sub(before.last_at) > self.forget_after;
        let attempts = if forgotten { 1 } else { before.attempts.saturating_add(1) };
        let begins_wait = attempts >= self.free;
        let blocked_until = if begins_wait { now.saturating_add(self.wait(attempts)) } else { 0 };
        Attempt::Counted { now: Throttle { attempts, last_at: now, blocked_until }, begins_wait }
    }

    /// The wait after the failure with this number.
    fn wait(&self, attempts: i64) -> i64 {
        let doublings = attempts.saturating_sub(self.free).clamp(0, 30);
        self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: ThrottlePolicy = ThrottlePolicy { free: 3, first_wait: 60, longest_wait: 200, forget_after: 1_000 };

    /// The moment at which the next attempt is taken, after an attempt at `now`.
    fn fail(state: &mut Throttle, now: i64) -> i64 {
        match POLICY.attempt(*state, now) {
            Attempt::Blocked { until } => until,
            Attempt::Counted { now: after, begins_wait } => {
                assert_eq!(begins_wait, after.blocked_until > 0);
                *state = after;
                after.blocked_until.max(now)
            }
        }
    }

    #[test]
    fn waits_begin_double_and_end() {
        let mut state = Throttle::default();
        let mut now = 10_000;
        assert_eq!((fail(&mut state, now), fail(&mut state, now)), (now, now), "two are free");
        for wait in [60, 120, 200, 200] {
            assert_eq!(fail(&mut state, now), now + wait);
            assert_eq!(fail(&mut state, now + wait - 1), now + wait, "nothing is taken while waiting");
            now += wait;
        }
        assert_eq!(state.attempts, 6, "what was not taken was not counted");
        now += POLICY.forget_after + 1;
        assert_eq!((fail(&mut state, now), state.attempts), (now, 1), "forgotten");
    }

    #[test]
    fn no_number_of_failures_overflows() {
        let state = Throttle { attempts: i64::MAX, last_at: 5, blocked_until: 0 };
        assert!(matches!(POLICY.attempt(state, 6), Attempt::Counted { now, .. } if now.blocked_until == 206));
    }
}
