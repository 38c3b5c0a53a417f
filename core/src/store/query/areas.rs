//! The areas of the directory, as a list shows them.

use serde::Serialize;

use super::names::standing;
use super::value_json;
use crate::record::{RecordName, table};
use crate::store::areas::{area_name, is_within};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::shown::shown_field;

/// An area of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AreaRow {
    /// The area.
    pub area: RecordName,
    /// Its code on paper.
    pub code: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<String>,
    /// The area it is part of.
    pub parent: Option<RecordName>,
    /// Whether it is one of the areas asked about, or a part of one.
    pub mine: bool,
}

/// The areas that were not removed, by name; `mine`: those of whoever asks.
pub fn area_rows(log: &Log<'_>, mine: &[RecordName]) -> Result<Vec<AreaRow>> {
    let Some(entity) = table::entity(table::area::ID) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for area in standing(log, entity)? {
        let kind = shown_field(log, area, table::area::kind)?.value;
        let kind = kind.map(|value| value_json(entity.field(table::area::kind), &value));
        let parent = shown_field(log, area, table::area::parent)?.value;
        rows.push(AreaRow {
            area,
            code: area.paper_code(),
            name: area_name(log, &area)?,
            kind: kind.and_then(|kind| kind.as_str().map(str::to_owned)),
            parent: parent.and_then(|parent| parent.as_record()),
            mine: is_within(log, &area, mine)?,
        });
    }
    rows.sort_by(|a, b| (&a.name, a.area).cmp(&(&b.name, b.area)));
    Ok(rows)
}
