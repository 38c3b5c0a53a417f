//! A schedule under way: the server, the phones, the ledger, and the steps that all events are made of: a save, a
//! sync, a boot.

use std::collections::BTreeMap;

use chaski::change::Register;
use chaski::merge::State;
use chaski::record::{ChangeName, DeviceId, EntityId, RecordName};
use chaski::store::Log;
use chaski::store::areas::{areas_of, leaves, rights_of};
use chaski::store::shown::shown;
use chaski::sync::Report;
use chaski::sync::message::RefusalCode;
use chaski::sync::session::SyncError;

use super::held::{Heard, Image, Kept, Owed};
use super::ledger::{Id, Ledger, Place};
use super::line::{self, Carried, Way};
use super::phone::{Remembered, SimPhone};
use super::read::{self, Entry};
use super::rng::Rng;
use super::server::SimServer;
use super::step::Step;
use super::tally::{Held, failed, hold};
use super::template::{PHONES, Template};
use super::used::Used;

/// The district.
pub struct District<'t> {
    /// What it began from.
    pub template: &'t Template,
    /// Its server.
    pub server: SimServer,
    /// Its phones, copies and new ones behind the five.
    pub phones: Vec<SimPhone>,
    /// What was said.
    pub ledger: Ledger,
    /// Chance and counts.
    pub carried: Carried,
    /// Areas that each worker holds now.
    pub areas: Vec<Vec<RecordName>>,
    /// Actions whose author had rights changed, was stopped, or a subject that moved: what may be set aside.
    pub unsettled: bool,
    /// Every area that each worker ever held.
    pub ever: Vec<std::collections::BTreeSet<RecordName>>,
    /// Older images of phones.
    pub images: Vec<Image>,
    /// Older images of the server.
    pub kept: Vec<Kept>,
    /// How often the server's memory was set back.
    pub set_backs: u64,
    /// What it must be given back.
    pub owed: Owed,
    /// Every name that was seen.
    pub used: Used,
    /// The lines that were heard.
    pub heard: Heard,
    /// How many lines of databases there are.
    pub lines: usize,
    /// Markers of what nobody can give back whom anybody asks.
    pub gone: std::collections::BTreeSet<String>,
    /// What a newer version said.
    pub newer: Vec<ChangeName>,
    /// Markers of what a copied process said under names that stand for something else: it lies apart.
    pub apart: std::collections::BTreeSet<String>,
    /// Saves that returned.
    pub saves: u64,
}

