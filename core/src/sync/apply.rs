//! What the server says, brought into the store: each answer and each page in one local transaction, a page together
//! with its cursor.

use rusqlite::{OptionalExtension, params};

use super::message::{Answer, Feed, Page, PageEntry, ServerCertificate, cursor_bytes};
use super::{orphans, purge};
use crate::change::hash::{CHAIN_START, Hash, chain};
use crate::change::sign::verify;
use crate::change::{Change, Create};
use crate::record::table::server;
use crate::record::{ChangeName, DeviceId, Value};
use crate::store::apply::{Open, settle};
use crate::store::areas::{held, rights_of};
use crate::store::error::{Result, StoreError};
use crate::store::log::Received;
use crate::store::{Log, Standing, Store};

/// What a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// So many changes are new on this phone.
    New(u64),
    /// The feed holds other changes under this phone's names: this database is a copy. Nothing was applied.
    WeAreACopy,
}

/// What an answer came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// So many changes became safe on the server.
    Safe(u64),
    /// The server holds other changes under this phone's names: this database is a copy. Nothing was applied.
    WeAreACopy,
}

/// Applies an answer.
pub fn answer(store: &mut Store, answer: &Answer) -> Result<Answered> {
    let device = store.device();
    if we_are_a_copy(&store.log(), device, answer)? {
        return Ok(Answered::WeAreACopy);
    }
    let root: Vec<u8> = store.log().meta("root")?.ok_or(StoreError::NotEnrolled)?;
    let root: [u8; 32] = root.try_into().map_err(|_| StoreError::BadAnswer("the district's root"))?;
    if let Some(server) = &answer.server
        && !server.verify(&root)
    {
        return Err(StoreError::BadAnswer("a server that the district did not certify"));
    }
    let rewrite = !store.successions()?.is_empty();
    let opening = store.opening();
    let head = if rewrite { Some(store.head()?) } else { None };
    let tx = store.write()?;
    let log = Log::new(&tx);
    if let Some(server) = &answer.server {
        log.set_meta("server_key", server.public_key.as_slice())?;
    }
    let set_back = log.meta::<i64>("server_epoch")?.is_some_and(|known| known < answer.epoch as i64);
    log.set_meta("server_epoch", answer.epoch as i64)?;
    log.set_meta("backed_up_to", answer.backed_up_to as i64)?;
    // Believed only once the transport has held it against the server's own certificate.
    log.set_meta("offered_server_time_s", answer.server_time_s)?;
    let mut safe = 0u64;
    for (first, last) in &answer.acknowledged {
        let first = ChangeName { device, number: *first }.key();
        let last = ChangeName { device, number: *last }.key();
        safe += tx
            .prepare_cached(
                "UPDATE change SET acknowledged = 1
                 WHERE opening IS NOT NULL AND acknowledged = 0 AND name BETWEEN ?1 AND ?2",
            )?
            .execute(params![first.as_slice(), last.as_slice()])? as u64;
    }
    if set_back {
        take_back(&log, device, &answer.acknowledged)?;
    }
    if let Some(head) = head {
        safe += orphans::write_again(&log, head, opening, &answer.orphans_held)?;
        log.drop_meta("predecessor")?;
        log.drop_meta("successions")?;
    }
    drop_stood(&log, device)?;
    log.drop_meta("answer_pending")?;
    tx.commit()?;
    Ok(Answered::Safe(safe))
}

/// Whether what the server holds under this phone's names is not what this phone said. Two copies part at one number
/// and differ from there on, so the last change of each range tells of all before it; without it, a phone that only
/// asks would take another's numbers for its own, and never send what they stand for here.
fn we_are_a_copy(log: &Log<'_>, device: DeviceId, answer: &Answer) -> Result<bool> {
    for ((_, number), end) in answer.acknowledged.iter().zip(&answer.ends) {
        let held = log.held(&ChangeName { device, number: *number })?;
        if held.is_none_or(|held| !held.hash.0.starts_with(end)) {
            return Ok(true);
        }
    }
    Ok(!answer.forked.is_empty())
}

