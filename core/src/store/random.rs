//! Randomness: the system's, or a seed's where the simulation is built with one.

/// Random bytes of the system; without them nothing of this can be safe, so the process ends.
pub fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    #[cfg(all(feature = "seeded", debug_assertions))]
    if super::seeded::fill(&mut bytes) {
        return bytes;
    }
    if let Err(error) = getrandom::fill(&mut bytes) {
        // No key, name or token may ever be predictable: stopping is the only safe answer.
        eprintln!("the system gives no random bytes: {error}");
        std::process::abort();
    }
    bytes
}
