//! SQLite's write-ahead log on the disk: which frames are as they were written, and whether one in its midst is not.
//! SQLite itself drops everything from the first wrong frame on, as if it had never been committed; after a power cut
//! that is right, in a damaged file it loses what was saved, without a word.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::layout::PAGE;

const HEADER: usize = 32;
const FRAME: usize = 24;
const MAGIC: u32 = 0x377f_0682;

/// A frame, without what its page says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The page it is of.
    pub(super) page: u32,
    /// Pages of the database if a transaction ends with it, else 0.
    pub(super) pages: u32,
    /// Where its page stands in the log.
    pub(super) at: u64,
    /// Written since the log was last begun anew.
    ours: bool,
    /// Its sum follows from that of the frame before, as that one says it.
    linked: bool,
}

/// The log beside a database.
#[derive(Debug, Default)]
pub(super) struct Wal {
    frames: Vec<Frame>,
}

/// Where the log of a database lies.
pub(super) fn path_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

impl Wal {
    /// The log beside this database; empty if there is none, or if it is begun anew meanwhile.
    pub(super) fn beside(database: &Path) -> std::io::Result<Wal> {
        let file = match File::open(path_of(database)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Wal::default()),
            Err(error) => return Err(error),
        };
        let mut reader = BufReader::with_capacity(64 * 1024, file);
        let Some(header) = whole::<HEADER>(&mut reader)? else { return Ok(Wal::default()) };
        let order = if word(&header, 0) == MAGIC | 1 { u32::from_be_bytes } else { u32::from_le_bytes };
        let mut salts: [u8; 8] = [0; 8];
        salts.copy_from_slice(&header[16..24]);
        let mut sum = (word(&header, 24), word(&header, 28));
        let holds = word(&header, 0) & !1 == MAGIC && checksum(order, (0, 0), &[&header[..24]]) == sum;
        let mut frames: Vec<Frame> = Vec::new();
        let mut at = (HEADER + FRAME) as u64;
        while let Some(head) = whole::<FRAME>(&mut reader)? {
            let Some(page) = whole::<PAGE>(&mut reader)? else { break };
            if !holds && frames.is_empty() {
                // The header is lost: the frames themselves say how the log was begun.
                salts.copy_from_slice(&head[8..16]);
            }
            let said = (word(&head, 16), word(&head, 20));
            let ours = head[8..16] == salts && salts != [0; 8];
            let linked = ours && checksum(order, sum, &[&head[..8], &page]) == said;
            frames.push(Frame { page: word(&head, 0), pages: word(&head, 4), at, ours, linked });
            sum = said;
            at += (FRAME + PAGE) as u64;
        }
        // Another program may have begun the log anew while it was read.
        reader.seek(SeekFrom::Start(0))?;
        if whole::<HEADER>(&mut reader)? != Some(header) {
            return Ok(Wal::default());
        }
        Ok(Wal { frames })
    }

    /// Whether a frame is wrong that was once on the disk whole: another follows whose sum goes on from the end of its
    /// transaction, and which was written only after that. (The frames of the last transaction may be wrong after a
    /// power cut: nobody was told that it ended. What is left of earlier ones goes on from other sums.)
    pub(super) fn is_broken(&self) -> bool {
        let wrong = self.unbroken();
        let rest = &self.frames[wrong..];
        rest.windows(2).any(|pair| pair[0].ours && pair[0].pages != 0 && pair[1].linked)
    }

    /// What is committed, the oldest first. Of a broken log also what stands behind the wrong frame.
    pub(super) fn committed(&self) -> &[Frame] {
        let upto = if self.is_broken() { self.frames.len() } else { self.unbroken() };
        let last = self.frames[..upto].iter().rposition(|frame| frame.ours && frame.pages != 0);
        &self.frames[..last.map_or(0, |last| last + 1)]
    }

    fn unbroken(&self) -> usize {
        self.frames.iter().position(|frame| !frame.linked).unwrap_or(self.frames.len())
    }
}

impl Frame {
    /// Whether it was written since the log was last begun anew.
    pub(super) fn is_ours(&self) -> bool {
        self.ours
    }
}

/// So many bytes; `None` if fewer are left.
fn whole<const N: usize>(reader: &mut impl Read) -> std::io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |word| u32::from_be_bytes(*word))
}

fn checksum(order: fn([u8; 4]) -> u32, from: (u32, u32), parts: &[&[u8]]) -> (u32, u32) {
    let (mut a, mut b) = from;
    for pair in parts.iter().flat_map(|part| part.as_chunks::<8>().0) {
        let [x0, x1, x2, x3, y0, y1, y2, y3] = *pair;
        a = a.wrapping_add(order([x0, x1, x2, x3])).wrapping_add(b);
        b = b.wrapping_add(order([y0, y1, y2, y3])).wrapping_add(a);
    }
    (a, b)
}
