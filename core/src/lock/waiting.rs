//! What a wrong PIN costs: time, more each time, and never a record. Pure: a count, when it was written by a clock that nobody
//! can set, and what that clock says now.

use crate::store::Now;

/// Wrong tries that cost nothing.
pub const FREE: u32 = 3;
/// The first wait, in seconds; each wrong try after it doubles the wait.
pub const FIRST_WAIT_S: u64 = 30;
/// The longest wait, in seconds: whoever is kept waiting may be the one at whose door a child is ill.
pub const LONGEST_WAIT_S: u64 = 3_600;

/// The wrong tries since the last right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wrong {
    /// How many.
    pub count: u32,
    /// The life of the clock in which the last was counted.
    pub epoch: u64,
    /// Seconds of it that had passed.
    pub at_s: u64,
}

impl Wrong {
    /// One more, counted now.
    pub fn and_one(self, now: Now) -> Wrong {
        Wrong { count: self.count.saturating_add(1), epoch: now.epoch, at_s: now.elapsed_s }
    }

    /// What is assumed where the count is lost: that all free tries are used, and the last of them now. A file that is taken
    /// away is no way around the wait.
    pub fn unknown(now: Now) -> Wrong {
        Wrong { count: FREE, epoch: now.epoch, at_s: now.elapsed_s }
    }

    /// Seconds to wait before the next try. Only running time counts: the date of the phone does not matter, and of another
    /// life of the clock nobody knows how long it lasted after the try, so what counts is the time that this one has lasted.
    pub fn left_s(self, now: Now) -> u64 {
        let passed = match now.elapsed_s.checked_sub(self.at_s) {
            Some(since) if self.epoch == now.epoch => since,
            _ => now.elapsed_s,
        };
        wait_s(self.count).saturating_sub(passed)
    }

    /// Tries before the next wait; none during one.
    pub fn tries_left(self, now: Now) -> u32 {
        if self.left_s(now) > 0 { 0 } else { FREE.saturating_sub(self.count).max(1) }
    }
}

/// The wait after so many wrong tries, in seconds.
pub fn wait_s(count: u32) -> u64 {
    match count.checked_sub(FREE) {
        None => 0,
        // Doubled so often, it is the longest in any case.
        Some(times) => (FIRST_WAIT_S << times.min(16)).min(LONGEST_WAIT_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(epoch: u64, elapsed_s: u64) -> Now {
        Now { wall_s: 0, epoch, elapsed_s }
    }

    fn wrong(count: u32, now: Now) -> Wrong {
        (0..count).fold(Wrong::default(), |wrong, _| wrong.and_one(now))
    }

    #[test]
    fn three_wrong_tries_cost_nothing_and_each_after_them_doubles_the_wait_up_to_an_hour() {
        let waits: Vec<u64> = (0..13).map(wait_s).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
        assert_eq!(
            (wait_s(u32::MAX), Wrong { count: u32::MAX, ..wrong(1, at(1, 1)) }.and_one(at(1, 1)).count),
            (3_600, u32::MAX)
        );
    }

    #[test]
    fn a_screen_counts_down_the_tries_and_then_the_seconds() {
        let now = at(7, 1_000);
        assert_eq!([0, 1, 2, 3].map(|count| wrong(count, now).tries_left(now)), [3, 2, 1, 0]);
        let third = wrong(3, now);
        let left =
            |later_s: u64| (third.left_s(at(7, 1_000 + later_s)), third.tries_left(at(7, 1_000 + later_s)));
        assert_eq!([left(0), left(29), left(30), left(9_000)], [(30, 0), (1, 0), (0, 1), (0, 1)]);
    }

    #[test]
    fn the_date_of_the_phone_moves_no_wait() {
        let third = wrong(3, at(7, 1_000));
        for wall_s in [i64::MIN, 0, 4_000_000_000, i64::MAX] {
            assert_eq!(third.left_s(Now { wall_s, ..at(7, 1_010) }), 20);
        }
    }

    #[test]
    fn after_a_restart_the_wait_begins_anew_and_is_never_longer_than_it_was() {
        let sixth = wrong(6, at(7, 1_000));
        // Another life of the clock, whatever it says; and one whose name came again, as it may where none is drawn.
        for restarted in [at(8, 0), at(8, 5), at(7, 0), at(7, 5)] {
            assert_eq!(sixth.left_s(restarted), 240 - restarted.elapsed_s);
        }
        assert_eq!((sixth.left_s(at(8, 240)), sixth.left_s(at(8, u64::MAX))), (0, 0));
    }

    #[test]
    fn a_count_that_is_lost_means_a_wait_and_not_three_tries() {
        let lost = Wrong::unknown(at(7, 1_000));
        assert_eq!((lost.left_s(at(7, 1_000)), lost.tries_left(at(7, 1_030))), (30, 1));
    }
}
