//! Checklists that the district releases while everything happens, and what must hold of them in the end: each phone at work
//! holds whole what it needs, and that is what was released.

use chaski::record::table::code::release_kind;
use chaski::store::content;
use chaski::store::releases::day_of;
use chaski_service::storage::{NewRelease, Storage};

use super::district::District;
use super::tally::{Held, failed, hold};

/// Some checklists have one piece, some four.
const BYTES: usize = 60_000;

impl District<'_> {
    /// A new version of a checklist, from today or from a day to come.
    pub(super) fn publish(&mut self) -> Held {
        let bytes = 1 + self.rng().below(BYTES);
        let seed = self.rng().draw();
        let days = if self.rng().chance(30) { 1 + self.rng().below(3) as i64 } else { 0 };
        self.release_content(bytes, days, seed)
    }

    /// A version of so many bytes, from so many days on, drawn from a seed.
    pub(super) fn release_content(&mut self, bytes: usize, days: i64, seed: u64) -> Held {
        let mut content = vec![0; bytes];
        blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut content);
        let now_s = self.carried.now_s;
        let new = NewRelease {
            kind: release_kind::form,
            name: "visita".into(),
            version: format!("{seed:016x}"),
            content,
            since: day_of(now_s + days * 86_400),
            today: day_of(now_s),
        };
        self.server.call(self.server.storage().release(&new))?;
        self.note("checklist released");
        Ok(())
    }

    /// What a phone at work needs of what the server has released is whole on it.
    pub(super) fn checklists_are_whole(&mut self, phone: usize) -> Held {
        let device = self.device(phone)?;
        if !self.server.knows(device)? || self.server.is_stopped(device)? {
            return Ok(());
        }
        let released = self.server.call(self.server.storage().releases())?;
        let store = self.phones[phone].store()?;
        let needed =
            content::needed(&store.log(), store.content_time_s().map_err(failed)?).map_err(failed)?;
        let mut whole = 0;
        for name in needed.iter().filter(|name| released.iter().any(|one| one.content == **name)) {
            let read = content::read(&store.log(), name).map_err(failed)?;
            hold("needed_checklists_are_whole", read.is_some(), || format!("phone {phone} lacks {name:?}"))?;
            whole += 1;
        }
        for _ in 0..whole {
            self.note("checklist whole on a phone");
        }
        Ok(())
    }
}
