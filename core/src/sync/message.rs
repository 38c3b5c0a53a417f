//! What is said in a sync: the head of a request, the answer, a page of a feed. Each is a CBOR map with integer keys;
//! a later version adds keys, never changes what one means.

use ed25519_dalek::{Signer, SigningKey};

use super::content::ContentHead;
use crate::change::batch::{item_counter, item_tag};
use crate::change::cbor::{Item, Unreadable, item_record, record_item, unreadable};
use crate::change::codec::KNOWN;
use crate::change::hash::{ChangeKey, Digest, Hash, Point};
use crate::change::sign::{shared_secret, verify};
use crate::change::{item_change_name, limits};
use crate::record::{ChangeName, DeviceId, RecordName, Tag};
pub use crate::store::requests::{Nonce, Receipt};

const SEAL_CONTEXT: &str = "chaski 2026 seal of an answer";
const HEAD_CONTEXT: &[u8] = b"chaski 2026 head of a sync";
const ENROLMENT_CONTEXT: &[u8] = b"chaski 2026 a phone was enrolled";
const CURSOR_CONTEXT: &[u8] = b"chaski 2026 cursor";
const SERVER_CONTEXT: &[u8] = b"chaski 2026 server of a district";

/// One ordered feed of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// Workers' names, devices, areas, servers, releases. Applied first.
    Directory,
    /// A device's own rights and verdicts.
    Device(DeviceId),
    /// A leaf area.
    Area(RecordName),
}

impl Feed {
    /// A key that tells feeds apart and sorts them: directory, devices, areas.
    pub fn key(&self) -> Vec<u8> {
        match self {
            Feed::Directory => vec![0],
            Feed::Device(device) => [&[1], device.0.as_slice()].concat(),
            Feed::Area(area) => [&[2], area.key().as_slice()].concat(),
        }
    }

    /// Reads what [`Feed::key`] wrote.
    pub fn from_key(key: &[u8]) -> Option<Feed> {
        match key.split_first()? {
            (0, []) => Some(Feed::Directory),
            (1, device) => Some(Feed::Device(DeviceId(device.try_into().ok()?))),
            (2, area) => Some(Feed::Area(RecordName::from_key(area)?)),
            _ => None,
        }
    }

    fn item(&self) -> Item {
        match self {
            Feed::Directory => Item::Int(0),
            Feed::Device(device) => (*device).into(),
            Feed::Area(area) => record_item(area),
        }
    }

    fn from_item(item: &Item) -> Result<Feed, Unreadable> {
        match item {
            Item::Int(0) => Ok(Feed::Directory),
            Item::Bytes(_) => Ok(Feed::Device(DeviceId(item.fixed()?))),
            other => Ok(Feed::Area(item_record(other)?)),
        }
    }
}

/// Where a phone stands in a feed, as it says in a head. The server knows the chain of its own feed: eight bytes
/// tell it whether they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The feed.
    pub feed: Feed,
    /// The position of the last change applied; 0 for none.
    pub position: u64,
    /// The first bytes of the chain there.
    pub chain: [u8; 8],
}

/// Where a phone stood in a feed when it made what it said in an opening up to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandpointAt {
    /// The feed.
    pub feed: Feed,
    /// The last number made while it stood there; it says nothing of other openings.
    pub upto: u64,
    /// The epoch in which the position counts.
    pub epoch: u64,
    /// The position.
    pub position: u64,
}

/// The head of a request, signed by the device and read first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The server's device, and its epoch, as the phone knows them.
    pub server: Option<(DeviceId, u64)>,
    /// The phone's device.
    pub device: DeviceId,
    /// The opening of its database that speaks.
    pub opening: Tag,
    /// Where that goes on from; left out once an answer came in it.
    pub from: Option<Point>,
    /// Grows with every request of the opening.
    pub counter: u64,
    /// Drawn for this request.
    pub nonce: Nonce,
    /// The nonce of the last request of the opening that was answered, as far as the phone knows.
    pub answered: Option<Nonce>,
    /// The last answer that the phone got.
    pub receipt: Option<Receipt>,
    /// Where the phone stands in each feed.
    pub cursors: Vec<At>,
    /// Where it stood when it made what is not acknowledged.
    pub standpoints: Vec<StandpointAt>,
    /// Rights confirmed: their number, and one above the phone's last number when it learnt of them.
    pub confirmed: Option<(u64, u64)>,
    /// Codecs that the phone reads.
    pub codecs: Vec<u64>,
    /// How many changes are on the phone only, this request's batches included.
    pub unsent: u64,
    /// Openings of which something is on the phone only, and where each but the one that speaks goes on from.
    pub open: Vec<(Tag, Option<Point>)>,
    /// What the phone knows the server to hold of all other openings of the device.
    pub held: Digest,
    /// Numbers of the device that the server holds and the phone does not: first and last of each range.
    pub wanted: Vec<(u64, u64)>,
    /// The phone lacks own changes that a feed names: its own are fed with their bodies.
    pub with_bodies: bool,
    /// The server's statement that this phone was enrolled: shown to one that does not know it.
    pub enrolment: Option<Enrolment>,
    /// Version of the app, for the person on call; left out once an answer came in the opening.
    pub version: Option<String>,
    /// What the phone lacks and holds of content.
    pub content: ContentHead,
    /// It asks for the drafts that phones of its worker left, but for these; `None`: they came already.
    pub drafts: Option<Vec<String>>,
}

