//! Families of areas that were divided: those who lived there then, and those whom a phone recorded there before it had
//! heard. They stand in the feed of the whole area until a supervisor gives each its part.

use chaski::change::Register;
use chaski::record::RecordName;
use chaski::record::table::household;
use chaski::store::query;

use super::areas::{Look, list as names, literal};
use super::rows::{LINES, count};
use crate::storage::Result;
use crate::storage::desk::{Count, FamilyLine, Slice, Unplaced};

fn statement(look: &Look<'_>, condition: &str) -> String {
    let within = names(&look.areas.divided(&look.mine(None)));
    format!(
        "SELECT record, area, known_as FROM r_household WHERE voided = 0 AND area IN {within} {condition}"
    )
}

/// How many there are.
pub(super) fn total(look: &Look<'_>) -> Result<Count> {
    count(&look.log, &statement(look, ""), [])
}

/// The families, in the order of their names of record.
pub(super) fn list(look: &Look<'_>, after: Option<&str>) -> Result<Slice<Unplaced>> {
    let after: Option<RecordName> = after.and_then(|after| after.parse().ok());
    let after = after.map_or_else(String::new, |after| format!("AND record > {}", literal(&after)));
    let sql = statement(look, &format!("{after} ORDER BY record LIMIT {}", LINES + 1));
    let mut statement = look.log.connection().prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut items: Vec<Unplaced> = Vec::new();
    while let Some(row) = rows.next()? {
        let record = |column: usize| -> Result<Option<RecordName>> {
            Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
        };
        let (Some(household), Some(area)) = (record(0)?, record(1)?) else { continue };
        let register = Register { record: household, field: household::area, path: None };
        let seen = query::dispute(&look.log, &register)?.map(|item| item.shown.all).unwrap_or_default();
        items.push(Unplaced {
            family: FamilyLine { household, name: row.get(2)?, code: household.paper_code(), seen },
            area: look.areas.name(&area),
        });
    }
    let more = items.len() > LINES;
    items.truncate(LINES);
    let next = items.last().filter(|_| more).map(|last| last.family.household.to_string());
    Ok(Slice { items, next, total: total(look)? })
}
