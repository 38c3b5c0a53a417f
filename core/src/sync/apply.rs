//! What the server says, brought into the store: each answer and each page in one local transaction, a page together
//! with its cursor.

use super::message::{Answer, At, Feed, Nonce, Page, PageEntry, Receipt, ServerCertificate, cursor_bytes};
use super::purge;
use crate::change::batch::Batch;
use crate::change::hash::{CHAIN_START, Hash, chain};
use crate::change::sign::verify;
use crate::change::{Change, Create};
use crate::record::table::server;
use crate::record::{ChangeName, DeviceId, Tag, Value};
use crate::store::apply::{Open, settle, settle_incoming};
use crate::store::areas::{held, rights_of};
use crate::store::cursors::{self, End};
use crate::store::error::{Result, StoreError};
use crate::store::log::{Incoming, Received};
use crate::store::requests::note_answered;
use crate::store::{
    Log, Store, apart, content, departed, district, draft_backups, own, retry, servers, standpoints, tails,
};

/// What a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// So many changes are new on this phone.
    New(u64),
    /// It names own changes of this device that this database does not hold. Nothing was applied; the next request asks
    /// for their bodies.
    LacksOwn,
}

/// What an answer came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// So many changes became safe on the server.
    pub safe: u64,
    /// So many changes were put apart.
    pub apart: u64,
    /// Something more is to be said or asked.
    pub goes_on: bool,
    /// The server was set back: what follows in this answer is of feeds that this phone reads from another place now.
    pub set_back: bool,
    /// The server asks for what it lost: what follows in this answer does not stand on that yet.
    pub gives: bool,
}

/// What a request asked, as far as its answer is read by it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The opening that asked.
    pub tag: Tag,
    /// The counter of the request.
    pub counter: u64,
    /// Its nonce.
    pub nonce: Nonce,
    /// The cursors that it named, in this order.
    pub cursors: Vec<At>,
    /// The rights that it confirmed.
    pub confirmed: Option<(u64, u64)>,
    /// The bodies that it gave for what the server had asked.
    pub given: Vec<ChangeName>,
}

/// The key of the server that answers, if the district certifies it.
pub(super) fn certified_server(log: &Log<'_>, answer: &Answer) -> Result<[u8; 32]> {
    let root = district::root(log)?;
    match &answer.server {
        None => district::server_key(log),
        Some(server) if server.verify(&root) || crate::fault("uncertified-server") => Ok(server.public_key),
        Some(_) => Err(StoreError::BadAnswer("a server that the district did not certify")),
    }
}

/// Applies an answer, whose seal holds.
pub(super) fn answer(
    store: &mut Store,
    answer: &Answer,
    server: &[u8; 32],
    asked: &Asked,
) -> Result<Answered> {
    let device = store.device();
    let mut applied = Answered::default();
    let tx = store.write()?;
    let log = tx.log();
    district::note_server_key(&log, server)?;
    let known_epoch = district::epoch(&log)?;
    let epoch = answer.epoch.or(known_epoch);
    let set_back = known_epoch.is_some() && epoch != known_epoch;
    if let Some(epoch) = epoch {
        district::note_epoch(&log, epoch)?;
    }
    // Believed only once the transport has held it against the server's own certificate.
    log.set_meta("offered_server_time_s", answer.server_time_s)?;
    let receipt =
        Receipt { tag: asked.tag, counter: asked.counter, nonce: asked.nonce, word: answer.receipt };
    note_answered(&log, &receipt)?;
    if let Some((rights, _)) = asked.confirmed {
        retry::note_told(&log, Some(rights))?;
    }
    for ((first, last), end) in answer.acknowledged.iter().zip(&answer.ends) {
        // The end stands for all before it: where this phone holds another there, or none, nothing of the range is taken
        // for its own until the server has seen its batches.
        if own::holds_as(&log, &ChangeName { device, number: *last }, end)? == Some(true) {
            applied.safe += own::acknowledge(&log, device, *first, *last)?;
        }
    }
    if answer.all && !crate::fault("gaps-not-resent") {
        let lost = own::take_back_all_but(&log, device, &answer.acknowledged)?;
        applied.goes_on |= lost > 0;
    }
    if set_back {
        // Before anything is read on, from another place: what this phone can prove is put by for the server.
        for at in &asked.cursors {
            standpoints::note(&log, &at.feed.key())?;
        }
        tails::put_by(&log)?;
        // What it was told since its backup it does not remember.
        retry::note_told(&log, None)?;
        content::tell_again(&log)?;
        draft_backups::go_again(&log)?;
        apart::goes_again(&log)?;
        applied.set_back = true;
        applied.goes_on = true;
    } else {
        for (at, upto) in asked.cursors.iter().zip(&answer.feeds_backed_up) {
            tails::is_backed_up(&log, &at.feed.key(), *upto)?;
        }
    }
    if answer.tails_taken {
        tails::taken(&log, &answer.needed)?;
    }
    if !answer.set_back {
        tails::is_confirmed(&log)?;
    }
    tails::given(&log, &asked.given)?;
    applied.gives = !tails::needed(&log, 1)?.is_empty();
    if answer.apart.is_empty() {
        retry::note_wanted(&log, &own::lacking(&log, device, &answer.acknowledged)?)?;
        applied.goes_on |= !retry::wanted(&log)?.is_empty();
    } else {
        apart::note_held(&log, device, &answer.apart)?;
        for (number, first) in &answer.apart {
            let name = ChangeName { device, number: *number };
            // Where what the district knows has taken its place here, nothing is left to put apart.
            if own::holds_as(&log, &name, first)? == Some(true) {
                applied.apart += apart::put(&log, device, name.tag())?;
            }
        }
        apart::note_held(&log, device, &answer.apart)?;
        own::settle_line(&log, device)?;
        applied.goes_on |= applied.apart > 0;
    }
    standpoints::forget_fed(&log)?;
    retry::note_taken(&log)?;
    own::note_lines(&log, answer.lines.map(|lines| lines as i64))?;
    tx.commit()?;
    if applied.apart > 0 {
        // What is saved from now on goes on from what the district and this phone agree on.
        store.begin_opening()?;
    }
    Ok(applied)
}