/// A head with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// Its canonical bytes, as signed.
    bytes: Vec<u8>,
    signature: [u8; 64],
}

impl Head {
    fn item(&self) -> Item {
        let eight = |bytes: &[u8; 8]| Item::Bytes(bytes.to_vec());
        let list = |items: Vec<Item>| (!items.is_empty()).then_some(Item::Array(items));
        // The feed of the asking device itself needs no name, nor an area its device where that is the server.
        let feed = |feed: &Feed| match (feed, self.server) {
            (Feed::Device(device), _) if *device == self.device => Item::Int(1),
            (Feed::Area(area), Some((server, _))) if area.device == server => {
                Item::Array(vec![area.number.into(), Item::Int(i64::from(area.index))])
            }
            (feed, _) => feed.item(),
        };
        let cursor = |at: &At| Item::Array(vec![feed(&at.feed), at.position.into(), eight(&at.chain)]);
        let epoch = self.server.map(|(_, epoch)| epoch);
        let standpoint = |s: &StandpointAt| {
            let mut parts = vec![feed(&s.feed), s.upto.into(), s.position.into()];
            if epoch != Some(s.epoch) {
                parts.push(s.epoch.into());
            }
            Item::Array(parts)
        };
        let codecs = if self.codecs == KNOWN.map(u64::from) { Vec::new() } else { self.codecs.clone() };
        let receipt = |r: &Receipt| {
            let mut parts = vec![Item::Bytes(r.word.to_vec()), r.counter.into()];
            // Of the last request of this opening: said already.
            if (r.tag, Some(r.nonce)) != (self.opening, self.answered) {
                parts.extend([r.tag.0.into(), eight(&r.nonce)]);
            }
            Item::Array(parts)
        };
        let [wanted, bytes, holds] = self.content.parts();
        Item::map([
            (0, Some(Item::Int(1))),
            (2, self.server.map(|(device, epoch)| Item::Array(vec![device.into(), epoch.into()]))),
            (3, Some(self.device.into())),
            (4, Some(Item::Array(vec![self.opening.0.into(), self.counter.into()]))),
            (5, Some(eight(&self.nonce))),
            (6, list(self.cursors.iter().map(cursor).collect())),
            (7, list(self.standpoints.iter().map(standpoint).collect())),
            (8, self.confirmed.map(|(rights, number)| Item::Array(vec![rights.into(), number.into()]))),
            (9, list(codecs.iter().map(|c| (*c).into()).collect())),
            (10, (self.unsent > 0).then(|| self.unsent.into())),
            (11, self.from.as_ref().map(Point::item)),
            (12, list(self.open.iter().map(open_item).collect())),
            (13, self.version.clone().map(Item::Text)),
            (
                14,
                (self.held != Digest::default())
                    .then(|| Item::Array(vec![self.held.count.into(), eight(&self.held.sum.to_be_bytes())])),
            ),
            (15, list(self.wanted.iter().map(range_item).collect())),
            (16, self.with_bodies.then_some(Item::Bool(true))),
            (17, self.answered.as_ref().map(eight)),
            (18, self.receipt.as_ref().map(receipt)),
            (19, self.enrolment.as_ref().map(Enrolment::item)),
            wanted,
            bytes,
            holds,
            (
                23,
                self.drafts
                    .as_ref()
                    .map(|known| Item::Array(known.iter().cloned().map(Item::Text).collect())),
            ),
        ])
    }

