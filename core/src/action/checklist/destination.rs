//! Where the answers of a form go: its column `save_to`, looked up in the table of fields. Knows a form and the table; knows no answer.

use std::collections::BTreeSet;

use crate::forms::definition::{DefId, Form};
use crate::record::schema::{Field, Part, Type};
use crate::record::table::{self, entity_named};
use crate::record::{Entity, EntityId, FieldId};

/// The records that a checklist may feed; a visit once, the others as often as it has names for.
const FED: [EntityId; 6] = [
    table::visit::ID,
    table::reading::ID,
    table::service::ID,
    table::agreement::ID,
    table::referral::ID,
    table::consent::ID,
];

/// Fields that say whose a record is and at which visit it was made: never the form's to say.
const OURS: [&str; 5] = ["person", "about", "household", "visit", "kept_visit"];

/// Where an answer goes.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The question or calculation.
    pub from: DefId,
    /// Which record: rows of the same key make one.
    pub key: String,
    /// What the record is.
    pub entity: &'static Entity,
    /// What is fed.
    pub feeds: Feeds,
}

/// What of a record an answer feeds.
#[derive(Debug, Clone, Copy)]
pub enum Feeds {
    /// A field.
    Field(&'static Field),
    /// A part of a field.
    Part(&'static Field, &'static Part),
    /// The name of a record that is there already, on which the others are set.
    Record,
}

impl Feeds {
    /// The number of the field.
    pub fn field(self) -> Option<FieldId> {
        match self {
            Feeds::Field(field) | Feeds::Part(field, _) => Some(field.id),
            Feeds::Record => None,
        }
    }
}

/// A `save_to` that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// The path of the question.
    pub path: String,
    /// What is written there.
    pub written: String,
    /// What is wrong with it: a sentence without its full stop.
    pub what: String,
}

/// Where every answer of a form goes that feeds a record; or each that cannot be meant.
pub fn destinations(form: &Form) -> Result<Vec<Destination>, Vec<Misplaced>> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut taken: BTreeSet<(String, u64, u64)> = BTreeSet::new();
    for (index, node) in form.nodes.iter().enumerate() {
        let Some(written) = &node.save_to else { continue };
        let misplaced = |what: String| Misplaced { path: node.path.clone(), written: written.clone(), what };
        match destination(DefId(index as u32), written) {
            Ok(destination) => {
                let place = match destination.feeds {
                    Feeds::Field(field) => (destination.key.clone(), field.id, 0),
                    Feeds::Part(field, part) => (destination.key.clone(), field.id, part.id),
                    Feeds::Record => (destination.key.clone(), 0, 0),
                };
                let is_once = destination.entity.id == table::visit::ID;
                if is_once && form.way(destination.from).iter().any(|def| form.node(*def).repeat.is_some()) {
                    wrong.push(misplaced("a checklist makes one visit: no repeat feeds it".into()));
                } else if taken.insert(place) {
                    found.push(destination);
                } else {
                    wrong.push(misplaced("another question feeds the same field of the same record".into()));
                }
            }
            Err(what) => wrong.push(misplaced(what)),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

fn destination(from: DefId, written: &str) -> Result<Destination, String> {
    let mut steps = written.trim().split('.');
    let (Some(key), Some(name), part, None) = (steps.next(), steps.next(), steps.next(), steps.next()) else {
        return Err("it is written RECORD.FIELD or RECORD.FIELD.PART".into());
    };
    let kind = key.split_once('-').map_or(key, |(kind, _)| kind);
    let entity = entity_named(kind).filter(|entity| FED.contains(&entity.id)).ok_or_else(|| {
        let known =
            FED.iter().filter_map(|id| table::entity(*id)).map(|e| e.name).collect::<Vec<_>>().join(", ");
        format!("a checklist feeds no `{kind}`; it feeds {known}")
    })?;
    let made = |feeds| Ok(Destination { from, key: key.to_owned(), entity, feeds });
    if entity.id == table::visit::ID && key != kind {
        return Err("a checklist makes one visit".into());
    }
    if name == "record" && part.is_none() && entity.id != table::visit::ID {
        return made(Feeds::Record);
    }
    if OURS.contains(&name) {
        return Err(format!("whose a record is, and at which visit, is not the form's to say: `{name}`"));
    }
    let fields = || entity.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
    let field = entity
        .field_named(name)
        .ok_or_else(|| format!("`{kind}` has no field `{name}`; it has {}", fields()))?;
    match (&field.ty, part) {
        (Type::Composite(parts), Some(part)) => match parts.iter().find(|known| known.name == part) {
            Some(known) => made(Feeds::Part(field, known)),
            None => Err(format!("`{name}` has no part `{part}`")),
        },
        (Type::Composite(parts), None) => {
            let parts = parts.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
            Err(format!("`{name}` is made of parts: name one of {parts}"))
        }
        (_, Some(_)) => Err(format!("`{name}` has no parts")),
        (Type::ByPath | Type::Identifier | Type::Bytes(_), None) => {
            Err(format!("no answer can feed `{name}`"))
        }
        (_, None) => made(Feeds::Field(field)),
    }
}
