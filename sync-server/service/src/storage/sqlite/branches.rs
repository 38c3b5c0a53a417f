//! Lines of one phone's database that part: where each opening goes on from, whether all that is held of a device still
//! lies on one line, and what that tells: put back or copied, or in use twice.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::hash::{Ancestry, Point};
use chaski::record::{ChangeName, DeviceId, Tag};
use chaski::store::Log;
use chaski::sync::message::{Head, Lines};
use rusqlite::{OptionalExtension, params};

use super::openings::{OpeningRow, find, insert};
use crate::storage::Result;

/// Openings that one walk along a line passes at the most: a phone that starts five times a day, for a century.
const OPENINGS_MOST: usize = 200_000;

/// Learns where an opening goes on from (`None`: nowhere, it is the first), said in another opening of the device or in
/// the same; lines that were not seen to part until then are noted.
pub(super) fn note_parent(
    log: &Log<'_>,
    device: DeviceId,
    (tag, from): (Tag, Option<&Point>),
    noted_in: Tag,
    now_s: i64,
) -> Result<()> {
    insert(log, device, tag)?;
    let new = log
        .connection()
        .prepare_cached("UPDATE opening SET said = 1 WHERE device = ?1 AND tag = ?2 AND said = 0")?
        .execute(params![device.0.as_slice(), tag.0 as i64])?;
    if new == 0 {
        return Ok(());
    }
    if let Some(from) = from {
        log.connection()
            .prepare_cached(
                "UPDATE opening SET from_tag = ?3, from_counter = ?4, from_ancestry = ?5, ancestry = ?6
                 WHERE device = ?1 AND tag = ?2 AND prefix = 0",
            )?
            .execute(params![
                device.0.as_slice(),
                tag.0 as i64,
                from.tag.0 as i64,
                from.counter as i64,
                from.ancestry.0,
                Ancestry::begin(tag, Some(from)).0.as_slice(),
            ])?;
    }
    if let Some(tip) = tip(log, device)?
        && tip != tag
        && !goes_on_from_tip(log, device, tag, Some(tip))?
    {
        note_branch(log, device, tip, noted_in, now_s)?;
    }
    Ok(())
}