    fn from_item(item: &Item) -> Result<Head, Unreadable> {
        if item.need(0)?.uint()? != 1 {
            return Err(unreadable("a head of a version this server knows"));
        }
        fn list<T>(
            item: Option<&Item>,
            limit: usize,
            read: impl Fn(&Item) -> Result<T, Unreadable>,
        ) -> Result<Vec<T>, Unreadable> {
            let items = item.map(Item::array).transpose()?.unwrap_or_default();
            if items.len() > limit {
                return Err(unreadable("a list of bounded length"));
            }
            items.iter().map(read).collect()
        }
        let device = DeviceId(item.need(3)?.fixed()?);
        let server = item
            .get(2)
            .map(|item| match item.array()? {
                [device, epoch] => Ok((DeviceId(device.fixed()?), epoch.uint()?)),
                _ => Err(unreadable("a server and its epoch")),
            })
            .transpose()?;
        let feed = |item: &Item| match (item, server) {
            (Item::Int(1), _) => Ok(Feed::Device(device)),
            (Item::Array(parts), Some((server, _))) if parts.len() == 2 => {
                let of = [&[server.into()], parts.as_slice()].concat();
                Ok(Feed::Area(item_record(&Item::Array(of))?))
            }
            (other, _) => Feed::from_item(other),
        };
        let (opening, counter) = match item.need(4)?.array()? {
            [tag, counter] => (item_tag(tag)?, counter.uint()?),
            _ => return Err(unreadable("an opening and its counter")),
        };
        let answered = item.get(17).map(Item::fixed).transpose()?;
        let receipt = |item: &Item| match item.array()? {
            [word, counter, rest @ ..] => {
                let (tag, nonce) = match (rest, answered) {
                    ([tag, nonce], _) => (item_tag(tag)?, nonce.fixed()?),
                    ([], Some(nonce)) => (opening, nonce),
                    _ => return Err(unreadable("a receipt")),
                };
                Ok(Receipt { tag, counter: counter.uint()?, nonce, word: word.fixed()? })
            }
            _ => Err(unreadable("a receipt")),
        };
        let codecs = list(item.get(9), limits::CURSORS, Item::uint)?;
        Ok(Head {
            server,
            device,
            opening,
            from: item.get(11).map(Point::from_item).transpose()?,
            counter,
            nonce: item.need(5)?.fixed()?,
            answered,
            receipt: item.get(18).map(receipt).transpose()?,
            cursors: list(item.get(6), limits::CURSORS, |item| match item.array()? {
                [of, position, chain] => {
                    Ok(At { feed: feed(of)?, position: position.uint()?, chain: chain.fixed()? })
                }
                _ => Err(unreadable("a cursor")),
            })?,
            standpoints: list(item.get(7), 8 * limits::CURSORS, |item| match (item.array()?, server) {
                ([of, upto, position, epoch], _) => Ok(StandpointAt {
                    feed: feed(of)?,
                    upto: upto.uint()?,
                    epoch: epoch.uint()?,
                    position: position.uint()?,
                }),
                ([of, upto, position], Some((_, epoch))) => Ok(StandpointAt {
                    feed: feed(of)?,
                    upto: upto.uint()?,
                    epoch,
                    position: position.uint()?,
                }),
                _ => Err(unreadable("a position")),
            })?,
            confirmed: item
                .get(8)
                .map(|item| match item.array()? {
                    [rights, number] => Ok((rights.uint()?, number.uint()?)),
                    _ => Err(unreadable("confirmed rights")),
                })
                .transpose()?,
            codecs: if codecs.is_empty() { KNOWN.map(u64::from).to_vec() } else { codecs },
            unsent: item.get(10).map(Item::uint).transpose()?.unwrap_or(0),
            open: list(item.get(12), limits::OPENINGS, item_open)?,
            held: item
                .get(14)
                .map(|item| match item.array()? {
                    [count, sum] => {
                        Ok(Digest { count: count.uint()?, sum: u64::from_be_bytes(sum.fixed()?) })
                    }
                    _ => Err(unreadable("what the server is known to hold")),
                })
                .transpose()?
                .unwrap_or_default(),
            wanted: list(item.get(15), limits::OPENINGS, item_range)?,
            with_bodies: item.get(16) == Some(&Item::Bool(true)),
            enrolment: item.get(19).map(Enrolment::from_item).transpose()?,
            version: item
                .get(13)
                .map(|version| Ok(version.text()?.chars().take(40).collect()))
                .transpose()?,
            content: ContentHead::from_head(item)?,
            drafts: match item.get(23) {
                None => None,
                Some(_) => Some(list(item.get(23), limits::OPENINGS, |id| Ok(id.text()?.to_owned()))?),
            },
        })
    }

    /// Signs the head with the device's key, for the district with this root: to another it says nothing.
    pub fn sign(self, signer: &SigningKey, root_public_key: &[u8; 32]) -> SignedHead {
        let bytes = self.item().encode();
        let signature = signer.sign(&[HEAD_CONTEXT, root_public_key, &bytes].concat()).to_bytes();
        SignedHead { head: self, bytes, signature }
    }
}

