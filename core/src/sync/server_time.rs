//! The time that a server last told, kept as a lower bound of the true time for certificates that have dates. A clock
//! can be wrong, a server's too: what it told is held against the certificate under which it told it, and never shuts
//! out that server. Knows times and hashes; must not know TLS, nor what a time is used for elsewhere.

use crate::store::error::Result;
use crate::store::{Log, Store};

/// Where it is kept: the time.
const TIME: &str = "server_time_s";
/// The certificate under which it was told: hash of its key, then its first second, big-endian.
const LEAF: &str = "server_time_leaf";

/// What a server's own certificate says, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Hash of its key, see [`super::tls::tls_hash`].
    pub key: [u8; 32],
    /// The first second at which it holds.
    pub from_s: i64,
}

/// A time that a server told, and under which certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerTime {
    /// Seconds of Unix time.
    pub time_s: i64,
    /// Its certificate then.
    pub leaf: Leaf,
}

impl ServerTime {
    /// What was kept; `None` where nothing was, or by a version that did not keep the certificate with it.
    pub fn kept(log: &Log<'_>) -> Result<Option<ServerTime>> {
        let (Some(time_s), Some(leaf)) = (log.meta::<i64>(TIME)?, log.meta::<Vec<u8>>(LEAF)?) else {
            return Ok(None);
        };
        let leaf = leaf.split_first_chunk::<32>().and_then(|(key, from)| {
            Some(Leaf { key: *key, from_s: i64::from_be_bytes(from.try_into().ok()?) })
        });
        Ok(leaf.map(|leaf| ServerTime { time_s, leaf }))
    }

    /// Whether this time counts against a certificate. It does not against the one under which it was told, nor
    /// against a later one: who gave that out knew of the time, and gave out a certificate that ends before it.
    pub fn counts_against(&self, leaf: &Leaf) -> bool {
        self.leaf.key != leaf.key && leaf.from_s <= self.leaf.from_s
    }

    /// The lower bound that it makes for a phone whose own clock says `phone_s`. Where that can be right (it is not
    /// before `sure_s`), the earlier of two clocks that disagree is the bound; a clock that stands in 1970 says nothing.
    pub fn bound_s(&self, phone_s: i64, sure_s: i64) -> i64 {
        if phone_s >= sure_s { self.time_s.min(phone_s) } else { self.time_s }
    }
}

/// Keeps a time that was told, if it is later than what was kept, or if what was kept does not count against the
/// certificate under which it was told: the server took it back. `Ok(None)` only ends the offer.
pub(super) fn keep(store: &mut Store, server_time: Option<ServerTime>, by_root: bool) -> Result<()> {
    let tx = store.write()?;
    let log = tx.log();
    if let Some(server_time) = server_time {
        let earlier = match (log.meta::<i64>(TIME)?, ServerTime::kept(&log)?) {
            (Some(time_s), Some(kept)) => {
                time_s >= server_time.time_s && kept.counts_against(&server_time.leaf)
            }
            (Some(_), None) | (None, _) => false,
        };
        if by_root || !earlier {
            log.set_meta(TIME, server_time.time_s)?;
            log.set_meta(
                LEAF,
                [server_time.leaf.key.as_slice(), &server_time.leaf.from_s.to_be_bytes()].concat(),
            )?;
        }
    }
    log.drop_meta("offered_server_time_s")?;
    tx.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: ServerTime = ServerTime { time_s: 9_000, leaf: Leaf { key: [1; 32], from_s: 5_000 } };

    #[test]
    fn a_time_counts_neither_against_the_certificate_it_was_told_under_nor_against_a_later_one() {
        assert!(TOLD.counts_against(&Leaf { key: [2; 32], from_s: 4_000 }));
        assert!(TOLD.counts_against(&Leaf { key: [2; 32], from_s: 5_000 }));
        assert!(!TOLD.counts_against(&Leaf { key: [2; 32], from_s: 5_001 }));
        assert!(!TOLD.counts_against(&Leaf { key: [1; 32], from_s: 4_000 }));
    }

    #[test]
    fn of_two_clocks_that_disagree_the_earlier_is_the_bound_and_one_in_1970_says_nothing() {
        let sure_s = 7_000;
        assert_eq!(TOLD.bound_s(8_000, sure_s), 8_000);
        assert_eq!(TOLD.bound_s(10_000, sure_s), 9_000);
        assert_eq!(TOLD.bound_s(60, sure_s), 9_000);
    }
}