/// Applies a batch of this phone's own that its database lacked; returns how many of its changes are new.
pub(super) fn returned(store: &mut Store, batch: &Batch) -> Result<u64> {
    let public_key = store.signer().verifying_key().to_bytes();
    if !batch.verify(&public_key) {
        return Err(StoreError::BadAnswer("a batch that this phone did not sign"));
    }
    let tx = store.write()?;
    let log = tx.log();
    let new = own::keep_returned(&log, batch)?;
    for incoming in &new {
        settle_incoming(&log, incoming, &mut Open)?;
    }
    if !new.is_empty() {
        departed::recheck(&log)?;
    }
    retry::note_wanted(&log, &own::lacking(&log, batch.device, &retry::wanted(&log)?)?)?;
    tx.commit()?;
    Ok(new.len() as u64)
}

/// Applies a page and its cursor, or neither. The whole page is checked before anything of it is written.
pub fn page(store: &mut Store, page: &Page) -> Result<Applied> {
    let device = store.device();
    let next = store.opening().next_number();
    let Some(checked) = check(&store.log(), device, page)? else {
        retry::note_with_bodies(&store.log(), true)?;
        return Ok(Applied::LacksOwn);
    };
    if crate::fault("cursor-before-page") {
        let tx = store.write()?;
        set_cursor(&tx.log(), page, &checked)?;
        tx.commit()?;
    }
    let tx = store.write()?;
    let log = tx.log();
    let (mut new, mut returned) = (0, false);
    for incoming in checked.entries.iter().filter_map(|entry| entry.incoming.as_ref()) {
        match log.receive(incoming)? {
            Received::New if incoming.name.device == device => {
                own::become_own(&log, &incoming.name)?;
                (new, returned) = (new + 1, true);
            }
            Received::New => new += 1,
            Received::Again => {}
            // Its own by other contents: what is not acknowledged goes apart as soon as the server has it.
            Received::Forked => {
                return Err(StoreError::BadAnswer("a change known by other contents"));
            }
        }
    }
    for Entry { name, incoming, .. } in &checked.entries {
        if name.device == device {
            own::acknowledge(&log, device, name.number, name.number)?;
            own::note_fed(&log, name)?;
        }
        if matches!(page.feed, Feed::Area(_)) {
            departed::note_back(&log, name)?;
        }
        match incoming {
            Some(incoming) => {
                settle_incoming(&log, incoming, &mut Open)?;
                incoming.change().map_or(Ok(()), |change| purge::note_moves(&log, change))?;
            }
            None => {
                settle(&log, *name, &mut Open)?;
                log.change(name)?.map_or(Ok(()), |(change, _)| purge::note_moves(&log, &change))?;
            }
        }
    }
    if returned {
        departed::recheck(&log)?;
    }
    departed::rest(&log)?;
    standpoints::note(&log, &page.feed.key())?;
    set_cursor(&log, page, &checked)?;
    note_rights(&log, device, next)?;
    standpoints::forget_fed(&log)?;
    retry::note_with_bodies(&log, false)?;
    tx.commit()?;
    Ok(Applied::New(new))
}

/// A page that holds together: whose it is, what it names, and where it ends.
struct Checked<'p> {
    entries: Vec<Entry<'p>>,
    /// Where it begins, and the chain there.
    from: (u64, Hash),
    position: u64,
    link: Hash,
    server_key: [u8; 32],
}

