//! What a form sets by itself: when the record opens, when a repeat grows, when a value changes (section "Events and Actions" of the
//! specification). Knows which; sets nothing.

use serde::{Deserialize, Serialize};

use super::ids::{DefId, FormulaId};

/// A value that is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetValue {
    /// When the record opens for the first time.
    pub first_load: bool,
    /// When an instance of the repeat it stands in is added.
    pub new_repeat: Option<DefId>,
    /// When the value of this element changes.
    pub changed: Option<DefId>,
    /// What is set.
    pub target: DefId,
    /// To what.
    pub value: Setting,
}

/// What a value is set to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Setting {
    /// A text.
    Text(String),
    /// What a formula gives, asked at the target.
    Formula(FormulaId),
    /// Where the phone is, which whoever fills supplies.
    Place,
}
