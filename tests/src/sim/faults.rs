//! What befalls a district: each event as a short script over phones, server and line.

use std::sync::atomic::Ordering;

use chaski::record::table::{household, person, reading};

use super::district::District;
use super::keys::Mood;
use super::line::Way;
use super::save::During;
use super::step::{Act, Clock};
use super::tally::{Held, hold};
use super::template::SUPERVISOR;

impl District<'_> {
    /// An event befalls a phone, or the district.
    pub fn befall(&mut self, event: Act, phone: usize) -> Held {
        match event {
            Act::Family | Act::Save | Act::Sync => Ok(()),
            Act::Send { saves, way } => self.save_and_sync(phone, saves, way),
            Act::OffMidSave { write } => self.save_something(phone, During::Off(write)).map(drop),
            Act::OffMidSync { write } => self.phone_off_mid_sync(phone, write),
            Act::OffIdle => self.phone_off_idle(phone),
            Act::ServerOff => self.server_off_idle(),
            Act::KeystoreFails => self.keystore_fails(phone),
            Act::Enrol { first } => self.enrol(first).map(drop),
            Act::ChildMoves => self.child_there_and_back(),
            Act::HouseMoves => self.house_there_and_back(),
            Act::AreaLost => self.area_lost_and_regained(phone % SUPERVISOR),
            Act::RightsChange => self.rights_under_unsent_work(phone % SUPERVISOR),
            Act::Foreign => self.foreign_and_late_verdict(phone % SUPERVISOR),
            Act::Accept => self.accept_something(phone % SUPERVISOR),
            Act::Settle => self.settle_something(),
            Act::Join => self.join_and_separate(),
            Act::EditBesideVoiding => self.edit_beside_voiding(),
            Act::Image => self.keep_image(phone),
            Act::PutBack { write } => self.put_back(phone, write),
            Act::Copy { write, of_image } => self.copy(phone, of_image, write),
            Act::Twin { saved } => self.twin(phone, saved),
            Act::KeepServer { silent } => self.keep_server(silent),
            Act::SetBack { silent } => self.set_back(silent),
            Act::Confirm => self.confirm(),
            Act::Lose => self.lose(phone),
            Act::Much => self.much(phone),
            Act::Offends => self.offends(phone),
            Act::Newer => self.newer(phone),
            Act::ClockGoesWrong { clock } => self.clock_goes_wrong(phone, clock),
            Act::DiskFull { room } => self.disk_full(phone, room),
            Act::Stop => self.stop_visitor(phone),
            Act::Publish => self.publish(),
            Act::Fill { acts, write } => self.fill(phone, acts, write),
            Act::Finish { write } => self.finish_filling(phone, write),
            Act::OtherVersion => self.move_filling(phone),
        }
    }

    fn save_and_sync(&mut self, phone: usize, saves: usize, way: Way) -> Held {
        for _ in 0..saves {
            self.save_something(phone, During::Nothing)?;
        }
        self.sync(phone, way)?;
        Ok(())
    }

    fn phone_off_mid_sync(&mut self, phone: usize, write: u64) -> Held {
        self.save_something(phone, During::Nothing)?;
        let seed = self.rng().draw();
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

    fn keystore_fails(&mut self, phone: usize) -> Held {
        self.note("keystore fails to read");
        self.phones[phone].close();
        self.phones[phone].keys.set_mood(Mood::FailsToRead);
        let before = self.phones[phone].disk.ops();
        let opened = self.phones[phone].try_open();
        let after = self.phones[phone].disk.ops();
        hold("keystore_failure_changes_nothing", opened.is_err() && before == after, || {
            format!("{opened:?}")
        })?;
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
        let rows =
            super::checks::disputes(&self.phones[SUPERVISOR].store()?.log()).map_err(super::tally::failed)?;
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
        let (Some(kept), Some(other)) = (self.pick_record(&children), self.pick_record(&children)) else {
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
        let Some(id) = self.pick_record(&both) else { return Ok(()) };
        if self.void(0, id, true, During::Nothing)?
            && let Some(seen) = self.look(1, &(id, reading::instrument, None))?
            && self.set_text(1, seen, During::Nothing)?
        {
            self.note("voided record edited");
        }
        self.sync(1, Way::Whole)?;
        Ok(())
    }

    fn clock_goes_wrong(&mut self, phone: usize, clock: Clock) -> Held {
        let now = self.carried.now_s;
        let (wall_s, event) = match clock {
            Clock::In1970 => (self.rng().below(100_000) as i64, "clock in 1970"),
            Clock::Ahead => (now + 30 * 365 * 86_400, "clock thirty years ahead"),
            Clock::Jumps => (now - 40 * 86_400 + self.rng().below(80 * 86_400) as i64, "clock jumps"),
        };
        self.note(event);
        self.phones[phone].clock.wall_s.store(wall_s, Ordering::Relaxed);
        self.phones[phone].disk.set_time(wall_s * 1000);
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    fn disk_full(&mut self, phone: usize, room: u64) -> Held {
        self.save_something(phone, During::Full(room))?;
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    /// A visitor's phone is stopped, and with it its copies.
    pub(super) fn stop_visitor(&mut self, phone: usize) -> Held {
        match self.phones[phone].owner {
            SUPERVISOR => self.save_something(phone, During::Nothing).map(drop),
            _ => self.stop(phone),
        }
    }

    /// The district stops a phone that holds unsent work.
    pub fn stop(&mut self, phone: usize) -> Held {
        self.sync(phone, Way::Whole)?;
        self.save_something(phone, During::Nothing)?;
        let device = self.device(phone)?;
        if self.phones[phone].stopped || !self.server.knows(device)? {
            return Ok(());
        }
        self.losing(|district| {
            if let Some(stop) = district.server.stop(device)? {
                district.owed.stops.insert(device, stop);
            }
            let of = district.phones.iter_mut().filter(|phone| phone.device == Some(device));
            of.for_each(|phone| phone.stopped = true);
            Ok(())
        })?;
        self.unsettled = true;
        self.note("phone stopped with unsent work");
        self.save_something(phone, During::Nothing)?;
        self.sync(phone, Way::Whole)?;
        Ok(())
    }
}
