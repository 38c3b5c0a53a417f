//! New phones: enrolled by the real calls, whatever befalls their first opening.

use std::sync::atomic::Ordering;

use chaski::record::role;
use chaski::sync::enrol::{EnrolRequest, Invitation};
use chaski_service::storage::Storage;

use super::copies::MOST_PHONES;
use super::district::District;
use super::keys::Mood;
use super::line::Way;
use super::phone::SimPhone;
use super::step::First;
use super::tally::{Held, broken};
use crate::disk::Disk;

impl District<'_> {
    /// Another visitor with another phone, in one of the areas; `None` where nobody can be enrolled now.
    pub(super) fn enrol(&mut self, first: First) -> Held<Option<usize>> {
        if self.phones.len() >= MOST_PHONES || self.is_set_back()? {
            return Ok(None);
        }
        let areas = self.template.areas.clone();
        let Some(area) = self.rng().pick(&areas) else { return Ok(None) };
        let now_s = self.carried.now_s;
        let (server, owner) = (&self.server, self.areas.len());
        let name = format!("Wayra {owner}");
        let worker = server.call(server.storage().add_worker(&name))?;
        let code = server.call(server.storage().invite(worker, role::VISITOR, &[area], now_s))?;
        let district = server.call(server.storage().district())?;
        let invitation = Invitation {
            url: "https://localhost".into(),
            code,
            root_hash: *blake3::hash(&district.root).as_bytes(),
            tls_hash: None,
            issued_s: now_s,
        };
        let mut phone = SimPhone::new(Disk::new(self.rng().draw()), None, worker, owner);
        phone.clock.wall_s.store(now_s, Ordering::Relaxed);
        self.lines += 1;
        phone.line = self.lines;
        self.opens_first(&mut phone, first)?;
        let request = EnrolRequest::of(phone.store()?, code, &name);
        // The answer to the first may be lost: until its first sync a phone may ask again.
        let again = self.rng().chance(30);
        let mut answer = self.server.call(self.server.storage().enrol(request.clone(), now_s))?;
        if again {
            answer = self.server.call(self.server.storage().enrol(request, now_s))?;
        }
        match answer {
            Ok(answer) => {
                let done = phone.store()?.enrolled(&invitation, &answer);
                done.or_else(|error| broken("phone_is_enrolled", error))?;
            }
            Err(refusal) => return broken("phone_is_enrolled", refusal),
        }
        self.areas.push(vec![area]);
        self.ever.push([area].into());
        self.phones.push(phone);
        let phone = self.phones.len() - 1;
        self.note("phone enrolled");
        self.look_through(phone)?;
        if self.rng().chance(80) {
            self.sync(phone, Way::Whole)?;
        }
        Ok(Some(phone))
    }

    /// The first opening of a database, which may have to be tried again.
    fn opens_first(&mut self, phone: &mut SimPhone, first: First) -> Held {
        let seed = self.rng().draw();
        match first {
            First::Well => {}
            First::KeysNotWritten => phone.keys.set_mood(Mood::FailsToWrite),
            First::OffBeforeKeys => phone.keys.set_mood(Mood::PowerGoesBefore(seed)),
            First::OffAfterKeys => phone.keys.set_mood(Mood::PowerGoesAfter(seed)),
            First::Off(write) => phone.disk.cut_after_writes(write, seed),
        }
        let opened = phone.try_open();
        self.note(match (first, &opened) {
            (First::Well, _) => "first opening",
            (First::KeysNotWritten, _) => "first opening while the keystore does not write",
            (First::OffBeforeKeys, _) => "power cut before the first keys are kept",
            (First::OffAfterKeys, _) => "power cut after the first keys are kept",
            (First::Off(_), _) => "power cut at the first opening",
        });
        phone.keys.set_mood(Mood::Works);
        phone.boot(&mut self.carried.rng);
        phone.store().map(drop)
    }
}
