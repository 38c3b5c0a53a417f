//! How an entity and a field are described. The descriptions themselves stand in [`super::table`]; everything that
//! depends on the schema (SQL projection, wire keys, JSON, field documentation, checks at entry) is derived from
//! them. Knows nothing of changes, of SQLite or of a country.

use super::value::Decimal;

/// Number of an entity on the wire; never used again for another.
pub type EntityId = u64;
/// Number of a field within its entity on the wire; never used again for another. 0 is the built-in `void`.
pub type FieldId = u64;

/// The built-in register of every record: removed, by whom, when and why. Value `true` voids, `false` restores.
pub const VOID: FieldId = 0;

/// Rank of a role, as changes carry it. The greater rank wins a display, never a merge.
pub mod role {
    /// Visits homes.
    pub const VISITOR: u64 = 10;
    /// Looks after visitors: settles, joins, reviews.
    pub const SUPERVISOR: u64 = 50;
    /// A server's device, speaking for the district.
    pub const DISTRICT: u64 = 90;
}

/// Who a record belongs to: the first step of its owner path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The district's own affairs.
    District,
    /// A household: owned by the area in this field (which may change: a move). It is a subject.
    Area(FieldId),
    /// A person: owned by the household in this field (which may change: a move). It is a subject.
    Household(FieldId),
    /// Belongs to the person or household in this field, for ever. The change that creates it has that subject.
    Subject(FieldId),
}

/// One entity.
#[derive(Debug)]
pub struct Entity {
    /// Wire number.
    pub id: EntityId,
    /// Name in JSON, SQL (`r_<name>`) and documents.
    pub name: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// Whose it is.
    pub owner: Owner,
    /// The least rank that may create it.
    pub create_rank: u64,
    /// Its fields, by id.
    pub fields: &'static [Field],
}

/// One field.
#[derive(Debug)]
pub struct Field {
    /// Wire number within the entity.
    pub id: FieldId,
    /// Name in JSON and SQL. Unit last.
    pub name: &'static str,
    /// What it may hold.
    pub ty: Type,
    /// Personal: never in logs, in list pages or in exports without the right to it.
    pub sensitive: bool,
    /// What happened once: a later set must carry a reason.
    pub once: bool,
    /// Must be given when the record is created.
    pub required: bool,
    /// One sentence.
    pub doc: &'static str,
}

/// What a register may hold.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Text of at most this many characters.
    Text(usize),
    /// A whole number within a range, ends included.
    Int(i64, i64),
    /// A number as typed, within a range, ends included.
    Decimal(Decimal, Decimal),
    /// One of a list.
    Code(&'static [Code]),
    /// Several of a list.
    Codes(&'static [Code]),
    /// A date to the day, month or year.
    Date,
    /// Seconds of Unix time.
    Time,
    /// The name of a record of one of these entities.
    Record(&'static [EntityId]),
    /// Names of records of one of these entities.
    Records(&'static [EntityId]),
    /// Bytes, at most this many.
    Bytes(usize),
    /// What belongs together is one value.
    Composite(&'static [Part]),
    /// One register a path (a question of a form): text of the path to any scalar.
    ByPath,
    /// A concept of the list of this name: its code. Which codes a list has, and their words, is a pack's to say; one
    /// that no pack knows is kept and shown as it is.
    Concept(&'static str),
    /// Several of a list.
    Concepts(&'static str),
    /// One register a system of identifiers: the name of the system to the number, as it was written. Which systems there
    /// are is a pack's to say.
    Identifier,
}

/// One choice of a list. The number travels; the name is for JSON and people's language files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub i64, pub &'static str);

/// One part of a composite value. Its SQL column is `<field>_<part>`.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Wire number within the composite.
    pub id: u64,
    /// Name in JSON and SQL.
    pub name: &'static str,
    /// What it may hold; no composite within a composite.
    pub ty: Type,
    /// Must be given for the composite to mean anything.
    pub required: bool,
}

impl Type {
    /// Whether it has one register a path, and none of its own.
    pub fn is_by_path(&self) -> bool {
        matches!(self, Type::ByPath | Type::Identifier)
    }

    /// The list whose concepts it holds.
    pub fn concept_list(&self) -> Option<&'static str> {
        match self {
            Type::Concept(list) | Type::Concepts(list) => Some(list),
            _ => None,
        }
    }
}

impl Field {
    /// Whether it says what somebody or something is called.
    pub fn is_name(&self) -> bool {
        matches!(self.ty, Type::Text(_))
            && matches!(self.name, "name" | "given_names" | "family_names" | "known_as")
    }
}

impl Entity {
    /// The field with this wire number.
    pub fn field(&self, id: FieldId) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// The field with this name.
    pub fn field_named(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The field whose value owns the record; `None` for the district's own affairs.
    pub fn owner_field(&self) -> Option<FieldId> {
        match self.owner {
            Owner::District => None,
            Owner::Area(field) | Owner::Household(field) | Owner::Subject(field) => Some(field),
        }
    }

    /// Households and persons: what a change is about.
    pub fn is_subject(&self) -> bool {
        matches!(self.owner, Owner::Area(_) | Owner::Household(_))
    }
}
