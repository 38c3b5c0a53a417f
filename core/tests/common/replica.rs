//! A replica in memory: applies what the fold returns to maps, as a database would to its tables, and brings each
//! change to where it stands by trying all of them until nothing moves.

use std::collections::BTreeMap;
use std::convert::Infallible;

use chaski::change::{Change, Register};
use chaski::merge::{Assignment, Known, RowChange, State, enter, fold, leave, needs};
use chaski::record::{ChangeName, RecordName, VOID, Value, table::code, table::verdict};

use super::{IN_STATE, SET_ASIDE, Saying, Sent, Stands, Tables, WAITS, register};

#[derive(Debug, Clone, Default)]
pub struct Replica {
    held: BTreeMap<ChangeName, Sent>,
    pub tables: Tables,
}

impl Replica {
    /// Takes in one delivery.
    pub fn receives(&mut self, delivery: &[&Sent]) {
        for sent in delivery {
            self.held.entry(sent.name()).or_insert_with(|| (*sent).clone());
            self.tables.standing.entry(sent.name()).or_insert(WAITS);
        }
        let names: Vec<ChangeName> = self.held.keys().copied().collect();
        for _ in 0..1_000 {
            if names.iter().filter(|name| self.moves(name)).count() == 0 {
                return;
            }
        }
        panic!("these changes contradict each other without end");
    }

    fn moves(&mut self, name: &ChangeName) -> bool {
        let sent = self.held[name].clone();
        let (was, stands) = (self.tables.standing[name], self.should_stand(&sent));
        if was == IN_STATE && stands != IN_STATE {
            self.takes_out(&sent.change);
        }
        self.tables.standing.insert(*name, stands);
        if was != IN_STATE && stands == IN_STATE {
            self.executes(enter(&sent.change, self).unwrap());
        }
        was != stands
    }

    fn should_stand(&self, sent: &Sent) -> Stands {
        let shown = |record, field| self.tables.shown.get(&register(record, field)).cloned();
        let (device, number) = (sent.name().device.0.to_vec(), sent.name().number as i64);
        let mut outcomes = Vec::new();
        for record in self.tables.records.iter().filter(|(_, (id, _))| *id == verdict::ID).map(|(r, _)| *r) {
            if (record.device != sent.name().device || record.number > sent.name().number)
                && shown(record, verdict::device) == Some(Value::Bytes(device.clone()))
                && shown(record, verdict::number) == Some(Value::Int(number))
                && shown(record, VOID) != Some(Value::Bool(true))
            {
                outcomes.push(shown(record, verdict::outcome));
            }
        }
        if !outcomes.is_empty() && !outcomes.contains(&Some(Value::Int(code::verdict_outcome::accepted))) {
            return SET_ASIDE;
        }
        let there = |record: &RecordName| self.tables.records.contains_key(record);
        if needs(&sent.change).iter().all(there) { IN_STATE } else { WAITS }
    }

    /// What stands on it goes first.
    fn takes_out(&mut self, change: &Change) {
        let created: Vec<RecordName> = change.creates().map(|c| c.record).collect();
        let names: Vec<ChangeName> = self.held.keys().copied().collect();
        for name in names {
            let other = self.held[&name].change.clone();
            if self.tables.standing[&name] == IN_STATE && needs(&other).iter().any(|r| created.contains(r)) {
                self.tables.standing.insert(name, WAITS);
                self.takes_out(&other);
            }
        }
        self.executes(leave(change, self).unwrap());
    }

    fn executes(&mut self, rows: Vec<RowChange>) {
        let tables = &mut self.tables;
        for row in rows {
            match row {
                RowChange::Insert { record, entity, subject, values, paths } => {
                    assert!(tables.records.insert(record, (entity, subject)).is_none(), "a row stands twice");
                    tables
                        .shown
                        .extend(values.into_iter().map(|(field, value)| (register(record, field), value)));
                    for (field, by_path) in paths {
                        let all = by_path.into_iter();
                        tables.shown.extend(all.map(|(p, v)| (Register { record, field, path: Some(p) }, v)));
                    }
                }
                RowChange::Remove { record, entity } => {
                    assert_eq!(tables.records.remove(&record).map(|r| r.0), Some(entity));
                    tables.shown.retain(|register, _| register.record != record);
                }
                RowChange::Show { register, value: Some(value), .. } => {
                    tables.shown.insert(register, value);
                }
                RowChange::Show { register, value: None, .. } => {
                    tables.shown.remove(&register);
                }
                RowChange::Say { register, said } => {
                    let Assignment { change, role, depth, value, replaces, reason } = said;
                    tables.said.insert((register, change), Saying { role, depth, value, replaces, reason });
                }
                RowChange::Unsay { register, change } => {
                    assert!(
                        tables.said.remove(&(register, change)).is_some(),
                        "what was never said is taken back"
                    );
                }
                RowChange::Dispute { register, subject, disputed: true } => {
                    tables.disputed.insert(register, subject);
                }
                RowChange::Dispute { register, .. } => {
                    tables.disputed.remove(&register);
                }
            }
        }
    }
}

impl State for Replica {
    type Error = Infallible;

    fn known(&self, record: &RecordName) -> Result<Option<Known>, Infallible> {
        let known = self.tables.records.get(record);
        Ok(known.map(|(entity, subject)| Known { entity: *entity, subject: *subject }))
    }

    fn assignments(&self, register: &Register) -> Result<Vec<Assignment>, Infallible> {
        let mut all = Vec::new();
        if self.tables.records.contains_key(&register.record) {
            let change = &self.held[&register.record.change()].change;
            let create = change.creates().find(|c| c.record == register.record).unwrap();
            let value = create.value(register.field, register.path.as_deref());
            all.extend(value.map(|value| fold::assigned_by_create(change, value)));
        }
        for ((_, change), s) in self.tables.said.iter().filter(|((of, _), _)| of == register) {
            let Saying { role, depth, value, replaces, reason } = s.clone();
            all.push(Assignment { change: *change, role, depth, value, replaces, reason });
        }
        Ok(all)
    }
}
