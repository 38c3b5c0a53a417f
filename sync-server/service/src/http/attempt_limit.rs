//! Wrong codes of an address, counted in memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Addresses that are counted at a time; beyond it the count starts anew.
const ADDRESSES: usize = 4_096;

/// Wrong codes by address.
pub(super) struct AttemptLimit {
    most: u32,
    window: Duration,
    seen: Mutex<HashMap<IpAddr, (u32, Instant)>>,
}

impl AttemptLimit {
    pub(super) fn new(most: u32, window: Duration) -> Self {
        AttemptLimit { most, window, seen: Mutex::new(HashMap::new()) }
    }

    /// Whether an address has shown too many wrong codes of late.
    pub(super) fn is_exceeded(&self, from: IpAddr) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&from).is_some_and(|(count, since)| *count >= self.most && since.elapsed() < self.window)
    }

    pub(super) fn count(&self, from: IpAddr) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES {
            seen.retain(|_, (_, since)| since.elapsed() < self.window);
        }
        if seen.len() >= ADDRESSES {
            seen.clear();
        }
        let (count, since) = seen.entry(from).or_insert((0, Instant::now()));
        if since.elapsed() >= self.window {
            (*count, *since) = (0, Instant::now());
        }
        *count += 1;
    }
}
