//! Phones that are copied, and phones whose disk is put back to an older image: each goes on under names of its own,
//! however often, before its first sync or after it, and wherever the power goes.

use std::sync::atomic::Ordering;

use chaski::store::KeyProvider;
use chaski::store::opening::last_counter;
use chaski::store::own::lines;

use super::district::District;
use super::held::Image;
use super::line::Way;
use super::phone::SimPhone;
use super::save::During;
use super::tally::{Held, failed, hold};
use crate::disk::Disk;

/// Phones that a schedule has at the most.
pub const MOST_PHONES: usize = 9;
/// Images that are kept of one phone.
const IMAGES: usize = 3;

impl District<'_> {
    /// Keeps an image of a phone's disk, as a backup of the platform would.
    pub fn keep_image(&mut self, phone: usize) -> Held {
        let disk = Disk::new(self.rng().draw());
        let at = &mut self.phones[phone];
        at.store()?;
        at.disk.copy_to(&disk);
        let own = at.own.clone();
        if self.images_of(phone).len() >= IMAGES {
            let oldest = self.images_of(phone)[0];
            self.images.remove(oldest);
        }
        self.images.push(Image { phone, disk, own });
        Ok(())
    }

    fn images_of(&self, phone: usize) -> Vec<usize> {
        (0..self.images.len()).filter(|at| self.images[*at].phone == phone).collect()
    }

    /// An image of the phone; where there is none it is kept now, and work goes on, some of which reaches the server.
    fn some_image(&mut self, phone: usize) -> Held<usize> {
        let of = self.images_of(phone);
        match self.rng().pick(&of) {
            Some(image) if self.rng().chance(80) => Ok(image),
            _ => {
                if self.rng().chance(50) {
                    self.save_something(phone, During::Nothing)?;
                }
                self.keep_image(phone)?;
                self.work(phone)?;
                Ok(self.images.len() - 1)
            }
        }
    }

    /// A few saves, and a sync that may fail.
    pub(super) fn work(&mut self, phone: usize) -> Held {
        for _ in 0..1 + self.rng().below(3) {
            self.save_something(phone, During::Nothing)?;
        }
        const WAYS: &[Way] =
            &[Way::Whole, Way::Whole, Way::AnswerLost, Way::CutUp, Way::CutDown, Way::BeforePage];
        let way = WAYS[self.rng().below(WAYS.len())];
        self.sync(phone, way).map(drop)
    }

    /// The phone's disk is put back to an older image, and used: the power goes at this write of that, if it is not 0.
    pub(super) fn put_back(&mut self, phone: usize, write: u64) -> Held {
        let image = self.some_image(phone)?;
        self.put_back_to(phone, image, write)?;
        self.first_use(phone, write)
    }

    /// The phone's disk is put back to the newest image that was kept of it.
    pub fn restore_image(&mut self, phone: usize) -> Held {
        match self.images_of(phone).last() {
            Some(image) => self.put_back_to(phone, *image, 0),
            None => Ok(()),
        }
    }

    fn put_back_to(&mut self, phone: usize, image: usize, write: u64) -> Held {
        self.look_through(phone)?;
        self.losing(|district| {
            let image = &district.images[image];
            let at = &mut district.phones[phone];
            at.close();
            image.disk.copy_to(&at.disk);
            at.own.clone_from(&image.own);
            at.fillings.clear();
            district.lines += 1;
            at.line = district.lines;
            (at.heard, at.was_put_back) = (false, true);
            district.note("image put back");
            if write > 0 && district.rng().chance(40) {
                let seed = district.rng().draw();
                let at = &mut district.phones[phone];
                at.disk.cut_after_writes(1 + write % 6, seed);
                let _ = at.try_open();
            }
            district.boot(phone)
        })?;
        self.told_at_the_opening(phone)
    }

    /// The keystore tells that a later state of the database was in use.
    fn told_at_the_opening(&mut self, phone: usize) -> Held {
        let Some(noted) = self.phones[phone].keys.noted_opening() else { return Ok(()) };
        let store = self.phones[phone].store()?;
        let (device, log) = (store.device(), store.log());
        let here = log
            .connection()
            .prepare_cached("SELECT 1 FROM opening WHERE tag = ?1")
            .and_then(|mut statement| statement.exists([noted.0 as i64]))
            .map_err(|e| failed(e.into()))?
            || last_counter(&log, device, noted).map_err(failed)? > 0;
        let told = lines(&log).map_err(failed)?.is_some();
        hold("put_back_is_told_at_the_opening", here || told, || format!("phone {phone}"))
    }

    /// What a database does first that was copied or put back.
    fn first_use(&mut self, phone: usize, write: u64) -> Held {
        let (saves, syncs) = (self.rng().chance(60), self.rng().chance(60));
        if write > 0 {
            let seed = self.rng().draw();
            self.phones[phone].disk.cut_after_writes(write, seed);
        }
        if saves {
            self.save_something(phone, During::Nothing)?;
        } else {
            self.note("copied or put back, and synced before its first save");
        }
        if syncs || !saves {
            self.sync(phone, Way::Whole)?;
        }
        self.phones[phone].disk.power_on();
        Ok(())
    }

    /// Another phone with a copy of this one's disk and keystore, or with an older image of it.
    pub fn copy(&mut self, phone: usize, of_image: bool, write: u64) -> Held {
        if self.phones.len() >= MOST_PHONES {
            return self.put_back(phone, write);
        }
        if self.rng().chance(50) {
            self.save_something(phone, During::Nothing)?;
        }
        let image = if of_image { Some(self.some_image(phone)?) } else { None };
        let copy = self.copied(phone, image)?;
        self.note(match (of_image, self.phones[phone].is_copy) {
            (true, _) => "copy of an image",
            (false, true) => "copy of a copy",
            (false, false) => "phone copied",
        });
        self.boot(copy)?;
        let mut both = [(phone, 0), (copy, write)];
        if self.rng().chance(50) {
            both.reverse();
        }
        for (one, write) in both {
            if self.rng().chance(70) {
                self.first_use(one, write)?;
            }
        }
        Ok(())
    }

    /// Another phone with the keystore of this one and what its disk holds, or an image of it; not switched on.
    pub(super) fn copied(&mut self, phone: usize, image: Option<usize>) -> Held<usize> {
        let disk = Disk::new(self.rng().draw());
        let at = &mut self.phones[phone];
        let own = match image {
            Some(image) => {
                self.images[image].disk.copy_to(&disk);
                self.images[image].own.clone()
            }
            None => {
                at.store()?;
                at.disk.copy_to(&disk);
                at.own.clone()
            }
        };
        let at = &self.phones[phone];
        let mut copy = SimPhone::new(disk, at.keys.secrets(), at.worker, at.owner);
        copy.own = own;
        (copy.is_copy, copy.was_put_back) = (true, image.is_some());
        copy.device = at.device;
        copy.heard = at.heard && image.is_none();
        // Whoever goes on in the name of a stopped phone is stopped.
        copy.stopped = at.stopped;
        copy.clock.wall_s.store(at.clock.wall_s.load(Ordering::Relaxed), Ordering::Relaxed);
        self.lines += 1;
        copy.line = self.lines;
        self.phones.push(copy);
        Ok(self.phones.len() - 1)
    }
}
