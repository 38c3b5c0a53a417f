//! The calls that save: a new family or child, a visit, a correction, a removal, a decision. Each is one action,
//! saved whole or not at all, and on the disk when it returns.

use chaski::action::{Refusal, Stop, correct, pair, register, remove};
use chaski::record::json::to_json;
use chaski::record::{EntityId, RecordName, VOID, Value, entity, table};
use chaski::store::save::{Draft, Values};
use chaski::store::{Log, StoreError};
use serde::Serialize;

use crate::error::{Failure, Inner, Result};
use crate::find::entity_of;
use crate::ids::Seen;
use crate::phone::{Phone, carry_out};
use crate::values::{field_of, path_of, typed, typed_part, typed_values};
use crate::view::FieldValue;
use crate::visit::{self, VisitSaved};

/// A new household. What is typed goes as text; what was not asked stays none.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewHousehold {
    /// The area it is in.
    pub area: RecordName,
    /// The name by which neighbours know it.
    #[uniffi(default = None)]
    pub known_as: Option<String>,
    /// How to get there, in words.
    #[uniffi(default = None)]
    pub reference: Option<String>,
    /// A number at which it is reached.
    #[uniffi(default = None)]
    pub telephone: Option<String>,
    /// The village or hamlet.
    #[uniffi(default = None)]
    pub populated_centre: Option<String>,
    /// Metres above the sea.
    #[uniffi(default = None)]
    pub altitude_m: Option<String>,
    /// Where the altitude was learnt, by the name of the choice.
    #[uniffi(default = None)]
    pub altitude_source: Option<String>,
    /// Degrees north.
    #[uniffi(default = None)]
    pub lat: Option<String>,
    /// Degrees east.
    #[uniffi(default = None)]
    pub lon: Option<String>,
    /// Radius of the error of the position, metres.
    #[uniffi(default = None)]
    pub accuracy_m: Option<String>,
    /// Why there is no position, by the name of the choice.
    #[uniffi(default = None)]
    pub no_place: Option<String>,
    /// The language spoken at home, as `es` or `quz`.
    #[uniffi(default = None)]
    pub language: Option<String>,
}

/// A number of a document or register.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Identifier {
    /// The system it is of, by its name in the pack.
    pub system: String,
    /// The number, as it is written.
    pub number: String,
}

/// A new child, or any person: `kind` says. What is typed goes as text; what was not asked stays none.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct NewPerson {
    /// `child`, `caregiver` or another choice of the field.
    #[uniffi(default = "child")]
    pub kind: String,
    /// Given names.
    #[uniffi(default = None)]
    pub given_names: Option<String>,
    /// Family names.
    #[uniffi(default = None)]
    pub family_names: Option<String>,
    /// By the name of the choice.
    #[uniffi(default = None)]
    pub sex: Option<String>,
    /// As exactly as it is known: `2024`, `2024-03` or `2024-03-15`.
    #[uniffi(default = None)]
    pub birth_date: Option<String>,
    /// The programme's own row number.
    #[uniffi(default = None)]
    pub local_id: Option<String>,
    /// Numbers of documents and registers, by system of identifiers.
    #[uniffi(default = [])]
    pub identifiers: Vec<Identifier>,
    /// Weight at birth, grams.
    #[uniffi(default = None)]
    pub birth_weight_g: Option<String>,
    /// Length of the pregnancy, completed weeks.
    #[uniffi(default = None)]
    pub gestational_weeks: Option<String>,
    /// Health insurances, by their codes, with commas.
    #[uniffi(default = None)]
    pub insurance: Option<String>,
    /// The health post.
    #[uniffi(default = None)]
    pub facility: Option<String>,
    /// Social programmes, by their codes, with commas.
    #[uniffi(default = None)]
    pub programmes: Option<String>,
}

/// A family or a person that was recorded, or that two persons are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Created {
    /// What it is.
    pub entity: String,
    /// Its name.
    pub record: RecordName,
    /// Its code on paper.
    pub code: String,
}

/// A family that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FamilySaved {
    /// The household.
    pub household: Created,
    /// Its people, in the order in which they were given.
    pub persons: Vec<Created>,
}

/// A value to be set in front of what was shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Correction {
    /// What was shown, as the page gave it.
    pub seen: Seen,
    /// JSON, or plain text as the field's type asks; `null` clears.
    pub value: String,
    /// One part of the value by name; the others stay as they were shown.
    #[uniffi(default = None)]
    pub part: Option<String>,
    /// Why; what happened once asks for it.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// Decide between all values that stand, not only the one shown. A supervisor's.
    #[uniffi(default = false)]
    pub settle: bool,
}

