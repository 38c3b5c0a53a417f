//! The pages of a database file as SQLCipher and SQLite lay them on the disk, read without either: SQLCipher lets
//! nothing be read any more after one damaged page, and SQLite finds nothing whose way from the first page is broken.
//! Here each page is read by itself. Opening asks this room whether a file that does not open is damaged, the rescue
//! takes out of it what is left. Writes nothing; knows no table.

mod crypt;
mod layout;
mod tree;
mod wal;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

pub use layout::{PAGE, USABLE};
pub use tree::{Kind, Node, Row, walk};

use crypt::{Cipher, SALT};
use wal::Wal;

/// So many pages are looked at for one that this key wrote.
const LOOKED_AT: u32 = 64;
/// So many pages are searched for one wrong bit: each takes a good part of a second.
const MENDED: usize = 32;

/// A database file with its log.
pub struct Pages {
    file: File,
    log: Option<File>,
    frames: BTreeMap<u32, Vec<u64>>,
    cipher: Cipher,
    count: u32,
    log_broken: bool,
    /// Pages that are not as they were written, with what setting one bit right made of them.
    damaged: BTreeMap<u32, Option<Box<[u8; PAGE]>>>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its number, from 1.
    pub number: u32,
    /// What stands in it.
    pub bytes: Vec<u8>,
    /// It is as it was written. Where the salt of the file is lost nobody can say, and it is believed.
    pub whole: bool,
}

/// Whether the log beside a database lost something that was committed.
pub fn log_is_broken(database: &Path) -> bool {
    Wal::beside(database).is_ok_and(|log| log.is_broken())
}

/// Whether this key wrote pages of this file, be it damaged.
pub fn are_ours(database: &Path, database_key: &[u8; 32]) -> bool {
    Pages::open(database, database_key).is_ok_and(|mut pages| pages.any_is_ours())
}

impl Pages {
    /// Opens a file for reading, whatever state it is in.
    pub fn open(database: &Path, database_key: &[u8; 32]) -> std::io::Result<Pages> {
        let mut file = File::open(database)?;
        let log = Wal::beside(database)?;
        let in_file = u32::try_from(file.metadata()?.len().div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        let committed = log.committed();
        let most = in_file.saturating_add(u32::try_from(committed.len()).unwrap_or(u32::MAX));
        let count = committed.last().map_or(in_file, |frame| frame.pages.clamp(in_file, most));
        let mut frames: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for frame in committed.iter().filter(|frame| frame.is_ours()) {
            frames.entry(frame.page).or_default().push(frame.at);
        }
        let mut salts = vec![read_at::<SALT>(&mut file, 0)?];
        let mut log_file = File::open(wal::path_of(database)).ok();
        if let Some(log) = &mut log_file {
            for at in frames.get(&1).into_iter().flatten() {
                salts.push(read_at::<SALT>(log, *at)?);
            }
        }
        let mut pages = Pages {
            file,
            log: log_file,
            frames,
            cipher: Cipher::new(database_key),
            count,
            log_broken: log.is_broken(),
            damaged: BTreeMap::new(),
        };
        for salt in salts.into_iter().flatten() {
            pages.cipher.set_salt(&salt);
            if (1..=count.min(LOOKED_AT)).any(|number| pages.find(number).is_some_and(|(_, whole)| whole)) {
                return Ok(pages);
            }
        }
        pages.cipher.forget_salt();
        Ok(pages)
    }

    /// How many pages the database has.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether the salt is there, so that each page shows whether it is as it was written.
    pub fn are_checked(&self) -> bool {
        self.cipher.has_salt()
    }

    /// Whether the log lost something that was committed.
    pub fn log_is_broken(&self) -> bool {
        self.log_broken
    }

    /// A page as it was last committed; `None` where nothing is left of it.
    pub fn page(&mut self, number: u32) -> Option<Page> {
        let found = self.find(number);
        if let Some((raw, whole)) = &found
            && (*whole || !self.cipher.has_salt())
        {
            return Some(Page { number, bytes: self.cipher.read(number, raw), whole: true });
        }
        if !self.damaged.contains_key(&number) {
            let few = self.damaged.len() < MENDED;
            let mended = found.as_ref().filter(|_| few).and_then(|(raw, _)| self.mended(number, raw));
            self.damaged.insert(number, mended);
        }
        let mended = self.damaged.get(&number).and_then(Option::as_deref);
        let raw = mended.or(found.as_ref().map(|(raw, _)| raw))?;
        Some(Page { number, bytes: self.cipher.read(number, raw), whole: mended.is_some() })
    }

    /// Which of the pages that were read are not as they were written, those included in which a bit was set right.
    pub fn damaged(&self) -> Vec<u64> {
        self.damaged.keys().copied().map(u64::from).collect()
    }

    /// Whether this key wrote any of the first pages: they hold, or what stands in one is a node of a tree.
    pub(super) fn any_is_ours(&mut self) -> bool {
        let looks_so = |page: Page| Node::of(&page).is_some_and(|node| node.is_beyond_chance());
        self.cipher.has_salt()
            || (2..=self.count.min(LOOKED_AT)).any(|number| self.page(number).is_some_and(looks_so))
    }

    /// The newest bytes of a page that hold; else the newest that are anything.
    fn find(&mut self, number: u32) -> Option<([u8; PAGE], bool)> {
        let mut newest = None;
        let mut candidates = Vec::new();
        if let (Some(log), Some(at)) = (&mut self.log, self.frames.get(&number)) {
            candidates.extend(at.iter().rev().filter_map(|at| read_at::<PAGE>(log, *at).ok().flatten()));
        }
        let at = u64::from(number.checked_sub(1)?) * PAGE as u64;
        candidates.extend(read_at::<PAGE>(&mut self.file, at).ok().flatten());
        for raw in candidates {
            if self.cipher.holds(number, &raw) {
                return Some((raw, true));
            }
            if newest.is_none() && raw.iter().any(|byte| *byte != raw[0]) {
                newest = Some((raw, false));
            }
        }
        newest
    }

    /// The commonest damage is one bit: it is found by trying each.
    fn mended(&self, number: u32, raw: &[u8; PAGE]) -> Option<Box<[u8; PAGE]>> {
        let mut raw = Box::new(*raw);
        for at in if number == 1 { SALT } else { 0 }..PAGE {
            for bit in 0..8 {
                raw[at] ^= 1 << bit;
                if self.cipher.holds(number, &raw) {
                    return Some(raw);
                }
                raw[at] ^= 1 << bit;
            }
        }
        None
    }
}

/// So many bytes from there; `None` if fewer are left.
fn read_at<const N: usize>(file: &mut File, at: u64) -> std::io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at))?;
    match file.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