impl SignedHead {
    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![Item::Bytes(self.bytes.clone()), Item::Bytes(self.signature.to_vec())])
    }

    /// Reads [`SignedHead::item`]; the signature is checked by [`SignedHead::verify`].
    pub fn from_item(item: &Item) -> Result<SignedHead, Unreadable> {
        match item.array()? {
            [bytes, signature] => Ok(SignedHead {
                head: Head::from_item(&Item::decode(bytes.bytes()?)?)?,
                bytes: bytes.bytes()?.to_vec(),
                signature: signature.fixed()?,
            }),
            _ => Err(unreadable("a signed head")),
        }
    }

    /// Whether the device with this public key signed it, for the district with this root.
    pub fn verify(&self, public_key: &[u8; 32], root_public_key: &[u8; 32]) -> bool {
        DeviceId::of_public_key(public_key) == self.head.device
            && verify(public_key, &[HEAD_CONTEXT, root_public_key, &self.bytes].concat(), &self.signature)
    }
}

/// A server's device with the district's word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCertificate {
    /// The server device's public key.
    pub public_key: [u8; 32],
    /// Ed25519 of the district's root key over it.
    pub signature: [u8; 64],
}

impl ServerCertificate {
    /// The district's root certifies a server device.
    pub fn sign(root: &SigningKey, public_key: [u8; 32]) -> ServerCertificate {
        let signature = root.sign(&[SERVER_CONTEXT, &public_key].concat()).to_bytes();
        ServerCertificate { public_key, signature }
    }

    /// Whether the district with this root certifies it.
    pub fn verify(&self, root_public_key: &[u8; 32]) -> bool {
        verify(root_public_key, &[SERVER_CONTEXT, &self.public_key].concat(), &self.signature)
    }

    /// The server's device.
    pub fn device(&self) -> DeviceId {
        DeviceId::of_public_key(&self.public_key)
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![Item::Bytes(self.public_key.to_vec()), Item::Bytes(self.signature.to_vec())])
    }

    /// Reads [`ServerCertificate::item`].
    pub fn from_item(item: &Item) -> Result<ServerCertificate, Unreadable> {
        match item.array()? {
            [public_key, signature] => {
                Ok(ServerCertificate { public_key: public_key.fixed()?, signature: signature.fixed()? })
            }
            _ => Err(unreadable("a server certificate")),
        }
    }
}

/// An opening and where it goes on from: `[tag]` or `[tag, from]`.
fn open_item((tag, from): &(Tag, Option<Point>)) -> Item {
    Item::Array([tag.0.into()].into_iter().chain(from.as_ref().map(Point::item)).collect())
}

fn item_open(item: &Item) -> Result<(Tag, Option<Point>), Unreadable> {
    match item.array()? {
        [tag] => Ok((item_tag(tag)?, None)),
        [tag, from] => Ok((item_tag(tag)?, Some(Point::from_item(from)?))),
        _ => Err(unreadable("an opening")),
    }
}

pub(super) fn name_item(name: &ChangeName) -> Item {
    Item::Array(vec![name.device.into(), name.number.into()])
}

/// Numbers of one opening: `[tag, first counter, last counter]`.
fn range_item((first, last): &(u64, u64)) -> Item {
    let of = |number: u64| ChangeName { device: DeviceId([0; 16]), number };
    Item::Array(vec![of(*first).tag().0.into(), of(*first).counter().into(), of(*last).counter().into()])
}

fn item_range(item: &Item) -> Result<(u64, u64), Unreadable> {
    match item.array()? {
        [tag, first, last] => {
            let tag = item_tag(tag)?;
            Ok((tag.number(item_counter(first)?), tag.number(item_counter(last)?)))
        }
        _ => Err(unreadable("a range of numbers")),
    }
}

/// What the server saw of two lines of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[repr(u64)]
#[serde(rename_all = "snake_case")]
pub enum Lines {
    /// Two lines go on from one point: an older image was put back, or the database was copied.
    PutBackOrCopied = 1,
    /// A line spoke again after the other had been heard: both are in use.
    InUseTwice = 2,
}

/// A server's statement that a phone was enrolled, which the phone keeps and can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The phone's public key.
    pub public_key: [u8; 32],
    /// The worker whose phone it is.
    pub worker: RecordName,
    /// The server that enrolled it.
    pub server: ServerCertificate,
    /// The epoch of that server's memory.
    pub epoch: u64,
    /// Ed25519 of that server's device.
    pub signature: [u8; 64],
}

