//! What phones give back to a server that was set back: tails of its own feeds, signed by it in an epoch that it does
//! not remember. A tail is believed for what it proves, that a change was accepted, if it begins on a feed as the
//! restored backup holds it, and until somebody confirms that all is back. It says nothing of an order: feeds are made
//! anew by this server's rules.

use std::collections::BTreeSet;

use chaski::change::Change;
use chaski::change::hash::{ChangeKey, Hash, chain};
use chaski::change::sign::verify;
use chaski::record::table::{code, verdict};
use chaski::record::{ChangeName, DeviceId, RecordName, Value};
use chaski::store::apply::{settle_incoming, verdict_about};
use chaski::store::log::{Incoming, Outcome, Received};
use chaski::store::{Log, Standing};
use chaski::sync::message::{Feed, ServerCertificate, Tail, cursor_bytes};
use rusqlite::{OptionalExtension, params};

use super::gate::{ServerGate, is_admitted_now};
use super::identity::ServerIdentity;
use super::judge::would_be_in_no_feed;
use super::proven::{is_distrusted, is_open, was_judged, was_taken_back};
use super::recovered_phones::apply_to_phones;
use super::supervision::note_received;
use super::{epoch, feed, held, own_changes, people};
use crate::storage::Result;

/// Takes a tail: what it proves is noted, and what is held of it counts.
pub(super) fn take(log: &Log<'_>, identity: &ServerIdentity, by: DeviceId, tail: &Tail) -> Result<()> {
    if chaski::fault("tail-ignored") {
        return Ok(());
    }
    let Some(common) = begins_here(log, identity, tail)? else { return note(log, by, tail, 0, false) };
    let believed = is_open(log)? && is_signed(log, identity, tail)?;
    note(log, by, tail, common, believed)?;
    if believed {
        let mut subjects = BTreeSet::new();
        for (name, hash) in after(tail, common) {
            accept(log, identity, &name, &hash)?;
            subjects.extend(log.change(&name)?.and_then(|(change, _)| change.subject));
        }
        feed_former_areas(log, &subjects)?;
    }
    Ok(())
}

/// Tells the areas that were fed these subjects where they are now.
fn feed_former_areas(log: &Log<'_>, subjects: &BTreeSet<RecordName>) -> Result<()> {
    for subject in subjects {
        let mut areas = BTreeSet::new();
        for (name, _) in log.of_subject(subject)? {
            let mut statement = log
                .connection()
                .prepare_cached("SELECT feed FROM proven WHERE name = ?1 AND believed = 1")?;
            let mut rows = statement.query([name.key().as_slice()])?;
            while let Some(row) = rows.next()? {
                if let Some(Feed::Area(area)) = Feed::from_key(&row.get::<_, Vec<u8>>(0)?) {
                    areas.insert(area);
                }
            }
        }
        for area in areas {
            feed::feed_former_area(log, area, subject)?;
        }
    }
    Ok(())
}

fn after(tail: &Tail, position: u64) -> impl Iterator<Item = (ChangeName, Hash)> {
    let skip = usize::try_from(position.saturating_sub(tail.base)).unwrap_or(usize::MAX);
    tail.entries.iter().skip(skip).copied()
}

fn note(log: &Log<'_>, by: DeviceId, tail: &Tail, common: u64, believed: bool) -> Result<()> {
    for (name, hash) in after(tail, common) {
        log.connection()
            .prepare_cached(
                "INSERT INTO proven (name, hash, feed, epoch, brought_by, believed) VALUES (?1, ?2, ?3, ?6, ?4, ?5)
                 ON CONFLICT DO UPDATE SET believed = max(believed, ?5)",
            )?
            .execute(params![
                name.key().as_slice(),
                hash.0.as_slice(),
                tail.feed.key(),
                by.0.as_slice(),
                believed,
                tail.epoch as i64
            ])?;
    }
    Ok(())
}

