//! Time as data: what the device's clock says, with the boot it belongs to, so that a jump can be seen later. Never
//! the reason why a value survives, a row is sent or a key is destroyed.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// One reading of a device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Seconds of Unix time as the wall clock says; may be 1970.
    pub wall_s: i64,
    /// Drawn at each boot.
    pub epoch: u64,
    /// Seconds since then.
    pub elapsed_s: u64,
}

/// Where time comes from: the system, or a simulator.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Now;
}

/// The system's clocks; an epoch is one life of the process.
pub struct SystemClock {
    epoch: u64,
    started: Instant,
}

impl SystemClock {
    /// Draws a new epoch.
    pub fn start() -> Self {
        // 32 bits: enough to tell boots of one device apart, five bytes on the wire.
        let epoch = u64::from(u32::from_be_bytes(super::random::draw()));
        SystemClock { epoch, started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { wall_s: wall_s(), epoch: self.epoch, elapsed_s: self.started.elapsed().as_secs() }
    }
}

/// Seconds of Unix time as the system says.
pub fn wall_s() -> i64 {
    #[cfg(all(feature = "seeded", debug_assertions))]
    if let Some(wall_s) = super::seeded::wall_s() {
        return wall_s;
    }
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    }
}