impl Enrolment {
    /// The server enrols a phone.
    pub fn sign(
        signer: &SigningKey,
        server: ServerCertificate,
        public_key: [u8; 32],
        worker: RecordName,
        epoch: u64,
    ) -> Enrolment {
        let signature = signer.sign(&enrolment_bytes(&public_key, &worker, epoch)).to_bytes();
        Enrolment { public_key, worker, server, epoch, signature }
    }

    /// Whether a server of the district with this root said so.
    pub fn verify(&self, root_public_key: &[u8; 32]) -> bool {
        self.server.verify(root_public_key)
            && verify(
                &self.server.public_key,
                &enrolment_bytes(&self.public_key, &self.worker, self.epoch),
                &self.signature,
            )
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![
            Item::Bytes(self.public_key.to_vec()),
            record_item(&self.worker),
            self.server.item(),
            self.epoch.into(),
            Item::Bytes(self.signature.to_vec()),
        ])
    }

    /// Reads [`Enrolment::item`].
    pub fn from_item(item: &Item) -> Result<Enrolment, Unreadable> {
        match item.array()? {
            [public_key, worker, server, epoch, signature] => Ok(Enrolment {
                public_key: public_key.fixed()?,
                worker: item_record(worker)?,
                server: ServerCertificate::from_item(server)?,
                epoch: epoch.uint()?,
                signature: signature.fixed()?,
            }),
            _ => Err(unreadable("the statement of an enrolment")),
        }
    }
}

fn enrolment_bytes(public_key: &[u8; 32], worker: &RecordName, epoch: u64) -> Vec<u8> {
    [ENROLMENT_CONTEXT, public_key, &worker.key(), &epoch.to_be_bytes()].concat()
}

/// The tail of a feed as a phone gives it back to a server that was set back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// The feed.
    pub feed: Feed,
    /// The epoch in which it was signed.
    pub epoch: u64,
    /// The position below its first entry.
    pub base: u64,
    /// The chain there.
    pub base_link: Hash,
    /// The server's device that signed the cursor at its end.
    pub server: DeviceId,
    /// That signature.
    pub signature: [u8; 64],
    /// Names and hashes, in order.
    pub entries: Vec<(ChangeName, Hash)>,
}

impl Tail {
    /// As CBOR.
    pub fn item(&self) -> Item {
        let names = self.entries.iter().map(|(name, _)| Item::Bytes(name.key().to_vec()));
        let hashes = self.entries.iter().flat_map(|(_, hash)| hash.0).collect();
        Item::map([
            (1, Some(self.feed.item())),
            (2, Some(self.epoch.into())),
            (3, Some(self.base.into())),
            (4, Some(Item::Bytes(self.base_link.0.to_vec()))),
            (5, Some(self.server.into())),
            (6, Some(Item::Bytes(self.signature.to_vec()))),
            (7, Some(Item::Array(names.collect()))),
            (8, Some(Item::Bytes(hashes))),
        ])
    }

    /// Reads [`Tail::item`].
    pub fn from_item(item: &Item) -> Result<Tail, Unreadable> {
        let names = item.need(7)?.array()?;
        let hashes = item.need(8)?.bytes()?;
        if names.len() * 32 != hashes.len() {
            return Err(unreadable("a tail with a hash for each name"));
        }
        let entry = |(name, hash): (&Item, &[u8])| {
            let name = ChangeName::from_key(name.bytes()?).ok_or(unreadable("a change name"))?;
            Ok((name, Hash(hash.try_into().map_err(|_| unreadable("a hash"))?)))
        };
        Ok(Tail {
            feed: Feed::from_item(item.need(1)?)?,
            epoch: item.need(2)?.uint()?,
            base: item.need(3)?.uint()?,
            base_link: Hash(item.need(4)?.fixed()?),
            server: DeviceId(item.need(5)?.fixed()?),
            signature: item.need(6)?.fixed()?,
            entries: names.iter().zip(hashes.chunks_exact(32)).map(entry).collect::<Result<_, _>>()?,
        })
    }
}

/// Changes with the keys of their hashes, as a phone gives the bodies that the server asks for.
pub fn bodies_item<'a>(bodies: impl Iterator<Item = (&'a ChangeKey, &'a [u8])>) -> Item {
    let body = |(key, body): (&ChangeKey, &[u8])| {
        Item::Array(vec![Item::Bytes(key.0.to_vec()), Item::Bytes(body.to_vec())])
    };
    Item::Array(bodies.map(body).collect())
}

/// Reads [`bodies_item`].
pub fn item_bodies(item: &Item) -> Result<Vec<(ChangeKey, Vec<u8>)>, Unreadable> {
    let body = |item: &Item| match item.array()? {
        [key, body] => Ok((ChangeKey(key.fixed()?), body.bytes()?.to_vec())),
        _ => Err(unreadable("a change with its key")),
    };
    item.array()?.iter().map(body).collect()
}

