//! What the next request still has to ask and to say, because the last one was not answered, or its answer showed that
//! something is lacking. Small facts; how a request says them is not known here.

use super::error::Result;
use super::log::Log;
use crate::change::limits;

/// A request with batches went out, and no answer came.
const PENDING: &str = "answer_pending";
/// A feed named own changes that this database lacks.
const WITH_BODIES: &str = "with_bodies";
/// Numbers of this device that the server holds and this database does not.
const WANTED: &str = "wanted";
/// The rights that this phone confirms, and the number of its first change under them.
const CONFIRMED: (&str, &str) = ("confirmed_rights", "confirmed_number");
/// The rights that a request confirmed which was answered.
const CONFIRMED_TOLD: &str = "confirmed_told";

/// Whether an answer was lost: the next request only asks, without batches.
pub(crate) fn asks_only(log: &Log<'_>) -> Result<bool> {
    Ok(log.meta::<i64>(PENDING)? == Some(1))
}

/// The next request only asks, unless this one is answered.
pub(super) fn note_pending(log: &Log<'_>) -> Result<()> {
    log.set_meta(PENDING, 1)
}

/// An answer was taken whole.
pub(crate) fn note_taken(log: &Log<'_>) -> Result<()> {
    log.drop_meta(PENDING)
}

/// Whether feeds are asked for own changes with their bodies.
pub(crate) fn with_bodies(log: &Log<'_>) -> Result<bool> {
    Ok(log.meta::<i64>(WITH_BODIES)? == Some(1))
}

/// A feed named own changes that are not here (`true`), or a page came that could be applied.
pub(crate) fn note_with_bodies(log: &Log<'_>, with_bodies: bool) -> Result<()> {
    if with_bodies { log.set_meta(WITH_BODIES, 1) } else { log.drop_meta(WITH_BODIES) }
}

/// Ranges of numbers of this device that the server holds and this database does not.
pub(crate) fn wanted(log: &Log<'_>) -> Result<Vec<(u64, u64)>> {
    let bytes: Vec<u8> = log.meta(WANTED)?.unwrap_or_default();
    let number = |part: &[u8]| part.try_into().map(u64::from_be_bytes).unwrap_or(0);
    Ok(bytes.chunks_exact(16).map(|pair| (number(&pair[..8]), number(&pair[8..]))).collect())
}

/// Keeps what is [`wanted`] from now on.
pub(crate) fn note_wanted(log: &Log<'_>, ranges: &[(u64, u64)]) -> Result<()> {
    if ranges.is_empty() || crate::fault("own-lacking-ignored") {
        return log.drop_meta(WANTED);
    }
    let bytes: Vec<u8> = ranges
        .iter()
        .take(limits::OPENINGS)
        .flat_map(|(first, last)| [first.to_be_bytes(), last.to_be_bytes()].concat())
        .collect();
    log.set_meta(WANTED, bytes)
}

/// The rights that this phone confirms, with the number of its first change under them.
pub(crate) fn confirmed(log: &Log<'_>) -> Result<Option<(u64, u64)>> {
    let (rights, number) = (log.meta::<i64>(CONFIRMED.0)?, log.meta::<i64>(CONFIRMED.1)?);
    Ok(rights.zip(number).map(|(rights, number)| (rights.unsigned_abs(), number.unsigned_abs())))
}

/// Rights are known from this number on; `false` if these, or later ones, were known before.
pub(crate) fn note_confirmed(log: &Log<'_>, rights: u64, number: u64) -> Result<bool> {
    if log.meta::<i64>(CONFIRMED.0)?.unwrap_or(-1) >= rights as i64 {
        return Ok(false);
    }
    log.set_meta(CONFIRMED.0, rights as i64)?;
    log.set_meta(CONFIRMED.1, number as i64)?;
    Ok(true)
}

/// Whether a request that confirmed these rights was answered.
pub(crate) fn is_told(log: &Log<'_>, rights: Option<u64>) -> Result<bool> {
    Ok(log.meta::<i64>(CONFIRMED_TOLD)? == rights.map(|rights| rights as i64))
}

/// A request that confirmed these rights was answered; `None`: the server forgot it.
pub(crate) fn note_told(log: &Log<'_>, rights: Option<u64>) -> Result<()> {
    match rights {
        Some(rights) => log.set_meta(CONFIRMED_TOLD, rights as i64),
        None => log.drop_meta(CONFIRMED_TOLD),
    }
}
