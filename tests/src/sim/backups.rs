//! Backups of the server and snapshots of its machine, and what sets its memory back to one of them: a restore, which
//! the server knows of, or a machine that is put back silently.

use chaski_service::storage::Storage;

use super::district::District;
use super::held::Kept;
use super::line::Way;
use super::save::During;
use super::step::First;
use super::tally::{Held, hold};
use super::template::{PHONES, SUPERVISOR};
use crate::disk::Disk;

/// How many backups may be put back, the newest: what all of them hold, phones do not keep for the server.
const OFFERED: usize = 7;

impl District<'_> {
    /// A backup, or a snapshot of the server's machine.
    pub(super) fn keep_server(&mut self, silent: bool) -> Held {
        let disk = Disk::new(self.rng().draw());
        match silent {
            true => self.server.disk.copy_to(&disk),
            false => self.server.backup(&disk)?,
        }
        self.note(if silent { "snapshot of the server" } else { "backup of the server" });
        self.kept.push(Kept { disk, silent, used: false });
        let backups: Vec<usize> = (0..self.kept.len()).filter(|at| !self.kept[*at].silent).collect();
        // Older ones than the oldest that is offered, phones need not help.
        let oldest = backups.len().checked_sub(OFFERED).map(|at| backups[at]);
        if let Some(oldest) = oldest.or(backups.first().copied()).filter(|_| !silent) {
            self.kept.drain(..oldest);
        }
        Ok(())
    }

    /// The server's memory is set back; where nothing is kept to set it back to, that is done first and life goes on.
    pub(super) fn set_back(&mut self, silent: bool) -> Held {
        let of = |kept: &[Kept]| -> Vec<usize> {
            (0..kept.len()).filter(|at| kept[*at].silent == silent).collect()
        };
        let there = of(&self.kept);
        if there.is_empty() || self.rng().chance(40) {
            self.keep_server(silent)?;
            self.work_goes_on()?;
        }
        let there = of(&self.kept);
        let newest = self.rng().chance(60);
        let chosen = if newest { there.last().copied() } else { self.rng().pick(&there) };
        let Some(at) = chosen else { return Ok(()) };
        self.set_back_to(at)?;
        let again = self.rng().chance(25);
        for _ in 0..self.rng().below(4) {
            self.somebody_works()?;
        }
        if again { self.set_back_to(at) } else { Ok(()) }
    }

    fn set_back_to(&mut self, at: usize) -> Held {
        let before = self.stands()?;
        self.losing(|district| {
            let kept = &mut district.kept[at];
            let again = std::mem::replace(&mut kept.used, true);
            let silent = kept.silent;
            district.server.set_back(&kept.disk, silent)?;
            district.set_backs += 1;
            district.used.server_seq = 0;
            district.see_server()?;
            district.phones.iter_mut().for_each(|phone| phone.heard = false);
            district.note(match (silent, again) {
                (false, false) => "backup put back",
                (false, true) => "backup put back again",
                (true, false) => "server set back silently",
                (true, true) => "server set back silently again",
            });
            district.owe(&before)
        })
    }

    /// Something that living phones can give back is lost. What nobody can give back from then on is gone.
    pub(super) fn losing(&mut self, event: impl FnOnce(&mut Self) -> Held) -> Held {
        let had = self.everywhere()?;
        event(self)?;
        self.recount()?;
        let has = self.everywhere()?;
        self.gone.extend(had.into_iter().filter(|marker| !has.contains(marker)));
        Ok(())
    }

    /// What goes on between a backup and the day on which it is put back.
    fn work_goes_on(&mut self) -> Held {
        for _ in 0..2 + self.rng().below(4) {
            let phone = self.somebody();
            match self.rng().below(14) {
                0 => drop(self.enrol(First::Well)?),
                1 => {
                    self.stop_visitor(phone)?;
                    self.note("phone stopped between backup and set-back");
                }
                2 => {
                    self.rights_under_unsent_work(phone % SUPERVISOR)?;
                    self.note("rights changed between backup and set-back");
                }
                3 => self.area_lost_and_regained(phone % SUPERVISOR)?,
                4 => {
                    self.child_there_and_back()?;
                    self.note("moved between backup and set-back");
                }
                5 => self.house_there_and_back()?,
                6 => self.foreign_and_late_verdict(phone % SUPERVISOR)?,
                7 => self.lose(phone)?,
                8 => self.put_back(phone, 0)?,
                _ => self.somebody_works()?,
            }
        }
        Ok(())
    }

    fn somebody(&mut self) -> usize {
        let living = self.living();
        self.rng().pick(&living).unwrap_or(SUPERVISOR)
    }

    fn somebody_works(&mut self) -> Held {
        let phone = self.somebody();
        self.work(phone)
    }

    /// A phone is lost for good; mostly, another holds what it brought. The first phones are not lost: a new one is.
    pub(super) fn lose(&mut self, phone: usize) -> Held {
        let at = match phone {
            0..PHONES => self.enrol(First::Well)?,
            new => Some(new),
        };
        let Some(at) = at.filter(|at| !self.phones[*at].lost) else { return Ok(()) };
        self.save_something(at, During::Nothing)?;
        self.sync(at, Way::Whole)?;
        for other in self.living() {
            if other != at
                && self.leaves(other).iter().any(|area| self.leaves(at).contains(area))
                && self.rng().chance(60)
            {
                self.sync(other, Way::Whole)?;
            }
        }
        self.fillings_are_kept(at)?;
        self.losing(|district| {
            district.phones[at].lost = true;
            district.phones[at].close();
            district.note("phone lost for good");
            Ok(())
        })
    }

    /// Whether the server knows that it was set back, and nobody has confirmed yet that all is back.
    pub(super) fn is_set_back(&self) -> Held<bool> {
        Ok(self.server.call(self.server.storage().district())?.set_back_s.is_some())
    }

    /// All living phones speak, and somebody confirms that no more is waited for.
    pub(super) fn confirm(&mut self) -> Held {
        if !self.is_set_back()? {
            return Ok(());
        }
        for _ in 0..2 {
            for phone in self.living() {
                self.sync(phone, Way::Whole)?;
            }
        }
        if self.living().iter().all(|phone| self.phones[*phone].heard) { self.confirm_now() } else { Ok(()) }
    }

    /// Somebody confirms; nothing that a living phone has is missing then.
    pub(super) fn confirm_now(&mut self) -> Held {
        let Some(back) = self.server.call(self.server.storage().set_back())? else { return Ok(()) };
        hold(
            "nobody_silent_is_waited_for",
            back.silent.len() <= self.phones.iter().filter(|p| p.lost).count(),
            || format!("all living phones have spoken; silent: {:?}", back.silent),
        )?;
        self.all_is_given_back()?;
        self.server.call(self.server.storage().confirm_set_back())?;
        self.note("set-back confirmed");
        // Whose rights nobody could give back is given some.
        for owner in 0..self.areas.len() {
            let of = |phone: &&super::phone::SimPhone| phone.owner == owner && !phone.lost;
            let Some(device) = self.phones.iter().find(of).and_then(|phone| phone.device) else { continue };
            if self.server.rights(device)?.is_none() {
                let (phone, areas) =
                    (self.phones.iter().position(|p| p.owner == owner), self.areas[owner].clone());
                if let Some(phone) = phone {
                    self.give_areas(phone, &areas)?;
                    self.note("rights given again after a set-back");
                }
            }
        }
        Ok(())
    }
}