/// What a server says first in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The server's epoch, where the phone named another server or epoch; one that was set back draws a new one.
    pub epoch: Option<u64>,
    /// The server, where the phone named another or none.
    pub server: Option<ServerCertificate>,
    /// Numbers of the device that are durable on the server, of the openings that the head lists: first and last of
    /// each range.
    pub acknowledged: Vec<(u64, u64)>,
    /// First bytes of the hash of the last change of each range: what the phone holds otherwise is not acknowledged.
    pub ends: Vec<[u8; 8]>,
    /// `acknowledged` is of all openings: what it leaves out the server does not hold.
    pub all: bool,
    /// For openings of the head: the last number up to which all is in every backup that is offered for restore.
    pub backed_up: Vec<u64>,
    /// The same of the feeds, by position, in the order of the head's cursors.
    pub feeds_backed_up: Vec<u64>,
    /// The server's clock, seconds of Unix time.
    pub server_time_s: i64,
    /// Batches whose signature or form fails: their numbers and why.
    pub rejected: Vec<(Vec<u64>, String)>,
    /// Numbers, with the first bytes of the hash, that are kept apart for a supervisor: under these names the district
    /// knows something else.
    pub apart: Vec<(u64, [u8; 8])>,
    /// The device was stopped: what it sent is kept for a supervisor; nothing comes back.
    pub stopped: bool,
    /// What the server saw of this opening and another line of the device.
    pub lines: Option<Lines>,
    /// The server's word for having answered: shown with the next head.
    pub receipt: [u8; 16],
    /// The tails that came with the request are kept.
    pub tails_taken: bool,
    /// Changes of those tails that the server does not hold: it asks for their bodies.
    pub needed: Vec<ChangeName>,
    /// The server was set back, and nobody has confirmed yet that all is back: what it was given it may lose again.
    pub set_back: bool,
    /// So many drafts are kept for the phone's worker, of those that the phone asks for.
    pub drafts: u64,
}

impl Answer {
    /// As CBOR.
    pub fn item(&self) -> Item {
        let numbers = |numbers: &[u64]| Item::Array(numbers.iter().map(|n| (*n).into()).collect());
        let some = |items: Vec<Item>| (!items.is_empty()).then_some(Item::Array(items));
        let rejected = |(n, why): &(Vec<u64>, String)| Item::Array(vec![numbers(n), Item::Text(why.clone())]);
        let apart =
            |(number, hash): &(u64, [u8; 8])| Item::Array(vec![(*number).into(), Item::Bytes(hash.to_vec())]);
        Item::map([
            (1, self.epoch.map(Item::from)),
            (2, self.server.as_ref().map(ServerCertificate::item)),
            (3, some(self.acknowledged.iter().map(range_item).collect())),
            (4, some(self.backed_up.iter().map(|n| (*n).into()).collect())),
            (5, Some(Item::Int(self.server_time_s))),
            (6, some(self.rejected.iter().map(rejected).collect())),
            (7, some(self.apart.iter().map(apart).collect())),
            (8, self.all.then_some(Item::Bool(true))),
            (9, self.stopped.then_some(Item::Bool(true))),
            (10, some(self.ends.iter().map(|end| Item::Bytes(end.to_vec())).collect())),
            (11, self.lines.map(|lines| (lines as u64).into())),
            (12, Some(Item::Bytes(self.receipt.to_vec()))),
            (13, some(self.feeds_backed_up.iter().map(|n| (*n).into()).collect())),
            (14, self.tails_taken.then_some(Item::Bool(true))),
            (15, some(self.needed.iter().map(name_item).collect())),
            (16, self.set_back.then_some(Item::Bool(true))),
            (17, (self.drafts > 0).then(|| self.drafts.into())),
        ])
    }

