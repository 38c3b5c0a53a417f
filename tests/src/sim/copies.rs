//! Phones that are copied, and phones whose disk is set back to an older image.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use chaski::record::DeviceId;

use super::district::District;
use super::line::Way;
use super::phone::SimPhone;
use super::save::During;
use super::tally::Held;
use crate::disk::Disk;

/// An older image of a phone.
pub struct Image {
    pub(super) phone: usize,
    disk: Disk,
    own: BTreeSet<String>,
    /// The identity then. What was set back by two identities cannot prove whose it was.
    device: DeviceId,
}

impl District<'_> {
    /// The phone's disk and keystore are copied, or its disk is set back to an older image.
    pub(super) fn copy_or_restore(&mut self, phone: usize) -> Held {
        let device = self.device(phone)?;
        let usable = self.images.iter().any(|image| image.phone == phone && image.device == device);
        match usable {
            true => self.restore_image(phone),
            false if self.rng().chance(50) || self.phones.len() > 6 => self.restore_after_work(phone),
            _ => self.copy(phone),
        }
    }

    /// An image is kept, work goes on, some of it reaches the server; then the image comes back, at once or later.
    fn restore_after_work(&mut self, phone: usize) -> Held {
        if self.rng().chance(50) {
            self.save_something(phone, During::Nothing)?;
        }
        self.keep_image(phone)?;
        for _ in 0..1 + self.rng().below(3) {
            self.save_something(phone, During::Nothing)?;
        }
        let way = [Way::Whole, Way::AnswerLost, Way::CutUp, Way::CutDown][self.rng().below(4)];
        self.sync(phone, way)?;
        if self.rng().chance(50) { self.restore_image(phone) } else { Ok(()) }
    }

    /// Keeps an image of a phone's disk, as a backup of the platform would.
    pub fn keep_image(&mut self, phone: usize) -> Held {
        let device = self.device(phone)?;
        let disk = Disk::new(self.rng().draw());
        let at = &self.phones[phone];
        at.disk.copy_to(&disk);
        self.images.push(Image { phone, disk, own: at.own.clone(), device });
        Ok(())
    }

    /// Sets a phone back to the image that was kept of it.
    pub fn restore_image(&mut self, phone: usize) -> Held {
        let device = self.device(phone)?;
        match self.images.iter().position(|image| image.phone == phone && image.device == device) {
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
        self.phones[phone].close();
        // What only the lost disk held is lost with it; a server or another phone may hold it still.
        let lost: Vec<String> = self.phones[phone].own.difference(&image.own).cloned().collect();
        self.gone.extend(lost);
        image.disk.copy_to(&self.phones[phone].disk);
        self.phones[phone].own = image.own;
        self.phones[phone].forked = true;
        self.note("old backup restored");
        self.unsettled = true;
        self.boot(phone)?;
        self.images.retain(|other| other.phone != phone);
        self.save_something(phone, During::Nothing)?;
        Ok(())
    }

    /// Another phone with a copy of this one's disk and keystore.
    pub fn copy(&mut self, phone: usize) -> Held {
        if self.rng().chance(70) {
            self.save_something(phone, During::Nothing)?;
        }
        let disk = Disk::new(self.rng().draw());
        let at = &mut self.phones[phone];
        at.store()?;
        at.disk.copy_to(&disk);
        at.forked = true;
        let mut copy = SimPhone::new(disk, at.keys.secrets(), at.worker, at.owner);
        copy.own.clone_from(&at.own);
        copy.forked = true;
        // Whoever goes on in the name of a stopped phone is stopped.
        copy.stopped = at.stopped;
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
}