/// Where a line leaves an opening: the last counter of it that the other goes on from; `None` if it does not.
pub(super) fn branch_point(log: &Log<'_>, device: DeviceId, line: Tag, of: Tag) -> Result<Option<u64>> {
    let mut at = line;
    for _ in 0..OPENINGS_MOST {
        match find(log, device, at)?.and_then(|known| known.from) {
            Some(from) if from.tag == of => return Ok(Some(from.counter)),
            Some(from) => at = from.tag,
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// The opening that was heard last of a device.
pub(super) fn last_heard(log: &Log<'_>, device: DeviceId) -> Result<Option<Tag>> {
    let tag: Option<i64> = log
        .connection()
        .prepare_cached("SELECT last_tag FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(tag.map(|tag| Tag(tag.unsigned_abs())))
}

/// An opening speaks: whether another line of its device has been heard, and what that tells. Asked before the request
/// is taken.
pub(super) fn note_head(log: &Log<'_>, head: &Head, now_s: i64) -> Result<()> {
    let (device, tag) = (head.device, head.opening);
    let heard_before = find(log, device, tag)?.is_some_and(|known| known.counter > 0);
    note_openings(log, head, now_s)?;
    let last = last_heard(log, device)?.filter(|last| *last != tag);
    log.connection()
        .prepare_cached("UPDATE phone SET last_tag = ?2 WHERE device = ?1")?
        .execute(params![device.0.as_slice(), tag.0 as i64])?;
    let Some(other) = last else { return Ok(()) };
    let kind = if heard_before { Some(Lines::InUseTwice) } else { kind_of_branch(log, device, tag, other)? };
    if let Some(kind) = kind {
        log.connection()
            .prepare_cached(
                "INSERT INTO lines (device, tag, other, kind, at_s) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET other = ?3, kind = ?4, at_s = ?5 WHERE kind < ?4",
            )?
            .execute(params![device.0.as_slice(), tag.0 as i64, other.0 as i64, kind as i64, now_s])?;
    }
    Ok(())
}

/// Learns of the openings that a head names.
pub(super) fn note_openings(log: &Log<'_>, head: &Head, now_s: i64) -> Result<()> {
    let (device, tag) = (head.device, head.opening);
    insert(log, device, tag)?;
    // Once it was answered, a phone does not say it again.
    if head.from.is_some() || head.answered.is_none() {
        note_parent(log, device, (tag, head.from.as_ref()), tag, now_s)?;
    }
    for (open, from) in &head.open {
        match from {
            Some(from) => note_parent(log, device, (*open, Some(from)), tag, now_s)?,
            None => insert(log, device, *open)?,
        }
    }
    Ok(())
}

/// More of an opening is held: whether all that is held of the device still lies on one line. Otherwise that is noted in
/// the opening that brought it, where nothing was noted when it was heard.
pub(super) fn note_branch_of_held(
    log: &Log<'_>,
    device: DeviceId,
    tag: Tag,
    noted_in: Tag,
    now_s: i64,
) -> Result<()> {
    let tip = tip(log, device)?;
    if tip == Some(tag) {
        return Ok(());
    }
    let parts = !goes_on_from_tip(log, device, tag, tip)? && note_branch(log, device, tag, noted_in, now_s)?;
    let is_before_tip = match tip {
        Some(tip) => branch_point(log, device, tip, tag)?.is_some(),
        None => false,
    };
    if parts || !is_before_tip {
        log.connection()
            .prepare_cached("UPDATE phone SET tip = ?2 WHERE device = ?1")?
            .execute(params![device.0.as_slice(), tag.0 as i64])?;
    }
    Ok(())
}

/// Tells of another line of the device beside the one of this opening, if there is one.
fn note_branch(log: &Log<'_>, device: DeviceId, tag: Tag, noted_in: Tag, now_s: i64) -> Result<bool> {
    let Some(other) = branch_beside(log, device, tag)? else { return Ok(false) };
    log.connection()
        .prepare_cached(
            "INSERT OR IGNORE INTO lines (device, tag, other, kind, at_s) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            device.0.as_slice(),
            noted_in.0 as i64,
            other.0 as i64,
            Lines::PutBackOrCopied as i64,
            now_s
        ])?;
    Ok(true)
}

/// The opening, of those of which something is held, at which the line ends that grew last.
fn tip(log: &Log<'_>, device: DeviceId) -> Result<Option<Tag>> {
    let tip: Option<i64> = log
        .connection()
        .prepare_cached("SELECT tip FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(tip.map(|tip| Tag(tip.unsigned_abs())))
}

/// Whether an opening goes on from all that is held of the tip, with nothing between them: so it is at each start of a
/// phone, and nothing else needs to be looked at.
fn goes_on_from_tip(log: &Log<'_>, device: DeviceId, tag: Tag, tip: Option<Tag>) -> Result<bool> {
    let Some(tip) = tip else { return Ok(false) };
    Ok(match find(log, device, tag)?.and_then(|known| known.from) {
        Some(from) => from.tag == tip && from.counter >= last_held(log, device, tip)?,
        None => false,
    })
}

/// An opening of which something is held that neither lies on this one's line nor this one on its.
fn branch_beside(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Tag>> {
    let mut statement = log.connection().prepare_cached(
        "SELECT tag, from_tag, from_counter, held_count > 0, said
         FROM opening WHERE device = ?1 AND apart = 0",
    )?;
    let mut rows = statement.query([device.0.as_slice()])?;
    let mut from: BTreeMap<Tag, Option<(Tag, u64)>> = BTreeMap::new();
    let (mut held, mut said) = (Vec::new(), BTreeSet::new());
    let of = |tag: i64| Tag(tag.unsigned_abs());
    while let Some(row) = rows.next()? {
        let one = of(row.get(0)?);
        let on: (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        from.insert(one, on.0.zip(on.1).map(|(tag, counter)| (of(tag), counter.unsigned_abs())));
        if row.get(3)? {
            held.push(one);
        }
        if row.get(4)? {
            said.insert(one);
        }
    }
    // The openings of this line, each with the last counter that the line goes on from; and whether it is known to its
    // beginning.
    let (mut at, mut own) = (tag, BTreeMap::new());
    while let Some(Some((before, counter))) = from.get(&at) {
        if own.insert(*before, *counter).is_some() {
            break;
        }
        at = *before;
    }
    let known_to_its_beginning = said.contains(&at);
    // Of another's: where it leaves this opening, and whether it is known so far or to its beginning. What was found of
    // an opening holds for all that go on from it.
    let mut found_of: BTreeMap<Tag, (Option<u64>, bool)> = BTreeMap::new();
    let mut leaves = |other: Tag| {
        let (mut at, mut way) = (other, Vec::new());
        let found = loop {
            if let Some(found) = found_of.get(&at) {
                break *found;
            }
            way.push(at);
            match from.get(&at).copied().flatten() {
                Some((before, counter)) if before == tag => break (Some(counter), true),
                Some((before, _)) if way.len() <= from.len() => at = before,
                Some(_) => break (None, false),
                None => break (None, said.contains(&at)),
            }
        };
        found_of.extend(way.into_iter().map(|opening| (opening, found)));
        found
    };
    let last = last_held(log, device, tag)?;
    for other in held.into_iter().filter(|other| *other != tag) {
        let parts = match own.get(&other) {
            Some(at) => *at < last_held(log, device, other)?,
            None => match leaves(other) {
                (Some(at), _) => at < last,
                (None, known) => known && known_to_its_beginning,
            },
        };
        if parts {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// An opening is heard for the first time, after another one.
fn kind_of_branch(log: &Log<'_>, device: DeviceId, tag: Tag, other: Tag) -> Result<Option<Lines>> {
    // Nobody goes on from an opening in which nothing was saved: its line ends where it began.
    let (mut tip, mut last) = (other, last_held(log, device, other)?);
    if last == 0 {
        let Some(from) = find(log, device, tip)?.and_then(|known| known.from) else { return Ok(None) };
        (tip, last) = (from.tag, from.counter);
    }
    if branch_point(log, device, tag, tip)?.is_some_and(|at| at >= last) {
        return Ok(None);
    }
    // Up this line to where the other's joins it: whether any opening on the way was heard before the other.
    let (line_of_other, known_to_its_beginning) = openings_of_branch(log, device, tip)?;
    let mut at = tag;
    for _ in 0..OPENINGS_MOST {
        // Where its line is not known to the end, nothing can be told of it.
        let Some(known_at) = find(log, device, at)? else { return Ok(None) };
        let Some(from) = known_at.from else {
            // Another phone brought of it, and nobody has said yet where it goes on from.
            if !known_at.said {
                return Ok(None);
            }
            break;
        };
        if line_of_other.contains(&from.tag) {
            break;
        }
        if find(log, device, from.tag)?.is_some_and(|known| known.counter > 0) {
            // A server that was set back may not know that the other goes on from it, too.
            return Ok(known_to_its_beginning.then_some(Lines::InUseTwice));
        }
        at = from.tag;
    }
    Ok(Some(Lines::PutBackOrCopied))
}

/// The openings of a line, its last one among them, and whether it is known to its beginning.
fn openings_of_branch(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<(BTreeSet<Tag>, bool)> {
    let (mut at, mut line) = (tag, BTreeSet::new());
    while line.insert(at) && line.len() <= OPENINGS_MOST {
        match find(log, device, at)? {
            Some(OpeningRow { from: Some(from), .. }) => at = from.tag,
            Some(OpeningRow { said, .. }) => return Ok((line, said)),
            None => break,
        }
    }
    Ok((line, false))
}

fn last_held(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<u64> {
    Ok(chaski::store::opening::last_counter(log, device, tag)?)
}

/// What was seen of this opening and another line of its device.
pub(super) fn noted_branch(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Lines>> {
    let kind: Option<i64> = log
        .connection()
        .prepare_cached("SELECT kind FROM lines WHERE device = ?1 AND tag = ?2")?
        .query_row(params![device.0.as_slice(), tag.0 as i64], |row| row.get(0))
        .optional()?;
    Ok(match kind.filter(|_| !chaski::fault("copy-not-told")) {
        Some(1) => Some(Lines::PutBackOrCopied),
        Some(2) => Some(Lines::InUseTwice),
        _ => None,
    })
}

/// How what was said in an opening at a counter stands to a confirmation of rights, one above the last number made
/// without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Before it, on its line.
    Before,
    /// After it.
    After,
    /// On another line of the device.
    Elsewhere,
}

/// How a change stands to a confirmation.
pub(super) fn relation(log: &Log<'_>, change: &ChangeName, confirmed: &ChangeName) -> Result<Relation> {
    let device = change.device;
    let (at, bound) = (change.counter(), confirmed.counter());
    if change.tag() == confirmed.tag() {
        return Ok(if at >= bound { Relation::After } else { Relation::Before });
    }
    if chaski::fault("confirmation-not-inherited") {
        return Ok(Relation::Before);
    }
    if let Some(left) = branch_point(log, device, change.tag(), confirmed.tag())? {
        return Ok(if left + 1 >= bound { Relation::After } else { Relation::Elsewhere });
    }
    Ok(match branch_point(log, device, confirmed.tag(), change.tag())? {
        Some(left) if at <= left => Relation::Before,
        _ => Relation::Elsewhere,
    })
}
