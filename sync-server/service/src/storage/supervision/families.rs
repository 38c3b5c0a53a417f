//! Families: the list of one area, the page of one, and those to whom nobody gave their part.

use chaski::record::{ChangeName, RecordName};
use chaski::store::query::HouseholdPage;

use super::visits::VisitLine;

/// A family in the list of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyLine {
    /// The household.
    pub household: RecordName,
    /// How it is known, or its family names.
    pub name: Option<String>,
    /// Its code on paper.
    pub code: String,
    /// The heads of its area, for moving it.
    pub seen: Vec<ChangeName>,
}

/// The page of a household for a supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdView {
    /// As every replica shows it.
    pub page: HouseholdPage,
    /// Its visits, the newest first (at most 40).
    pub visits: Vec<VisitLine>,
    /// Where it may be moved: the leaf areas of the viewer, record and name.
    pub areas: Vec<(RecordName, String)>,
}

/// A family of an area that was divided, to whom nobody gave their part yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// The household, and the heads of its area, for moving it.
    pub family: FamilyLine,
    /// What the area is called.
    pub area: String,
}
