//! What a file may weigh before anybody reads it: a spreadsheet is a zip of XML, and a few kilobytes of either can stand for
//! gigabytes. Each part is unpacked once, counted and thrown away. Knows zip and bytes, no sheet.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The bytes of a spreadsheet as it lies on the disk.
const FILE: usize = 32 << 20;
/// The parts in it.
const PARTS: usize = 2_000;
/// The bytes of all its parts together, unpacked.
const UNPACKED: u64 = 64 << 20;
/// The bytes of the styles, which a reader multiplies: each use of a style is kept with its font and format.
const STYLES: usize = 2 << 20;
/// The bytes of one tag of the styles, for the same reason.
const STYLE_TAG: usize = 1_024;
/// The texts that a part may announce, for which a reader makes room at once.
const ANNOUNCED: u64 = 4_000_000;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No zip, or a broken one.
    NotAZip,
    /// Too much of something.
    TooLarge,
    /// XML in another encoding than UTF-8.
    Encoding,
}

/// Whether a spreadsheet is within bounds: each of its parts can be unpacked, and all of them are small enough.
pub fn check(bytes: &[u8]) -> Result<(), Unfit> {
    if bytes.len() > FILE {
        return Err(Unfit::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::NotAZip)?;
    if archive.len() > PARTS {
        return Err(Unfit::TooLarge);
    }
    let mut left = UNPACKED;
    let mut part = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| Unfit::NotAZip)?;
        let name = entry.name().map_err(|_| Unfit::NotAZip)?.to_lowercase();
        part.clear();
        // What the directory says of the size is not believed.
        entry.take(left + 1).read_to_end(&mut part).map_err(|_| Unfit::NotAZip)?;
        left = left.checked_sub(part.len() as u64).ok_or(Unfit::TooLarge)?;
        if name.ends_with(".xml") || name.ends_with(".rels") || part.starts_with(b"<") {
            xml(&part)?;
        }
        if name.ends_with("styles.xml") && (part.len() > STYLES || longest_tag(&part) > STYLE_TAG) {
            return Err(Unfit::TooLarge);
        }
    }
    Ok(())
}

/// Whether a part of XML is in UTF-8 and announces no more than it may.
fn xml(part: &[u8]) -> Result<(), Unfit> {
    let text = std::str::from_utf8(part).map_err(|_| Unfit::Encoding)?;
    if text.contains('\0') {
        return Err(Unfit::Encoding);
    }
    if let Some(declaration) = text.trim_start_matches('\u{feff}').strip_prefix("<?xml") {
        let declaration = declaration.split("?>").next().unwrap_or_default().to_lowercase();
        if declaration.contains("encoding") && !declaration.contains("utf-8") {
            return Err(Unfit::Encoding);
        }
    }
    for (at, announced) in text.match_indices("niqueCount") {
        let number = text
            .get(at + announced.len()..)
            .unwrap_or_default()
            .trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits: String = number.chars().take_while(char::is_ascii_digit).take(20).collect();
        if digits.parse::<u64>().is_ok_and(|count| count > ANNOUNCED) {
            return Err(Unfit::TooLarge);
        }
    }
    Ok(())
}

/// The bytes of the longest tag behind the first, which holds the namespaces.
fn longest_tag(part: &[u8]) -> usize {
    let (mut longest, mut opened, mut tags) = (0, None, 0);
    for (at, byte) in part.iter().enumerate() {
        match (byte, opened) {
            (b'<', None) => opened = Some(at),
            (b'>', Some(start)) => {
                opened = None;
                tags += 1;
                if tags > 2 {
                    longest = longest.max(at - start);
                }
            }
            _ => {}
        }
    }
    longest.max(opened.map_or(0, |start| part.len() - start))
}
