//! Names: of a device, of a change, of a record; and the code that is written on paper.
//!
//! A name is given once and never again, whatever becomes of the database it was given in. It needs no server and no
//! clock: a device is the hash of its own key; a change has its device's next number, which is the tag of the opening
//! of the database in which it was made and a counter within that opening; a record is its place in the change that
//! created it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A device: the first 16 bytes of the BLAKE3 hash of its Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

/// The tag of one opening of a database: 39 bits, drawn before anything is named in it. An image that is put back and
/// a copy open under tags of their own, so none of them ever uses a number of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Tag(pub u64);

/// Bits of a number that count within its opening.
const COUNTER_BITS: u32 = 24;

impl Tag {
    /// The greatest counter of an opening; after it another opening begins.
    pub const LAST_COUNTER: u64 = (1 << COUNTER_BITS) - 1;

    /// The tag in these random bits.
    pub fn from_random(bits: [u8; 8]) -> Tag {
        // Never 0: numbers below 2^24 are no opening's.
        Tag((u64::from_be_bytes(bits) >> 25).max(1))
    }

    /// The number with this counter, from 1.
    pub fn number(self, counter: u64) -> u64 {
        (self.0 << COUNTER_BITS) | (counter & Self::LAST_COUNTER)
    }
}

/// The name of a change: which device made it, and its number there: the tag of the opening times 2^24, and a counter
/// that is gap-free from 1 within the opening. 63 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ChangeName {
    /// Who made it.
    pub device: DeviceId,
    /// Its number on that device.
    pub number: u64,
}

/// The name of a record: the change that created it and which of that change's creates it was (from 0).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordName {
    /// The device that created it.
    pub device: DeviceId,
    /// The number of the creating change.
    pub number: u64,
    /// Which create of that change, from 0.
    pub index: u32,
}

/// A text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a record name: write it as the program printed it (32 hexadecimal digits, a dot, a number, a dot, a number)"
)]
pub struct NotAName(pub String);

impl DeviceId {
    /// The device that holds the key pair with this public key.
    pub fn of_public_key(public_key: &[u8; 32]) -> Self {
        let mut id = [0u8; 16];
        id.copy_from_slice(&blake3::hash(public_key).as_bytes()[..16]);
        DeviceId(id)
    }

    /// Lower-case hexadecimal, 32 characters.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Reads what [`DeviceId::to_hex`] wrote; `None` if it is anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.is_ascii() {
            return None;
        }
        let mut id = [0u8; 16];
        for (i, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(DeviceId(id))
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex()[..8])
    }
}

impl fmt::Display for ChangeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.device.to_hex(), self.number)
    }
}

impl fmt::Debug for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}.{}.{}", self.device, self.number, self.index)
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.device.to_hex(), self.number, self.index)
    }
}

impl FromStr for RecordName {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let bad = || NotAName(text.chars().take(80).collect());
        let mut parts = text.split('.');
        let (Some(device), Some(number), Some(index), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        Ok(RecordName {
            device: DeviceId::from_hex(device).ok_or_else(bad)?,
            number: number.parse().map_err(|_| bad())?,
            index: index.parse().map_err(|_| bad())?,
        })
    }
}

impl Serialize for RecordName {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordName {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl ChangeName {
    /// The change with this counter in an opening of a device.
    pub fn at(device: DeviceId, tag: Tag, counter: u64) -> Self {
        ChangeName { device, number: tag.number(counter) }
    }

    /// The opening in which it was made.
    pub fn tag(&self) -> Tag {
        Tag(self.number >> COUNTER_BITS)
    }

    /// Its counter there, from 1.
    pub fn counter(&self) -> u64 {
        self.number & Tag::LAST_COUNTER
    }

    /// 24 bytes that sort as the name does: device, then number.
    pub fn key(&self) -> [u8; 24] {
        let mut key = [0u8; 24];
        key[..16].copy_from_slice(&self.device.0);
        key[16..].copy_from_slice(&self.number.to_be_bytes());
        key
    }