    /// Reads [`Answer::item`].
    pub fn from_item(item: &Item) -> Result<Answer, Unreadable> {
        let list = |key: i64| item.get(key).map(Item::array).transpose().map(Option::unwrap_or_default);
        let numbers = |items: &[Item]| items.iter().map(Item::uint).collect::<Result<Vec<_>, _>>();
        let acknowledged: Vec<(u64, u64)> = list(3)?.iter().map(item_range).collect::<Result<_, _>>()?;
        let ends: Vec<[u8; 8]> = list(10)?.iter().map(Item::fixed).collect::<Result<_, _>>()?;
        if ends.len() != acknowledged.len() {
            return Err(unreadable("an end for each range"));
        }
        let mut rejected = Vec::new();
        for entry in list(6)? {
            match entry.array()? {
                [n, why] => rejected.push((numbers(n.array()?)?, why.text()?.to_owned())),
                _ => return Err(unreadable("a rejected batch")),
            }
        }
        let apart = |item: &Item| match item.array()? {
            [number, hash] => Ok((number.uint()?, hash.fixed()?)),
            _ => Err(unreadable("a change kept apart")),
        };
        Ok(Answer {
            epoch: item.get(1).map(Item::uint).transpose()?,
            server: item.get(2).map(ServerCertificate::from_item).transpose()?,
            acknowledged,
            ends,
            all: item.get(8) == Some(&Item::Bool(true)),
            backed_up: numbers(list(4)?)?,
            feeds_backed_up: numbers(list(13)?)?,
            server_time_s: item.need(5)?.int()?,
            rejected,
            apart: list(7)?.iter().map(apart).collect::<Result<_, _>>()?,
            stopped: item.get(9) == Some(&Item::Bool(true)),
            lines: match item.get(11).map(Item::uint).transpose()? {
                Some(1) => Some(Lines::PutBackOrCopied),
                Some(2) => Some(Lines::InUseTwice),
                _ => None,
            },
            receipt: item.need(12)?.fixed()?,
            tails_taken: item.get(14) == Some(&Item::Bool(true)),
            needed: list(15)?.iter().map(item_change_name).collect::<Result<_, _>>()?,
            set_back: item.get(16) == Some(&Item::Bool(true)),
            drafts: item.get(17).map(Item::uint).transpose()?.unwrap_or(0),
        })
    }
}

/// What a server tells one phone in answer to one request, with a seal that only these two can make: an answer to
/// another phone or another request, or one with a bit turned, has not this seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    bytes: Vec<u8>,
    seal: [u8; 16],
}

/// Between whom, and for which request, something is sealed.
#[derive(Debug, Clone, Copy)]
pub struct Sealing<'a> {
    /// One's own key.
    pub mine: &'a SigningKey,
    /// The other's public key.
    pub other: &'a [u8; 32],
    /// The phone's device.
    pub device: DeviceId,
    /// The nonce of the request.
    pub nonce: Nonce,
}

impl Sealing<'_> {
    fn seal(&self, bytes: &[u8]) -> Option<[u8; 16]> {
        let key = blake3::derive_key(SEAL_CONTEXT, &shared_secret(self.mine, self.other)?);
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(&self.device.0).update(&self.nonce).update(bytes);
        hasher.finalize().as_bytes().first_chunk().copied()
    }
}

impl Sealed {
    /// Seals what is said; `None`: the other's key is no key.
    pub fn new(item: &Item, sealing: &Sealing<'_>) -> Option<Sealed> {
        let bytes = item.encode();
        let seal = sealing.seal(&bytes)?;
        Some(Sealed { bytes, seal })
    }

    /// Without a seal: it says something to whom the speaker does not know.
    pub fn open(item: &Item) -> Sealed {
        Sealed { bytes: item.encode(), seal: [0; 16] }
    }

    /// Whether the seal is of these two, for this request.
    pub fn holds(&self, sealing: &Sealing<'_>) -> bool {
        // Compared as hashes are: how long it takes says nothing.
        sealing.seal(&self.bytes).is_some_and(|seal| blake3::hash(&seal) == blake3::hash(&self.seal))
    }

    /// What is said. The seal is checked by [`Sealed::holds`].
    pub fn payload(&self) -> Result<Item, Unreadable> {
        Item::decode(&self.bytes)
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![Item::Bytes(self.bytes.clone()), Item::Bytes(self.seal.to_vec())])
    }

    /// Reads [`Sealed::item`].
    pub fn from_item(item: &Item) -> Result<Sealed, Unreadable> {
        match item.array()? {
            [bytes, seal] => Ok(Sealed { bytes: bytes.bytes()?.to_vec(), seal: seal.fixed()? }),
            _ => Err(unreadable("something sealed")),
        }
    }
}

/// One entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEntry {
    /// A change with the key of its hash.
    Change {
        /// Key of its hash.
        key: ChangeKey,
        /// Canonical bytes.
        body: Vec<u8>,
    },
    /// One of the asking device's own, which it holds: its number.
    Yours(u64),
}

/// Part of a feed, in order, from the position after the phone's cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The feed.
    pub feed: Feed,
    /// Epoch of the server that signs.
    pub epoch: u64,
    /// The position before the first entry; each entry is one further.
    pub after: u64,
    /// The entries.
    pub entries: Vec<PageEntry>,
    /// Ed25519 of the server's device over [`cursor_bytes`] at the last entry.
    pub signature: [u8; 64],
}