/// One change that a page names.
struct Entry<'p> {
    name: ChangeName,
    hash: Hash,
    /// `None`: this phone's own, which it holds.
    incoming: Option<Incoming<'p>>,
}

/// Checks a page against the cursor, the chain and the server's signature. `None`: it names own changes of this device
/// that are not here.
fn check<'p>(log: &Log<'_>, device: DeviceId, page: &'p Page) -> Result<Option<Checked<'p>>> {
    check_feed(log, device, &page.feed)?;
    let (from, link) = cursors::at(log, &page.feed.key())?;
    // A server that was restored begins a feed anew; what is held already is found held.
    let (from, mut link) = if page.after == 0 { (0, CHAIN_START) } else { (from, link) };
    if from != page.after || page.entries.is_empty() {
        return Err(StoreError::BadAnswer("a page that does not follow the one before"));
    }
    let begins = (from, link);
    let mut position = from;
    let server_key = district::server_key(log)?;
    let mut servers = vec![DeviceId::of_public_key(&server_key)];
    let mut entries = Vec::with_capacity(page.entries.len());
    let mut lacks = false;
    for entry in &page.entries {
        position += 1;
        let entry = match entry {
            PageEntry::Yours(number) => {
                let name = ChangeName { device, number: *number };
                match own::acknowledged_hash(log, &name)? {
                    Some(hash) => Entry { name, hash, incoming: None },
                    None => {
                        lacks = true;
                        continue;
                    }
                }
            }
            PageEntry::Change { key, body } => {
                let incoming = Incoming::by_its_own_name(*key, body)
                    .ok_or(StoreError::BadAnswer("a change without a name"))?;
                // A directory begins with the certificate of the server that speaks in it.
                servers.extend(incoming.change().iter().flat_map(|change| certified_by(log, change)));
                check_author(log, page, incoming.name, incoming.change(), &servers)?;
                Entry { name: incoming.name, hash: incoming.hash, incoming: Some(incoming) }
            }
        };
        link = chain(&link, position, &entry.hash);
        entries.push(entry);
    }
    if lacks {
        return Ok(None);
    }
    if verify(&server_key, &cursor_bytes(&page.feed, page.epoch, position, &link), &page.signature)
        || crate::fault("page-signature-unchecked")
    {
        return Ok(Some(Checked { entries, from: begins, position, link, server_key }));
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
    if ours || crate::fault("foreign-page") {
        return Ok(());
    }
    Err(StoreError::BadAnswer("a feed that is not this phone's"))
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
        // What this phone lacks of its own.
        Feed::Device(own) if own == name.device && !of_the_district => Ok(()),
        Feed::Directory | Feed::Device(_) => {
            if servers.contains(&name.device)
                || is_certified(log, name.device)?
                || crate::fault("uncertified-directory")
            {
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
    let root = district::root(log).ok();
    let certified = |create: Create<'_>| {
        let public_key = bytes(&create, server::public_key)?.try_into().ok()?;
        let signature = bytes(&create, server::certificate)?.try_into().ok()?;
        let certificate = ServerCertificate { public_key, signature };
        certificate.verify(&root?).then(|| certificate.device())
    };
    change.creates().filter(|create| create.entity == server::ID).filter_map(certified).collect()
}

fn is_certified(log: &Log<'_>, device: DeviceId) -> Result<bool> {
    let root = district::root(log)?;
    Ok(servers::certificate_of(log, device)?.is_some_and(|(public_key, signature)| {
        let certificate = ServerCertificate { public_key, signature };
        certificate.device() == device && certificate.verify(&root)
    }))
}

fn set_cursor(log: &Log<'_>, page: &Page, checked: &Checked<'_>) -> Result<()> {
    let entries = checked.entries.iter().map(|entry| (entry.name, entry.hash));
    let end = End {
        epoch: page.epoch,
        position: checked.position,
        chain: checked.link,
        server: DeviceId::of_public_key(&checked.server_key),
        signature: page.signature,
    };
    cursors::advance(log, &page.feed.key(), checked.from, entries, &end)
}

/// New rights are confirmed with one above the last number made before they were known; an area that is lost takes
/// its cursor with it.
fn note_rights(log: &Log<'_>, device: DeviceId, next: u64) -> Result<()> {
    let Some(rights) = rights_of(log, device, None)? else { return Ok(()) };
    if retry::note_confirmed(log, rights.number, next)? {
        departed::recheck(log)?;
    }
    let held = held(log, &rights.areas)?;
    for cursor in cursors::all(log)? {
        let feed = cursor.feed;
        let lost = match Feed::from_key(&feed) {
            Some(Feed::Area(area)) => !held.contains(&area),
            Some(Feed::Device(of)) => of != device,
            _ => false,
        };
        if lost {
            standpoints::note(log, &feed)?;
            cursors::leave(log, &feed)?;
        }
    }
    Ok(())
}
