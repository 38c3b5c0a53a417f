//! The schema: which entities there are, which fields, of which type, unit and sensitivity, and the owner path to
//! the household. One declarative table ([`table`]); the SQL projection, the wire keys, the JSON form, the checks at
//! entry and the documentation of the fields are derived from it. Knows no change, no disk, no country.

pub mod check;
pub mod document;
pub mod json;
pub mod name;
pub mod schema;
pub mod sql;
pub mod table;
pub mod time;
pub mod typed;
pub mod value;

pub use name::{ChangeName, DeviceId, RecordName, Tag};
pub use schema::{Code, Entity, EntityId, Field, FieldId, Owner, Type, VOID, role};
pub use table::{ENTITIES, SCHEMA_VERSION, entity, entity_named};
pub use time::Time;
pub use value::{Decimal, Value};
