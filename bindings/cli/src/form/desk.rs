//! What a form may ask of whoever fills it, at a command line: the time and zone of this machine, chance, and in place of the record
//! the files beside the form (`contact-summary.xml`).

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

use chaski::forms::session::Host;
use chrono::{DateTime, FixedOffset, Local, LocalResult, NaiveDateTime, Offset, TimeZone};

use super::load::beside;

/// A command line.
pub struct Desk {
    seed: u64,
    instance: String,
    folder: PathBuf,
}

impl Desk {
    /// With chance of its own; what an app would supply lies in this folder, under the name of the instance.
    pub fn new(folder: PathBuf) -> Self {
        // The standard library draws the keys of a hash at random.
        let drawn = || RandomState::new().build_hasher().finish();
        let (high, low) = (drawn(), drawn());
        // A UUID of version 4: chance, but for the version and the variant.
        let instance = format!(
            "uuid:{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        );
        Desk { seed: drawn(), instance, folder }
    }
}

impl Host for Desk {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn offset_of(&self, local: NaiveDateTime) -> i32 {
        match Local.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => offset.fix().local_minus_utc(),
            LocalResult::None => self.now().offset().local_minus_utc(),
        }
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn property(&self, name: &str) -> Option<String> {
        (name == "instanceID").then(|| self.instance.clone())
    }

    fn instance(&self, id: &str) -> Option<String> {
        let bytes = beside(&self.folder, &format!("{id}.xml"))?;
        String::from_utf8(bytes).ok()
    }
}
