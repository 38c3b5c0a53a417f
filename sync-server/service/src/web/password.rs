//! Passwords: Argon2id (19 MiB, two passes, as OWASP asks), hashed two at a time so that many who try at once cannot
//! take the machine's memory; and the delay that grows with each wrong one. Knows logins and addresses only as keys.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::time::timeout;

use super::failure::Failure;
use super::site::Site;
use crate::exchange::Peer;
use crate::storage::StorageError;

/// Characters that a password has at least.
pub const SHORTEST: usize = 10;
/// Bytes that a password has at most.
pub const LONGEST: usize = 200;
/// Wrong passwords in a row of one login that cost nothing; an office shares one address, so that has more.
const FREE_OF_A_LOGIN: u32 = 5;
const FREE_OF_AN_ADDRESS: u32 = 20;
/// The longest wait.
const LONGEST_WAIT_S: i64 = 15 * 60;
/// Wrong passwords are forgotten after a day without one.
const FORGOTTEN_S: i64 = 86_400;
/// Logins that nobody has share this many counts, so that inventing some does not fill the storage.
const NOBODYS: u8 = 64;

/// What became of a try.
pub(super) enum Tried {
    /// The account's login.
    Right(String),
    /// The name or the password is wrong.
    Wrong,
    /// Not looked at: too many were wrong; until when.
    Wait(i64),
}

fn argon2() -> Argon2<'static> {
    // These numbers are within the bounds of the algorithm; the default is the same.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password, as the storage keeps it.
pub fn hash(password: &str) -> Result<String, StorageError> {
    let hash = argon2().hash_password(password.as_bytes());
    let hash =
        hash.map_err(|error| StorageError::Request(format!("the password cannot be hashed: {error}")))?;
    Ok(hash.to_string())
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// What is hashed where there is no account, so that nobody learns from the time whether there is one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody signs in with this").unwrap_or_default());

/// Tries a password. Counts it as wrong before it is looked at, so that many at once are counted each.
pub(super) async fn attempt(site: &Site, peer: Peer, login: &str, password: &str) -> Result<Tried, Failure> {
    let now_s = site.now_s();
    let login = login.trim().to_lowercase();
    let account = if login.len() <= LONGEST { site.storage.account(&login).await? } else { None };
    let of_login = match &account {
        Some(account) => failures_of(&account.login),
        None => {
            format!("nobody:{}", blake3::hash(login.as_bytes()).as_bytes().first().map_or(0, |b| b % NOBODYS))
        }
    };
    // As a hash: an address is nobody's business but the line's.
    let of_address =
        format!("address:{:.16}", blake3::hash(peer.neighbourhood().to_string().as_bytes()).to_hex());
    let keys = [(&of_login, FREE_OF_A_LOGIN), (&of_address, FREE_OF_AN_ADDRESS)];
    {
        let _one_at_a_time = site.hashing.counting.lock().await;
        let mut counts = [0; 2];
        for ((key, free), count) in keys.iter().zip(&mut counts) {
            let (failed, last_s) = site.storage.failures(key).await?;
            *count = if now_s.saturating_sub(last_s) > FORGOTTEN_S { 0 } else { failed };
            let until_s = last_s.saturating_add(wait_s(*count, *free));
            if now_s < until_s {
                return Ok(Tried::Wait(until_s));
            }
        }
        for ((key, _), count) in keys.iter().zip(counts) {
            site.storage.set_failures(key, count.saturating_add(1), now_s).await?;
        }
    }
    let known = account.as_ref().map_or(NOBODY.as_str(), |account| account.password_hash.as_str()).to_owned();
    let right = is_right(site, password, known).await?;
    match account.filter(|account| right && !account.stopped) {
        Some(account) => {
            site.storage.set_failures(&of_login, 0, now_s).await?;
            let (failed, last_s) = site.storage.failures(&of_address).await?;
            // Takes back its own, not those of others: who knows one password may not try others for ever.
            site.storage.set_failures(&of_address, failed.saturating_sub(1), last_s).await?;
            Ok(Tried::Right(account.login))
        }
        None => Ok(Tried::Wrong),
    }
}

/// Under which key the storage counts the wrong passwords of a login.
pub fn failures_of(login: &str) -> String {
    format!("login:{login}")
}

fn wait_s(count: u32, free: u32) -> i64 {
    match count.checked_sub(free) {
        None => 0,
        Some(beyond) => {
            1i64.checked_shl(beyond.min(30) + 1).map_or(LONGEST_WAIT_S, |s| s.min(LONGEST_WAIT_S))
        }
    }
}

async fn is_right(site: &Site, password: &str, known: String) -> Result<bool, Failure> {
    let _turn = turn(site).await?;
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = zeroize::Zeroizing::new(password.to_owned());
    let looked = tokio::task::spawn_blocking(move || matches(&password, &known)).await;
    looked.map_err(|_| Failure::Busy)
}

/// Hashes a new password in its turn.
pub(super) async fn hash_in_turn(site: &Site, password: &str) -> Result<String, Failure> {
    let _turn = turn(site).await?;
    let password = zeroize::Zeroizing::new(password.to_owned());
    let hashed = tokio::task::spawn_blocking(move || hash(&password)).await.map_err(|_| Failure::Busy)?;
    Ok(hashed?)
}

async fn turn(site: &Site) -> Result<tokio::sync::SemaphorePermit<'_>, Failure> {
    match timeout(site.limits.queue, site.hashing.turns.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(Failure::Busy),
    }
}

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`SHORTEST`] characters.
    Short,
    /// More than [`LONGEST`] bytes.
    Long,
    /// The login, one sign again and again, or one that everybody tries.
    Common,
}