    /// Reads what [`ChangeName::key`] wrote.
    pub fn from_key(key: &[u8]) -> Option<Self> {
        let key: &[u8; 24] = key.try_into().ok()?;
        let (device, number) = key.split_at(16);
        Some(ChangeName {
            device: DeviceId(device.try_into().ok()?),
            number: u64::from_be_bytes(number.try_into().ok()?),
        })
    }
}

impl RecordName {
    /// The change that created the record.
    pub fn change(&self) -> ChangeName {
        ChangeName { device: self.device, number: self.number }
    }

    /// 26 bytes that sort as the name does: device, number, index. The key of every table of records.
    pub fn key(&self) -> [u8; 26] {
        let mut key = [0u8; 26];
        key[..24].copy_from_slice(&self.change().key());
        key[24..].copy_from_slice(&(self.index.min(u32::from(u16::MAX)) as u16).to_be_bytes());
        key
    }

    /// Reads what [`RecordName::key`] wrote.
    pub fn from_key(key: &[u8]) -> Option<Self> {
        let key: &[u8; 26] = key.try_into().ok()?;
        let change = ChangeName::from_key(&key[..24])?;
        let index = u16::from_be_bytes([key[24], key[25]]);
        Some(RecordName { device: change.device, number: change.number, index: u32::from(index) })
    }

    /// The same name for the outside world (RFC 9562, version 8: derived, not drawn).
    pub fn uuid(&self) -> uuid::Uuid {
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&self.digest()[..16]);
        uuid::Uuid::new_v8(bytes)
    }

    /// A short code to be written on paper, as `K7M2-4QXA`: seven signs drawn from the name and a check sign that
    /// catches every single wrong sign and every swap of two. No I, L, O or U; Z stays out so that 31 signs remain,
    /// a prime.
    pub fn paper_code(&self) -> String {
        let mut rest = u64::from_be_bytes(first_8(&self.digest()[16..]));
        let mut signs = [0u8; 8];
        for sign in &mut signs[..7] {
            *sign = (rest % 31) as u8;
            rest /= 31;
        }
        signs[7] = check_sign(&signs[..7]);
        let text: String = signs.iter().map(|s| PAPER_SIGNS[usize::from(*s)] as char).collect();
        format!("{}-{}", &text[..4], &text[4..])
    }