/// What became of a value that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Saved {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The field; `void` where the record was removed or restored.
    pub field: String,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The value that was asked for.
    #[serde(skip)]
    pub value: FieldValue,
    /// The same as JSON.
    #[serde(rename = "value", serialize_with = "crate::view::raw")]
    pub json: String,
    /// Whether anything was saved: a value that stands already is not said again.
    pub saved: bool,
}

#[uniffi::export]
impl Phone {
    /// Records a household and the people in it, all or nothing; more can be added later.
    pub fn add_family(&self, household: NewHousehold, persons: Vec<NewPerson>) -> Result<FamilySaved> {
        self.call("add_family", || {
            let mut store = self.store();
            let household = household.values(&store.log())?;
            let values: Vec<register::Person> =
                persons.iter().map(|person| person.typed(&store.log())).collect::<Inner<_>>()?;
            let (household, persons) = carry_out(&mut store, |acting| {
                let (draft, household, persons) = register::family(acting, household, values)
                    .map_err(|stop| Failure::of_part(stop, |at| format!("persons[{at}]")))?;
                Ok::<_, Failure>((draft, (household, persons)))
            })?;
            Ok(FamilySaved {
                household: created("household", household),
                persons: persons.into_iter().map(|person| created("person", person)).collect(),
            })
        })
    }

    /// Records a person of a household: a child, a caregiver, a pregnant woman, as `kind` says.
    pub fn add_person(&self, household: RecordName, person: NewPerson) -> Result<Created> {
        self.call("add_person", || {
            let mut store = self.store();
            let values = person.typed(&store.log())?;
            let person = carry_out(&mut store, |acting| register::person(acting, household, values))?;
            Ok(created("person", person))
        })
    }

    /// Records a visit with everything measured, given, answered and agreed at it. `docs/visit.md` describes the
    /// document, which is JSON: its names are those of the table of fields, and a form's answers go by their paths,
    /// so that a new field or a new form needs no new call.
    pub fn record_visit(&self, document: &str) -> Result<VisitSaved> {
        self.call("record_visit", || visit::record(&mut self.store(), document))
    }

    /// Sets a value in front of what its author was shown, never of what arrived since.
    pub fn correct(&self, correction: &Correction) -> Result<Saved> {
        self.call("correct", || self.set(correction))
    }

    /// Removes a record, with a reason; nothing of it is lost. `seen` is what its field `void` showed.
    pub fn void(&self, seen: &Seen, reason: &str) -> Result<Saved> {
        self.call("void", || self.set_void(seen, true, reason))
    }

    /// Takes a removed record back, with a reason. `seen` is what its field `void` showed.
    pub fn restore(&self, seen: &Seen, reason: &str) -> Result<Saved> {
        self.call("restore", || self.set_void(seen, false, reason))
    }

    /// Says that two persons registered apart are one; `kept` stands for both. A supervisor's; removing the record
    /// that this gives separates them.
    pub fn join(&self, kept: RecordName, other: RecordName) -> Result<Created> {
        self.call("join", || {
            let mut store = self.store();
            // No page of a phone shows a pair yet: what is said of it by now is what its worker knows.
            let seen = pair::revision(&store.log(), &kept, &other)?;
            let record = carry_out(&mut store, |acting| pair::join(acting, &kept, &other, &seen))?;
            Ok(created("same_person", record))
        })
    }
}

impl Phone {
    fn set(&self, correction: &Correction) -> Inner<Saved> {
        let mut store = self.store();
        let log = store.log();
        let shown = correction.seen.only()?;
        let register = shown.register.clone();
        let entity = entity_of(&log, register.record)?;
        if register.field == VOID {
            return Err(Failure::new("entry", "whether a record is removed is no value to correct"));
        }
        let field = entity.field(register.field).ok_or(StoreError::NoRecord(register.record))?;
        let value = match &correction.part {
            Some(_) if shown.is_withheld() => {
                let technical = format!("the list did not show `{}`, of which a part is set", field.name);
                return Err(Failure::new("seen", technical));
            }
            Some(part) => typed_part(field, part, &correction.value, shown.value.as_ref())?,
            None => typed(&log, field, &correction.value)?,
        };
        let json = to_json(&field.ty, &value);
        let done = Saved {
            record: register.record,
            entity: entity.name.into(),
            field: field.name.into(),
            path: register.path,
            value: FieldValue::of(Some(&field.ty), Some(&value)),
            json: json.to_string(),
            saved: false,
        };
        let corrected = carry_out(&mut store, |acting| -> std::result::Result<_, Stop> {
            // A save sets only what its author changed.
            let (settle, reason) = (correction.settle, correction.reason.as_deref());
            match correct::correct(acting, &shown, value, settle, reason) {
                Ok(draft) => Ok((draft, true)),
                Err(Stop::Refused(Refusal::Already(_))) => Ok((Draft::new(acting.author), false)),
                Err(Stop::Refused(Refusal::Missing(_))) => {
                    Err(Stop::Failed(StoreError::ReasonMissing { field: field.name }))
                }
                Err(stop) => Err(stop),
            }
        })?;
        Ok(Saved { saved: corrected, ..done })
    }