/// A server that was set back lacks what it acknowledged since its backup: this phone sends that again.
fn take_back(log: &Log<'_>, device: DeviceId, acknowledged: &[(u64, u64)]) -> Result<()> {
    let mut from = 0;
    for (first, last) in acknowledged.iter().copied().chain([(u64::MAX, u64::MAX)]) {
        log.conn
            .prepare_cached(
                "UPDATE change SET acknowledged = 0, fed = 0 WHERE opening IS NOT NULL AND name >= ?1 AND name < ?2",
            )?
            .execute(params![
                ChangeName { device, number: from }.key().as_slice(),
                ChangeName { device, number: first }.key().as_slice()
            ])?;
        from = last.saturating_add(1);
    }
    Ok(())
}

/// Applies a page and its cursor, or neither. The whole page is checked before anything of it is written.
pub fn page(store: &mut Store, page: &Page) -> Result<Applied> {
    let device = store.device();
    let last = store.last_number()?;
    let Some(checked) = check(&store.log(), device, page)? else { return Ok(Applied::WeAreACopy) };
    if crate::fault("cursor-before-page") {
        let tx = store.write()?;
        set_cursor(&Log::new(&tx), page, &checked)?;
        tx.commit()?;
    }
    let tx = store.write()?;
    let log = Log::new(&tx);
    let mut new = 0;
    for (name, entry) in checked.names.iter().zip(&page.entries) {
        if let PageEntry::Change { key, body } = entry {
            match log.receive(*name, *key, body)? {
                Received::New => new += 1,
                Received::Again => {}
                Received::Forked => return Ok(Applied::WeAreACopy),
            }
        }
    }
    for name in &checked.names {
        tx.prepare_cached("UPDATE change SET fed = 1, acknowledged = 1 WHERE name = ?1")?
            .execute([name.key().as_slice()])?;
        // Its subject is back: what this phone kept of its own counts again.
        tx.prepare_cached("UPDATE change SET standing = 1 WHERE name = ?1 AND standing = ?2")?
            .execute(params![name.key().as_slice(), Standing::Departed as i64])?;
        settle(&log, *name, &mut Open)?;
        if let Some((change, _)) = log.change(name)? {
            purge::note_moves(&log, &change)?;
        }
    }
    purge::rest(&log)?;
    note_stood(&log, device, last, &page.feed.key(), checked.from)?;
    set_cursor(&log, page, &checked)?;
    note_rights(&log, device, last)?;
    tx.commit()?;
    Ok(Applied::New(new))
}

/// A page that holds together: whose it is, what it names, and where it ends.
struct Checked {
    names: Vec<ChangeName>,
    from: u64,
    position: u64,
    link: Hash,
    server_key: [u8; 32],
}

/// Checks a page against the cursor, the chain and the server's signature. `None`: the feed holds other changes under
/// this phone's names.
fn check(log: &Log<'_>, device: DeviceId, page: &Page) -> Result<Option<Checked>> {
    check_feed(log, device, &page.feed)?;
    let (from, link) = cursor(log, &page.feed.key())?;
    // A server that was restored begins a feed anew; what is held already is found held.
    let (from, mut link) = if page.after == 0 { (0, CHAIN_START) } else { (from, link) };
    if from != page.after || page.entries.is_empty() {
        return Err(StoreError::BadAnswer("a page that does not follow the one before"));
    }
    let mut position = from;
    let server_key = server_key(log)?;
    let mut servers = vec![DeviceId::of_public_key(&server_key)];
    let mut names = Vec::with_capacity(page.entries.len());
    for entry in &page.entries {
        position += 1;
        let (name, hash) = match entry {
            PageEntry::Yours(number) => {
                let name = ChangeName { device, number: *number };
                let Some(held) = log.held(&name)? else { return Ok(None) };
                (name, held.hash)
            }
            PageEntry::Change { key, body } => {
                let change = Change::decode(body);
                let name = match &change {
                    Ok(change) => change.name,
                    // Of a later format: its name stands where every format keeps it.
                    Err(_) => name_of(body).ok_or(StoreError::BadAnswer("a change without a name"))?,
                };
                // A directory begins with the certificate of the server that speaks in it.
                servers.extend(change.iter().flat_map(|change| certified_by(log, change)));
                check_author(log, page, name, change.as_ref().ok(), &servers)?;
                (name, key.hash(body))
            }
        };
        link = chain(&link, position, &hash);
        names.push(name);
    }
    if verify(&server_key, &cursor_bytes(&page.feed, page.epoch, position, &link), &page.signature) {
        return Ok(Some(Checked { names, from, position, link, server_key }));
    }
    // A copy finds the chain of a feed that holds another's changes under its own names.
    if page.entries.iter().any(|entry| matches!(entry, PageEntry::Yours(_))) {
        return Ok(None);
    }
    Err(StoreError::BadAnswer("a page not signed as it stands"))
}

