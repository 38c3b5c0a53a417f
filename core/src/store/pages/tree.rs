//! SQLite's trees: a page as a node, what a cell of it holds, and the walk from a root to every row that can still be
//! reached. Bytes that cannot be right are stepped over.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::{Page, Pages, USABLE};

/// What a page of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rows of a table.
    Rows,
    /// The way to rows of a table.
    WayToRows,
    /// Entries of an index, or rows of a table that is one.
    Entries,
    /// The way to entries; itself holds some.
    WayToEntries,
}

/// A page as a node of a tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    cells: Vec<Cell>,
    right: Option<u32>,
    whole: bool,
    beyond_chance: bool,
}

#[derive(Debug, Clone)]
struct Cell {
    child: Option<u32>,
    rowid: i64,
    payload: Option<Payload>,
}

#[derive(Debug, Clone)]
struct Payload {
    here: Vec<u8>,
    bytes: usize,
    more: Option<u32>,
}

/// A row, or an entry of an index.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number in its table; 0 of an entry.
    pub rowid: i64,
    /// Its values, as they are stored.
    pub values: Vec<Value>,
    /// Every page it stands in is as it was written.
    pub whole: bool,
}

impl Node {
    /// The page as a node; `None` if it is none.
    pub fn of(page: &Page) -> Option<Node> {
        let bytes = &page.bytes;
        let from = if page.number == 1 { 100 } else { 0 };
        let kind = match bytes.get(from)? {
            13 => Kind::Rows,
            5 => Kind::WayToRows,
            10 => Kind::Entries,
            2 => Kind::WayToEntries,
            _ => return None,
        };
        let leads_on = matches!(kind, Kind::WayToRows | Kind::WayToEntries);
        let count = usize::from(short(bytes, from + 3)?);
        let cells_at = from + if leads_on { 12 } else { 8 };
        if cells_at + count * 2 > USABLE {
            return None;
        }
        let right = if leads_on { long(bytes, from + 8) } else { None };
        let pointers: Vec<usize> =
            (0..count).filter_map(|at| short(bytes, cells_at + at * 2)).map(usize::from).collect();
        let within = pointers.iter().filter(|at| (cells_at + count * 2..USABLE).contains(at)).count();
        let beyond_chance = within == count && count >= 3;
        let cells = pointers.into_iter().filter_map(|at| cell(kind, bytes.get(at..)?)).collect();
        Some(Node { kind, cells, right, whole: page.whole, beyond_chance })
    }

    /// Whether noise would hardly ever look so.
    pub fn is_beyond_chance(&self) -> bool {
        self.beyond_chance
    }

    /// The pages it leads to.
    fn children(&self) -> Vec<u32> {
        self.cells.iter().filter_map(|cell| cell.child).chain(self.right).collect()
    }

    /// The rows in it, with what of them stands in other pages; those pages are added to `seen`.
    pub fn rows(&self, pages: &mut Pages, seen: &mut BTreeSet<u32>) -> Vec<Row> {
        let mut rows = Vec::new();
        for cell in &self.cells {
            let Some(payload) = &cell.payload else { continue };
            let Some((bytes, whole)) = gathered(payload, pages, seen) else { continue };
            if let Some(values) = record(&bytes) {
                rows.push(Row { rowid: cell.rowid, values, whole: whole && self.whole });
            }
        }
        rows
    }
}

/// Every row that the way from a root still leads to, in the order of the tree; whether the whole way is there. The
/// pages it goes through are added to `seen`. A node that is not as it was written is read and leads nowhere.
pub fn walk(pages: &mut Pages, root: u32, seen: &mut BTreeSet<u32>, take: &mut dyn FnMut(Row)) -> bool {
    let mut whole = true;
    let mut next = vec![root];
    while let Some(number) = next.pop() {
        if !seen.insert(number) {
            whole = false;
            continue;
        }
        let Some(node) = pages.page(number).and_then(|page| Node::of(&page)) else {
            whole = false;
            continue;
        };
        whole &= node.whole;
        for row in node.rows(pages, seen) {
            whole &= row.whole;
            take(row);
        }
        if node.whole {
            next.extend(node.children().into_iter().rev());
        }
    }
    whole
}

/// The cell at the beginning of these bytes; `None` if there can be none.
fn cell(kind: Kind, bytes: &[u8]) -> Option<Cell> {
    let leads_on = matches!(kind, Kind::WayToRows | Kind::WayToEntries);
    let child = if leads_on { Some(long(bytes, 0)?) } else { None };
    let mut at = if leads_on { 4 } else { 0 };
    if kind == Kind::WayToRows {
        return Some(Cell { child, rowid: 0, payload: None });
    }
    let total = usize::try_from(number(bytes, &mut at)?).ok()?;
    let rowid = if kind == Kind::Rows { number(bytes, &mut at)? } else { 0 };
    let most = if kind == Kind::Rows { USABLE - 35 } else { (USABLE - 12) * 64 / 255 - 23 };
    let least = (USABLE - 12) * 32 / 255 - 23;
    let fitting = least + total.checked_sub(least).map_or(0, |more| more % (USABLE - 4));
    let here = match total {
        total if total <= most => total,
        _ if fitting <= most => fitting,
        _ => least,
    };
    let more = if here < total { Some(long(bytes, at + here)?) } else { None };
    let payload = Payload { here: bytes.get(at..at + here)?.to_vec(), bytes: total, more };
    Some(Cell { child, rowid, payload: Some(payload) })
}

/// All bytes of a payload, and whether the other pages it stands in are as they were written.
fn gathered(payload: &Payload, pages: &mut Pages, seen: &mut BTreeSet<u32>) -> Option<(Vec<u8>, bool)> {
    let mut bytes = payload.here.clone();
    let mut whole = true;
    let mut more = payload.more;
    while bytes.len() < payload.bytes {
        let number = more?;
        if !seen.insert(number) {
            return None;
        }
        let page = pages.page(number)?;
        whole &= page.whole;
        let part = (payload.bytes - bytes.len()).min(USABLE - 4);
        bytes.extend_from_slice(page.bytes.get(4..4 + part)?);
        more = long(&page.bytes, 0);
    }
    Some((bytes, whole))
}

/// The values of a record; `None` if these bytes are none.
fn record(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut at = 0;
    let header = usize::try_from(number(bytes, &mut at)?).ok()?;
    let mut values = Vec::new();
    let mut body = header;
    while at < header {
        let kind = number(bytes.get(..header)?, &mut at)?;
        let mut take = |length: usize| {
            let part = bytes.get(body..body.checked_add(length)?)?;
            body += length;
            Some(part)
        };
        values.push(match kind {
            0 => Value::Null,
            8 | 9 => Value::Integer(kind - 8),
            1..=4 => Value::Integer(integer(take(usize::try_from(kind).ok()?)?)),
            5 => Value::Integer(integer(take(6)?)),
            6 => Value::Integer(integer(take(8)?)),
            7 => Value::Real(f64::from_be_bytes(take(8)?.try_into().ok()?)),
            kind if kind >= 12 => {
                let part = take(usize::try_from((kind - 12) / 2).ok()?)?.to_vec();
                if kind % 2 == 0 { Value::Blob(part) } else { Value::Text(String::from_utf8(part).ok()?) }
            }
            _ => return None,
        });
    }
    (at == header && body == bytes.len()).then_some(values)
}

fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte))
}

/// A number of one to nine bytes.
fn number(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number = 0u64;
    for nth in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if nth == 8 {
            number = number << 8 | u64::from(byte);
            break;
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number.cast_signed())
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|word| u16::from_be_bytes(*word))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_be_bytes(*word))
}