    fn digest(&self) -> [u8; 32] {
        *blake3::Hasher::new_derive_key("chaski 2026 record name for the outside world")
            .update(&self.key())
            .finalize()
            .as_bytes()
    }
}

const PAPER_SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTVWXY";

fn first_8(bytes: &[u8]) -> [u8; 8] {
    let mut out = [0u8; 8];
    out.copy_from_slice(&bytes[..8]);
    out
}

fn check_sign(signs: &[u8]) -> u8 {
    // Weights 2..8 are distinct and non-zero modulo 31, and 1 is the check sign's own: so every single error and
    // every transposition changes the sum.
    let sum: u32 = signs.iter().zip(2u32..).map(|(s, w)| u32::from(*s) * w).sum();
    ((31 - sum % 31) % 31) as u8
}

/// Reads a paper code as people type it (small letters, spaces, no dash; `O` for `0`, `I` or `L` for `1`).
/// `None`: it is not a paper code, or a sign is wrong.
pub fn read_paper_code(text: &str) -> Option<String> {
    let mut signs = Vec::with_capacity(8);
    for sign in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let sign = match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        signs.push(PAPER_SIGNS.iter().position(|s| char::from(*s) == sign)? as u8);
    }
    if signs.len() != 8 || check_sign(&signs[..7]) != signs[7] {
        return None;
    }
    let text: String = signs.iter().map(|s| PAPER_SIGNS[usize::from(*s)] as char).collect();
    Some(format!("{}-{}", &text[..4], &text[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: u64, index: u32) -> RecordName {
        RecordName { device: DeviceId::of_public_key(&[7; 32]), number, index }
    }

    #[test]
    fn a_name_reads_back_from_text_and_from_its_key() {
        let name = name(41, 3);
        assert_eq!(name.to_string().parse(), Ok(name));
        assert_eq!(RecordName::from_key(&name.key()), Some(name));
        assert!("children".parse::<RecordName>().is_err());
        assert!("é".repeat(16).parse::<RecordName>().is_err());
    }

    #[test]
    fn a_number_is_an_opening_and_a_counter_and_never_of_another_opening() {
        let device = DeviceId([7; 16]);
        let tags = [1, 2, 0x2a_aaaa_aaaa, (1 << 39) - 1].map(Tag);
        for tag in tags {
            for counter in [1, 2, 0xff, 0x0100_0000 - 2, Tag::LAST_COUNTER] {
                let name = ChangeName::at(device, tag, counter);
                assert_eq!((name.tag(), name.counter()), (tag, counter));
                assert_eq!(name.number, tag.0 * (1 << 24) + counter);
                assert!(i64::try_from(name.number).is_ok(), "63 bits");
                assert_eq!(ChangeName::from_key(&name.key()), Some(name));
            }
            // Past the last counter nothing is left: no number of the next opening comes of it.
            for past in [Tag::LAST_COUNTER + 1, Tag::LAST_COUNTER + 2, u64::MAX] {
                assert_eq!(ChangeName::at(device, tag, past).tag(), tag);
            }
        }
        // Names of one opening stand together, in the order of their counters.
        let mut names: Vec<ChangeName> =
            tags.iter().flat_map(|tag| [3, 1, 2].map(|counter| ChangeName::at(device, *tag, counter))).collect();
        names.sort_by_key(ChangeName::key);
        assert!(names.is_sorted_by_key(|name| (name.tag(), name.counter())));
    }

    #[test]
    fn a_tag_is_drawn_from_39_bits_and_is_never_nothing() {
        assert_eq!(Tag::from_random([0; 8]), Tag(1));
        // The lowest 25 bits do not count.
        assert_eq!(Tag::from_random([0, 0, 0, 0, 1, 0xff, 0xff, 0xff]), Tag(1));
        assert_eq!(Tag::from_random([0, 0, 0, 0, 2, 0, 0, 0]), Tag(1));
        assert_eq!(Tag::from_random([0, 0, 0, 0, 4, 0, 0, 0]), Tag(2));
        assert_eq!(Tag::from_random([0xff; 8]), Tag((1 << 39) - 1));
        assert_eq!(Tag::from_random([0x80, 0, 0, 0, 0, 0, 0, 0]), Tag(1 << 38));
        for byte in 0..=255u8 {
            assert_ne!(Tag::from_random([0, 0, 0, 0, 0, byte, byte, byte]), Tag(0));
        }
    }

    #[test]
    fn a_paper_code_forgives_how_it_is_typed() {
        let code = name(1, 0).paper_code();
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(read_paper_code(&typed), Some(code));
    }

    #[test]
    fn a_paper_code_with_one_wrong_sign_or_two_swapped_is_refused() {
        for number in 1..60 {
            let code: Vec<char> = name(number, 0).paper_code().replace('-', "").chars().collect();
            for place in 0..8 {
                for other in PAPER_SIGNS {
                    let mut wrong = code.clone();
                    wrong[place] = char::from(*other);
                    let text: String = wrong.iter().collect();
                    assert_eq!(read_paper_code(&text).is_some(), wrong == code, "{text}");
                }
            }
            for (a, b) in [(0, 1), (2, 6), (3, 7)] {
                let mut wrong = code.clone();
                wrong.swap(a, b);
                let text: String = wrong.iter().collect();
                assert_eq!(read_paper_code(&text).is_some(), wrong == code, "{text}");
            }
        }
    }
}
