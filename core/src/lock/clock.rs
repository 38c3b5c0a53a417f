//! The clock by which a wait is counted: seconds that the phone has been on, asleep or awake. Setting the date does not move it, and
//! where the system names its boots, ending the app does not either. Knows no wait.

use crate::store::{Clock, Now, SystemClock, clock::wall_s};

/// Running time: of this boot where the system tells boots apart, of this process otherwise.
pub struct RunningClock {
    system: SystemClock,
    boot: Option<u64>,
}

impl RunningClock {
    /// Asks the system which boot this is.
    pub fn start() -> RunningClock {
        RunningClock { system: SystemClock::start(), boot: boot() }
    }
}

impl Clock for RunningClock {
    fn now(&self) -> Now {
        match (self.boot, since_boot_s()) {
            (Some(epoch), Some(elapsed_s)) => Now { wall_s: wall_s(), epoch, elapsed_s },
            _ => self.system.now(),
        }
    }
}

/// The name that the kernel drew for this boot.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot() -> Option<u64> {
    let name = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let hash = blake3::hash(name.trim().as_bytes());
    hash.as_bytes().first_chunk().map(|first| u64::from_be_bytes(*first))
}

/// A process's own clock stands still while the phone sleeps, and an hour in a pocket would be no wait at all.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot_s() -> Option<u64> {
    use rustix::time::{ClockId, clock_gettime};
    u64::try_from(clock_gettime(ClockId::Boottime).tv_sec).ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn boot() -> Option<u64> {
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_boot_s() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_time_goes_on_and_where_boots_have_names_another_process_reads_the_same() {
        let (one, other) = (RunningClock::start(), RunningClock::start());
        let (first, then) = (one.now(), other.now());
        if one.boot.is_some() {
            assert_eq!(first.epoch, then.epoch);
            assert!(first.elapsed_s > 0 && (first.elapsed_s..first.elapsed_s + 60).contains(&then.elapsed_s));
        } else {
            assert_ne!(first.epoch, then.epoch);
        }
    }
}
