//! What befalls a district: each event as a short script over phones, server and line.

use std::sync::atomic::Ordering;

use chaski::record::table::{household, person, reading};

use super::district::District;
use super::keys::Mood;
use super::line::Way;
use super::save::During;
use super::tally::{Held, hold};
use super::template::SUPERVISOR;

/// How many kinds of events there are.
pub const KINDS: usize = 27;

impl District<'_> {
    /// A phone that works: a visitor's or the supervisor's, or a copy.
    pub fn any_phone(&mut self) -> usize {
        let of = self.phones.len();
        self.rng().below(of)
    }

    /// A visitor's phone.
    pub(super) fn visitor(&mut self) -> usize {
        self.rng().below(SUPERVISOR)
    }

    /// The event with this number.
    pub fn befall(&mut self, kind: usize) -> Held {
        let phone = self.any_phone();
        match kind {
            0 => self.save_and_sync(phone, Way::Dropped),
            1 => self.save_and_sync(phone, Way::Twice),
            2 => self.save_and_sync(phone, Way::Late),
            3 => self.save_and_sync(phone, Way::CutUp),
            4 => self.save_and_sync(phone, Way::CutDown),
            5 => self.save_and_sync(phone, Way::AnswerLost),
            6 => {
                let write = 1 + self.rng().below(16) as u64;
                self.save_and_sync(phone, Way::ServerOff(write))
            }
            7 => {
                let write = 1 + self.rng().below(12) as u64;
                self.save_and_sync(phone, Way::PageOff(write))
            }
            8 => self.save_and_sync(phone, Way::Withheld),
            9 => self.phone_off_mid_save(phone),
            10 => self.phone_off_mid_sync(phone),
            11 => self.phone_off_idle(phone),
            12 => self.server_off_idle(),
            13 => self.token_cut(phone),
            14 => self.keystore_fails(phone),
            15 => self.child_there_and_back(),
            16 => self.house_there_and_back(),
            17 => self.area_lost_and_regained(),
            18 => self.rights_under_unsent_work(),
            19 => self.foreign_and_late_verdict(),
            20 => self.accept_something(),
            21 => self.settle_something(),
            22 => self.join_and_separate(),
            23 => self.edit_beside_voiding(),
            24 => self.copy_or_restore(phone),
            25 => self.clock_goes_wrong(phone),
            _ => self.disk_full_or_stop(phone),
        }
    }

    fn save_and_sync(&mut self, phone: usize, way: Way) -> Held {
        for _ in 0..1 + self.rng().below(3) {
            self.save_something(phone, During::Nothing)?;
        }
        self.sync(phone, way)?;
        Ok(())
    }

    fn phone_off_mid_save(&mut self, phone: usize) -> Held {
        let write = 1 + self.rng().below(14) as u64;
        self.save_something(phone, During::Off(write))?;
        Ok(())
    }

    fn phone_off_mid_sync(&mut self, phone: usize) -> Held {
        self.save_something(phone, During::Nothing)?;
        let (write, seed) = (1 + self.rng().below(110) as u64, self.rng().draw());
        self.phones[phone].store()?;
        self.phones[phone].disk.cut_after_writes(write, seed);
        self.sync(phone, Way::Whole)?;
        Ok(())
    }

    fn phone_off_idle(&mut self, phone: usize) -> Held {
        self.save_something(phone, During::Nothing)?;
        let seed = self.rng().draw();
        self.phones[phone].disk.power_cut(seed);
        self.note("power cut on a phone, idle");
        self.boot(phone)
    }

    fn server_off_idle(&mut self) -> Held {
        let seed = self.rng().draw();
        self.note("power cut on the server, idle");
        self.server.power_cut(seed)?;
        self.acknowledged_is_durable()
    }

    /// The power goes between the steps of the token: at an opening, or at a sync.
    fn token_cut(&mut self, phone: usize) -> Held {
        let (before, seed) = (self.rng().chance(50), self.rng().draw());
        self.note(if before {
            "power cut before the token is given to the keystore"
        } else {
            "power cut after the token is given to the keystore"
        });
        let mood = if before { Mood::PowerGoesBefore(seed) } else { Mood::PowerGoesAfter(seed) };
        let device = self.device(phone)?;
        self.phones[phone].keys.set_mood(mood);
        if self.rng().chance(50) {
            self.phones[phone].close();
            let _ = self.phones[phone].try_open();
        } else {
            self.sync(phone, Way::Whole)?;
        }
        self.phones[phone].keys.set_mood(Mood::Works);
        self.boot(phone)?;
        if !self.phones[phone].forked {
            let now = self.device(phone)?;
            hold("power_cut_keeps_identity", now == device, || {
                format!("phone {phone} was {device:?}, is {now:?}")
            })?;
        }
        Ok(())
    }

    fn keystore_fails(&mut self, phone: usize) -> Held {
        if self.rng().chance(50) {
            self.note("keystore fails to write");
            let copies = self.phones.iter().any(|p| p.forked);
            self.phones[phone].store()?;
            self.phones[phone].keys.set_mood(Mood::FailsToWrite);
            let report = self.sync(phone, Way::Whole)?;
            hold("keystore_failure_stops_nothing", report.is_some() || copies, || "a sync stopped".into())?;
            self.phones[phone].close();
            let opened = self.phones[phone].try_open();
            hold("keystore_failure_stops_nothing", opened.is_ok() || copies, || format!("{opened:?}"))?;
            self.save_something(phone, During::Nothing)?;
        } else {
            self.note("keystore fails to read");
            self.phones[phone].close();
            self.phones[phone].keys.set_mood(Mood::FailsToRead);
            let before = self.phones[phone].disk.ops();
            let opened = self.phones[phone].try_open();
            let after = self.phones[phone].disk.ops();
            hold("keystore_failure_changes_nothing", opened.is_err() && before == after, || {
                format!("{opened:?}")
            })?;
        }
        self.phones[phone].keys.set_mood(Mood::Works);
        Ok(())
    }

    /// Two phones of one area say different things of one register.
    fn dispute(&mut self) -> Held<Option<super::ledger::Place>> {
        let Some((house, _)) = self.shared_family(0, 1)? else { return Ok(None) };
        let place = (house, household::known_as, None);
        for phone in [0, 1] {
            let Some(seen) = self.look(phone, &place)? else { return Ok(None) };
            self.set_text(phone, seen, During::Nothing)?;
            self.sync(phone, Way::Whole)?;
        }
        Ok(Some(place))
    }

    fn settle_something(&mut self) -> Held {
        let made = self.dispute()?;
        self.sync(SUPERVISOR, Way::Whole)?;
        let rows = super::checks::disputes(&self.phones[SUPERVISOR].store()?.log())
            .map_err(super::district::failed)?;
        let names = &self.phones[SUPERVISOR].names;
        let of = |r: chaski::change::Register| Some((self.ledger.named(names, &r.record)?, r.field, r.path));
        let mut places: Vec<_> = rows.into_iter().filter_map(of).collect();
        places.sort();
        let chosen = if self.rng().chance(60) { made } else { None };
        let at = self.rng().below(places.len());
        let Some(place) = chosen.or_else(|| places.get(at).cloned()) else { return Ok(()) };
        if self.settle(&place)? {
            self.note("dispute settled");
        }
        if self.rng().chance(60) {
            self.sync(SUPERVISOR, Way::Whole)?;
        }
        Ok(())
    }

    fn join_and_separate(&mut self) -> Held {
        self.sync(SUPERVISOR, Way::Whole)?;
        let children = self.on_phone(SUPERVISOR, &[person::ID])?;
        let (Some(kept), Some(other)) = (self.rng().pick(&children), self.rng().pick(&children)) else {
            return Ok(());
        };
        if kept == other {
            return Ok(());
        }
        let Some(joined) = self.join(kept, other)? else { return Ok(()) };
        self.note("duplicates joined");
        self.sync(SUPERVISOR, Way::Whole)?;
        if self.rng().chance(50) && self.void(SUPERVISOR, joined, true, During::Nothing)? {
            self.note("duplicates separated");
        }
        Ok(())
    }

    fn edit_beside_voiding(&mut self) -> Held {
        self.save_something(0, During::Nothing)?;
        self.sync(0, Way::Whole)?;
        self.sync(1, Way::Whole)?;
        let (here, there) = (self.on_phone(0, &[reading::ID])?, self.on_phone(1, &[reading::ID])?);
        let both: Vec<usize> = here.into_iter().filter(|id| there.contains(id)).collect();
        let Some(id) = self.rng().pick(&both) else { return Ok(()) };
        if self.void(0, id, true, During::Nothing)?
            && let Some(seen) = self.look(1, &(id, reading::instrument, None))?
            && self.set_text(1, seen, During::Nothing)?
        {
            self.note("voided record edited");
        }
        self.sync(1, Way::Whole)?;
        Ok(())
    }

    fn clock_goes_wrong(&mut self, phone: usize) -> Held {
        let now = self.carried.now_s;
        let (wall_s, event) = match self.rng().below(3) {
            0 => (self.rng().below(100_000) as i64, "clock in 1970"),
            1 => (now + 30 * 365 * 86_400, "clock thirty years ahead"),
            _ => (now - 40 * 86_400 + self.rng().below(80 * 86_400) as i64, "clock jumps"),
        };
        self.note(event);
        self.phones[phone].clock.wall_s.store(wall_s, Ordering::Relaxed);
        self.phones[phone].disk.set_time(wall_s * 1000);
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    fn disk_full_or_stop(&mut self, phone: usize) -> Held {
        let owner = self.phones[phone].owner;
        let alone = self.phones.iter().filter(|p| p.owner == owner).count() == 1;
        if self.rng().chance(35) && owner < SUPERVISOR && alone && !self.phones[phone].forked {
            return self.stop(phone);
        }
        let room = self.rng().below(6000) as u64;
        self.save_something(phone, During::Full(room))?;
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    /// The district stops a phone that holds unsent work.
    pub fn stop(&mut self, phone: usize) -> Held {
        self.sync(phone, Way::Whole)?;
        self.save_something(phone, During::Nothing)?;
        let device = self.device(phone)?;
        if self.phones[phone].stopped {
            return Ok(());
        }
        self.server.stop(device)?;
        self.phones[phone].stopped = true;
        self.unsettled = true;
        self.images.retain(|image| image.phone != phone);
        self.note("phone stopped with unsent work");
        self.save_something(phone, During::Nothing)?;
        self.sync(phone, Way::Whole)?;
        Ok(())
    }
}