/// Whether the tail goes on from this server's feed as it was where its memory was set back; where what is common ends.
/// What this server signed itself may part from its feed before that: a snapshot of its machine was put back in silence
/// and went on, and a backup of that was restored before any phone had shown it. Whoever could forge that could as well
/// forge a tail that begins where it must.
fn begins_here(log: &Log<'_>, identity: &ServerIdentity, tail: &Tail) -> Result<Option<u64>> {
    let feed = tail.feed.key();
    if chaski::fault("tail-of-elsewhere-believed") {
        return Ok(Some(tail.base));
    }
    if link_at(log, &feed, tail.base)? != Some(tail.base_link) {
        return Ok(None);
    }
    let parted = epoch::parted(log, &feed)?;
    let most = parted.iter().copied().max().unwrap_or(0);
    let (mut link, mut reached) = (tail.base_link, tail.base);
    for ((_, hash), position) in tail.entries.iter().zip(tail.base + 1..=most) {
        link = chain(&link, position, hash);
        if link_at(log, &feed, position)? != Some(link) {
            break;
        }
        reached = position;
    }
    let ends = tail.base + tail.entries.len() as u64;
    let begins = |common: &u64| {
        tail.base <= *common && (tail.server == identity.device() || reached >= ends.min(*common))
    };
    Ok(parted.iter().any(begins).then_some(reached))
}

fn link_at(log: &Log<'_>, feed: &[u8], position: u64) -> Result<Option<Hash>> {
    if position == 0 {
        return Ok(Some(chaski::change::hash::CHAIN_START));
    }
    let link: Option<Vec<u8>> = log
        .connection()
        .prepare_cached("SELECT chain FROM feed WHERE feed = ?1 AND position = ?2")?
        .query_row(params![feed, position as i64], |row| row.get(0))
        .optional()?;
    Ok(link.and_then(|link| link.try_into().ok()).map(Hash))
}

/// Whether a server of the district, whose key nobody distrusts, signed the cursor at its end.
fn is_signed(log: &Log<'_>, identity: &ServerIdentity, tail: &Tail) -> Result<bool> {
    if chaski::fault("tail-unsigned-believed") {
        return Ok(true);
    }
    let Some(public_key) = server_key(log, identity, tail.server)? else { return Ok(false) };
    let (mut link, mut position) = (tail.base_link, tail.base);
    for (_, hash) in &tail.entries {
        position += 1;
        link = chain(&link, position, hash);
    }
    Ok(verify(&public_key, &cursor_bytes(&tail.feed, tail.epoch, position, &link), &tail.signature))
}

fn server_key(log: &Log<'_>, identity: &ServerIdentity, device: DeviceId) -> Result<Option<[u8; 32]>> {
    if is_distrusted(log, device)? {
        return Ok(None);
    }
    if device == identity.device() {
        return Ok(Some(identity.certificate().public_key));
    }
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>);
    let row: Option<Row> = log
        .connection()
        .prepare_cached("SELECT public_key, certificate FROM r_server WHERE device = ?1 AND voided = 0")?
        .query_row([device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(public_key), Some(signature))) = row else { return Ok(None) };
    let (Ok(public_key), Ok(signature)) = (public_key.try_into(), signature.try_into()) else {
        return Ok(None);
    };
    let certificate = ServerCertificate { public_key, signature };
    let ours = certificate.device() == device && certificate.verify(identity.root.verifying_key().as_bytes());
    Ok(ours.then_some(public_key))
}

/// A change that was accepted once counts, if it is here: what this epoch had set aside is accepted by a recorded
/// change.
fn accept(log: &Log<'_>, identity: &ServerIdentity, name: &ChangeName, hash: &Hash) -> Result<()> {
    let Some(held) = log.held(name)? else { return Ok(()) };
    if held.hash != *hash {
        return Ok(());
    }
    if matches!(log.verdict(name)?, Some(Outcome::SetAside(_)))
        && !was_taken_back(log, name)?
        && let Some((change, Standing::SetAside)) = log.change(name)?
        // What it names may still be on its way back: it is looked at again then.
        && !would_be_in_no_feed(log, &change)?
    {
        people::accept(log, identity, *name, None, "it was accepted before the server was set back")?;
    }
    apply_to_phones(log, identity, name)
}

