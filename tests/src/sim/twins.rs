//! A phone's process that was copied with its memory, as a machine that is put to sleep and wakes up twice: both go on
//! in one opening, until the server says so to the one that speaks second.

use chaski::record::{DeviceId, Tag};

use super::copies::MOST_PHONES;
use super::district::District;
use super::line::Way;
use super::save::During;
use super::tally::{Held, hold};

impl District<'_> {
    /// The process of a phone is copied. `saved`: both say something before either speaks.
    pub(super) fn twin(&mut self, phone: usize, saved: bool) -> Held {
        let synced = self.sync(phone, Way::Whole)?.is_some();
        if self.phones.len() >= MOST_PHONES || !synced {
            return self.put_back(phone, 0);
        }
        self.phones[phone].close();
        let twin = self.copied(phone, None)?;
        self.phones[phone].close();
        // Both draw the same, as processes do that have one memory.
        let seed = self.rng().draw();
        for one in [phone, twin] {
            self.carried.reseed(seed);
            self.phones[one].store()?;
        }
        self.carried.reseed(seed ^ 1);
        let (tag, device) = (self.tag(phone)?, self.device(phone)?);
        if self.tag(twin)? != tag {
            return Ok(());
        }
        self.note("process copied with its memory");
        self.look_through(twin)?;
        if saved {
            self.both_have_saved(phone, twin, (device, tag))
        } else {
            self.one_has_saved(phone, twin, tag)
        }
    }

    fn tag(&mut self, phone: usize) -> Held<Tag> {
        Ok(self.phones[phone].store()?.opening().tag)
    }

    /// One speaks twice. The other has asked more often than it, and nobody heard; then it is told to open anew.
    fn one_has_saved(&mut self, phone: usize, twin: usize, tag: Tag) -> Held {
        self.save_something(phone, During::Nothing)?;
        let mut heard = true;
        for _ in 0..2 {
            heard &= self.sync(phone, Way::Whole)?.is_some();
        }
        for _ in 0..12 {
            self.sync(twin, Way::Dropped)?;
        }
        heard &= self.sync(twin, Way::Whole)?.is_some();
        let opened = self.tag(twin)?;
        hold("copied_process_opens_anew", !heard || opened != tag, || {
            format!("phone {twin} goes on in the opening of phone {phone}")
        })?;
        self.save_something(twin, During::Nothing).map(drop)
    }

    /// Both have named something else by one name: what the district hears second lies apart, with all that stands on
    /// it.
    fn both_have_saved(&mut self, phone: usize, twin: usize, opening: (DeviceId, Tag)) -> Held {
        self.used.twins.insert(opening);
        let mut markers = Vec::new();
        for (one, saves) in [(phone, 1), (twin, 2)] {
            let begun = self.ledger.actions.len();
            for _ in 0..saves {
                // Each fills a batch.
                self.save_long(one, 10)?;
            }
            markers.push(
                (begun..self.ledger.actions.len())
                    .flat_map(|action| self.markers(action))
                    .collect::<Vec<_>>(),
            );
        }
        let first = self.sync(phone, Way::Whole)?.is_some();
        let second = self.sync(twin, Way::Whole)?.is_some();
        // Where one of them was not heard, nobody knows which comes second.
        let apart = if first { vec![markers.swap_remove(1)] } else { markers };
        self.apart.extend(apart.into_iter().flatten());
        if first && second {
            let entries = self.server.entries()?;
            let counted =
                entries.iter().flat_map(|e| &e.marks).find(|mark| self.apart.contains(&mark.marker));
            hold("what_stands_on_what_lies_apart_lies_apart", counted.is_none(), || {
                format!("{:?} of phone {twin} is in the log", counted.map(|mark| &mark.marker))
            })?;
        }
        Ok(())
    }
}