/// What a server signs at the end of a page.
pub fn cursor_bytes(feed: &Feed, epoch: u64, position: u64, chain: &Hash) -> Vec<u8> {
    let cursor = Item::Array(vec![feed.item(), epoch.into(), position.into(), Item::Bytes(chain.0.to_vec())]);
    [CURSOR_CONTEXT, &cursor.encode()].concat()
}

impl Page {
    /// As CBOR.
    pub fn item(&self) -> Item {
        let entry = |entry: &PageEntry| match entry {
            PageEntry::Change { key, body } => {
                Item::Array(vec![Item::Bytes(key.0.to_vec()), Item::Bytes(body.clone())])
            }
            PageEntry::Yours(number) => (*number).into(),
        };
        Item::map([
            (1, Some(self.feed.item())),
            (2, Some(self.epoch.into())),
            (3, Some(self.after.into())),
            (4, Some(Item::Array(self.entries.iter().map(entry).collect()))),
            (5, Some(Item::Bytes(self.signature.to_vec()))),
        ])
    }

    /// Reads [`Page::item`].
    pub fn from_item(item: &Item) -> Result<Page, Unreadable> {
        let entries = item.need(4)?.array()?;
        if entries.len() > limits::PAGE_CHANGES {
            return Err(unreadable("a page of bounded length"));
        }
        let entry = |item: &Item| match item {
            Item::Int(_) => Ok(PageEntry::Yours(item.uint()?)),
            other => match other.array()? {
                [key, body] => {
                    Ok(PageEntry::Change { key: ChangeKey(key.fixed()?), body: body.bytes()?.to_vec() })
                }
                _ => Err(unreadable("an entry of a page")),
            },
        };
        Ok(Page {
            feed: Feed::from_item(item.need(1)?)?,
            epoch: item.need(2)?.uint()?,
            after: item.need(3)?.uint()?,
            entries: entries.iter().map(entry).collect::<Result<_, _>>()?,
            signature: item.need(5)?.fixed()?,
        })
    }
}

/// Why a request is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which reason.
    pub code: RefusalCode,
    /// For a stale counter: the last one taken and its nonce.
    pub last: Option<(u64, Nonce)>,
}

/// The reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[repr(u64)]
pub enum RefusalCode {
    /// The counter is not above the last.
    #[error("another request of this phone came first")]
    Stale = 1,
    /// No such device in this district.
    #[error("the server does not know this phone")]
    UnknownDevice = 2,
    /// The signature does not hold, or the head is for another district.
    #[error("the server cannot verify this phone")]
    NotVerified = 3,
    /// The frames cannot be read.
    #[error("the server cannot read what the phone sent")]
    Unreadable = 4,
    /// A later request of the device took over.
    #[error("a later request of this phone took over")]
    TakenOver = 5,
    /// The server cannot take anything now.
    #[error("the server cannot take anything now")]
    Unavailable = 6,
    /// Another process speaks in the same opening: one of them was copied with its memory.
    #[error("another copy of this phone spoke in its place")]
    Copied = 7,
}

impl RefusalCode {
    /// A stable name: the message `error-refused-<name>`.
    pub fn code(self) -> &'static str {
        match self {
            RefusalCode::Stale => "stale",
            RefusalCode::UnknownDevice => "unknown_device",
            RefusalCode::NotVerified => "not_verified",
            RefusalCode::Unreadable => "unreadable",
            RefusalCode::TakenOver => "taken_over",
            RefusalCode::Unavailable => "unavailable",
            RefusalCode::Copied => "copied",
        }
    }
}

impl Refusal {
    /// Without more to say.
    pub fn of(code: RefusalCode) -> Refusal {
        Refusal { code, last: None }
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::map([
            (1, Some((self.code as u64).into())),
            (
                2,
                self.last
                    .map(|(counter, nonce)| Item::Array(vec![counter.into(), Item::Bytes(nonce.to_vec())])),
            ),
        ])
    }

    /// Reads [`Refusal::item`].
    pub fn from_item(item: &Item) -> Result<Refusal, Unreadable> {
        use RefusalCode::*;
        let number = item.need(1)?.uint()?;
        let code = [Stale, UnknownDevice, NotVerified, Unreadable, TakenOver, Unavailable, Copied]
            .into_iter()
            .find(|c| *c as u64 == number)
            .unwrap_or(Unavailable);
        let last = item
            .get(2)
            .map(|item| match item.array()? {
                [counter, nonce] => Ok((counter.uint()?, nonce.fixed()?)),
                _ => Err(unreadable("a counter and its nonce")),
            })
            .transpose()?;
        Ok(Refusal { code, last })
    }
}
