//! What a form says of one element of its record. Plain data; decides nothing.

use serde::{Deserialize, Serialize};

use super::ids::{DefId, FormulaId};
use super::texts;
use crate::forms::tree::{NodeId, Symbol};

/// An element of the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeDef {
    /// Its name.
    pub name: Symbol,
    /// What it stands in; none for the root.
    pub parent: Option<DefId>,
    /// Its children, in the order of the record.
    pub children: Vec<DefId>,
    /// How deep, 0 for the root.
    pub depth: u32,
    /// `/data/child/age`.
    pub path: String,
    /// If it repeats.
    pub repeat: Option<Repeat>,
    /// The type of its value.
    pub kind: ValueType,
    /// What the bind says.
    pub relevant: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub calculate: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub constraint: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub required: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub readonly: Option<FormulaId>,
    /// What is said when the constraint does not hold.
    pub constraint_message: Option<texts::Label>,
    /// What is said when it must be answered and is not.
    pub required_message: Option<texts::Label>,
    /// `jr:preload` and `jr:preloadParams`.
    pub preload: Option<(String, String)>,
    /// The field of a record that it feeds (`entities:saveto`).
    pub save_to: Option<String>,
    /// The question or group that shows it: its place among [`Form::controls`].
    pub control: Option<u32>,
    /// Attributes of the bind that mean nothing to the core, kept as they are written.
    pub other: Vec<(String, String)>,
}

/// An element that may stand several times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repeat {
    /// What a new one looks like, in [`Form::templates`].
    pub template: NodeId,
    /// How many there are, if that is computed or fixed.
    pub count: Option<FormulaId>,
    /// Its relevance, asked at what it stands in, for as long as there is no instance; none where it reads the instance itself.
    pub relevant_above: Option<FormulaId>,
    /// Whether people may not add or remove one (`jr:noAddRemove`, or a count).
    pub fixed: bool,
}

/// The type of a value. Types that are not the specification's (`db:person`, `tel`) are texts; [`NodeDef::other`] keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[allow(missing_docs, reason = "they are the specification's")]
pub enum ValueType {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Binary,
    Barcode,
    Intent,
}