/// Only feeds that this phone's worker holds; a page of another is refused whole.
fn check_feed(log: &Log<'_>, device: DeviceId, feed: &Feed) -> Result<()> {
    let ours = match feed {
        Feed::Directory => true,
        Feed::Device(of) => *of == device,
        Feed::Area(area) => match rights_of(log, device, None)? {
            Some(rights) => held(log, &rights.areas)?.contains(area),
            None => false,
        },
    };
    if ours { Ok(()) } else { Err(StoreError::BadAnswer("a feed that is not this phone's")) }
}

/// Rights, verdicts and the directory come from certified servers alone; an area's feed brings nothing of them.
fn check_author(
    log: &Log<'_>,
    page: &Page,
    name: ChangeName,
    change: Option<&Change>,
    servers: &[DeviceId],
) -> Result<()> {
    let of_the_district = change.is_some_and(|change| change.subject.is_none());
    match page.feed {
        Feed::Area(_) if of_the_district => {
            Err(StoreError::BadAnswer("the district's affairs in an area's feed"))
        }
        Feed::Area(_) => Ok(()),
        Feed::Directory | Feed::Device(_) => {
            if servers.contains(&name.device) || is_certified(log, name.device)? {
                Ok(())
            } else {
                Err(StoreError::BadAnswer("the district's affairs from a device that is not a server"))
            }
        }
    }
}

/// The servers whose certificates a change brings.
fn certified_by(log: &Log<'_>, change: &Change) -> Vec<DeviceId> {
    let bytes =
        |create: &Create<'_>, field| create.value(field, None).and_then(Value::as_bytes).map(<[u8]>::to_vec);
    let root = log.meta::<Vec<u8>>("root").ok().flatten().and_then(|root| <[u8; 32]>::try_from(root).ok());
    let certified = |create: Create<'_>| {
        let public_key = bytes(&create, server::public_key)?.try_into().ok()?;
        let signature = bytes(&create, server::certificate)?.try_into().ok()?;
        let certificate = ServerCertificate { public_key, signature };
        certificate.verify(&root?).then(|| certificate.device())
    };
    change.creates().filter(|create| create.entity == server::ID).filter_map(certified).collect()
}

fn is_certified(log: &Log<'_>, device: DeviceId) -> Result<bool> {
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>);
    let row: Option<Row> = log
        .conn
        .prepare_cached("SELECT public_key, certificate FROM r_server WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let root: Option<Vec<u8>> = log.meta("root")?;
    let (Some((Some(public_key), Some(signature))), Some(root)) = (row, root) else { return Ok(false) };
    let (Ok(public_key), Ok(signature), Ok(root)) =
        (public_key.try_into(), signature.try_into(), <[u8; 32]>::try_from(root))
    else {
        return Ok(false);
    };
    let certificate = ServerCertificate { public_key, signature };
    Ok(certificate.device() == device && certificate.verify(&root))
}

fn server_key(log: &Log<'_>) -> Result<[u8; 32]> {
    let key: Vec<u8> =
        log.meta("server_key")?.ok_or(StoreError::BadAnswer("a server without a certificate"))?;
    key.try_into().map_err(|_| StoreError::BadAnswer("a server's key"))
}

