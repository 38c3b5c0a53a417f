//! What is said of content in a sync: in a head what a phone lacks, how many bytes it takes today and what it holds whole;
//! in an answer, behind all pages, outlines and pieces. CBOR like everything else; knows neither store nor disk.

use crate::change::cbor::{Item, Unreadable, unreadable};
use crate::change::content::ContentName;
use crate::change::limits;
use crate::store::content::{Wanted, reason};

/// The head's words about content; nothing of it costs a byte where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentHead {
    /// What is to come, in this order.
    pub wanted: Vec<Wanted>,
    /// So many bytes of it, frames and all.
    pub bytes: u64,
    /// What is held whole of the releases; `None`: what was last said still holds.
    pub holds: Option<Vec<Holds>>,
}

/// A content that a phone holds whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// The first bytes of its name.
    pub first: [u8; 8],
    /// Why its version of the app cannot use it.
    pub refused: Option<String>,
}

impl ContentHead {
    /// The parts of the head's map.
    pub(super) fn parts(&self) -> [(i64, Option<Item>); 3] {
        let wanted = |wanted: &Wanted| {
            let name = Item::Bytes(wanted.name.0.to_vec());
            Item::Array([Some(name), wanted.next.map(Item::from)].into_iter().flatten().collect())
        };
        let list = |wanted: &[Wanted], of: fn(&Wanted) -> Item| Item::Array(wanted.iter().map(of).collect());
        let some = !self.wanted.is_empty();
        [
            (20, some.then(|| list(&self.wanted, wanted))),
            (21, some.then(|| self.bytes.into())),
            (22, self.holds.as_deref().map(holds_item)),
        ]
    }

    /// Reads [`ContentHead::parts`].
    pub(super) fn from_head(head: &Item) -> Result<ContentHead, Unreadable> {
        let wanted = |item: &Item| match item.array()? {
            [name] => Ok(Wanted { name: ContentName(name.fixed()?), next: None }),
            [name, next] => Ok(Wanted { name: ContentName(name.fixed()?), next: Some(next.uint()?) }),
            _ => Err(unreadable("a content that is wanted")),
        };
        let items = head.get(20).map(Item::array).transpose()?.unwrap_or_default();
        if items.len() > limits::CONTENT_WANTED {
            return Err(unreadable("a list of bounded length"));
        }
        Ok(ContentHead {
            wanted: items.iter().map(wanted).collect::<Result<_, _>>()?,
            bytes: head.get(21).map(Item::uint).transpose()?.unwrap_or(0),
            holds: head.get(22).map(item_holds).transpose()?,
        })
    }
}

/// What a phone holds whole, as the head says it.
pub(super) fn holds_item(holds: &[Holds]) -> Item {
    let one = |one: &Holds| {
        let first = Item::Bytes(one.first.to_vec());
        match &one.refused {
            None => first,
            Some(why) => Item::Array(vec![first, Item::Text(why.clone())]),
        }
    };
    Item::Array(holds.iter().map(one).collect())
}

/// Reads [`holds_item`].
pub(super) fn item_holds(item: &Item) -> Result<Vec<Holds>, Unreadable> {
    let one = |item: &Item| match item {
        Item::Array(parts) => match parts.as_slice() {
            [first, why] => Ok(Holds { first: first.fixed()?, refused: Some(reason(why.text()?)) }),
            _ => Err(unreadable("a content that is held")),
        },
        first => Ok(Holds { first: first.fixed()?, refused: None }),
    };
    let items = item.array()?;
    if items.len() > limits::CONTENT_HELD {
        return Err(unreadable("a list of bounded length"));
    }
    items.iter().map(one).collect()
}

/// The outline of a content: the hashes of its pieces, one after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineFrame {
    /// Of which.
    pub name: ContentName,
    /// The hashes.
    pub hashes: Vec<u8>,
}

/// A piece of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceFrame {
    /// Of which.
    pub name: ContentName,
    /// Which, from 0.
    pub number: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl OutlineFrame {
    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![Item::Bytes(self.name.0.to_vec()), Item::Bytes(self.hashes.clone())])
    }

    /// Reads [`OutlineFrame::item`].
    pub fn from_item(item: &Item) -> Result<OutlineFrame, Unreadable> {
        match item.array()? {
            [name, hashes] => {
                Ok(OutlineFrame { name: ContentName(name.fixed()?), hashes: hashes.bytes()?.to_vec() })
            }
            _ => Err(unreadable("an outline")),
        }
    }
}

impl PieceFrame {
    /// As CBOR.
    pub fn item(&self) -> Item {
        let (name, bytes) = (Item::Bytes(self.name.0.to_vec()), Item::Bytes(self.bytes.clone()));
        Item::Array(vec![name, self.number.into(), bytes])
    }

    /// Reads [`PieceFrame::item`].
    pub fn from_item(item: &Item) -> Result<PieceFrame, Unreadable> {
        match item.array()? {
            [name, number, bytes] => Ok(PieceFrame {
                name: ContentName(name.fixed()?),
                number: number.uint()?,
                bytes: bytes.bytes()?.to_vec(),
            }),
            _ => Err(unreadable("a piece of content")),
        }
    }
}
