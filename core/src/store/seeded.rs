//! Chance and time that a simulator sets for its own thread, so that the same seed twice is the same run twice. There
//! only with the feature `seeded`, and without effect where debug assertions are off: no release draws a key from it.

use std::cell::Cell;
use std::marker::PhantomData;

#[derive(Clone, Copy)]
#[cfg_attr(not(debug_assertions), allow(dead_code))]
struct Source {
    seed: u64,
    drawn: u64,
    wall_s: i64,
}

thread_local! {
    static SOURCE: Cell<Option<Source>> = const { Cell::new(None) };
}

/// While it lives, all that its thread draws follows from a seed, and the server's clock stands where it is set.
pub struct Seeded(PhantomData<*const ()>);

impl Seeded {
    /// From now on, on this thread.
    pub fn begin(seed: u64, wall_s: i64) -> Seeded {
        SOURCE.set(Some(Source { seed, drawn: 0, wall_s }));
        Seeded(PhantomData)
    }

    /// What is drawn from now on follows from this seed, whatever was drawn before. A seed that is used twice gives
    /// the same keys twice.
    pub fn reseed(&self, seed: u64) {
        SOURCE.set(SOURCE.get().map(|source| Source { seed, drawn: 0, ..source }));
    }

    /// Sets the clock, seconds of Unix time.
    pub fn set_wall_s(&self, wall_s: i64) {
        SOURCE.set(SOURCE.get().map(|source| Source { wall_s, ..source }));
    }
}

impl Drop for Seeded {
    fn drop(&mut self) {
        SOURCE.set(None);
    }
}

/// Fills the bytes if this thread has a seed.
#[cfg(debug_assertions)]
pub(super) fn fill(bytes: &mut [u8]) -> bool {
    let Some(source) = SOURCE.get() else { return false };
    SOURCE.set(Some(Source { drawn: source.drawn + 1, ..source }));
    let mut hasher = blake3::Hasher::new_derive_key("chaski seeded chance");
    hasher.update(&source.seed.to_le_bytes()).update(&source.drawn.to_le_bytes());
    hasher.finalize_xof().fill(bytes);
    true
}

/// The time, if this thread has one of its own.
#[cfg(debug_assertions)]
pub(super) fn wall_s() -> Option<i64> {
    SOURCE.get().map(|source| source.wall_s)
}
