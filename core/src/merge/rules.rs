//! What a change may say, whoever keeps it: it stays with its subject, does not hand a record to another owner, and
//! leaves to supervisors what is theirs. `save` refuses an offence; a server sets the change aside
//! with the same reason. Areas and rights are judged elsewhere: they are facts of the server, not of the change.

use super::fold::{State, subject_of};
use crate::change::Change;
use crate::change::cbor::value_bytes;
use crate::record::{Entity, EntityId, Owner, RecordName, Type, VOID, Value, entity, role};

/// Why a change is set aside. The numbers are those of the `verdict` entity's `reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[repr(i64)]
pub enum Offence {
    /// Its author had no right to that area.
    #[error("no right to the area it is about")]
    NoRights = 1,
    /// Its device was stopped.
    #[error("its phone was stopped")]
    Stopped = 2,
    /// It claims rights that its phone had already replaced.
    #[error("it claims rights that its phone had already replaced")]
    StaleRights = 3,
    /// It names a record of somebody else.
    #[error("a record that is not of the person or household it is about")]
    NotItsSubject = 4,
    /// It claims or needs a higher role.
    #[error("only a supervisor may record this")]
    RoleTooLow = 5,
    /// It contradicts itself.
    #[error("a new record that does not name whom it belongs to")]
    Malformed = 6,
    /// It settles what a supervisor settles.
    #[error("different values that a supervisor settles")]
    NeedsSupervisor = 7,
    /// It hands a record over to another owner.
    #[error("a record stays with whom it was made for")]
    FixedOwner = 8,
    /// It names as an owner something that owns nothing of the kind.
    #[error("an owner that owns nothing of the kind")]
    NoSuchOwner = 9,
    /// It puts a household into an area that was divided.
    #[error("an area that was divided")]
    DividedArea = 10,
    /// Another line of its phone's database had confirmed newer rights.
    #[error("another copy of its phone had confirmed newer rights")]
    OtherLine = 11,
}

impl Offence {
    /// A stable name: that of the `verdict` entity's `reason`, and the message `error-offence-<name>`.
    pub fn code(self) -> &'static str {
        match self {
            Offence::NoRights => "no_rights",
            Offence::Stopped => "stopped_device",
            Offence::StaleRights => "stale_rights",
            Offence::NotItsSubject => "not_its_subject",
            Offence::RoleTooLow => "role_too_low",
            Offence::Malformed => "malformed",
            Offence::NeedsSupervisor => "needs_supervisor",
            Offence::FixedOwner => "fixed_field",
            Offence::NoSuchOwner => "no_such_owner",
            Offence::DividedArea => "divided_area",
            Offence::OtherLine => "other_line",
        }
    }

    /// The offence with this number, if this version knows it.
    pub fn from_number(number: i64) -> Option<Offence> {
        use Offence::*;
        [
            NoRights,
            Stopped,
            StaleRights,
            NotItsSubject,
            RoleTooLow,
            Malformed,
            NeedsSupervisor,
            FixedOwner,
            NoSuchOwner,
            DividedArea,
            OtherLine,
        ]
        .into_iter()
        .find(|o| *o as i64 == number)
    }
}

/// What a change names as the owner of a record: whose area, household or person it is decides which feeds it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The record named; `None` where the value names none.
    pub owner: Option<RecordName>,
    /// What it may be.
    pub may_be: &'static [EntityId],
}

/// Every owner that a change names: in what it creates, and where it moves a household or a person.
pub fn owners_named<S: State>(change: &Change, state: &S) -> Result<Vec<Named>, S::Error> {
    let mut all = Vec::new();
    let mut note = |entity: &'static Entity, value: Option<&Value>| {
        let field = entity.owner_field().and_then(|field| entity.field(field));
        if let Some(Type::Record(may_be)) = field.map(|field| field.ty) {
            all.push(Named { owner: value.and_then(Value::as_record), may_be });
        }
    };
    for create in change.creates() {
        let Some(entity) = entity(create.entity) else { continue };
        if let Some(field) = entity.owner_field() {
            note(entity, create.value(field, None));
        }
    }
    for set in change.sets() {
        let known = state.known(&set.register.record)?;
        if let Some(entity) = known.and_then(|known| entity(known.entity))
            && entity.is_subject()
            && entity.owner_field() == Some(set.register.field)
        {
            note(entity, Some(&set.value));
        }
    }
    Ok(all)
}

/// What a record is that a change names: one that it makes itself, or one that is held.
pub fn kind_of<S: State>(
    change: &Change,
    record: &RecordName,
    state: &S,
) -> Result<Option<EntityId>, S::Error> {
    if record.change() == change.name {
        return Ok(change.creates().find(|create| create.record == *record).map(|create| create.entity));
    }
    Ok(state.known(record)?.map(|known| known.entity))
}

/// Whether an owner is of the right kind. One that is not held is for whoever keeps the change to wait for, or to
/// refuse.
fn is_owner<S: State>(change: &Change, named: &Named, state: &S) -> Result<bool, S::Error> {
    let Some(owner) = named.owner else { return Ok(false) };
    Ok(match kind_of(change, &owner, state)? {
        Some(kind) => named.may_be.contains(&kind),
        None => owner.change() != change.name,
    })
}

/// The first rule that a change breaks, if any. Its needs must be met in `state`.
pub fn offence<S: State>(change: &Change, state: &S) -> Result<Option<Offence>, S::Error> {
    for create in change.creates() {
        let Some(entity) = entity(create.entity) else { continue };
        if change.role < entity.create_rank {
            return Ok(Some(Offence::RoleTooLow));
        }
        if let Some(field) = entity.owner_field()
            && create.value(field, None).and_then(|v| v.as_record()).is_none()
        {
            return Ok(Some(Offence::Malformed));
        }
        // A household's record is edited by a change about the household: within a change about a child it would
        // travel with the child to another area and wait there for a household that the area does not hold.
        if subject_of(change, &create) != change.subject {
            return Ok(Some(Offence::NotItsSubject));
        }
    }
    for set in change.sets() {
        let register = &set.register;
        if register.record.change() == change.name {
            return Ok(Some(Offence::Malformed));
        }
        let Some(known) = state.known(&register.record)? else { continue };
        if known.subject != change.subject && !crate::fault("stranger-replaced") {
            return Ok(Some(Offence::NotItsSubject));
        }
        let Some(entity) = entity(known.entity) else { continue };
        if change.role < entity.create_rank
            && (register.field == VOID || matches!(entity.owner, Owner::District))
        {
            return Ok(Some(Offence::RoleTooLow));
        }
        if matches!(entity.owner, Owner::Subject(field) if field == register.field) {
            return Ok(Some(Offence::FixedOwner));
        }
        if change.role < role::SUPERVISOR && set.replaces.len() > 1 {
            let said = state.assignments(register)?;
            let mut named =
                said.iter().filter(|s| set.replaces.contains(&s.change)).map(|s| value_bytes(&s.value));
            let first = named.next();
            if named.any(|value| Some(value) != first) {
                return Ok(Some(Offence::NeedsSupervisor));
            }
        }
    }
    for named in owners_named(change, state)? {
        if !is_owner(change, &named, state)? {
            return Ok(Some(Offence::NoSuchOwner));
        }
    }
    Ok(None)
}