/// Those of ten signs and more that stand at the top of every list, and what people here would think of first.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "9876543210",
    "0987654321",
    "1q2w3e4r5t",
    "qwertyuiop",
    "1qaz2wsx3edc",
    "qwerty1234",
    "qwerty12345",
    "asdfghjkl1",
    "password12",
    "password123",
    "password1234",
    "contraseña",
    "contrasena",
    "contraseña1",
    "contrasena1",
    "contraseña123",
    "contrasena123",
    "micontraseña",
    "supervisor",
    "supervisora",
    "supervisor1",
    "supervisora1",
    "supervisor123",
    "administrador",
    "administrator",
    "bienvenido",
    "bienvenida",
    "bienvenido1",
    "bienvenidos",
    "municipalidad",
    "cunamas123",
    "cunamás123",
    "teamomucho",
    "princesita",
    "1122334455",
    "1029384756",
    "abcdefghij",
    "abc1234567",
    "peru123456",
    "peru202600",
    "chaski1234",
    "chaski2026",
    "chaskichaski",
];

/// Whether a password can be taken. Nothing is asked of which signs it is made of.
pub fn check(login: &str, password: &str) -> Result<(), Weak> {
    let mut signs = password.chars();
    let first = signs.next();
    let lower = password.to_lowercase();
    let of_the_login = lower == login || (lower.contains(login) && lower.len() < login.len() + 5);
    if password.chars().count() < SHORTEST {
        Err(Weak::Short)
    } else if password.len() > LONGEST {
        Err(Weak::Long)
    } else if of_the_login || signs.all(|sign| Some(sign) == first) || COMMON.contains(&lower.as_str()) {
        Err(Weak::Common)
    } else {
        Ok(())
    }
}

/// A password to hand over once: four groups of four signs that are not taken for each other.
pub fn drawn() -> Result<String, StorageError> {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let mut bytes = zeroize::Zeroizing::new([0u8; 16]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| StorageError::Request(format!("the system gives no random numbers: {error}")))?;
    let mut drawn = String::with_capacity(19);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            drawn.push('-');
        }
        drawn.push(SIGNS.get(usize::from(byte % 32)).copied().map_or('x', char::from));
    }
    Ok(drawn)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_begins_after_the_free_ones_doubles_and_ends_growing_at_fifteen_minutes() {
        let waits: Vec<i64> = (0..16).map(|count| wait_s(count, 5)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(wait_s(u32::MAX, 5), 900);
    }

    #[test]
    fn a_password_is_refused_for_being_short_or_everybodys_and_for_nothing_else() {
        assert_eq!(check("rosa", "corta"), Err(Weak::Short));
        assert_eq!(check("rosa", "Contraseña123"), Err(Weak::Common));
        assert_eq!(check("rosahuaman", "RosaHuaman"), Err(Weak::Common));
        assert_eq!(check("rosahuaman", "rosahuaman12"), Err(Weak::Common));
        assert_eq!(check("rosa", "zzzzzzzzzzzz"), Err(Weak::Common));
        assert_eq!(check("rosa", &"long ".repeat(50)), Err(Weak::Long));
        assert_eq!(check("rosa", "tres ovejas grises"), Ok(()));
        assert_eq!(check("rosa", "ñandú ñandú"), Ok(()));
        assert_eq!(check("rosa", &drawn().unwrap()), Ok(()));
    }

    #[test]
    fn a_hash_is_argon2id_with_19_mib_and_two_passes_and_matches_its_password_alone() {
        let one = hash("tres ovejas grises").unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert!(matches("tres ovejas grises", &one) && !matches("tres ovejas griseS", &one));
        assert_ne!(one, hash("tres ovejas grises").unwrap(), "each has a salt of its own");
        assert!(!matches("tres ovejas grises", "nonsense"));
    }
}
