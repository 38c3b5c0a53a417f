//! What befalls a district: each event as a short script over phones, server and line.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use chaski::record::table::{household, person, reading};
use chaski::record::{RecordName, role};
use chaski_server::storage::Storage;

use super::district::{District, During};
use super::keys::Mood;
use super::ledger::Expect;
use super::line::Way;
use super::phone::SimPhone;
use super::tally::{Held, hold};
use super::template::SUPERVISOR;
use crate::disk::Disk;

/// An older image of a phone.
pub struct Image {
    phone: usize,
    disk: Disk,
    own: BTreeSet<String>,
    token: Option<[u8; 16]>,
    /// A token was on its way to the keystore: the keystore may know it since.
    pending: bool,
}

/// How many kinds of events there are.
pub const KINDS: usize = 27;

impl District<'_> {
    /// A phone that works: a visitor's or the supervisor's, or a copy.
    pub fn any_phone(&mut self) -> usize {
        let of = self.phones.len();
        self.rng().below(of)
    }

    fn visitor(&mut self) -> usize {
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
        let (write, seed) = (1 + self.rng().below(110) as u64, self.rng().next());
        self.phones[phone].store()?;
        self.phones[phone].disk.cut_after_writes(write, seed);
        self.sync(phone, Way::Whole)?;
        Ok(())
    }

    fn phone_off_idle(&mut self, phone: usize) -> Held {
        self.save_something(phone, During::Nothing)?;
        let seed = self.rng().next();
        self.phones[phone].disk.power_cut(seed);
        self.note("power cut on a phone, idle");
        self.boot(phone)
    }

    fn server_off_idle(&mut self) -> Held {
        let seed = self.rng().next();
        self.note("power cut on the server, idle");
        self.server.power_cut(seed)?;
        self.acknowledged_is_durable()
    }

    /// The power goes between the steps of the token: at an opening, or at a sync.
    fn token_cut(&mut self, phone: usize) -> Held {
        let (before, seed) = (self.rng().chance(50), self.rng().next());
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
            hold("power_cut_keeps_identity", now == device, || format!("phone {phone} was {device:?}, is {now:?}"))?;
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
            hold("keystore_failure_changes_nothing", opened.is_err() && before == after, || format!("{opened:?}"))?;
        }
        self.phones[phone].keys.set_mood(Mood::Works);
        Ok(())
    }

    /// A record of these that both phones hold, after they synced; made where there is none.
    fn shared_family(&mut self, one: usize, other: usize) -> Held<Option<(usize, usize)>> {
        let Some((house, child)) = self.save_family(one, None, During::Nothing)? else { return Ok(None) };
        self.sync(one, Way::Whole)?;
        self.sync(other, Way::Whole)?;
        Ok(self.name_on(other, child)?.is_some().then_some((house, child)))
    }

    fn child_there_and_back(&mut self) -> Held {
        let Some((house, child)) = self.shared_family(0, SUPERVISOR)? else { return Ok(()) };
        // A brother or sister stays.
        self.save_child_in(0, house, Expect::Nothing, During::Nothing)?;
        let Some((far, _)) = self.shared_family(2, SUPERVISOR)? else { return Ok(()) };
        let mover = if self.rng().chance(50) { SUPERVISOR } else { 0 };
        if !self.move_child(mover, child, far)? {
            return Ok(());
        }
        if self.rng().chance(40) {
            self.save_something(0, During::Nothing)?;
        }
        for phone in [0, mover, 2] {
            self.sync(phone, Way::Whole)?;
        }
        let back = if self.name_on(2, child)?.is_some() { 2 } else { SUPERVISOR };
        self.sync(back, Way::Whole)?;
        if self.move_child(back, child, house)? {
            self.note("child moves to another area and back");
        }
        for phone in [back, 0] {
            self.sync(phone, Way::Whole)?;
        }
        Ok(())
    }

    fn house_there_and_back(&mut self) -> Held {
        let Some((house, _)) = self.shared_family(1, SUPERVISOR)? else { return Ok(()) };
        let mover = if self.rng().chance(50) { SUPERVISOR } else { 1 };
        let areas = self.template.areas.clone();
        if !self.move_house(mover, house, areas[2])? {
            return Ok(());
        }
        if self.rng().chance(50) {
            self.save_something(1, During::Nothing)?;
        }
        for phone in [mover, 3, 1] {
            self.sync(phone, Way::Whole)?;
        }
        let back = if self.name_on(3, house)?.is_some() && self.rng().chance(70) { 3 } else { SUPERVISOR };
        self.sync(back, Way::Whole)?;
        if self.move_house(back, house, areas[0])? {
            self.note("household moves to another area and back");
        }
        if self.rng().chance(50) {
            // Moved twice apart: a disputed area.
            self.move_house(mover, house, areas[1])?;
        }
        for phone in [back, 1] {
            self.sync(phone, Way::Whole)?;
        }
        Ok(())
    }

    fn give_areas(&mut self, phone: usize, areas: &[RecordName]) -> Held<bool> {
        let owner = self.phones[phone].owner;
        if self.phones.iter().any(|p| p.owner == owner && p.stopped) {
            return Ok(false);
        }
        let rank = if owner == SUPERVISOR { role::SUPERVISOR } else { role::VISITOR };
        let worker = self.phones[phone].worker;
        self.server.call(self.server.storage().set_rights(worker, rank, areas))?;
        self.areas[owner] = areas.to_vec();
        self.ever[owner].extend(areas);
        self.unsettled = true;
        Ok(true)
    }

    fn area_lost_and_regained(&mut self) -> Held {
        let phone = self.visitor();
        let held = self.areas[self.phones[phone].owner].clone();
        let all = self.template.areas.clone();
        let other: Vec<RecordName> = all.iter().copied().filter(|a| !held.contains(a)).collect();
        let Some(instead) = self.rng().pick(&other) else { return Ok(()) };
        if self.rng().chance(50) {
            self.save_something(phone, During::Nothing)?;
        }
        if !self.give_areas(phone, &[instead])? {
            return Ok(());
        }
        self.sync(phone, Way::Whole)?;
        if self.rng().chance(60) {
            self.save_something(phone, During::Nothing)?;
        }
        let way = if self.rng().chance(30) { Way::CutDown } else { Way::Whole };
        self.sync(phone, way)?;
        self.give_areas(phone, &held)?;
        self.note("area lost and regained");
        self.sync(phone, Way::Whole)?;
        Ok(())
    }

    fn rights_under_unsent_work(&mut self) -> Held {
        let phone = self.visitor();
        let held = self.areas[self.phones[phone].owner].clone();
        let all = self.template.areas.clone();
        let Some(instead) = self.rng().pick(&all) else { return Ok(()) };
        self.save_something(phone, During::Nothing)?;
        if !self.give_areas(phone, &[instead])? {
            return Ok(());
        }
        self.note("rights changed under unsent work");
        self.save_something(phone, During::Nothing)?;
        self.sync(phone, Way::Whole)?;
        if self.rng().chance(70) {
            self.give_areas(phone, &held)?;
        }
        Ok(())
    }

    /// A household where the phone has no right, and a child in it that waits for a household withheld.
    fn foreign_and_late_verdict(&mut self) -> Held {
        let phone = self.visitor();
        let owner = self.phones[phone].owner;
        // An area that nobody gave this worker in this schedule.
        let never: Vec<RecordName> =
            self.template.areas.iter().copied().filter(|area| !self.ever[owner].contains(area)).collect();
        let (Some(area), false) = (self.rng().pick(&never), self.phones[phone].stopped) else { return Ok(()) };
        self.sync(phone, Way::Whole)?;
        let Some(house) = self.save_foreign(phone, area)? else { return Ok(()) };
        self.note("save in an area without rights");
        self.unsettled = true;
        let late = self.rng().chance(60);
        if late {
            self.save_child_in(phone, house, Expect::Nothing, During::Nothing)?;
        }
        let way = if late { Way::Withheld } else { Way::Whole };
        self.sync(phone, way)?;
        for _ in 0..2 {
            self.sync(phone, Way::Whole)?;
        }
        if late || self.rng().chance(60) {
            let marker = self.ledger.records[house].marker.clone();
            self.accept(&marker)?;
        }
        Ok(())
    }

    /// Accepts what was set aside under this marker.
    pub fn accept(&mut self, marker: &str) -> Held {
        let entries = self.server.entries()?;
        let found = entries.iter().find(|e| e.standing == 2 && e.marks.iter().any(|m| m.marker == marker));
        let Some(found) = found else { return Ok(()) };
        let by = self.phones[SUPERVISOR].worker;
        self.server.call(self.server.storage().accept(found.name, Some(by), "visto en la casa"))?;
        self.note("set aside, then accepted");
        let actions: Vec<usize> =
            self.ledger.sayings.iter().filter(|s| s.marker == marker).map(|s| s.action).collect();
        for action in actions {
            if self.ledger.actions[action].expect == Expect::NoRights {
                self.ledger.actions[action].expect = Expect::Accepted;
            }
        }
        Ok(())
    }

    fn accept_something(&mut self) -> Held {
        let entries = self.server.entries()?;
        let aside: BTreeSet<String> =
            entries.iter().filter(|e| e.standing == 2).flat_map(|e| e.marks.iter().map(|m| m.marker.clone())).collect();
        let aside: Vec<String> = aside.into_iter().collect();
        if aside.is_empty() {
            return self.foreign_and_late_verdict();
        }
        let at = self.rng().below(aside.len());
        self.accept(&aside[at])
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
        let rows = super::checks::disputes(&self.phones[SUPERVISOR].store()?.log()).map_err(super::district::failed)?;
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
        let (Some(kept), Some(other)) = (self.rng().pick(&children), self.rng().pick(&children)) else { return Ok(()) };
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

    /// The phone's disk and keystore are copied, or its disk is set back to an older image.
    fn copy_or_restore(&mut self, phone: usize) -> Held {
        if self.phones[phone].stopped {
            return Ok(());
        }
        let device = self.device(phone)?;
        let usable = self.images.iter().position(|image| image.phone == phone);
        match usable {
            Some(at) if self.phones[phone].device.is_none_or(|d| d == device) => {
                let image = self.images.remove(at);
                self.restore(image)
            }
            None if self.rng().chance(50) || self.phones.len() > 6 => self.keep_image(phone),
            _ => self.copy(phone),
        }
    }

    /// Keeps an image of a phone's disk, as a backup of the platform would.
    pub fn keep_image(&mut self, phone: usize) -> Held {
        let log = self.phones[phone].store()?.log();
        let pending = log.meta::<Vec<u8>>("token_next").map_err(super::district::failed)?.is_some();
        let disk = Disk::new(self.rng().next());
        let at = &self.phones[phone];
        at.disk.copy_to(&disk);
        let token = at.keys.secrets().map(|secrets| secrets.token);
        self.images.push(Image { phone, disk, own: at.own.clone(), token, pending });
        Ok(())
    }

    /// Sets a phone back to the image that was kept of it.
    pub fn restore_image(&mut self, phone: usize) -> Held {
        match self.images.iter().position(|image| image.phone == phone) {
            Some(at) => {
                let image = self.images.remove(at);
                self.restore(image)
            }
            None => Ok(()),
        }
    }

    fn restore(&mut self, image: Image) -> Held {
        let phone = image.phone;
        self.look_through(phone)?;
        let before = self.device(phone)?;
        self.phones[phone].close();
        // What only the lost disk held is lost with it; a server or another phone may hold it still.
        let lost: Vec<String> = self.phones[phone].own.difference(&image.own).cloned().collect();
        self.gone.extend(lost);
        image.disk.copy_to(&self.phones[phone].disk);
        self.phones[phone].own = image.own;
        self.phones[phone].forked = true;
        let moved_on = !image.pending && self.phones[phone].keys.secrets().map(|secrets| secrets.token) != image.token;
        self.note("old backup restored");
        self.unsettled = true;
        self.boot(phone)?;
        let now = self.device(phone)?;
        hold("copy_took_own_identity", now != before || !moved_on, || {
            format!("phone {phone} was set back to an older image and is still {now:?}")
        })?;
        self.images.retain(|other| other.phone != phone);
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    /// Another phone with a copy of this one's disk and keystore.
    pub fn copy(&mut self, phone: usize) -> Held {
        if self.rng().chance(70) {
            self.save_something(phone, During::Nothing)?;
        }
        let disk = Disk::new(self.rng().next());
        let at = &mut self.phones[phone];
        at.store()?;
        at.disk.copy_to(&disk);
        at.forked = true;
        let mut copy = SimPhone::new(disk, at.keys.secrets(), at.worker, at.owner);
        copy.own.clone_from(&at.own);
        copy.forked = true;
        copy.clock.wall_s.store(at.clock.wall_s.load(Ordering::Relaxed), Ordering::Relaxed);
        self.phones.push(copy);
        self.note("phone copied");
        self.unsettled = true;
        let copy = self.phones.len() - 1;
        self.images.retain(|image| image.phone != phone);
        for one in [phone, copy] {
            if self.rng().chance(70) {
                self.save_something(one, During::Nothing)?;
            }
        }
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
