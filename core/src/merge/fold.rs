//! The fold: from a change that enters (or leaves) the state to changes of rows, as data. Whoever executes them, the
//! tables are a function of the set of changes in the state. Also: what a change stands on, so that it can wait.

use std::collections::BTreeMap;

use super::register::{Assignment, resolve};
use crate::change::{Change, Create, Register};
use crate::record::{ChangeName, EntityId, FieldId, Owner, RecordName, Value, entity};

/// What the fold asks of the state it works on: only what is *in* the state.
pub trait State {
    /// Why a state cannot answer (a disk, usually).
    type Error;
    /// A record's entity and subject; `None` if its create is not in the state.
    fn known(&self, record: &RecordName) -> Result<Option<Known>, Self::Error>;
    /// Everything said of a register, its create's value included.
    fn assignments(&self, register: &Register) -> Result<Vec<Assignment>, Self::Error>;
}

/// What the state knows of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its entity, perhaps of a later version.
    pub entity: EntityId,
    /// The person or household it belongs to; `None` for the district's own affairs.
    pub subject: Option<RecordName>,
}

/// One change of the tables. SQLite and PostgreSQL only execute them.
#[derive(Debug, Clone, PartialEq)]
pub enum RowChange {
    /// A new row.
    Insert {
        /// Its name.
        record: RecordName,
        /// Its entity.
        entity: EntityId,
        /// Whom it belongs to.
        subject: Option<RecordName>,
        /// Its fields.
        values: BTreeMap<FieldId, Value>,
        /// Its fields by path.
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    },
    /// A row goes: its create left the state.
    Remove {
        /// Its name.
        record: RecordName,
        /// Its entity.
        entity: EntityId,
    },
    /// A register shows another value (`None`: nothing is said of it any more).
    Show {
        /// Which register.
        register: Register,
        /// The record's entity.
        entity: EntityId,
        /// What is shown.
        value: Option<Value>,
    },
    /// A saying joins the register's history.
    Say {
        /// Which register.
        register: Register,
        /// What is said.
        said: Assignment,
    },
    /// A saying leaves the register's history.
    Unsay {
        /// Which register.
        register: Register,
        /// Whose saying.
        change: ChangeName,
    },
    /// A register is disputed, or no longer.
    Dispute {
        /// Which register.
        register: Register,
        /// Whom the record belongs to.
        subject: Option<RecordName>,
        /// Whether it is.
        disputed: bool,
    },
}

/// The records that a change stands on, whose creates must be in the state before it can be: its subject, and every
/// record it sets. The household of a person is not among them: in the area that a child moved to, the household that
/// it left is "recorded elsewhere".
pub fn needs(change: &Change) -> Vec<RecordName> {
    let mut needs: Vec<RecordName> = Vec::new();
    for record in change.subject.iter().chain(change.sets().map(|set| &set.register.record)) {
        if record.change() != change.name && !needs.contains(record) {
            needs.push(*record);
        }
    }
    needs
}

/// Whom a create belongs to: the record itself for a household or a person, else what its owner field names. For an
/// entity of a later version, the change's subject.
pub fn subject_of(change: &Change, create: &Create<'_>) -> Option<RecordName> {
    match entity(create.entity).map(|e| e.owner) {
        Some(Owner::District) => None,
        Some(Owner::Area(_) | Owner::Household(_)) => Some(create.record),
        Some(Owner::Subject(field)) => create.value(field, None).and_then(Value::as_record),
        None => change.subject,
    }
}

/// The saying of a create about one of its registers.
pub fn assigned_by_create(change: &Change, value: &Value) -> Assignment {
    Assignment {
        change: change.name,
        role: change.role,
        depth: 0,
        value: value.clone(),
        replaces: Vec::new(),
        reason: None,
    }
}

/// What the tables become when the change enters the state. Its [`needs`] must be met.
pub fn enter<S: State>(change: &Change, state: &S) -> Result<Vec<RowChange>, S::Error> {
    let mut rows = Vec::new();
    for create in change.creates() {
        rows.push(RowChange::Insert {
            record: create.record,
            entity: create.entity,
            subject: subject_of(change, &create),
            values: create.values.clone(),
            paths: create.paths.clone(),
        });
    }
    for set in change.sets() {
        let said = Assignment {
            change: change.name,
            role: change.role,
            depth: set.depth,
            value: set.value.clone(),
            replaces: set.replaces.clone(),
            reason: set.reason.clone(),
        };
        let mut all = state.assignments(&set.register)?;
        all.retain(|s| s.change != change.name);
        all.push(said.clone());
        rows.push(RowChange::Say { register: set.register.clone(), said });
        show(change, &set.register, &all, state, &mut rows)?;
    }
    Ok(rows)
}

/// What the tables become when the change leaves the state: it was set aside, or it was written again.
pub fn leave<S: State>(change: &Change, state: &S) -> Result<Vec<RowChange>, S::Error> {
    let mut rows = Vec::new();
    for set in change.sets() {
        let mut all = state.assignments(&set.register)?;
        all.retain(|s| s.change != change.name);
        rows.push(RowChange::Unsay { register: set.register.clone(), change: change.name });
        show(change, &set.register, &all, state, &mut rows)?;
    }
    for create in change.creates() {
        rows.push(RowChange::Remove { record: create.record, entity: create.entity });
    }
    Ok(rows)
}

fn show<S: State>(
    change: &Change,
    register: &Register,
    all: &[Assignment],
    state: &S,
    rows: &mut Vec<RowChange>,
) -> Result<(), S::Error> {
    // What the change itself creates is not in the state before it has entered, nor once it has left.
    let made = change.creates().find(|create| create.record == register.record);
    let known = match made {
        Some(create) => Some(Known { entity: create.entity, subject: subject_of(change, &create) }),
        None => state.known(&register.record)?,
    };
    let Some(known) = known else { return Ok(()) };
    let resolved = resolve(all);
    rows.push(RowChange::Show {
        register: register.clone(),
        entity: known.entity,
        value: resolved.shown().cloned(),
    });
    rows.push(RowChange::Dispute {
        register: register.clone(),
        subject: known.subject,
        disputed: resolved.disputed,
    });
    Ok(())
}
