//! Wrong tries as they lie on the disk: two places in one file, written in turn and in place, so that a full disk keeps nobody
//! out of her phone, and a write that was cut leaves the place beside it. Durable when a call returns. Knows bytes and counts,
//! not what a count costs.

use std::fs::File;
use std::io::{Result, Seek, SeekFrom, Write};
use std::path::Path;

use super::waiting::Wrong;
use crate::store::files::write_private;

/// Bytes between two places: a sector each, which a disk writes whole.
const PLACE: usize = 512;
/// Number of the write, count, life of the clock, seconds of it.
const SAID: usize = 8 + 4 + 8 + 8;
const CHECK: usize = 8;

/// A count with the number of its write; the greater number was written later.
struct Written {
    number: u64,
    wrong: Wrong,
}

/// The count; `None` where no place holds one that is whole.
pub(super) fn read(path: &Path) -> Option<Wrong> {
    latest(path).map(|written| written.wrong)
}

/// Keeps a count in the place that does not hold the last one.
pub(super) fn write(path: &Path, wrong: Wrong) -> Result<()> {
    let Some(last) = latest(path) else {
        let mut both = [0; 2 * PLACE];
        place(&mut both, &Written { number: 0, wrong });
        return write_private(path, &both);
    };
    let next = Written { number: last.number.wrapping_add(1), wrong };
    let mut bytes = [0; PLACE];
    place(&mut bytes, &next);
    let mut file = File::options().write(true).open(path)?;
    file.seek(SeekFrom::Start(if next.number.is_multiple_of(2) { 0 } else { PLACE as u64 }))?;
    file.write_all(&bytes)?;
    file.sync_all()
}

fn latest(path: &Path) -> Option<Written> {
    let bytes = std::fs::read(path).ok()?;
    bytes.chunks(PLACE).filter_map(read_place).max_by_key(|written| written.number)
}

fn place(to: &mut [u8], written: &Written) {
    let mut said = Vec::with_capacity(SAID + CHECK);
    said.extend_from_slice(&written.number.to_be_bytes());
    said.extend_from_slice(&written.wrong.count.to_be_bytes());
    said.extend_from_slice(&written.wrong.epoch.to_be_bytes());
    said.extend_from_slice(&written.wrong.at_s.to_be_bytes());
    said.extend_from_slice(&check(&said));
    to.iter_mut().zip(said).for_each(|(to, byte)| *to = byte);
}

fn read_place(bytes: &[u8]) -> Option<Written> {
    let (said, rest) = bytes.split_at_checked(SAID)?;
    if rest.get(..CHECK) != Some(&check(said)) {
        return None;
    }
    let eight = |at: usize| -> Option<u64> { said.get(at..)?.first_chunk().map(|b| u64::from_be_bytes(*b)) };
    let count = u32::from_be_bytes(*said.get(8..)?.first_chunk()?);
    Some(Written { number: eight(0)?, wrong: Wrong { count, epoch: eight(12)?, at_s: eight(20)? } })
}

fn check(said: &[u8]) -> [u8; CHECK] {
    blake3::hash(said).as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(count: u32) -> Wrong {
        Wrong { count, epoch: u64::MAX - 1, at_s: 1_000 + u64::from(count) }
    }

    #[test]
    fn a_count_reads_back_write_after_write_in_a_file_that_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tries");
        assert_eq!(read(&path), None);
        for count in 0..9 {
            write(&path, wrong(count)).unwrap();
            assert_eq!(read(&path), Some(wrong(count)));
            assert_eq!(std::fs::metadata(&path).unwrap().len(), 2 * PLACE as u64);
        }
    }

    #[test]
    fn a_write_that_was_cut_leaves_the_count_before_it_and_never_a_smaller_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tries");
        (0..5).for_each(|count| write(&path, wrong(count)).unwrap());
        let before = std::fs::read(&path).unwrap();
        write(&path, wrong(5)).unwrap();
        let after = std::fs::read(&path).unwrap();
        // The disk has some of its first bytes, and what was there before behind them.
        let at = before.iter().zip(&after).position(|(a, b)| a != b).unwrap() / PLACE * PLACE;
        for cut in at..=at + PLACE {
            std::fs::write(&path, [&after[..cut], &before[cut..]].concat()).unwrap();
            let count = read(&path).unwrap().count;
            assert!(count == 4 || (count == 5 && cut >= at + SAID), "{cut}: {count}");
        }
    }

    #[test]
    fn a_file_of_other_bytes_holds_no_count_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tries");
        for other in [vec![], vec![0; 2 * PLACE], vec![0xff; 3 * PLACE], b"3".to_vec()] {
            std::fs::write(&path, other).unwrap();
            assert_eq!(read(&path), None);
            write(&path, wrong(3)).unwrap();
            assert_eq!(read(&path), Some(wrong(3)));
        }
    }
}
