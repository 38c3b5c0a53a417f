//! One call that saves, with the ledger's lines before and after it, whatever happens to the phone meanwhile; and what
//! a phone must still hold when it starts again.

use std::collections::BTreeMap;

use chaski::record::{ChangeName, EntityId, FieldId, RecordName, Value};
use chaski::store::{Shown, Store, StoreError};

use super::district::District;
use super::ledger::{Expect, Id, Ledger, Outcome, Said, Saying};
use super::phone::Remembered;
use super::read;
use super::tally::{Held, broken, failed, hold};

/// A value of an edit, with records by their place in the ledger.
#[derive(Debug, Clone)]
pub enum Val {
    /// Any value.
    Plain(Value),
    /// A record.
    Record(Id),
}

/// One edit of an action.
pub enum Edit {
    /// A new record; of this subject, or a subject itself.
    New(Id, EntityId, Vec<(FieldId, Option<String>, Val)>),
    /// A set in front of what was shown.
    Set(Box<Remembered>, Value, String),
}

/// What else happens while a call saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum During {
    /// Nothing.
    Nothing,
    /// The power goes at this write.
    Off(u64),
    /// There is no room for more than so many bytes.
    Full(u64),
}

impl District<'_> {
    /// Saves an action. `true`: the call returned that it is saved.
    pub fn save(
        &mut self,
        phone: usize,
        action: Id,
        edits: Vec<Edit>,
        settles: bool,
        during: During,
    ) -> Held<bool> {
        let mut names = BTreeMap::new();
        for edit in &edits {
            let mut wanted: Vec<Id> = Vec::new();
            if let Edit::New(id, _, values) = edit {
                wanted.push(self.ledger.records[*id].subject);
                wanted.extend(
                    values.iter().filter_map(|(.., v)| if let Val::Record(r) = v { Some(*r) } else { None }),
                );
            }
            for id in wanted {
                if let Some(name) = self.name_on(phone, id)? {
                    names.insert(id, name);
                }
            }
        }
        self.write_down(phone, action, &edits, settles);
        self.phones[phone].store()?;
        self.meanwhile(phone, during);
        let result = perform(self.phones[phone].store()?, &self.ledger, &mut names, &edits);
        self.returned(phone, action, names, &edits, during, result)
    }

    /// What happens while a call saves is about to happen.
    pub(super) fn meanwhile(&mut self, phone: usize, during: During) {
        let at = &mut self.phones[phone];
        match during {
            During::Nothing => {}
            During::Off(write) => at.disk.cut_after_writes(write, self.carried.rng.draw()),
            During::Full(room) => at.disk.set_full(Some(at.disk.used() + room)),
        }
    }

    /// A call that saves returned, or the power went. `true`: it is saved.
    pub(super) fn returned(
        &mut self,
        phone: usize,
        action: Id,
        names: BTreeMap<Id, RecordName>,
        edits: &[Edit],
        during: During,
        result: std::result::Result<(), StoreError>,
    ) -> Held<bool> {
        self.phones[phone].disk.set_full(None);
        self.trace_save(phone, action, during, &result);
        match result {
            Ok(()) => {
                self.ledger.actions[action].outcome = Outcome::Saved;
                self.ledger.actions[action].returned = Outcome::Saved;
                for (id, name) in names {
                    self.ledger.name(id, name);
                    self.phones[phone].names.names.insert(id, name);
                    self.phones[phone].names.ids.insert(name, id);
                }
                self.saves += 1;
                let off = self.phones[phone].disk.is_off();
                let markers = self.markers(action);
                self.phones[phone].own.extend(markers);
                if off || matches!(during, During::Off(_)) {
                    self.phones[phone].disk.power_on();
                    if off {
                        self.boot(phone)?;
                    }
                } else {
                    self.check_replaced(phone, action, edits)?;
                }
                Ok(true)
            }
            Err(error) if self.phones[phone].disk.is_off() => {
                let _ = error;
                self.note("power cut on a phone, mid save");
                self.boot(phone)?;
                Ok(self.ledger.actions[action].outcome == Outcome::Saved)
            }
            Err(error) => {
                self.phones[phone].disk.power_on();
                self.ledger.actions[action].outcome = Outcome::Failed;
                self.ledger.actions[action].returned = Outcome::Failed;
                let full = matches!(during, During::Full(_));
                let refused = matches!(error, StoreError::Offence(_) | StoreError::NoRecord(_));
                hold("save_fails_only_for_a_reason", full || refused, || error.to_string())?;
                let store = self.phones[phone].store()?;
                let held = read::entries(&store.log(), None).map_err(|e| failed(e.into()))?;
                let present = self.present(action, &held);
                hold("failed_save_leaves_nothing", present == 0, || format!("{present} sayings are there"))?;
                if full {
                    self.note("disk full during a save");
                }
                Ok(false)
            }
        }
    }

    fn trace_save(
        &mut self,
        phone: usize,
        action: Id,
        during: During,
        result: &std::result::Result<(), StoreError>,
    ) {
        let disk = &self.phones[phone].disk;
        let result = match result {
            Ok(()) => "saved",
            Err(_) if disk.is_off() => "off",
            Err(error) => error.code(),
        };
        let (ops, markers) = (disk.ops(), self.markers(action).join(" "));
        self.carried.trace.line(format!("save phone {phone} {during:?} {markers}: {result}, disk {ops}"));
    }

    fn write_down(&mut self, phone: usize, action: Id, edits: &[Edit], settles: bool) {
        for edit in edits {
            match edit {
                Edit::New(id, _, values) => {
                    let marker = self.ledger.records[*id].marker.clone();
                    for (field, path, value) in values {
                        let value = match value {
                            Val::Plain(value) => self.said_on(phone, value),
                            Val::Record(id) => Said::Record(*id),
                        };
                        self.ledger.say(Saying {
                            marker: marker.clone(),
                            place: (*id, *field, path.clone()),
                            value,
                            replaces: Vec::new(),
                            action,
                            settles: false,
                        });
                    }
                }
                Edit::Set(seen, value, marker) => {
                    let value = self.said_on(phone, value);
                    self.ledger.say(Saying {
                        marker: marker.clone(),
                        place: seen.place.clone(),
                        value,
                        replaces: seen.behind.clone(),
                        action,
                        settles,
                    });
                }
            }
        }
    }

    /// A value in the ledger's words, as a phone means it; a record of another area by what the supervisor calls it.
    pub(super) fn said_on(&self, phone: usize, value: &Value) -> Said {
        match value {
            Value::Record(name) if !self.phones[phone].names.ids.contains_key(name) => {
                self.ledger.said(&self.phones[super::template::SUPERVISOR].names, value)
            }
            _ => self.ledger.said(&self.phones[phone].names, value),
        }
    }

    /// A save stands in front of what its author was shown, and of nothing else.
    fn check_replaced(&mut self, phone: usize, action: Id, edits: &[Edit]) -> Held {
        for edit in edits {
            let Edit::Set(seen, _, marker) = edit else { continue };
            let subject = self.ledger.records[seen.place.0].subject;
            let Some(subject) = self.name_on(phone, subject)? else { continue };
            let store = self.phones[phone].store()?;
            let all = read::entries(&store.log(), Some(&subject)).map_err(|e| failed(e.into()))?;
            let of = |name: &ChangeName| {
                let entry = all.iter().find(|entry| entry.name == *name)?;
                let mut marks =
                    entry.marks.iter().filter(|m| m.field == seen.place.1 && m.path == seen.place.2);
                marks.find_map(|m| {
                    let id = self.ledger.saying(&m.marker, m.field, &m.path)?;
                    (self.ledger.sayings[id].place == seen.place).then_some(id)
                })
            };
            let Some(mark) = all.iter().flat_map(|e| &e.marks).find(|m| m.marker == *marker) else {
                return broken(
                    "save_is_in_the_log",
                    format!("action {action}: {marker} is not on phone {phone}"),
                );
            };
            let mut named: Vec<Id> = mark.replaces.iter().filter_map(of).collect();
            let mut behind = seen.behind.clone();
            // What left the phone meanwhile cannot be told by its name.
            behind.retain(|id| {
                all.iter().flat_map(|e| &e.marks).any(|m| m.marker == self.ledger.sayings[*id].marker)
            });
            named.sort_unstable();
            behind.sort_unstable();
            hold("save_replaces_only_what_was_shown", named == behind, || {
                format!("{marker} replaces {named:?}; its author was shown {behind:?}")
            })?;
        }
        Ok(())
    }

    /// The power of a phone goes and comes back, or the app starts again: what it saved is there.
    pub fn boot(&mut self, phone: usize) -> Held {
        let at = &mut self.phones[phone];
        at.boot(&mut self.carried.rng);
        at.store()?;
        self.look_through(phone)
    }

    /// After an opening or a sync: names are learnt, unknown saves are decided, what was saved is there.
    pub fn look_through(&mut self, phone: usize) -> Held {
        let device = self.phones[phone].store()?.device();
        let known = *self.phones[phone].device.get_or_insert(device);
        hold("device_stays_the_same", known == device, || {
            format!("phone {phone} was {known:?}, is {device:?}")
        })?;
        self.see_phone(phone)?;
        let store = self.phones[phone].store()?;
        let held = read::entries(&store.log(), None).map_err(|e| failed(e.into()))?;
        let names = self.ledger.names_in(&held);
        for (id, name) in &names.names {
            self.ledger.name(*id, *name);
        }
        self.phones[phone].names = names;
        for action in 0..self.ledger.actions.len() {
            let Outcome::Unknown = self.ledger.actions[action].outcome else { continue };
            if self.ledger.actions[action].phone != phone {
                continue;
            }
            let (present, all) = (self.present(action, &held), self.markers(action).len());
            hold("saved_whole_or_not_at_all", present == 0 || present == all, || {
                format!("action {action}: {present} of {all} sayings are there after a power cut")
            })?;
            self.carried
                .trace
                .line(format!("action {action} of phone {phone}: {present} of {all} after a boot"));
            self.ledger.actions[action].outcome = if present == 0 { Outcome::Failed } else { Outcome::Saved };
            if present > 0 {
                let markers = self.markers(action);
                self.phones[phone].own.extend(markers);
            }
        }
        let apart = read::apart(&self.phones[phone].store()?.log()).map_err(|e| failed(e.into()))?;
        let marks: std::collections::BTreeSet<&str> = held
            .iter()
            .flat_map(|e| e.marks.iter().map(|m| m.marker.as_str()))
            .chain(apart.iter().map(String::as_str))
            .collect();
        let lost = self.phones[phone].own.iter().find(|marker| !marks.contains(marker.as_str()));
        hold("saved_survives_power_cut", lost.is_none(), || {
            format!("{lost:?} was saved on phone {phone} and is gone")
        })?;
        self.fillings_are_kept(phone)
    }
}

