//! What a form may ask of whoever fills it, at a command line: the platform's time and chance, and in place of the record the files beside the
//! form (`contact-summary.xml`).

use std::path::PathBuf;

use chaski::forms::session::Host;
use chaski_bindings::PlatformHost;
use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::load::beside;

/// A command line.
pub struct Desk {
    here: PlatformHost,
    folder: PathBuf,
}

impl Desk {
    /// What an app would supply lies in this folder, under the name of the instance.
    pub fn new(folder: PathBuf) -> Self {
        Desk { here: PlatformHost::new(), folder }
    }
}

impl Host for Desk {
    fn now(&self) -> DateTime<FixedOffset> {
        self.here.now()
    }

    fn offset_of(&self, local: NaiveDateTime) -> i32 {
        self.here.offset_of(local)
    }

    fn seed(&self) -> u64 {
        self.here.seed()
    }

    fn property(&self, name: &str) -> Option<String> {
        self.here.property(name)
    }

    fn instance(&self, id: &str) -> Option<String> {
        let bytes = beside(&self.folder, &format!("{id}.xml"))?;
        String::from_utf8(bytes).ok()
    }
}
