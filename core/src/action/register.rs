//! A household and the people in it are registered, or more people of a household that is known: who they are, who looks after whom, what was answered
//! when consent was asked for, a pregnancy. All of it is one draft. What nobody asked is not said.

use std::collections::BTreeMap;

use super::{Acting, Plan, Refusal};
use crate::record::table::{caregiver, consent, household, person, pregnancy};
use crate::record::{RecordName, Value};
use crate::store::save::{Draft, Values};
use crate::store::shown::shown_field;

/// Somebody who is new.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// Their fields, without the household.
    pub values: Values,
    /// Their numbers by system of identifiers.
    pub identifiers: BTreeMap<String, Value>,
}

impl From<Values> for Person {
    fn from(values: Values) -> Person {
        Person { values, identifiers: BTreeMap::new() }
    }
}

/// Where people are registered.
#[derive(Debug, Clone, PartialEq)]
pub enum Home {
    /// In a household that is new.
    New(Values),
    /// In one that is known.
    Known(RecordName),
}

/// Somebody of the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Who is known.
    Known(RecordName),
    /// One of those who are registered now, by place from 0: the one that it is said of, or one before.
    New(usize),
}

/// Who somebody is of whom something is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// Somebody new.
    New(Person),
    /// Somebody who is known, and who from now on is in the register for this (`person.kind`), where it is given.
    Known(RecordName, Option<i64>),
}

/// Somebody, and what is said of them with their registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Who it is.
    pub who: Who,
    /// Her pregnancy: its fields, without the person.
    pub pregnancy: Option<Values>,
    /// Who looks after the child, with the other fields of it.
    pub cared_by: Vec<(Whom, Values)>,
    /// What was answered when consent was asked for: who answered, with the other fields of it.
    pub consents: Vec<(Option<Whom>, Values)>,
}

impl Member {
    /// Somebody of whom nothing else is said.
    pub fn new(who: Who) -> Member {
        Member { who, pregnancy: None, cared_by: Vec::new(), consents: Vec::new() }
    }
}

/// A household that is new, and its people in the order in which they were given: the names that they get. A person that
/// does not fit is named by its place.
pub fn family(
    acting: &Acting<'_>,
    household: Values,
    persons: Vec<Person>,
) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let members = persons.into_iter().map(|person| Member::new(Who::New(person))).collect();
    people(acting, Home::New(household), members)
}

/// One more person of a household.
pub fn person(acting: &Acting<'_>, household: RecordName, new: Person) -> Plan<(Draft, RecordName)> {
    acting.here(&household, Some(household::ID))?;
    let mut draft = Draft::new(acting.author);
    let name = in_household(&mut draft, household, new)?;
    Ok((draft, name))
}

/// People of a household, new or known, with all that is said of each: the household's name, and theirs in the order in which they were given. Somebody
/// who does not fit is named by their place.
pub fn people(
    acting: &Acting<'_>,
    home: Home,
    members: Vec<Member>,
) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let mut draft = Draft::new(acting.author);
    let house = match home {
        Home::New(values) => draft.about_new(household::ID, values)?,
        Home::Known(house) => {
            acting.here(&house, Some(household::ID))?;
            house
        }
    };
    let mut names = Vec::with_capacity(members.len());
    for (at, member) in members.into_iter().enumerate() {
        register(acting, &mut draft, house, &mut names, member).map_err(|stop| stop.within(at))?;
    }
    Ok((draft, house, names))
}

/// What was answered when consent was asked for again, for somebody who is known.
pub fn consents(
    acting: &Acting<'_>,
    of: RecordName,
    answers: Vec<(Option<RecordName>, Values)>,
) -> Plan<Draft> {
    acting.here(&of, Some(person::ID))?;
    let mut draft = Draft::new(acting.author);
    draft.about(of);
    for (who, values) in answers {
        let who = who.map(|who| named(acting, &[], Whom::Known(who))).transpose()?;
        answered(&mut draft, of, who, values)?;
    }
    Ok(draft)
}

fn register(
    acting: &Acting<'_>,
    draft: &mut Draft,
    house: RecordName,
    names: &mut Vec<RecordName>,
    member: Member,
) -> Plan<()> {
    let name = match member.who {
        Who::New(new) => in_household(draft, house, new)?,
        Who::Known(known, kind) => {
            acting.here(&known, Some(person::ID))?;
            draft.about(known);
            let shown = shown_field(&acting.log, known, person::kind)?;
            if let Some(kind) = kind.map(Value::Int).filter(|kind| shown.value.as_ref() != Some(kind)) {
                draft.set(&acting.log, &shown, kind, None)?;
            }
            known
        }
    };
    names.push(name);
    if let Some(mut values) = member.pregnancy {
        values.insert(pregnancy::person, Value::Record(name));
        draft.create(pregnancy::ID, values)?;
    }
    for (whom, mut values) in member.cared_by {
        values.insert(caregiver::person, Value::Record(name));
        values.insert(caregiver::caregiver, Value::Record(named(acting, names, whom)?));
        draft.create(caregiver::ID, values)?;
    }
    for (whom, values) in member.consents {
        let who = whom.map(|whom| named(acting, names, whom)).transpose()?;
        answered(draft, name, who, values)?;
    }
    Ok(())
}

/// Somebody who is known and the author's, or was registered before in the same draft.
fn named(acting: &Acting<'_>, names: &[RecordName], whom: Whom) -> Plan<RecordName> {
    match whom {
        Whom::New(at) => Ok(*names.get(at).ok_or(Refusal::Missing("caregiver"))?),
        Whom::Known(known) => {
            acting.here(&known, Some(person::ID))?;
            Ok(known)
        }
    }
}

fn answered(draft: &mut Draft, of: RecordName, who: Option<RecordName>, mut values: Values) -> Plan<()> {
    values.extend(who.map(|who| (consent::who, Value::Record(who))));
    values.insert(consent::person, Value::Record(of));
    draft.create(consent::ID, values)?;
    Ok(())
}

fn in_household(draft: &mut Draft, household: RecordName, new: Person) -> Plan<RecordName> {
    let Person { mut values, identifiers } = new;
    values.insert(person::household, Value::Record(household));
    let mut paths = BTreeMap::new();
    if !identifiers.is_empty() {
        paths.insert(person::identifier, identifiers);
    }
    Ok(draft.about_new_with_paths(person::ID, values, paths)?)
}
