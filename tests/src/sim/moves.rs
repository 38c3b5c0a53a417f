//! Families that move, areas that are taken away and given back, and work where there is no right.

use std::collections::BTreeSet;

use chaski::record::{RecordName, role};
use chaski_service::storage::{Storage, StorageError};

use super::district::District;
use super::ledger::Expect;
use super::line::Way;
use super::save::During;
use super::tally::{Held, broken};
use super::template::SUPERVISOR;
use crate::world::now_or_never;

impl District<'_> {
    /// A record of these that both phones hold, after they synced; made where there is none.
    pub(super) fn shared_family(&mut self, one: usize, other: usize) -> Held<Option<(usize, usize)>> {
        let Some((house, child)) = self.save_family(one, None, During::Nothing)? else { return Ok(None) };
        self.sync(one, Way::Whole)?;
        self.sync(other, Way::Whole)?;
        Ok(self.name_on(other, child)?.is_some().then_some((house, child)))
    }

    /// A child goes to a household of another area, and comes back.
    pub(super) fn child_there_and_back(&mut self) -> Held {
        let Some((house, child)) = self.shared_family(0, SUPERVISOR)? else { return Ok(()) };
        // Set aside by a server that was set back, it counts for the other since that brought what it rests on.
        if self.name_on(0, house)?.is_none() {
            return Ok(());
        }
        // A brother or sister stays.
        self.save_child_in(0, house, Expect::Nothing, During::Nothing)?;
        let Some((far, _)) = self.shared_family(2, SUPERVISOR)? else { return Ok(()) };
        // Who does not hold the other area is refused; the supervisor holds both.
        if self.rng().chance(20) {
            self.move_child(0, child, far)?;
        }
        if !self.move_child(SUPERVISOR, child, far)? {
            return Ok(());
        }
        if self.rng().chance(40) {
            self.save_something(0, During::Nothing)?;
        }
        for phone in [0, SUPERVISOR, 2] {
            self.sync(phone, Way::Whole)?;
        }
        if self.move_child(SUPERVISOR, child, house)? {
            self.note("child moves to another area and back");
        }
        for phone in [SUPERVISOR, 0] {
            self.sync(phone, Way::Whole)?;
        }
        Ok(())
    }

    /// A household goes to another area, and comes back, at times twice apart.
    pub(super) fn house_there_and_back(&mut self) -> Held {
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

    pub(super) fn give_areas(&mut self, phone: usize, areas: &[RecordName]) -> Held<bool> {
        let owner = self.phones[phone].owner;
        let device = self.device(phone)?;
        if self.phones[phone].stopped || self.server.is_stopped(device)? || !self.server.knows(device)? {
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

    /// A worker loses an area and gets it back.
    pub(super) fn area_lost_and_regained(&mut self, phone: usize) -> Held {
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

    /// Rights change while a phone holds work it has not sent.
    pub(super) fn rights_under_unsent_work(&mut self, phone: usize) -> Held {
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
    pub(super) fn foreign_and_late_verdict(&mut self, phone: usize) -> Held {
        let owner = self.phones[phone].owner;
        // An area that nobody gave this worker in this schedule.
        let never: Vec<RecordName> =
            self.template.areas.iter().copied().filter(|area| !self.ever[owner].contains(area)).collect();
        let (Some(area), false) = (self.rng().pick(&never), self.phones[phone].stopped) else {
            return Ok(());
        };
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
        let accepted = now_or_never(self.server.storage().accept(found.name, Some(by), "visto en la casa"));
        match accepted {
            Ok(()) => {}
            // The household that it names is not on the server any more, or not yet.
            Err(StorageError::Request(_)) if self.set_backs > 0 => return Ok(()),
            Err(error) => return broken("server_answers", error),
        }
        self.note("set aside, then accepted");
        let actions: Vec<usize> =
            self.ledger.sayings.iter().filter(|s| s.marker == marker).map(|s| s.action).collect();
        for action in actions {
            self.owed.decided.insert(action, found.name);
            if self.ledger.actions[action].expect == Expect::NoRights {
                self.ledger.actions[action].expect = Expect::Accepted;
            }
        }
        Ok(())
    }

    /// A supervisor accepts something that was set aside.
    pub(super) fn accept_something(&mut self, phone: usize) -> Held {
        let entries = self.server.entries()?;
        let aside: BTreeSet<String> = entries
            .iter()
            .filter(|e| e.standing == 2)
            .flat_map(|e| e.marks.iter().map(|m| m.marker.clone()))
            .collect();
        let offends = |marker: &str| {
            let mut said = self.ledger.sayings.iter().filter(|saying| saying.marker == marker);
            said.any(|saying| self.ledger.actions[saying.action].expect == Expect::Offends)
        };
        let mut aside: Vec<&str> =
            aside.iter().map(String::as_str).filter(|marker| !offends(marker)).collect();
        self.rng().order_by(&mut aside, |marker| marker);
        match aside.first() {
            Some(marker) => self.accept(marker),
            None => self.foreign_and_late_verdict(phone),
        }
    }
}