/// What was set aside, since the first set-back that nobody has confirmed, for want of rights, areas or phones that have come back
/// since is accepted by a recorded change; one may stand on another.
fn judge_again(log: &Log<'_>, identity: &ServerIdentity) -> Result<()> {
    let Some(since) = log.meta::<i64>("first_set_back_seq")? else { return Ok(()) };
    loop {
        let names: Vec<Vec<u8>> = log
            .connection()
            .prepare_cached("SELECT name FROM change WHERE seq > ?1 AND standing = ?2 ORDER BY seq")?
            .query_map(params![since, Standing::SetAside as i64], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut accepted = false;
        for name in names.iter().filter_map(|name| ChangeName::from_key(name)) {
            let Some((change, Standing::SetAside)) = log.change(&name)? else { continue };
            if matches!(log.verdict(&name)?, Some(Outcome::SetAside(_)))
                && !was_judged(log, &name)?
                && is_admitted_now(log, identity, &change)?
                && !would_be_in_no_feed(log, &change)?
            {
                people::accept(
                    log,
                    identity,
                    name,
                    None,
                    "what it rests on came back after the server was set back",
                )?;
                accepted = true;
            }
        }
        if !accepted {
            return Ok(());
        }
    }
}

/// What all that was proven means now: one change may have waited for another, and a verdict that came back may be one
/// that was lifted.
fn apply_all_proven(log: &Log<'_>, identity: &ServerIdentity) -> Result<()> {
    let mut statement = log
        .connection()
        .prepare_cached("SELECT DISTINCT name, feed, hash FROM proven WHERE believed = 1 ORDER BY name")?;
    let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, feed, hash) in &rows {
        let Some(name) = ChangeName::from_key(name) else { continue };
        match (Feed::from_key(feed), <[u8; 32]>::try_from(hash.as_slice())) {
            (Some(Feed::Directory | Feed::Device(_)), _) => apply_to_phones(log, identity, &name)?,
            (Some(Feed::Area(_)), Ok(hash)) => accept(log, identity, &name, &Hash(hash))?,
            _ => {}
        }
    }
    Ok(())
}

/// The bodies of changes that tails named: from anyone, if the hash fits.
pub(super) fn take_bodies(
    log: &Log<'_>,
    identity: &ServerIdentity,
    bodies: &[(ChangeKey, Vec<u8>)],
) -> Result<()> {
    let mut gate = ServerGate::new(identity, None);
    let mut came = false;
    let (mut subjects, mut counted) = (BTreeSet::new(), BTreeSet::new());
    for (key, body) in bodies {
        let Some(name) = Change::name_of(body) else { continue };
        let incoming = Incoming::new(name, *key, body);
        let hash = incoming.hash;
        let believed = log
            .connection()
            .prepare_cached("SELECT 1 FROM proven WHERE name = ?1 AND hash = ?2 AND believed = 1")?
            .exists(params![name.key().as_slice(), hash.0.as_slice()])?;
        if !believed || log.receive(&incoming)? != Received::New {
            continue;
        }
        note_received(log, name.device, &mut std::iter::once(name.number), own_changes::now_s())?;
        held::add_held_one(log, &name, &hash)?;
        if let Some(change) = incoming.change() {
            counted.extend(overruled_by_verdict(log, change)?);
            subjects.extend(change.subject);
        }
        settle_incoming(log, &incoming, &mut gate)?;
        came = true;
    }
    gate.finish(log)?;
    if came {
        apply_all_proven(log, identity)?;
        for name in counted {
            if let Some((change, Standing::SetAside)) = log.change(&name)?
                && !would_be_in_no_feed(log, &change)?
            {
                people::accept(log, identity, name, None, "it counted before that verdict came back")?;
            }
        }
        if is_open(log)? {
            judge_again(log, identity)?;
        }
        feed_former_areas(log, &subjects)?;
    }
    Ok(())
}

/// What counts here and a verdict that comes back sets aside, though no person said so: a memory of this server made it
/// that did not know what this one knows. Of a stop it knew.
fn overruled_by_verdict(log: &Log<'_>, change: &Change) -> Result<Option<ChangeName>> {
    let judged = change.creates().filter(|create| create.entity == verdict::ID).find_map(|create| {
        let is = |field, code: i64| create.value(field, None) == Some(&Value::Int(code));
        let by_itself = is(verdict::outcome, code::verdict_outcome::set_aside)
            && !is(verdict::reason, code::verdict_reason::stopped_device)
            && create.value(verdict::by, None).is_none();
        let of = (create.value(verdict::device, None)?, create.value(verdict::number, None)?);
        verdict_about(of.0, of.1).filter(|_| by_itself)
    });
    let Some(judged) = judged else { return Ok(None) };
    Ok((log.standing(&judged)? == Some(Standing::InState)).then_some(judged))
}