    fn set_void(&self, seen: &Seen, removed: bool, reason: &str) -> Inner<Saved> {
        let seen = seen.only()?;
        let record = seen.register.record;
        let mut store = self.store();
        let entity = entity_of(&store.log(), record)?.name.into();
        let saved = carry_out(&mut store, |acting| match remove::remove(acting, &seen, removed, reason) {
            Ok(draft) => Ok((draft, true)),
            Err(Stop::Refused(Refusal::Already(_))) => Ok((Draft::new(acting.author), false)),
            Err(stop) => Err(stop),
        })?;
        Ok(Saved {
            record,
            entity,
            field: "void".into(),
            path: None,
            value: FieldValue::Truth { yes: removed },
            json: removed.to_string(),
            saved,
        })
    }
}

fn created(entity: &str, record: RecordName) -> Created {
    Created { entity: entity.into(), record, code: record.paper_code() }
}

/// The fields that were said, by name.
fn said<const N: usize>(fields: [(&str, &Option<String>); N]) -> Vec<(String, String)> {
    fields.into_iter().filter_map(|(name, given)| Some((name.to_owned(), given.clone()?))).collect()
}

fn values_of(log: &Log<'_>, id: EntityId, said: &[(String, String)]) -> Inner<Values> {
    typed_values(log, entity(id).ok_or(StoreError::NoEntity(id))?, said)
}

impl NewHousehold {
    /// A household of this area, of which nothing else is known.
    pub fn of(area: RecordName) -> NewHousehold {
        NewHousehold {
            area,
            known_as: None,
            reference: None,
            telephone: None,
            populated_centre: None,
            altitude_m: None,
            altitude_source: None,
            lat: None,
            lon: None,
            accuracy_m: None,
            no_place: None,
            language: None,
        }
    }

    fn values(&self, log: &Log<'_>) -> Inner<Values> {
        let said = said([
            ("known_as", &self.known_as),
            ("reference", &self.reference),
            ("telephone", &self.telephone),
            ("populated_centre", &self.populated_centre),
            ("altitude.m", &self.altitude_m),
            ("altitude.source", &self.altitude_source),
            ("place.lat", &self.lat),
            ("place.lon", &self.lon),
            ("place.accuracy_m", &self.accuracy_m),
            ("place.missing", &self.no_place),
            ("language", &self.language),
        ]);
        let mut values = values_of(log, table::household::ID, &said)?;
        values.insert(table::household::area, Value::Record(self.area));
        Ok(values)
    }
}

impl NewPerson {
    pub(crate) fn values(&self, log: &Log<'_>) -> Inner<Values> {
        let said = said([
            ("kind", &Some(self.kind.clone())),
            ("given_names", &self.given_names),
            ("family_names", &self.family_names),
            ("sex", &self.sex),
            ("birth_date", &self.birth_date),
            ("local_id", &self.local_id),
            ("birth_weight_g", &self.birth_weight_g),
            ("gestational_weeks", &self.gestational_weeks),
            ("insurance", &self.insurance),
            ("facility", &self.facility),
            ("programmes", &self.programmes),
        ]);
        values_of(log, table::person::ID, &said)
    }

    fn typed(&self, log: &Log<'_>) -> Inner<register::Person> {
        let field = field_of(
            entity(table::person::ID).ok_or(StoreError::NoEntity(table::person::ID))?,
            "identifier",
        )?;
        let number = |of: &Identifier| Ok((path_of(field, &of.system)?, typed(log, field, &of.number)?));
        Ok(register::Person {
            values: self.values(log)?,
            identifiers: self.identifiers.iter().map(number).collect::<Inner<_>>()?,
        })
    }
}