fn cursor(log: &Log<'_>, feed: &[u8]) -> Result<(u64, Hash)> {
    let row: Option<(i64, Vec<u8>)> = log
        .conn
        .prepare_cached("SELECT position, chain FROM cursor WHERE feed = ?1")?
        .query_row([feed], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match row {
        None => Ok((0, CHAIN_START)),
        Some((position, chain)) => Ok((
            position.unsigned_abs(),
            Hash(chain.try_into().map_err(|_| StoreError::BadAnswer("a cursor's chain"))?),
        )),
    }
}

fn set_cursor(log: &Log<'_>, page: &Page, checked: &Checked) -> Result<()> {
    log.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO cursor (feed, epoch, position, chain, server, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            page.feed.key(),
            page.epoch as i64,
            checked.position as i64,
            checked.link.0.as_slice(),
            DeviceId::of_public_key(&checked.server_key).0.as_slice(),
            page.signature.as_slice(),
        ])?;
    Ok(())
}

/// What this phone made until now it made while it stood at `position` of the feed: said with the numbers that are
/// not acknowledged yet.
fn note_stood(log: &Log<'_>, device: DeviceId, last: u64, feed: &[u8], position: u64) -> Result<()> {
    let unsent = log
        .conn
        .prepare_cached("SELECT 1 FROM change WHERE opening IS NOT NULL AND acknowledged = 0 AND name <= ?1 AND name >= ?2")?
        .exists(params![
            ChangeName { device, number: last }.key().as_slice(),
            ChangeName { device, number: 0 }.key().as_slice()
        ])?;
    if unsent {
        log.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO stood (device, feed, upto, position) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![device.0.as_slice(), feed, last as i64, position as i64])?;
    }
    Ok(())
}

fn drop_stood(log: &Log<'_>, device: DeviceId) -> Result<()> {
    let first: Option<Vec<u8>> = log
        .conn
        .prepare_cached(
            "SELECT name FROM change WHERE opening IS NOT NULL AND acknowledged = 0 AND name >= ?1 ORDER BY name LIMIT 1",
        )?
        .query_row([ChangeName { device, number: 0 }.key().as_slice()], |row| row.get(0))
        .optional()?;
    let unsent = first.and_then(|name| ChangeName::from_key(&name)).filter(|name| name.device == device);
    let below = unsent.map_or(i64::MAX, |name| name.number as i64);
    log.conn
        .prepare_cached("DELETE FROM stood WHERE device <> ?1 OR upto < ?2")?
        .execute(params![device.0.as_slice(), below])?;
    Ok(())
}

/// New rights are confirmed with one above the last number made before they were known; an area that is lost takes
/// its cursor with it.
fn note_rights(log: &Log<'_>, device: DeviceId, last: u64) -> Result<()> {
    let Some(rights) = rights_of(log, device, None)? else { return Ok(()) };
    if log.meta::<i64>("confirmed_rights")?.unwrap_or(-1) < rights.number as i64 {
        log.set_meta("confirmed_rights", rights.number as i64)?;
        log.set_meta("confirmed_number", (last + 1) as i64)?;
        log.set_meta("look_for_departed", 1)?;
    }
    let held = held(log, &rights.areas)?;
    let mut statement = log.conn.prepare_cached("SELECT feed, position FROM cursor")?;
    let cursors: Vec<(Vec<u8>, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (feed, position) in cursors {
        let lost = match Feed::from_key(&feed) {
            Some(Feed::Area(area)) => !held.contains(&area),
            Some(Feed::Device(of)) => of != device,
            _ => false,
        };
        if lost {
            note_stood(log, device, last, &feed, position.unsigned_abs())?;
            log.conn.prepare_cached("DELETE FROM cursor WHERE feed = ?1")?.execute([feed])?;
        }
    }
    Ok(())
}

fn name_of(body: &[u8]) -> Option<ChangeName> {
    let item = crate::change::cbor::Item::decode(body).ok()?;
    Some(ChangeName { device: DeviceId(item.get(1)?.fixed().ok()?), number: item.get(2)?.uint().ok()? })
}