fn perform(
    store: &mut Store,
    ledger: &Ledger,
    names: &mut BTreeMap<Id, RecordName>,
    edits: &[Edit],
) -> Result<(), StoreError> {
    let mut action = store.begin()?;
    for edit in edits {
        match edit {
            Edit::New(id, entity, fields) => {
                let (mut values, mut paths) =
                    (BTreeMap::new(), BTreeMap::<FieldId, BTreeMap<String, Value>>::new());
                for (field, path, value) in fields {
                    let value = match value {
                        Val::Plain(value) => value.clone(),
                        Val::Record(of) => names.get(of).map_or(Value::Null, |name| Value::Record(*name)),
                    };
                    match path {
                        Some(path) => drop(paths.entry(*field).or_default().insert(path.clone(), value)),
                        None => drop(values.insert(*field, value)),
                    }
                }
                let subject = ledger.records[*id].subject;
                let name = if subject == *id {
                    action.about_new(*entity, values)?
                } else {
                    if let Some(name) = names.get(&subject) {
                        action.about(*name);
                    }
                    action.create_with_paths(*entity, values, paths)?
                };
                names.insert(*id, name);
            }
            Edit::Set(seen, value, marker) => {
                action.set(&seen.shown, value.clone(), Some(marker))?;
            }
        }
    }
    action.save()?;
    Ok(())
}

/// What a screen shows, for those that only look.
pub fn value_of(seen: &Shown) -> Value {
    seen.value.clone().unwrap_or(Value::Null)
}

/// What a new record of an action must become.
pub fn expectation(foreign: bool) -> Expect {
    if foreign { Expect::NoRights } else { Expect::Nothing }
}