impl<'t> District<'t> {
    /// A new schedule.
    pub fn start(template: &'t Template, seed: u64) -> Held<District<'t>> {
        let carried = Carried::new(seed);
        let (server, phones) = template.start(seed)?;
        let areas: Vec<Vec<RecordName>> = (0..phones.len())
            .map(|at| match at {
                super::template::SUPERVISOR => vec![template.parent],
                0 | 1 => vec![template.areas[0]],
                _ => vec![template.areas[at - 1]],
            })
            .collect();
        Ok(District {
            template,
            server,
            phones,
            ledger: Ledger::default(),
            carried,
            ever: areas.iter().map(|held| held.iter().copied().collect()).collect(),
            areas,
            images: Vec::new(),
            kept: Vec::new(),
            set_backs: 0,
            owed: Owed::default(),
            used: Used::default(),
            heard: Heard::default(),
            lines: PHONES,
            gone: std::collections::BTreeSet::new(),
            newer: Vec::new(),
            apart: std::collections::BTreeSet::new(),
            unsettled: false,
            saves: 0,
        })
    }

    /// Chance.
    pub fn rng(&mut self) -> &mut Rng {
        &mut self.carried.rng
    }

    /// A step begins: what it leaves to chance follows from its seed, what it says is known by its number.
    pub fn begin(&mut self, step: &Step) {
        self.carried.trace.line(step.to_string());
        self.carried.reseed(step.seed);
        self.ledger.step(step.number);
    }

    /// The phone that a step names; if that one did not come, or is lost, another.
    pub fn phone_of(&self, step: &Step) -> usize {
        match self.phones.get(step.phone) {
            Some(phone) if !phone.lost => step.phone,
            _ => (step.seed % PHONES as u64) as usize,
        }
    }

    /// The phones that somebody may still use.
    pub fn living(&self) -> Vec<usize> {
        (0..self.phones.len()).filter(|phone| !self.phones[*phone].lost).collect()
    }

    /// One of these records.
    pub fn pick_record(&mut self, of: &[Id]) -> Option<Id> {
        let mut of = of.to_vec();
        self.order_records(&mut of);
        of.first().copied()
    }

    /// Puts records in an order of chance.
    pub fn order_records(&mut self, of: &mut [Id]) {
        let records = &self.ledger.records;
        self.carried.rng.order_by(of, |id| records[id].marker.as_str());
    }

    /// Counts an event.
    pub fn note(&mut self, event: &'static str) {
        self.carried.note(event);
    }

    /// The leaf areas that a phone's worker holds.
    pub fn leaves(&self, phone: usize) -> Vec<RecordName> {
        let held = &self.areas[self.phones[phone].owner];
        if held.contains(&self.template.parent) { self.template.areas.clone() } else { held.clone() }
    }

    /// The name under which a phone knows a record.
    pub fn name_on(&mut self, phone: usize, id: Id) -> Held<Option<RecordName>> {
        let Some(name) = self.phones[phone].names.names.get(&id).copied() else { return Ok(None) };
        let store = self.phones[phone].store()?;
        Ok(store.log().known(&name).map_err(failed)?.map(|_| name))
    }

    /// Records of these entities that a phone shows, in the ledger's order.
    pub fn on_phone(&mut self, phone: usize, entities: &[EntityId]) -> Held<Vec<Id>> {
        let mut found = Vec::new();
        for id in 0..self.ledger.records.len() {
            if entities.contains(&self.ledger.records[id].entity) && self.name_on(phone, id)?.is_some() {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// What a phone shows of a register, with the ledger's sayings behind it. `None`: it does not know the record.
    pub fn look(&mut self, phone: usize, place: &Place) -> Held<Option<Remembered>> {
        let Some(record) = self.name_on(phone, place.0)? else { return Ok(None) };
        let subject = self.ledger.records[place.0].subject;
        let Some(subject) = self.name_on(phone, subject)? else { return Ok(None) };
        let store = self.phones[phone].store()?;
        let register = Register { record, field: place.1, path: place.2.clone() };
        let seen = shown(&store.log(), &register).map_err(failed)?;
        let counted = counted(&self.ledger, &store.log(), &subject)?;
        let names = &self.phones[phone].names;
        let heads = self.ledger.heads(place, |id| counted.contains_key(&id));
        let value = seen.value.as_ref().map(|value| self.ledger.said(names, value));
        let behind: Vec<Id> = heads
            .iter()
            .copied()
            .filter(|id| Some(&self.ledger.sayings[*id].value) == value.as_ref())
            .collect();
        let offends = self
            .ledger
            .at(place)
            .iter()
            .map(|id| &self.ledger.sayings[*id])
            .any(|said| Some(&said.value) == value.as_ref() && self.ledger.offends(&said.marker));
        if behind.is_empty() && offends {
            // Told under another family's name by a phone that was tampered with, and not judged yet.
            return Ok(None);
        }
        hold("shown_is_a_head", value.is_none() == behind.is_empty(), || {
            format!("{place:?} shows {value:?}, the ledger's heads are {heads:?}")
        })?;
        let disputed = !heads.is_empty() && self.ledger.differ(&heads);
        hold("dispute_is_marked", disputed == seen.disputed, || {
            format!("{place:?} on phone {phone}: marked {}, heads {heads:?}", seen.disputed)
        })?;
        let (at, told) = (self.ledger.place(place), self.ledger.told(&behind));
        self.carried.trace.line(format!("shown on phone {phone} {at}: {told}, disputed {disputed}"));
        Ok(Some(Remembered { shown: seen, place: place.clone(), behind }))
    }

    /// What a supervisor sees of a dispute: settling it replaces every head.
    pub fn look_at_all(&mut self, phone: usize, place: &Place) -> Held<Option<Remembered>> {
        let Some(mut seen) = self.look(phone, place)? else { return Ok(None) };
        let subject = self.ledger.records[place.0].subject;
        let Some(subject) = self.name_on(phone, subject)? else { return Ok(None) };
        let store = self.phones[phone].store()?;
        let counted = counted(&self.ledger, &store.log(), &subject)?;
        seen.behind = self.ledger.heads(place, |id| counted.contains_key(&id));
        seen.shown = seen.shown.settling();
        Ok(Some(seen))
    }

    /// Markers of an action.
    pub fn markers(&self, action: Id) -> Vec<String> {
        self.ledger.sayings.iter().filter(|s| s.action == action).map(|s| s.marker.clone()).collect()
    }

    /// How many sayings of an action are among these changes.
    pub fn present(&self, action: Id, held: &[Entry]) -> usize {
        let of_action = self.ledger.sayings.iter().filter(|s| s.action == action);
        of_action
            .filter(|s| {
                held.iter()
                    .flat_map(|e| &e.marks)
                    .any(|m| m.marker == s.marker && m.field == s.place.1 && m.path == s.place.2)
            })
            .count()
    }

    /// One sync. `None`: it was broken off.
    pub fn sync(&mut self, phone: usize, way: Way) -> Held<Option<Report>> {
        self.carried.pass(60);
        let device = self.device(phone)?;
        let confirmed = self.confirmed(device)?;
        let at = &mut self.phones[phone];
        at.pass(60);
        let disk = at.disk.clone();
        let result = line::run(&self.server, way, &mut self.carried, &disk, at.store()?)?;
        let told = match &result {
            Ok(report) => format!("{report:?}"),
            Err(_) if disk.is_off() => "off".to_owned(),
            Err(error) => error.code().to_owned(),
        };
        let (ops, theirs) = (disk.ops(), self.server.disk.ops());
        self.carried.trace.line(format!("sync phone {phone} {way}: {told}, disks {ops} {theirs}"));
        if way != Way::Dropped {
            self.heard.note(device, self.phones[phone].line);
        }
        if self.server.disk.is_off() {
            self.server.boot()?;
            self.acknowledged_is_durable()?;
        } else {
            self.server.disk.power_on();
        }
        self.replaced_rights_bind(device, &confirmed)?;
        self.see_server()?;
        self.somebody_sees_all()?;
        let result = match result {
            Ok(report) => {
                self.phones[phone].heard = true;
                self.note_report(&report);
                Some(report)
            }
            Err(_) if disk.is_off() => {
                let event = if matches!(way, Way::PageOff(_)) {
                    "power cut on a phone, mid page"
                } else {
                    "power cut on a phone, mid sync"
                };
                self.note(event);
                self.boot(phone)?;
                self.cursor_is_behind(phone)?;
                None
            }
            Err(error) => {
                self.judge_error(phone, &error)?;
                None
            }
        };
        disk.power_on();
        self.look_through(phone)?;
        Ok(result)
    }

    fn note_report(&mut self, report: &Report) {
        for (happened, event) in [
            (report.returned > 0, "own work came back"),
            (report.server_set_back, "phone noticed a set-back"),
            (report.lines.is_some(), "phone told of two lines"),
            (report.content_bytes > 0, "checklist came"),
            (report.drafts_backed_up > 0, "draft handed over"),
        ] {
            if happened {
                self.note(event);
            }
        }
    }

    /// Whoever is recorded stands in some area's feed.
    fn somebody_sees_all(&self) -> Held {
        let unseen = self.server.in_no_feed()?;
        hold("subjects_stand_in_a_feed", unseen.is_empty(), || format!("{unseen:?} stand in no area's feed"))
    }

    fn judge_error(&self, phone: usize, error: &SyncError) -> Held {
        // A server that was set back silently does not know whom it enrolled since, until a phone that it knows speaks.
        let device = self.phones[phone].device;
        let unknown = matches!(error, SyncError::Refused(RefusalCode::UnknownDevice))
            && self.set_backs > 0
            && device.is_some_and(|device| self.server.knows(device).is_ok_and(|known| !known));
        hold("sync_fails_only_for_a_reason", line::is_expected(error) || unknown, || {
            format!("phone {phone}: {error}")
        })
    }

    /// What a phone was told is safe is on the server, as it was.
    pub fn acknowledged_is_durable(&mut self) -> Held {
        for phone in self.living() {
            // What a server that was set back does not hold is acknowledged until the phone has spoken.
            if !self.phones[phone].heard {
                continue;
            }
            let Some(store) = self.phones[phone].open_store() else { continue };
            let held = read::entries(&store.log(), None).map_err(|e| failed(e.into()))?;
            for entry in held.iter().filter(|entry| entry.own && entry.acknowledged) {
                let hash = self.server.hash_of(&entry.name)?;
                hold("acknowledged_is_durable", hash.as_ref() == Some(&entry.hash), || {
                    format!(
                        "phone {phone} was told that {} is safe; on the server: {}",
                        entry.name,
                        hash.is_some()
                    )
                })?;
            }
        }
        Ok(())
    }

    /// A phone holds every change up to the cursor of each feed.
    pub fn cursor_is_behind(&mut self, phone: usize) -> Held {
        let store = self.phones[phone].store()?;
        let log = store.log();
        let cursors: Vec<(Vec<u8>, i64, Vec<u8>)> = (|| {
            let mut statement =
                log.connection().prepare_cached("SELECT feed, position, chain FROM cursor")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })()
        .map_err(|e| failed(e.into()))?;
        for (feed, position, chain) in cursors {
            let agrees = position == 0 || self.server.chain(&feed, position)? == Some(chain);
            hold("cursor_agrees_with_the_feed", agrees || !self.phones[phone].heard, || {
                format!("phone {phone} stands at {position} of a feed that is another there")
            })?;
            if !agrees {
                continue;
            }
            for name in self.server.fed(&feed, position)? {
                let here = self.phones[phone].store()?.log().held(&name).map_err(failed)?.is_some();
                // What left the phone's areas since is let go.
                let gone = !here && self.has_left(phone, &name)?;
                hold("cursor_not_ahead_of_page", here || gone, || {
                    format!("phone {phone} stands at {position} of a feed and does not hold {name}")
                })?;
            }
        }
        Ok(())
    }

    /// Whether what a change is about left the phone's areas, as the phone or the server knows.
    fn has_left(&mut self, phone: usize, name: &ChangeName) -> Held<bool> {
        let subject = self.server.look(|log| Ok(log.change(name)?.and_then(|(change, _)| change.subject)))?;
        let Some(subject) = subject else { return Ok(false) };
        let areas = self.server.look(|log| areas_of(log, &subject))?;
        let store = self.phones[phone].store()?;
        let log = store.log();
        let rights = rights_of(&log, store.device(), None).map_err(failed)?;
        let held = leaves(&log, &rights.map_or(Vec::new(), |rights| rights.areas)).map_err(failed)?;
        if !areas.iter().any(|area| held.contains(area)) {
            return Ok(true);
        }
        let noted = log
            .connection()
            .prepare_cached("SELECT 1 FROM departed WHERE subject = ?1")
            .and_then(|mut statement| statement.exists([subject.key().as_slice()]));
        noted.map_err(|e| failed(e.into()))
    }

    /// Devices of all phones.
    pub fn device(&mut self, phone: usize) -> Held<DeviceId> {
        Ok(self.phones[phone].store()?.device())
    }
}

/// The sayings of a subject that count on a replica, with the changes that say them.
pub fn counted(ledger: &Ledger, log: &Log<'_>, subject: &RecordName) -> Held<BTreeMap<Id, ChangeName>> {
    let mut counted = BTreeMap::new();
    for entry in read::entries(log, Some(subject)).map_err(|e| failed(e.into()))? {
        for mark in entry.marks.iter().filter(|_| entry.in_state()) {
            if let Some(id) = ledger.saying(&mark.marker, mark.field, &mark.path) {
                counted.insert(id, entry.name);
            }
        }
    }
    Ok(counted)
}
