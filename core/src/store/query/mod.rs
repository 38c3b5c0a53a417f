//! Queries made for a screen: a page is one call, a list is read page by page and never by counting rows. Knows the
//! projected tables and what was said of each register; decides nothing and writes nothing. A sensitive field stands
//! only on the page of its own family, child or visit; a list carries a name and nothing more. A removed record is in
//! no list; its history and the dump keep it.

mod agenda;
mod areas;
mod assessed;
mod bands;
mod child;
mod disputes;
mod household;
mod joined;
mod known;
mod lists;
mod moved;
mod names;
mod record;
mod value;
mod view;
mod visit;

use serde::Serialize;

pub use agenda::{
    Agreed, HouseholdTitle, PersonTitle, agreed, household_title, not_visited_since, open_referrals,
    person_title, visit_to_join, with_child_born_after, with_pregnant,
};
pub use areas::{AreaRow, area_rows};
pub use assessed::{
    ChildGrowth, ReadingGrowth, assess_entry, before, child_in, child_of, entry_of, growth, growth_stamp,
    points,
};
pub use bands::{Band, bands};
pub use child::{CaregiverView, ChildPage, IdentityStep, child};
pub use disputes::{DisputeItem, DisputeValue, HistoryRow, dispute, disputes, history, listed};
pub use household::{HouseholdPage, Member, PersonStatus, VisitOutcome, VisitRow, household, visits};
pub use joined::Joined;
pub use known::{Asked, Known, as_instance, known};
pub use lists::{ChildRow, Family, children, families};
pub use moved::{Moved, moved};
pub use names::{every, named_between, standing, standing_reviews};
pub use value::{FieldValue, ValuePart};
pub use view::{FieldView, Link, RecordView, Who};
pub use visit::{AnswersView, VisitPage, visit};

pub(crate) use crate::store::rows::record_in;
pub use crate::store::rows::records;
pub(crate) use disputes::count_disputes;
pub(crate) use lists::BELOW;
pub(crate) use record::{Reader, Record};
pub use record::{field, field_name, link, record, role_name, value_json};

use super::error::Result;
use super::log::Log;
use crate::record::{RecordName, Type, entity};

/// The most items of one page, whatever is asked for.
pub const PAGE_ITEMS: usize = 500;

/// A part of a list, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T, C = String> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// What to ask with for the next part; `None` at the end. It holds names of records, never anything personal.
    pub next: Option<C>,
}

/// An area by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AreaView {
    /// The area.
    pub area: RecordName,
    /// What it is called; none where the directory does not hold it yet.
    pub name: Option<String>,
}

/// How many items a page may have.
pub(crate) fn bounded(limit: usize) -> usize {
    limit.clamp(1, PAGE_ITEMS)
}

/// The name of a choice as a column holds its number; a choice of a later version is its number.
pub(crate) fn choice(entity_id: u64, field: u64, part: Option<u64>, number: Option<i64>) -> Option<String> {
    let number = number?;
    let ty = entity(entity_id).and_then(|e| e.field(field)).map(|f| f.ty);
    let ty = match (ty, part) {
        (Some(Type::Composite(parts)), Some(id)) => parts.iter().find(|p| p.id == id).map(|p| p.ty),
        (ty, _) => ty,
    };
    let known = match ty {
        Some(Type::Code(list) | Type::Codes(list)) => list.iter().find(|code| code.0 == number),
        _ => None,
    };
    Some(known.map_or_else(|| number.to_string(), |code| code.1.to_owned()))
}

/// Given names and family names as one, or nothing.
pub(crate) fn full_name(given: Option<String>, family: Option<String>) -> Option<String> {
    match (given, family) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    }
}

/// The areas of a subject, by name.
pub(crate) fn areas(log: &Log<'_>, subject: &RecordName) -> Result<Vec<AreaView>> {
    super::areas::areas_of(log, subject)?
        .into_iter()
        .map(|area| Ok(AreaView { area, name: super::areas::area_name(log, &area)? }))
        .collect()
}
